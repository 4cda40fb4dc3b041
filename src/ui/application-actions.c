/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the program does for whoever is signed in: leave, sync, go to a row or a clause. */
#include "config.h"

#include "ui/application-private.h"

#include "app/go.h"
#include "ui/clause-dialog.h"
#include "ui/compat.h"
#include "ui/password-dialog.h"

#include <glib/gi18n.h>

/* Signing out */

static void
on_signed_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiApplication) self = data;
  g_autoptr (GError) error = NULL;

  /* The pages read the store until it is gone, so they left before; refused, the person comes back in. */
  if (!zuoxi_session_sign_out_finish (self->session, result, &error) && self->window != NULL)
    {
      application_session_enter (self);
      zuoxi_window_toast_error (self->window, error);
    }
}

static void
sign_out (ZuoxiApplication *self)
{
  gboolean forget = self->settings != NULL && g_settings_get_boolean (self->settings, "shared-computer");

  zuoxi_window_leave (self->window);
  zuoxi_session_sign_out_async (self->session, forget, NULL, on_signed_out_cb, g_object_ref (self));
}

static void
on_sign_out_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiApplication) self = data;

  if (compat_confirm_finish (result) && self->window != NULL)
    sign_out (self);
}

static void
on_sign_out_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiApplication *self = data;
  g_autofree char  *body = NULL;
  gint64            unsent = 0;
  gboolean          in = FALSE;

  g_object_get (self->session, "unsent", &unsent, "signed-in", &in, NULL);
  if (!in || self->window == NULL)
    return;
  if (unsent == 0)
    {
      sign_out (self);
      return;
    }
  body = g_strdup_printf (ngettext ("%d change has not reached the server. It stays on this computer and is sent when "
                                    "you sign in again.",
                                    "%d changes have not reached the server. They stay on this computer and are sent "
                                    "when you sign in again.",
                                    (gulong) unsent),
                          (int) unsent);
  compat_confirm_async (GTK_WINDOW (self->window), _ ("Sign out with unsent changes?"), body,
                                                      _ ("Sign _Out"), FALSE, NULL, on_sign_out_confirmed_cb,
                                                         g_object_ref (self));
}

static void
on_change_password_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiApplication *self = data;
  gboolean          in = FALSE;

  g_object_get (self->session, "signed-in", &in, NULL);
  if (in && self->window != NULL)
    password_dialog_present (GTK_WINDOW (self->window), self->session,
                             zuoxi_session_must_change_password (self->session));
}

static void
on_sync_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  zuoxi_session_sync_now (ZUOXI_APPLICATION (data)->session);
}

static void
on_clause_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiApplication *self = data;

  if (self->window != NULL &&
      !clause_dialog_present (GTK_WINDOW (self->window), self->session, g_variant_get_string (target, NULL)))
    zuoxi_window_toast (self->window, _ ("The text of the regulation has not been loaded yet"));
}

/* Go to anything: "table/id" */

static void
on_item_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiApplication *self = data;
  g_auto (GStrv) parts = g_strsplit (g_variant_get_string (target, NULL), "/", 2);
  Id id = ID_NONE;

  if (self->window != NULL && g_strv_length (parts) == 2 && id_from_hex (parts[1], &id))
    zuoxi_window_show_item (self->window, NULL, parts[0], &id);
}

static void
on_found_cb (int         score,
             const char *icon,
             const char *title,
             const char *subtitle,
             const char *table,
             Id          id,
             gpointer    query)
{
  g_autofree char *hex = id_dup_hex (id);
  g_autofree char *action = g_strdup_printf ("app.item::%s/%s", table, hex);

  palette_query_add (query, score, icon, title, subtitle, action);
}

static void
find_anything (PaletteQuery *query, const char *text, gpointer data)
{
  go_search (ZUOXI_APPLICATION (data)->session, text, palette_match, on_found_cb, query);
}

/* From a notice: the window comes to the front in that room. */
static void
on_room_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  ZuoxiApplication *self = data;

  if (self->window == NULL)
    return;
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_widget_activate_action_variant (GTK_WIDGET (self->window), "win.room", target);
}

/* clang-format off */
static const GActionEntry entries[] = {
  { "sign-out", on_sign_out_cb }, { "change-password", on_change_password_cb }, { "sync", on_sync_cb }, { "clause", on_clause_cb, "s" }, { "item", on_item_cb, "s" },
  { "room", on_room_cb, "s" } };
/* clang-format on */

void
application_actions_add_providers (ZuoxiApplication *self)
{
  zuoxi_palette_add_provider (zuoxi_window_get_palette (self->window), find_anything, self);
}

void
application_actions_install (ZuoxiApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
