/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new password is a new signing key, vouched for by the old one (R16). */
#include "app/session-private.h"

#include <glib/gi18n.h>

#include "core/hex.h"
#include "core/json.h"

typedef struct
{
  char   *old_password, *new_password;
  guint8  old_salt[KEYS_SALT_SIZE], new_salt[KEYS_SALT_SIZE];
  KeyCost old_cost, new_cost;
  guint8 *old_k, *new_k; /* sodium_malloc () */
} Change;

static void
change_free (Change *change)
{
  password_free (change->old_password);
  password_free (change->new_password);
  sodium_free (change->old_k); /* wipes */
  sodium_free (change->new_k);
  g_free (change);
}

static void
fail (GTask *task, SessionError code, const char *sentence)
{
  g_task_return_new_error (task, SESSION_ERROR, (int) code, "%s", sentence);
}

static void
free_open_cb (gpointer input)
{
  desk_open_free (input);
}

static void
on_remembered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = g_task_get_source_object (task);
  GError       *error = NULL;

  if (self->worker != NULL && !store_call_finish (self->worker, result, NULL, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = g_task_get_source_object (task);
  Change       *change = g_task_get_task_data (task);
  GError       *error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (ZUOXI_TRANSPORT (source), result, &error);
  DeskOpen *input;

  if (reply == NULL)
    {
      g_error_free (error);
      fail (task, SESSION_ERROR_DOWN, _ ("The password can only be changed while the server answers"));
      return;
    }
  if (reply->status != 200)
    {
      session_fail_refused (task, reply);
      return;
    }
  self->must_change = FALSE;
  if (self->sync.trouble == SYNC_PASSWORD)
    self->sync.trouble = SYNC_FINE;
  session_refresh_banner (self);
  if (self->worker == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  input = desk_open_new (self->path, self->notices);
  session_remember (input, change->new_k, change->new_salt, change->new_cost);
  store_call_async (self->worker, STORE_USER, desk_write, input, free_open_cb, NULL, NULL, on_remembered_cb,
                    g_steal_pointer (&task));
  session_sync_event (self, DESK_START);
}

static void
append_hex (GString *json, const char *name, gconstpointer bytes, gsize length)
{
  g_autofree char *hex = hex_dup (bytes, length);

  json_append_key (json, name);
  json_append_string (json, hex);
  keys_wipe (hex, strlen (hex));
}

static void
append_number (GString *json, const char *name, gint64 value)
{
  json_append_key (json, name);
  json_append_int (json, value);
}

/* The old key over what follows it. */
static void
vouch (ZuoxiSession *self, const Change *change, const KeyPair *fresh, guint8 signature[KEYS_SIGNATURE_SIZE])
{
  g_auto (KeyPair) old = { { 0 } };
  g_autofree char *key = hex_dup (fresh->public_key, KEYS_SIZE);
  g_autofree char *salt = hex_dup (change->new_salt, KEYS_SALT_SIZE);
  KeySuccession    next = { self->me, self->login, salt, change->new_cost, keys_check12 (change->new_k), key };
  g_autoptr (GString) message = keys_succession (&next);

  keys_signer (change->old_k, &old);
  keys_sign (&old, message->str, message->len, signature);
}

static GBytes *
write_request (ZuoxiSession *self, const Change *change)
{
  GString *json = g_string_new ("{");
  guint8   auth[KEYS_SIZE], signature[KEYS_SIGNATURE_SIZE];
  g_auto (KeyPair) fresh = { { 0 } };

  keys_signer (change->new_k, &fresh);
  vouch (self, change, &fresh, signature);
  keys_auth (change->new_k, auth);
  append_hex (json, "auth", auth, sizeof auth);
  append_number (json, "check", keys_check12 (change->new_k));
  append_hex (json, "key", fresh.public_key, KEYS_SIZE);
  append_number (json, "mem", (gint64) change->new_cost.mem);
  keys_auth (change->old_k, auth);
  append_hex (json, "old", auth, sizeof auth);
  append_number (json, "ops", (gint64) change->new_cost.ops);
  append_hex (json, "salt", change->new_salt, sizeof change->new_salt);
  append_hex (json, "sig", signature, sizeof signature);
  keys_wipe (auth, sizeof auth);
  g_string_append_c (json, '}');
  return g_string_free_to_bytes (json);
}

static void
stretch_in_thread (GTask *inner, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Change *change = g_task_get_task_data (task_data);
  GError *error = NULL;

  if (keys_stretch (change->old_password, change->old_salt, change->old_cost, change->old_k, &error) &&
      keys_stretch (change->new_password, change->new_salt, change->new_cost, change->new_k, &error))
    g_task_return_boolean (inner, TRUE);
  else
    g_task_return_error (inner, error);
}

static void
on_stretched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = g_task_get_source_object (task);
  GError       *error = NULL;
  g_autoptr (GBytes) body = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->transport == NULL)
    {
      fail (task, SESSION_ERROR_STORE, _ ("You are signed out"));
      return;
    }
  body = write_request (self, g_task_get_task_data (task));
  transport_send_async (self->transport, "POST", "/v1/password", body, TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE,
                        g_task_get_cancellable (task), on_changed_cb, g_object_ref (task));
}

static gboolean
prepare (ZuoxiSession *self, Change *change)
{
  g_auto (SessionKnown) known = { 0 };

  if (!self->signed_in || !session_known_read (self->path, &known, NULL) ||
      !hex_decode (known.salt, change->old_salt, sizeof change->old_salt))
    return FALSE;
  change->old_cost = known.cost;
  change->new_cost = self->sample && transport_is_local (self->server) ? known.cost : KEY_COST_NORMAL;
  randombytes_buf (change->new_salt, sizeof change->new_salt);
  change->old_k = sodium_malloc (KEYS_SIZE);
  change->new_k = sodium_malloc (KEYS_SIZE);
  g_assert (change->old_k != NULL && change->new_k != NULL);
  return TRUE;
}

void
zuoxi_session_change_password_async (ZuoxiSession       *self,
                                     const char         *old_password,
                                     const char         *new_password,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) inner = NULL;
  Change     *change = g_new0 (Change, 1);
  const char *problem;

  change->old_password = g_strdup (old_password);
  change->new_password = g_strdup (new_password);
  g_task_set_source_tag (task, zuoxi_session_change_password_async);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  if (!prepare (self, change))
    {
      fail (task, SESSION_ERROR_STORE, _ ("You are signed out"));
      return;
    }
  problem = password_problem (new_password, self->login, zuoxi_session_get_my_name (self));
  if (problem != NULL)
    {
      fail (task, SESSION_ERROR_WEAK, gettext (problem));
      return;
    }
  inner = g_task_new (self, NULL, on_stretched_cb, g_object_ref (task));
  g_task_set_task_data (inner, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (inner, stretch_in_thread);
}

gboolean
zuoxi_session_change_password_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
