/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* @value in units of 1/10^@places, with at least @least places. */
static char *
decimal (gint64 value, guint places, guint least)
{
  guint64  magnitude = value < 0 ? -(guint64) value : (guint64) value;
  guint64  unit = 1;
  GString *text;
  gsize    point;

  for (guint i = 0; i < places; i++)
    unit *= 10;
  text = g_string_new (value < 0 ? "−" : "");
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, magnitude / unit);
  point = text->len;
  if (places > 0)
    g_string_append_printf (text, ".%0*" G_GUINT64_FORMAT, (int) places, magnitude % unit);
  while (text->len > point + 1 + least && text->str[text->len - 1] == '0')
    g_string_truncate (text, text->len - 1);
  if (text->len == point + 1)
    g_string_truncate (text, point);
  return g_string_free (text, FALSE);
}

char *
print_number_score (gint64 hundredths)
{
  return decimal (hundredths, 2, 2);
}

static char *
with_percent (char *number)
{
  char *text = g_strconcat (number, "%", NULL);

  g_free (number);
  return text;
}

char *
print_number_percent (gint64 hundredths)
{
  return with_percent (decimal (hundredths, 2, 2));
}

char *
print_number_weight (gint64 hundredths)
{
  return with_percent (decimal (hundredths, 2, 0));
}

char *
print_number_points (gint64 ten_thousandths)
{
  return decimal (ten_thousandths, 4, 2);
}

char *
print_number_yuan (gint64 fen)
{
  g_autofree char *plain = decimal (fen, 2, 2);
  const char      *digits = fen < 0 ? plain + strlen ("−") : plain;
  gsize            whole = (gsize) (strchr (digits, '.') - digits);
  GString         *text = g_string_new (fen < 0 ? "−¥" : "¥");

  for (gsize i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i < whole && (whole - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
print_number_fraction (const char *fraction)
{
  g_auto (GStrv) parts = g_strsplit (fraction, "/", 2);
  g_autofree char *number = NULL;
  gint64           num, den, scaled;

  if (g_strv_length (parts) != 2 || !g_ascii_string_to_signed (parts[0], 10, G_MININT64, G_MAXINT64, &num, NULL) ||
      !g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT64, &den, NULL))
    return g_strdup (fraction);
  if (10000 % den != 0 || __builtin_mul_overflow (num, 10000 / den, &scaled))
    return g_strdup (fraction);
  number = print_number_points (scaled);
  return g_strdup_printf ("%s = %s", fraction, number);
}

char *
print_number_digest (const char *hex, guint digits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; hex[i] != '\0' && (digits == 0 || i < digits); i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (text, FALSE);
}

char *
print_number_month (const char *period, int months)
{
  g_auto (GStrv) parts = g_strsplit (period, "-", 2);
  gint64 year, month;

  if (g_strv_length (parts) != 2 || !g_ascii_string_to_signed (parts[0], 10, 1, 9998, &year, NULL) ||
      !g_ascii_string_to_signed (parts[1], 10, 1, 12, &month, NULL))
    return g_strdup (period);
  month += 12 * year - 1 + months;
  /* Translators: year and month, 2026-03 */
  return g_strdup_printf (C_ ("month", "%1$04d-%2$02d"), (int) (month / 12), (int) (month % 12 + 1));
}
