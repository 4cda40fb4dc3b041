/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading rows. */
#include "store/store-private.h"

#include "core/id.h"

static gpointer
read_one (const Schema *schema, DbStmt *stmt, GError **error)
{
  gpointer row;

  if (db_step (stmt, error) <= 0)
    return NULL;
  row = schema_new (schema);
  if (row_read (schema, stmt, 0, row, error))
    return row;
  schema_free (schema, row);
  return NULL;
}

gpointer
store_get (Store *self, const Schema *schema, Id id, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, store_table (self, schema)->by_id, "d", &id);

  return stmt != NULL ? read_one (schema, stmt, error) : NULL;
}

gpointer
store_get_k (Store *self, const Schema *schema, gint64 k, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, store_table (self, schema)->by_k, "i", k);

  return stmt != NULL ? read_one (schema, stmt, error) : NULL;
}

/* Prepares SELECT @what FROM "table" @clause. */
static DbStmt *
prepare_clause (Store        *self,
                const Schema *schema,
                const char   *what,
                const char   *clause,
                const char   *types,
                va_list       values,
                GError      **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM \"%s\" %s", what, schema->table, clause);

  return db_prepare_va (self->db, error, sql, types, values);
}

Rows *
store_query (Store *self, const Schema *schema, GError **error, const char *clause, const char *types, ...)
{
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;

  va_start (values, types);
  stmt = prepare_clause (self, schema, store_table (self, schema)->columns, clause, types, values, error);
  va_end (values);
  return stmt != NULL ? row_read_all (schema, stmt, error) : NULL;
}

Rows *
store_children (Store *self, const Schema *schema, Id parent, GError **error)
{
  const Field     *field = schema_parent (schema);
  g_autofree char *clause = NULL;

  g_return_val_if_fail (field != NULL, NULL);
  clause = g_strdup_printf ("WHERE \"%s\" = ?%s", field->name,
                            schema_field (schema, "position") != NULL ? " ORDER BY \"position\", id" : " ORDER BY id");
  return store_query (self, schema, error, clause, "d", &parent);
}

GArray *
store_ids (Store *self, const Schema *schema, GError **error, const char *clause, const char *types, ...)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;
  int     got;

  va_start (values, types);
  stmt = prepare_clause (self, schema, "k", clause, types, values, error);
  va_end (values);
  if (stmt == NULL)
    return NULL;
  while ((got = db_step (stmt, error)) > 0)
    {
      gint64 k = db_column_int (stmt, 0);

      g_array_append_val (ids, k);
    }
  return got == 0 ? g_steal_pointer (&ids) : NULL;
}

gint64
store_count (Store *self, const Schema *schema, GError **error, const char *clause, const char *types, ...)
{
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;

  va_start (values, types);
  stmt = prepare_clause (self, schema, "count(*)", clause, types, values, error);
  va_end (values);
  return stmt != NULL && db_step (stmt, error) > 0 ? db_column_int (stmt, 0) : -1;
}
