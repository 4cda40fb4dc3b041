/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls. */
#pragma once

#include "core/schema.h"

typedef enum
{
  CALL_PURPOSE_MARKETING,
  CALL_PURPOSE_VISIT,
  CALL_PURPOSE_SERVICE,
} CallPurpose;
extern const EnumNick call_purposes[];

typedef enum
{
  CALL_DIRECTION_OUT,
  CALL_DIRECTION_IN,
} CallDirection;
extern const EnumNick call_directions[];

typedef enum
{
  CALL_RESULT_NO_ANSWER,
  CALL_RESULT_BUSY,
  CALL_RESULT_REJECTED,
  CALL_RESULT_POWERED_OFF,
  CALL_RESULT_INVALID_NUMBER,
  CALL_RESULT_SUSPENDED,
  CALL_RESULT_UNREACHABLE,
  CALL_RESULT_HUNG_UP,
  CALL_RESULT_DECLINED,
  CALL_RESULT_OPT_OUT,
  CALL_RESULT_LATER,
  CALL_RESULT_EFFECTIVE,
  CALL_RESULT_SOLD,
} CallResult;
extern const EnumNick call_results[];

void call_check (gconstpointer row, ProblemList *problems);

/* 通话记录 (2.2.1); a fact of the assignment its agent held on its own date (R3). */
typedef struct
{
  Row           row;
  Id            agent;
  Id            customer;
  char         *line;
  CallPurpose   purpose;
  CallDirection direction;
  char         *callee;
  gint64        started_at;
  OptInt        answered_at;
  gint64        ended_at;
  gint64        talk_s; /* seconds */
  gint64        wrap_s; /* seconds */
  CallResult    result;
  char         *note;
  char         *import_id;
  gboolean      blocked; /* the server says: the number refused calls when it was made (M27) */
} Call;

extern const Schema call_schema;
