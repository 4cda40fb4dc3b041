/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interview and the plan made in it. */
#pragma once

#include "core/schema.h"
#include "appraisal/form.h"

typedef enum
{
  INTERVIEW_OUTCOME_SIGNED,
  INTERVIEW_OUTCOME_REFUSED,
  INTERVIEW_OUTCOME_ABSENT,
} InterviewOutcome;
extern const EnumNick interview_outcomes[];

/* 《绩效面谈记录表》 (5.5.1③); written only by its one command (R13). */
typedef struct
{
  Row              row;
  Id               appraisal;
  gint64           revision;
  Id               person;
  char            *month;
  char            *held_on;
  char            *place;
  char            *result;
  char            *success;
  char            *improve;
  char            *advice;
  char            *training;
  char            *opinion;
  char            *help;
  InterviewOutcome outcome;
  char            *reason;
  Id               witness;
  char            *attempt1_on;
  char            *attempt2_on;
  SheetState       state;
} Interview;

extern const Schema interview_schema;

typedef enum
{
  PLAN_TARGET_NONE,
  PLAN_TARGET_SALES,
  PLAN_TARGET_CONVERSION,
} PlanTarget;
extern const EnumNick plan_targets[];

/* 《下月工作计划和目标》: goal, measure, date, person responsible. */
typedef struct
{
  Row        row;
  Id         interview;
  gint64     position;
  Id         person;
  char      *goal;
  char      *measure;
  char      *due_on;
  char      *owner;
  PlanTarget target;
  gint64     value; /* fen, or hundredths of a percent */
  SheetState state;
} PlanItem;

extern const Schema plan_item_schema;
