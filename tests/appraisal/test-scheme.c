/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scheme must satisfy before it is published (5.4, R25, R71). */
#include "appraisal/scheme-check.h"
#include "appraisal/scheme-default.h"
#include "core/init.h"

static SchemeSet *
fresh (Post post)
{
  Id regulation = id_derive ("regulation", (const char *const[]){ "1", NULL });

  return scheme_set_new_default (id_derive ("scheme", (const char *const[]){ "1", NULL }), post, regulation, "2026-03");
}

static void
test_default_schemes_are_sound (void)
{
  static const Post posts_of[] = { POST_AGENT, POST_SUPERVISOR };

  for (guint i = 0; i < G_N_ELEMENTS (posts_of); i++)
    for (const GradeScale *scale = grade_scales; scale->code != NULL; scale++)
      {
        g_autoptr (SchemeSet) plain = fresh (posts_of[i]);
        g_autoptr (SchemeSet) scheme = NULL;
        g_autoptr (ProblemList) problems = problem_list_new ();

        g_ptr_array_set_size (plain->grades, 0);
        g_ptr_array_unref (plain->grades);
        plain->grades = grade_scale_rows (scale, plain->scheme->row.id);
        scheme = scheme_set_copy (plain);
        for (guint j = 0; j < plain->grades->len; j++)
          schema_free (&scheme_grade_schema, g_ptr_array_index (plain->grades, j));
        g_ptr_array_set_size (plain->grades, 0);
        scheme_problems (scheme, problems);
        g_assert_cmpuint (problems->len, ==, 0);
      }
}

static SchemeItem *
item (SchemeSet *scheme, const char *code)
{
  return (SchemeItem *) scheme_set_item (scheme, code);
}

typedef void (*Spoil) (SchemeSet *scheme);

static void
spoil_weight (SchemeSet *scheme)
{
  item (scheme, "sales")->weight = 2600;
}

static void
spoil_group (SchemeSet *scheme)
{
  item (scheme, "rules")->group_code = SCHEME_GROUP_SKILL;
}

static void
spoil_zero_weight (SchemeSet *scheme)
{
  item (scheme, "sales")->weight = 0;
  item (scheme, "conversion")->weight = 3500;
}

static void
spoil_cap (SchemeSet *scheme)
{
  item (scheme, "sales")->cap = 12000;
}

static void
spoil_floor (SchemeSet *scheme)
{
  item (scheme, "sales")->floor = (OptInt){ 10001, TRUE };
}

static void
spoil_metric (SchemeSet *scheme)
{
  item (scheme, "conversion")->metric = METRIC_SALES;
}

static void
spoil_rated (SchemeSet *scheme)
{
  item (scheme, "teamwork")->metric = METRIC_EXAM;
}

static void
spoil_share (SchemeSet *scheme)
{
  item (scheme, "phone-skill")->share = 10000;
}

static void
spoil_ladder (SchemeSet *scheme)
{
  item (scheme, "sales")->rule = ITEM_RULE_LADDER;
}

static void
spoil_deduct (SchemeSet *scheme)
{
  item (scheme, "attendance")->rule = ITEM_RULE_DIRECT;
}

static void
spoil_steps (SchemeSet *scheme)
{
  for (guint i = 0; i < scheme->steps->len; i++)
    {
      SchemeStep *step = g_ptr_array_index (scheme->steps, i);

      if (g_str_equal (step->kind, "late") && step->bound == 60)
        step->points = 200;
    }
}

static void
spoil_lowest_grade (SchemeSet *scheme)
{
  ((SchemeGrade *) g_ptr_array_index (scheme->grades, scheme->grades->len - 1))->bound = 100;
}

static void
spoil_coefficient (SchemeSet *scheme)
{
  ((SchemeGrade *) g_ptr_array_index (scheme->grades, 2))->coefficient = 130;
}

static void
spoil_regulation (SchemeSet *scheme)
{
  scheme->scheme->regulation = ID_NONE;
}

static void
spoil_success (SchemeSet *scheme)
{
  scheme->scheme->success_target = (Ratio){ 3, 2 };
}

static void
test_unsound_scheme_names_the_place (void)
{
  /* clang-format off */
  static const struct { const char *name; Spoil spoil; const char *field; } cases[] = {
    { "weight", spoil_weight, "results" },
    { "group", spoil_group, "discipline" },
    { "zero", spoil_zero_weight, "sales" },
    { "cap", spoil_cap, "sales" },
    { "floor", spoil_floor, "sales" },
    { "metric twice", spoil_metric, "conversion" },
    { "rated with metric", spoil_rated, "teamwork" },
    { "share", spoil_share, "phone-skill" },
    { "ladder without steps", spoil_ladder, "sales" },
    { "deduct", spoil_deduct, "attendance" },
    { "steps", spoil_steps, "attendance" },
    { "lowest grade", spoil_lowest_grade, "grades" },
    { "coefficient", spoil_coefficient, "grades" },
    { "regulation", spoil_regulation, "regulation" },
    { "success", spoil_success, "success_target" } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SchemeSet) scheme = fresh (POST_AGENT);
      g_autoptr (ProblemList) problems = problem_list_new ();

      cases[i].spoil (scheme);
      scheme_problems (scheme, problems);
      if (problem_list_find (problems, cases[i].field) == NULL)
        g_error ("%s: no problem about %s", cases[i].name, cases[i].field);
    }
}

static void
test_publication_is_never_retroactive (void)
{
  /* clang-format off */
  static const struct { const char *today; guint problems; } cases[] = {
    { "2026-02-28", 0 }, { "2026-03-01", 1 }, { "2026-04-01", 1 }, { "2025-12-31", 0 } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SchemeSet) scheme = fresh (POST_AGENT);
      g_autoptr (ProblemList) problems = problem_list_new ();

      scheme_publish_problems (scheme, cases[i].today, problems);
      g_assert_cmpuint (problems->len, ==, cases[i].problems);
    }
}

static void
test_digest_follows_content_not_state (void)
{
  g_autoptr (SchemeSet) scheme = fresh (POST_AGENT);
  g_autofree char *draft = scheme_set_digest (scheme);
  g_autofree char *published = NULL;
  g_autofree char *changed = NULL;

  scheme->scheme->state = SCHEME_STATE_PUBLISHED;
  published = scheme_set_digest (scheme);
  item (scheme, "sales")->weight++;
  changed = scheme_set_digest (scheme);
  g_assert_cmpstr (draft, ==, published);
  g_assert_cmpstr (draft, !=, changed);
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scheme/defaults", test_default_schemes_are_sound);
  g_test_add_func ("/scheme/unsound", test_unsound_scheme_names_the_place);
  g_test_add_func ("/scheme/never-retroactive", test_publication_is_never_retroactive);
  g_test_add_func ("/scheme/digest", test_digest_follows_content_not_state);
  return g_test_run ();
}
