/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Even steps over a range of values. Pure. */
#pragma once

#include <glib.h>

typedef struct
{
  gint64 least; /* multiple of step at or below the range */
  gint64 most;  /* multiple of step at or above it, always > least */
  gint64 step;  /* 1, 2 or 5 times a power of ten */
} ChartAxis;

/* @lines: about how many steps are wanted, ≥ 1 */
ChartAxis chart_axis (gint64 least, gint64 most, guint lines);

/* Place of @value on the axis: 0 at least, 1 at most, clamped. */
double chart_axis_place (const ChartAxis *axis, gint64 value);
