/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the list-room*.c files. */
#pragma once

#include "app/format.h"
#include "app/query-model.h"
#include "app/session.h"
#include "ui/list-room.h"
#include "ui/widgets/filter-bar.h"
#include "ui/widgets/status.h"

typedef struct
{
  AdwLeaflet       *leaflet;
  ZuoxiFilterBar   *filter;
  ZuoxiStatus      *status;
  ZuoxiColumnTable *table;
  GtkWidget        *details_side;
  GtkLabel         *details_title;
  GtkBox           *details;
  ZuoxiQueryModel  *model;
  ZuoxiRow         *chosen; /* (nullable) */
  GtkWidget        *import; /* (nullable): the button */

  gboolean closing;      /* the details are being closed */
  gboolean filling;      /* filters are being set by the program */
  char   **month_values; /* YYYY-MM by choice; 0 = all */
  GArray  *person_ids;   /* (element-type Id): likewise */
  GArray  *team_ids;     /* (element-type Id): likewise */
  char    *sort;         /* field, NULL = the room's own order */
  gboolean descending;
} ZuoxiListRoomPrivate;

ZuoxiListRoomPrivate *list_room_priv (ZuoxiListRoom *self);
void                  list_room_requery (ZuoxiListRoom *self);

/* list-room-filters.c */
void list_room_fill_filters (ZuoxiListRoom *self);
void list_room_fill_people (ZuoxiListRoom *self);
void list_room_read_filter (ZuoxiListRoom *self, ListFilter *filter);
