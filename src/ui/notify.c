/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/notify.h"

#include <glib/gi18n.h>

gboolean
notify_is_quiet (int from, int until, int minute)
{
  if (from <= until)
    return minute >= from && minute < until;
  return minute >= from || minute < until;
}

static gboolean
is_quiet_now (GSettings *settings)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int minute = 60 * g_date_time_get_hour (now) + g_date_time_get_minute (now);

  return settings != NULL && notify_is_quiet (g_settings_get_int (settings, "quiet-from"),
                                              g_settings_get_int (settings, "quiet-until"), minute);
}

void
notify_room (GApplication *app, GSettings *settings, const char *room, const char *title, guint number)
{
  g_autoptr (GNotification) notice = NULL;
  g_autofree char *body = NULL;

  if (is_quiet_now (settings))
    return;
  notice = g_notification_new (title);
  body = g_strdup_printf (ngettext ("%u waits for you", "%u wait for you", number), number);
  g_notification_set_body (notice, body);
  g_notification_set_default_action_and_target (notice, "app.room", "s", room);
  g_application_send_notification (app, room, notice);
}

void
notify_withdraw (GApplication *app, const char *room)
{
  g_application_withdraw_notification (app, room);
}
