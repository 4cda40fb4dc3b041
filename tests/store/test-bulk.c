/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/bulk.h"

#include "registry.h"
#include "store/search.h"
#include "tests/support/random-row.h"
#include "tests/support/temp-store.h"

static char *
dump_schema (Store *store)
{
  return db_text (store_db (store), NULL,
                  "SELECT group_concat (name || coalesce (sql, ''), char (10))"
                  " FROM (SELECT * FROM sqlite_master ORDER BY name)",
                  "");
}

/* Rows built in one go are found as if they had been pulled, and the file has everything an ordinary one has. */
static void
test_bulk_store_is_an_ordinary_store (void)
{
  g_autoptr (TempStore) ordinary = temp_store_new (1);
  g_autofree char *path = temp_path (ordinary->dir, "bulk.zuoxi");
  g_autoptr (GError) error = NULL;
  StoreBulk *bulk = store_bulk_new (path, &error);
  g_autoptr (Store) store = NULL;
  g_autofree char *want = dump_schema (ordinary->store);
  g_autofree char *got = NULL;
  guint            number = 0;

  g_assert_no_error (error);
  for (guint i = 0; registry[i] != NULL; i++)
    for (int n = 0; n < 30; n++)
      {
        gpointer row = random_row (registry[i], ordinary->random);

        ((Row *) row)->id = test_id (++number);
        ((Row *) row)->rv = ((Row *) row)->seq = 1;
        g_assert_true (store_bulk_put (bulk, registry[i], row, &error));
        schema_free (registry[i], row);
      }
  g_assert_true (store_meta_set (store_bulk_store (bulk), "login", "a", &error));
  g_assert_true (store_bulk_finish (bulk, &error));
  g_assert_no_error (error);

  store = store_open (path, DB_EXISTING, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (db_quick_check (store_db (store), &error));
  got = dump_schema (store);
  g_assert_cmpstr (got, ==, want);
  for (guint i = 0; registry[i] != NULL; i++)
    {
      g_autoptr (GArray) unindexed = NULL;
      gboolean more = TRUE;

      g_assert_cmpint (store_count (store, registry[i], &error, "", ""), ==, 30);
      g_assert_true (store_index_step (store, 1, &more, &error));
      g_assert_false (more);
    }
}

static void
test_bulk_never_touches_a_file_that_is_there (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_null (store_bulk_new (t->path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_true (g_file_test (t->path, G_FILE_TEST_EXISTS));
}

static void
test_abandoned_bulk_leaves_no_file (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "bulk.zuoxi");
  g_autoptr (GError) error = NULL;
  StoreBulk *bulk = store_bulk_new (path, &error);

  g_assert_no_error (error);
  store_bulk_abandon (bulk);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/bulk/bulk-store-is-an-ordinary-store", test_bulk_store_is_an_ordinary_store);
  g_test_add_func ("/store/bulk/never-touches-a-file-that-is-there", test_bulk_never_touches_a_file_that_is_there);
  g_test_add_func ("/store/bulk/abandoned-bulk-leaves-no-file", test_abandoned_bulk_leaves_no_file);
  return g_test_run ();
}
