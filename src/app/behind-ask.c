/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/behind-ask.h"

#include <glib/gi18n.h>

#include "app/session-private.h"
#include "core/id.h"
#include "core/json.h"
#include "store/store.h"
#include "sync/exchange.h"

static void
device_free (gpointer data)
{
  BehindDevice *device = data;

  g_free (device->name);
  g_free (device);
}

static gboolean
read_device (JsonNode *node, GPtrArray *list)
{
  JsonObject  *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  BehindDevice device = { 0 };
  const char  *name;

  if (object == NULL || !json_member_string (object, "name", &name, NULL) ||
      !json_member_id (object, "person", &device.person, NULL) || !json_member_int (object, "seen", &device.seen, NULL))
    return FALSE;
  device.name = g_strdup (name);
  g_ptr_array_add (list, g_memdup2 (&device, sizeof device));
  return TRUE;
}

/* (transfer full) (nullable) */
static GPtrArray *
read_answer (const TransportReply *reply)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (device_free);
  g_autoptr (JsonNode) node = NULL;
  JsonArray  *array;
  const char *text;
  gsize       size;

  if (reply == NULL || reply->status != 200)
    return NULL;
  text = g_bytes_get_data (reply->body, &size);
  node = json_strict_parse (text, (gssize) size, JSON_DEPTH, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !json_member_array (json_node_get_object (node), "devices", &array, NULL))
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_device (json_array_get_element (array, i), list))
      return NULL;
  return g_steal_pointer (&list);
}

static void
on_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (TransportReply) reply = transport_send_finish (ZUOXI_TRANSPORT (source), result, NULL);
  GPtrArray *list = read_answer (reply);

  if (g_task_return_error_if_cancelled (task))
    g_clear_pointer (&list, g_ptr_array_unref);
  else if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                             _ ("The server did not say which devices are behind"));
}

void
behind_ask_async (ZuoxiSession       *session,
                  const char         *month,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  GTask           *task = g_task_new (session, cancellable, callback, user_data);
  ExchangeIdentity who = { 0 };
  g_autofree char *device = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (session->reader != NULL);

  exchange_get_identity (session->reader, &who, NULL);
  device = id_dup_hex (who.device);
  path = g_strdup_printf ("/v1/behind?dev=%s&month=%s", device, month);
  transport_send_async (session->transport, "GET", path, NULL, TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE | TRANSPORT_AGAIN,
                        cancellable, on_answered_cb, task);
}

GPtrArray *
behind_ask_finish (ZuoxiSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
