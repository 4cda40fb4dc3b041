/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/password-dialog.h"

#include "ui/compat.h"

#include <glib/gi18n.h>

struct _ZuoxiPasswordDialog
{
  AdwWindow parent_instance;

  ZuoxiSession *session;
  GtkButton    *cancel;
  GtkButton    *change;
  GtkLabel     *reason;
  GtkWidget    *fields;
  GtkEditable  *old;
  GtkEditable  *fresh;
  GtkEditable  *again;
  GtkSpinner   *spinner;
  GtkLabel     *error;
  gboolean      busy;
};

G_DEFINE_FINAL_TYPE (ZuoxiPasswordDialog, zuoxi_password_dialog, ADW_TYPE_WINDOW)

static gboolean
is_filled_in (GtkEditable *entry)
{
  return *gtk_editable_get_text (entry) != '\0';
}

static void
update (ZuoxiPasswordDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->change), !self->busy && is_filled_in (self->old) &&
                                                           is_filled_in (self->fresh) && is_filled_in (self->again));
  gtk_widget_set_sensitive (self->fields, !self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
show_error (ZuoxiPasswordDialog *self, const char *text)
{
  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), text != NULL);
  if (text != NULL)
    compat_announce (GTK_WIDGET (self), text);
}

static void
on_edited_cb (ZuoxiPasswordDialog *self)
{
  show_error (self, NULL);
  update (self);
}

static void
on_cancel_cb (ZuoxiPasswordDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiPasswordDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean changed = zuoxi_session_change_password_finish (ZUOXI_SESSION (source), result, &error);

  self->busy = FALSE;
  update (self);
  if (changed)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  show_error (self, error->message);
  gtk_widget_grab_focus (
      GTK_WIDGET (g_error_matches (error, SESSION_ERROR, SESSION_ERROR_PASSWORD) ? self->old : self->fresh));
}

static void
on_change_cb (ZuoxiPasswordDialog *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->change)))
    return;
  if (!g_str_equal (gtk_editable_get_text (self->fresh), gtk_editable_get_text (self->again)))
    {
      show_error (self, _ ("The two new passwords differ"));
      gtk_widget_grab_focus (GTK_WIDGET (self->again));
      return;
    }
  self->busy = TRUE;
  show_error (self, NULL);
  update (self);
  zuoxi_session_change_password_async (self->session, gtk_editable_get_text (self->old),
                                       gtk_editable_get_text (self->fresh), NULL, on_changed_cb, g_object_ref (self));
}

static void
zuoxi_password_dialog_dispose (GObject *object)
{
  g_clear_object (&ZUOXI_PASSWORD_DIALOG (object)->session);
  G_OBJECT_CLASS (zuoxi_password_dialog_parent_class)->dispose (object);
}

static void
zuoxi_password_dialog_class_init (ZuoxiPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_password_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, change);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, old);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, fresh);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, again);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPasswordDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, on_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_change_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
zuoxi_password_dialog_init (ZuoxiPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
password_dialog_present (GtkWindow *parent, ZuoxiSession *session, gboolean forced)
{
  ZuoxiPasswordDialog *self = g_object_new (ZUOXI_TYPE_PASSWORD_DIALOG, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  gtk_widget_set_visible (GTK_WIDGET (self->reason), forced);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), !forced);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->old));
}
