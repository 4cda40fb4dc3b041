/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/import-value.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "core/day.h"
#include "core/decimal.h"
#include "core/money.h"
#include "core/moment.h"
#include "core/score.h"

/* What is wrong with @text: @sentence, a translated format with one %s. */
static char *wrong (const char *text, const char *sentence) G_GNUC_FORMAT (2);

static char *
wrong (const char *text, const char *sentence)
{
  g_autofree char *start = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 40));
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  return g_strconcat (parts[0], start, parts[1], NULL);
}

static void
set_number (const Field *field, gpointer row, gint64 value)
{
  if (field->optional)
    *FIELD_PTR (row, field, OptInt) = (OptInt){ value, TRUE };
  else
    *FIELD_PTR (row, field, gint64) = value;
}

static gboolean
parse_flag (const char *text, gboolean *out)
{
  static const char *const yes[] = { "yes", "true", "1", "y", "是", NULL };
  static const char *const no[] = { "no", "false", "0", "n", "否", NULL };
  g_autofree char         *lower = g_ascii_strdown (text, -1);

  *out = g_strv_contains (yes, lower);
  return *out || g_strv_contains (no, lower);
}

/* 2026-3-2 and 2026/03/02 as well as 2026-03-02. */
static gboolean
parse_day (const char *text, Day *out)
{
  int year, month, day, end = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && text[end] == '\0')
    return day_from_ymd (year, month, day, out);
  end = 0;
  return sscanf (text, "%4d/%2d/%2d%n", &year, &month, &day, &end) == 3 && text[end] == '\0' &&
         day_from_ymd (year, month, day, out);
}

static gboolean
parse_moment (const char *text, gint64 *out)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " T", 2);
  int hour, minute, second = 0, end = 0, longer = 0;
  Day day;

  if (moment_parse_iso (text, out))
    return TRUE;
  if (g_strv_length (parts) != 2 || !parse_day (parts[0], &day) ||
      sscanf (parts[1], "%2d:%2d%n:%2d%n", &hour, &minute, &end, &second, &longer) < 2)
    return FALSE;
  end = MAX (end, longer);
  if (parts[1][end] != '\0' || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return FALSE;
  *out = moment_from_day_time (day, (hour * 60 + minute) * 60 + second, MOMENT_OFFSET_S);
  return TRUE;
}

static gboolean
parse_ratio (const char *text, Ratio *out)
{
  gint64 num, den;
  int    end = 0;
  gsize  length = strlen (text);

  if (sscanf (text, "%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "%n", &num, &den, &end) == 2 && text[end] == '\0' &&
      den > 0)
    {
      *out = (Ratio){ num, den };
      return TRUE;
    }
  if (length > 1 && text[length - 1] == '%')
    {
      g_autofree char *number = g_strchomp (g_strndup (text, length - 1));

      out->den = 10000;
      return decimal_parse (number, 2, &out->num);
    }
  return FALSE;
}

static char *
set_enum (const Field *field, gpointer row, const char *text)
{
  const EnumNick *nick = enum_by_nick (field->enums, text);
  g_autoptr (GString) known = NULL;
  g_autofree char *start = NULL;

  for (const EnumNick *each = field->enums; nick == NULL && each->nick != NULL; each++)
    if (g_str_equal (text, _ (each->title)))
      nick = each;
  if (nick != NULL)
    {
      *FIELD_PTR (row, field, int) = nick->value;
      return NULL;
    }
  known = g_string_new (NULL);
  for (nick = field->enums; nick->nick != NULL; nick++)
    g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", nick->nick);
  start = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 40));
  /* Translators: what is in the cell, and what may be */
  return g_strdup_printf (_ ("“%1$s” is not one of: %2$s"), start, known->str);
}

static char *
set_text (const Field *field, gpointer row, char *text)
{
  char **member = FIELD_PTR (row, field, char *);

  g_free (*member);
  *member = text;
  return NULL;
}

char *
import_set_text (const Field *field, gpointer row, const char *text)
{
  gint64   number = 0;
  gboolean flag;
  Day      day;

  if (*text == '\0')
    return NULL;
  switch (field->kind)
    {
    case FIELD_TEXT:
    case FIELD_BLOBREF:
      return set_text (field, row, g_strdup (text));
    case FIELD_INT:
      if (!decimal_parse (text, 0, &number))
        return wrong (text, _ ("“%s” is not a whole number"));
      break;
    case FIELD_FLAG:
      if (!parse_flag (text, &flag))
        return wrong (text, _ ("“%s” is not yes or no"));
      *FIELD_PTR (row, field, gboolean) = flag;
      return NULL;
    case FIELD_ENUM:
      return set_enum (field, row, text);
    case FIELD_DATE:
      if (!parse_day (text, &day))
        return wrong (text, _ ("“%s” is not a day such as 2026-03-02"));
      return set_text (field, row, day_dup_text (day));
    case FIELD_MONTH:
      if (!month_parse (text, &day))
        return wrong (text, _ ("“%s” is not a month such as 2026-03"));
      return set_text (field, row, month_dup_text (day));
    case FIELD_MOMENT:
      if (!parse_moment (text, &number))
        return wrong (text, _ ("“%s” is not a moment such as 2026-03-02 09:30"));
      break;
    case FIELD_FEN:
      if (!fen_parse (text, &number))
        return wrong (text, _ ("“%s” is not an amount in yuan such as 1280.50"));
      break;
    case FIELD_SCORE:
      if (!score_parse (text, &number))
        return wrong (text, _ ("“%s” is not a score such as 86.5"));
      break;
    case FIELD_RATIO:
      return parse_ratio (text, FIELD_PTR (row, field, Ratio)) ? NULL : wrong (text, _ ("“%s” is not a ratio such as 3/100"));
    case FIELD_END:
    case FIELD_REF:
    case FIELD_SET:
    default:
      return g_strdup (_ ("A field of this kind cannot be imported from text"));
    }
  set_number (field, row, number);
  return NULL;
}
