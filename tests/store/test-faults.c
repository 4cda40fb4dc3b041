/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk, failing writes, SIGKILL, damaged files: a clear error, and nothing acknowledged is lost. */
#include "store/recover.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls/call.h"
#include "core/id.h"
#include "store/apply.h"
#include "store/draft.h"
#include "store/mirror.h"
#include "store/outbox.h"
#include "store/search.h"
#include "tests/support/fault-vfs.h"
#include "tests/support/temp-store.h"

static gboolean
log_call (Store *store, guint number, GError **error)
{
  Call    *call = schema_new (&call_schema);
  gboolean applied;

  call->row.id = test_id (number);
  g_free (call->note);
  call->note = g_strdup_printf ("第%u通电话，客户说明天再联系", number);
  applied = store_apply_one (store, mutation_put (&call_schema, call), error);
  schema_free (&call_schema, call);
  return applied;
}

/* Rows, lines and search agree, and the file is sound. */
static void
assert_whole (Store *store, gint64 rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = NULL;

  g_assert_true (db_quick_check (store_db (store), &error));
  g_assert_cmpint (store_count (store, &call_schema, &error, "", ""), ==, rows);
  g_assert_cmpint (store_unsent (store, NULL, &error), ==, rows);
  found = store_search (store, &call_schema, "电话", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->len, ==, rows);
}

/* The disk fills up at every write of a change in turn: the change is refused as a whole, the earlier ones stay. */
static void
test_full_disk_refuses_and_keeps (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = NULL;
  guint kept = 0;
  guint refused = 0;

  fault_vfs_register ();
  store = store_open (path, DB_DEFAULT, FAULT_VFS, &error);
  g_assert_no_error (error);
  for (guint after = 0; after < 40; after++)
    {
      gboolean logged;

      fault_vfs_set (FAULT_FULL, after);
      logged = log_call (store, after + 1, &error);
      if (!logged)
        {
          g_assert_error (error, DB_ERROR, DB_ERROR_FULL);
          g_assert_nonnull (strstr (error->message, path));
          refused++;
        }
      kept += logged;
      g_clear_error (&error);
      fault_vfs_set (FAULT_NONE, 0);
      g_assert_false (db_in_transaction (store_db (store)));
      assert_whole (store, kept);
    }
  g_test_message ("%u kept, %u refused", kept, refused);
  g_assert_cmpuint (refused, >=, 3);
  g_assert_cmpuint (kept, >=, 3);
  g_assert_true (log_call (store, 1000, &error)); /* room again */
  assert_whole (store, kept + 1);
}

/* After a failed write or fsync nobody knows what is on the disk: the connection refuses until it is opened again. */
static void
test_failed_sync_is_never_retried_blindly (void)
{
  static const Fault faults[] = { FAULT_SYNC, FAULT_WRITE };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (TempDir) dir = temp_dir_new ();
      g_autofree char *path = temp_path (dir, "a.zuoxi");
      g_autoptr (GError) error = NULL;
      g_autoptr (Store) store = NULL;
      gint64 rows;

      fault_vfs_register ();
      store = store_open (path, DB_DEFAULT, FAULT_VFS, &error);
      g_assert_true (log_call (store, 1, &error));
      fault_vfs_set (faults[i], 0);
      g_assert_false (log_call (store, 2, &error));
      g_assert_error (error, DB_ERROR, DB_ERROR_IO);
      g_clear_error (&error);
      fault_vfs_set (FAULT_NONE, 0);
      g_assert_true (db_is_broken (store_db (store)));
      g_assert_false (log_call (store, 3, &error));
      g_assert_error (error, DB_ERROR, DB_ERROR_IO);
      g_clear_error (&error);
      g_assert_true (store_reopen (store, &error));
      g_assert_no_error (error);
      rows = store_count (store, &call_schema, &error, "", "");
      g_assert_cmpint (rows, >=, 1);
      assert_whole (store, rows);
      g_assert_true (log_call (store, 4, &error));
      assert_whole (store, rows + 1);
    }
}

/* A process that logs calls for ever and says so after each commit. */
static void
log_until_killed (const char *path, int out)
{
  g_autoptr (Store) store = store_open (path, DB_DEFAULT, NULL, NULL);

  for (guint number = 1;; number++)
    {
      guint8 byte = 1;

      if (!log_call (store, number, NULL) || write (out, &byte, 1) != 1)
        _exit (1);
    }
}

static void
test_killed_process_loses_no_commit (void)
{
  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (TempDir) dir = temp_dir_new ();
      g_autofree char *path = temp_path (dir, "a.zuoxi");
      g_autoptr (GError) error = NULL;
      g_autoptr (Store) store = NULL;
      guint  told = 0;
      guint8 bytes[64];
      int    pipe_ends[2];
      pid_t  child;
      gint64 rows;

      g_assert_cmpint (pipe (pipe_ends), ==, 0);
      child = fork ();
      if (child == 0)
        log_until_killed (path, pipe_ends[1]);
      close (pipe_ends[1]);
      while (told < 10 + 17 * round)
        {
          gssize got = read (pipe_ends[0], bytes, 1);

          g_assert_cmpint (got, ==, 1);
          told++;
        }
      kill (child, SIGKILL);
      for (gssize got; (got = read (pipe_ends[0], bytes, sizeof bytes)) > 0;)
        told += (guint) got;
      close (pipe_ends[0]);
      waitpid (child, NULL, 0);
      store = store_open (path, DB_EXISTING, NULL, &error);
      g_assert_no_error (error);
      rows = store_count (store, &call_schema, &error, "", "");
      g_assert_cmpint (rows, >=, told);
      g_assert_cmpint (rows, <=, told + 1);
      assert_whole (store, rows);
    }
}

typedef enum
{
  DAMAGE_HEADER,
  DAMAGE_TRUNCATED,
  DAMAGE_PAGES,
  DAMAGE_EMPTIED,
} Damage;

static void
damage (const char *path, Damage kind)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize            size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, &error));
  switch (kind)
    {
    case DAMAGE_HEADER:
      memset (bytes, 'x', 100);
      break;
    case DAMAGE_TRUNCATED:
      size = 5000;
      break;
    case DAMAGE_PAGES:
      memset (bytes + 4096, 0xa5, size - 4096);
      break;
    case DAMAGE_EMPTIED:
      memset (bytes, 0, size);
      break;
    default:
      g_assert_not_reached ();
    }
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, &error));
}

static void
assert_recovered (const char *path, StoreRecovery *report, Store *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  g_assert_true (report->recovered);
  g_assert_true (g_str_has_prefix (report->aside, path));
  g_assert_true (g_file_test (report->aside, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (report->lines, ==, 5);
  assert_whole (store, 5);
  lines = store_outbox_batch (store, 10, 1 << 20, &error);
  g_assert_cmpint (((OutboxLine *) lines->pdata[0])->n, ==, 1);
  /* It is deleted once the server has what was saved from it. */
  g_assert_true (store_drop_aside (store, &error));
  g_assert_true (g_file_test (report->aside, G_FILE_TEST_EXISTS));
  for (gint64 n = 1; n <= 5; n++)
    g_assert_true (store_outcome (store, n, "{}", ID_NONE, 0, &error));
  g_assert_true (store_drop_aside (store, &error));
  g_assert_false (g_file_test (report->aside, G_FILE_TEST_EXISTS));
  g_assert_no_error (error);
}

static void
test_damaged_store_is_set_aside_and_its_words_saved (void)
{
  for (Damage kind = DAMAGE_HEADER; kind <= DAMAGE_EMPTIED; kind++)
    {
      g_autoptr (TempDir) dir = temp_dir_new ();
      g_autofree char *path = temp_path (dir, "a.zuoxi");
      g_autoptr (GError) error = NULL;
      g_autoptr (Store) store = store_open (path, DB_DEFAULT, NULL, &error);
      StoreRecovery report = { 0 };

      for (guint i = 1; i <= 5; i++)
        g_assert_true (log_call (store, i, &error));
      g_assert_true (store_mirror_flush (store, &error));
      g_assert_true (db_truncate_log (store_db (store), &error));
      g_clear_pointer (&store, store_close);
      damage (path, kind);

      store = store_open_or_recover (path, &report, &error);
      g_assert_no_error (error);
      if (!report.recovered) /* it opened, and the check after the first frame finds it */
        {
          g_assert_false (store_check (store, &error));
          g_assert_error (error, DB_ERROR, DB_ERROR_CORRUPT);
          g_test_message ("%s", error->message);
          g_clear_error (&error);
          g_clear_pointer (&store, store_close);
          g_assert_true (store_condemn (path, &error));
          store = store_open_or_recover (path, &report, &error);
          g_assert_no_error (error);
        }
      assert_recovered (path, &report, store);
      store_recovery_clear (&report);
    }
}

/* Lines and drafts younger than the mirror are read from what is still readable of the file. */
static void
test_last_second_and_drafts_are_salvaged (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (path, DB_DEFAULT, NULL, &error);
  g_autofree char *text = NULL;
  StoreRecovery    report = { 0 };

  for (guint i = 1; i <= 3; i++)
    g_assert_true (log_call (store, i, &error));
  g_assert_true (store_mirror_flush (store, &error));
  for (guint i = 4; i <= 5; i++)
    g_assert_true (log_call (store, i, &error));
  g_assert_true (store_draft_set (store, "self_sheet/1", "problems", "还没写完", 7, &error));
  g_clear_pointer (&store, store_close);

  store = store_recover (path, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.drafts, ==, 1);
  text = store_draft_get (store, "self_sheet/1", "problems", NULL, &error);
  g_assert_cmpstr (text, ==, "还没写完");
  assert_recovered (path, &report, store);
  store_recovery_clear (&report);
}

static void
test_recovery_that_was_cut_off_begins_again (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  g_autofree char *mirror = store_mirror_path (path);
  g_autofree char *mirror_aside = store_mirror_path (aside);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (path, DB_DEFAULT, NULL, &error);
  StoreRecovery report = { 0 };

  for (guint i = 1; i <= 5; i++)
    g_assert_true (log_call (store, i, &error));
  g_assert_true (store_mirror_flush (store, &error));
  g_clear_pointer (&store, store_close);
  /* The power went when the files were renamed and nothing more. */
  g_assert_cmpint (g_rename (path, aside), ==, 0);
  g_assert_cmpint (g_rename (mirror, mirror_aside), ==, 0);
  store = store_open_or_recover (path, &report, &error);
  g_assert_no_error (error);
  assert_recovered (path, &report, store);
  store_recovery_clear (&report);
}

/* The power went in the middle of the saving: half a store is no store. Its mark on a whole one means nothing. */
static void
test_half_a_recovery_is_no_store (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  g_autofree char *mark = g_strconcat (path, ".recovering", NULL);
  g_autofree char *mirror = store_mirror_path (path);
  g_autofree char *mirror_aside = store_mirror_path (aside);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (path, DB_DEFAULT, NULL, &error);
  StoreRecovery report = { 0 };

  for (guint i = 1; i <= 5; i++)
    g_assert_true (log_call (store, i, &error));
  g_assert_true (store_mirror_flush (store, &error));
  g_clear_pointer (&store, store_close);
  g_assert_cmpint (g_rename (path, aside), ==, 0);
  g_assert_cmpint (g_rename (mirror, mirror_aside), ==, 0);
  g_assert_true (g_file_set_contents (mark, aside, -1, &error));
  store = store_open (path, DB_DEFAULT, NULL, &error); /* and nothing in it yet */
  g_clear_pointer (&store, store_close);
  store = store_open_or_recover (path, &report, &error);
  g_assert_no_error (error);
  g_assert_true (report.recovered);
  g_assert_cmpuint (report.lines, ==, 5);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
  store_recovery_clear (&report);
  g_assert_true (log_call (store, 6, &error));
  g_clear_pointer (&store, store_close);
  g_assert_true (g_file_set_contents (mark, aside, -1, &error));
  store = store_open_or_recover (path, &report, &error);
  g_assert_no_error (error);
  g_assert_false (report.recovered);
  assert_whole (store, 6);
  store_recovery_clear (&report);
}

static void
test_foreign_file_is_refused_not_replaced (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (GError) error = NULL;
  StoreRecovery report = { 0 };
  sqlite3      *other = NULL;

  sqlite3_open (path, &other);
  sqlite3_exec (other, "CREATE TABLE bookmarks (x)", NULL, NULL, NULL);
  sqlite3_close (other);
  g_assert_null (store_open_or_recover (path, &report, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_FOREIGN);
  g_assert_false (report.recovered);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_mirror_follows_the_queue (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autofree char *path = store_mirror_path (t->path);
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *bytes = NULL;
      g_auto (GStrv) lines = NULL;

      g_assert_true (log_call (t->store, i, &error));
      g_assert_true (store_mirror_flush (t->store, &error));
      g_assert_true (g_file_get_contents (path, &bytes, NULL, &error));
      lines = g_strsplit (bytes, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), ==, i + 1);
      if (i == 3)
        temp_store_restart (t);
    }
  for (gint64 n = 1; n <= 6; n++)
    g_assert_true (store_outcome (t->store, n, "{}", ID_NONE, 0, &error));
  g_assert_true (store_mirror_flush (t->store, &error));
  {
    g_autofree char *bytes = NULL;

    g_assert_true (g_file_get_contents (path, &bytes, NULL, &error));
    g_assert_cmpstr (bytes, ==, "");
  }
}

static void
test_torn_mirror_is_read_as_far_as_it_goes (void)
{
  g_autoptr (TempStore) from = temp_store_new (1);
  g_autoptr (TempStore) to = temp_store_new (2);
  g_autofree char *path = store_mirror_path (from->path);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint replayed;
  guint unreadable;

  for (guint i = 1; i <= 4; i++)
    g_assert_true (log_call (from->store, i, &error));
  g_assert_true (store_mirror_flush (from->store, &error));
  g_assert_true (g_file_get_contents (path, &bytes, NULL, &error));
  bytes[strlen (bytes) - 20] = '\0';
  g_assert_true (g_file_set_contents (path, bytes, -1, &error));
  g_assert_true (store_mirror_replay (to->store, path, &replayed, &unreadable, &error));
  g_assert_cmpuint (replayed, ==, 3);
  g_assert_cmpuint (unreadable, ==, 1);
  g_assert_true (store_mirror_replay (to->store, path, &replayed, &unreadable, &error));
  g_assert_cmpuint (replayed, ==, 0); /* the mids are known */
  assert_whole (to->store, 3);
}

static void
test_check_is_due_after_an_unclean_end_and_weekly (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autoptr (GError) error = NULL;
  gboolean due = FALSE;

  g_assert_true (store_started (t->store, &error) && store_checked (t->store, &error) &&
                 store_ended (t->store, &error));
  g_assert_true (store_started (t->store, &error) && store_check_is_due (t->store, &due, &error));
  g_assert_false (due);
  t->now += G_GINT64_CONSTANT (8) * 86400 * 1000000;
  g_assert_true (store_check_is_due (t->store, &due, &error));
  g_assert_true (due);
  g_assert_true (store_checked (t->store, &error));
  temp_store_restart (t); /* without store_ended () */
  g_assert_true (store_started (t->store, &error) && store_check_is_due (t->store, &due, &error));
  g_assert_true (due);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/faults/full-disk-refuses-and-keeps", test_full_disk_refuses_and_keeps);
  g_test_add_func ("/store/faults/failed-sync-is-never-retried-blindly", test_failed_sync_is_never_retried_blindly);
  g_test_add_func ("/store/faults/killed-process-loses-no-commit", test_killed_process_loses_no_commit);
  g_test_add_func ("/store/faults/half-a-recovery-is-no-store", test_half_a_recovery_is_no_store);
  g_test_add_func ("/store/faults/damaged-store-is-set-aside-and-its-words-saved",
                   test_damaged_store_is_set_aside_and_its_words_saved);
  g_test_add_func ("/store/faults/last-second-and-drafts-are-salvaged", test_last_second_and_drafts_are_salvaged);
  g_test_add_func ("/store/faults/recovery-that-was-cut-off-begins-again", test_recovery_that_was_cut_off_begins_again);
  g_test_add_func ("/store/faults/foreign-file-is-refused-not-replaced", test_foreign_file_is_refused_not_replaced);
  g_test_add_func ("/store/faults/mirror-follows-the-queue", test_mirror_follows_the_queue);
  g_test_add_func ("/store/faults/torn-mirror-is-read-as-far-as-it-goes", test_torn_mirror_is_read_as_far_as_it_goes);
  g_test_add_func ("/store/faults/check-is-due-after-an-unclean-end-and-weekly",
                   test_check_is_due_after_an_unclean_end_and_weekly);
  return g_test_run ();
}
