/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How lines leave the outbox, and how they come back to it. */
#include "store/outbox.h"

#include <stdlib.h>

#include "core/id.h"
#include "core/plant.h"
#include "store/blob.h"
#include "store/overlay-private.h"

#define KEEP_SENT_US (G_GINT64_CONSTANT (30) * 24 * 3600 * 1000000)

typedef struct
{
  char    *table;
  Id       id;
  gboolean command; /* which laid nothing over the row (R41) */
} Touched;

static void
touched_clear (gpointer data)
{
  g_free (((Touched *) data)->table);
}

/* Rows line @n touches; *@purged if one of them stood in a bucket that is gone. */
static GArray *
rows_of_line (Store *self, gint64 n, gboolean *purged, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (self->db, error, "SELECT tbl, id, bucket, kind = 'cmd' FROM outbox_row WHERE n = ?", "i", n);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Touched));
  int got = -1;

  g_array_set_clear_func (rows, touched_clear);
  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Touched row = { db_column_dup (stmt, 0), db_column_id (stmt, 1), db_column_int (stmt, 3) != 0 };

      g_array_append_val (rows, row);
      *purged |= id_equal (db_column_id (stmt, 2), purged_bucket);
    }
  return got == 0 ? g_steal_pointer (&rows) : NULL;
}

/* Shows a row without what a line laid over it. */
static gboolean
uncover (Store *self, const Touched *row, GError **error)
{
  if (!row->command)
    return overlay_rebuild (self, row->table, row->id, error);
  store_touch (self, row->table);
  return TRUE;
}

/* With the places of its rows, for the day it is queued again (R39). */
static gboolean
keep_as_sent (Store *self, gint64 n, const char *outcome, GError **error)
{
  self->quiet.sent = TRUE;
  return db_exec (self->db, error,
                  "INSERT OR REPLACE INTO sent (mid, n, line, outcome, buckets, at)"
                  " SELECT mid, n, line, ?, x'', 0 FROM outbox WHERE n = ?",
                  "si", outcome, n) &&
         db_exec (self->db, error,
                  "INSERT OR REPLACE INTO sent_row (id, mid, tbl, bucket)"
                  " SELECT r.id, o.mid, r.tbl, r.bucket FROM outbox o JOIN outbox_row r ON r.n = o.n WHERE o.n = ?",
                  "i", n);
}

/* Takes line @n out, keeps it as sent unless its rows were purged (R45), and rebuilds what it covered. */
static gboolean
let_go (Store *self, gint64 n, const char *outcome, gboolean keep, GError **error)
{
  gboolean purged = FALSE;
  g_autoptr (GArray) rows = rows_of_line (self, n, &purged, error);

  if (rows == NULL || (keep && !purged && !PLANT (nothing_kept_as_sent) && !keep_as_sent (self, n, outcome, error)))
    return FALSE;
  if (!db_exec (self->db, error, "DELETE FROM outbox WHERE n = ?", "i", n) ||
      !db_exec (self->db, error, "DELETE FROM outbox_row WHERE n = ?", "i", n))
    return FALSE;
  store_touch (self, "outbox");
  for (guint i = 0; i < rows->len; i++)
    if (!uncover (self, &g_array_index (rows, Touched, i), error))
      return FALSE;
  return TRUE;
}

gboolean
outbox_shard_is_whole (Store *self, Id shard, gboolean *whole, GError **error)
{
  gint64 filling = 0;

  if (!db_int (self->db, &filling, NULL, error,
               "SELECT EXISTS (SELECT 1 FROM bucket WHERE shard = ? AND (done = 0 OR doubt = 1))", "d", &shard))
    return FALSE;
  *whole = filling == 0;
  return TRUE;
}

/* How far a shard is pulled: looked up once for all outcomes of an answer. */
typedef struct
{
  gboolean known, whole;
  Id       shard;
  gint64   pulled;
} Reached;

static gboolean
reach (Store *self, Id shard, Reached *reached, GError **error)
{
  if (reached->known && id_equal (reached->shard, shard))
    return TRUE;
  *reached = (Reached){ .shard = shard, .pulled = -1 };
  reached->known = db_int (self->db, &reached->pulled, NULL, error, "SELECT seq FROM cursor WHERE shard = ?", "d",
                           &shard) &&
                   outbox_shard_is_whole (self, shard, &reached->whole, error);
  return reached->known;
}

/* @waiting: the line is there and has no outcome yet. */
static gboolean
find_line (Store *self, OutboxOutcome *outcome, gboolean *waiting, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT mid, outcome IS NULL FROM outbox WHERE n = ?", "i", outcome->n);
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  *outcome->mid = '\0';
  *waiting = got > 0 && db_column_int (stmt, 1) != 0;
  if (got > 0)
    id_to_hex (db_column_id (stmt, 0), outcome->mid);
  return got >= 0;
}

static gboolean
take_outcome (Store *self, OutboxOutcome *outcome, Reached *reached, GError **error)
{
  gboolean waiting = FALSE;

  if (!find_line (self, outcome, &waiting, error))
    return FALSE;
  if (!waiting)
    return TRUE;
  self->mirror_stale++;
  if (!reach (self, outcome->shard, reached, error))
    return FALSE;
  if (outcome->seq <= 0 || (outcome->seq <= reached->pulled && reached->whole) || PLANT (leaves_when_told))
    return let_go (self, outcome->n, outcome->line, TRUE, error);
  store_touch (self, "outbox");
  return db_exec (self->db, error, "UPDATE outbox SET outcome = ?, shard = ?, seq = ? WHERE n = ?", "sdii",
                  outcome->line, &outcome->shard, outcome->seq, outcome->n);
}

gboolean
store_outcomes (Store *self, OutboxOutcome *outcomes, guint count, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  Reached reached = { 0 };

  if (!overlay_join (&scope, self, error) || !store_load_tail (self, error))
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (!take_outcome (self, &outcomes[i], &reached, error))
      return FALSE;
  return outbox_save_tail (self, error) && overlay_part (&scope, error);
}

gboolean
store_outcome (Store *self, gint64 n, const char *outcome, Id shard, gint64 seq, GError **error)
{
  OutboxOutcome one = { .n = n, .line = outcome, .shard = shard, .seq = seq };

  return store_outcomes (self, &one, 1, error);
}

/* Numbers of the lines @sql selects. */
static GArray *
select_numbers (Store *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;
  int     got = -1;

  va_start (values, types);
  stmt = db_prepare_va (self->db, error, sql, types, values);
  va_end (values);
  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      gint64 n = db_column_int (stmt, 0);

      g_array_append_val (numbers, n);
    }
  return got == 0 ? g_steal_pointer (&numbers) : NULL;
}

/* Lines whose effect the pull has passed leave. */
static gboolean
settle (Store *self, GArray *numbers, GError **error)
{
  for (guint i = 0; i < numbers->len; i++)
    {
      gint64           n = g_array_index (numbers, gint64, i);
      g_autofree char *outcome = db_text (self->db, error, "SELECT outcome FROM outbox WHERE n = ?", "i", n);

      if (outcome == NULL || !let_go (self, n, outcome, TRUE, error))
        return FALSE;
    }
  return numbers->len == 0 || outbox_save_tail (self, error);
}

gboolean
outbox_settle (Store *self, Id shard, gint64 seq, GError **error)
{
  g_autoptr (GArray) numbers = NULL;

  if (!store_load_tail (self, error))
    return FALSE;
  numbers =
      select_numbers (self, error, "SELECT n FROM outbox WHERE shard = ? AND seq <= ? AND seq IS NOT NULL ORDER BY n",
                      "di", &shard, seq);
  return numbers != NULL && settle (self, numbers, error);
}

gboolean
store_outbox_settle (Store *self, Id shard, gint64 seq, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  return store_begin (&scope, self, error) && outbox_settle (self, shard, seq, error) && store_commit (&scope, error);
}

gboolean
store_outbox_forget_sent (Store *self, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GArray) numbers = NULL;

  if (!store_begin (&scope, self, error) || !store_load_tail (self, error))
    return FALSE;
  numbers = select_numbers (self, error, "SELECT n FROM outbox WHERE outcome IS NOT NULL ORDER BY n", "");
  if (numbers == NULL)
    return FALSE;
  for (guint i = 0; i < numbers->len; i++)
    if (!let_go (self, g_array_index (numbers, gint64, i), "", FALSE, error))
      return FALSE;
  return (numbers->len == 0 || outbox_save_tail (self, error)) && db_exec (self->db, error, "DELETE FROM sent", "") &&
         outbox_tidy_sent (self, error) && store_commit (&scope, error);
}

gboolean
store_outbox_seen (Store *self, gint64 *n, GError **error)
{
  *n = 0;
  return db_int (self->db, n, NULL, error,
                 "SELECT coalesce (max (n), 0) FROM (SELECT max (n) AS n FROM sent WHERE n > 0 UNION ALL"
                 " SELECT max (n) FROM outbox WHERE outcome IS NOT NULL)",
                 "");
}

/* Numbering anew */

typedef struct
{
  char    *line;
  gint64   old_n; /* 0 = it was not in the outbox */
  gint64   at;
  gboolean add_rows;
} Requeued;

static void
requeued_clear (gpointer data)
{
  g_free (((Requeued *) data)->line);
}

static GArray *
read_lines (Store *self, const char *sql, gint64 after, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "i", after);
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Requeued));
  int got = -1;

  g_array_set_clear_func (lines, requeued_clear);
  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Requeued line = { db_column_dup (stmt, 0), db_column_int (stmt, 1), db_column_int (stmt, 2),
                        db_column_int (stmt, 3) != 0 };

      g_array_append_val (lines, line);
    }
  return got == 0 ? g_steal_pointer (&lines) : NULL;
}

/* Rows of a line that was kept as sent are where they were when last heard of. */
static gboolean
places_as_kept (Store *self, const Mutation *mutation, GError **error)
{
  Id mid;

  return id_from_hex (mutation->mid, &mid) &&
         db_exec (self->db, error,
                  "UPDATE outbox_row SET bucket = coalesce ((SELECT s.bucket FROM sent_row s WHERE s.id = "
                  "outbox_row.id AND s.mid = ? AND s.tbl = outbox_row.tbl), bucket) WHERE n = ?",
                  "di", &mid, mutation->n);
}

/* Writes the line again at the end, with a new place; its mid and clock stay. */
static gboolean
requeue (Store *self, const Requeued *old, GError **error)
{
  g_autoptr (Mutation) mutation = mutation_parse (old->line, -1, error);

  if (mutation != NULL && PLANT (new_mid_after_fork))
    mutation->mid[0] = mutation->mid[0] == '0' ? '1' : '0';
  if (mutation == NULL || !outbox_append_again (self, mutation, old->at, error))
    return FALSE;
  if (old->add_rows)
    return outbox_add_rows_of (self, mutation, error) && places_as_kept (self, mutation, error);
  /* Negative while the others are still under their old numbers. */
  return db_exec (self->db, error, "UPDATE outbox_row SET n = ? WHERE n = ?", "ii", mutation->n, -old->old_n);
}

/* Takes the lines after place @above out and puts @lines there, chained to @chain. */
static gboolean
refill (Store *self, GArray *lines, gint64 above, const Digest *chain, GError **error)
{
  if (!db_exec (self->db, error, "DELETE FROM outbox WHERE n > ?", "i", above) ||
      !db_exec (self->db, error, "UPDATE outbox_row SET n = -n WHERE n > ?", "i", above))
    return FALSE;
  self->last_n = above;
  self->chain = *chain;
  self->mirror_known = FALSE;
  for (guint i = 0; i < lines->len; i++)
    if (!(PLANT (renumber_loses_one) && i > 0 && i + 1 == lines->len) &&
        !requeue (self, &g_array_index (lines, Requeued, i), error))
      return FALSE;
  return outbox_save_tail (self, error);
}

gboolean
store_outbox_renumber (Store *self, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  Digest none = { { 0 } };
  g_autoptr (GArray) effects = NULL;
  g_autoptr (GArray) lines = NULL;

  if (!store_begin (&scope, self, error) || !store_load_tail (self, error))
    return FALSE;
  effects = select_numbers (self, error, "SELECT n FROM outbox WHERE outcome IS NOT NULL ORDER BY n", "");
  if (effects == NULL || !settle (self, effects, error))
    return FALSE;
  /* The places of the old device mean nothing to the new one. */
  if (!db_exec (self->db, error, "UPDATE sent SET n = -abs (n)", ""))
    return FALSE;
  lines = read_lines (self, "SELECT line, n, at, 0 FROM outbox WHERE n > ? ORDER BY n", 0, error);
  return lines != NULL && refill (self, lines, 0, &none, error) && store_commit (&scope, error);
}

gboolean
store_outbox_requeue (Store *self, gint64 lmid, const Digest *chain, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GArray) lines = NULL;

  if (!store_begin (&scope, self, error) || !store_load_tail (self, error) ||
      !db_exec (self->db, error, "UPDATE sent SET at = ? WHERE at = 0", "i", store_now (self)))
    return FALSE;
  lines = read_lines (self,
                      "SELECT * FROM (SELECT line, n, at, 0 FROM outbox WHERE n > ?1 UNION ALL"
                      " SELECT line, n, at, 1 FROM sent WHERE n > ?1 OR n < 0) ORDER BY n > 0, abs (n)",
                      lmid, error);
  if (lines == NULL || !refill (self, lines, lmid, chain, error) ||
      !db_exec (self->db, error, "DELETE FROM sent WHERE n > ? OR n < 0", "i", lmid) ||
      !outbox_tidy_sent (self, error) ||
      !db_exec (self->db, error, "DELETE FROM outbox_row WHERE n < 0", "") ||
      !db_exec (self->db, error, "DELETE FROM cursor", ""))
    return FALSE;
  return store_commit (&scope, error);
}

gboolean
store_sent_expire (Store *self, gint64 server_now, GError **error)
{
  return db_exec (self->db, error, "UPDATE sent SET at = ? WHERE at = 0", "i", server_now) &&
         db_exec (self->db, error, "DELETE FROM sent WHERE at < ?", "i", server_now - KEEP_SENT_US) &&
         (db_changes (self->db) == 0 || outbox_tidy_sent (self, error));
}

/* Where the rows of lines are */

gboolean
outbox_tidy_sent (Store *self, GError **error)
{
  return db_exec (self->db, error, "DELETE FROM sent_row WHERE mid NOT IN (SELECT mid FROM sent)", "");
}

gboolean
outbox_row_is_in (Store *self, const char *table, Id id, Id bucket, GError **error)
{
  static const char *const queued = "UPDATE outbox_row SET bucket = ?3 WHERE tbl = ?1 AND id = ?2 AND bucket <> ?3";
  static const char *const kept = "UPDATE sent_row SET bucket = ?3 WHERE id = ?2 AND tbl = ?1 AND bucket <> ?3";

  return (!self->quiet.lines || db_exec (self->db, error, queued, "sdd", table, &id, &bucket)) &&
         (!self->quiet.sent || db_exec (self->db, error, kept, "sdd", table, &id, &bucket));
}

gboolean
outbox_row_left (Store *self, const char *table, Id id, Id bucket, GError **error)
{
  int moved;

  if (PLANT (lines_stay_behind))
    return TRUE;
  if (!db_exec (self->db, error, "UPDATE outbox_row SET bucket = ? WHERE tbl = ? AND id = ? AND bucket = ?", "dsdd",
                &adrift_bucket, table, &id, &bucket))
    return FALSE;
  moved = db_changes (self->db);
  if (!db_exec (self->db, error, "UPDATE sent_row SET bucket = ? WHERE tbl = ? AND id = ? AND bucket = ?", "dsdd",
                &adrift_bucket, table, &id, &bucket))
    return FALSE;
  return moved + db_changes (self->db) == 0 || store_meta_set (self, "adrift", "1", error);
}

gboolean
store_outbox_drop_adrift (Store *self, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  g_autofree char *adrift = store_meta_get (self, "adrift", error);

  if (adrift == NULL)
    return FALSE;
  if (*adrift == '\0')
    return TRUE;
  self->mirror_known = FALSE; /* it may hold the line still, answered meanwhile */
  return store_begin (&scope, self, error) &&
         db_exec (self->db, error, "DELETE FROM sent WHERE mid IN (SELECT mid FROM sent_row WHERE bucket = ?)", "d",
                  &adrift_bucket) &&
         (db_changes (self->db) == 0 ||
          (outbox_tidy_sent (self, error) && store_meta_set (self, "scrub", "start", error))) &&
         db_exec (self->db, error, "UPDATE outbox_row SET bucket = ? WHERE bucket = ?", "dd", &purged_bucket,
                  &adrift_bucket) &&
         store_blob_purge (self, error) && store_meta_set (self, "adrift", "", error) && store_commit (&scope, error);
}
