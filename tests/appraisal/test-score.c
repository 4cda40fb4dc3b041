/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores from figures (R25, R27, M21–M23): each rule, N/A, limits, and the worked example through the whole chain. */
#include "appraisal/facts-load.h"
#include "appraisal/scheme-default.h"
#include "appraisal/score-hint.h"
#include "core/init.h"
#include "core/moment.h"

#include "company.h"
#include "worked-month.h"

#include <string.h>

static void
free_figure (gpointer row)
{
  schema_free (&figure_schema, row);
}

static GPtrArray *
figures_of (MemoryLoader *loader, Id person, const SchemeSet *scheme)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Facts) facts = facts_load (&loader->loader, person, "2026-03", 0, TRUE, &error);
  GPtrArray *figures = g_ptr_array_new_with_free_func (free_figure);

  g_assert_no_error (error);
  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    g_ptr_array_add (figures, facts_figure (facts, metric, scheme));
  return figures;
}

static void
assert_frac (Frac value, const char *text)
{
  g_autofree char *is = frac_dup_text (value);
  g_autofree char *wanted = strchr (text, '/') != NULL ? g_strdup (text) : g_strconcat (text, "/1", NULL);

  g_assert_cmpstr (is, ==, wanted);
}

/* 25 × .75 + 10 × .9375 + 15 × .86 + … = 83.965 → 83.97 良好. */
static void
test_worked_example_is_83_97 (void)
{
  Company company;
  g_autoptr (Calendar) calendar = calendar_new ();
  g_autoptr (MemoryLoader) loader = NULL;
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  g_autoptr (GPtrArray) figures = NULL;
  g_autoptr (ScoreCard) card = NULL;
  /* clang-format off */
  static const struct { const char *code, *score; } scores[] = {
    { "sales", "75" }, { "conversion", "375/4" }, { "satisfaction", "86" }, { "responsibility", "85" },
    { "initiative", "75" }, { "teamwork", "85" }, { "knowledge", "90" }, { "phone-skill", "82" },
    { "service-skill", "88" }, { "attendance", "96" }, { "rules", "90" } };
  static const char *const groups[] = { "1641/40", "82/5", "431/25", "93/10" };
  /* clang-format on */

  company_init (&company);
  calendar_add_builtin (calendar);
  loader = memory_loader_new (company.directory, calendar);
  worked_month_add (loader, company.agent1, "2026-03");
  figures = figures_of (loader, company.agent1, scheme);
  card = score_card_new (scheme, figures, worked_month_rated, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    assert_frac (score_card_item (card, scores[i].code)->score, scores[i].score);
  for (guint i = 0; i < SCORE_GROUPS; i++)
    assert_frac (card->groups[i].subtotal, groups[i]);
  assert_frac (card->total, "16793/200");
  g_assert_cmpint (card->rounded, ==, 8397);
  g_assert_cmpstr (card->grade->title, ==, "良好");
  g_assert_cmpint (card->grade->coefficient, ==, 110);
  g_assert_false (card->near_limit);
  g_assert_cmpuint (card->missing, ==, 0);
  company_clear (&company);
}

static SchemeItem
item_with (ItemRule rule, gint64 floor, gint64 cap)
{
  return (SchemeItem){ .rule = rule,
                       .source = ITEM_SOURCE_AUTO,
                       .floor = { floor, floor > 0 },
                       .cap = cap,
                       .code = (char *) "x",
                       .title = (char *) "x",
                       .metric = METRIC_SALES,
                       .row.id = { { 1 } } };
}

/* 100→100, 90→85, 80→70, 70→55, 60→40, 50→25, 40→10. */
static void
add_ladder (SchemeSet *scheme, Id item)
{
  /* clang-format off */
  static const gint64 steps[][2] = { { 10000, 10000 }, { 9000, 8500 }, { 8000, 7000 }, { 7000, 5500 }, { 6000, 4000 }, { 5000, 2500 }, { 4000, 1000 } };
  /* clang-format on */

  for (guint i = G_N_ELEMENTS (steps); i > 0; i--)
    {
      SchemeStep *step = schema_new (&scheme_step_schema);

      step->item = item;
      step->bound = steps[i - 1][0];
      step->points = steps[i - 1][1];
      g_free (step->kind);
      step->kind = g_strdup ("ladder");
      g_ptr_array_add (scheme->steps, step);
    }
}

static void
test_rules_give_their_points (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  /* clang-format off */
  static const struct { ItemRule rule; gint64 floor, cap, num, den; const char *score; gboolean floored; } cases[] = {
    { ITEM_RULE_CAPPED, 6000, 10000, 60, 100, "60", FALSE },
    { ITEM_RULE_CAPPED, 6000, 10000, 599999999, 1000000000, "0", TRUE },
    { ITEM_RULE_CAPPED, 6000, 10000, 130, 100, "100", FALSE },
    { ITEM_RULE_CAPPED, 0, 10000, 1, 3, "100/3", FALSE },
    { ITEM_RULE_CAPPED, 0, 9000, 95, 100, "90", FALSE },
    { ITEM_RULE_CAPPED, 0, 10000, -5, 100, "0", FALSE },
    { ITEM_RULE_LADDER, 0, 10000, 120, 100, "100", FALSE },
    { ITEM_RULE_LADDER, 0, 10000, 100, 100, "100", FALSE },
    { ITEM_RULE_LADDER, 0, 10000, 9999, 10000, "85", FALSE },
    { ITEM_RULE_LADDER, 0, 10000, 90, 100, "85", FALSE },
    { ITEM_RULE_LADDER, 0, 10000, 40, 100, "10", FALSE },
    { ITEM_RULE_LADDER, 0, 10000, 39, 100, "0", FALSE },
    { ITEM_RULE_PER_PERCENT, 0, 10000, 100, 100, "100", FALSE },
    { ITEM_RULE_PER_PERCENT, 0, 10000, 991, 1000, "100", FALSE },
    { ITEM_RULE_PER_PERCENT, 0, 10000, 99, 100, "99", FALSE },
    { ITEM_RULE_PER_PERCENT, 0, 10000, 981, 1000, "99", FALSE },
    { ITEM_RULE_PER_PERCENT, 0, 10000, -3, 1, "0", FALSE },
    { ITEM_RULE_PER_PERCENT, 0, 10000, 3, 1, "100", FALSE },
    { ITEM_RULE_DIRECT, 0, 10000, 86, 100, "86", FALSE } };
  /* clang-format on */

  add_ladder (scheme, (Id){ { 1 } });
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SchemeItem item = item_with (cases[i].rule, cases[i].floor, cases[i].cap);
      gboolean   floored;

      assert_frac (score_of_rate (scheme, &item, METRIC_SALES, frac_make (cases[i].num, cases[i].den), &floored),
                   cases[i].score);
      g_assert_cmpint (floored, ==, cases[i].floored);
    }
}

/* One of four stars, of a contact of its own. */
static void
add_rating (Facts *facts, Id person, RatingAbout about, int i)
{
  g_autofree char *number = g_strdup_printf ("%d", i);
  Rating          *rating = schema_new (&rating_schema);
  Day              day;
  gint64           at;

  g_assert_true (day_from_ymd (2026, 3, 4, &day));
  at = moment_from_day_time (day, 10 * 3600, MOMENT_OFFSET_S);
  rating->row.id = id_derive ("rating", (const char *const[]){ number, NULL });
  rating->agent = person;
  rating->about = about;
  rating->contact = id_derive ("contact", (const char *const[]){ number, NULL });
  rating->invited_at = at;
  rating->rated_at = (OptInt){ at + 1, TRUE };
  rating->value = (OptInt){ 4, TRUE };
  facts_add_rating (facts, rating);
  schema_free (&rating_schema, rating);
}

static Figure *
make_figure (Metric metric, Ratio value, Ratio target)
{
  Figure *figure = schema_new (&figure_schema);

  figure->metric = metric;
  figure->value = value;
  figure->target = target;
  return figure;
}

/* Fewer than five ratings do not score, be they of all contacts or of tickets; of a mixed indicator the other half then
 * counts for the whole (R5, R25). */
static void
test_few_ratings_do_not_score (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  /* clang-format off */
  static const struct { Metric metric; RatingAbout about; int ratings; gboolean few; const char *code, *score; } cases[] = {
    { METRIC_SATISFACTION, RATING_ABOUT_CALL, 0, TRUE, "satisfaction", NULL },
    { METRIC_SATISFACTION, RATING_ABOUT_CALL, 4, TRUE, "satisfaction", NULL },
    { METRIC_SATISFACTION, RATING_ABOUT_CALL, 5, FALSE, "satisfaction", "80" },
    { METRIC_TICKET_SATISFACTION, RATING_ABOUT_TICKET, 0, TRUE, "service-skill", "90" },
    { METRIC_TICKET_SATISFACTION, RATING_ABOUT_TICKET, 1, TRUE, "service-skill", "90" },
    { METRIC_TICKET_SATISFACTION, RATING_ABOUT_TICKET, 4, TRUE, "service-skill", "90" },
    { METRIC_TICKET_SATISFACTION, RATING_ABOUT_TICKET, 5, FALSE, "service-skill", "85" },
    { METRIC_TICKET_SATISFACTION, RATING_ABOUT_CALL, 5, TRUE, "service-skill", "90" } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Id person = id_derive ("person", (const char *const[]){ "1", NULL });
      g_autoptr (Facts) facts = facts_new (person, "2026-03", 0, FALSE);
      g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (free_figure);
      g_autoptr (ScoreCard) card = NULL;

      for (int j = 0; j < cases[i].ratings; j++)
        add_rating (facts, person, cases[i].about, j);
      g_ptr_array_add (figures, facts_figure (facts, cases[i].metric, scheme));
      g_ptr_array_add (figures, make_figure (METRIC_TICKET_ON_TIME, (Ratio){ 9, 10 }, (Ratio){ 0, 0 }));
      card = score_card_new (scheme, figures, NULL, NULL);
      g_assert_cmpint (((const Figure *) figures->pdata[0])->few, ==, cases[i].few);
      if (cases[i].score == NULL)
        g_assert_true (frac_is_na (score_card_item (card, cases[i].code)->score));
      else
        assert_frac (score_card_item (card, cases[i].code)->score, cases[i].score);
    }
}

static OptInt
rate_all (gconstpointer data, const char *code)
{
  return (OptInt){ *(const gint64 *) data, TRUE };
}

/* What does not apply leaves its weight to the rest of its dimension; 50/20/20/10 stays (domain §5, R25). */
static void
test_not_applicable_shares_its_weight (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (free_figure);
  g_autoptr (ScoreCard) card = NULL;
  Figure *few = make_figure (METRIC_SATISFACTION, (Ratio){ 100, 1 }, (Ratio){ 0, 0 });
  gint64  rating = 8000;

  few->few = TRUE;
  g_ptr_array_add (figures, few);
  g_ptr_array_add (figures, make_figure (METRIC_SALES, (Ratio){ 80, 1 }, (Ratio){ 100, 1 }));
  g_ptr_array_add (figures, make_figure (METRIC_CONVERSION, (Ratio){ 1, 100 }, (Ratio){ 2, 100 }));
  g_ptr_array_add (figures, make_figure (METRIC_QA, (Ratio){ 0, 0 }, (Ratio){ 0, 0 }));
  g_ptr_array_add (figures, make_figure (METRIC_SUCCESS, (Ratio){ 1, 50 }, (Ratio){ 1, 40 }));
  g_ptr_array_add (figures, make_figure (METRIC_ATTENDANCE, (Ratio){ 100, 1 }, (Ratio){ 0, 0 }));
  card = score_card_new (scheme, figures, rate_all, &rating);

  g_assert_true (frac_is_na (score_card_item (card, "satisfaction")->score));
  assert_frac (score_card_item (card, "sales")->weight, "250/7");
  assert_frac (score_card_item (card, "conversion")->weight, "100/7");
  assert_frac (card->groups[SCHEME_GROUP_RESULTS].subtotal, "250/7"); /* (25 × 80 + 10 × 50) ÷ 35 × 50 ÷ 100 */
  assert_frac (score_card_item (card, "phone-skill")->score, "80");   /* the other half alone */
  g_assert_true (score_card_item (card, "knowledge")->rated);         /* no exam: the supervisor rates */
  assert_frac (score_card_item (card, "knowledge")->score, "80");
  assert_frac (card->groups[SCHEME_GROUP_SKILL].subtotal, "16");
  assert_frac (card->groups[SCHEME_GROUP_DISCIPLINE].subtotal, "10"); /* no figure of rules: attendance alone */
  g_assert_false (card->blocked);

  g_ptr_array_set_size (figures, 1);
  g_clear_pointer (&card, score_card_free);
  card = score_card_new (scheme, figures, rate_all, &rating);
  g_assert_true (card->blocked);
  g_assert_true (frac_is_na (card->total));
  g_assert_null (card->grade);
}

static void
test_missing_rating_leaves_no_total (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  g_autoptr (GPtrArray) figures = g_ptr_array_new ();
  g_autoptr (ScoreCard) card = score_card_new (scheme, figures, NULL, NULL);

  g_assert_cmpuint (card->missing, ==, 4); /* three attitudes, and the knowledge without an exam */
  g_assert_true (frac_is_na (card->total));
}

/* Lower bounds are inclusive on the rounded total: 89.995 → 90.00 → 优秀 (M23). */
static void
test_grade_follows_the_rounded_total (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  /* clang-format off */
  static const struct { gint64 num, den; gint64 rounded; const char *grade; } cases[] = {
    { 89995, 1000, 9000, "excellent" }, { 899949, 10000, 8999, "good" }, { 80, 1, 8000, "good" },
    { 79994, 1000, 7999, "pass" }, { 70, 1, 7000, "pass" }, { 60, 1, 6000, "improve" }, { 0, 1, 0, "fail" },
    { 100, 1, 10000, "excellent" } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 rounded = frac_round_half_up (frac_make (cases[i].num, cases[i].den), 2);

      g_assert_cmpint (rounded, ==, cases[i].rounded);
      g_assert_cmpstr (scheme_set_grade (scheme, rounded)->code, ==, cases[i].grade);
    }
}

static void
test_near_limit_raises_an_alarm (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  /* clang-format off */
  static const struct { gint64 score; gboolean near; } cases[] = {
    { 9050, TRUE }, { 9051, FALSE }, { 8950, TRUE }, { 8949, FALSE }, { 8000, TRUE }, { 50, FALSE }, { 0, FALSE } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ScoreCard) card = score_card_new_given (scheme, rate_all, &cases[i].score);

      g_assert_cmpint (card->rounded, ==, cases[i].score);
      g_assert_cmpint (card->near_limit, ==, cases[i].near);
    }
}

static void
test_override_moves_one_grade (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  const SchemeGrade *good = scheme_set_grade (scheme, 8397);

  g_assert_true (score_override (scheme, good, "") == good);
  g_assert_cmpstr (score_override (scheme, good, "excellent")->code, ==, "excellent");
  g_assert_cmpstr (score_override (scheme, good, "pass")->code, ==, "pass");
  g_assert_null (score_override (scheme, good, "improve"));
  g_assert_null (score_override (scheme, good, "unknown"));
}

/* What would change it: each hint, done, gives the points it promises. */
static void
test_hints_keep_their_promise (void)
{
  Company company;
  g_autoptr (Calendar) calendar = calendar_new ();
  g_autoptr (MemoryLoader) loader = NULL;
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  g_autoptr (GPtrArray) figures = NULL;
  g_autoptr (GPtrArray) hints = NULL;
  gboolean found[METRIC_RULES + 1] = { FALSE };

  company_init (&company);
  calendar_add_builtin (calendar);
  loader = memory_loader_new (company.directory, calendar);
  worked_month_add (loader, company.agent1, "2026-03");
  figures = figures_of (loader, company.agent1, scheme);
  hints = score_hints (scheme, figures, worked_month_rated, NULL);
  for (guint i = 0; i < hints->len; i++)
    {
      const ScoreHint *hint = g_ptr_array_index (hints, i);

      found[hint->metric] = TRUE;
      g_assert_cmpint (frac_cmp (hint->gain, FRAC_ZERO), >, 0);
      if (hint->metric == METRIC_SALES) /* 75 → 80 %: ¥2,000 more, 25 × 5 % */
        {
          g_assert_cmpint (hint->amount, ==, 200000);
          assert_frac (hint->gain, "5/4");
        }
      if (hint->metric == METRIC_CONVERSION) /* 10/320 ÷ 3 % caps at 100: 10 × 6.25 % */
        assert_frac (hint->gain, "5/8");
      if (hint->metric == METRIC_ATTENDANCE) /* the dearest late arrival less: 3 points of 5 % */
        assert_frac (hint->gain, "3/20");
      if (hint->metric == METRIC_RULES)
        assert_frac (hint->gain, "1/2");
    }
  g_assert_true (found[METRIC_SALES] && found[METRIC_CONVERSION] && found[METRIC_SATISFACTION] &&
                 found[METRIC_ATTENDANCE] && found[METRIC_RULES]);
  company_clear (&company);
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/score/worked-example", test_worked_example_is_83_97);
  g_test_add_func ("/score/rules", test_rules_give_their_points);
  g_test_add_func ("/score/not-applicable", test_not_applicable_shares_its_weight);
  g_test_add_func ("/score/few-ratings", test_few_ratings_do_not_score);
  g_test_add_func ("/score/missing", test_missing_rating_leaves_no_total);
  g_test_add_func ("/score/grade", test_grade_follows_the_rounded_total);
  g_test_add_func ("/score/near-limit", test_near_limit_raises_an_alarm);
  g_test_add_func ("/score/override", test_override_moves_one_grade);
  g_test_add_func ("/score/hints", test_hints_keep_their_promise);
  return g_test_run ();
}
