/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the jobs of the server only. */
#pragma once

#include "server/jobs.h"
#include "server/server-private.h"

char    *job_done_of (Server *self, const char *name, GError **error);
gboolean job_note_done (Server *self, const char *name, const char *done, GError **error);
gboolean job_run_command (
    Server *self, const char *command, const Schema *schema, Id id, const ServerNow *now, GError **error);

/* recheck.c */
gboolean server_recheck_forms (Server *self, const ServerNow *now, GError **error);
/* witness.c */
gboolean server_witness (Server *self, const ServerNow *now, GError **error);
