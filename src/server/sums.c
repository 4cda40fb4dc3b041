/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of checksums for SQL: SQLite would turn a sum that overflows into a real number. */
#include <string.h>

#include "server/server-private.h"
#include "sync/checksum.h"

static gint64
wrap (guint64 value)
{
  return (gint64) value;
}

/* zuoxi_add (a, b) mod 2^64. */
static void
sql_add (sqlite3_context *context, int count, sqlite3_value **values)
{
  sqlite3_result_int64 (context, wrap ((guint64) sqlite3_value_int64 (values[0]) +
                                       (guint64) sqlite3_value_int64 (values[1])));
}

static Id
id_of (sqlite3_value *value)
{
  Id id = ID_NONE;

  if (sqlite3_value_bytes (value) == (int) sizeof id.b)
    memcpy (id.b, sqlite3_value_blob (value), sizeof id.b);
  return id;
}

/* zuoxi_digest (tbl, id, bucket, rv, body) */
static void
sql_digest (sqlite3_context *context, int count, sqlite3_value **values)
{
  const char *table = (const char *) sqlite3_value_text (values[0]);
  const char *body = (const char *) sqlite3_value_text (values[4]);

  if (table == NULL || body == NULL)
    {
      sqlite3_result_error (context, "a row without table or body", -1);
      return;
    }
  sqlite3_result_int64 (context, wrap (checksum_row (table, id_of (values[1]), id_of (values[2]),
                                                     sqlite3_value_int64 (values[3]), body)));
}

/* zuoxi_sum (x): mod 2^64, 0 for no rows. */
static void
sql_sum_step (sqlite3_context *context, int count, sqlite3_value **values)
{
  guint64 *sum = sqlite3_aggregate_context (context, sizeof *sum);

  if (sum != NULL)
    *sum += (guint64) sqlite3_value_int64 (values[0]);
}

static void
sql_sum_end (sqlite3_context *context)
{
  const guint64 *sum = sqlite3_aggregate_context (context, 0);

  sqlite3_result_int64 (context, sum != NULL ? wrap (*sum) : 0);
}

gboolean
sums_register (Db *db, GError **error)
{
  sqlite3 *handle = db_handle (db);
  int      flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

  if (sqlite3_create_function (handle, "zuoxi_add", 2, flags, NULL, sql_add, NULL, NULL) == SQLITE_OK &&
      sqlite3_create_function (handle, "zuoxi_digest", 5, flags, NULL, sql_digest, NULL, NULL) == SQLITE_OK &&
      sqlite3_create_function (handle, "zuoxi_sum", 1, flags, NULL, NULL, sql_sum_step, sql_sum_end) == SQLITE_OK)
    return TRUE;
  g_set_error (error, DB_ERROR, DB_ERROR_OTHER, "%s: %s", db_path (db), sqlite3_errmsg (handle));
  return FALSE;
}
