/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A room that is a list with details, made from two tables: which columns, and which filters. A room of its own is a
 * type that derives from this one and sets the table in its class:
 *
 *   static const Column columns[] = {{ N_("Started"), "started_at", COLUMN_SORT, 14 }, … { NULL }};
 *   static const ListSpec spec = { .source = { .schema = &call_schema, … }, .columns = columns, … };
 *   klass->spec = &spec;
 */
#pragma once

#include "app/list-query.h"
#include "app/row.h"
#include "ui/page.h"
#include "ui/widgets/column-table.h"

typedef struct
{
  ListSource           source;
  const Column        *columns;  /* the first names the row and is a field of it */
  const Schema *const *children; /* (nullable): rows under a row, shown with it; ended by NULL */
  const char          *icon;
  const char          *empty_title; /* msgid: nothing yet */
  const char          *empty_text;  /* msgid: what the room is for */
  const char          *clause;      /* (nullable): of the regulation */
  gboolean             several;     /* rows can be picked together */
  gboolean             imported;    /* whoever may write such rows for others may bring them in from a file */
} ListSpec;

#define ZUOXI_TYPE_LIST_ROOM (zuoxi_list_room_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZuoxiListRoom, zuoxi_list_room, ZUOXI, LIST_ROOM, ZuoxiPage)

struct _ZuoxiListRoomClass
{
  ZuoxiPageClass parent_class;

  const ListSpec *spec;

  /* (nullable): what can be done with rows: (nullable) (transfer floating) a button above the list; menu items */
  GtkWidget *(*add_tool) (ZuoxiListRoom *self);
  void (*add_menu) (ZuoxiListRoom *self, GMenu *menu);
  /* (nullable): more about the chosen row, under its fields */
  void (*add_details) (ZuoxiListRoom *self, ZuoxiRow *row, GtkBox *box);
};

/* (transfer full) (element-type ZuoxiRow): what is picked in the list */
GPtrArray *zuoxi_list_room_get_selection (ZuoxiListRoom *self);
/* (transfer none) (nullable): what is chosen */
ZuoxiRow *zuoxi_list_room_get_chosen (ZuoxiListRoom *self);

/* Texts of columns that name the person, or the customer, of the source. */
char *list_room_person (gpointer item, gpointer data);
char *list_room_customer (gpointer item, gpointer data);

/* Narrows the list to one person and month, as if both had been chosen above it. */
void zuoxi_list_room_show_only (ZuoxiListRoom *self, Id person, const char *month);
