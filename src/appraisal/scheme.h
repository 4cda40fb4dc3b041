/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scoring scheme as data. */
#pragma once

#include "core/schema.h"
#include "staff/person.h"

typedef enum
{
  SCHEME_STATE_DRAFT,
  SCHEME_STATE_PUBLISHED,
} SchemeState;
extern const EnumNick scheme_states[];

/* 评分方案 of a post from a month on (R71); immutable once published. */
typedef struct
{
  Row         row;
  Post        post;
  char       *name;
  char       *version;
  char       *effective_from;
  Id          regulation;
  gint64      pass_line;
  gboolean    linear_rating;  /* 100/75/50/25/0 instead of 100/80/60/30/0 (M3) */
  gboolean    team_mean;      /* off: N/A, weight shared in the group (R5) */
  Ratio       success_target; /* default 25/1000 (R25) */
  char       *digest;
  char       *published_on;
  SchemeState state;
} Scheme;

extern const Schema scheme_schema;

/* A grade: lower bound inclusive on the rounded total (M23). */
typedef struct
{
  Row         row;
  Id          scheme;
  char       *code;  /* excellent */
  char       *title; /* 優秀 as printed */
  gint64      bound;
  gint64      coefficient; /* hundredths */
  SchemeState state;
} SchemeGrade;

extern const Schema scheme_grade_schema;

typedef enum
{
  SCHEME_GROUP_RESULTS,
  SCHEME_GROUP_ATTITUDE,
  SCHEME_GROUP_SKILL,
  SCHEME_GROUP_DISCIPLINE,
} SchemeGroup;
extern const EnumNick scheme_groups[];

typedef enum
{
  ITEM_SOURCE_AUTO,
  ITEM_SOURCE_RATED,
  ITEM_SOURCE_MIXED,
} ItemSource;
extern const EnumNick item_sources[];

typedef enum
{
  ITEM_RULE_CAPPED,
  ITEM_RULE_LADDER,
  ITEM_RULE_PER_PERCENT,
  ITEM_RULE_DEDUCT,
  ITEM_RULE_DIRECT,
  ITEM_RULE_RATED,
} ItemRule;
extern const EnumNick item_rules[];

typedef enum
{
  METRIC_NONE,
  METRIC_SALES,
  METRIC_CONVERSION,
  METRIC_SATISFACTION,
  METRIC_EXAM,
  METRIC_QA,
  METRIC_SUCCESS,
  METRIC_TICKET_ON_TIME,
  METRIC_TICKET_SATISFACTION,
  METRIC_ATTENDANCE,
  METRIC_RULES,
} Metric;
extern const EnumNick metrics[];

/* One indicator: weight in hundredths of a point of 100, where it comes from and how it scores. */
typedef struct
{
  Row         row;
  Id          scheme;
  char       *code;
  gint64      position;
  char       *title;
  SchemeGroup group_code;
  gint64      weight;
  ItemSource  source;
  ItemRule    rule;
  Metric      metric;
  Metric      metric2;
  gint64      share; /* 1/10,000; mixed only */
  OptInt      floor; /* cliff: attainment below it scores 0 */
  gint64      cap;
  char       *clause;
  SchemeState state;
} SchemeItem;

extern const Schema scheme_item_schema;

/* A step of a ladder (from this attainment on: these points) or of a deduction (up to this bound: these points off). */
typedef struct
{
  Row         row;
  Id          item;
  Id          scheme;
  char       *kind;  /* ladder | late | early | absent | minor | major | serious */
  gint64      bound; /* ladder: hundredths of a percent; late, early: minutes, inclusive */
  gint64      points;
  SchemeState state;
} SchemeStep;

extern const Schema scheme_step_schema;
