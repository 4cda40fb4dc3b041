/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/dossier.h"

#include "appraisal/rows.h"
#include "appraisal/workflow.h"

#include <string.h>

/* Id a sheet-like row of (form, revision) derives. */
static Id
revision_id (const Schema *schema, Id form, gint64 revision)
{
  gpointer row = schema_new (schema);
  Id       id;

  *FIELD_PTR (row, schema_field (schema, "appraisal"), Id) = form;
  *FIELD_PTR (row, schema_field (schema, "revision"), gint64) = revision;
  id = schema_natural_id (schema, row);
  schema_free (schema, row);
  return id;
}

Id
dossier_self_sheet_id (Id form, gint64 revision)
{
  return revision_id (&self_sheet_schema, form, revision);
}

Id
dossier_evaluation_id (Id form, gint64 revision)
{
  return revision_id (&evaluation_schema, form, revision);
}

Id
dossier_step_id (Id form, gint64 revision, const char *event)
{
  Step *step = schema_new (&step_schema);
  Id    id;

  step->appraisal = form;
  step->revision = revision;
  g_free (step->event);
  step->event = g_strdup (event);
  id = schema_natural_id (&step_schema, step);
  schema_free (&step_schema, step);
  return id;
}

static Id
month_row_id (const Schema *schema, const char *owner, Id id, const char *month)
{
  gpointer     row = schema_new (schema);
  const Field *field = schema_field (schema, "month");
  Id           found;

  *FIELD_PTR (row, schema_field (schema, owner), Id) = id;
  g_free (*FIELD_PTR (row, field, char *));
  *FIELD_PTR (row, field, char *) = g_strdup (month);
  found = schema_natural_id (schema, row);
  schema_free (schema, row);
  return found;
}

Id
dossier_month_id (Id department, const char *month)
{
  return month_row_id (&appraisal_month_schema, "department", department, month);
}

Id
dossier_form_id (Id person, const char *month)
{
  return month_row_id (&appraisal_schema, "person", person, month);
}

void
dossier_free (Dossier *self)
{
  if (self == NULL)
    return;
  schema_free (&appraisal_schema, self->form);
  schema_free (&appraisal_month_schema, self->month);
  scheme_set_free (self->scheme);
  schema_free (&regulation_schema, self->regulation);
  schema_free (&receipt_schema, self->receipt);
  schema_free (&self_sheet_schema, self->self);
  schema_free (&evaluation_schema, self->evaluation);
  schema_free (&previous_opinion_schema, self->previous_opinion);
  schema_free (&interview_schema, self->interview);
  schema_free (&filing_schema, self->filing);
  rows_free (&self_line_schema, self->self_lines);
  rows_free (&eval_line_schema, self->eval_lines);
  rows_free (&eval_file_schema, self->eval_files);
  rows_free (&figure_schema, self->figures);
  rows_free (&plan_item_schema, self->plan);
  rows_free (&step_schema, self->steps);
  g_free (self);
}

static int
compare_plan (gconstpointer a, gconstpointer b)
{
  gint64 one = (*(const PlanItem *const *) a)->position, other = (*(const PlanItem *const *) b)->position;

  return one < other ? -1 : one > other;
}

static int
compare_figures (gconstpointer a, gconstpointer b)
{
  Metric one = (*(const Figure *const *) a)->metric, other = (*(const Figure *const *) b)->metric;

  return one < other ? -1 : one > other;
}

/* The step whose previous digest is @digest, from @at on. */
static gboolean
bring_next (GPtrArray *steps, guint at, const char *digest)
{
  for (guint i = at; i < steps->len; i++)
    {
      Step *step = g_ptr_array_index (steps, i);

      if (!g_str_equal (step->previous, digest))
        continue;
      g_ptr_array_index (steps, i) = g_ptr_array_index (steps, at);
      g_ptr_array_index (steps, at) = step;
      return TRUE;
    }
  return FALSE;
}

/* Each step names the one before (R15). */
static void
order_steps (GPtrArray *steps)
{
  const char *digest = "";

  for (guint i = 0; i < steps->len && bring_next (steps, i, digest); i++)
    digest = ((const Step *) g_ptr_array_index (steps, i))->digest;
}

typedef struct
{
  Loader *loader;
  GError *error; /* the first failure */
} Reader;

static gpointer
read_row (Reader *reader, const Schema *schema, Id id)
{
  if (reader->error != NULL || id_is_none (id))
    return NULL;
  return reader->loader->row (reader->loader, schema, id, &reader->error);
}

static GPtrArray *
read_children (Reader *reader, const Schema *schema, Id parent)
{
  GPtrArray *rows = NULL;

  if (reader->error == NULL)
    rows = reader->loader->children (reader->loader, schema, parent, &reader->error);
  return rows != NULL ? rows : g_ptr_array_new ();
}

static Id
receipt_id (Id person, Id regulation)
{
  Receipt key = { .person = person, .regulation = regulation };

  return schema_natural_id (&receipt_schema, &key);
}

static void
read_sheets (Reader *reader, Dossier *self)
{
  Id form = self->form->row.id;

  self->self = read_row (reader, &self_sheet_schema, dossier_self_sheet_id (form, self->revision));
  self->self_lines = read_children (reader, &self_line_schema, dossier_self_sheet_id (form, self->revision));
  self->evaluation = read_row (reader, &evaluation_schema, dossier_evaluation_id (form, self->revision));
  self->eval_lines = read_children (reader, &eval_line_schema, dossier_evaluation_id (form, self->revision));
  self->eval_files = read_children (reader, &eval_file_schema, dossier_evaluation_id (form, self->revision));
  self->previous_opinion = read_row (reader, &previous_opinion_schema,
                                     revision_id (&previous_opinion_schema, form, self->revision));
  self->figures = read_children (reader, &figure_schema, form);
  rows_keep_revision (&figure_schema, self->figures, self->revision);
  g_ptr_array_sort (self->figures, compare_figures);
  self->interview = read_row (reader, &interview_schema, revision_id (&interview_schema, form, self->revision));
  self->plan = read_children (reader, &plan_item_schema, revision_id (&interview_schema, form, self->revision));
  g_ptr_array_sort (self->plan, compare_plan);
  self->steps = read_children (reader, &step_schema, form);
  order_steps (self->steps);
}

static Id
filing_id (Id form)
{
  Filing key = { .appraisal = form };

  return schema_natural_id (&filing_schema, &key);
}

/**
 * dossier_load:
 * @form: id of an appraisal form
 * @revision: which revision; 0 = the current one
 *
 * Returns: (transfer full) (nullable): %NULL without @error if there is no such form
 */
Dossier *
dossier_load (Loader *loader, Id form, gint64 revision, GError **error)
{
  Reader     reader = { loader, NULL };
  Dossier   *self = NULL;
  Appraisal *head = read_row (&reader, &appraisal_schema, form);

  if (head != NULL)
    {
      self = g_new0 (Dossier, 1);
      self->form = head;
      self->revision = revision > 0 ? revision : head->revision;
      self->month = read_row (&reader, &appraisal_month_schema, dossier_month_id (head->department, head->month));
      self->regulation = read_row (&reader, &regulation_schema, head->regulation);
      self->receipt = read_row (&reader, &receipt_schema, receipt_id (head->person, head->regulation));
      self->filing = read_row (&reader, &filing_schema, filing_id (form));
      read_sheets (&reader, self);
      if (reader.error == NULL)
        self->scheme = scheme_set_load (loader, head->scheme, &reader.error);
    }
  if (reader.error == NULL)
    return self;
  dossier_free (self);
  g_propagate_error (error, reader.error);
  return NULL;
}

const SelfLine *
dossier_self_line (const Dossier *self, const char *code)
{
  for (guint i = 0; i < self->self_lines->len; i++)
    {
      const SelfLine *line = g_ptr_array_index (self->self_lines, i);

      if (g_str_equal (line->code, code))
        return line;
    }
  return NULL;
}

const EvalLine *
dossier_eval_line (const Dossier *self, const char *code)
{
  for (guint i = 0; i < self->eval_lines->len; i++)
    {
      const EvalLine *line = g_ptr_array_index (self->eval_lines, i);

      if (g_str_equal (line->code, code))
        return line;
    }
  return NULL;
}

const Step *
dossier_step (const Dossier *self, gint64 revision, const char *event)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (self->steps, i);

      if (step->revision == revision && g_str_equal (step->event, event))
        return step;
    }
  return NULL;
}

/* The step the current revision rests on: its own, or that of the revision a restatement goes back to. */
static Id
actor_of_last (const Dossier *self, const char *event)
{
  const Step *step = dossier_step (self, self->form->revision, event);

  for (gint64 i = self->form->revision - 1; step == NULL && self->form->state == FORM_STATE_FILED && i > 0; i--)
    step = dossier_step (self, i, event);
  return step != NULL ? step->actor : ID_NONE;
}

/* Who judged what the current revision says. */
Judges
dossier_judges (const Dossier *self)
{
  return (Judges){ .scored = actor_of_last (self, EVENT_SUBMIT_EVALUATION),
                   .talked = actor_of_last (self, EVENT_INTERVIEW) };
}

/* The highest revision any step stands under: one that was proposed and declined is never given again. */
gint64
dossier_last_revision (const Dossier *self)
{
  gint64 last = self->form->revision;

  for (guint i = 0; i < self->steps->len; i++)
    last = MAX (last, ((const Step *) g_ptr_array_index (self->steps, i))->revision);
  return last;
}

/**
 * dossier_proposal:
 *
 * A restatement stands under the revision it would make, from its proposal on (R17).
 *
 * Returns: the revision that is proposed and neither signed nor declined, 0 = none
 */
gint64
dossier_proposal (const Dossier *self)
{
  gint64 last = dossier_last_revision (self);

  if (self->form->state != FORM_STATE_FILED || last == self->form->revision ||
      dossier_step (self, last, EVENT_PROPOSE) == NULL || dossier_step (self, last, EVENT_DECLINE) != NULL)
    return 0;
  return last;
}

/**
 * dossier_replaced:
 *
 * Returns: the filed revision the shown one replaces, or would replace: 0 = it is no restatement
 */
gint64
dossier_replaced (const Dossier *self)
{
  if (dossier_step (self, self->revision, EVENT_PROPOSE) == NULL)
    return 0;
  for (gint64 i = self->revision - 1; i > 0; i--)
    if (dossier_step (self, i, EVENT_REVIEW) != NULL || dossier_step (self, i, EVENT_RESTATE) != NULL)
      return i;
  return 0;
}

/**
 * dossier_last_digest:
 *
 * Returns: (transfer none): digest of the last step, which the next one names; "" before the first
 */
const char *
dossier_last_digest (const Dossier *self)
{
  if (self->steps->len == 0)
    return "";
  return ((const Step *) g_ptr_array_index (self->steps, self->steps->len - 1))->digest;
}

static OptInt
rated_by_scorer (gconstpointer data, const char *code)
{
  const EvalLine *line = dossier_eval_line (data, code);

  return line != NULL ? line->score : (OptInt){ 0, FALSE };
}

static OptInt
rated_by_self (gconstpointer data, const char *code)
{
  const SelfLine *line = dossier_self_line (data, code);

  return line != NULL ? line->score : (OptInt){ 0, FALSE };
}

/**
 * dossier_card:
 * @figures: (nullable) (element-type Figure): provisional figures; %NULL = the frozen ones. Must outlive the card
 *
 * Returns: (transfer full): the evaluation's scores; must not outlive @self. The scheme must be known.
 */
ScoreCard *
dossier_card (const Dossier *self, GPtrArray *figures)
{
  return score_card_new (self->scheme, figures != NULL ? figures : self->figures, rated_by_scorer, self);
}

/* (transfer full): the employee's own scores; must not outlive @self. */
ScoreCard *
dossier_self_card (const Dossier *self)
{
  return score_card_new_given (self->scheme, rated_by_self, self);
}

/* Whether the shown revision has frozen figures (R17). */
gboolean
dossier_is_frozen (const Dossier *self)
{
  return self->form->frozen_at.set && self->figures->len > 0;
}

/* Whether the employee has acknowledged the regulation the form is made under (LCL 4). */
gboolean
dossier_is_acknowledged (const Dossier *self)
{
  return self->receipt != NULL && self->receipt->signed_at > 0;
}

/* The grade that stands, the scorer's override included (M23); NULL without a total. */
const SchemeGrade *
dossier_grade (const Dossier *self, const ScoreCard *card)
{
  const SchemeGrade *moved;

  if (self->evaluation == NULL || card->grade == NULL)
    return card->grade;
  moved = score_override (self->scheme, card->grade, self->evaluation->override_grade);
  return moved != NULL ? moved : card->grade;
}

/**
 * dossier_due:
 * @month: (nullable): the opened month
 * @event: a workflow event
 *
 * Returns: (transfer none): YYYY-MM-DD by which the step is due, extensions included; "" if it has no due date
 */
const char *
dossier_due (const AppraisalMonth *month, const char *event)
{
  if (month == NULL)
    return "";
  if (g_str_equal (event, EVENT_SUBMIT_SELF))
    return month->self_due;
  if (g_str_equal (event, EVENT_SUBMIT_EVALUATION))
    return month->score_due;
  if (g_str_has_prefix (event, EVENT_INTERVIEW))
    return month->interview_due;
  if (g_str_equal (event, EVENT_REVIEW))
    return month->review_due;
  if (g_str_equal (event, EVENT_FILE))
    return month->filing_due;
  return "";
}
