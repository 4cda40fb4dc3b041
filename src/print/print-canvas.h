/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page as a list of things to draw, in points from its top left corner. Internal to layer print. */
#pragma once

#include <pango/pangocairo.h>

#include "print/print-code.h"

#define PRINT_PAGE_WIDTH 595.276 /* A4 */
#define PRINT_PAGE_HEIGHT 841.890
#define PRINT_MARGIN 42.520 /* 15 mm */
#define PRINT_BODY_WIDTH (PRINT_PAGE_WIDTH - 2 * PRINT_MARGIN)
#define PRINT_HAIRLINE 0.4

typedef struct _PrintCanvas PrintCanvas;

PrintCanvas *print_canvas_new (void);
void         print_canvas_free (PrintCanvas *self);

/* Lines @first to @end (not included) of @layout, the top of line @first at @y. */
void print_canvas_add_lines (PrintCanvas *self, PangoLayout *layout, guint first, guint end, double x, double y);
void print_canvas_add_text (PrintCanvas *self, PangoLayout *layout, double x, double y);
void print_canvas_add_frame (PrintCanvas *self, double x, double y, double width, double height);
void print_canvas_add_shade (PrintCanvas *self, double x, double y, double width, double height);
void print_canvas_add_rule (PrintCanvas *self, double x, double y, double width);
/* @code stays the caller's only until the call: it is copied. */
void print_canvas_add_code (PrintCanvas *self, const PrintCode *code, double x, double y, double size);

void print_canvas_draw (const PrintCanvas *self, cairo_t *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrintCanvas, print_canvas_free)
