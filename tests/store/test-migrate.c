/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/migrate.h"

#include "store/store.h"
#include "tests/support/temp.h"

static Db *
open_db (const char *path)
{
  g_autoptr (GError) error = NULL;
  Db *db = db_open (path, DB_DEFAULT, NULL, &error);

  g_assert_no_error (error);
  return db;
}

/* Every table, index and trigger with its text, one a line. */
static char *
dump_schema (Db *db)
{
  g_autoptr (GError) error = NULL;
  char *text = db_text (db, &error,
                        "SELECT group_concat (type || ' ' || name || ' ' || coalesce (sql, ''), char (10))"
                        " FROM (SELECT * FROM sqlite_master ORDER BY name)",
                        "");

  g_assert_no_error (error);
  return text;
}

static void
test_new_file_gets_the_newest_schema (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (Db) db = open_db (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gint64           version = -1;

  g_assert_true (migrate (db, &store_migration, &error));
  g_assert_no_error (error);
  g_assert_true (db_int (db, &version, NULL, &error, "PRAGMA user_version", ""));
  g_assert_cmpint (version, ==, migrate_newest (&store_migration));
  first = dump_schema (db);
  g_assert_true (migrate (db, &store_migration, &error)); /* nothing left to do */
  second = dump_schema (db);
  g_assert_cmpstr (first, ==, second);
  g_assert_true (migrate_check (db, &store_migration, &error));
}

static void
test_every_step_leads_to_the_same_schema (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *want = NULL;

  for (int start = migrate_newest (&store_migration); start >= 0; start--)
    {
      g_autofree char *name = g_strdup_printf ("%d.zuoxi", start);
      g_autofree char *path = temp_path (dir, name);
      g_autoptr (Db) db = open_db (path);
      g_autoptr (GError) error = NULL;
      g_autofree char *got = NULL;

      g_assert_true (migrate_to (db, &store_migration, start, &error));
      if (start < migrate_newest (&store_migration))
        g_assert_false (migrate_check (db, &store_migration, NULL));
      g_assert_true (migrate (db, &store_migration, &error));
      g_assert_no_error (error);
      got = dump_schema (db);
      if (want == NULL)
        want = g_strdup (got);
      g_assert_cmpstr (got, ==, want);
    }
}

static void
test_strange_files_are_refused_untouched (void)
{
  /* clang-format off */
  static const struct { const char *script; int code; const char *word; } cases[] = {
    { "CREATE TABLE moz_places (id INTEGER);", DB_ERROR_FOREIGN, "another program" },
    { "PRAGMA application_id = 252006674;", DB_ERROR_FOREIGN, "another program" },
    { "PRAGMA user_version = 3;", DB_ERROR_FOREIGN, "another program" },
    { "PRAGMA application_id = 0x5a587331; PRAGMA user_version = 9999;", DB_ERROR_NEWER, "newer version" } };
  /* clang-format on */
  g_autoptr (TempDir) dir = temp_dir_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.db", (guint) i);
      g_autofree char *path = temp_path (dir, name);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (Db) db = open_db (path);

      g_assert_true (db_script (db, cases[i].script, &error));
      before = dump_schema (db);
      g_assert_false (migrate (db, &store_migration, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, DB_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_nonnull (strstr (error->message, path));
      after = dump_schema (db);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_failing_step_leaves_the_step_before (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (Db) db = open_db (path);
  g_autoptr (GError) error = NULL;
  gint64 version = -1;
  gint64 tables = -1;

  /* A table in the way, in a file that claims to be ours: the first step must fail as a whole. */
  g_assert_true (db_script (db, "PRAGMA application_id = 0x5a587331; CREATE TABLE sent (x);", &error));
  g_assert_false (migrate (db, &store_migration, &error));
  g_assert_nonnull (strstr (error->message, "001-"));
  g_assert_true (db_int (db, &version, NULL, NULL, "PRAGMA user_version", ""));
  g_assert_true (db_int (db, &tables, NULL, NULL, "SELECT count(*) FROM sqlite_master", ""));
  g_assert_cmpint (version, ==, 0);
  g_assert_cmpint (tables, ==, 1);
}

/* Until the first release there is one file; after a change of a step, make-version writes it anew.
   A real file of every released schema opens with today's program and keeps what was typed in it. */
static void
test_stored_versions_open (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "store", "versions", NULL);
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) versions = g_dir_open (folder, 0, &error);
  g_autofree char *fresh = temp_path (dir, "fresh.zuoxi");
  g_autoptr (Store) newest = store_open (fresh, DB_DEFAULT, NULL, &error);
  g_autofree char *want = NULL;
  const char      *name;
  int              seen = 0;

  g_assert_no_error (error);
  want = dump_schema (store_db (newest));
  while ((name = g_dir_read_name (versions)) != NULL)
    {
      g_autofree char *from = g_build_filename (folder, name, NULL);
      g_autofree char *path = temp_path (dir, name);
      g_autofree char *bytes = NULL;
      g_autofree char *text = NULL;
      g_autofree char *got = NULL;
      gsize            size;
      g_autoptr (Store) store = NULL;

      if (!g_str_has_suffix (name, ".db"))
        continue;
      g_assert_true (g_file_get_contents (from, &bytes, &size, &error));
      g_assert_true (g_file_set_contents (path, bytes, (gssize) size, &error));
      store = store_open (path, DB_EXISTING, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (db_quick_check (store_db (store), &error));
      got = dump_schema (store_db (store));
      g_assert_cmpstr (got, ==, want);
      text = db_text (store_db (store), &error, "SELECT text FROM draft WHERE form = 'version'", "");
      g_assert_cmpstr (text, ==, "这句话写于旧版本");
      seen++;
    }
  g_assert_cmpint (seen, >=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/migrate/new-file-gets-the-newest-schema", test_new_file_gets_the_newest_schema);
  g_test_add_func ("/store/migrate/every-step-leads-to-the-same-schema", test_every_step_leads_to_the_same_schema);
  g_test_add_func ("/store/migrate/strange-files-are-refused-untouched", test_strange_files_are_refused_untouched);
  g_test_add_func ("/store/migrate/failing-step-leaves-the-step-before", test_failing_step_leaves_the_step_before);
  g_test_add_func ("/store/migrate/stored-versions-open", test_stored_versions_open);
  return g_test_run ();
}
