/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of the window, one entry each; keys are in shortcuts.c. */
#include "config.h"

#include "ui/window-private.h"

#include "ui/compat.h"
#include "ui/shortcuts.h"

#include <glib/gi18n.h>

static ZuoxiPage *
open_page (gpointer data)
{
  return zuoxi_window_get_page (data);
}

static void
on_search_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  if (open_page (data) != NULL)
    zuoxi_page_search (open_page (data));
}

static void
on_new_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  if (open_page (data) != NULL)
    zuoxi_page_new_item (open_page (data));
}

static void
on_print_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  if (open_page (data) != NULL)
    zuoxi_page_print (open_page (data));
}

static void
on_refresh_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  gtk_widget_activate_action (data, "app.sync", NULL);
  if (open_page (data) != NULL)
    zuoxi_page_refresh (open_page (data));
}

static void
on_sync_state_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiWindow *self = data;

  if (self->session != NULL)
    zuoxi_sync_panel_open (self->sync_panel, (ZuoxiSession *) self->session);
}

static void
on_clause_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  const char *clause = open_page (data) != NULL ? zuoxi_page_clause (open_page (data)) : NULL;

  if (clause == NULL)
    zuoxi_window_toast (data, _ ("No clause stands behind this screen"));
  else
    gtk_widget_activate_action (data, "app.clause", "s", clause);
}

static void
on_back_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiWindow *self = data;

  if (gtk_widget_get_visible (GTK_WIDGET (self->palette)))
    zuoxi_palette_close (self->palette);
  else if (open_page (self) != NULL && zuoxi_page_back (open_page (self)))
    return;
  else if (compat_frame_is_folded (self->frame) && compat_frame_shows_content (self->frame))
    {
      compat_frame_show_sidebar (self->frame);
      gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
    }
}

/* What is open in the room goes first, then the room. */
static void
on_previous_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiWindow *self = data;
  const Room  *before = NULL;

  if (gtk_widget_get_visible (GTK_WIDGET (self->palette)) ||
      (open_page (self) != NULL && zuoxi_page_back (open_page (self))))
    {
      zuoxi_palette_close (self->palette);
      return;
    }
  if (self->trail->len == 0)
    {
      on_back_cb (action, target, data);
      return;
    }
  before = g_ptr_array_steal_index (self->trail, self->trail->len - 1);
  /* Going back leaves no trail of its own. */
  if (zuoxi_window_open_room (self, before->id) && self->trail->len > 0)
    g_ptr_array_set_size (self->trail, (int) self->trail->len - 1);
}

static void
on_go_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  zuoxi_palette_open (ZUOXI_WINDOW (data)->palette);
}

static void
on_sidebar_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiWindow *self = data;

  compat_frame_toggle_sidebar (self->frame, self->sidebar_side);
}

static void
on_menu_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiWindow *self = data;

  if (compat_frame_is_folded (self->frame))
    compat_frame_show_sidebar (self->frame);
  gtk_widget_set_visible (self->sidebar_side, TRUE);
  gtk_menu_button_popup (self->menu);
}

static void
on_room_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  zuoxi_window_open_room (data, g_variant_get_string (target, NULL));
}

static void
on_room_at_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  const Room *room = zuoxi_sidebar_nth (ZUOXI_WINDOW (data)->sidebar, (guint) g_variant_get_int32 (target));

  if (room != NULL)
    zuoxi_window_open_room (data, room->id);
}

static void
step (ZuoxiWindow *self, gboolean forward)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *what = g_strdup (undo_stack_peek (self->undo, forward));
  g_autofree char *text = NULL;

  if (what == NULL)
    return;
  if (undo_stack_step (self->undo, forward, &error))
    {
      text = g_strdup_printf (forward ? _ ("Done again: %s") : _ ("Undone: %s"), what);
      zuoxi_window_toast (self, text);
    }
  else
    zuoxi_window_toast_error (self, error);
  window_actions_update (self);
}

static void
on_undo_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  step (data, FALSE);
}

static void
on_redo_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  step (data, TRUE);
}

static void
on_shortcuts_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  GtkWidget *window = shortcuts_window_new ();

  gtk_window_set_transient_for (GTK_WINDOW (window), data);
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_close_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  gtk_window_close (data);
}

/* clang-format off */
static const GActionEntry entries[] = {
  { "search", on_search_cb }, { "new", on_new_cb }, { "print", on_print_cb }, { "refresh", on_refresh_cb },
  { "sync-state", on_sync_state_cb },
  { "clause", on_clause_cb }, { "back", on_back_cb }, { "previous", on_previous_cb }, { "go", on_go_cb }, { "sidebar", on_sidebar_cb },
  { "menu", on_menu_cb }, { "room", on_room_cb, "s" }, { "room-at", on_room_at_cb, "i" }, { "undo", on_undo_cb },
  { "redo", on_redo_cb }, { "shortcuts", on_shortcuts_cb }, { "close", on_close_cb } };

/* Those that mean nothing before someone signed in. */
static const char *const inside[] = { "search", "refresh", "sync-state", "clause", "back", "previous", "go", "sidebar", "menu", "room", "room-at" };
/* clang-format on */

static void
enable (ZuoxiWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

void
window_actions_install (ZuoxiWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
window_actions_update (ZuoxiWindow *self)
{
  ZuoxiPage *page = zuoxi_window_get_page (self);
  gboolean   in = g_strcmp0 (gtk_stack_get_visible_child_name (self->screens), "main") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    enable (self, inside[i], in);
  enable (self, "new", in && page != NULL && zuoxi_page_get_can_create (page));
  enable (self, "print", in && page != NULL && zuoxi_page_get_can_print (page));
  enable (self, "undo", in && undo_stack_peek (self->undo, FALSE) != NULL);
  enable (self, "redo", in && undo_stack_peek (self->undo, TRUE) != NULL);
}
