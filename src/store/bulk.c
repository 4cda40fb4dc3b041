/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "store/search.h"
#include "store/store-private.h"

#define BATCH_ROWS 10000 /* a transaction */

/* Nothing has to survive before the end. */
static const char haste[] = "PRAGMA journal_mode = DELETE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
                            "PRAGMA secure_delete = OFF; PRAGMA cache_size = -65536;";

struct _StoreBulk
{
  Store     *store;
  char      *path;
  GPtrArray *indexes; /* CREATE INDEX texts, taken away until the rows are in */
  StoreScope scope;
  guint      rows; /* in the open transaction */
};

static void
bulk_free (StoreBulk *self)
{
  store_rollback (&self->scope);
  store_close (self->store);
  g_clear_pointer (&self->indexes, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}

void
store_bulk_abandon (StoreBulk *self)
{
  g_autofree char *path = g_strdup (self->path);

  bulk_free (self);
  g_unlink (path);
}

/* Indexes are made from sorted rows at the end, several times faster than row by row. */
static gboolean
take_indexes (StoreBulk *self, GError **error)
{
  Db *db = store_db (self->store);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DbStmt) stmt = db_prepare (db, error,
                                        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                                        " AND tbl_name IN (SELECT tbl_name FROM sqlite_master WHERE type = 'trigger')",
                                        "");
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      g_ptr_array_add (names, db_column_dup (stmt, 0));
      g_ptr_array_add (self->indexes, db_column_dup (stmt, 1));
    }
  if (got != 0)
    return FALSE;
  g_clear_pointer (&stmt, db_release);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("DROP INDEX \"%s\"", (char *) names->pdata[i]);

      if (!db_script (db, sql, error))
        return FALSE;
    }
  return TRUE;
}

StoreBulk *
store_bulk_new (const char *path, GError **error)
{
  StoreBulk *self;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST, "%s: there is a file already", path);
      return NULL;
    }
  self = g_new0 (StoreBulk, 1);
  self->path = g_strdup (path);
  self->indexes = g_ptr_array_new_with_free_func (g_free);
  self->store = store_open (path, DB_DEFAULT, NULL, error);
  if (self->store != NULL && db_script (store_db (self->store), haste, error) && take_indexes (self, error) &&
      store_begin (&self->scope, self->store, error))
    return self;
  store_bulk_abandon (self);
  return NULL;
}

Store *
store_bulk_store (StoreBulk *self)
{
  return self->store;
}

gboolean
store_bulk_put (StoreBulk *self, const Schema *schema, gpointer row, GError **error)
{
  if (!store_write_row (self->store, schema, NULL, row, FALSE, error))
    return FALSE;
  if (++self->rows < BATCH_ROWS)
    return TRUE;
  self->rows = 0;
  return store_commit (&self->scope, error) && store_begin (&self->scope, self->store, error);
}

static gboolean
make_indexes (StoreBulk *self, GError **error)
{
  gboolean more = TRUE;

  if (!store_commit (&self->scope, error))
    return FALSE;
  for (guint i = 0; i < self->indexes->len; i++)
    if (!db_script (store_db (self->store), self->indexes->pdata[i], error))
      return FALSE;
  while (more)
    if (!store_index_step (self->store, BATCH_ROWS, &more, error))
      return FALSE;
  return db_script (store_db (self->store), "PRAGMA optimize;", error);
}

static gboolean
sync_file (const char *path, GError **error)
{
  int      fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;
  int      saved = errno;

  if (fd >= 0)
    close (fd);
  if (!synced)
    g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (saved), "%s: %s", path, g_strerror (saved));
  return synced;
}

gboolean
store_bulk_finish (StoreBulk *self, GError **error)
{
  g_autofree char *path = g_strdup (self->path);

  if (!make_indexes (self, error))
    {
      store_bulk_abandon (self);
      return FALSE;
    }
  bulk_free (self);
  if (sync_file (path, error))
    return TRUE;
  g_unlink (path);
  return FALSE;
}
