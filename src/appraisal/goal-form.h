/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One goal of the plan for next month, as it is agreed on in the interview. Main thread. Signals: "keep" (field, text):
 * keep it as a draft now · "remove": the goal is not wanted.
 */
#pragma once

#include <adwaita.h>

#include "appraisal/interview.h"

#define ZUOXI_TYPE_GOAL_FORM (zuoxi_goal_form_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiGoalForm, zuoxi_goal_form, ZUOXI, GOAL_FORM, GtkBox)

/* @owner: who is to reach it; @today: YYYY-MM-DD */
GtkWidget *zuoxi_goal_form_new (const char *owner, const char *today);

extern const char *const goal_form_fields[]; /* names of its drafts, NULL at the end */

void  zuoxi_goal_form_set_number (ZuoxiGoalForm *self, guint number, gboolean removable);
void  zuoxi_goal_form_load_draft (ZuoxiGoalForm *self, const char *field, const char *text); /* no signal */
char *zuoxi_goal_form_dup_text (ZuoxiGoalForm *self, const char *field);                     /* (transfer full) */
/* What cannot be read is shown beside its field and added to @problems. */
void zuoxi_goal_form_read (ZuoxiGoalForm *self, PlanItem *item, ProblemList *problems);
/* Of @problems what is called "plan.<number - 1>.<field>" stands beside its field. */
void zuoxi_goal_form_show_problems (ZuoxiGoalForm *self, const ProblemList *problems);
void zuoxi_goal_form_set_editable (ZuoxiGoalForm *self, gboolean editable);
void zuoxi_goal_form_flush (ZuoxiGoalForm *self);
