/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The freeze (R17, R24): the server folds the month of each person and writes one figure for each metric of his scheme,
 * with the evidence. Again and again until the evaluation is submitted; later only a return opens the way.
 */
#include "appraisal/appraisal-commands.h"

#include "appraisal/evidence.h"
#include "appraisal/facts-load.h"
#include "appraisal/facts-private.h"
#include "appraisal/form-command.h"
#include "appraisal/freeze.h"
#include "appraisal/opinion.h"
#include "appraisal/rows.h"
#include "core/decimal.h"
#include "core/json.h"
#include "rules/place.h"

#include <string.h>

gboolean
freeze_is_open (const Appraisal *form)
{
  return form->state == FORM_STATE_SELF_DUE || form->state == FORM_STATE_SELF_DONE;
}

gboolean
freeze_may (const Appraisal *form, Directory *directory, Id actor, gboolean admin, const char *today)
{
  guint who = workflow_who (form, JUDGES_NONE, directory, actor, today);

  return admin || (who & (WHO_SCORER | WHO_HR | WHO_MANAGER | WHO_SYSTEM)) != 0;
}

/* Mean of the ratings of the whole team, for schemes that take it where there are too few (R5: an option, off). */
static gboolean
take_team_mean (
    Loader *loader, const Appraisal *form, const SchemeSet *scheme, gint64 now, Figure *figure, GError **error)
{
  g_autofree char *last = facts_last_scheduled_day (loader, form->person, form->month);
  g_autoptr (GPtrArray) members = directory_team_members (loader->directory, form->team, last != NULL ? last : "");
  Frac   sum = FRAC_ZERO;
  gint64 ratings = 0;

  for (guint i = 0; i < members->len; i++)
    {
      g_autoptr (Facts) facts = facts_load (loader, ((const Person *) g_ptr_array_index (members, i))->row.id,
                                            form->month, now, FALSE, error);
      Figure *other;

      if (facts == NULL)
        return FALSE;
      other = facts_figure (facts, figure->metric, scheme);
      ratings += other->base_count;
      if (other->base_count > 0)
        sum = frac_add (sum, frac_mul (frac_from_ratio (other->value), frac_from_int (other->base_count)));
      schema_free (&figure_schema, other);
    }
  if (ratings < FEW_RATINGS)
    return TRUE;
  sum = frac_div (sum, frac_from_int (ratings));
  figure->value = facts_ratio (sum.num, sum.den);
  figure->few = FALSE;
  g_free (figure->detail);
  figure->detail =
      g_strdup_printf ("{\"own\":%" G_GINT64_FORMAT ",\"team\":%" G_GINT64_FORMAT "}", figure->base_count, ratings);
  return TRUE;
}

/* Up to which change of the form's own shard the figures are counted; whose command it is does not matter. */
static gint64
seq_of_form (const CommandContext *context, const Appraisal *form)
{
  Bucket bucket;

  return place_row (&appraisal_schema, form, context->loader->directory, &bucket)
             ? context->seq_of (context->data, bucket.shard)
             : 0;
}

static void
figure_free (gpointer data)
{
  schema_free (&figure_schema, data);
}

/* One figure for each metric of the scheme; NULL with @error set. */
static GPtrArray *
figures_new (Loader          *loader,
             const Appraisal *form,
             const SchemeSet *scheme,
             Facts           *facts,
             gint64           now,
             GError         **error)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (figure_free);

  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    {
      Figure *figure;

      if (!scheme_set_uses (scheme, metric))
        continue;
      figure = facts_figure (facts, metric, scheme);
      g_ptr_array_add (figures, figure);
      if (figure->few && scheme->scheme->team_mean && !take_team_mean (loader, form, scheme, now, figure, error))
        return NULL;
    }
  return g_steal_pointer (&figures);
}

FreezeDraft *
freeze_draft_new (Loader *loader, const Appraisal *form, gint64 now, GError **error)
{
  g_autoptr (SchemeSet) scheme = scheme_set_load (loader, form->scheme, error);
  g_autoptr (Facts) facts =
      scheme != NULL ? facts_load (loader, form->person, form->month, now, TRUE, error) : NULL;
  g_autoptr (FreezeDraft) self = NULL;

  if (facts == NULL)
    return NULL;
  self = g_new0 (FreezeDraft, 1);
  self->assessable = facts_is_assessable (facts);
  facts_counts (facts, &self->counts);
  self->figures = self->assessable ? figures_new (loader, form, scheme, facts, now, error)
                                   : g_ptr_array_new_with_free_func (figure_free);
  return self->figures != NULL ? g_steal_pointer (&self) : NULL;
}

void
freeze_draft_free (FreezeDraft *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->figures, g_ptr_array_unref);
  g_free (self);
}

static void
put_figures (const CommandContext *context,
             Effects              *effects,
             const Appraisal      *form,
             gint64                revision,
             SheetState            state,
             GPtrArray            *figures)
{
  gint64 seq = seq_of_form (context, form);

  for (guint i = 0; i < figures->len; i++)
    {
      Figure *figure = schema_copy (&figure_schema, g_ptr_array_index (figures, i));

      figure->appraisal = form->row.id;
      figure->revision = revision;
      figure->frozen_seq = seq;
      figure->frozen_at = context->now;
      figure->state = state;
      effects_put (effects, &figure_schema, figure);
    }
}

/**
 * freeze_put_figures:
 * @facts: the person's month, with evidence
 * @revision: which the figures belong to
 * @state: where they stand: revealed, or reviewed for a restatement
 *
 * Puts one figure for each metric of the scheme.
 *
 * Returns: %FALSE with @error set if rows cannot be read
 */
gboolean
freeze_put_figures (const CommandContext *context,
                    Effects              *effects,
                    const Appraisal      *form,
                    gint64                revision,
                    SheetState            state,
                    const SchemeSet      *scheme,
                    Facts                *facts,
                    GError              **error)
{
  g_autoptr (GPtrArray) figures = figures_new (context->loader, form, scheme, facts, context->now, error);

  if (figures == NULL)
    return FALSE;
  put_figures (context, effects, form, revision, state, figures);
  return TRUE;
}

/* R33: only now it is known that less than half of the month was worked. What was typed stays. */
static gboolean
exclude (
    const CommandContext *context, Effects *effects, Appraisal *form, const FactsCounts *counts, GError **error)
{
  g_autoptr (Dossier) dossier = dossier_load (context->loader, form->row.id, 0, error);
  g_autofree char *document = NULL;
  g_autoptr (StepSeal) seal = NULL;
  FormCommand command = {
    .context = context, .effects = effects, .error = error, .dossier = dossier, .form = form
  };
  char worked[DECIMAL_TEXT_SIZE], full[DECIMAL_TEXT_SIZE];

  if (dossier == NULL)
    return FALSE;
  decimal_format ((counts->sched_halves - counts->leave_halves) * 5, 1, FALSE, worked);
  decimal_format (counts->full_halves * 5, 1, FALSE, full);
  g_free (form->reason);
  form->reason = g_strdup_printf ("%s/%s", worked, full);
  if (*form->exception == '\0')
    command_set_text (&form->exception, EXCLUDED_UNDER_HALF);
  document = form_command_unsigned_document (&command, EVENT_EXCLUDE, form->reason);
  seal = step_seal_new (document, dossier_last_digest (dossier), EVENT_EXCLUDE, ID_NONE, NULL, context->now);
  form_command_add_step (&command, seal, FALSE);
  form->state = FORM_STATE_EXCLUDED;
  if (!opinion_close_request (context, effects, form, error) || !filing_put_ranks (&command, NULL))
    return FALSE;
  form_command_notice (&command, form->person,
                       N_ ("You are not assessed for %1: less than half of the month was worked (%2 days)"), "5.3",
                           (const char *const[]){ form->month, form->reason, NULL });
  return TRUE;
}

/* Whether the figure says what it said when it was frozen last. */
static gboolean
is_as_before (const Figure *figure, const Figure *before)
{
  Figure          *like = schema_copy (&figure_schema, before);
  g_autofree char *now = schema_body (&figure_schema, figure);
  g_autofree char *then = NULL;

  like->frozen_at = figure->frozen_at;
  like->frozen_seq = figure->frozen_seq;
  like->state = figure->state;
  then = schema_body (&figure_schema, like);
  schema_free (&figure_schema, like);
  return g_str_equal (now, then);
}

/*
 * Frozen once more and nothing different: the figures stand since the first time, and who signed over them meanwhile
 * signed over these. @from: the first effect of this freeze.
 */
static gboolean
note_frozen (const CommandContext *context, const Effects *effects, guint from, Appraisal *form, GError **error)
{
  GError  *failure = NULL;
  gboolean same = form->frozen_at.set;

  for (guint i = from; i < effects->len && same; i++)
    {
      const Effect *effect = g_ptr_array_index (effects, i);
      const Figure *figure = effect->row;
      Figure       *before = context->loader->row (context->loader, &figure_schema, figure->row.id, &failure);

      same = before != NULL && is_as_before (figure, before);
      schema_free (&figure_schema, before);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (!same)
    form->frozen_at = (OptInt){ context->now, TRUE };
  return TRUE;
}

/* Takes over @form. */
static gboolean
freeze_form (const CommandContext *context, Effects *effects, Appraisal *form, GError **error)
{
  const FreezeDraft *draft = context->draft_of != NULL ? context->draft_of (context->data, form) : NULL;
  g_autoptr (FreezeDraft) own = draft == NULL ? freeze_draft_new (context->loader, form, context->now, error) : NULL;
  gboolean ok = draft != NULL || own != NULL;
  guint    from = effects->len;

  draft = draft != NULL ? draft : own;
  if (ok && !draft->assessable)
    ok = exclude (context, effects, form, &draft->counts, error);
  else if (ok)
    {
      put_figures (context, effects, form, form->revision, SHEET_STATE_REVEALED, draft->figures);
      ok = note_frozen (context, effects, from, form, error);
      form->frozen_seq = seq_of_form (context, form);
    }
  if (ok)
    effects_put (effects, &appraisal_schema, form);
  else
    schema_free (&appraisal_schema, form);
  return ok;
}

GPtrArray *
freeze_forms (Loader *loader, Id id, GError **error)
{
  GError         *failure = NULL;
  GPtrArray      *forms = NULL;
  Appraisal      *single = loader->row (loader, &appraisal_schema, id, &failure);
  AppraisalMonth *month =
      single == NULL && failure == NULL ? loader->row (loader, &appraisal_month_schema, id, &failure) : NULL;

  if (single != NULL)
    {
      forms = g_ptr_array_new ();
      g_ptr_array_add (forms, single);
    }
  else if (month != NULL)
    {
      guint kept = 0;

      forms = loader->list (loader, &appraisal_schema, "department", month->department, &failure);
      for (guint i = 0; forms != NULL && i < forms->len; i++)
        {
          Appraisal *form = g_ptr_array_index (forms, i);

          if (g_str_equal (form->month, month->month))
            g_ptr_array_index (forms, kept++) = form;
          else
            schema_free (&appraisal_schema, form);
        }
      if (forms != NULL)
        g_ptr_array_set_size (forms, (int) kept);
      schema_free (&appraisal_month_schema, month);
    }
  else if (failure == NULL)
    forms = g_ptr_array_new ();
  if (failure != NULL)
    g_propagate_error (error, failure);
  return forms;
}

/* The month has to be over. */
static gboolean
is_over (const Appraisal *form, const char *today)
{
  return strncmp (today, form->month, 7) > 0;
}

COMMAND (command_freeze)
{
  GPtrArray *forms = freeze_forms (context->loader, context->id, error);
  char       today[DAY_TEXT_SIZE];
  gboolean   ok = forms != NULL, allowed = FALSE, over = FALSE, found = FALSE;
  Id         team = ID_NONE;

  command_day (context->now, today);
  *code = CODE_MALFORMED;
  (void) json_member_opt_id (context->args, "team", &team, NULL);
  for (guint i = 0; ok && i < forms->len; i++)
    {
      Appraisal *form = g_ptr_array_index (forms, i);

      if (!freeze_may (form, context->loader->directory, context->actor, context->admin, today) ||
          (!id_is_none (team) && !id_equal (team, form->team)))
        continue;
      allowed = TRUE;
      if (!is_over (form, today))
        continue;
      over = TRUE;
      if (!freeze_is_open (form))
        continue;
      found = TRUE;
      ok = freeze_form (context, effects, schema_copy (&appraisal_schema, form), error);
    }
  rows_free (&appraisal_schema, forms);
  if (!ok)
    return COMMAND_FAILED;
  if (found)
    return COMMAND_OK;
  *code = allowed ? CODE_WRONG_STATE : CODE_NOT_ALLOWED;
  if (!allowed)
    problem_add (problems, "", NULL, N_ ("There is no such form, or it is not yours to change"), NULL);
  else if (!over)
    problem_add (problems, "month", "5.3", N_ ("The month is not over yet"), NULL);
  else
    problem_add (problems, "state", "5.2.1",
                 N_ ("The evaluation is submitted: figures change only after a return"), NULL);
  return COMMAND_REFUSED;
}

/**
 * freeze_changed_days:
 * @facts: the month folded again, with evidence
 * @figure: as frozen
 *
 * Rows counted then and changed since, by day (R24). The frozen figure stays as it is. A target is of the whole month:
 * its day is the first.
 *
 * Returns: (transfer full): sorted canonical array of days, "" if nothing changed
 */
char *
freeze_changed_days (Facts *facts, const Figure *figure, const SchemeSet *scheme)
{
  Figure          *now = facts_figure (facts, figure->metric, scheme);
  gboolean         other_target = now->target.num != figure->target.num || now->target.den != figure->target.den;
  g_autofree char *first = other_target ? g_strconcat (figure->month, "-01", NULL) : NULL;
  char            *days = evidence_changed_days (figure->days, now->days, first);

  schema_free (&figure_schema, now);
  return days;
}

static void
collect_days (const char *days, GPtrArray *list)
{
  g_autoptr (JsonNode) node = *days != '\0' ? json_strict_parse (days, -1, 2, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *day = json_array_get_string_element (array, i);

      if (!g_ptr_array_find_with_equal_func (list, day, g_str_equal, NULL))
        g_ptr_array_add (list, g_strdup (day));
    }
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Whoever may propose a restatement learns that one is due (R17); at the form it stands for everybody. */
static void
tell_filed (const CommandContext *context, Effects *effects, Dossier *dossier, GPtrArray *days, const char *today)
{
  FormCommand      command = { .context = context, .effects = effects, .dossier = dossier, .form = dossier->form };
  Id               scorer = directory_scorer (context->loader->directory, dossier->form->person, today);
  g_autofree char *text = NULL;

  g_ptr_array_sort (days, compare_days);
  g_ptr_array_add (days, NULL);
  text = g_strjoinv (", ", (char **) days->pdata);
  form_command_notice (&command, id_is_none (scorer) ? dossier->form->scorer : scorer,
                       N_ ("What the filed result %1 was counted from has changed since, on %2: a restatement is due"),
                           "5.2.1", (const char *const[]){ dossier->form->number, text, NULL });
}

/* @fresh: gets the days of every figure whose mark changes. */
static void
put_changed_days (const Dossier *dossier, Facts *facts, Effects *effects, GPtrArray *fresh)
{
  for (guint i = 0; i < dossier->figures->len; i++)
    {
      const Figure    *figure = g_ptr_array_index (dossier->figures, i);
      g_autofree char *days = freeze_changed_days (facts, figure, dossier->scheme);
      Figure          *copy;

      if (g_str_equal (days, figure->changed_on))
        continue;
      collect_days (days, fresh);
      copy = schema_copy (&figure_schema, figure);
      command_set_text (&copy->changed_on, days);
      effects_put (effects, &figure_schema, copy);
    }
}

/**
 * command_recheck:
 *
 * Folds the month again and marks the frozen figures whose rows have changed, with the days: never a silent new score
 * (R24). Anyone who has a part in the form may ask; nothing is written if nothing changed. A filed result is looked at
 * as well: only a restatement changes it.
 */
COMMAND (command_recheck)
{
  GError *failure = NULL;
  g_autoptr (Dossier) dossier = dossier_load (context->loader, context->id, 0, &failure);
  g_autoptr (Facts) facts = NULL;
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_free);
  char today[DAY_TEXT_SIZE];

  command_day (context->now, today);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  if (dossier == NULL ||
      workflow_who (dossier->form, JUDGES_NONE, context->loader->directory, context->actor, today) == 0)
    {
      *code = CODE_NOT_ALLOWED;
      problem_add (problems, "", NULL, N_ ("There is no such form, or it is not yours to change"), NULL);
      return COMMAND_REFUSED;
    }
  if (!dossier_is_frozen (dossier) || dossier->scheme == NULL)
    return COMMAND_OK;
  facts = facts_load (context->loader, dossier->form->person, dossier->form->month, dossier->form->frozen_at.v, TRUE,
                      error);
  if (facts == NULL)
    return COMMAND_FAILED;
  put_changed_days (dossier, facts, effects, fresh);
  if (fresh->len > 0 && dossier->form->state == FORM_STATE_FILED)
    tell_filed (context, effects, dossier, fresh, today);
  return COMMAND_OK;
}
