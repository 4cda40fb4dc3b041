/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/due-dates.h"

#include "core/moment.h"

#define WINDOW_DAYS 10       /* 次月上旬 */
#define SELF_OPEN_WORKDAYS 3 /* G5 */
#define CUT_OFF_SECOND (12 * 3600)

/* The ⌈tenths ⁄ 10 × n⌉-th of @n workdays. */
static Day
share (const Day *workdays, guint n, guint tenths)
{
  return workdays[(tenths * n + 9) / 10 - 1];
}

/**
 * due_dates_monthly:
 * @calendar: working days
 * @month: any day of the appraised month
 * @utc_offset_s: seconds east of UTC, MOMENT_OFFSET_S in China
 *
 * Let w1 … wn be the workdays among days 1 to 10 of the next month: scoring is due on w⌈0.4n⌉, the
 * interview on w⌈0.7n⌉, review on w⌈0.9n⌉, filing on wn; the cut-off is 12:00 of the first workday
 * after the month (R17). Should the ten days hold no workday, all are due on the first one after. Pure.
 *
 * Returns: the dates, without extensions
 */
DueDates
due_dates_monthly (const Calendar *calendar, Day month, gint32 utc_offset_s)
{
  Day      next = month_add (month, 1);
  Day      first_workday = calendar_next_workday (calendar, next, 0);
  Day      workdays[WINDOW_DAYS] = { first_workday };
  guint    n = 0;
  DueDates dates;

  for (Day day = next; day < next + WINDOW_DAYS; day++)
    if (calendar_is_workday (calendar, day))
      workdays[n++] = day;
  n = MAX (n, 1);

  dates.self_opens = calendar_next_workday (calendar, next, -SELF_OPEN_WORKDAYS);
  dates.self = next - 1;
  dates.score = share (workdays, n, 4);
  dates.interview = share (workdays, n, 7);
  dates.review = share (workdays, n, 9);
  dates.filing = share (workdays, n, 10);
  dates.cut_off = moment_from_day_time (first_workday, CUT_OFF_SECOND, utc_offset_s);
  return dates;
}
