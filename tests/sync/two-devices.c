/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "two-devices.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

#include "server/auth.h"
#include "sync/pin.h"

void
real_server_put (Server *server, const Schema *schema, GPtrArray *rows, const ServerNow *now)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      server_write (server, NULL, schema, rows->pdata[i], now, &error);
      g_assert_no_error (error);
    }
}

static void
make_account (Server *server, const char *login, Id person, const ServerNow *now)
{
  g_autoptr (GError) error = NULL;
  guint8 salt[KEYS_SALT_SIZE] = { 1, 2, 3 }, k[KEYS_SIZE];

  keys_stretch (REAL_PASSWORD, salt, KEY_COST_SAMPLE, k, &error);
  g_assert_no_error (error);
  server_account_create (server, login, person, salt, KEY_COST_SAMPLE, k, FALSE, now, &error);
  g_assert_no_error (error);
}

static void
write_company (Server *server, const ServerNow *now, gpointer data)
{
  RealServer *self = data;
  Directory  *directory = self->company.directory;
  g_autoptr (GPtrArray) departments = directory_departments (directory);
  g_autoptr (GPtrArray) teams = directory_teams (directory, self->company.sales);
  g_autoptr (GPtrArray) persons = directory_persons (directory);
  g_autoptr (GPtrArray) assignments = directory_assignments (directory);

  real_server_put (server, &department_schema, departments, now);
  real_server_put (server, &team_schema, teams, now);
  real_server_put (server, &person_schema, persons, now);
  real_server_put (server, &assignment_schema, assignments, now);
  make_account (server, "A0101", self->company.agent1, now);
  make_account (server, "A0201", self->company.agent2, now);
  make_account (server, "S0101", self->company.supervisor1, now);
  make_account (server, "S0301", self->company.deputy, now);
}

void
real_server_write (RealServer *self, RealWrite write, gpointer data)
{
  g_autofree char *path = temp_path (self->dir, "server.db");
  g_autoptr (GError) error = NULL;
  ServerNow now = { .now = g_get_real_time (), .random = { 1, 2, 3 } };
  g_autoptr (Server) server = server_open (path, NULL, &now, &error);
  g_auto (DbScope) scope = { 0 };

  g_assert_no_error (error);
  db_begin (&scope, server_get_db (server), &error);
  g_assert_no_error (error);
  write (server, &now, data);
  server_settle_grants (server, &now, &error);
  g_assert_no_error (error);
  db_commit (&scope, &error);
  g_assert_no_error (error);
}

static gboolean
port_is_known (gpointer data)
{
  RealServer      *self = data;
  g_autofree char *path = temp_path (self->dir, "port");
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || *text == '\0')
    return FALSE;
  self->port = (guint) g_ascii_strtoull (text, NULL, 10);
  return TRUE;
}

static void
read_pin (RealServer *self)
{
  g_autofree char *path = temp_path (self->dir, "tls.pem");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_autoptr (GByteArray) der = NULL;

  g_assert_no_error (error);
  g_object_get (certificate, "certificate", &der, NULL);
  g_assert_true (pin_of_certificate (der->data, der->len, &self->pin));
}

void
real_server_start (RealServer *self)
{
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autofree char *port_file = temp_path (self->dir, "port");
  g_autoptr (GError) error = NULL;

  g_unlink (port_file);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                                    g_getenv ("ZUOXID"), "--data", self->dir, "--listen", listen, "--port-file",
                                    port_file, NULL);
  g_assert_no_error (error);
  wait_until (port_is_known, self, "zuoxid to listen");
}

void
real_server_stop (RealServer *self)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->process);
}

void
real_server_fill_disk (RealServer *self, gboolean full)
{
  pid_t         pid = (pid_t) g_ascii_strtoll (g_subprocess_get_identifier (self->process), NULL, 10);
  struct rlimit limit = { full ? 1 : RLIM_INFINITY, RLIM_INFINITY };

  g_assert_cmpint (prlimit (pid, RLIMIT_FSIZE, &limit, NULL), ==, 0);
}

gint64
real_server_count (RealServer *self, const char *sql)
{
  g_autofree char *path = temp_path (self->dir, "server.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) db = db_open (path, DB_EXISTING | DB_READ_ONLY, NULL, &error);
  gint64   count = 0;
  gboolean found = FALSE;

  g_assert_no_error (error);
  db_int (db, &count, &found, &error, sql, "");
  g_assert_no_error (error);
  return count;
}

void
real_server_up (RealServer *self)
{
  self->dir = temp_dir_new ();
  company_init (&self->company);
  real_server_write (self, write_company, self);
  real_server_start (self);
  read_pin (self);
  self->url = g_strdup_printf ("https://127.0.0.1:%u", self->port);
}

void
real_server_down (RealServer *self)
{
  if (self->process != NULL)
    real_server_stop (self);
  company_clear (&self->company);
  temp_dir_remove (self->dir);
  g_free (self->url);
}

void
real_server_sql (RealServer *self, const char *sql)
{
  g_autofree char *path = temp_path (self->dir, "server.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) db = db_open (path, DB_EXISTING, NULL, &error);

  g_assert_no_error (error);
  db_script (db, sql, &error);
  g_assert_no_error (error);
}

static gboolean
on_too_long_cb (gpointer what)
{
  g_error ("waited a minute for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static gboolean
on_look_again_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
wait_until (Until done, gpointer data, const char *what)
{
  guint end = g_timeout_add_seconds (60, on_too_long_cb, (gpointer) what);
  guint look = g_timeout_add (20, on_look_again_cb, NULL);

  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (end);
  g_source_remove (look);
}
