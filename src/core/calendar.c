/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/calendar.h"

typedef struct
{
  gboolean workday;
  char    *name;
} Exception;

struct Calendar
{
  GHashTable *exceptions; /* Day → Exception */
};

static void
exception_free (gpointer data)
{
  Exception *self = data;

  g_free (self->name);
  g_free (self);
}

static const Exception *
lookup (const Calendar *self, Day day)
{
  return g_hash_table_lookup (self->exceptions, GINT_TO_POINTER (day));
}

/**
 * calendar_new:
 *
 * Returns: (transfer full): a calendar without exceptions; free with calendar_free ()
 */
Calendar *
calendar_new (void)
{
  Calendar *self = g_new0 (Calendar, 1);

  self->exceptions = g_hash_table_new_full (NULL, NULL, NULL, exception_free);
  return self;
}

/**
 * calendar_free:
 * @self: (transfer full) (nullable): a calendar
 */
void
calendar_free (Calendar *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->exceptions);
  g_free (self);
}

/**
 * calendar_set:
 * @workday: whether people work on @day, whatever the weekday
 * @name: (nullable): name of the holiday, or of the one it is worked for
 *
 * Sets or replaces the exception for @day.
 */
void
calendar_set (Calendar *self, Day day, gboolean workday, const char *name)
{
  Exception *exception = g_new0 (Exception, 1);

  exception->workday = workday;
  exception->name = g_strdup (name != NULL ? name : "");
  g_hash_table_replace (self->exceptions, GINT_TO_POINTER (day), exception);
}

/**
 * calendar_is_workday:
 *
 * Returns: what the exception for @day says; without one, whether it is Monday to Friday
 */
gboolean
calendar_is_workday (const Calendar *self, Day day)
{
  const Exception *exception = lookup (self, day);

  return exception != NULL ? exception->workday : day_weekday (day) <= 5;
}

/**
 * calendar_day_name:
 *
 * Returns: (transfer none) (nullable): name of the exception for @day, %NULL if it is an ordinary day
 */
const char *
calendar_day_name (const Calendar *self, Day day)
{
  const Exception *exception = lookup (self, day);

  return exception != NULL ? exception->name : NULL;
}

/**
 * calendar_workdays_between:
 * @first: first day counted
 * @last: last day counted
 *
 * Returns: number of workdays from @first to @last, both included; 0 if @last is earlier
 */
guint
calendar_workdays_between (const Calendar *self, Day first, Day last)
{
  guint count = 0;

  for (Day day = first; day <= last; day++)
    if (calendar_is_workday (self, day))
      count++;
  return count;
}

/**
 * calendar_next_workday:
 * @n: which one: 1 = the first workday after @day, -1 = the last before it, 0 = @day itself if it is a
 *   workday, else the first after it
 *
 * Returns: the @n-th workday counted from @day
 */
Day
calendar_next_workday (const Calendar *self, Day day, int n)
{
  int step = n < 0 ? -1 : 1;
  int left = ABS (n);

  if (n == 0)
    {
      day--;
      left = 1;
    }
  while (left > 0)
    {
      day += step;
      if (calendar_is_workday (self, day))
        left--;
    }
  return day;
}
