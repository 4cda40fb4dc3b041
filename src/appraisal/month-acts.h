/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the department manager decides about an open month: later dates, who is not assessed (G4, G17). Main thread. */
#pragma once

#include "appraisal/case.h"
#include "appraisal/on-time.h"
#include "ui/window.h"

/* @month: (nullable): not opened, or not held: says so. */
void month_acts_extend (ZuoxiWindow *window, ZuoxiSession *session, const AppraisalMonth *month);
void month_acts_exclude (ZuoxiWindow *window, ZuoxiSession *session, const AppraisalCase *shown);

/* Dates that were extended in the month, with who and why; "" = none. (transfer full) */
char *month_acts_extensions (ZuoxiSession *session, const char *month);
/* "On time: evaluation 96.4 % (54/56) · …"; "" = nothing was due yet. (transfer full) */
char *month_acts_on_time (const OnTime on_time[ON_TIME_STEPS]);
