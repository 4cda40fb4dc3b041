/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/score.h"

static Frac
percent (gint64 hundredths)
{
  return frac_make (hundredths, 100);
}

/* Metrics whose value stands against a target. */
static gboolean
has_target (Metric metric)
{
  return metric == METRIC_SALES || metric == METRIC_CONVERSION || metric == METRIC_SUCCESS;
}

/**
 * score_rate:
 * @figure: (nullable): a figure
 *
 * Attainment: value ÷ target, the rate itself, or points ÷ 100. Not capped.
 *
 * Returns: 1 = 100 %; N/A without figure, denominator, target or enough ratings (domain §5, R5)
 */
Frac
score_rate (const Figure *figure)
{
  Frac value;

  if (figure == NULL || figure->few)
    return FRAC_NA;
  value = frac_from_ratio (figure->value);
  if (has_target (figure->metric))
    return frac_div (value, frac_from_ratio (figure->target));
  if (figure->metric == METRIC_TICKET_ON_TIME)
    return value;
  return frac_div (value, frac_from_int (100));
}

/* Points of the highest step reached. */
static Frac
ladder_points (const SchemeSet *scheme, const SchemeItem *item, Frac rate)
{
  Frac points = FRAC_ZERO;

  for (guint i = 0; i < scheme->steps->len; i++)
    {
      const SchemeStep *step = g_ptr_array_index (scheme->steps, i);

      if (id_equal (step->item, item->row.id) && g_str_equal (step->kind, "ladder") &&
          frac_cmp (rate, frac_make (step->bound, SCHEME_WHOLE)) >= 0)
        points = percent (step->points);
    }
  return points;
}

/* One point off for each full percent below 100 (R25). */
static Frac
per_percent_points (Frac rate)
{
  Frac below = frac_mul (frac_sub (frac_from_int (1), rate), frac_from_int (100));

  if (frac_cmp (below, FRAC_ZERO) <= 0)
    return frac_from_int (100);
  return frac_from_int (100 - MIN (frac_floor (below), 100));
}

/**
 * score_of_rate:
 * @metric: the one @rate was counted for: rules other than the plain one apply to metrics with a target only, and to
 *   the single metric of an indicator
 * @rate: 1 = 100 %
 * @floored: (out) (optional): whether @rate is below the lower limit
 *
 * Returns: 0–100; N/A for N/A
 */
Frac
score_of_rate (const SchemeSet *scheme, const SchemeItem *item, Metric metric, Frac rate, gboolean *floored)
{
  ItemRule rule = item->rule;
  Frac     score;

  if (floored != NULL)
    *floored = FALSE;
  if (frac_is_na (rate))
    return FRAC_NA;
  if (item->source == ITEM_SOURCE_MIXED && !has_target (metric))
    rule = ITEM_RULE_DIRECT;
  switch (rule)
    {
    case ITEM_RULE_LADDER:
      score = ladder_points (scheme, item, rate);
      break;
    case ITEM_RULE_PER_PERCENT:
      score = per_percent_points (rate);
      break;
    case ITEM_RULE_CAPPED:
      score = frac_mul (rate, frac_from_int (100));
      if (item->floor.set && frac_cmp (rate, frac_make (item->floor.v, SCHEME_WHOLE)) < 0)
        {
          score = FRAC_ZERO;
          if (floored != NULL)
            *floored = TRUE;
        }
      break;
    case ITEM_RULE_DEDUCT:
    case ITEM_RULE_DIRECT:
    case ITEM_RULE_RATED:
    default:
      score = frac_mul (rate, frac_from_int (100));
      break;
    }
  return frac_max (FRAC_ZERO, frac_min (score, percent (item->cap)));
}

static const Figure *
find_figure (GPtrArray *figures, Metric metric)
{
  for (guint i = 0; metric != METRIC_NONE && i < figures->len; i++)
    {
      const Figure *figure = g_ptr_array_index (figures, i);

      if (figure->metric == metric)
        return figure;
    }
  return NULL;
}

static void
take_rating (ScoreItem *entry, ScoreRated rated, gconstpointer data)
{
  OptInt given = rated != NULL ? rated (data, entry->item->code) : (OptInt){ 0, FALSE };

  entry->rated = TRUE;
  entry->missing = !given.set;
  entry->score = entry->first = given.set ? percent (given.v) : FRAC_NA;
}

/* Two halves; one that does not apply leaves the other whole (R25). */
static Frac
mix (const SchemeItem *item, Frac first, Frac second)
{
  if (item->source != ITEM_SOURCE_MIXED || frac_is_na (second))
    return first;
  if (frac_is_na (first))
    return second;
  return frac_add (frac_mul (first, frac_make (item->share, SCHEME_WHOLE)),
                   frac_mul (second, frac_make (SCHEME_WHOLE - item->share, SCHEME_WHOLE)));
}

static ScoreItem
score_item (const SchemeSet *scheme, const SchemeItem *item, GPtrArray *figures, ScoreRated rated, gconstpointer data)
{
  ScoreItem entry = { .item = item, .weighted = FRAC_NA, .weight = FRAC_ZERO };

  entry.figure = find_figure (figures, item->metric);
  entry.figure2 = find_figure (figures, item->metric2);
  entry.rate = score_rate (entry.figure);
  entry.rate2 = score_rate (entry.figure2);
  if (item->source == ITEM_SOURCE_RATED)
    {
      take_rating (&entry, rated, data);
      entry.second = FRAC_NA;
      return entry;
    }
  entry.first = score_of_rate (scheme, item, item->metric, entry.rate, &entry.floored);
  entry.second = score_of_rate (scheme, item, item->metric2, entry.rate2, NULL);
  entry.score = mix (item, entry.first, entry.second);
  if (item->metric == METRIC_EXAM && frac_is_na (entry.score))
    take_rating (&entry, rated, data); /* no exam in 90 days (domain 3.2) */
  return entry;
}

/* Weight of N/A indicators goes to the others of the dimension, in proportion. */
static void
weigh_group (const SchemeSet *scheme, ScoreCard *self, SchemeGroup group)
{
  ScoreGroup *sum = &self->groups[group];
  gint64      applicable = 0;

  sum->weight = scheme_set_group_weight (scheme, group);
  sum->subtotal = sum->score = FRAC_ZERO;
  for (guint i = 0; i < self->items->len; i++)
    {
      const ScoreItem *entry = &g_array_index (self->items, ScoreItem, i);

      if (entry->item->group_code == group && (entry->missing || !frac_is_na (entry->score)))
        applicable += entry->item->weight;
    }
  sum->blocked = applicable == 0;
  for (guint i = 0; i < self->items->len; i++)
    {
      ScoreItem *entry = &g_array_index (self->items, ScoreItem, i);

      if (entry->item->group_code != group || (!entry->missing && frac_is_na (entry->score)))
        continue;
      entry->weight = frac_mul (percent (sum->weight), frac_make (entry->item->weight, applicable));
      entry->weighted = frac_div (frac_mul (entry->weight, entry->score), frac_from_int (100));
      sum->missing += entry->missing;
      sum->subtotal = frac_add (sum->subtotal, entry->weighted);
    }
  if (sum->blocked)
    sum->subtotal = FRAC_NA;
  sum->score = frac_div (frac_mul (sum->subtotal, frac_from_int (100)), percent (sum->weight));
}

static gboolean
is_near_limit (const SchemeSet *scheme, gint64 rounded)
{
  for (guint i = 0; i < scheme->grades->len; i++)
    {
      const SchemeGrade *grade = g_ptr_array_index (scheme->grades, i);

      if (grade->bound > 0 && ABS (rounded - grade->bound) <= NEAR_LIMIT)
        return TRUE;
    }
  return FALSE;
}

static ScoreCard *
finish_card (const SchemeSet *scheme, ScoreCard *self)
{
  self->total = FRAC_ZERO;
  for (guint i = 0; i < SCORE_GROUPS; i++)
    {
      weigh_group (scheme, self, (SchemeGroup) i);
      self->missing += self->groups[i].missing;
      self->blocked |= self->groups[i].blocked;
      self->total = frac_add (self->total, self->groups[i].subtotal);
    }
  if (frac_is_na (self->total))
    return self;
  self->rounded = frac_round_half_up (self->total, 2);
  self->grade = scheme_set_grade (scheme, self->rounded);
  self->near_limit = is_near_limit (scheme, self->rounded);
  return self;
}

static ScoreCard *
new_card (void)
{
  ScoreCard *self = g_new0 (ScoreCard, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (ScoreItem));
  return self;
}

/**
 * score_card_new:
 * @scheme: outlives the card
 * @figures: (element-type Figure): frozen or provisional, outlive the card
 * @rated: (nullable) (scope call): the scorer's own scores
 *
 * Returns: (transfer full): the scores of a form
 */
ScoreCard *
score_card_new (const SchemeSet *scheme, GPtrArray *figures, ScoreRated rated, gconstpointer data)
{
  ScoreCard *self = new_card ();

  for (guint i = 0; i < scheme->items->len; i++)
    {
      ScoreItem entry = score_item (scheme, g_ptr_array_index (scheme->items, i), figures, rated, data);

      g_array_append_val (self->items, entry);
    }
  return finish_card (scheme, self);
}

/**
 * score_card_new_given:
 * @given: (scope call): a score for every indicator
 *
 * Returns: (transfer full): the employee's own scores, weighed in the same way (M25)
 */
ScoreCard *
score_card_new_given (const SchemeSet *scheme, ScoreRated given, gconstpointer data)
{
  ScoreCard *self = new_card ();

  for (guint i = 0; i < scheme->items->len; i++)
    {
      ScoreItem entry = { .item = g_ptr_array_index (scheme->items, i),
                          .rate = FRAC_NA,
                          .rate2 = FRAC_NA,
                          .second = FRAC_NA,
                          .weight = FRAC_ZERO,
                          .weighted = FRAC_NA };

      take_rating (&entry, given, data);
      g_array_append_val (self->items, entry);
    }
  return finish_card (scheme, self);
}

void
score_card_free (ScoreCard *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->items);
  g_free (self);
}

const ScoreItem *
score_card_item (const ScoreCard *self, const char *code)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const ScoreItem *entry = &g_array_index (self->items, ScoreItem, i);

      if (g_str_equal (entry->item->code, code))
        return entry;
    }
  return NULL;
}

/**
 * score_override:
 * @computed: (nullable): the grade the total gives
 * @code: code of a grade, "" = no override
 *
 * The scorer may move the grade by one, up or down (M23).
 *
 * Returns: (transfer none) (nullable): the grade that stands; %NULL if @code is unknown or further away
 */
const SchemeGrade *
score_override (const SchemeSet *scheme, const SchemeGrade *computed, const char *code)
{
  guint from, to;

  if (*code == '\0')
    return computed;
  if (computed == NULL || !g_ptr_array_find (scheme->grades, computed, &from))
    return NULL;
  for (to = 0; to < scheme->grades->len; to++)
    {
      const SchemeGrade *grade = g_ptr_array_index (scheme->grades, to);

      if (g_str_equal (grade->code, code))
        return MAX (from, to) - MIN (from, to) <= 1 ? grade : NULL;
    }
  return NULL;
}
