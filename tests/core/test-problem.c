/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/problem.h"

static const char *
translate (const char *msgid)
{
  return g_str_equal (msgid, "From %1 to %2") ? "到 %2 为止，自 %1 起" : msgid;
}

static void
test_problem_text (void)
{
  static const struct
  {
    const char *msgid;
    const char *args[3];
    const char *text;
  } cases[] = {
    { "Must not be empty", { NULL, NULL, NULL }, "Must not be empty" },
    { "From %1 to %2", { "0", "100", NULL }, "到 100 为止，自 0 起" },
    { "%1%2%3", { "a", "b", "c" }, "abc" },
    { "100% of %1", { "x", NULL, NULL }, "100% of x" },
    { "%1 and %2", { "%2", "b", NULL }, "%2 and b" }, /* arguments are not read again */
    { "%1 and %2", { "a", NULL, NULL }, "a and %2" },
    { "%4 %0 %", { "a", "b", "c" }, "%4 %0 %" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ProblemList) list = problem_list_new ();
      g_autofree char *text = NULL;

      problem_add (list, "f", "5.1", cases[i].msgid, cases[i].args[0], cases[i].args[1], cases[i].args[2], NULL);
      text = problem_text (problem_list_at (list, 0), translate);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_problem_list (void)
{
  g_autoptr (ProblemList) list = problem_list_new ();
  g_autoptr (ProblemList) lines = problem_list_new ();
  g_autofree char *text = NULL;

  problem_add (list, NULL, NULL, "Whole", NULL);
  problem_add (list, "score", "5.4.2", "At most %1", "100", NULL);
  problem_add (lines, "text", NULL, "Too short", NULL);
  problem_add (lines, NULL, NULL, "Missing", NULL);
  problem_list_merge (list, lines, "line.3");
  problem_list_merge (list, lines, NULL);

  g_assert_cmpuint (list->len, ==, 6);
  g_assert_cmpstr (problem_list_find (list, "score")->clause, ==, "5.4.2");
  g_assert_cmpstr (problem_list_find (list, "")->msgid, ==, "Whole");
  g_assert_null (problem_list_find (list, "nothing"));
  text = problem_list_text (list, NULL);
  g_assert_cmpstr (text, ==,
                   "Whole\nscore: At most 100 (5.4.2)\nline.3.text: Too short\nline.3: Missing\n"
                   "text: Too short\nMissing");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/text", test_problem_text);
  g_test_add_func ("/problem/list", test_problem_list);
  return g_test_run ();
}
