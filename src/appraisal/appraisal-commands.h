/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/*
 * Commands of the appraisal slice. They run at the server, in its transaction, on a Loader, and write Effects only.
 *
 * COMMANDS: name · id · arguments (canonical JSON; appraisal-args.h writes those of the form)
 *
 *   scheme.publish              scheme          {}
 *   scheme.copy                 scheme          {effective_from: "2026-05"}: a draft; its id is derived from the mid
 *   appraisal.open_month        appraisal_month {department: hex, month: "2026-03", exclude: [{person: hex, reason}…]}
 *   appraisal.extend            appraisal_month {step: self|score|interview|review|filing, new_due: date, reason}
 *   appraisal.freeze            appraisal_month {team: hex?}, or the id of one form with {}
 *   appraisal.submit_self       appraisal       SIGNED
 *   appraisal.withdraw_self     appraisal       REASON
 *   appraisal.submit_evaluation appraisal       SIGNED; previous: evaluation_previous_digest ()
 *   appraisal.give_opinion      appraisal       {revision, text}: the supervisor before a move, or the manager (R6)
 *   appraisal.ask_opinion       appraisal       {}: asks him once more
 *   appraisal.interview         appraisal       {revision, document, interview: body, plan: [body…], stance, stance_text,
 *                                                signatures: [{actor, event, key, moment, previous, digest, signature}…]}
 *   appraisal.return            appraisal       REASON
 *   appraisal.review            appraisal       SIGNED
 *   appraisal.file              appraisal       SIGNED, or REASON for a step without signature
 *   appraisal.receive_notice    appraisal       {notice: interview|result, revision}; dg: notice_digest (). {} of a
 *                                               device of before counts where it can mean one thing only
 *   appraisal.exclude           appraisal       REASON
 *   appraisal.recheck           appraisal       {}: marks figures whose rows changed since the freeze
 *   appraisal.propose_restatement appraisal     REASON: the scorer; makes a new revision, dossier_proposal ()
 *   appraisal.restate           appraisal       SIGNED: the reviewer, over dossier_load (…, the proposed revision)
 *   appraisal.decline_restatement appraisal     REASON: the reviewer; revision: the proposed one
 *
 *   SIGNED  {revision, document, previous, digest, key, moment, signature}
 *   REASON  {revision, reason, moment}
 *
 * Refusals: not_allowed · wrong_state · already_done (R22) · stale_view (R14) · incomplete · bad_signature · malformed.
 */
/* clang-format on */
#pragma once

#include "appraisal/dossier.h"
#include "rules/command.h"
#include "sales/target.h"

/* clang-format off */
#define COMMAND(name)                                                                  \
  CommandResult name (const CommandContext *context, Effects *effects,                 \
                      ProblemList *problems, const char **code, GError **error)
/* clang-format on */

COMMAND (command_scheme_publish);
COMMAND (command_scheme_copy);
COMMAND (command_open_month);
COMMAND (command_extend);
COMMAND (command_freeze);
COMMAND (command_submit_self);
COMMAND (command_withdraw_self);
COMMAND (command_submit_evaluation);
COMMAND (command_interview);
COMMAND (command_return);
COMMAND (command_review);
COMMAND (command_file);
COMMAND (command_exclude);
COMMAND (command_propose_restatement);
COMMAND (command_restate);
COMMAND (command_decline_restatement);
COMMAND (command_receive_notice);
COMMAND (command_give_opinion);
COMMAND (command_ask_opinion);
COMMAND (command_recheck);

/* What the evaluation's signature has to name as the step before it. */
char *evaluation_previous_digest (const Dossier *self, gint64 moment);

/* Figures agreed on in a plan (R28). */
gboolean plan_apply_targets (GPtrArray *plan, Target *target);
Target  *target_of_next_month (Loader *loader, const Appraisal *form, GError **error) G_GNUC_WARN_UNUSED_RESULT;
