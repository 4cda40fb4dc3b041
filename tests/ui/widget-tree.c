/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widget-tree.h"

#define QUIET_US (150 * G_TIME_SPAN_MILLISECOND)
#define WAIT_S 60

GtkWidget *
tree_find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = tree_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
tree_find_id (GtkWidget *widget, const char *id)
{
  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = tree_find_id (child, id);

      if (found != NULL)
        return found;
    }
  return NULL;
}

void
tree_settle (GtkWidget *window)
{
  gint64 until = g_get_monotonic_time () + QUIET_US;

  gtk_test_widget_wait_for_draw (window);
  while (g_get_monotonic_time () < until || g_main_context_pending (NULL))
    {
      if (g_get_monotonic_time () > until + WAIT_S * G_TIME_SPAN_SECOND)
        g_error ("the window does not come to rest");
      g_main_context_iteration (NULL, FALSE);
    }
}
