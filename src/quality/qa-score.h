/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of monitored calls. */
#pragma once

#include "core/schema.h"

typedef enum
{
  QA_PICK_RANDOM,
  QA_PICK_RISK,
} QaPick;
extern const EnumNick qa_picks[];

typedef enum
{
  QA_STATE_DRAFT,
  QA_STATE_PUBLISHED,
} QaState;
extern const EnumNick qa_states[];

/* Score of one monitored call (M14); a fatal error makes it 0; risk picks do not enter the mean. */
typedef struct
{
  Row     row;
  Id      agent;
  Id      call;
  char   *scored_on;
  gint64  score;
  char   *fatal;
  QaPick  pick;
  char   *comment;
  QaState state;
} QaScore;

extern const Schema qa_score_schema;
