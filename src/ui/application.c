/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/application-private.h"

#include "ui/compat.h"
#include "ui/menu-tips.h"
#include "ui/names.h"
#include "ui/places.h"
#include "ui/preferences.h"
#include "ui/resources.h"
#include "ui/shortcuts.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (ZuoxiApplication, zuoxi_application, ADW_TYPE_APPLICATION)

static void
on_quit_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiApplication *self = data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  g_application_quit (data);
}

static void
on_preferences_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiApplication *self = data;

  preferences_present (GTK_WINDOW (self->window), self->settings);
}

static char *
describe_versions (void)
{
  return g_strdup_printf ("Zuoxi %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                          VERSION,
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version, glib_micro_version);
}

static void
on_about_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  static const char *const developers[] = { "The Zuoxi contributors", NULL };
  ZuoxiApplication        *self = data;
  g_autofree char         *debug = describe_versions ();
  /* clang-format off */
  const CompatAbout about = {
    .name = _ ("Zuoxi"),
    .icon = APP_ID,
    .version = VERSION,
    .comments = _ ("Work and appraisal of a telesales department"),
    .debug_info = debug,
    .developers = developers,
  };
  /* clang-format on */

  compat_show_about (GTK_WINDOW (self->window), &about);
}

/* clang-format off */
static const GActionEntry entries[] = {
  { "quit", on_quit_cb }, { "preferences", on_preferences_cb }, { "about", on_about_cb } };
/* clang-format on */

static void
on_interval_changed_cb (GSettings *settings, const char *key, gpointer data)
{
  ZuoxiApplication *self = data;

  if (self->session != NULL)
    zuoxi_session_set_poll_interval (self->session, g_settings_get_int (settings, key));
}

static void
on_style_changed_cb (GSettings *settings, const char *key, gpointer data)
{
  /* The key has the values of AdwColorScheme. */
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      (AdwColorScheme) g_settings_get_enum (settings, key));
}

/* Somebody ends the program from outside: what was typed is kept first. */
static gboolean
on_terminate_cb (gpointer data)
{
  ZuoxiApplication *self = data;

  self->terminate = 0;
  on_quit_cb (NULL, NULL, self);
  return G_SOURCE_REMOVE;
}

static void
zuoxi_application_shutdown (GApplication *app)
{
  ZuoxiApplication *self = ZUOXI_APPLICATION (app);

  g_clear_handle_id (&self->terminate, g_source_remove);
  /* Pages read the store: they go before the session does. */
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  application_session_close (self);
  G_APPLICATION_CLASS (zuoxi_application_parent_class)->shutdown (app);
}

static void
zuoxi_application_startup (GApplication *app)
{
  ZuoxiApplication *self = ZUOXI_APPLICATION (app);

  zuoxi_register_resource ();
  G_APPLICATION_CLASS (zuoxi_application_parent_class)->startup (app);
  /* Text that may be copied does not show itself as selected only because the keyboard came by. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  names_install ();
  menu_tips_install ();
  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (app), entries, G_N_ELEMENTS (entries), app);
  shortcuts_install (GTK_APPLICATION (app));
  self->terminate = g_unix_signal_add (SIGTERM, on_terminate_cb, self);
  self->settings = places_settings_new ();
  application_session_install (self);
  if (self->settings != NULL)
    {
      g_signal_connect (self->settings, "changed::color-scheme", G_CALLBACK (on_style_changed_cb), self);
      on_style_changed_cb (self->settings, "color-scheme", self);
      g_signal_connect (self->settings, "changed::sync-interval", G_CALLBACK (on_interval_changed_cb), self);
      on_interval_changed_cb (self->settings, "sync-interval", self);
    }
}

static void
zuoxi_application_activate (GApplication *app)
{
  ZuoxiApplication *self = ZUOXI_APPLICATION (app);

  if (self->window == NULL)
    {
      self->window = zuoxi_window_new (GTK_APPLICATION (app), self->rooms, self->settings);
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
      gtk_window_present (GTK_WINDOW (self->window));
      application_session_open (self);
      return;
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

/* A data folder of its own makes an instance of its own: several people beside one another on one screen. */
static int
zuoxi_application_handle_local_options (GApplication *app, GVariantDict *options)
{
  if (ZUOXI_APPLICATION (app)->data_dir != NULL)
    g_application_set_flags (app, g_application_get_flags (app) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
zuoxi_application_finalize (GObject *object)
{
  ZuoxiApplication *self = ZUOXI_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->settings);
  g_free (self->server);
  g_free (self->pin);
  g_free (self->account);
  g_free (self->password_file);
  g_free (self->data_dir);
  G_OBJECT_CLASS (zuoxi_application_parent_class)->finalize (object);
}

static void
zuoxi_application_class_init (ZuoxiApplicationClass *klass)
{
  GObjectClass      *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = zuoxi_application_finalize;
  app_class->startup = zuoxi_application_startup;
  app_class->shutdown = zuoxi_application_shutdown;
  app_class->activate = zuoxi_application_activate;
  app_class->handle_local_options = zuoxi_application_handle_local_options;
}

static void
zuoxi_application_init (ZuoxiApplication *self)
{
  /* clang-format off */
  const GOptionEntry options[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &self->server, N_ ("Address of the server, https://…"), N_ ("URL") },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &self->pin, N_ ("Fingerprint of the server's key, 64 hex digits"), N_ ("HEX") },
    { "sign-in", 0, 0, G_OPTION_ARG_STRING, &self->account, N_ ("Account to sign in with"), N_ ("ACCOUNT") },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file, N_ ("File whose first line is the password"), N_ ("FILE") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir, N_ ("Folder for the data of this computer's accounts"), N_ ("FOLDER") },
    { NULL } };
  /* clang-format on */

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self), _ ("Work and appraisal of a telesales department"));
}

ZuoxiApplication *
zuoxi_application_new (const Room *rooms)
{
  ZuoxiApplication *self = g_object_new (ZUOXI_TYPE_APPLICATION, "application-id", APP_ID, NULL);

  self->rooms = rooms;
  return self;
}

GSettings *
zuoxi_application_get_settings (ZuoxiApplication *self)
{
  g_return_val_if_fail (ZUOXI_IS_APPLICATION (self), NULL);

  return self->settings;
}
