/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/bucket.h"

#include <string.h>

#include "core/plant.h"
#include "registry.h"
#include "store/blob.h"
#include "store/overlay-private.h"

gboolean
store_bucket_add (Store *self, const HeldBucket *bucket, GError **error)
{
  return db_exec (self->db, error,
                  "INSERT INTO bucket (id, shard, class, owner, month, priority, after, done) VALUES (?, ?, ?, ?, ?, "
                  "?, ?, ?)"
                  " ON CONFLICT (id) DO UPDATE SET priority = excluded.priority",
                  "ddsdsiif", &bucket->id, &bucket->shard, bucket->cls, &bucket->owner, bucket->month, bucket->priority,
                  bucket->after, bucket->done);
}

gboolean
store_bucket_backfilled (Store *self, Id bucket, gint64 after, gboolean done, GError **error)
{
  return db_exec (self->db, error, "UPDATE bucket SET after = ?, done = ? WHERE id = ?", "ifd", after, done, &bucket);
}

gboolean
store_buckets_restart (Store *self, GError **error)
{
  return db_exec (self->db, error, "UPDATE bucket SET after = 0, done = 0, doubt = 0", "");
}

GArray *
store_buckets (Store *self, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT id, shard, class, owner, month, priority, after, done FROM bucket"
                                        " ORDER BY priority, id",
                                        "");
  g_autoptr (GArray) buckets = g_array_new (FALSE, TRUE, sizeof (HeldBucket));
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      HeldBucket bucket = { .id = db_column_id (stmt, 0),
                            .shard = db_column_id (stmt, 1),
                            .owner = db_column_id (stmt, 3) };

      g_strlcpy (bucket.cls, db_column_text (stmt, 2), sizeof bucket.cls);
      g_strlcpy (bucket.month, db_column_text (stmt, 4), sizeof bucket.month);
      bucket.priority = db_column_int (stmt, 5);
      bucket.after = db_column_int (stmt, 6);
      bucket.done = db_column_int (stmt, 7) != 0;
      g_array_append_val (buckets, bucket);
    }
  return got == 0 ? g_steal_pointer (&buckets) : NULL;
}

/* One entity's rows of the bucket, with their search entries, some at a time: a month of facts has thousands. */
static gboolean
purge_rows (Store *self, const Schema *schema, Id bucket, GError **error)
{
  guint got;

  do
    {
      g_autoptr (Rows) rows = store_query (self, schema, error, "WHERE bucket = ? LIMIT 500", "d", &bucket);

      if (rows == NULL)
        return FALSE;
      got = rows->len;
      for (guint i = 0; i < rows->len; i++)
        if (!store_remove_row (self, schema, rows->at[i], error))
          return FALSE;
    }
  while (got > 0);
  return TRUE;
}

gboolean
store_bucket_purge (Store *self, Id bucket, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  if (PLANT (no_purge))
    return TRUE;
  if (!store_begin (&scope, self, error))
    return FALSE;
  self->mirror_known = FALSE;
  if (!store_blob_bucket_left (self, bucket, error))
    return FALSE;
  for (guint i = 0; registry[i] != NULL; i++)
    if (!purge_rows (self, registry[i], bucket, error))
      return FALSE;
  return db_exec (self->db, error, "DELETE FROM shadow WHERE bucket = ?", "d", &bucket) &&
         db_exec (self->db, error, "DELETE FROM untyped WHERE bucket = ?", "d", &bucket) &&
         db_exec (self->db, error,
                  "DELETE FROM sent WHERE instr (buckets, ?1) OR mid IN (SELECT mid FROM sent_row WHERE bucket = ?1)",
                  "d", &bucket) &&
         outbox_tidy_sent (self, error) &&
         db_exec (self->db, error, "UPDATE outbox_row SET bucket = ? WHERE bucket = ?", "dd", &purged_bucket,
                  &bucket) &&
         db_exec (self->db, error, "DELETE FROM bucket WHERE id = ?", "d", &bucket) &&
         store_blob_purge (self, error) &&
         store_meta_set (self, "scrub", PLANT (no_scrub) ? "" : "start", error) && store_commit (&scope, error);
}

/* One call of FTS5's merge; *@busy = it found something to do. */
static gboolean
merge_index (Store *self, int pages, gboolean *busy, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  int before;

  if (!store_begin (&scope, self, error))
    return FALSE;
  before = sqlite3_total_changes (db_handle (self->db));
  if (!db_exec (self->db, error, "INSERT INTO search (search, rank) VALUES ('merge', ?)", "f", pages))
    return FALSE;
  *busy = sqlite3_total_changes (db_handle (self->db)) - before >= 2;
  return store_commit (&scope, error);
}

static gboolean
empty_log (Store *self, gboolean *done, GError **error)
{
  g_autoptr (GError) failure = NULL;

  /* "done" must not stand in the log that is being emptied before it is true. */
  if (!db_truncate_log (self->db, &failure))
    {
      if (g_error_matches (failure, DB_ERROR, DB_ERROR_BUSY))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *done = TRUE;
  return store_meta_set (self, "scrub", "", error);
}

gboolean
store_scrub_step (Store *self, gboolean *done, GError **error)
{
  g_autofree char *stage = store_meta_get (self, "scrub", error);
  gboolean         busy = FALSE;

  if (stage == NULL)
    return FALSE;
  *done = *stage == '\0';
  if (*done)
    return TRUE;
  if (g_str_equal (stage, "log"))
    return empty_log (self, done, error);
  /* A negative number once makes FTS5 merge everything; positive ones carry on with it. */
  if (!merge_index (self, g_str_equal (stage, "start") ? -200 : 200, &busy, error))
    return FALSE;
  return store_meta_set (self, "scrub", busy || g_str_equal (stage, "start") ? "merge" : "log", error);
}
