/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's machine, and what its administrator does. */
#include "simulate.h"

#include <string.h>

#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "customers/customer.h"
#include "server/admin.h"
#include "server/jobs.h"

static GBytes *founded[2]; /* the server on its first day; with the appraisal month opened */

ServerNow
sim_server_now (World *world)
{
  ServerNow now = { .now = world->now };

  for (gsize i = 0; i < G_N_ELEMENTS (now.random); i++)
    now.random[i] = sim_random (world);
  return now;
}

/* Founding */

static void
found_rows (Server *server, const ServerNow *now, const Schema *schema, GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < rows->len; i++)
    if (!server_write (server, NULL, schema, rows->pdata[i], now, &error))
      g_error ("%s: %s", schema->table, error->message);
}

static void
found_accounts (Server *server, const ServerNow *now, GPtrArray *persons)
{
  g_autoptr (GError) error = NULL;
  guint8 salt[KEYS_SALT_SIZE] = { 7 };

  for (guint i = 0; i < persons->len; i++)
    {
      Id     person = ((const Row *) persons->pdata[i])->id;
      guint8 k[KEYS_SIZE] = { 0 };
      char   login[33];

      id_to_hex (person, login);
      memcpy (k, person.b, sizeof person.b);
      server_account_create (server, login, person, salt, KEY_COST_SAMPLE, k, FALSE, now, &error);
      g_assert_no_error (error);
    }
}

/* Customers somebody entered before, with phones that can be deleted. */
static void
found_customers (Server *server, const Company *company, const ServerNow *now)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 6; i++)
    {
      Customer     *customer = schema_new (&customer_schema);
      ContactPhone *phone = schema_new (&contact_phone_schema);
      char          name[16];

      g_snprintf (name, sizeof name, "%u", i);
      customer->row.id = id_derive ("customer", (const char *const[]){ name, NULL });
      customer->assignment = phone->assignment = company->agent1_assignment;
      phone->row.id = id_derive ("phone", (const char *const[]){ name, NULL });
      phone->customer = customer->row.id;
      sim_set_text (&customer->name, name);
      sim_set_text (&phone->e164, "+8613800000000");
      if (!server_write (server, NULL, &customer_schema, customer, now, &error) ||
          !server_write (server, NULL, &contact_phone_schema, phone, now, &error))
        g_error ("%s", error->message);
      schema_free (&customer_schema, customer);
      schema_free (&contact_phone_schema, phone);
    }
}

static GBytes *
found (gboolean with_month)
{
  Company   company;
  gint64    then = with_month ? sim_month_opens () : G_GINT64_CONSTANT (1773100800000000);
  ServerNow now = { .now = then, .random = { 1, 2, 3 } };
  Server   *server;
  g_autoptr (GError) error = NULL;

  company_init (&company);
  server = server_open (SIM_SERVER_FILE, SIM_VFS, &now, &error);
  g_assert_no_error (error);
  {
    g_auto (DbScope) scope = { 0 };
    g_autoptr (GPtrArray) departments = directory_departments (company.directory);
    g_autoptr (GPtrArray) teams = directory_teams (company.directory, company.sales);
    g_autoptr (GPtrArray) persons = directory_persons (company.directory);
    g_autoptr (GPtrArray) assignments = directory_assignments (company.directory);

    g_assert_true (db_begin (&scope, server_get_db (server), &error));
    found_rows (server, &now, &department_schema, departments);
    found_rows (server, &now, &team_schema, teams);
    found_rows (server, &now, &person_schema, persons);
    found_rows (server, &now, &assignment_schema, assignments);
    found_accounts (server, &now, persons);
    found_customers (server, &company, &now);
    if (with_month)
      sim_appraisal_found (server, &company, now.now);
    g_assert_true (server_settle_grants (server, &now, &error));
    g_assert_true (db_commit (&scope, &error));
  }
  server_close (server);
  company_clear (&company);
  {
    GBytes *bytes = sim_vfs_get (SIM_SERVER_FILE);

    sim_vfs_reset (0);
    return bytes;
  }
}

void
sim_server_found (void)
{
  founded[0] = found (FALSE);
  founded[1] = found (TRUE);
}

void
sim_prepare (void)
{
  sim_vfs_reset (0);
  sim_server_found ();
}

/* Life */

static void
open_server (World *world)
{
  g_autoptr (GError) error = NULL;
  ServerNow now = sim_server_now (world);

  sim_drop_parked (world);
  world->server = server_open (SIM_SERVER_FILE, SIM_VFS, &now, &error);
  if (world->server != NULL)
    return;
  sim_wrong (world, "I8: the server cannot be opened: %s", error->message);
  sim_vfs_remove (SIM_SERVER_FILE "-wal");
  sim_vfs_put (SIM_SERVER_FILE, founded[0]);
  world->server = server_open (SIM_SERVER_FILE, SIM_VFS, &now, NULL);
  g_assert (world->server != NULL);
}

void
sim_server_start (World *world)
{
  sim_vfs_put (SIM_SERVER_FILE, founded[world->appraisal ? 1 : 0]);
  open_server (world);
  model_adopt_all (world->model, server_get_db (world->server));
}

static void
crash (World *world)
{
  SIM_HAPPENED (world, crash_server);
  sim_trace (world, "server crashes");
  sim_vfs_arm (SIM_SERVER, SIM_FAULT_CRASH, 0);
  server_close (world->server);
  sim_vfs_power_cut (SIM_SERVER);
  open_server (world);
  sim_check_acknowledged (world);
}

static void
restart (World *world)
{
  SIM_HAPPENED (world, fail_server);
  sim_trace (world, "server starts again after trouble with its disk");
  sim_vfs_disarm (SIM_SERVER);
  server_close (world->server);
  open_server (world);
  sim_check_acknowledged (world);
}

void
sim_server_backup (World *world)
{
  sim_vfs_copy (SIM_SERVER_FILE, SIM_SERVER_FILE ".copy");
  world->has_backup = TRUE;
  model_free (world->model_backup);
  world->model_backup = model_copy (world->model);
  sim_trace (world, "server is backed up");
}

/* Who stands where is taken from the server again: its rows went back in time. */
static void
reload_directory (World *world)
{
  Directory *directory = world->company.directory;
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), NULL,
                                        "SELECT id, body, del FROM row WHERE tbl = 'assignment'", "");
  g_autoptr (GPtrArray) all = directory_assignments (directory);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (Id));

  for (guint i = 0; i < all->len; i++)
    g_array_append_val (ids, ((const Row *) all->pdata[i])->id);
  for (guint i = 0; i < ids->len; i++)
    directory_remove (directory, &assignment_schema, g_array_index (ids, Id, i));
  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      g_autoptr (JsonNode) node = json_canonical_parse (db_column_text (stmt, 1), -1, JSON_DEPTH, NULL);
      Assignment *row = schema_new (&assignment_schema);

      if (schema_from_body (&assignment_schema, json_node_get_object (node), row, NULL))
        {
          row->row.id = db_column_id (stmt, 0);
          directory_add (directory, &assignment_schema, row);
        }
      schema_free (&assignment_schema, row);
    }
}

/* The server comes back from its backup as a new incarnation (R39). */
void
sim_server_restore (World *world)
{
  g_autoptr (GError) error = NULL;
  gint64 inc = server_get_incarnation (world->server) + 1;

  server_close (world->server);
  sim_vfs_copy (SIM_SERVER_FILE ".copy", SIM_SERVER_FILE);
  {
    g_autoptr (Db) db = db_open (SIM_SERVER_FILE, DB_EXCLUSIVE, SIM_VFS, &error);

    g_assert_no_error (error);
    db_exec (db, &error, "UPDATE meta SET value = ? WHERE name = 'inc'", "i", inc);
    g_assert_no_error (error);
  }
  open_server (world);
  g_hash_table_remove_all (world->acked);
  model_free (world->model);
  world->model = g_steal_pointer (&world->model_backup);
  world->has_backup = FALSE;
  reload_directory (world);
  sim_check_note_restore (world);
  SIM_HAPPENED (world, restore_server);
  sim_trace (world, "server is restored");
}

/* Requests */

static GBytes *
hello (World *world)
{
  char     id[33];
  GString *text = g_string_new (NULL);
  gboolean later = world->happened[G_STRUCT_OFFSET (SimFaults, future) / sizeof (int)] > 0;

  id_to_hex (server_get_id (world->server), id);
  g_string_printf (text,
                   "{\"inc\":%" G_GINT64_FORMAT ",\"now\":%" G_GINT64_FORMAT
                   ",\"proto\":[1,1],\"sample\":false,\"schema\":{\"cur\":%d,\"min\":1},\"server_id\":\"%s\"}",
                   server_get_incarnation (world->server), world->now, later ? 2 : 1,
                   id);
  return g_string_free_to_bytes (text);
}

static GBytes *
error_body (const char *code)
{
  char *text = g_strdup_printf ("{\"code\":\"%s\"}", code);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
wait_for_news (World *world, const SimFlight *ask, const ServerActor *actor, Answer *answer, GError **error)
{
  const char *query = strchr (ask->path, '?');
  g_autoptr (GHashTable) words =
      query != NULL ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  ServerWait wait = { 0 };

  if (words != NULL)
    wait = (ServerWait){ g_hash_table_lookup (words, "dev"), g_hash_table_lookup (words, "ge"),
                         g_hash_table_lookup (words, "cur") };
  return server_wait (world->server, actor, &wait, answer, &world->parks, error);
}

/* I7: whoever waits is told when there is news, not when his time is over. */
void
sim_server_check_wait (World *world, const SimFlight *wait)
{
  ServerNow   now = { .now = world->now };
  ServerActor actor = { 0 };
  Answer      answer = { 0 };
  gboolean    found = FALSE, parks = world->parks;

  world->parks = FALSE;
  if (wait->token != NULL && auth_find (world->server, wait->token, &now, &actor, &found, NULL) && found &&
      wait_for_news (world, wait, &actor, &answer, NULL) && answer.status == 200 && !world->parks)
    sim_wrong (world, "I7: there was news for client %d, and it waited in vain", wait->client);
  world->parks = parks;
  g_clear_pointer (&answer.body, g_bytes_unref);
  g_free (actor.login);
}

/* What routes.c does: the day, the jobs, who asks, and the request itself. */
static gboolean
serve (World *world, const SimFlight *ask, const ServerNow *now, Answer *answer, ServerActor *actor, GError **error)
{
  Server  *server = world->server;
  gboolean found = FALSE, served;

  if (!server_new_day (server, now, error) || !server_jobs (server, now, error))
    return FALSE;
  if (g_str_equal (ask->path, "/v1/refresh"))
    return auth_refresh (server, ask->body, now, answer, error);
  if (ask->token != NULL && !auth_find (server, ask->token, now, actor, &found, error))
    return FALSE;
  if (!found)
    {
      answer_error (answer, 401, "unknown_token", "");
      return TRUE;
    }
  if (g_str_equal (ask->path, "/v1/device"))
    return auth_device (server, actor, ask->body, now, answer, error);
  if (g_str_equal (ask->path, "/v1/push"))
    return server_push (server, actor, ask->body, now, answer, error);
  if (g_str_equal (ask->path, "/v1/repair"))
    return server_repair (server, actor, ask->body, now, answer, error);
  if (sim_files_is (ask->path))
    return sim_files_serve (world, ask, now, actor, answer, error);
  if (g_str_has_prefix (ask->path, "/v1/wait"))
    return wait_for_news (world, ask, actor, answer, error);
  world->in_pull = &world->clients[ask->client];
  served = server_pull (server, actor, ask->body, now, answer, error);
  world->in_pull = NULL;
  return served;
}

static gboolean
read_member_id (GBytes *body, const char *name, Id *id)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length);
  const char *end = memchr (text, '\n', length);
  g_autoptr (JsonNode) node = json_strict_parse (text, end != NULL ? (gssize) (end - text) : (gssize) length, 4, NULL);

  *id = ID_NONE;
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
         json_member_opt_id (json_node_get_object (node), name, id, NULL) && !id_is_none (*id);
}

/* The last mid of a push; FALSE = it has none. */
static gboolean
last_mid (GBytes *body, Id *mid)
{
  gsize            length;
  const char      *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  const char      *at = g_strrstr (text, "\"mid\":\"");
  g_autofree char *hex = at != NULL ? g_strndup (at + 7, 32) : NULL;

  return hex != NULL && id_from_hex (hex, mid);
}

static gboolean
is_committed (World *world, GBytes *body)
{
  gint64 count = 0;
  Id     mid;

  if (!last_mid (body, &mid))
    return FALSE;
  db_int (server_get_db (world->server), &count, NULL, NULL, "SELECT count(*) FROM mutation WHERE mid = ?", "d", &mid);
  return count > 0;
}

static void
tell_model (World *world, const SimFlight *ask, Id person, const ServerNow *now, GBytes *reply)
{
  g_autofree char *wrong = NULL;
  char             today[11];

  if (g_str_equal (ask->path, "/v1/device") && reply != NULL)
    {
      Id device, fork_of;

      read_member_id (ask->body, "fork_of", &fork_of);
      if (read_member_id (reply, "dev", &device))
        model_device (world->model, device, fork_of);
      return;
    }
  if (!g_str_equal (ask->path, "/v1/push"))
    return;
  server_today (world->server, now, today);
  wrong = model_push (world->model, person, today, ask->body, reply);
  if (wrong != NULL)
    sim_wrong (world, "the model: %s", wrong);
}

/* Every mid of an answered push is durable from now on (I8). */
static void
note_acknowledged (World *world, GBytes *body)
{
  gsize            length;
  const char      *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);

  for (const char *at = strstr (text, "\"mid\":\""); at != NULL; at = strstr (at + 7, "\"mid\":\""))
    g_hash_table_add (world->acked, g_strndup (at + 7, 32));
}

static SimFault
arm (World *world)
{
  static const SimFault failures[] = { SIM_FAULT_WRITE, SIM_FAULT_FULL, SIM_FAULT_SYNC };
  SimFault              fault = SIM_FAULT_NONE;

  if (sim_chance (world, world->faults.crash_server))
    fault = SIM_FAULT_CRASH;
  else if (sim_chance (world, world->faults.fail_server))
    fault = failures[sim_int (world, 0, G_N_ELEMENTS (failures))];
  if (fault != SIM_FAULT_NONE)
    sim_vfs_arm (SIM_SERVER, fault, (guint) sim_int (world, 0, fault == SIM_FAULT_CRASH ? 200 : 20));
  return fault;
}

/* After the fault: died in the middle, or fell back on its feet. TRUE = there is an answer to send. */
static gboolean
recover (World *world, const SimFlight *ask, SimFault armed, gboolean served, Id person, const ServerNow *now)
{
  if (armed == SIM_FAULT_CRASH)
    crash (world);
  else
    restart (world);
  sim_server_reinstate (world);
  if (world->wrong == NULL && g_str_equal (ask->path, "/v1/push") && is_committed (world, ask->body))
    tell_model (world, ask, person, now, NULL);
  return armed != SIM_FAULT_CRASH && !served;
}

/* A push made for the server as it was before its restore does nothing: its places mean nothing any more (R39). */
static void
check_incarnation (World *world, GBytes *body)
{
  gsize       length;
  const char *bytes = g_bytes_get_data (body, &length), *end = memchr (bytes, '\n', length);
  g_autoptr (JsonNode) head = end != NULL ? json_strict_parse (bytes, end - bytes, 4, NULL) : NULL;
  gint64 inc = 0;

  if (head == NULL || !json_member_int (json_node_get_object (head), "inc", &inc, NULL) ||
      inc != server_get_incarnation (world->server))
    sim_wrong (world, "R39: a push for incarnation %d was taken by incarnation %d", (int) inc,
               (int) server_get_incarnation (world->server));
}

static GBytes *
finish (World *world, const SimFlight *ask, Answer *answer, Id person, const ServerNow *now, guint *status)
{
  const char *bytes;
  gsize       length;

  *status = answer->status;
  if (answer->body == NULL)
    return error_body (answer->code);
  if (answer->status == 200 && g_str_equal (ask->path, "/v1/push"))
    {
      check_incarnation (world, ask->body);
      note_acknowledged (world, ask->body);
    }
  if (world->parks)
    {
      g_clear_pointer (&answer->body, g_bytes_unref);
      return NULL;
    }
  tell_model (world, ask, person, now, answer->body);
  bytes = g_bytes_get_data (answer->body, &length);
  sim_check_reply (world, &world->clients[ask->client], bytes + world->pull_checked, length - world->pull_checked);
  return answer->body;
}

/* What was written since the grants last changed, before they change again. */
static void
check_rest (World *world, const SimFlight *ask, const Answer *answer)
{
  gsize       length;
  const char *bytes = g_bytes_get_data (answer->body, &length);

  sim_check_reply (world, &world->clients[ask->client], bytes + world->pull_checked, length - world->pull_checked);
  world->pull_checked = length;
}

GBytes *
sim_server_serve (World *world, const SimFlight *ask, guint *status, guint *retry_after)
{
  g_autoptr (GError) error = NULL;
  ServerActor actor = { 0 };
  Answer      answer = { 0 };
  ServerNow   now = sim_server_now (world);
  SimFault    armed;
  gboolean    served;

  world->requests++;
  world->pull_checked = 0;
  world->parks = FALSE;
  *retry_after = 0;
  if (world->storm_until > world->now && sim_chance (world, 800))
    {
      *status = sim_chance (world, 800) ? 503 : 429;
      *retry_after = (guint) sim_int (world, 0, 20);
      return error_body ("busy");
    }
  if (g_str_equal (ask->path, "/v1/hello"))
    {
      *status = 200;
      return hello (world);
    }
  armed = arm (world);
  served = serve (world, ask, &now, &answer, &actor, &error);
  g_clear_pointer (&actor.login, g_free);
  if (sim_vfs_doom_came (SIM_SERVER))
    armed = SIM_FAULT_CRASH;
  if (armed != SIM_FAULT_NONE && (sim_vfs_struck (SIM_SERVER) || sim_vfs_doom_came (SIM_SERVER)))
    {
      g_clear_pointer (&answer.body, g_bytes_unref);
      world->parks = FALSE;
      *status = 503;
      return recover (world, ask, armed, served, actor.person, &now) ? error_body ("store") : NULL;
    }
  sim_vfs_disarm (SIM_SERVER);
  if (world->suspended != NULL && answer.body != NULL)
    {
      check_rest (world, ask, &answer);
      sim_server_reinstate (world);
    }
  if (served)
    return finish (world, ask, &answer, actor.person, &now, status);
  g_clear_pointer (&answer.body, g_bytes_unref);
  sim_wrong (world, "%s fails: %s", ask->path, error != NULL ? error->message : "no reason");
  *status = 503;
  return error_body ("store");
}

gboolean
sim_server_sign_in (SimClient *client)
{
  World           *world = client->world;
  ServerNow        now = sim_server_now (world);
  guint8           k[KEYS_SIZE] = { 0 }, auth[KEYS_SIZE];
  g_autofree char *hex = NULL;
  g_autofree char *request = NULL;
  g_autoptr (GBytes) body = NULL;
  Answer answer = { 0 };
  guint  retry_after = 0;
  g_autoptr (JsonNode) node = NULL;
  gsize       length;
  const char *text, *access, *refresh;

  memcpy (k, client->person.b, sizeof client->person.b);
  keys_auth (k, auth);
  hex = hex_dup (auth, sizeof auth);
  request = g_strdup_printf ("{\"auth\":\"%s\",\"login\":\"%s\"}", hex, client->login);
  body = g_bytes_new (request, strlen (request));
  if (!auth_login (world->server, body, client->machine, &now, &answer, &retry_after, NULL) || answer.body == NULL)
    return FALSE;
  text = g_bytes_get_data (answer.body, &length);
  node = json_strict_parse (text, (gssize) length, 4, NULL);
  if (node == NULL || !json_member_string (json_node_get_object (node), "access", &access, NULL) ||
      !json_member_string (json_node_get_object (node), "refresh", &refresh, NULL))
    g_error ("seed %" G_GUINT64_FORMAT ": log-in without tokens", world->seed);
  g_free (client->access);
  g_free (client->refresh);
  client->access = g_strdup (access);
  client->refresh = g_strdup (refresh);
  g_bytes_unref (answer.body);
  return TRUE;
}

/* The administrator */

static void
drop_suspended (World *world)
{
  schema_free (&assignment_schema, world->suspended);
  world->suspended = NULL;
}

/* A person leaves the team and begins in the other one today. */
static gboolean
write_move (
    World *world, const Assignment *old, Id team, const char *today, const char *yesterday, const ServerNow *now)
{
  g_auto (DbScope) scope = { 0 };
  g_autoptr (GError) error = NULL;
  Assignment *ending = schema_copy (&assignment_schema, old);
  Assignment *next = schema_copy (&assignment_schema, old);
  gboolean    moved = FALSE;

  sim_set_text (&ending->to_on, yesterday);
  next->row = (Row){ .id = sim_new_id (world) };
  next->team = team;
  sim_set_text (&next->from_on, today);
  if (db_begin (&scope, server_get_db (world->server), &error) &&
      server_write (world->server, NULL, &assignment_schema, ending, now, &error) &&
      server_write (world->server, NULL, &assignment_schema, next, now, &error) &&
      server_settle_grants (world->server, now, &error) && db_commit (&scope, &error))
    {
      moved = TRUE;
      directory_add (world->company.directory, &assignment_schema, ending);
      directory_add (world->company.directory, &assignment_schema, next);
    }
  else if (!sim_vfs_struck (SIM_SERVER))
    sim_wrong (world, "a move cannot be written: %s", error->message);
  schema_free (&assignment_schema, ending);
  schema_free (&assignment_schema, next);
  return moved;
}

void
sim_server_move_somebody (World *world)
{
  Company          *company = &world->company;
  const Id          people[] = { company->agent1, company->agent1, company->agent2, company->mover };
  Id                person = people[sim_int (world, 0, G_N_ELEMENTS (people))];
  ServerNow         now = sim_server_now (world);
  char              today[11], yesterday[11];
  const Assignment *old;
  Id                team;
  Day               day;

  server_today (world->server, &now, today);
  day_parse (today, &day);
  day_format (day - 1, yesterday);
  old = directory_assignment_on (company->directory, person, today);
  /* Nobody moves twice a day, and what the calendar has planned stays planned. */
  if (old == NULL || strcmp (old->from_on, yesterday) > 0 || *old->to_on != '\0')
    return;
  team = id_equal (old->team, company->team1) ? company->team2 : company->team1;
  if (write_move (world, old, team, today, yesterday, &now))
    {
      SIM_HAPPENED (world, move);
      sim_trace (world, "somebody moves to another team");
    }
}

static gboolean
write_assignment (World *world, const Assignment *row)
{
  ServerNow now = sim_server_now (world);
  g_auto (DbScope) scope = { 0 };

  if (!db_begin (&scope, server_get_db (world->server), NULL) ||
      !server_write (world->server, NULL, &assignment_schema, row, &now, NULL) ||
      !server_settle_grants (world->server, &now, NULL) || !db_commit (&scope, NULL))
    return FALSE;
  directory_add (world->company.directory, &assignment_schema, row);
  return TRUE;
}

/* A person stands nowhere for a moment: every grant goes, and comes back. */
void
sim_server_suspend (World *world, Id person)
{
  ServerNow         now = { .now = world->now };
  char              today[11], yesterday[11];
  const Assignment *old;
  Assignment       *ended;
  Day               day;

  server_today (world->server, &now, today);
  day_parse (today, &day);
  day_format (day - 1, yesterday);
  old = directory_assignment_on (world->company.directory, person, today);
  if (old == NULL || strcmp (old->from_on, yesterday) > 0)
    return;
  world->suspended = schema_copy (&assignment_schema, old);
  ended = schema_copy (&assignment_schema, old);
  sim_set_text (&ended->to_on, yesterday);
  if (!write_assignment (world, ended))
    drop_suspended (world);
  schema_free (&assignment_schema, ended);
}

void
sim_server_reinstate (World *world)
{
  if (world->suspended != NULL && write_assignment (world, world->suspended))
    drop_suspended (world);
}

void
sim_server_device_state (World *world, const char *state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = server_devices (world->server, NULL, &error);
  ServerNow   now = sim_server_now (world);
  ServerActor admin = { .login = (char *) "admin:root", .admin = TRUE };
  gboolean    found;
  g_auto (DbScope) scope = { 0 };

  g_assert_no_error (error);
  if (devices->len == 0)
    return;
  g_assert_true (db_begin (&scope, server_get_db (world->server), &error));
  for (guint i = 0; i < devices->len; i++)
    {
      const DeviceInfo *device = devices->pdata[i];

      if (state == NULL && !g_str_equal (device->state, "active"))
        server_device_set_state (world->server, &admin, device->id, "active", &now, &found, &error);
    }
  if (state != NULL)
    {
      const DeviceInfo *device = devices->pdata[sim_int (world, 0, (int) devices->len)];

      server_device_set_state (world->server, &admin, device->id, state, &now, &found, &error);
      SIM_HAPPENED (world, revoke);
      sim_trace (world, "device %d is %s", (int) device->number, state);
    }
  g_assert_no_error (error);
  g_assert_true (db_commit (&scope, &error));
}

void
sim_server_lock (World *world, gboolean lock)
{
  g_autoptr (GError) error = NULL;
  SimClient  *client = &world->clients[sim_int (world, 0, world->n_clients)];
  ServerNow   now = sim_server_now (world);
  ServerActor admin = { .login = (char *) "admin:root", .admin = TRUE };
  gboolean    found;
  g_auto (DbScope) scope = { 0 };

  g_assert_true (db_begin (&scope, server_get_db (world->server), &error));
  for (int i = 0; i < world->n_clients; i++)
    if (lock ? &world->clients[i] == client : TRUE)
      server_account_set_state (world->server, &admin, world->clients[i].login, lock ? "locked" : "active", &now,
                                &found, &error);
  g_assert_no_error (error);
  g_assert_true (db_commit (&scope, &error));
  if (lock)
    SIM_HAPPENED (world, lock);
}

/* A table this build does not know. */
typedef struct
{
  Row   row;
  char *words;
} Gadget;

static const Field  gadget_fields[] = { FIELD (Gadget, words, TEXT, "Words"), FIELD_LAST };
static const Place  gadget_places[] = { { NULL, BUCKET_ORG, NULL, NULL }, { 0 } };
static const Access gadget_access[] = { { REL_SYSTEM, OP_ALL, NULL, NULL }, { 0 } };
static const Schema gadget_schema = { .table = "gadget",
                                      .title = "Gadget",
                                      .size = sizeof (Gadget),
                                      .fields = gadget_fields,
                                      .places = gadget_places,
                                      .access = gadget_access };

static void
write_gadget (World *world, const ServerNow *now, GError **error)
{
  Gadget *row = schema_new (&gadget_schema);

  row->row.id = sim_new_id (world);
  sim_set_text (&row->words, "以后的表");
  server_write (world->server, NULL, &gadget_schema, row, now, error);
  schema_free (&gadget_schema, row);
}

/* A member of a known row that this build does not know. */
static void
write_later_member (World *world, const ServerNow *now, GError **error)
{
  Customer *row;
  Id        id = ID_NONE;
  int       found;
  {
    g_autoptr (DbStmt) stmt =
        db_prepare (server_get_db (world->server), error,
                    "SELECT id FROM row WHERE tbl = 'customer' AND del = 0 ORDER BY id LIMIT 1 OFFSET ?", "i",
                    (gint64) sim_int (world, 0, 20));

    found = stmt != NULL ? db_step (stmt, error) : -1;
    if (found == 1)
      id = db_column_id (stmt, 0);
  }
  if (found != 1)
    return;
  row = server_read (world->server, &customer_schema, id, error);
  if (row == NULL)
    return;
  sim_set_text (&row->row.extra, "{\"zz_later\":7}");
  server_write (world->server, NULL, &customer_schema, row, now, error);
  schema_free (&customer_schema, row);
  model_adopt (world->model, server_get_db (world->server), "customer", id);
}

/* The server is of the next release: it has a table and a member more (R37, R38). */
void
sim_server_from_future (World *world)
{
  ServerNow now = sim_server_now (world);
  g_autoptr (GError) error = NULL;
  g_auto (DbScope) scope = { 0 };

  g_assert_true (db_begin (&scope, server_get_db (world->server), &error));
  if (sim_chance (world, 500))
    write_gadget (world, &now, &error);
  else
    write_later_member (world, &now, &error);
  g_assert_no_error (error);
  g_assert_true (server_settle_grants (world->server, &now, &error));
  g_assert_true (db_commit (&scope, &error));
  SIM_HAPPENED (world, future);
  sim_trace (world, "the server writes what only its next release knows");
}
