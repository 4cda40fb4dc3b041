/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/menu-tips.h"

/* Widgets of the window that had a tip when the popover opened; kept with the popover. */
static GQuark
quiet_quark (void)
{
  return g_quark_from_static_string ("zuoxi-quiet-tips");
}

static void
take_tips (GtkWidget *widget, GtkWidget *popover, GPtrArray *quiet)
{
  if (widget == popover)
    return;
  if (gtk_widget_get_has_tooltip (widget))
    {
      gtk_widget_set_has_tooltip (widget, FALSE);
      g_ptr_array_add (quiet, g_object_ref (widget));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    take_tips (child, popover, quiet);
}

static void
on_popover_unmapped_cb (GtkWidget *popover)
{
  g_autoptr (GPtrArray) quiet = g_object_steal_qdata (G_OBJECT (popover), quiet_quark ());

  for (guint i = 0; quiet != NULL && i < quiet->len; i++)
    gtk_widget_set_has_tooltip (quiet->pdata[i], TRUE);
}

static gboolean
on_widget_mapped_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (values);
  GtkWidget *root = NULL;
  GPtrArray *quiet = NULL;

  if (!GTK_IS_POPOVER (widget) || !gtk_popover_get_autohide (GTK_POPOVER (widget)) ||
      g_object_get_qdata (G_OBJECT (widget), quiet_quark ()) != NULL)
    return TRUE;
  root = GTK_WIDGET (gtk_widget_get_root (widget));
  if (root == NULL)
    return TRUE;
  quiet = g_ptr_array_new_with_free_func (g_object_unref);
  take_tips (root, widget, quiet);
  g_object_set_qdata_full (G_OBJECT (widget), quiet_quark (), quiet, (GDestroyNotify) g_ptr_array_unref);
  g_signal_handlers_disconnect_by_func (widget, on_popover_unmapped_cb, NULL);
  g_signal_connect (widget, "unmap", G_CALLBACK (on_popover_unmapped_cb), NULL);
  return TRUE;
}

void
menu_tips_install (void)
{
  static gpointer class;

  if (class != NULL)
    return;
  class = g_type_class_ref (GTK_TYPE_WIDGET);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_widget_mapped_cb, NULL, NULL);
}
