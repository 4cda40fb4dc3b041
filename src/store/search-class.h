/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a character is to the search: one table for the tokenizer and for the query builder. No GLib (see tokenizer.c).
 */
#pragma once

#include <stdint.h>

typedef enum
{
  SEARCH_GAP,  /* separates */
  SEARCH_WORD, /* letter or digit of a word */
  SEARCH_CJK,  /* ideograph, kana, hangul: no blanks between words */
} SearchClass;

/* Full-width to ASCII, upper to lower case of Latin, Greek and Cyrillic. */
static inline uint32_t
search_fold (uint32_t c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xfee0;
  if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
      (c >= 0x410 && c <= 0x42f))
    return c + 32;
  if (c >= 0x400 && c <= 0x40f)
    return c + 80;
  return c;
}

/* Class of a folded character. */
static inline SearchClass
search_class (uint32_t c)
{
  /* clang-format off */
  static const struct { uint32_t from, to; SearchClass class; } ranges[] = {
    { 0xaa, 0xaa, SEARCH_WORD },     { 0xb5, 0xb5, SEARCH_WORD },     { 0xba, 0xba, SEARCH_WORD },
    { 0xc0, 0xd6, SEARCH_WORD },     { 0xd8, 0xf6, SEARCH_WORD },     { 0xf8, 0x2c1, SEARCH_WORD },
    { 0x370, 0x373, SEARCH_WORD },   { 0x376, 0x377, SEARCH_WORD },   { 0x37b, 0x37d, SEARCH_WORD },
    { 0x386, 0x386, SEARCH_WORD },   { 0x388, 0x3ff, SEARCH_WORD },   { 0x400, 0x481, SEARCH_WORD },
    { 0x48a, 0x52f, SEARCH_WORD },   { 0x1e00, 0x1fff, SEARCH_WORD }, { 0x3005, 0x3007, SEARCH_CJK },
    { 0x3040, 0x30fa, SEARCH_CJK },  { 0x30fc, 0x30ff, SEARCH_CJK },  { 0x3400, 0x4dbf, SEARCH_CJK },
    { 0x4e00, 0x9fff, SEARCH_CJK },  { 0xac00, 0xd7af, SEARCH_CJK },  { 0xf900, 0xfaff, SEARCH_CJK },
    { 0x20000, 0x2fa1f, SEARCH_CJK }, { 0x30000, 0x323af, SEARCH_CJK } };
  /* clang-format on */

  if (c < 0x80)
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? SEARCH_WORD : SEARCH_GAP;
  for (unsigned i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (c >= ranges[i].from && c <= ranges[i].to)
      return ranges[i].class;
  return SEARCH_GAP;
}
