/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/block-check.h"

#include "app/session-private.h"
#include "core/id.h"
#include "core/json.h"
#include "customers/blocked.h"
#include "store/store.h"
#include "sync/exchange.h"

BlockVerdict
block_look (ZuoxiSession *session, const char *number)
{
  Store           *reader = zuoxi_session_get_reader (session);
  g_autofree char *e164 = block_number (number, NULL);
  BlockKey        *row = e164 != NULL ? store_get (reader, &block_key_schema, block_key_id (), NULL) : NULL;
  BlockedValue    *hit;
  Digest           key, keyed;
  gboolean         usable = row != NULL && digest_from_hex (row->key, &key);

  schema_free (&block_key_schema, row);
  if (!usable)
    return BLOCK_UNKNOWN;
  keyed = block_keyed (&key, e164);
  hit = store_get (reader, &blocked_value_schema, blocked_value_id (block_value (&keyed)), NULL);
  if (hit == NULL)
    return BLOCK_NO;
  schema_free (&blocked_value_schema, hit);
  return BLOCK_MAYBE;
}

static BlockVerdict
read_answer (const TransportReply *reply)
{
  gsize       size;
  const char *text;
  gboolean    blocked;
  g_autoptr (JsonNode) node = NULL;

  if (reply == NULL || reply->status != 200)
    return BLOCK_MAYBE;
  text = g_bytes_get_data (reply->body, &size);
  node = json_strict_parse (text, (gssize) size, JSON_DEPTH, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !json_member_bool (json_node_get_object (node), "blocked", &blocked, NULL))
    return BLOCK_MAYBE;
  return blocked ? BLOCK_YES : BLOCK_NO;
}

static void
on_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (ZUOXI_TRANSPORT (source), result, &error);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_int (task, read_answer (reply));
}

void
block_ask_async (ZuoxiSession       *session,
                 const Schema       *schema,
                 Id                  id,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  GTask           *task = g_task_new (session, cancellable, callback, user_data);
  ExchangeIdentity who = { 0 };
  g_autofree char *hex = id_dup_hex (id);
  g_autofree char *device = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (session->reader != NULL);

  exchange_get_identity (session->reader, &who, NULL);
  device = id_dup_hex (who.device);
  path = g_strdup_printf ("/v1/block?dev=%s&id=%s&t=%s", device, hex, schema->table);
  transport_send_async (session->transport, "GET", path, NULL, TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE | TRANSPORT_AGAIN,
                        cancellable, on_answered_cb, task);
}

BlockVerdict
block_ask_finish (ZuoxiSession *session, GAsyncResult *result, GError **error)
{
  GError *failure = NULL;
  gssize  verdict;

  g_return_val_if_fail (g_task_is_valid (result, session), BLOCK_UNKNOWN);

  verdict = g_task_propagate_int (G_TASK (result), &failure);
  if (failure == NULL)
    return (BlockVerdict) verdict;
  g_propagate_error (error, failure);
  return BLOCK_UNKNOWN;
}
