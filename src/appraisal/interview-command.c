/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interview: one command, every signature proved and authorised for its own actor (5.5.1③, R13, R20, R23). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "core/moment.h"
#include "core/plant.h"
#include "sales/target.h"

#include <string.h>

/* Who has to sign besides the scorer, and as what; FALSE = nobody. */
static gboolean
second_signer (const FormCommand *self, const Interview *interview, Id *actor, const char **event)
{
  switch (interview->outcome)
    {
    case INTERVIEW_OUTCOME_SIGNED:
      *actor = self->form->person;
      *event = EVENT_INTERVIEW_SUBJECT;
      return TRUE;
    case INTERVIEW_OUTCOME_REFUSED:
      *actor = interview->witness;
      *event = EVENT_INTERVIEW_WITNESS;
      return TRUE;
    case INTERVIEW_OUTCOME_ABSENT:
    default:
      return FALSE;
    }
}

/* The scorer who carries the command signs first; the others are whom the outcome asks for, and nobody else. */
static CommandResult
check_signers (FormCommand *self, const InterviewArgs *args)
{
  Id              actor;
  const char     *event;
  gboolean        second = second_signer (self, args->interview, &actor, &event);
  const StepSeal *seals = (const StepSeal *) (gpointer) args->seals->data;

  if (args->seals->len != (second ? 2 : 1))
    return form_command_refuse (self, CODE_INCOMPLETE, "signatures", "5.5.1③",
                                N_ ("The interview lacks a signature"), NULL);
  if (!id_equal (seals[0].actor, self->context->actor) || !g_str_equal (seals[0].event, EVENT_INTERVIEW))
    return form_command_refuse (self, CODE_BAD_SIGNATURE, "signatures", "5.5.1③",
                                N_ ("The first signature must be the interviewer's"), NULL);
  if (second && (!id_equal (seals[1].actor, actor) || !g_str_equal (seals[1].event, event)))
    return form_command_refuse (self, CODE_BAD_SIGNATURE, "signatures", "5.5.1③",
                                N_ ("The second signature is not that of the person who has to sign"), NULL);
  return COMMAND_OK;
}

/* R23: judged at the signed moment, if it is not older than 14 days and not in the future; after the evaluation. */
static CommandResult
check_moments (FormCommand *self, const InterviewArgs *args)
{
  gint64 since = form_command_since (self, self->context->actor);

  for (guint i = 0; i < args->seals->len; i++)
    {
      const StepSeal *seal = &g_array_index (args->seals, StepSeal, i);
      char            day[DAY_TEXT_SIZE];
      CommandResult   result;

      if (seal->moment > self->context->now + MOMENT_DAY ||
          seal->moment < self->context->now - INTERVIEW_LATE_DAYS * MOMENT_DAY)
        return form_command_refuse (
            self, CODE_WRONG_STATE, "moment", "5.5.1③",
            N_ ("The interview was signed more than 14 days ago, or by a clock that runs ahead"), NULL);
      if ((result = form_command_check_moment (self, seal->moment, since)) != COMMAND_OK)
        return result;
      since = MAX (since, seal->moment);
      command_day (seal->moment, day);
      if (strcmp (args->interview->held_on, day) > 0)
        return form_command_refuse (self, CODE_INCOMPLETE, "held_on", "5.5.1③",
                                    N_ ("The interview was signed before it was held"), NULL);
    }
  return COMMAND_OK;
}

static CommandResult
check_content (FormCommand *self, const InterviewArgs *args)
{
  interview_problems (self->dossier, args->interview, args->plan, args->stance, args->stance_text, self->problems);
  schema_check (&interview_schema, args->interview, self->problems);
  for (guint i = 0; i < args->plan->len; i++)
    schema_check (&plan_item_schema, g_ptr_array_index (args->plan, i), self->problems);
  if (args->interview->outcome == INTERVIEW_OUTCOME_REFUSED && !id_is_none (args->interview->witness))
    witness_problems (self->dossier, self->context->loader->directory, args->interview->witness,
                      args->interview->held_on, self->problems);
  return form_command_incomplete (self);
}

/* All signatures cover the same bytes, each names the one before. */
static CommandResult
check_seals (FormCommand *self, const InterviewArgs *args, gboolean confirmed[2])
{
  const char      *previous = dossier_last_digest (self->dossier);
  DocumentInput    input = { .event = EVENT_INTERVIEW,
                             .interview = args->interview,
                             .plan = args->plan,
                             .stance = args->stance,
                             .stance_text = args->stance_text,
                             .moment = g_array_index (args->seals, StepSeal, 0).moment };
  g_autofree char *document = appraisal_document (self->dossier, self->context->loader->directory, &input);
  CommandResult    result = form_command_check_document (self, args->document, document);

  for (guint i = 0; result == COMMAND_OK && i < args->seals->len; i++)
    {
      const StepSeal *seal = &g_array_index (args->seals, StepSeal, i);
      gint64          now = self->context->now;

      result = form_command_check_signature (self, seal, args->document, previous,
                                             self->context->clock_bad ? now : MIN (seal->moment, now), &confirmed[i]);
      previous = seal->digest;
    }
  return result;
}

static void
put_steps (FormCommand *self, const InterviewArgs *args, const gboolean confirmed[2])
{
  for (guint i = 0; i < args->seals->len; i++)
    {
      guint at = PLANT (signers_swapped) ? args->seals->len - 1 - i : i;
      Step *step = form_command_add_step (self, &g_array_index (args->seals, StepSeal, i), confirmed[i]);

      step->actor = g_array_index (args->seals, StepSeal, at).actor;

      if (i == 0)
        form_command_add_document (self, step, args->document, SHEET_STATE_REVEALED);
      if (g_str_equal (step->event, EVENT_INTERVIEW_SUBJECT))
        {
          command_set_text (&step->stance, args->stance);
          command_set_text (&step->stance_text, args->stance_text);
        }
    }
}

static void
put_record (FormCommand *self, const InterviewArgs *args)
{
  Interview *interview = schema_copy (&interview_schema, args->interview);
  Id         parent;

  interview->appraisal = self->form->row.id;
  interview->revision = self->form->revision;
  interview->person = self->form->person;
  interview->state = SHEET_STATE_REVEALED;
  command_set_text (&interview->month, self->form->month);
  effects_put (self->effects, &interview_schema, interview);
  parent = interview->row.id;
  for (guint i = 0; i < args->plan->len; i++)
    {
      PlanItem *item = schema_copy (&plan_item_schema, g_ptr_array_index (args->plan, i));

      item->interview = parent;
      item->person = self->form->person;
      item->state = SHEET_STATE_REVEALED;
      effects_put (self->effects, &plan_item_schema, item);
    }
}

/**
 * plan_apply_targets:
 * @plan: (element-type PlanItem): figures agreed on
 * @target: changed where the plan says so
 *
 * Returns: whether the plan names any figure
 */
gboolean
plan_apply_targets (GPtrArray *plan, Target *target)
{
  gboolean any = FALSE;

  for (guint i = 0; i < plan->len; i++)
    {
      const PlanItem *item = g_ptr_array_index (plan, i);

      if (item->target == PLAN_TARGET_SALES)
        target->sales = (OptInt){ item->value, TRUE };
      else if (item->target == PLAN_TARGET_CONVERSION)
        target->conversion = (Ratio){ item->value, SCHEME_WHOLE };
      any |= item->target != PLAN_TARGET_NONE;
    }
  return any;
}

/**
 * target_of_next_month:
 *
 * Returns: (transfer full) (nullable): the target row of the month after the form's, new if there is none; %NULL with
 *   @error set
 */
Target *
target_of_next_month (Loader *loader, const Appraisal *form, GError **error)
{
  Target *fresh = schema_new (&target_schema);
  Target *found;
  GError *failure = NULL;
  Day     first;

  fresh->person = form->person;
  fresh->source = TARGET_SOURCE_INTERVIEW;
  if (month_parse (form->month, &first))
    {
      g_free (fresh->month);
      fresh->month = month_dup_text (month_add (first, 1));
    }
  fresh->row.id = schema_natural_id (&target_schema, fresh);
  found = loader->row (loader, &target_schema, fresh->row.id, &failure);
  if (found == NULL && failure == NULL)
    return fresh;
  schema_free (&target_schema, fresh);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return found;
}

/* The interview proposes; a target of the department's plan stays in force until the review (R28). */
static gboolean
propose_targets (FormCommand *self, GPtrArray *plan)
{
  Target *target = target_of_next_month (self->context->loader, self->form, self->error);

  if (target == NULL)
    return FALSE;
  if (!target_is_effective (target) && plan_apply_targets (plan, target))
    {
      target->source = TARGET_SOURCE_INTERVIEW;
      effects_put (self->effects, &target_schema, target);
    }
  else
    schema_free (&target_schema, target);
  return TRUE;
}

COMMAND (command_interview)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_auto (InterviewArgs) args = { 0 };
  const StepSeal *first;
  gboolean        done, confirmed[2] = { FALSE, FALSE };
  CommandResult   result;

  *code = CODE_MALFORMED;
  if (!args_read_interview (context->args, &args, problems))
    return COMMAND_REFUSED;
  first = args.seals->len > 0 ? &g_array_index (args.seals, StepSeal, 0) : NULL;
  /* R23: at the signed moment; by a clock that is not to be trusted nobody keeps a post he has lost */
  result = form_command_begin (&self, EVENT_INTERVIEW,
                               first != NULL && !context->clock_bad ? first->moment : context->now);
  if (result != COMMAND_OK)
    return result;
  result = form_command_check_step (&self, args.revision, first != NULL ? first->digest : NULL, &done);
  if (result != COMMAND_OK || done)
    return result;
  if ((result = check_content (&self, &args)) != COMMAND_OK ||
      (result = check_signers (&self, &args)) != COMMAND_OK ||
      (result = check_moments (&self, &args)) != COMMAND_OK ||
      (result = check_seals (&self, &args, confirmed)) != COMMAND_OK)
    return result;
  put_record (&self, &args);
  put_steps (&self, &args, confirmed);
  if (!propose_targets (&self, args.plan))
    return COMMAND_FAILED;
  self.form->state = self.edge->to;
  self.form->not_received = args.interview->outcome == INTERVIEW_OUTCOME_ABSENT;
  return form_command_finish (&self);
}
