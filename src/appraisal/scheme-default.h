/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheme the program comes with (domain 3.2, all configurable), and grade scales to start from. */
#pragma once

#include "appraisal/scheme-set.h"

typedef struct
{
  const char *code;
  const char *title;       /* as printed */
  gint64      bound;       /* hundredths of a point, inclusive */
  gint64      coefficient; /* hundredths */
} GradePreset;

typedef struct
{
  const char        *code;
  const char        *title;  /* msgid */
  const GradePreset *grades; /* ended by a NULL code */
} GradeScale;

extern const GradeScale grade_scales[]; /* ended by a NULL code */

SchemeSet *scheme_set_new_default (Id scheme, Post post, Id regulation, const char *effective_from);
GPtrArray *grade_scale_rows (const GradeScale *scale, Id scheme);
