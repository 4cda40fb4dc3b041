/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters in, columns out. */
#include "store/db-private.h"

#include <string.h>

static int
bind_id (sqlite3_stmt *handle, int at, const Id *id, sqlite3_destructor_type keep)
{
  if (id == NULL)
    return sqlite3_bind_null (handle, at);
  return sqlite3_bind_blob (handle, at, id->b, sizeof id->b, keep);
}

static int
bind_bytes (sqlite3_stmt *handle, int at, GBytes *bytes, sqlite3_destructor_type keep)
{
  gsize         size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    return sqlite3_bind_null (handle, at);
  return sqlite3_bind_blob64 (handle, at, data != NULL ? data : "", size, keep);
}

gboolean
db_bind_all (DbStmt *stmt, sqlite3_destructor_type keep, const char *types, va_list values, GError **error)
{
  sqlite3_stmt *handle = stmt->handle;
  int           rc = SQLITE_OK;
  int           at = 1;

  for (const char *type = types; *type != '\0' && rc == SQLITE_OK; type++, at++)
    switch (*type)
      {
      case 'i':
        rc = sqlite3_bind_int64 (handle, at, va_arg (values, gint64));
        break;
      case 'f':
        rc = sqlite3_bind_int64 (handle, at, va_arg (values, int));
        break;
      case 's':
        rc = sqlite3_bind_text (handle, at, va_arg (values, const char *), -1, keep);
        break;
      case 'd':
        rc = bind_id (handle, at, va_arg (values, const Id *), keep);
        break;
      case 'b':
        rc = bind_bytes (handle, at, va_arg (values, GBytes *), keep);
        break;
      case 'r':
        {
          const void *data = va_arg (values, const void *);
          gsize       size = va_arg (values, gsize);

          rc = sqlite3_bind_blob64 (handle, at, data != NULL ? data : "", size, keep);
          break;
        }
      case 'o':
        {
          const OptInt *number = va_arg (values, const OptInt *);

          rc = number != NULL && number->set ? sqlite3_bind_int64 (handle, at, number->v)
                                             : sqlite3_bind_null (handle, at);
          break;
        }
      default:
        g_error ("unknown parameter letter '%c' for: %s", *type, stmt->sql);
      }
  if (rc == SQLITE_OK && at - 1 != sqlite3_bind_parameter_count (handle))
    rc = SQLITE_RANGE;
  if (rc == SQLITE_RANGE)
    {
      g_set_error (error, DB_ERROR, DB_ERROR_OTHER, "%s: %d parameters for %d places (%s)", stmt->db->path, at - 1,
                   sqlite3_bind_parameter_count (handle), stmt->sql);
      return FALSE;
    }
  return rc == SQLITE_OK || db_fail (stmt->db, rc, stmt->sql, error);
}

gboolean
db_bind (DbStmt *stmt, GError **error, const char *types, ...)
{
  va_list  values;
  gboolean bound;

  if (!db_rewind (stmt, error))
    return FALSE;
  va_start (values, types);
  bound = db_bind_all (stmt, SQLITE_TRANSIENT, types, values, error);
  va_end (values);
  return bound;
}

static gboolean
bound (DbStmt *stmt, int rc, GError **error)
{
  return rc == SQLITE_OK || db_fail (stmt->db, rc, stmt->sql, error);
}

gboolean
db_bind_int (DbStmt *stmt, int at, gint64 value, GError **error)
{
  return bound (stmt, sqlite3_bind_int64 (stmt->handle, at, value), error);
}

gboolean
db_bind_text (DbStmt *stmt, int at, const char *text, GError **error)
{
  return bound (stmt, sqlite3_bind_text (stmt->handle, at, text, -1, SQLITE_TRANSIENT), error);
}

gboolean
db_bind_id (DbStmt *stmt, int at, const Id *id, GError **error)
{
  return bound (stmt, bind_id (stmt->handle, at, id, SQLITE_TRANSIENT), error);
}

gboolean
db_bind_null (DbStmt *stmt, int at, GError **error)
{
  return bound (stmt, sqlite3_bind_null (stmt->handle, at), error);
}

gint64
db_column_int (DbStmt *stmt, int at)
{
  return sqlite3_column_int64 (stmt->handle, at);
}

OptInt
db_column_opt (DbStmt *stmt, int at)
{
  gboolean set = sqlite3_column_type (stmt->handle, at) != SQLITE_NULL;

  return (OptInt){ .v = set ? sqlite3_column_int64 (stmt->handle, at) : 0, .set = set };
}

const char *
db_column_text (DbStmt *stmt, int at)
{
  const char *text = (const char *) sqlite3_column_text (stmt->handle, at);

  return text != NULL ? text : "";
}

char *
db_column_dup (DbStmt *stmt, int at)
{
  return g_strdup ((const char *) sqlite3_column_text (stmt->handle, at));
}

Id
db_column_id (DbStmt *stmt, int at)
{
  const void *data = sqlite3_column_blob (stmt->handle, at);
  Id          id = { { 0 } };

  if (data != NULL && sqlite3_column_bytes (stmt->handle, at) == (int) sizeof id.b)
    memcpy (id.b, data, sizeof id.b);
  return id;
}

GBytes *
db_column_bytes (DbStmt *stmt, int at)
{
  const void *data;

  if (sqlite3_column_type (stmt->handle, at) == SQLITE_NULL)
    return NULL;
  data = sqlite3_column_blob (stmt->handle, at);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (stmt->handle, at));
}

gboolean
db_column_is_null (DbStmt *stmt, int at)
{
  return sqlite3_column_type (stmt->handle, at) == SQLITE_NULL;
}

int
db_column_count (DbStmt *stmt)
{
  return sqlite3_column_count (stmt->handle);
}

const char *
db_column_name (DbStmt *stmt, int at)
{
  return sqlite3_column_name (stmt->handle, at);
}
