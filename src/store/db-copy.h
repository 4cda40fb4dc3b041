/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a store while others read and write it. */
#pragma once

#include "store/db.h"

/* @done of @all pages are copied. */
typedef void (*DbCopyProgress) (int done, int all, gpointer data);

/**
 * db_copy:
 * @path: of the copy; must not exist
 * @progress: (nullable): called now and then
 *
 * Copies the state of one moment: what others commit meanwhile is not in it, and nobody waits. The copy is one file of
 * mode 0600 without a log beside it, on the disk when this returns; after a failure there is none.
 */
gboolean db_copy (Db *self, const char *path, DbCopyProgress progress, gpointer data, GError **error);
