/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/decimal.h"

#include <string.h>

/**
 * decimal_format:
 * @value: the number times 10^@decimals
 * @decimals: digits after the point, 0 to 18
 * @group: whether to put a comma between thousands
 * @out: (out): "33,000.00", "-0.05", "7"
 */
void
decimal_format (gint64 value, guint decimals, gboolean group, char out[DECIMAL_TEXT_SIZE])
{
  char    buffer[DECIMAL_TEXT_SIZE];
  char   *at = buffer + sizeof buffer - 1;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;
  guint   written = 0;

  g_return_if_fail (decimals <= 18);

  *at = '\0';
  while (written <= decimals || rest > 0)
    {
      if (written == decimals && decimals > 0)
        *--at = '.';
      else if (group && written > decimals && (written - decimals) % 3 == 0)
        *--at = ',';
      *--at = (char) ('0' + rest % 10);
      rest /= 10;
      written++;
    }
  if (value < 0)
    *--at = '-';
  strcpy (out, at);
}

/* Moves over a digit group of the whole part; commas, if any, must part it into threes. */
static gboolean
skip_whole (const char **at)
{
  const char *p = *at;
  gsize       first = strspn (p, "0123456789");

  p += first;
  if (first == 0 || (*p == ',' && first > 3))
    return FALSE;
  while (*p == ',')
    {
      if (strspn (p + 1, "0123456789") != 3)
        return FALSE;
      p += 4;
    }
  *at = p;
  return TRUE;
}

static gboolean
push_digit (gint64 *value, int digit)
{
  return !__builtin_mul_overflow (*value, 10, value) && !__builtin_sub_overflow (*value, digit, value);
}

/**
 * decimal_parse:
 * @text: ASCII without blanks: sign, digits, commas between thousands, a point and at most @decimals
 *   digits
 * @decimals: 0 to 18
 * @out: (out): the number times 10^@decimals; untouched on failure
 *
 * Returns: whether @text is such a number and fits
 */
gboolean
decimal_parse (const char *text, guint decimals, gint64 *out)
{
  gboolean    negative = *text == '-';
  const char *from = negative ? text + 1 : text;
  const char *at = from;
  gint64      value = 0; /* counted downwards: the minimum has no opposite */
  gsize       places = 0;

  if (!skip_whole (&at))
    return FALSE;
  for (const char *p = from; p < at; p++)
    if (*p != ',' && !push_digit (&value, *p - '0'))
      return FALSE;
  if (*at == '.')
    {
      places = strspn (++at, "0123456789");
      if (places == 0 || places > decimals)
        return FALSE;
      for (gsize i = 0; i < places; i++)
        if (!push_digit (&value, *at++ - '0'))
          return FALSE;
    }
  if (*at != '\0')
    return FALSE;
  for (; places < decimals; places++)
    if (!push_digit (&value, 0))
      return FALSE;
  if (!negative && __builtin_sub_overflow ((gint64) 0, value, &value))
    return FALSE;
  *out = value;
  return TRUE;
}
