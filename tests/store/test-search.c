/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index and the scan of what is not in it yet must together be right at every moment (R65). */
#include "store/search.h"

#include "calls/call.h"
#include "core/id.h"
#include "core/json.h"
#include "store/apply.h"
#include "store/overlay.h"
#include "tests/support/temp-store.h"

static void
pull (TempStore *t, guint number, gint64 rv, const char *note)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"note\":\"%s\"}", note);
  g_autoptr (JsonNode) body = json_strict_parse (text, -1, JSON_DEPTH, &error);
  Id bucket = { { 1 } };

  g_assert_true (store_server_row (t->store, "call", test_id (number), bucket, rv, rv, json_node_get_object (body),
                                   STORE_NEWER, &error));
  g_assert_no_error (error);
}

static void
type (TempStore *t, guint number, const char *note)
{
  g_autoptr (GError) error = NULL;
  Call *base = store_get (t->store, &call_schema, test_id (number), NULL);
  Call *call = base != NULL ? schema_copy (&call_schema, base) : schema_new (&call_schema);

  call->row.id = test_id (number);
  g_free (call->note);
  call->note = g_strdup (note);
  g_assert_true (
      store_apply_one (t->store,
                       base != NULL ? mutation_set (&call_schema, base, call) : mutation_put (&call_schema, call),
                       &error));
  g_assert_no_error (error);
  schema_free (&call_schema, call);
  if (base != NULL)
    schema_free (&call_schema, base);
}

/* Numbers of the rows found, the newest first. */
static char *
find (TempStore *t, const char *typed, guint limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) keys = store_search (t->store, &call_schema, typed, limit, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < keys->len; i++)
    {
      Call *call = store_get_k (t->store, &call_schema, g_array_index (keys, gint64, i), &error);

      g_assert_no_error (error);
      g_string_append_printf (text, "%d ", call->row.id.b[15]);
      schema_free (&call_schema, call);
    }
  return g_string_free (text, FALSE);
}

static void
assert_found (TempStore *t, const char *typed, const char *want)
{
  g_autofree char *got = find (t, typed, 0);

  g_assert_cmpstr (got, ==, want);
}

static gboolean
index_some (TempStore *t, guint rows)
{
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  g_assert_true (store_index_step (t->store, rows, &more, &error));
  g_assert_no_error (error);
  return more;
}

static gint64
count (TempStore *t, const char *sql)
{
  gint64 n = -1;

  g_assert_true (db_int (store_db (t->store), &n, NULL, NULL, sql, ""));
  return n;
}

static void
test_own_words_are_found_at_once (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);

  type (t, 1, "客户电话");
  assert_found (t, "电话", "1 ");
  g_assert_cmpint (count (t, "SELECT count(*) FROM search WHERE search MATCH '电话'"), ==, 1);
  type (t, 1, "客户投诉");
  assert_found (t, "电话", "");
  assert_found (t, "投诉", "1 ");
  assert_found (t, "", "");
}

static void
test_pulled_rows_are_found_before_and_after_indexing (void)
{
  g_autoptr (TempStore) t = temp_store_new (2);

  for (guint i = 1; i <= 9; i++)
    pull (t, i, 1, i % 3 == 0 ? "客户电话" : "没有接听");
  type (t, 10, "电话打通");
  for (int round = 0; round < 6; round++)
    {
      assert_found (t, "电话", "10 9 6 3 ");
      assert_found (t, "话", "10 9 6 3 ");
      assert_found (t, "客户 电话", "9 6 3 ");
      index_some (t, 2);
    }
  g_assert_false (index_some (t, 100));
  assert_found (t, "电话", "10 9 6 3 ");
  g_assert_cmpint (count (t, "SELECT count(*) FROM search WHERE search MATCH '电话'"), ==, 4);
  {
    g_autofree char *newest = find (t, "电话", 2);

    g_assert_cmpstr (newest, ==, "10 9 ");
  }
}

static void
test_changed_and_removed_rows_leave_no_ghosts (void)
{
  g_autoptr (TempStore) t = temp_store_new (3);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 4; i++)
    pull (t, i, 1, "客户电话");
  index_some (t, 100);
  pull (t, 2, 2, "改成投诉");
  pull (t, 2, 3, "又改价格");
  g_assert_true (store_server_deleted (t->store, "call", test_id (4), 9, &error));
  g_assert_true (store_server_deleted (t->store, "call", test_id (2), 9, &error));
  pull (t, 3, 2, "改成投诉");
  pull (t, 5, 1, "客户电话"); /* may get the key of row 4 */
  for (int round = 0; round < 2; round++)
    {
      assert_found (t, "电话", "5 1 ");
      assert_found (t, "投诉", "3 ");
      assert_found (t, "价格", "");
      index_some (t, 100);
    }
  g_assert_cmpint (count (t, "SELECT count(*) FROM search WHERE search MATCH '电话'"), ==, 2);
  g_assert_cmpint (count (t, "SELECT count(*) FROM search_todo"), ==, 0);
}

/* Random pulls, edits, removals and index slices: search always equals a plain scan. */
static void
test_search_equals_a_scan_whatever_happens (void)
{
  static const char *const words[] = { "电话", "客户", "投诉", "价格", "话客", "abc", "" };
  g_autoptr (TempStore) t = temp_store_new (4);
  g_autoptr (GError) error = NULL;

  for (int step = 0; step < 600; step++)
    {
      guint            number = (guint) g_rand_int_range (t->random, 1, 25);
      g_autofree char *note = g_strconcat (words[g_rand_int_range (t->random, 0, 7)],
                                           words[g_rand_int_range (t->random, 0, 7)], NULL);

      switch (g_rand_int_range (t->random, 0, 5))
        {
        case 0:
        case 1:
          pull (t, number, step + 1, note);
          break;
        case 2:
          type (t, number, note);
          break;
        case 3:
          g_assert_true (store_server_deleted (t->store, "call", test_id (number), step + 1, &error));
          break;
        default:
          index_some (t, 3);
        }
      if (step % 10 == 0)
        for (gsize i = 0; i < G_N_ELEMENTS (words) - 1; i++)
          {
            g_autofree char *condition = store_search_condition (t->store, &call_schema, words[i], &error);
            g_autofree char *clause = g_strconcat ("WHERE ", condition, " ORDER BY k DESC", NULL);
            g_autoptr (GArray) found = store_search (t->store, &call_schema, words[i], 0, &error);
            g_autoptr (GArray) same = store_ids (t->store, &call_schema, &error, clause, "");
            g_autoptr (GArray) scanned = store_ids (t->store, &call_schema, &error,
                                                    "WHERE instr (note, ?) ORDER BY k DESC", "s", words[i]);

            g_assert_no_error (error);
            g_assert_cmpmem (found->data, found->len * 8, scanned->data, scanned->len * 8);
            g_assert_cmpmem (same->data, same->len * 8, scanned->data, scanned->len * 8);
          }
    }
}

static void
test_entity_without_texts_finds_nothing (void)
{
  g_autoptr (TempStore) t = temp_store_new (5);
  extern const Schema order_credit_schema;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = store_search (t->store, &order_credit_schema, "电话", 0, &error);
  g_autofree char *condition = store_search_condition (t->store, &order_credit_schema, "电话", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);
  g_assert_cmpstr (condition, ==, "0");
}

static gint64
slow_now (gpointer data)
{
  return ((TempStore *) data)->now += 100 * 1000;
}

static void
no_random (gpointer data, gpointer buffer, gsize size)
{
  g_assert_not_reached ();
}

/* Each reading of the clock is 100 ms later: every slice misses 50 ms, so they become shorter, never empty. */
static void
test_slices_fit_the_machine (void)
{
  g_autoptr (TempStore) t = temp_store_new (6);
  g_autoptr (GError) error = NULL;
  StoreEnv     slow = { slow_now, no_random, t };
  const gint64 want_slow[] = { 64, 80, 88, 96 };
  gboolean     more = TRUE;

  for (guint i = 1; i <= 200; i++)
    pull (t, i, 1, "客户电话");
  store_set_env (t->store, &slow);
  for (gsize i = 0; i < G_N_ELEMENTS (want_slow); i++)
    {
      g_assert_true (store_index_slice (t->store, 50 * 1000, &more, &error));
      g_assert_no_error (error);
      g_assert_true (more);
      g_assert_cmpint (count (t, "SELECT indexed FROM search_table WHERE tbl = 'call'"), ==, want_slow[i]);
    }
  temp_store_restart (t); /* a clock that stands still: all fits */
  for (guint slices = 0; more; slices++)
    {
      g_assert_cmpuint (slices, <, 3);
      g_assert_true (store_index_slice (t->store, 50 * 1000, &more, &error));
    }
  g_assert_cmpint (count (t, "SELECT count(*) FROM search WHERE search MATCH '电话'"), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/own-words-are-found-at-once", test_own_words_are_found_at_once);
  g_test_add_func ("/store/search/pulled-rows-are-found-before-and-after-indexing",
                   test_pulled_rows_are_found_before_and_after_indexing);
  g_test_add_func ("/store/search/changed-and-removed-rows-leave-no-ghosts",
                   test_changed_and_removed_rows_leave_no_ghosts);
  g_test_add_func ("/store/search/search-equals-a-scan-whatever-happens", test_search_equals_a_scan_whatever_happens);
  g_test_add_func ("/store/search/entity-without-texts-finds-nothing", test_entity_without_texts_finds_nothing);
  g_test_add_func ("/store/search/slices-fit-the-machine", test_slices_fit_the_machine);
  return g_test_run ();
}
