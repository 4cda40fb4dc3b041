/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/id.h"

#include "core/digest.h"
#include "core/hex.h"

#include <string.h>

/**
 * id_is_none:
 *
 * Returns: whether @id is all zero, which stands for "no row"
 */
gboolean
id_is_none (Id id)
{
  return id_equal (id, ID_NONE);
}

gboolean
id_equal (Id a, Id b)
{
  return memcmp (a.b, b.b, sizeof a.b) == 0;
}

/**
 * id_compare:
 *
 * Bytewise order, the same as SQLite's for BLOBs and as that of the hex texts.
 *
 * Returns: negative, zero or positive
 */
int
id_compare (Id a, Id b)
{
  return memcmp (a.b, b.b, sizeof a.b);
}

/**
 * id_hash:
 * @id: (type Id): an id
 *
 * A GHashFunc. Uses all bytes, since ids of one moment share their first six.
 */
guint
id_hash (gconstpointer id)
{
  const Id *self = id;
  guint64   high, low;

  memcpy (&high, self->b, sizeof high);
  memcpy (&low, self->b + 8, sizeof low);
  high = (high ^ (low << 1 | low >> 63)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return (guint) (high >> 32);
}

/**
 * id_equal_ptr:
 *
 * A GEqualFunc over (const Id *).
 */
gboolean
id_equal_ptr (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Id)) == 0;
}

/**
 * id_compare_ptr:
 *
 * A GCompareFunc over (const Id *).
 */
int
id_compare_ptr (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Id));
}

/**
 * id_dup:
 *
 * Returns: (transfer full): a copy on the heap, for hash tables; free with g_free ()
 */
Id *
id_dup (Id id)
{
  return g_memdup2 (&id, sizeof id);
}

/**
 * id_to_hex:
 * @out: (out): 32 lower-case hex digits and a NUL
 */
void
id_to_hex (Id id, char out[ID_HEX_LENGTH + 1])
{
  hex_encode (id.b, sizeof id.b, out);
}

/**
 * id_dup_hex:
 *
 * Returns: (transfer full): 32 lower-case hex digits
 */
char *
id_dup_hex (Id id)
{
  return hex_dup (id.b, sizeof id.b);
}

/**
 * id_from_hex:
 * @text: (nullable): text to read
 * @out: (out): the id; untouched on failure
 *
 * Returns: whether @text is exactly 32 lower-case hex digits
 */
gboolean
id_from_hex (const char *text, Id *out)
{
  return hex_decode (text, out->b, sizeof out->b);
}

/**
 * id_v7:
 * @unix_us: moment, µs since the epoch, UTC; before 1970 counts as 1970
 * @random: ten bytes nobody can guess
 *
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits. Pure.
 *
 * Returns: a new id; sorts by its millisecond
 */
Id
id_v7 (gint64 unix_us, const guint8 random[10])
{
  guint64 ms = unix_us > 0 ? (guint64) unix_us / 1000 : 0;
  Id      id;

  for (guint i = 0; i < 6; i++)
    id.b[i] = (guint8) (ms >> (40 - 8 * i));
  memcpy (id.b + 6, random, 10);
  id.b[6] = (guint8) (0x70 | (id.b[6] & 0x0f));
  id.b[8] = (guint8) (0x80 | (id.b[8] & 0x3f));
  return id;
}

/**
 * id_derive:
 * @table: name of the table
 * @key_parts: (array zero-terminated=1): the natural key, its parts as texts in field-table order
 *
 * The id of a row with a natural key (R35): the first 16 bytes of SHA-256 over 'zuoxi-id-1',
 * @table and the parts, joined by one NUL each. Two devices that make the same row offline make
 * the same id. Pure.
 *
 * Returns: the id
 */
Id
id_derive (const char *table, const char *const *key_parts)
{
  DigestState state;
  Digest      digest;
  Id          id;

  digest_init (&state);
  digest_update_text (&state, "zuoxi-id-1");
  digest_update (&state, table, strlen (table));
  for (gsize i = 0; key_parts[i] != NULL; i++)
    {
      digest_update (&state, "", 1);
      digest_update (&state, key_parts[i], strlen (key_parts[i]));
    }
  digest = digest_finish (&state);
  memcpy (id.b, digest.b, sizeof id.b);
  return id;
}
