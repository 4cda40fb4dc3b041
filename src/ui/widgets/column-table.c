/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/column-table-private.h"

#include "ui/compat.h"

#include <glib/gi18n.h>

#define WIDE 640 /* pixels */

G_DEFINE_FINAL_TYPE (ZuoxiColumnTable, zuoxi_column_table, GTK_TYPE_WIDGET)

static guint signal_open, signal_selected, signal_sort_changed, signal_menu;

static void
add_column (ZuoxiColumnTable *self, const Column *column)
{
  GtkListItemFactory *factory = column_table_factory_new (self, column);
  g_autoptr (GtkColumnViewColumn) view_column = gtk_column_view_column_new (_ (column->title), factory);

  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, (column->flags & COLUMN_EXPAND) != 0);
  if ((column->flags & COLUMN_SORT) != 0)
    {
      g_autoptr (GtkSorter) sorter = column_table_sorter_new (self, column);

      gtk_column_view_column_set_sorter (view_column, sorter);
    }
  g_object_set_data (G_OBJECT (view_column), "column", (gpointer) column);
  gtk_column_view_append_column (self->view, view_column);
}

static void
show_columns (ZuoxiColumnTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      const Column *column = g_object_get_data (G_OBJECT (view_column), "column");

      gtk_column_view_column_set_visible (view_column, self->wide || (column->flags & COLUMN_WIDE) == 0);
    }
}

static GtkSelectionModel *
selection_of (ZuoxiColumnTable *self)
{
  return gtk_column_view_get_model (self->view);
}

/* Two quick clicks with Control or Shift, on a row chosen and given up, are two choices, and open nothing. */
static gboolean
on_event_cb (ZuoxiColumnTable *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_BUTTON_PRESS)
    self->choosing = (gdk_event_get_modifier_state (event) & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0;
  else if (type == GDK_KEY_PRESS)
    self->choosing = FALSE;
  return GDK_EVENT_PROPAGATE;
}

static void
on_activated_cb (ZuoxiColumnTable *self, guint position)
{
  g_autoptr (GObject) item = zuoxi_column_table_get_item (self, position);

  if (item != NULL && !self->choosing)
    g_signal_emit (self, signal_open, 0, item);
}

static void
on_selection_changed_cb (ZuoxiColumnTable *self)
{
  if (!self->focusing)
    g_signal_emit (self, signal_selected, 0);
}

/* What can be done with the row, and how the list is sorted; only the latter where no row is chosen. */
static GMenuModel *
whole_menu (ZuoxiColumnTable *self)
{
  GMenu      *menu = g_menu_new ();
  GMenuModel *sort = column_table_sort_menu (self);

  if (self->menu != NULL)
    g_menu_append_section (menu, NULL, self->menu);
  if (sort != NULL)
    {
      g_autoptr (GMenu) section = g_menu_new ();

      g_menu_append_submenu (section, _ ("_Sort By"), sort);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
      g_object_unref (sort);
    }
  return G_MENU_MODEL (menu);
}

static void
open_popover (ZuoxiColumnTable *self, GMenuModel *menu, const GdkRectangle *at)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
open_menu (ZuoxiColumnTable *self, gpointer item, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) menu = whole_menu (self);

  if (g_menu_model_get_n_items (menu) == 0 || item == NULL)
    return;
  g_signal_emit (self, signal_menu, 0, item);
  open_popover (self, menu, at);
}

static void
on_right_pressed_cb (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  ZuoxiColumnTable *self = data;
  guint             position = 0;
  GtkWidget        *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  gpointer          item = column_table_item_at (picked, &position);

  if (item == NULL)
    return;
  if (!gtk_selection_model_is_selected (selection_of (self), position))
    gtk_selection_model_select_item (selection_of (self), position, TRUE);
  open_menu (self, item, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static GdkRectangle
below_focus (ZuoxiColumnTable *self)
{
  GtkWidget      *widget = GTK_WIDGET (self);
  GtkWidget      *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (focus != NULL && gtk_widget_is_ancestor (focus, widget) && gtk_widget_compute_bounds (focus, widget, &bounds))
    return (GdkRectangle){ (int) bounds.origin.x + 24, (int) (bounds.origin.y + bounds.size.height), 1, 1 };
  return (GdkRectangle){ 24, 24, 1, 1 };
}

static gboolean
on_sort_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  ZuoxiColumnTable *self = ZUOXI_COLUMN_TABLE (widget);
  g_autoptr (GMenuModel) menu = column_table_sort_menu (self);
  GdkRectangle at = below_focus (self);

  if (menu == NULL)
    return FALSE;
  open_popover (self, menu, &at);
  return TRUE;
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  ZuoxiColumnTable *self = ZUOXI_COLUMN_TABLE (widget);
  g_autoptr (GObject) item = zuoxi_column_table_get_selected (self);
  GdkRectangle at = below_focus (self);

  if (item == NULL)
    return on_sort_key (widget, args, data);
  open_menu (self, item, &at);
  return TRUE;
}

static gboolean
on_width_settled_cb (gpointer data)
{
  ZuoxiColumnTable *self = data;

  show_columns (self);
  return G_SOURCE_REMOVE;
}

static void
zuoxi_column_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZuoxiColumnTable *self = ZUOXI_COLUMN_TABLE (widget);
  gboolean          wide = width >= WIDE;

  gtk_widget_allocate (self->scroll, width, height, baseline, NULL);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
  /* Columns may not come and go while sizes are being given out. */
  if (wide != self->wide)
    {
      self->wide = wide;
      g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_width_settled_cb, g_object_ref (self), g_object_unref);
    }
}

static void
zuoxi_column_table_measure (GtkWidget     *widget,
                            GtkOrientation orientation,
                            int            for_size,
                            int           *minimum,
                            int           *natural,
                            int           *minimum_baseline,
                            int           *natural_baseline)
{
  gtk_widget_measure (ZUOXI_COLUMN_TABLE (widget)->scroll, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

/* To its rows; a list that is still being read gets it when they are there. Having the focus chooses no row. */
static gboolean
zuoxi_column_table_grab_focus (GtkWidget *widget)
{
  ZuoxiColumnTable *self = ZUOXI_COLUMN_TABLE (widget);
  gboolean          chosen = zuoxi_column_table_get_position (self) != GTK_INVALID_LIST_POSITION;
  gboolean          done = FALSE;

  self->wants_focus = !gtk_widget_get_mapped (widget) || zuoxi_column_table_get_n_items (self) == 0;
  if (self->wants_focus)
    return FALSE;
  self->focusing = TRUE;
  done = gtk_widget_grab_focus (gtk_widget_get_last_child (GTK_WIDGET (self->view)));
  if (!chosen)
    gtk_selection_model_unselect_all (selection_of (self));
  self->focusing = FALSE;
  return done;
}

/* Nobody has begun to type, or gone elsewhere. */
static gboolean
may_take_focus (ZuoxiColumnTable *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return root != NULL && (!GTK_IS_TEXT (focus) || *gtk_editable_get_text (GTK_EDITABLE (focus)) == '\0');
}

static gboolean
on_rows_here_cb (gpointer data)
{
  ZuoxiColumnTable *self = data;

  self->focus_source = 0;
  if (!self->wants_focus || !gtk_widget_get_mapped (GTK_WIDGET (self)) || zuoxi_column_table_get_n_items (self) == 0)
    return G_SOURCE_REMOVE;
  self->wants_focus = FALSE;
  if (may_take_focus (self))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
wait_for_rows (ZuoxiColumnTable *self)
{
  if (self->wants_focus && self->focus_source == 0 && !self->closed)
    self->focus_source = g_idle_add (on_rows_here_cb, self);
}

/* Before the view hears of it: a list that is read again has new rows, and the focus is to stay in it. */
static void
on_rows_changed_cb (ZuoxiColumnTable *self, guint position, guint removed, guint added, GListModel *model)
{
  gboolean all = removed > 0 && g_list_model_get_n_items (model) == added;

  if (all && gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    self->wants_focus = TRUE;
  wait_for_rows (self);
}

static gboolean
on_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ZuoxiColumnTable *self = ZUOXI_COLUMN_TABLE (widget);
  guint             position = self->scroll_to;

  if (gtk_widget_get_height (GTK_WIDGET (self->view)) == 0)
    return G_SOURCE_CONTINUE;
  self->scroll_to = GTK_INVALID_LIST_POSITION;
  if (position < zuoxi_column_table_get_n_items (self) &&
      gtk_selection_model_is_selected (selection_of (self), position))
    compat_scroll_to (GTK_WIDGET (self->view), position, may_take_focus (self));
  return G_SOURCE_REMOVE;
}

static void
zuoxi_column_table_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (zuoxi_column_table_parent_class)->map (widget);
  wait_for_rows (ZUOXI_COLUMN_TABLE (widget));
  if (ZUOXI_COLUMN_TABLE (widget)->scroll_to != GTK_INVALID_LIST_POSITION)
    gtk_widget_add_tick_callback (widget, on_frame_cb, NULL, NULL);
}

/* Arrows go over the rows, Tab over what stands beside them: GTK 4.8 would stop at every row, and at the first one not
   come out again backwards. */
static gboolean
zuoxi_column_table_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (zuoxi_column_table_parent_class)->focus (widget, direction);
}

static void
zuoxi_column_table_dispose (GObject *object)
{
  ZuoxiColumnTable *self = ZUOXI_COLUMN_TABLE (object);

  g_clear_handle_id (&self->focus_source, g_source_remove);
  self->closed = TRUE; /* rows may still go */
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->scroll, gtk_widget_unparent);
  g_clear_object (&self->menu);
  g_clear_object (&self->sort);
  G_OBJECT_CLASS (zuoxi_column_table_parent_class)->dispose (object);
}

static void
zuoxi_column_table_class_init (ZuoxiColumnTableClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = zuoxi_column_table_dispose;
  widget_class->measure = zuoxi_column_table_measure;
  widget_class->size_allocate = zuoxi_column_table_size_allocate;
  widget_class->grab_focus = zuoxi_column_table_grab_focus;
  widget_class->focus = zuoxi_column_table_focus;
  widget_class->map = zuoxi_column_table_map;
  signal_open = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_OBJECT);
  signal_selected = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signal_sort_changed = g_signal_new ("sort-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                      G_TYPE_STRING, G_TYPE_BOOLEAN);
  signal_menu = g_signal_new ("menu", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_OBJECT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, on_sort_key, NULL);
}

static void
zuoxi_column_table_init (ZuoxiColumnTable *self)
{
  GtkGesture         *right = gtk_gesture_click_new ();
  GtkEventController *events = gtk_event_controller_legacy_new ();

  self->scroll_to = GTK_INVALID_LIST_POSITION;
  self->wide = TRUE;
  self->scroll = gtk_scrolled_window_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroll, GTK_WIDGET (self));
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (self->view, "activate", G_CALLBACK (on_activated_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (right), GDK_BUTTON_SECONDARY);
  g_signal_connect (right, "pressed", G_CALLBACK (on_right_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (right));
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (events, "event", G_CALLBACK (on_event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
}

GtkWidget *
zuoxi_column_table_new (const char *name, const Column *columns, gpointer data)
{
  ZuoxiColumnTable *self = g_object_new (ZUOXI_TYPE_COLUMN_TABLE, NULL);

  zuoxi_column_table_set_up (self, name, columns, data);
  return GTK_WIDGET (self);
}

void
zuoxi_column_table_set_up (ZuoxiColumnTable *self, const char *name, const Column *columns, gpointer data)
{
  g_return_if_fail (ZUOXI_IS_COLUMN_TABLE (self));
  g_return_if_fail (self->columns == NULL);

  self->columns = columns;
  self->data = data;
  for (const Column *column = columns; column->title != NULL; column++)
    add_column (self, column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  /* What has the focus is a list inside of it. */
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  column_table_sort_set_up (self, signal_sort_changed);
}

void
zuoxi_column_table_set_model (ZuoxiColumnTable *self, GListModel *model, gboolean sort_here)
{
  g_autoptr (GtkSelectionModel) selection = NULL;
  GListModel *shown = NULL;

  g_return_if_fail (ZUOXI_IS_COLUMN_TABLE (self));

  if (model == NULL)
    {
      gtk_column_view_set_model (self->view, NULL);
      return;
    }
  shown = g_object_ref (model);
  if (sort_here)
    shown = G_LIST_MODEL (gtk_sort_list_model_new (shown, g_object_ref (gtk_column_view_get_sorter (self->view))));
  if (self->multiple)
    selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (shown));
  else
    {
      GtkSingleSelection *single = gtk_single_selection_new (NULL);

      /* Before the rows come: nothing is selected until somebody does it. */
      gtk_single_selection_set_autoselect (single, FALSE);
      gtk_single_selection_set_can_unselect (single, TRUE);
      gtk_single_selection_set_model (single, shown);
      g_object_unref (shown);
      selection = GTK_SELECTION_MODEL (single);
    }
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (on_rows_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, selection);
  g_signal_connect_object (selection, "selection-changed", G_CALLBACK (on_selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
zuoxi_column_table_set_multiple (ZuoxiColumnTable *self, gboolean multiple)
{
  g_return_if_fail (ZUOXI_IS_COLUMN_TABLE (self));

  self->multiple = multiple;
}

void
zuoxi_column_table_set_menu (ZuoxiColumnTable *self, GMenuModel *menu)
{
  g_return_if_fail (ZUOXI_IS_COLUMN_TABLE (self));

  g_set_object (&self->menu, menu);
}

void
zuoxi_column_table_set_now (ZuoxiColumnTable *self, gint64 now)
{
  g_return_if_fail (ZUOXI_IS_COLUMN_TABLE (self));

  self->now = now;
}

guint
zuoxi_column_table_get_position (ZuoxiColumnTable *self)
{
  g_autoptr (GtkBitset) bits = NULL;

  g_return_val_if_fail (ZUOXI_IS_COLUMN_TABLE (self), GTK_INVALID_LIST_POSITION);

  if (selection_of (self) == NULL)
    return GTK_INVALID_LIST_POSITION;
  bits = gtk_selection_model_get_selection (selection_of (self));
  return gtk_bitset_is_empty (bits) ? GTK_INVALID_LIST_POSITION : gtk_bitset_get_minimum (bits);
}

gpointer
zuoxi_column_table_get_selected (ZuoxiColumnTable *self)
{
  return zuoxi_column_table_get_item (self, zuoxi_column_table_get_position (self));
}

GPtrArray *
zuoxi_column_table_get_selection (ZuoxiColumnTable *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) bits = NULL;

  g_return_val_if_fail (ZUOXI_IS_COLUMN_TABLE (self), items);

  if (selection_of (self) == NULL)
    return items;
  bits = gtk_selection_model_get_selection (selection_of (self));
  for (guint i = 0; i < gtk_bitset_get_size (bits); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (selection_of (self)), gtk_bitset_get_nth (bits, i)));
  return items;
}

void
zuoxi_column_table_select (ZuoxiColumnTable *self, guint position, gboolean focus)
{
  g_return_if_fail (ZUOXI_IS_COLUMN_TABLE (self));

  if (position >= zuoxi_column_table_get_n_items (self))
    return;
  gtk_selection_model_select_item (selection_of (self), position, TRUE);
  compat_scroll_to (GTK_WIDGET (self->view), position, focus);
  /* Without a height the list does not know where that is. */
  if (gtk_widget_get_height (GTK_WIDGET (self->view)) == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->scroll_to = position;
}

void
zuoxi_column_table_add (ZuoxiColumnTable *self, guint position)
{
  g_return_if_fail (ZUOXI_IS_COLUMN_TABLE (self));

  if (position < zuoxi_column_table_get_n_items (self))
    gtk_selection_model_select_item (selection_of (self), position, !self->multiple);
}

guint
zuoxi_column_table_get_n_items (ZuoxiColumnTable *self)
{
  g_return_val_if_fail (ZUOXI_IS_COLUMN_TABLE (self), 0);

  return selection_of (self) != NULL ? g_list_model_get_n_items (G_LIST_MODEL (selection_of (self))) : 0;
}

gpointer
zuoxi_column_table_get_item (ZuoxiColumnTable *self, guint position)
{
  g_return_val_if_fail (ZUOXI_IS_COLUMN_TABLE (self), NULL);

  return selection_of (self) != NULL ? g_list_model_get_item (G_LIST_MODEL (selection_of (self)), position) : NULL;
}
