/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/sync-panel.h"

#include "app/sync-report.h"

#define REFRESH_MS 250 /* a long push tells of every batch */

struct _ZuoxiSyncPanel
{
  GtkPopover parent_instance;

  ZuoxiSession *session; /* while open */
  guint         refresh_due;

  GtkImage       *icon;
  GtkLabel       *state;
  GtkLabel       *last_sync;
  GtkProgressBar *progress;
  GtkLabel       *trouble;
  GtkLabel       *unsent;
  GtkLabel       *kinds;
  GtkLabel       *inbox;
  GtkLabel       *person;
  GtkLabel       *device;
  GtkLabel       *server;
  GtkWidget      *open_inbox;
  GtkWidget      *sync_now;
};

G_DEFINE_FINAL_TYPE (ZuoxiSyncPanel, zuoxi_sync_panel, GTK_TYPE_POPOVER)

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
refresh (ZuoxiSyncPanel *self)
{
  g_autoptr (SyncReport) report = sync_report_new (self->session, TRUE);

  gtk_image_set_from_icon_name (self->icon, report->icon);
  show_text (self->state, report->state);
  show_text (self->last_sync, report->last_sync);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), report->progress >= 0);
  gtk_progress_bar_set_fraction (self->progress, MAX (report->progress, 0));
  show_text (self->trouble, report->trouble);
  show_text (self->unsent, report->unsent);
  show_text (self->kinds, report->kinds);
  show_text (self->inbox, report->inbox);
  show_text (self->person, report->person);
  show_text (self->device, report->device);
  show_text (self->server, report->server);
}

static gboolean
on_refresh_due_cb (gpointer data)
{
  ZuoxiSyncPanel *self = data;

  self->refresh_due = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
on_state_changed_cb (ZuoxiSyncPanel *self)
{
  if (self->refresh_due == 0)
    self->refresh_due = g_timeout_add (REFRESH_MS, on_refresh_due_cb, self);
}

static void
let_go (ZuoxiSyncPanel *self)
{
  g_clear_handle_id (&self->refresh_due, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

static void
on_inbox_cb (ZuoxiSyncPanel *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.room", "s", "inbox");
}

static void
on_sync_now_cb (ZuoxiSyncPanel *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.refresh", NULL);
}

static void
zuoxi_sync_panel_closed (GtkPopover *popover)
{
  let_go (ZUOXI_SYNC_PANEL (popover));
}

static void
zuoxi_sync_panel_dispose (GObject *object)
{
  let_go (ZUOXI_SYNC_PANEL (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_SYNC_PANEL);
  G_OBJECT_CLASS (zuoxi_sync_panel_parent_class)->dispose (object);
}

static void
zuoxi_sync_panel_class_init (ZuoxiSyncPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_sync_panel_dispose;
  GTK_POPOVER_CLASS (klass)->closed = zuoxi_sync_panel_closed;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/sync-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, icon);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, state);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, last_sync);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, progress);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, trouble);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, unsent);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, kinds);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, inbox);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, person);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, device);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, server);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, open_inbox);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSyncPanel, sync_now);
  gtk_widget_class_bind_template_callback (widget_class, on_inbox_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sync_now_cb);
}

static void
zuoxi_sync_panel_init (ZuoxiSyncPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZuoxiSyncPanel *
zuoxi_sync_panel_new (GtkWidget *button)
{
  ZuoxiSyncPanel *self = g_object_new (ZUOXI_TYPE_SYNC_PANEL, NULL);

  gtk_widget_set_parent (GTK_WIDGET (self), button);
  return self;
}

void
zuoxi_sync_panel_open (ZuoxiSyncPanel *self, ZuoxiSession *session)
{
  g_return_if_fail (ZUOXI_IS_SYNC_PANEL (self));

  let_go (self);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify", G_CALLBACK (on_state_changed_cb), self);
  g_signal_connect_swapped (session, "table-changed::inbox_item", G_CALLBACK (on_state_changed_cb), self);
  refresh (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->sync_now);
}
