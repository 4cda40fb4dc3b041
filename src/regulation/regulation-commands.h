/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * COMMANDS: name · id · arguments
 *
 *   regulation.publish      regulation {}
 *   regulation.acknowledge  regulation {digest, key, moment, signature}
 *                                      the signature covers receipt_digest (); key and signature may both be ""
 */
#pragma once

#include "core/digest.h"
#include "regulation/regulation.h"
#include "rules/command.h"

CommandResult command_regulation_publish (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error);
CommandResult command_regulation_acknowledge (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error);

/* Digest of a version over its clauses, by order (element-type Clause). (transfer full) */
char *regulation_digest (const Regulation *regulation, GPtrArray *clauses);
/* What a receipt's signature covers. */
Digest receipt_digest (Id person, Id regulation, const char *digest, gint64 moment);
