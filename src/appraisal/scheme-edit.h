/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What HR does with a scheme, as mutations for zuoxi_session_queue_async (): edits of a draft, copy, publication
 * (R71). */
#pragma once

#include "appraisal/scheme-set.h"
#include "sync/mutation.h"

/* (transfer full) (element-type Mutation): what of @mine differs from @base; a step whose bound moved is another
 * step. */
GPtrArray *scheme_edit_mutations (const SchemeSet *base, const SchemeSet *mine);

Mutation *scheme_copy_mutation (const Scheme *scheme, const char *from); /* @from: YYYY-MM, first month of the copy */
Mutation *scheme_publish_mutation (const Scheme *scheme);

/* A step's bound as it is written: percent, minutes or half days. (transfer full) */
char    *scheme_step_bound_text (const SchemeStep *step);
gboolean scheme_step_parse_bound (const SchemeStep *step, const char *text, gint64 *bound);
