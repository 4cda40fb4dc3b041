/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A customer goes from one assignment to another (R7), online only (R41):
 *
 *   customer.hand_over   customer   {from, to}: assignments; from is the one the actor saw
 *
 * The customer, his numbers and the history of earlier hand-overs move, and tickets that are neither solved nor due:
 * with their agent, where the new one held an assignment on the day they were opened. Facts never move: each contact is
 * told to the new owner by one row of customer_history, except those he made himself, which he holds as facts.
 */
#pragma once

#include "rules/command.h"

CommandResult command_hand_over (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error);
