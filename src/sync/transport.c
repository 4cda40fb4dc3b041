/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/transport.h"

#include <libsoup/soup.h>

#include "core/json.h"
#include "sync/pin.h"

G_DEFINE_QUARK (transport_error, transport_error)

struct _Transport
{
  GObject parent_instance;

  SoupSession *session;
  char        *base; /* without the last slash */
  gboolean     has_pin;
  Digest       pin;
  gboolean     has_seen;
  Digest       seen;
  char        *access;
  char        *refresh;
  gboolean     renewing;
  GQueue       waiting; /* tasks waiting for a renewed token */
  guint64      received;

  TransportRenewed renewed;
  gpointer         renewed_data;
  GDestroyNotify   renewed_free;
};

G_DEFINE_FINAL_TYPE (Transport, transport, G_TYPE_OBJECT)

/* One call on its way, possibly sent twice. */
typedef struct
{
  char                *method;
  char                *path;
  GBytes              *body;
  TransportFlags       flags;
  gboolean             retried;
  SoupMessage         *message;
  GTlsCertificateFlags refused;
  TransportReply      *reply;
  GByteArray          *read;
} Call;

static void
call_free (Call *call)
{
  g_free (call->method);
  g_free (call->path);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_clear_object (&call->message);
  g_clear_pointer (&call->reply, transport_reply_free);
  g_clear_pointer (&call->read, g_byte_array_unref);
  g_free (call);
}

void
transport_reply_free (TransportReply *reply)
{
  if (reply == NULL)
    return;
  g_clear_object (&reply->stream);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply);
}

static void send_call (Transport *self, GTask *task);

static TransportError
tls_fault (const GError *error)
{
  switch ((GTlsError) error->code)
    {
    case G_TLS_ERROR_BAD_CERTIFICATE:
    case G_TLS_ERROR_CERTIFICATE_REQUIRED:
      return TRANSPORT_ERROR_CERTIFICATE;
    case G_TLS_ERROR_NOT_TLS:
    case G_TLS_ERROR_MISC: /* “an unexpected TLS packet”: somebody else's protocol */
    case G_TLS_ERROR_HANDSHAKE:
      return TRANSPORT_ERROR_NONSENSE;
    case G_TLS_ERROR_EOF:
    case G_TLS_ERROR_UNAVAILABLE:
    case G_TLS_ERROR_INAPPROPRIATE_FALLBACK:
    case G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD:
    default:
      return TRANSPORT_ERROR_DOWN;
    }
}

void
transport_map_error (GError **error)
{
  GError        *old = *error;
  TransportError code = TRANSPORT_ERROR_DOWN;

  if (old == NULL || old->domain == TRANSPORT_ERROR || g_error_matches (old, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (old->domain == G_TLS_ERROR)
    code = tls_fault (old);
  else if (old->domain == SOUP_SESSION_ERROR || g_error_matches (old, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    code = TRANSPORT_ERROR_NONSENSE;
  *error = g_error_new (TRANSPORT_ERROR, code, "%s", old->message);
  g_error_free (old);
}

static gboolean
on_accept_certificate_cb (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer data)
{
  GTask     *task = data;
  Transport *self = g_task_get_source_object (task);
  Call      *call = g_task_get_task_data (task);
  g_autoptr (GByteArray) der = NULL;

  call->refused = flags;
  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL || !pin_of_certificate (der->data, der->len, &self->seen))
    return FALSE;
  self->has_seen = TRUE;
  if (self->has_pin && digest_equal (self->seen, self->pin))
    call->refused = 0;
  return call->refused == 0;
}

static void
call_fail (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  transport_map_error (&error);
  if (g_error_matches (error, TRANSPORT_ERROR, TRANSPORT_ERROR_CERTIFICATE) && call->refused != 0 &&
      (call->refused & ~(guint) (G_TLS_CERTIFICATE_NOT_ACTIVATED | G_TLS_CERTIFICATE_EXPIRED)) == 0)
    error->code = TRANSPORT_ERROR_CLOCK;
  g_task_return_error (task, error);
}

static void
call_return (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&call->reply), (GDestroyNotify) transport_reply_free);
}

static void
on_body_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call   *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL)
    {
      call_fail (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      call->reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&call->read));
      call_return (task);
      return;
    }
  g_byte_array_append (call->read, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  if (call->read->len > TRANSPORT_REPLY_MAX)
    {
      g_task_return_new_error (task, TRANSPORT_ERROR, TRANSPORT_ERROR_NONSENSE, "the reply is longer than %d bytes",
                               TRANSPORT_REPLY_MAX);
      return;
    }
  g_input_stream_read_bytes_async (call->reply->stream, 65536, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                   on_body_read_cb, g_object_ref (task));
}

/* Lets everyone who waited for a token go on, or fail. */
static void
renewal_end (Transport *self, const GError *error)
{
  GQueue waiting = self->waiting;

  self->renewing = FALSE;
  g_queue_init (&self->waiting);
  while (!g_queue_is_empty (&waiting))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&waiting);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        send_call (self, task);
    }
}

static gboolean
take_tokens (Transport *self, TransportReply *reply, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  const char *access, *refresh;

  if (reply->status == 401 || reply->status == 403)
    {
      g_set_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_SIGN_IN, "the server refuses the refresh token");
      return FALSE;
    }
  if (reply->status == 429 || reply->status >= 500)
    {
      g_set_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_DOWN, "refresh: status %u", reply->status);
      return FALSE;
    }
  node = json_strict_parse (g_bytes_get_data (reply->body, NULL), (gssize) g_bytes_get_size (reply->body), JSON_DEPTH,
                            NULL);
  if (reply->status != 200 || node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !json_member_string (json_node_get_object (node), "access", &access, NULL) ||
      !json_member_string (json_node_get_object (node), "refresh", &refresh, NULL))
    {
      g_set_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_NONSENSE, "refresh: status %u and no tokens", reply->status);
      return FALSE;
    }
  if (self->renewed != NULL)
    self->renewed (refresh, self->renewed_data);
  transport_set_tokens (self, access, refresh);
  return TRUE;
}

static void
on_renewed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Transport *self = ZUOXI_TRANSPORT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (self, result, &error);

  if (reply != NULL)
    take_tokens (self, reply, &error);
  renewal_end (self, error);
}

/* Puts @task aside until a new access token is there. */
static void
renew_for (Transport *self, GTask *task)
{
  g_autoptr (GString) json = NULL;

  if (self->refresh == NULL)
    {
      g_task_return_new_error (task, TRANSPORT_ERROR, TRANSPORT_ERROR_SIGN_IN, "no token");
      return;
    }
  g_queue_push_tail (&self->waiting, g_object_ref (task));
  if (self->renewing)
    return;
  self->renewing = TRUE;
  json = g_string_new ("{\"refresh\":");
  json_append_string (json, self->refresh);
  g_string_append_c (json, '}');
  {
    g_autoptr (GBytes) body = g_bytes_new (json->str, json->len);

    transport_send_async (self, "POST", "/v1/refresh", body, TRANSPORT_WHOLE, NULL, on_renewed_cb, NULL);
  }
}

static gint64
retry_after (SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");

  return text == NULL ? 0 : CLAMP (g_ascii_strtoll (text, NULL, 10), 0, 86400);
}

static void
on_sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Transport *self = g_task_get_source_object (task);
  Call      *call = g_task_get_task_data (task);
  GError    *error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  guint status;

  if (stream == NULL)
    {
      call_fail (task, error);
      return;
    }
  status = soup_message_get_status (call->message);
  if (status == 401 && call->flags & TRANSPORT_SIGNED_IN)
    {
      if (call->retried)
        g_task_return_new_error (task, TRANSPORT_ERROR, TRANSPORT_ERROR_SIGN_IN, "the server refuses the token");
      else
        {
          call->retried = TRUE;
          renew_for (self, task);
        }
      return;
    }
  call->reply = g_new0 (TransportReply, 1);
  call->reply->status = status;
  call->reply->retry_after = retry_after (call->message);
  call->reply->stream = g_steal_pointer (&stream);
  if (!(call->flags & TRANSPORT_WHOLE))
    {
      call_return (task);
      return;
    }
  call->read = g_byte_array_new ();
  g_input_stream_read_bytes_async (call->reply->stream, 65536, G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                                   on_body_read_cb, g_object_ref (task));
}

static const char *
content_type (const Call *call)
{
  gsize       size;
  const char *data = g_bytes_get_data (call->body, &size);

  if (g_str_equal (call->method, "PUT"))
    return "application/octet-stream";
  return size > 0 && data[size - 1] == '\n' ? "application/x-ndjson" : "application/json";
}

static void
on_finished_cb (SoupMessage *message, gpointer data)
{
  Transport *self = data;

  self->received += soup_message_metrics_get_response_body_bytes_received (soup_message_get_metrics (message));
}

static void
send_call (Transport *self, GTask *task)
{
  Call            *call = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (self->base, call->path, NULL);
  g_autofree char *bearer = NULL;

  g_clear_object (&call->message);
  call->message = soup_message_new (call->method, url);
  if (call->message == NULL)
    {
      g_task_return_new_error (task, TRANSPORT_ERROR, TRANSPORT_ERROR_ADDRESS, "%s is no address", url);
      return;
    }
  if (call->body != NULL)
    soup_message_set_request_body_from_bytes (call->message, content_type (call), call->body);
  soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_COLLECT_METRICS);
  if (call->flags & TRANSPORT_AGAIN)
    soup_message_add_flags (call->message, SOUP_MESSAGE_IDEMPOTENT);
  g_signal_connect_object (call->message, "accept-certificate", G_CALLBACK (on_accept_certificate_cb), task, 0);
  if (call->flags & TRANSPORT_SIGNED_IN)
    {
      if (self->access == NULL)
        {
          call->retried = TRUE;
          renew_for (self, task);
          return;
        }
      bearer = g_strconcat ("Bearer ", self->access, NULL);
      soup_message_headers_replace (soup_message_get_request_headers (call->message), "Authorization", bearer);
    }
  g_signal_connect_object (call->message, "finished", G_CALLBACK (on_finished_cb), self, 0);
  soup_session_send_async (self->session, call->message, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_sent_cb,
                           g_object_ref (task));
}

void
transport_send_async (Transport          *self,
                      const char         *method,
                      const char         *path,
                      GBytes             *body,
                      TransportFlags      flags,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->method = g_strdup (method);
  call->path = g_strdup (path);
  call->body = body != NULL ? g_bytes_ref (body) : NULL;
  call->flags = flags;
  g_task_set_source_tag (task, transport_send_async);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  send_call (self, task);
}

TransportReply *
transport_send_finish (Transport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint64
transport_get_received (Transport *self)
{
  return self->received;
}

void
transport_set_pin (Transport *self, const Digest *pin)
{
  self->has_pin = pin != NULL;
  if (pin != NULL)
    self->pin = *pin;
}

gboolean
transport_get_seen_key (Transport *self, Digest *out)
{
  if (self->has_seen)
    *out = self->seen;
  return self->has_seen;
}

static void
wipe (char **text)
{
  if (*text != NULL)
    sodium_memzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

void
transport_set_tokens (Transport *self, const char *access, const char *refresh)
{
  char *new_access = g_strdup (access), *new_refresh = g_strdup (refresh);

  wipe (&self->access);
  wipe (&self->refresh);
  self->access = new_access;
  self->refresh = new_refresh;
}

void
transport_set_renewed (Transport *self, TransportRenewed func, gpointer data, GDestroyNotify free_data)
{
  if (self->renewed_free != NULL)
    self->renewed_free (self->renewed_data);
  self->renewed = func;
  self->renewed_data = data;
  self->renewed_free = free_data;
}

static void
transport_dispose (GObject *object)
{
  Transport *self = ZUOXI_TRANSPORT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  transport_set_renewed (self, NULL, NULL, NULL);
  G_OBJECT_CLASS (transport_parent_class)->dispose (object);
}

static void
transport_finalize (GObject *object)
{
  Transport *self = ZUOXI_TRANSPORT (object);

  g_free (self->base);
  wipe (&self->access);
  wipe (&self->refresh);
  G_OBJECT_CLASS (transport_parent_class)->finalize (object);
}

static void
transport_class_init (TransportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = transport_dispose;
  G_OBJECT_CLASS (klass)->finalize = transport_finalize;
}

static void
transport_init (Transport *self)
{
  g_queue_init (&self->waiting);
  self->session = soup_session_new_with_options ("timeout", TRANSPORT_TIMEOUT, "max-conns-per-host", 4, NULL);
}

static gboolean
host_is_local (const char *host)
{
  return g_str_equal (host, "127.0.0.1") || g_str_equal (host, "::1") || g_str_equal (host, "localhost");
}

static gboolean
address_is_allowed (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  if (host == NULL || *host == '\0')
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return TRUE;
  return g_str_equal (g_uri_get_scheme (uri), "http") && host_is_local (host);
}

gboolean
transport_is_local (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && host_is_local (host);
}

Transport *
transport_new (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  Transport *self;

  if (uri == NULL || !address_is_allowed (uri))
    {
      g_set_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_ADDRESS, "“%s” is no https address", url);
      return NULL;
    }
  self = g_object_new (TRANSPORT_TYPE, NULL);
  self->base = g_strdup (url);
  if (g_str_has_suffix (self->base, "/"))
    self->base[strlen (self->base) - 1] = '\0';
  return self;
}
