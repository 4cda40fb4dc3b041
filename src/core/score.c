/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/score.h"

#include "core/text.h"

#include <string.h>

/**
 * score_format:
 * @hundredths: a score
 * @out: (out): with two decimals always, "83.97", "95.00"; for columns and forms
 */
void
score_format (gint64 hundredths, char out[DECIMAL_TEXT_SIZE])
{
  decimal_format (hundredths, 2, FALSE, out);
}

/**
 * score_format_short:
 * @hundredths: a score
 * @out: (out): without needless zeros, "83.97", "88.5", "95"; for entries and sentences
 */
void
score_format_short (gint64 hundredths, char out[DECIMAL_TEXT_SIZE])
{
  gsize length;

  decimal_format (hundredths, 2, FALSE, out);
  length = strlen (out);
  while (out[length - 1] == '0')
    length--;
  if (out[length - 1] == '.')
    length--;
  out[length] = '\0';
}

/**
 * score_parse:
 * @text: (nullable): valid UTF-8 as typed: "95", "88.5", "８８．５"
 * @out: (out): hundredths; untouched on failure
 *
 * The range is the field table's affair: "101" and "-1" are numbers.
 *
 * Returns: whether @text is a number with at most two decimals
 */
gboolean
score_parse (const char *text, gint64 *out)
{
  g_autofree char *narrow = NULL;

  if (text == NULL)
    return FALSE;
  narrow = text_narrow (text);
  return decimal_parse (narrow, 2, out);
}
