/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/row-io.h"

#include <string.h>

#include "core/id.h"
#include "store/db-private.h"

void
row_list_free (Rows *rows)
{
  if (rows == NULL)
    return;
  for (guint i = 0; i < rows->len; i++)
    schema_free (rows->schema, rows->at[i]);
  g_free (rows->at);
  g_free (rows);
}

gpointer
rows_steal (Rows *rows, guint index)
{
  g_return_val_if_fail (index < rows->len, NULL);
  return g_steal_pointer (&rows->at[index]);
}

GPtrArray *
rows_to_array (Rows *rows)
{
  GPtrArray *array = g_ptr_array_sized_new (rows->len);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (array, g_steal_pointer (&rows->at[i]));
  row_list_free (rows);
  return array;
}

/* Calls @append with every column after the key, in the order of the table. */
static void
each_column (const Schema *schema, void (*append) (GString *sql, const char *column), GString *sql)
{
  static const char *const head[] = { "id", "bucket", "seq", "rv" };

  for (gsize i = 0; i < G_N_ELEMENTS (head); i++)
    append (sql, head[i]);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->kind == FIELD_RATIO)
      {
        g_autofree char *num = g_strconcat (field->name, "_num", NULL);
        g_autofree char *den = g_strconcat (field->name, "_den", NULL);

        append (sql, num);
        append (sql, den);
      }
    else
      append (sql, field->name);
  append (sql, "extra");
}

static void
append_name (GString *sql, const char *column)
{
  g_string_append_printf (sql, ", \"%s\"", column);
}

static void
append_place (GString *sql, const char *column)
{
  g_string_append (sql, ", ?");
}

static void
append_assignment (GString *sql, const char *column)
{
  g_string_append_printf (sql, ", \"%s\" = ?", column);
}

char *
row_columns (const Schema *schema)
{
  GString *sql = g_string_new ("k");

  each_column (schema, append_name, sql);
  return g_string_free (sql, FALSE);
}

char *
row_insert_sql (const Schema *schema)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) places = g_string_new (NULL);

  each_column (schema, append_name, names);
  each_column (schema, append_place, places);
  return g_strdup_printf ("INSERT INTO \"%s\" (%s) VALUES (%s)", schema->table, names->str + 2, places->str + 2);
}

char *
row_update_sql (const Schema *schema)
{
  g_autoptr (GString) sets = g_string_new (NULL);

  each_column (schema, append_assignment, sets);
  return g_strdup_printf ("UPDATE \"%s\" SET %s WHERE id = ?1", schema->table, sets->str + 2);
}

char *
row_search_text (const Schema *schema, gconstpointer row)
{
  GString *text = NULL;

  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->search)
      {
        const char *value = *FIELD_PTR (row, field, char *);

        if (text == NULL)
          text = g_string_new (NULL);
        if (text->len > 0 && *value != '\0')
          g_string_append_c (text, '\n');
        g_string_append (text, value);
      }
  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

static gboolean
read_nick (const Schema *schema, const Field *field, DbStmt *stmt, int at, gpointer row, GError **error)
{
  const char     *nick = db_column_text (stmt, at);
  const EnumNick *entry = enum_by_nick (field->enums, nick);

  if (entry == NULL)
    {
      g_set_error (error, SCHEMA_ERROR, SCHEMA_ERROR_UNKNOWN, "%s.%s: unknown value “%s”", schema->table, field->name,
                   nick);
      return FALSE;
    }
  *FIELD_PTR (row, field, int) = entry->value;
  return TRUE;
}

static void
read_text (gpointer row, const Field *field, DbStmt *stmt, int at)
{
  char      **slot = FIELD_PTR (row, field, char *);
  const char *text = db_column_text (stmt, at);

  if (*text == '\0' && **slot == '\0')
    return;
  g_free (*slot);
  *slot = g_strdup (text);
}

/* Reads one field; *@at moves past its columns. */
static gboolean
read_field (const Schema *schema, const Field *field, DbStmt *stmt, int *at, gpointer row, GError **error)
{
  int column = (*at)++;

  switch (field->kind)
    {
    case FIELD_REF:
      *FIELD_PTR (row, field, Id) = db_column_id (stmt, column);
      return TRUE;
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
      read_text (row, field, stmt, column);
      return TRUE;
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      if (field->optional)
        *FIELD_PTR (row, field, OptInt) = db_column_opt (stmt, column);
      else
        *FIELD_PTR (row, field, gint64) = db_column_int (stmt, column);
      return TRUE;
    case FIELD_FLAG:
      *FIELD_PTR (row, field, gboolean) = db_column_int (stmt, column) != 0;
      return TRUE;
    case FIELD_ENUM:
      return read_nick (schema, field, stmt, column, row, error);
    case FIELD_RATIO:
      *FIELD_PTR (row, field, Ratio) = (Ratio){ db_column_int (stmt, column), db_column_int (stmt, (*at)++) };
      return TRUE;
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

gboolean
row_read (const Schema *schema, DbStmt *stmt, int at, gpointer row, GError **error)
{
  Row *head = row;

  head->k = db_column_int (stmt, at++);
  head->id = db_column_id (stmt, at++);
  head->bucket = db_column_id (stmt, at++);
  head->seq = db_column_int (stmt, at++);
  head->rv = db_column_int (stmt, at++);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (!read_field (schema, field, stmt, &at, row, error))
      return FALSE;
  g_free (head->extra);
  head->extra = db_column_dup (stmt, at);
  return TRUE;
}

/* Binds one field, borrowing its text; *@at moves past its places. */
static int
bind_field (const Field *field, sqlite3_stmt *handle, int *at, gconstpointer row)
{
  int place = (*at)++;

  switch (field->kind)
    {
    case FIELD_REF:
      return sqlite3_bind_blob (handle, place, FIELD_PTR (row, field, Id)->b, 16, SQLITE_STATIC);
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
      return sqlite3_bind_text (handle, place, *FIELD_PTR (row, field, char *), -1, SQLITE_STATIC);
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      if (!field->optional)
        return sqlite3_bind_int64 (handle, place, *FIELD_PTR (row, field, gint64));
      if (FIELD_PTR (row, field, OptInt)->set)
        return sqlite3_bind_int64 (handle, place, FIELD_PTR (row, field, OptInt)->v);
      return sqlite3_bind_null (handle, place);
    case FIELD_FLAG:
      return sqlite3_bind_int (handle, place, *FIELD_PTR (row, field, gboolean) != FALSE);
    case FIELD_ENUM:
      return sqlite3_bind_text (handle, place, enum_nick (field->enums, *FIELD_PTR (row, field, int)), -1,
                                SQLITE_STATIC);
    case FIELD_RATIO:
      {
        int rc = sqlite3_bind_int64 (handle, place, FIELD_PTR (row, field, Ratio)->num);

        return rc != SQLITE_OK ? rc : sqlite3_bind_int64 (handle, (*at)++, FIELD_PTR (row, field, Ratio)->den);
      }
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

gboolean
row_write (const Schema *schema, Db *db, const char *sql, gconstpointer row, GError **error)
{
  g_autoptr (DbStmt) stmt = db_take (db, sql, error);
  const Row *head = row;
  int        at = 5;
  int        rc = SQLITE_OK;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_blob (stmt->handle, 1, head->id.b, sizeof head->id.b, SQLITE_STATIC);
  sqlite3_bind_blob (stmt->handle, 2, head->bucket.b, sizeof head->bucket.b, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt->handle, 3, head->seq);
  sqlite3_bind_int64 (stmt->handle, 4, head->rv);
  for (const Field *field = schema->fields; field->name != NULL && rc == SQLITE_OK; field++)
    rc = bind_field (field, stmt->handle, &at, row);
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_text (stmt->handle, at, head->extra, -1, SQLITE_STATIC);
  if (rc != SQLITE_OK)
    return db_fail (db, rc, sql, error);
  return db_step (stmt, error) == 0;
}

Rows *
row_read_all (const Schema *schema, DbStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  Rows    *rows;
  gboolean read = TRUE;
  int      got;

  while (read && (got = db_step (stmt, error)) > 0)
    {
      gpointer row = schema_new (schema);

      g_ptr_array_add (found, row);
      read = row_read (schema, stmt, 0, row, error);
    }
  rows = g_new0 (Rows, 1);
  rows->schema = schema;
  rows->len = found->len;
  rows->at = g_ptr_array_steal (found, NULL);
  if (read && got == 0)
    return rows;
  row_list_free (rows);
  return NULL;
}
