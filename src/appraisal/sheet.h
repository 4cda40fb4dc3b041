/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two sheets of a form. */
#pragma once

#include "core/schema.h"
#include "appraisal/form.h"

/* 《月度绩效考核自评表》: the texts (5.5.1①). */
typedef struct
{
  Row        row;
  Id         appraisal;
  gint64     revision;
  Id         person;
  char      *month;
  char      *results_text;
  char      *attitude_text;
  char      *skill_text;
  char      *discipline_text;
  char      *main_work;
  char      *problems;
  char      *next_ideas;
  char      *support;
  SheetState state;
} SelfSheet;

extern const Schema self_sheet_schema;

/* Own score of one indicator. */
typedef struct
{
  Row        row;
  Id         sheet;
  char      *code;
  Id         person;
  OptInt     score;
  char      *text;
  SheetState state;
} SelfLine;

extern const Schema self_line_schema;

/* 《月度绩效考核评价表》: the supervisor’s texts (5.5.1②). */
typedef struct
{
  Row        row;
  Id         appraisal;
  gint64     revision;
  Id         person;
  char      *month;
  char      *strengths;
  char      *weaknesses;
  char      *advice;
  char      *override_grade; /* one grade up or down (M23) */
  char      *override_reason;
  SheetState state;
} Evaluation;

extern const Schema evaluation_schema;

/* The supervisor’s score of one rated indicator, with its example (5.4.2). */
typedef struct
{
  Row        row;
  Id         sheet;
  char      *code;
  Id         person;
  OptInt     score;
  char      *example; /* obligatory at ≥ 90 and < 60 */
  char      *note;
  SheetState state;
} EvalLine;

extern const Schema eval_line_schema;

/* Obligatory after a move within the month (R6). */
typedef struct
{
  Row        row;
  Id         appraisal;
  gint64     revision;
  Id         person;
  Id         author;
  char      *text;
  SheetState state;
} PreviousOpinion;

extern const Schema previous_opinion_schema;
