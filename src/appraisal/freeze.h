/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frozen figures and what became of their rows. */
#pragma once

#include "appraisal/facts.h"

#define EXCLUDED_UNDER_HALF \
  "under-half" /* exception of a form the freeze excludes though none was listed; reason: days worked / of */

char *freeze_changed_days (Facts *facts, const Figure *figure, const SchemeSet *scheme);
