/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/column-table.h"

struct _ZuoxiColumnTable
{
  GtkWidget parent_instance;

  GtkWidget     *scroll;
  GtkColumnView *view;
  GtkWidget     *popover; /* nullable */
  GMenuModel    *menu;    /* nullable */

  const Column *columns;
  gpointer      data;
  gint64        now; /* 0 = the clock */
  gboolean      multiple;
  gboolean      wide;
  gboolean      focusing;    /* the focus is being given to a row, which chooses it */
  gboolean      wants_focus; /* when there are rows */
  gboolean      closed;
  guint         focus_source;
  guint         scroll_to; /* a row chosen before the list was shown; GTK_INVALID_LIST_POSITION = none */

  gboolean choosing; /* the last press was with Control or Shift */

  GSimpleActionGroup *sort; /* "sort": by(title of a column), descending */
  guint               sort_signal;
  /* Which header sorts, found out by asking the view's sorter to compare two probes. */
  gboolean      probing;
  const Column *probed;
};

/* column-table-cells.c */
GtkListItemFactory *column_table_factory_new (ZuoxiColumnTable *self, const Column *column);
char               *column_table_text (ZuoxiColumnTable *self, const Column *column, gpointer item);
/* Item of the cell or row @widget belongs to, and its position. (transfer none) (nullable) */
gpointer column_table_item_at (GtkWidget *widget, guint *position);

/* column-table-sort.c */
GtkSorter *column_table_sorter_new (ZuoxiColumnTable *self, const Column *column);
/* @signal: id of "sort-changed" */
void column_table_sort_set_up (ZuoxiColumnTable *self, guint signal);
/* (transfer full) (nullable): columns to sort by and the direction; NULL where no column sorts */
GMenuModel *column_table_sort_menu (ZuoxiColumnTable *self);
