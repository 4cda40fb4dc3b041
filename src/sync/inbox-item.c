/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/inbox-item.h"

/* clang-format off */
const EnumNick inbox_kinds[] = {
  { INBOX_KIND_CONFLICT, "conflict", N_("Conflict") },
  { INBOX_KIND_REJECTED, "rejected", N_("Refused by the server") },
  { INBOX_KIND_HELD, "held", N_("Waiting at the server") },
  { INBOX_KIND_NOTICE, "notice", N_("Notice") },
  { 0 } };

const EnumNick inbox_states[] = {
  { INBOX_STATE_OPEN, "open", N_("Open") },
  { INBOX_STATE_CLOSED, "closed", N_("Closed") },
  { 0 } };

static const Field inbox_item_fields[] = {
  FIELD (InboxItem, person, REF, N_("Author"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (InboxItem, kind, ENUM, N_("Kind"), .enums = inbox_kinds, .merge = MERGE_SERVER),
  FIELD (InboxItem, mid, TEXT, N_("Mutation"), .merge = MERGE_SERVER),
  FIELD (InboxItem, tbl, TEXT, N_("Table"), .merge = MERGE_SERVER),
  FIELD (InboxItem, subject, REF, N_("Row"), .merge = MERGE_SERVER),
  FIELD (InboxItem, field, TEXT, N_("Field"), .merge = MERGE_SERVER),
  FIELD (InboxItem, mine, TEXT, N_("Mine"), .merge = MERGE_SERVER, .max = 262144),
  FIELD (InboxItem, was, TEXT, N_("Was"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (InboxItem, other, REF, N_("Other author"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (InboxItem, other_at, MOMENT, N_("Other at"), .merge = MERGE_SERVER),
  FIELD (InboxItem, happened_at, MOMENT, N_("At"), .merge = MERGE_SERVER),
  FIELD (InboxItem, code, TEXT, N_("Code"), .merge = MERGE_SERVER),
  FIELD (InboxItem, message, TEXT, N_("Reason"), .merge = MERGE_SERVER, .max = 4096),
  FIELD (InboxItem, args, SET, N_("Words"), .merge = MERGE_SERVER, .max = 4096),
  FIELD (InboxItem, clause, TEXT, N_("Clause"), .merge = MERGE_SERVER),
  FIELD (InboxItem, state, ENUM, N_("State"), .enums = inbox_states, .merge = MERGE_SERVER),
  FIELD (InboxItem, choice, TEXT, N_("Choice"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place inbox_item_places[] = {
  { NULL, BUCKET_SELF, "person", NULL },
  { 0 } };

static const Access inbox_item_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema inbox_item_schema = {
  .table = "inbox_item",
  .title = N_("Inbox item"),
  .size = sizeof (InboxItem),
  .fields = inbox_item_fields,
  .places = inbox_item_places,
  .access = inbox_item_access,
  .subject = "person",
};
/* clang-format on */
