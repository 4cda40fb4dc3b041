/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clause behind a screen, over it: one reads and goes on where one was. Main thread. */
#pragma once

#include <adwaita.h>

#include "app/session.h"

/* @code: "5.3.2"; FALSE: no such clause is here */
gboolean clause_dialog_present (GtkWindow *parent, ZuoxiSession *session, const char *code);
