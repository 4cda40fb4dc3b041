/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/sha256-x86.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <cpuid.h>
#include <immintrin.h>

#define NEEDS_SHA __attribute__ ((target ("sha,sse4.1,ssse3")))
#define GROUPS 16 /* of four rounds */

/* FIPS 180-4: the fractional parts of the cube roots of the first 64 primes. */
/* clang-format off */
static const guint32 constants[4 * GROUPS] __attribute__ ((aligned (16))) = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };
/* clang-format on */

static gboolean
ask_processor (void)
{
  unsigned a, b, c, d, wide_b;

  if (!__get_cpuid_count (7, 0, &a, &wide_b, &c, &d) || !__get_cpuid (1, &a, &b, &c, &d))
    return FALSE;
  return (wide_b & bit_SHA) != 0 && (c & bit_SSE4_1) != 0 && (c & bit_SSSE3) != 0;
}

gboolean
sha256_x86_is_here (void)
{
  static gsize answer = 0; /* 1 = no, 2 = yes */

  if (g_once_init_enter (&answer))
    g_once_init_leave (&answer, ask_processor () ? 2 : 1);
  return answer == 2;
}

/* The instructions want the eight words as f e b a and h g d c, lowest first. */
NEEDS_SHA static void
one_block (__m128i *feba, __m128i *hgdc, const guint8 *bytes)
{
  const __m128i swap = _mm_set_epi64x (0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i       words[4], high = *feba, low = *hgdc;

#pragma GCC unroll 16
  for (guint at = 0; at < GROUPS; at++)
    {
      __m128i sum;

      if (at < 4)
        words[at] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *) (gconstpointer) (bytes + 16 * at)), swap);
      else
        {
          __m128i newest = words[(at + 3) & 3];
          __m128i older = _mm_add_epi32 (_mm_sha256msg1_epu32 (words[at & 3], words[(at + 1) & 3]),
                                         _mm_alignr_epi8 (newest, words[(at + 2) & 3], 4));

          words[at & 3] = _mm_sha256msg2_epu32 (older, newest);
        }
      sum = _mm_add_epi32 (words[at & 3],
                           _mm_load_si128 ((const __m128i *) (gconstpointer) (constants + (gsize) 4 * at)));
      low = _mm_sha256rnds2_epu32 (low, high, sum);
      high = _mm_sha256rnds2_epu32 (high, low, _mm_shuffle_epi32 (sum, 0x0e));
    }
  *feba = _mm_add_epi32 (*feba, high);
  *hgdc = _mm_add_epi32 (*hgdc, low);
}

NEEDS_SHA void
sha256_x86_blocks (guint32 state[8], const guint8 *bytes, gsize count)
{
  __m128i *out = (__m128i *) (gpointer) state;
  __m128i  cdab = _mm_shuffle_epi32 (_mm_loadu_si128 (out), 0xb1);
  __m128i  efgh = _mm_shuffle_epi32 (_mm_loadu_si128 (out + 1), 0x1b);
  __m128i  feba = _mm_alignr_epi8 (cdab, efgh, 8);
  __m128i  hgdc = _mm_blend_epi16 (efgh, cdab, 0xf0);
  __m128i  abef, dchg;

  for (; count > 0; count--, bytes += 64)
    one_block (&feba, &hgdc, bytes);
  abef = _mm_shuffle_epi32 (feba, 0x1b);
  dchg = _mm_shuffle_epi32 (hgdc, 0xb1);
  _mm_storeu_si128 (out, _mm_blend_epi16 (abef, dchg, 0xf0));
  _mm_storeu_si128 (out + 1, _mm_alignr_epi8 (dchg, abef, 8));
}

#else

gboolean
sha256_x86_is_here (void)
{
  return FALSE;
}

void
sha256_x86_blocks (guint32 state[8], const guint8 *bytes, gsize count)
{
  g_assert_not_reached ();
}

#endif
