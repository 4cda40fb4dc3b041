/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-form-cells.h"

#include "appraisal/interview.h"
#include "print/print-number.h"
#include "print/print-record.h"
#include "staff/person.h"

#include <glib/gi18n-lib.h>

char *
form_team (const Form *form)
{
  const char *department = print_record_text (form->record, "department");
  const char *team = print_record_text (form->record, "team");

  return *department && *team ? g_strdup_printf ("%s／%s", department, team) : g_strconcat (department, team, NULL);
}

char *
form_post (const Form *form)
{
  return form_nick_title (posts, print_record_text (form->record, "post"));
}

char *
form_month (const Form *form)
{
  return print_number_month (print_record_text (form->record, "period"), form->spec->months);
}

char *
form_total (const Form *form)
{
  JsonObject      *total = print_record_object (form->record, "total");
  g_autofree char *rounded = form_number_of (total, "rounded", print_number_score);
  g_autofree char *exact = print_number_fraction (print_record_text (total, "exact"));
  GString         *text = g_string_new (rounded);

  if (*exact != '\0')
    g_string_append_printf (text, _(" (exactly %s)"), exact);
  if (print_record_flag (total, "near_limit"))
    form_append_line (text, _("Within 0.5 of a grade limit"));
  return g_string_free (text, FALSE);
}

char *
form_grade (const Form *form)
{
  JsonObject *total = print_record_object (form->record, "total");
  const char *title = print_record_text (total, "grade_title");

  return g_strdup (*title ? title : print_record_text (total, "grade"));
}

char *
form_coefficient (const Form *form)
{
  return form_number_of (print_record_object (form->record, "total"), "coefficient", print_number_score);
}

char *
form_result (const Form *form)
{
  g_autofree char *score = form_number_of (print_record_object (form->record, "total"), "rounded", print_number_score);
  g_autofree char *grade = form_grade (form);

  return g_strstrip (g_strdup_printf ("%s %s", score, grade));
}

/* What a deducting indicator took off, with what was counted. */
static void
append_deduction (GString *text, JsonObject *item)
{
  g_autofree char *points = NULL;
  const char      *note = print_record_text (item, "note");
  const char      *actual = print_record_text (item, "actual_text");
  gint64           score;

  if (!form_nick_equal (print_record_text (item, "rule"), "deduct") || !print_record_int (item, "score", &score) ||
      score >= 10000)
    return;
  points = print_number_score (10000 - score);
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, _("%s: %s points off"), print_record_text (item, "title"), points);
  if (*actual != '\0')
    g_string_append_printf (text, " · %s", actual);
  if (*note != '\0')
    g_string_append_printf (text, " · %s", note);
}

/* 加／扣分项及原因: deductions, what the scorer wrote, and a change of grade with its reason (M23). */
char *
form_adjustments (const Form *form)
{
  JsonObject *evaluation = print_record_object (form->record, "evaluation");
  JsonObject *override = print_record_object (evaluation, "override");
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < print_record_length (form->record, "items"); i++)
    append_deduction (text, print_record_entry (form->record, "items", i));
  form_append_line (text, print_record_text (evaluation, "adjustments"));
  if (override != NULL)
    {
      const char      *from = print_record_text (override, "from_title");
      const char      *to = print_record_text (override, "to_title");
      const char      *reason = print_record_text (override, "reason");
      g_autofree char *line = g_strdup_printf (_("Grade changed from %s to %s: %s"), from, to, reason);

      form_append_line (text, line);
    }
  if (text->len == 0)
    g_string_append (text, C_("points added or deducted", "None"));
  return g_string_free (text, FALSE);
}

/* What the supervisor before a move within the month wrote, and who wrote it (R6). */
char *
form_previous_opinion (const Form *form)
{
  JsonObject *evaluation = print_record_object (form->record, "evaluation");
  const char *text = print_record_text (evaluation, "previous_opinion");
  const char *by = print_record_text (evaluation, "previous_opinion_by");

  return *text != '\0' && *by != '\0' ? g_strdup_printf ("%s\n—— %s", text, by) : g_strdup (text);
}

/* A restated result names what it replaces, and why (R17). */
char *
form_restatement (const Form *form)
{
  JsonObject      *old = print_record_object (form->record, "restatement");
  g_autofree char *score = form_number_of (old, "rounded", print_number_score);
  gint64           revision = 0;

  if (old == NULL || !print_record_int (old, "revision", &revision))
    return g_strdup ("");
  return g_strdup_printf (_("Replaces revision %d, %s %s: %s"), (int) revision, score,
                             print_record_text (old, "grade_title"), print_record_text (old, "reason"));
}

/* 备注: how the interview ended, with reason, witness and attempts (R20). */
char *
form_interview_remark (const Form *form)
{
  JsonObject      *interview = print_record_object (form->record, "interview");
  JsonArray       *attempts = print_record_length (interview, "attempts") > 0
                                  ? json_object_get_array_member (interview, "attempts")
                                  : NULL;
  g_autofree char *outcome = form_nick_title (interview_outcomes, print_record_text (interview, "outcome"));
  GString         *text = g_string_new (outcome);

  form_append_line (text, print_record_text (interview, "reason"));
  if (*print_record_text (interview, "witness") != '\0')
    {
      g_autofree char *line = g_strdup_printf (_("Witness: %s"), print_record_text (interview, "witness"));

      form_append_line (text, line);
    }
  for (guint i = 0; attempts != NULL && i < json_array_get_length (attempts); i++)
    {
      g_autofree char *line = g_strdup_printf (_("Attempt %u: %s"), i + 1, json_array_get_string_element (attempts, i));

      form_append_line (text, line);
    }
  return g_string_free (text, FALSE);
}
