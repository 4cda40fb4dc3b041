/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: sign-in, or sidebar and rooms. It is given a table of rooms and knows none by name. Main thread. */
#pragma once

#include "core/id.h"
#include "ui/page.h"
#include "ui/palette.h"
#include "ui/room.h"
#include "ui/sign-in-page.h"
#include "ui/undo.h"

#define ZUOXI_TYPE_WINDOW (zuoxi_window_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiWindow, zuoxi_window, ZUOXI, WINDOW, AdwApplicationWindow)

/* Signal "waiting" (const char *room, const char *title, guint number): more waits there than before, or less: then the
 * number is 0. */

/* State that stays until it changes; the window shows them in this order. */
typedef enum
{
  WINDOW_BANNER_CERTIFICATE, /* the server's key is not the one that was confirmed */
  WINDOW_BANNER_SERVER,      /* the server answers nonsense, or refuses this account */
  WINDOW_BANNER_CLOCK,       /* the clock of this computer is wrong */
  WINDOW_BANNER_READ_ONLY,   /* nothing can be written now */
  WINDOW_BANNER_OFFLINE,     /* offline, with work that is not sent */
  WINDOW_N_BANNERS,
} WindowBanner;

ZuoxiWindow *zuoxi_window_new (GtkApplication *app, const Room *rooms, GSettings *settings);

/* The sign-in page, to fill in and to listen to. (transfer none) */
ZuoxiSignInPage *zuoxi_window_get_sign_in_page (ZuoxiWindow *self);

/**
 * zuoxi_window_enter:
 * @session: (nullable): what the pages get
 * @posts: bits 1 << Post the person holds: which rooms are there
 * @name: the person
 * @place: (nullable): their team or department
 *
 * Shows the rooms; opens the one that was open last, else the first. zuoxi_window_leave () goes back to sign-in and
 * drops every page.
 */
void zuoxi_window_enter (ZuoxiWindow *self, ZuoxiSession *session, guint posts, const char *name, const char *place);
void zuoxi_window_leave (ZuoxiWindow *self);
/* The company's directory came or changed: other rooms, another name or team; open pages stay. */
void zuoxi_window_set_person (ZuoxiWindow *self, guint posts, const char *name, const char *place);
/* Rows are still arriving: says so while there is no room to show. */
void zuoxi_window_set_waiting (ZuoxiWindow *self, gboolean waiting);

/* FALSE: no such room for this person. */
gboolean zuoxi_window_open_room (ZuoxiWindow *self, const char *id);
/* Opens the first room that takes the row. @room NULL = any. FALSE and a toast if none does. */
gboolean   zuoxi_window_show_item (ZuoxiWindow *self, const char *room, const char *table, const Id *id);
ZuoxiPage *zuoxi_window_get_page (ZuoxiWindow *self); /* (nullable): the open one */

void zuoxi_window_set_badge (ZuoxiWindow *self, const char *room, guint number);
void zuoxi_window_update_badges (ZuoxiWindow *self); /* asks every room's count () */
/* What the sync button shows: "Synchronised 14:02", "Offline", "Sending 3". */
void zuoxi_window_set_sync (ZuoxiWindow *self, const char *icon, const char *text, const char *tooltip);
/* 2026-04-02 of a sample store's clock; NULL = a real one. */
void zuoxi_window_set_sample_date (ZuoxiWindow *self, const char *text);

/* @text: a plain sentence. @button and @action (detailed name) nullable. @text NULL hides it. */
void zuoxi_window_set_banner (ZuoxiWindow *self,
                              WindowBanner banner,
                              const char  *text,
                              const char  *button,
                              const char  *action);

void zuoxi_window_toast (ZuoxiWindow *self, const char *text);
/* Also for Ctrl+Z; @data is freed with @destroy when it can no longer be taken back. */
void zuoxi_window_toast_undo (ZuoxiWindow   *self,
                              const char    *text,
                              UndoFunc       func,
                              gpointer       data,
                              GDestroyNotify destroy);
/* A failure of something the person asked for; silent for G_IO_ERROR_CANCELLED. */
void zuoxi_window_toast_error (ZuoxiWindow *self, const GError *error);

/* The palette behind Ctrl+K, to add what rooms know how to find. (transfer none) */
ZuoxiPalette *zuoxi_window_get_palette (ZuoxiWindow *self);
