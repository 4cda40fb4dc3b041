/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/score-hint.h"

#include "appraisal/facts.h"
#include "core/decimal.h"

#define SALES_STEP 500 /* hundredths of a percent of attainment: the next multiple is proposed */

/* The least whole fen that brings sales to the lower limit, or to the next 5 %. */
static gint64
sales_to_next (const SchemeItem *item, const Figure *figure)
{
  Frac   rate = score_rate (figure);
  Frac   target = frac_from_ratio (figure->target);
  gint64 aim = frac_floor (frac_div (frac_mul (rate, frac_from_int (SCHEME_WHOLE)), frac_from_int (SALES_STEP))) *
                   SALES_STEP +
               SALES_STEP;
  Frac need;

  if (item->floor.set && frac_cmp (rate, frac_make (item->floor.v, SCHEME_WHOLE)) < 0)
    aim = item->floor.v;
  need = frac_sub (frac_mul (target, frac_make (aim, SCHEME_WHOLE)), frac_from_ratio (figure->value));
  return -frac_floor (frac_neg (need));
}

static Ratio
to_ratio (Frac value)
{
  return (Ratio){ (gint64) value.num, (gint64) value.den };
}

/* Value after one more success out of the same base. */
static Ratio
one_more (const Figure *figure)
{
  return to_ratio (frac_add (frac_from_ratio (figure->value), frac_make (1, figure->base_count)));
}

/* Dearest deduction of one kind that was made: the largest per-day amount in the day table. */
static gint64
dearest_day (const Figure *figure)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gint64 dearest = 0;

  if (!json_parser_load_from_data (parser, figure->days, -1, NULL) ||
      !JSON_NODE_HOLDS_ARRAY (json_parser_get_root (parser)))
    return 0;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (json_parser_get_root (parser))); i++)
    {
      JsonArray *day = json_array_get_array_element (json_node_get_array (json_parser_get_root (parser)), i);

      dearest = MAX (dearest, json_array_get_int_element (day, 2));
    }
  return dearest;
}

/* The figure as it would be after the step; FALSE if there is none to take. */
static gboolean
take_step (const SchemeItem *item, const Figure *figure, Figure *changed, ScoreHint *hint)
{
  *changed = *figure;
  hint->amount = 1;
  switch (figure->metric)
    {
    case METRIC_SALES:
      if (frac_is_na (score_rate (figure)))
        return FALSE;
      hint->amount = sales_to_next (item, figure);
      changed->value = to_ratio (frac_add (frac_from_ratio (figure->value), frac_from_int (hint->amount)));
      hint->msgid = N_ ("Sign %1 more: +%2 points");
      return TRUE;
    case METRIC_CONVERSION:
      changed->value = figure->base_count > 0 ? one_more (figure) : figure->value;
      hint->msgid = N_ ("Win %1 more customer: +%2 points");
      return figure->base_count > 0;
    case METRIC_SUCCESS:
      changed->value = figure->base_count > 0 ? one_more (figure) : figure->value;
      hint->msgid = N_ ("Sign %1 more order: +%2 points");
      return figure->base_count > 0;
    case METRIC_TICKET_ON_TIME:
      changed->value = figure->base_count > 0 ? one_more (figure) : figure->value;
      hint->msgid = N_ ("Solve %1 more ticket in time: +%2 points");
      return figure->base_count > 0;
    case METRIC_SATISFACTION:
    case METRIC_TICKET_SATISFACTION:
      if (figure->base_count == 0)
        return FALSE;
      changed->value = to_ratio (
          frac_div (frac_add (frac_mul (frac_from_ratio (figure->value), frac_from_int (figure->base_count)),
                              frac_from_int (100)),
                    frac_from_int (figure->base_count + 1)));
      changed->few = facts_too_few (figure->metric, figure->base_count + 1);
      hint->msgid = N_ ("%1 more rating of “very satisfied”: +%2 points");
      return TRUE;
    case METRIC_ATTENDANCE:
    case METRIC_RULES:
      changed->value = to_ratio (frac_add (frac_from_ratio (figure->value), frac_make (dearest_day (figure), 100)));
      hint->msgid = figure->metric == METRIC_RULES ? N_ ("%1 violation less: +%2 points")
                                                   : N_ ("%1 day less with a deduction: +%2 points");
      return figure->value.den > 0;
    case METRIC_EXAM:
    case METRIC_QA:
    case METRIC_NONE:
    default:
      return FALSE;
    }
}

static void
add_hint (GPtrArray        *hints,
          const SchemeSet  *scheme,
          const SchemeItem *item,
          GPtrArray        *figures,
          guint             at,
          const ScoreCard  *now,
          ScoreRated        rated,
          gconstpointer     data)
{
  const Figure *figure = g_ptr_array_index (figures, at);
  ScoreHint     hint = { .code = item->code, .metric = figure->metric };
  Figure        changed;
  g_autoptr (ScoreCard) then = NULL;

  if (!take_step (item, figure, &changed, &hint))
    return;
  g_ptr_array_index (figures, at) = &changed;
  then = score_card_new (scheme, figures, rated, data);
  g_ptr_array_index (figures, at) = (gpointer) figure;
  hint.gain = frac_sub (score_card_item (then, item->code)->weighted, score_card_item (now, item->code)->weighted);
  if (!frac_is_na (hint.gain) && frac_cmp (hint.gain, FRAC_ZERO) > 0)
    g_ptr_array_add (hints, g_memdup2 (&hint, sizeof hint));
}

/**
 * score_hints:
 * @scheme: outlives the hints
 * @figures: (element-type Figure): as for score_card_new (); unchanged afterwards
 *
 * Tries one step for each figure and keeps those that bring points. A hint says what would change the score of this
 * month's figures, not what will.
 *
 * Returns: (transfer full) (element-type ScoreHint): free with g_ptr_array_unref ()
 */
GPtrArray *
score_hints (const SchemeSet *scheme, GPtrArray *figures, ScoreRated rated, gconstpointer data)
{
  GPtrArray *hints = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ScoreCard) now = score_card_new (scheme, figures, rated, data);

  for (guint i = 0; i < scheme->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (scheme->items, i);

      for (guint j = 0; j < figures->len; j++)
        {
          const Figure *figure = g_ptr_array_index (figures, j);

          if (figure->metric != METRIC_NONE && (figure->metric == item->metric || figure->metric == item->metric2))
            add_hint (hints, scheme, item, figures, j, now, rated, data);
        }
    }
  return hints;
}

/* (transfer full): the amount for %1: yuan with separators, or a number. */
char *
score_hint_amount_text (const ScoreHint *hint)
{
  char text[DECIMAL_TEXT_SIZE];

  if (hint->metric != METRIC_SALES)
    return g_strdup_printf ("%" G_GINT64_FORMAT, hint->amount);
  decimal_format (hint->amount, 2, TRUE, text);
  return g_strconcat ("¥", text, NULL);
}

/* (transfer full): the points for %2, two decimals. */
char *
score_hint_gain_text (const ScoreHint *hint)
{
  return frac_dup_decimal (hint->gain, 2);
}
