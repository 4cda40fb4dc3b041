/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bare-inserts.h"

#include <time.h>

#include "store/db.h"

/* Rows of one table and the statement that writes one. */
typedef struct
{
  const char   *table;
  GPtrArray    *values; /* of sqlite3_value, row after row */
  guint         columns;
  sqlite3_stmt *insert;
} Source;

static void
check (sqlite3 *db, int rc)
{
  if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
    g_error ("%s", sqlite3_errmsg (db));
}

static void
free_value_cb (gpointer value)
{
  sqlite3_value_free (value);
}

static void
read_source (sqlite3 *db, Source *source, const char *select)
{
  sqlite3_stmt *stmt = NULL;

  check (db, sqlite3_prepare_v2 (db, select, -1, &stmt, NULL));
  source->values = g_ptr_array_new_with_free_func (free_value_cb);
  source->columns = (guint) sqlite3_column_count (stmt);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    for (guint i = 0; i < source->columns; i++)
      g_ptr_array_add (source->values, sqlite3_value_dup (sqlite3_column_value (stmt, (int) i)));
  check (db, sqlite3_finalize (stmt));
}

/* The table and its indexes as they are in the source. */
static void
make_table (sqlite3 *from, sqlite3 *to, const char *table)
{
  sqlite3_stmt *stmt = NULL;

  check (from, sqlite3_prepare_v2 (from,
                                   "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index')"
                                   " AND sql IS NOT NULL ORDER BY type DESC",
                                   -1, &stmt, NULL));
  check (from, sqlite3_bind_text (stmt, 1, table, -1, SQLITE_STATIC));
  while (sqlite3_step (stmt) == SQLITE_ROW)
    check (to, sqlite3_exec (to, (const char *) sqlite3_column_text (stmt, 0), NULL, NULL, NULL));
  check (from, sqlite3_finalize (stmt));
}

static void
prepare_insert (sqlite3 *db, Source *source)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT INTO \"%s\" VALUES (", source->table);
  for (guint i = 0; i < source->columns; i++)
    g_string_append (sql, i == 0 ? "?" : ", ?");
  g_string_append_c (sql, ')');
  check (db, sqlite3_prepare_v3 (db, sql->str, -1, SQLITE_PREPARE_PERSISTENT, &source->insert, NULL));
}

static void
insert (sqlite3 *db, Source *source, guint row)
{
  for (guint i = 0; i < source->columns; i++)
    check (db, sqlite3_bind_value (source->insert, (int) i + 1, source->values->pdata[row * source->columns + i]));
  check (db, sqlite3_step (source->insert));
  check (db, sqlite3_reset (source->insert));
}

static double
work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static BareCost
write_all (sqlite3 *db, Source *sources, guint n, guint group)
{
  guint    rows = sources[0].values->len / sources[0].columns;
  gint64   start = g_get_monotonic_time ();
  BareCost cost = { .work = work () };

  for (guint done = 0; done < rows; done += group)
    {
      check (db, sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
      for (guint row = done; row < MIN (done + group, rows); row++)
        for (guint i = 0; i < n; i++)
          insert (db, &sources[i], row);
      check (db, sqlite3_exec (db, "COMMIT", NULL, NULL, NULL));
    }
  cost.work = work () - cost.work;
  cost.seconds = (double) (g_get_monotonic_time () - start) / 1e6;
  return cost;
}

BareCost
bare_inserts (const char *source, const char *const *selects, guint group, const char *target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) from = db_open (source, DB_READ_ONLY | DB_EXISTING, NULL, &error);
  g_autoptr (Db) to = error == NULL ? db_open (target, DB_DEFAULT, NULL, &error) : NULL;
  Source   sources[8] = { 0 };
  guint    n = 0;
  BareCost cost;

  g_assert_no_error (error);
  db_script (to, "PRAGMA cache_size = -65536;", &error); /* as the server has */
  g_assert_no_error (error);
  for (; selects[2 * n] != NULL; n++)
    {
      sources[n].table = selects[2 * n];
      read_source (db_handle (from), &sources[n], selects[2 * n + 1]);
      make_table (db_handle (from), db_handle (to), sources[n].table);
      prepare_insert (db_handle (to), &sources[n]);
      g_assert_cmpuint (sources[n].values->len / sources[n].columns, ==, sources[0].values->len / sources[0].columns);
    }
  cost = write_all (db_handle (to), sources, n, group);
  for (guint i = 0; i < n; i++)
    {
      sqlite3_finalize (sources[i].insert);
      g_ptr_array_unref (sources[i].values);
    }
  return cost;
}
