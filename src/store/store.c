/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include "store/migrate.h"
#include "store/store-private.h"

G_DEFINE_QUARK (zuoxi_store_error, store_error)

static gint64
real_now (gpointer data)
{
  return g_get_real_time ();
}

static void
real_random (gpointer data, gpointer buffer, gsize size)
{
  randombytes_buf (buffer, size);
}

static void
table_free (gpointer data)
{
  Table *table = data;

  g_free (table->columns);
  g_free (table->by_id);
  g_free (table->by_k);
  g_free (table->version);
  g_free (table->insert);
  g_free (table->update);
  g_free (table->remove);
  g_free (table);
}

/* SQL: zuoxi_writer (): the guards ask it. Other programs do not have it, so they cannot write at all. */
static void
sql_writer (sqlite3_context *context, int count, sqlite3_value **values)
{
  const Store *self = sqlite3_user_data (context);

  sqlite3_result_int (context, self->writing > 0);
}

static gboolean
connect_db (Store *self, GError **error)
{
  g_autoptr (Db) db = db_open (self->path, self->flags, self->vfs, error);
  gboolean reader = (self->flags & DB_READ_ONLY) != 0;

  if (db == NULL)
    return FALSE;
  if (reader ? !migrate_check (db, &store_migration, error) : !migrate (db, &store_migration, error))
    return FALSE;
  if (!reader && sqlite3_create_function_v2 (db_handle (db), "zuoxi_writer", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS, self,
                                             sql_writer, NULL, NULL, NULL) != SQLITE_OK)
    {
      g_set_error (error, DB_ERROR, DB_ERROR_OTHER, "%s: no writer function", self->path);
      return FALSE;
    }
  self->db = g_steal_pointer (&db);
  self->tail_known = FALSE;
  return TRUE;
}

static Store *
open_store (const char *path, DbFlags flags, const char *vfs, GError **error)
{
  g_autoptr (Store) self = g_new0 (Store, 1);

  self->path = g_strdup (path);
  self->vfs = g_strdup (vfs);
  self->flags = flags;
  self->env = (StoreEnv){ .now = real_now, .random = real_random };
  self->tables = g_hash_table_new_full (NULL, NULL, NULL, table_free);
  self->touched = g_hash_table_new (g_str_hash, g_str_equal);
  self->marks = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return connect_db (self, error) ? g_steal_pointer (&self) : NULL;
}

Store *
store_open (const char *path, DbFlags flags, const char *vfs, GError **error)
{
  return open_store (path, flags, vfs, error);
}

Store *
store_open_reader (const char *path, const char *vfs, GError **error)
{
  return open_store (path, DB_READ_ONLY, vfs, error);
}

void
store_close (Store *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->db, db_close);
  g_clear_pointer (&self->notices, notices_unref);
  g_hash_table_unref (self->tables);
  g_hash_table_unref (self->touched);
  g_hash_table_unref (self->marks);
  g_free (self->path);
  g_free (self->vfs);
  g_free (self);
}

gboolean
store_reopen (Store *self, GError **error)
{
  Db *broken = self->db;

  g_return_val_if_fail (self->writing == 0, FALSE);
  self->db = NULL;
  if (!connect_db (self, error))
    {
      self->db = broken; /* still refuses everything, yet can be asked */
      return FALSE;
    }
  db_close (broken);
  return TRUE;
}

Db *
store_db (Store *self)
{
  return self->db;
}

const char *
store_path (Store *self)
{
  return self->path;
}

void
store_set_env (Store *self, const StoreEnv *env)
{
  self->env = *env;
}

void
store_set_place (Store *self, StorePlace place, gpointer data)
{
  self->place = place;
  self->place_data = data;
}

void
store_set_notices (Store *self, Notices *notices)
{
  Notices *kept = notices != NULL ? notices_ref (notices) : NULL;

  g_clear_pointer (&self->notices, notices_unref);
  self->notices = kept;
}

gint64
store_now (Store *self)
{
  return self->env.now (self->env.data);
}

char *
store_meta_get (Store *self, const char *name, GError **error)
{
  return db_text (self->db, error, "SELECT value FROM meta WHERE name = ?", "s", name);
}

gboolean
store_meta_set (Store *self, const char *name, const char *value, GError **error)
{
  return db_exec (self->db, error,
                  "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
                  "excluded.value",
                  "ss", name, value);
}

const Table *
store_table (Store *self, const Schema *schema)
{
  Table *table = g_hash_table_lookup (self->tables, schema);

  if (table != NULL)
    return table;
  table = g_new0 (Table, 1);
  table->columns = row_columns (schema);
  table->by_id = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE id = ?", table->columns, schema->table);
  table->by_k = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE k = ?", table->columns, schema->table);
  table->version = g_strdup_printf ("SELECT bucket, rv FROM \"%s\" WHERE id = ?", schema->table);
  table->insert = row_insert_sql (schema);
  table->update = row_update_sql (schema);
  table->remove = g_strdup_printf ("DELETE FROM \"%s\" WHERE k = ?", schema->table);
  g_hash_table_insert (self->tables, (gpointer) schema, table);
  return table;
}

void
store_touch (Store *self, const char *table)
{
  g_hash_table_add (self->touched, (gpointer) g_intern_string (table));
}

static void
tell_touched (Store *self)
{
  GHashTableIter iter;
  gpointer       table;

  g_hash_table_iter_init (&iter, self->touched);
  while (self->notices != NULL && g_hash_table_iter_next (&iter, &table, NULL))
    notices_touch (self->notices, table);
  g_hash_table_remove_all (self->touched);
}

/* Others may have written since. */
static void
forget_looks (Store *self)
{
  self->quiet.asked = FALSE;
  g_hash_table_remove_all (self->marks);
}

gboolean
store_begin (StoreScope *scope, Store *self, GError **error)
{
  if (!db_begin (&scope->scope, self->db, error))
    return FALSE;
  if (self->writing == 0)
    forget_looks (self);
  scope->store = self;
  self->writing++;
  return TRUE;
}

gboolean
store_commit (StoreScope *scope, GError **error)
{
  Store *self = scope->store;

  if (!db_commit (&scope->scope, error))
    return FALSE;
  scope->store = NULL;
  self->writing--;
  if (self->writing == 0)
    tell_touched (self);
  return TRUE;
}

void
store_rollback (StoreScope *scope)
{
  Store *self = scope->store;

  if (self == NULL)
    return;
  db_rollback (&scope->scope);
  scope->store = NULL;
  self->writing--;
  self->tail_known = FALSE;
  forget_looks (self);
  if (self->writing == 0)
    g_hash_table_remove_all (self->touched);
}
