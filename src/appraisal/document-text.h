/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words of the signed form that are neither typed nor translated at print: how an indicator scores, its target and its
 * value. The form is one Chinese document whoever looks at it, so these texts are part of its bytes (R15) and do not
 * follow the reader's language.
 */
#pragma once

#include "appraisal/score.h"

/* All (transfer full); "" where there is nothing to say. */
char       *item_rule_text (const SchemeSet *scheme, const SchemeItem *item);
char       *item_target_text (const ScoreItem *entry);
char       *item_actual_text (const ScoreItem *entry);
char       *item_rate_text (const ScoreItem *entry);
const char *item_unit_text (const SchemeItem *item);
char       *figure_value_text (const Figure *figure);
