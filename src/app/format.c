/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/format.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/id.h"
#include "core/moment.h"

#define NONE "–"

static void
append_grouped (GString *text, guint64 number)
{
  char  digits[24];
  gsize n = (gsize) g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
}

/* |value| without overflow at the least number. */
static guint64
magnitude (gint64 value)
{
  return value < 0 ? ~(guint64) value + 1 : (guint64) value;
}

char *
format_count (gint64 number)
{
  GString *text = g_string_new (number < 0 ? "-" : NULL);

  append_grouped (text, magnitude (number));
  return g_string_free (text, FALSE);
}

char *
format_fen (gint64 fen)
{
  GString *text = g_string_new (fen < 0 ? "-¥" : "¥");
  guint64  whole = magnitude (fen);

  append_grouped (text, whole / 100);
  if (whole % 100 != 0)
    g_string_append_printf (text, ".%02u", (guint) (whole % 100));
  return g_string_free (text, FALSE);
}

char *
format_score (gint64 hundredths)
{
  guint64 whole = magnitude (hundredths);

  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%02u", hundredths < 0 ? "-" : "", whole / 100,
                          (guint) (whole % 100));
}

char *
format_opt_score (OptInt hundredths)
{
  return hundredths.set ? format_score (hundredths.v) : g_strdup (NONE);
}

char *
format_weight (gint64 hundredths)
{
  g_autofree char *text = format_score (hundredths);

  if (g_str_has_suffix (text, ".00"))
    text[strlen (text) - 3] = '\0';
  else if (g_str_has_suffix (text, "0"))
    text[strlen (text) - 1] = '\0';
  return g_steal_pointer (&text);
}

char *
format_percent (Ratio ratio)
{
  __int128 scaled = 0;

  if (ratio.den == 0)
    return g_strdup (NONE);
  scaled = (__int128) ratio.num * 20000;
  scaled = (scaled + (scaled < 0 ? -ratio.den : ratio.den)) / ((__int128) ratio.den * 2);
  {
    g_autofree char *number = format_score ((gint64) scaled);

    return g_strconcat (number, "%", NULL);
  }
}

static const char *
weekday_name (Day day)
{
  static const char *const names[] = { N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"),
                                                                               N_ ("Fri"), N_ ("Sat"), N_ ("Sun") };

  /* 1970-01-01 was a Thursday. */
  return _ (names[((day % 7) + 7 + 3) % 7]);
}

char *
format_day (const char *day, const char *today)
{
  Day         value = 0;
  const char *shown = day;

  if (day == NULL || *day == '\0')
    return g_strdup ("");
  if (!day_parse (day, &value))
    return g_strdup (day);
  if (today != NULL && strncmp (day, today, 5) == 0)
    shown = day + 5;
  return g_strdup_printf ("%s %s", shown, weekday_name (value));
}

char *
format_month (const char *month)
{
  Day first = 0;
  int year = 0;
  int number = 0;
  int day = 0;

  if (month == NULL || *month == '\0')
    return g_strdup ("");
  if (!month_parse (month, &first))
    return g_strdup (month);
  day_to_ymd (first, &year, &number, &day);
  /* Translators: year and number of a month */
  return g_strdup_printf (_ ("%1$d-%2$02d"), year, number);
}

char *
format_moment (gint64 us, gint64 now)
{
  char text[MOMENT_LOCAL_SIZE];
  char today[MOMENT_LOCAL_SIZE];

  if (us == 0)
    return g_strdup ("");
  moment_format_local (us, MOMENT_OFFSET_S, text);
  moment_format_local (now, MOMENT_OFFSET_S, today);
  text[10] = ' ';
  if (strncmp (text, today, 10) == 0)
    return g_strdup (text + 11);
  return g_strdup (strncmp (text, today, 5) == 0 ? text + 5 : text);
}

char *
format_phone (const char *number)
{
  glong            n = g_utf8_strlen (number, -1);
  g_autofree char *head = NULL;

  if (n < 8)
    return g_strdup (number);
  head = g_utf8_substring (number, 0, n - 8);
  return g_strconcat (head, "****", g_utf8_offset_to_pointer (number, n - 4), NULL);
}

char *
format_enum (const EnumNick *enums, int value)
{
  const EnumNick *found = enum_by_value (enums, value);

  return g_strdup (found != NULL && found->title != NULL && *found->title != '\0' ? _ (found->title) : "");
}

static char *
format_number (const Field *field, gint64 value, gint64 now)
{
  switch (field->kind)
    {
    case FIELD_FEN:
      return format_fen (value);
    case FIELD_SCORE:
      return format_score (value);
    case FIELD_MOMENT:
      return format_moment (value, now);
    case FIELD_INT:
    case FIELD_REF:
    case FIELD_TEXT:
    case FIELD_FLAG:
    case FIELD_ENUM:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_RATIO:
    case FIELD_SET:
    case FIELD_BLOBREF:
    case FIELD_END:
    default:
      return format_count (value);
    }
}

char *
format_member (const Schema *schema, const Field *field, gconstpointer row, gint64 now)
{
  char today[DAY_TEXT_SIZE];

  switch (field->kind)
    {
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_SCORE:
    case FIELD_MOMENT:
      if (field->optional)
        return FIELD_PTR (row, field, const OptInt)->set
                   ? format_number (field, FIELD_PTR (row, field, const OptInt)->v, now)
                   : g_strdup ("");
      return format_number (field, *FIELD_PTR (row, field, const gint64), now);
    case FIELD_FLAG:
      return g_strdup (*FIELD_PTR (row, field, const gboolean) ? _ ("Yes") : "");
    case FIELD_ENUM:
      return format_enum (field->enums, *FIELD_PTR (row, field, const int));
    case FIELD_DATE:
      day_format (moment_day (now, MOMENT_OFFSET_S), today);
      return format_day (*FIELD_PTR (row, field, char *const), today);
    case FIELD_MONTH:
      return format_month (*FIELD_PTR (row, field, char *const));
    case FIELD_RATIO:
      return format_percent (*FIELD_PTR (row, field, const Ratio));
    case FIELD_TEXT:
      if (field->mask == MASK_PHONE)
        return format_phone (*FIELD_PTR (row, field, char *const));
      return g_strdup (*FIELD_PTR (row, field, char *const));
    case FIELD_REF:
    case FIELD_SET:
    case FIELD_BLOBREF:
    case FIELD_END:
    default:
      return g_strdup ("");
    }
}
