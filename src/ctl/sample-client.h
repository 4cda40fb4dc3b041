/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desktop store with the sample's year of work, written without a server: for benchmarks (design §9). */
#pragma once

#include <stdio.h>

#include "ctl/sample.h"

/**
 * sample_client_write:
 * @path: a file that does not exist yet
 * @me: employee number of whose store it is, e.g. "M01": its "person" entry; the store holds everybody's rows
 * @progress: (nullable)
 * @calls: (out): calls written
 *
 * Scale 1 gives about 1.5 million calls. Errors: #DB_ERROR, #STORE_ERROR, %CTL_ERROR_FAILED.
 */
gboolean sample_client_write (
    const SampleParams *params, const char *path, const char *me, FILE *progress, gint64 *calls, GError **error);
