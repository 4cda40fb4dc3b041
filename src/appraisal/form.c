/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/form.h"

/* clang-format off */
static const Field appraisal_month_fields[] = {
  FIELD (AppraisalMonth, department, REF, N_("Department"), .ref = "department", .key = 1),
  FIELD (AppraisalMonth, month, MONTH, N_("Month"), .key = 2),
  FIELD (AppraisalMonth, scheme, REF, N_("Scheme"), .ref = "scheme", .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, regulation, REF, N_("Regulation"), .ref = "regulation", .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, opened_at, MOMENT, N_("Opened"), .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, opened_by, REF, N_("Opened by"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, cut_off, MOMENT, N_("Cut-off"), .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, self_due, DATE, N_("Self-assessment due"), .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, score_due, DATE, N_("Scoring due"), .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, interview_due, DATE, N_("Interview due"), .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, review_due, DATE, N_("Review due"), .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, filing_due, DATE, N_("Filing due"), .merge = MERGE_SERVER),
  FIELD (AppraisalMonth, filed_count, INT, N_("Filed"), .merge = MERGE_SERVER, .max = 1000000),
  FIELD_LAST };

static const Place appraisal_month_places[] = {
  { NULL, BUCKET_DEPT, "department", NULL },
  { 0 } };

static const Access appraisal_month_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema appraisal_month_schema = {
  .table = "appraisal_month",
  .title = N_("Appraisal month"),
  .size = sizeof (AppraisalMonth),
  .fields = appraisal_month_fields,
  .places = appraisal_month_places,
  .access = appraisal_month_access,
};

static const Field extension_fields[] = {
  FIELD (Extension, department, REF, N_("Department"), .ref = "department"),
  FIELD (Extension, month, MONTH, N_("Month")),
  FIELD (Extension, step, TEXT, N_("Step"), .merge = MERGE_SERVER),
  FIELD (Extension, old_due, DATE, N_("Earlier date"), .merge = MERGE_SERVER),
  FIELD (Extension, new_due, DATE, N_("New date"), .merge = MERGE_SERVER),
  FIELD (Extension, reason, TEXT, N_("Reason"), .merge = MERGE_SERVER, .max = 4000),
  FIELD (Extension, made_by, REF, N_("By"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Extension, made_at, MOMENT, N_("At"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place extension_places[] = {
  { NULL, BUCKET_DEPT, "department", NULL },
  { 0 } };

static const Access extension_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema extension_schema = {
  .table = "extension",
  .title = N_("Extension"),
  .size = sizeof (Extension),
  .fields = extension_fields,
  .places = extension_places,
  .access = extension_access,
};

const EnumNick form_states[] = {
  { FORM_STATE_SELF_DUE, "self-due", N_("To be self-assessed") },
  { FORM_STATE_SELF_DONE, "self-done", N_("Self-assessed") },
  { FORM_STATE_SCORED, "scored", N_("Scored") },
  { FORM_STATE_TALKED, "talked", N_("Interviewed") },
  { FORM_STATE_REVIEWED, "reviewed", N_("Reviewed") },
  { FORM_STATE_APPROVED, "approved", N_("Approved") },
  { FORM_STATE_FILED, "filed", N_("Filed") },
  { FORM_STATE_EXCLUDED, "excluded", N_("Not assessed") },
  { 0 } };

static const Field appraisal_fields[] = {
  FIELD (Appraisal, person, REF, N_("Person"), .ref = "person", .key = 1),
  FIELD (Appraisal, month, MONTH, N_("Month"), .key = 2),
  FIELD (Appraisal, department, REF, N_("Department"), .ref = "department", .merge = MERGE_SERVER),
  FIELD (Appraisal, team, REF, N_("Team"), .ref = "team", .merge = MERGE_SERVER),
  FIELD (Appraisal, assignment, REF, N_("Assignment"), .ref = "assignment", .merge = MERGE_SERVER),
  FIELD (Appraisal, post, ENUM, N_("Post"), .enums = posts, .merge = MERGE_SERVER),
  FIELD (Appraisal, scorer, REF, N_("Scorer"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Appraisal, reviewer, REF, N_("Reviewer"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Appraisal, previous_scorer, REF, N_("Previous supervisor"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Appraisal, scheme, REF, N_("Scheme"), .ref = "scheme", .merge = MERGE_SERVER),
  FIELD (Appraisal, regulation, REF, N_("Regulation"), .ref = "regulation", .merge = MERGE_SERVER),
  FIELD (Appraisal, state, ENUM, N_("State"), .enums = form_states, .merge = MERGE_SERVER),
  FIELD (Appraisal, revision, INT, N_("Revision"), .merge = MERGE_SERVER, .min = 1, .max = 1000, .def = 1),
  FIELD (Appraisal, self_missing, FLAG, N_("No self-assessment"), .merge = MERGE_SERVER),
  FIELD (Appraisal, self_late, FLAG, N_("Self-assessment late"), .merge = MERGE_SERVER),
  FIELD (Appraisal, late, FLAG, N_("A step was late"), .merge = MERGE_SERVER),
  FIELD (Appraisal, unacknowledged, FLAG, N_("Regulation not acknowledged"), .merge = MERGE_SERVER),
  FIELD (Appraisal, not_received, FLAG, N_("Receipt open"), .merge = MERGE_SERVER),
  FIELD (Appraisal, frozen_at, MOMENT, N_("Figures frozen"), .merge = MERGE_SERVER),
  FIELD (Appraisal, frozen_seq, INT, N_("Frozen at change"), .merge = MERGE_SERVER),
  FIELD (Appraisal, exception, TEXT, N_("Exception"), .merge = MERGE_SERVER),
  FIELD (Appraisal, reason, TEXT, N_("Reason"), .merge = MERGE_SERVER, .max = 4000),
  FIELD (Appraisal, returned, INT, N_("Times returned"), .merge = MERGE_SERVER, .max = 1000),
  FIELD (Appraisal, number, TEXT, N_("Filing no."), .merge = MERGE_SERVER, .search = TRUE),
  FIELD_LAST };

static const Place appraisal_places[] = {
  { NULL, BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access appraisal_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema appraisal_schema = {
  .table = "appraisal",
  .title = N_("Appraisal form"),
  .size = sizeof (Appraisal),
  .fields = appraisal_fields,
  .places = appraisal_places,
  .access = appraisal_access,
  .subject = "person",
};

const EnumNick sheet_states[] = {
  { SHEET_STATE_DRAFT, "draft", N_("Draft") },
  { SHEET_STATE_SUBMITTED, "submitted", N_("Submitted") },
  { SHEET_STATE_REVEALED, "revealed", N_("Revealed") },
  { SHEET_STATE_REVIEWED, "reviewed", N_("Reviewed") },
  { 0 } };

static const Field step_fields[] = {
  FIELD (Step, appraisal, REF, N_("Form"), .ref = "appraisal", .parent = TRUE, .key = 1),
  FIELD (Step, revision, INT, N_("Revision"), .key = 2, .merge = MERGE_SERVER, .min = 1, .max = 1000, .def = 1),
  FIELD (Step, event, TEXT, N_("Step"), .key = 3),
  FIELD (Step, person, REF, N_("Person assessed"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Step, actor, REF, N_("By"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Step, signed_at, MOMENT, N_("Moment"), .merge = MERGE_SERVER),
  FIELD (Step, received_at, MOMENT, N_("Received"), .merge = MERGE_SERVER),
  FIELD (Step, digest, TEXT, N_("Digest"), .merge = MERGE_SERVER),
  FIELD (Step, previous, TEXT, N_("Previous digest"), .merge = MERGE_SERVER),
  FIELD (Step, public_key, TEXT, N_("Key"), .merge = MERGE_SERVER),
  FIELD (Step, signature, TEXT, N_("Signature"), .merge = MERGE_SERVER),
  FIELD (Step, stance, TEXT, N_("Stance"), .merge = MERGE_SERVER),
  FIELD (Step, stance_text, TEXT, N_("Own words"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Step, late, FLAG, N_("Overdue"), .merge = MERGE_SERVER),
  FIELD (Step, due_on, DATE, N_("Due"), .merge = MERGE_SERVER),
  FIELD (Step, key_confirmed, FLAG, N_("Key confirmed"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place step_places[] = {
  { NULL, BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access step_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema step_schema = {
  .table = "step",
  .title = N_("Step"),
  .size = sizeof (Step),
  .fields = step_fields,
  .places = step_places,
  .access = step_access,
  .subject = "person",
};

static const Field step_document_fields[] = {
  FIELD (StepDocument, step, REF, N_("Step"), .ref = "step", .key = 1),
  FIELD (StepDocument, appraisal, REF, N_("Form"), .ref = "appraisal", .parent = TRUE),
  FIELD (StepDocument, person, REF, N_("Person assessed"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (StepDocument, document, TEXT, N_("Document"), .merge = MERGE_SERVER, .max = 262144),
  FIELD (StepDocument, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD (StepDocument, sup, FLAG, N_("Supervisor’s"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place step_document_places[] = {
  { "draft", BUCKET_SUP, "person", NULL },
  { "submitted", BUCKET_SELF, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access step_document_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema step_document_schema = {
  .table = "step_document",
  .title = N_("Signed document"),
  .size = sizeof (StepDocument),
  .fields = step_document_fields,
  .places = step_document_places,
  .access = step_document_access,
  .subject = "person",
};

static const Field filing_fields[] = {
  FIELD (Filing, appraisal, REF, N_("Form"), .ref = "appraisal", .key = 1, .parent = TRUE),
  FIELD (Filing, person, REF, N_("Person"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Filing, month, MONTH, N_("Month"), .merge = MERGE_SERVER),
  FIELD (Filing, number, TEXT, N_("Filing no."), .merge = MERGE_SERVER, .search = TRUE),
  FIELD (Filing, revision, INT, N_("Revision"), .merge = MERGE_SERVER, .max = 1000),
  FIELD (Filing, total, SCORE, N_("Total"), .merge = MERGE_SERVER, .max = 10000),
  FIELD (Filing, grade, TEXT, N_("Grade"), .merge = MERGE_SERVER),
  FIELD (Filing, grade_title, TEXT, N_("Grade title"), .merge = MERGE_SERVER),
  FIELD (Filing, coefficient, SCORE, N_("Coefficient"), .merge = MERGE_SERVER),
  FIELD (Filing, below, FLAG, N_("Below the pass line"), .merge = MERGE_SERVER),
  FIELD (Filing, filed_at, MOMENT, N_("Filed"), .merge = MERGE_SERVER),
  FIELD (Filing, filed_by, REF, N_("Filed by"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Filing, noticed_at, MOMENT, N_("Notice received"), .merge = MERGE_SERVER),
  FIELD (Filing, rank_team, INT, N_("Rank in the team"), .merge = MERGE_SERVER),
  FIELD (Filing, rank_team_of, INT, N_("of"), .merge = MERGE_SERVER),
  FIELD (Filing, rank_dept, INT, N_("Rank in the department"), .merge = MERGE_SERVER),
  FIELD (Filing, rank_dept_of, INT, N_("of"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place filing_places[] = {
  { NULL, BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access filing_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema filing_schema = {
  .table = "filing",
  .title = N_("Filing"),
  .size = sizeof (Filing),
  .fields = filing_fields,
  .places = filing_places,
  .access = filing_access,
  .subject = "person",
};
/* clang-format on */
