/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frozen figures. */
#pragma once

#include "core/schema.h"
#include "appraisal/form.h"
#include "appraisal/scheme.h"

/* One metric of one person and month, frozen by the server with its evidence (R5, R24). */
typedef struct
{
  Row        row;
  Id         appraisal;
  gint64     revision;
  Metric     metric;
  Id         person;
  char      *month;
  Ratio      value;  /* exact: fen/fen, customers/customers, points/ratings … */
  Ratio      target; /* 0/0 = none */
  gint64     count;
  gint64     base_count;
  gboolean   few;
  char      *detail;     /* canonical JSON: what the formula needs besides (workdays, protected days, penalties) */
  char      *days;       /* canonical JSON: [[day,count,num,den,sum hex]…] */
  gint64     frozen_seq; /* last change of the shard that was counted */
  char      *evidence;
  gint64     frozen_at;
  char      *changed_on; /* days with a counted row changed after the freeze */
  SheetState state;
} Figure;

extern const Schema figure_schema;

/* Member of the detail: orders cancelled or returned without a day, which are not counted. */
#define FIGURE_UNDATED "undated"
gint64 figure_undated (const Figure *self);
