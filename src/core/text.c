/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text.h"

/**
 * text_narrow:
 * @text: valid UTF-8
 *
 * Turns full-width forms (１２３，．￥＋ and the ideographic blank) into their ASCII counterparts and
 * takes blanks off both ends, so that numbers typed with a Chinese input method read as numbers.
 *
 * Returns: (transfer full): the text; "￥" becomes "¥"
 */
char *
text_narrow (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c >= 0xff01 && c <= 0xff5e)
        c = c - 0xff01 + '!';
      else if (c == 0x3000 || c == 0xa0)
        c = ' ';
      else if (c == 0xffe5)
        c = 0xa5;
      g_string_append_unichar (out, c);
    }
  return g_strstrip (g_string_free (out, FALSE));
}
