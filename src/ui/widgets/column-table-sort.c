/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By which column a list is sorted: by its header, and by a menu for those who have no mouse. */
#include "config.h"

#include "ui/widgets/column-table-private.h"

#include <glib/gi18n.h>

typedef struct
{
  ZuoxiColumnTable *table;
  const Column     *column;
} Sorting;

/* A number of a row's field; FALSE for texts. */
static gboolean
number_of (gpointer item, const Column *column, gint64 *number)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (column->field == NULL || column->text != NULL || !ZUOXI_IS_ROW (item))
    return FALSE;
  g_object_get_property (item, column->field, &value);
  if (!G_VALUE_HOLDS_INT64 (&value))
    return FALSE;
  *number = g_value_get_int64 (&value);
  return TRUE;
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sorting   *sorting = data;
  gint64           x = 0;
  gint64           y = 0;
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (sorting->table->probing)
    {
      sorting->table->probed = sorting->column;
      return a < b ? -1 : 1;
    }
  if (sorting->column->compare != NULL)
    return sorting->column->compare ((gpointer) a, (gpointer) b, sorting->table->data);
  if (number_of ((gpointer) a, sorting->column, &x) && number_of ((gpointer) b, sorting->column, &y))
    return x < y ? -1 : x > y;
  left = column_table_text (sorting->table, sorting->column, (gpointer) a);
  right = column_table_text (sorting->table, sorting->column, (gpointer) b);
  return g_utf8_collate (left, right);
}

/* The menu marks the column and the direction. */
static void
show_order (ZuoxiColumnTable *self, gboolean descending)
{
  const char *title = self->probed != NULL ? self->probed->title : "";
  GAction    *by = g_action_map_lookup_action (G_ACTION_MAP (self->sort), "by");
  GAction    *down = g_action_map_lookup_action (G_ACTION_MAP (self->sort), "descending");

  g_simple_action_set_state (G_SIMPLE_ACTION (by), g_variant_new_string (title));
  g_simple_action_set_state (G_SIMPLE_ACTION (down), g_variant_new_boolean (self->probed != NULL && descending));
}

static void
on_sorter_changed_cb (ZuoxiColumnTable *self, GtkSorterChange change, GtkSorter *sorter)
{
  g_autoptr (GObject) low = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) high = g_object_new (G_TYPE_OBJECT, NULL);
  gboolean    swapped = low > high;
  GtkOrdering order = GTK_ORDERING_EQUAL;

  self->probing = TRUE;
  self->probed = NULL;
  order = gtk_sorter_compare (sorter, swapped ? high : low, swapped ? low : high);
  self->probing = FALSE;
  show_order (self, order == GTK_ORDERING_LARGER);
  g_signal_emit (self, self->sort_signal, 0, self->probed != NULL ? self->probed->field : NULL,
                 order == GTK_ORDERING_LARGER);
}

/* (nullable) */
static GtkColumnViewColumn *
column_by_title (ZuoxiColumnTable *self, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const Column *row = g_object_get_data (G_OBJECT (column), "column");

      if (g_str_equal (row->title, title))
        return column; /* the view keeps it */
    }
  return NULL;
}

/* The first column that sorts, where none does yet. */
static const char *
sorting_title (ZuoxiColumnTable *self)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->sort), "by");
  const Column *column = self->columns;

  if (*g_variant_get_string (state, NULL) != '\0')
    for (; column->title != NULL; column++)
      if (g_str_equal (column->title, g_variant_get_string (state, NULL)))
        return column->title;
  for (column = self->columns; column->title != NULL; column++)
    if ((column->flags & COLUMN_SORT) != 0)
      return column->title;
  return NULL;
}

static void
sort_by (ZuoxiColumnTable *self, const char *title, gboolean descending)
{
  GtkColumnViewColumn *column = title != NULL ? column_by_title (self, title) : NULL;

  if (column != NULL)
    gtk_column_view_sort_by_column (self->view, column, descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
on_by_chosen_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiColumnTable *self = data;
  g_autoptr (GVariant) down = g_action_group_get_action_state (G_ACTION_GROUP (self->sort), "descending");

  sort_by (self, g_variant_get_string (target, NULL), g_variant_get_boolean (down));
}

static void
on_descending_chosen_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiColumnTable *self = data;
  g_autoptr (GVariant) down = g_action_get_state (G_ACTION (action));

  sort_by (self, sorting_title (self), !g_variant_get_boolean (down));
}

/* clang-format off */
static const GActionEntry entries[] = {
  { "by", on_by_chosen_cb, "s", "''" },
  { "descending", on_descending_chosen_cb, NULL, "false" } };
/* clang-format on */

GtkSorter *
column_table_sorter_new (ZuoxiColumnTable *self, const Column *column)
{
  Sorting *sorting = g_new (Sorting, 1);

  *sorting = (Sorting){ self, column };
  return GTK_SORTER (gtk_custom_sorter_new (compare_items, sorting, g_free));
}

void
column_table_sort_set_up (ZuoxiColumnTable *self, guint signal)
{
  self->sort_signal = signal;
  self->sort = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->sort), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "sort", G_ACTION_GROUP (self->sort));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (on_sorter_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GMenuModel *
column_table_sort_menu (ZuoxiColumnTable *self)
{
  g_autoptr (GMenu) columns = g_menu_new ();
  g_autoptr (GMenu) direction = g_menu_new ();
  GMenu *menu = NULL;

  for (const Column *column = self->columns; column->title != NULL; column++)
    if ((column->flags & COLUMN_SORT) != 0 && (self->wide || (column->flags & COLUMN_WIDE) == 0))
      {
        g_autoptr (GMenuItem) item = g_menu_item_new (_ (column->title), NULL);

        g_menu_item_set_action_and_target (item, "sort.by", "s", column->title);
        g_menu_append_item (columns, item);
      }
  if (g_menu_model_get_n_items (G_MENU_MODEL (columns)) == 0)
    return NULL;
  menu = g_menu_new ();
  g_menu_append (direction, _ ("_Descending"), "sort.descending");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (columns));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (direction));
  return G_MENU_MODEL (menu);
}
