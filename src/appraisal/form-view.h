/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One sheet of one form, to be read or filled: head, what is still blank, the indicators, the texts, the steps that can
 * be taken, and the rows behind a figure beside it. Keeps drafts while typing, edits when a moment has passed, and
 * follows the store. Main thread. Signal "interview" (): the interview of this form is asked for.
 */
#pragma once

#include <adwaita.h>

#include "appraisal/case-commands.h"

#define ZUOXI_TYPE_FORM_VIEW (zuoxi_form_view_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiFormView, zuoxi_form_view, ZUOXI, FORM_VIEW, AdwBin)

GtkWidget *zuoxi_form_view_new (void);

void     zuoxi_form_view_set_up (ZuoxiFormView *self, ZuoxiSession *session, SheetKind kind);
void     zuoxi_form_view_show (ZuoxiFormView *self, Id form);
Id       zuoxi_form_view_get_form (ZuoxiFormView *self);
gboolean zuoxi_form_view_back (ZuoxiFormView *self); /* TRUE if the rows behind a figure were closed */
void     zuoxi_form_view_flush (ZuoxiFormView *self);
void     zuoxi_form_view_print (ZuoxiFormView *self);

/* (transfer none) (nullable): what is shown */
const AppraisalCase *zuoxi_form_view_get_case (ZuoxiFormView *self);
