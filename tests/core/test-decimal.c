/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/money.h"
#include "core/score.h"
#include "core/text.h"

#define BAD (-4711)

static void
test_fen_format (void)
{
  static const struct
  {
    gint64      fen;
    const char *text;
  } cases[] = {
    { 0, "0.00" },
    { 5, "0.05" },
    { -5, "-0.05" },
    { 99, "0.99" },
    { 100, "1.00" },
    { 99999, "999.99" },
    { 100000, "1,000.00" },
    { 3300000, "33,000.00" },
    { -123456789, "-1,234,567.89" },
    { G_MAXINT64, "92,233,720,368,547,758.07" },
    { G_MININT64, "-92,233,720,368,547,758.08" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char   text[DECIMAL_TEXT_SIZE];
      gint64 back = BAD;

      fen_format (cases[i].fen, text);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (fen_parse (text, &back));
      g_assert_cmpint (back, ==, cases[i].fen);
    }
}

static void
test_fen_parse (void)
{
  static const struct
  {
    const char *text;
    gint64      fen;
  } cases[] = {
    { "33,000", 3300000 },
    { "¥33,000.50", 3300050 },
    { "￥ 33,000.5", 3300050 },
    { "33000元", 3300000 },
    { "３３，０００．５０ 元", 3300050 },
    { "　12.3　", 1230 },
    { "0", 0 },
    { "007", 700 },
    { "-5", -500 },
    { "¥-5.01", -501 },
    { "92,233,720,368,547,758.07", G_MAXINT64 },
    { "-92233720368547758.08", G_MININT64 },
    { "92,233,720,368,547,758.08", BAD },
    { "99999999999999999999", BAD },
    { "33,00", BAD },
    { "3300,000", BAD },
    { ",000", BAD },
    { "1,,000", BAD },
    { "1,000,", BAD },
    { "1.", BAD },
    { ".5", BAD },
    { "1.005", BAD },
    { "1.2.3", BAD },
    { "1 000", BAD },
    { "1e3", BAD },
    { "--1", BAD },
    { "+1", BAD },
    { "¥", BAD },
    { "元", BAD },
    { "三万", BAD },
    { "", BAD },
    { NULL, BAD },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 fen = BAD;

      g_assert_cmpint (fen_parse (cases[i].text, &fen), ==, cases[i].fen != BAD);
      g_assert_cmpint (fen, ==, cases[i].fen);
    }
}

static void
test_score (void)
{
  static const struct
  {
    const char *typed;
    gint64      value;
    const char *text, *brief;
  } cases[] = {
    { "95", 9500, "95.00", "95" },
    { "88.5", 8850, "88.50", "88.5" },
    { "83.97", 8397, "83.97", "83.97" },
    { "８８．５", 8850, "88.50", "88.5" },
    { "0", 0, "0.00", "0" },
    { "100", 10000, "100.00", "100" },
    { "101", 10100, "101.00", "101" },
    { "-1", -100, "-1.00", "-1" },
    { "-0.5", -50, "-0.50", "-0.5" },
    { "83.965", BAD, NULL, NULL },
    { "优", BAD, NULL, NULL },
    { "95%", BAD, NULL, NULL },
    { "", BAD, NULL, NULL },
    { NULL, BAD, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 value = BAD;
      char   text[DECIMAL_TEXT_SIZE];

      g_assert_cmpint (score_parse (cases[i].typed, &value), ==, cases[i].value != BAD);
      g_assert_cmpint (value, ==, cases[i].value);
      if (cases[i].text == NULL)
        continue;
      score_format (value, text);
      g_assert_cmpstr (text, ==, cases[i].text);
      score_format_short (value, text);
      g_assert_cmpstr (text, ==, cases[i].brief);
    }
}

static void
test_decimal_places (void)
{
  gint64 value = BAD;
  char   text[DECIMAL_TEXT_SIZE];

  g_assert_true (decimal_parse ("12", 0, &value));
  g_assert_cmpint (value, ==, 12);
  g_assert_false (decimal_parse ("12.0", 0, &value));
  g_assert_true (decimal_parse ("0.0281", 4, &value));
  g_assert_cmpint (value, ==, 281);
  decimal_format (1234567, 0, TRUE, text);
  g_assert_cmpstr (text, ==, "1,234,567");
  decimal_format (G_MININT64, 18, TRUE, text);
  g_assert_cmpstr (text, ==, "-9.223372036854775808");
}

static void
test_text_narrow (void)
{
  g_autofree char *text = text_narrow (" 　ＡＢ　１３８（０）～座 ");

  g_assert_cmpstr (text, ==, "AB 138(0)~座");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fen/format", test_fen_format);
  g_test_add_func ("/fen/parse", test_fen_parse);
  g_test_add_func ("/score", test_score);
  g_test_add_func ("/decimal/places", test_decimal_places);
  g_test_add_func ("/text/narrow", test_text_narrow);
  return g_test_run ();
}
