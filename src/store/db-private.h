/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by db*.c and row-io.c only. */
#pragma once

#include "store/db.h"

#define DB_RECENT 128

struct _Db
{
  char       *path;
  sqlite3    *handle;
  GHashTable *cache;             /* SQL text (owned by the statement) → DbStmt */
  DbStmt     *recent[DB_RECENT]; /* of the cache, by the address of the text they were asked with */
  guint       held;              /* statements given out */
  int         depth;             /* open transactions, 1 = the outermost */
  gboolean    read_only;
  gboolean    broken;

  const DbHooks *hooks;
  gpointer       hooks_data;
};

struct _DbStmt
{
  Db           *db;
  sqlite3_stmt *handle;
  char         *sql;
  gboolean      held;
  gboolean      cached;
};

/* From the cache, unbound. */
DbStmt  *db_take (Db *self, const char *sql, GError **error);
gboolean db_fail (Db *self, int rc, const char *sql, GError **error);
/* @keep: SQLITE_TRANSIENT copies, SQLITE_STATIC borrows until the statement is released. */
gboolean db_bind_all (DbStmt *stmt, sqlite3_destructor_type keep, const char *types, va_list values, GError **error);
