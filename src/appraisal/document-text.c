/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/document-text.h"

#include "core/decimal.h"
#include "core/json.h"

#include <string.h>

static char *
yuan (Frac fen)
{
  char text[DECIMAL_TEXT_SIZE];

  decimal_format (frac_round_half_up (fen, 0), 2, TRUE, text);
  return text[0] == '-' ? g_strconcat ("−¥", text + 1, NULL) : g_strconcat ("¥", text, NULL);
}

/* Two decimals and the sign. */
static char *
percent (Frac rate)
{
  g_autofree char *number = frac_dup_decimal (frac_mul (rate, frac_from_int (100)), 2);

  return g_strconcat (number, "%", NULL);
}

static char *
points (gint64 hundredths)
{
  return hundredths % 100 == 0
             ? g_strdup_printf ("%" G_GINT64_FORMAT, hundredths / 100)
             : g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", hundredths / 100, (int) (hundredths % 100));
}

/* Whether no step of the same indicator and kind comes after it: it holds beyond its bound too. */
static gboolean
is_last_step (const SchemeSet *scheme, guint at)
{
  const SchemeStep *step = g_ptr_array_index (scheme->steps, at);
  const SchemeStep *next = at + 1 < scheme->steps->len ? g_ptr_array_index (scheme->steps, at + 1) : NULL;

  return next == NULL || !id_equal (next->item, step->item) || !g_str_equal (next->kind, step->kind);
}

/* Steps of one kind: "迟到≤5分钟−1，≤15分钟−3，更久−20". */
static void
append_steps (GString          *text,
              const SchemeSet  *scheme,
              const SchemeItem *item,
              const char       *kind,
              const char       *title,
              const char       *unit)
{
  gboolean any = FALSE;

  for (guint i = 0; i < scheme->steps->len; i++)
    {
      const SchemeStep *step = g_ptr_array_index (scheme->steps, i);
      g_autofree char  *off = NULL;

      if (!id_equal (step->item, item->row.id) || !g_str_equal (step->kind, kind))
        continue;
      off = points (step->points);
      if (!any && !g_str_has_suffix (text->str, "："))
        g_string_append (text, "；");
      g_string_append (text, any ? "，" : title);
      if (unit != NULL && any && is_last_step (scheme, i))
        g_string_append (text, "更久");
      else if (unit != NULL)
        g_string_append_printf (text, "≤%" G_GINT64_FORMAT "%s", step->bound, unit);
      g_string_append_printf (text, "−%s", off);
      any = TRUE;
    }
}

static char *
deduct_text (const SchemeSet *scheme, const SchemeItem *item)
{
  GString *text = g_string_new ("100分起扣：");

  if (item->metric == METRIC_ATTENDANCE)
    {
      append_steps (text, scheme, item, "late", "迟到", "分钟");
      append_steps (text, scheme, item, "early", "早退", "分钟");
      append_steps (text, scheme, item, "absent", "旷工每半天", NULL);
    }
  else
    {
      append_steps (text, scheme, item, "minor", "一般违规每次", NULL);
      append_steps (text, scheme, item, "major", "较重违规每次", NULL);
      append_steps (text, scheme, item, "serious", "严重违规每次", NULL);
    }
  return g_string_free (text, FALSE);
}

static char *
ladder_text (const SchemeSet *scheme, const SchemeItem *item)
{
  GString *text = g_string_new ("达成率分档：");
  gboolean any = FALSE;

  for (guint i = scheme->steps->len; i > 0; i--)
    {
      const SchemeStep *step = g_ptr_array_index (scheme->steps, i - 1);
      g_autofree char  *from = NULL;
      g_autofree char  *gives = NULL;

      if (!id_equal (step->item, item->row.id) || !g_str_equal (step->kind, "ladder"))
        continue;
      from = points (step->bound);
      gives = points (step->points);
      g_string_append_printf (text, "%s≥%s%%得%s", any ? "，" : "", from, gives);
      any = TRUE;
    }
  g_string_append (text, "，其余0");
  return g_string_free (text, FALSE);
}

static char *
capped_text (const SchemeItem *item)
{
  g_autofree char *cap = points (item->cap);
  g_autofree char *floor = item->floor.set ? points (item->floor.v) : NULL;

  if (floor == NULL)
    return g_strdup_printf ("达成率×100，封顶%s", cap);
  return g_strdup_printf ("达成率×100，封顶%s，低于%s%%计0分", cap, floor);
}

/**
 * item_rule_text:
 *
 * Returns: (transfer full): how the indicator scores, with its numbers
 */
char *
item_rule_text (const SchemeSet *scheme, const SchemeItem *item)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (item->source == ITEM_SOURCE_MIXED)
    {
      first = points (item->share);
      second = points (SCHEME_WHOLE - item->share);
      if (item->metric == METRIC_QA)
        return g_strdup_printf ("质检均分%s%%＋销售成功率%s%%", first, second);
      return g_strdup_printf ("工单及时率%s%%＋工单满意度%s%%", first, second);
    }
  switch (item->rule)
    {
    case ITEM_RULE_CAPPED:
      return capped_text (item);
    case ITEM_RULE_LADDER:
      return ladder_text (scheme, item);
    case ITEM_RULE_PER_PERCENT:
      return g_strdup ("达成率每低1个百分点扣1分");
    case ITEM_RULE_DEDUCT:
      return deduct_text (scheme, item);
    case ITEM_RULE_DIRECT:
      return g_strdup ("得分按实际值计");
    case ITEM_RULE_RATED:
    default:
      return g_strdup ("考核人0至100评分，≥90或<60附实例");
    }
}

/* (transfer none): unit of the value. */
const char *
item_unit_text (const SchemeItem *item)
{
  switch (item->metric)
    {
    case METRIC_SALES:
      return "元";
    case METRIC_CONVERSION:
    case METRIC_SUCCESS:
    case METRIC_TICKET_ON_TIME:
      return "%";
    case METRIC_SATISFACTION:
    case METRIC_EXAM:
    case METRIC_QA:
    case METRIC_TICKET_SATISFACTION:
    case METRIC_ATTENDANCE:
    case METRIC_RULES:
    case METRIC_NONE:
    default:
      return "分";
    }
}

static char *
one_target (const Figure *figure)
{
  if (figure == NULL || figure->target.den == 0)
    return NULL;
  if (figure->metric == METRIC_SALES)
    return yuan (frac_from_ratio (figure->target));
  return percent (frac_from_ratio (figure->target));
}

/* (transfer full): target of the month, pro rata where it was (R26). */
char *
item_target_text (const ScoreItem *entry)
{
  char *text = one_target (entry->figure);

  if (text == NULL)
    text = one_target (entry->figure2);
  return text != NULL ? text : g_strdup ("");
}

/**
 * figure_value_text:
 * @figure: (nullable): a figure
 *
 * Returns: (transfer full): "¥30,000.00", "9/320=2.81%", "86.00"; "" if not applicable
 */
char *
figure_value_text (const Figure *figure)
{
  g_autofree char *text = NULL;
  Frac             value;

  if (figure == NULL || figure->value.den == 0)
    return g_strdup ("");
  value = frac_from_ratio (figure->value);
  switch (figure->metric)
    {
    case METRIC_SALES:
      return yuan (value);
    case METRIC_CONVERSION:
    case METRIC_SUCCESS:
    case METRIC_TICKET_ON_TIME:
      {
        g_autofree char *rate = percent (value);
        g_autofree char *counted = frac_dup_text (frac_mul (value, frac_from_int (figure->base_count)));

        if (!g_str_has_suffix (counted, "/1"))
          return g_steal_pointer (&rate);
        counted[strlen (counted) - 2] = '\0';
        return g_strdup_printf ("%s/%" G_GINT64_FORMAT "=%s", counted, figure->base_count, rate);
      }
    case METRIC_SATISFACTION:
    case METRIC_EXAM:
    case METRIC_QA:
    case METRIC_TICKET_SATISFACTION:
    case METRIC_ATTENDANCE:
    case METRIC_RULES:
    case METRIC_NONE:
    default:
      return frac_dup_decimal (value, 2);
    }
}

/* What was deducted for, from the figure's detail: "迟到2次，旷工0.5天". */
static char *
deducted_text (const Figure *figure)
{
  /* clang-format off */
  static const struct { const char *name, *title, *unit; gboolean halves; } counts[] = {
    { "late", "迟到", "次", FALSE }, { "early", "早退", "次", FALSE }, { "absent", "旷工", "天", TRUE },
    { "minor", "一般违规", "次", FALSE }, { "major", "较重违规", "次", FALSE }, { "serious", "严重违规", "次", FALSE } };
  /* clang-format on */
  g_autoptr (JsonNode) node = json_strict_parse (figure->detail, -1, 2, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; node != NULL && JSON_NODE_HOLDS_OBJECT (node) && i < G_N_ELEMENTS (counts); i++)
    {
      gint64 count = 0;

      if (!json_member_opt_int (json_node_get_object (node), counts[i].name, 0, &count, NULL) || count == 0)
        continue;
      g_string_append_printf (text, "%s%s%" G_GINT64_FORMAT "%s%s", text->len > 0 ? "，" : "", counts[i].title,
                              counts[i].halves ? count / 2 : count, counts[i].halves && count % 2 != 0 ? ".5" : "",
                              counts[i].unit);
    }
  if (text->len == 0)
    g_string_append (text, "无");
  return g_string_free (text, FALSE);
}

/* What is not counted is said beside what is. */
static char *
value_text (const Figure *figure)
{
  g_autofree char *value = figure_value_text (figure);
  gint64           undated = figure_undated (figure);

  if (undated == 0)
    return g_steal_pointer (&value);
  return g_strdup_printf ("%s（%" G_GINT64_FORMAT "单取消或退货未写日期，未计入）", *value != '\0' ? value : "—",
                          undated);
}

/* (transfer full): value of the month; both halves of a mixed indicator; what was deducted for. */
char *
item_actual_text (const ScoreItem *entry)
{
  g_autofree char *first = value_text (entry->figure);
  g_autofree char *second = value_text (entry->figure2);

  if (entry->item->rule == ITEM_RULE_DEDUCT && *first != '\0')
    return deducted_text (entry->figure);
  if (entry->item->source != ITEM_SOURCE_MIXED || (*first == '\0' && *second == '\0'))
    return g_steal_pointer (&first);
  return g_strdup_printf ("%s；%s", *first != '\0' ? first : "—", *second != '\0' ? second : "—");
}

/* (transfer full): attainment; of mixed indicators that of the half with a target. */
char *
item_rate_text (const ScoreItem *entry)
{
  if (entry->figure != NULL && entry->figure->target.den > 0)
    return frac_is_na (entry->rate) ? g_strdup ("") : percent (entry->rate);
  if (entry->figure2 != NULL && entry->figure2->target.den > 0)
    return frac_is_na (entry->rate2) ? g_strdup ("") : percent (entry->rate2);
  return g_strdup ("");
}
