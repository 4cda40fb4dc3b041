/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/exchange.h"

#include <string.h>

#include "core/id.h"
#include "core/plant.h"
#include "registry.h"
#include "store/apply.h"

#define SETTLE_LINES 500

static const char *const outcome_nicks[] = { "ok", "merged", "conflict", "rejected", "held" };

const char *
outcome_nick (OutcomeStatus status)
{
  return outcome_nicks[status];
}

gboolean
outcome_from_nick (const char *nick, OutcomeStatus *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (outcome_nicks); i++)
    if (g_str_equal (outcome_nicks[i], nick))
      {
        *out = (OutcomeStatus) i;
        return TRUE;
      }
  return FALSE;
}

gint64
exchange_get_number (Store *store, const char *name, gint64 fallback)
{
  g_autofree char *text = store_meta_get (store, name, NULL);

  return text == NULL || *text == '\0' ? fallback : g_ascii_strtoll (text, NULL, 10);
}

gboolean
exchange_set_number (Store *store, const char *name, gint64 value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return store_meta_set (store, name, text, error);
}

static gboolean
get_id (Store *store, const char *name, Id *out, GError **error)
{
  g_autofree char *text = store_meta_get (store, name, error);

  if (text == NULL)
    return FALSE;
  if (!id_from_hex (text, out))
    *out = ID_NONE;
  return TRUE;
}

static gboolean
set_id (Store *store, const char *name, Id id, GError **error)
{
  char hex[ID_HEX_LENGTH + 1];

  id_to_hex (id, hex);
  return store_meta_set (store, name, hex, error);
}

gboolean
exchange_get_identity (Store *store, ExchangeIdentity *out, GError **error)
{
  ExchangeIdentity who = { 0 };

  if (!get_id (store, "device", &who.device, error) || !get_id (store, "server_id", &who.server, error) ||
      !store_outbox_seen (store, &who.seen, error))
    return FALSE;
  who.inc = exchange_get_number (store, "server_inc", 0);
  who.epoch = exchange_get_number (store, "grants_epoch", 0);
  *out = who;
  return TRUE;
}

gboolean
exchange_set_server (Store *store, Id server, gint64 inc, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  return store_begin (&scope, store, error) && set_id (store, "server_id", server, error) &&
         exchange_set_number (store, "server_inc", inc, error) && store_commit (&scope, error);
}

void
exchange_batch_free (ExchangeBatch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->lines);
  g_free (batch);
}

ExchangeBatch *
exchange_next_batch (Store *store, guint max_lines, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) lines = store_outbox_batch (store, max_lines, max_bytes, error);
  ExchangeBatch    *batch;
  const OutboxLine *first;

  if (lines == NULL || lines->len == 0)
    return NULL;
  first = lines->pdata[0];
  batch = g_new0 (ExchangeBatch, 1);
  batch->first = first->n;
  batch->last = ((const OutboxLine *) lines->pdata[lines->len - 1])->n;
  batch->prev = first->prev;
  batch->lines = g_steal_pointer (&lines);
  return batch;
}

gboolean
exchange_settle (Store *store, Outcome *outcomes, guint count, GError **error)
{
  g_autofree OutboxOutcome *lines = g_new0 (OutboxOutcome, count);

  for (guint i = 0; i < count; i++)
    lines[i] = (OutboxOutcome){
      .n = outcomes[i].n, .line = outcomes[i].line, .shard = outcomes[i].shard, .seq = outcomes[i].seq
    };
  if (!store_outcomes (store, lines, count, error))
    return FALSE;
  for (guint i = 0; i < count; i++)
    g_strlcpy (outcomes[i].mid, lines[i].mid, sizeof outcomes[i].mid);
  return TRUE;
}

gint64
exchange_acknowledged (Store *store)
{
  gint64 n = 0;

  db_int (store_db (store), &n, NULL, NULL, "SELECT coalesce (max (n), 0) FROM outbox WHERE outcome IS NOT NULL", "");
  return n;
}

/* After a restore every row held is in doubt until the server has sent it again: seq 0. */
static gboolean
doubt_rows (Store *store, GError **error)
{
  for (guint i = 0; registry[i] != NULL; i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE \"%s\" SET seq = 0 WHERE seq > 0", registry[i]->table);

      if (!db_exec (store_db (store), error, sql, ""))
        return FALSE;
    }
  return db_exec (store_db (store), error, "UPDATE shadow SET seq = 0", "") &&
         db_exec (store_db (store), error, "UPDATE untyped SET seq = 0", "");
}

typedef struct
{
  char *table;
  Id    id, bucket;
} Doubted;

static void
doubted_clear (gpointer doubted)
{
  g_free (((Doubted *) doubted)->table);
}

static gboolean
gather_doubted (Store *store, const char *sql, GArray *rows, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (store_db (store), error, sql, "");
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Doubted row = { db_column_dup (stmt, 0), db_column_id (stmt, 1), db_column_id (stmt, 2) };

      g_array_append_val (rows, row);
    }
  return got == 0;
}

/* What is still in doubt when everything has been pulled, the restored server does not have (R39). */
static gboolean
drop_doubted (Store *store, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Doubted));

  g_array_set_clear_func (rows, doubted_clear);
  for (guint i = 0; registry[i] != NULL; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT '%s', id, bucket FROM \"%s\" WHERE seq = 0 AND rv > 0",
                                              registry[i]->table, registry[i]->table);

      if (!gather_doubted (store, sql, rows, error))
        return FALSE;
    }
  if (!gather_doubted (store, "SELECT tbl, id, bucket FROM shadow WHERE seq = 0", rows, error) ||
      !gather_doubted (store, "SELECT tbl, id, bucket FROM untyped WHERE seq = 0", rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const Doubted *row = &g_array_index (rows, Doubted, i);

      if (!store_server_left (store, row->table, row->id, row->bucket, G_MAXINT64, error))
        return FALSE;
    }
  return TRUE;
}

/* The first device this store was; it is of the lineage of all that followed. */
static gboolean
keep_origin (Store *store, Id device, GError **error)
{
  Id origin, before;

  if (!get_id (store, "device_origin", &origin, error) || !get_id (store, "device", &before, error))
    return FALSE;
  return !id_is_none (origin) || set_id (store, "device_origin", id_is_none (before) ? device : before, error);
}

Id
exchange_origin (Store *store)
{
  Id origin;

  return get_id (store, "device_origin", &origin, NULL) ? origin : ID_NONE;
}

gboolean
exchange_renumber (Store *store, Id device, gboolean restored, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  Digest none = { { 0 } };

  if (!store_begin (&scope, store, error))
    return FALSE;
  if (restored)
    {
      if (!store_outbox_requeue (store, 0, &none, error) || !doubt_rows (store, error) ||
          !exchange_set_number (store, "reconcile", 1, error) ||
          !exchange_set_number (store, "grants_epoch", 0, error) || !store_buckets_restart (store, error))
        return FALSE;
    }
  else if (!store_outbox_renumber (store, error))
    return FALSE;
  return keep_origin (store, device, error) && set_id (store, "device", device, error) && store_commit (&scope, error);
}

gboolean
exchange_unsent (Store *store, ExchangeUnsent *out, GError **error)
{
  ExchangeUnsent unsent = { 0 };

  unsent.lines = store_unsent (store, &unsent.since, error);
  if (unsent.lines < 0)
    return FALSE;
  *out = unsent;
  return TRUE;
}

void
pulled_free (Pulled *pulled)
{
  if (pulled == NULL)
    return;
  g_free (pulled->table);
  g_clear_pointer (&pulled->body, json_node_unref);
  g_free (pulled);
}

static gboolean
is_among (Id id, const HeldBucket *buckets, guint count)
{
  for (guint i = 0; i < count; i++)
    if (id_equal (buckets[i].id, id))
      return TRUE;
  return FALSE;
}

/* Asked with epoch 0, the server lists all there is: what else is held here is lost. */
static gboolean
purge_others (Store *store, const HeldBucket *add, guint adds, GError **error)
{
  g_autoptr (GArray) held = store_buckets (store, error);

  if (held == NULL)
    return FALSE;
  for (guint i = 0; i < held->len; i++)
    {
      Id bucket = g_array_index (held, HeldBucket, i).id;

      if (!is_among (bucket, add, adds) && !store_bucket_purge (store, bucket, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
exchange_switch_off (Store *store, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  /* What was sent and answered is not the person's to send any more: no pull will take it out of the queue. */
  return store_begin (&scope, store, error) && store_outbox_forget_sent (store, error) &&
         purge_others (store, NULL, 0, error) &&
         db_exec (store_db (store), error, "DELETE FROM cursor", "") &&
         exchange_set_number (store, "grants_epoch", 0, error) && store_commit (&scope, error);
}

gboolean
exchange_apply_grants (Store            *store,
                       gint64            epoch,
                       const HeldBucket *add,
                       guint             adds,
                       const Id         *del,
                       guint             dels,
                       GError          **error)
{
  g_auto (StoreScope) scope = { 0 };
  gint64 held = exchange_get_number (store, "grants_epoch", 0);

  if (adds == 0 && dels == 0 && epoch == held)
    return TRUE;
  if (!store_begin (&scope, store, error) || (held == 0 && !purge_others (store, add, adds, error)))
    return FALSE;
  for (guint i = 0; i < dels; i++)
    if (!store_bucket_purge (store, del[i], error))
      return FALSE;
  for (guint i = 0; i < adds; i++)
    if (!store_bucket_add (store, &add[i], error))
      return FALSE;
  return exchange_set_number (store, "grants_epoch", epoch, error) && store_commit (&scope, error);
}

static gboolean
apply_pulled (Store *store, const Pulled *pulled, StoreHow how, GError **error)
{
  switch (pulled->kind)
    {
    case PULLED_ROW:
      return store_server_row (store, pulled->table, pulled->id, pulled->bucket, pulled->seq, pulled->rv,
                               json_node_get_object (pulled->body), how, error);
    case PULLED_DELETE:
      return store_server_deleted (store, pulled->table, pulled->id, pulled->rv, error);
    case PULLED_LEAVE:
    default:
      return store_server_left (store, pulled->table, pulled->id, pulled->bucket, pulled->rv, error);
    }
}

static gboolean
cursors_stand (Store *store, GArray *cursors)
{
  for (guint i = 0; i < cursors->len; i++)
    {
      const Cursor *cursor = &g_array_index (cursors, Cursor, i);
      gint64        seq;

      if (!store_cursor_get (store, cursor->shard, &seq, NULL) || seq != cursor->seq)
        return FALSE;
    }
  return TRUE;
}

gboolean
exchange_apply_chunk (
    Store *store, GPtrArray *pulled, GArray *cursors, GArray *backfills, gboolean behind, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  StoreHow how = exchange_get_number (store, "reconcile", 0) != 0 ? STORE_FORCE : STORE_NEWER;

  /* A poll that brings nothing shall not wake the disk. */
  if (pulled->len == 0 && backfills->len == 0 && cursors_stand (store, cursors))
    return TRUE;
  if (!store_begin (&scope, store, error) ||
      (behind && !PLANT (half_a_pull) && !exchange_set_number (store, "behind", 1, error)))
    return FALSE;
  for (guint i = 0; i < pulled->len; i++)
    if (!apply_pulled (store, pulled->pdata[i], how, error))
      return FALSE;
  for (guint i = 0; i < cursors->len; i++)
    {
      const Cursor *cursor = &g_array_index (cursors, Cursor, i);

      if (!store_cursor_set (store, cursor->shard, cursor->seq, error))
        return FALSE;
    }
  for (guint i = 0; i < backfills->len; i++)
    {
      const ExchangeBackfill *backfill = &g_array_index (backfills, ExchangeBackfill, i);

      if (!store_bucket_backfilled (store, backfill->bucket, backfill->after, backfill->done, error))
        return FALSE;
    }
  return store_commit (&scope, error);
}

/* A bounded number of lines to a transaction: the cost of one grows with the square of what it has touched. */
static gboolean
let_shard_go (Store *store, const Cursor *end, GError **error)
{
  gint64 upto = 0;

  do
    {
      gboolean found = FALSE;

      if (!db_int (store_db (store), &upto, &found, error,
                   "SELECT coalesce (max (seq), 0) FROM (SELECT seq FROM outbox WHERE shard = ? AND seq <= ?"
                   " AND seq IS NOT NULL ORDER BY seq LIMIT ?)",
                   "dii", &end->shard, end->seq, (gint64) SETTLE_LINES) ||
          (upto > 0 && !store_outbox_settle (store, end->shard, upto, error)))
        return FALSE;
    }
  while (upto > 0 && upto < end->seq);
  return TRUE;
}

/* Lines acknowledged before the pull began: their effect was in it, or is nothing this person may see. */
static gboolean
let_go (Store *store, gint64 acknowledged, GError **error)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (Cursor));
  int got = -1;

  {
    g_autoptr (DbStmt)
        stmt = db_prepare (store_db (store), error,
                           "SELECT shard, max (seq) FROM outbox WHERE seq IS NOT NULL AND n <= ? GROUP BY shard", "i",
                           acknowledged);

    while (stmt != NULL && (got = db_step (stmt, error)) > 0)
      {
        Cursor end = { db_column_id (stmt, 0), db_column_int (stmt, 1) };

        g_array_append_val (ends, end);
      }
  }
  for (guint i = 0; got == 0 && i < ends->len; i++)
    if (!let_shard_go (store, &g_array_index (ends, Cursor, i), error))
      return FALSE;
  return got == 0;
}

gboolean
exchange_end_pull (Store *store, gint64 acknowledged, gint64 server_now, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  gboolean reconciled = exchange_get_number (store, "reconcile", 0) != 0;

  if (acknowledged == 0 && !reconciled)
    return store_outbox_drop_adrift (store, error);
  /* What is let go before a failure is gone rightly; the next pull lets go the rest. */
  return let_go (store, acknowledged, error) && store_begin (&scope, store, error) &&
         (!reconciled || (drop_doubted (store, error) && exchange_set_number (store, "reconcile", 0, error))) &&
         store_outbox_drop_adrift (store, error) && store_sent_expire (store, server_now, error) &&
         store_commit (&scope, error);
}

GArray *
exchange_backfills (Store *store, GError **error)
{
  g_autoptr (GArray) buckets = store_buckets (store, error);
  g_autoptr (GArray) backfills = g_array_new (FALSE, FALSE, sizeof (ExchangeBackfill));

  if (buckets == NULL)
    return NULL;
  for (guint i = 0; i < buckets->len; i++)
    {
      const HeldBucket *bucket = &g_array_index (buckets, HeldBucket, i);
      ExchangeBackfill  backfill = { .bucket = bucket->id, .after = bucket->after };

      if (!bucket->done)
        g_array_append_val (backfills, backfill);
    }
  return g_steal_pointer (&backfills);
}
