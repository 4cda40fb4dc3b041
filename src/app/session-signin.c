/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in: salt → stretched password → log-in → store; or, without the server, by the verifier in the store (R16).
 */
#include "app/session-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/hex.h"
#include "core/json.h"
#include "core/problem.h"

typedef struct
{
  char        *url;
  char        *login;
  char        *password;
  gboolean     has_pin;
  Digest       pin;
  gboolean     is_known;
  SessionKnown known;

  guint8   salt[KEYS_SALT_SIZE];
  KeyCost  cost;
  guint8  *k;     /* sodium_malloc () */
  char    *found; /* the refresh token this device has kept */
  gboolean offline;
  char    *why; /* offline: what the transport said */

  DeskOpen    *open;
  SessionParts parts;
} SignIn;

static void
sign_in_free (SignIn *data)
{
  g_free (data->url);
  g_free (data->login);
  password_free (data->password);
  session_known_clear (&data->known);
  sodium_free (data->k); /* wipes */
  password_free (data->found);
  g_free (data->why);
  g_clear_pointer (&data->open, desk_open_free);
  session_parts_clear (&data->parts);
  g_free (data);
}

static void
fail (GTask *task, SessionError code, const char *sentence)
{
  g_task_return_new_error (task, SESSION_ERROR, (int) code, "%s", sentence);
}

/* Opening the store */

static void
free_view_cb (gpointer view)
{
  desk_view_free (view);
}

static void
free_open_cb (gpointer input)
{
  desk_open_free (input);
}

static const char *
store_sentence (const GError *error)
{
  if (g_error_matches (error, DB_ERROR, DB_ERROR_FULL))
    return _ ("The disk is full: nothing can be saved on this device");
  if (g_error_matches (error, DB_ERROR, DB_ERROR_NEWER))
    return _ ("The data on this device was written by a newer version of this program: please update it");
  if (g_error_matches (error, DB_ERROR, DB_ERROR_BUSY))
    return _ ("This account is open in another window on this device");
  if (g_error_matches (error, DB_ERROR, DB_ERROR_FOREIGN) || g_error_matches (error, DB_ERROR, DB_ERROR_NOT_A_DATABASE))
    return _ ("The file of this account on this device belongs to another program");
  if (g_error_matches (error, DB_ERROR, DB_ERROR_CORRUPT))
    return _ ("The data on this device is damaged");
  return _ ("The data on this device cannot be opened");
}

static void
fail_store (GTask *task, GError *error)
{
  g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_STORE, "%s (%s)", store_sentence (error), error->message);
  g_error_free (error);
}

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ZuoxiSession *self = g_task_get_source_object (task);
  SignIn       *data = g_task_get_task_data (task);
  SessionParts *parts = &data->parts;
  GError       *error = NULL;
  gpointer      view = NULL;

  if (!store_call_finish (parts->worker, result, &view, &error))
    {
      fail_store (task, error);
      return;
    }
  parts->view = view;
  parts->reader = store_open_reader (parts->path, NULL, &error);
  if (parts->reader == NULL)
    {
      fail_store (task, error);
      return;
    }
  session_attach (self, parts);
  g_task_return_boolean (task, TRUE);
}

static void
open_store (GTask *task)
{
  SignIn       *data = g_task_get_task_data (task);
  SessionParts *parts = &data->parts;

  parts->login = g_strdup (data->login);
  parts->server = g_strdup (data->url);
  parts->worker = store_worker_new ("store");
  store_call_async (parts->worker, STORE_USER, desk_open, g_steal_pointer (&data->open), free_open_cb, free_view_cb,
                    g_task_get_cancellable (task), on_opened_cb, g_object_ref (task));
}

/* The refresh token */

static void
keep_token (SignIn *data, const char *refresh)
{
  data->parts.token = g_strdup (refresh);
  desk_open_set (data->open, "refresh", refresh);
}

/* A renewed token is kept before it is used: a lost one revokes the family. */
static void
on_token_renewed (const char *refresh, gpointer user_data)
{
  ZuoxiSession *self = user_data;

  if (self->worker == NULL)
    return;
  password_free (self->token);
  self->token = g_strdup (refresh);
  session_set_meta (self, "refresh", refresh);
  session_vault_keep (self);
}

/* Offline */

static void
go_offline (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);
  char    verifier[DIGEST_HEX_LENGTH + 1];

  session_verifier (data->k, data->known.local_salt, verifier);
  if (!g_str_equal (verifier, data->known.verifier))
    {
      fail (task, SESSION_ERROR_PASSWORD, _ ("The password is not the one last used on this device"));
      return;
    }
  if (g_get_real_time () - data->known.last_contact > SESSION_LEASE_DAYS * MOMENT_DAY)
    {
      g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_LEASE,
                               _ ("This device has not met the server for %d days: connect it to sign in. Nothing is lost"),
                                  SESSION_LEASE_DAYS);
      return;
    }
  data->parts.token = g_steal_pointer (&data->found);
  transport_set_tokens (data->parts.transport, NULL, data->parts.token);
  data->parts.me = data->known.person;
  open_store (task);
}

static gboolean
can_go_offline (const SignIn *data)
{
  return data->is_known && *data->known.verifier != '\0';
}

/* Online */

static SessionError
code_of_transport (const GError *error, const char **sentence)
{
  switch ((TransportError) error->code)
    {
    case TRANSPORT_ERROR_CERTIFICATE:
      *sentence = _ ("This device does not know the server's key yet: compare it with the one the administrator gave you");
      return SESSION_ERROR_UNKNOWN_KEY;
    case TRANSPORT_ERROR_CLOCK:
      *sentence = _ ("The server's certificate is not valid at this machine's date: please set the clock");
      return SESSION_ERROR_CLOCK;
    case TRANSPORT_ERROR_NONSENSE:
      *sentence = _ ("What answers at this address is no Zuoxi server");
      return SESSION_ERROR_NONSENSE;
    case TRANSPORT_ERROR_ADDRESS:
      *sentence = _ ("This is no address of a server: it should look like https://name");
      return SESSION_ERROR_ADDRESS;
    case TRANSPORT_ERROR_DOWN:
    case TRANSPORT_ERROR_SIGN_IN:
    default:
      *sentence = _ ("The server does not answer, and this account was never signed in on this device");
      return SESSION_ERROR_FIRST_ONLINE;
    }
}

static void stretch (GTask *task);

/* The server cannot be reached: go on with what this device knows, if it does. Takes @error. */
static void
without_server (GTask *task, GError *error)
{
  ZuoxiSession *self = g_task_get_source_object (task);
  SignIn       *data = g_task_get_task_data (task);
  const char   *sentence = NULL;
  SessionError  code;

  if (error->domain != TRANSPORT_ERROR)
    {
      g_task_return_error (task, error);
      return;
    }
  self->has_seen = transport_get_seen_key (data->parts.transport, &self->seen);
  if (can_go_offline (data) && hex_decode (data->known.salt, data->salt, sizeof data->salt))
    {
      data->offline = TRUE;
      data->cost = data->known.cost;
      data->why = g_strdup (error->message);
      g_error_free (error);
      if (data->k != NULL)
        go_offline (task);
      else
        stretch (task);
      return;
    }
  code = code_of_transport (error, &sentence);
  fail (task, code, sentence);
  g_error_free (error);
}

static JsonObject *
read_reply (TransportReply *reply, JsonNode **node)
{
  gsize       size;
  const char *text = g_bytes_get_data (reply->body, &size);

  *node = json_strict_parse (text, (gssize) size, JSON_DEPTH, NULL);
  return *node != NULL && JSON_NODE_HOLDS_OBJECT (*node) ? json_node_get_object (*node) : NULL;
}

static void
fail_nonsense (GTask *task)
{
  fail (task, SESSION_ERROR_NONSENSE, _ ("What answers at this address is no Zuoxi server"));
}

/* The server said no: its own sentence, in the person's language. */
void
session_fail_refused (GTask *task, TransportReply *reply)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = read_reply (reply, &node);
  const char *code = "", *message = "";

  if (object == NULL || !json_member_opt_string (object, "code", "", &code, NULL) ||
      !json_member_opt_string (object, "message", "", &message, NULL))
    fail_nonsense (task);
  else if (reply->status == 426)
    fail (task, SESSION_ERROR_VERSION, _ ("This program is too old for the server: please update it"));
  else if (reply->status == 429)
    fail (task, SESSION_ERROR_REFUSED, _ ("Too many attempts: please wait a little"));
  else if (reply->status >= 500)
    fail (task, SESSION_ERROR_DOWN, _ ("The server cannot answer just now: please try again in a moment"));
  else if (reply->status == 403 && g_str_equal (code, "wrong_password"))
    fail (task, SESSION_ERROR_PASSWORD, _ ("The old password is wrong"));
  else if (reply->status == 401 || g_str_equal (code, "bad_login"))
    fail (task, SESSION_ERROR_PASSWORD, _ ("Account or password is wrong"));
  else
    fail (task, SESSION_ERROR_REFUSED, *message != '\0' ? gettext (message) : _ ("The server refuses this account"));
}

/* What an offline sign-in will need. */
static void
remember (SignIn *data, const char *person)
{
  g_autofree char *pin = data->has_pin ? digest_dup_hex (data->pin) : g_strdup ("");

  desk_open_set (data->open, "login", data->login);
  desk_open_set (data->open, "server", data->url);
  desk_open_set (data->open, "person", person);
  desk_open_set (data->open, "pin", pin);
  desk_open_set_number (data->open, "last_contact", g_get_real_time ());
  session_remember (data->open, data->k, data->salt, data->cost);
}

static void
on_logged_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (data->parts.transport, result, &error);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  const char *access, *refresh, *person;
  gboolean    must_change;

  if (reply == NULL)
    {
      without_server (task, error);
      return;
    }
  if (reply->status != 200)
    {
      session_fail_refused (task, reply);
      return;
    }
  object = read_reply (reply, &node);
  if (object == NULL || !json_member_string (object, "access", &access, NULL) ||
      !json_member_string (object, "refresh", &refresh, NULL) ||
      !json_member_string (object, "person", &person, NULL) || !id_from_hex (person, &data->parts.me) ||
      !json_member_opt_bool (object, "must_change", FALSE, &must_change, NULL))
    {
      fail_nonsense (task);
      return;
    }
  if (data->is_known && !id_is_none (data->known.person) && !id_equal (data->known.person, data->parts.me))
    {
      fail (task, SESSION_ERROR_OTHER_SERVER,
            _ ("On this device this account name belongs to another person of another server"));
      return;
    }
  transport_set_tokens (data->parts.transport, access, refresh);
  keep_token (data, refresh);
  remember (data, person);
  data->parts.must_change = must_change;
  open_store (task);
}

static void
log_in (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);
  guint8  auth[KEYS_SIZE];
  char    hex[2 * KEYS_SIZE + 1];
  g_autoptr (GString) json = g_string_new ("{\"auth\":");
  g_autoptr (GBytes) body = NULL;

  keys_auth (data->k, auth);
  hex_encode (auth, sizeof auth, hex);
  keys_wipe (auth, sizeof auth);
  json_append_string (json, hex);
  keys_wipe (hex, sizeof hex);
  /* The sign-in is this store's: what is taken from the device is taken from it. */
  if (data->is_known && !id_is_none (data->known.device))
    {
      json_append_key (json, "dev");
      json_append_id (json, data->known.device);
    }
  json_append_key (json, "login");
  json_append_string (json, data->login);
  g_string_append_c (json, '}');
  body = g_bytes_new (json->str, json->len);
  keys_wipe (json->str, json->len);
  transport_send_async (data->parts.transport, "POST", "/v1/login", body, TRANSPORT_WHOLE,
                        g_task_get_cancellable (task), on_logged_in_cb, g_object_ref (task));
}

/* The password */

static void
stretch_in_thread (GTask *inner, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ZuoxiSession *self = source;
  SignIn       *data = g_task_get_task_data (task_data);
  GError       *error = NULL;

  if (can_go_offline (data))
    data->found = session_vault_find (&self->vault, data->login, data->parts.path);
  if (keys_stretch (data->password, data->salt, data->cost, data->k, &error))
    g_task_return_boolean (inner, TRUE);
  else
    g_task_return_error (inner, error);
}

static void
on_stretched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *data = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&data->password, password_free);
  if (data->offline)
    go_offline (task);
  else
    log_in (task);
}

static void
stretch (GTask *task)
{
  SignIn *data = g_task_get_task_data (task);
  g_autoptr (GTask) inner = g_task_new (g_task_get_source_object (task), NULL, on_stretched_cb, g_object_ref (task));

  data->k = sodium_malloc (KEYS_SIZE);
  g_assert (data->k != NULL);
  g_task_set_task_data (inner, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (inner, stretch_in_thread);
}

static void
on_salt_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SignIn *data = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (data->parts.transport, result, &error);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  const char *salt;
  gint64      ops, mem;

  if (reply == NULL)
    {
      without_server (task, error);
      return;
    }
  if (reply->status != 200)
    {
      session_fail_refused (task, reply);
      return;
    }
  object = read_reply (reply, &node);
  if (object == NULL || !json_member_string (object, "salt", &salt, NULL) ||
      !hex_decode (salt, data->salt, sizeof data->salt) || !json_member_int (object, "ops", &ops, NULL) ||
      !json_member_int (object, "mem", &mem, NULL) || ops < 1 || mem < 1)
    {
      fail_nonsense (task);
      return;
    }
  data->cost = (KeyCost){ (guint64) ops, (gsize) mem };
  if (session_cost_will_do (data->url, data->cost) &&
      (!can_go_offline (data) || key_cost_covers (data->cost, data->known.cost)))
    stretch (task);
  else
    fail (task, SESSION_ERROR_REFUSED,
          _ ("The server protects this password too little: nothing was sent to it. Ask the administrator"));
}

static void
ask_salt (GTask *task)
{
  SignIn          *data = g_task_get_task_data (task);
  g_autofree char *login = g_uri_escape_string (data->login, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/v1/salt?login=", login, NULL);

  transport_send_async (data->parts.transport, "GET", path, NULL, TRANSPORT_WHOLE, g_task_get_cancellable (task),
                        on_salt_cb, g_object_ref (task));
}

static gboolean
prepare (ZuoxiSession *self, SignIn *data, GError **error)
{
  data->parts.path = session_store_path (self->data_dir, data->login);
  if (g_mkdir_with_parents (self->data_dir, 0700) != 0)
    {
      g_set_error (error, SESSION_ERROR, SESSION_ERROR_STORE,
                   _ ("The folder %s cannot be made: %s"), self->data_dir, g_strerror (errno));
      return FALSE;
    }
  if (g_file_test (data->parts.path, G_FILE_TEST_EXISTS))
    data->is_known = session_known_read (data->parts.path, &data->known, NULL);
  if (!data->has_pin && data->is_known)
    data->has_pin = digest_from_hex (data->known.pin, &data->pin);
  data->parts.transport = transport_new (data->url, NULL);
  if (data->parts.transport == NULL)
    {
      g_set_error (error, SESSION_ERROR, SESSION_ERROR_ADDRESS, "%s",
                   _ ("This is no address of a server: it should look like https://name"));
      return FALSE;
    }
  transport_set_pin (data->parts.transport, data->has_pin ? &data->pin : NULL);
  transport_set_renewed (data->parts.transport, on_token_renewed, self, NULL);
  session_new_notices (self, &data->parts);
  data->open = desk_open_new (data->parts.path, data->parts.notices);
  return TRUE;
}

void
zuoxi_session_sign_in_async (ZuoxiSession       *self,
                             const char         *url,
                             const char         *login,
                             const char         *password,
                             const Digest       *pin,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  SignIn *data = g_new0 (SignIn, 1);
  GError *error = NULL;

  g_return_if_fail (!self->signed_in);
  g_task_set_source_tag (task, zuoxi_session_sign_in_async);
  g_task_set_task_data (task, data, (GDestroyNotify) sign_in_free);
  data->url = g_strdup (url);
  data->login = g_strdup (login);
  data->password = g_strdup (password);
  data->has_pin = pin != NULL;
  if (pin != NULL)
    data->pin = *pin;
  if (prepare (self, data, &error))
    ask_salt (task);
  else
    g_task_return_error (task, error);
}

gboolean
zuoxi_session_sign_in_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
