/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the columns of a queue of forms say. */
#include "config.h"

#include "appraisal/pass-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/session.h"

static const Appraisal *
form_of (gpointer item)
{
  return zuoxi_review_item_get_case (item)->dossier->form;
}

static Directory *
directory_of (gpointer data)
{
  return zuoxi_session_get_directory (zuoxi_page_get_session (data));
}

char *
pass_column_name (gpointer item, gpointer data)
{
  const Person *person = directory_person (directory_of (data), form_of (item)->person);

  return g_strdup (person != NULL ? person->name : "—");
}

char *
pass_column_number (gpointer item, gpointer data)
{
  const Person *person = directory_person (directory_of (data), form_of (item)->person);

  return g_strdup (person != NULL ? person->number : "");
}

char *
pass_column_team (gpointer item, gpointer data)
{
  const Team *team = directory_team (directory_of (data), form_of (item)->team);

  return g_strdup (team != NULL ? team->name : "");
}

char *
pass_column_state (gpointer item, gpointer data)
{
  if (zuoxi_review_item_get_case (item)->pending != 0)
    return g_strdup (_ ("Submitted, not confirmed"));
  if (appraisal_case_is_proposal (zuoxi_review_item_get_case (item)))
    return g_strdup (_ ("Restatement proposed"));
  return format_enum (form_states, (int) form_of (item)->state);
}

char *
pass_column_total (gpointer item, gpointer data)
{
  gint64 total = zuoxi_review_item_get_total (item);

  return total >= 0 ? format_score (total) : g_strdup ("–");
}

char *
pass_column_grade (gpointer item, gpointer data)
{
  const AppraisalCase *shown = zuoxi_review_item_get_case (item);
  const SchemeGrade   *grade = NULL;

  if (shown->dossier->filing != NULL && !appraisal_case_is_proposal (shown))
    return g_strdup (shown->dossier->filing->grade_title);
  if (zuoxi_review_item_get_total (item) >= 0 && shown->card != NULL)
    grade = dossier_grade (shown->dossier, shown->card);
  return g_strdup (grade != NULL ? grade->title : "");
}

char *
pass_column_gap (gpointer item, gpointer data)
{
  gint64           gap = zuoxi_review_item_get_gap (item);
  g_autofree char *text = format_score (ABS (gap));

  if (gap == 0)
    return g_strdup ("");
  return g_strdup_printf ("%s%s", gap > 0 ? "▲" : "▼", text);
}

char *
pass_column_look (gpointer item, gpointer data)
{
  guint    look = zuoxi_review_item_get_look (item);
  GString *text = g_string_new (NULL);

  for (guint bit = 1; bit <= LOOK_LATE; bit <<= 1)
    if (look & bit)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _ (look_title ((Look) bit)));
  if (look & LOOK_RESTATED)
    {
      g_autofree char *change = case_restatement_text (zuoxi_review_item_get_case (item));

      if (change != NULL)
        g_string_append_printf (text, " · %s", change);
    }
  return g_string_free (text, FALSE);
}

const char *
pass_look_class (gpointer item, gpointer data)
{
  guint look = zuoxi_review_item_get_look (item);

  if (look & (LOOK_RESTATED | LOOK_REFUSED | LOOK_OBJECTED | LOOK_RETURNED | LOOK_KEY))
    return "warning";
  return "dim-label";
}

char *
pass_column_due (gpointer item, gpointer data)
{
  const char *due = appraisal_case_due (zuoxi_review_item_get_case (item));

  if (due == NULL || *due == '\0')
    return g_strdup ("");
  return format_day (due, zuoxi_session_today (zuoxi_page_get_session (data)));
}

const char *
pass_due_class (gpointer item, gpointer data)
{
  const char *today = zuoxi_session_today (zuoxi_page_get_session (data));

  return appraisal_case_days_late (zuoxi_review_item_get_case (item), today) > 0 ? "error" : NULL;
}
