/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/interview.h"

/* clang-format off */
const EnumNick interview_outcomes[] = {
  { INTERVIEW_OUTCOME_SIGNED, "signed", N_("Signed by both") },
  { INTERVIEW_OUTCOME_REFUSED, "refused", N_("Signature refused") },
  { INTERVIEW_OUTCOME_ABSENT, "absent", N_("Employee absent") },
  { 0 } };

static const Field interview_fields[] = {
  FIELD (Interview, appraisal, REF, N_("Form"), .ref = "appraisal", .key = 1, .parent = TRUE),
  FIELD (Interview, revision, INT, N_("Revision"), .min = 1, .max = 1000, .def = 1, .key = 2),
  FIELD (Interview, person, REF, N_("Person"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Interview, month, MONTH, N_("Month"), .merge = MERGE_SERVER),
  FIELD (Interview, held_on, DATE, N_("Held on"), .merge = MERGE_SERVER),
  FIELD (Interview, place, TEXT, N_("Place"), .merge = MERGE_SERVER),
  FIELD (Interview, result, TEXT, N_("Result explained"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, success, TEXT, N_("What went well"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, improve, TEXT, N_("What to improve"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, advice, TEXT, N_("Next steps and direction"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, training, TEXT, N_("Training needed"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, opinion, TEXT, N_("Employee’s opinion"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, help, TEXT, N_("Help wanted"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, outcome, ENUM, N_("Outcome"), .enums = interview_outcomes, .merge = MERGE_SERVER),
  FIELD (Interview, reason, TEXT, N_("Reason"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Interview, witness, REF, N_("Witness"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Interview, attempt1_on, DATE, N_("First attempt"), .merge = MERGE_SERVER),
  FIELD (Interview, attempt2_on, DATE, N_("Second attempt"), .merge = MERGE_SERVER),
  FIELD (Interview, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place interview_places[] = {
  { "draft", BUCKET_OWN, "person", NULL },
  { "submitted", BUCKET_OWN, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access interview_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema interview_schema = {
  .table = "interview",
  .title = N_("Interview record"),
  .size = sizeof (Interview),
  .fields = interview_fields,
  .places = interview_places,
  .access = interview_access,
  .subject = "person",
};

const EnumNick plan_targets[] = {
  { PLAN_TARGET_NONE, "none", N_("No figure") },
  { PLAN_TARGET_SALES, "sales", N_("Sales amount") },
  { PLAN_TARGET_CONVERSION, "conversion", N_("Conversion rate") },
  { 0 } };

static const Field plan_item_fields[] = {
  FIELD (PlanItem, interview, REF, N_("Interview"), .ref = "interview", .key = 1, .parent = TRUE),
  FIELD (PlanItem, position, INT, N_("Sequence"), .key = 2, .max = 99),
  FIELD (PlanItem, person, REF, N_("Person"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (PlanItem, goal, TEXT, N_("Goal"), .merge = MERGE_SERVER, .max = 4000),
  FIELD (PlanItem, measure, TEXT, N_("Measure"), .merge = MERGE_SERVER, .max = 4000),
  FIELD (PlanItem, due_on, DATE, N_("Due"), .merge = MERGE_SERVER),
  FIELD (PlanItem, owner, TEXT, N_("Person responsible"), .merge = MERGE_SERVER),
  FIELD (PlanItem, target, ENUM, N_("Figure"), .enums = plan_targets, .merge = MERGE_SERVER),
  FIELD (PlanItem, value, INT, N_("Value"), .merge = MERGE_SERVER),
  FIELD (PlanItem, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place plan_item_places[] = {
  { "draft", BUCKET_OWN, "person", NULL },
  { "submitted", BUCKET_OWN, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access plan_item_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema plan_item_schema = {
  .table = "plan_item",
  .title = N_("Plan item"),
  .size = sizeof (PlanItem),
  .fields = plan_item_fields,
  .places = plan_item_places,
  .access = plan_item_access,
  .subject = "person",
};
/* clang-format on */
