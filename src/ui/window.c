/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-private.h"

#include "ui/compat.h"
#include "ui/shortcuts.h"

#include <glib/gi18n.h>

#define TRAIL_MAX 50 /* rooms Alt+Left goes back through */

G_DEFINE_FINAL_TYPE (ZuoxiWindow, zuoxi_window, ADW_TYPE_APPLICATION_WINDOW)

static guint signal_waiting;

static const Room *
find_room (ZuoxiWindow *self, const char *id)
{
  for (const Room *room = self->rooms; id != NULL && room->id != NULL; room++)
    if (g_str_equal (room->id, id))
      return room->posts == 0 || (room->posts & self->posts) != 0 ? room : NULL;
  return NULL;
}

static ZuoxiPage *
ensure_page (ZuoxiWindow *self, const Room *room)
{
  ZuoxiPage *page = g_hash_table_lookup (self->pages, room->id);

  if (page != NULL)
    return page;
  page = g_object_new (room->get_type (), NULL);
  if (zuoxi_page_get_title (page) == NULL)
    zuoxi_page_set_title (page, _ (room->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (room->title), -1);
  gtk_stack_add_named (self->room_stack, GTK_WIDGET (page), room->id);
  g_hash_table_insert (self->pages, (gpointer) room->id, page);
  zuoxi_page_set_up (page, (ZuoxiSession *) self->session);
  return page;
}

static void
update_header (ZuoxiWindow *self)
{
  ZuoxiPage  *page = zuoxi_window_get_page (self);
  const char *label = page != NULL ? zuoxi_page_get_new_label (page) : NULL;
  gboolean    folded = compat_frame_is_folded (self->frame);
  gboolean    can_create = page != NULL && zuoxi_page_get_can_create (page);

  adw_window_title_set_title (self->title,
                              page != NULL && zuoxi_page_get_title (page) != NULL ? zuoxi_page_get_title (page) : "");
  adw_window_title_set_subtitle (self->title, page != NULL && zuoxi_page_get_subtitle (page) != NULL
                                                  ? zuoxi_page_get_subtitle (page)
                                                  : "");
  gtk_label_set_label (self->new_text, label != NULL ? label : _ ("New"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->new_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->new_text), -1);
  gtk_widget_set_tooltip_text (self->new_button, gtk_label_get_label (self->new_text));
  gtk_widget_set_visible (self->new_button, can_create);
  gtk_widget_set_visible (GTK_WIDGET (self->new_text), !folded);
  gtk_widget_set_visible (GTK_WIDGET (self->sync_text), !folded);
  gtk_widget_set_visible (GTK_WIDGET (self->sample), !folded && *gtk_label_get_label (self->sample) != '\0');
  gtk_widget_set_visible (self->back, folded);
  window_actions_update (self);
}

static void
on_page_changed_cb (ZuoxiWindow *self)
{
  update_header (self);
}

static void
on_frame_changed_cb (gpointer data)
{
  update_header (data);
}

static void
on_room_chosen_cb (ZuoxiWindow *self, const char *id)
{
  zuoxi_window_open_room (self, id);
}

static void
on_surface_width_cb (ZuoxiWindow *self, GParamSpec *pspec, GdkSurface *surface)
{
  compat_frame_set_width (self->frame, gdk_surface_get_width (surface));
}

static void
flush_pages (ZuoxiWindow *self)
{
  GHashTableIter iter;
  gpointer       page = NULL;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page))
    zuoxi_page_flush (page);
}

static void
drop_pages (ZuoxiWindow *self)
{
  GtkWidget *child = NULL;

  g_signal_group_set_target (self->page_signals, NULL);
  g_hash_table_remove_all (self->pages);
  gtk_stack_set_visible_child (self->room_stack, GTK_WIDGET (self->empty));
  while ((child = gtk_widget_get_last_child (GTK_WIDGET (self->room_stack))) != GTK_WIDGET (self->empty))
    gtk_stack_remove (self->room_stack, child);
  self->room = NULL;
  g_ptr_array_set_size (self->trail, 0);
}

static void
keep_size (ZuoxiWindow *self)
{
  int width = 0;
  int height = 0;

  if (self->settings == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
restore_size (ZuoxiWindow *self)
{
  if (self->settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static gboolean
zuoxi_window_close_request (GtkWindow *window)
{
  ZuoxiWindow *self = ZUOXI_WINDOW (window);

  flush_pages (self);
  keep_size (self);
  return GTK_WINDOW_CLASS (zuoxi_window_parent_class)->close_request (window);
}

static void
zuoxi_window_realize (GtkWidget *widget)
{
  GdkSurface *surface = NULL;

  GTK_WIDGET_CLASS (zuoxi_window_parent_class)->realize (widget);
  surface = gtk_native_get_surface (GTK_NATIVE (widget));
  g_signal_connect_object (surface, "notify::width", G_CALLBACK (on_surface_width_cb), widget, G_CONNECT_SWAPPED);
}

static void
zuoxi_window_dispose (GObject *object)
{
  ZuoxiWindow *self = ZUOXI_WINDOW (object);

  if (self->room_stack != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->frame, self);
      drop_pages (self);
    }
  if (self->sync_panel != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->sync_panel));
  self->sync_panel = NULL;
  g_clear_object (&self->page_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZUOXI_TYPE_WINDOW);
  G_OBJECT_CLASS (zuoxi_window_parent_class)->dispose (object);
}

static void
zuoxi_window_finalize (GObject *object)
{
  ZuoxiWindow *self = ZUOXI_WINDOW (object);

  g_hash_table_unref (self->pages);
  g_hash_table_unref (self->counts);
  g_ptr_array_unref (self->trail);
  undo_stack_free (self->undo);
  for (guint i = 0; i < WINDOW_N_BANNERS; i++)
    {
      g_free (self->banner_actions[i]);
      g_free (self->banner_texts[i]);
    }
  G_OBJECT_CLASS (zuoxi_window_parent_class)->finalize (object);
}

static void
zuoxi_window_class_init (ZuoxiWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zuoxi_window_dispose;
  object_class->finalize = zuoxi_window_finalize;
  widget_class->realize = zuoxi_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = zuoxi_window_close_request;

  g_type_ensure (ZUOXI_TYPE_SIDEBAR);
  g_type_ensure (ZUOXI_TYPE_SIGN_IN_PAGE);
  g_type_ensure (ZUOXI_TYPE_PALETTE);
  g_type_ensure (ZUOXI_TYPE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/window.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, screens);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, frame);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, sidebar_side);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, room_stack);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, empty);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, banner_box);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, title);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, back);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, new_text);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, sync);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, sync_icon);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, sync_text);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, sample);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, menu);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, person);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, place);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiWindow, palette);
  gtk_widget_class_bind_template_callback (widget_class, on_room_chosen_cb);
  shortcuts_bind_class (widget_class);

  signal_waiting = g_signal_new ("waiting", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT);
}

static void
zuoxi_window_init (ZuoxiWindow *self)
{
  self->pages = g_hash_table_new (g_str_hash, g_str_equal);
  self->counts = g_hash_table_new (g_str_hash, g_str_equal);
  self->trail = g_ptr_array_new ();
  self->undo = undo_stack_new ();
  self->page_signals = g_signal_group_new (ZUOXI_TYPE_PAGE);
  g_signal_group_connect_swapped (self->page_signals, "notify", G_CALLBACK (on_page_changed_cb), self);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->sync_panel = zuoxi_sync_panel_new (self->sync);
  window_actions_install (self);
  window_banners_install (self);
  compat_frame_watch (self->frame, G_CALLBACK (on_frame_changed_cb), self);
  update_header (self);
}

/* Rooms are the first thing Ctrl+K finds. */
static void
find_rooms (PaletteQuery *query, const char *text, gpointer data)
{
  ZuoxiWindow *self = data;
  const Room  *room = NULL;

  for (guint i = 1; (room = zuoxi_sidebar_nth (self->sidebar, i)) != NULL; i++)
    {
      const char *title = _ (room->title);
      int         score = palette_match (title, text);

      if (score > 0)
        {
          g_autofree char *action = g_strdup_printf ("win.room::%s", room->id);

          palette_query_add (query, score, room->icon, title, _ ("Room"), action);
        }
    }
}

ZuoxiWindow *
zuoxi_window_new (GtkApplication *app, const Room *rooms, GSettings *settings)
{
  ZuoxiWindow *self = g_object_new (ZUOXI_TYPE_WINDOW, "application", app, NULL);

  self->rooms = rooms;
  g_set_object (&self->settings, settings);
  zuoxi_palette_add_provider (self->palette, find_rooms, self);
  restore_size (self);
  return self;
}

ZuoxiSignInPage *
zuoxi_window_get_sign_in_page (ZuoxiWindow *self)
{
  g_return_val_if_fail (ZUOXI_IS_WINDOW (self), NULL);

  return self->sign_in;
}

/* The room that was open last, else the first; nothing where the person has none. */
static void
open_some_room (ZuoxiWindow *self)
{
  g_autofree char *last = self->settings != NULL ? g_settings_get_string (self->settings, "last-room") : NULL;
  const Room      *first = zuoxi_sidebar_nth (self->sidebar, 1);

  if (!zuoxi_window_open_room (self, last) && first != NULL)
    zuoxi_window_open_room (self, first->id);
}

void
zuoxi_window_enter (ZuoxiWindow *self, ZuoxiSession *session, guint posts, const char *name, const char *place)
{
  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  drop_pages (self);
  g_set_object (&self->session, (GObject *) session);
  gtk_stack_set_visible_child_name (self->screens, "main");
  zuoxi_window_set_person (self, posts, name, place);
}

void
zuoxi_window_set_person (ZuoxiWindow *self, guint posts, const char *name, const char *place)
{
  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  /* The directory is read while signing in, before the rooms are shown. */
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->screens), "main") != 0)
    return;
  self->posts = posts;
  gtk_label_set_label (self->person, name);
  gtk_label_set_label (self->place, place != NULL ? place : "");
  gtk_widget_set_visible (GTK_WIDGET (self->place), place != NULL);
  zuoxi_sidebar_set_rooms (self->sidebar, self->rooms, posts);
  zuoxi_window_update_badges (self);
  if (self->room != NULL && find_room (self, self->room->id) != NULL)
    zuoxi_sidebar_select (self->sidebar, self->room->id);
  else
    open_some_room (self);
  update_header (self);
}

void
zuoxi_window_set_waiting (ZuoxiWindow *self, gboolean waiting)
{
  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  if (self->room != NULL)
    return;
  if (waiting)
    zuoxi_status_show_loading (self->empty, _ ("Fetching the company's data…"), NULL);
  else
    zuoxi_status_show_empty (self->empty, "avatar-default-symbolic",
                             _ ("No room for this account"),
                                _ ("The account has no position today. HR or the administrator can give it one."),
                                   _ ("_Try Again"), "win.refresh");
}

void
zuoxi_window_leave (ZuoxiWindow *self)
{
  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  flush_pages (self);
  g_hash_table_remove_all (self->counts);
  drop_pages (self);
  undo_stack_clear (self->undo);
  zuoxi_palette_close (self->palette);
  gtk_popover_popdown (GTK_POPOVER (self->sync_panel));
  g_clear_object (&self->session);
  for (guint i = 0; i < WINDOW_N_BANNERS; i++)
    zuoxi_window_set_banner (self, i, NULL, NULL, NULL);
  gtk_stack_set_visible_child_name (self->screens, "sign-in");
  zuoxi_sign_in_page_reset (self->sign_in);
  update_header (self);
}

/* Opened by a key, the room has the focus: its list, or what comes first in it. */
static void
focus_page (ZuoxiWindow *self, ZuoxiPage *page)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *first = zuoxi_page_first (page);

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page)))
    return;
  if (first == NULL || !gtk_widget_grab_focus (first))
    gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

gboolean
zuoxi_window_open_room (ZuoxiWindow *self, const char *id)
{
  const Room *room = NULL;
  ZuoxiPage  *page = NULL;

  g_return_val_if_fail (ZUOXI_IS_WINDOW (self), FALSE);

  room = find_room (self, id);
  if (room == NULL)
    return FALSE;
  page = ensure_page (self, room);
  if (self->room != NULL && self->room != room)
    g_ptr_array_add (self->trail, (gpointer) self->room);
  if (self->trail->len > TRAIL_MAX)
    g_ptr_array_remove_index (self->trail, 0);
  self->room = room;
  g_signal_group_set_target (self->page_signals, page);
  gtk_stack_set_visible_child (self->room_stack, GTK_WIDGET (page));
  zuoxi_sidebar_select (self->sidebar, room->id);
  compat_frame_show_content (self->frame);
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "last-room", room->id);
  update_header (self);
  zuoxi_page_shown (page);
  focus_page (self, page);
  return TRUE;
}

gboolean
zuoxi_window_show_item (ZuoxiWindow *self, const char *room, const char *table, const Id *id)
{
  const Room *candidate = NULL;

  g_return_val_if_fail (ZUOXI_IS_WINDOW (self), FALSE);

  for (guint i = 1; (candidate = zuoxi_sidebar_nth (self->sidebar, i)) != NULL; i++)
    if (room == NULL || g_str_equal (room, candidate->id))
      {
        if (!zuoxi_page_show_item (ensure_page (self, candidate), table, id))
          continue;
        return zuoxi_window_open_room (self, candidate->id);
      }
  zuoxi_window_toast (self, _ ("It is not on this computer, or not for you to see"));
  return FALSE;
}

ZuoxiPage *
zuoxi_window_get_page (ZuoxiWindow *self)
{
  g_return_val_if_fail (ZUOXI_IS_WINDOW (self), NULL);

  return self->room != NULL ? g_hash_table_lookup (self->pages, self->room->id) : NULL;
}

void
zuoxi_window_set_badge (ZuoxiWindow *self, const char *room, guint number)
{
  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  zuoxi_sidebar_set_badge (self->sidebar, room, number);
}

/* Tells of a room in which more waits than when it was last counted; the first count of a session is no news. */
static void
count_room (ZuoxiWindow *self, const Room *room)
{
  guint    number = room->count ((ZuoxiSession *) self->session);
  gpointer before = NULL;
  gboolean known = g_hash_table_lookup_extended (self->counts, room->id, NULL, &before);

  zuoxi_sidebar_set_badge (self->sidebar, room->id, number);
  g_hash_table_insert (self->counts, (gpointer) room->id, GUINT_TO_POINTER (number));
  if (known && number > GPOINTER_TO_UINT (before))
    g_signal_emit (self, signal_waiting, 0, room->id, _ (room->title), number);
  else if (known && number < GPOINTER_TO_UINT (before))
    g_signal_emit (self, signal_waiting, 0, room->id, _ (room->title), 0);
}

void
zuoxi_window_update_badges (ZuoxiWindow *self)
{
  const Room *room = NULL;

  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  for (guint i = 1; self->session != NULL && (room = zuoxi_sidebar_nth (self->sidebar, i)) != NULL; i++)
    if (room->count != NULL)
      count_room (self, room);
}

void
zuoxi_window_set_sync (ZuoxiWindow *self, const char *icon, const char *text, const char *tooltip)
{
  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  gtk_image_set_from_icon_name (self->sync_icon, icon);
  gtk_label_set_label (self->sync_text, text);
  gtk_widget_set_tooltip_text (self->sync, tooltip != NULL ? tooltip : text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sync), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
zuoxi_window_set_sample_date (ZuoxiWindow *self, const char *text)
{
  g_autofree char *label = text != NULL ? g_strdup_printf (_ ("Sample date %s"), text) : NULL;

  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  gtk_label_set_label (self->sample, label != NULL ? label : "");
  update_header (self);
}

ZuoxiPalette *
zuoxi_window_get_palette (ZuoxiWindow *self)
{
  g_return_val_if_fail (ZUOXI_IS_WINDOW (self), NULL);

  return self->palette;
}
