/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/scheme-default.h"

/* clang-format off */
static const GradePreset five[] = {
  { "excellent", "优秀", 9000, 120 },
  { "good", "良好", 8000, 110 },
  { "pass", "合格", 7000, 100 },
  { "improve", "待改进", 6000, 80 },
  { "fail", "不合格", 0, 50 },
  { NULL } };

static const GradePreset medals[] = {
  { "gold", "金牌", 9000, 120 },
  { "silver", "银牌", 8000, 110 },
  { "bronze", "铜牌", 7000, 100 },
  { "none", "未达标", 0, 80 },
  { NULL } };

static const GradePreset letters[] = {
  { "s", "S", 10000, 120 },
  { "a", "A", 9000, 110 },
  { "b", "B", 7500, 100 },
  { "c", "C", 6000, 80 },
  { "d", "D", 0, 50 },
  { NULL } };

static const GradePreset school[] = {
  { "you", "优", 9000, 120 },
  { "liang", "良", 8000, 110 },
  { "zhong", "中", 7000, 100 },
  { "jige", "及格", 6000, 80 },
  { "cha", "差", 0, 50 },
  { NULL } };

const GradeScale grade_scales[] = {
  { "five", N_("Five grades"), five },
  { "medals", N_("Medals"), medals },
  { "letters", N_("Letters S to D"), letters },
  { "school", N_("School marks"), school },
  { NULL } };

typedef struct
{
  const char *code;
  const char *title;
  SchemeGroup group;
  gint64      weight;
  ItemSource  source;
  ItemRule    rule;
  Metric      metric;
  Metric      metric2;
  gint64      share;
  gint64      floor; /* 0 = none */
  const char *clause;
} DefaultItem;

static const DefaultItem agent_items[] = {
  { "sales", "销售额", SCHEME_GROUP_RESULTS, 2500, ITEM_SOURCE_AUTO, ITEM_RULE_CAPPED, METRIC_SALES, METRIC_NONE, 10000, 6000, "5.4.1a" },
  { "conversion", "销售转化率", SCHEME_GROUP_RESULTS, 1000, ITEM_SOURCE_AUTO, ITEM_RULE_CAPPED, METRIC_CONVERSION, METRIC_NONE, 10000, 0, "5.4.1b" },
  { "satisfaction", "客户满意度", SCHEME_GROUP_RESULTS, 1500, ITEM_SOURCE_AUTO, ITEM_RULE_DIRECT, METRIC_SATISFACTION, METRIC_NONE, 10000, 0, "5.4.1c" },
  { "responsibility", "责任心", SCHEME_GROUP_ATTITUDE, 800, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.2a" },
  { "initiative", "积极性", SCHEME_GROUP_ATTITUDE, 600, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.2b" },
  { "teamwork", "团队合作精神", SCHEME_GROUP_ATTITUDE, 600, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.2c" },
  { "knowledge", "产品或服务知识", SCHEME_GROUP_SKILL, 600, ITEM_SOURCE_AUTO, ITEM_RULE_DIRECT, METRIC_EXAM, METRIC_NONE, 10000, 0, "5.4.3a" },
  { "phone-skill", "电话销售技巧运用", SCHEME_GROUP_SKILL, 800, ITEM_SOURCE_MIXED, ITEM_RULE_CAPPED, METRIC_QA, METRIC_SUCCESS, 5000, 0, "5.4.3b" },
  { "service-skill", "客户服务技能", SCHEME_GROUP_SKILL, 600, ITEM_SOURCE_MIXED, ITEM_RULE_DIRECT, METRIC_TICKET_ON_TIME, METRIC_TICKET_SATISFACTION, 5000, 0, "5.4.3c" },
  { "attendance", "考勤", SCHEME_GROUP_DISCIPLINE, 500, ITEM_SOURCE_AUTO, ITEM_RULE_DEDUCT, METRIC_ATTENDANCE, METRIC_NONE, 10000, 0, "5.4.4a" },
  { "rules", "遵守规章制度", SCHEME_GROUP_DISCIPLINE, 500, ITEM_SOURCE_AUTO, ITEM_RULE_DEDUCT, METRIC_RULES, METRIC_NONE, 10000, 0, "5.4.4b" },
  { NULL } };

/* A supervisor's own calls say nothing about his team: all but the discipline is rated by the department manager (G9). */
static const DefaultItem supervisor_items[] = {
  { "sales", "团队销售额", SCHEME_GROUP_RESULTS, 2500, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.1a" },
  { "conversion", "团队销售转化率", SCHEME_GROUP_RESULTS, 1000, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.1b" },
  { "satisfaction", "团队客户满意度", SCHEME_GROUP_RESULTS, 1500, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.1c" },
  { "responsibility", "责任心", SCHEME_GROUP_ATTITUDE, 800, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.2a" },
  { "initiative", "积极性", SCHEME_GROUP_ATTITUDE, 600, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.2b" },
  { "teamwork", "团队合作精神", SCHEME_GROUP_ATTITUDE, 600, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.2c" },
  { "knowledge", "产品或服务知识", SCHEME_GROUP_SKILL, 600, ITEM_SOURCE_AUTO, ITEM_RULE_DIRECT, METRIC_EXAM, METRIC_NONE, 10000, 0, "5.4.3a" },
  { "management", "团队管理", SCHEME_GROUP_SKILL, 800, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.3b" },
  { "service-skill", "客户服务技能", SCHEME_GROUP_SKILL, 600, ITEM_SOURCE_RATED, ITEM_RULE_RATED, METRIC_NONE, METRIC_NONE, 10000, 0, "5.4.3c" },
  { "attendance", "考勤", SCHEME_GROUP_DISCIPLINE, 500, ITEM_SOURCE_AUTO, ITEM_RULE_DEDUCT, METRIC_ATTENDANCE, METRIC_NONE, 10000, 0, "5.4.4a" },
  { "rules", "遵守规章制度", SCHEME_GROUP_DISCIPLINE, 500, ITEM_SOURCE_AUTO, ITEM_RULE_DEDUCT, METRIC_RULES, METRIC_NONE, 10000, 0, "5.4.4b" },
  { NULL } };

/* Minutes with inclusive upper bounds; per half day, per violation (R25). */
static const struct { const char *item, *kind; gint64 bound, points; } default_steps[] = {
  { "attendance", "late", 5, 100 }, { "attendance", "late", 15, 300 }, { "attendance", "late", 30, 500 },
  { "attendance", "late", 60, 1000 }, { "attendance", "late", 1440, 2000 },
  { "attendance", "early", 10, 200 }, { "attendance", "early", 30, 500 }, { "attendance", "early", 60, 1000 },
  { "attendance", "early", 1440, 2000 },
  { "attendance", "absent", 1, 2500 },
  { "rules", "minor", 1, 1000 }, { "rules", "major", 1, 3000 }, { "rules", "serious", 1, 10000 } };
/* clang-format on */

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

/**
 * grade_scale_rows:
 *
 * Returns: (transfer full) (element-type SchemeGrade): draft rows of @scheme, not saved
 */
GPtrArray *
grade_scale_rows (const GradeScale *scale, Id scheme)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (const GradePreset *preset = scale->grades; preset->code != NULL; preset++)
    {
      SchemeGrade *grade = schema_new (&scheme_grade_schema);

      grade->scheme = scheme;
      set_text (&grade->code, preset->code);
      set_text (&grade->title, preset->title);
      grade->bound = preset->bound;
      grade->coefficient = preset->coefficient;
      grade->row.id = schema_natural_id (&scheme_grade_schema, grade);
      g_ptr_array_add (rows, grade);
    }
  return rows;
}

static GPtrArray *
item_rows (const DefaultItem *items, Id scheme)
{
  GPtrArray *rows = g_ptr_array_new ();
  gint64     position = 0;

  for (const DefaultItem *entry = items; entry->code != NULL; entry++)
    {
      SchemeItem *item = schema_new (&scheme_item_schema);

      item->scheme = scheme;
      set_text (&item->code, entry->code);
      set_text (&item->title, entry->title);
      set_text (&item->clause, entry->clause);
      item->position = ++position;
      item->group_code = entry->group;
      item->weight = entry->weight;
      item->source = entry->source;
      item->rule = entry->rule;
      item->metric = entry->metric;
      item->metric2 = entry->metric2;
      item->share = entry->share;
      item->floor = (OptInt){ entry->floor, entry->floor > 0 };
      item->row.id = schema_natural_id (&scheme_item_schema, item);
      g_ptr_array_add (rows, item);
    }
  return rows;
}

static GPtrArray *
step_rows (GPtrArray *items, Id scheme)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (default_steps); j++)
      {
        const SchemeItem *item = g_ptr_array_index (items, i);
        SchemeStep       *step;

        if (!g_str_equal (item->code, default_steps[j].item))
          continue;
        step = schema_new (&scheme_step_schema);
        step->item = item->row.id;
        step->scheme = scheme;
        set_text (&step->kind, default_steps[j].kind);
        step->bound = default_steps[j].bound;
        step->points = default_steps[j].points;
        step->row.id = schema_natural_id (&scheme_step_schema, step);
        g_ptr_array_add (rows, step);
      }
  return rows;
}

/**
 * scheme_set_new_default:
 * @scheme: id of the new scheme
 * @post: agents' or supervisors'
 * @effective_from: YYYY-MM
 *
 * Returns: (transfer full): the default scheme as drafts, not saved
 */
SchemeSet *
scheme_set_new_default (Id scheme, Post post, Id regulation, const char *effective_from)
{
  Scheme    *head = schema_new (&scheme_schema);
  GPtrArray *items = item_rows (post == POST_SUPERVISOR ? supervisor_items : agent_items, scheme);

  head->row.id = scheme;
  head->post = post;
  head->regulation = regulation;
  head->success_target = (Ratio){ 25, 1000 };
  set_text (&head->name, post == POST_SUPERVISOR ? "客服主管月度评分方案" : "客服专员月度评分方案");
  set_text (&head->version, "1");
  set_text (&head->effective_from, effective_from);
  return scheme_set_new (head, grade_scale_rows (&grade_scales[0], scheme), items, step_rows (items, scheme));
}
