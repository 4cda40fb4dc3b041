/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxid: the sync server. */
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>

#include "config.h"
#include "core/init.h"
#include "server/certificate.h"
#include "server/push.h"
#include "server/routes.h"
#include "sync/pin.h"

typedef struct
{
  char    *data;
  char    *listen;
  char    *port_file;
  char    *cert;
  char    *key;
  gboolean no_tls;
  gboolean version;
} Options;

static gboolean
on_end (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
parse (Options *options, int *argc, char ***argv, GError **error)
{
  /* clang-format off */
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data, "Folder of the server's store", "DIR" },
    { "listen", 'l', 0, G_OPTION_ARG_STRING, &options->listen, "Address and port, 127.0.0.1:8443 if not given; port 0 = any free one", "HOST:PORT" },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &options->port_file, "Write the port here once the server listens", "FILE" },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &options->cert, "Certificate (PEM); made in DIR if neither is given", "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &options->key, "Its key (PEM)", "FILE" },
    { "no-tls", 0, 0, G_OPTION_ARG_NONE, &options->no_tls, "Plain HTTP, behind a proxy on the same machine only", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version", NULL },
    { NULL } };
  /* clang-format on */
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "The sync server of Zuoxi. Accounts are made with zuoxictl.");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static gboolean
is_loopback (const char *address)
{
  return g_str_has_prefix (address, "127.") || g_str_has_prefix (address, "[::1]") ||
         g_str_has_prefix (address, "localhost");
}

static GTlsCertificate *
load_certificate (Options *options, GError **error)
{
  if (options->cert == NULL)
    options->cert = g_build_filename (options->data, "tls.pem", NULL);
  if (options->key == NULL)
    options->key = g_build_filename (options->data, "tls.key", NULL);
  return certificate_load (options->cert, options->key, "localhost", error);
}

static gboolean
say_where (const Options *options, GTlsCertificate *certificate, guint port, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%u\n", port);
  g_autofree char *pin_words = NULL;
  Digest           pin;

  if (certificate != NULL)
    {
      if (!certificate_pin (certificate, &pin, error))
        return FALSE;
      pin_words = pin_text (pin);
      g_message ("Listening on port %u. Key of this server, to be compared at the first sign-in:\n%s", port, pin_words);
    }
  else
    g_message ("Listening on port %u without TLS", port);
  return options->port_file == NULL || g_file_set_contents (options->port_file, text, -1, error);
}

typedef struct
{
  HttpServer *http;
  Server     *server;
} Tick;

static gboolean
on_tick (gpointer data)
{
  Tick *self = data;

  http_server_run (self->http, routes_tick, self->server);
  return G_SOURCE_CONTINUE;
}

static gboolean
serve (Options *options, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *path = g_build_filename (options->data, "server.db", NULL);
  g_autoptr (Server) server = NULL;
  g_autoptr (HttpServer) http = NULL;
  ServerNow now = routes_now ();
  Tick      tick;
  guint     tick_source;

  if (g_mkdir_with_parents (options->data, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: the folder cannot be made", options->data);
      return FALSE;
    }
  if (!options->no_tls && (certificate = load_certificate (options, error)) == NULL)
    return FALSE;
  server = server_open (path, NULL, &now, error);
  if (server == NULL)
    return FALSE;
  server_fold_aside (server);
  http = http_server_new (options->listen, certificate, routes_handle, server, error);
  if (http == NULL || !say_where (options, certificate, http_server_get_port (http), error))
    return FALSE;
  http_server_set_woken (http, routes_woken);
  http_server_set_group (http, &routes_group);
  tick = (Tick){ http, server };
  tick_source = g_timeout_add_seconds (1, on_tick, &tick);
  g_unix_signal_add (SIGINT, on_end, loop);
  g_unix_signal_add (SIGTERM, on_end, loop);
  g_main_loop_run (loop);
  g_source_remove (tick_source);
  g_clear_pointer (&http, http_server_free);
  now = routes_now ();
  return server_flush_deliveries (server, &now, TRUE, error);
}

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->listen);
  g_free (options->port_file);
  g_free (options->cert);
  g_free (options->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

int
main (int argc, char *argv[])
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  signal (SIGXFSZ, SIG_IGN); /* a limit on the size of files is answered as a full disk, not by dying */
  core_init ();
  if (!parse (&options, &argc, &argv, &error))
    {
      g_printerr ("zuoxid: %s\n", error->message);
      return 2;
    }
  if (options.version)
    {
      g_print ("zuoxid " VERSION "\n");
      return EXIT_SUCCESS;
    }
  if (options.data == NULL)
    {
      g_printerr ("zuoxid: say where the store is: --data DIR\n");
      return 2;
    }
  if (options.listen == NULL)
    options.listen = g_strdup ("127.0.0.1:8443");
  if (options.no_tls && !is_loopback (options.listen))
    {
      g_printerr ("zuoxid: --no-tls listens on this machine only; give a loopback address or use TLS\n");
      return 2;
    }
  if (!serve (&options, &error))
    {
      g_printerr ("zuoxid: %s\n", error->message);
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
