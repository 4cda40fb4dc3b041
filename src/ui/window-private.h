/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/sidebar.h"
#include "ui/sync-panel.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

struct _ZuoxiWindow
{
  AdwApplicationWindow parent_instance;

  GtkStack        *screens;
  GtkWidget       *frame;
  GtkWidget       *sidebar_side;
  ZuoxiSidebar    *sidebar;
  GtkStack        *room_stack;
  ZuoxiStatus     *empty; /* where there is no room yet */
  GtkWidget       *toasts;
  GtkBox          *banner_box;
  AdwWindowTitle  *title;
  GtkWidget       *back;
  GtkWidget       *new_button;
  GtkLabel        *new_text;
  GtkWidget       *sync;
  ZuoxiSyncPanel  *sync_panel;
  GtkImage        *sync_icon;
  GtkLabel        *sync_text;
  GtkLabel        *sample;
  GtkMenuButton   *menu;
  GtkLabel        *person;
  GtkLabel        *place;
  ZuoxiSignInPage *sign_in;
  ZuoxiPalette    *palette;

  const Room   *rooms;
  guint         posts;
  GObject      *session;
  GSettings    *settings; /* nullable */
  GHashTable   *counts;   /* room id (static) → how many waited when it was last counted */
  GHashTable   *pages;    /* room id (static) → ZuoxiPage, owned by the stack */
  const Room   *room;     /* the open one */
  GPtrArray    *trail;    /* Room, borrowed: those opened before, the last one at the end */
  GSignalGroup *page_signals;
  UndoStack    *undo;
  GtkWidget    *banners[WINDOW_N_BANNERS];
  char         *banner_actions[WINDOW_N_BANNERS];
  char         *banner_texts[WINDOW_N_BANNERS]; /* shown now; NULL = hidden */
};

/* window-actions.c */
void window_actions_install (ZuoxiWindow *self);
void window_actions_update (ZuoxiWindow *self);

/* window-banners.c */
void window_banners_install (ZuoxiWindow *self);
