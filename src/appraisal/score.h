/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From figures and ratings to the total: exact fractions, rounded once at the end (R27, M21–M23). */
#pragma once

#include "appraisal/figure.h"
#include "appraisal/scheme-set.h"
#include "core/frac.h"

#define NEAR_LIMIT 50 /* hundredths: closer to a grade's bound raises an alarm */
#define SCORE_GROUPS 4

/* One indicator of one form. N/A fractions: not applicable, or not yet known if `missing`. */
typedef struct
{
  const SchemeItem *item;
  const Figure     *figure;  /* (nullable) of metric */
  const Figure     *figure2; /* (nullable) of metric2 */
  Frac              rate;    /* attainment of the first metric, 1 = 100 %, uncapped */
  Frac              rate2;
  Frac              first; /* 0–100: score of the first metric alone; of the whole if there is one */
  Frac              second;
  Frac              score;    /* 0–100 */
  Frac              weight;   /* points of 100, with the shares of N/A indicators of its dimension */
  Frac              weighted; /* weight × score ÷ 100 */
  gboolean          rated;    /* the scorer has to give it: rated, or no exam to go by */
  gboolean          missing;  /* and has not */
  gboolean          floored;  /* below the lower limit: 0 */
} ScoreItem;

typedef struct
{
  gint64   weight;   /* hundredths of a point */
  Frac     subtotal; /* N/A while something is missing */
  Frac     score;    /* 0–100 */
  guint    missing;
  gboolean blocked; /* nothing in it applies: the department manager decides */
} ScoreGroup;

typedef struct
{
  GArray            *items; /* ScoreItem, in the scheme's order */
  ScoreGroup         groups[SCORE_GROUPS];
  guint              missing;
  gboolean           blocked;
  Frac               total;   /* N/A unless complete */
  gint64             rounded; /* hundredths, half up */
  const SchemeGrade *grade;   /* (nullable) */
  gboolean           near_limit;
} ScoreCard;

/* Score given by hand for the indicator @code, hundredths; unset = not given. */
typedef OptInt (*ScoreRated) (gconstpointer data, const char *code);

ScoreCard *score_card_new (const SchemeSet *scheme, GPtrArray *figures, ScoreRated rated, gconstpointer data);
ScoreCard *score_card_new_given (const SchemeSet *scheme, ScoreRated given, gconstpointer data);
void       score_card_free (ScoreCard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScoreCard, score_card_free)

const ScoreItem *score_card_item (const ScoreCard *self, const char *code);

/* The parts, for pages that explain a score. */
Frac score_rate (const Figure *figure);
/* clang-format off */
Frac score_of_rate (const SchemeSet *scheme, const SchemeItem *item, Metric metric, Frac rate,
                    gboolean *floored);
/* clang-format on */
const SchemeGrade *score_override (const SchemeSet *scheme, const SchemeGrade *computed, const char *code);
