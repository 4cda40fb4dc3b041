/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much there is and how it is going, in numbers. */
#pragma once

#include "server/server.h"

/* @group: "store", "rows", "outcomes" …; @name: within it. */
typedef void (*StatsTell) (const char *group, const char *name, gint64 value, gpointer data);

gboolean server_stats (Server *self, const ServerNow *now, StatsTell tell, gpointer data, GError **error);
