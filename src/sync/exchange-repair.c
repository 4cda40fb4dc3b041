/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing buckets with the server by digest, and bringing those in line that differ (R36). */
#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "sync/exchange.h"

static gboolean
is_complete (Store *store, const ExchangeSum *claim, gboolean *complete, GError **error)
{
  gint64 count = 0;

  if (!db_int (store_db (store), &count, NULL, error,
               "SELECT count(*) FROM bucket b JOIN cursor c ON c.shard = b.shard WHERE b.id = ? AND b.done = 1 AND "
               "b.doubt = 0 AND c.seq >= ?",
               "di", &claim->bucket, claim->last_seq))
    return FALSE;
  *complete = count > 0;
  return TRUE;
}

gboolean
exchange_check_sum (Store *store, const ExchangeSum *claim, SumVerdict *verdict, GError **error)
{
  Checksum         held;
  gboolean         complete;
  g_autofree char *bucket = NULL;

  *verdict = SUM_SKIPPED;
  /* Rows in doubt after a restore leave only when everything has been pulled (R39). */
  if (exchange_get_number (store, "reconcile", 0) != 0)
    return TRUE;
  if (!is_complete (store, claim, &complete, error))
    return FALSE;
  if (!complete)
    return TRUE;
  if (!store_bucket_sum (store, claim->bucket, &held, error))
    return FALSE;
  *verdict = checksum_equal (&held, &claim->sum) ? SUM_EQUAL : SUM_DIFFERS;
  if (*verdict == SUM_EQUAL)
    return TRUE;
  bucket = id_dup_hex (claim->bucket);
  g_message ("bucket %s: %" G_GINT64_FORMAT " rows here, %" G_GINT64_FORMAT " at the server, or other ones", bucket,
             held.count, claim->sum.count);
  return store_bucket_doubt (store, claim->bucket, TRUE, error) &&
         exchange_set_number (store, "mismatches", exchange_get_number (store, "mismatches", 0) + 1, error);
}

gboolean
exchange_doubt_shard (Store *store, Id shard, GError **error)
{
  return db_exec (store_db (store), error, "UPDATE bucket SET doubt = 1 WHERE shard = ?", "d", &shard);
}

gboolean
exchange_doubted (Store *store, Id *bucket, gboolean *found, GError **error)
{
  return store_bucket_doubted (store, bucket, found, error);
}

gboolean
exchange_is_in_doubt (Store *store)
{
  Id       bucket;
  gboolean found = FALSE;

  return store_bucket_doubted (store, &bucket, &found, NULL) && found;
}

typedef struct
{
  const char *prefix;
  Checksum   *slots;
} Slots;

static void
add_to_slot (const char *table, Id id, guint64 digest, gpointer data)
{
  Slots *slots = data;
  guint  slot;

  if (checksum_under (checksum_path (table, id), slots->prefix, &slot))
    checksum_add (&slots->slots[slot], digest);
}

gboolean
exchange_slots (Store *store, Id bucket, const char *prefix, Checksum slots[CHECKSUM_SLOTS], GError **error)
{
  Slots data = { prefix, slots };

  memset (slots, 0, CHECKSUM_SLOTS * sizeof *slots);
  return store_bucket_rows (store, bucket, add_to_slot, &data, error);
}

/* A row held here that hangs in one of the slots told in full. */
typedef struct
{
  char   *table;
  Id      id;
  guint64 digest;
} Held;

typedef struct
{
  GArray *slots;
  GArray *held; /* of Held */
} Gathering;

static void
held_clear (gpointer held)
{
  g_free (((Held *) held)->table);
}

static gboolean
is_told (GArray *slots, guint32 path)
{
  char hex[9];

  g_snprintf (hex, sizeof hex, "%08x", path);
  for (guint i = 0; i < slots->len; i++)
    {
      const ExchangeSlot *slot = &g_array_index (slots, ExchangeSlot, i);

      if (slot->rows >= 0 && strncmp (hex, slot->prefix, strlen (slot->prefix)) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
gather_held (const char *table, Id id, guint64 digest, gpointer data)
{
  Gathering *gathering = data;

  if (is_told (gathering->slots, checksum_path (table, id)))
    {
      Held held = { g_strdup (table), id, digest };

      g_array_append_val (gathering->held, held);
    }
}

static const Held *
find_held (GArray *held, const Pulled *row)
{
  for (guint i = 0; i < held->len; i++)
    {
      const Held *at = &g_array_index (held, Held, i);

      if (id_equal (at->id, row->id) && g_str_equal (at->table, row->table))
        return at;
    }
  return NULL;
}

static gboolean
is_the_same (const Held *held, Id bucket, const Pulled *row)
{
  g_autoptr (GString) body = g_string_new (NULL);

  json_append_object (body, json_node_get_object (row->body));
  return held->digest == checksum_row (row->table, row->id, bucket, row->rv, body->str);
}

static gboolean
write_missing (Store *store, Id bucket, GPtrArray *rows, GArray *held, guint *mended, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const Pulled *row = rows->pdata[i];
      const Held   *here = find_held (held, row);

      if (here != NULL && is_the_same (here, bucket, row))
        continue;
      if (!store_server_row (store, row->table, row->id, row->bucket, row->seq, row->rv,
                             json_node_get_object (row->body), STORE_FORCE, error))
        return FALSE;
      (*mended)++;
    }
  return TRUE;
}

static gboolean
is_at_server (const Held *held, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const Pulled *row = rows->pdata[i];

      if (id_equal (row->id, held->id) && g_str_equal (row->table, held->table))
        return TRUE;
    }
  return FALSE;
}

static gboolean
remove_surplus (Store *store, Id bucket, GPtrArray *rows, GArray *held, guint *mended, GError **error)
{
  for (guint i = 0; i < held->len; i++)
    {
      const Held *here = &g_array_index (held, Held, i);

      if (is_at_server (here, rows))
        continue;
      if (!store_server_left (store, here->table, here->id, bucket, G_MAXINT64, error))
        return FALSE;
      (*mended)++;
    }
  return TRUE;
}

gboolean
exchange_repair (Store *store, Id bucket, GArray *slots, GPtrArray *rows, guint *mended, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GArray) held = g_array_new (FALSE, FALSE, sizeof (Held));
  Gathering gathering = { slots, held };

  *mended = 0;
  g_array_set_clear_func (held, held_clear);
  return store_begin (&scope, store, error) && store_bucket_rows (store, bucket, gather_held, &gathering, error) &&
         write_missing (store, bucket, rows, held, mended, error) &&
         remove_surplus (store, bucket, rows, held, mended, error) && store_commit (&scope, error);
}

gboolean
exchange_end_repair (Store *store, Id bucket, GError **error)
{
  return store_bucket_doubt (store, bucket, FALSE, error);
}
