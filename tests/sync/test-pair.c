/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What client and server do together: damage that is found and mended, and everything that needs both ends. */
#include "calls/call.h"
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
#include "core/moment.h"
#include "customers/customer.h"
#include <glib/gstdio.h>
#include "pair.h"
#include "store/apply.h"
#include "time/attendance-day.h"

static void
set_up (Pair *self, gconstpointer unused)
{
  pair_up (self);
}

static void
tear_down (Pair *self, gconstpointer unused)
{
  pair_down (self);
}

/* @count attendance days of agent1 at the server. */
static void
write_days (Pair *self, guint count)
{
  Day first;
  g_auto (DbScope) scope = { 0 };

  day_parse ("2020-01-01", &first);
  g_assert_true (db_begin (&scope, server_get_db (self->base.server), NULL));
  for (guint i = 0; i < count; i++)
    {
      AttendanceDay *day = schema_new (&attendance_day_schema);

      day->person = self->base.company.agent1;
      g_free (day->day);
      day->day = day_dup_text (first + (Day) i);
      day->row.id = schema_natural_id (&attendance_day_schema, day);
      pair_write (self, &attendance_day_schema, day);
      schema_free (&attendance_day_schema, day);
    }
  g_assert_true (db_commit (&scope, NULL));
}

/* Changes the client's file behind the program's back. */
static void
damage (Pair *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_auto (StoreScope) scope = { 0 };

  g_assert_true (store_begin (&scope, self->temp->store, &error));
  db_script (store_db (self->temp->store), sql, &error);
  g_assert_no_error (error);
  g_assert_true (store_commit (&scope, &error));
}

/* Both ends say the same about every bucket this person holds. */
static void
check_equal (Pair *self)
{
  g_autoptr (GArray) held = store_buckets (self->temp->store, NULL);

  g_assert_cmpuint (held->len, >, 0);
  for (guint i = 0; i < held->len; i++)
    {
      const HeldBucket *bucket = &g_array_index (held, HeldBucket, i);
      g_autofree char  *hex = id_dup_hex (bucket->id);
      g_autofree char  *cnt = g_strdup_printf ("SELECT cnt FROM bucket WHERE lower (hex (id)) = '%s'", hex);
      g_autofree char  *sum = g_strdup_printf ("SELECT sum FROM bucket WHERE lower (hex (id)) = '%s'", hex);
      Checksum          here;

      g_assert_true (store_bucket_sum (self->temp->store, bucket->id, &here, NULL));
      g_assert_cmpint (here.count, ==, pair_server_count (self, cnt));
      g_assert_cmpint ((gint64) here.sum, ==, pair_server_count (self, sum));
    }
}

/* Syncs until the rotation has come by every bucket. */
static void
sync_often (Pair *self)
{
  for (int i = 0; i < 60; i++)
    {
      self->now.mono += SYNC_CHECK_PAUSE_US + 1;
      pair_sync (self);
    }
}

static void
test_sums_agree (Pair *self, gconstpointer unused)
{
  write_days (self, 700);
  pair_sync (self);
  check_equal (self);
  sync_often (self);
  g_assert_null (strstr (self->asked->str, "repair"));
  g_assert_cmpint (exchange_get_number (self->temp->store, "mismatches", 0), ==, 0);
}

/* Whatever happened to the rows of a bucket, it is found by its checksum and mended row by row. */
static void
test_damage_is_mended (Pair *self, gconstpointer unused)
{
  static const char *const cases[] = {
    "DELETE FROM attendance_day WHERE k % 97 = 0",
    "UPDATE attendance_day SET late_min = 7 WHERE k % 50 = 1",
    "UPDATE attendance_day SET rv = rv + 1 WHERE k = 5",
    "INSERT",
    "DELETE FROM attendance_day",
  };
  g_autofree char *columns = NULL;

  write_days (self, 1200);
  pair_sync (self);
  columns = db_text (store_db (self->temp->store), NULL,
                     "SELECT group_concat ('\"' || name || '\"') FROM pragma_table_info ('attendance_day')"
                     " WHERE cid > 1",
                     "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *insert = g_strdup_printf (
          "INSERT INTO attendance_day (id, %s) SELECT randomblob (16), %s FROM attendance_day WHERE k = 9", columns,
          columns);

      damage (self, g_str_has_prefix (cases[i], "INSERT") ? insert : cases[i]);
      sync_often (self);
      g_assert_cmpint (exchange_get_number (self->temp->store, "mismatches", 0), ==, (gint64) i + 1);
      check_equal (self);
      g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day"), ==, 1200);
      g_assert_cmpint (pair_count (self, "SELECT count(*) FROM bucket WHERE doubt"), ==, 0);
      g_assert_false (sync_client_state (self->client)->behind);
    }
  /* The server says so in its audit. */
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM audit WHERE action = 'repair'"), >=,
                   G_N_ELEMENTS (cases));
}

/* A repair touches the server's version only: what the person typed stays on top (R41). */
static void
test_repair_keeps_what_waits (Pair *self, gconstpointer unused)
{
  write_days (self, 10);
  pair_sync (self);
  {
    g_autoptr (Rows) rows = store_query (self->temp->store, &attendance_day_schema, NULL, "ORDER BY k LIMIT 1", "");
    AttendanceDay *day = schema_copy (&attendance_day_schema, rows->at[0]);

    day->late_min = 33;
    pair_apply (self, mutation_set (&attendance_day_schema, rows->at[0], day));
    schema_free (&attendance_day_schema, day);
  }
  damage (self, "DELETE FROM shadow; DELETE FROM attendance_day WHERE k > 3");
  {
    g_autoptr (GError) error = NULL;
    Id      bucket = ID_NONE;
    guint   mended = 0;
    GArray *slots = g_array_new (FALSE, TRUE, sizeof (ExchangeSlot));
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pulled_free);
    ExchangeSlot all = { "", 10 };
    g_autoptr (DbStmt) stmt = db_prepare (server_get_db (self->base.server), &error,
                                          "SELECT id, bucket, seq, rv, body FROM row WHERE tbl = 'attendance_day'", "");

    while (db_step (stmt, &error) > 0)
      {
        Pulled *row = g_new0 (Pulled, 1);

        row->kind = PULLED_ROW;
        row->table = g_strdup ("attendance_day");
        row->id = db_column_id (stmt, 0);
        row->bucket = db_column_id (stmt, 1);
        row->seq = db_column_int (stmt, 2);
        row->rv = db_column_int (stmt, 3);
        row->body = json_canonical_parse (db_column_text (stmt, 4), -1, JSON_DEPTH, NULL);
        bucket = row->bucket;
        g_ptr_array_add (rows, row);
      }
    g_array_append_val (slots, all);
    exchange_repair (self->temp->store, bucket, slots, rows, &mended, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (mended, >, 0);
    g_array_unref (slots);
  }
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day WHERE late_min = 33"), ==, 1);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day"), ==, 10);
  check_equal (self);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 1);
}

static void
server_sql (Pair *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  db_script (server_get_db (self->base.server), sql, &error);
  g_assert_no_error (error);
}

static AttendanceDay *
first_day (Pair *self)
{
  g_autoptr (Rows) rows = store_query (self->temp->store, &attendance_day_schema, NULL, "ORDER BY k LIMIT 1", "");

  g_assert_cmpuint (rows->len, ==, 1);
  return rows_steal (rows, 0);
}

/* Days pass at the server, one job a day. */
static void
pass_days (Pair *self, int days)
{
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < days; i++)
    {
      self->base.now.now += G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
      server_new_day (self->base.server, &self->base.now, &error);
      g_assert_no_error (error);
    }
  self->now.wall = self->base.now.now;
  self->temp->now = self->base.now.now;
}

/* Back after more than 180 days: the markers of what was deleted are gone, the rows go all the same. */
static void
test_horizon (Pair *self, gconstpointer unused)
{
  AttendanceDay *gone;

  write_days (self, 40);
  pair_sync (self);
  gone = first_day (self);
  server_new_day (self->base.server, &self->base.now, NULL);
  pass_days (self, 2);
  {
    g_autofree char *hex = id_dup_hex (gone->row.id);
    g_autofree char *outcome = NULL;
    Mutation        *del = mutation_del (&attendance_day_schema, gone);

    self->known.actor.admin = TRUE;
    outcome = test_device_push (&self->known, del);
    self->known.actor.admin = FALSE;
    g_assert_cmpstr (outcome, ==, "ok");
  }
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE del = 1"), ==, 1);
  pass_days (self, 200);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE del = 1"), ==, 0);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM shard WHERE horizon > 0"), >, 0);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day"), ==, 40);
  pair_sync (self);
  g_assert_nonnull (strstr (self->asked->str, "/v1/repair"));
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day"), ==, 39);
  check_equal (self);
  g_assert_false (sync_client_state (self->client)->behind);
  /* Once is enough. */
  pair_sync (self);
  g_assert_null (strstr (self->asked->str, "/v1/repair"));
  schema_free (&attendance_day_schema, gone);
}

/* Older than the window: nothing is pulled, what was typed waits at the server, and its author knows (R49). */
static void
test_client_too_old (Pair *self, gconstpointer unused)
{
  AttendanceDay *day, *mine;
  gint64         rows;

  write_days (self, 3);
  pair_sync (self);
  rows = pair_count (self, "SELECT count(*) FROM attendance_day");
  day = first_day (self);
  mine = schema_copy (&attendance_day_schema, day);
  mine->late_min = 12;
  pair_apply (self, mutation_set (&attendance_day_schema, day, mine));
  server_set_schema (self->base.server, SYNC_SCHEMA + 1, SYNC_SCHEMA + 3);
  pair_sync (self);
  g_assert_cmpint (sync_client_state (self->client)->trouble, ==, SYNC_CLIENT_OLD);
  g_assert_cmpstr (self->outcomes->str, ==, "held ");
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM mutation WHERE status = 'held' AND code = "
                                            "'client_old' AND line IS NOT NULL"),
                   ==, 1);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE tbl = 'inbox_item'"), ==, 1);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day"), ==, rows);
  /* Updated: the item arrives. */
  server_set_schema (self->base.server, SYNC_SCHEMA, SYNC_SCHEMA);
  pair_sync (self);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM inbox_item"), ==, 1);
  schema_free (&attendance_day_schema, day);
  schema_free (&attendance_day_schema, mine);
}

/* Rows of a newer server: unknown members, nicks and tables are kept as they came and change nothing for the sums. */
static void
test_rows_of_the_future (Pair *self, gconstpointer unused)
{
  write_days (self, 4);
  server_sql (self, "UPDATE row SET body = json_set (body, '$.zz_new', 7), rv = rv + 1 WHERE id = (SELECT min (id) "
                    "FROM row WHERE tbl = 'attendance_day')");
  server_sql (self, "UPDATE row SET body = json_object ('day', body ->> '$.day', 'leave', 'sabbatical', 'person', body "
                    "->> '$.person'), rv = rv + 1 WHERE id = (SELECT max (id) FROM row WHERE tbl = 'attendance_day')");
  server_sql (self, "INSERT INTO row SELECT org, shard, 'starship', randomblob (16), bucket, NULL, seq + 100000, 1, "
                    "'{}', 0, '{\"warp\":9}', NULL FROM row WHERE tbl = 'attendance_day' LIMIT 1");
  server_sql (self, "UPDATE bucket SET (cnt, sum) = (SELECT count(*), zuoxi_sum (zuoxi_digest (r.tbl, r.id, r.bucket, "
                    "r.rv, r.body)) FROM row r WHERE r.bucket = bucket.id AND r.del = 0)");
  server_sql (self, "UPDATE shard SET seq = (SELECT max (seq) FROM row r WHERE r.shard = shard.shard) WHERE EXISTS "
                    "(SELECT 1 FROM row r WHERE r.shard = shard.shard)");
  pair_sync (self);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day WHERE extra = '{\"zz_new\":7}'"), ==, 1);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM untyped"), ==, 2);
  check_equal (self);
  sync_often (self);
  g_assert_cmpint (exchange_get_number (self->temp->store, "mismatches", 0), ==, 0);
}

/* The server does not know a member yet: nothing that cannot be sent is queued (R38). */
static void
test_server_too_old (Pair *self, gconstpointer unused)
{
  static const Field fields[] = { FIELD (AttendanceDay, person, REF, "Person", .ref = "person", .key = 1),
                                  FIELD (AttendanceDay, day, DATE, "Day", .key = 2),
                                  FIELD (AttendanceDay, late_min, INT, "Late", .since = 2), FIELD_LAST };
  Schema             newer = attendance_day_schema;
  AttendanceDay     *day = schema_new (&attendance_day_schema);
  g_autoptr (GError) error = NULL;
  g_autoptr (Mutation) plain = NULL;
  g_autoptr (Mutation) later = NULL;

  newer.fields = fields;
  pair_sync (self);
  g_assert_cmpint (store_get_server_schema (self->temp->store), ==, SYNC_SCHEMA);
  day->person = self->base.company.agent1;
  g_free (day->day);
  day->day = g_strdup ("2026-04-01");
  day->row.id = schema_natural_id (&newer, day);
  plain = mutation_put (&newer, day);
  g_assert_cmpint (mutation_since (plain), ==, 1);
  day->late_min = 5;
  later = mutation_put (&newer, day);
  g_assert_cmpint (mutation_since (later), ==, 2);
  g_assert_false (store_apply (self->temp->store, &later, 1, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_SERVER_OLD);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 0);
  server_set_schema (self->base.server, 1, 2);
  pair_sync (self);
  g_assert_cmpint (store_get_server_schema (self->temp->store), ==, 1); /* told by the next hello */
  self->client = (sync_client_free (self->client), sync_client_new (self->temp->store, "pair"));
  pair_sync (self);
  g_assert_cmpint (store_get_server_schema (self->temp->store), ==, 2);
  schema_free (&attendance_day_schema, day);
}

/* Switched off: in state drain what was typed still gets through; either way no row stays. */
static void
test_switched_off (Pair *self, gconstpointer state)
{
  gboolean         drain = g_str_equal (state, "drain");
  g_autofree char *sql = g_strdup_printf ("UPDATE device SET state = '%s'", drain ? "drain" : "revoked");
  AttendanceDay   *day, *mine;

  write_days (self, 5);
  pair_sync (self);
  day = first_day (self);
  mine = schema_copy (&attendance_day_schema, day);
  mine->late_min = 9;
  pair_apply (self, mutation_set (&attendance_day_schema, day, mine));
  server_sql (self, sql);
  pair_sync (self);
  g_assert_cmpint (sync_client_state (self->client)->trouble, ==, SYNC_REVOKED);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, drain ? 0 : 1);
  g_assert_cmpint (pair_count (self, "SELECT (SELECT count(*) FROM bucket) + (SELECT count(*) FROM person) + (SELECT "
                                     "count(*) FROM shadow) + (SELECT count(*) FROM untyped)"),
                   ==, 0);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM outbox"), ==, drain ? 0 : 1);
  /* Allowed again: all comes back, and what waited goes. */
  server_sql (self, "UPDATE device SET state = 'active'");
  pair_sync (self);
  g_assert_cmpint (sync_client_state (self->client)->trouble, ==, SYNC_FINE);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 0);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM attendance_day"), ==, 5);
  check_equal (self);
  schema_free (&attendance_day_schema, day);
  schema_free (&attendance_day_schema, mine);
}

static Id type_call (Pair *self, guint number, const char *day_text);

/* Switched off after the push and before the pull: what the server has taken is kept no longer, not even as a line. */
static void
test_switched_off_after_the_push (Pair *self, gconstpointer unused)
{
  pair_sync (self);
  type_call (self, 1, "2026-04-02");
  server_sql (self, "UPDATE device SET state = 'drain'");
  pair_sync (self);
  g_assert_cmpint (sync_client_state (self->client)->trouble, ==, SYNC_REVOKED);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE tbl = 'call'"), ==, 1);
  g_assert_cmpint (pair_count (self, "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_row) + "
                                     "(SELECT count(*) FROM sent) + (SELECT count(*) FROM call)"),
                   ==, 0);
  server_sql (self, "UPDATE device SET state = 'active'");
  pair_sync (self);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM call"), ==, 1);
  check_equal (self);
}

/* What was sent to whom stands in the audit, ten seconds late at most and one line per shard (R56). */
static void
test_deliveries (Pair *self, gconstpointer unused)
{
  static const char count[] = "SELECT count(*) FROM audit WHERE action = 'delivered'";
  g_autoptr (GError) error = NULL;
  gint64 lines;

  server_flush_deliveries (self->base.server, &self->base.now, FALSE, &error);
  write_days (self, 700);
  pair_sync (self);
  server_flush_deliveries (self->base.server, &self->base.now, FALSE, &error);
  g_assert_cmpint (pair_server_count (self, count), ==, 0);
  self->base.now.now += 11 * G_GINT64_CONSTANT (1000000);
  server_flush_deliveries (self->base.server, &self->base.now, FALSE, &error);
  g_assert_no_error (error);
  lines = pair_server_count (self, count);
  g_assert_cmpint (lines, >, 0);
  g_assert_cmpint (lines, <=, 3);
  g_assert_cmpint (pair_server_count (self, "SELECT max (v.value ->> '$.rows') FROM audit a JOIN audit_value v USING "
                                            "(org, shard, aseq) WHERE a.action = 'delivered'"),
                   >=, 700);
  pair_sync (self);
  self->base.now.now += 11 * G_GINT64_CONSTANT (1000000);
  server_flush_deliveries (self->base.server, &self->base.now, FALSE, &error);
  g_assert_cmpint (pair_server_count (self, count), ==, lines); /* nothing was sent */
}

/* A device whose clock was wrong at the sync before or at this one does not decide what was on time (R52). */
static void
test_clock_is_measured (Pair *self, gconstpointer unused)
{
  AttendanceDay *day, *mine;

  write_days (self, 2);
  pair_sync (self);
  day = first_day (self);
  mine = schema_copy (&attendance_day_schema, day);
  mine->late_min = 1;
  self->now.wall -= G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  pair_apply (self, mutation_set (&attendance_day_schema, day, mine));
  pair_sync (self);
  g_assert_cmpint (pair_server_count (self, "SELECT max (clock) FROM device"), ==,
                   G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  g_assert_cmpint (pair_server_count (self, "SELECT max (clock) FROM mutation WHERE at > 0"), ==,
                   G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  schema_free (&attendance_day_schema, day);
  schema_free (&attendance_day_schema, mine);
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static gpointer
shown (Pair *self, const Schema *schema, Id id)
{
  g_autoptr (GError) error = NULL;
  gpointer row = store_get (self->temp->store, schema, id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (row);
  return row;
}

/* Who has begun elsewhere this morning. Returns the new assignment. */
static Id
move_today (Pair *self, Id department, Id team)
{
  const Company *company = &self->base.company;
  Assignment    *row =
      schema_copy (&assignment_schema, directory_assignment_on (company->directory, company->agent1, "2026-04-02"));
  Id id = test_id (4711);

  set_text (&row->to_on, "2026-04-01");
  pair_write (self, &assignment_schema, row);
  row->row.id = id;
  row->department = department;
  row->team = team;
  set_text (&row->from_on, "2026-04-02");
  set_text (&row->to_on, "");
  pair_write (self, &assignment_schema, row);
  schema_free (&assignment_schema, row);
  return id;
}

/* A call the person notes down; returns its id. */
static Id
type_call (Pair *self, guint number, const char *day_text)
{
  Call *call = schema_new (&call_schema);
  Id    id = test_id (number);
  Day   day;

  day_parse (day_text, &day);
  call->row.id = id;
  call->agent = self->base.company.agent1;
  call->started_at = moment_from_day_time (day, 8 * 3600, MOMENT_OFFSET_S);
  call->ended_at = call->started_at + MOMENT_SECOND;
  pair_apply (self, mutation_put (&call_schema, call));
  schema_free (&call_schema, call);
  return id;
}

static gboolean
server_has_it_in (Pair *self, Id row, Id assignment)
{
  g_autofree char *row_hex = id_dup_hex (row);
  g_autofree char *hex = id_dup_hex (assignment);
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM row r JOIN bucket b ON b.org = r.org AND b.id = r.bucket WHERE lower (hex "
                       "(r.id)) = '%s' AND b.class = 'facts' AND lower (hex (b.owner)) = '%s'",
                       row_hex, hex);

  return pair_server_count (self, sql) == 1;
}

/* R3: away since yesterday, moved this morning, called yesterday and today: each call goes where its own day belongs,
 * none is to be typed again. */
static void
test_r3_calls_after_a_move (Pair *self, gconstpointer unused)
{
  Id old = self->base.company.agent1_assignment, new, before, after;

  pair_sync (self);
  before = type_call (self, 1, "2026-04-01");
  after = type_call (self, 2, "2026-04-02");
  new = move_today (self, self->base.company.sales, self->base.company.team2);
  pair_sync (self);
  g_assert_cmpstr (self->outcomes->str, ==, "ok ok ");
  g_assert_true (server_has_it_in (self, before, old));
  g_assert_true (server_has_it_in (self, after, new));
  schema_free (&call_schema, shown (self, &call_schema, before));
  schema_free (&call_schema, shown (self, &call_schema, after));
  check_equal (self);
}

/* A customer of the person, from the server, with a phone. */
static Id
write_customer (Pair *self)
{
  Customer     *customer = schema_new (&customer_schema);
  ContactPhone *phone = schema_new (&contact_phone_schema);
  Id            id = test_id (1);

  customer->row.id = phone->customer = id;
  phone->row.id = test_id (2);
  customer->assignment = phone->assignment = self->base.company.agent1_assignment;
  set_text (&customer->name, "王女士");
  set_text (&phone->e164, "+8613800000000");
  pair_write (self, &customer_schema, customer);
  pair_write (self, &contact_phone_schema, phone);
  schema_free (&customer_schema, customer);
  schema_free (&contact_phone_schema, phone);
  return id;
}

static void
edit_customer (Pair *self, Id id, const char *company)
{
  Customer *base = shown (self, &customer_schema, id), *mine = schema_copy (&customer_schema, base);

  set_text (&mine->company, company);
  pair_apply (self, mutation_set (&customer_schema, base, mine));
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, mine);
}

/*
 * Away, with work that waits, and moved to another department meanwhile: every call goes where its own day belongs, and
 * what he wrote about a customer he leaves behind is taken and stays with the customer. Of it nothing stays on the
 * machine, the lines that were sent included (R45).
 */
static void
test_r3_moved_to_another_department_with_work_that_waits (Pair *self, gconstpointer unused)
{
  Id customer = write_customer (self), old = self->base.company.agent1_assignment, new, before, after;

  pair_sync (self);
  before = type_call (self, 11, "2026-04-01");
  edit_customer (self, customer, "辰星科技");
  after = type_call (self, 12, "2026-04-02");
  new = move_today (self, self->base.company.hr_department, ID_NONE);
  pair_sync (self);
  g_assert_cmpstr (self->outcomes->str, ==, "ok ok ok ");
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 0);
  g_assert_true (server_has_it_in (self, before, old));
  g_assert_true (server_has_it_in (self, after, new));
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM customer"), ==, 0);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM sent WHERE instr (line, '辰星科技')"), ==, 0);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE tbl = 'customer' AND body ->> '$.company' "
                                            "= '辰星科技'"),
                   ==, 1);
  check_equal (self);
}

/* R14: thirty edits without a network, and the row deleted or edited on top of them: nothing is stale because of what
 * the same person did before. */
static void
test_r14_own_edits_are_not_stale (Pair *self, gconstpointer unused)
{
  Id            customer = write_customer (self);
  ContactPhone *phone;

  pair_sync (self);
  for (int i = 0; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("第%d稿", i);
      ContactPhone    *base = shown (self, &contact_phone_schema, test_id (2));
      ContactPhone    *mine = schema_copy (&contact_phone_schema, base);

      edit_customer (self, customer, text);
      mine->kind = i % 2 == 0 ? PHONE_KIND_SERVICE : PHONE_KIND_MOBILE;
      pair_apply (self, mutation_set (&contact_phone_schema, base, mine));
      schema_free (&contact_phone_schema, base);
      schema_free (&contact_phone_schema, mine);
    }
  phone = shown (self, &contact_phone_schema, test_id (2));
  pair_apply (self, mutation_del (&contact_phone_schema, phone));
  schema_free (&contact_phone_schema, phone);
  pair_sync (self);
  g_assert_null (strstr (self->outcomes->str, "rejected"));
  g_assert_null (strstr (self->outcomes->str, "conflict"));
  g_assert_cmpint (pair_server_count (self, "SELECT rv FROM row WHERE tbl = 'customer'"), ==, 31);
  g_assert_cmpint (pair_server_count (self, "SELECT del FROM row WHERE tbl = 'contact_phone'"), ==, 1);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM contact_phone"), ==, 0);
  check_equal (self);
}

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize            length;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (from, &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, bytes, (gssize) length, &error);
  g_assert_no_error (error);
}

/* What stands in the place of @path from now on; who has the old file open keeps it. */
static void
put_in_place (const char *path, const char *copy)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *part = g_strconcat (path, ends[i], NULL);
      g_autofree char *away = g_strconcat (path, ".away", ends[i], NULL);

      g_rename (part, away);
    }
  copy_file (copy, path);
}

static void
start_again (Pair *self)
{
  sync_client_free (self->client);
  temp_store_restart (self->temp);
  self->client = sync_client_new (self->temp->store, "pair");
}

/* R34: the machine comes back from a backup made while three lines waited; they were sent since. They are sent once
 * more under their names, and nothing is done twice. */
static void
test_r34_restored_laptop (Pair *self, gconstpointer unused)
{
  g_autofree char *copy = g_strconcat (self->temp->path, ".copy", NULL);
  Id               customer = write_customer (self), call;

  pair_sync (self);
  edit_customer (self, customer, "辰星");
  call = type_call (self, 3, "2026-04-02");
  edit_customer (self, customer, "辰星科技");
  start_again (self);
  copy_file (self->temp->path, copy);
  pair_sync (self);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 0);
  edit_customer (self, customer, "辰星科技（示例）");
  pair_sync (self);
  g_assert_cmpint (pair_server_count (self, "SELECT rv FROM row WHERE tbl = 'customer'"), ==, 4);

  put_in_place (self->temp->path, copy);
  start_again (self);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 3);
  pair_sync (self);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 0);
  g_assert_cmpint (pair_server_count (self, "SELECT rv FROM row WHERE tbl = 'customer'"), ==, 4);
  g_assert_cmpint (pair_server_count (self, "SELECT rv FROM row WHERE tbl = 'call'"), ==, 1);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE tbl = 'inbox_item'"), ==, 0);
  schema_free (&call_schema, shown (self, &call_schema, call));
  /* Its next line stands where another one stood before: it registers anew, and the line is its own. */
  edit_customer (self, customer, "晨星");
  pair_sync (self);
  g_assert_nonnull (strstr (self->asked->str, "/v1/device"));
  g_assert_cmpint (pair_server_count (self, "SELECT rv FROM row WHERE tbl = 'customer'"), ==, 5);
  check_equal (self);
}

/* R39: the server comes back from a backup made before the day's work: every line of it is brought again. */
static void
test_r39_restored_server (Pair *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (self->base.dir, "server.db", NULL);
  g_autofree char *copy = g_strconcat (path, ".copy", NULL);
  Id               customer = write_customer (self), call;
  Customer        *row;

  pair_sync (self);
  server_fixture_reopen (&self->base);
  copy_file (path, copy);
  edit_customer (self, customer, "辰星");
  call = type_call (self, 3, "2026-04-02");
  pair_sync (self);
  edit_customer (self, customer, "辰星科技");
  pair_sync (self);
  g_assert_cmpint (pair_count (self, "SELECT count(*) FROM outbox"), ==, 0);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (Db) db = db_open (copy, DB_DEFAULT, NULL, &error);

    g_assert_no_error (error);
    db_exec (db, &error, "UPDATE meta SET value = value + 1 WHERE name = 'inc'", "");
    g_assert_no_error (error);
  }
  put_in_place (path, copy);
  server_fixture_reopen (&self->base);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE tbl = 'call'"), ==, 0);
  pair_sync (self);
  g_assert_cmpint (store_unsent (self->temp->store, NULL, NULL), ==, 0);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE tbl = 'call'"), ==, 1);
  g_assert_cmpint (pair_server_count (self, "SELECT count(*) FROM row WHERE tbl = 'customer' AND body ->> '$.company' "
                                            "= '辰星科技'"),
                   ==, 1);
  row = shown (self, &customer_schema, customer);
  g_assert_cmpstr (row->company, ==, "辰星科技");
  schema_free (&customer_schema, row);
  schema_free (&call_schema, shown (self, &call_schema, call));
  check_equal (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add ("/pair/" path, Pair, NULL, set_up, func, tear_down)
  ADD ("sums-agree", test_sums_agree);
  ADD ("damage-is-mended", test_damage_is_mended);
  ADD ("repair-keeps-what-waits", test_repair_keeps_what_waits);
  ADD ("horizon", test_horizon);
  ADD ("client-too-old", test_client_too_old);
  ADD ("rows-of-the-future", test_rows_of_the_future);
  ADD ("server-too-old", test_server_too_old);
  ADD ("deliveries", test_deliveries);
  ADD ("clock", test_clock_is_measured);
  ADD ("switched-off-after-the-push", test_switched_off_after_the_push);
  ADD ("r3-calls-after-a-move", test_r3_calls_after_a_move);
  ADD ("r3-moved-to-another-department-with-work-that-waits", test_r3_moved_to_another_department_with_work_that_waits);
  ADD ("r14-own-edits-are-not-stale", test_r14_own_edits_are_not_stale);
  ADD ("r34-restored-laptop", test_r34_restored_laptop);
  ADD ("r39-restored-server", test_r39_restored_server);
  g_test_add ("/pair/drain", Pair, "drain", set_up, test_switched_off, tear_down);
  g_test_add ("/pair/revoked", Pair, "revoked", set_up, test_switched_off, tear_down);
  return g_test_run ();
}
