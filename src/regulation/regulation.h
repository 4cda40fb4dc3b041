/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The management regulation and its receipts. */
#pragma once

#include "core/schema.h"

typedef enum
{
  REGULATION_STATE_DRAFT,
  REGULATION_STATE_PUBLISHED,
} RegulationState;
extern const EnumNick regulation_states[];

/* A version of the management regulation with its procedure record (LCL 4; 1.1). */
typedef struct
{
  Row             row;
  char           *title;
  char           *version;
  char           *effective_on;
  char           *published_on;
  char           *procedure; /* discussion, agreement, publication */
  char           *digest;    /* SHA-256 over its clauses */
  RegulationState state;
} Regulation;

extern const Schema regulation_schema;

/* A clause: id, heading, our paraphrase, and the full text once the company has loaded it (R61). */
typedef struct
{
  Row    row;
  Id     regulation;
  char  *code; /* 3.6.2 */
  gint64 position;
  char  *heading;
  char  *paraphrase;
  char  *text;
} Clause;

extern const Schema clause_schema;

/* 签收: one person has read one regulation version (LCL 4). */
typedef struct
{
  Row    row;
  Id     person;
  Id     regulation;
  gint64 signed_at;
  char  *digest;     /* of the version as shown */
  char  *public_key; /* public key id */
} Receipt;

extern const Schema receipt_schema;
