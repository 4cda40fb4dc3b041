/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reads short texts: days, moments, money, scores, fractions, numbers, ids. What is
 * accepted must be written and read again as the same value. */
#include "core/day.h"
#include "core/digest.h"
#include "core/frac.h"
#include "core/id.h"
#include "core/keys.h"
#include "core/moment.h"
#include "core/money.h"
#include "core/phone.h"
#include "core/score.h"
#include "fuzz.h"

static void
try_dates (const char *text)
{
  char   back[32];
  Day    day;
  gint64 us;

  if (day_parse (text, &day))
    {
      day_format (day, back);
      fuzz_expect (g_str_equal (text, back));
    }
  if (month_parse (text, &day))
    {
      month_format (day, back);
      fuzz_expect (g_str_equal (text, back));
    }
  if (moment_parse_iso (text, &us))
    {
      moment_format_iso (us, back);
      fuzz_expect (g_str_equal (text, back));
    }
  if (moment_parse_local (text, MOMENT_OFFSET_S, &us))
    {
      moment_format_local (us, MOMENT_OFFSET_S, back);
      fuzz_expect (g_str_has_prefix (text, back));
    }
}

static void
try_numbers (const char *text)
{
  char   back[DECIMAL_TEXT_SIZE];
  gint64 value, again;
  Frac   frac;

  if (fen_parse (text, &value))
    {
      fen_format (value, back);
      fuzz_expect (fen_parse (back, &again) && again == value);
    }
  if (score_parse (text, &value))
    {
      score_format_short (value, back);
      fuzz_expect (score_parse (back, &again) && again == value);
    }
  if (frac_from_text (text, &frac))
    {
      g_autofree char *same = frac_dup_text (frac);

      fuzz_expect (g_str_equal (text, same));
    }
}

static void
try_names (const char *text)
{
  g_autofree char *e164 = e164_normalise (text, NULL);
  g_autofree char *again = e164 != NULL ? e164_normalise (e164, NULL) : NULL;
  g_autofree char *shown = phone_format (text);
  g_autofree char *masked = phone_mask (text);
  guint64          number;
  Id               id;

  fuzz_expect (g_strcmp0 (e164, again) == 0);
  fuzz_expect (*shown != '\0' || *text == '\0');
  fuzz_expect (*masked != '\0' || *text == '\0');
  password_problem (text, text, "name");
  if (u64_from_hex (text, &number))
    {
      g_autofree char *hex = u64_dup_hex (number);

      fuzz_expect (g_str_equal (text, hex));
    }
  if (id_from_hex (text, &id))
    {
      g_autofree char *hex = id_dup_hex (id);

      fuzz_expect (g_str_equal (text, hex));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1);

  try_dates (text);
  try_numbers (text);
  try_names (text);
  return 0;
}
