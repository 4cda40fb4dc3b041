/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The employee's own steps: submit, withdraw (5.5.1①). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/revision.h"
#include "core/json.h"
#include "core/moment.h"

static gboolean
says (JsonObject *object, const char *flag)
{
  return object != NULL && json_object_get_boolean_member_with_default (object, flag, FALSE);
}

/*
 * Two things the signer may not have known yet: a receipt of the regulation he gave elsewhere, and the freeze. Whether
 * they are so is for the server's own rows to say: nobody claims a receipt that is not here, nor provisional figures
 * after they were frozen (by a clock that is not to be trusted, when the sheet arrived).
 */
static CommandResult
check_claims (FormCommand *self, const SignedArgs *args, JsonObject *claimed)
{
  const OptInt *frozen = &self->form->frozen_at;
  JsonObject   *regulation = NULL;
  gint64        moment = self->context->clock_bad ? self->context->now : args->seal.moment;
  char          since[MOMENT_LOCAL_SIZE];

  (void) json_member_opt_object (claimed, "regulation", &regulation, NULL);
  if (says (regulation, "acknowledged") && !dossier_is_acknowledged (self->dossier))
    return form_command_refuse (self, CODE_STALE_VIEW, "regulation", "5.5.1①",
                                N_ ("The form says that you acknowledged the regulation, but your receipt is not here: "
                                    "acknowledge it, look at the form and sign again"),
                                    NULL);
  if (!says (claimed, "provisional") || !dossier_is_frozen (self->dossier) || moment <= frozen->v + STEP_CLOCK_SLACK)
    return COMMAND_OK;
  moment_format_local (frozen->v, MOMENT_OFFSET_S, since);
  return form_command_refuse (self, CODE_STALE_VIEW, "provisional", "5.5.1①",
                              N_ ("The figures are frozen since %1, but the form was signed over provisional ones: look "
                                  "at it and sign again"),
                                  since);
}

/* The document as the server's rows say it, with what the signer saw where nothing was frozen yet. */
static CommandResult
check_document (FormCommand *self, const SignedArgs *args)
{
  g_autoptr (JsonNode) claimed = json_strict_parse (args->document, -1, JSON_DEPTH, NULL);
  g_autofree char *document = NULL;
  DocumentInput    input = { .event = EVENT_SUBMIT_SELF, .moment = args->seal.moment };
  CommandResult    result;

  if (claimed != NULL && JSON_NODE_HOLDS_OBJECT (claimed))
    {
      input.claimed = json_node_get_object (claimed);
      if ((result = check_claims (self, args, input.claimed)) != COMMAND_OK)
        return result;
    }
  document = appraisal_document (self->dossier, self->context->loader->directory, &input);
  return form_command_check_document (self, args->document, document);
}

/**
 * command_submit_self:
 *
 * A late sheet is accepted and marked until the evaluation is submitted (R29).
 */
COMMAND (command_submit_self)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  SignedArgs    args;
  gboolean      done, confirmed;
  CommandResult result = form_command_begin (&self, EVENT_SUBMIT_SELF, context->now);

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
  if ((result = form_command_check_moment (&self, args.seal.moment, form_command_since (&self, context->actor))) !=
      COMMAND_OK)
    return result;
  if ((result = check_document (&self, &args)) != COMMAND_OK ||
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
  gint64           revision;
  gboolean         done;
  CommandResult    result = form_command_begin (&self, EVENT_WITHDRAW_SELF, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_revision (context->args, &revision, problems))
    return COMMAND_REFUSED;
  document = form_command_unsigned_document (&self, EVENT_WITHDRAW_SELF, "");
  result = form_command_check_step (&self, revision, NULL, &done);
  if (result != COMMAND_OK)
    return result;
  form_command_add_unsigned (&self, EVENT_WITHDRAW_SELF, context->actor, document);
  revision_raise (&self, SHEET_STATE_DRAFT, SHEET_STATE_SUBMITTED);
  self.form->state = self.edge->to;
  self.form->self_late = FALSE;
  return form_command_finish (&self);
}
