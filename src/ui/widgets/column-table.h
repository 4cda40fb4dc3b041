/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list in columns, made from a static table: one factory for every cell, sorting by header or by the menu of
 * Ctrl+Shift+S, Enter opens, a menu on the row by right button, Menu and Shift+F10, names for screen readers. Asked to
 * take the focus while it has no rows, it takes it when they come. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "app/row.h"

typedef enum
{
  COLUMN_NUMBER = 1 << 0, /* right-aligned, tabular figures */
  COLUMN_EXPAND = 1 << 1, /* takes what is left */
  COLUMN_SORT = 1 << 2,   /* its header sorts */
  COLUMN_DIM = 1 << 3,
  COLUMN_WIDE = 1 << 4,   /* only where the list is wide (≥ 640 pixels) */
  COLUMN_STRONG = 1 << 5, /* the name of the row: bold */
} ColumnFlags;

/* (transfer full) (nullable): text of the cell */
typedef char *(*ColumnText) (gpointer item, gpointer data);
/* (nullable): style class of the cell: "error", "warning", "success", "dim-label" */
typedef const char *(*ColumnClass) (gpointer item, gpointer data);
/* For lists sorted here (not in SQL): <0, 0, >0 */
typedef int (*ColumnCompare) (gpointer a, gpointer b, gpointer data);

/* One column; a table ends with a NULL title. The text comes from @text, or from the field of a #ZuoxiRow by its kind.
 */
typedef struct
{
  const char   *title; /* msgid */
  const char   *field; /* name of the field; also what "sort-changed" says */
  ColumnFlags   flags;
  int           chars; /* fixed width in characters, 0 = as its content */
  ColumnText    text;
  ColumnClass   look;
  ColumnCompare compare; /* default: numbers by value, else by the text as the language sorts it */
} Column;

#define ZUOXI_TYPE_COLUMN_TABLE (zuoxi_column_table_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiColumnTable, zuoxi_column_table, ZUOXI, COLUMN_TABLE, GtkWidget)

/*
 * Signals:
 *   open (GObject *item): Enter or double click · selected (): the selection is another one
 *   sort-changed (const char *field, gboolean descending): select anew in that order; field NULL = the list's own order
 *   menu (GObject *item): the menu is about to open for it: set up the actions it names
 */

/* @data: for the functions of @columns, not owned. @name: what the list shows, for screen readers. */
GtkWidget *zuoxi_column_table_new (const char *name, const Column *columns, gpointer data);

/* For a table in a template: names, columns and data once. */
void zuoxi_column_table_set_up (ZuoxiColumnTable *self, const char *name, const Column *columns, gpointer data);

/* @model: (nullable) (transfer none); @sort_here: a short list, sorted by this widget instead of "sort-changed" */
void zuoxi_column_table_set_model (ZuoxiColumnTable *self, GListModel *model, gboolean sort_here);
/* Several rows at once: Ctrl and Shift, Ctrl+A. Before set_model (). */
void zuoxi_column_table_set_multiple (ZuoxiColumnTable *self, gboolean multiple);
void zuoxi_column_table_set_menu (ZuoxiColumnTable *self, GMenuModel *menu);
/* @now: µs, for what is today; default: the clock */
void zuoxi_column_table_set_now (ZuoxiColumnTable *self, gint64 now);

/* (transfer full) (nullable): the selected row; of several, the first */
gpointer zuoxi_column_table_get_selected (ZuoxiColumnTable *self);
/* (transfer full) (element-type GObject) */
GPtrArray *zuoxi_column_table_get_selection (ZuoxiColumnTable *self);
guint      zuoxi_column_table_get_position (ZuoxiColumnTable *self); /* GTK_INVALID_LIST_POSITION = none */
/* Selects a row by its place in the list as shown, brings it into view, and focuses it if @focus. */
void zuoxi_column_table_select (ZuoxiColumnTable *self, guint position, gboolean focus);
/* Selects a row besides those that are selected already; where the list stands is left as it is. */
void  zuoxi_column_table_add (ZuoxiColumnTable *self, guint position);
guint zuoxi_column_table_get_n_items (ZuoxiColumnTable *self);
/* (transfer full) (nullable): row @position as shown */
gpointer zuoxi_column_table_get_item (ZuoxiColumnTable *self, guint position);
