/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>

#include "core/init.h"
#include "sync/pin.h"
#include "sync/transport.h"

#define LOOPBACK_PIN "1140b5f35a63c59e7cd7ee55e8b1634c7e9a68963fb32538b52e89c0cce24776"

typedef struct
{
  SoupServer *server;
  char       *url;
  guint       refreshes;
  guint       refused; /* requests answered 401 */
  char       *renewed;
} Fixture;

static void
answer (SoupServerMessage *message, guint status, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
on_request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture    *fixture = data;
  const char *token = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  if (g_str_equal (path, "/v1/refresh"))
    {
      fixture->refreshes++;
      answer (message, 200, "{\"access\":\"fresh\",\"refresh\":\"next\"}");
    }
  else if (g_str_equal (path, "/locked") && g_strcmp0 (token, "Bearer fresh") != 0)
    {
      fixture->refused++;
      answer (message, 401, "{}");
    }
  else if (g_str_equal (path, "/never"))
    answer (message, 401, "{}");
  else if (g_str_equal (path, "/busy"))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", "7");
      answer (message, 503, "{}");
    }
  else if (g_str_equal (path, "/endless"))
    {
      g_autofree char *text = g_strnfill (TRANSPORT_REPLY_MAX + 1, ' ');

      answer (message, 200, text);
    }
  else
    answer (message, 200, "{\"ok\":1}");
}

static void
fixture_up (Fixture *fixture, gconstpointer tls)
{
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  fixture->server = soup_server_new (NULL, NULL);
  if (tls != NULL)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "sync", "loopback.pem", NULL);
      g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);

      g_assert_no_error (error);
      soup_server_set_tls_certificate (fixture->server, certificate);
    }
  soup_server_add_handler (fixture->server, NULL, on_request_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY | (tls != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->url = g_uri_to_string (uris->data);
}

static void
fixture_down (Fixture *fixture, gconstpointer tls)
{
  g_clear_object (&fixture->server);
  g_free (fixture->url);
  g_free (fixture->renewed);
}

static void
on_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static TransportReply *
call (Transport *transport, const char *path, TransportFlags flags, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  transport_send_async (transport, "GET", path, NULL, flags | TRANSPORT_WHOLE, NULL, on_done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return transport_send_finish (transport, result, error);
}

static void
assert_body (TransportReply *reply, const char *text)
{
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), text, strlen (text));
}

static void
on_renewed (const char *refresh, gpointer data)
{
  Fixture *fixture = data;

  g_free (fixture->renewed);
  fixture->renewed = g_strdup (refresh);
}

static void
test_transport_plain_replies (Fixture *fixture, gconstpointer tls)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Transport) transport = transport_new (fixture->url, &error);
  g_autoptr (TransportReply) fine = call (transport, "/fine", 0, &error);
  g_autoptr (TransportReply) busy = call (transport, "/busy", 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (fine->status, ==, 200);
  assert_body (fine, "{\"ok\":1}");
  g_assert_cmpuint (busy->status, ==, 503);
  g_assert_cmpint (busy->retry_after, ==, 7);
  g_assert_null (call (transport, "/endless", 0, &error));
  g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_NONSENSE);
}

static void
test_transport_expired_token_then_renewed_once (Fixture *fixture, gconstpointer tls)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Transport) transport = transport_new (fixture->url, &error);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (TransportReply) one = NULL;
  g_autoptr (TransportReply) other = NULL;

  transport_set_tokens (transport, "stale", "old");
  transport_set_renewed (transport, on_renewed, fixture, NULL);
  transport_send_async (transport, "GET", "/locked", NULL, TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE, NULL, on_done_cb,
                        &first);
  transport_send_async (transport, "GET", "/locked", NULL, TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE, NULL, on_done_cb,
                        &second);
  while (first == NULL || second == NULL)
    g_main_context_iteration (NULL, TRUE);
  one = transport_send_finish (transport, first, &error);
  g_assert_no_error (error);
  other = transport_send_finish (transport, second, &error);
  g_assert_no_error (error);
  assert_body (one, "{\"ok\":1}");
  assert_body (other, "{\"ok\":1}");
  g_assert_cmpstr (fixture->renewed, ==, "next");
  g_assert_cmpuint (fixture->refreshes, <=, fixture->refused);
  g_assert_cmpuint (fixture->refreshes, >=, 1);
}

static void
test_transport_refused_again_then_sign_in (Fixture *fixture, gconstpointer tls)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Transport) transport = transport_new (fixture->url, &error);

  g_assert_null (call (transport, "/locked", TRANSPORT_SIGNED_IN, &error));
  g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_SIGN_IN);
  g_clear_error (&error);
  transport_set_tokens (transport, NULL, "old");
  g_assert_null (call (transport, "/never", TRANSPORT_SIGNED_IN, &error));
  g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_SIGN_IN);
  g_assert_cmpuint (fixture->refreshes, ==, 1);
}

static void
test_transport_nobody_listening_then_down (Fixture *fixture, gconstpointer tls)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Transport) transport = transport_new (fixture->url, &error);

  soup_server_disconnect (fixture->server);
  g_assert_null (call (transport, "/fine", 0, &error));
  g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_DOWN);
}

static void
test_transport_key_shown_then_pinned (Fixture *fixture, gconstpointer tls)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Transport) transport = transport_new (fixture->url, &error);
  g_autoptr (TransportReply) reply = NULL;
  Digest seen, pin, wrong = { { 1 } };

  g_assert_false (transport_get_seen_key (transport, &seen));
  g_assert_null (call (transport, "/fine", 0, &error));
  g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_CERTIFICATE);
  g_clear_error (&error);
  g_assert_true (transport_get_seen_key (transport, &seen));
  g_assert_true (pin_parse (LOOPBACK_PIN, &pin));
  g_assert_true (digest_equal (seen, pin));

  transport_set_pin (transport, &wrong);
  g_assert_null (call (transport, "/fine", 0, &error));
  g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_CERTIFICATE);
  g_clear_error (&error);

  transport_set_pin (transport, &pin);
  reply = call (transport, "/fine", 0, &error);
  g_assert_no_error (error);
  assert_body (reply, "{\"ok\":1}");
}

static gboolean
on_stranger_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  static const char greeting[] = "SSH-2.0-OpenSSH_9.2\r\n\r\n";

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), greeting, sizeof greeting - 1,
                             NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
test_transport_other_server_then_nonsense (void)
{
  static const char *const schemes[] = { "https", "http" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);

  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (on_stranger_cb), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *url = g_strdup_printf ("%s://127.0.0.1:%u", schemes[i], port);
      g_autoptr (Transport) transport = transport_new (url, &error);

      g_assert_null (call (transport, "/fine", 0, &error));
      g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_NONSENSE);
      g_clear_error (&error);
    }
}

static void
test_transport_addresses (void)
{
  static const struct
  {
    const char *url;
    gboolean    allowed;
  } cases[] = {
    { "https://zuoxi.example.cn", TRUE },
    { "https://zuoxi.example.cn:8443/", TRUE },
    { "http://127.0.0.1:80", TRUE },
    { "http://zuoxi.example.cn", FALSE },
    { "zuoxi.example.cn", FALSE },
    { "ftp://127.0.0.1", FALSE },
    { "https://", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Transport) transport = transport_new (cases[i].url, &error);

      g_assert_true ((transport != NULL) == cases[i].allowed);
      if (!cases[i].allowed)
        g_assert_error (error, TRANSPORT_ERROR, TRANSPORT_ERROR_ADDRESS);
    }
}

static void
test_pin_bad_bytes (void)
{
  static const guint8 cases[][8] = { { 0 },
                                     { 0x30 },
                                     { 0x30, 0x84, 0xff, 0xff, 0xff, 0xff },
                                     { 0x30, 0x82, 0xff, 0xff },
                                     { 0x30, 6, 0x30, 4, 0x02, 1, 1 },
                                     { 0x30, 6, 0x30, 0x83, 0xff, 0xff, 0xff } };
  Digest              out = { { 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize length = 0; length <= 8; length++)
      g_assert_false (pin_of_certificate (cases[i], length, &out));
}

static void
test_pin_text (void)
{
  Digest           pin, again;
  g_autofree char *text = NULL;

  g_assert_true (pin_parse (LOOPBACK_PIN, &pin));
  text = pin_text (pin);
  g_assert_true (g_str_has_prefix (text, "1140 b5f3 "));
  g_assert_true (pin_parse (text, &again));
  g_assert_true (digest_equal (pin, again));
  g_assert_true (pin_parse ("11:40:B5F35A63C59E7CD7EE55E8B1634C7E9A68963FB32538B52E89C0CCE24776", &again));
  g_assert_false (pin_parse ("1140", &again));
  g_assert_false (pin_parse ("zz", &again));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, tls, func) g_test_add (path, Fixture, tls, fixture_up, func, fixture_down)
  ADD ("/transport/plain", NULL, test_transport_plain_replies);
  ADD ("/transport/renewed", NULL, test_transport_expired_token_then_renewed_once);
  ADD ("/transport/sign-in", NULL, test_transport_refused_again_then_sign_in);
  ADD ("/transport/down", NULL, test_transport_nobody_listening_then_down);
  ADD ("/transport/key", "tls", test_transport_key_shown_then_pinned);
  g_test_add_func ("/transport/nonsense", test_transport_other_server_then_nonsense);
  g_test_add_func ("/transport/addresses", test_transport_addresses);
  g_test_add_func ("/pin/bad-bytes", test_pin_bad_bytes);
  g_test_add_func ("/pin/text", test_pin_text);
  return g_test_run ();
}
