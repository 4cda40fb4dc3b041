/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/scheme-check.h"

#include "core/decimal.h"

#include <string.h>

#define TARGET_DEN_MAX 1000000

/* The regulation's own weights (5.4): a scheme divides them, it cannot move them. */
/* clang-format off */
static const struct { SchemeGroup group; gint64 weight; const char *clause; } group_weights[] = {
  { SCHEME_GROUP_RESULTS, 5000, "5.4.1" },
  { SCHEME_GROUP_ATTITUDE, 2000, "5.4.2" },
  { SCHEME_GROUP_SKILL, 2000, "5.4.3" },
  { SCHEME_GROUP_DISCIPLINE, 1000, "5.4.4" } };
/* clang-format on */

static void
check_groups (const SchemeSet *self, ProblemList *problems)
{
  for (guint i = 0; i < G_N_ELEMENTS (group_weights); i++)
    {
      gint64 weight = scheme_set_group_weight (self, group_weights[i].group);
      char   is[DECIMAL_TEXT_SIZE], must[DECIMAL_TEXT_SIZE];

      if (weight == group_weights[i].weight)
        continue;
      decimal_format (weight, 2, FALSE, is);
      decimal_format (group_weights[i].weight, 2, FALSE, must);
      problem_add (problems, enum_nick (scheme_groups, (int) group_weights[i].group), group_weights[i].clause,
                   N_ ("The weights of %1 add to %2, the regulation says %3"),
                       enum_by_value (scheme_groups, (int) group_weights[i].group)->title, is, must, NULL);
    }
}

static gboolean
is_deducting (Metric metric)
{
  return metric == METRIC_ATTENDANCE || metric == METRIC_RULES;
}

/* Source, rule and metrics of one indicator have to fit together. */
static void
check_sources (const SchemeItem *item, ProblemList *problems)
{
  if (item->source == ITEM_SOURCE_RATED &&
      (item->rule != ITEM_RULE_RATED || item->metric != METRIC_NONE || item->metric2 != METRIC_NONE))
    problem_add (problems, item->code, "5.4", N_ ("%1 is rated by hand and cannot have a metric"), item->title, NULL);
  if (item->source != ITEM_SOURCE_RATED && (item->rule == ITEM_RULE_RATED || item->metric == METRIC_NONE))
    problem_add (problems, item->code, "5.4", N_ ("%1 is computed and needs a metric and a rule"), item->title, NULL);
  if (item->source == ITEM_SOURCE_AUTO && item->metric2 != METRIC_NONE)
    problem_add (problems, item->code, "5.4", N_ ("%1 has a second metric but is not mixed"), item->title, NULL);
  if (item->source == ITEM_SOURCE_MIXED &&
      (item->metric2 == METRIC_NONE || item->share <= 0 || item->share >= SCHEME_WHOLE))
    problem_add (problems, item->code, "5.4",
                 N_ ("%1 is mixed and needs two metrics with a share of each"), item->title, NULL);
  if ((item->rule == ITEM_RULE_DEDUCT) != is_deducting (item->metric) || is_deducting (item->metric2))
    problem_add (problems, item->code, "5.4.4",
                 N_ ("%1: deductions belong to attendance and rules, and these to deductions"), item->title, NULL);
}

static void
check_bounds (const SchemeItem *item, ProblemList *problems)
{
  if (*item->code == '\0' || *item->title == '\0')
    problem_add (problems, item->code, "5.4", N_ ("Every indicator needs a code and a title"), NULL);
  if (item->weight <= 0)
    problem_add (problems, item->code, "5.4", N_ ("The weight of %1 must be above 0"), item->title, NULL);
  if (item->cap <= 0 || item->cap > SCHEME_WHOLE)
    problem_add (problems, item->code, "5.4.1",
                 N_ ("The cap of %1 must be above 0 and at most 100"), item->title, NULL);
  if (item->floor.set && (item->floor.v < 0 || item->floor.v > SCHEME_WHOLE))
    problem_add (problems, item->code, "5.4.1",
                 N_ ("The lower limit of %1 must be between 0 and 100 %"), item->title, NULL);
}

/* Steps of one kind: each bound once, higher bound, higher points. */
static guint
check_steps (const SchemeSet *self, const SchemeItem *item, const char *kind, ProblemList *problems)
{
  const SchemeStep *last = NULL;
  guint             n = 0;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const SchemeStep *step = g_ptr_array_index (self->steps, i);

      if (!id_equal (step->item, item->row.id) || !g_str_equal (step->kind, kind))
        continue;
      n++;
      if (step->bound < 0 || step->points < 0 || step->points > SCHEME_WHOLE)
        problem_add (problems, item->code, item->clause,
                     N_ ("A step of %1 lies outside 0 to 100 points"), item->title, NULL);
      if (last != NULL && (step->bound <= last->bound || step->points < last->points))
        problem_add (problems, item->code, item->clause,
                     N_ ("The steps of %1 must rise: a higher bound with more points"), item->title, NULL);
      last = step;
    }
  return n;
}

static void
check_item_steps (const SchemeSet *self, const SchemeItem *item, ProblemList *problems)
{
  /* clang-format off */
  static const struct { ItemRule rule; Metric metric; const char *kind; gboolean single; } needs[] = {
    { ITEM_RULE_LADDER, METRIC_NONE, "ladder", FALSE },
    { ITEM_RULE_DEDUCT, METRIC_ATTENDANCE, "late", FALSE },
    { ITEM_RULE_DEDUCT, METRIC_ATTENDANCE, "early", FALSE },
    { ITEM_RULE_DEDUCT, METRIC_ATTENDANCE, "absent", TRUE },
    { ITEM_RULE_DEDUCT, METRIC_RULES, "minor", TRUE },
    { ITEM_RULE_DEDUCT, METRIC_RULES, "major", TRUE },
    { ITEM_RULE_DEDUCT, METRIC_RULES, "serious", TRUE } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      guint n;

      if (item->rule != needs[i].rule || (needs[i].metric != METRIC_NONE && item->metric != needs[i].metric))
        continue;
      n = check_steps (self, item, needs[i].kind, problems);
      if (n == 0)
        problem_add (problems, item->code, item->clause,
                     N_ ("%1 has no step of kind %2"), item->title, needs[i].kind, NULL);
      else if (needs[i].single && n > 1)
        problem_add (problems, item->code, item->clause,
                     N_ ("%1 has more than one step of kind %2"), item->title, needs[i].kind, NULL);
    }
}

static void
check_items (const SchemeSet *self, ProblemList *problems)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (self->items, i);

      check_bounds (item, problems);
      check_sources (item, problems);
      check_item_steps (self, item, problems);
      if (scheme_set_item (self, item->code) != item)
        problem_add (problems, item->code, "5.4", N_ ("The code %1 stands twice"), item->code, NULL);
      for (guint j = 0; j < i; j++)
        {
          const SchemeItem *other = g_ptr_array_index (self->items, j);

          if (item->metric != METRIC_NONE && (item->metric == other->metric || item->metric == other->metric2))
            problem_add (problems, item->code, "5.2.2",
                         N_ ("%1 and %2 count the same metric"), other->title, item->title, NULL);
        }
    }
}

/* From 0 up without holes; a better grade never has a lower coefficient. */
static void
check_grades (const SchemeSet *self, ProblemList *problems)
{
  const SchemeGrade *last = NULL;

  if (self->grades->len < 2)
    problem_add (problems, "grades", "5.6", N_ ("A scheme needs at least two grades"), NULL);
  for (guint i = 0; i < self->grades->len; i++)
    {
      const SchemeGrade *grade = g_ptr_array_index (self->grades, i);

      if (*grade->title == '\0' || *grade->code == '\0')
        problem_add (problems, "grades", "5.6", N_ ("Every grade needs a code and a title"), NULL);
      if (grade->bound < 0 || grade->bound > SCHEME_WHOLE)
        problem_add (problems, "grades", "5.6",
                     N_ ("The bound of grade %1 must be between 0 and 100"), grade->title, NULL);
      if (last != NULL && last->bound == grade->bound)
        problem_add (problems, "grades", "5.6",
                     N_ ("Grades %1 and %2 begin at the same score"), last->title, grade->title, NULL);
      if (last != NULL && last->coefficient < grade->coefficient)
        problem_add (problems, "grades", "5.6.1",
                     N_ ("Grade %2 is below %1 but has a higher coefficient"), last->title, grade->title, NULL);
      last = grade;
    }
  if (last != NULL && last->bound != 0)
    problem_add (problems, "grades", "5.6", N_ ("The lowest grade must begin at 0"), NULL);
}

/**
 * scheme_problems:
 * @problems: gains what keeps the scheme from being published: dimensions other than 50/20/20/10 (5.4), steps that do
 *   not rise, bounds, metrics that do not fit
 */
void
scheme_problems (const SchemeSet *self, ProblemList *problems)
{
  const Scheme *scheme = self->scheme;
  Ratio         success = scheme->success_target;

  schema_check (&scheme_schema, scheme, problems);
  if (*scheme->name == '\0' || *scheme->version == '\0')
    problem_add (problems, "name", "5.4", N_ ("The scheme needs a name and a version"), NULL);
  if (id_is_none (scheme->regulation))
    problem_add (problems, "regulation", "1.1", N_ ("The scheme names no regulation"), NULL);
  if (scheme_set_uses (self, METRIC_SUCCESS) &&
      (success.num <= 0 || success.den <= 0 || success.num > success.den || success.den > TARGET_DEN_MAX))
    problem_add (problems, "success_target", "5.4.3b",
                 N_ ("The target of the sales success rate must be above 0 and at most 100 %"), NULL);
  check_groups (self, problems);
  check_items (self, problems);
  check_grades (self, problems);
}

/**
 * scheme_publish_problems:
 * @today: YYYY-MM-DD of the publication
 * @problems: gains an entry if the scheme would take effect before the first day of a month after @today (R25)
 */
void
scheme_publish_problems (const SchemeSet *self, const char *today, ProblemList *problems)
{
  const char *from = self->scheme->effective_from;

  if (strlen (from) != 7 || strncmp (from, today, 7) <= 0)
    problem_add (problems, "effective_from", "5.2.1",
                 N_ ("A scheme takes effect at the earliest in the month after its publication"), NULL);
}
