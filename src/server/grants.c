/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may read which bucket, as a table with a log: one rule (bucket_readable), applied whenever something changes it.
 */
#include "core/id.h"
#include "core/plant.h"
#include "server/blob.h"
#include "server/server-private.h"

static gboolean
each_bucket (Server *self, GPtrArray *buckets, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT id, shard, class, owner, month FROM bucket WHERE org = ?", "i", ORG);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Bucket *bucket = g_new0 (Bucket, 1);

      bucket->id = db_column_id (stmt, 0);
      bucket->shard = db_column_id (stmt, 1);
      bucket->cls = bucket_class_from_nick (db_column_text (stmt, 2));
      bucket->owner = db_column_id (stmt, 3);
      g_strlcpy (bucket->month, db_column_text (stmt, 4), sizeof bucket->month);
      g_ptr_array_add (buckets, bucket);
    }
  return step == 0;
}

static GHashTable *
held_by (Server *self, Id person, GError **error)
{
  g_autoptr (GHashTable) held = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT bucket FROM granted WHERE org = ? AND person = ?",
                                        "id", ORG, &person);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    g_hash_table_add (held, id_dup (db_column_id (stmt, 0)));
  return step == 0 ? g_steal_pointer (&held) : NULL;
}

static gboolean
epoch_of (Server *self, Id person, gint64 *epoch, GError **error)
{
  gboolean found;

  *epoch = 0;
  return db_int (self->db, epoch, &found, error,
                 "SELECT coalesce (max (epoch), 0) FROM grant_log WHERE org = ? AND person = ?", "id", ORG, &person);
}

static gboolean
log_change (Server *self, Id person, gint64 epoch, Id bucket, gboolean added, GError **error)
{
  const char *sql = added ? "INSERT INTO granted (org, person, bucket) VALUES (?, ?, ?)"
                          : "DELETE FROM granted WHERE org = ? AND person = ? AND bucket = ?";

  if (!g_hash_table_contains (self->regranted, &person))
    g_hash_table_add (self->regranted, id_dup (person));
  return db_exec (self->db, error, sql, "idd", ORG, &person, &bucket) &&
         db_exec (self->db, error, "INSERT INTO grant_log (org, person, epoch, bucket, added) VALUES (?, ?, ?, ?, ?)",
                  "ididf", ORG, &person, epoch, &bucket, added);
}

/* Brings one person's grants on @buckets in line with the rule; all changes of one settling share an epoch. */
static gboolean
settle_person (Server *self, Id person, GPtrArray *buckets, const char *today, GError **error)
{
  g_autoptr (GHashTable) held = held_by (self, person, error);
  gint64 epoch = 0;

  if (held == NULL || !epoch_of (self, person, &epoch, error))
    return FALSE;
  epoch++;
  for (guint i = 0; i < buckets->len; i++)
    {
      const Bucket *bucket = g_ptr_array_index (buckets, i);
      gboolean      may = bucket_readable (bucket, person, self->directory, today);

      if (PLANT (revoke_forgotten) && !may)
        continue;
      if (may != g_hash_table_contains (held, &bucket->id) && !log_change (self, person, epoch, bucket->id, may, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
settle (Server *self, GPtrArray *buckets, const ServerNow *now, GError **error)
{
  g_autoptr (GPtrArray) persons = NULL;
  char today[11];

  if (server_get_directory (self, error) == NULL)
    return FALSE;
  persons = directory_persons (self->directory);
  server_today (self, now, today);
  for (guint i = 0; i < persons->len; i++)
    if (!settle_person (self, ((const Row *) g_ptr_array_index (persons, i))->id, buckets, today, error))
      return FALSE;
  return TRUE;
}

gboolean
server_settle_grants (Server *self, const ServerNow *now, GError **error)
{
  g_autoptr (GPtrArray) buckets = NULL;

  if (!self->org_changed && self->new_buckets->len == 0)
    return TRUE;
  if (!self->org_changed)
    buckets = g_ptr_array_ref (self->new_buckets);
  else
    {
      buckets = g_ptr_array_new_with_free_func (g_free);
      if (!each_bucket (self, buckets, error))
        return FALSE;
    }
  if (!settle (self, buckets, now, error))
    return FALSE;
  g_ptr_array_set_size (self->new_buckets, 0);
  self->org_changed = FALSE;
  return TRUE;
}

/**
 * server_new_day:
 *
 * Applies what the date alone changes (assignments that begin or end, months that leave the window) as logged grant
 * changes, once a day (R40, R55).
 */
gboolean
server_new_day (Server *self, const ServerNow *now, GError **error)
{
  g_auto (DbScope) scope = { 0 };
  g_autofree char *done = NULL;
  char             today[11];

  server_today (self, now, today);
  if (g_str_equal (self->day, today))
    return TRUE;
  if (!db_begin (&scope, self->db, error))
    return FALSE;
  done = db_text (self->db, NULL, "SELECT done FROM job WHERE org = ? AND name = 'day'", "i", ORG);
  if (g_strcmp0 (done, today) == 0)
    {
      g_strlcpy (self->day, today, sizeof self->day);
      return TRUE;
    }
  self->org_changed = TRUE;
  return server_settle_grants (self, now, error) && server_sweep_blobs (self, now, error) &&
         server_move_horizon (self, today, error) &&
         db_exec (self->db, error,
                  "INSERT INTO job (org, name, done) VALUES (?, 'day', ?) ON CONFLICT (org, name) DO UPDATE SET done = "
                  "excluded.done",
                  "is", ORG, today) &&
         db_commit (&scope, error);
}

gboolean
grants_compare (Server *self, const ServerNow *now, GrantsDiffer differ, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) buckets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) persons = NULL;
  g_autofree char *day = NULL;
  char             today[11];

  if (server_get_directory (self, error) == NULL || !each_bucket (self, buckets, error))
    return FALSE;
  /* Grants are those of the day they were settled on: the last one served, or the one something was changed on. */
  server_today (self, now, today);
  day = db_text (self->db, NULL, "SELECT done FROM job WHERE org = ? AND name = 'day'", "i", ORG);
  if (day == NULL)
    return TRUE; /* nobody was served yet: the first request settles them */
  persons = directory_persons (self->directory);
  for (guint i = 0; i < persons->len; i++)
    {
      Id person = ((const Row *) g_ptr_array_index (persons, i))->id;
      g_autoptr (GHashTable) held = held_by (self, person, error);

      if (held == NULL)
        return FALSE;
      for (guint j = 0; j < buckets->len; j++)
        {
          const Bucket *bucket = g_ptr_array_index (buckets, j);
          gboolean      has = g_hash_table_contains (held, &bucket->id);

          if (bucket_readable (bucket, person, self->directory, day) != has &&
              bucket_readable (bucket, person, self->directory, today) != has)
            differ (person, bucket->id, !has, data);
        }
    }
  return TRUE;
}
