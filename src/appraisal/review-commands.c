/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reviewer's and HR's returns, the review, exclusion, and the employee's receipt (5.5.1④, R19–R21). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/opinion.h"
#include "appraisal/plan-targets.h"
#include "appraisal/recorded-step.h"
#include "appraisal/revision.h"

/* A step without signature, its digest in the chain. */
static void
add_unsigned (FormCommand *self, const char *event, const char *reason)
{
  g_autofree char *document = form_command_unsigned_document (self, event, reason);

  form_command_add_unsigned (self, event, self->context->actor, document);
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
  self.form->not_received = FALSE; /* there will be another interview */
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
  if ((result = form_command_check_moment (&self, args.seal.moment, form_command_since (&self, context->actor))) !=
      COMMAND_OK)
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
  if (!opinion_close_request (context, effects, self.form, error) || !filing_put_ranks (&self, NULL))
    return COMMAND_FAILED;
  form_command_notice (&self, self.form->person,
                       N_ ("You are not assessed for %1: %2"), "5.3",
                           (const char *const[]){ self.form->month, reason, NULL });
  return form_command_finish (&self);
}

static CommandResult
refuse_receipt (FormCommand *self, const char *code, const char *msgid)
{
  return form_command_refuse (self, code, "", "5.2.3", msgid, NULL);
}

/* A device of before named neither revision nor digest: its receipt counts where there is one thing it can mean. */
static CommandResult
notice_of_before (FormCommand *self, NoticeKind *kind)
{
  const Dossier *dossier = self->dossier;
  gboolean       several;

  *kind = notice_open (dossier);
  if (*kind == NOTICE_RESULT)
    several = self->form->not_received || dossier_step (dossier, dossier->filing->revision, EVENT_RESTATE) != NULL;
  else
    several = *kind == NOTICE_INTERVIEW && self->form->returned > 0;
  if (several)
    return refuse_receipt (self, CODE_STALE_VIEW,
                           N_ ("This receipt does not say what was read, and it can mean more than one thing: open the "
                               "form, read what stands there and confirm it once more"));
  if (*kind == NOTICE_NONE && dossier->filing == NULL)
    return refuse_receipt (self, CODE_WRONG_STATE, N_ ("There is nothing to confirm yet"));
  return COMMAND_OK;
}

/* %NOTICE_NONE with %COMMAND_OK: it is confirmed already. */
static CommandResult
notice_meant (FormCommand *self, NoticeKind *kind)
{
  const char      *nick = args_text (self->context->args, "notice");
  g_autofree char *digest = NULL;
  gint64           revision;

  if (*nick == '\0')
    return notice_of_before (self, kind);
  *kind = notice_from_nick (nick);
  if (!args_read_revision (self->context->args, &revision, self->problems))
    return COMMAND_REFUSED;
  if (*kind == NOTICE_NONE)
    return form_command_refuse (self, CODE_MALFORMED, "args", NULL, N_ ("The command is malformed: %1"), "notice");
  if (self->dossier->filing == NULL && notice_open (self->dossier) != *kind &&
      dossier_step (self->dossier, self->form->revision, notice_event (*kind)) == NULL)
    return refuse_receipt (self, CODE_WRONG_STATE, N_ ("There is nothing to confirm yet"));
  digest = notice_digest (self->dossier, *kind);
  if (revision != notice_revision (self->dossier, *kind) || !g_str_equal (digest, self->context->dg))
    return refuse_receipt (self, CODE_STALE_VIEW,
                           N_ ("What you confirmed is not what stands there now: open the form, read it and confirm it "
                               "once more"));
  if (dossier_step (self->dossier, revision, notice_event (*kind)) != NULL)
    *kind = NOTICE_NONE; /* the very same (R22) */
  return COMMAND_OK;
}

/* Its own step, even where an earlier receipt stands; what was seen is part of its digest. */
static void
add_receipt (FormCommand *self, NoticeKind kind, gint64 moment)
{
  g_autofree char *seen = notice_digest (self->dossier, kind);
  g_autofree char *document = notice_receipt_document (self->dossier, kind, seen);
  g_autoptr (StepSeal) seal = step_seal_new (document, dossier_last_digest (self->dossier), notice_event (kind),
                                             self->context->actor, NULL, moment);
  Step *step = form_command_add_step (self, seal, FALSE);

  form_command_add_document (self, step, document,
                             kind == NOTICE_RESULT ? SHEET_STATE_REVIEWED : SHEET_STATE_REVEALED);
}

/**
 * command_receive_notice:
 *
 * The employee confirms that he has read the final result, or, if he was absent at the interview, what was said in it:
 * the revision and the digest of what he read are named (R14). The receipt of the result starts the time in which he
 * may object (R20, R21); it is not before the filing and not after its arrival. No consent is expressed by it.
 */
COMMAND (command_receive_notice)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  NoticeKind    kind;
  CommandResult result;
  gint64        moment;

  *code = CODE_MALFORMED;
  command_day (context->now, self.today);
  self.dossier = dossier_load (context->loader, context->id, 0, error);
  if (self.dossier == NULL && error != NULL && *error != NULL)
    return COMMAND_FAILED;
  if (self.dossier == NULL || !id_equal (self.dossier->form->person, context->actor))
    return form_command_refuse (&self, CODE_NOT_ALLOWED, "", NULL,
                                N_ ("There is no such form, or it is not yours to change"), NULL);
  self.form = schema_copy (&appraisal_schema, self.dossier->form);
  if ((result = notice_meant (&self, &kind)) != COMMAND_OK || kind == NOTICE_NONE)
    return result;
  moment = form_command_moment (&self, notice_since (self.dossier, kind));
  if (context->clock_bad)
    moment = context->now;
  add_receipt (&self, kind, moment);
  self.form->not_received = FALSE;
  if (kind == NOTICE_RESULT && !self.dossier->filing->noticed_at.set)
    {
      Filing *filing = schema_copy (&filing_schema, self.dossier->filing);

      filing->noticed_at = (OptInt){ moment, TRUE };
      effects_put (effects, &filing_schema, filing);
    }
  return form_command_finish (&self);
}
