/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attendance by day. */
#pragma once

#include "core/schema.h"

typedef enum
{
  LEAVE_KIND_NONE,
  LEAVE_KIND_ANNUAL,
  LEAVE_KIND_SICK,
  LEAVE_KIND_PERSONAL,
  LEAVE_KIND_MARRIAGE,
  LEAVE_KIND_MATERNITY,
  LEAVE_KIND_PATERNITY,
  LEAVE_KIND_BEREAVEMENT,
  LEAVE_KIND_COMPENSATORY,
  LEAVE_KIND_INJURY,
} LeaveKind;
extern const EnumNick leave_kinds[];

void attendance_day_check (gconstpointer row, ProblemList *problems);

/* One scheduled or rest day of a person (M19, M20, R26). */
typedef struct
{
  Row       row;
  Id        person;
  char     *day;
  gboolean  rest;
  char     *shift_start; /* HH:MM */
  char     *shift_end;   /* HH:MM */
  char     *clock_in;    /* HH:MM */
  char     *clock_out;   /* HH:MM */
  gint64    late_min;    /* minutes */
  gint64    early_min;   /* minutes */
  gint64    absent_halves;
  LeaveKind leave;
  gint64    leave_halves;
  gboolean protected; /* statutory: lowers the target (R26) */
  gboolean locked;
} AttendanceDay;

extern const Schema attendance_day_schema;
