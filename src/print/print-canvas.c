/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-canvas.h"

#define SHADE 0.94

typedef enum
{
  OP_LINES,
  OP_FRAME,
  OP_SHADE,
  OP_RULE,
  OP_CODE
} OpKind;

typedef struct
{
  OpKind       kind;
  double       x, y, width, height;
  PangoLayout *layout; /* lines */
  guint        first, end;
  PrintCode   *code;
} Op;

struct _PrintCanvas
{
  GArray *ops;
};

static void
clear_op (gpointer data)
{
  Op *op = data;

  g_clear_object (&op->layout);
  g_clear_pointer (&op->code, g_free);
}

PrintCanvas *
print_canvas_new (void)
{
  PrintCanvas *self = g_new0 (PrintCanvas, 1);

  self->ops = g_array_new (FALSE, FALSE, sizeof (Op));
  g_array_set_clear_func (self->ops, clear_op);
  return self;
}

void
print_canvas_free (PrintCanvas *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->ops);
  g_free (self);
}

void
print_canvas_add_lines (PrintCanvas *self, PangoLayout *layout, guint first, guint end, double x, double y)
{
  Op op = { .kind = OP_LINES, .x = x, .y = y, .first = first, .end = end };

  if (first >= end)
    return;
  op.layout = g_object_ref (layout);
  g_array_append_val (self->ops, op);
}

void
print_canvas_add_text (PrintCanvas *self, PangoLayout *layout, double x, double y)
{
  print_canvas_add_lines (self, layout, 0, (guint) pango_layout_get_line_count (layout), x, y);
}

static void
add_area (PrintCanvas *self, OpKind kind, double x, double y, double width, double height)
{
  Op op = { .kind = kind, .x = x, .y = y, .width = width, .height = height };

  g_array_append_val (self->ops, op);
}

void
print_canvas_add_frame (PrintCanvas *self, double x, double y, double width, double height)
{
  add_area (self, OP_FRAME, x, y, width, height);
}

void
print_canvas_add_shade (PrintCanvas *self, double x, double y, double width, double height)
{
  add_area (self, OP_SHADE, x, y, width, height);
}

void
print_canvas_add_rule (PrintCanvas *self, double x, double y, double width)
{
  add_area (self, OP_RULE, x, y, width, 0);
}

void
print_canvas_add_code (PrintCanvas *self, const PrintCode *code, double x, double y, double size)
{
  Op    op = { .kind = OP_CODE, .x = x, .y = y, .width = size, .height = size };
  gsize bytes = sizeof (PrintCode) + (gsize) code->side * code->side;

  op.code = g_memdup2 (code, bytes);
  g_array_append_val (self->ops, op);
}

static void
draw_lines (const Op *op, cairo_t *cr)
{
  PangoLayoutIter *iter = pango_layout_get_iter (op->layout);
  guint            i = 0;
  int              shift = 0;
  int              y0, y1;

  do
    {
      PangoRectangle logical;

      if (i >= op->first)
        {
          pango_layout_iter_get_line_yrange (iter, &y0, &y1);
          if (i == op->first)
            shift = y0;
          pango_layout_iter_get_line_extents (iter, NULL, &logical);
          cairo_move_to (cr, op->x + (double) logical.x / PANGO_SCALE,
                         op->y + (double) (pango_layout_iter_get_baseline (iter) - shift) / PANGO_SCALE);
          pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (iter));
        }
      i++;
    }
  while (i < op->end && pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* One path for the whole code: neighbouring squares leave no light seam. */
static void
draw_code (const Op *op, cairo_t *cr)
{
  const PrintCode *code = op->code;
  double           module = op->width / code->side;

  for (guint row = 0; row < code->side; row++)
    for (guint column = 0; column < code->side; column++)
      if (code->dark[row * code->side + column])
        cairo_rectangle (cr, op->x + column * module, op->y + row * module, module, module);
  cairo_fill (cr);
}

static void
draw_op (const Op *op, cairo_t *cr)
{
  switch (op->kind)
    {
    case OP_LINES:
      draw_lines (op, cr);
      break;
    case OP_FRAME:
      cairo_rectangle (cr, op->x, op->y, op->width, op->height);
      cairo_stroke (cr);
      break;
    case OP_SHADE:
      cairo_save (cr);
      cairo_set_source_rgb (cr, SHADE, SHADE, SHADE);
      cairo_rectangle (cr, op->x, op->y, op->width, op->height);
      cairo_fill (cr);
      cairo_restore (cr);
      break;
    case OP_RULE:
      cairo_move_to (cr, op->x, op->y);
      cairo_rel_line_to (cr, op->width, 0);
      cairo_stroke (cr);
      break;
    case OP_CODE:
      draw_code (op, cr);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * print_canvas_draw:
 * @cr: a context whose unit is the point, origin at the top left corner of the paper
 *
 * Draws the page: all shades first, so that no cell's ground covers its neighbour's frame.
 */
void
print_canvas_draw (const PrintCanvas *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, PRINT_HAIRLINE);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  for (int shades = 1; shades >= 0; shades--)
    for (guint i = 0; i < self->ops->len; i++)
      if ((g_array_index (self->ops, Op, i).kind == OP_SHADE) == shades)
        draw_op (&g_array_index (self->ops, Op, i), cr);
  cairo_restore (cr);
}
