/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms as lists show them. */
#include "appraisal/case.h"

#include "appraisal/rows.h"
#include "store/apply.h"

void
case_summary_free (CaseSummary *self)
{
  if (self == NULL)
    return;
  g_free (self->event);
  g_free (self->grade);
  g_free (self);
}

static gboolean
take_month (CaseSummary *self, Store *store, Id department, GError **error)
{
  GError         *failure = NULL;
  AppraisalMonth *month = store_get (store, &appraisal_month_schema, dossier_month_id (department, self->month),
                                     &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (*self->event != '\0')
    g_strlcpy (self->due, dossier_due (month, self->event), sizeof self->due);
  schema_free (&appraisal_month_schema, month);
  return TRUE;
}

static gboolean
take_filing (CaseSummary *self, Store *store, GError **error)
{
  g_autoptr (Rows) rows = store_query (store, &filing_schema, error, "WHERE \"appraisal\" = ?", "d", &self->form);

  self->total = -1;
  if (rows == NULL)
    return FALSE;
  if (rows->len > 0)
    {
      const Filing *filing = rows->at[0];

      self->total = filing->total;
      g_free (self->grade);
      self->grade = g_strdup (filing->grade_title);
    }
  return TRUE;
}

static CaseSummary *
summarise (Store *store, const Appraisal *form, GError **error)
{
  CaseSummary *self = g_new0 (CaseSummary, 1);
  const char  *event = case_next_event (form->state);

  self->form = form->row.id;
  self->person = form->person;
  g_strlcpy (self->month, form->month, sizeof self->month);
  self->state = form->state;
  self->revision = form->revision;
  self->event = g_strdup (event != NULL ? event : "");
  self->grade = g_strdup ("");
  self->frozen = form->frozen_at.set;
  self->self_missing = form->self_missing;
  self->late = form->late || form->self_late;
  self->not_received = form->not_received;
  self->scorer = form->scorer;
  self->reviewer = form->reviewer;
  self->team = form->team;
  self->pending = store_pending (store, "appraisal", form->row.id, error);
  if (self->pending >= 0 && take_month (self, store, form->department, error) && take_filing (self, store, error))
    return self;
  case_summary_free (self);
  return NULL;
}

typedef gboolean (*Wanted) (const Appraisal *form, gconstpointer data);

static GPtrArray *
summarise_all (Store *store, Rows *rows, Wanted wanted, gconstpointer data, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) case_summary_free);

  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      CaseSummary *summary = NULL;

      if (wanted != NULL && !wanted (rows->at[i], data))
        continue;
      summary = summarise (store, rows->at[i], error);
      if (summary == NULL)
        return NULL;
      g_ptr_array_add (list, summary);
    }
  return g_steal_pointer (&list);
}

/**
 * case_list_of_person:
 *
 * Returns: (transfer full) (element-type CaseSummary): the person's forms, the latest month first
 */
GPtrArray *
case_list_of_person (Store *store, Id person, GError **error)
{
  g_autoptr (Rows) rows = store_query (store, &appraisal_schema, error,
                                       "WHERE \"person\" = ? ORDER BY \"month\" DESC", "d", &person);

  return summarise_all (store, rows, NULL, NULL, error);
}

typedef struct
{
  Id          me;
  Directory  *directory;
  const char *today;
} Scorer;

static gboolean
is_to_score (const Appraisal *form, gconstpointer data)
{
  const Scorer *scorer = data;

  return (workflow_who (form, JUDGES_NONE, scorer->directory, scorer->me, scorer->today) & WHO_SCORER) != 0;
}

static int
compare_people (gconstpointer a, gconstpointer b, gpointer data)
{
  const CaseSummary *one = *(const CaseSummary *const *) a;
  const CaseSummary *other = *(const CaseSummary *const *) b;
  const Person      *first = directory_person (data, one->person);
  const Person      *second = directory_person (data, other->person);
  int                by_month = g_strcmp0 (other->month, one->month);

  if (by_month != 0)
    return by_month;
  return g_strcmp0 (first != NULL ? first->number : "", second != NULL ? second->number : "");
}

/**
 * case_list_to_score:
 * @scorer: who appraises, by post or by form, deputies included (R12)
 *
 * Returns: (transfer full) (element-type CaseSummary): forms this person scores, the latest month first, then by number
 */
GPtrArray *
case_list_to_score (Store *store, Id scorer, Directory *directory, const char *today, GError **error)
{
  g_autoptr (Rows) rows = store_query (store, &appraisal_schema, error,
                                       "WHERE \"state\" <> 'excluded' ORDER BY \"month\" DESC LIMIT 2000", "");
  const Scorer data = { scorer, directory, today };
  GPtrArray   *list = summarise_all (store, rows, is_to_score, &data, error);

  if (list != NULL)
    g_ptr_array_sort_with_data (list, compare_people, directory);
  return list;
}

gboolean
case_is_for (Store *store, Directory *directory, Id me, const char *today, Id form, guint who)
{
  Appraisal *row = store_get (store, &appraisal_schema, form, NULL);
  gboolean   is = row != NULL && (workflow_who (row, JUDGES_NONE, directory, me, today) & who) != 0;

  if (row != NULL)
    schema_free (&appraisal_schema, row);
  return is;
}
