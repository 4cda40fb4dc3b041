/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COMMAND inbox.close · id: inbox_item · {choice: mine|theirs|edited|discarded|read} (R46) */
#pragma once

#include "rules/command.h"
#include "sync/inbox-item.h"

CommandResult command_inbox_close (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error);
