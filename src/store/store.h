/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account's data on one device: one SQLite file. A Store belongs to one thread at a time. */
#pragma once

#include "store/db.h"

typedef struct _Store Store;

/**
 * store_open:
 * @path: the file; made with its schema if it does not exist
 * @vfs: (nullable): name of an SQLite VFS, for tests
 *
 * The writing connection; lives on the worker's thread (worker.h). Errors are #DB_ERROR: a foreign, newer or damaged
 * file is left as it is.
 */
Store *store_open (const char *path, DbFlags flags, const char *vfs, GError **error);

/* The main thread's own read-only connection for list pages, ≤ 1 ms each (R72). */
Store *store_open_reader (const char *path, const char *vfs, GError **error);

void store_close (Store *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_close)

Db *store_db (Store *self);
