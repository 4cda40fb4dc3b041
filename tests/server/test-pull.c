/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pulls as text: who gets what, resuming at every commit point, rows that move, grants that change, tokens. */
#include "appraisal/sheet.h"
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
#include "core/moment.h"
#include "rules/place.h"
#include "server-fixture.h"
#include "server/history.h"
#include "time/attendance-day.h"

#include <string.h>

/* A client in miniature: rows by "table id", cursors, backfills, epoch. */
typedef struct
{
  TestDevice *device;
  GHashTable *rows;    /* "table id" → body */
  GHashTable *buckets; /* "table id" → bucket */
  GHashTable *cursors, *backfills;
  gint64      epoch;
} Replica;

static void
replica_init (Replica *replica, TestDevice *device)
{
  replica->device = device;
  replica->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  replica->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  replica->cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  replica->backfills = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  replica->epoch = 0;
}

static void
replica_clear (Replica *replica)
{
  g_hash_table_unref (replica->rows);
  g_hash_table_unref (replica->buckets);
  g_hash_table_unref (replica->cursors);
  g_hash_table_unref (replica->backfills);
}

static char *
places (GHashTable *table)
{
  GString *text = g_string_new ("{");
  GList   *keys = g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) strcmp);

  for (GList *at = keys; at != NULL; at = at->next)
    {
      json_append_key (text, at->data);
      g_string_append (text, g_hash_table_lookup (table, at->data));
    }
  g_list_free (keys);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
take_places (JsonObject *commit, const char *name, GHashTable *table)
{
  JsonObject    *inner = json_object_has_member (commit, name) ? json_object_get_object_member (commit, name) : NULL;
  JsonObjectIter iter;
  const char    *key;
  JsonNode      *value;

  if (inner == NULL)
    return;
  json_object_iter_init (&iter, inner);
  while (json_object_iter_next (&iter, &key, &value))
    {
      if (json_node_get_int (value) < 0)
        g_hash_table_remove (table, key);
      else
        g_hash_table_replace (table, g_strdup (key),
                              g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value)));
    }
}

static void
take_row (Replica *replica, JsonArray *line)
{
  const char *kind = json_array_get_string_element (line, 0);
  char       *key =
      g_strdup_printf ("%s %s", json_array_get_string_element (line, 1), json_array_get_string_element (line, 2));
  const char *bucket = json_array_get_string_element (line, 3);

  if (g_str_equal (kind, "R"))
    {
      g_hash_table_replace (replica->buckets, g_strdup (key), g_strdup (bucket));
      g_hash_table_replace (replica->rows, key, json_canonical_text (json_array_get_element (line, 7)));
      return;
    }
  if (g_str_equal (kind, "D") || g_strcmp0 (g_hash_table_lookup (replica->buckets, key), bucket) == 0)
    {
      g_hash_table_remove (replica->rows, key);
      g_hash_table_remove (replica->buckets, key);
    }
  g_free (key);
}

static void
purge (Replica *replica, const char *bucket)
{
  GHashTableIter iter;
  gpointer       key, value;

  g_hash_table_remove (replica->backfills, bucket);
  g_hash_table_iter_init (&iter, replica->buckets);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_equal (value, bucket))
      {
        g_hash_table_remove (replica->rows, key);
        g_hash_table_iter_remove (&iter);
      }
}

static void
take_head (Replica *replica, JsonObject *head)
{
  JsonArray *add = json_object_get_array_member (head, "add");
  JsonArray *del = json_object_get_array_member (head, "del");

  for (guint i = 0; i < json_array_get_length (add); i++)
    g_hash_table_replace (replica->backfills,
                          g_strdup (json_array_get_string_element (json_array_get_array_element (add, i), 0)),
                          g_strdup ("0"));
  for (guint i = 0; i < json_array_get_length (del); i++)
    purge (replica, json_array_get_string_element (del, i));
  replica->epoch = json_object_get_int_member (head, "ge");
}

/* Reads a reply up to its @stop-th commit point and drops the rest, as if the line had been cut. Returns "more". */
static gboolean
take_reply (Replica *replica, const char *text, guint stop)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  guint commits = 0;

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      JsonNode   *node = json_canonical_parse (lines[i], -1, JSON_DEPTH, NULL);
      JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      g_assert_nonnull (node);
      if (object == NULL)
        g_ptr_array_add (held, node);
      else
        {
          g_autoptr (JsonNode) owned = node;

          if (json_object_has_member (object, "H"))
            take_head (replica, json_object_get_object_member (object, "H"));
          else if (json_object_has_member (object, "E"))
            return json_object_get_boolean_member (json_object_get_object_member (object, "E"), "more");
          else
            {
              JsonObject *commit = json_object_get_object_member (object, "C");

              for (guint j = 0; j < held->len; j++)
                take_row (replica, json_node_get_array (held->pdata[j]));
              g_ptr_array_set_size (held, 0);
              take_places (commit, "cur", replica->cursors);
              take_places (commit, "bf", replica->backfills);
              if (++commits == stop)
                return TRUE;
            }
        }
    }
  return TRUE;
}

static void
replica_pull (Replica *replica, guint stop)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *cursors = places (replica->cursors);
      g_autofree char *backfills = places (replica->backfills);
      g_autofree char *reply = test_device_pull (replica->device, replica->epoch, cursors, backfills);

      if (!take_reply (replica, reply, stop))
        return;
    }
  g_error ("the pull does not end");
}

static guint
count_table (const Replica *replica, const char *table)
{
  GHashTableIter   iter;
  gpointer         key;
  guint            count = 0;
  g_autofree char *prefix = g_strconcat (table, " ", NULL);

  g_hash_table_iter_init (&iter, replica->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    count += g_str_has_prefix (key, prefix);
  return count;
}

static gboolean
has_row (const Replica *replica, const char *table, Id id)
{
  g_autofree char *hex = id_dup_hex (id);
  g_autofree char *key = g_strdup_printf ("%s %s", table, hex);

  return g_hash_table_contains (replica->rows, key);
}

typedef struct
{
  ServerFixture base;
  TestDevice    agent, supervisor, other, hr;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  server_fixture_init (&f->base);
  test_device_init (&f->agent, &f->base, f->base.company.agent1, NULL);
  test_device_init (&f->supervisor, &f->base, f->base.company.supervisor1, NULL);
  test_device_init (&f->other, &f->base, f->base.company.agent2, NULL);
  test_device_init (&f->hr, &f->base, f->base.company.hr1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_device_clear (&f->agent);
  test_device_clear (&f->supervisor);
  test_device_clear (&f->other);
  test_device_clear (&f->hr);
  server_fixture_clear (&f->base);
}

static void
write_row (Fixture *f, const Schema *schema, gconstpointer row)
{
  g_autoptr (GError) error = NULL;
  g_auto (DbScope) scope = { 0 };

  g_assert_true (db_begin (&scope, server_get_db (f->base.server), &error));
  server_write (f->base.server, NULL, schema, row, &f->base.now, &error);
  g_assert_no_error (error);
  g_assert_true (server_settle_grants (f->base.server, &f->base.now, &error));
  g_assert_true (db_commit (&scope, &error));
}

/* @count attendance days of agent1, far enough back to need several chunks. */
static void
write_days (Fixture *f, guint count)
{
  g_auto (DbScope) scope = { 0 };
  Day first;

  day_parse ("2020-01-01", &first);
  g_assert_true (db_begin (&scope, server_get_db (f->base.server), NULL));
  for (guint i = 0; i < count; i++)
    {
      AttendanceDay *day = schema_new (&attendance_day_schema);

      day->person = f->base.company.agent1;
      g_free (day->day);
      day->day = day_dup_text (first + (Day) i);
      day->row.id = schema_natural_id (&attendance_day_schema, day);
      g_assert_true (server_write (f->base.server, NULL, &attendance_day_schema, day, &f->base.now, NULL));
      schema_free (&attendance_day_schema, day);
    }
  g_assert_true (server_settle_grants (f->base.server, &f->base.now, NULL));
  g_assert_true (db_commit (&scope, NULL));
}

static void
test_cut_anywhere_arrives_whole (Fixture *f, gconstpointer data)
{
  guint expected = 0;

  write_days (f, 1700);
  for (guint stop = 0; stop < 6; stop++)
    {
      Replica replica;

      replica_init (&replica, &f->agent);
      replica_pull (&replica, stop); /* 0 = never cut */
      g_assert_cmpuint (count_table (&replica, "attendance_day"), ==, 1700);
      g_assert_cmpuint (g_hash_table_size (replica.backfills), ==, 0);
      if (stop == 0)
        expected = g_hash_table_size (replica.rows);
      g_assert_cmpuint (g_hash_table_size (replica.rows), ==, expected);
      replica_clear (&replica);
    }
}

static void
test_only_granted_rows (Fixture *f, gconstpointer data)
{
  Replica supervisor, other, hr;

  write_days (f, 5);
  replica_init (&supervisor, &f->supervisor);
  replica_init (&other, &f->other);
  replica_init (&hr, &f->hr);
  replica_pull (&supervisor, 0);
  replica_pull (&other, 0);
  replica_pull (&hr, 0);
  g_assert_cmpuint (count_table (&supervisor, "attendance_day"), ==, 5);
  g_assert_cmpuint (count_table (&other, "attendance_day"), ==, 0);
  g_assert_cmpuint (count_table (&hr, "attendance_day"), ==, 5);
  g_assert_cmpuint (count_table (&other, "person"), ==, count_table (&hr, "person"));
  replica_clear (&supervisor);
  replica_clear (&other);
  replica_clear (&hr);
}

/* A sheet is the person's alone, then the line's too, then HR's (R1); each device sees exactly that. */
static void
test_sheet_moves_by_state (Fixture *f, gconstpointer data)
{
  static const struct
  {
    SheetState state;
    gboolean   agent, supervisor, hr;
  } steps[] = { { SHEET_STATE_DRAFT, TRUE, FALSE, FALSE },
                { SHEET_STATE_REVEALED, TRUE, TRUE, FALSE },
                { SHEET_STATE_REVIEWED, TRUE, TRUE, TRUE },
                { SHEET_STATE_DRAFT, TRUE, FALSE, FALSE } };
  SelfSheet *sheet = schema_new (&self_sheet_schema);
  Replica    agent, supervisor, hr;

  sheet->appraisal = test_random_id (&f->agent);
  sheet->person = f->base.company.agent1;
  sheet->row.id = schema_natural_id (&self_sheet_schema, sheet);
  replica_init (&agent, &f->agent);
  replica_init (&supervisor, &f->supervisor);
  replica_init (&hr, &f->hr);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      sheet->state = steps[i].state;
      write_row (f, &self_sheet_schema, sheet);
      replica_pull (&agent, 0);
      replica_pull (&supervisor, 0);
      replica_pull (&hr, 0);
      g_assert_cmpint (has_row (&agent, "self_sheet", sheet->row.id), ==, steps[i].agent);
      g_assert_cmpint (has_row (&supervisor, "self_sheet", sheet->row.id), ==, steps[i].supervisor);
      g_assert_cmpint (has_row (&hr, "self_sheet", sheet->row.id), ==, steps[i].hr);
    }
  schema_free (&self_sheet_schema, sheet);
  replica_clear (&agent);
  replica_clear (&supervisor);
  replica_clear (&hr);
}

/* A move to another team rewrites no row: grants alone change (R1, R40). */
static void
test_team_move (Fixture *f, gconstpointer data)
{
  Replica     old, new;
  TestDevice  deputy;
  Assignment *row, *next;
  const Id    person = f->base.company.agent1;
  gint64      before = 0, after = 0;
  gboolean    found;

  test_device_init (&deputy, &f->base, f->base.company.deputy, NULL);
  write_days (f, 3);
  replica_init (&old, &f->supervisor);
  replica_init (&new, &deputy);
  replica_pull (&old, 0);
  replica_pull (&new, 0);
  g_assert_cmpuint (count_table (&old, "attendance_day"), ==, 3);
  g_assert_cmpuint (count_table (&new, "attendance_day"), ==, 0);
  g_assert_true (db_int (server_get_db (f->base.server), &before, &found, NULL,
                         "SELECT sum(rv) FROM row WHERE tbl = 'attendance_day'", ""));

  row = schema_copy (&assignment_schema, directory_assignment_on (f->base.company.directory, person, "2026-04-01"));
  g_free (row->to_on);
  row->to_on = g_strdup ("2026-04-01");
  write_row (f, &assignment_schema, row);
  next = schema_copy (&assignment_schema, row);
  next->row.id = test_random_id (&f->agent);
  next->team = f->base.company.team2;
  g_free (next->from_on);
  next->from_on = g_strdup ("2026-04-02");
  g_free (next->to_on);
  next->to_on = g_strdup ("");
  write_row (f, &assignment_schema, next);

  replica_pull (&old, 0);
  replica_pull (&new, 0);
  g_assert_cmpuint (count_table (&old, "attendance_day"), ==, 0);
  g_assert_cmpuint (count_table (&new, "attendance_day"), ==, 3);
  g_assert_true (db_int (server_get_db (f->base.server), &after, &found, NULL,
                         "SELECT sum(rv) FROM row WHERE tbl = 'attendance_day'", ""));
  g_assert_cmpint (before, ==, after);
  schema_free (&assignment_schema, row);
  schema_free (&assignment_schema, next);
  replica_clear (&old);
  replica_clear (&new);
  test_device_clear (&deputy);
}

/* The date alone shows nothing; the day's job does, once (R40). */
static void
test_new_day (Fixture *f, gconstpointer data)
{
  Replica     replica;
  Assignment *row = schema_copy (
      &assignment_schema, directory_assignment_on (f->base.company.directory, f->base.company.agent1, "2026-04-01"));

  write_days (f, 2);
  g_free (row->to_on);
  row->to_on = g_strdup ("2026-04-02");
  write_row (f, &assignment_schema, row);
  replica_init (&replica, &f->supervisor);
  replica_pull (&replica, 0);
  g_assert_cmpuint (count_table (&replica, "attendance_day"), ==, 2);
  f->base.now.now += G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
  replica_pull (&replica, 0);
  g_assert_cmpuint (count_table (&replica, "attendance_day"), ==, 2);
  g_assert_true (server_new_day (f->base.server, &f->base.now, NULL));
  replica_pull (&replica, 0);
  g_assert_cmpuint (count_table (&replica, "attendance_day"), ==, 0);
  schema_free (&assignment_schema, row);
  replica_clear (&replica);
}

/* Cursors invented, buckets of others asked for: not a row, not a word. */
static void
test_asking_for_more_gives_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *bucket = NULL;
  g_autofree char *backfills = NULL;
  g_autofree char *reply = NULL;

  write_days (f, 3);
  bucket = id_dup_hex (bucket_derive_id (BUCKET_FILE, f->base.company.sales, f->base.company.agent1, ""));
  backfills = g_strdup_printf ("{\"%s\":0}", bucket);
  reply = test_device_pull (&f->other, 1, "{}", backfills);
  g_assert_null (strstr (reply, "attendance_day"));
  g_assert_null (strstr (reply, bucket));
}

static char *
call_auth (gboolean (*func) (Server *, GBytes *, const ServerNow *, Answer *, GError **),
           Fixture    *f,
           const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  Answer answer = { 0 };
  char  *result;

  g_assert_true (func (f->base.server, body, &f->base.now, &answer, NULL));
  if (answer.code != NULL)
    return g_strdup (answer.code);
  result = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  g_bytes_unref (answer.body);
  return result;
}

static char *
login (Fixture *f, const char *name, const guint8 k[KEYS_SIZE], guint *retry_after)
{
  guint8           auth[32];
  g_autofree char *hex = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  Answer answer = { 0 };
  char  *result;

  keys_auth (k, auth);
  hex = g_malloc0 (65);
  sodium_bin2hex (hex, 65, auth, sizeof auth);
  text = g_strdup_printf ("{\"auth\":\"%s\",\"login\":\"%s\"}", hex, name);
  body = g_bytes_new (text, strlen (text));
  g_assert_true (auth_login (f->base.server, body, "127.0.0.1", &f->base.now, &answer, retry_after, NULL));
  if (answer.code != NULL)
    return g_strdup (answer.code);
  result = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  g_bytes_unref (answer.body);
  return result;
}

static char *
member (const char *json, const char *name)
{
  g_autoptr (JsonNode) node = json_canonical_parse (json, -1, 3, NULL);

  g_assert_nonnull (node);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), name));
}

static gboolean
token_works (Fixture *f, const char *token)
{
  ServerActor actor = { 0 };
  gboolean    found;

  g_assert_true (auth_find (f->base.server, token, &f->base.now, &actor, &found, NULL));
  g_free (actor.login);
  return found;
}

static void
test_tokens (Fixture *f, gconstpointer data)
{
  guint8           k[KEYS_SIZE] = { 9 }, wrong[KEYS_SIZE] = { 1 };
  guint            retry_after = 0;
  g_autofree char *first = NULL;
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  g_autofree char *second = NULL;
  g_autofree char *access2 = NULL;
  g_autofree char *renew = NULL;
  g_autofree char *reused = NULL;

  memcpy (k, f->base.company.agent1.b, 16);
  first = login (f, f->agent.actor.login, k, &retry_after);
  access = member (first, "access");
  refresh = member (first, "refresh");
  g_assert_true (token_works (f, access));
  g_assert_false (token_works (f, refresh));
  f->base.now.now += (AUTH_ACCESS_S + 1) * G_USEC_PER_SEC;
  g_assert_false (token_works (f, access));

  renew = g_strdup_printf ("{\"refresh\":\"%s\"}", refresh);
  second = call_auth (auth_refresh, f, renew);
  access2 = member (second, "access");
  g_assert_true (token_works (f, access2));
  reused = call_auth (auth_refresh, f, renew); /* copied: the whole family goes */
  g_assert_cmpstr (reused, ==, "spent");
  g_assert_false (token_works (f, access2));

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *code = login (f, f->agent.actor.login, wrong, &retry_after);

      g_assert_cmpstr (code, ==, "wrong_password");
    }
  {
    g_autofree char *paused = login (f, f->agent.actor.login, k, &retry_after);

    g_assert_cmpstr (paused, ==, "too_many_tries");
    g_assert_cmpuint (retry_after, >, 0);
  }
  f->base.now.now += 31 * G_USEC_PER_SEC;
  {
    g_autofree char *again = login (f, f->agent.actor.login, k, &retry_after);

    g_assert_nonnull (strstr (again, "access"));
  }
}

static void
test_salt_of_unknown_accounts_is_stable (Fixture *f, gconstpointer data)
{
  char *salts[3];

  for (int i = 0; i < 3; i++)
    {
      Answer answer = { 0 };

      g_assert_true (auth_salt (f->base.server, i < 2 ? "nobody" : "someone", &answer, NULL));
      salts[i] = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
      g_bytes_unref (answer.body);
    }
  g_assert_cmpstr (salts[0], ==, salts[1]);
  g_assert_cmpstr (salts[0], !=, salts[2]);
  for (int i = 0; i < 3; i++)
    g_free (salts[i]);
}

/* What the device is told when it asks for hints now: TRUE = pull. */
static gboolean
has_news (Replica *replica)
{
  g_autofree char *device = id_dup_hex (replica->device->actor.device);
  g_autofree char *epoch = g_strdup_printf ("%" G_GINT64_FORMAT, replica->epoch);
  g_autoptr (GString) cursors = g_string_new (NULL);
  ServerWait     wait = { device, epoch, NULL };
  GHashTableIter iter;
  gpointer       shard, seq;
  Answer         answer = { 0 };
  gboolean       park = FALSE;
  g_autoptr (GError) error = NULL;

  g_hash_table_iter_init (&iter, replica->cursors);
  while (g_hash_table_iter_next (&iter, &shard, &seq))
    g_string_append_printf (cursors, "%s%s:%s", cursors->len > 0 ? "," : "", (char *) shard, (char *) seq);
  wait.cursors = cursors->str;
  server_wait (replica->device->fixture->server, &replica->device->actor, &wait, &answer, &park, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (answer.status, ==, 200);
  g_bytes_unref (answer.body);
  return !park;
}

static gboolean
is_woken (Fixture *f, Id person)
{
  g_autoptr (GHashTable) persons = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  gboolean all;

  g_assert_true (server_take_woken (f->base.server, persons, &all, NULL));
  return g_hash_table_contains (persons, &person);
}

/* A hint comes for what one holds, and not for what others hold (R76). */
static void
test_wait_hints (Fixture *f, gconstpointer data)
{
  Replica agent, other;

  replica_init (&agent, &f->agent);
  replica_init (&other, &f->other);
  g_assert_true (has_news (&agent));
  replica_pull (&agent, 0);
  replica_pull (&other, 0);
  g_assert_false (has_news (&agent));
  g_assert_false (has_news (&other));
  is_woken (f, f->base.company.agent1);
  write_days (f, 3); /* agent1's: births a bucket the first time */
  g_assert_true (is_woken (f, f->base.company.agent1));
  g_assert_false (is_woken (f, f->base.company.agent1)); /* taken */
  g_assert_true (has_news (&agent));
  g_assert_false (has_news (&other));
  replica_pull (&agent, 0);
  g_assert_false (has_news (&agent));
  write_days (f, 4);
  {
    g_autoptr (GHashTable) persons = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
    gboolean all;

    g_assert_true (server_take_woken (f->base.server, persons, &all, NULL));
    g_assert_true (g_hash_table_contains (persons, &f->base.company.agent1));
    g_assert_true (g_hash_table_contains (persons, &f->base.company.supervisor1));
    g_assert_false (g_hash_table_contains (persons, &f->base.company.agent2));
  }
  g_assert_true (has_news (&agent));
  replica_clear (&agent);
  replica_clear (&other);
}

/* Eight may fetch everything at a time; the ninth is asked to wait and has its turn when one is through or silent. */
static void
test_few_fetch_everything_at_a_time (Fixture *f, gconstpointer data)
{
  TestDevice       devices[PULL_FILLING_MAX + 1];
  g_autofree char *small = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *later = NULL;

  write_days (f, 6000);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    test_device_init (&devices[i], &f->base, f->base.company.agent1, NULL);
  for (guint i = 0; i < PULL_FILLING_MAX; i++)
    {
      g_autofree char *text = test_device_pull (&devices[i], 0, "{}", "{}");

      g_assert_cmpuint (strlen (text), >=, PULL_FILLING_BYTES);
    }
  refused = test_device_pull (&devices[PULL_FILLING_MAX], 0, "{}", "{}");
  g_assert_cmpstr (refused, ==, "503/filling");
  f->base.now.now += PULL_FILLING_US + 1;
  later = test_device_pull (&devices[PULL_FILLING_MAX], 0, "{}", "{}");
  g_assert_true (g_str_has_prefix (later, "{\"H\""));
  /* Who has little to fetch never counts. */
  for (guint i = 0; i < 2 * PULL_FILLING_MAX; i++)
    {
      g_free (small);
      small = test_device_pull (&f->hr, 0, "{}", "{}");
      g_assert_true (g_str_has_prefix (small, "{\"H\""));
    }
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    test_device_clear (&devices[i]);
}

/* History */

static char *
history (TestDevice *device, const char *table, Id id)
{
  g_autofree char *dev = id_dup_hex (device->actor.device);
  g_autofree char *hex = id_dup_hex (id);
  HistoryQuery     query = { dev, table, hex };
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  char  *text;

  g_assert_true (server_history (device->fixture->server, &device->actor, &query, &answer, &error));
  g_assert_no_error (error);
  if (answer.code != NULL)
    return g_strdup_printf ("%u/%s", answer.status, answer.code);
  text = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  g_bytes_unref (answer.body);
  return text;
}

static void
set_text (SelfSheet *sheet, const char *text)
{
  g_free (sheet->results_text);
  sheet->results_text = g_strdup (text);
}

/* A sheet is the subject's alone until it is shown: the line above learns what it says from then on, never what stood
   in its drafts. */
static void
test_history_tells_what_one_may_read (Fixture *f, gconstpointer data)
{
  SelfSheet       *sheet = schema_new (&self_sheet_schema);
  g_autofree char *own = NULL;
  g_autofree char *before = NULL;
  g_autofree char *above = NULL;
  g_autofree char *other = NULL;
  g_autofree char *nothing = NULL;

  sheet->appraisal = test_random_id (&f->agent);
  sheet->person = f->base.company.agent1;
  sheet->row.id = schema_natural_id (&self_sheet_schema, sheet);
  set_text (sheet, "first draft");
  write_row (f, &self_sheet_schema, sheet);
  set_text (sheet, "second draft");
  write_row (f, &self_sheet_schema, sheet);
  before = history (&f->supervisor, "self_sheet", sheet->row.id);
  g_assert_cmpstr (before, ==, "404/no_row");
  sheet->state = SHEET_STATE_REVEALED;
  set_text (sheet, "as shown");
  write_row (f, &self_sheet_schema, sheet);
  own = history (&f->agent, "self_sheet", sheet->row.id);
  g_assert_nonnull (strstr (own, "\"new\":{\"results_text\":\"as shown\",\"state\":\"revealed\"}"));
  g_assert_nonnull (strstr (own, "\"old\":{\"results_text\":\"second draft\"}"));
  g_assert_nonnull (strstr (own, "first draft"));
  above = history (&f->supervisor, "self_sheet", sheet->row.id);
  g_assert_nonnull (strstr (above, "as shown"));
  g_assert_null (strstr (above, "draft\""));
  /* No such row and not yours are one answer. */
  other = history (&f->other, "self_sheet", sheet->row.id);
  nothing = history (&f->other, "self_sheet", test_random_id (&f->agent));
  g_assert_cmpstr (other, ==, "404/no_row");
  g_assert_cmpstr (nothing, ==, other);
  schema_free (&self_sheet_schema, sheet);
}

/* Erased stays erased (R57), also as the old of what came after it. */
static void
test_history_of_erased_values (Fixture *f, gconstpointer data)
{
  SelfSheet       *sheet = schema_new (&self_sheet_schema);
  g_autofree char *text = NULL;

  sheet->appraisal = test_random_id (&f->agent);
  sheet->person = f->base.company.agent1;
  sheet->row.id = schema_natural_id (&self_sheet_schema, sheet);
  set_text (sheet, "to be forgotten");
  write_row (f, &self_sheet_schema, sheet);
  g_assert_true (db_exec (server_get_db (f->base.server), NULL,
                          "DELETE FROM audit_value WHERE (org, shard, aseq) IN (SELECT org, shard, aseq FROM audit "
                          "WHERE row = ?)",
                          "d", &sheet->row.id));
  set_text (sheet, "new words");
  write_row (f, &self_sheet_schema, sheet);
  text = history (&f->agent, "self_sheet", sheet->row.id);
  g_assert_null (strstr (text, "to be forgotten"));
  g_assert_nonnull (strstr (text, "\"erased\":true"));
  g_assert_nonnull (strstr (text, "new words"));
  schema_free (&self_sheet_schema, sheet);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/pull/cut-anywhere", test_cut_anywhere_arrives_whole);
  ADD ("/pull/only-granted", test_only_granted_rows);
  ADD ("/pull/sheet-moves", test_sheet_moves_by_state);
  ADD ("/pull/r40-team-move", test_team_move);
  ADD ("/pull/r40-new-day", test_new_day);
  ADD ("/pull/asking-for-more", test_asking_for_more_gives_nothing);
  ADD ("/auth/tokens", test_tokens);
  ADD ("/auth/salt", test_salt_of_unknown_accounts_is_stable);
  ADD ("/pull/wait-hints", test_wait_hints);
  ADD ("/pull/few-fetch-everything", test_few_fetch_everything_at_a_time);
  ADD ("/history/readable", test_history_tells_what_one_may_read);
  ADD ("/history/erased", test_history_of_erased_values);
  return g_test_run ();
}
