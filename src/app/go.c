/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/go.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/form.h"
#include "regulation/regulation.h"

#define OF_A_KIND 12
#define PEOPLE_WITH_FORMS 3
#define FORMS_OF_A_PERSON 3
#define CLAUSES_READ 500

typedef struct
{
  const Person *person;
  int           score;
} Hit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  return ((const Hit *) b)->score - ((const Hit *) a)->score;
}

static void
find_forms (ZuoxiSession *session, const Hit *hit, GoFound found, gpointer data)
{
  g_autoptr (Rows) forms = store_query (zuoxi_session_get_reader (session), &appraisal_schema, NULL,
                                        "WHERE person = ? ORDER BY month DESC LIMIT ?", "di", &hit->person->row.id,
                                        (gint64) FORMS_OF_A_PERSON);

  for (guint i = 0; forms != NULL && i < forms->len; i++)
    {
      const Appraisal *form = forms->at[i];
      g_autofree char *month = format_month (form->month);
      g_autofree char *title = g_strdup_printf ("%s · %s", hit->person->name, month);

      found (hit->score - 1 - (int) i, "x-office-document-symbolic", title,
             _ ("Appraisal"), "appraisal", form->row.id, data);
    }
}

static void
find_people (ZuoxiSession *session, const char *text, GoMatch match, GoFound found, gpointer data)
{
  Directory *directory = zuoxi_session_get_directory (session);
  g_autoptr (GPtrArray) people = directory != NULL ? directory_persons (directory) : NULL;
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));

  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const Person    *person = people->pdata[i];
      g_autofree char *both = g_strdup_printf ("%s %s", person->number, person->name);
      int              in_parts = MAX (match (person->name, text), match (person->number, text));
      Hit              hit = { person, MAX (in_parts, match (both, text)) };

      if (hit.score > 0)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len && i < OF_A_KIND; i++)
    {
      const Hit *hit = &g_array_index (hits, Hit, i);

      found (hit->score, "avatar-default-symbolic", hit->person->name, hit->person->number, "person",
             hit->person->row.id, data);
      if (i < PEOPLE_WITH_FORMS)
        find_forms (session, hit, found, data);
    }
}

static void
find_clauses (ZuoxiSession *session, const char *text, GoMatch match, GoFound found, gpointer data)
{
  g_autoptr (Rows) clauses = store_query (zuoxi_session_get_reader (session), &clause_schema, NULL,
                                          "ORDER BY position LIMIT ?", "i", (gint64) CLAUSES_READ);
  guint n = 0;

  for (guint i = 0; clauses != NULL && i < clauses->len && n < OF_A_KIND; i++)
    {
      const Clause    *clause = clauses->at[i];
      g_autofree char *title = g_strdup_printf ("%s %s", clause->code, clause->heading);
      int              score = match (title, text);

      if (score == 0)
        continue;
      found (score, "accessories-dictionary-symbolic", title, _ ("Clause"), "clause", clause->row.id, data);
      n++;
    }
}

void
go_search (ZuoxiSession *session, const char *text, GoMatch match, GoFound found, gpointer data)
{
  if (zuoxi_session_get_reader (session) == NULL)
    return;
  find_people (session, text, match, found, data);
  find_clauses (session, text, match, found, data);
}

/* The clause of the latest version; for a screen that rests on a whole section its first one: 5.4.1a for "5.4". */
Rows *
go_query_clause (Store *reader, const char *code)
{
  return store_query (reader, &clause_schema, NULL,
                      "WHERE code = ? OR (substr (code, 1, length (?)) = ? AND substr (code, length (?) + 1, 1) NOT "
                      "BETWEEN '0' AND '9') ORDER BY code <> ?, code, k DESC LIMIT 1",
                      "sssss", code, code, code, code, code);
}

gboolean
go_find_clause (ZuoxiSession *session, const char *code, Id *out)
{
  Store *reader = zuoxi_session_get_reader (session);
  g_autoptr (Rows) clauses = reader != NULL ? go_query_clause (reader, code) : NULL;

  if (clauses == NULL || clauses->len == 0)
    return FALSE;
  *out = ((const Clause *) clauses->at[0])->row.id;
  return TRUE;
}
