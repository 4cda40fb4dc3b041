/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/money.h"

#include "core/text.h"

#include <string.h>

#define YEN_SIGN "\xc2\xa5"
#define YUAN "\xe5\x85\x83" /* 元 */

/**
 * fen_format:
 * @fen: hundredths of a yuan
 * @out: (out): yuan, "33,000.00"
 */
void
fen_format (gint64 fen, char out[DECIMAL_TEXT_SIZE])
{
  decimal_format (fen, 2, TRUE, out);
}

/**
 * fen_parse:
 * @text: (nullable): valid UTF-8 as typed: "33,000", "¥33,000.50", "３３０００元", "-5"
 * @out: (out): fen; untouched on failure
 *
 * Returns: whether @text is an amount of money with at most two decimals
 */
gboolean
fen_parse (const char *text, gint64 *out)
{
  g_autofree char *narrow = NULL;
  char            *at;

  if (text == NULL)
    return FALSE;
  narrow = text_narrow (text);
  at = narrow;
  if (g_str_has_prefix (at, YEN_SIGN))
    at = g_strchug (at + strlen (YEN_SIGN));
  if (g_str_has_suffix (at, YUAN))
    {
      at[strlen (at) - strlen (YUAN)] = '\0';
      g_strchomp (at);
    }
  return decimal_parse (at, 2, out);
}
