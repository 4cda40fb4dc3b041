/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A filed result changes only in the open (R17, R19): the scorer proposes on figures folded anew, the reviewer signs
 * old and new, the number stays, the employee is told and may object again.
 */
#include "appraisal/appraisal-commands.h"

#include "appraisal/document.h"
#include "appraisal/facts-load.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/freeze.h"
#include "appraisal/revision.h"
#include "core/decimal.h"

/* The filed result, with no other proposal under way; a step of the same kind may stand under an earlier revision. */
static CommandResult
check_proposal (FormCommand *self, gint64 revision)
{
  if (self->form->state != FORM_STATE_FILED)
    return form_command_refuse (self, CODE_WRONG_STATE, "state", "5.2.1", N_ ("Only a filed result is restated"), NULL);
  if (dossier_proposal (self->dossier) > 0)
    return form_command_refuse (self, CODE_ALREADY_DONE, "", "5.2.1",
                                N_ ("A restatement is proposed already: the reviewer decides on it first"), NULL);
  if (revision != self->form->revision)
    return form_command_refuse (self, CODE_STALE_VIEW, "revision", "5.2.1",
                                N_ ("The result has been restated since: look at the new revision"), NULL);
  return COMMAND_OK;
}

/**
 * command_propose_restatement:
 *
 * Copies the sheets to a new revision and folds the month again for it. The filed result stands until the reviewer
 * signs; the proposal can be read by all who read the file.
 */
COMMAND (command_propose_restatement)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autoptr (Facts) facts = NULL;
  g_autofree char *document = NULL;
  const char      *reason = args_text (context->args, "reason");
  gint64           revision, next;
  CommandResult    result = form_command_begin (&self, EVENT_PROPOSE, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_revision (context->args, &revision, problems))
    return COMMAND_REFUSED;
  if ((result = check_proposal (&self, revision)) != COMMAND_OK)
    return result;
  reason_problems (reason, self.edge->clause, problems);
  if ((result = form_command_incomplete (&self)) != COMMAND_OK)
    return result;
  next = dossier_last_revision (self.dossier) + 1;
  facts = facts_load (context->loader, self.form->person, self.form->month, context->now, TRUE, error);
  if (facts == NULL || !freeze_put_figures (context, effects, self.form, next, SHEET_STATE_REVIEWED,
                                            self.dossier->scheme, facts, error))
    return COMMAND_FAILED;
  revision_copy_sheets (&self, next, SHEET_STATE_REVIEWED, SHEET_STATE_REVIEWED);
  self.dossier->revision = next; /* the step stands under the revision it makes */
  document = form_command_unsigned_document (&self, EVENT_PROPOSE, reason);
  form_command_add_unsigned (&self, EVENT_PROPOSE, context->actor, document);
  command_set_text (&self.form->reason, reason);
  form_command_notice (&self, self.form->reviewer,
                       N_ ("A restatement of the filed result %1 waits for you: %2"), "5.2.1",
                           (const char *const[]){ self.form->number, reason, NULL });
  return form_command_finish (&self);
}

/* The dossier of the proposed revision instead of the filed one; @digest: (nullable): of the step that is made. */
static CommandResult
take_proposal (FormCommand *self, gint64 revision, const char *digest, gboolean *done)
{
  const Step *there = dossier_step (self->dossier, revision, self->edge->event);
  GError     *failure = NULL;
  Dossier    *proposed;

  *done = there != NULL && digest != NULL && id_equal (there->actor, self->context->actor) &&
          g_str_equal (there->digest, digest);
  if (*done)
    return COMMAND_OK;
  if (there != NULL)
    return form_command_refuse (self, CODE_ALREADY_DONE, "", self->edge->clause,
                                N_ ("This step was already made, with other content; yours is kept here"), NULL);
  if (dossier_proposal (self->dossier) == 0)
    return form_command_refuse (self, CODE_WRONG_STATE, "state", "5.2.1", N_ ("No restatement is proposed"), NULL);
  if (dossier_proposal (self->dossier) != revision)
    return form_command_refuse (self, CODE_STALE_VIEW, "revision", "5.2.1",
                                N_ ("Another restatement has been proposed since: look at it"), NULL);
  proposed = dossier_load (self->context->loader, self->form->row.id, revision, &failure);
  if (failure != NULL)
    {
      g_propagate_error (self->error, failure);
      return COMMAND_FAILED;
    }
  dossier_free (self->dossier);
  self->dossier = proposed;
  return COMMAND_OK;
}

/* Nobody decides on what he proposed himself, though he may stand in for the scorer (R19, R21). */
static CommandResult
check_other_signs (FormCommand *self)
{
  const Step *proposed = dossier_step (self->dossier, self->dossier->revision, EVENT_PROPOSE);

  if (proposed == NULL || !id_equal (proposed->actor, self->context->actor))
    return COMMAND_OK;
  return form_command_refuse (
      self, CODE_NOT_ALLOWED, "", "5.2.1",
      N_ ("You proposed this restatement and cannot sign it as well: decline it and let the supervisor propose"), NULL);
}

/* The number stays; the receipt has to be given again. */
static gboolean
restate (FormCommand *self, const ScoreCard *card)
{
  Filing *filing = schema_copy (&filing_schema, self->dossier->filing);
  char    before[DECIMAL_TEXT_SIZE], after[DECIMAL_TEXT_SIZE];

  decimal_format (filing->total, 2, FALSE, before);
  filing_take_result (self, filing, card);
  decimal_format (filing->total, 2, FALSE, after);
  filing->noticed_at = (OptInt){ 0, FALSE };
  form_command_notice (
      self, self->form->person,
      N_ ("Your filed result for %1 was restated: %2 → %3. Confirm that you have read it; you may object."), "5.2.3",
          (const char *const[]){ self->form->month, before, after, NULL });
  return filing_put_ranks (self, filing);
}

/**
 * command_restate:
 *
 * The reviewer signs the proposed revision; it becomes the filed one.
 */
COMMAND (command_restate)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autoptr (ScoreCard) card = NULL;
  g_autofree char *document = NULL;
  DocumentInput    input = { .event = EVENT_RESTATE };
  SignedArgs       args;
  gboolean         done, confirmed;
  CommandResult    result = form_command_begin (&self, EVENT_RESTATE, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_signed (context->args, EVENT_RESTATE, context->actor, &args, problems))
    return COMMAND_REFUSED;
  result = take_proposal (&self, args.revision, args.seal.digest, &done);
  if (result != COMMAND_OK || done)
    return result;
  if ((result = check_other_signs (&self)) != COMMAND_OK)
    return result;
  card = dossier_card (self.dossier, NULL);
  if (card->grade == NULL || self.dossier->filing == NULL)
    return form_command_refuse (&self, CODE_INCOMPLETE, "total", "5.2.1", N_ ("The form has no total yet"), NULL);
  if ((result = form_command_check_moment (&self, args.seal.moment, form_command_since (&self, context->actor))) !=
      COMMAND_OK)
    return result;
  input.moment = args.seal.moment;
  document = appraisal_document (self.dossier, context->loader->directory, &input);
  if ((result = form_command_check_document (&self, args.document, document)) != COMMAND_OK ||
      (result = form_command_check_signature (&self, &args.seal, args.document, dossier_last_digest (self.dossier),
                                              context->now, &confirmed)) != COMMAND_OK)
    return result;
  form_command_add_document (&self, form_command_add_step (&self, &args.seal, confirmed), args.document,
                             SHEET_STATE_REVIEWED);
  self.form->revision = self.dossier->revision;
  if (!restate (&self, card))
    return COMMAND_FAILED;
  return form_command_finish (&self);
}

/**
 * command_decline_restatement:
 *
 * The filed result stands; whoever proposed learns why. Another proposal may follow.
 */
COMMAND (command_decline_restatement)
{
  g_auto (FormCommand) self = FORM_COMMAND_INIT;
  g_autofree char *document = NULL;
  const char      *reason = args_text (context->args, "reason");
  const Step      *proposed;
  gint64           revision;
  gboolean         done;
  CommandResult    result = form_command_begin (&self, EVENT_DECLINE, context->now);

  if (result != COMMAND_OK)
    return result;
  if (!args_read_revision (context->args, &revision, problems))
    return COMMAND_REFUSED;
  if ((result = take_proposal (&self, revision, NULL, &done)) != COMMAND_OK)
    return result;
  reason_problems (reason, self.edge->clause, problems);
  if ((result = form_command_incomplete (&self)) != COMMAND_OK)
    return result;
  proposed = dossier_step (self.dossier, revision, EVENT_PROPOSE);
  document = form_command_unsigned_document (&self, EVENT_DECLINE, reason);
  form_command_add_unsigned (&self, EVENT_DECLINE, context->actor, document);
  form_command_notice (&self, proposed->actor,
                       N_ ("Your restatement of %1 was declined; the filed result stands: %2"), "5.2.1",
                           (const char *const[]){ self.form->number, reason, NULL });
  return form_command_finish (&self);
}
