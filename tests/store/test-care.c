/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/care.h"

#include <string.h>

#include "calls/call.h"
#include "core/json.h"
#include "store/apply.h"
#include "store/bucket.h"
#include "store/mirror.h"
#include "store/overlay.h"
#include "tests/support/temp-store.h"

static const Id lost = { { 2 } };

static void
pull (TempStore *t, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) body = json_strict_parse ("{\"note\":\"电话打通\"}", -1, JSON_DEPTH, &error);

  g_assert_true (store_server_row (t->store, "call", test_id (number), lost, number, 1, json_node_get_object (body),
                                   STORE_NEWER, &error));
}

static gint64
count (TempStore *t, const char *sql)
{
  gint64 n = -1;

  g_assert_true (db_int (store_db (t->store), &n, NULL, NULL, sql, ""));
  return n;
}

/* Until it wants to wait; *@wait = for how long. */
static guint
care (TempStore *t, gint64 *wait)
{
  g_autoptr (GError) error = NULL;
  guint steps = 0;

  do
    {
      g_assert_true (store_care_step (t->store, FALSE, wait, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (++steps, <, 1000);
    }
  while (*wait == 0);
  return steps;
}

static void
test_index_scrub_and_mirror_come_to_an_end (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autofree char *mirror = store_mirror_path (t->path);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  Call  *call = schema_new (&call_schema);
  gint64 wait;

  for (guint i = 1; i <= 600; i++)
    pull (t, i);
  g_assert_cmpuint (care (t, &wait), >=, 3); /* 64 rows at first, twice as many each time */
  g_assert_cmpint (count (t, "SELECT count(*) FROM search WHERE search MATCH '电话'"), ==, 600);
  call->row.id = test_id (1000);
  g_assert_true (store_apply_one (t->store, mutation_put (&call_schema, call), &error));
  g_assert_true (store_bucket_purge (t->store, lost, &error));
  care (t, &wait);
  g_assert_cmpint (count (t, "SELECT count(*) FROM meta WHERE name = 'scrub' AND value <> ''"), ==, 0);
  g_assert_true (g_file_get_contents (mirror, &bytes, NULL, &error));
  g_assert_nonnull (strstr (bytes, "\"k\":\"put\""));
  g_assert_cmpuint (care (t, &wait), ==, 1); /* nothing left */
  g_assert_cmpint (wait, ==, -1);
  schema_free (&call_schema, call);
}

/* A reader that keeps the log open must not make the care of the store spin. */
static void
test_reader_in_the_way_is_waited_for (void)
{
  g_autoptr (TempStore) t = temp_store_new (2);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) reader = store_open_reader (t->path, NULL, &error);
  gint64 wait;

  pull (t, 1);
  {
    g_auto (DbScope) view = { 0 };

    g_assert_true (db_begin_read (&view, store_db (reader), &error));
    g_assert_cmpint (store_count (reader, &call_schema, &error, "", ""), ==, 1);
    g_assert_true (store_bucket_purge (t->store, lost, &error));
    care (t, &wait);
    g_assert_cmpint (wait, >, 0);
    g_assert_cmpint (count (t, "SELECT count(*) FROM meta WHERE name = 'scrub' AND value = 'log'"), ==, 1);
  }
  care (t, &wait);
  g_assert_cmpint (count (t, "SELECT count(*) FROM meta WHERE name = 'scrub' AND value <> ''"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/care/index-scrub-and-mirror-come-to-an-end", test_index_scrub_and_mirror_come_to_an_end);
  g_test_add_func ("/store/care/reader-in-the-way-is-waited-for", test_reader_in_the_way_is_waited_for);
  return g_test_run ();
}
