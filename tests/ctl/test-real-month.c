/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bank's public data set goes in as a month of work, and the month runs on it to a filed form. */
#include <string.h>

#include "core/init.h"
#include "ctl-fixture.h"
#include "ctl/admin.h"
#include "temp.h"

static gint64
ask (Db *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64   value = -1;
  gboolean found;

  g_assert_true (db_int (db, &value, &found, &error, sql, ""));
  g_assert_no_error (error);
  return value;
}

static void
test_month_runs_on_real_calls (void)
{
  g_autofree char *csv = ctl_real_data ("bank-full.csv");
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *out = temp_path (dir, "sample");
  g_autofree char *server = g_build_filename (out, "server", NULL);
  g_autofree char *made = NULL;
  g_autofree char *imported = NULL;
  g_autofree char *ran = NULL;
  g_autofree char *number = NULL;
  g_auto (Admin) admin = { 0 };
  Db *db;

  if (csv == NULL)
    {
      g_test_skip ("bank-full.csv is not beside the source tree");
      return;
    }
  made = ctl_must ("sample", "--out", out, "--no-work", "--quiet", NULL);
  imported = ctl_must ("import", csv, "--map", SOURCE_ROOT "/data/import/bank-full.map", "--server", server, NULL);
  g_assert_nonnull (strstr (imported, "45211 lines, 0 with errors"));
  ran = ctl_must ("sample", "month", "A0102", "--data", server, NULL);
  g_assert_true (admin_open (&admin, server, NULL));
  db = server_get_db (admin.server);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM row WHERE tbl = 'call'"), ==, 45211);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM row WHERE tbl = 'call' AND body ->> '$.talk_s' >= 30"), ==, 43264);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM row WHERE tbl = 'sales_order'"), ==, 5289);
  g_assert_cmpint (ask (db, "SELECT count(DISTINCT body ->> '$.agent') FROM row WHERE tbl = 'call'"), ==, 60);
  number = db_text (db, NULL, "SELECT body ->> '$.number' FROM row WHERE tbl = 'filing'", "");
  g_assert_cmpstr (number, ==, "KH-202603-001");
  /* 12 % is the target of this run, and the figure is what the rows say */
  g_assert_cmpint (ask (db, "SELECT f.body ->> '$.value[1]' = (SELECT count(DISTINCT c.body ->> '$.customer') FROM "
                            "row c"
                            " WHERE c.tbl = 'call' AND c.body ->> '$.agent' = f.body ->> '$.person'"
                            " AND c.body ->> '$.talk_s' >= 30) AND f.body ->> '$.target' = '[3,25]'"
                            " FROM row f JOIN row g ON g.tbl = 'filing' AND g.body ->> '$.person' = f.body ->> "
                            "'$.person'"
                            " WHERE f.tbl = 'figure' AND f.body ->> '$.metric' = 'conversion'"),
                   ==, 1);
  g_assert_nonnull (made);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_test_add_func ("/real-month/runs-on-real-calls", test_month_runs_on_real_calls);
  return g_test_run ();
}
