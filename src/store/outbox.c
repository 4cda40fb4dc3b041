/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/outbox.h"

#include <string.h>

#include "core/id.h"
#include "store/apply.h"
#include "store/overlay-private.h"

const Id purged_bucket = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff } };

const Id adrift_bucket = { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xfe } };

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

gboolean
outbox_save_tail (Store *self, GError **error)
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

  self->quiet.lines = TRUE;
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

static OutboxEntry *
read_entry (DbStmt *stmt, GError **error)
{
  OutboxEntry *entry = g_new0 (OutboxEntry, 1);

  entry->mutation = mutation_parse (db_column_text (stmt, 0), -1, error);
  entry->at = db_column_int (stmt, 1);
  entry->acknowledged = db_column_int (stmt, 2) != 0;
  if (entry->mutation != NULL)
    return entry;
  outbox_entry_free (entry);
  return NULL;
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
      OutboxEntry *entry = read_entry (stmt, error);

      if (entry == NULL)
        return NULL;
      g_ptr_array_add (list, entry);
    }
  return got == 0 ? g_steal_pointer (&list) : NULL;
}

GArray *
store_unsent_ns (Store *self, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT n FROM outbox WHERE outcome IS NULL ORDER BY n", "");
  g_autoptr (GArray) ns = g_array_new (FALSE, FALSE, sizeof (gint64));
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      gint64 n = db_column_int (stmt, 0);

      g_array_append_val (ns, n);
    }
  return got == 0 ? g_steal_pointer (&ns) : NULL;
}

void
outbox_kind_free (OutboxKind *kind)
{
  if (kind == NULL)
    return;
  g_free (kind->table);
  g_free (kind);
}

static void
free_kind_cb (gpointer kind)
{
  outbox_kind_free (kind);
}

GPtrArray *
store_unsent_kinds (Store *self, GError **error)
{
  static const char sql[] = "SELECT r.tbl, count (DISTINCT r.n) FROM outbox o JOIN outbox_row r ON r.n = o.n "
                            "WHERE o.outcome IS NULL GROUP BY r.tbl ORDER BY 2 DESC, 1";
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "");
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func (free_kind_cb);
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      OutboxKind *kind = g_new (OutboxKind, 1);

      kind->table = db_column_dup (stmt, 0);
      kind->lines = db_column_int (stmt, 1);
      g_ptr_array_add (kinds, kind);
    }
  return got == 0 ? g_steal_pointer (&kinds) : NULL;
}

OutboxEntry *
store_outbox_entry (Store *self, gint64 n, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT line, at, outcome IS NOT NULL FROM outbox WHERE n = ?", "i", n);

  return stmt != NULL && db_step (stmt, error) > 0 ? read_entry (stmt, error) : NULL;
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

gboolean
outbox_add_rows_of (Store *self, const Mutation *mutation, GError **error)
{
  if (mutation->kind != MUTATION_GROUP)
    return outbox_add_row (self, mutation, mutation->n, ID_NONE, error);
  for (guint i = 0; i < mutation->ops->len; i++)
    if (!outbox_add_row (self, mutation->ops->pdata[i], mutation->n, ID_NONE, error))
      return FALSE;
  return TRUE;
}

gboolean
outbox_append_again (Store *self, Mutation *mutation, gint64 at, GError **error)
{
  g_autofree char *line = NULL;

  mutation->n = self->last_n + 1;
  line = mutation_line (mutation);
  return insert_line (self, mutation, line, at, error);
}

gboolean
outbox_take_in (Store *self, Mutation *mutation, gint64 at, GError **error)
{
  return store_load_tail (self, error) && outbox_append_again (self, mutation, at, error) &&
         outbox_add_rows_of (self, mutation, error);
}
