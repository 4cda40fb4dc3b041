/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An axis holds its range in few even steps; a chart says its figures in words and in a table. */
#include "config.h"

#include "app/format.h"
#include "tests/ui/widget-tree.h"
#include "ui/widgets/chart/chart-axis.h"
#include "ui/widgets/chart/chart.h"

/* clang-format off */
static const struct { gint64 least, most; ChartAxis axis; } ranges[] = {
  { 0, 100, { 0, 100, 50 } }, { 0, 83, { 0, 100, 50 } }, { 0, 10000, { 0, 10000, 5000 } }, { 0, 0, { 0, 1, 1 } },
  { -30, 40, { -40, 40, 20 } }, { 6000, 10000, { 6000, 10000, 1000 } }, { 5, 5, { 5, 6, 1 } } };
/* clang-format on */

static void
test_axis_holds_its_range (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      ChartAxis axis = chart_axis (ranges[i].least, ranges[i].most, 4);

      g_test_message ("%" G_GINT64_FORMAT " … %" G_GINT64_FORMAT, ranges[i].least, ranges[i].most);
      g_assert_cmpint (axis.least, ==, ranges[i].axis.least);
      g_assert_cmpint (axis.most, ==, ranges[i].axis.most);
      g_assert_cmpint (axis.step, ==, ranges[i].axis.step);
      g_assert_true (chart_axis_place (&axis, axis.least) <= 0.0 && chart_axis_place (&axis, axis.most) >= 1.0);
    }
}

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return gtk_widget_get_mapped (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

static void
test_chart_says_its_figures (void)
{
  static const char *const months[] = { "2026-01", "2026-02", "2026-03" };
  static const OptInt      scores[] = { { 8397, TRUE }, { 0, FALSE }, { 9100, TRUE } };
  GtkWidget               *window = gtk_window_new ();
  GtkWidget               *chart = zuoxi_chart_new ("Trend", format_score);
  g_autofree char         *summary = NULL;

  zuoxi_chart_set_labels (ZUOXI_CHART (chart), months, G_N_ELEMENTS (months));
  zuoxi_chart_add_series (ZUOXI_CHART (chart), CHART_LINE, "Score", scores);
  zuoxi_chart_add_series (ZUOXI_CHART (chart), CHART_COLUMNS, "Mean", scores);
  zuoxi_chart_set_mark (ZUOXI_CHART (chart), "Pass", 7000);
  summary = zuoxi_chart_summary (ZUOXI_CHART (chart));
  g_assert_true (g_str_has_prefix (summary, "Score: 2026-01 83.97, 2026-03 91.00\n"));

  gtk_window_set_child (GTK_WINDOW (window), chart);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_false (shows_text (chart, "83.97"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tree_find (chart, GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  gtk_test_widget_wait_for_draw (window);
  g_assert_true (shows_text (chart, "83.97"));
  g_assert_true (shows_text (chart, "–"));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/axis-holds-its-range", test_axis_holds_its_range);
  g_test_add_func ("/chart/says-its-figures", test_chart_says_its_figures);
  return g_test_run ();
}
