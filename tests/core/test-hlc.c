/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/hlc.h"

#define STAMP(ms, counter) (((gint64) (ms) << 16) | (counter))

static void
test_hlc_next (void)
{
  static const struct
  {
    gint64 last, now_ms, next;
  } cases[] = {
    { 0, 1000, STAMP (1000, 0) },
    { STAMP (1000, 0), 1000, STAMP (1000, 1) },
    { STAMP (1000, 7), 999, STAMP (1000, 8) }, /* the clock went back */
    { STAMP (1000, 7), 1001, STAMP (1001, 0) },
    { STAMP (1000, 65535), 1000, STAMP (1001, 0) },
    { 0, -5, 1 },
    { G_MAXINT64, 1000, G_MAXINT64 },
    { 0, G_MAXINT64, ((G_GINT64_CONSTANT (1) << 47) - 1) << 16 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (hlc_next (cases[i].last, cases[i].now_ms), ==, cases[i].next);
  g_assert_cmpint (hlc_ms (STAMP (1774972800000, 9)), ==, G_GINT64_CONSTANT (1774972800000));
}

static void
test_hlc_receive (void)
{
  g_assert_cmpint (hlc_receive (STAMP (5, 0), STAMP (9, 3), 7), ==, STAMP (9, 4));
  g_assert_cmpint (hlc_receive (STAMP (9, 5), STAMP (9, 3), 7), ==, STAMP (9, 6));
  g_assert_cmpint (hlc_receive (STAMP (5, 0), STAMP (6, 3), 7), ==, STAMP (7, 0));
}

static void
test_hlc_clamp (void)
{
  g_assert_cmpint (hlc_clamp (STAMP (1000, 3), 1000), ==, STAMP (1000, 3));
  g_assert_cmpint (hlc_clamp (STAMP (301000, 0), 1000), ==, STAMP (301000, 0));
  g_assert_cmpint (hlc_clamp (STAMP (301000, 1), 1000), ==, STAMP (301000, 0));
  g_assert_cmpint (hlc_clamp (G_MAXINT64, 1000), ==, STAMP (301000, 0));
  g_assert_cmpint (hlc_clamp (-1, 1000), ==, 0);
  g_assert_cmpint (hlc_clamp (G_MAXINT64, G_MAXINT64), <, G_MAXINT64);
}

/* Two devices with wrong clocks that hear of each other: every stamp is above those it knew of. */
static void
test_hlc_causal (void)
{
  gint64 a = 0, b = 0;

  for (guint i = 0; i < 10000; i++)
    {
      gint64 now_a = 1000 + i / 3, now_b = 400 + i / 2, before = a;

      a = hlc_next (a, now_a);
      g_assert_cmpint (a, >, before);
      before = b;
      b = hlc_receive (b, hlc_clamp (a, now_b), now_b);
      g_assert_cmpint (b, >, before);
      g_assert_cmpint (b, >, a);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hlc/next", test_hlc_next);
  g_test_add_func ("/hlc/receive", test_hlc_receive);
  g_test_add_func ("/hlc/clamp", test_hlc_clamp);
  g_test_add_func ("/hlc/causal", test_hlc_causal);
  return g_test_run ();
}
