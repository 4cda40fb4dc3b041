/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-loader.h"

#include "core/moment.h"

typedef struct
{
  Loader loader;
  Store *store;
} StoreLoader;

static Store *
store_of (Loader *loader)
{
  return ((StoreLoader *) loader)->store;
}

static GPtrArray *
to_array (Rows *rows)
{
  return rows != NULL ? rows_to_array (rows) : NULL;
}

static gpointer
load_row (Loader *loader, const Schema *schema, Id id, GError **error)
{
  return store_get (store_of (loader), schema, id, error);
}

static GPtrArray *
load_children (Loader *loader, const Schema *schema, Id parent, GError **error)
{
  return to_array (store_children (store_of (loader), schema, parent, error));
}

/* Rows whose @subject is @person and whose DATE or MOMENT @on lies in the month that begins with @first. */
static Rows *
query_month (Store        *store,
             const Schema *schema,
             const char   *subject,
             const char   *on,
             Id            person,
             Day           first,
             GError      **error)
{
  Day              next = month_add (first, 1);
  g_autofree char *clause = g_strdup_printf ("WHERE \"%s\" = ? AND \"%s\" >= ? AND \"%s\" < ?", subject, on, on);
  char             from[DAY_TEXT_SIZE];
  char             to[DAY_TEXT_SIZE];

  if (schema_field (schema, on)->kind == FIELD_MOMENT)
    return store_query (store, schema, error, clause, "dii", &person, moment_from_day_time (first, 0, MOMENT_OFFSET_S),
                        moment_from_day_time (next, 0, MOMENT_OFFSET_S));
  day_format (first, from);
  day_format (next, to);
  return store_query (store, schema, error, clause, "dss", &person, from, to);
}

static GPtrArray *
load_facts (Loader *loader, const Schema *schema, Id person, const char *month, GError **error)
{
  Store           *store = store_of (loader);
  const Place     *place = schema->places;
  g_autofree char *clause = NULL;
  Day              first;

  g_return_val_if_fail (schema->subject != NULL, NULL);
  if (place->cls == BUCKET_FACTS && month_parse (month, &first))
    return to_array (query_month (store, schema, schema->subject, place->on, person, first, error));
  clause = g_strdup_printf ("WHERE \"%s\" = ?", schema->subject);
  return to_array (store_query (store, schema, error, clause, "d", &person));
}

static GPtrArray *
load_list (Loader *loader, const Schema *schema, const char *filter, Id value, GError **error)
{
  g_autofree char *clause = NULL;

  if (filter == NULL)
    return to_array (store_query (store_of (loader), schema, error, "", ""));
  g_return_val_if_fail (schema_field (schema, filter) != NULL, NULL);
  clause = g_strdup_printf ("WHERE \"%s\" = ?", filter);
  return to_array (store_query (store_of (loader), schema, error, clause, "d", &value));
}

Loader *
store_loader_new (Store *store, Directory *directory, Calendar *calendar)
{
  StoreLoader *self = g_new0 (StoreLoader, 1);

  self->store = store;
  self->loader = (Loader){ .row = load_row,
                           .children = load_children,
                           .facts = load_facts,
                           .list = load_list,
                           .directory = directory,
                           .calendar = calendar };
  return &self->loader;
}

void
store_loader_free (Loader *loader)
{
  g_free (loader);
}

Directory *
store_load_directory (Store *store, GError **error)
{
  static const Schema *const schemas[] = { &department_schema, &team_schema, &person_schema, &assignment_schema };
  g_autoptr (Directory) directory = directory_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      g_autoptr (Rows) rows = store_query (store, schemas[i], error, "", "");

      if (rows == NULL)
        return NULL;
      for (guint r = 0; r < rows->len; r++)
        directory_add (directory, schemas[i], rows->at[r]);
    }
  return g_steal_pointer (&directory);
}
