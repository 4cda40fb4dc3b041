/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A band: rows of cells that belong together, set on a page and carried over to the next line by line.
 * Everything printed is made of bands. Internal to layer print. */
#pragma once

#include "print/print-canvas.h"
#include "print/print-doc.h"

typedef struct _PrintBand PrintBand;

typedef enum
{
  PRINT_CELL_PLAIN = 0,
  PRINT_CELL_FRAME = 1 << 0,
  PRINT_CELL_SHADE = 1 << 1,
  PRINT_CELL_TOP = 1 << 2,   /* text at the top, otherwise in the middle of its cell */
  PRINT_CELL_AGAIN = 1 << 3, /* said again on the next page when the band goes on there */
  PRINT_CELL_TIGHT = 1 << 4  /* no room above and below the text */
} PrintCellFlags;

/* Room between a cell's edge and its text, left and right; points. */
#define PRINT_CELL_PAD 2.8

/* Cells reaching over all rows of their band have this row. */
#define PRINT_ALL_ROWS G_MAXUINT

PrintBand *print_band_new (guint n_rows);
void       print_band_free (PrintBand *self);

/* @layout is nullable (an empty cell) and was made print_band_inner (@width) wide; the band takes a reference. */
void   print_band_add_cell (PrintBand     *self,
                            guint          row,
                            double         x,
                            double         width,
                            PangoLayout   *layout,
                            PrintCellFlags flags);
double print_band_inner (double width);
/* @code is copied. */
void print_band_add_code (PrintBand *self, guint row, double x, double size, const PrintCode *code);
void print_band_set_least_height (PrintBand *self, double height);

/* Height of what is still to be set, if there is room for all of it; points. */
double print_band_rest (PrintBand *self);

/* Sets what fits into @room; returns the height taken, 0 if nothing fits. */
double   print_band_set (PrintBand *self, PrintCanvas *canvas, double x, double y, double room, gboolean split);
gboolean print_band_is_done (const PrintBand *self);
/* Makes a band that was set (a table's header) ready to be set again. */
void print_band_rewind (PrintBand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrintBand, print_band_free)
