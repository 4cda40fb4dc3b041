/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/pin.h"

#define TAG_INTEGER 0x02
#define TAG_SEQUENCE 0x30
#define TAG_VERSION 0xa0

/* Bytes still to be read of a DER value. */
typedef struct
{
  const guint8 *at;
  gsize         left;
} Der;

/* Reads one element: its tag, the whole of it (head included) and its content; moves @der behind it. */
static gboolean
der_next (Der *der, guint8 *tag, Der *whole, Der *content)
{
  gsize head = 2, length;

  if (der->left < 2)
    return FALSE;
  length = der->at[1];
  if (length & 0x80)
    {
      gsize bytes = length & 0x7f;

      if (bytes == 0 || bytes > 3 || der->left < 2 + bytes)
        return FALSE;
      length = 0;
      for (gsize i = 0; i < bytes; i++)
        length = length << 8 | der->at[2 + i];
      head += bytes;
    }
  if (der->left - head < length)
    return FALSE;
  *tag = der->at[0];
  *whole = (Der){ der->at, head + length };
  *content = (Der){ der->at + head, length };
  der->at += head + length;
  der->left -= head + length;
  return TRUE;
}

gboolean
pin_of_certificate (const guint8 *der, gsize length, Digest *out)
{
  Der    rest = { der, length }, whole, certificate, body;
  guint8 tag;

  if (!der_next (&rest, &tag, &whole, &certificate) || tag != TAG_SEQUENCE)
    return FALSE;
  if (!der_next (&certificate, &tag, &whole, &body) || tag != TAG_SEQUENCE)
    return FALSE;
  /* version (optional), serial, algorithm, issuer, validity, subject, then the key. */
  if (!der_next (&body, &tag, &whole, &rest))
    return FALSE;
  if (tag == TAG_VERSION && !der_next (&body, &tag, &whole, &rest))
    return FALSE;
  if (tag != TAG_INTEGER)
    return FALSE;
  for (int i = 0; i < 5; i++)
    if (!der_next (&body, &tag, &whole, &rest) || tag != TAG_SEQUENCE)
      return FALSE;
  *out = digest_of (whole.at, whole.left);
  return TRUE;
}

char *
pin_text (Digest pin)
{
  char     hex[DIGEST_HEX_LENGTH + 1];
  GString *text = g_string_new (NULL);

  digest_to_hex (pin, hex);
  for (int i = 0; i < DIGEST_HEX_LENGTH; i += 4)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append_len (text, hex + i, 4);
    }
  return g_string_free (text, FALSE);
}

gboolean
pin_parse (const char *text, Digest *out)
{
  g_autoptr (GString) hex = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text != ' ' && *text != ':' && *text != '-')
      g_string_append_c (hex, g_ascii_tolower (*text));
  return digest_from_hex (hex->str, out);
}
