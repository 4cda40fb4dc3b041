/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When each step of a month's appraisal is due (R17, G4, G5). */
#pragma once

#include "core/calendar.h"

typedef struct
{
  Day    self_opens; /* third last workday of the month */
  Day    self;       /* last day of the month */
  Day    score;      /* the others: in the first ten days of the next month, each until its end */
  Day    interview;
  Day    review;
  Day    filing;
  gint64 cut_off; /* µs since the epoch, UTC: facts that came later are late */
} DueDates;

DueDates due_dates_monthly (const Calendar *calendar, Day month, gint32 utc_offset_s);
