/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/day.h"

#include <string.h>

static gboolean
is_leap (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap (year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01; years count from March, eras of 400 years repeat. @year may be any. */
static Day
count_days (int year, int month, int day)
{
  int y = month <= 2 ? year - 1 : year;
  int era = (y >= 0 ? y : y - 399) / 400;
  int year_of_era = y - era * 400;
  int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/* Two or four digits, no sign, no blank; -1 otherwise. */
static int
read_digits (const char *text, guint count)
{
  int value = 0;

  for (guint i = 0; i < count; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return -1;
      value = value * 10 + (text[i] - '0');
    }
  return value;
}

static void
write_digits (char *out, guint count, int value)
{
  while (count > 0)
    {
      out[--count] = (char) ('0' + value % 10);
      value /= 10;
    }
}

/**
 * day_from_ymd:
 * @year: 1 to 9999
 * @month: 1 to 12
 * @day: from 1
 * @out: (out): the day; untouched on failure
 *
 * Returns: whether there is such a day
 */
gboolean
day_from_ymd (int year, int month, int day, Day *out)
{
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month (year, month))
    return FALSE;
  *out = count_days (year, month, day);
  return TRUE;
}

/**
 * day_to_ymd:
 * @day: a day; clamped to the years 1 to 9999
 */
void
day_to_ymd (Day day, int *year, int *month, int *day_of_month)
{
  int z = CLAMP (day, DAY_MIN, DAY_MAX) + 719468;
  int era = z / 146097; /* DAY_MIN is in era 0 */
  int day_of_era = z - era * 146097;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int from_march = (5 * day_of_year + 2) / 153;

  *day_of_month = day_of_year - (153 * from_march + 2) / 5 + 1;
  *month = from_march < 10 ? from_march + 3 : from_march - 9;
  *year = era * 400 + year_of_era + (*month <= 2 ? 1 : 0);
}

/**
 * day_weekday:
 *
 * Returns: 1 = Monday to 7 = Sunday
 */
int
day_weekday (Day day)
{
  int from_monday = (int) (((gint64) day + 3) % 7); /* day 0 was a Thursday */

  return (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

/**
 * day_parse:
 * @text: (nullable): "YYYY-MM-DD", nothing else
 * @out: (out): the day; untouched on failure
 *
 * Returns: whether @text names a day
 */
gboolean
day_parse (const char *text, Day *out)
{
  if (text == NULL || strlen (text) != DAY_TEXT_SIZE - 1 || text[4] != '-' || text[7] != '-')
    return FALSE;
  return day_from_ymd (read_digits (text, 4), read_digits (text + 5, 2), read_digits (text + 8, 2), out);
}

/**
 * day_format:
 * @out: (out): "YYYY-MM-DD"
 */
void
day_format (Day day, char out[DAY_TEXT_SIZE])
{
  int year, month, day_of_month;

  day_to_ymd (day, &year, &month, &day_of_month);
  write_digits (out, 4, year);
  out[4] = '-';
  write_digits (out + 5, 2, month);
  out[7] = '-';
  write_digits (out + 8, 2, day_of_month);
  out[10] = '\0';
}

/**
 * day_dup_text:
 *
 * Returns: (transfer full): "YYYY-MM-DD"
 */
char *
day_dup_text (Day day)
{
  char *text = g_malloc (DAY_TEXT_SIZE);

  day_format (day, text);
  return text;
}

/**
 * month_parse:
 * @text: (nullable): "YYYY-MM", nothing else
 * @out_first: (out): first day of the month; untouched on failure
 *
 * Returns: whether @text names a month
 */
gboolean
month_parse (const char *text, Day *out_first)
{
  if (text == NULL || strlen (text) != MONTH_TEXT_SIZE - 1 || text[4] != '-')
    return FALSE;
  return day_from_ymd (read_digits (text, 4), read_digits (text + 5, 2), 1, out_first);
}

/**
 * month_format:
 * @day: any day of the month
 * @out: (out): "YYYY-MM"
 */
void
month_format (Day day, char out[MONTH_TEXT_SIZE])
{
  char text[DAY_TEXT_SIZE];

  day_format (day, text);
  memcpy (out, text, MONTH_TEXT_SIZE - 1);
  out[MONTH_TEXT_SIZE - 1] = '\0';
}

/**
 * month_dup_text:
 * @day: any day of the month
 *
 * Returns: (transfer full): "YYYY-MM"
 */
char *
month_dup_text (Day day)
{
  char *text = g_malloc (MONTH_TEXT_SIZE);

  month_format (day, text);
  return text;
}

/**
 * month_first:
 *
 * Returns: first day of the month of @day
 */
Day
month_first (Day day)
{
  return month_add (day, 0);
}

/**
 * month_last:
 *
 * Returns: last day of the month of @day
 */
Day
month_last (Day day)
{
  int year, month, day_of_month;

  day_to_ymd (day, &year, &month, &day_of_month);
  return count_days (year, month, days_in_month (year, month));
}

/**
 * month_add:
 * @day: any day of a month
 * @months: how many months later, negative = earlier
 *
 * Returns: first day of the month that is @months after that of @day; kept within the years 1 to 9999
 */
Day
month_add (Day day, int months)
{
  int year, month, day_of_month, index;

  day_to_ymd (day, &year, &month, &day_of_month);
  index = year * 12 + (month - 1) + CLAMP (months, -120000, 120000);
  index = CLAMP (index, 12, 9999 * 12 + 11);
  return count_days (index / 12, index % 12 + 1, 1);
}
