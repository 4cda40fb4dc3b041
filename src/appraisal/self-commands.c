/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The employee's own steps: submit, withdraw (5.5.1①). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/revision.h"
#include "core/json.h"

static char *
rebuild_document (FormCommand *self, const SignedArgs *args)
{
  g_autoptr (JsonNode) claimed = json_strict_parse (args->document, -1, JSON_DEPTH, NULL);
  DocumentInput input = { .event = EVENT_SUBMIT_SELF, .moment = args->seal.moment };

  if (claimed != NULL && JSON_NODE_HOLDS_OBJECT (claimed))
    input.claimed = json_node_get_object (claimed);
  return appraisal_document (self->dossier, self->context->loader->directory, &input);
}

/**
 * command_submit_self:
 *
 * A late sheet is accepted and marked until the evaluation is submitted (R29).
 */
COMMAND (command_submit_self)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autofree char *document = NULL;
  SignedArgs       args;
  gboolean         done, confirmed;
  CommandResult    result = form_command_begin (&self, EVENT_SUBMIT_SELF, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_signed (context->args, EVENT_SUBMIT_SELF, context->actor, &args, problems))
    return COMMAND_REFUSED;
  result = form_command_check_step (&self, args.revision, args.seal.digest, &done);
  if (result != COMMAND_OK || done)
    return result;
  self_problems (self.dossier, problems);
  if ((result = form_command_incomplete (&self)) != COMMAND_OK)
    return result;
  document = rebuild_document (&self, &args);
  if ((result = form_command_check_document (&self, args.document, document)) != COMMAND_OK ||
      (result = form_command_check_signature (&self, &args.seal, args.document, dossier_last_digest (self.dossier),
                                              context->now, &confirmed)) != COMMAND_OK)
    return result;
  form_command_put_state (&self, &self_sheet_schema, self.dossier->self, SHEET_STATE_SUBMITTED);
  form_command_put_states (&self, &self_line_schema, self.dossier->self_lines, SHEET_STATE_SUBMITTED);
  form_command_add_document (&self, form_command_add_step (&self, &args.seal, confirmed), args.document,
                             SHEET_STATE_SUBMITTED);
  self.form->state = self.edge->to;
  self.form->self_missing = FALSE;
  self.form->self_late = form_command_is_late (&self, EVENT_SUBMIT_SELF, args.seal.moment);
  self.form->unacknowledged = !dossier_is_acknowledged (self.dossier);
  return form_command_finish (&self);
}

/**
 * command_withdraw_self:
 *
 * Until the evaluation is submitted the employee may take the sheet back and write on (R19, R51).
 */
COMMAND (command_withdraw_self)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autofree char *document = NULL;
  g_autoptr (StepSeal) seal = NULL;
  gint64        revision;
  gboolean      done;
  CommandResult result = form_command_begin (&self, EVENT_WITHDRAW_SELF, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_revision (context->args, &revision, problems))
    return COMMAND_REFUSED;
  document = form_command_unsigned_document (&self, EVENT_WITHDRAW_SELF, "");
  seal = step_seal_new (document, dossier_last_digest (self.dossier), EVENT_WITHDRAW_SELF, context->actor, NULL,
                        command_moment (context));
  result = form_command_check_step (&self, revision, NULL, &done);
  if (result != COMMAND_OK)
    return result;
  form_command_add_step (&self, seal, FALSE);
  revision_raise (&self, SHEET_STATE_DRAFT, SHEET_STATE_SUBMITTED);
  self.form->state = self.edge->to;
  self.form->self_late = FALSE;
  return form_command_finish (&self);
}
