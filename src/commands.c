/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command, slice by slice. */
#include "rules/command.h"

#include "appraisal/appraisal-commands.h"
#include "customers/hand-over-rule.h"
#include "handover/hand-over.h"
#include "regulation/regulation-commands.h"
#include "sync/inbox-command.h"

/* clang-format off */
const Command commands[] = {
  { "appraisal.ask_opinion", TRUE, "5.2.2", command_ask_opinion },
  { "appraisal.decline_restatement", FALSE, "5.2.1", command_decline_restatement },
  { "appraisal.exclude", FALSE, "5.3", command_exclude },
  { "appraisal.extend", FALSE, "5.3", command_extend },
  { "appraisal.file", TRUE, "5.5.1④", command_file },
  { "appraisal.freeze", FALSE, "5.2.1", command_freeze },
  { "appraisal.give_opinion", TRUE, "5.2.2", command_give_opinion },
  { "appraisal.interview", TRUE, "5.5.1③", command_interview },
  { "appraisal.open_month", FALSE, "5.3", command_open_month },
  { "appraisal.propose_restatement", FALSE, "5.2.1", command_propose_restatement },
  { "appraisal.receive_notice", TRUE, "5.2.3", command_receive_notice },
  { "appraisal.recheck", FALSE, "5.2.1", command_recheck },
  { "appraisal.restate", FALSE, "5.2.1", command_restate },
  { "appraisal.return", TRUE, "5.5.1④", command_return },
  { "appraisal.review", TRUE, "5.5.1④", command_review },
  { "appraisal.submit_evaluation", TRUE, "5.5.1②", command_submit_evaluation },
  { "appraisal.submit_self", TRUE, "5.5.1①", command_submit_self },
  { "appraisal.withdraw_self", TRUE, "5.5.1①", command_withdraw_self },
  { HAND_OVER_COMMAND, FALSE, "3.1.1", command_hand_over },
  { "inbox.close", TRUE, "", command_inbox_close },
  { "regulation.acknowledge", TRUE, "1.1", command_regulation_acknowledge },
  { "regulation.publish", FALSE, "1.1", command_regulation_publish },
  { "scheme.copy", FALSE, "5.2.1", command_scheme_copy },
  { "scheme.publish", FALSE, "5.2.1", command_scheme_publish },
  { NULL } };
/* clang-format on */

/**
 * command_find:
 *
 * Returns: (transfer none) (nullable): the command of that name
 */
const Command *
command_find (const char *name)
{
  for (const Command *command = commands; command->name != NULL; command++)
    if (g_str_equal (command->name, name))
      return command;
  return NULL;
}
