/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/problem.h"

#include "core/json.h"

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

static void
test_problem_json_round_trip (void)
{
  static const char expected[] =
      "[{\"msgid\":\"Whole \\\"a\\\"\"},"
      "{\"args\":[\"0\",\"100\"],\"clause\":\"5.4.2\",\"field\":\"score\",\"msgid\":\"From %1 to %2\"}]";
  g_autoptr (ProblemList) list = problem_list_new ();
  g_autoptr (ProblemList) back = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  problem_add (list, NULL, NULL, "Whole \"a\"", NULL);
  problem_add (list, "score", "5.4.2", "From %1 to %2", "0", "100", NULL);
  problem_list_append_json (list, text);
  g_assert_cmpstr (text->str, ==, expected);
  node = json_canonical_parse (text->str, -1, JSON_DEPTH, &error);
  g_assert_no_error (error);
  back = problem_list_from_json (json_node_get_array (node), &error);
  g_assert_no_error (error);
  problem_list_append_json (back, again);
  g_assert_cmpstr (again->str, ==, expected);
}

static void
test_problem_json_refuses (void)
{
  static const char *const cases[] = {
    "[1]",
    "[{}]",
    "[{\"msgid\":1}]",
    "[{\"args\":[\"a\",\"b\",\"c\",\"d\"],\"msgid\":\"x\"}]",
    "[{\"args\":[1],\"msgid\":\"x\"}]",
    "[{\"args\":[[]],\"msgid\":\"x\"}]",
    "[{\"field\":null,\"msgid\":\"x\"}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_strict_parse (cases[i], -1, JSON_DEPTH, &error);
      g_autoptr (ProblemList) list = NULL;

      g_assert_no_error (error);
      list = problem_list_from_json (json_node_get_array (node), &error);
      g_assert_null (list);
      g_assert_nonnull (error);
      g_assert_true (error->domain == JSON_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/text", test_problem_text);
  g_test_add_func ("/problem/list", test_problem_list);
  g_test_add_func ("/problem/json/round-trip", test_problem_json_round_trip);
  g_test_add_func ("/problem/json/refuses", test_problem_json_refuses);
  return g_test_run ();
}
