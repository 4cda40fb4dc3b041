/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frozen figures and what became of their rows. */
#pragma once

#include "appraisal/facts.h"
#include "rules/command.h"

/* Exception of a form the freeze excludes though none was listed; its reason: days worked / of. */
#define EXCLUDED_UNDER_HALF "under-half"

gboolean freeze_put_figures (const CommandContext *context,
                             Effects              *effects,
                             const Appraisal      *form,
                             gint64                revision,
                             SheetState            state,
                             const SchemeSet      *scheme,
                             Facts                *facts,
                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
char    *freeze_changed_days (Facts *facts, const Figure *figure, const SchemeSet *scheme);
