/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/key-confirm.h"

#include <glib/gi18n.h>

#include "app/session-private.h"
#include "core/digest.h"
#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"

#define NUMBER_DIGITS 20

void
key_state_free (KeyState *state)
{
  if (state == NULL)
    return;
  g_free (state->key);
  g_free (state->role);
  g_array_unref (state->given);
  g_free (state);
}

char *
key_number (const char *key)
{
  g_autofree char *hex = digest_dup_hex (digest_of (key, strlen (key)));
  GString         *text = g_string_new (NULL);

  for (guint i = 0; i < NUMBER_DIGITS; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, g_ascii_toupper (hex[i]));
    }
  return g_string_free (text, FALSE);
}

static KeyState *
read_state (GBytes *body)
{
  gsize       size;
  const char *text = g_bytes_get_data (body, &size), *key, *role;
  g_autoptr (JsonNode) node = json_strict_parse (text, (gssize) size, JSON_DEPTH, NULL);
  JsonObject *answer = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (KeyState) state = g_new0 (KeyState, 1);
  JsonArray *given;

  state->given = g_array_new (FALSE, FALSE, sizeof (Id));
  if (answer == NULL || !json_member_string (answer, "key", &key, NULL) ||
      !json_member_string (answer, "role", &role, NULL) ||
      !json_member_bool (answer, "confirmed", &state->confirmed, NULL) ||
      !json_object_has_member (answer, "given") || !JSON_NODE_HOLDS_ARRAY (json_object_get_member (answer, "given")))
    return NULL;
  given = json_object_get_array_member (answer, "given");
  for (guint i = 0; i < json_array_get_length (given); i++)
    {
      JsonNode *one = json_array_get_element (given, i);
      Id        person;

      if (!JSON_NODE_HOLDS_OBJECT (one) || !json_member_id (json_node_get_object (one), "person", &person, NULL))
        return NULL;
      g_array_append_val (state->given, person);
    }
  state->key = g_strdup (key);
  state->role = g_strdup (role);
  return g_steal_pointer (&state);
}

static void
on_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (ZUOXI_TRANSPORT (source), result, &error);
  KeyState *state;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (reply == NULL)
    {
      g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_DOWN, "%s",
                               _ ("A key can only be confirmed while the server answers"));
      return;
    }
  if (reply->status != 200)
    {
      session_fail_refused (task, reply);
      return;
    }
  state = read_state (reply->body);
  if (state != NULL)
    g_task_return_pointer (task, state, (GDestroyNotify) key_state_free);
  else
    g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_NONSENSE, "%s",
                             _ ("What answers at this address is no Zuoxi server"));
}

void
key_confirm_ask_async (ZuoxiSession       *session,
                       Id                  person,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask           *task = g_task_new (session, cancellable, callback, user_data);
  g_autofree char *hex = id_dup_hex (person);
  g_autofree char *path = g_strconcat ("/v1/key?person=", hex, NULL);

  g_return_if_fail (session->transport != NULL);
  transport_send_async (session->transport, "GET", path, NULL, TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE | TRANSPORT_AGAIN,
                        cancellable, on_answered_cb, task);
}

void
key_confirm_sign_async (ZuoxiSession        *session,
                        Id                   person,
                        const char          *key,
                        const SessionSigner *signer,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (session, cancellable, callback, user_data);
  gint64 moment = zuoxi_session_now (session);
  g_autoptr (GString) message = keys_confirmation (person, key, session_signer_person (signer), moment);
  g_autofree char *sig = session_signer_sign (signer, message->str, message->len);
  g_autoptr (GBytes) body = NULL;
  GString *json = g_string_new ("{");

  g_return_if_fail (session->transport != NULL);
  json_append_key (json, "key");
  json_append_string (json, key);
  json_append_key (json, "moment");
  json_append_int (json, moment);
  json_append_key (json, "person");
  json_append_id (json, person);
  json_append_key (json, "sig");
  json_append_string (json, sig);
  json_append_key (json, "with");
  json_append_string (json, session_signer_public_key (signer));
  g_string_append_c (json, '}');
  body = g_string_free_to_bytes (json);
  transport_send_async (session->transport, "POST", "/v1/key", body,
                        TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE | TRANSPORT_AGAIN, cancellable, on_answered_cb, task);
}

KeyState *
key_confirm_finish (ZuoxiSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
