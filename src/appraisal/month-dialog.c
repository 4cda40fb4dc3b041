/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/month-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/format.h"
#include "app/session-read.h"
#include "appraisal/case.h"
#include "appraisal/due-dates.h"
#include "appraisal/month-open.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "store/store-loader.h"
#include "ui/compat.h"
#include "ui/widgets/autosave.h"
#include "ui/window.h"

typedef struct _Opening Opening;
struct _Opening
{
  ZuoxiSession *session;
  GtkWindow    *parent;
  Id            department;
  char          month[MONTH_TEXT_SIZE];
  GPtrArray    *members;  /* MonthMember */
  GPtrArray    *rows;     /* ExceptionRow */
  gboolean      excludes; /* opener is the department manager (G17) */
  char         *draft;    /* what was typed and chosen waits under this name until the month is opened */
};

typedef struct
{
  Opening   *opening;
  Id         person;
  GtkSwitch *include;
  GtkEntry  *reason;
  Autosave  *autosave;
  char      *usual; /* reason that stands if none is written */
  char      *field; /* its name in the drafts */
} ExceptionRow;

typedef struct
{
  Id   department;
  char month[MONTH_TEXT_SIZE];
} Wish;

/* clang-format off */
static const struct { const char *nick; const char *words; } exceptions[] = {
  { EXCEPTION_NEW_HIRE, N_("Hired within the month") }, { EXCEPTION_LEAVING, N_("Left within the month") },
  { EXCEPTION_LEAVE, N_("Long leave") }, { EXCEPTION_MOVED, N_("Changed the team within the month") } };
/* clang-format on */

static void
opening_free (Opening *self)
{
  g_clear_object (&self->session);
  g_clear_object (&self->parent);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->draft);
  g_free (self);
}

static const char *
exception_words (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (g_str_equal (exceptions[i].nick, nick))
      return _ (exceptions[i].words);
  return "";
}

/* A #SessionReadFunc. */
static gpointer
read_members (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  const Wish *wish = input;
  g_autoptr (Calendar) calendar = calendar_new ();
  Loader    *loader;
  GPtrArray *members;

  calendar_add_builtin (calendar);
  loader = store_loader_new (store, reading->directory, calendar);
  members = month_members (loader, wish->department, wish->month, error);
  store_loader_free (loader);
  return members;
}

static void
row_free (gpointer data)
{
  ExceptionRow *row = data;

  g_object_unref (row->include);
  g_object_unref (row->reason);
  g_free (row->usual);
  g_free (row->field);
  g_free (row);
}

static void
tell_error (GtkWindow *window, const GError *error)
{
  if (ZUOXI_IS_WINDOW (window))
    zuoxi_window_toast_error (ZUOXI_WINDOW (window), error);
}

/* Drafts: "+" or "-" for the switch, then the reason. */

static void
keep_row (gpointer data)
{
  ExceptionRow    *row = data;
  g_autofree char *text = g_strconcat (gtk_switch_get_active (row->include) ? "+" : "-",
                                       gtk_editable_get_text (GTK_EDITABLE (row->reason)), NULL);

  zuoxi_session_draft_set (row->opening->session, row->opening->draft, row->field, text);
}

static void
load_row (ExceptionRow *row)
{
  gboolean         found = FALSE;
  g_autofree char *text = zuoxi_session_draft_get (row->opening->session, row->opening->draft, row->field, &found);

  if (!found || *text == '\0')
    return;
  gtk_switch_set_active (row->include, *text == '+' || !row->opening->excludes);
  gtk_editable_set_text (GTK_EDITABLE (row->reason), text + 1);
}

static void
on_reason_changed_cb (GtkEditable *editable, ExceptionRow *row)
{
  autosave_touch (row->autosave);
}

static void
on_include_changed_cb (GtkSwitch *include, GParamSpec *pspec, ExceptionRow *row)
{
  keep_row (row);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opening *self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    tell_error (self->parent, error); /* the drafts are still there */
  else
    {
      for (guint i = 0; i < self->rows->len; i++)
        zuoxi_session_draft_clear (self->session, self->draft, ((ExceptionRow *) self->rows->pdata[i])->field);
      if (ZUOXI_IS_WINDOW (self->parent))
        zuoxi_window_toast (ZUOXI_WINDOW (self->parent), _ ("Done; it counts when the server has confirmed it"));
    }
  opening_free (self);
}

static GtkWidget *
row_new (Opening *self, const MonthMember *member)
{
  GtkWidget       *row = adw_action_row_new ();
  ExceptionRow    *entry = g_new0 (ExceptionRow, 1);
  g_autofree char *title = g_strdup_printf ("%s %s", member->person->number, member->person->name);
  g_autofree char *under = g_strdup_printf (_ ("%s · %d of %d half days"), exception_words (member->exception),
                                               (int) member->worked_halves, (int) member->full_halves);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), under);
  entry->opening = self;
  entry->person = member->person->row.id;
  entry->field = id_dup_hex (entry->person);
  entry->usual = g_strdup (exception_words (member->exception));
  entry->include = g_object_ref_sink (GTK_SWITCH (gtk_switch_new ()));
  entry->reason = g_object_ref_sink (GTK_ENTRY (gtk_entry_new ()));
  gtk_switch_set_active (entry->include, member->assessable || !self->excludes);
  gtk_widget_set_sensitive (GTK_WIDGET (entry->include), self->excludes);
  if (!self->excludes)
    gtk_widget_set_tooltip_text (row, _ ("Only the department manager takes somebody out of a month; who worked less "
                                         "than half of it is left out when the figures are frozen"));
  gtk_widget_set_valign (GTK_WIDGET (entry->include), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (entry->reason), GTK_ALIGN_CENTER);
  gtk_editable_set_text (GTK_EDITABLE (entry->reason),
                         member->assessable || !self->excludes ? "" : exception_words (member->exception));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry->reason), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Reason"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry->include), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Assess"), -1);
  g_object_bind_property (entry->include, "active", entry->reason, "sensitive",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (entry->reason));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (entry->include));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (entry->include));
  load_row (entry);
  entry->autosave = autosave_attach (GTK_WIDGET (entry->reason), keep_row, entry);
  g_signal_connect (entry->reason, "changed", G_CALLBACK (on_reason_changed_cb), entry);
  g_signal_connect (entry->include, "notify::active", G_CALLBACK (on_include_changed_cb), entry);
  g_ptr_array_add (self->rows, entry);
  return row;
}

static GtkWidget *
list_new (Opening *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < self->members->len; i++)
    {
      const MonthMember *member = g_ptr_array_index (self->members, i);

      if (*member->exception != '\0')
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row_new (self, member));
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), group);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 320);
  gtk_widget_set_size_request (scroll, 480, -1);
  return scroll;
}

static char *
args_of (const Opening *self)
{
  GString *args = g_string_new ("{");
  gboolean first = TRUE;

  json_append_key (args, "department");
  json_append_id (args, self->department);
  json_append_key (args, "exclude");
  g_string_append_c (args, '[');
  for (guint i = 0; i < self->rows->len; i++)
    {
      const ExceptionRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char    *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->reason))));

      if (gtk_switch_get_active (row->include))
        continue;
      g_string_append (args, first ? "{" : ",{");
      json_append_key (args, "person");
      json_append_id (args, row->person);
      json_append_key (args, "reason");
      json_append_string (args, *reason != '\0' ? reason : row->usual);
      g_string_append_c (args, '}');
      first = FALSE;
    }
  g_string_append_c (args, ']');
  json_append_key (args, "month");
  json_append_string (args, self->month);
  g_string_append_c (args, '}');
  return g_string_free (args, FALSE);
}

/* The dialog may have gone; what it asked for is still held here. */
static void
flush_rows (Opening *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      ExceptionRow *row = self->rows->pdata[i];

      autosave_flush (row->autosave);
      g_signal_handlers_disconnect_by_data (row->reason, row);
      g_signal_handlers_disconnect_by_data (row->include, row);
    }
}

static void
on_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening         *self = data;
  g_autofree char *args = NULL;
  GPtrArray       *mutations;

  flush_rows (self);
  if (!compat_confirm_finish (result))
    {
      opening_free (self);
      return;
    }
  args = args_of (self);
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  g_ptr_array_add (mutations, mutation_command ("appraisal.open_month", &appraisal_month_schema,
                                                dossier_month_id (self->department, self->month), NULL, args));
  zuoxi_session_queue_async (self->session, mutations, NULL, on_queued_cb, self);
}

static void
on_members_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *month = format_month (self->month);
  g_autofree char *heading = g_strdup_printf (_ ("Open %s?"), month);
  g_autofree char *body = NULL;

  self->members = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);
  if (self->members == NULL)
    {
      tell_error (self->parent, error);
      opening_free (self);
      return;
    }
  body = g_strdup_printf (ngettext ("%u person gets a form. Those listed here are out of the ordinary.",
                                    "%u people get a form. Those listed here are out of the ordinary.",
                                    self->members->len),
                          self->members->len);
  compat_confirm_async (self->parent, heading, body, _ ("_Open"), FALSE, list_new (self), on_confirmed_cb, self);
}

/* This month from the day on which its self-assessment opens (G5), before it the one that is over. */
static void
month_to_open (ZuoxiSession *session, char month[MONTH_TEXT_SIZE])
{
  g_autoptr (Calendar) calendar = case_read_calendar (zuoxi_session_get_reader (session), NULL);
  DueDates due;
  Day      today;

  g_assert (day_parse (zuoxi_session_today (session), &today));
  if (calendar == NULL)
    {
      calendar = calendar_new ();
      calendar_add_builtin (calendar);
    }
  due = due_dates_monthly (calendar, month_first (today), MOMENT_OFFSET_S);
  month_format (month_add (month_first (today), today >= due.self_opens ? 0 : -1), month);
}

void
month_dialog_show (GtkWindow *parent, ZuoxiSession *session)
{
  Opening   *self = g_new0 (Opening, 1);
  Wish       wish = { 0 };
  Directory *directory = zuoxi_session_get_directory (session);
  g_autoptr (GPtrArray) departments = directory_departments (directory);

  self->session = g_object_ref (session);
  self->parent = g_object_ref (parent);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  for (guint i = 0; i < departments->len; i++)
    if (((const Department *) departments->pdata[i])->kind == DEPARTMENT_KIND_SALES_SERVICE)
      self->department = ((const Department *) departments->pdata[i])->row.id;
  self->excludes = zuoxi_session_has_post (session, POST_DEPT_MANAGER);
  month_to_open (session, self->month);
  self->draft = g_strconcat ("open-month:", self->month, NULL);
  wish.department = self->department;
  g_strlcpy (wish.month, self->month, sizeof wish.month);
  zuoxi_session_read_async (session, read_members, g_memdup2 (&wish, sizeof wish), g_free,
                            (GDestroyNotify) g_ptr_array_unref, NULL, on_members_cb, self);
}
