/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server does by itself, claimed as rows of the table job, so that several servers share it (R55). */
#pragma once

#include "server/server.h"

/**
 * server_jobs:
 *
 * Freezes the figures of months past their cut-off (R17) and marks frozen figures whose counted rows changed since
 * (R24). Looks at most once a minute and does little at a time, so that requests are not kept waiting.
 *
 * Returns: %FALSE with @error if the store failed; what was not done is tried again
 */
gboolean server_jobs (Server *self, const ServerNow *now, GError **error);
