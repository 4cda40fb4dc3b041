/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "training/exam-result.h"

/* clang-format off */
const EnumNick exam_kinds[] = {
  { EXAM_KIND_EXAM, "exam", N_("Exam") },
  { EXAM_KIND_PRACTICAL, "practical", N_("Practical test") },
  { 0 } };

static const Field exam_result_fields[] = {
  FIELD (ExamResult, person, REF, N_("Person"), .ref = "person"),
  FIELD (ExamResult, course, TEXT, N_("Course"), .search = TRUE),
  FIELD (ExamResult, kind, ENUM, N_("Kind"), .enums = exam_kinds),
  FIELD (ExamResult, attempt, INT, N_("Attempt"), .min = 1, .max = 9, .def = 1),
  FIELD (ExamResult, score, SCORE, N_("Score"), .min = 0, .max = 10000),
  FIELD (ExamResult, taken_on, DATE, N_("Date")),
  FIELD_LAST };

static const Place exam_result_places[] = {
  { NULL, BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access exam_result_access[] = {
  { REL_TRAINER | REL_HR, OP_ALL, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema exam_result_schema = {
  .table = "exam_result",
  .title = N_("Exam result"),
  .size = sizeof (ExamResult),
  .fields = exam_result_fields,
  .places = exam_result_places,
  .access = exam_result_access,
  .subject = "person",
};
/* clang-format on */
