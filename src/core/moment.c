/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/moment.h"

#include <string.h>

/* Rounds towards the past, so that 1969 works. */
static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

static gint64
local_seconds (gint64 us, gint32 utc_offset_s)
{
  return floor_div (us, MOMENT_SECOND) + utc_offset_s;
}

/* "hh:mm" or "hh:mm:ss" → seconds of the day, -1 if it is neither. */
static gint32
parse_time (const char *text, gsize length)
{
  static const int limits[] = { 24, 60, 60 };
  gint32           seconds = 0;

  if (length != 5 && length != 8)
    return -1;
  for (gsize part = 0; part < 3; part++)
    {
      const char *at = text + 3 * part;
      int         value = 0;

      if (3 * part < length)
        {
          if (!g_ascii_isdigit (at[0]) || !g_ascii_isdigit (at[1]) || (3 * part + 2 < length && at[2] != ':'))
            return -1;
          value = (at[0] - '0') * 10 + (at[1] - '0');
        }
      if (value >= limits[part])
        return -1;
      seconds = seconds * 60 + value;
    }
  return seconds;
}

static void
format_time (gint32 seconds_of_day, gboolean with_seconds, char *out)
{
  int  parts[] = { seconds_of_day / 3600, seconds_of_day / 60 % 60, seconds_of_day % 60 };
  int  count = with_seconds ? 3 : 2;
  char separator = ':';

  for (int i = 0; i < count; i++)
    {
      if (i > 0)
        *out++ = separator;
      *out++ = (char) ('0' + parts[i] / 10);
      *out++ = (char) ('0' + parts[i] % 10);
    }
  *out = '\0';
}

/**
 * moment_day:
 * @us: µs since the epoch, UTC
 * @utc_offset_s: seconds east of UTC, MOMENT_OFFSET_S in China
 *
 * Returns: the day on the wall clock; kept within the years 1 to 9999
 */
Day
moment_day (gint64 us, gint32 utc_offset_s)
{
  return (Day) CLAMP (floor_div (local_seconds (us, utc_offset_s), 86400), DAY_MIN, DAY_MAX);
}

/**
 * moment_second_of_day:
 *
 * Returns: seconds since midnight on the wall clock, 0 to 86399
 */
gint32
moment_second_of_day (gint64 us, gint32 utc_offset_s)
{
  gint64 seconds = local_seconds (us, utc_offset_s);

  return (gint32) (seconds - floor_div (seconds, 86400) * 86400);
}

/**
 * moment_from_day_time:
 * @seconds_of_day: seconds since midnight on the wall clock; 86400 = the next midnight
 * @utc_offset_s: seconds east of UTC
 *
 * Returns: µs since the epoch, UTC
 */
gint64
moment_from_day_time (Day day, gint32 seconds_of_day, gint32 utc_offset_s)
{
  return ((gint64) day * 86400 + seconds_of_day - utc_offset_s) * MOMENT_SECOND;
}

/**
 * moment_format_iso:
 * @out: (out): "YYYY-MM-DDThh:mm:ssZ", in UTC, without the part of a second
 */
void
moment_format_iso (gint64 us, char out[MOMENT_ISO_SIZE])
{
  day_format (moment_day (us, 0), out);
  out[10] = 'T';
  format_time (moment_second_of_day (us, 0), TRUE, out + 11);
  strcpy (out + 19, "Z");
}

/**
 * moment_parse_iso:
 * @text: (nullable): what moment_format_iso () writes
 * @out: (out): µs since the epoch, UTC; untouched on failure
 *
 * Returns: whether @text is of that form
 */
gboolean
moment_parse_iso (const char *text, gint64 *out)
{
  if (text == NULL || strlen (text) != MOMENT_ISO_SIZE - 1 || text[10] != 'T' || text[19] != 'Z')
    return FALSE;
  {
    char local[MOMENT_ISO_SIZE];

    memcpy (local, text, 19);
    local[10] = ' ';
    local[19] = '\0';
    return moment_parse_local (local, 0, out);
  }
}

/**
 * moment_format_local:
 * @utc_offset_s: seconds east of UTC
 * @out: (out): "YYYY-MM-DD HH:MM" on the wall clock, as shown in lists
 */
void
moment_format_local (gint64 us, gint32 utc_offset_s, char out[MOMENT_LOCAL_SIZE])
{
  day_format (moment_day (us, utc_offset_s), out);
  out[10] = ' ';
  format_time (moment_second_of_day (us, utc_offset_s), FALSE, out + 11);
}

/**
 * moment_parse_local:
 * @text: (nullable): "YYYY-MM-DD HH:MM" or "YYYY-MM-DD HH:MM:SS" on the wall clock
 * @utc_offset_s: seconds east of UTC
 * @out: (out): µs since the epoch, UTC; untouched on failure
 *
 * Returns: whether @text is of that form and names a moment
 */
gboolean
moment_parse_local (const char *text, gint32 utc_offset_s, gint64 *out)
{
  char   date[DAY_TEXT_SIZE];
  Day    day;
  gint32 seconds;

  if (text == NULL || strlen (text) < MOMENT_LOCAL_SIZE - 1 || text[10] != ' ')
    return FALSE;
  memcpy (date, text, DAY_TEXT_SIZE - 1);
  date[DAY_TEXT_SIZE - 1] = '\0';
  seconds = parse_time (text + 11, strlen (text + 11));
  if (seconds < 0 || !day_parse (date, &day))
    return FALSE;
  *out = moment_from_day_time (day, seconds, utc_offset_s);
  return TRUE;
}
