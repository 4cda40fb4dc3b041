/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/palette.h"

/* clang-format off */
static const struct { const char *text; const char *best; const char *second; const char *none; } cases[] = {
  { "1001",   "1001",       "21001 王芳", "1002" },
  { "王",     "王芳",       "小王",       "李晓雯" },
  { "晓雯",   "李晓雯",     "李晓小雯",   "王晓" },
  { "review", "Reviews",    "My reviews", "Revision" },
  { "王 10",  "王芳 1001",  "小王 2310",  "王芳 2222" } };
/* clang-format on */

static void
test_better_matches_stand_first (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (palette_match (cases[i].best, cases[i].text), >, palette_match (cases[i].second, cases[i].text));
      g_assert_cmpint (palette_match (cases[i].second, cases[i].text), >, 0);
      g_assert_cmpint (palette_match (cases[i].none, cases[i].text), ==, 0);
    }
  g_assert_cmpint (palette_match ("anything", " "), ==, 0);
  g_assert_cmpint (palette_match (NULL, "a"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/better-matches-stand-first", test_better_matches_stand_first);
  return g_test_run ();
}
