/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What narrows a list: a search that Ctrl+F opens, choices that stand beside it, and how many rows are left. Main
 * thread. Signal "changed": the text (after a short pause) or a choice is another one.
 */
#pragma once

#include <adwaita.h>

#define ZUOXI_TYPE_FILTER_BAR (zuoxi_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiFilterBar, zuoxi_filter_bar, ZUOXI, FILTER_BAR, GtkWidget)

GtkWidget *zuoxi_filter_bar_new (void);

/* @title: for screen readers and the tip; @choices: (array zero-terminated=1): translated; the first = no filter. */
void zuoxi_filter_bar_add_choice (ZuoxiFilterBar *self, const char *id, const char *title, const char *const *choices);
/* Replaces the choices of a filter without "changed"; what was chosen stays chosen by its name, else the first is. */
void  zuoxi_filter_bar_set_choices (ZuoxiFilterBar *self, const char *id, const char *const *choices);
guint zuoxi_filter_bar_get_choice (ZuoxiFilterBar *self, const char *id);
void  zuoxi_filter_bar_set_choice (ZuoxiFilterBar *self, const char *id, guint choice); /* emits changed */

const char *zuoxi_filter_bar_get_text (ZuoxiFilterBar *self); /* stripped; "" = none; (transfer none) */
void        zuoxi_filter_bar_set_hint (ZuoxiFilterBar *self, const char *accessible_label);
/* Ctrl+F: focus the search and select what is there. */
void zuoxi_filter_bar_focus_search (ZuoxiFilterBar *self);
/* What is typed while @list has the focus goes into the search. @list: not owned, lives as long as the bar */
void zuoxi_filter_bar_capture (ZuoxiFilterBar *self, GtkWidget *list);
/* TRUE if something was set: Escape takes it away first. */
gboolean zuoxi_filter_bar_clear (ZuoxiFilterBar *self);
gboolean zuoxi_filter_bar_is_set (ZuoxiFilterBar *self);
/* "1,234 rows" at the end; shown as given. */
void zuoxi_filter_bar_set_count (ZuoxiFilterBar *self, guint count);
/* A widget at the end: buttons of the room. (transfer floating) */
void zuoxi_filter_bar_append (ZuoxiFilterBar *self, GtkWidget *widget);
