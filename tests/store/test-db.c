/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/db.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/temp.h"

typedef struct
{
  TempDir *dir;
  char    *path;
  Db      *db;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->dir = temp_dir_new ();
  f->path = temp_path (f->dir, "a.db");
  f->db = db_open (f->path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  db_script (f->db, "CREATE TABLE t (k INTEGER PRIMARY KEY, n INTEGER, s TEXT, b BLOB, CHECK (n < 100)) STRICT;",
             &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  db_close (f->db);
  g_free (f->path);
  temp_dir_remove (f->dir);
}

static gint64
count (Db *db)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  db_int (db, &n, NULL, &error, "SELECT count(*) FROM t", "");
  g_assert_no_error (error);
  return n;
}

static void
test_open_sets_pragmas (Fixture *f, gconstpointer data)
{
  /* clang-format off */
  static const struct { const char *sql, *want; } cases[] = {
    { "PRAGMA journal_mode", "wal" },  { "PRAGMA synchronous", "2" },    { "PRAGMA foreign_keys", "0" },
    { "PRAGMA secure_delete", "1" },   { "PRAGMA temp_store", "2" },     { "PRAGMA busy_timeout", "5000" },
    { "PRAGMA trusted_schema", "0" },  { "PRAGMA cell_size_check", "1" } };
  /* clang-format on */
  struct stat info;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *got = db_text (f->db, &error, cases[i].sql, "");

      g_assert_no_error (error);
      g_test_message ("%s = %s", cases[i].sql, got);
      g_assert_cmpstr (got, ==, cases[i].want);
    }
  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_values_come_back (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GBytes) back = NULL;
  Id     id = { { 1, 2, 3 } };
  Id     zero = { { 0 } };
  OptInt none = { 0 };
  OptInt some = { .v = -7, .set = TRUE };
  g_autoptr (DbStmt) stmt = NULL;

  g_assert_true (db_exec (f->db, &error, "INSERT INTO t VALUES (?, ?, ?, ?)", "iosb", G_GINT64_CONSTANT (1), &some,
                          "电话", bytes));
  g_assert_true (db_exec (f->db, &error, "INSERT INTO t VALUES (?, ?, ?, ?)", "fosd", 2, &none, NULL, &id));
  g_assert_true (db_exec (f->db, &error, "INSERT INTO t VALUES (?, ?, ?, ?)", "fosr", 3, &some, "", "xy", (gsize) 2));
  g_assert_true (db_exec (f->db, &error, "INSERT INTO t VALUES (?, ?, ?, ?)", "fosd", 4, &some, "", &zero));
  g_assert_no_error (error);

  stmt = db_prepare (f->db, &error, "SELECT k, n, s, b FROM t ORDER BY k", "");
  g_assert_cmpint (db_step (stmt, &error), ==, 1);
  g_assert_cmpint (db_column_int (stmt, 1), ==, -7);
  g_assert_cmpstr (db_column_text (stmt, 2), ==, "电话");
  back = db_column_bytes (stmt, 3);
  g_assert_true (g_bytes_equal (bytes, back));
  g_assert_cmpint (db_step (stmt, &error), ==, 1);
  g_assert_false (db_column_opt (stmt, 1).set);
  g_assert_cmpstr (db_column_text (stmt, 2), ==, "");
  g_assert_true (db_column_is_null (stmt, 2));
  g_assert_cmpint (db_column_id (stmt, 3).b[2], ==, 3);
  g_assert_cmpint (db_step (stmt, &error), ==, 1);
  g_assert_cmpint (db_column_id (stmt, 3).b[0], ==, 0); /* wrong length */
  g_assert_cmpint (db_step (stmt, &error), ==, 1);
  g_assert_false (db_column_is_null (stmt, 3)); /* sixteen zeros are a value */
  g_assert_cmpint (db_step (stmt, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_wrong_statements_say_so (Fixture *f, gconstpointer data)
{
  /* clang-format off */
  static const struct { const char *sql; const char *types; int code; const char *word; } cases[] = {
    { "SELEKT 1", "", DB_ERROR_OTHER, "SELEKT 1" },
    { "SELECT * FROM nowhere", "", DB_ERROR_OTHER, "nowhere" },
    { "SELECT \"nowhere\" FROM t", "", DB_ERROR_OTHER, "nowhere" },
    { "SELECT k FROM t WHERE k = ?", "", DB_ERROR_OTHER, "0 parameters for 1" },
    { "INSERT INTO t (n) VALUES (100)", "", DB_ERROR_CONSTRAINT, "INSERT INTO t" },
    { "INSERT INTO t (n) VALUES ('x')", "", DB_ERROR_CONSTRAINT, "INSERT INTO t" },
    { "", "", DB_ERROR_OTHER, "empty" } };
  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (db_exec (f->db, &error, cases[i].sql, cases[i].types));
      g_test_message ("%s", error->message);
      g_assert_error (error, DB_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_nonnull (strstr (error->message, f->path));
    }
}

static void
test_statement_in_use_is_not_shared (Fixture *f, gconstpointer data)
{
  const char *sql = "SELECT n FROM t WHERE n >= ? ORDER BY n";
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStmt) outer = NULL;
  int rows = 0;

  for (int n = 0; n < 4; n++)
    g_assert_true (db_exec (f->db, &error, "INSERT INTO t (n) VALUES (?)", "f", n));
  outer = db_prepare (f->db, &error, sql, "f", 2);
  while (db_step (outer, &error) > 0)
    {
      g_autoptr (DbStmt) inner = db_prepare (f->db, &error, sql, "f", 0);

      g_assert_true (inner != outer);
      while (db_step (inner, &error) > 0)
        rows++;
    }
  g_assert_no_error (error);
  g_assert_cmpint (rows, ==, 8);
}

static void
test_rebinding_runs_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStmt) stmt = db_prepare (f->db, &error, "INSERT INTO t (n, s) VALUES (?, ?)", "fs", 0, "0");

  g_assert_cmpint (db_step (stmt, &error), ==, 0);
  for (int i = 1; i < 5; i++)
    {
      g_assert_true (db_bind (stmt, &error, "fs", i, "again"));
      g_assert_cmpint (db_step (stmt, &error), ==, 0);
    }
  g_assert_false (db_bind (stmt, &error, "f", 5));
  g_assert_error (error, DB_ERROR, DB_ERROR_OTHER);
  g_assert_cmpint (count (f->db), ==, 5);
}

/* What each of three nested scopes does: c commits, r rolls back; and the rows left. */
static void
test_scopes_nest (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *ends;
    int         rows;
  } cases[] = { { "ccc", 3 }, { "ccr", 0 }, { "crc", 1 }, { "rcc", 2 }, { "rrc", 1 }, { "rrr", 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      DbScope scopes[3] = { 0 };

      g_assert_true (db_exec (f->db, &error, "DELETE FROM t", ""));
      for (int depth = 0; depth < 3; depth++)
        {
          g_assert_true (db_begin (&scopes[depth], f->db, &error));
          g_assert_true (db_exec (f->db, &error, "INSERT INTO t (n) VALUES (1)", ""));
        }
      for (int depth = 2; depth >= 0; depth--)
        if (cases[i].ends[2 - depth] == 'c')
          g_assert_true (db_commit (&scopes[depth], &error));
        else
          db_rollback (&scopes[depth]);
      g_assert_no_error (error);
      g_assert_false (db_in_transaction (f->db));
      g_assert_cmpint (count (f->db), ==, cases[i].rows);
    }
}

static gboolean
insert_then_fail (Db *db, GError **error)
{
  g_auto (DbScope) scope = { 0 };

  return db_begin (&scope, db, error) && db_exec (db, error, "INSERT INTO t (n) VALUES (1)", "") &&
         db_exec (db, error, "INSERT INTO t (n) VALUES (1000)", "") && db_commit (&scope, error);
}

static void
test_leaving_a_scope_rolls_back (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (insert_then_fail (f->db, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
  g_assert_cmpint (count (f->db), ==, 0);
}

static void
test_reader_sees_commits_and_writes_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) reader = db_open (f->path, DB_READ_ONLY, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (db_is_read_only (reader));
  {
    g_auto (DbScope) view = { 0 };

    g_assert_true (db_begin_read (&view, reader, &error));
    g_assert_cmpint (count (reader), ==, 0);
    g_assert_true (db_exec (f->db, &error, "INSERT INTO t (n) VALUES (1)", ""));
    g_assert_cmpint (count (reader), ==, 0);
    g_assert_false (db_truncate_log (f->db, &error)); /* the view holds the log */
    g_assert_error (error, DB_ERROR, DB_ERROR_BUSY);
    g_clear_error (&error);
    g_assert_true (db_commit (&view, &error));
  }
  g_assert_cmpint (count (reader), ==, 1);
  g_assert_false (db_exec (reader, &error, "INSERT INTO t (n) VALUES (2)", ""));
  g_assert_error (error, DB_ERROR, DB_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_true (db_truncate_log (f->db, &error));
}

static void
test_second_writer_is_busy (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) other = db_open (f->path, DB_EXISTING, NULL, &error);
  g_auto (DbScope) mine = { 0 };
  g_auto (DbScope) theirs = { 0 };

  sqlite3_busy_timeout (db_handle (other), 1);
  g_assert_true (db_begin (&mine, f->db, &error));
  g_assert_false (db_begin (&theirs, other, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_BUSY);
}

static void
test_missing_file_is_not_made (Fixture *f, gconstpointer data)
{
  g_autofree char *path = temp_path (f->dir, "missing.db");

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (db_open (path, i == 0 ? DB_EXISTING : DB_READ_ONLY, NULL, &error));
      g_assert_error (error, DB_ERROR, DB_ERROR_IO);
      g_assert_nonnull (strstr (error->message, path));
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_bad_files_are_told_apart (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = temp_path (f->dir, "bad.db");
  g_autofree char *bytes = NULL;
  g_autoptr (Db) db = NULL;
  gsize size;

  g_assert_true (g_file_set_contents (path, "This is a letter and no database; it is long enough to have a header. "
                                            "Nobody should read it as one, whatever its name is.",
                                      -1, &error));
  g_assert_null (db_open (path, DB_DEFAULT, NULL, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_NOT_A_DATABASE);
  g_clear_error (&error);

  for (int i = 0; i < 500; i++)
    g_assert_true (db_exec (f->db, &error, "INSERT INTO t (n, s) VALUES (1, printf ('%0200d', ?))", "f", i));
  g_assert_true (db_truncate_log (f->db, &error));
  g_assert_true (g_file_get_contents (f->path, &bytes, &size, &error));
  memset (bytes + 4096 * 3, 0x5a, 4096 * 4);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, &error));
  db = db_open (path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (db_quick_check (db, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (db_quick_check (f->db, NULL));
}

static void
test_interrupt_stops_a_query (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStmt)
      stmt = db_prepare (f->db, &error,
                         "WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c) SELECT x FROM c", "");

  g_assert_cmpint (db_step (stmt, &error), ==, 1);
  db_interrupt (f->db);
  g_assert_cmpint (db_step (stmt, &error), ==, -1);
  g_assert_error (error, DB_ERROR, DB_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add ("/store/db/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open-sets-pragmas", test_open_sets_pragmas);
  ADD ("values-come-back", test_values_come_back);
  ADD ("wrong-statements-say-so", test_wrong_statements_say_so);
  ADD ("statement-in-use-is-not-shared", test_statement_in_use_is_not_shared);
  ADD ("rebinding-runs-again", test_rebinding_runs_again);
  ADD ("scopes-nest", test_scopes_nest);
  ADD ("leaving-a-scope-rolls-back", test_leaving_a_scope_rolls_back);
  ADD ("reader-sees-commits-and-writes-nothing", test_reader_sees_commits_and_writes_nothing);
  ADD ("second-writer-is-busy", test_second_writer_is_busy);
  ADD ("missing-file-is-not-made", test_missing_file_is_not_made);
  ADD ("bad-files-are-told-apart", test_bad_files_are_told_apart);
  ADD ("interrupt-stops-a-query", test_interrupt_stops_a_query);
  return g_test_run ();
}
