/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The supervisor's evaluation; it reveals both sheets (5.5.1②, R1). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/opinion.h"

#include <string.h>

/**
 * evaluation_previous_digest:
 * @self: the form
 * @moment: µs, of the evaluation's signature
 *
 * Digest the evaluation has to name as previous. Without a self-assessment the server closes it in the same act (R19):
 * that step's digest is computed alike by the signer's machine.
 *
 * Returns: (transfer full): hex
 */
char *
evaluation_previous_digest (const Dossier *self, gint64 moment)
{
  g_autofree char *document = NULL;
  FormCommand      command = { .dossier = (Dossier *) self, .form = self->form };

  if (self->form->state != FORM_STATE_SELF_DUE)
    return g_strdup (dossier_last_digest (self));
  document = form_command_unsigned_document (&command, EVENT_CLOSE_SELF, "");
  return digest_dup_hex (step_digest (document, dossier_last_digest (self), EVENT_CLOSE_SELF, ID_NONE, "", moment));
}

/* The step by which the server notes that no self-assessment came. */
static void
close_self (FormCommand *self, gint64 moment)
{
  g_autofree char *document = form_command_unsigned_document (self, EVENT_CLOSE_SELF, "");
  g_autoptr (StepSeal) seal =
      step_seal_new (document, dossier_last_digest (self->dossier), EVENT_CLOSE_SELF, ID_NONE, NULL, moment);

  form_command_add_step (self, seal, FALSE);
  self->form->self_missing = TRUE;
  /* What was typed stays with its author; late edits are refused with the way out. */
  form_command_put_state (self, &self_sheet_schema, self->dossier->self, SHEET_STATE_SUBMITTED);
  form_command_put_states (self, &self_line_schema, self->dossier->self_lines, SHEET_STATE_SUBMITTED);
}

static void
reveal (FormCommand *self)
{
  form_command_put_state (self, &evaluation_schema, self->dossier->evaluation, SHEET_STATE_REVEALED);
  form_command_put_states (self, &eval_line_schema, self->dossier->eval_lines, SHEET_STATE_REVEALED);
  form_command_put_states (self, &eval_file_schema, self->dossier->eval_files, SHEET_STATE_REVEALED);
  form_command_put_state (self, &previous_opinion_schema, self->dossier->previous_opinion, SHEET_STATE_REVEALED);
  if (self->form->self_missing)
    return;
  form_command_put_state (self, &self_sheet_schema, self->dossier->self, SHEET_STATE_REVEALED);
  form_command_put_states (self, &self_line_schema, self->dossier->self_lines, SHEET_STATE_REVEALED);
}

/* Before the self-assessment came, only after it was due. */
static CommandResult
check_self_sheet (FormCommand *self)
{
  if (self->form->state != FORM_STATE_SELF_DUE)
    return COMMAND_OK;
  if (strcmp (self->today, dossier_due (self->dossier->month, EVENT_SUBMIT_SELF)) > 0)
    return COMMAND_OK;
  return form_command_refuse (self, CODE_WRONG_STATE, "state", "5.5.1①",
                              N_ ("The self-assessment is due on %1: until then it has to be waited for"),
                                  dossier_due (self->dossier->month, EVENT_SUBMIT_SELF));
}

COMMAND (command_submit_evaluation)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autofree char *document = NULL;
  g_autofree char *previous = NULL;
  DocumentInput    input = { .event = EVENT_SUBMIT_EVALUATION };
  SignedArgs       args;
  gboolean         done, confirmed;
  CommandResult    result = form_command_begin (&self, EVENT_SUBMIT_EVALUATION, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_signed (context->args, EVENT_SUBMIT_EVALUATION, context->actor, &args, problems))
    return COMMAND_REFUSED;
  result = form_command_check_step (&self, args.revision, args.seal.digest, &done);
  if (result != COMMAND_OK || done)
    return result;
  if ((result = check_self_sheet (&self)) != COMMAND_OK)
    return result;
  evaluation_problems (self.dossier, problems);
  if ((result = form_command_incomplete (&self)) != COMMAND_OK)
    return result;
  result = form_command_check_moment (
      &self, args.seal.moment, MAX (self.form->frozen_at.v, form_command_since (&self, context->actor)));
  if (result != COMMAND_OK)
    return result;
  input.moment = args.seal.moment;
  document = appraisal_document (self.dossier, context->loader->directory, &input);
  previous = evaluation_previous_digest (self.dossier, args.seal.moment);
  if ((result = form_command_check_document (&self, args.document, document)) != COMMAND_OK ||
      (result = form_command_check_signature (&self, &args.seal, args.document, previous, context->now, &confirmed)) !=
          COMMAND_OK)
    return result;
  if (self.form->state == FORM_STATE_SELF_DUE)
    close_self (&self, args.seal.moment);
  reveal (&self);
  if (!self.form->self_missing && !form_command_reveal_documents (&self, SHEET_STATE_REVEALED))
    return COMMAND_FAILED;
  form_command_add_document (&self, form_command_add_step (&self, &args.seal, confirmed), args.document,
                             SHEET_STATE_REVEALED);
  self.form->state = self.edge->to;
  if (!opinion_close_request (context, effects, self.form, error))
    return COMMAND_FAILED;
  return form_command_finish (&self);
}
