/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/inbox-command.h"

#include "core/json.h"

static gboolean
is_choice (const char *choice)
{
  static const char *const choices[] = { "mine", "theirs", "edited", "discarded", "read", NULL };

  return g_strv_contains (choices, choice);
}

/**
 * command_inbox_close:
 *
 * The author says what became of an item. What he chose to write travels as ordinary edits beside this command.
 */
CommandResult
command_inbox_close (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error)
{
  GError     *failure = NULL;
  InboxItem  *item = context->loader->row (context->loader, &inbox_item_schema, context->id, &failure);
  const char *choice = "";

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  if (item == NULL || !id_equal (item->person, context->actor))
    {
      *code = "not_allowed";
      problem_add (problems, "", NULL, N_ ("There is no such item in your inbox"), NULL);
    }
  else if (!json_member_string (context->args, "choice", &choice, NULL) || !is_choice (choice))
    {
      *code = "malformed";
      problem_add (problems, "choice", NULL, N_ ("What became of the item is missing"), NULL);
    }
  if (problems->len > 0)
    {
      schema_free (&inbox_item_schema, item);
      return COMMAND_REFUSED;
    }
  item->state = INBOX_STATE_CLOSED;
  g_free (item->choice);
  item->choice = g_strdup (choice);
  effects_put (effects, &inbox_item_schema, item);
  return COMMAND_OK;
}
