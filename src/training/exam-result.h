/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exam results. */
#pragma once

#include "core/schema.h"

typedef enum
{
  EXAM_KIND_EXAM,
  EXAM_KIND_PRACTICAL,
} ExamKind;
extern const EnumNick exam_kinds[];

/* Result of an exam or practical test (5.4.3a). */
typedef struct
{
  Row      row;
  Id       person;
  char    *course;
  ExamKind kind;
  gint64   attempt;
  gint64   score;
  char    *taken_on;
} ExamResult;

extern const Schema exam_result_schema;
