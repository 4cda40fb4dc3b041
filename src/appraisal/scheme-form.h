/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scheme as a form: its head, each dimension with the live sum of its weights, each indicator with rule, limits and
 * steps. A published one is read-only. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "appraisal/scheme-set.h"

#define ZUOXI_TYPE_SCHEME_FORM (zuoxi_scheme_form_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSchemeForm, zuoxi_scheme_form, ZUOXI, SCHEME_FORM, AdwBin)

/* Signal "changed": something was typed. */
GtkWidget *zuoxi_scheme_form_new (void);

/* Shows a copy of @set, editable while it is a draft; no signal. */
void zuoxi_scheme_form_load (ZuoxiSchemeForm *self, const SchemeSet *set);
/* As typed. (transfer none) (nullable) */
const SchemeSet *zuoxi_scheme_form_get_set (ZuoxiSchemeForm *self);
/* How many entries hold no number; they keep the value from before. */
guint zuoxi_scheme_form_count_wrong (ZuoxiSchemeForm *self);
