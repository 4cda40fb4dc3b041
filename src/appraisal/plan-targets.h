/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the interview agrees on becomes the target of the next month (R28): proposed at the table, decided by the
 * review, in force from the filing on. Until then HR may return the form, and a target of a revision that no longer
 * counts must not stand.
 */
#pragma once

#include "appraisal/form-command.h"

/* A review that comes after mid-month changes a target in force: it says why. */
CommandResult plan_targets_take_reason (FormCommand *self);
gboolean      plan_targets_make_effective (FormCommand *self);

/* (transfer full) (nullable): "¥40,000.00 → ¥42,000.00" if a review on @today needs a reason, "" if it needs none; NULL
   with @error set. */
char *plan_targets_late_change (Loader *loader, const Dossier *dossier, const char *today, GError **error);
