/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include "store/migrate.h"

struct _Store
{
  Db *db;
};

Store *
store_open (const char *path, DbFlags flags, const char *vfs, GError **error)
{
  g_autoptr (Db) db = db_open (path, flags, vfs, error);
  Store *self;

  if (db == NULL || !migrate (db, &store_migration, error))
    return NULL;
  self = g_new0 (Store, 1);
  self->db = g_steal_pointer (&db);
  return self;
}

Store *
store_open_reader (const char *path, const char *vfs, GError **error)
{
  g_autoptr (Db) db = db_open (path, DB_READ_ONLY, vfs, error);
  Store *self;

  if (db == NULL || !migrate_check (db, &store_migration, error))
    return NULL;
  self = g_new0 (Store, 1);
  self->db = g_steal_pointer (&db);
  return self;
}

void
store_close (Store *self)
{
  if (self == NULL)
    return;
  db_close (self->db);
  g_free (self);
}

Db *
store_db (Store *self)
{
  return self->db;
}
