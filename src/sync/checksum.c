/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/checksum.h"

#include <string.h>

#include "core/digest.h"
#include "core/id.h"

guint64
checksum_row (const char *table, Id id, Id bucket, gint64 rv, const char *body)
{
  char        id_hex[33], bucket_hex[33], head[160];
  DigestState state;
  int         length;

  id_to_hex (id, id_hex);
  id_to_hex (bucket, bucket_hex);
  length = g_snprintf (head, sizeof head, "zuoxi-row-1\n%s\n%s\n%s\n%" G_GINT64_FORMAT "\n", table, id_hex, bucket_hex,
                       rv);
  g_assert (length < (int) sizeof head);
  digest_init (&state);
  digest_update (&state, head, (gsize) length);
  digest_update (&state, body, strlen (body));
  return digest_u64 (digest_finish (&state));
}

guint32
checksum_path (const char *table, Id id)
{
  char   hex[33], text[128];
  Digest digest;
  int    length;

  id_to_hex (id, hex);
  length = g_snprintf (text, sizeof text, "zuoxi-slot-1\n%s\n%s", table, hex);
  g_assert (length < (int) sizeof text);
  digest = digest_of (text, (gsize) length);
  return (guint32) (digest_u64 (digest) >> 32);
}

gboolean
checksum_prefix_is_valid (const char *prefix)
{
  gsize length = strlen (prefix);

  for (const char *at = prefix; *at != '\0'; at++)
    if (!g_ascii_isxdigit (*at) || g_ascii_isupper (*at))
      return FALSE;
  return length % 2 == 0 && length <= 2 * (CHECKSUM_LEVELS - 1);
}

gboolean
checksum_under (guint32 path, const char *prefix, guint *slot)
{
  char  hex[9];
  gsize length = strlen (prefix);

  g_snprintf (hex, sizeof hex, "%08x", path);
  if (strncmp (hex, prefix, length) != 0)
    return FALSE;
  *slot = (guint) g_ascii_xdigit_value (hex[length]) * 16 + (guint) g_ascii_xdigit_value (hex[length + 1]);
  return TRUE;
}

void
checksum_add (Checksum *self, guint64 digest)
{
  self->count++;
  self->sum += digest;
}

gboolean
checksum_equal (const Checksum *a, const Checksum *b)
{
  return a->count == b->count && a->sum == b->sum;
}
