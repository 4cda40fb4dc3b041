/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 流程按时率: steps finished by their due date ÷ steps due (M26). */
#pragma once

#include "appraisal/form.h"

#define ON_TIME_STEPS 5

typedef struct
{
  const char *event;
  gint64      due;     /* forms whose step was due by @today, or is done */
  gint64      on_time; /* of these: done by the due date */
  gint64      late;    /* done later */
  gint64      open;    /* overdue, not done */
} OnTime;

void on_time_count (
    GPtrArray *forms, GPtrArray *steps, const AppraisalMonth *month, const char *today, OnTime out[ON_TIME_STEPS]);
