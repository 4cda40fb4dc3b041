/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the forms that are more than a member of the document; all (transfer full). Internal to layer print. */
#pragma once

#include "core/field.h"
#include "print/print-form-spec.h"

typedef char *(*FormNumberText) (gint64 value);

/* "" where nothing was counted: a blank is not a zero. */
char *form_number_of (JsonObject *object, const char *name, FormNumberText text);
/* Nothing for an empty line. */
void form_append_line (GString *text, const char *line);

/* Fields: print-form-fields.c */
char *form_team (const Form *form);
char *form_post (const Form *form);
char *form_month (const Form *form);
char *form_result (const Form *form);
char *form_total (const Form *form);
char *form_grade (const Form *form);
char *form_coefficient (const Form *form);
char *form_adjustments (const Form *form);
char *form_previous_opinion (const Form *form);
char *form_restatement (const Form *form);
char *form_interview_remark (const Form *form);

/* What the person wrote on a dimension and its indicators; what is too long for the column stands below the table. */
char    *form_explanation (const Form *form, JsonObject *group);
gboolean form_is_long_explanation (const char *text);

char *form_cell_group (const Form *form, JsonObject *group, guint i);
char *form_cell_group_text (const Form *form, JsonObject *group, guint i);
char *form_cell_title (const Form *form, JsonObject *item, guint i);
char *form_cell_weight (const Form *form, JsonObject *item, guint i);
char *form_cell_target (const Form *form, JsonObject *item, guint i);
char *form_cell_source (const Form *form, JsonObject *item, guint i);
char *form_cell_actual (const Form *form, JsonObject *item, guint i);
char *form_cell_done (const Form *form, JsonObject *item, guint i);
char *form_cell_rate (const Form *form, JsonObject *item, guint i);
char *form_cell_rule (const Form *form, JsonObject *item, guint i);
char *form_cell_self (const Form *form, JsonObject *item, guint i);
char *form_cell_score (const Form *form, JsonObject *item, guint i);
char *form_cell_weighted (const Form *form, JsonObject *item, guint i);
char *form_cell_remark (const Form *form, JsonObject *item, guint i);
char *form_cell_number (const Form *form, JsonObject *entry, guint i);
char *form_cell_file (const Form *form, JsonObject *entry, guint i);
char *form_cell_size (const Form *form, JsonObject *entry, guint i);
char *form_cell_sha256 (const Form *form, JsonObject *entry, guint i);
char *form_cell_goal (const Form *form, JsonObject *entry, guint i);
char *form_cell_measure (const Form *form, JsonObject *entry, guint i);
char *form_cell_due (const Form *form, JsonObject *entry, guint i);
char *form_cell_owner (const Form *form, JsonObject *entry, guint i);
char *form_cell_figure (const Form *form, JsonObject *entry, guint i);
char *form_cell_value (const Form *form, JsonObject *entry, guint i);

char *form_group_title (const Form *form, JsonObject *group);
char *form_group_weight (const Form *form, JsonObject *group);
char *form_group_self (const Form *form, JsonObject *group);
char *form_group_score (const Form *form, JsonObject *group);
char *form_group_weighted (const Form *form, JsonObject *group);

char *form_total_title (const Form *form);
char *form_total_weight (const Form *form);
char *form_total_self (const Form *form);
char *form_total_weighted (const Form *form);

/* Title of a nick in a table of core, translated; the nick itself if it is not in it. '_' counts as '-'. */
char    *form_nick_title (const EnumNick *table, const char *nick);
gboolean form_is_long_remark (const char *note);
gboolean form_nick_equal (const char *a, const char *b);
