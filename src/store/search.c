/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include "store/search-private.h"
#include "store/search-query.h"

/* "instr (lower (a || char (10) || b), 'term') AND …", NULL if the entity has no searched fields. */
static char *
scan_condition (const Schema *schema, char **terms)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GString *condition;

  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->search)
      g_string_append_printf (text, "%s\"%s\"", text->len > 0 ? " || char (10) || " : "", field->name);
  if (text->len == 0)
    return NULL;
  condition = g_string_new (NULL);
  for (char **term = terms; *term != NULL; term++)
    {
      char *quoted = sqlite3_mprintf ("%Q", *term);

      g_string_append_printf (condition, "%sinstr (lower (%s), %s)", condition->len > 0 ? " AND " : "", text->str,
                              quoted);
      sqlite3_free (quoted);
    }
  return g_string_free (condition, FALSE);
}

/* Three selects of document numbers: index, rows behind in the index, rows not in it. */
static const char documents[] =
    "SELECT rowid AS doc FROM search WHERE search MATCH %Q AND rowid BETWEEN %lld AND %lld"
    " AND rowid NOT IN (SELECT doc FROM search_todo)"
    " UNION ALL SELECT doc FROM search_todo JOIN \"%w\" ON k = doc - %lld"
    " WHERE doc BETWEEN %lld AND %lld AND %s"
    " UNION ALL SELECT k + %lld FROM \"%w\" WHERE k > %lld AND %s";

static char *
documents_sql (const Schema *schema, const char *typed, const SearchMark *mark, const char *scan)
{
  g_autofree char *query = search_query (typed);
  gint64           first = mark->base;
  gint64           last = mark->base + SEARCH_SPAN - 1;
  char            *sql = sqlite3_mprintf (documents, query, first, last, schema->table, first, first, last, scan, first,
                                          schema->table, mark->indexed, scan);
  char            *copy = g_strdup (sql);

  sqlite3_free (sql);
  return copy;
}

char *
store_search_condition (Store *self, const Schema *schema, const char *typed, GError **error)
{
  g_auto (GStrv) terms = search_terms (typed);
  g_autofree char *scan = NULL;
  g_autofree char *found_in = NULL;
  SearchMark       mark;

  if (terms[0] == NULL)
    return g_strdup ("1");
  scan = scan_condition (schema, terms);
  if (scan == NULL)
    return g_strdup ("0");
  if (!search_mark (self, schema, &mark, error))
    return NULL;
  found_in = documents_sql (schema, typed, &mark, scan);
  return g_strdup_printf ("k IN (SELECT doc - %" G_GINT64_FORMAT " FROM (%s))", mark.base, found_in);
}

char *
store_search_scan (const Schema *schema, const char *typed)
{
  g_auto (GStrv) terms = search_terms (typed);
  char *scan = terms[0] != NULL ? scan_condition (schema, terms) : g_strdup ("1");

  return scan != NULL ? scan : g_strdup ("0");
}

GArray *
store_search (Store *self, const Schema *schema, const char *typed, guint limit, GError **error)
{
  g_auto (GStrv) terms = search_terms (typed);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *scan = terms[0] != NULL ? scan_condition (schema, terms) : NULL;
  g_autofree char *found_in = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (DbStmt) stmt = NULL;
  SearchMark mark;
  int        got;

  if (scan == NULL)
    return g_steal_pointer (&found);
  if (!search_mark (self, schema, &mark, error))
    return NULL;
  found_in = documents_sql (schema, typed, &mark, scan);
  sql = g_strdup_printf ("%s ORDER BY 1 DESC LIMIT ?", found_in);
  stmt = db_prepare (self->db, error, sql, "i", limit > 0 ? (gint64) limit : (gint64) -1);
  if (stmt == NULL)
    return NULL;
  while ((got = db_step (stmt, error)) > 0)
    {
      gint64 k = db_column_int (stmt, 0) - mark.base;

      g_array_append_val (found, k);
    }
  return got == 0 ? g_steal_pointer (&found) : NULL;
}
