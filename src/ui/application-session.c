/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the session and the window: signing in and out, and the state of the sync in plain words. */
#include "config.h"

#include "ui/application-private.h"

#include "app/sync-report.h"
#include "core/moment.h"
#include "ui/notify.h"
#include "ui/password-dialog.h"
#include "ui/sync-banners.h"

#include <glib/gi18n.h>
#include <sodium.h>

#define BADGES_DELAY_MS 300

static ZuoxiSignInPage *
page_of (ZuoxiApplication *self)
{
  return zuoxi_window_get_sign_in_page (self->window);
}

static void on_state_changed_cb (ZuoxiApplication *self);

/* Who */

static guint
posts_of (ZuoxiSession *session)
{
  guint held = 0;

  for (guint post = POST_AGENT; post <= POST_ADMINISTRATOR; post++)
    if (zuoxi_session_has_post (session, post))
      held |= 1u << post;
  return held;
}

/* (nullable) (transfer none): team or department of the person today */
static const char *
place_of (ZuoxiSession *session)
{
  Directory        *directory = zuoxi_session_get_directory (session);
  const Assignment *assignment =
      directory != NULL
          ? directory_assignment_on (directory, zuoxi_session_get_me (session), zuoxi_session_today (session))
          : NULL;
  const Team       *team = NULL;
  const Department *department = NULL;

  if (assignment == NULL)
    return NULL;
  team = directory_team (directory, assignment->team);
  department = directory_department (directory, assignment->department);
  if (team != NULL)
    return team->name;
  return department != NULL ? department->name : NULL;
}

static const char *
name_of (ZuoxiApplication *self)
{
  const char *name = zuoxi_session_get_my_name (self->session);

  return name != NULL && *name != '\0' ? name : zuoxi_sign_in_page_get_account (page_of (self));
}

static void
on_directory_changed_cb (ZuoxiApplication *self)
{
  if (self->window != NULL)
    zuoxi_window_set_person (self->window, posts_of (self->session), name_of (self), place_of (self->session));
}

void
application_session_enter (ZuoxiApplication *self)
{
  zuoxi_window_enter (self->window, self->session, posts_of (self->session), name_of (self), place_of (self->session));
  on_state_changed_cb (self);
}

/* What waits */

static gboolean
on_badges_due_cb (gpointer data)
{
  ZuoxiApplication *self = data;

  self->badges_due = 0;
  if (self->window != NULL)
    zuoxi_window_update_badges (self->window);
  return G_SOURCE_REMOVE;
}

static void
on_table_changed_cb (ZuoxiApplication *self, const char *table)
{
  if (self->badges_due == 0)
    self->badges_due = g_timeout_add (BADGES_DELAY_MS, on_badges_due_cb, self);
}

/* Sync state */

static void
show_sync (ZuoxiApplication *self)
{
  g_autoptr (SyncReport) report = sync_report_new (self->session, FALSE);
  gboolean behind = FALSE, sample = FALSE;

  g_object_get (self->session, "behind", &behind, "sample", &sample, NULL);
  zuoxi_window_set_sync (self->window, report->icon, report->short_text, report->last_sync);
  zuoxi_window_set_waiting (self->window, behind);
  if (sample)
    {
      char today[DAY_TEXT_SIZE];

      day_format (moment_day (zuoxi_session_now (self->session), MOMENT_OFFSET_S), today);
      zuoxi_window_set_sample_date (self->window, today);
    }
}

static void
on_state_changed_cb (ZuoxiApplication *self)
{
  if (self->window == NULL || self->signing_in != NULL)
    return;
  show_sync (self);
  sync_banners_show (self->window, self->session);
}

/* Signing in */

static void
remember (ZuoxiApplication *self)
{
  if (self->settings == NULL)
    return;
  g_settings_set_string (self->settings, "server-url", zuoxi_sign_in_page_get_server (page_of (self)));
  g_settings_set_string (self->settings, "last-account", zuoxi_sign_in_page_get_account (page_of (self)));
  g_settings_set_boolean (self->settings, "shared-computer", zuoxi_sign_in_page_get_shared (page_of (self)));
}

static void
show_unknown_key (ZuoxiApplication *self)
{
  Digest key;
  char   hex[DIGEST_HEX_LENGTH + 1];

  if (!zuoxi_session_get_seen_key (self->session, &key))
    return;
  digest_to_hex (key, hex);
  zuoxi_sign_in_page_offer_pin (page_of (self), hex);
}

static void
on_signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiApplication) self = data;
  g_autoptr (GError) error = NULL;
  gboolean done = zuoxi_session_sign_in_finish (self->session, result, &error);

  g_clear_object (&self->signing_in);
  g_application_release (G_APPLICATION (self));
  if (self->window == NULL)
    return;
  zuoxi_sign_in_page_set_busy (page_of (self), FALSE);
  if (done)
    {
      remember (self);
      zuoxi_sign_in_page_offer_pin (page_of (self), NULL);
      application_session_enter (self);
      zuoxi_sign_in_page_forget_password (page_of (self));
      if (zuoxi_session_must_change_password (self->session))
        password_dialog_present (GTK_WINDOW (self->window), self->session, TRUE);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (g_error_matches (error, SESSION_ERROR, SESSION_ERROR_UNKNOWN_KEY))
        show_unknown_key (self);
      zuoxi_sign_in_page_set_error (page_of (self), error->message);
    }
}

/* A key as people copy it: in groups, in either case. */
static gboolean
read_pin (const char *text, Digest *out)
{
  g_autoptr (GString) hex = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isspace (*c) && *c != ':')
      g_string_append_c (hex, g_ascii_tolower (*c));
  return digest_from_hex (hex->str, out);
}

static void
sign_in (ZuoxiApplication *self, const char *password, const char *pin)
{
  ZuoxiSignInPage *page = page_of (self);
  g_autofree char *server = g_strstrip (g_strdup (zuoxi_sign_in_page_get_server (page)));
  g_autofree char *login = g_strstrip (g_strdup (zuoxi_sign_in_page_get_account (page)));
  Digest           key;
  gboolean         pinned = pin != NULL && read_pin (pin, &key);

  if (self->signing_in != NULL)
    return;
  self->signing_in = g_cancellable_new ();
  g_application_hold (G_APPLICATION (self));
  zuoxi_sign_in_page_set_busy (page, TRUE);
  zuoxi_session_sign_in_async (self->session, server, login, password, pinned ? &key : NULL, self->signing_in,
                               on_signed_in_cb, g_object_ref (self));
}

static void
on_sign_in_cb (ZuoxiApplication *self)
{
  const char *confirmed = zuoxi_sign_in_page_get_pin (page_of (self));

  sign_in (self, zuoxi_sign_in_page_get_password (page_of (self)), confirmed != NULL ? confirmed : self->pin);
}

/* First line of the file of --password-file, wiped by the caller. (transfer full) (nullable) */
static char *
read_password (ZuoxiApplication *self, GError **error)
{
  char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (self->password_file, &text, &length, error))
    return NULL;
  text[strcspn (text, "\r\n")] = '\0';
  return text;
}

static void
fill_in (ZuoxiApplication *self)
{
  g_autoptr (GPtrArray) accounts = zuoxi_session_list_accounts (self->data_dir);
  const SessionAccount *last = accounts != NULL && accounts->len > 0 ? accounts->pdata[0] : NULL;
  g_autofree char      *server = self->settings != NULL ? g_settings_get_string (self->settings, "server-url") : NULL;
  g_autofree char      *login = self->settings != NULL ? g_settings_get_string (self->settings, "last-account") : NULL;

  if (self->server != NULL || (last != NULL && (server == NULL || *server == '\0')))
    {
      g_free (server);
      server = g_strdup (self->server != NULL ? self->server : last->server);
    }
  if (self->account != NULL || (last != NULL && (login == NULL || *login == '\0')))
    {
      g_free (login);
      login = g_strdup (self->account != NULL ? self->account : last->login);
    }
  zuoxi_sign_in_page_set_server (page_of (self), server);
  zuoxi_sign_in_page_set_account (page_of (self), login);
  if (self->settings != NULL)
    zuoxi_sign_in_page_set_shared (page_of (self), g_settings_get_boolean (self->settings, "shared-computer"));
  zuoxi_sign_in_page_reset (page_of (self));
}

static void
on_waiting_cb (ZuoxiApplication *self, const char *room, const char *title, guint number)
{
  if (number == 0)
    notify_withdraw (G_APPLICATION (self), room);
  else if (!gtk_window_is_active (GTK_WINDOW (self->window)))
    notify_room (G_APPLICATION (self), self->settings, room, title, number);
}

static void
on_interval_changed_cb (ZuoxiApplication *self)
{
  zuoxi_session_set_poll_interval (self->session, g_settings_get_int (self->settings, "sync-interval"));
}

void
application_session_open (ZuoxiApplication *self)
{
  g_autoptr (GError) error = NULL;
  char *password = NULL;

  g_signal_connect_object (page_of (self), "sign-in", G_CALLBACK (on_sign_in_cb), self, G_CONNECT_SWAPPED);
  application_actions_add_providers (self);
  g_signal_connect_object (self->window, "waiting", G_CALLBACK (on_waiting_cb), self, G_CONNECT_SWAPPED);
  fill_in (self);
  if (self->password_file == NULL || self->account == NULL)
    return;
  password = read_password (self, &error);
  if (password == NULL)
    {
      zuoxi_sign_in_page_set_error (page_of (self), error->message);
      return;
    }
  sign_in (self, password, self->pin);
  sodium_memzero (password, strlen (password));
  g_free (password);
}

void
application_session_install (ZuoxiApplication *self)
{
  static const char *const told[] = { "online", "busy", "unsent", "last-sync",
                                      "behind", "sample", "banner", "banner-text" };

  if (self->data_dir == NULL)
    self->data_dir = g_build_filename (g_get_user_data_dir (), "zuoxi", NULL);
  self->session = zuoxi_session_new (self->data_dir, &session_vault_libsecret);
  g_signal_connect_swapped (self->session, "directory-changed", G_CALLBACK (on_directory_changed_cb), self);
  g_signal_connect_swapped (self->session, "table-changed", G_CALLBACK (on_table_changed_cb), self);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autofree char *signal = g_strconcat ("notify::", told[i], NULL);

      g_signal_connect_swapped (self->session, signal, G_CALLBACK (on_state_changed_cb), self);
    }
  application_actions_install (self);
  if (self->settings != NULL)
    {
      g_signal_connect_object (self->settings, "changed::sync-interval", G_CALLBACK (on_interval_changed_cb), self,
                               G_CONNECT_SWAPPED);
      on_interval_changed_cb (self);
    }
}

void
application_session_close (ZuoxiApplication *self)
{
  if (self->signing_in != NULL)
    g_cancellable_cancel (self->signing_in);
  g_clear_handle_id (&self->badges_due, g_source_remove);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}
