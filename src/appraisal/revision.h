/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step back: revision + 1 with copies of what was typed; earlier revisions stay readable (R19). */
#pragma once

#include "appraisal/form-command.h"

void revision_copy_sheets (FormCommand *command, gint64 revision, SheetState self_state, SheetState evaluation_state);
void revision_raise (FormCommand *command, SheetState self_state, SheetState old_evaluation_state);
