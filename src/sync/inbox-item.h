/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outcomes that wait for their author. */
#pragma once

#include "core/schema.h"

typedef enum
{
  INBOX_KIND_CONFLICT,
  INBOX_KIND_REJECTED,
  INBOX_KIND_HELD,
  INBOX_KIND_NOTICE,
} InboxKind;
extern const EnumNick inbox_kinds[];

typedef enum
{
  INBOX_STATE_OPEN,
  INBOX_STATE_CLOSED,
} InboxState;
extern const EnumNick inbox_states[];

/* One outcome that needs its author’s decision (R46); theirs is read from the row, never copied (R45). */
typedef struct
{
  Row        row;
  Id         person;
  InboxKind  kind;
  char      *mid; /* hex */
  char      *tbl;
  Id         subject;
  char      *field;
  char      *mine; /* canonical JSON of what the author wrote */
  char      *was;
  Id         other;
  OptInt     other_at;
  gint64     happened_at;
  char      *code;
  char      *message; /* msgid */
  char      *args;    /* JSON array for the msgid, in order */
  char      *clause;
  InboxState state;
  char      *choice; /* mine | theirs | edited | discarded | read */
} InboxItem;

extern const Schema inbox_item_schema;
