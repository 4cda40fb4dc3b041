/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/chart/chart-private.h"

#include <glib/gi18n.h>

#define LINES 4
#define WIDTH 240
#define HEIGHT 160

struct _ZuoxiChart
{
  GtkWidget parent_instance;

  GtkStack  *stack;
  GtkWidget *drawing; /* a ZuoxiChartDrawing */
  GtkGrid   *table;
  GtkBox    *legend;
  GtkWidget *swap;

  char        *title;
  ChartFigures figures;
};

G_DEFINE_FINAL_TYPE (ZuoxiChart, zuoxi_chart, GTK_TYPE_WIDGET)

/* The picture itself */

#define ZUOXI_TYPE_CHART_DRAWING (zuoxi_chart_drawing_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiChartDrawing, zuoxi_chart_drawing, ZUOXI, CHART_DRAWING, GtkWidget)

struct _ZuoxiChartDrawing
{
  GtkWidget           parent_instance;
  const ChartFigures *figures; /* of the chart it stands in */
};

G_DEFINE_FINAL_TYPE (ZuoxiChartDrawing, zuoxi_chart_drawing, GTK_TYPE_WIDGET)

static void
zuoxi_chart_drawing_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const ChartFigures *figures = ZUOXI_CHART_DRAWING (widget)->figures;

  chart_draw (figures, widget, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
}

static void
zuoxi_chart_drawing_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
zuoxi_chart_drawing_class_init (ZuoxiChartDrawingClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = zuoxi_chart_drawing_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = zuoxi_chart_drawing_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
zuoxi_chart_drawing_init (ZuoxiChartDrawing *self)
{
}

/* Figures */

char *
chart_value (const ChartFigures *figures, gint64 value)
{
  return figures->format != NULL ? figures->format (value) : g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

ChartAxis
chart_figures_axis (const ChartFigures *figures)
{
  gint64 least = figures->has_range ? figures->least : 0;
  gint64 most = figures->has_range ? figures->most : 1;

  for (guint s = 0; s < figures->n_series; s++)
    for (guint i = 0; i < figures->n; i++)
      if (figures->series[s].values[i].set)
        {
          least = MIN (least, figures->series[s].values[i].v);
          most = MAX (most, figures->series[s].values[i].v);
        }
  if (figures->mark != NULL)
    most = MAX (most, figures->mark_value);
  return chart_axis (least, most, LINES);
}

static void
forget_series (ChartFigures *figures)
{
  for (guint s = 0; s < figures->n_series; s++)
    {
      g_free (figures->series[s].name);
      g_free (figures->series[s].values);
    }
  figures->n_series = 0;
}

static char *
series_text (const ChartFigures *figures, const ChartSeries *series)
{
  GString *text = g_string_new (series->name);

  for (guint i = 0; i < figures->n; i++)
    if (series->values[i].set)
      {
        g_autofree char *value = chart_value (figures, series->values[i].v);

        g_string_append_printf (text, "%s %s %s", i == 0 ? ":" : ",", figures->labels[i], value);
      }
  return g_string_free (text, FALSE);
}

/* The same in a table */

static void
attach (GtkGrid *grid, const char *text, guint column, guint row, const char *look)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_add_css_class (label, look);
  gtk_grid_attach (grid, label, (int) column, (int) row, 1, 1);
}

static void
fill_table (ZuoxiChart *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
    gtk_grid_remove (self->table, child);
  for (guint s = 0; s < self->figures.n_series; s++)
    attach (self->table, self->figures.series[s].name, s + 1, 0, "caption-heading");
  for (guint i = 0; i < self->figures.n; i++)
    {
      attach (self->table, self->figures.labels[i], 0, i + 1, "caption");
      for (guint s = 0; s < self->figures.n_series; s++)
        {
          OptInt           value = self->figures.series[s].values[i];
          g_autofree char *text = value.set ? chart_value (&self->figures, value.v) : g_strdup ("–");

          attach (self->table, text, s + 1, i + 1, "numeric");
        }
    }
}

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer series)
{
  GdkRGBA colour;

  chart_colour (GTK_WIDGET (area), GPOINTER_TO_UINT (series), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
}

static void
fill_legend (ZuoxiChart *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->legend))) != NULL)
    gtk_box_remove (self->legend, child);
  for (guint s = 0; s < self->figures.n_series; s++)
    {
      GtkWidget *swatch = gtk_drawing_area_new ();
      GtkWidget *name = gtk_label_new (self->figures.series[s].name);

      gtk_widget_set_size_request (swatch, 10, 10);
      gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), draw_swatch, GUINT_TO_POINTER (s), NULL);
      gtk_widget_add_css_class (name, "caption");
      gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
      gtk_box_append (self->legend, swatch);
      gtk_box_append (self->legend, name);
    }
}

static void
update (ZuoxiChart *self)
{
  g_autofree char *summary = zuoxi_chart_summary (self);
  const char      *title = self->title != NULL ? self->title : "";

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drawing), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
  gtk_widget_set_tooltip_text (self->drawing, summary);
  fill_legend (self);
  fill_table (self);
  gtk_widget_queue_draw (self->drawing);
}

static void
on_swapped_cb (ZuoxiChart *self)
{
  gboolean table = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->swap));

  gtk_stack_set_visible_child_name (self->stack, table ? "table" : "drawing");
}

static void
zuoxi_chart_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (zuoxi_chart_parent_class)->dispose (object);
}

static void
zuoxi_chart_finalize (GObject *object)
{
  ZuoxiChart *self = ZUOXI_CHART (object);

  forget_series (&self->figures);
  g_strfreev (self->figures.labels);
  g_free (self->figures.mark);
  g_free (self->title);
  G_OBJECT_CLASS (zuoxi_chart_parent_class)->finalize (object);
}

static void
zuoxi_chart_class_init (ZuoxiChartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zuoxi_chart_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_chart_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
new_table (ZuoxiChart *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->table = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->table, 18);
  gtk_grid_set_row_spacing (self->table, 4);
  gtk_widget_set_halign (GTK_WIDGET (self->table), GTK_ALIGN_START);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->table));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  return scroll;
}

static GtkWidget *
new_head (ZuoxiChart *self)
{
  GtkWidget  *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  const char *tip = _ ("Show the figures as a table");

  self->legend = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->swap = gtk_toggle_button_new ();
  gtk_widget_set_hexpand (GTK_WIDGET (self->legend), TRUE);
  gtk_button_set_icon_name (GTK_BUTTON (self->swap), "view-list-symbolic");
  gtk_widget_add_css_class (self->swap, "flat");
  gtk_widget_set_tooltip_text (self->swap, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->swap), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->legend));
  gtk_box_append (GTK_BOX (head), self->swap);
  return head;
}

static void
zuoxi_chart_init (ZuoxiChart *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (new_head (self), GTK_WIDGET (self));
  self->stack = GTK_STACK (gtk_stack_new ());
  self->drawing = g_object_new (ZUOXI_TYPE_CHART_DRAWING, NULL);
  ZUOXI_CHART_DRAWING (self->drawing)->figures = &self->figures;
  gtk_stack_add_named (self->stack, self->drawing, "drawing");
  gtk_stack_add_named (self->stack, new_table (self), "table");
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  g_signal_connect_swapped (self->swap, "toggled", G_CALLBACK (on_swapped_cb), self);
}

GtkWidget *
zuoxi_chart_new (const char *title, ChartFormat format)
{
  ZuoxiChart *self = g_object_new (ZUOXI_TYPE_CHART, NULL);

  zuoxi_chart_set_format (self, format);
  zuoxi_chart_set_title (self, title);
  return GTK_WIDGET (self);
}

void
zuoxi_chart_set_title (ZuoxiChart *self, const char *title)
{
  g_return_if_fail (ZUOXI_IS_CHART (self));

  g_free (self->title);
  self->title = g_strdup (title);
  update (self);
}

void
zuoxi_chart_set_format (ZuoxiChart *self, ChartFormat format)
{
  g_return_if_fail (ZUOXI_IS_CHART (self));

  self->figures.format = format;
  update (self);
}

void
zuoxi_chart_set_labels (ZuoxiChart *self, const char *const *labels, guint n)
{
  g_return_if_fail (ZUOXI_IS_CHART (self));

  forget_series (&self->figures);
  g_strfreev (self->figures.labels);
  self->figures.labels = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->figures.labels[i] = g_strdup (labels[i]);
  self->figures.n = n;
  update (self);
}

void
zuoxi_chart_add_series (ZuoxiChart *self, ChartKind kind, const char *name, const OptInt *values)
{
  ChartSeries *series = NULL;

  g_return_if_fail (ZUOXI_IS_CHART (self));
  g_return_if_fail (self->figures.n_series < CHART_SERIES);

  series = &self->figures.series[self->figures.n_series++];
  series->kind = kind;
  series->name = g_strdup (name);
  series->values = g_memdup2 (values, self->figures.n * sizeof *values);
  update (self);
}

void
zuoxi_chart_set_mark (ZuoxiChart *self, const char *name, gint64 value)
{
  g_return_if_fail (ZUOXI_IS_CHART (self));

  g_free (self->figures.mark);
  self->figures.mark = g_strdup (name);
  self->figures.mark_value = value;
  update (self);
}

void
zuoxi_chart_set_range (ZuoxiChart *self, gint64 least, gint64 most)
{
  g_return_if_fail (ZUOXI_IS_CHART (self));

  self->figures.has_range = TRUE;
  self->figures.least = least;
  self->figures.most = most;
  update (self);
}

char *
zuoxi_chart_summary (ZuoxiChart *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (ZUOXI_IS_CHART (self), NULL);

  for (guint s = 0; s < self->figures.n_series; s++)
    {
      g_autofree char *series = series_text (&self->figures, &self->figures.series[s]);

      g_string_append_printf (text, "%s%s", s > 0 ? "\n" : "", series);
    }
  return g_string_free (text, FALSE);
}
