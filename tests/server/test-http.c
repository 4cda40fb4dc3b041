/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP adapter with real sockets on loopback: limits, cut bodies, overload, clean end. */
#include "core/init.h"
#include "server/certificate.h"
#include "server/http.h"
#include "sync/pin.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

static int    news;      /* atomic: what waiting requests are told */
static char   wakes[33]; /* key woken after every request; worker only */
static int    groups;
static int    asides, asides_freed, asides_wait;
static GMutex hold; /* the worker waits for it in /hold */
static int    commit_fails;

static void
woken (GHashTable *keys, gpointer data)
{
  if (g_atomic_int_get (&news))
    g_hash_table_add (keys, g_strdup (wakes));
}

static gboolean
is_grouped (const HttpRequest *request)
{
  return g_str_equal (request->path, "/grouped");
}

static void
group_begin (gpointer data)
{
  g_atomic_int_inc (&groups);
}

static gboolean
group_end (gpointer data)
{
  return !g_atomic_int_get (&commit_fails);
}

/* Not on the worker, which goes on with others: it waits until one of them was answered. */
static void
aside (gpointer data)
{
  while (g_atomic_int_get (&asides_wait))
    g_thread_yield ();
  g_atomic_int_inc ((int *) data);
}

static void
aside_done (gpointer data)
{
  g_atomic_int_inc (&asides_freed);
}

static void
echo (const HttpRequest *request, HttpReply *reply, gpointer data)
{
  int *count = data;

  g_atomic_int_inc (count);
  if (g_str_equal (request->path, "/silent"))
    return;
  if (g_str_has_prefix (request->path, "/wait/"))
    {
      reply->status = 200;
      reply->park = !g_atomic_int_get (&news);
      g_strlcpy (reply->key, request->path + strlen ("/wait/"), sizeof reply->key);
      if (g_str_equal (reply->key, "ann"))
        g_strlcpy (reply->device, "laptop", sizeof reply->device);
      return;
    }
  if (g_str_equal (request->path, "/write"))
    {
      g_atomic_int_set (&news, 1);
      reply->status = 200;
      return;
    }
  if (g_str_has_prefix (request->path, "/aside") && request->tries < 2)
    {
      reply->aside = aside;
      reply->aside_data = &asides;
      reply->aside_free = aside_done;
      return;
    }
  if (g_str_equal (request->path, "/hold"))
    {
      g_mutex_lock (&hold);
      g_mutex_unlock (&hold);
    }
  if (g_str_equal (request->path, "/token"))
    {
      reply->status = 200;
      reply->body = g_bytes_new (request->token, request->token != NULL ? strlen (request->token) : 0);
      return;
    }
  reply->status = 200;
  reply->type = g_str_equal (request->path, "/lines") ? HTTP_LINES : "text/plain";
  reply->body = g_bytes_ref (request->body);
}

typedef struct
{
  int         handled;
  HttpServer *server;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->server = http_server_new ("127.0.0.1:0", NULL, echo, &fixture->handled, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (http_server_get_port (fixture->server), >, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->server != NULL)
    http_server_free (fixture->server);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Sends and waits; returns the status, 0 if the connection broke. */
static guint
request (Fixture *fixture, const char *path, const char *token, GBytes *body, char **text)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", http_server_get_port (fixture->server), path);
  g_autoptr (SoupMessage) message = soup_message_new (body != NULL ? "POST" : "GET", url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

  if (token != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (session, result, NULL);
  if (bytes == NULL)
    return 0;
  if (text != NULL)
    *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return soup_message_get_status (message);
}

static void
test_body_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("客户", strlen ("客户"));
  g_autofree char *text = NULL;
  g_autofree char *token = NULL;

  g_assert_cmpuint (request (fixture, "/x", NULL, body, &text), ==, 200);
  g_assert_cmpstr (text, ==, "客户");
  g_assert_cmpuint (request (fixture, "/token", "abc", NULL, &token), ==, 200);
  g_assert_cmpstr (token, ==, "abc");
}

static void
test_unanswered_is_500 (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (request (fixture, "/silent", NULL, NULL, NULL), ==, 500);
}

static void
test_too_large_never_reaches_the_handler (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zeros = g_malloc0 (HTTP_BODY_MAX + 1);
  g_autoptr (GBytes) fits = g_bytes_new (zeros, HTTP_BODY_MAX);
  g_autoptr (GBytes) large = g_bytes_new (zeros, HTTP_BODY_MAX + 1);
  g_autofree char *text = NULL;
  guint            status;

  g_assert_cmpuint (request (fixture, "/x", NULL, fits, NULL), ==, 200);
  g_assert_cmpint (fixture->handled, ==, 1);
  status = request (fixture, "/x", NULL, large, &text);
  g_assert_cmpuint (status, ==, 413);
  g_assert_nonnull (strstr (text, "too_large"));
  g_assert_cmpint (fixture->handled, ==, 1);
}

/* Raw bytes to the server; reads what comes until the end or @needle. */
static char *
raw (Fixture *fixture, const char *bytes, gsize length, gboolean shut, const char *needle)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection)
      connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                    (guint16) http_server_get_port (fixture->server), NULL, NULL);
  GSocket *socket = g_socket_connection_get_socket (connection);
  GString *text = g_string_new (NULL);
  char     buffer[4096];
  gsize    sent = 0;
  gboolean open = TRUE;

  g_socket_set_blocking (socket, FALSE);
  while (open && (needle == NULL || strstr (text->str, needle) == NULL))
    {
      gssize got;

      if (sent < length)
        {
          gssize wrote = g_socket_send (socket, bytes + sent, length - sent, NULL, NULL);

          sent += wrote > 0 ? (gsize) wrote : 0;
          if (sent == length && shut)
            g_socket_shutdown (socket, FALSE, TRUE, NULL);
        }
      got = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
      if (got > 0)
        g_string_append_len (text, buffer, got);
      open = got != 0;
      g_main_context_iteration (NULL, FALSE);
    }
  return g_string_free (text, FALSE);
}

/* A body without a length is counted while it arrives. */
static void
test_chunked_flood_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) bytes = g_string_new ("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  g_autofree char *block = g_strnfill (65536, 'x');
  g_autofree char *text = NULL;

  for (int i = 0; i < 20; i++)
    g_string_append_printf (bytes, "10000\r\n%s\r\n", block);
  g_string_append (bytes, "0\r\n\r\n");
  text = raw (fixture, bytes->str, bytes->len, FALSE, "too_large");
  g_assert_nonnull (strstr (text, "413"));
  g_assert_cmpint (fixture->handled, ==, 0);
}

static void
test_cut_body_never_reaches_the_handler (Fixture *fixture, gconstpointer data)
{
  const char      *bytes = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf";
  g_autofree char *text = raw (fixture, bytes, strlen (bytes), TRUE, NULL);

  g_assert_cmpint (fixture->handled, ==, 0);
  g_assert_null (strstr (text, "200 OK"));
  g_assert_cmpuint (request (fixture, "/x", NULL, NULL, NULL), ==, 200);
}

static void
test_nonsense_is_400 (Fixture *fixture, gconstpointer data)
{
  const char      *bytes = "\x16\x03\x01 hello\r\n\r\n";
  g_autofree char *text = raw (fixture, bytes, strlen (bytes), TRUE, NULL);

  g_assert_null (strstr (text, "200 OK"));
  g_assert_cmpint (fixture->handled, ==, 0);
}

/* Lines go compressed to whom says that he takes it; what else there is does not, for tokens are in it. */
static void
test_lines_are_compressed (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *path, *accept;
    gsize       length;
    gboolean    smaller;
  } cases[] = {
    { "/lines", "Accept-Encoding: gzip, deflate\r\n", 50000, TRUE },
    { "/lines", "Accept-Encoding: identity, gzip;q=0\r\n", 50000, FALSE },
    { "/lines", "", 50000, FALSE },
    { "/lines", "Accept-Encoding: gzip\r\n", 1000, FALSE },
    { "/x", "Accept-Encoding: gzip\r\n", 50000, FALSE },
  };
  g_autofree char *content = g_strnfill (50000, 'k');
  g_autoptr (GBytes) body = g_bytes_new (content, 50000);
  g_autofree char *whole = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *bytes = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s"
                                                "Content-Length: %zu\r\n\r\n%.*s",
                                                cases[i].path, cases[i].accept, cases[i].length, (int) cases[i].length,
                                                content);
      g_autofree char *text = raw (fixture, bytes, strlen (bytes), FALSE, "\r\n\r\n");
      g_autofree char *length =
          g_strdup_printf ("Content-Length: %zu\r\n", cases[i].length);

      g_assert_nonnull (strstr (text, "200 OK"));
      g_assert_true ((strstr (text, "Content-Encoding: gzip\r\n") != NULL) == cases[i].smaller);
      g_assert_true ((strstr (text, length) == NULL) == cases[i].smaller);
    }
  g_assert_cmpuint (request (fixture, "/lines", NULL, body, &whole), ==, 200);
  g_assert_cmpstr (whole, ==, content);
}

static void
test_addresses_in_words (void)
{
  g_autoptr (GError) error = NULL;
  int handled = 0;

  g_assert_null (http_server_new ("nowhere:1", NULL, echo, &handled, &error));
  g_assert_nonnull (strstr (error->message, "nowhere:1"));
}

static void
test_certificate_is_made_once (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("zuoxi-XXXXXX", NULL);
  g_autofree char *cert = g_build_filename (dir, "tls.pem", NULL);
  g_autofree char *key = g_build_filename (dir, "tls.key", NULL);
  g_autoptr (GTlsCertificate) first = certificate_load (cert, key, "localhost", &error);
  g_autoptr (GTlsCertificate) again = NULL;
  Digest   pin, pin_again;
  GStatBuf info;

  g_assert_no_error (error);
  again = certificate_load (cert, key, "localhost", &error);
  g_assert_no_error (error);
  g_assert_true (certificate_pin (first, &pin, &error));
  g_assert_true (certificate_pin (again, &pin_again, &error));
  g_assert_true (digest_equal (pin, pin_again));
  g_assert_cmpint (g_stat (key, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_remove (key);
  g_assert_null (certificate_load (cert, key, "localhost", &error));
  g_assert_nonnull (strstr (error->message, key));
  g_remove (cert);
  g_rmdir (dir);
}

/* One request that is on its way. */
typedef struct
{
  SoupSession  *session;
  SoupMessage  *message;
  GCancellable *cancellable;
  GAsyncResult *result;
} Flight;

static Flight *
fly_as (Fixture *fixture, const char *path, const char *token)
{
  Flight          *self = g_new0 (Flight, 1);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", http_server_get_port (fixture->server), path);

  self->session = soup_session_new ();
  self->message = soup_message_new ("GET", url);
  if (token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_append (soup_message_get_request_headers (self->message), "Authorization", bearer);
    }
  self->cancellable = g_cancellable_new ();
  soup_session_send_and_read_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable, on_result,
                                    &self->result);
  return self;
}

static Flight *
fly (Fixture *fixture, const char *path)
{
  return fly_as (fixture, path, NULL);
}

static guint
land (Flight *self)
{
  guint status;
  g_autoptr (GBytes) bytes = NULL;

  while (self->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (self->session, self->result, NULL);
  status = bytes != NULL ? soup_message_get_status (self->message) : 0;
  g_object_unref (self->result);
  g_object_unref (self->message);
  g_object_unref (self->session);
  g_object_unref (self->cancellable);
  g_free (self);
  return status;
}

static void
wait_handled (Fixture *fixture, int count)
{
  while (g_atomic_int_get (&fixture->handled) < count)
    g_main_context_iteration (NULL, TRUE);
}

/* A waiting request is answered when its key is woken, not by the wakes of others, and not twice within half a second.
 */
static void
test_waiting_is_woken (Fixture *fixture, gconstpointer data)
{
  Flight *one, *other;
  gint64  first;
  int     handled;

  g_atomic_int_set (&news, 0);
  g_strlcpy (wakes, "ann", sizeof wakes);
  http_server_set_woken (fixture->server, woken);
  one = fly (fixture, "/wait/ann");
  wait_handled (fixture, 1);
  other = fly (fixture, "/wait/bob");
  wait_handled (fixture, 2);
  g_assert_null (one->result);
  g_assert_cmpuint (request (fixture, "/write", NULL, NULL, NULL), ==, 200);
  g_assert_cmpuint (land (one), ==, 200);
  first = g_get_monotonic_time ();
  handled = g_atomic_int_get (&fixture->handled);
  g_assert_cmpint (handled, ==, 4); /* two waits, the write, the wait again */
  g_assert_null (other->result);
  g_assert_cmpuint (land (fly (fixture, "/wait/ann")), ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - first, >=, HTTP_WAKE_US / 2);
  /* Who hangs up is forgotten; the end of the server answers the rest. */
  g_cancellable_cancel (other->cancellable);
  g_assert_cmpuint (land (other), ==, 0);
}

static void
test_end_answers_who_waits (Fixture *fixture, gconstpointer data)
{
  Flight *one;

  g_atomic_int_set (&news, 0);
  one = fly (fixture, "/wait/ann");
  wait_handled (fixture, 1);
  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  http_server_free (fixture->server);
  fixture->server = NULL;
  land (one);
}

/* Hundreds of connections at once: the socket's backlog takes them all, and all wait. */
static void
test_many_wait (Fixture *fixture, gconstpointer data)
{
  enum
  {
    MANY = 300
  };
  Flight *flights[MANY];

  g_atomic_int_set (&news, 0);
  g_strlcpy (wakes, "all", sizeof wakes);
  http_server_set_woken (fixture->server, woken);
  for (int i = 0; i < MANY; i++)
    flights[i] = fly (fixture, "/wait/all");
  wait_handled (fixture, MANY);
  g_assert_cmpuint (request (fixture, "/write", NULL, NULL, NULL), ==, 200);
  for (int i = 0; i < MANY; i++)
    g_assert_cmpuint (land (flights[i]), ==, 200);
}

/* Requests of one commit: an answer is given only when the commit stands. */
/* What takes long is done beside the worker, as often as the handler asks for it; others are served meanwhile. */
static void
test_aside_holds_nobody_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/aside", http_server_get_port (fixture->server));
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) body = g_bytes_new_static ("冻结", strlen ("冻结"));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *text = NULL;

  g_atomic_int_set (&asides_wait, 1);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_result, &result);
  while (g_atomic_int_get (&fixture->handled) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (request (fixture, "/other", NULL, body, &text), ==, 200);
  g_assert_null (result);
  g_assert_cmpint (g_atomic_int_get (&asides), ==, 0);
  g_atomic_int_set (&asides_wait, 0);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = soup_session_send_and_read_finish (session, result, NULL);
  g_assert_true (g_bytes_equal (answer, body));
  g_assert_cmpint (asides, ==, 2);
  g_assert_cmpint (asides_freed, ==, 2);
}

/* A server that ends waits for what is done aside, and says that the work goes on later. */
static void
test_end_waits_for_what_is_aside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/aside", http_server_get_port (fixture->server));
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) answer = NULL;
  int freed = g_atomic_int_get (&asides_freed);

  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_result, &result);
  while (g_atomic_int_get (&fixture->handled) == 0)
    g_main_context_iteration (NULL, TRUE);
  http_server_free (g_steal_pointer (&fixture->server));
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_atomic_int_get (&asides_freed), >, freed);
}

static void
test_group_commit (Fixture *fixture, gconstpointer data)
{
  const HttpGroup group = { is_grouped, group_begin, group_end };
  Flight         *flights[20];

  http_server_set_group (fixture->server, &group);
  g_atomic_int_set (&commit_fails, 0);
  g_atomic_int_set (&groups, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (flights); i++)
    flights[i] = fly (fixture, "/grouped");
  for (gsize i = 0; i < G_N_ELEMENTS (flights); i++)
    g_assert_cmpuint (land (flights[i]), ==, 200);
  g_assert_cmpint (g_atomic_int_get (&groups), >, 0);
  g_assert_cmpint (g_atomic_int_get (&groups), <=, (int) G_N_ELEMENTS (flights));
  g_atomic_int_set (&commit_fails, 1);
  g_assert_cmpuint (land (fly (fixture, "/grouped")), ==, 503);
}

/* One device that asks for much at a time is told to wait a little; the others are not held up by it. */
static void
test_one_device_asks_for_much (Fixture *fixture, gconstpointer data)
{
  Flight *flights[3 * HTTP_DEVICE_MAX], *other;
  guint   refused = 0;

  g_mutex_lock (&hold);
  for (guint i = 0; i < G_N_ELEMENTS (flights); i++)
    flights[i] = fly_as (fixture, "/hold", "a");
  while (refused < G_N_ELEMENTS (flights) - HTTP_DEVICE_MAX)
    {
      g_main_context_iteration (NULL, TRUE);
      refused = 0;
      for (guint i = 0; i < G_N_ELEMENTS (flights); i++)
        refused += flights[i]->result != NULL;
    }
  other = fly_as (fixture, "/token", "b");
  g_mutex_unlock (&hold);
  g_assert_cmpuint (land (other), ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (flights); i++)
    {
      guint            status;
      g_autofree char *after = g_strdup (soup_message_headers_get_one (
          soup_message_get_response_headers (flights[i]->message), "Retry-After"));

      status = land (flights[i]);
      g_assert_true (status == 200 || (status == 429 && g_strcmp0 (after, "1") == 0));
      refused -= status == 429;
    }
  g_assert_cmpuint (refused, ==, 0);
  g_assert_cmpuint (land (fly_as (fixture, "/token", "a")), ==, 200);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/http/body", test_body_comes_back);
  ADD ("/http/unanswered", test_unanswered_is_500);
  ADD ("/http/too-large", test_too_large_never_reaches_the_handler);
  ADD ("/http/chunked-flood", test_chunked_flood_is_refused);
  ADD ("/http/cut-body", test_cut_body_never_reaches_the_handler);
  ADD ("/http/nonsense", test_nonsense_is_400);
  ADD ("/http/compressed", test_lines_are_compressed);
  ADD ("/http/wait", test_waiting_is_woken);
  ADD ("/http/wait-end", test_end_answers_who_waits);
  ADD ("/http/wait-many", test_many_wait);
  ADD ("/http/aside", test_aside_holds_nobody_up);
  ADD ("/http/aside-end", test_end_waits_for_what_is_aside);
  ADD ("/http/group", test_group_commit);
  ADD ("/http/too-many-requests", test_one_device_asks_for_much);
  g_test_add_func ("/http/address", test_addresses_in_words);
  g_test_add_func ("/http/certificate", test_certificate_is_made_once);
  return g_test_run ();
}
