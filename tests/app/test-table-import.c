/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file becomes rows by a person's own rights: what is wrong is named, a dry run changes nothing, undo undoes all. */
#include "config.h"

#include "app/session-local.h"
#include "app/table-import.h"
#include "company.h"
#include "core/id.h"
#include "core/init.h"
#include "exchange/csv-reader.h"
#include "staff/organisation.h"
#include "staff/person.h"
#include "tests/support/temp-store.h"
#include "time/attendance-day.h"

typedef struct
{
  TempDir      *dir;
  Company       company;
  ZuoxiSession *session;
  char         *file;
  TablePlan    *plan;
  TableResult   result;
  GError       *error;
  gboolean      done;
} Fixture;

/* @data: "supervisor" or "agent" */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (Store) store = NULL;
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) held = NULL;

  f->dir = temp_dir_new ();
  f->file = temp_path (f->dir, "attendance.csv");
  path = temp_path (f->dir, "a.zuoxi");
  store = store_open (path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  company_init (&f->company);
  people = directory_persons (f->company.directory);
  held = directory_assignments (f->company.directory);
  g_assert_true (store_begin (&scope, store, &error));
  for (guint i = 0; i < people->len; i++)
    temp_store_put_row (store, &person_schema, people->pdata[i], ID_NONE);
  for (guint i = 0; i < held->len; i++)
    temp_store_put_row (store, &assignment_schema, held->pdata[i], ID_NONE);
  g_assert_true (store_commit (&scope, &error));
  g_clear_pointer (&store, store_close);
  f->session = zuoxi_session_new_local (path,
                                        g_str_equal (data, "agent") ? f->company.agent1 : f->company.supervisor1,
                                        &error);
  g_assert_no_error (error);
}

static void
on_signed_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (zuoxi_session_sign_out_finish (ZUOXI_SESSION (source), result, NULL));
  *(gboolean *) data = TRUE;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gboolean out = FALSE;

  zuoxi_session_sign_out_async (f->session, FALSE, NULL, on_signed_out_cb, &out);
  while (!out)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&f->session);
  g_clear_pointer (&f->plan, table_plan_unref);
  g_clear_error (&f->error);
  company_clear (&f->company);
  g_free (f->file);
  temp_dir_remove (f->dir);
}

static void
on_planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  f->plan = table_plan_finish (ZUOXI_SESSION (source), result, &f->error);
  f->done = TRUE;
}

/* Writes @text as the file and plans it with the columns that are meant by their names. */
static void
plan (Fixture *f, const char *text)
{
  g_autoptr (GPtrArray) fields = table_import_fields (&attendance_day_schema);
  g_autofree const char **columns = g_new0 (const char *, fields->len + 1);
  g_auto (GStrv) header = NULL;

  g_clear_pointer (&f->plan, table_plan_unref);
  g_clear_error (&f->error);
  g_assert_true (g_file_set_contents (f->file, text, -1, NULL));
  header = table_import_header (f->file, &f->error);
  g_assert_no_error (f->error);
  for (guint i = 0; i < fields->len; i++)
    {
      int column = table_import_guess (header, fields->pdata[i]);

      columns[i] = column >= 0 ? header[column] : NULL;
    }
  f->done = FALSE;
  table_plan_async (f->session, &attendance_day_schema, f->file, columns, NULL, on_planned_cb, f);
  while (!f->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_carried_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  g_assert_true (table_carry_out_finish (ZUOXI_SESSION (source), result, &f->result, &f->error));
  g_assert_no_error (f->error);
  f->done = TRUE;
}

static void
carry_out (Fixture *f, gboolean back)
{
  f->done = FALSE;
  table_carry_out_async (f->session, f->plan, back, NULL, NULL, on_carried_out_cb, f);
  while (!f->done)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
count_days (Fixture *f, const char *clause)
{
  return store_count (zuoxi_session_get_reader (f->session), &attendance_day_schema, NULL, clause, "");
}

static const char *
number_of (Fixture *f, Id person)
{
  return directory_person (f->company.directory, person)->number;
}

/* Two days of one agent; the second is late. */
static char *
two_days (Fixture *f, int late)
{
  const char *number = number_of (f, f->company.agent1);

  return g_strdup_printf ("工号,Date,Late\n%s,2026-03-02,0\n%s,2026/3/3,%d\n", number, number, late);
}

static void
test_dry_run_changes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *text = two_days (f, 12);

  plan (f, text);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->plan->lines, ==, 2);
  g_assert_cmpuint (f->plan->added, ==, 2);
  g_assert_cmpuint (f->plan->bad, ==, 0);
  g_assert_cmpint (count_days (f, ""), ==, 0);
}

static void
test_import_then_undo_leaves_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *text = two_days (f, 12);

  plan (f, text);
  carry_out (f, FALSE);
  g_assert_cmpuint (f->result.done, ==, 2);
  g_assert_cmpint (count_days (f, ""), ==, 2);
  g_assert_cmpint (count_days (f, "WHERE late_min = 12"), ==, 1);
  carry_out (f, TRUE);
  g_assert_cmpuint (f->result.done, ==, 2);
  g_assert_cmpuint (f->result.kept, ==, 0);
  g_assert_cmpint (count_days (f, ""), ==, 0);
}

/* The same file again changes nothing; another value changes the row, and undo sets it back. */
static void
test_second_file_changes_rows_and_undo_sets_back (Fixture *f, gconstpointer data)
{
  g_autofree char *first = two_days (f, 12);
  g_autofree char *second = two_days (f, 30);

  plan (f, first);
  carry_out (f, FALSE);
  plan (f, first);
  g_assert_cmpuint (f->plan->same, ==, 2);
  plan (f, second);
  g_assert_cmpuint (f->plan->same, ==, 1);
  g_assert_cmpuint (f->plan->changed, ==, 1);
  carry_out (f, FALSE);
  g_assert_cmpint (count_days (f, "WHERE late_min = 30"), ==, 1);
  carry_out (f, TRUE);
  g_assert_cmpint (count_days (f, "WHERE late_min = 12"), ==, 1);
}

/* Undo of the first import leaves what the second one changed since. */
static void
test_undo_keeps_what_was_changed_since (Fixture *f, gconstpointer data)
{
  g_autofree char *first = two_days (f, 12);
  g_autofree char *second = two_days (f, 30);
  g_autoptr (TablePlan) earlier = NULL;

  plan (f, first);
  carry_out (f, FALSE);
  earlier = table_plan_ref (f->plan);
  plan (f, second);
  carry_out (f, FALSE);
  g_clear_pointer (&f->plan, table_plan_unref);
  f->plan = g_steal_pointer (&earlier);
  carry_out (f, TRUE);
  g_assert_cmpuint (f->result.done, ==, 1);
  g_assert_cmpuint (f->result.kept, ==, 1);
  g_assert_cmpint (count_days (f, "WHERE late_min = 30"), ==, 1);
}

static const TableError *
error_at (Fixture *f, guint line)
{
  for (guint i = 0; i < f->plan->errors->len; i++)
    if (((const TableError *) f->plan->errors->pdata[i])->line == line)
      return f->plan->errors->pdata[i];
  g_error ("line %u is not blamed", line);
}

static void
test_each_bad_line_is_named (Fixture *f, gconstpointer data)
{
  const char      *mine = number_of (f, f->company.agent1);
  const char      *boss = number_of (f, f->company.supervisor1);
  g_autofree char *text = g_strdup_printf ("工号,Date,Late\n"
                                           "%s,2026-03-02,0\n"     /* 2: good */
                                           "NOBODY,2026-03-02,0\n" /* 3 */
                                           "%s,2026-13-02,0\n"     /* 4 */
                                           "%s,2026-03-04,soon\n"  /* 5 */
                                           "%s,2026-03-02,1\n"     /* 6: the day of line 2 */
                                           "%s,2026-03-05\n"       /* 7: a cell short */
                                           "%s,2026-03-05,0\n"     /* 8: not hers to write */
                                           "%s,2026-03-06,9999\n", /* 9: more than a day */
                                           mine, mine, mine, mine, mine, boss, mine);

  plan (f, text);
  g_assert_cmpuint (f->plan->lines, ==, 8);
  g_assert_cmpuint (f->plan->bad, ==, 7);
  g_assert_cmpuint (f->plan->changes->len, ==, 1);
  g_assert_nonnull (strstr (error_at (f, 3)->message, "NOBODY"));
  g_assert_cmpstr (error_at (f, 3)->column, ==, "工号");
  g_assert_nonnull (strstr (error_at (f, 4)->message, "2026-13-02"));
  g_assert_cmpstr (error_at (f, 4)->column, ==, "Date");
  g_assert_nonnull (strstr (error_at (f, 5)->message, "soon"));
  g_assert_nonnull (strstr (error_at (f, 6)->message, "2"));
  g_assert_nonnull (error_at (f, 7));
  g_assert_nonnull (strstr (error_at (f, 8)->message, "may not"));
  g_assert_cmpstr (error_at (f, 9)->column, ==, "Late");
}

static void
test_agent_may_not_import (Fixture *f, gconstpointer data)
{
  g_autofree char *text = two_days (f, 12);

  g_assert_false (table_import_allowed (f->session, &attendance_day_schema));
  plan (f, text);
  g_assert_cmpuint (f->plan->bad, ==, 2);
  g_assert_cmpuint (f->plan->changes->len, ==, 0);
}

static void
test_supervisor_may_import (Fixture *f, gconstpointer data)
{
  g_assert_true (table_import_allowed (f->session, &attendance_day_schema));
}

/* A file without a line, and one that is not there, are named. */
static void
test_unreadable_file_is_named (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->file, "工号,Date\n", -1, NULL));
  g_assert_null (table_import_header (f->file, &error));
  g_assert_nonnull (strstr (error->message, "attendance.csv"));
  g_clear_error (&error);
  g_assert_null (table_import_header ("/nowhere/x.csv", &error));
  g_assert_nonnull (strstr (error->message, "x.csv"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, who, func) g_test_add ("/table-import/" path, Fixture, who, set_up, func, tear_down)
  ADD ("dry-run", "supervisor", test_dry_run_changes_nothing);
  ADD ("undo", "supervisor", test_import_then_undo_leaves_nothing);
  ADD ("second-file", "supervisor", test_second_file_changes_rows_and_undo_sets_back);
  ADD ("undo-keeps-changed", "supervisor", test_undo_keeps_what_was_changed_since);
  ADD ("bad-lines", "supervisor", test_each_bad_line_is_named);
  ADD ("agent", "agent", test_agent_may_not_import);
  ADD ("supervisor", "supervisor", test_supervisor_may_import);
  ADD ("unreadable-file", "supervisor", test_unreadable_file_is_named);
  return g_test_run ();
}
