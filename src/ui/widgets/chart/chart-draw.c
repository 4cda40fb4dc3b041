/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers of a chart, from the bottom: lines of the axis, columns, lines, mark, labels. */
#include "config.h"

#include "ui/widgets/chart/chart-private.h"

#define LEFT 56
#define TOP 10
#define BOTTOM 24
#define RIGHT 10
#define DOT 3.0
#define COLUMN_MAX 40.0f
#define LABEL_ROOM 56.0f

typedef struct
{
  const ChartFigures *figures;
  GtkWidget          *widget;
  GtkSnapshot        *snapshot;
  ChartAxis           axis;
  float               x, y, width, height; /* of the plot */
  GdkRGBA             ink;
} Canvas;

void
chart_colour (GtkWidget *widget, guint series, GdkRGBA *out)
{
  static const char *const names[CHART_SERIES] = { "accent_color", "success_color", "warning_color", "error_color" };
  GtkStyleContext         *style = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (style, names[series % CHART_SERIES], out))
    gtk_style_context_get_color (style, out);
}

static float
y_of (const Canvas *canvas, gint64 value)
{
  return canvas->y + canvas->height * (float) (1.0 - chart_axis_place (&canvas->axis, value));
}

/* Room of one label. */
static float
room_of (const Canvas *canvas)
{
  return canvas->width / (float) MAX (canvas->figures->n, 1);
}

static float
x_of (const Canvas *canvas, guint i)
{
  return canvas->x + room_of (canvas) * ((float) i + 0.5f);
}

/* @align: 0 = @x is the left edge, 0.5 = the middle, 1 = the right edge. */
static void
draw_text (const Canvas *canvas, const char *text, float x, float y, float align, float alpha)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (canvas->widget, text);
  PangoFontDescription *font = pango_font_description_new ();
  GdkRGBA               ink = canvas->ink;
  int                   width = 0;
  int                   height = 0;

  ink.alpha *= alpha;
  pango_font_description_set_size (font, 8 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (canvas->snapshot);
  gtk_snapshot_translate (canvas->snapshot, &GRAPHENE_POINT_INIT (x - align * (float) width, y));
  gtk_snapshot_append_layout (canvas->snapshot, layout, &ink);
  gtk_snapshot_restore (canvas->snapshot);
}

static void
draw_axis (const Canvas *canvas)
{
  GdkRGBA faint = canvas->ink;

  faint.alpha *= 0.12f;
  for (gint64 value = canvas->axis.least; value <= canvas->axis.most; value += canvas->axis.step)
    {
      float            y = y_of (canvas, value);
      g_autofree char *text = chart_value (canvas->figures, value);

      gtk_snapshot_append_color (canvas->snapshot, &faint, &GRAPHENE_RECT_INIT (canvas->x, y, canvas->width, 1));
      draw_text (canvas, text, canvas->x - 6, y - 8, 1, 0.6f);
    }
}

/* As many labels as fit: every one, every second … */
static void
draw_labels (const Canvas *canvas)
{
  guint every = 1;

  while ((float) every * room_of (canvas) < LABEL_ROOM && every < canvas->figures->n)
    every++;
  for (guint i = 0; i < canvas->figures->n; i += every)
    draw_text (canvas, canvas->figures->labels[i], x_of (canvas, i), canvas->y + canvas->height + 6, 0.5f, 0.7f);
}

static guint
count_columns (const ChartFigures *figures)
{
  guint n = 0;

  for (guint s = 0; s < figures->n_series; s++)
    n += figures->series[s].kind == CHART_COLUMNS ? 1 : 0;
  return n;
}

static void
draw_columns (const Canvas *canvas, guint s, guint place, guint of)
{
  float   width = MIN (room_of (canvas) * 0.7f / (float) of, COLUMN_MAX);
  float   base = y_of (canvas, MAX (canvas->axis.least, 0));
  GdkRGBA colour;

  chart_colour (canvas->widget, s, &colour);
  for (guint i = 0; i < canvas->figures->n; i++)
    {
      OptInt value = canvas->figures->series[s].values[i];
      float  y = y_of (canvas, value.v);
      float  x = x_of (canvas, i) + width * ((float) place - (float) of / 2);

      if (value.set)
        gtk_snapshot_append_color (canvas->snapshot, &colour,
                                   &GRAPHENE_RECT_INIT (x + 1, MIN (y, base), width - 2, MAX (ABS (base - y), 1)));
    }
}

static void
draw_line (const Canvas *canvas, cairo_t *cr, guint s)
{
  const OptInt *values = canvas->figures->series[s].values;
  GdkRGBA       colour;

  chart_colour (canvas->widget, s, &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < canvas->figures->n; i++)
    {
      double x = (double) x_of (canvas, i);
      double y = (double) y_of (canvas, values[i].v);

      if (values[i].set && i > 0 && values[i - 1].set)
        cairo_line_to (cr, x, y);
      else if (values[i].set)
        cairo_move_to (cr, x, y);
    }
  cairo_stroke (cr);
  for (guint i = 0; i < canvas->figures->n; i++)
    if (values[i].set)
      {
        cairo_arc (cr, (double) x_of (canvas, i), (double) y_of (canvas, values[i].v), DOT, 0, 2 * G_PI);
        cairo_fill (cr);
      }
}

static void
draw_mark (const Canvas *canvas, cairo_t *cr)
{
  const double dashes[] = { 4, 3 };
  double       y = (double) y_of (canvas, canvas->figures->mark_value) + 0.5;
  GdkRGBA      colour;

  chart_colour (canvas->widget, CHART_SERIES - 1, &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, (double) canvas->x, y);
  cairo_line_to (cr, (double) (canvas->x + canvas->width), y);
  cairo_stroke (cr);
  draw_text (canvas, canvas->figures->mark, canvas->x + canvas->width - 2, (float) y - 16, 1, 0.8f);
}

static void
draw_layers (const Canvas *canvas, cairo_t *cr)
{
  for (guint s = 0; s < canvas->figures->n_series; s++)
    if (canvas->figures->series[s].kind == CHART_LINE)
      draw_line (canvas, cr, s);
  if (canvas->figures->mark != NULL)
    draw_mark (canvas, cr);
}

void
chart_draw (const ChartFigures *figures, GtkWidget *widget, GtkSnapshot *snapshot, int width, int height)
{
  Canvas canvas = {
    .figures = figures, .widget = widget, .snapshot = snapshot, .axis = chart_figures_axis (figures)
  };
  guint    place = 0;
  cairo_t *cr = NULL;

  canvas.x = LEFT;
  canvas.y = TOP;
  canvas.width = (float) (width - LEFT - RIGHT);
  canvas.height = (float) (height - TOP - BOTTOM);
  if (figures->n == 0 || canvas.width < 1 || canvas.height < 1)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &canvas.ink);
  draw_axis (&canvas);
  for (guint s = 0; s < figures->n_series; s++)
    if (figures->series[s].kind == CHART_COLUMNS)
      draw_columns (&canvas, s, place++, count_columns (figures));
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  draw_layers (&canvas, cr);
  cairo_destroy (cr);
  draw_labels (&canvas);
}
