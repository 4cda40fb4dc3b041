/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/sign-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/compat.h"

typedef struct
{
  GtkWindow    *parent;
  ZuoxiSession *session;
  Id            person;
  char         *heading;
  char         *body;
  GtkWidget    *password; /* of the dialog that is open */
} Signing;

static void
signing_free (Signing *self)
{
  g_clear_object (&self->parent);
  g_object_unref (self->session);
  g_free (self->heading);
  g_free (self->body);
  g_clear_object (&self->password);
  g_free (self);
}

static void ask (GTask *task, const char *problem);

static void
on_signer_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  SessionSigner *signer = zuoxi_session_open_signer_finish (ZUOXI_SESSION (source), result, &error);

  if (signer != NULL)
    g_task_return_pointer (task, signer, (GDestroyNotify) session_signer_free);
  else if (g_error_matches (error, SESSION_ERROR, SESSION_ERROR_PASSWORD))
    ask (g_steal_pointer (&task), error->message);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Signing         *self = g_task_get_task_data (task);
  g_autofree char *password = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->password)));

  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  g_clear_object (&self->password);
  if (compat_confirm_finish (result))
    zuoxi_session_open_signer_async (self->session, self->person, password, g_task_get_cancellable (task),
                                     on_signer_opened_cb, g_steal_pointer (&task));
  else
    g_task_return_pointer (task, NULL, NULL);
  memset (password, 0, strlen (password));
}

/* Enter in the password signs: the dialog's default button does not see it from inside an entry row. */
static void
on_entry_activated_cb (GtkWidget *entry)
{
  GtkRoot *root = gtk_widget_get_root (entry);

  if (ADW_IS_MESSAGE_DIALOG (root))
    gtk_window_set_focus (GTK_WINDOW (root), NULL);
  if (GTK_IS_WINDOW (root) && gtk_window_get_default_widget (GTK_WINDOW (root)) != NULL)
    gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (root)));
}

static void
on_mapped_cb (GtkWidget *entry)
{
  gtk_widget_grab_focus (entry);
}

/* @task: (transfer full) */
static void
ask (GTask *task, const char *problem)
{
  Signing         *self = g_task_get_task_data (task);
  const Person    *person = directory_person (zuoxi_session_get_directory (self->session), self->person);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *title = g_strdup_printf (_ ("Password of %s"), person != NULL ? person->name : "");

  self->password = g_object_ref_sink (adw_password_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password), title);
  g_signal_connect (self->password, "entry-activated", G_CALLBACK (on_entry_activated_cb), NULL);
  g_signal_connect (self->password, "map", G_CALLBACK (on_mapped_cb), NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->password);
  gtk_box_append (GTK_BOX (box), group);
  if (problem != NULL)
    {
      GtkWidget *label = gtk_label_new (problem);

      gtk_widget_add_css_class (label, "error");
      gtk_widget_add_css_class (self->password, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->password), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_box_append (GTK_BOX (box), label);
    }
  compat_confirm_async (self->parent, self->heading, self->body, _ ("_Sign"), FALSE, box, on_confirmed_cb, task);
}

void
sign_dialog_async (GtkWindow          *parent,
                   ZuoxiSession       *session,
                   Id                  person,
                   const char         *heading,
                   const char         *body,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  GTask   *task = g_task_new (session, cancellable, callback, user_data);
  Signing *self = g_new0 (Signing, 1);

  self->parent = parent != NULL ? g_object_ref (parent) : NULL;
  self->session = g_object_ref (session);
  self->person = person;
  self->heading = g_strdup (heading);
  self->body = g_strdup (body);
  g_task_set_task_data (task, self, (GDestroyNotify) signing_free);
  ask (task, NULL);
}

SessionSigner *
sign_dialog_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
