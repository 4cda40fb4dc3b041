/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/day.h"

#define DIGITS_MAX 15

/* The text in plain ASCII as far as it goes: what an input method leaves behind is no reason to complain. */
static char *
plain (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);
  GString         *out = g_string_new (NULL);

  for (const char *c = normal != NULL ? normal : text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar ch = g_utf8_get_char (c);

      if (ch == 0x3002)
        g_string_append_c (out, '.');
      else if (ch != 0xa5 && ch != 0xffe5 && ch != ',' && !g_unichar_isspace (ch))
        g_string_append_unichar (out, ch);
    }
  return g_string_free (out, FALSE);
}

/* Digits with at most @decimals after a point, as an integer of that scale. */
static gboolean
parse_scaled (const char *text, guint decimals, OptInt *out, const char **problem)
{
  g_autofree char *typed = plain (text);
  const char      *c = typed;
  gboolean         negative = *c == '-';
  gint64           value = 0;
  guint            after = 0;
  guint            digits = 0;
  gboolean         point = FALSE;

  if (*typed == '\0')
    {
      *out = (OptInt){ 0, FALSE };
      return TRUE;
    }
  for (c += negative ? 1 : 0; *c != '\0'; c++)
    {
      if (*c == '.' && !point && decimals > 0)
        {
          point = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (*c) || ++digits > DIGITS_MAX)
        {
          *problem = N_ ("This is not a number");
          return FALSE;
        }
      if (point && ++after > decimals)
        {
          *problem = N_ ("At most two decimals");
          return FALSE;
        }
      value = 10 * value + (*c - '0');
    }
  if (digits == 0)
    {
      *problem = N_ ("This is not a number");
      return FALSE;
    }
  for (; after < decimals; after++)
    value *= 10;
  *out = (OptInt){ negative ? -value : value, TRUE };
  return TRUE;
}

gboolean
parse_fen (const char *text, OptInt *out, const char **problem)
{
  return parse_scaled (text, 2, out, problem);
}

gboolean
parse_number (const char *text, OptInt *out, const char **problem)
{
  return parse_scaled (text, 0, out, problem);
}

gboolean
parse_score (const char *text, OptInt *out, const char **problem)
{
  OptInt value = { 0, FALSE };

  if (!parse_scaled (text, 2, &value, problem))
    return FALSE;
  if (value.set && (value.v < 0 || value.v > 10000))
    {
      *problem = N_ ("A score is from 0 to 100");
      return FALSE;
    }
  *out = value;
  return TRUE;
}

gboolean
parse_day (const char *text, const char *today, char **out, const char **problem)
{
  g_autofree char *typed = plain (text);
  g_auto (GStrv) parts = NULL;
  guint n = 0;
  int   number[3] = { 0, 0, 0 };
  Day   day = 0;

  if (*typed == '\0')
    {
      g_free (*out);
      *out = g_strdup ("");
      return TRUE;
    }
  g_strdelimit (typed, "/.", '-');
  parts = g_strsplit (typed, "-", -1);
  n = g_strv_length (parts);
  if (n >= 1 && n <= 3 && today != NULL && sscanf (today, "%d-%d-%d", &number[0], &number[1], &number[2]) == 3)
    for (guint i = 0; i < n; i++)
      number[3 - n + i] = strspn (parts[i], "0123456789") == strlen (parts[i]) && strlen (parts[i]) <= 4
                              ? atoi (parts[i])
                              : 0;
  if (!day_from_ymd (number[0], number[1], number[2], &day))
    {
      *problem = N_ ("This is not a day; write it as 2026-11-03");
      return FALSE;
    }
  g_free (*out);
  *out = day_dup_text (day);
  return TRUE;
}

gboolean
parse_month (const char *text, char **out, const char **problem)
{
  g_autofree char *typed = plain (text);
  Day              first = 0;

  g_strdelimit (typed, "/.", '-');
  if (*typed != '\0' && !month_parse (typed, &first))
    {
      *problem = N_ ("This is not a month; write it as 2026-11");
      return FALSE;
    }
  g_free (*out);
  *out = *typed != '\0' ? month_dup_text (first) : g_strdup ("");
  return TRUE;
}
