/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/hex.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";

static int
nibble (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return -1;
}

static gboolean
is_lower_hex (const char *text, gsize count)
{
  for (gsize i = 0; i < count; i++)
    if (nibble (text[i]) < 0)
      return FALSE;
  return text[count] == '\0';
}

/**
 * hex_encode:
 * @out: (out): room for 2 × @length + 1 characters
 */
void
hex_encode (gconstpointer bytes, gsize length, char *out)
{
  const guint8 *from = bytes;

  for (gsize i = 0; i < length; i++)
    {
      out[2 * i] = digits[from[i] >> 4];
      out[2 * i + 1] = digits[from[i] & 15];
    }
  out[2 * length] = '\0';
}

/**
 * hex_dup:
 *
 * Returns: (transfer full): 2 × @length lower-case hex digits
 */
char *
hex_dup (gconstpointer bytes, gsize length)
{
  char *text = g_malloc (2 * length + 1);

  hex_encode (bytes, length, text);
  return text;
}

/**
 * hex_decode:
 * @text: (nullable): text to read
 * @out: (out): room for @length bytes; untouched on failure
 * @length: number of bytes wanted
 *
 * Returns: whether @text is exactly 2 × @length lower-case hex digits; upper case is refused so
 *   that equal bytes have one text
 */
gboolean
hex_decode (const char *text, gpointer out, gsize length)
{
  guint8 *to = out;

  if (text == NULL || !is_lower_hex (text, 2 * length))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    to[i] = (guint8) (nibble (text[2 * i]) << 4 | nibble (text[2 * i + 1]));
  return TRUE;
}
