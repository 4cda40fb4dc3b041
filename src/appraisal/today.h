/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for a person today, and how his day and month stand. */
#pragma once

#include "app/session-read.h"
#include "appraisal/case.h"

/* One thing that waits. */
typedef struct
{
  char       *title; /* what, in the reader's language */
  char       *who;   /* whom it is about, "" = oneself */
  char        due[DAY_TEXT_SIZE];
  gboolean    overdue;
  const char *room; /* that opens it; NULL = none */
  const char *table;
  Id          id;
} TodayItem;

typedef struct
{
  GPtrArray  *items; /* TodayItem, overdue first, then by day */
  FactsCounts day;   /* own calls of today */
  FactsCounts month; /* own month so far */
  gboolean    sells; /* whether the two mean anything: the person is an agent */
} TodayView;

void       today_view_free (TodayView *self);
TodayView *today_view_load (Store *store, const SessionReading *reading, GError **error) G_GNUC_WARN_UNUSED_RESULT;
