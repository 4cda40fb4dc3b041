/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/compat.h"

#include <glib/gi18n.h>

#define FOLD_WIDTH 860 /* pixels: below it sidebar and room take turns */

static void
keep_parent (GTask *task, GtkWindow *parent)
{
  if (parent != NULL)
    g_task_set_task_data (task, g_object_ref (parent), g_object_unref);
}

/* About */

void
compat_show_about (GtkWindow *parent, const CompatAbout *about)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  GtkWidget *dialog = GTK_WIDGET (adw_about_dialog_new ());
#else
  GtkWidget *dialog = adw_about_window_new ();
#endif
  g_object_set (dialog,
                "application-name", about->name,
                "application-icon", about->icon,
                "version", about->version,
                "comments", about->comments,
                "website", about->website,
                "debug-info", about->debug_info != NULL ? about->debug_info : "",
                "debug-info-filename", "zuoxi.txt",
                "developers", about->developers,
                "license-type", GTK_LICENSE_GPL_3_0,
                NULL);
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (parent));
#else
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_present (GTK_WINDOW (dialog));
#endif
}

/* Confirm */

static void
on_confirm_response_cb (gpointer dialog, const char *response, GTask *task)
{
  g_task_return_boolean (task, g_strcmp0 (response, "verb") == 0);
  g_object_unref (task);
}

void
compat_confirm_async (GtkWindow          *parent,
                      const char         *heading,
                      const char         *body,
                      const char         *verb,
                      gboolean            destructive,
                      GtkWidget          *extra,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  GTask                *task = g_task_new (parent, NULL, callback, user_data);
  AdwResponseAppearance look = destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED;
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));

  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "verb", verb, NULL);
  adw_alert_dialog_set_response_appearance (dialog, "verb", look);
  adw_alert_dialog_set_default_response (dialog, destructive ? "cancel" : "verb");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_set_extra_child (dialog, extra);
  g_signal_connect (dialog, "response", G_CALLBACK (on_confirm_response_cb), task);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (parent));
#else
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "verb", verb, NULL);
  adw_message_dialog_set_response_appearance (dialog, "verb", look);
  adw_message_dialog_set_default_response (dialog, destructive ? "cancel" : "verb");
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_extra_child (dialog, extra);
  g_signal_connect (dialog, "response", G_CALLBACK (on_confirm_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
#endif
}

gboolean
compat_confirm_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* Files */

static GtkFileFilter *
new_filter (const CompatFileKind *kind)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  g_auto (GStrv) patterns = g_strsplit (kind->patterns, " ", -1);

  gtk_file_filter_set_name (filter, kind->title);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  return filter;
}

#if GTK_CHECK_VERSION(4, 10, 0)
static void
on_file_opened_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_pointer (task, gtk_file_dialog_open_finish (GTK_FILE_DIALOG (dialog), result, NULL), g_object_unref);
}

static void
on_file_saved_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_pointer (task, gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, NULL), g_object_unref);
}
#else
static void
on_native_response_cb (GtkNativeDialog *dialog, int response, GTask *task)
{
  GFile *file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  g_task_return_pointer (task, file, g_object_unref);
  g_object_unref (dialog);
  g_object_unref (task);
}
#endif

static void
choose_file (GtkWindow            *parent,
             GtkFileChooserAction  action,
             const char           *title,
             const char           *name,
             const CompatFileKind *kind,
             GAsyncReadyCallback   callback,
             gpointer              user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
#if GTK_CHECK_VERSION(4, 10, 0)
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  keep_parent (task, parent);
  gtk_file_dialog_set_title (dialog, title);
  if (name != NULL)
    gtk_file_dialog_set_initial_name (dialog, name);
  if (kind != NULL)
    {
      g_autoptr (GtkFileFilter) filter = new_filter (kind);

      gtk_file_dialog_set_default_filter (dialog, filter);
    }
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_dialog_save (dialog, parent, NULL, on_file_saved_cb, task);
  else
    gtk_file_dialog_open (dialog, parent, NULL, on_file_opened_cb, task);
#else
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  keep_parent (task, parent);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  if (kind != NULL)
    {
      g_autoptr (GtkFileFilter) filter = new_filter (kind);

      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  g_signal_connect (dialog, "response", G_CALLBACK (on_native_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
#endif
}

void
compat_open_file_async (GtkWindow            *parent,
                        const char           *title,
                        const CompatFileKind *kind,
                        GAsyncReadyCallback   callback,
                        gpointer              user_data)
{
  choose_file (parent, GTK_FILE_CHOOSER_ACTION_OPEN, title, NULL, kind, callback, user_data);
}

void
compat_save_file_async (GtkWindow            *parent,
                        const char           *title,
                        const char           *name,
                        const CompatFileKind *kind,
                        GAsyncReadyCallback   callback,
                        gpointer              user_data)
{
  choose_file (parent, GTK_FILE_CHOOSER_ACTION_SAVE, title, name, kind, callback, user_data);
}

GFile *
compat_file_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

#if GTK_CHECK_VERSION(4, 10, 0)
static void
on_launched_cb (GObject *launcher, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (launcher), result, NULL));
}
#else
static void
on_launched_cb (GObject *parent, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, gtk_show_uri_full_finish (GTK_WINDOW (parent), result, NULL));
}
#endif

void
compat_launch_async (GtkWindow *parent, GFile *file, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
#if GTK_CHECK_VERSION(4, 10, 0)
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  gtk_file_launcher_launch (launcher, parent, NULL, on_launched_cb, task);
#else
  g_autofree char *uri = g_file_get_uri (file);

  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, on_launched_cb, task);
#endif
}

gboolean
compat_launch_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* Banner */

#if ADW_CHECK_VERSION(1, 3, 0)
GtkWidget *
compat_banner_new (GCallback on_button, gpointer user_data)
{
  GtkWidget *banner = adw_banner_new ("");

  g_signal_connect_swapped (banner, "button-clicked", on_button, user_data);
  return banner;
}

void
compat_banner_show (GtkWidget *banner, const char *text, const char *button)
{
  adw_banner_set_title (ADW_BANNER (banner), text);
  adw_banner_set_use_markup (ADW_BANNER (banner), FALSE);
  adw_banner_set_button_label (ADW_BANNER (banner), button);
  adw_banner_set_revealed (ADW_BANNER (banner), TRUE);
}

void
compat_banner_hide (GtkWidget *banner)
{
  adw_banner_set_revealed (ADW_BANNER (banner), FALSE);
}

gboolean
compat_banner_is_shown (GtkWidget *banner)
{
  return adw_banner_get_revealed (ADW_BANNER (banner));
}
#else
GtkWidget *
compat_banner_new (GCallback on_button, gpointer user_data)
{
  GtkWidget *revealer = gtk_revealer_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new ("");
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (button, FALSE);
  gtk_button_set_use_underline (GTK_BUTTON (button), TRUE);
  gtk_widget_add_css_class (row, "banner");
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), button);
  gtk_revealer_set_child (GTK_REVEALER (revealer), row);
  g_object_set_data (G_OBJECT (revealer), "label", label);
  g_object_set_data (G_OBJECT (revealer), "button", button);
  g_signal_connect_swapped (button, "clicked", on_button, user_data);
  return revealer;
}

void
compat_banner_show (GtkWidget *banner, const char *text, const char *button)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (banner), "label");
  GtkWidget *widget = g_object_get_data (G_OBJECT (banner), "button");

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (widget, button != NULL);
  if (button != NULL)
    gtk_button_set_label (GTK_BUTTON (widget), button);
  gtk_revealer_set_reveal_child (GTK_REVEALER (banner), TRUE);
}

void
compat_banner_hide (GtkWidget *banner)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (banner), FALSE);
}

gboolean
compat_banner_is_shown (GtkWidget *banner)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (banner));
}
#endif

/* Lists */

void
compat_scroll_to (GtkWidget *list, guint position, gboolean focus)
{
#if GTK_CHECK_VERSION(4, 12, 0)
  GtkListScrollFlags flags = focus ? GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT : GTK_LIST_SCROLL_SELECT;

  if (GTK_IS_COLUMN_VIEW (list))
    gtk_column_view_scroll_to (GTK_COLUMN_VIEW (list), position, NULL, flags, NULL);
  else
    gtk_list_view_scroll_to (GTK_LIST_VIEW (list), position, flags, NULL);
#else
  /* The action lives on the inner list; a column view keeps its own as the last child. */
  GtkWidget *inner = GTK_IS_COLUMN_VIEW (list) ? gtk_widget_get_last_child (list) : list;

  gtk_widget_activate_action (inner, "list.scroll-to-item", "u", position);
  gtk_widget_activate_action (inner, "list.select-item", "(ubb)", position, FALSE, FALSE);
  if (focus)
    gtk_widget_grab_focus (inner);
#endif
}

void
compat_leave_clicks_to_row (GtkWidget *cell)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (cell);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

void
compat_announce (GtkWidget *widget, const char *text)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}

/* Frame */

#if ADW_CHECK_VERSION(1, 4, 0)
void
compat_frame_show_content (GtkWidget *frame)
{
  adw_navigation_split_view_set_show_content (ADW_NAVIGATION_SPLIT_VIEW (frame), TRUE);
}

void
compat_frame_show_sidebar (GtkWidget *frame)
{
  adw_navigation_split_view_set_show_content (ADW_NAVIGATION_SPLIT_VIEW (frame), FALSE);
}

gboolean
compat_frame_is_folded (GtkWidget *frame)
{
  return adw_navigation_split_view_get_collapsed (ADW_NAVIGATION_SPLIT_VIEW (frame));
}

gboolean
compat_frame_shows_content (GtkWidget *frame)
{
  return !compat_frame_is_folded (frame) ||
         adw_navigation_split_view_get_show_content (ADW_NAVIGATION_SPLIT_VIEW (frame));
}

void
compat_frame_toggle_sidebar (GtkWidget *frame, GtkWidget *sidebar)
{
  AdwNavigationSplitView *split = ADW_NAVIGATION_SPLIT_VIEW (frame);

  if (adw_navigation_split_view_get_collapsed (split))
    adw_navigation_split_view_set_show_content (split, !adw_navigation_split_view_get_show_content (split));
  else
    gtk_widget_set_visible (sidebar, !gtk_widget_get_visible (sidebar));
}

void
compat_frame_watch (GtkWidget *frame, GCallback callback, gpointer user_data)
{
  g_signal_connect_swapped (frame, "notify::collapsed", callback, user_data);
  g_signal_connect_swapped (frame, "notify::show-content", callback, user_data);
}

void
compat_frame_set_width (GtkWidget *frame, int width)
{
  /* The breakpoint in the template does it. */
}
#else
void
compat_frame_show_content (GtkWidget *frame)
{
  adw_leaflet_set_visible_child_name (ADW_LEAFLET (frame), "content");
}

void
compat_frame_show_sidebar (GtkWidget *frame)
{
  gtk_widget_set_visible (adw_leaflet_get_child_by_name (ADW_LEAFLET (frame), "sidebar"), TRUE);
  adw_leaflet_set_visible_child_name (ADW_LEAFLET (frame), "sidebar");
}

gboolean
compat_frame_is_folded (GtkWidget *frame)
{
  return adw_leaflet_get_folded (ADW_LEAFLET (frame));
}

gboolean
compat_frame_shows_content (GtkWidget *frame)
{
  return !compat_frame_is_folded (frame) ||
         g_strcmp0 (adw_leaflet_get_visible_child_name (ADW_LEAFLET (frame)), "content") == 0;
}

void
compat_frame_toggle_sidebar (GtkWidget *frame, GtkWidget *sidebar)
{
  if (!compat_frame_is_folded (frame))
    gtk_widget_set_visible (sidebar, !gtk_widget_get_visible (sidebar));
  else if (compat_frame_shows_content (frame))
    compat_frame_show_sidebar (frame);
  else
    compat_frame_show_content (frame);
}

void
compat_frame_watch (GtkWidget *frame, GCallback callback, gpointer user_data)
{
  g_signal_connect_swapped (frame, "notify::folded", callback, user_data);
  g_signal_connect_swapped (frame, "notify::visible-child", callback, user_data);
}

void
compat_frame_set_width (GtkWidget *frame, int width)
{
  adw_leaflet_set_can_unfold (ADW_LEAFLET (frame), width >= FOLD_WIDTH);
}
#endif
