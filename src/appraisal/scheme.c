/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/scheme.h"

/* clang-format off */
const EnumNick scheme_states[] = {
  { SCHEME_STATE_DRAFT, "draft", N_("Draft") },
  { SCHEME_STATE_PUBLISHED, "published", N_("Published") },
  { 0 } };

static const Field scheme_fields[] = {
  FIELD (Scheme, post, ENUM, N_("Post"), .enums = posts),
  FIELD (Scheme, name, TEXT, N_("Scheme name")),
  FIELD (Scheme, version, TEXT, N_("Version")),
  FIELD (Scheme, effective_from, MONTH, N_("Effective from")),
  FIELD (Scheme, regulation, REF, N_("Regulation"), .ref = "regulation"),
  FIELD (Scheme, pass_line, SCORE, N_("Pass line"), .min = 0, .max = 10000, .def = 7000),
  FIELD (Scheme, linear_rating, FLAG, N_("Linear rating scale")),
  FIELD (Scheme, team_mean, FLAG, N_("Team mean below 5 ratings")),
  FIELD (Scheme, success_target, RATIO, N_("Sales success target")),
  FIELD (Scheme, digest, TEXT, N_("Digest"), .merge = MERGE_SERVER),
  FIELD (Scheme, published_on, DATE, N_("Published on"), .merge = MERGE_SERVER),
  FIELD (Scheme, state, ENUM, N_("State"), .enums = scheme_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place scheme_places[] = {
  { "draft", BUCKET_CASE, NULL, NULL },
  { "published", BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access scheme_access[] = {
  { REL_HR, OP_PUT | OP_SET | OP_DEL, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema scheme_schema = {
  .table = "scheme",
  .title = N_("Appraisal scheme"),
  .size = sizeof (Scheme),
  .fields = scheme_fields,
  .places = scheme_places,
  .access = scheme_access,
};

static const Field scheme_grade_fields[] = {
  FIELD (SchemeGrade, scheme, REF, N_("Scheme"), .ref = "scheme", .parent = TRUE, .key = 1),
  FIELD (SchemeGrade, code, TEXT, N_("Code"), .key = 2),
  FIELD (SchemeGrade, title, TEXT, N_("Grade")),
  FIELD (SchemeGrade, bound, SCORE, N_("From"), .min = 0, .max = 10000),
  FIELD (SchemeGrade, coefficient, SCORE, N_("Coefficient"), .min = 0, .max = 1000),
  FIELD (SchemeGrade, state, ENUM, N_("State"), .enums = scheme_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place scheme_grade_places[] = {
  { "draft", BUCKET_CASE, "scheme", NULL },
  { "published", BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access scheme_grade_access[] = {
  { REL_HR, OP_PUT | OP_SET | OP_DEL, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema scheme_grade_schema = {
  .table = "scheme_grade",
  .title = N_("Grade"),
  .size = sizeof (SchemeGrade),
  .fields = scheme_grade_fields,
  .places = scheme_grade_places,
  .access = scheme_grade_access,
};

const EnumNick scheme_groups[] = {
  { SCHEME_GROUP_RESULTS, "results", N_("Work results") },
  { SCHEME_GROUP_ATTITUDE, "attitude", N_("Work attitude") },
  { SCHEME_GROUP_SKILL, "skill", N_("Professional skill") },
  { SCHEME_GROUP_DISCIPLINE, "discipline", N_("Work discipline") },
  { 0 } };

const EnumNick item_sources[] = {
  { ITEM_SOURCE_AUTO, "auto", N_("Computed") },
  { ITEM_SOURCE_RATED, "rated", N_("Rated") },
  { ITEM_SOURCE_MIXED, "mixed", N_("Mixed") },
  { 0 } };

const EnumNick item_rules[] = {
  { ITEM_RULE_CAPPED, "capped", N_("Proportional, capped") },
  { ITEM_RULE_LADDER, "ladder", N_("Ladder") },
  { ITEM_RULE_PER_PERCENT, "per-percent", N_("Per percent") },
  { ITEM_RULE_DEDUCT, "deduct", N_("Deduction") },
  { ITEM_RULE_DIRECT, "direct", N_("As it is") },
  { ITEM_RULE_RATED, "rated", N_("Rated") },
  { 0 } };

const EnumNick metrics[] = {
  { METRIC_NONE, "none", N_("No metric") },
  { METRIC_SALES, "sales", N_("Sales attainment") },
  { METRIC_CONVERSION, "conversion", N_("Conversion rate") },
  { METRIC_SATISFACTION, "satisfaction", N_("Customer satisfaction") },
  { METRIC_EXAM, "exam", N_("Exam mean") },
  { METRIC_QA, "qa", N_("QA mean") },
  { METRIC_SUCCESS, "success", N_("Sales success rate") },
  { METRIC_TICKET_ON_TIME, "ticket-on-time", N_("Tickets on time") },
  { METRIC_TICKET_SATISFACTION, "ticket-satisfaction", N_("Ticket satisfaction") },
  { METRIC_ATTENDANCE, "attendance", N_("Attendance") },
  { METRIC_RULES, "rules", N_("Rules observed") },
  { 0 } };

static const Field scheme_item_fields[] = {
  FIELD (SchemeItem, scheme, REF, N_("Scheme"), .ref = "scheme", .parent = TRUE, .key = 1),
  FIELD (SchemeItem, code, TEXT, N_("Code"), .key = 2),
  FIELD (SchemeItem, position, INT, N_("Sequence"), .max = 99),
  FIELD (SchemeItem, title, TEXT, N_("Indicator")),
  FIELD (SchemeItem, group_code, ENUM, N_("Dimension"), .enums = scheme_groups),
  FIELD (SchemeItem, weight, SCORE, N_("Weight"), .min = 0, .max = 10000),
  FIELD (SchemeItem, source, ENUM, N_("Source"), .enums = item_sources),
  FIELD (SchemeItem, rule, ENUM, N_("Rule"), .enums = item_rules),
  FIELD (SchemeItem, metric, ENUM, N_("Metric"), .enums = metrics),
  FIELD (SchemeItem, metric2, ENUM, N_("Second metric"), .enums = metrics),
  FIELD (SchemeItem, share, INT, N_("Share of the first"), .max = 10000, .def = 10000),
  FIELD (SchemeItem, floor, SCORE, N_("Zero below"), .min = 0, .max = 10000),
  FIELD (SchemeItem, cap, SCORE, N_("Cap"), .min = 0, .max = 20000, .def = 10000),
  FIELD (SchemeItem, clause, TEXT, N_("Clause")),
  FIELD (SchemeItem, state, ENUM, N_("State"), .enums = scheme_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place scheme_item_places[] = {
  { "draft", BUCKET_CASE, "scheme", NULL },
  { "published", BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access scheme_item_access[] = {
  { REL_HR, OP_PUT | OP_SET | OP_DEL, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema scheme_item_schema = {
  .table = "scheme_item",
  .title = N_("Indicator"),
  .size = sizeof (SchemeItem),
  .fields = scheme_item_fields,
  .places = scheme_item_places,
  .access = scheme_item_access,
};

static const Field scheme_step_fields[] = {
  FIELD (SchemeStep, item, REF, N_("Indicator"), .ref = "scheme_item", .parent = TRUE, .key = 1),
  FIELD (SchemeStep, scheme, REF, N_("Scheme"), .ref = "scheme"),
  FIELD (SchemeStep, kind, TEXT, N_("Kind"), .key = 2),
  FIELD (SchemeStep, bound, INT, N_("Bound"), .key = 3),
  FIELD (SchemeStep, points, SCORE, N_("Points"), .min = 0, .max = 10000),
  FIELD (SchemeStep, state, ENUM, N_("State"), .enums = scheme_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place scheme_step_places[] = {
  { "draft", BUCKET_CASE, "scheme", NULL },
  { "published", BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access scheme_step_access[] = {
  { REL_HR, OP_PUT | OP_SET | OP_DEL, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema scheme_step_schema = {
  .table = "scheme_step",
  .title = N_("Step of a rule"),
  .size = sizeof (SchemeStep),
  .fields = scheme_step_fields,
  .places = scheme_step_places,
  .access = scheme_step_access,
};
/* clang-format on */
