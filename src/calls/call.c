/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/call.h"

/* clang-format off */
const EnumNick call_purposes[] = {
  { CALL_PURPOSE_MARKETING, "marketing", N_("Marketing") },
  { CALL_PURPOSE_VISIT, "visit", N_("Follow-up visit") },
  { CALL_PURPOSE_SERVICE, "service", N_("Service") },
  { 0 } };

const EnumNick call_directions[] = {
  { CALL_DIRECTION_OUT, "out", N_("Outbound") },
  { CALL_DIRECTION_IN, "in", N_("Inbound") },
  { 0 } };

const EnumNick call_results[] = {
  { CALL_RESULT_NO_ANSWER, "no-answer", N_("No answer") },
  { CALL_RESULT_BUSY, "busy", N_("Busy") },
  { CALL_RESULT_REJECTED, "rejected", N_("Rejected") },
  { CALL_RESULT_POWERED_OFF, "powered-off", N_("Powered off") },
  { CALL_RESULT_INVALID_NUMBER, "invalid-number", N_("Invalid number") },
  { CALL_RESULT_SUSPENDED, "suspended", N_("Out of service") },
  { CALL_RESULT_UNREACHABLE, "unreachable", N_("Unreachable") },
  { CALL_RESULT_HUNG_UP, "hung-up", N_("Hung up at once") },
  { CALL_RESULT_DECLINED, "declined", N_("Declined") },
  { CALL_RESULT_OPT_OUT, "opt-out", N_("Refused calls") },
  { CALL_RESULT_LATER, "later", N_("Call back later") },
  { CALL_RESULT_EFFECTIVE, "effective", N_("Effective talk") },
  { CALL_RESULT_SOLD, "sold", N_("Sold") },
  { 0 } };

static const Field call_fields[] = {
  FIELD (Call, agent, REF, N_("Agent"), .ref = "person"),
  FIELD (Call, customer, REF, N_("Customer"), .ref = "customer"),
  FIELD (Call, line, TEXT, N_("Line")),
  FIELD (Call, purpose, ENUM, N_("Purpose"), .enums = call_purposes),
  FIELD (Call, direction, ENUM, N_("Direction"), .enums = call_directions),
  FIELD (Call, callee, TEXT, N_("Called number"), .mask = MASK_PHONE),
  FIELD (Call, started_at, MOMENT, N_("Started"), .group = "time"),
  FIELD (Call, answered_at, MOMENT, N_("Answered"), .group = "time"),
  FIELD (Call, ended_at, MOMENT, N_("Ended"), .group = "time"),
  FIELD (Call, talk_s, INT, N_("Talk"), .max = 86400),
  FIELD (Call, wrap_s, INT, N_("Wrap-up"), .max = 86400),
  FIELD (Call, result, ENUM, N_("Result"), .enums = call_results),
  FIELD (Call, note, TEXT, N_("Note"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (Call, import_id, TEXT, N_("Import")),
  FIELD (Call, blocked, FLAG, N_("Do-not-call number"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place call_places[] = {
  { NULL, BUCKET_FACTS, "agent", "started_at" },
  { 0 } };

static const Access call_access[] = {
  { REL_SELF, OP_PUT | OP_SET, NULL, NULL },
  { REL_SUPERVISOR, OP_SET, NULL, "note" },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema call_schema = {
  .table = "call",
  .title = N_("Call"),
  .size = sizeof (Call),
  .fields = call_fields,
  .places = call_places,
  .access = call_access,
  .subject = "agent",
  .check = call_check,
};
/* clang-format on */

/* A call ends after it starts, and nobody talks without an answer. */
void
call_check (gconstpointer row, ProblemList *problems)
{
  const Call *call = row;

  if (call->ended_at < call->started_at)
    problem_add (problems, "ended_at", "2.2.1", N_ ("The call ends before it starts"), NULL);
  if (call->answered_at.set && (call->answered_at.v < call->started_at || call->answered_at.v > call->ended_at))
    problem_add (problems, "answered_at", "2.2.1", N_ ("The call was answered outside its own time"), NULL);
  if (call->talk_s > 0 && !call->answered_at.set)
    problem_add (problems, "talk_s", "2.2.1", N_ ("Talk time without an answer"), NULL);
}
