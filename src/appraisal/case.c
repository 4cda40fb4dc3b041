/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/case.h"

#include "appraisal/case-evidence.h"
#include "appraisal/facts-load.h"
#include "appraisal/form-check.h"
#include "appraisal/plan-targets.h"
#include "appraisal/rows.h"
#include "core/day.h"
#include "staff/organisation.h"
#include "store/apply.h"
#include "store/store-loader.h"

#include <string.h>

AppraisalCase *
appraisal_case_ref (AppraisalCase *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
appraisal_case_unref (AppraisalCase *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  score_card_free (self->card);
  g_free (self->late_target);
  score_card_free (self->computed);
  score_card_free (self->self_card);
  score_card_free (self->other_card);
  dossier_free (self->other);
  g_clear_pointer (&self->hints, g_ptr_array_unref);
  if (self->provisional)
    rows_free (&figure_schema, self->figures);
  dossier_free (self->dossier);
  g_clear_pointer (&self->self_missing, problem_list_free);
  g_clear_pointer (&self->evaluation_missing, problem_list_free);
  g_free (self->queued);
  g_free (self);
}

/* Working days as this device knows them. */
Calendar *
case_read_calendar (Store *store, GError **error)
{
  g_autoptr (Calendar) calendar = calendar_new ();
  g_autoptr (Rows) rows = store_query (store, &calendar_day_schema, error, "", "");

  if (rows == NULL)
    return NULL;
  calendar_add_builtin (calendar);
  for (guint i = 0; i < rows->len; i++)
    {
      const CalendarDay *row = rows->at[i];
      Day                day;

      if (day_parse (row->day, &day))
        calendar_set (calendar, day, row->workday, row->name);
    }
  return g_steal_pointer (&calendar);
}

/* Figures of every metric the scheme asks for, from the rows this device holds. */
static gboolean
fold_figures (AppraisalCase *self, Loader *loader, gint64 now, GError **error)
{
  const Appraisal *form = self->dossier->form;
  g_autoptr (Facts) facts = facts_load (loader, form->person, form->month, now, FALSE, error);

  if (facts == NULL)
    return FALSE;
  facts_counts (facts, &self->counts);
  if (dossier_is_frozen (self->dossier))
    {
      self->figures = self->dossier->figures;
      return TRUE;
    }
  self->provisional = TRUE;
  self->figures = g_ptr_array_new ();
  for (Metric metric = METRIC_SALES; self->dossier->scheme != NULL && metric <= METRIC_RULES; metric++)
    if (scheme_set_uses (self->dossier->scheme, metric))
      g_ptr_array_add (self->figures, facts_figure (facts, metric, self->dossier->scheme));
  return TRUE;
}

static OptInt
rated_in_sheet (gconstpointer data, const char *code)
{
  const EvalLine *line = dossier_eval_line (data, code);

  return line != NULL ? line->score : (OptInt){ 0, FALSE };
}

static void
compute (AppraisalCase *self)
{
  const SchemeSet *scheme = self->dossier->scheme;

  self->self_missing = problem_list_new ();
  self->evaluation_missing = problem_list_new ();
  self_problems (self->dossier, self->self_missing);
  evaluation_problems (self->dossier, self->evaluation_missing);
  if (scheme == NULL)
    return;
  self->card = dossier_card (self->dossier, self->figures);
  self->computed = score_card_new (scheme, self->figures, NULL, NULL);
  self->self_card = dossier_self_card (self->dossier);
  self->hints = score_hints (scheme, self->figures, rated_in_sheet, self->dossier);
}

/* Name of the command on the form that the server has not answered. */
static char *
find_queued (Store *store, Id form, GError **error)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (store, error);
  char *name = entries != NULL ? g_strdup ("") : NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const OutboxEntry *entry = g_ptr_array_index (entries, i);

      if (entry->mutation->kind != MUTATION_COMMAND || !id_equal (entry->mutation->id, form))
        continue;
      g_free (name);
      name = g_strdup (entry->mutation->name);
    }
  return name;
}

static gboolean
read_standing (AppraisalCase *self, Store *store, const SessionReading *reader, GError **error)
{
  const Appraisal *form = self->dossier->form;
  const Step      *proposed = dossier_step (self->dossier, dossier_proposal (self->dossier), EVENT_PROPOSE);

  self->who = workflow_who (form, dossier_judges (self->dossier), reader->directory, reader->me, reader->today);
  self->proposed_by_me = proposed != NULL && id_equal (proposed->actor, reader->me);
  self->pending = store_pending (store, "appraisal", form->row.id, error);
  if (self->pending < 0)
    return FALSE;
  self->queued = self->pending & STORE_PENDING_COMMAND ? find_queued (store, form->row.id, error) : g_strdup ("");
  return self->queued != NULL;
}

/* The other side of a restatement: old beside new (R17, R21). */
static gboolean
read_other (AppraisalCase *self, Loader *loader, GError **error)
{
  const Dossier *shown = self->dossier;
  gint64         proposed = dossier_proposal (shown);
  gint64         revision = proposed > 0 && proposed != shown->revision ? proposed : dossier_replaced (shown);
  GError        *failure = NULL;

  if (shown->revision != shown->form->revision && shown->revision != proposed)
    return TRUE;
  if (revision == 0 || shown->scheme == NULL)
    return TRUE;
  self->other = dossier_load (loader, shown->form->row.id, revision, &failure);
  if (self->other != NULL && self->other->scheme != NULL)
    self->other_card = dossier_card (self->other, NULL);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
read_target (AppraisalCase *self, Loader *loader, const char *today, GError **error)
{
  if (self->dossier->form->state == FORM_STATE_TALKED)
    self->late_target = plan_targets_late_change (loader, self->dossier, today, error);
  else
    self->late_target = g_strdup ("");
  return self->late_target != NULL;
}

/**
 * appraisal_case_load:
 * @store: read in its own thread
 * @revision: 0 = the current one
 *
 * Returns: (transfer full) (nullable): %NULL without @error if the form is not held on this device
 */
AppraisalCase *
appraisal_case_load (Store *store, const SessionReading *reader, Id form, gint64 revision, GError **error)
{
  g_autoptr (AppraisalCase) self = g_new0 (AppraisalCase, 1);
  g_autoptr (Calendar) calendar = case_read_calendar (store, error);
  Loader *loader;
  GError *failure = NULL;

  self->ref_count = 1;
  if (calendar == NULL)
    return NULL;
  loader = store_loader_new (store, reader->directory, calendar);
  self->dossier = dossier_load (loader, form, revision, &failure);
  if (self->dossier != NULL && fold_figures (self, loader, reader->now, &failure) &&
      read_standing (self, store, reader, &failure) && read_other (self, loader, &failure) &&
      read_target (self, loader, reader->today, &failure))
    compute (self);
  store_loader_free (loader);
  if (failure != NULL)
    g_propagate_error (error, failure);
  if (failure != NULL || self->dossier == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/* (transfer none) (nullable) */
const Figure *
appraisal_case_figure (const AppraisalCase *self, Metric metric)
{
  for (guint i = 0; metric != METRIC_NONE && i < self->figures->len; i++)
    {
      const Figure *figure = g_ptr_array_index (self->figures, i);

      if (figure->metric == metric)
        return figure;
    }
  return NULL;
}

static gboolean
is_current (const AppraisalCase *self)
{
  return self->dossier->revision == self->dossier->form->revision && (self->pending & STORE_PENDING_COMMAND) == 0;
}

/* Whether what is shown is a restatement that waits for the reviewer. */
gboolean
appraisal_case_is_proposal (const AppraisalCase *self)
{
  return self->dossier->revision == dossier_proposal (self->dossier);
}

/* A proposal is signed or declined where it stands, and made where none stands yet. */
static gboolean
fits_revision (const AppraisalCase *self, const char *event)
{
  if (g_str_equal (event, EVENT_RESTATE) || g_str_equal (event, EVENT_DECLINE))
    return appraisal_case_is_proposal (self) && (self->pending & STORE_PENDING_COMMAND) == 0;
  return is_current (self) && (!g_str_equal (event, EVENT_PROPOSE) || dossier_proposal (self->dossier) == 0);
}

/* Whether the reader may take this step now, as far as this device knows; what is missing is another question. */
gboolean
appraisal_case_can (const AppraisalCase *self, const char *event)
{
  const WorkflowEdge *edge = workflow_find (self->dossier->form->state, event);

  if (self->proposed_by_me && g_str_equal (event, EVENT_RESTATE)) /* nobody decides on what he proposed himself (R19) */
    return FALSE;
  return fits_revision (self, event) && edge != NULL && (edge->who & self->who) != 0;
}

gboolean
appraisal_case_can_edit_self (const AppraisalCase *self)
{
  return is_current (self) && (self->who & WHO_SUBJECT) && self->dossier->form->state == FORM_STATE_SELF_DUE;
}

gboolean
appraisal_case_can_edit_evaluation (const AppraisalCase *self)
{
  FormState state = self->dossier->form->state;

  return is_current (self) && (self->who & WHO_SCORER) &&
         (state == FORM_STATE_SELF_DUE || state == FORM_STATE_SELF_DONE);
}

/* Both sheets are submitted: each side sees the other's. */
gboolean
appraisal_case_is_revealed (const AppraisalCase *self)
{
  const Evaluation *sheet = self->dossier->evaluation;

  return sheet != NULL && (sheet->state == SHEET_STATE_REVEALED || sheet->state == SHEET_STATE_REVIEWED);
}

/* Event the form waits for in @state, NULL = none. */
const char *
case_next_event (FormState state)
{
  switch (state)
    {
    case FORM_STATE_SELF_DUE:
      return EVENT_SUBMIT_SELF;
    case FORM_STATE_SELF_DONE:
      return EVENT_SUBMIT_EVALUATION;
    case FORM_STATE_SCORED:
      return EVENT_INTERVIEW;
    case FORM_STATE_TALKED:
      return EVENT_REVIEW;
    case FORM_STATE_REVIEWED:
    case FORM_STATE_APPROVED:
      return EVENT_FILE;
    case FORM_STATE_FILED:
    case FORM_STATE_EXCLUDED:
    default:
      return NULL;
    }
}

/* YYYY-MM-DD by which the next step is due, "" = none. */
const char *
appraisal_case_due (const AppraisalCase *self)
{
  const char *event = case_next_event (self->dossier->form->state);

  return event != NULL ? dossier_due (self->dossier->month, event) : "";
}

guint
appraisal_case_days_late (const AppraisalCase *self, const char *today)
{
  Day due, now;

  if (!day_parse (appraisal_case_due (self), &due) || !day_parse (today, &now) || now <= due)
    return 0;
  return (guint) (now - due);
}

static char *
result_text (const Dossier *dossier, const ScoreCard *card)
{
  const SchemeGrade *grade = dossier_grade (dossier, card);
  g_autofree char   *total = score_text (card->total);

  return g_strdup_printf ("%s %s", total, grade != NULL ? grade->title : "");
}

char *
case_result_text (const AppraisalCase *self)
{
  return self->card != NULL ? result_text (self->dossier, self->card) : g_strdup ("");
}

char *
case_restatement_text (const AppraisalCase *self)
{
  gboolean         filed = !appraisal_case_is_proposal (self) && dossier_proposal (self->dossier) > 0;
  g_autofree char *shown = NULL;
  g_autofree char *other = NULL;

  if (self->other_card == NULL || self->card == NULL)
    return NULL;
  shown = result_text (self->dossier, self->card);
  other = result_text (self->other, self->other_card);
  return filed ? g_strdup_printf ("%s → %s", shown, other) : g_strdup_printf ("%s → %s", other, shown);
}
