/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quality/qa-score.h"

/* clang-format off */
const EnumNick qa_picks[] = {
  { QA_PICK_RANDOM, "random", N_("Random draw") },
  { QA_PICK_RISK, "risk", N_("Risk pick") },
  { 0 } };

const EnumNick qa_states[] = {
  { QA_STATE_DRAFT, "draft", N_("Draft") },
  { QA_STATE_PUBLISHED, "published", N_("Published") },
  { 0 } };

static const Field qa_score_fields[] = {
  FIELD (QaScore, agent, REF, N_("Agent"), .ref = "person"),
  FIELD (QaScore, call, REF, N_("Call"), .ref = "call"),
  FIELD (QaScore, scored_on, DATE, N_("Date")),
  FIELD (QaScore, score, SCORE, N_("Score"), .min = 0, .max = 10000),
  FIELD (QaScore, fatal, TEXT, N_("Fatal error")),
  FIELD (QaScore, pick, ENUM, N_("Pick"), .enums = qa_picks),
  FIELD (QaScore, comment, TEXT, N_("Comment"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (QaScore, state, ENUM, N_("State"), .enums = qa_states),
  FIELD_LAST };

static const Place qa_score_places[] = {
  { "draft", BUCKET_SUP, "agent", NULL },
  { "published", BUCKET_OWN, "agent", NULL },
  { 0 } };

static const Access qa_score_access[] = {
  { REL_QA | REL_SUPERVISOR, OP_ALL, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema qa_score_schema = {
  .table = "qa_score",
  .title = N_("QA score"),
  .size = sizeof (QaScore),
  .fields = qa_score_fields,
  .places = qa_score_places,
  .access = qa_score_access,
  .subject = "agent",
};
/* clang-format on */
