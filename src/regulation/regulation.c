/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "regulation/regulation.h"

/* clang-format off */
const EnumNick regulation_states[] = {
  { REGULATION_STATE_DRAFT, "draft", N_("Draft") },
  { REGULATION_STATE_PUBLISHED, "published", N_("Published") },
  { 0 } };

static const Field regulation_fields[] = {
  FIELD (Regulation, title, TEXT, N_("Title"), .search = TRUE),
  FIELD (Regulation, version, TEXT, N_("Version")),
  FIELD (Regulation, effective_on, DATE, N_("Effective from")),
  FIELD (Regulation, published_on, DATE, N_("Published on")),
  FIELD (Regulation, procedure, TEXT, N_("Procedure record"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD (Regulation, digest, TEXT, N_("Digest"), .merge = MERGE_SERVER),
  FIELD (Regulation, state, ENUM, N_("State"), .enums = regulation_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place regulation_places[] = {
  { "draft", BUCKET_CASE, NULL, NULL },
  { "published", BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access regulation_access[] = {
  { REL_HR | REL_ADMIN, OP_PUT | OP_SET | OP_DEL, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema regulation_schema = {
  .table = "regulation",
  .title = N_("Regulation"),
  .size = sizeof (Regulation),
  .fields = regulation_fields,
  .places = regulation_places,
  .access = regulation_access,
};

static const Field clause_fields[] = {
  FIELD (Clause, regulation, REF, N_("Regulation"), .ref = "regulation", .parent = TRUE, .key = 1),
  FIELD (Clause, code, TEXT, N_("Clause"), .key = 2, .search = TRUE),
  FIELD (Clause, position, INT, N_("Sequence")),
  FIELD (Clause, heading, TEXT, N_("Heading"), .search = TRUE),
  FIELD (Clause, paraphrase, TEXT, N_("In short"), .search = TRUE, .max = 4096),
  FIELD (Clause, text, TEXT, N_("Text"), .search = TRUE, .max = FIELD_TEXT_MAX),
  FIELD_LAST };

static const Place clause_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access clause_access[] = {
  { REL_HR | REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema clause_schema = {
  .table = "clause",
  .title = N_("Clause"),
  .size = sizeof (Clause),
  .fields = clause_fields,
  .places = clause_places,
  .access = clause_access,
};

static const Field receipt_fields[] = {
  FIELD (Receipt, person, REF, N_("Person"), .ref = "person", .key = 1),
  FIELD (Receipt, regulation, REF, N_("Regulation"), .ref = "regulation", .key = 2),
  FIELD (Receipt, signed_at, MOMENT, N_("Received at"), .merge = MERGE_SERVER),
  FIELD (Receipt, digest, TEXT, N_("Digest"), .merge = MERGE_SERVER),
  FIELD (Receipt, public_key, TEXT, N_("Key"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place receipt_places[] = {
  { NULL, BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access receipt_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema receipt_schema = {
  .table = "receipt",
  .title = N_("Receipt"),
  .size = sizeof (Receipt),
  .fields = receipt_fields,
  .places = receipt_places,
  .access = receipt_access,
  .subject = "person",
};
/* clang-format on */
