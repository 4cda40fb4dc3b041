/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeding the fold from whatever holds the rows (R18). */
#pragma once

#include "appraisal/facts.h"

Facts *facts_load (Loader *loader, Id person, const char *month, gint64 as_of, gboolean evidence, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

void  facts_count_workdays (Directory      *directory,
                            const Calendar *calendar,
                            Id              person,
                            const char     *month,
                            gint64         *in_post,
                            gint64         *outside);
char *facts_last_scheduled_day (Loader *loader, Id person, const char *month);
