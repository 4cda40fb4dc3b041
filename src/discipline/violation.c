/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discipline/violation.h"

/* clang-format off */
const EnumNick severities[] = {
  { SEVERITY_MINOR, "minor", N_("Minor") },
  { SEVERITY_MAJOR, "major", N_("Major") },
  { SEVERITY_SERIOUS, "serious", N_("Serious") },
  { 0 } };

const EnumNick violation_states[] = {
  { VIOLATION_STATE_REPORTED, "reported", N_("Reported") },
  { VIOLATION_STATE_CONFIRMED, "confirmed", N_("Confirmed") },
  { VIOLATION_STATE_DISMISSED, "dismissed", N_("Dismissed") },
  { 0 } };

static const Field violation_fields[] = {
  FIELD (Violation, person, REF, N_("Person"), .ref = "person"),
  FIELD (Violation, happened_on, DATE, N_("Date")),
  FIELD (Violation, clause, TEXT, N_("Clause")),
  FIELD (Violation, severity, ENUM, N_("Severity"), .enums = severities),
  FIELD (Violation, fact, TEXT, N_("Facts"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (Violation, statement, TEXT, N_("Statement of the employee"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (Violation, state, ENUM, N_("State"), .enums = violation_states),
  FIELD_LAST };

static const Place violation_places[] = {
  { "reported", BUCKET_SUP, "person", NULL },
  { "confirmed", BUCKET_FILE, "person", NULL },
  { "dismissed", BUCKET_SUP, "person", NULL },
  { 0 } };

static const Access violation_access[] = {
  { REL_SUPERVISOR, OP_PUT | OP_SET, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema violation_schema = {
  .table = "violation",
  .title = N_("Violation"),
  .size = sizeof (Violation),
  .fields = violation_fields,
  .places = violation_places,
  .access = violation_access,
  .subject = "person",
};
/* clang-format on */
