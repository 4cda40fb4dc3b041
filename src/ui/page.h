/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A room's content. The window keeps one page of each room that was opened, gives it the session, and hands it the
 * keys that mean something in every room; a page answers those that mean something in it. All functions: main thread.
 *
 * A page's template needs no gtk_widget_dispose_template (): AdwBin takes its one child away itself, and would do it
 * twice.
 */
#pragma once

#include <adwaita.h>

#include "core/id.h"

typedef struct _ZuoxiSession ZuoxiSession;
typedef struct _ZuoxiWindow  ZuoxiWindow;

#define ZUOXI_TYPE_PAGE (zuoxi_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZuoxiPage, zuoxi_page, ZUOXI, PAGE, AdwBin)

struct _ZuoxiPageClass
{
  AdwBinClass parent_class;

  /* Every one is nullable: the room has nothing of the kind. */
  void (*set_up) (ZuoxiPage *self);                                         /* once, when the session is there */
  void (*shown) (ZuoxiPage *self);                                          /* each time the room is opened */
  void (*refresh) (ZuoxiPage *self);                                        /* F5, after the sync was asked for */
  void (*search) (ZuoxiPage *self);                                         /* Ctrl+F: open the search and focus it */
  void (*new_item) (ZuoxiPage *self);                                       /* Ctrl+N; offered while can-create */
  void (*print) (ZuoxiPage *self);                                          /* Ctrl+P; offered while can-print */
  gboolean (*back) (ZuoxiPage *self);                                       /* Escape: TRUE if something was closed */
  gboolean (*show_item) (ZuoxiPage *self, const char *table, const Id *id); /* FALSE = not one of ours, or not held */
  const char *(*clause) (ZuoxiPage *self);                                  /* the clause behind it, nullable */
  void (*flush) (ZuoxiPage *self);                                          /* save unsaved text: the window closes */
  GtkWidget *(*first) (ZuoxiPage *self);                                    /* has the focus at first: its list */

  gpointer padding[4];
};

/* Properties: title, subtitle (strings), can-create, can-print (booleans), new-label (string; NULL = "New"). */
const char *zuoxi_page_get_title (ZuoxiPage *self);
void        zuoxi_page_set_title (ZuoxiPage *self, const char *title);
const char *zuoxi_page_get_subtitle (ZuoxiPage *self);
void        zuoxi_page_set_subtitle (ZuoxiPage *self, const char *subtitle);
gboolean    zuoxi_page_get_can_create (ZuoxiPage *self);
void        zuoxi_page_set_can_create (ZuoxiPage *self, gboolean can_create);
gboolean    zuoxi_page_get_can_print (ZuoxiPage *self);
void        zuoxi_page_set_can_print (ZuoxiPage *self, gboolean can_print);
const char *zuoxi_page_get_new_label (ZuoxiPage *self);
void        zuoxi_page_set_new_label (ZuoxiPage *self, const char *label);

/* (transfer none) (nullable): the session the page was set up with; NULL before set_up */
ZuoxiSession *zuoxi_page_get_session (ZuoxiPage *self);
/* (transfer none) (nullable): the window the page stands in */
ZuoxiWindow *zuoxi_page_get_window (ZuoxiPage *self);

/* Called by the window. */
void        zuoxi_page_set_up (ZuoxiPage *self, ZuoxiSession *session);
void        zuoxi_page_shown (ZuoxiPage *self);
void        zuoxi_page_refresh (ZuoxiPage *self);
void        zuoxi_page_search (ZuoxiPage *self);
void        zuoxi_page_new_item (ZuoxiPage *self);
void        zuoxi_page_print (ZuoxiPage *self);
gboolean    zuoxi_page_back (ZuoxiPage *self);
gboolean    zuoxi_page_show_item (ZuoxiPage *self, const char *table, const Id *id);
const char *zuoxi_page_clause (ZuoxiPage *self);
void        zuoxi_page_flush (ZuoxiPage *self);
GtkWidget  *zuoxi_page_first (ZuoxiPage *self); /* (transfer none) (nullable) */
