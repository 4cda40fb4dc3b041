/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/digest.h"

#include "core/hex.h"
#include "core/sha256-x86.h"

#include <string.h>

static void
fast_init (DigestState *state)
{
  static const guint32 start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

  memcpy (state->fast.state, start, sizeof start);
  state->fast.length = 0;
}

static void
fast_update (DigestState *state, const guint8 *bytes, gsize length)
{
  gsize held = state->fast.length % 64;

  state->fast.length += length;
  if (held > 0)
    {
      gsize taken = MIN (length, 64 - held);

      memcpy (state->fast.rest + held, bytes, taken);
      bytes += taken;
      length -= taken;
      if (held + taken < 64)
        return;
      sha256_x86_blocks (state->fast.state, state->fast.rest, 1);
    }
  sha256_x86_blocks (state->fast.state, bytes, length / 64);
  memcpy (state->fast.rest, bytes + length / 64 * 64, length % 64);
}

/* One bit, zeros, and the length in bits at the end of a block. */
static void
fast_finish (DigestState *state, guint8 out[32])
{
  static const guint8 padding[64] = { 0x80 };
  guint64             bits = GUINT64_TO_BE (state->fast.length * 8);
  gsize               held = state->fast.length % 64;

  fast_update (state, padding, held < 56 ? 56 - held : 120 - held);
  fast_update (state, (const guint8 *) &bits, sizeof bits);
  for (guint i = 0; i < G_N_ELEMENTS (state->fast.state); i++)
    {
      guint32 word = GUINT32_TO_BE (state->fast.state[i]);

      memcpy (out + 4 * i, &word, sizeof word);
    }
}

void
digest_init (DigestState *state)
{
  if (sha256_x86_is_here ())
    fast_init (state);
  else
    crypto_hash_sha256_init (&state->portable);
}

/**
 * digest_update:
 * @bytes: (nullable) (array length=length): the next bytes; may be %NULL if @length is 0
 */
void
digest_update (DigestState *state, gconstpointer bytes, gsize length)
{
  if (length == 0)
    return;
  if (sha256_x86_is_here ())
    fast_update (state, bytes, length);
  else
    crypto_hash_sha256_update (&state->portable, bytes, length);
}

/**
 * digest_update_text:
 * @text: a text without inner NUL
 *
 * Adds the bytes of @text and its closing NUL, so that ("ab", "c") and ("a", "bc") differ.
 */
void
digest_update_text (DigestState *state, const char *text)
{
  digest_update (state, text, strlen (text) + 1);
}

/**
 * digest_finish:
 * @state: must be initialised again before further use
 *
 * Returns: SHA-256 of all that was added
 */
Digest
digest_finish (DigestState *state)
{
  Digest digest;

  if (sha256_x86_is_here ())
    fast_finish (state, digest.b);
  else
    crypto_hash_sha256_final (&state->portable, digest.b);
  return digest;
}

/**
 * digest_of:
 * @bytes: (nullable) (array length=length): may be %NULL if @length is 0
 *
 * Returns: SHA-256 of @bytes
 */
Digest
digest_of (gconstpointer bytes, gsize length)
{
  DigestState state;

  digest_init (&state);
  digest_update (&state, bytes, length);
  return digest_finish (&state);
}

gboolean
digest_equal (Digest a, Digest b)
{
  return sodium_memcmp (a.b, b.b, sizeof a.b) == 0;
}

/**
 * digest_u64:
 *
 * Returns: the first eight bytes as a big-endian number, as summed over buckets and days (R24, R36)
 */
guint64
digest_u64 (Digest digest)
{
  guint64 value = 0;

  for (guint i = 0; i < 8; i++)
    value = value << 8 | digest.b[i];
  return value;
}

/**
 * digest_to_hex:
 * @out: (out): 64 lower-case hex digits and a NUL
 */
void
digest_to_hex (Digest digest, char out[DIGEST_HEX_LENGTH + 1])
{
  hex_encode (digest.b, sizeof digest.b, out);
}

/**
 * digest_dup_hex:
 *
 * Returns: (transfer full): 64 lower-case hex digits
 */
char *
digest_dup_hex (Digest digest)
{
  return hex_dup (digest.b, sizeof digest.b);
}

/**
 * digest_from_hex:
 * @text: (nullable): text to read
 * @out: (out): the digest; untouched on failure
 *
 * Returns: whether @text is exactly 64 lower-case hex digits
 */
gboolean
digest_from_hex (const char *text, Digest *out)
{
  return hex_decode (text, out->b, sizeof out->b);
}

/**
 * u64_dup_hex:
 *
 * Returns: (transfer full): 16 lower-case hex digits
 */
char *
u64_dup_hex (guint64 value)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x", value);
}

/**
 * u64_from_hex:
 * @text: (nullable): text to read
 * @out: (out): the number; untouched on failure
 *
 * Returns: whether @text is exactly 16 lower-case hex digits
 */
gboolean
u64_from_hex (const char *text, guint64 *out)
{
  guint8  bytes[8];
  guint64 value = 0;

  if (!hex_decode (text, bytes, sizeof bytes))
    return FALSE;
  for (guint i = 0; i < sizeof bytes; i++)
    value = value << 8 | bytes[i];
  *out = value;
  return TRUE;
}
