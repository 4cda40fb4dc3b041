/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/outbox.h"

#include <string.h>

#include "core/hex.h"
#include "core/id.h"
#include "store/apply.h"
#include "store/overlay-private.h"

#define KEEP_SENT_US (G_GINT64_CONSTANT (30) * 24 * 3600 * 1000000)

const Id purged_bucket = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff } };

void
outbox_line_free (OutboxLine *line)
{
  g_free (line->line);
  g_free (line);
}

static void
free_line_cb (gpointer line)
{
  outbox_line_free (line);
}

void
outbox_entry_free (OutboxEntry *entry)
{
  mutation_free (entry->mutation);
  g_free (entry);
}

static void
free_entry_cb (gpointer entry)
{
  outbox_entry_free (entry);
}

static Digest
column_digest (DbStmt *stmt, int at)
{
  g_autoptr (GBytes) bytes = db_column_bytes (stmt, at);
  Digest digest = { { 0 } };

  if (bytes != NULL && g_bytes_get_size (bytes) == sizeof digest.b)
    memcpy (digest.b, g_bytes_get_data (bytes, NULL), sizeof digest.b);
  return digest;
}

static Digest
chain_after (const Digest *before, const char *line)
{
  DigestState state;

  digest_init (&state);
  digest_update (&state, before->b, sizeof before->b);
  digest_update (&state, line, strlen (line));
  return digest_finish (&state);
}

/* The tail as remembered when lines left; lines in the outbox or kept as sent may be later. */
static gboolean
load_remembered (Store *self, GError **error)
{
  g_autofree char *n = store_meta_get (self, "tail_n", error);
  g_autofree char *chain = n != NULL ? store_meta_get (self, "tail_chain", error) : NULL;
  g_autofree char *hlc = chain != NULL ? store_meta_get (self, "tail_hlc", error) : NULL;

  if (hlc == NULL)
    return FALSE;
  self->last_n = g_ascii_strtoll (n, NULL, 10);
  self->last_hlc = g_ascii_strtoll (hlc, NULL, 10);
  if (!digest_from_hex (chain, &self->chain))
    memset (&self->chain, 0, sizeof self->chain);
  return TRUE;
}

gboolean
store_load_tail (Store *self, GError **error)
{
  g_autoptr (DbStmt) stmt = NULL;
  g_autoptr (Mutation) last = NULL;
  int got;

  if (self->tail_known)
    return TRUE;
  if (!load_remembered (self, error))
    return FALSE;
  stmt = db_prepare (self->db, error, "SELECT n, prev, line FROM outbox ORDER BY n DESC LIMIT 1", "");
  got = stmt != NULL ? db_step (stmt, error) : -1;
  if (got < 0)
    return FALSE;
  if (got > 0 && db_column_int (stmt, 0) > self->last_n)
    {
      last = mutation_parse (db_column_text (stmt, 2), -1, error);
      if (last == NULL)
        return FALSE;
      self->last_n = last->n;
      self->last_hlc = MAX (self->last_hlc, last->hlc);
      self->chain = column_digest (stmt, 1);
      self->chain = chain_after (&self->chain, db_column_text (stmt, 2));
    }
  self->tail_known = TRUE;
  return TRUE;
}

static gboolean
save_tail (Store *self, GError **error)
{
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, self->last_n);
  g_autofree char *hlc = g_strdup_printf ("%" G_GINT64_FORMAT, self->last_hlc);
  g_autofree char *chain = digest_dup_hex (self->chain);

  return store_meta_set (self, "tail_n", n, error) && store_meta_set (self, "tail_hlc", hlc, error) &&
         store_meta_set (self, "tail_chain", chain, error);
}

gboolean
outbox_number (Store *self, Mutation *mutation, GError **error)
{
  Id     mid;
  gint64 clock = (store_now (self) / 1000) << 16;

  if (!store_load_tail (self, error))
    return FALSE;
  self->env.random (self->env.data, mid.b, sizeof mid.b);
  id_to_hex (mid, mutation->mid);
  mutation->n = self->last_n + 1;
  mutation->hlc = MAX (clock, self->last_hlc + 1);
  return TRUE;
}

static gboolean
insert_line (Store *self, const Mutation *mutation, const char *line, gint64 at, GError **error)
{
  Id mid;

  if (!id_from_hex (mutation->mid, &mid))
    g_assert_not_reached ();
  if (!db_exec (self->db, error, "INSERT INTO outbox (n, mid, line, prev, at) VALUES (?, ?, ?, ?, ?)", "idsri",
                mutation->n, &mid, line, self->chain.b, sizeof self->chain.b, at))
    return FALSE;
  self->last_n = mutation->n;
  self->last_hlc = MAX (self->last_hlc, mutation->hlc);
  self->chain = chain_after (&self->chain, line);
  store_touch (self, "outbox");
  return TRUE;
}

gboolean
outbox_append (Store *self, Mutation *mutation, GError **error)
{
  g_autofree char *line = mutation_line (mutation);

  if (strlen (line) > MUTATION_LINE_MAX)
    {
      g_set_error (error, STORE_ERROR, STORE_ERROR_TOO_LARGE,
                   "%s: a change may have %d bytes, this one has %" G_GSIZE_FORMAT,
                   mutation->table != NULL ? mutation->table : "group", MUTATION_LINE_MAX, strlen (line));
      return FALSE;
    }
  return insert_line (self, mutation, line, store_now (self), error);
}

gboolean
outbox_add_row (Store *self, const Mutation *op, gint64 n, Id bucket, GError **error)
{
  static const char *const kinds[] = { "put", "set", "del", "cmd", "tx" };

  return db_exec (self->db, error,
                  "INSERT INTO outbox_row (tbl, id, n, kind, bucket) VALUES (?, ?, ?, ?, ?)"
                  " ON CONFLICT DO UPDATE SET bucket = excluded.bucket",
                  "sdisd", op->table, &op->id, n, kinds[op->kind], &bucket);
}

int
store_pending (Store *self, const char *table, Id id, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT kind = 'cmd' FROM outbox_row WHERE tbl = ? AND id = ?",
                                        "sd", table, &id);
  int pending = 0;
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    pending |= db_column_int (stmt, 0) ? STORE_PENDING_COMMAND : STORE_PENDING_EDIT;
  return got == 0 ? pending : -1;
}

gint64
store_unsent (Store *self, gint64 *oldest, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT count(*), min (at) FROM outbox WHERE outcome IS NULL", "");

  if (stmt == NULL || db_step (stmt, error) <= 0)
    return -1;
  if (oldest != NULL)
    *oldest = db_column_int (stmt, 1);
  return db_column_int (stmt, 0);
}

GPtrArray *
store_outbox_list (Store *self, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT line, at, outcome IS NOT NULL FROM outbox ORDER BY n", "");
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_entry_cb);
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      OutboxEntry *entry = g_new0 (OutboxEntry, 1);

      g_ptr_array_add (list, entry);
      entry->mutation = mutation_parse (db_column_text (stmt, 0), -1, error);
      entry->at = db_column_int (stmt, 1);
      entry->acknowledged = db_column_int (stmt, 2) != 0;
      if (entry->mutation == NULL)
        return NULL;
    }
  return got == 0 ? g_steal_pointer (&list) : NULL;
}

gboolean
store_outbox_tail (Store *self, gint64 *n, Digest *chain, GError **error)
{
  if (!store_load_tail (self, error))
    return FALSE;
  *n = self->last_n;
  *chain = self->chain;
  return TRUE;
}

GPtrArray *
store_outbox_batch (Store *self, guint max_lines, gsize max_bytes, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT n, line, prev FROM outbox WHERE outcome IS NULL ORDER BY n LIMIT ?",
                         "i", (gint64) max_lines);
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func (free_line_cb);
  gsize bytes = 0;
  int   got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      OutboxLine *line;

      bytes += strlen (db_column_text (stmt, 1)) + 1;
      if (batch->len > 0 && bytes > max_bytes)
        return g_steal_pointer (&batch);
      line = g_new0 (OutboxLine, 1);
      line->n = db_column_int (stmt, 0);
      line->line = db_column_dup (stmt, 1);
      line->prev = column_digest (stmt, 2);
      g_ptr_array_add (batch, line);
    }
  return got == 0 ? g_steal_pointer (&batch) : NULL;
}

/* Leaving */

typedef struct
{
  char *table;
  Id    id;
} Touched;

static void
touched_clear (gpointer data)
{
  g_free (((Touched *) data)->table);
}

/* Rows line @n touches; *@purged if one of them stood in a bucket that is gone; @buckets collects their ids. */
static GArray *
rows_of_line (Store *self, gint64 n, gboolean *purged, GByteArray *buckets, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT tbl, id, bucket FROM outbox_row WHERE n = ?", "i", n);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Touched));
  int got = -1;

  g_array_set_clear_func (rows, touched_clear);
  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Touched row = { db_column_dup (stmt, 0), db_column_id (stmt, 1) };
      Id      bucket = db_column_id (stmt, 2);

      g_array_append_val (rows, row);
      *purged |= id_equal (bucket, purged_bucket);
      g_byte_array_append (buckets, bucket.b, sizeof bucket.b);
    }
  return got == 0 ? g_steal_pointer (&rows) : NULL;
}

/* Takes line @n out, keeps it as sent unless its rows were purged (R45), and rebuilds what it covered. */
static gboolean
let_go (Store *self, gint64 n, const char *outcome, gboolean keep, GError **error)
{
  g_autoptr (GByteArray) buckets = g_byte_array_new ();
  gboolean purged = FALSE;
  g_autoptr (GArray) rows = rows_of_line (self, n, &purged, buckets, error);

  if (rows == NULL)
    return FALSE;
  if (keep && !purged && !db_exec (self->db, error, "INSERT OR REPLACE INTO sent (mid, n, line, outcome, buckets, at)"
                                                    " SELECT mid, n, line, ?, ?, ? FROM outbox WHERE n = ?",
                                   "srii", outcome, buckets->data, (gsize) buckets->len, store_now (self), n))
    return FALSE;
  if (!db_exec (self->db, error, "DELETE FROM outbox WHERE n = ?", "i", n) ||
      !db_exec (self->db, error, "DELETE FROM outbox_row WHERE n = ?", "i", n))
    return FALSE;
  store_touch (self, "outbox");
  for (guint i = 0; i < rows->len; i++)
    if (!overlay_rebuild (self, g_array_index (rows, Touched, i).table, g_array_index (rows, Touched, i).id, error))
      return FALSE;
  return TRUE;
}

gboolean
store_outcome (Store *self, gint64 n, const char *outcome, Id shard, gint64 seq, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  gint64   waiting = 0;
  gboolean known = FALSE;
  gint64   pulled = -1;

  if (!store_begin (&scope, self, error) || !store_load_tail (self, error) ||
      !db_int (self->db, &waiting, &known, error, "SELECT outcome IS NULL FROM outbox WHERE n = ?", "i", n))
    return FALSE;
  if (!known || !waiting)
    return TRUE;
  self->mirror_stale++;
  if (!db_int (self->db, &pulled, NULL, error, "SELECT seq FROM cursor WHERE shard = ?", "d", &shard))
    return FALSE;
  if (seq > pulled && seq > 0)
    {
      if (!db_exec (self->db, error, "UPDATE outbox SET outcome = ?, shard = ?, seq = ? WHERE n = ?", "sdii", outcome,
                    &shard, seq, n))
        return FALSE;
      store_touch (self, "outbox");
    }
  else if (!let_go (self, n, outcome, TRUE, error))
    return FALSE;
  return save_tail (self, error) && store_commit (&scope, error);
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
  return numbers->len == 0 || save_tail (self, error);
}

gboolean
outbox_settle (Store *self, Id shard, gint64 seq, GError **error)
{
  g_autoptr (GArray) numbers = NULL;

  if (!store_load_tail (self, error))
    return FALSE;
  numbers = select_numbers (self, error,
                            "SELECT n FROM outbox WHERE shard = ? AND seq <= ? AND seq IS NOT NULL ORDER BY n", "di",
                            &shard, seq);
  return numbers != NULL && settle (self, numbers, error);
}

gboolean
store_outbox_settle (Store *self, Id shard, gint64 seq, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  return store_begin (&scope, self, error) && outbox_settle (self, shard, seq, error) && store_commit (&scope, error);
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

static gboolean
add_rows_of (Store *self, const Mutation *mutation, GError **error)
{
  if (mutation->kind != MUTATION_GROUP)
    return outbox_add_row (self, mutation, mutation->n, ID_NONE, error);
  for (guint i = 0; i < mutation->ops->len; i++)
    if (!outbox_add_row (self, mutation->ops->pdata[i], mutation->n, ID_NONE, error))
      return FALSE;
  return TRUE;
}

static gboolean
append_again (Store *self, Mutation *mutation, gint64 at, GError **error)
{
  g_autofree char *line = NULL;

  mutation->n = self->last_n + 1;
  line = mutation_line (mutation);
  return insert_line (self, mutation, line, at, error);
}

gboolean
outbox_take_in (Store *self, Mutation *mutation, gint64 at, GError **error)
{
  return store_load_tail (self, error) && append_again (self, mutation, at, error) &&
         add_rows_of (self, mutation, error);
}

/* Writes the line again at the end, with a new place; its mid and clock stay. */
static gboolean
requeue (Store *self, const Requeued *old, GError **error)
{
  g_autoptr (Mutation) mutation = mutation_parse (old->line, -1, error);

  if (mutation == NULL || !append_again (self, mutation, old->at, error))
    return FALSE;
  if (old->add_rows)
    return add_rows_of (self, mutation, error);
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
    if (!requeue (self, &g_array_index (lines, Requeued, i), error))
      return FALSE;
  return save_tail (self, error);
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

  if (!store_begin (&scope, self, error) || !store_load_tail (self, error))
    return FALSE;
  lines = read_lines (self,
                      "SELECT * FROM (SELECT line, n, at, 0 FROM outbox WHERE n > ?1 UNION ALL"
                      " SELECT line, n, at, 1 FROM sent WHERE n > ?1 OR n < 0) ORDER BY n > 0, abs (n)",
                      lmid, error);
  if (lines == NULL || !refill (self, lines, lmid, chain, error) ||
      !db_exec (self->db, error, "DELETE FROM sent WHERE n > ? OR n < 0", "i", lmid) ||
      !db_exec (self->db, error, "DELETE FROM outbox_row WHERE n < 0", "") ||
      !db_exec (self->db, error, "DELETE FROM cursor", ""))
    return FALSE;
  return store_commit (&scope, error);
}

gboolean
store_sent_expire (Store *self, GError **error)
{
  return db_exec (self->db, error, "DELETE FROM sent WHERE at < ?", "i", store_now (self) - KEEP_SENT_US);
}
