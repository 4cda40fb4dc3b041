/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The previous supervisor's opinion after a move within the month, and the notice that asks for it (R6). */
#pragma once

#include "appraisal/form.h"
#include "rules/command.h"

/* Choices with which the server closes the notice; closed otherwise it is still to be answered. */
#define OPINION_GIVEN "edited"
#define OPINION_SETTLED "discarded"

Id       opinion_request_id (Id form, Id person);
void     opinion_ask (const CommandContext *context, Effects *effects, const Appraisal *form);
gboolean opinion_close_request (const CommandContext *context, Effects *effects, const Appraisal *form, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
