/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What client and server do together: damage that is found and mended, and everything that needs both ends. */
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add ("/pair/" path, Pair, NULL, set_up, func, tear_down)
  ADD ("sums-agree", test_sums_agree);
  ADD ("damage-is-mended", test_damage_is_mended);
  ADD ("repair-keeps-what-waits", test_repair_keeps_what_waits);
  return g_test_run ();
}
