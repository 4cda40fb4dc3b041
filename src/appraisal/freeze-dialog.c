/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/freeze-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/behind-ask.h"
#include "app/format.h"
#include "core/day.h"
#include "ui/compat.h"

typedef struct
{
  GtkWindow *parent;
  char       month[MONTH_TEXT_SIZE];
} Asking;

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_clear_object (&self->parent);
  g_free (self);
}

static GtkWidget *
row_new (ZuoxiSession *session, const BehindDevice *device)
{
  GtkWidget       *row = adw_action_row_new ();
  const Person    *person = directory_person (zuoxi_session_get_directory (session), device->person);
  g_autofree char *title = person != NULL ? g_strdup_printf ("%s %s", person->number, person->name) : g_strdup ("—");
  g_autofree char *when = device->seen > 0 ? format_moment (device->seen, zuoxi_session_now (session)) : NULL;
  g_autofree char *under = when != NULL ? g_strdup_printf (_ ("%s · last synced %s"), device->name, when)
                                        : g_strdup_printf (_ ("%s · never synced"), device->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), under);
  return row;
}

static GtkWidget *
list_new (ZuoxiSession *session, GPtrArray *devices)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < devices->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row_new (session, g_ptr_array_index (devices, i)));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), group);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), 320);
  gtk_widget_set_size_request (scroll, 480, -1);
  return scroll;
}

static void
on_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_boolean (task, compat_confirm_finish (result));
}

static void
on_devices_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask        *task = data;
  Asking       *self = g_task_get_task_data (task);
  ZuoxiSession *session = ZUOXI_SESSION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = behind_ask_finish (session, result, &error);
  g_autofree char *month = format_month (self->month);
  g_autofree char *heading = g_strdup_printf (_ ("Freeze the figures of %s?"), month);
  g_autofree char *body = NULL;

  if (devices == NULL)
    body = g_strdup_printf ("%s.", error->message);
  else if (devices->len == 0)
    body = g_strdup (_ ("Every device has synced since the month ended: nothing is missing that was entered on one."));
  else
    body = g_strdup_printf (ngettext ("%u device has not synced since the month ended: what was entered there may be "
                                      "missing. What comes later is shown as changed since.",
                                      "%u devices have not synced since the month ended: what was entered there may "
                                      "be missing. What comes later is shown as changed since.",
                                      devices->len),
                            devices->len);
  compat_confirm_async (self->parent, heading, body, _ ("_Freeze"), FALSE, devices != NULL && devices->len > 0 ? list_new (session, devices) : NULL, on_confirmed_cb, task);
}

void
freeze_dialog_async (
    GtkWindow *parent, ZuoxiSession *session, const char *month, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask  *task = g_task_new (session, NULL, callback, user_data);
  Asking *self = g_new0 (Asking, 1);

  self->parent = g_object_ref (parent);
  g_strlcpy (self->month, month, sizeof self->month);
  g_task_set_task_data (task, self, asking_free);
  behind_ask_async (session, month, NULL, on_devices_cb, task);
}

gboolean
freeze_dialog_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
