/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/chart/chart-axis.h"
#include "ui/widgets/chart/chart.h"

#define CHART_SERIES 4

typedef struct
{
  char     *name;
  ChartKind kind;
  OptInt   *values;
} ChartSeries;

/* What is drawn, in numbers. */
typedef struct
{
  char      **labels; /* n, then NULL */
  guint       n;
  ChartSeries series[CHART_SERIES];
  guint       n_series;
  char       *mark; /* NULL = none */
  gint64      mark_value;
  gboolean    has_range;
  gint64      least;
  gint64      most;
  ChartFormat format; /* NULL = plain */
} ChartFigures;

char     *chart_value (const ChartFigures *figures, gint64 value);
ChartAxis chart_figures_axis (const ChartFigures *figures);

/* chart-draw.c: into @width × @height pixels */
void chart_draw (const ChartFigures *figures, GtkWidget *widget, GtkSnapshot *snapshot, int width, int height);
/* The colour of a series, from the style: accent, success, warning, error. */
void chart_colour (GtkWidget *widget, guint series, GdkRGBA *out);
