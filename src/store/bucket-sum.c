/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this store holds of a bucket, counted from the rows themselves: the server's versions, never what waits. */
#include "registry.h"
#include "store/bucket.h"
#include "store/overlay-private.h"

/* Typed rows nothing is laid over. A row that was never accepted has version 0. */
static gboolean
each_typed (Store *self, const Schema *schema, Id bucket, StoreBucketRow func, gpointer data, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE bucket = ? AND rv > 0 AND NOT EXISTS"
                                          " (SELECT 1 FROM shadow s WHERE s.tbl = '%s' AND s.id = \"%s\".id)",
                                          store_table (self, schema)->columns, schema->table, schema->table,
                                          schema->table);
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "d", &bucket);
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      gpointer         row = schema_new (schema);
      const Row       *head = row;
      gboolean         read = row_read (schema, stmt, 0, row, error);
      g_autofree char *body = read ? schema_body (schema, row) : NULL;

      if (read)
        func (schema->table, head->id, checksum_row (schema->table, head->id, bucket, head->rv, body), data);
      schema_free (schema, row);
      if (!read)
        return FALSE;
    }
  return got == 0;
}

/* Rows kept in the server's bytes. */
static gboolean
each_text (Store *self, const char *sql, Id bucket, StoreBucketRow func, gpointer data, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "d", &bucket);
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      const char *table = db_column_text (stmt, 0);
      Id          id = db_column_id (stmt, 1);

      func (table, id, checksum_row (table, id, bucket, db_column_int (stmt, 2), db_column_text (stmt, 3)), data);
    }
  return got == 0;
}

gboolean
store_bucket_rows (Store *self, Id bucket, StoreBucketRow func, gpointer data, GError **error)
{
  for (guint i = 0; registry[i] != NULL; i++)
    if (!each_typed (self, registry[i], bucket, func, data, error))
      return FALSE;
  return each_text (self, "SELECT tbl, id, rv, body FROM shadow WHERE bucket = ?", bucket, func, data, error) &&
         each_text (self, "SELECT tbl, id, rv, body FROM untyped WHERE bucket = ?", bucket, func, data, error);
}

static void
sum_row (const char *table, Id id, guint64 digest, gpointer sum)
{
  checksum_add (sum, digest);
}

gboolean
store_bucket_sum (Store *self, Id bucket, Checksum *out, GError **error)
{
  *out = (Checksum){ 0 };
  return store_bucket_rows (self, bucket, sum_row, out, error);
}

gboolean
store_bucket_doubt (Store *self, Id bucket, gboolean doubt, GError **error)
{
  return db_exec (self->db, error, "UPDATE bucket SET doubt = ? WHERE id = ?", "fd", doubt, &bucket);
}

gboolean
store_bucket_doubted (Store *self, Id *bucket, gboolean *found, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT id FROM bucket WHERE doubt = 1 AND done = 1 ORDER BY priority, id "
                                        "LIMIT 1",
                                        "");
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  *found = got > 0;
  if (*found)
    *bucket = db_column_id (stmt, 0);
  return got >= 0;
}
