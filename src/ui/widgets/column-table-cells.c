/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one factory: a text a cell, filled from the column's table. */
#include "config.h"

#include "ui/widgets/column-table-private.h"

#include "app/format.h"
#include "ui/compat.h"

#include <glib/gi18n.h>

typedef struct
{
  ZuoxiColumnTable *table; /* not owned: it owns the view that owns the factory */
  const Column     *column;
} Cells;

/* The signal handler a bound cell has on its item; every bound cell is unbound again. */
static GQuark
handler_quark (void)
{
  return g_quark_from_static_string ("zuoxi-cell-handler");
}

static gint64
now_of (ZuoxiColumnTable *self)
{
  return self->now != 0 ? self->now : g_get_real_time ();
}

char *
column_table_text (ZuoxiColumnTable *self, const Column *column, gpointer item)
{
  char *text = NULL;

  if (column->text != NULL)
    text = column->text (item, self->data);
  else if (ZUOXI_IS_ROW (item))
    {
      const Schema *schema = zuoxi_row_get_schema (item);

      text = format_member (schema, schema_field (schema, column->field), zuoxi_row_get (item), now_of (self));
    }
  return text != NULL ? text : g_strdup ("");
}

/* "李晓雯, 电销一组, 94.73": the row has no other name. */
static char *
row_name (ZuoxiColumnTable *self, gpointer item)
{
  GString *name = g_string_new (NULL);

  for (const Column *column = self->columns; column->title != NULL; column++)
    {
      g_autofree char *text = column_table_text (self, column, item);

      if (*text != '\0')
        g_string_append_printf (name, "%s%s %s", name->len > 0 ? ", " : "", _ (column->title), text);
    }
  return g_string_free (name, FALSE);
}

static void
name_row (ZuoxiColumnTable *self, GtkWidget *label, gpointer item)
{
  GtkWidget       *cell = gtk_widget_get_parent (label);
  GtkWidget       *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  g_autofree char *name = NULL;

  if (row == NULL)
    return;
  name = row_name (self, item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
fill_label (ZuoxiColumnTable *self, GtkWidget *label)
{
  GtkListItem     *list_item = g_object_get_data (G_OBJECT (label), "list-item");
  const Column    *column = g_object_get_data (G_OBJECT (label), "column");
  gpointer         item = gtk_list_item_get_item (list_item);
  g_autofree char *text = NULL;
  const char      *look = NULL;
  const char      *worn = g_object_get_data (G_OBJECT (label), "look");

  if (item == NULL)
    return;
  text = column_table_text (self, column, item);
  if (GTK_IS_INSCRIPTION (label))
    gtk_inscription_set_text (GTK_INSCRIPTION (label), text);
  else
    gtk_label_set_label (GTK_LABEL (label), text);
  look = column->look != NULL ? column->look (item, self->data) : NULL;
  if (g_strcmp0 (look, worn) != 0)
    {
      if (worn != NULL)
        gtk_widget_remove_css_class (label, worn);
      if (look != NULL)
        gtk_widget_add_css_class (label, look);
      g_object_set_data (G_OBJECT (label), "look", (gpointer) look);
    }
  if (column == self->columns)
    name_row (self, label, item);
}

static void
on_item_changed_cb (GObject *item, GParamSpec *pspec, GtkWidget *label)
{
  const Cells *cells = g_object_get_data (G_OBJECT (label), "cells");

  fill_label (cells->table, label);
}

/* A cell that was bound before it stood in a row names the row when it is shown. */
static void
on_label_mapped_cb (GtkWidget *label, Cells *cells)
{
  GtkListItem *list_item = g_object_get_data (G_OBJECT (label), "list-item");
  gpointer     item = gtk_list_item_get_item (list_item);

  compat_leave_clicks_to_row (gtk_widget_get_parent (label));
  if (cells->column == cells->table->columns && item != NULL)
    name_row (cells->table, label, item);
}

/* Where the text does not decide the width, a widget that is not measured again with every text: scrolling gives some
   hundred of them new ones. */
static GtkWidget *
new_inscription (const Column *column, float xalign)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), xalign);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (column->chars > 0)
    {
      gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), (guint) column->chars);
      gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), (guint) column->chars);
    }
  return cell;
}

static GtkWidget *
new_label (float xalign)
{
  GtkWidget *cell = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (cell), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (cell), PANGO_ELLIPSIZE_END);
  return cell;
}

/* What does not fit into its cell is read by pointing at it. */
static gboolean
on_query_tooltip_cb (GtkWidget *cell, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = GTK_IS_LABEL (cell) ? gtk_label_get_text (GTK_LABEL (cell))
                                         : gtk_inscription_get_text (GTK_INSCRIPTION (cell));
  g_autoptr (PangoLayout) whole = gtk_widget_create_pango_layout (cell, text);
  int width = 0;

  pango_layout_get_pixel_size (whole, &width, NULL);
  if (width > gtk_widget_get_width (cell))
    gtk_tooltip_set_text (tooltip, text);
  return width > gtk_widget_get_width (cell);
}

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Cells *cells)
{
  const Column *column = cells->column;
  gboolean      number = (column->flags & COLUMN_NUMBER) != 0;
  gboolean      fixed = column->chars > 0 || (column->flags & COLUMN_EXPAND) != 0;
  GtkWidget    *label = fixed ? new_inscription (column, number ? 1 : 0) : new_label (number ? 1 : 0);

  gtk_widget_set_has_tooltip (label, TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (on_query_tooltip_cb), NULL);
  if (number)
    gtk_widget_add_css_class (label, "numeric");
  if ((column->flags & COLUMN_DIM) != 0)
    gtk_widget_add_css_class (label, "dim-label");
  if ((column->flags & COLUMN_STRONG) != 0)
    gtk_widget_add_css_class (label, "heading");
  g_object_set_data (G_OBJECT (label), "list-item", list_item);
  g_object_set_data (G_OBJECT (label), "column", (gpointer) column);
  g_object_set_data (G_OBJECT (label), "cells", cells);
  g_signal_connect (label, "map", G_CALLBACK (on_label_mapped_cb), cells);
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Cells *cells)
{
  GtkWidget *label = gtk_list_item_get_child (list_item);
  gulong     handler = g_signal_connect (gtk_list_item_get_item (list_item), "notify", G_CALLBACK (on_item_changed_cb),
                                         label);

  fill_label (cells->table, label);
  g_object_set_qdata (G_OBJECT (label), handler_quark (), GSIZE_TO_POINTER (handler));
}

static void
on_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, Cells *cells)
{
  GtkWidget *label = gtk_list_item_get_child (list_item);
  gpointer   handler = g_object_steal_qdata (G_OBJECT (label), handler_quark ());

  g_signal_handler_disconnect (gtk_list_item_get_item (list_item), GPOINTER_TO_SIZE (handler));
}

GtkListItemFactory *
column_table_factory_new (ZuoxiColumnTable *self, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Cells              *cells = g_new (Cells, 1);

  *cells = (Cells){ self, column };
  g_object_set_data_full (G_OBJECT (factory), "cells", cells, g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), cells);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), cells);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), cells);
  return factory;
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  if (g_object_get_data (G_OBJECT (widget), "list-item") != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gpointer
column_table_item_at (GtkWidget *widget, guint *position)
{
  GtkWidget *label = widget != NULL && !GTK_IS_COLUMN_VIEW (widget) ? find_label (widget) : NULL;

  if (label == NULL)
    return NULL;
  *position = gtk_list_item_get_position (g_object_get_data (G_OBJECT (label), "list-item"));
  return gtk_list_item_get_item (g_object_get_data (G_OBJECT (label), "list-item"));
}
