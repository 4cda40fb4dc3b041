/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/list-room-private.h"

#include <glib/gi18n.h>

#include "app/ref-text.h"
#include "core/id.h"
#include "app/table-import.h"
#include "core/moment.h"
#include "store/apply.h"
#include "ui/history-dialog.h"
#include "ui/import-dialog.h"
#include "ui/widgets/fields-grid.h"
#include "ui/window.h"

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZuoxiListRoom, zuoxi_list_room, ZUOXI_TYPE_PAGE)

ZuoxiListRoomPrivate *
list_room_priv (ZuoxiListRoom *self)
{
  return zuoxi_list_room_get_instance_private (self);
}

static const ListSpec *
spec_of (ZuoxiListRoom *self)
{
  return ZUOXI_LIST_ROOM_GET_CLASS (self)->spec;
}

static ZuoxiSession *
session_of (ZuoxiListRoom *self)
{
  return zuoxi_page_get_session (ZUOXI_PAGE (self));
}

/* Columns whose text is the name of another row. */

static char *
ref_of (ZuoxiListRoom *self, ZuoxiRow *row, const char *name)
{
  const Schema *schema = zuoxi_row_get_schema (row);

  return ref_member_text (session_of (self), schema, schema_field (schema, name), zuoxi_row_get (row));
}

char *
list_room_person (gpointer item, gpointer data)
{
  return ref_of (data, item, spec_of (data)->source.person);
}

char *
list_room_customer (gpointer item, gpointer data)
{
  return ref_of (data, item, spec_of (data)->source.customer);
}

/* What the list shows, and what to say where it is empty. */

/* What the server does not know yet is not to be filled in here (R38). */
static gboolean
server_is_older (ZuoxiListRoom *self)
{
  gint64 known = store_get_server_schema (zuoxi_session_get_reader (session_of (self)));

  return known > 0 && spec_of (self)->source.schema->since > known;
}

static void
show_state (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  const ListSpec       *spec = spec_of (self);
  guint                 n = g_list_model_get_n_items (G_LIST_MODEL (priv->model));
  gint64                last_sync = 0;

  if (!zuoxi_query_model_is_loading (priv->model))
    zuoxi_filter_bar_set_count (priv->filter, n);
  if (n > 0)
    {
      zuoxi_status_show_content (priv->status);
      return;
    }
  if (server_is_older (self))
    {
      zuoxi_status_show_empty (priv->status, spec->icon, _ ("This room waits for the server"), _ ("The server is older than this program and does not know it yet. It opens by itself "
                                  "when the administrator has updated the server."),
                                                                                                  NULL, NULL);
      return;
    }
  g_object_get (session_of (self), "last-sync", &last_sync, NULL);
  if (zuoxi_query_model_is_loading (priv->model))
    zuoxi_status_show_loading (priv->status, _ ("Reading the list"), NULL);
  else if (zuoxi_filter_bar_is_set (priv->filter))
    zuoxi_status_show_no_match (priv->status, "room.clear-filter");
  else if (last_sync == 0)
    zuoxi_status_show_offline_first (priv->status, _ (spec->empty_text));
  else
    zuoxi_status_show_empty (priv->status, spec->icon, _ (spec->empty_title), _ (spec->empty_text), NULL, NULL);
}

static void
on_model_changed_cb (ZuoxiListRoom *self)
{
  show_state (self);
}

static void
on_failed_cb (ZuoxiListRoom *self, const GError *error)
{
  zuoxi_status_show_error (list_room_priv (self)->status,
                           _ ("The list cannot be read"),
                              _ ("Try again with F5. If it stays so, send the details to the administrator."), error);
}

void
list_room_requery (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *clause = NULL;
  ListFilter       filter = { 0 };

  if (priv->model == NULL)
    return;
  list_room_read_filter (self, &filter);
  clause = list_query_clause (&spec_of (self)->source, &filter, zuoxi_session_get_reader (session_of (self)),
                              zuoxi_session_get_directory (session_of (self)), &error);
  first = list_query_first_clause (&spec_of (self)->source, &filter, zuoxi_session_get_directory (session_of (self)));
  if (clause != NULL)
    zuoxi_query_model_set_clauses (priv->model, first, clause);
  else
    on_failed_cb (self, error);
  show_state (self);
}

static void
on_table_changed_cb (ZuoxiListRoom *self)
{
  zuoxi_query_model_refresh (list_room_priv (self)->model);
}

/* Offered to those whose rows of others the access lines allow. */
static void
show_import (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);

  if (priv->import != NULL)
    gtk_widget_set_visible (priv->import, table_import_allowed (session_of (self), spec_of (self)->source.schema));
}

static void
add_import (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);

  if (!spec_of (self)->imported)
    return;
  priv->import = gtk_button_new_with_mnemonic (_ ("_Import…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->import), "room.import");
  zuoxi_filter_bar_append (priv->filter, priv->import);
  show_import (self);
}

static void
add_tool (ZuoxiListRoom *self)
{
  ZuoxiListRoomClass *klass = ZUOXI_LIST_ROOM_GET_CLASS (self);
  GtkWidget          *tool = klass->add_tool != NULL ? klass->add_tool (self) : NULL;

  if (tool != NULL)
    zuoxi_filter_bar_append (list_room_priv (self)->filter, tool);
}

static void
on_import_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  ZuoxiListRoom *self = ZUOXI_LIST_ROOM (widget);

  import_dialog_ask (zuoxi_page_get_window (ZUOXI_PAGE (self)), session_of (self), spec_of (self)->source.schema);
}

static void
on_directory_changed_cb (ZuoxiListRoom *self)
{
  show_import (self);
  list_room_fill_people (self);
  list_room_requery (self);
}

static void
on_order_changed_cb (ZuoxiListRoom *self, const char *field, gboolean descending)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);

  g_free (priv->sort);
  priv->sort = g_strdup (field);
  priv->descending = descending;
  list_room_requery (self);
}

static void
on_filter_changed_cb (ZuoxiListRoom *self)
{
  if (!list_room_priv (self)->filling)
    list_room_requery (self);
}

/* Details */

static void
clear_box (GtkBox *box)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
add_children (ZuoxiListRoom *self, const Schema *schema, Id parent)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  g_autoptr (Rows) rows = store_children (zuoxi_session_get_reader (session_of (self)), schema, parent, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      if (i == 0)
        {
          GtkWidget *heading = gtk_label_new (_ (schema->title));

          gtk_label_set_xalign (GTK_LABEL (heading), 0);
          gtk_widget_add_css_class (heading, "heading");
          gtk_box_append (priv->details, heading);
        }
      gtk_box_append (priv->details, fields_grid_new (session_of (self), schema, rows->at[i], NULL));
    }
}

/* The first column names the row. */
static char *
title_of (ZuoxiListRoom *self, ZuoxiRow *row)
{
  const ListSpec  *spec = spec_of (self);
  const Schema    *schema = spec->source.schema;
  g_autofree char *first = ref_of (self, row, spec->columns[0].field);

  return g_strdup_printf ("%s · %s", _ (schema->title), first);
}

static void
fill_details (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  const ListSpec       *spec = spec_of (self);
  const Row            *row = zuoxi_row_get (priv->chosen);
  g_autofree char      *title = title_of (self, priv->chosen);

  clear_box (priv->details);
  gtk_label_set_label (priv->details_title, title);
  gtk_box_append (priv->details, fields_grid_new (session_of (self), spec->source.schema, row, NULL));
  for (guint i = 0; spec->children != NULL && spec->children[i] != NULL; i++)
    add_children (self, spec->children[i], row->id);
  if (ZUOXI_LIST_ROOM_GET_CLASS (self)->add_details != NULL)
    ZUOXI_LIST_ROOM_GET_CLASS (self)->add_details (self, priv->chosen, priv->details);
}

static void
on_chosen_changed_cb (ZuoxiListRoom *self)
{
  fill_details (self);
}

static void
choose (ZuoxiListRoom *self, ZuoxiRow *row)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);

  if (priv->chosen != NULL)
    g_signal_handlers_disconnect_by_func (priv->chosen, on_chosen_changed_cb, self);
  g_set_object (&priv->chosen, row);
  gtk_widget_set_visible (priv->details_side, row != NULL);
  if (row == NULL)
    return;
  g_signal_connect_object (row, "notify", G_CALLBACK (on_chosen_changed_cb), self, G_CONNECT_SWAPPED);
  fill_details (self);
}

static void
on_selected_cb (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  g_autoptr (ZuoxiRow) row = zuoxi_column_table_get_selected (priv->table);

  if (row != NULL && row != priv->chosen && !priv->closing)
    choose (self, row);
}

static void
on_row_opened_cb (ZuoxiListRoom *self, ZuoxiRow *row)
{
  choose (self, row);
  adw_leaflet_navigate (list_room_priv (self)->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static gboolean
close_details (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);

  if (priv->chosen == NULL)
    return FALSE;
  if (adw_leaflet_get_folded (priv->leaflet) && adw_leaflet_navigate (priv->leaflet, ADW_NAVIGATION_DIRECTION_BACK))
    return TRUE;
  /* The list chooses the row it gives the focus to: that must not open the details again. */
  priv->closing = TRUE;
  gtk_widget_child_focus (GTK_WIDGET (priv->table), GTK_DIR_TAB_FORWARD);
  priv->closing = FALSE;
  choose (self, NULL);
  return TRUE;
}

/* Of the row that is chosen; the menu of a row chooses it first. */
static void
on_history_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  ZuoxiListRoom        *self = ZUOXI_LIST_ROOM (widget);
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  g_autoptr (ZuoxiRow) row = zuoxi_column_table_get_selected (priv->table);
  g_autofree char *title = NULL;

  if (row == NULL)
    return;
  title = title_of (self, row);
  history_dialog_present (GTK_WINDOW (zuoxi_page_get_window (ZUOXI_PAGE (self))), session_of (self),
                          spec_of (self)->source.schema, ((const Row *) zuoxi_row_get (row))->id, title);
}

static void
add_row_menu (ZuoxiListRoom *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("_History…"), "room.history");
  if (ZUOXI_LIST_ROOM_GET_CLASS (self)->add_menu != NULL)
    ZUOXI_LIST_ROOM_GET_CLASS (self)->add_menu (self, menu);
  zuoxi_column_table_set_menu (list_room_priv (self)->table, G_MENU_MODEL (menu));
}

static void
on_close_details_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  close_details (ZUOXI_LIST_ROOM (widget));
}

static void
on_clear_filter_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  zuoxi_filter_bar_clear (list_room_priv (ZUOXI_LIST_ROOM (widget))->filter);
  list_room_requery (ZUOXI_LIST_ROOM (widget));
}

/* The page's own answers */

static void
zuoxi_list_room_set_up (ZuoxiPage *page)
{
  ZuoxiListRoom        *self = ZUOXI_LIST_ROOM (page);
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  ZuoxiSession         *session = session_of (self);
  g_autofree char      *signal = g_strdup_printf ("table-changed::%s", spec_of (self)->source.schema->table);

  priv->model = zuoxi_query_model_new (spec_of (self)->source.schema, zuoxi_session_get_reader (session),
                                       zuoxi_session_get_worker (session));
  g_signal_connect_object (priv->model, "items-changed", G_CALLBACK (on_model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->model, "notify::loading", G_CALLBACK (on_model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->model, "failed", G_CALLBACK (on_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, signal, G_CALLBACK (on_table_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::banner", G_CALLBACK (on_model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "directory-changed", G_CALLBACK (on_directory_changed_cb), self, G_CONNECT_SWAPPED);
  zuoxi_filter_bar_capture (priv->filter, GTK_WIDGET (priv->table));
  zuoxi_column_table_set_up (priv->table, _ (spec_of (self)->source.schema->title), spec_of (self)->columns, self);
  zuoxi_column_table_set_now (priv->table, zuoxi_session_now (session));
  list_room_fill_filters (self);
  zuoxi_column_table_set_multiple (priv->table, spec_of (self)->several);
  add_row_menu (self);
  add_import (self);
  add_tool (self);
  zuoxi_column_table_set_model (priv->table, G_LIST_MODEL (priv->model), FALSE);
  list_room_requery (self);
}

static GtkWidget *
zuoxi_list_room_first (ZuoxiPage *page)
{
  return GTK_WIDGET (list_room_priv (ZUOXI_LIST_ROOM (page))->table);
}

static void
zuoxi_list_room_search (ZuoxiPage *page)
{
  zuoxi_filter_bar_focus_search (list_room_priv (ZUOXI_LIST_ROOM (page))->filter);
}

static gboolean
zuoxi_list_room_back (ZuoxiPage *page)
{
  return close_details (ZUOXI_LIST_ROOM (page)) ||
         zuoxi_filter_bar_clear (list_room_priv (ZUOXI_LIST_ROOM (page))->filter);
}

static void
zuoxi_list_room_refresh (ZuoxiPage *page)
{
  on_table_changed_cb (ZUOXI_LIST_ROOM (page));
}

static gboolean
zuoxi_list_room_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  ZuoxiListRoom        *self = ZUOXI_LIST_ROOM (page);
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  const Schema         *schema = spec_of (self)->source.schema;
  g_autoptr (ZuoxiRow) row = NULL;
  gpointer found = NULL;
  guint    position = GTK_INVALID_LIST_POSITION;

  if (!g_str_equal (table, schema->table))
    return FALSE;
  found = store_get (zuoxi_session_get_reader (session_of (self)), schema, *id, NULL);
  if (found == NULL)
    return FALSE;
  position = zuoxi_query_model_find_k (priv->model, ((const Row *) found)->k);
  row = zuoxi_row_new (schema, found);
  if (position != GTK_INVALID_LIST_POSITION)
    zuoxi_column_table_select (priv->table, position, TRUE);
  choose (self, row);
  adw_leaflet_navigate (priv->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  return TRUE;
}

static const char *
zuoxi_list_room_clause (ZuoxiPage *page)
{
  return spec_of (ZUOXI_LIST_ROOM (page))->clause;
}

static void
zuoxi_list_room_dispose (GObject *object)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (ZUOXI_LIST_ROOM (object));

  g_clear_object (&priv->chosen);
  if (priv->table != NULL)
    zuoxi_column_table_set_model (priv->table, NULL, FALSE);
  priv->table = NULL;
  g_clear_object (&priv->model);
  /* GTK 4.8 looks for the template in the class of the object, which is the room's: the child is let go by hand. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (zuoxi_list_room_parent_class)->dispose (object);
}

static void
zuoxi_list_room_finalize (GObject *object)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (ZUOXI_LIST_ROOM (object));

  g_clear_pointer (&priv->month_values, g_strfreev);
  g_clear_pointer (&priv->person_ids, g_array_unref);
  g_clear_pointer (&priv->team_ids, g_array_unref);
  g_clear_pointer (&priv->sort, g_free);
  G_OBJECT_CLASS (zuoxi_list_room_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_FILTER_BAR);
  g_type_ensure (ZUOXI_TYPE_COLUMN_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/list-room.ui");
  gtk_widget_class_bind_template_child_private (widget_class, ZuoxiListRoom, leaflet);
  gtk_widget_class_bind_template_child_private (widget_class, ZuoxiListRoom, filter);
  gtk_widget_class_bind_template_child_private (widget_class, ZuoxiListRoom, table);
  gtk_widget_class_bind_template_child_private (widget_class, ZuoxiListRoom, status);
  gtk_widget_class_bind_template_child_private (widget_class, ZuoxiListRoom, details_side);
  gtk_widget_class_bind_template_child_private (widget_class, ZuoxiListRoom, details_title);
  gtk_widget_class_bind_template_child_private (widget_class, ZuoxiListRoom, details);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_order_changed_cb);
  gtk_widget_class_install_action (widget_class, "room.close-details", NULL, on_close_details_cb);
  gtk_widget_class_install_action (widget_class, "room.history", NULL, on_history_cb);
  gtk_widget_class_install_action (widget_class, "room.clear-filter", NULL, on_clear_filter_cb);
  gtk_widget_class_install_action (widget_class, "room.import", NULL, on_import_cb);
}

static void
zuoxi_list_room_class_init (ZuoxiListRoomClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  object_class->dispose = zuoxi_list_room_dispose;
  object_class->finalize = zuoxi_list_room_finalize;
  page_class->set_up = zuoxi_list_room_set_up;
  page_class->search = zuoxi_list_room_search;
  page_class->first = zuoxi_list_room_first;
  page_class->back = zuoxi_list_room_back;
  page_class->refresh = zuoxi_list_room_refresh;
  page_class->show_item = zuoxi_list_room_show_item;
  page_class->clause = zuoxi_list_room_clause;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
zuoxi_list_room_init (ZuoxiListRoom *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GPtrArray *
zuoxi_list_room_get_selection (ZuoxiListRoom *self)
{
  g_return_val_if_fail (ZUOXI_IS_LIST_ROOM (self), NULL);

  return zuoxi_column_table_get_selection (list_room_priv (self)->table);
}

ZuoxiRow *
zuoxi_list_room_get_chosen (ZuoxiListRoom *self)
{
  g_return_val_if_fail (ZUOXI_IS_LIST_ROOM (self), NULL);

  return list_room_priv (self)->chosen;
}
