/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reviewer's and HR's returns, the review, exclusion, and the employee's receipt (5.5.1④, R19–R21). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/opinion.h"
#include "appraisal/plan-targets.h"
#include "appraisal/revision.h"

/* A step without signature, its digest in the chain. */
static CommandResult
add_unsigned (FormCommand *self, const char *event, const char *reason)
{
  g_autofree char *document = form_command_unsigned_document (self, event, reason);
  g_autoptr (StepSeal) seal = step_seal_new (document, dossier_last_digest (self->dossier), event,
                                             self->context->actor, NULL, command_moment (self->context));

  form_command_add_step (self, seal, FALSE);
  return COMMAND_OK;
}

/* Common opening of returns and exclusions: revision, reason. */
static CommandResult
begin_with_reason (FormCommand *self, const char *event, const char **reason)
{
  gint64        revision;
  gboolean      done;
  CommandResult result = form_command_begin (self, event, self->context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_revision (self->context->args, &revision, self->problems))
    return COMMAND_REFUSED;
  result = form_command_check_step (self, revision, NULL, &done);
  if (result != COMMAND_OK)
    return result;
  *reason = args_text (self->context->args, "reason");
  reason_problems (*reason, self->edge->clause, self->problems);
  return form_command_incomplete (self);
}

/**
 * command_return:
 *
 * Nobody changes a signed revision: whoever disagrees returns it with a reason (R21).
 */
COMMAND (command_return)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  const Person *person;
  const char   *reason;
  CommandResult result = begin_with_reason (&self, EVENT_RETURN, &reason);

  if (result != COMMAND_OK)
    return result;
  person = directory_person (context->loader->directory, self.form->person);
  add_unsigned (&self, EVENT_RETURN, reason);
  revision_raise (&self, SHEET_STATE_SUBMITTED, SHEET_STATE_SUBMITTED);
  self.form->state = self.edge->to;
  self.form->returned++;
  command_set_text (&self.form->reason, reason);
  form_command_notice (
      &self, self.form->scorer,
      N_ ("The form of %1 for %2 was returned: %3"), "5.5.1④",
          (const char *const[]){ person != NULL ? person->name : "", self.form->month, reason, NULL });
  return form_command_finish (&self);
}

/* From now on the rows stand in the file, where HR reads them (R1). */
static gboolean
move_to_file (FormCommand *self)
{
  const Dossier *dossier = self->dossier;

  if (!self->form->self_missing)
    {
      form_command_put_state (self, &self_sheet_schema, dossier->self, SHEET_STATE_REVIEWED);
      form_command_put_states (self, &self_line_schema, dossier->self_lines, SHEET_STATE_REVIEWED);
    }
  form_command_put_state (self, &evaluation_schema, dossier->evaluation, SHEET_STATE_REVIEWED);
  form_command_put_states (self, &eval_line_schema, dossier->eval_lines, SHEET_STATE_REVIEWED);
  form_command_put_states (self, &eval_file_schema, dossier->eval_files, SHEET_STATE_REVIEWED);
  form_command_put_state (self, &previous_opinion_schema, dossier->previous_opinion, SHEET_STATE_REVIEWED);
  form_command_put_states (self, &figure_schema, dossier->figures, SHEET_STATE_REVIEWED);
  form_command_put_state (self, &interview_schema, dossier->interview, SHEET_STATE_REVIEWED);
  form_command_put_states (self, &plan_item_schema, dossier->plan, SHEET_STATE_REVIEWED);
  return form_command_reveal_documents (self, SHEET_STATE_REVIEWED);
}

COMMAND (command_review)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autofree char *document = NULL;
  DocumentInput    input = { .event = EVENT_REVIEW };
  SignedArgs       args;
  gboolean         done, confirmed;
  CommandResult    result = form_command_begin (&self, EVENT_REVIEW, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_signed (context->args, EVENT_REVIEW, context->actor, &args, problems))
    return COMMAND_REFUSED;
  result = form_command_check_step (&self, args.revision, args.seal.digest, &done);
  if (result != COMMAND_OK || done)
    return result;
  input.moment = args.seal.moment;
  document = appraisal_document (self.dossier, context->loader->directory, &input);
  if ((result = form_command_check_document (&self, args.document, document)) != COMMAND_OK ||
      (result = form_command_check_signature (&self, &args.seal, args.document, dossier_last_digest (self.dossier),
                                              context->now, &confirmed)) != COMMAND_OK)
    return result;
  if ((result = plan_targets_take_reason (&self)) != COMMAND_OK)
    return result;
  if (!move_to_file (&self))
    return COMMAND_FAILED;
  form_command_add_document (&self, form_command_add_step (&self, &args.seal, confirmed), args.document,
                             SHEET_STATE_REVIEWED);
  self.form->state = self.edge->to;
  return form_command_finish (&self);
}

/**
 * command_exclude:
 *
 * The department manager takes a form out of the month, with a reason; what was typed stays (G17, R33).
 */
COMMAND (command_exclude)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  const char   *reason;
  CommandResult result = begin_with_reason (&self, EVENT_EXCLUDE, &reason);

  if (result != COMMAND_OK)
    return result;
  add_unsigned (&self, EVENT_EXCLUDE, reason);
  self.form->state = FORM_STATE_EXCLUDED;
  command_set_text (&self.form->reason, reason);
  if (!opinion_close_request (context, effects, self.form, error))
    return COMMAND_FAILED;
  form_command_notice (&self, self.form->person,
                       N_ ("You are not assessed for %1: %2"), "5.3",
                           (const char *const[]){ self.form->month, reason, NULL });
  return form_command_finish (&self);
}

/**
 * command_receive_notice:
 *
 * The employee confirms that he has read the final result, or, if he was absent at the interview, what was said in it.
 * The receipt of the result starts the time in which he may object (R20, R21). No consent is expressed by it.
 */
COMMAND (command_receive_notice)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;

  command_day (context->now, self.today);
  self.dossier = dossier_load (context->loader, context->id, 0, error);
  if (self.dossier == NULL && error != NULL && *error != NULL)
    return COMMAND_FAILED;
  if (self.dossier == NULL || !id_equal (self.dossier->form->person, context->actor))
    return form_command_refuse (&self, CODE_NOT_ALLOWED, "", NULL,
                                N_ ("There is no such form, or it is not yours to change"), NULL);
  self.form = schema_copy (&appraisal_schema, self.dossier->form);
  if (self.dossier->filing == NULL && !self.form->not_received)
    return form_command_refuse (&self, CODE_WRONG_STATE, "state", "5.2.3",
                                N_ ("There is nothing to confirm yet"), NULL);
  if (dossier_step (self.dossier, self.form->revision, EVENT_RECEIVE_NOTICE) == NULL)
    add_unsigned (&self, EVENT_RECEIVE_NOTICE, "");
  self.form->not_received = FALSE;
  if (self.dossier->filing != NULL && !self.dossier->filing->noticed_at.set)
    {
      Filing *filing = schema_copy (&filing_schema, self.dossier->filing);

      filing->noticed_at = (OptInt){ command_moment (context), TRUE };
      effects_put (effects, &filing_schema, filing);
    }
  return form_command_finish (&self);
}
