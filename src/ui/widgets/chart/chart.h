/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small chart: series of values over the same labels (months, names), as columns or lines, with one axis. The same
 * figures stand in a table behind its button, and in words for screen readers. Colours follow the style. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "core/types.h"

typedef enum
{
  CHART_COLUMNS,
  CHART_LINE,
} ChartKind;

/* Writes a value for the axis and the table. (transfer full) */
typedef char *(*ChartFormat) (gint64 value);

#define ZUOXI_TYPE_CHART (zuoxi_chart_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiChart, zuoxi_chart, ZUOXI, CHART, GtkWidget)

/* @title: what is shown, for the table and for screen readers; @format: NULL = plain numbers */
GtkWidget *zuoxi_chart_new (const char *title, ChartFormat format);
void       zuoxi_chart_set_title (ZuoxiChart *self, const char *title);
void       zuoxi_chart_set_format (ZuoxiChart *self, ChartFormat format);

/* Forgets every series. @labels: (array length=n): below the axis, copied */
void zuoxi_chart_set_labels (ZuoxiChart *self, const char *const *labels, guint n);
/* @values: (array length=n): one a label, not set = no value there; at most four series */
void zuoxi_chart_add_series (ZuoxiChart *self, ChartKind kind, const char *name, const OptInt *values);
/* A line across: the pass mark, a target. @name NULL takes it away. */
void zuoxi_chart_set_mark (ZuoxiChart *self, const char *name, gint64 value);
/* The axis spans at least this; by default 0 and the greatest value. */
void zuoxi_chart_set_range (ZuoxiChart *self, gint64 least, gint64 most);

/* "Score: October 94.73, November 88.50 …": what the description says. (transfer full) */
char *zuoxi_chart_summary (ZuoxiChart *self);
