/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/chart/chart-axis.h"

#define STEP_MAX G_GINT64_CONSTANT (500000000000000000)

/* The least of 1, 2, 5 × 10ⁿ that is not below @wanted. */
static gint64
nice_step (gint64 wanted)
{
  static const int factors[] = { 1, 2, 5 };

  for (gint64 power = 1; power <= STEP_MAX / 5; power *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
      if (power * factors[i] >= wanted)
        return power * factors[i];
  return STEP_MAX;
}

static gint64
floor_to (gint64 value, gint64 step)
{
  gint64 rest = value % step;

  return value - (rest < 0 ? rest + step : rest);
}

ChartAxis
chart_axis (gint64 least, gint64 most, guint lines)
{
  ChartAxis axis = { 0 };
  gint64    range = most > least ? most - least : 1;

  axis.step = nice_step ((range + lines - 1) / lines);
  axis.least = floor_to (least, axis.step);
  axis.most = floor_to (MAX (most, least), axis.step);
  if (axis.most < most || axis.most == axis.least)
    axis.most += axis.step;
  return axis;
}

double
chart_axis_place (const ChartAxis *axis, gint64 value)
{
  return CLAMP ((double) (value - axis->least) / (double) (axis->most - axis->least), 0.0, 1.0);
}
