/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/server.h"

#include <string.h>

#include "appraisal/freeze.h"
#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "server/server-private.h"
#include "server/server-resource.h"
#include "store/migrate.h"

G_DEFINE_QUARK (server - error - quark, server_error)

#define SERVER_CACHE "-65536"            /* KiB, negative as SQLite wants them */
#define SERVER_APPLICATION_ID 0x5a587332 /* "ZXs2" */

static GResource *
server_sql (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    {
      server_sql_register_resource ();
      g_once_init_leave (&registered, 1);
    }
  return server_sql_get_resource ();
}

const Migration server_migration = {
  .what = "server store",
  .application_id = SERVER_APPLICATION_ID,
  .folder = "/io/github/zuoxi/server/sql",
  .resource = server_sql,
};

static gboolean
meta_set (Server *self, const char *name, const char *value, GError **error)
{
  return db_exec (self->db, error,
                  "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
                  "excluded.value",
                  "ss", name, value);
}

static char *
meta_get (Server *self, const char *name, GError **error)
{
  return db_text (self->db, error, "SELECT value FROM meta WHERE name = ?", "s", name);
}

/* A new server draws its name and its secret once. */
static gboolean
meta_make (Server *self, const ServerNow *now, GError **error)
{
  g_autofree char *id = NULL;
  g_autofree char *secret = NULL;
  Digest           drawn = digest_of (now, sizeof *now);
  Digest           second = digest_of (&drawn, sizeof drawn);

  memcpy (self->id.b, drawn.b, sizeof self->id.b);
  id = id_dup_hex (self->id);
  secret = digest_dup_hex (second);
  return meta_set (self, "server_id", id, error) && meta_set (self, "secret", secret, error) &&
         meta_set (self, "inc", "1", error);
}

static gboolean
meta_load (Server *self, const ServerNow *now, GError **error)
{
  gint64           known = 0;
  gboolean         found;
  Digest           secret;
  g_autofree char *id = NULL;
  g_autofree char *secret_text = NULL;
  g_autofree char *inc = NULL;
  g_autofree char *offset = NULL;

  if (!db_int (self->db, &known, &found, error, "SELECT count(*) FROM meta WHERE name = 'server_id'", ""))
    return FALSE;
  if (known == 0 && !meta_make (self, now, error))
    return FALSE;
  id = meta_get (self, "server_id", error);
  secret_text = meta_get (self, "secret", error);
  inc = meta_get (self, "inc", error);
  offset = meta_get (self, "clock_offset", NULL);
  if (id == NULL || secret_text == NULL || inc == NULL || !id_from_hex (id, &self->id) ||
      !digest_from_hex (secret_text, &secret))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, DB_ERROR, DB_ERROR_CORRUPT, "%s: the server store has lost its name", db_path (self->db));
      return FALSE;
    }
  memcpy (self->secret, secret.b, sizeof self->secret);
  self->inc = g_ascii_strtoll (inc, NULL, 10);
  self->clock_offset = offset != NULL ? g_ascii_strtoll (offset, NULL, 10) : 0;
  return TRUE;
}

static Db *
open_file (Server *self, GError **error)
{
  g_autoptr (Db) db = db_open (self->path, self->vfs != NULL ? DB_EXCLUSIVE : DB_DEFAULT, self->vfs, error);

  if (db == NULL || !sums_register (db, error) || !db_script (db, "PRAGMA cache_size = " SERVER_CACHE ";", error))
    return NULL;
  heads_follow (self->heads, db);
  return g_steal_pointer (&db);
}

Server *
server_open (const char *path, const char *vfs, const ServerNow *now, GError **error)
{
  g_autoptr (Server) self = g_new0 (Server, 1);

  self->new_buckets = g_ptr_array_new_with_free_func (g_free);
  self->tries = tries_new ();
  self->touched = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  self->regranted = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  self->seen = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, g_free);
  self->filling = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, g_free);
  self->block_asks = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, g_free);
  self->deliveries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, delivery_free);
  self->schema_min = SERVER_SCHEMA_MIN;
  self->schema_cur = SERVER_SCHEMA;
  self->path = g_strdup (path);
  self->vfs = g_strdup (vfs);
  self->heads = heads_new (self);
  self->db = open_file (self, error);
  if (self->db == NULL || !migrate (self->db, &server_migration, error) || !meta_load (self, now, error))
    return NULL;
  return g_steal_pointer (&self);
}

Server *
server_reader_open (const char *path, GError **error)
{
  Server *self = g_new0 (Server, 1);

  self->db = db_open (path, DB_READ_ONLY | DB_EXISTING, NULL, error);
  if (self->db != NULL)
    return self;
  g_free (self);
  return NULL;
}

void
server_reader_close (Server *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->directory, directory_unref);
  g_clear_pointer (&self->calendar, calendar_free);
  g_clear_pointer (&self->db, db_close);
  g_free (self);
}

void
server_close (Server *self)
{
  if (self->freezing != NULL)
    g_thread_join (g_steal_pointer (&self->freezing));
  g_clear_pointer (&self->draft, freeze_draft_free);
  g_clear_pointer (&self->drafts, freeze_drafts_unref);
  g_clear_pointer (&self->directory, directory_unref);
  g_clear_pointer (&self->calendar, calendar_free);
  g_clear_pointer (&self->new_buckets, g_ptr_array_unref);
  g_clear_pointer (&self->tries, tries_free);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  g_clear_pointer (&self->regranted, g_hash_table_unref);
  g_clear_pointer (&self->deliveries, g_hash_table_unref);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->filling, g_hash_table_unref);
  g_clear_pointer (&self->block_asks, g_hash_table_unref);
  g_clear_pointer (&self->db, db_close);
  heads_free (self->heads);
  g_free (self->path);
  g_free (self->vfs);
  g_free (self);
}

/* After a write that failed in the middle, what the connection believes of the file may be wrong: only a new one is
   right again. Until it can be opened, the broken one refuses everything. */
static gboolean
reopen (Server *self, GError **error)
{
  Db *fresh = open_file (self, error);

  if (fresh == NULL)
    return FALSE;
  db_close (self->db);
  self->db = fresh;
  self->data_version = 0;
  self->all_woken = TRUE;
  server_forget (self); /* of a transaction that is gone, or not */
  return TRUE;
}

gboolean
server_look (Server *self, GError **error)
{
  gint64           version = 0;
  gboolean         found;
  g_autofree char *offset = NULL;

  if (db_is_broken (self->db) && self->group.db == NULL && !reopen (self, error))
    return FALSE;
  if (!db_int (self->db, &version, &found, error, "PRAGMA data_version", ""))
    return FALSE;
  if (version == self->data_version)
    return TRUE;
  if (self->data_version != 0)
    {
      self->all_woken = TRUE;
      self->block_state = BLOCK_STATE_UNKNOWN;
      g_clear_pointer (&self->directory, directory_unref);
      g_clear_pointer (&self->calendar, calendar_free);
      offset = meta_get (self, "clock_offset", NULL);
      self->clock_offset = offset != NULL ? g_ascii_strtoll (offset, NULL, 10) : 0;
    }
  self->data_version = version;
  return TRUE;
}

void
server_set_schema (Server *self, gint64 min, gint64 cur)
{
  self->schema_min = min;
  self->schema_cur = cur;
}

void
server_forget (Server *self)
{
  self->block_state = BLOCK_STATE_UNKNOWN;
  g_clear_pointer (&self->directory, directory_unref);
  g_clear_pointer (&self->calendar, calendar_free);
  g_ptr_array_set_size (self->new_buckets, 0);
  self->org_changed = TRUE;
}

Id
server_get_id (Server *self)
{
  return self->id;
}

gint64
server_get_incarnation (Server *self)
{
  return self->inc;
}

Db *
server_get_db (Server *self)
{
  return self->db;
}

gint64
server_get_clock_offset (Server *self)
{
  return self->clock_offset;
}

gboolean
server_set_clock_offset (Server *self, gint64 offset, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, offset);

  if (!meta_set (self, "clock_offset", text, error))
    return FALSE;
  self->clock_offset = offset;
  return TRUE;
}

void
server_today (Server *self, const ServerNow *now, char today[11])
{
  day_format (moment_day (now->now + self->clock_offset, MOMENT_OFFSET_S), today);
}

typedef void (*EachRow) (Server *self, const Schema *schema, gconstpointer row);

static gboolean
each_row (Server *self, const Schema *schema, EachRow func, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT id, body FROM row WHERE org = ? AND tbl = ? AND del = 0", "is", ORG,
                         schema->table);
  int step;

  if (stmt == NULL)
    return FALSE;
  while ((step = db_step (stmt, error)) == 1)
    {
      Stored   stored = { .id = db_column_id (stmt, 0), .body = (char *) db_column_text (stmt, 1) };
      gpointer row = stored_struct (schema, &stored, error);

      if (row == NULL)
        return FALSE;
      func (self, schema, row);
      schema_free (schema, row);
    }
  return step == 0;
}

static void
add_to_directory (Server *self, const Schema *schema, gconstpointer row)
{
  directory_add (self->directory, schema, row);
}

static void
add_to_calendar (Server *self, const Schema *schema, gconstpointer row)
{
  const CalendarDay *exception = row;
  Day                day;

  if (day_parse (exception->day, &day))
    calendar_set (self->calendar, day, exception->workday, exception->name);
}

/**
 * server_get_directory:
 *
 * Returns: (transfer none) (nullable): built from the org rows; rebuilt after a rolled-back change of them
 */
Directory *
server_get_directory (Server *self, GError **error)
{
  if (self->directory != NULL)
    return self->directory;
  self->directory = directory_new ();
  if (each_row (self, &department_schema, add_to_directory, error) &&
      each_row (self, &team_schema, add_to_directory, error) &&
      each_row (self, &person_schema, add_to_directory, error) &&
      each_row (self, &assignment_schema, add_to_directory, error))
    return self->directory;
  g_clear_pointer (&self->directory, directory_unref);
  return NULL;
}

Calendar *
server_get_calendar (Server *self, GError **error)
{
  if (self->calendar != NULL)
    return self->calendar;
  self->calendar = calendar_new ();
  calendar_add_builtin (self->calendar);
  if (each_row (self, &calendar_day_schema, add_to_calendar, error))
    return self->calendar;
  g_clear_pointer (&self->calendar, calendar_free);
  return NULL;
}
