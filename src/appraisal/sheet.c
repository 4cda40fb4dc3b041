/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/sheet.h"

/* clang-format off */
static const Field self_sheet_fields[] = {
  FIELD (SelfSheet, appraisal, REF, N_("Form"), .ref = "appraisal", .key = 1, .parent = TRUE),
  FIELD (SelfSheet, revision, INT, N_("Revision"), .min = 1, .max = 1000, .def = 1, .key = 2),
  FIELD (SelfSheet, person, REF, N_("Person"), .ref = "person"),
  FIELD (SelfSheet, month, MONTH, N_("Month")),
  FIELD (SelfSheet, results_text, TEXT, N_("Work results"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, attitude_text, TEXT, N_("Work attitude"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, skill_text, TEXT, N_("Professional skill"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, discipline_text, TEXT, N_("Work discipline"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, main_work, TEXT, N_("Main work of the month"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, problems, TEXT, N_("Problems"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, next_ideas, TEXT, N_("Ideas for next month"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, support, TEXT, N_("Support needed"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (SelfSheet, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place self_sheet_places[] = {
  { "draft", BUCKET_SELF, "person", NULL },
  { "submitted", BUCKET_SELF, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access self_sheet_access[] = {
  { REL_SELF, OP_PUT | OP_SET, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema self_sheet_schema = {
  .table = "self_sheet",
  .title = N_("Self-assessment"),
  .size = sizeof (SelfSheet),
  .fields = self_sheet_fields,
  .places = self_sheet_places,
  .access = self_sheet_access,
  .subject = "person",
};

static const Field self_line_fields[] = {
  FIELD (SelfLine, sheet, REF, N_("Self-assessment"), .ref = "self_sheet", .key = 1, .parent = TRUE),
  FIELD (SelfLine, code, TEXT, N_("Indicator"), .key = 2),
  FIELD (SelfLine, person, REF, N_("Person"), .ref = "person"),
  FIELD (SelfLine, score, SCORE, N_("Own score"), .min = 0, .max = 10000),
  FIELD (SelfLine, text, TEXT, N_("Explanation"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX),
  FIELD (SelfLine, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place self_line_places[] = {
  { "draft", BUCKET_SELF, "person", NULL },
  { "submitted", BUCKET_SELF, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access self_line_access[] = {
  { REL_SELF, OP_PUT | OP_SET, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema self_line_schema = {
  .table = "self_line",
  .title = N_("Self-assessment line"),
  .size = sizeof (SelfLine),
  .fields = self_line_fields,
  .places = self_line_places,
  .access = self_line_access,
  .subject = "person",
};

static const Field evaluation_fields[] = {
  FIELD (Evaluation, appraisal, REF, N_("Form"), .ref = "appraisal", .key = 1, .parent = TRUE),
  FIELD (Evaluation, revision, INT, N_("Revision"), .min = 1, .max = 1000, .def = 1, .key = 2),
  FIELD (Evaluation, person, REF, N_("Person"), .ref = "person"),
  FIELD (Evaluation, month, MONTH, N_("Month")),
  FIELD (Evaluation, strengths, TEXT, N_("Strengths"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (Evaluation, weaknesses, TEXT, N_("Weaknesses"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (Evaluation, advice, TEXT, N_("Advice"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (Evaluation, override_grade, TEXT, N_("Grade override"), .group = "override"),
  FIELD (Evaluation, override_reason, TEXT, N_("Reason of the override"), .max = FIELD_TEXT_MAX, .group = "override"),
  FIELD (Evaluation, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place evaluation_places[] = {
  { "draft", BUCKET_SUP, "person", NULL },
  { "submitted", BUCKET_SUP, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access evaluation_access[] = {
  { REL_SUPERVISOR, OP_PUT | OP_SET, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema evaluation_schema = {
  .table = "evaluation",
  .title = N_("Evaluation"),
  .size = sizeof (Evaluation),
  .fields = evaluation_fields,
  .places = evaluation_places,
  .access = evaluation_access,
  .subject = "person",
};

static const Field eval_line_fields[] = {
  FIELD (EvalLine, sheet, REF, N_("Evaluation"), .ref = "evaluation", .key = 1, .parent = TRUE),
  FIELD (EvalLine, code, TEXT, N_("Indicator"), .key = 2),
  FIELD (EvalLine, person, REF, N_("Person"), .ref = "person"),
  FIELD (EvalLine, score, SCORE, N_("Score"), .min = 0, .max = 10000),
  FIELD (EvalLine, example, TEXT, N_("Example"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (EvalLine, note, TEXT, N_("Note"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (EvalLine, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place eval_line_places[] = {
  { "draft", BUCKET_SUP, "person", NULL },
  { "submitted", BUCKET_SUP, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access eval_line_access[] = {
  { REL_SUPERVISOR, OP_PUT | OP_SET, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema eval_line_schema = {
  .table = "eval_line",
  .title = N_("Evaluation line"),
  .size = sizeof (EvalLine),
  .fields = eval_line_fields,
  .places = eval_line_places,
  .access = eval_line_access,
  .subject = "person",
};

static const Field previous_opinion_fields[] = {
  FIELD (PreviousOpinion, appraisal, REF, N_("Form"), .ref = "appraisal", .key = 1, .parent = TRUE),
  FIELD (PreviousOpinion, revision, INT, N_("Revision"), .min = 1, .max = 1000, .def = 1, .key = 2),
  FIELD (PreviousOpinion, person, REF, N_("Person"), .ref = "person"),
  FIELD (PreviousOpinion, author, REF, N_("By"), .ref = "person"),
  FIELD (PreviousOpinion, text, TEXT, N_("Opinion"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (PreviousOpinion, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place previous_opinion_places[] = {
  { "draft", BUCKET_SUP, "person", NULL },
  { "submitted", BUCKET_SUP, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

/* Written by its author's command alone: the present supervisor does not speak for the previous one. */
static const Access previous_opinion_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema previous_opinion_schema = {
  .table = "previous_opinion",
  .title = N_("Opinion of the previous supervisor"),
  .size = sizeof (PreviousOpinion),
  .fields = previous_opinion_fields,
  .places = previous_opinion_places,
  .access = previous_opinion_access,
  .subject = "person",
};
/* clang-format on */
