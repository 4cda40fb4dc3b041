/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/autosave.h"

#define DELAY_MS 400

struct _Autosave
{
  AutosaveFunc func;
  gpointer     data;
  guint        timer;
};

static gboolean
on_due_cb (gpointer data)
{
  Autosave *self = data;

  self->timer = 0;
  self->func (self->data);
  return G_SOURCE_REMOVE;
}

static void
on_focus_left_cb (GtkEventControllerFocus *controller, Autosave *self)
{
  autosave_flush (self);
}

static void
on_unrealized_cb (GtkWidget *widget, Autosave *self)
{
  autosave_flush (self);
}

static void
autosave_free (gpointer data)
{
  Autosave *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_free (self);
}

Autosave *
autosave_attach (GtkWidget *widget, AutosaveFunc func, gpointer data)
{
  Autosave           *self = g_new0 (Autosave, 1);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->func = func;
  self->data = data;
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left_cb), self);
  g_signal_connect (widget, "unrealize", G_CALLBACK (on_unrealized_cb), self);
  gtk_widget_add_controller (widget, focus);
  g_object_set_data_full (G_OBJECT (widget), "autosave", self, autosave_free);
  return self;
}

void
autosave_touch (Autosave *self)
{
  if (self->timer == 0)
    self->timer = g_timeout_add (DELAY_MS, on_due_cb, self);
}

void
autosave_flush (Autosave *self)
{
  if (self->timer == 0)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->func (self->data);
}

void
autosave_drop (Autosave *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}
