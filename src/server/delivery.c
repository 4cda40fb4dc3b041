/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was sent to whom: gathered in memory and written to the audit one line per device and shard (R56). */
#include "core/id.h"
#include "server/push.h"
#include "server/server-private.h"

#define FLUSH_US (10 * G_USEC_PER_SEC)

typedef struct
{
  char       *login;
  Id          device, shard;
  gint64      from, to; /* places */
  gint64      rows;
  GHashTable *buckets; /* char * */
} Delivery;

void
delivery_free (gpointer data)
{
  Delivery *self = data;

  g_free (self->login);
  g_hash_table_unref (self->buckets);
  g_free (self);
}

static Delivery *
find (Server *self, const ServerActor *actor, Id shard)
{
  char             device_hex[33], shard_hex[33];
  g_autofree char *key = NULL;
  Delivery        *delivery;

  id_to_hex (actor->device, device_hex);
  id_to_hex (shard, shard_hex);
  key = g_strconcat (device_hex, shard_hex, NULL);
  delivery = g_hash_table_lookup (self->deliveries, key);
  if (delivery != NULL)
    return delivery;
  delivery = g_new0 (Delivery, 1);
  delivery->login = g_strdup (actor->login);
  delivery->device = actor->device;
  delivery->shard = shard;
  delivery->from = G_MAXINT64;
  delivery->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->deliveries, g_steal_pointer (&key), delivery);
  return delivery;
}

void
delivery_note (Server *self, const ServerActor *actor, Id shard, const char *bucket, gint64 seq)
{
  Delivery *delivery = find (self, actor, shard);

  delivery->from = MIN (delivery->from, seq);
  delivery->to = MAX (delivery->to, seq);
  delivery->rows++;
  if (!g_hash_table_contains (delivery->buckets, bucket))
    g_hash_table_add (delivery->buckets, g_strdup (bucket));
}

/* {"buckets":["…"],"from":1,"rows":2,"to":9} */
static char *
words_of (const Delivery *delivery)
{
  g_autoptr (GList) buckets = g_list_sort (g_hash_table_get_keys (delivery->buckets), (GCompareFunc) g_strcmp0);
  GString *words = g_string_new ("{\"buckets\":[");

  for (const GList *at = buckets; at != NULL; at = at->next)
    g_string_append_printf (words, "%s\"%s\"", at == buckets ? "" : ",", (const char *) at->data);
  g_string_append_printf (words,
                          "],\"from\":%" G_GINT64_FORMAT ",\"rows\":%" G_GINT64_FORMAT ",\"to\":%" G_GINT64_FORMAT "}",
                          delivery->from, delivery->rows, delivery->to);
  return g_string_free (words, FALSE);
}

gboolean
server_flush_deliveries (Server *self, const ServerNow *now, gboolean all, GError **error)
{
  GHashTableIter iter;
  gpointer       value;
  g_auto (DbScope) scope = { 0 };

  if (g_hash_table_size (self->deliveries) == 0)
    {
      self->delivered_at = now->now;
      return TRUE;
    }
  if (!all && now->now - self->delivered_at < FLUSH_US && now->now >= self->delivered_at)
    return TRUE;
  if (!db_begin (&scope, self->db, error))
    return FALSE;
  g_hash_table_iter_init (&iter, self->deliveries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Delivery  *delivery = value;
      ServerActor      actor = { .login = delivery->login };
      g_autofree char *words = words_of (delivery);

      if (!audit_append (self, delivery->shard, &actor, "delivered", "", delivery->device, words, now, error))
        return FALSE;
    }
  if (!db_commit (&scope, error))
    return FALSE;
  g_hash_table_remove_all (self->deliveries);
  self->delivered_at = now->now;
  return TRUE;
}
