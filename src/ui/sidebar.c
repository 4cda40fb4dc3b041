/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/sidebar.h"

#include <glib/gi18n.h>

struct _ZuoxiSidebar
{
  AdwBin parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ZuoxiSidebar, zuoxi_sidebar, ADW_TYPE_BIN)

static guint room_chosen;

static const Room *
room_of (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "room") : NULL;
}

static void
name_row (GtkListBoxRow *row, guint number)
{
  const char      *title = _ (room_of (row)->title);
  g_autofree char *text = NULL;

  if (number == 0)
    text = g_strdup (title);
  else
    text = g_strdup_printf (ngettext ("%s, %u waiting", "%s, %u waiting", number), title, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkWidget *
new_row (const Room *room)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (room->icon);
  GtkWidget *title = gtk_label_new (_ (room->title));
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_set_margin_start (box, 3);
  gtk_widget_set_margin_end (box, 3);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_add_css_class (badge, "numeric");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (badge, FALSE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "room", (gpointer) room);
  g_object_set_data (G_OBJECT (row), "badge", badge);
  name_row (GTK_LIST_BOX_ROW (row), 0);
  return row;
}

static GtkListBoxRow *
find_row (ZuoxiSidebar *self, const char *id)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (room_of (row)->id, id) == 0)
      return row;
  return NULL;
}

static void
head_group (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *group = room_of (row)->group;
  const char *above = before != NULL ? room_of (before)->group : NULL;
  GtkWidget  *label = NULL;

  if (group != NULL && g_strcmp0 (group, above) != 0)
    {
      label = gtk_label_new (_ (group));
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "group-title");
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_list_box_row_set_header (row, label);
}

static void
on_row_activated_cb (ZuoxiSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, room_chosen, 0, room_of (row)->id);
}

static void
zuoxi_sidebar_class_init (ZuoxiSidebarClass *klass)
{
  room_chosen = g_signal_new ("room-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
zuoxi_sidebar_init (ZuoxiSidebar *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "rooms");
  gtk_list_box_set_header_func (self->list, head_group, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rooms"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated_cb), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}

void
zuoxi_sidebar_set_rooms (ZuoxiSidebar *self, const Room *table, guint posts)
{
  GtkListBoxRow *row = NULL;

  g_return_if_fail (ZUOXI_IS_SIDEBAR (self));

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (const Room *room = table; room->id != NULL; room++)
    if (room->posts == 0 || (room->posts & posts) != 0)
      gtk_list_box_append (self->list, new_row (room));
}

void
zuoxi_sidebar_select (ZuoxiSidebar *self, const char *id)
{
  g_return_if_fail (ZUOXI_IS_SIDEBAR (self));

  gtk_list_box_select_row (self->list, find_row (self, id));
}

void
zuoxi_sidebar_set_badge (ZuoxiSidebar *self, const char *id, guint number)
{
  GtkListBoxRow   *row = NULL;
  GtkWidget       *badge = NULL;
  g_autofree char *text = g_strdup_printf ("%u", number);

  g_return_if_fail (ZUOXI_IS_SIDEBAR (self));

  row = find_row (self, id);
  if (row == NULL)
    return;
  badge = g_object_get_data (G_OBJECT (row), "badge");
  gtk_label_set_label (GTK_LABEL (badge), text);
  gtk_widget_set_visible (badge, number > 0);
  name_row (row, number);
}

const Room *
zuoxi_sidebar_nth (ZuoxiSidebar *self, guint position)
{
  g_return_val_if_fail (ZUOXI_IS_SIDEBAR (self), NULL);

  return position > 0 ? room_of (gtk_list_box_get_row_at_index (self->list, (int) position - 1)) : NULL;
}

guint
zuoxi_sidebar_n_rooms (ZuoxiSidebar *self)
{
  guint n = 0;

  g_return_val_if_fail (ZUOXI_IS_SIDEBAR (self), 0);

  while (gtk_list_box_get_row_at_index (self->list, (int) n) != NULL)
    n++;
  return n;
}
