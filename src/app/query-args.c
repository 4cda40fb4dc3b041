/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/query-args.h"

typedef struct
{
  char   type;
  gint64 number;
  char  *text; /* NULL = NULL */
  Id     id;
} QueryValue;

static void
value_free (gpointer data)
{
  QueryValue *value = data;

  g_free (value->text);
  g_free (value);
}

static gpointer
value_copy (gconstpointer data, gpointer unused)
{
  const QueryValue *value = data;
  QueryValue       *copy = g_memdup2 (value, sizeof *value);

  copy->text = g_strdup (value->text);
  return copy;
}

QueryArgs *
query_args_new_va (const Schema *schema, const char *clause, const char *types, va_list values)
{
  QueryArgs *args = g_new0 (QueryArgs, 1);

  args->schema = schema;
  args->clause = g_strdup (clause);
  args->values = g_ptr_array_new_with_free_func (value_free);
  for (const char *type = types; type != NULL && *type != '\0'; type++)
    {
      QueryValue *value = g_new0 (QueryValue, 1);
      const Id   *id = NULL;

      value->type = *type == 'f' ? 'i' : *type;
      if (*type == 'i')
        value->number = va_arg (values, gint64);
      else if (*type == 'f')
        value->number = va_arg (values, int);
      else if (*type == 's')
        value->text = g_strdup (va_arg (values, const char *));
      else if (*type == 'd' && (id = va_arg (values, const Id *)) != NULL)
        value->id = *id;
      else if (*type != 'd')
        g_assert_not_reached ();
      g_ptr_array_add (args->values, value);
    }
  return args;
}

QueryArgs *
query_args_copy (const QueryArgs *args)
{
  QueryArgs *copy = g_new0 (QueryArgs, 1);

  copy->schema = args->schema;
  copy->clause = g_strdup (args->clause);
  copy->values = g_ptr_array_copy (args->values, value_copy, NULL);
  g_ptr_array_set_free_func (copy->values, value_free);
  return copy;
}

void
query_args_free (QueryArgs *args)
{
  g_free (args->clause);
  g_ptr_array_unref (args->values);
  g_free (args);
}

static gboolean
bind_values (const QueryArgs *args, DbStmt *stmt, GError **error)
{
  for (guint i = 0; i < args->values->len; i++)
    {
      const QueryValue *value = args->values->pdata[i];
      int               at = (int) i + 1;
      gboolean          bound = FALSE;

      if (value->type == 'i')
        bound = db_bind_int (stmt, at, value->number, error);
      else if (value->type == 'd')
        bound = db_bind_id (stmt, at, &value->id, error);
      else
        bound = value->text != NULL ? db_bind_text (stmt, at, value->text, error) : db_bind_null (stmt, at, error);
      if (!bound)
        return FALSE;
    }
  return TRUE;
}

GArray *
query_args_select (const QueryArgs *args, Store *store, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT \"%s\".k FROM \"%s\" %s", args->schema->table, args->schema->table,
                                          args->clause);
  g_autoptr (DbStmt) stmt = db_prepare_unbound (store_db (store), sql, error);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  int step = 0;

  if (stmt == NULL || !bind_values (args, stmt, error))
    return NULL;
  while ((step = db_step (stmt, error)) == 1)
    {
      gint64 k = db_column_int (stmt, 0);

      g_array_append_val (keys, k);
    }
  return step == 0 ? g_steal_pointer (&keys) : NULL;
}
