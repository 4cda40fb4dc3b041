/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of rooms, in groups, each with the number of things that wait there. Main thread. */
#pragma once

#include <adwaita.h>

#include "ui/room.h"

#define ZUOXI_TYPE_SIDEBAR (zuoxi_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSidebar, zuoxi_sidebar, ZUOXI, SIDEBAR, AdwBin)

/* Signal "room-chosen" (const char *id): a person chose a row, also the one that was chosen already. */

/* @rooms: a table ended by a NULL id, kept; @posts: bits of the posts the person holds */
void        zuoxi_sidebar_set_rooms (ZuoxiSidebar *self, const Room *table, guint posts);
void        zuoxi_sidebar_select (ZuoxiSidebar *self, const char *id);
void        zuoxi_sidebar_set_badge (ZuoxiSidebar *self, const char *id, guint number);
const Room *zuoxi_sidebar_nth (ZuoxiSidebar *self, guint position); /* from 1; nullable */
guint       zuoxi_sidebar_n_rooms (ZuoxiSidebar *self);
