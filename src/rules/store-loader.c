/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/store-loader.h"

#include "core/day.h"
#include "core/moment.h"

static Store *
store_of (Loader *loader)
{
  return ((StoreLoader *) loader)->store;
}

static gpointer
load_row (Loader *loader, const Schema *schema, Id id, GError **error)
{
  return store_get (store_of (loader), schema, id, error);
}

static GPtrArray *
to_array (Rows *rows)
{
  return rows != NULL ? rows_to_array (rows) : NULL;
}

static GPtrArray *
load_children (Loader *loader, const Schema *schema, Id parent, GError **error)
{
  return to_array (store_children (store_of (loader), schema, parent, error));
}

/* Rows whose REF member @name is @value. */
static GPtrArray *
load_where (Store *store, const Schema *schema, const char *name, Id value, GError **error)
{
  g_autofree char *clause = g_strdup_printf ("WHERE \"%s\" = ?", name);

  return to_array (store_query (store, schema, error, clause, "d", &value));
}

/* Facts of a person dated in a month: their moment or day lies in it. */
static GPtrArray *
load_dated (Store *store, const Schema *schema, const char *on, Id person, Day first, GError **error)
{
  g_autofree char *clause = g_strdup_printf ("WHERE \"%s\" = ? AND \"%s\" >= ? AND \"%s\" < ?", schema->subject, on,
                                             on);
  Day              next = month_last (first) + 1;
  char             from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];

  if (schema_field (schema, on)->kind == FIELD_MOMENT)
    return to_array (store_query (store, schema, error, clause, "dii", &person,
                                  moment_from_day_time (first, 0, MOMENT_OFFSET_S),
                                  moment_from_day_time (next, 0, MOMENT_OFFSET_S)));
  day_format (first, from);
  day_format (next, to);
  return to_array (store_query (store, schema, error, clause, "dss", &person, from, to));
}

static GPtrArray *
load_facts (Loader *loader, const Schema *schema, Id person, const char *month, GError **error)
{
  Day first;

  if (schema->places->cls == BUCKET_FACTS && schema->places->on != NULL && month_parse (month, &first))
    return load_dated (store_of (loader), schema, schema->places->on, person, first, error);
  return load_where (store_of (loader), schema, schema->subject, person, error);
}

static GPtrArray *
load_list (Loader *loader, const Schema *schema, const char *filter, Id value, GError **error)
{
  if (filter != NULL)
    return load_where (store_of (loader), schema, filter, value, error);
  return to_array (store_query (store_of (loader), schema, error, "", ""));
}

void
store_loader_init (StoreLoader *self, Store *store, Directory *directory, Calendar *calendar)
{
  *self = (StoreLoader){ { load_row, load_children, load_facts, load_list, directory, calendar }, store };
}
