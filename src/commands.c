/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command, slice by slice. */
#include "rules/command.h"

/* clang-format off */
const Command commands[] = {
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
