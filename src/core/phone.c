/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/phone.h"

#include "core/i18n.h"
#include "core/text.h"

#include <string.h>

#define MIN_INTERNATIONAL 7
#define MAX_INTERNATIONAL 15

/* Digits of @text, with one leading '+' kept; %NULL if there is anything but digits and separators. */
static char *
strip_separators (const char *text)
{
  g_autofree char *narrow = text_narrow (text);
  GString         *out = g_string_new (NULL);

  for (const char *at = narrow; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c < 0x80 && (g_ascii_isdigit ((char) c) || (c == '+' && out->len == 0)))
        g_string_append_c (out, (char) c);
      else if (strchr (" -().", (int) MIN (c, 0x7f)) == NULL && (c < 0x2010 || c > 0x2015))
        {
          g_string_free (out, TRUE);
          return NULL;
        }
    }
  return g_string_free (out, FALSE);
}

/* Length of the area code of a national number without its 0; 0 = not a landline. */
static gsize
area_code_length (const char *number)
{
  if (number[0] == '1' && number[1] == '0')
    return 2;
  if (number[0] == '2')
    return 2;
  return number[0] >= '3' && number[0] <= '9' ? 3 : 0;
}

static gboolean
is_mobile (const char *number)
{
  return strlen (number) == 11 && number[0] == '1' && number[1] >= '3';
}

/* 400 and 800 numbers, dialled alike from everywhere. */
static gboolean
is_service (const char *number)
{
  return strlen (number) == 10 && (g_str_has_prefix (number, "400") || g_str_has_prefix (number, "800"));
}

static gboolean
is_landline (const char *number)
{
  gsize area = area_code_length (number);
  gsize length = strlen (number);

  if (area == 0 || length <= area || is_service (number) || number[area] < '2')
    return FALSE;
  return length - area == 8 || (area == 3 && length - area == 7);
}

static gboolean
is_chinese (const char *number)
{
  return is_mobile (number) || is_service (number) || is_landline (number);
}

/* The national number in @digits, as dialled inside China or with 86 before it; %NULL if there is none. */
static const char *
find_chinese (const char *digits)
{
  if (*digits == '0')
    return is_mobile (digits + 1) || is_landline (digits + 1) ? digits + 1 : NULL;
  if (is_mobile (digits) || is_service (digits))
    return digits;
  if (g_str_has_prefix (digits, "86"))
    {
      digits += digits[2] == '0' ? 3 : 2;
      return is_chinese (digits) ? digits : NULL;
    }
  return NULL;
}

static char *
fail (const char **out_problem, const char *msgid)
{
  if (out_problem != NULL)
    *out_problem = msgid;
  return NULL;
}

static char *
normalise_international (const char *digits, const char **out_problem)
{
  gsize length = strlen (digits);

  if (g_str_has_prefix (digits, "86"))
    {
      const char *number = find_chinese (digits);

      return number != NULL ? g_strconcat ("+86", number, NULL)
                            : fail (out_problem, N_ ("Not a Chinese telephone number"));
    }
  if (length < MIN_INTERNATIONAL || length > MAX_INTERNATIONAL || *digits == '0')
    return fail (out_problem, N_ ("Not an international telephone number"));
  return g_strconcat ("+", digits, NULL);
}

/**
 * e164_normalise:
 * @text: valid UTF-8 as typed: "138 0013 8000", "+86 138…", "０１０－６２３４ ５６７８", "400-820-8820"
 * @out_problem: (out) (optional): on failure, an English msgid that says what is wrong
 *
 * Numbers without a country are Chinese; landlines need their area code. Pure.
 *
 * Returns: (transfer full) (nullable): "+86…" or another country's "+…", %NULL if @text is no number
 */
char *
e164_normalise (const char *text, const char **out_problem)
{
  g_autofree char *digits = strip_separators (text);
  const char      *number;

  if (digits == NULL || *digits == '\0')
    return fail (out_problem, N_ ("A telephone number has only digits"));
  if (*digits == '+')
    return normalise_international (digits + 1, out_problem);
  if (g_str_has_prefix (digits, "00"))
    return normalise_international (digits + 2, out_problem);
  number = find_chinese (digits);
  if (number != NULL)
    return g_strconcat ("+86", number, NULL);
  if ((strlen (digits) == 7 || strlen (digits) == 8) && *digits >= '2')
    return fail (out_problem, N_ ("Add the area code"));
  return fail (out_problem, N_ ("Not a Chinese telephone number"));
}

/**
 * phone_format:
 * @e164: what e164_normalise () gave; anything else is given back as it is
 *
 * Returns: (transfer full): as written in China: "138 0013 8000", "010 6234 5678", "400 820 8820",
 *   "+852 21234567" stays "+85221234567"
 */
char *
phone_format (const char *e164)
{
  const char *number = g_str_has_prefix (e164, "+86") ? e164 + 3 : NULL;
  gsize       area;

  if (number == NULL || !is_chinese (number))
    return g_strdup (e164);
  if (is_mobile (number))
    return g_strdup_printf ("%.3s %.4s %s", number, number + 3, number + 7);
  if (is_service (number))
    return g_strdup_printf ("%.3s %.3s %s", number, number + 3, number + 6);
  area = area_code_length (number);
  return g_strdup_printf ("0%.*s %.*s %s", (int) area, number, (int) (strlen (number) - area - 4), number + area,
                          number + strlen (number) - 4);
}

/**
 * phone_mask:
 * @e164: what e164_normalise () gave, or a text that should be a number
 *
 * Hides the middle, for lists and logs (PIPL): at most the first three characters and the last four
 * stay, the last two of short numbers.
 *
 * Returns: (transfer full): "138****5678", "010****5678", "+85****5678"; "" for ""
 */
char *
phone_mask (const char *e164)
{
  g_autofree char *national = NULL;
  gsize            length, tail;

  if (*e164 == '\0')
    return g_strdup ("");
  if (g_str_has_prefix (e164, "+86"))
    national = g_strconcat (is_landline (e164 + 3) ? "0" : "", e164 + 3, NULL);
  else
    national = g_strdup (e164);
  length = strlen (national);
  if (!g_str_is_ascii (national) || length < 7)
    return g_strdup ("****");
  tail = length >= 10 ? 4 : 2;
  return g_strdup_printf ("%.3s****%s", national, national + length - tail);
}
