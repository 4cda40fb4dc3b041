/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The indicators of a form as people read and fill them: by dimension, one row an indicator, three numbers beside one
 * another (computed, own, supervisor's), texts under them. Main thread. Signals:
 *   changed (): something was typed · keep (const char *field, const char *text): keep this draft now
 *   open-figure (const char *code, int metric): the rows behind a figure are asked for
 *   ask-opinion (): the previous supervisor is to be asked again
 */
#pragma once

#include <adwaita.h>

#include "appraisal/case-commands.h"

#define ZUOXI_TYPE_FORM_GRID (zuoxi_form_grid_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiFormGrid, zuoxi_form_grid, ZUOXI, FORM_GRID, GtkWidget)

/* Builds everything anew; @self_case must live until the next call of _build () or _update (). */
void zuoxi_form_grid_build (
    ZuoxiFormGrid *self, const AppraisalCase *self_case, Directory *directory, SheetKind kind, gboolean editable);
/* The same form with newer rows: figures and what others wrote; what is being typed stays. */
void zuoxi_form_grid_update (ZuoxiFormGrid *self, const AppraisalCase *self_case, Directory *directory);
/* Subtotals, rows that need an example, and, with @show_missing, what is wrong beside its field. */
void zuoxi_form_grid_show_live (ZuoxiFormGrid *self, const CaseLive *live, gboolean show_missing);

void zuoxi_form_grid_set_text (ZuoxiFormGrid *self, const char *field, const char *text);
/* (transfer full) (element-type SheetEdit): every field as it stands. */
GPtrArray *zuoxi_form_grid_edits (ZuoxiFormGrid *self);
gboolean   zuoxi_form_grid_focus_field (ZuoxiFormGrid *self, const char *field);
gboolean   zuoxi_form_grid_has_wrong_score (ZuoxiFormGrid *self, char **field);
/* Scores that are none and do not stand in @missing. @first: (out) (optional) (nullable): what is wrong with one */
guint zuoxi_form_grid_count_wrong (ZuoxiFormGrid *self, const ProblemList *missing, char **first);
void  zuoxi_form_grid_flush (ZuoxiFormGrid *self);
