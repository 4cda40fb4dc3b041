/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/hlc.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"

static const Schema *const org_tables[] = { &department_schema, &team_schema, &person_schema, &assignment_schema };

static void
open_server (ServerFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "server.db", NULL);
  g_autoptr (GError) error = NULL;

  fixture->server = server_open (path, NULL, &fixture->now, &error);
  g_assert_no_error (error);
}

static void
write_row (ServerFixture *fixture, const Schema *schema, gconstpointer row)
{
  g_autoptr (GError) error = NULL;

  server_write (fixture->server, NULL, schema, row, &fixture->now, &error);
  g_assert_no_error (error);
}

static void
write_all (ServerFixture *fixture, const Schema *schema, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    write_row (fixture, schema, rows->pdata[i]);
  g_ptr_array_unref (rows);
}

void
server_fixture_init (ServerFixture *fixture)
{
  Directory *directory;
  Day        day;
  g_auto (DbScope) scope = { 0 };
  g_autoptr (GPtrArray) departments = NULL;

  fixture->dir = g_dir_make_tmp ("zuoxi-server-XXXXXX", NULL);
  day_parse ("2026-04-02", &day);
  fixture->now = (ServerNow){ .now = moment_from_day_time (day, 9 * 3600, MOMENT_OFFSET_S), .random = { 1, 2, 3 } };
  company_init (&fixture->company);
  directory = fixture->company.directory;
  open_server (fixture);
  g_assert_true (db_begin (&scope, server_get_db (fixture->server), NULL));
  departments = directory_departments (directory);
  write_all (fixture, org_tables[0], g_ptr_array_ref (departments));
  for (guint i = 0; i < departments->len; i++)
    write_all (fixture, org_tables[1], directory_teams (directory, ((Row *) departments->pdata[i])->id));
  write_all (fixture, org_tables[2], directory_persons (directory));
  write_all (fixture, org_tables[3], directory_assignments (directory));
  g_assert_true (server_settle_grants (fixture->server, &fixture->now, NULL));
  g_assert_true (db_commit (&scope, NULL));
}

void
server_fixture_reopen (ServerFixture *fixture)
{
  server_close (fixture->server);
  open_server (fixture);
}

void
server_fixture_clear (ServerFixture *fixture)
{
  const char *name;
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);

  g_clear_pointer (&fixture->server, server_close);
  company_clear (&fixture->company);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

/* Reads member @name, a string, out of one line of JSON. */
static char *
member_of (const char *text, gsize length, const char *name)
{
  g_autoptr (JsonNode) node = json_strict_parse (text, (gssize) length, 4, NULL);

  g_assert_nonnull (node);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), name));
}

void
test_device_init (TestDevice *device, ServerFixture *fixture, Id person, const TestDevice *fork_of)
{
  g_autofree char *login = id_dup_hex (person);
  g_autofree char *fork_hex = fork_of != NULL ? id_dup_hex (fork_of->actor.device) : NULL;
  g_autofree char *request = fork_of != NULL ? g_strdup_printf ("{\"fork_of\":\"%s\",\"name\":\"t\"}", fork_hex)
                                             : g_strdup ("{\"name\":\"t\"}");
  g_autoptr (GBytes) body = g_bytes_new (request, strlen (request));
  g_autofree char *id = NULL;
  guint8           salt[KEYS_SALT_SIZE] = { 7 }, k[KEYS_SIZE] = { 9 };
  Answer           answer = { 0 };
  gint64           lmid, accounts = 0;
  guint8           chain[32];
  char             state[16];
  gboolean         found;
  g_autoptr (GError) error = NULL;

  memset (device, 0, sizeof *device);
  memcpy (k, person.b, sizeof person.b);
  device->fixture = fixture;
  device->actor.login = g_steal_pointer (&login);
  device->actor.person = person;
  g_assert_true (db_int (server_get_db (fixture->server), &accounts, &found, &error,
                         "SELECT count(*) FROM account WHERE login = ?", "s", device->actor.login));
  if (accounts == 0)
    {
      g_auto (DbScope) scope = { 0 };

      g_assert_true (db_begin (&scope, server_get_db (fixture->server), &error));
      server_account_create (fixture->server, device->actor.login, person, salt, KEY_COST_SAMPLE, k, FALSE,
                             &fixture->now, &error);
      g_assert_no_error (error);
      g_assert_true (server_settle_grants (fixture->server, &fixture->now, &error));
      g_assert_true (db_commit (&scope, &error));
    }
  auth_device (fixture->server, &device->actor, body, &fixture->now, &answer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer.status, ==, 200);
  id = member_of (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body), "dev");
  g_bytes_unref (answer.body);
  g_assert_true (id_from_hex (id, &device->actor.device));
  device_load (fixture->server, device->actor.login, device->actor.device, &device->actor, &lmid, chain, state,
               &found, &error);
  g_assert_no_error (error);
  g_assert_true (found);
}

void
test_device_clear (TestDevice *device)
{
  g_clear_pointer (&device->actor.login, g_free);
}

Id
test_random_id (TestDevice *device)
{
  char        counter[16], id[33];
  const char *parts[] = { id, counter, NULL };

  id_to_hex (device->actor.device, id);
  g_snprintf (counter, sizeof counter, "%u", device->drawn++);
  return id_derive ("test", parts);
}

GBytes *
test_push_body (const TestDevice *device, Digest prev, GPtrArray *lines)
{
  GString         *body = g_string_new (NULL);
  g_autofree char *id = id_dup_hex (device->actor.device);
  g_autofree char *prev_hex = digest_dup_hex (prev);
  g_autofree char *sum = NULL;

  g_string_append_printf (
      body,
      "{\"count\":%u,\"dev\":\"%s\",\"ge\":0,\"now\":%" G_GINT64_FORMAT
      ",\"p\":1,\"prev\":\"%s\",\"schema\":1,\"seen\":0}\n",
      lines->len, id, device->fixture->now.now, prev_hex);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (body, "%s\n", (char *) lines->pdata[i]);
  sum = digest_dup_hex (digest_of (body->str, body->len));
  g_string_append_printf (body, "{\"end\":%u,\"sha\":\"%s\"}\n", lines->len, sum);
  return g_string_free_to_bytes (body);
}

static char *
read_outcome (GBytes *reply)
{
  gsize            length;
  const char      *text = g_bytes_get_data (reply, &length);
  gsize            first = (gsize) ((const char *) memchr (text, '\n', length) - text);
  g_autofree char *status = member_of (text, first, "s");
  g_autofree char *code = member_of (text, first, "code");

  return *code != '\0' && !g_str_equal (code, status) ? g_strconcat (status, "/", code, NULL)
                                                      : g_steal_pointer (&status);
}

char *
test_device_push (TestDevice *device, Mutation *mutation)
{
  g_autoptr (Mutation) owned = mutation;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  Answer      answer = { 0 };
  Digest      prev = device->chain;
  DigestState state;
  char       *line, *outcome;

  mutation->n = ++device->n;
  if (*mutation->mid == '\0')
    id_to_hex (test_random_id (device), mutation->mid);
  if (mutation->hlc == 0)
    mutation->hlc = hlc_next (0, device->fixture->now.now / 1000);
  line = mutation_line (mutation);
  g_ptr_array_add (lines, line);
  digest_init (&state);
  digest_update (&state, prev.b, sizeof prev.b);
  digest_update (&state, line, strlen (line));
  device->chain = digest_finish (&state);
  body = test_push_body (device, prev, lines);
  server_push (device->fixture->server, &device->actor, body, &device->fixture->now, &answer, &error);
  g_assert_no_error (error);
  if (answer.code != NULL)
    return g_strdup_printf ("%u/%s", answer.status, answer.code);
  outcome = read_outcome (answer.body);
  g_bytes_unref (answer.body);
  return outcome;
}

char *
test_device_pull (TestDevice *device, gint64 epoch, const char *cursors, const char *backfills)
{
  g_autofree char *id = id_dup_hex (device->actor.device);
  g_autofree char *request = g_strdup_printf ("{\"bf\":%s,\"cur\":%s,\"dev\":\"%s\",\"ge\":%" G_GINT64_FORMAT
                                              ",\"max\":8388608,\"nonce\":\"n\",\"p\":1,\"schema\":1}",
                                              backfills, cursors, id, epoch);
  g_autoptr (GBytes) body = g_bytes_new (request, strlen (request));
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  char  *text;

  server_pull (device->fixture->server, &device->actor, body, &device->fixture->now, &answer, &error);
  g_assert_no_error (error);
  if (answer.code != NULL)
    return g_strdup_printf ("%u/%s", answer.status, answer.code);
  text = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  g_bytes_unref (answer.body);
  return text;
}
