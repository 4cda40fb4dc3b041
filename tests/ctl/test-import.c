/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV files become rows, bad ones become sentences, and an import can be taken back. */
#include <string.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/init.h"
#include "ctl-fixture.h"
#include "ctl/admin.h"
#include "customers/customer.h"
#include "temp.h"

#define MAP                                      \
  "[customer]\n"                                 \
  "assignment=column(agent)\n"                   \
  "code=column(code)\n"                          \
  "name=column(name)\n"                          \
  "stage=lookup(sold; yes=buyer; *=prospect)\n"  \
  "[call]\n"                                     \
  "agent=column(agent)\n"                        \
  "customer=row(customer)\n"                     \
  "started_at=column(when)\n"                    \
  "answered_at=after(started_at; 0)\n"           \
  "ended_at=after(started_at; seconds)\n"        \
  "talk_s=column(seconds)\n"                     \
  "result=lookup(sold; yes=sold; *=effective)\n" \
  "[sales_order]\n"                              \
  "when=sold=yes\n"                              \
  "agent=column(agent)\n"                        \
  "customer=row(customer)\n"                     \
  "number=column(code)\n"                        \
  "signed_on=row(call.started_at)\n"             \
  "amount=column(yuan)\n"                        \
  "state=constant(signed)\n"                     \
  "[order_credit]\n"                             \
  "when=sold=yes\n"                              \
  "sales_order=row(sales_order)\n"               \
  "person=column(agent)\n"                       \
  "signed_on=row(call.started_at)\n"             \
  "share=constant(10000)\n"

#define HEADER "agent,code,name,when,seconds,sold,yuan\n"
#define GOOD                                     \
  HEADER                                         \
  "A0102,C1,王女士,2026-03-02 09:30,61,no,\n" \
  "A0103,C2,李先生,2026/3/3 10:00:05,120,yes,1280.50\n"

/* One company for all tests; each works in a folder of its own. */
static char *sample;

static char *
write_file (const TempDir *dir, const char *name, const char *bytes, gsize length)
{
  char *path = temp_path (dir, name);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  return path;
}

/* A copy of the sample's store. */
static char *
copy_company (const TempDir *dir)
{
  g_autofree char *from = g_build_filename (sample, "server", "server.db", NULL);
  char            *folder = temp_path (dir, "server");
  g_autofree char *to = g_build_filename (folder, "server.db", NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL));
  return folder;
}

static gint64
count (const char *server, const char *table)
{
  g_auto (Admin) admin = { 0 };
  gint64   value = 0;
  gboolean found;

  g_assert_true (admin_open (&admin, server, NULL));
  g_assert_true (db_int (server_get_db (admin.server), &value, &found, NULL,
                         "SELECT count(*) FROM row WHERE tbl = ? AND del = 0", "s", table));
  return value;
}

static char *
import_id (const char *out)
{
  const char *at = strstr (out, "import ");

  g_assert_nonnull (at);
  return g_strndup (at + strlen ("import "), 32);
}

static void
test_import_and_undo (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = copy_company (dir);
  g_autofree char *map = write_file (dir, "a.map", MAP, strlen (MAP));
  g_autofree char *csv = write_file (dir, "a.csv", GOOD, strlen (GOOD));
  g_autofree char *dry = ctl_must ("import", csv, "--map", map, "--server", server, "--dry-run", NULL);
  g_autofree char *out = NULL;
  g_autofree char *id = NULL;
  g_autofree char *undone = NULL;

  g_assert_nonnull (strstr (dry, "2 lines, 0 with errors"));
  g_assert_cmpint (count (server, "call"), ==, 0);
  out = ctl_must ("import", csv, "--map", map, "--server", server, NULL);
  id = import_id (out);
  g_assert_cmpint (count (server, "call"), ==, 2);
  g_assert_cmpint (count (server, "customer"), ==, 2);
  g_assert_cmpint (count (server, "sales_order"), ==, 1);
  g_assert_cmpint (count (server, "order_credit"), ==, 1);
  undone = ctl_must ("import", "--undo", id, "--server", server, NULL);
  g_assert_nonnull (strstr (undone, "6 rows deleted"));
  g_assert_null (strstr (undone, "kept"));
  g_assert_cmpint (count (server, "call") + count (server, "customer") + count (server, "order_credit"), ==, 0);
}

/* Gives the customer of that code another name. */
static void
rename_customer (const char *server, const char *code)
{
  g_auto (Admin) admin = { 0 };
  g_autoptr (DbStmt) stmt = NULL;
  Customer *row;

  g_assert_true (admin_open (&admin, server, NULL));
  g_assert_true (admin_begin (&admin, NULL));
  stmt = db_prepare (server_get_db (admin.server), NULL,
                     "SELECT id FROM row WHERE tbl = 'customer' AND body ->> '$.code' = ?", "s", code);
  g_assert_cmpint (db_step (stmt, NULL), ==, 1);
  row = server_read (admin.server, &customer_schema, db_column_id (stmt, 0), NULL);
  g_clear_pointer (&stmt, db_release);
  g_free (row->name);
  row->name = g_strdup ("改名");
  g_assert_true (admin_write (&admin, &customer_schema, row, NULL));
  schema_free (&customer_schema, row);
  g_assert_true (admin_commit (&admin, NULL));
}

static void
test_undo_keeps_what_changed (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = copy_company (dir);
  g_autofree char *map = write_file (dir, "a.map", MAP, strlen (MAP));
  g_autofree char *csv = write_file (dir, "a.csv", GOOD, strlen (GOOD));
  g_autofree char *out = ctl_must ("import", csv, "--map", map, "--server", server, NULL);
  g_autofree char *id = import_id (out);
  g_autofree char *undone = NULL;

  rename_customer (server, "C1");
  undone = ctl_must ("import", "--undo", id, "--server", server, NULL);
  g_assert_nonnull (strstr (undone, "5 rows deleted"));
  g_assert_nonnull (strstr (undone, "changed since, kept: customer "));
  g_assert_cmpint (count (server, "customer"), ==, 1);
}

static void
test_original_dates_are_kept (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = copy_company (dir);
  g_autofree char *map = write_file (dir, "a.map", MAP, strlen (MAP));
  g_autofree char *csv = write_file (dir, "a.csv", GOOD, strlen (GOOD));
  g_autofree char *out = ctl_must ("import", csv, "--map", map, "--server", server, NULL);
  g_autofree char *signed_on = NULL;
  g_autofree char *amount = NULL;
  g_auto (Admin) admin = { 0 };

  g_assert_true (admin_open (&admin, server, NULL));
  signed_on = db_text (server_get_db (admin.server), NULL,
                       "SELECT body ->> '$.signed_on' FROM row WHERE tbl = 'sales_order'", "");
  amount = db_text (server_get_db (admin.server), NULL,
                    "SELECT body ->> '$.amount' FROM row WHERE tbl = 'sales_order'", "");
  g_assert_cmpstr (signed_on, ==, "2026-03-03");
  g_assert_cmpstr (amount, ==, "128050");
  g_assert_nonnull (out);
}

/* clang-format off */
static const struct
{
  const char *name, *map, *csv, *wanted;
  gsize       length; /* of csv, 0 = to its end */
} bad[] = {
  { "no-such-column", MAP, "agent,code,name,when,seconds,sold\nA0102,C1,x,2026-03-02 09:30,61,no\n", "wants the column “yuan”; the file has: agent, code" },
  { "no-such-person", MAP, HEADER "B9999,C1,x,2026-03-02 09:30,61,no,\n", "line 2, column agent: customer.assignment: nobody has the employee number “B9999”" },
  { "no-moment", MAP, HEADER "A0102,C1,x,yesterday,61,no,\n", "line 2, column when: call.started_at: “yesterday” is not a moment" },
  { "no-number", MAP, HEADER "A0102,C1,x,2026-03-02 09:30,long,no,\n", "column seconds: call.talk_s: “long” is not a whole number" },
  { "no-amount", MAP, HEADER "A0102,C1,x,2026-03-02 09:30,61,yes,much\n", "column yuan: sales_order.amount: “much” is not an amount" },
  { "no-such-day", MAP, HEADER "A0102,C1,x,2026-02-30 09:30,61,no,\n", "“2026-02-30 09:30” is not a moment" },
  { "before-hired", MAP, HEADER "A0102,C1,x,2019-03-02 09:30,61,no,\n", "call: the person holds no post on the day of the row" },
  { "few-cells", MAP, HEADER "A0102,C1,x\n", "line 2: The line has fewer cells than the header" },
  { "zero-byte", MAP, HEADER "A0102,C1,x\0y,2026-03-02 09:30,61,no,\n", "line 2: The line contains a zero byte", sizeof (HEADER "A0102,C1,x\0y,2026-03-02 09:30,61,no,\n") - 1 },
  { "neither-encoding", MAP, HEADER "A0102,C1,\xff\xff,2026-03-02 09:30,61,no,\n", "line 2: The line is neither UTF-8 nor GB18030" },
  { "empty-file", MAP, "", "empty" },
  { "unknown-table", "[kall]\nagent=column(agent)\n", GOOD, "[kall] table: there is no such table" },
  { "unknown-field", "[call]\ncolour=column(agent)\n", GOOD, "[call] colour: the table has no such field" },
  { "unknown-source", "[call]\nagent=guess(agent)\n", GOOD, "[call] agent: there is no such source" },
  { "bad-hours", "[call]\nstarted_at=spread(workdays 2026-03, 20:00-09:00)\n", GOOD, "the hours must lie within a day" },
  { "no-map-value", "[customer]\nassignment=column(agent)\nstage=lookup(sold; yes=buyer)\n", GOOD, "the map has no value for “no”" },
  { "bad-nick", "[customer]\nassignment=column(agent)\nstage=lookup(sold; *=friend)\n", GOOD, "“friend” is not one of: lead, prospect" } };
/* clang-format on */

static void
test_bad_input_is_named (gconstpointer data)
{
  guint at = GPOINTER_TO_UINT (data);
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = copy_company (dir);
  g_autofree char *map = write_file (dir, "a.map", bad[at].map, strlen (bad[at].map));
  g_autofree char *csv = write_file (dir, "a.csv", bad[at].csv,
                                     bad[at].length > 0 ? bad[at].length : strlen (bad[at].csv));
  g_auto (CtlResult) result = ctl_call ("import", csv, "--map", map, "--server", server, NULL);
  g_autofree char *all = g_strconcat (result.out, result.err, NULL);

  g_assert_cmpint (result.status, ==, 1);
  if (strstr (all, bad[at].wanted) == NULL)
    g_error ("wanted “%s” in: %s", bad[at].wanted, all);
  g_assert_cmpint (count (server, "call") + count (server, "customer"), ==, 0);
}

/* Both encodings, a mark at the start, and a cell of ten megabytes: what is good arrives, what is bad is named. */
static void
test_mixed_encodings_and_a_huge_cell (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = copy_company (dir);
  g_autofree char *map = write_file (dir, "a.map", MAP, strlen (MAP));
  g_autoptr (GString) text = g_string_new ("\xef\xbb\xbf" HEADER "A0102,C1,王女士,2026-03-02 09:30,61,no,\n");
  g_autofree char *csv = NULL;
  g_autofree char *name = NULL;
  g_auto (CtlResult) refused = { 0 };
  g_autofree char *out = NULL;
  g_auto (Admin) admin = { 0 };

  g_string_append (text, "A0103,C2,\xc0\xee\xcf\xc8\xc9\xfa,2026-03-03 10:00,120,no,\n"); /* 李先生 in GB18030 */
  g_string_append (text, "A0104,C3,");
  for (guint i = 0; i < 10 << 20; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, ",2026-03-03 10:00,120,no,\nA0105,C4,x,2026-03-04 11:00,60,no,\n");
  csv = write_file (dir, "a.csv", text->str, text->len);
  refused = ctl_call ("import", csv, "--map", map, "--server", server, NULL);
  g_assert_cmpint (refused.status, ==, 1);
  g_assert_nonnull (strstr (refused.out, "line 4: The line is longer than 1 MiB"));
  g_assert_nonnull (strstr (refused.err, "nothing was written"));
  out = ctl_must ("import", csv, "--map", map, "--server", server, "--skip-bad", NULL);
  g_assert_cmpint (count (server, "customer"), ==, 3);
  g_assert_true (admin_open (&admin, server, NULL));
  name = db_text (server_get_db (admin.server), NULL,
                  "SELECT body ->> '$.name' FROM row WHERE tbl = 'customer' AND body ->> '$.code' = 'C2'", "");
  g_assert_cmpstr (name, ==, "李先生");
}

static void
test_bank_full_gives_the_expected_counts (void)
{
  g_autofree char *csv = ctl_real_data ("bank-full.csv");
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = NULL;
  g_autofree char *out = NULL;

  if (csv == NULL)
    {
      g_test_skip ("bank-full.csv is not beside the source tree");
      return;
    }
  server = copy_company (dir);
  out = ctl_must ("import", csv, "--map", SOURCE_ROOT "/data/import/bank-full.map", "--server", server, "--dry-run",
                  NULL);
  g_assert_nonnull (strstr (out, "45211 lines, 0 with errors"));
  g_assert_nonnull (strstr (out, "call\t45211\n"));
  g_assert_nonnull (strstr (out, "sales_order\t5289\n"));
  g_assert_nonnull (strstr (out, "target\t60\n"));
}

int
main (int argc, char *argv[])
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *out = NULL;
  int              status;

  g_test_init (&argc, &argv, NULL);
  core_init ();
  sample = temp_path (dir, "sample");
  out = ctl_must ("sample", "--out", sample, "--no-work", "--quiet", NULL);
  g_test_add_func ("/import/and-undo", test_import_and_undo);
  g_test_add_func ("/import/undo-keeps-what-changed", test_undo_keeps_what_changed);
  g_test_add_func ("/import/original-dates-are-kept", test_original_dates_are_kept);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/import/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad_input_is_named);
    }
  g_test_add_func ("/import/mixed-encodings-and-a-huge-cell", test_mixed_encodings_and_a_huge_cell);
  g_test_add_func ("/import/bank-full-gives-the-expected-counts", test_bank_full_gives_the_expected_counts);
  status = g_test_run ();
  g_free (sample);
  return status;
}
