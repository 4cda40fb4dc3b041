/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would change a score: one small step for each figure, with the points it brings. */
#pragma once

#include "appraisal/score.h"

typedef struct
{
  const char *code; /* of the indicator */
  Metric      metric;
  const char *msgid;  /* English sentence; %1 = amount (yuan) or number, %2 = points of the total */
  gint64      amount; /* fen for sales, else how many */
  Frac        gain;   /* points of the total */
} ScoreHint;

/* (transfer full) (element-type ScoreHint): figures that cannot rise are left out. */
GPtrArray *score_hints (const SchemeSet *scheme, GPtrArray *figures, ScoreRated rated, gconstpointer data);
char      *score_hint_amount_text (const ScoreHint *hint);
char      *score_hint_gain_text (const ScoreHint *hint);
