/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/list-query.h"

#include <string.h>

#include "core/day.h"
#include "core/id.h"
#include "core/moment.h"
#include "customers/customer.h"
#include "store/search.h"

#define FIRST_ROWS 64      /* a screen full: widgets for more would hold up its first frame */
#define FIRST_LOOKED 1000  /* rows looked into for what was typed, before all are */
#define PHONE_DIGITS_MIN 4 /* fewer digits of a number fit too many customers */

static void
append_id (GString *sql, Id id)
{
  char hex[ID_HEX_LENGTH + 1];

  id_to_hex (id, hex);
  g_string_append_printf (sql, "x'%s'", hex);
}

/* "field" IN (…): the person, or where the field names assignments, every assignment held. */
static void
append_person (GString *sql, const ListSource *source, Directory *directory, Id person)
{
  const Field *field = schema_field (source->schema, source->person);

  g_string_append_printf (sql, "\"%s\" IN (", field->name);
  if (g_strcmp0 (field->ref, "assignment") == 0)
    {
      g_autoptr (GPtrArray) held = directory_assignments_of (directory, person);

      for (guint i = 0; i < held->len; i++)
        {
          g_string_append (sql, i > 0 ? ", " : "");
          append_id (sql, ((const Assignment *) held->pdata[i])->row.id);
        }
    }
  else
    append_id (sql, person);
  g_string_append_c (sql, ')');
}

/* People who hold an assignment of the team today. */
static void
append_team (GString *sql, const ListFilter *filter)
{
  g_string_append (sql, " AND id IN (SELECT \"person\" FROM \"assignment\" WHERE \"team\" = ");
  append_id (sql, filter->team);
  g_string_append_printf (sql, " AND \"from_on\" <= '%.10s' AND (\"to_on\" = '' OR \"to_on\" >= '%.10s'))",
                          filter->today, filter->today);
}

static gboolean
append_month (GString *sql, const ListSource *source, const char *month)
{
  const Field *field = schema_field (source->schema, source->date);
  Day          first = 0;
  Day          next = 0;
  char         from[DAY_TEXT_SIZE];
  char         until[DAY_TEXT_SIZE];

  if (!month_parse (month, &first))
    return FALSE;
  next = month_add (first, 1);
  day_format (first, from);
  day_format (next, until);
  if (field->kind == FIELD_MONTH)
    g_string_append_printf (sql, "\"%s\" = '%.7s'", field->name, from);
  else if (field->kind == FIELD_DATE)
    g_string_append_printf (sql, "\"%s\" >= '%s' AND \"%s\" < '%s'", field->name, from, field->name, until);
  else
    g_string_append_printf (sql, "\"%s\" >= %" G_GINT64_FORMAT " AND \"%s\" < %" G_GINT64_FORMAT, field->name,
                            moment_from_day_time (first, 0, MOMENT_OFFSET_S), field->name,
                            moment_from_day_time (next, 0, MOMENT_OFFSET_S));
  return TRUE;
}

/* People whose name or employee number holds what was typed. */
static void
append_found_people (GString *sql, const ListSource *source, Directory *directory, const char *typed)
{
  g_autoptr (GPtrArray) people = directory_persons (directory);

  for (guint i = 0; i < people->len; i++)
    {
      const Person *person = people->pdata[i];

      if (strstr (person->name, typed) == NULL && strstr (person->number, typed) == NULL)
        continue;
      g_string_append (sql, " OR ");
      append_person (sql, source, directory, person->row.id);
    }
}

static gboolean
is_digits (const char *text)
{
  return strlen (text) >= PHONE_DIGITS_MIN && strspn (text, "0123456789") == strlen (text);
}

static gboolean
append_found_customers (GString *sql, const ListSource *source, Store *store, const char *typed, GError **error)
{
  g_autofree char *found = store_search_condition (store, &customer_schema, typed, error);

  if (found == NULL)
    return FALSE;
  g_string_append_printf (sql, " OR \"%s\" IN (SELECT id FROM \"customer\" WHERE %s)", source->customer, found);
  return TRUE;
}

static gboolean
append_search (GString          *sql,
               const ListSource *source,
               Store            *store,
               Directory        *directory,
               const char       *typed,
               GError          **error)
{
  g_autofree char *own = store_search_condition (store, source->schema, typed, error);

  if (own == NULL)
    return FALSE;
  g_string_append_printf (sql, "(%s", own);
  if (source->person != NULL && directory != NULL)
    append_found_people (sql, source, directory, typed);
  if (source->customer != NULL && !append_found_customers (sql, source, store, typed, error))
    return FALSE;
  if (source->schema == &customer_schema && is_digits (typed))
    g_string_append_printf (sql, " OR id IN (SELECT customer FROM \"contact_phone\" WHERE e164 LIKE '%%%s%%')", typed);
  g_string_append_c (sql, ')');
  return TRUE;
}

/* The same rows as append_search (), asked of one row after the other. */
static void
append_scan (GString *sql, const ListSource *source, Directory *directory, const char *typed)
{
  g_autofree char *own = store_search_scan (source->schema, typed);
  g_autofree char *names = store_search_scan (&customer_schema, typed);
  const char      *table = source->schema->table;

  g_string_append_printf (sql, "((%s)", own);
  if (source->person != NULL && directory != NULL)
    append_found_people (sql, source, directory, typed);
  if (source->customer != NULL)
    g_string_append_printf (sql, " OR EXISTS (SELECT 1 FROM \"customer\" WHERE id = \"%s\".\"%s\" AND (%s))", table,
                            source->customer, names);
  g_string_append_c (sql, ')');
}

static void
append_order (GString *sql, const ListSource *source, const ListFilter *filter)
{
  const char *by = filter->sort != NULL ? filter->sort : source->order;
  gboolean    down = filter->sort != NULL ? filter->descending : !source->ascending;

  if (by != NULL)
    g_string_append_printf (sql, " ORDER BY \"%s\"%s, k%s", by, down ? " DESC" : "", down ? " DESC" : "");
  else
    g_string_append (sql, " ORDER BY k DESC");
}

gboolean
list_filter_is_active (const ListFilter *filter)
{
  return (filter->typed != NULL && *filter->typed != '\0') || !id_is_none (filter->person) ||
         !id_is_none (filter->team) || filter->month != NULL || filter->state != NULL;
}

/* Everything that is chosen but what was typed. */
static void
append_chosen (GString *sql, const ListSource *source, const ListFilter *filter, Directory *directory)
{
  g_string_append (sql, "WHERE 1");
  if (source->person != NULL && !id_is_none (filter->person) && directory != NULL)
    {
      g_string_append (sql, " AND ");
      append_person (sql, source, directory, filter->person);
    }
  if (source->team && !id_is_none (filter->team))
    append_team (sql, filter);
  if (source->date != NULL && filter->month != NULL)
    {
      g_string_append (sql, " AND ");
      if (!append_month (sql, source, filter->month))
        g_string_append_c (sql, '0');
    }
  if (source->state != NULL && filter->state != NULL)
    g_string_append_printf (sql, " AND \"%s\" = '%s'", source->state, filter->state);
}

static char *
typed_of (const ListFilter *filter)
{
  return filter->typed != NULL ? g_strstrip (g_strdup (filter->typed)) : g_strdup ("");
}

char *
list_query_clause (const ListSource *source,
                   const ListFilter *filter,
                   Store            *store,
                   Directory        *directory,
                   GError          **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autofree char *typed = typed_of (filter);

  append_chosen (sql, source, filter, directory);
  if (*typed != '\0')
    {
      g_string_append (sql, " AND ");
      if (!append_search (sql, source, store, directory, typed, error))
        return NULL;
    }
  append_order (sql, source, filter);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* Looking into a row finds a word anywhere in another, the index only at its beginning. */
static gboolean
has_letters (const char *typed)
{
  for (const char *c = typed; *c != '\0'; c++)
    if (g_ascii_isalnum (*c))
      return TRUE;
  return FALSE;
}

char *
list_query_first_clause (const ListSource *source, const ListFilter *filter, Directory *directory)
{
  GString         *sql = NULL;
  g_autofree char *typed = typed_of (filter);

  if (has_letters (typed))
    return NULL;
  sql = g_string_new (NULL);
  if (*typed != '\0')
    {
      g_string_append_printf (sql, "WHERE k IN (SELECT k FROM \"%s\" ", source->schema->table);
      append_chosen (sql, source, filter, directory);
      append_order (sql, source, filter);
      g_string_append_printf (sql, " LIMIT %d) AND ", FIRST_LOOKED);
      append_scan (sql, source, directory, typed);
    }
  else
    append_chosen (sql, source, filter, directory);
  append_order (sql, source, filter);
  g_string_append_printf (sql, " LIMIT %d", FIRST_ROWS);
  return g_string_free (sql, FALSE);
}
