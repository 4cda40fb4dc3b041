/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/month-acts.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/case-commands.h"
#include "core/day.h"
#include "core/id.h"
#include "core/json.h"
#include "ui/compat.h"
#include "ui/widgets/text-area.h"

/* Steps with a date, as the command and as the workflow names them. */
/* clang-format off */
static const struct { const char *step; const char *event; const char *title; } steps[] = {
  { "self", EVENT_SUBMIT_SELF, N_("Self-assessment") }, { "score", EVENT_SUBMIT_EVALUATION, N_("Evaluation") },
  { "interview", EVENT_INTERVIEW, N_("Interview") }, { "review", EVENT_REVIEW, N_("Review") },
  { "filing", EVENT_FILE, N_("Filing") } };
/* clang-format on */

#define DRAFT_FIELD "reason"

typedef struct
{
  ZuoxiWindow    *window;
  ZuoxiSession   *session;
  AppraisalMonth *month; /* of an extension */
  AppraisalCase  *shown; /* of an exclusion */
  GtkDropDown    *step;
  GtkCalendar    *day;
  GtkWidget      *reason;
  char           *draft; /* name of the reason in the drafts */
} Act;

static void
act_free (Act *self)
{
  g_clear_object (&self->step);
  g_clear_object (&self->day);
  g_clear_object (&self->reason);
  g_free (self->draft);
  schema_free (&appraisal_month_schema, self->month);
  appraisal_case_unref (self->shown);
  g_object_unref (self->window);
  g_object_unref (self->session);
  g_free (self);
}

/* Takes over @user_data. */
static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    zuoxi_window_toast_error (self->window, error); /* the draft is still there */
  else
    {
      zuoxi_session_draft_clear (self->session, self->draft, DRAFT_FIELD);
      zuoxi_window_toast (self->window, _ ("Done; it counts when the server has confirmed it"));
    }
  act_free (self);
}

/* Takes over @self. */
static void
queue (Act *self, Mutation *mutation)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);

  g_ptr_array_add (mutations, mutation);
  zuoxi_session_queue_async (self->session, mutations, NULL, on_queued_cb, self);
}

/* What was typed and not sent. */
static char *
dup_draft (Act *self)
{
  gboolean found = FALSE;
  char    *text = zuoxi_session_draft_get (self->session, self->draft, DRAFT_FIELD, &found);

  return text != NULL ? text : g_strdup ("");
}

/* The dialog is answered: its text is kept once more, and the area, which may outlive this, tells nothing any more. */
static void
end_reason (Act *self)
{
  zuoxi_text_area_flush (ZUOXI_TEXT_AREA (self->reason));
  g_signal_handlers_disconnect_by_data (self->reason, self);
}

static void
on_keep_cb (GtkWidget *area, Act *self)
{
  g_autofree char *text = zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (area));

  zuoxi_session_draft_set (self->session, self->draft, DRAFT_FIELD, text);
}

static GtkWidget *
new_reason (Act *self, const char *title, const char *typed, const char *problem)
{
  g_clear_object (&self->reason);
  self->reason = g_object_ref_sink (zuoxi_text_area_new (title, 0));
  g_object_set (self->reason, "lines", 2, NULL);
  zuoxi_text_area_set_text (ZUOXI_TEXT_AREA (self->reason), typed);
  g_signal_connect (self->reason, "keep", G_CALLBACK (on_keep_cb), self);
  zuoxi_text_area_set_error (ZUOXI_TEXT_AREA (self->reason), problem);
  gtk_widget_set_size_request (self->reason, 380, -1);
  return self->reason;
}

/* (transfer full): without blanks at its ends */
static char *
reason_of (const Act *self)
{
  return g_strstrip (zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (self->reason)));
}

/* Extension */

static const char *
due_of (const Act *self, guint step)
{
  return dossier_due (self->month, steps[step].event);
}

static char *
chosen_day (const Act *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->day);

  return g_date_time_format (day, "%Y-%m-%d");
}

static void
show_day (Act *self, const char *text)
{
  Day day;

  if (day_parse (text, &day))
    {
      int year = 0, month = 0, of_month = 0;
      g_autoptr (GDateTime) date = NULL;

      if (sscanf (text, "%d-%d-%d", &year, &month, &of_month) == 3)
        date = g_date_time_new_local (year, month, of_month, 12, 0, 0);
      if (date != NULL)
        gtk_calendar_select_day (self->day, date);
    }
}

static void
on_step_chosen_cb (Act *self)
{
  show_day (self, due_of (self, gtk_drop_down_get_selected (self->step)));
}

static void ask_extension (Act *self, guint step, const char *day, const char *typed, const char *problem);

static char *
extension_args (const char *step, const char *new_due, const char *reason)
{
  GString *args = g_string_new ("{");

  json_append_key (args, "new_due");
  json_append_string (args, new_due);
  json_append_key (args, "reason");
  json_append_string (args, reason);
  json_append_key (args, "step");
  json_append_string (args, step);
  g_string_append_c (args, '}');
  return g_string_free (args, FALSE);
}

static void
on_extension_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act             *self = user_data;
  guint            step = gtk_drop_down_get_selected (self->step);
  g_autofree char *day = chosen_day (self);
  g_autofree char *reason = reason_of (self);
  g_autofree char *args = NULL;

  end_reason (self);
  g_signal_handlers_disconnect_by_data (self->step, self);
  if (!compat_confirm_finish (result))
    {
      act_free (self);
      return;
    }
  if (g_strcmp0 (day, due_of (self, step)) <= 0)
    {
      ask_extension (self, step, day, reason, _ ("The new date must be later than the present one"));
      return;
    }
  if (*reason == '\0')
    {
      ask_extension (self, step, day, reason, _ ("The reason is missing"));
      return;
    }
  args = extension_args (steps[step].step, day, reason);
  queue (self, mutation_command ("appraisal.extend", &appraisal_month_schema, self->month->row.id, NULL, args));
}

static GtkWidget *
new_steps (Act *self, guint selected)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *day = format_day (due_of (self, i), zuoxi_session_today (self->session));
      g_autofree char *name = g_strdup_printf (_ ("%s, due %s"), _ (steps[i].title), day);

      gtk_string_list_append (names, name);
    }
  g_clear_object (&self->step);
  self->step = g_object_ref_sink (GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL)));
  gtk_drop_down_set_selected (self->step, selected);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->step), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Step"), -1);
  g_signal_connect_swapped (self->step, "notify::selected", G_CALLBACK (on_step_chosen_cb), self);
  return GTK_WIDGET (self->step);
}

/* @day: (nullable): the date due */
static void
ask_extension (Act *self, guint step, const char *day, const char *typed, const char *problem)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *month = format_month (self->month->month);
  g_autofree char *heading = g_strdup_printf (_ ("Extend a date of %s"), month);

  gtk_box_append (GTK_BOX (box), new_steps (self, step));
  g_clear_object (&self->day);
  self->day = g_object_ref_sink (GTK_CALENDAR (gtk_calendar_new ()));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->day), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("New date"), -1);
  show_day (self, day != NULL ? day : due_of (self, step));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->day));
  gtk_box_append (GTK_BOX (box), new_reason (self, _ ("Reason of the extension"), typed, problem));
  compat_confirm_async (GTK_WINDOW (self->window), heading,
                        _ ("The later date holds for everybody of the department and stays on record with its reason."),
                           _ ("_Extend"), FALSE, box, on_extension_cb, self);
}

void
month_acts_extend (ZuoxiWindow *window, ZuoxiSession *session, const AppraisalMonth *month)
{
  g_autofree char *id = NULL;
  g_autofree char *typed = NULL;
  Act             *self;

  if (month == NULL)
    {
      zuoxi_window_toast (window, _ ("The month is not open"));
      return;
    }
  self = g_new0 (Act, 1);
  self->window = g_object_ref (window);
  self->session = g_object_ref (session);
  self->month = schema_copy (&appraisal_month_schema, month);
  id = id_dup_hex (month->row.id);
  self->draft = g_strconcat ("extend:", id, NULL);
  typed = dup_draft (self);
  ask_extension (self, 1, NULL, typed, NULL);
}

/* Exclusion */

static void ask_exclusion (Act *self, const char *typed, const char *problem);

static void
on_exclusion_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act             *self = user_data;
  gboolean         confirmed = compat_confirm_finish (result);
  g_autofree char *reason = reason_of (self);

  end_reason (self);
  if (confirmed && *reason == '\0')
    {
      ask_exclusion (self, "", _ ("The reason is missing"));
      return;
    }
  if (confirmed)
    queue (self, case_step (self->shown, EVENT_EXCLUDE, reason, zuoxi_session_now (self->session)));
  else
    act_free (self);
}

static void
ask_exclusion (Act *self, const char *typed, const char *problem)
{
  const Person *person =
      directory_person (zuoxi_session_get_directory (self->session), self->shown->dossier->form->person);
  g_autofree char *month = format_month (self->shown->dossier->form->month);
  g_autofree char *heading =
      g_strdup_printf (_ ("Do not assess %s in %s?"), person != NULL ? person->name : "—", month);

  compat_confirm_async (GTK_WINDOW (self->window), heading,
                        _ ("What was written stays readable; the employee is told, with the reason."),
                           _ ("_Do Not Assess"), TRUE, new_reason (self, _ ("Reason"), typed, problem), on_exclusion_cb, self);
}

void
month_acts_exclude (ZuoxiWindow *window, ZuoxiSession *session, const AppraisalCase *shown)
{
  g_autofree char *id = NULL;
  g_autofree char *typed = NULL;
  Act             *self;

  if (shown == NULL || !appraisal_case_can (shown, EVENT_EXCLUDE))
    {
      zuoxi_window_toast (window, _ ("Choose one form that is not filed yet"));
      return;
    }
  self = g_new0 (Act, 1);
  self->window = g_object_ref (window);
  self->session = g_object_ref (session);
  self->shown = appraisal_case_ref ((AppraisalCase *) shown);
  id = id_dup_hex (shown->dossier->form->row.id);
  self->draft = g_strconcat ("exclude:", id, NULL);
  typed = dup_draft (self);
  ask_exclusion (self, typed, NULL);
}

/* What is on record */

static const char *
title_of_step (const char *step)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].step, step))
      return _ (steps[i].title);
  return step;
}

char *
month_acts_extensions (ZuoxiSession *session, const char *month)
{
  Directory *directory = zuoxi_session_get_directory (session);
  GString   *text = g_string_new (NULL);
  g_autoptr (Rows) rows = store_query (zuoxi_session_get_reader (session), &extension_schema, NULL,
                                       "WHERE \"month\" = ? ORDER BY \"made_at\"", "s", month);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const Extension *row = rows->at[i];
      const Person    *person = directory_person (directory, row->made_by);
      g_autofree char *from = format_day (row->old_due, NULL);
      g_autofree char *to = format_day (row->new_due, NULL);

      const char *name = person != NULL ? person->name : "—";
      const char *step = title_of_step (row->step);

      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Extended: %s %s → %s, %s: %s"), step, from, to, name, row->reason);
    }
  return g_string_free (text, FALSE);
}

char *
month_acts_on_time (const OnTime on_time[ON_TIME_STEPS])
{
  GString    *text = g_string_new (NULL);
  const char *title = NULL;

  for (guint i = 0; i < ON_TIME_STEPS; i++)
    for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
      if (on_time[i].due > 0 && g_strcmp0 (on_time[i].event, steps[j].event) == 0)
        {
          g_autofree char *rate = format_percent ((Ratio){ on_time[i].on_time, on_time[i].due });

          if (text->len > 0)
            g_string_append (text, " · ");
          title = _ (steps[j].title);
          g_string_append_printf (text, "%s %s (%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT ")", title, rate,
                                  on_time[i].on_time, on_time[i].due);
        }
  if (text->len > 0)
    g_string_prepend (text, _ ("On time:  "));
  return g_string_free (text, FALSE);
}
