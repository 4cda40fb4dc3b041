/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/frac.h"

#include "core/decimal.h"

#include <string.h>

#define INT128_TEXT_SIZE 41

static void
check (gboolean overflown)
{
  if (G_UNLIKELY (overflown))
    g_error ("fraction beyond 128 bits");
}

static __int128
times (__int128 a, __int128 b)
{
  __int128 result;

  check (__builtin_mul_overflow (a, b, &result));
  return result;
}

static __int128
plus (__int128 a, __int128 b)
{
  __int128 result;

  check (__builtin_add_overflow (a, b, &result));
  return result;
}

static __int128
negate (__int128 a)
{
  __int128 result;

  check (__builtin_sub_overflow ((__int128) 0, a, &result));
  return result;
}

/* Greatest common divisor, at least 1; @b > 0. */
static __int128
gcd (__int128 a, __int128 b)
{
  if (a < 0)
    a = negate (a);
  while (b != 0)
    {
      __int128 rest = a <= G_MAXINT64 && b <= G_MAXINT64 ? (gint64) a % (gint64) b : a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* @den ≠ 0. */
static Frac
reduced (__int128 num, __int128 den)
{
  __int128 common;

  if (den < 0)
    {
      num = negate (num);
      den = negate (den);
    }
  common = gcd (num, den);
  return (Frac){ num / common, den / common };
}

/* Quotient rounded towards minus infinity; @b > 0. */
static __int128
floor_div (__int128 a, __int128 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

static gint64
narrow (__int128 value)
{
  check (value > G_MAXINT64 || value < G_MININT64);
  return (gint64) value;
}

static const char *
write_int (__int128 value, char buffer[INT128_TEXT_SIZE])
{
  unsigned __int128 rest = value < 0 ? -(unsigned __int128) value : (unsigned __int128) value;
  char             *at = buffer + INT128_TEXT_SIZE - 1;

  *at = '\0';
  do
    {
      *--at = (char) ('0' + (int) (rest % 10));
      rest /= 10;
    }
  while (rest > 0);
  if (value < 0)
    *--at = '-';
  return at;
}

/* Reads digits without a leading zero up to @end. */
static gboolean
read_int (const char **at, __int128 *out)
{
  gboolean    negative = **at == '-';
  const char *first = negative ? *at + 1 : *at;
  const char *p = first;
  __int128    value = 0;

  for (; g_ascii_isdigit (*p); p++)
    if (__builtin_mul_overflow (value, (__int128) 10, &value) ||
        __builtin_add_overflow (value, (__int128) (*p - '0'), &value))
      return FALSE;
  if (p == first || (*first == '0' && (p - first > 1 || negative)))
    return FALSE;
  *out = negative ? -value : value;
  *at = p;
  return TRUE;
}

/**
 * frac_make:
 * @num: numerator
 * @den: denominator; 0 gives N/A
 *
 * Returns: @num ⁄ @den, reduced
 */
Frac
frac_make (gint64 num, gint64 den)
{
  return den == 0 ? FRAC_NA : reduced (num, den);
}

Frac
frac_from_int (gint64 value)
{
  return (Frac){ value, 1 };
}

/**
 * frac_from_ratio:
 *
 * Returns: the value of @ratio as it was counted; N/A if its denominator is 0
 */
Frac
frac_from_ratio (Ratio ratio)
{
  return frac_make (ratio.num, ratio.den);
}

gboolean
frac_is_na (Frac a)
{
  return a.den == 0;
}

Frac
frac_add (Frac a, Frac b)
{
  __int128 common;

  if (frac_is_na (a) || frac_is_na (b))
    return FRAC_NA;
  common = gcd (a.den, b.den);
  return reduced (plus (times (a.num, b.den / common), times (b.num, a.den / common)), times (a.den / common, b.den));
}

Frac
frac_sub (Frac a, Frac b)
{
  return frac_add (a, frac_neg (b));
}

Frac
frac_mul (Frac a, Frac b)
{
  __int128 left, right;

  if (frac_is_na (a) || frac_is_na (b))
    return FRAC_NA;
  left = gcd (a.num, b.den);
  right = gcd (b.num, a.den);
  return (Frac){ times (a.num / left, b.num / right), times (a.den / right, b.den / left) };
}

Frac
frac_div (Frac a, Frac b)
{
  if (frac_is_na (b) || b.num == 0)
    return FRAC_NA;
  return frac_mul (a, b.num < 0 ? (Frac){ negate (b.den), negate (b.num) } : (Frac){ b.den, b.num });
}

Frac
frac_neg (Frac a)
{
  return (Frac){ negate (a.num), a.den };
}

Frac
frac_min (Frac a, Frac b)
{
  if (frac_is_na (a) || frac_is_na (b))
    return FRAC_NA;
  return frac_cmp (a, b) <= 0 ? a : b;
}

Frac
frac_max (Frac a, Frac b)
{
  if (frac_is_na (a) || frac_is_na (b))
    return FRAC_NA;
  return frac_cmp (a, b) >= 0 ? a : b;
}

/**
 * frac_cmp:
 *
 * Compares exactly, by whole parts and then the reciprocals of the rests, so it never overflows. N/A
 * is below every number and equal to itself.
 *
 * Returns: negative, zero or positive
 */
int
frac_cmp (Frac a, Frac b)
{
  int sign = 1;

  if (frac_is_na (a) || frac_is_na (b))
    return (int) frac_is_na (b) - (int) frac_is_na (a);
  while (TRUE)
    {
      __int128 whole_a = floor_div (a.num, a.den), whole_b = floor_div (b.num, b.den);
      __int128 rest_a = a.num - whole_a * a.den, rest_b = b.num - whole_b * b.den;

      if (whole_a != whole_b)
        return whole_a < whole_b ? -sign : sign;
      if (rest_a == 0 || rest_b == 0)
        return rest_a == rest_b ? 0 : (rest_a == 0 ? -sign : sign);
      a = (Frac){ a.den, rest_a };
      b = (Frac){ b.den, rest_b };
      sign = -sign;
    }
}

/**
 * frac_floor:
 * @a: a number, not N/A
 *
 * Returns: the greatest integer not above @a
 */
gint64
frac_floor (Frac a)
{
  g_return_val_if_fail (!frac_is_na (a), 0);

  return narrow (floor_div (a.num, a.den));
}

/**
 * frac_round_half_up:
 * @a: a number, not N/A
 * @decimals: 0 to 18
 *
 * Rounds to @decimals places, a half away from zero (四舍五入): 83.965 with 2 decimals gives 8397.
 *
 * Returns: the rounded value times 10^@decimals
 */
gint64
frac_round_half_up (Frac a, guint decimals)
{
  gint64   scale = 1;
  Frac     scaled;
  __int128 whole, rest;

  g_return_val_if_fail (!frac_is_na (a) && decimals <= 18, 0);

  for (guint i = 0; i < decimals; i++)
    scale *= 10;
  scaled = frac_mul (a, frac_from_int (scale));
  whole = scaled.num / scaled.den;
  rest = scaled.num % scaled.den;
  if (rest > 0 && rest >= scaled.den - rest)
    whole++;
  if (rest < 0 && -rest >= scaled.den + rest)
    whole--;
  return narrow (whole);
}

/**
 * frac_dup_text:
 *
 * Returns: (transfer full): the exact value, "num/den" reduced, "0/0" = N/A; equal values have equal text
 */
char *
frac_dup_text (Frac a)
{
  char num[INT128_TEXT_SIZE], den[INT128_TEXT_SIZE];

  return g_strconcat (write_int (a.num, num), "/", write_int (a.den, den), NULL);
}

/**
 * frac_dup_decimal:
 * @decimals: digits after the point, 0 to 18
 *
 * Returns: (transfer full): @a rounded as frac_round_half_up (), such as "83.97"; "" = N/A
 */
char *
frac_dup_decimal (Frac a, guint decimals)
{
  char text[DECIMAL_TEXT_SIZE];

  if (frac_is_na (a))
    return g_strdup ("");
  decimal_format (frac_round_half_up (a, decimals), decimals, FALSE, text);
  return g_strdup (text);
}

/**
 * frac_from_text:
 * @text: (nullable): what frac_dup_text () wrote
 * @out: (out): the value; untouched on failure
 *
 * Returns: whether @text is "num/den", reduced, as frac_dup_text () would spell it
 */
gboolean
frac_from_text (const char *text, Frac *out)
{
  Frac value;

  if (text == NULL || !read_int (&text, &value.num) || *text++ != '/' || !read_int (&text, &value.den) || *text != '\0')
    return FALSE;
  if (value.den < 0 || (value.den == 0 && value.num != 0))
    return FALSE;
  if (value.den > 0 && gcd (value.num, value.den) != 1)
    return FALSE;
  *out = value;
  return TRUE;
}
