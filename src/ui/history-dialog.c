/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/history-dialog.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/row-history.h"
#include "ui/widgets/status.h"

struct _ZuoxiHistoryDialog
{
  AdwWindow parent_instance;

  ZuoxiSession *session;
  GCancellable *reading;

  AdwWindowTitle *title;
  GtkLabel       *missing;
  ZuoxiStatus    *status;
  GtkBox         *entries;
};

G_DEFINE_FINAL_TYPE (ZuoxiHistoryDialog, zuoxi_history_dialog, ADW_TYPE_WINDOW)

static GtkWidget *
label_new (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

/* "Name: 张三 → 李四", as one text, so that it is read out as it is seen. */
static char *
line_text (const HistoryLine *line, gboolean whole)
{
  const char *nothing = _ ("(nothing)");

  if (whole)
    return g_strdup_printf (_ ("%1$s: %2$s"), line->field, *line->after != '\0' ? line->after : nothing);
  return g_strdup_printf (_ ("%1$s: %2$s → %3$s"), line->field, *line->before != '\0' ? line->before : nothing,
                             *line->after != '\0' ? line->after : nothing);
}

static GtkWidget *
card_new (const HistoryEntry *entry, gint64 now)
{
  GtkWidget       *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *when = format_moment (entry->at, now);
  g_autofree char *head = g_strdup_printf (_ ("%1$s · %2$s · %3$s"), when, entry->who, entry->what);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "unsent-card");
  gtk_box_append (GTK_BOX (card), label_new (head, "heading"));
  if (entry->unsent)
    gtk_box_append (GTK_BOX (card), label_new (_ ("Waits on this device; the server does not have it yet"), "warning"));
  for (guint i = 0; i < entry->lines->len; i++)
    {
      /* What waits here is told without what it replaces: that is the server's to say. */
      g_autofree char *text = line_text (entry->lines->pdata[i], entry->kind == HISTORY_PUT || entry->unsent);

      gtk_box_append (GTK_BOX (card), label_new (text, NULL));
    }
  return card;
}

static void
show_history (ZuoxiHistoryDialog *self, const RowHistory *history)
{
  gint64 now = zuoxi_session_now (self->session);

  gtk_label_set_label (self->missing, history->missing);
  gtk_widget_set_visible (GTK_WIDGET (self->missing), *history->missing != '\0' && history->entries->len > 0);
  if (history->entries->len == 0)
    {
      zuoxi_status_show_empty (self->status, "document-open-recent-symbolic", _ ("No history here"), *history->missing != '\0' ? history->missing : _ ("Nobody has changed it since it came to where you may read it"), NULL, NULL);
      return;
    }
  for (guint i = 0; i < history->entries->len; i++)
    gtk_box_append (self->entries, card_new (history->entries->pdata[i], now));
  if (history->more)
    gtk_box_append (self->entries, label_new (_ ("Older changes are kept by the server and are not shown here"), "dim-label"));
  zuoxi_status_show_content (self->status);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiHistoryDialog) self = data;
  g_autoptr (RowHistory) history = row_history_finish (ZUOXI_SESSION (source), result, NULL);

  if (history != NULL && self->session != NULL)
    show_history (self, history);
}

static void
on_signed_in_changed_cb (ZuoxiHistoryDialog *self)
{
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
zuoxi_history_dialog_dispose (GObject *object)
{
  ZuoxiHistoryDialog *self = ZUOXI_HISTORY_DIALOG (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZUOXI_TYPE_HISTORY_DIALOG);
  G_OBJECT_CLASS (zuoxi_history_dialog_parent_class)->dispose (object);
}

static void
zuoxi_history_dialog_class_init (ZuoxiHistoryDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_history_dialog_dispose;
  g_type_ensure (ZUOXI_TYPE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/history-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiHistoryDialog, title);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiHistoryDialog, missing);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiHistoryDialog, status);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiHistoryDialog, entries);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
zuoxi_history_dialog_init (ZuoxiHistoryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZuoxiHistoryDialog *
history_dialog_present (GtkWindow *parent, ZuoxiSession *session, const Schema *schema, Id id, const char *name)
{
  ZuoxiHistoryDialog *self = g_object_new (ZUOXI_TYPE_HISTORY_DIALOG, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  self->reading = g_cancellable_new ();
  adw_window_title_set_subtitle (self->title, name);
  g_signal_connect_object (session, "notify::signed-in", G_CALLBACK (on_signed_in_changed_cb), self, G_CONNECT_SWAPPED);
  zuoxi_status_show_loading (self->status, _ ("Asking the server…"), NULL);
  row_history_async (session, schema, id, self->reading, on_read_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
