/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says outside the window that something new waits in a room: only what needs the person, and not in quiet hours. */
#pragma once

#include <gio/gio.h>

/* Whether @minute of the day is in [@from, @until), which may go over midnight. Pure. */
gboolean notify_is_quiet (int from, int until, int minute);

/* @settings: (nullable). A later notice of the same room replaces the earlier; it opens the room. */
void notify_room (GApplication *app, GSettings *settings, const char *room, const char *title, guint number);
void notify_withdraw (GApplication *app, const char *room);
