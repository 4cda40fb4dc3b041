/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/frac.h"

static Frac
parse (const char *text)
{
  Frac value = FRAC_NA;

  g_assert_true (frac_from_text (text, &value));
  return value;
}

static void
assert_frac (Frac value, const char *expected)
{
  g_autofree char *text = frac_dup_text (value);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_frac_make_reduces (void)
{
  assert_frac (frac_make (6, 4), "3/2");
  assert_frac (frac_make (6, -4), "-3/2");
  assert_frac (frac_make (-6, -4), "3/2");
  assert_frac (frac_make (0, -7), "0/1");
  assert_frac (frac_make (5, 0), "0/0");
  assert_frac (frac_make (G_MININT64, -1), "9223372036854775808/1");
  assert_frac (frac_make (-1, G_MININT64), "1/9223372036854775808");
  assert_frac (frac_from_int (-3), "-3/1");
  assert_frac (frac_from_ratio ((Ratio){ 9, 320 }), "9/320");
  assert_frac (frac_from_ratio ((Ratio){ 9, 0 }), "0/0");
}

static void
test_frac_arithmetic (void)
{
  static const struct
  {
    const char *a, *b;
    const char *sum, *difference, *product, *quotient, *least, *most;
    int         order;
  } cases[] = {
    { "1/3", "1/6", "1/2", "1/6", "1/18", "2/1", "1/6", "1/3", 1 },
    { "-1/2", "1/3", "-1/6", "-5/6", "-1/6", "-3/2", "-1/2", "1/3", -1 },
    { "1/2", "-1/3", "1/6", "5/6", "-1/6", "-3/2", "-1/3", "1/2", 1 },
    { "5/1", "5/1", "10/1", "0/1", "25/1", "1/1", "5/1", "5/1", 0 },
    { "5/1", "0/1", "5/1", "5/1", "0/1", "0/0", "0/1", "5/1", 1 },
    { "0/0", "1/2", "0/0", "0/0", "0/0", "0/0", "0/0", "0/0", -1 },
    { "1/2", "0/0", "0/0", "0/0", "0/0", "0/0", "0/0", "0/0", 1 },
    { "0/0", "0/0", "0/0", "0/0", "0/0", "0/0", "0/0", "0/0", 0 },
    { "3/5", "30001/50000", "60001/50000", "-1/50000", "90003/250000", "30000/30001", "3/5", "30001/50000", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Frac a = parse (cases[i].a), b = parse (cases[i].b);

      assert_frac (frac_add (a, b), cases[i].sum);
      assert_frac (frac_sub (a, b), cases[i].difference);
      assert_frac (frac_mul (a, b), cases[i].product);
      assert_frac (frac_div (a, b), cases[i].quotient);
      assert_frac (frac_min (a, b), cases[i].least);
      assert_frac (frac_max (a, b), cases[i].most);
      g_assert_cmpint (frac_cmp (a, b), ==, cases[i].order);
      g_assert_cmpint (frac_cmp (b, a), ==, -cases[i].order);
    }
}

static void
test_frac_rounding (void)
{
  static const struct
  {
    const char *value;
    guint       decimals;
    gint64      rounded;
    const char *text;
    gint64      floor;
  } cases[] = {
    { "16793/200", 2, 8397, "83.97", 83 }, /* 83.965, the worked example */
    { "16792/200", 2, 0, NULL, 0 },        /* not reduced: refused */
    { "167929999/2000000", 2, 8396, "83.96", 83 },
    { "1/2", 0, 1, "1", 0 },
    { "-1/2", 0, -1, "-1", -1 },
    { "-49/100", 0, 0, "0", -1 },
    { "1/3", 4, 3333, "0.3333", 0 },
    { "2/3", 4, 6667, "0.6667", 0 },
    { "-1/3", 2, -33, "-0.33", -1 },
    { "0/1", 2, 0, "0.00", 0 },
    { "100/1", 2, 10000, "100.00", 100 },
    { "9/320", 4, 281, "0.0281", 0 },
    { "-7/1", 0, -7, "-7", -7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Frac             value = FRAC_NA;
      g_autofree char *text = NULL;

      g_assert_cmpint (frac_from_text (cases[i].value, &value), ==, cases[i].text != NULL);
      if (cases[i].text == NULL)
        continue;
      text = frac_dup_decimal (value, cases[i].decimals);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (frac_round_half_up (value, cases[i].decimals), ==, cases[i].rounded);
      g_assert_cmpint (frac_floor (value), ==, cases[i].floor);
    }
  {
    g_autofree char *na = frac_dup_decimal (FRAC_NA, 2);

    g_assert_cmpstr (na, ==, "");
  }
}

static void
test_frac_text_refuses (void)
{
  static const char *const cases[] = {
    "", "1", "1/", "/1", "2/4", "1/-2", "01/2", "-0/1", "1/0", "0/2", "1/2 ", " 1/2", "+1/2", "1.5/2", "a/b",
    "170141183460469231731687303715884105728/1", NULL
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Frac value = frac_from_int (7);

      g_assert_false (frac_from_text (cases[i], &value));
      assert_frac (value, "7/1");
    }
  assert_frac (parse ("170141183460469231731687303715884105727/1"), "170141183460469231731687303715884105727/1");
}

static void
test_frac_compare_at_the_edge (void)
{
  Frac a = parse ("170141183460469231731687303715884105726/170141183460469231731687303715884105727");
  Frac b = parse ("170141183460469231731687303715884105725/170141183460469231731687303715884105726");

  g_assert_cmpint (frac_cmp (a, b), ==, 1);
  g_assert_cmpint (frac_cmp (frac_neg (a), frac_neg (b)), ==, -1);
  g_assert_cmpint (frac_cmp (a, a), ==, 0);
  g_assert_cmpint (frac_cmp (a, frac_from_int (1)), ==, -1);
}

static void
test_frac_overflow_ends_the_program (void)
{
  if (g_test_subprocess ())
    {
      Frac big = parse ("170141183460469231731687303715884105727/1");

      frac_add (big, frac_from_int (1));
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*beyond 128 bits*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frac/make", test_frac_make_reduces);
  g_test_add_func ("/frac/arithmetic", test_frac_arithmetic);
  g_test_add_func ("/frac/rounding", test_frac_rounding);
  g_test_add_func ("/frac/text-refuses", test_frac_text_refuses);
  g_test_add_func ("/frac/compare-edge", test_frac_compare_at_the_edge);
  g_test_add_func ("/frac/overflow", test_frac_overflow_ends_the_program);
  return g_test_run ();
}
