/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filing: the gapless number, the locked result, ranks, the notice (5.5.1④, 5.6.1, R21, R32, M22). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/form-command.h"
#include "appraisal/plan-targets.h"
#include "appraisal/recorded-step.h"
#include "appraisal/rows.h"
#include "core/decimal.h"

/* The next number of the department's month: KH-202603-007. (transfer full) */
static char *
next_number (const FormCommand *self)
{
  return g_strdup_printf ("KH-%.4s%.2s-%03" G_GINT64_FORMAT, self->form->month, self->form->month + 5,
                          self->dossier->month->filed_count + 1);
}

/* Puts the counter forward: the number is given. */
static void
count_number (FormCommand *self)
{
  AppraisalMonth *month = schema_copy (&appraisal_month_schema, self->dossier->month);

  month->filed_count++;
  effects_put (self->effects, &appraisal_month_schema, month);
}

/**
 * filing_take_result:
 * @filing: gets the result of the dossier's revision
 */
void
filing_take_result (FormCommand *self, Filing *filing, const ScoreCard *card)
{
  const SchemeGrade *grade = dossier_grade (self->dossier, card);

  filing->revision = self->dossier->revision;
  filing->total = card->rounded;
  filing->coefficient = grade->coefficient;
  filing->below = card->rounded < self->dossier->scheme->scheme->pass_line;
  command_set_text (&filing->grade, grade->code);
  command_set_text (&filing->grade_title, grade->title);
}

static Filing *
new_filing (FormCommand *self, const ScoreCard *card, const char *number)
{
  Filing *filing = schema_new (&filing_schema);

  filing->appraisal = self->form->row.id;
  filing->person = self->form->person;
  filing->filed_at = self->context->now;
  filing->filed_by = self->context->actor;
  command_set_text (&filing->month, self->form->month);
  command_set_text (&filing->number, number);
  filing_take_result (self, filing, card);
  filing->row.id = schema_natural_id (&filing_schema, filing);
  return filing;
}

/* A filed form of the same post and month, with its result. */
typedef struct
{
  Filing *filing; /* owned */
  Id      team;
} Ranked;

static void
clear_ranked (gpointer data)
{
  schema_free (&filing_schema, ((Ranked *) data)->filing);
}

/* As the command leaves it: a form it has put already stands in the effects, the loader has it as it was. */
static FormState
state_after (const FormCommand *self, const Appraisal *form)
{
  if (id_equal (form->row.id, self->form->row.id))
    return self->form->state;
  for (guint i = 0; i < self->effects->len; i++)
    {
      const Effect *effect = g_ptr_array_index (self->effects, i);

      if (effect->schema == &appraisal_schema && id_equal (((const Row *) effect->row)->id, form->row.id))
        return ((const Appraisal *) effect->row)->state;
    }
  return form->state;
}

/* Results of the form's post and month, and how many forms are still on their way; FALSE with the error set. */
static gboolean
collect_results (FormCommand *self, const Filing *own, GArray *results, guint *open)
{
  Loader    *loader = self->context->loader;
  GError    *failure = NULL;
  GPtrArray *forms = loader->list (loader, &appraisal_schema, "department", self->form->department, self->error);

  *open = 0;
  if (forms == NULL)
    return FALSE;
  for (guint i = 0; i < forms->len && failure == NULL; i++)
    {
      const Appraisal *form = g_ptr_array_index (forms, i);
      FormState        state = state_after (self, form);
      Filing           key = { .appraisal = form->row.id };
      Ranked           other = { NULL, form->team };

      if (form->post != self->form->post || !g_str_equal (form->month, self->form->month) ||
          state == FORM_STATE_EXCLUDED)
        continue;
      *open += state != FORM_STATE_FILED;
      if (own != NULL && id_equal (own->appraisal, form->row.id))
        other.filing = schema_copy (&filing_schema, own);
      else
        other.filing = loader->row (loader, &filing_schema, schema_natural_id (&filing_schema, &key), &failure);
      if (other.filing != NULL)
        g_array_append_val (results, other);
    }
  rows_free (&appraisal_schema, forms);
  if (failure != NULL)
    g_propagate_error (self->error, failure);
  return failure == NULL;
}

/* 1, 2, 2, 4 by total (M22); only assessed people of the same post count. */
static void
rank_among (Filing *filing, Id own_team, GArray *results)
{
  gint64 above = 0, above_in_team = 0, team = 0;

  for (guint i = 0; i < results->len; i++)
    {
      const Ranked *other = &g_array_index (results, Ranked, i);
      gboolean      better = other->filing->total > filing->total;
      gboolean      same_team = id_equal (other->team, own_team);

      team += same_team;
      above += better;
      above_in_team += better && same_team;
    }
  filing->rank_dept = above + 1;
  filing->rank_dept_of = results->len;
  filing->rank_team = above_in_team + 1;
  filing->rank_team_of = team;
}

/**
 * filing_put_ranks:
 * @own: (nullable) (transfer full): the result the command files or restates; it is put in any case
 *
 * Ranks are given once, when the last form of the post is filed or excluded and the month is closed: what stands in a
 * filed result is never written again because of somebody else's. A restated result gets its own rank anew, in the
 * open; who is filed after the close gets his among all.
 *
 * Returns: %FALSE with the command's error set if rows cannot be read
 */
gboolean
filing_put_ranks (FormCommand *self, Filing *own)
{
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (Ranked));
  guint    open;
  gboolean read;

  g_array_set_clear_func (results, clear_ranked);
  read = collect_results (self, own, results, &open);
  for (guint i = 0; read && open == 0 && i < results->len; i++)
    {
      Ranked *entry = &g_array_index (results, Ranked, i);
      Filing *filing = own != NULL && id_equal (own->row.id, entry->filing->row.id) ? own : entry->filing;

      if (filing != own && filing->rank_dept > 0)
        continue;
      rank_among (filing, entry->team, results);
      if (filing != own)
        effects_put (self->effects, &filing_schema, schema_copy (&filing_schema, filing));
    }
  if (own != NULL && read)
    effects_put (self->effects, &filing_schema, own);
  else
    schema_free (&filing_schema, own);
  return read;
}

/* HR signs if its device sent a signature; else the step is recorded unsigned, over the number and the result. */
static CommandResult
add_step (FormCommand *self, const Filing *filing)
{
  g_autofree char *document = NULL;
  DocumentInput    input = { .event = EVENT_FILE };
  SignedArgs       args;
  gboolean         confirmed;
  CommandResult    result;

  if (*args_text (self->context->args, "signature") == '\0')
    {
      document = recorded_filing_document (filing);
      form_command_add_document (self,
                                 form_command_add_unsigned (self, EVENT_FILE, self->context->actor, document),
                                 document, SHEET_STATE_REVIEWED);
      return COMMAND_OK;
    }
  if (!args_read_signed (self->context->args, EVENT_FILE, self->context->actor, &args, self->problems))
    return COMMAND_REFUSED;
  if ((result = form_command_check_moment (self, args.seal.moment,
                                           form_command_since (self, self->context->actor))) != COMMAND_OK)
    return result;
  input.moment = args.seal.moment;
  document = appraisal_document (self->dossier, self->context->loader->directory, &input);
  if ((result = form_command_check_document (self, args.document, document)) != COMMAND_OK ||
      (result = form_command_check_signature (self, &args.seal, args.document, dossier_last_digest (self->dossier),
                                              self->context->now, &confirmed)) != COMMAND_OK)
    return result;
  form_command_add_document (self, form_command_add_step (self, &args.seal, confirmed), args.document,
                             SHEET_STATE_REVIEWED);
  return COMMAND_OK;
}

static void
notify (FormCommand *self, const Filing *filing)
{
  char total[DECIMAL_TEXT_SIZE];

  decimal_format (filing->total, 2, FALSE, total);
  form_command_notice (self, self->form->person,
                       N_ ("Your result for %1 is filed: %2, %3. Confirm that you have read it; you may object."),
                           "5.2.3", (const char *const[]){ self->form->month, total, filing->grade_title, NULL });
}

COMMAND (command_file)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autoptr (ScoreCard) card = NULL;
  g_autofree char *number = NULL;
  Filing          *filing;
  gint64           revision;
  gboolean         done;
  const char      *digest;
  CommandResult    result = form_command_begin (&self, EVENT_FILE, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_revision (context->args, &revision, problems))
    return COMMAND_REFUSED;
  digest = args_text (context->args, "digest");
  result = form_command_check_step (&self, revision, *digest != '\0' ? digest : NULL, &done);
  if (result != COMMAND_OK || done)
    return result;
  card = dossier_card (self.dossier, NULL);
  if (card->grade == NULL || self.dossier->month == NULL)
    return form_command_refuse (&self, CODE_INCOMPLETE, "total", "5.5.1④", N_ ("The form has no total yet"), NULL);
  number = next_number (&self);
  filing = new_filing (&self, card, number);
  if ((result = add_step (&self, filing)) != COMMAND_OK)
    {
      schema_free (&filing_schema, filing);
      return result;
    }
  count_number (&self);
  notify (&self, filing);
  self.form->state = self.edge->to;
  command_set_text (&self.form->number, number);
  if (!filing_put_ranks (&self, filing) || !plan_targets_make_effective (&self))
    return COMMAND_FAILED;
  return form_command_finish (&self);
}
