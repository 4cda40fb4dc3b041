/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate.h"

#include "core/id.h"
#include "server/auth.h"
#include "tests/support/fault-vfs.h"

static ServerNow
server_now (World *world)
{
  ServerNow now = { .now = world->now };

  for (gsize i = 0; i < G_N_ELEMENTS (now.random); i++)
    now.random[i] = sim_random (world);
  return now;
}

void
sim_server_start (World *world)
{
  g_autoptr (GError) error = NULL;
  ServerNow now = server_now (world);

  world->server = server_open (world->server_path, FAULT_VFS, &now, &error);
  g_assert_no_error (error);
}

static void
found_rows (World *world, const Schema *schema, GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;
  ServerNow now = server_now (world);

  for (guint i = 0; i < rows->len; i++)
    if (!server_write (world->server, NULL, schema, rows->pdata[i], &now, &error))
      g_error ("%s: %s", schema->table, error->message);
}

void
sim_server_found (World *world)
{
  Directory *directory = world->company.directory;
  g_autoptr (GPtrArray) departments = directory_departments (directory);
  g_autoptr (GPtrArray) teams = directory_teams (directory, world->company.sales);
  g_autoptr (GPtrArray) persons = directory_persons (directory);
  g_autoptr (GPtrArray) assignments = directory_assignments (directory);
  g_autoptr (GError) error = NULL;
  g_auto (DbScope) scope = { 0 };
  ServerNow now = server_now (world);

  g_assert_true (db_begin (&scope, server_get_db (world->server), &error));
  found_rows (world, &department_schema, departments);
  found_rows (world, &team_schema, teams);
  found_rows (world, &person_schema, persons);
  found_rows (world, &assignment_schema, assignments);
  g_assert_true (server_settle_grants (world->server, &now, &error));
  g_assert_true (db_commit (&scope, &error));
}

static GBytes *
hello (World *world)
{
  char     id[33];
  GString *text = g_string_new (NULL);

  id_to_hex (server_get_id (world->server), id);
  g_string_printf (text,
                   "{\"inc\":%" G_GINT64_FORMAT ",\"now\":%" G_GINT64_FORMAT
                   ",\"proto\":[1,1],\"sample\":false,\"schema\":{\"cur\":1,\"min\":1},\"server_id\":\"%s\"}",
                   server_get_incarnation (world->server), world->now, id);
  return g_string_free_to_bytes (text);
}

static void
crash (World *world)
{
  world->crashes++;
  sim_trace (world, "server crashes");
  server_close (world->server);
  fault_vfs_set (FAULT_NONE, 0);
  sim_server_start (world);
}

void
sim_server_backup (World *world)
{
  g_autofree char *copy = g_strconcat (world->server_path, ".copy", NULL);

  sim_copy (world->server_path, copy);
  world->has_backup = TRUE;
  sim_trace (world, "server is backed up");
}

/* The server comes back from its backup as a new incarnation (R39). */
void
sim_server_restore (World *world)
{
  g_autofree char *copy = g_strconcat (world->server_path, ".copy", NULL);
  g_autoptr (GError) error = NULL;
  gint64 inc = server_get_incarnation (world->server) + 1;

  server_close (world->server);
  sim_copy (copy, world->server_path);
  {
    g_autoptr (Db) db = db_open (world->server_path, DB_EXCLUSIVE, FAULT_VFS, &error);

    g_assert_no_error (error);
    db_exec (db, &error, "UPDATE meta SET value = ? WHERE name = 'inc'", "i", inc);
    g_assert_no_error (error);
  }
  sim_server_start (world);
  world->has_backup = FALSE;
  world->restores++;
  sim_trace (world, "server is restored");
}

GBytes *
sim_server_serve (World *world, SimClient *client, const char *path, GBytes *body, guint *status)
{
  g_autoptr (GError) error = NULL;
  ServerActor account = { .login = client->login, .person = client->person };
  Answer      answer = { 0 };
  ServerNow   now = server_now (world);
  gboolean    faulty = sim_chance (world, world->faults.crash_server);
  gboolean    served;

  world->requests++;
  if (g_str_equal (path, "/v1/hello"))
    {
      *status = 200;
      return hello (world);
    }
  if (faulty)
    fault_vfs_set (sim_chance (world, 500) ? FAULT_WRITE : FAULT_SYNC, (guint) sim_int (world, 0, 30));
  if (g_str_equal (path, "/v1/device"))
    served = auth_device (world->server, &account, body, &now, &answer, &error);
  else if (g_str_equal (path, "/v1/push"))
    served = server_push (world->server, &account, body, &now, &answer, &error);
  else if (g_str_equal (path, "/v1/repair"))
    served = server_repair (world->server, &account, body, &now, &answer, &error);
  else
    served = server_pull (world->server, &account, body, &now, &answer, &error);
  if (fault_vfs_count () > 0)
    {
      g_clear_pointer (&answer.body, g_bytes_unref);
      crash (world);
      return NULL;
    }
  fault_vfs_set (FAULT_NONE, 0);
  if (!served)
    g_error ("seed %" G_GUINT64_FORMAT ": %s: %s", world->seed, path, error->message);
  *status = answer.status;
  return answer.body != NULL
             ? answer.body
             : g_bytes_new_take (g_strdup_printf ("{\"code\":\"%s\"}", answer.code), strlen (answer.code) + 11);
}
