/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text3.h"

static void
test_table (void)
{
  /* clang-format off */
  static const struct { const char *base, *mine, *theirs, *merged; } cases[] = {
    { "", "", "", "" },
    { "a", "a", "b", "b" },
    { "a", "b", "a", "b" },
    { "a", "b", "b", "b" },
    { "a", "b", "c", NULL },
    { "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC" },
    { "a\nb\nc", "a\nx\nb\nc", "a\nb\nc\ny", "a\nx\nb\nc\ny" },
    { "a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd" },
    { "a\nb\nc", "a\nX\nc", "a\nY\nc", NULL },
    { "a\nb\nc", "a\nX\nc", "a\nc", NULL },
    { "客户\n电话", "客户：王\n电话", "客户\n电话\n备注", "客户：王\n电话\n备注" },
    { "", "mine", "theirs", NULL },
    { "a\nb", "", "a\nb", "" } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *merged = text3_merge (cases[i].base, cases[i].mine, cases[i].theirs);
      g_autofree char *mirrored = text3_merge (cases[i].base, cases[i].theirs, cases[i].mine);

      g_assert_cmpstr (merged, ==, cases[i].merged);
      g_assert_cmpstr (mirrored, ==, cases[i].merged);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text3/table", test_table);
  return g_test_run ();
}
