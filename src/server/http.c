/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http.h"

#include <libsoup/soup.h>
#include <string.h>

#include "core/json.h"

#define BACKLOG 1024
#define ERROR_TYPE "application/json"

/* A request on its way through the worker; freed on the main loop. */
typedef struct
{
  HttpServer        *server;
  SoupServerMessage *message;
  HttpRequest        request;
  char              *path;
  char              *token;
  char              *remote;
  HttpReply          reply;
  GSourceFunc        func; /* instead of a request */
  gpointer           func_data;

  /* Of a request that is parked. */
  gulong   disconnected;
  gboolean gone;       /* the client hung up */
  gboolean woken;      /* goes back to the worker at … */
  gint64   not_before; /* mono */
  gint64   deadline;   /* mono; 0 = never parked */
} Job;

struct HttpServer
{
  SoupServer  *soup;
  GThread     *thread;
  GAsyncQueue *jobs;
  HttpHandle   handle;
  gpointer     data;
  guint        port;
  int          waiting; /* atomic */
  GHashTable  *asking;  /* token → guint: its requests that wait for the worker; main loop only */
  HttpWoken    woken;
  HttpGroup    group;
  GPtrArray   *parked; /* of Job */
  GHashTable  *last;   /* device → gint64 mono: answered last */
  guint        tick;
  gboolean     ending;
};

static int stop_job;

static void park (Job *job);
static void wake (HttpServer *self, GHashTable *keys);

/**
 * http_reply_error:
 * @code: a code of PROTOCOL.md
 * @message: English msgid
 *
 * Replaces what @reply held.
 */
void
http_reply_error (HttpReply *reply, guint status, const char *code, const char *message)
{
  GString *text = g_string_new ("{\"code\":");

  json_append_string (text, code);
  g_string_append (text, ",\"message\":");
  json_append_string (text, message);
  g_string_append_c (text, '}');
  g_clear_pointer (&reply->body, g_bytes_unref);
  reply->status = status;
  reply->body = g_string_free_to_bytes (text);
  reply->type = ERROR_TYPE;
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->request.body, g_bytes_unref);
  g_clear_pointer (&job->request.query, g_hash_table_unref);
  g_clear_pointer (&job->reply.body, g_bytes_unref);
  if (job->disconnected != 0)
    g_signal_handler_disconnect (job->message, job->disconnected);
  g_clear_object (&job->message);
  g_free (job->path);
  g_free (job->token);
  g_free (job->remote);
  g_free (job);
}

/* Lines only: they hold no token, whose length a listener could then learn. On the worker. */
static void
compress (const HttpRequest *request, HttpReply *reply)
{
  g_autoptr (GConverter) gzip = NULL;
  g_autoptr (GOutputStream) memory = NULL;
  g_autoptr (GOutputStream) stream = NULL;

  if (!request->gzip || g_strcmp0 (reply->type, HTTP_LINES) != 0 || reply->body == NULL ||
      g_bytes_get_size (reply->body) < HTTP_GZIP_MIN)
    return;
  gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  memory = g_memory_output_stream_new_resizable ();
  stream = g_converter_output_stream_new (memory, gzip);
  if (!g_output_stream_write_all (stream, g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), NULL,
                                  NULL, NULL) ||
      !g_output_stream_close (stream, NULL, NULL))
    return;
  g_bytes_unref (reply->body);
  reply->body = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  reply->gzip = TRUE;
}

static void
send_reply (SoupServerMessage *message, const HttpReply *reply)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, reply->status != 0 ? reply->status : SOUP_STATUS_INTERNAL_SERVER_ERROR,
                                  NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (reply->retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", reply->retry_after);

      soup_message_headers_replace (headers, "Retry-After", seconds);
    }
  if (reply->body != NULL && g_bytes_get_size (reply->body) > 0)
    {
      soup_message_headers_set_content_type (headers, reply->type != NULL ? reply->type : "application/json", NULL);
      if (reply->gzip)
        soup_message_headers_replace (headers, "Content-Encoding", "gzip");
      soup_message_body_append_bytes (soup_server_message_get_response_body (message), reply->body);
      soup_message_body_complete (soup_server_message_get_response_body (message));
    }
}

/* Sends the answer and forgets the job. */
static void
answer (Job *job)
{
  if (*job->reply.device != '\0')
    {
      gint64 now = g_get_monotonic_time ();

      g_hash_table_replace (job->server->last, g_strdup (job->reply.device), g_memdup2 (&now, sizeof now));
    }
  send_reply (job->message, &job->reply);
  soup_server_message_unpause (job->message);
  job_free (job);
}

/* When the device may be answered again. */
static gint64
next_wake (HttpServer *self, const char *device)
{
  const gint64 *last = g_hash_table_lookup (self->last, device);

  return last != NULL ? *last + HTTP_WAKE_US : 0;
}

static guint
asking_of (HttpServer *self, const char *token)
{
  return token != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->asking, token)) : 0;
}

static void
count_asking (Job *job, int more)
{
  guint count = asking_of (job->server, job->token) + (guint) more;

  if (job->token == NULL)
    return;
  if (count > 0)
    g_hash_table_replace (job->server->asking, g_strdup (job->token), GUINT_TO_POINTER (count));
  else
    g_hash_table_remove (job->server->asking, job->token);
}

/* Always through the main loop's queue: invoking would run here while nobody owns the context. */
static void
run_on_main (GSourceFunc func, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, NULL);
}

static void hand_over (Job *job);

static gboolean
on_aside_done (gpointer data)
{
  Job *job = data;

  g_atomic_int_add (&job->server->waiting, -1);
  if (job->reply.aside_free != NULL)
    job->reply.aside_free (job->reply.aside_data);
  g_clear_pointer (&job->reply.body, g_bytes_unref);
  job->reply = (HttpReply){ 0 };
  job->request.tries++;
  if (!job->server->ending)
    {
      hand_over (job);
      return G_SOURCE_REMOVE;
    }
  http_reply_error (&job->reply, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy",
                    "The server is busy; the work goes on later by itself");
  job->reply.retry_after = 1;
  answer (job);
  return G_SOURCE_REMOVE;
}

static gpointer
run_aside (gpointer data)
{
  Job *job = data;

  job->reply.aside (job->reply.aside_data);
  run_on_main (on_aside_done, job);
  return NULL;
}

/* The end waits for it, as for what the worker has. */
static void
put_aside (Job *job)
{
  g_atomic_int_inc (&job->server->waiting);
  g_thread_unref (g_thread_new ("zuoxid-aside", run_aside, job));
}

static gboolean
on_job_done (gpointer data)
{
  Job     *job = data;
  gboolean too_soon = *job->reply.device != '\0' && job->reply.status == 200 && !job->request.last &&
                      next_wake (job->server, job->reply.device) > g_get_monotonic_time ();

  g_atomic_int_add (&job->server->waiting, -1);
  count_asking (job, -1);
  if (job->reply.aside != NULL)
    put_aside (job);
  else if (job->gone)
    job_free (job);
  else if ((job->reply.park || too_soon) && !job->server->ending)
    park (job);
  else
    answer (job);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  HttpServer *server;
  GHashTable *keys;
} Wake;

static gboolean
on_wake (gpointer data)
{
  Wake *self = data;

  wake (self->server, self->keys);
  g_hash_table_unref (self->keys);
  g_free (self);
  return G_SOURCE_REMOVE;
}

static void
tell_woken (HttpServer *self)
{
  Wake *data;

  if (self->woken == NULL)
    return;
  data = g_new0 (Wake, 1);
  data->server = self;
  data->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->woken (data->keys, self->data);
  if (g_hash_table_size (data->keys) > 0)
    {
      g_atomic_int_inc (&self->waiting); /* so that the end waits for it */
      run_on_main (on_wake, data);
      return;
    }
  g_hash_table_unref (data->keys);
  g_free (data);
}

static void
run_alone (HttpServer *self, Job *job)
{
  if (job->func != NULL)
    {
      job->func (job->func_data);
      job_free (job);
    }
  else
    {
      self->handle (&job->request, &job->reply, self->data);
      compress (&job->request, &job->reply);
      run_on_main (on_job_done, job);
    }
}

static gboolean
is_groupable (HttpServer *self, gpointer item)
{
  const Job *job = item;

  return item != NULL && item != &stop_job && self->group.belongs != NULL && job->func == NULL &&
         self->group.belongs (&job->request);
}

/* Handles what waits and may share a commit with @first. Returns: what came after, to be handled next; NULL = nothing
 */
static gpointer
run_group (HttpServer *self, Job *first)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  gpointer next = first;

  self->group.begin (self->data);
  for (; is_groupable (self, next) && jobs->len < HTTP_GROUP_MAX; next = g_async_queue_try_pop (self->jobs))
    {
      Job *job = next;

      self->handle (&job->request, &job->reply, self->data);
      g_ptr_array_add (jobs, job);
    }
  if (!self->group.end (self->data))
    for (guint i = 0; i < jobs->len; i++)
      {
        HttpReply *reply = &((Job *) jobs->pdata[i])->reply;

        if (reply->aside != NULL) /* nothing was done yet */
          continue;
        http_reply_error (reply, SOUP_STATUS_SERVICE_UNAVAILABLE, "store",
                          "The server cannot reach its store; the work goes on later by itself");
        reply->retry_after = 5;
      }
  for (guint i = 0; i < jobs->len; i++)
    run_on_main (on_job_done, jobs->pdata[i]);
  return next;
}

static gpointer
work (gpointer data)
{
  HttpServer *self = data;
  gpointer    item = g_async_queue_pop (self->jobs);

  while (item != &stop_job)
    {
      gpointer next = NULL;

      if (is_groupable (self, item))
        next = run_group (self, item);
      else
        run_alone (self, item);
      tell_woken (self);
      item = next != NULL ? next : g_async_queue_pop (self->jobs);
    }
  return NULL;
}

/* Parked requests: main loop only. */

static void
hand_over (Job *job)
{
  g_atomic_int_inc (&job->server->waiting);
  count_asking (job, 1);
  g_async_queue_push (job->server->jobs, job);
}

/* Back to the worker, which looks again. */
static void
unpark (Job *job)
{
  g_ptr_array_remove_fast (job->server->parked, job);
  g_clear_pointer (&job->reply.body, g_bytes_unref);
  job->reply = (HttpReply){ 0 };
  job->woken = FALSE;
  hand_over (job);
}

static gboolean
is_old (gpointer key, gpointer at, gpointer now)
{
  return *(gint64 *) now - *(gint64 *) at > HTTP_WAKE_US;
}

static gboolean
on_tick (gpointer data)
{
  HttpServer *self = data;
  gint64      now = g_get_monotonic_time ();

  for (guint i = self->parked->len; i > 0; i--)
    {
      Job *job = self->parked->pdata[i - 1];

      if (now >= job->deadline)
        job->request.last = TRUE;
      if (job->request.last || (job->woken && now >= job->not_before))
        unpark (job);
    }
  g_hash_table_foreach_remove (self->last, is_old, &now);
  if (self->parked->len > 0)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
on_disconnected (SoupServerMessage *message, gpointer data)
{
  Job *job = data;

  job->gone = TRUE;
  if (g_ptr_array_remove_fast (job->server->parked, job))
    job_free (job);
}

static void
park (Job *job)
{
  HttpServer *self = job->server;

  if (self->parked->len >= HTTP_PARKED_MAX)
    {
      http_reply_error (&job->reply, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy",
                        "The server is busy; the work goes on later by itself");
      job->reply.retry_after = 30;
      *job->reply.device = '\0';
      answer (job);
      return;
    }
  if (job->deadline == 0)
    {
      job->deadline = g_get_monotonic_time () + HTTP_PARK_US;
      job->disconnected = g_signal_connect (job->message, "disconnected", G_CALLBACK (on_disconnected), job);
    }
  job->woken = !job->reply.park;
  job->not_before = next_wake (self, job->reply.device);
  g_ptr_array_add (self->parked, job);
  if (self->tick == 0)
    self->tick = g_timeout_add (HTTP_WAKE_US / 2000, on_tick, self);
}

static void
wake (HttpServer *self, GHashTable *keys)
{
  gboolean all = g_hash_table_contains (keys, "*");
  gint64   now = g_get_monotonic_time ();

  g_atomic_int_add (&self->waiting, -1);
  for (guint i = self->parked->len; i > 0; i--)
    {
      Job *job = self->parked->pdata[i - 1];

      if (!all && !g_hash_table_contains (keys, job->reply.key))
        continue;
      job->woken = TRUE;
      if (now >= job->not_before)
        unpark (job);
    }
}

/* Authorization: Bearer TOKEN, copied. */
static char *
bearer_token (SoupServerMessage *message)
{
  const char *value = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  if (value == NULL || g_ascii_strncasecmp (value, "Bearer ", 7) != 0)
    return NULL;
  return g_strstrip (g_strdup (value + 7));
}

static gboolean
takes_gzip (SoupServerMessage *message)
{
  const char *value =
      soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Accept-Encoding");
  GSList  *codings = value != NULL ? soup_header_parse_quality_list (value, NULL) : NULL;
  gboolean found = g_slist_find_custom (codings, "gzip", (GCompareFunc) g_ascii_strcasecmp) != NULL;

  soup_header_free_list (codings);
  return found;
}

static gboolean
is_too_large (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), "zuoxi-too-large") != NULL;
}

static void
refuse (SoupServerMessage *message, guint status, const char *code, const char *text, guint retry_after)
{
  HttpReply reply = { .retry_after = retry_after };

  http_reply_error (&reply, status, code, text);
  send_reply (message, &reply);
  g_bytes_unref (reply.body);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  HttpServer      *self = data;
  g_autofree char *token = NULL;
  Job             *job;

  if (is_too_large (message))
    {
      refuse (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "too_large",
              "The request is larger than this server takes", 0);
      return;
    }
  if (g_atomic_int_get (&self->waiting) >= HTTP_QUEUE_MAX)
    {
      refuse (message, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy", "The server is busy; the work goes on later by itself",
              2);
      return;
    }
  token = bearer_token (message);
  if (asking_of (self, token) >= HTTP_DEVICE_MAX)
    {
      refuse (message, 429, "too_many_requests",
              "This device asks for too much at a time; the work goes on later by itself", 1);
      return;
    }
  job = g_new0 (Job, 1);
  job->server = self;
  job->message = g_object_ref (message);
  job->path = g_strdup (path);
  job->token = g_steal_pointer (&token);
  job->remote = g_strdup (soup_server_message_get_remote_host (message));
  job->request = (HttpRequest){ .method = soup_server_message_get_method (message),
                                .path = job->path,
                                .query = query != NULL ? g_hash_table_ref (query) : NULL,
                                .token = job->token,
                                .remote = job->remote,
                                .gzip = takes_gzip (message),
                                .body = soup_message_body_flatten (soup_server_message_get_request_body (message)) };
  soup_server_message_pause (message);
  hand_over (job);
}

/* Counts while the body arrives: a body that says nothing of its length must not fill the memory. */
static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (is_too_large (message) || body->length <= HTTP_BODY_MAX)
    return;
  g_object_set_data (G_OBJECT (message), "zuoxi-too-large", GINT_TO_POINTER (1));
  soup_message_body_set_accumulate (body, FALSE);
}

static void
on_got_headers (SoupServerMessage *message, gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH ||
      soup_message_headers_get_content_length (headers) <= HTTP_BODY_MAX)
    return;
  g_object_set_data (G_OBJECT (message), "zuoxi-too-large", GINT_TO_POINTER (1));
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
on_request_started (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), NULL);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk), NULL);
}

/* host:port, [v6]:port; the host must be a literal address, since a server listens on its own. */
static GSocketAddress *
parse_address (const char *address, GError **error)
{
  g_autoptr (GNetworkAddress) parsed = G_NETWORK_ADDRESS (g_network_address_parse (address, 0, error));
  GSocketAddress *result;

  if (parsed == NULL)
    return NULL;
  result = g_inet_socket_address_new_from_string (g_network_address_get_hostname (parsed),
                                                  g_network_address_get_port (parsed));
  if (result == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "%s: not an address to listen on; write e.g. 127.0.0.1:8443", address);
  return result;
}

static GSocket *
open_socket (HttpServer *self, const char *address, GError **error)
{
  g_autoptr (GSocketAddress) where = parse_address (address, error);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) bound = NULL;

  if (where == NULL)
    return NULL;
  socket = g_socket_new (g_socket_address_get_family (where), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, where, TRUE, error) || !g_socket_listen (socket, error))
    {
      g_prefix_error (error, "%s: ", address);
      return NULL;
    }
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return NULL;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return g_steal_pointer (&socket);
}

HttpServer *
http_server_new (const char *address, GTlsCertificate *certificate, HttpHandle handle, gpointer data, GError **error)
{
  g_autoptr (HttpServer) self = g_new0 (HttpServer, 1);
  g_autoptr (GSocket) socket = NULL;

  self->handle = handle;
  self->data = data;
  socket = open_socket (self, address, error);
  if (socket == NULL)
    return NULL;
  self->soup = soup_server_new ("server-header", "zuoxid", "tls-certificate", certificate, NULL);
  if (!soup_server_listen_socket (self->soup, socket, certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0, error))
    return NULL;
  g_signal_connect (self->soup, "request-started", G_CALLBACK (on_request_started), self);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  self->parked = g_ptr_array_new ();
  self->last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->asking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new ("zuoxid-store", work, self);
  return g_steal_pointer (&self);
}

guint
http_server_get_port (HttpServer *self)
{
  return self->port;
}

void
http_server_set_woken (HttpServer *self, HttpWoken woken)
{
  self->woken = woken;
}

void
http_server_set_group (HttpServer *self, const HttpGroup *group)
{
  self->group = *group;
}

void
http_server_run (HttpServer *self, GSourceFunc func, gpointer data)
{
  Job *job = g_new0 (Job, 1);

  job->server = self;
  job->func = func;
  job->func_data = data;
  g_async_queue_push (self->jobs, job);
}

/* Those who wait are told to come again: this server is about to be another one. */
static void
dismiss_parked (HttpServer *self)
{
  self->ending = TRUE;
  g_clear_handle_id (&self->tick, g_source_remove);
  while (self->parked != NULL && self->parked->len > 0)
    {
      Job *job = g_ptr_array_steal_index_fast (self->parked, self->parked->len - 1);

      http_reply_error (&job->reply, SOUP_STATUS_SERVICE_UNAVAILABLE, "busy",
                        "The server is busy; the work goes on later by itself");
      job->reply.retry_after = 1;
      answer (job);
    }
}

void
http_server_free (HttpServer *self)
{
  dismiss_parked (self);
  if (self->soup != NULL)
    soup_server_remove_handler (self->soup, NULL);
  if (self->thread != NULL)
    {
      g_async_queue_push (self->jobs, &stop_job);
      g_thread_join (self->thread);
      while (g_atomic_int_get (&self->waiting) > 0)
        g_main_context_iteration (NULL, TRUE);
    }
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->jobs, g_async_queue_unref);
  g_clear_pointer (&self->parked, g_ptr_array_unref);
  g_clear_pointer (&self->last, g_hash_table_unref);
  g_clear_pointer (&self->asking, g_hash_table_unref);
  g_free (self);
}
