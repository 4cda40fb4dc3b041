/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 and its text. */
#pragma once

#include <glib.h>
#include <sodium.h>

#define DIGEST_HEX_LENGTH 64

typedef struct
{
  guint8 b[32];
} Digest;

/* A digest being built; lives on the stack, needs no freeing. */
typedef struct
{
  union
  {
    crypto_hash_sha256_state portable;
    struct
    {
      guint32 state[8];
      guint64 length;
      guint8  rest[64]; /* length % 64 bytes, not worked in yet */
    } fast;             /* where the processor knows SHA-256 */
  };
} DigestState;

void   digest_init (DigestState *state);
void   digest_update (DigestState *state, gconstpointer bytes, gsize length);
void   digest_update_text (DigestState *state, const char *text);
Digest digest_finish (DigestState *state);
Digest digest_of (gconstpointer bytes, gsize length);

gboolean digest_equal (Digest a, Digest b);
guint64  digest_u64 (Digest digest);

/* Text: 64 lower-case hex digits. */
void     digest_to_hex (Digest digest, char out[DIGEST_HEX_LENGTH + 1]);
char    *digest_dup_hex (Digest digest);
gboolean digest_from_hex (const char *text, Digest *out);

/* 64-bit sums and short digests travel as 16 lower-case hex digits (R36). */
char    *u64_dup_hex (guint64 value);
gboolean u64_from_hex (const char *text, guint64 *out);
