/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/status.h"

#include <glib/gi18n.h>

#define LOADING_SHOWN_AFTER 1000 /* ms */

struct _ZuoxiStatus
{
  GtkWidget parent_instance;

  GtkStack       *stack;
  AdwBin         *content;
  AdwStatusPage  *message;
  GtkButton      *button;
  GtkWidget      *copy;
  GtkSpinner     *spinner;
  GtkLabel       *loading_text;
  GtkProgressBar *progress;
  GtkWidget      *cancel;

  char         *details;
  GCancellable *cancellable;
  guint         timer;
};

static void zuoxi_status_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZuoxiStatus,
                               zuoxi_status,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, zuoxi_status_buildable_init))

static GtkBuildableIface *parent_buildable;

static void
stop_loading (ZuoxiStatus *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->cancellable);
  gtk_spinner_stop (self->spinner);
}

static void
show_message (ZuoxiStatus *self,
              const char  *icon,
              const char  *title,
              const char  *text,
              const char  *button,
              const char  *action)
{
  g_autofree char *safe = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  stop_loading (self);
  adw_status_page_set_icon_name (self->message, icon);
  adw_status_page_set_title (self->message, title);
  adw_status_page_set_description (self->message, safe);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button != NULL)
    {
      gtk_button_set_label (self->button, button);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
    }
  gtk_widget_set_visible (self->copy, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static gboolean
on_loading_due_cb (gpointer data)
{
  ZuoxiStatus *self = data;

  self->timer = 0;
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
on_copy_clicked_cb (ZuoxiStatus *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->details != NULL ? self->details : "");
}

static void
on_cancel_clicked_cb (ZuoxiStatus *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
zuoxi_status_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  ZuoxiStatus *self = ZUOXI_STATUS (buildable);

  /* The template's own stack comes first; what a room puts in afterwards is the content. */
  if (self->content != NULL && GTK_IS_WIDGET (child))
    adw_bin_set_child (self->content, GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
zuoxi_status_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = zuoxi_status_add_child;
}

static void
zuoxi_status_dispose (GObject *object)
{
  ZuoxiStatus *self = ZUOXI_STATUS (object);

  if (self->spinner != NULL)
    stop_loading (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZUOXI_TYPE_STATUS);
  G_OBJECT_CLASS (zuoxi_status_parent_class)->dispose (object);
}

static void
zuoxi_status_finalize (GObject *object)
{
  g_free (ZUOXI_STATUS (object)->details);
  G_OBJECT_CLASS (zuoxi_status_parent_class)->finalize (object);
}

static void
zuoxi_status_class_init (ZuoxiStatusClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zuoxi_status_dispose;
  object_class->finalize = zuoxi_status_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/widgets/status.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, stack);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, content);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, message);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, button);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, copy);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, spinner);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, loading_text);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, progress);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiStatus, cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked_cb);
}

static void
zuoxi_status_init (ZuoxiStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zuoxi_status_new (void)
{
  return g_object_new (ZUOXI_TYPE_STATUS, NULL);
}

void
zuoxi_status_set_child (ZuoxiStatus *self, GtkWidget *child)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  adw_bin_set_child (self->content, child);
}

GtkWidget *
zuoxi_status_get_child (ZuoxiStatus *self)
{
  g_return_val_if_fail (ZUOXI_IS_STATUS (self), NULL);

  return adw_bin_get_child (self->content);
}

void
zuoxi_status_show_content (ZuoxiStatus *self)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  stop_loading (self);
  gtk_stack_set_visible_child_name (self->stack, "content");
}

void
zuoxi_status_show_empty (ZuoxiStatus *self,
                         const char  *icon,
                         const char  *title,
                         const char  *text,
                         const char  *button,
                         const char  *action)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  show_message (self, icon, title, text, button, action);
}

void
zuoxi_status_show_no_match (ZuoxiStatus *self, const char *action)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  show_message (self, "edit-find-symbolic",
                _ ("Nothing matches"), _ ("Try fewer words, or clear the search and the filters."),
                                          action != NULL ? _ ("_Clear the Search") : NULL, action);
}

void
zuoxi_status_show_not_permitted (ZuoxiStatus *self, const char *who)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  show_message (self, "system-lock-screen-symbolic", _ ("Not for your position"), who, NULL, NULL);
}

void
zuoxi_status_show_offline_first (ZuoxiStatus *self, const char *what)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  show_message (self, "network-offline-symbolic", _ ("Not here yet"), what, _ ("_Try Again"), "win.refresh");
}

void
zuoxi_status_show_loading (ZuoxiStatus *self, const char *text, GCancellable *cancellable)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  g_set_object (&self->cancellable, cancellable);
  gtk_label_set_label (self->loading_text, text);
  gtk_widget_set_visible (self->cancel, cancellable != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  if (self->timer == 0)
    self->timer = g_timeout_add (LOADING_SHOWN_AFTER, on_loading_due_cb, self);
}

void
zuoxi_status_set_progress (ZuoxiStatus *self, guint64 done, guint64 total)
{
  g_autofree char *text = NULL;

  g_return_if_fail (ZUOXI_IS_STATUS (self));

  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  gtk_progress_bar_set_show_text (self->progress, TRUE);
  if (total == 0)
    {
      text = g_strdup_printf ("%" G_GUINT64_FORMAT, done);
      gtk_progress_bar_pulse (self->progress);
    }
  else
    {
      text = g_strdup_printf ("%" G_GUINT64_FORMAT " / %" G_GUINT64_FORMAT, done, total);
      gtk_progress_bar_set_fraction (self->progress, (double) MIN (done, total) / (double) total);
    }
  gtk_progress_bar_set_text (self->progress, text);
}

void
zuoxi_status_show_error (ZuoxiStatus *self, const char *title, const char *advice, const GError *error)
{
  g_return_if_fail (ZUOXI_IS_STATUS (self));

  show_message (self, "dialog-error-symbolic", title, advice, NULL, NULL);
  g_free (self->details);
  self->details = error != NULL ? g_strdup_printf ("%s\n%s %d: %s\n", title, g_quark_to_string (error->domain),
                                                   error->code, error->message)
                                : NULL;
  gtk_widget_set_visible (self->copy, error != NULL);
}
