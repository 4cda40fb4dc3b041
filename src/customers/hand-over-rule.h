/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may hand a customer over, and to whom (R7): one rule for server and desktop. */
#pragma once

#include "staff/directory.h"

#define HAND_OVER_COMMAND "customer.hand_over"

/* Whether @actor may take a customer from @from on that day: the supervisor of the team that has it, or the manager of
   the department. */
gboolean hand_over_may_take (Directory *directory, Id actor, const Assignment *from, const char *today);
/* To an agent who works in the same department that day. */
gboolean hand_over_may_give (const Assignment *from, const Assignment *to, const char *today);
