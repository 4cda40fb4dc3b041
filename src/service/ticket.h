/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inquiries, complaints, suggestions. */
#pragma once

#include "core/schema.h"

typedef enum
{
  TICKET_KIND_INQUIRY,
  TICKET_KIND_COMPLAINT,
  TICKET_KIND_SUGGESTION,
  TICKET_KIND_AFTER_SALES,
} TicketKind;
extern const EnumNick ticket_kinds[];

void ticket_check (gconstpointer row, ProblemList *problems);

/* 咨询/投诉/建议 with its promised time (2.2.2). */
typedef struct
{
  Row        row;
  Id         agent;
  Id         customer;
  char      *number;
  TicketKind kind;
  char      *subject;
  gint64     opened_at;
  gint64     due_at;
  OptInt     first_reply_at;
  OptInt     solved_at;
  char      *import_id;
} Ticket;

extern const Schema ticket_schema;
