/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for a person today, and how his day and month stand. */
#pragma once

#include "app/session-read.h"
#include "appraisal/case.h"

/* When it wants to be done, the most pressing first. */
typedef enum
{
  TODAY_OVERDUE,
  TODAY_NOW,  /* today, and what has no day */
  TODAY_WEEK, /* until Sunday */
  TODAY_LATER,
} TodayGroup;

/* One thing that waits. */
typedef struct
{
  char       *title; /* what, in the reader's language */
  char       *who;   /* whom it is about, "" = oneself */
  char        due[DAY_TEXT_SIZE];
  TodayGroup  group;
  const char *room; /* that opens it; NULL = none */
  const char *table;
  Id          id;
} TodayItem;

typedef struct
{
  GPtrArray  *items; /* TodayItem, by group, then by day */
  FactsCounts day;   /* own calls of today */
  FactsCounts month; /* own month so far */
  gboolean    sells; /* whether the two mean anything: the person is an agent */
} TodayView;

TodayGroup today_group (const char *due, const char *today);
void       today_view_free (TodayView *self);
TodayView *today_view_load (Store *store, const SessionReading *reading, GError **error) G_GNUC_WARN_UNUSED_RESULT;
