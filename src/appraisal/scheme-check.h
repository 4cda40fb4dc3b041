/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeps a scheme from being published. */
#pragma once

#include "appraisal/scheme-set.h"

void scheme_problems (const SchemeSet *self, ProblemList *problems);
void scheme_publish_problems (const SchemeSet *self, const char *today, ProblemList *problems);
