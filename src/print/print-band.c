/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-band.h"

#include "print/print-text.h"

#define PAD_X PRINT_CELL_PAD
#define PAD_Y 2.6
#define EPSILON 0.01
/* A row higher than this may be cut between two lines even if it would fit on a page of its own. */
#define TALL 200.0

typedef struct
{
  guint          row;
  double         x, width;
  PrintCellFlags flags;
  PangoLayout   *layout; /* nullable */
  double        *tops;   /* of the lines, n_lines + 1 */
  guint          n_lines;
  guint          next; /* first line not yet set */
  PrintCode     *code; /* nullable */
  gboolean       shown;
} Cell;

struct _PrintBand
{
  GArray  *cells;
  guint    n_rows;
  guint    row; /* first row not yet set whole */
  double   least_height;
  gboolean begun;
  gboolean done;
};

/* A row, or part of one, on the page being set. */
typedef struct
{
  guint  row;
  double y, height;
} Slice;

static void
clear_cell (gpointer data)
{
  Cell *cell = data;

  g_clear_object (&cell->layout);
  g_clear_pointer (&cell->tops, g_free);
  g_clear_pointer (&cell->code, g_free);
}

PrintBand *
print_band_new (guint n_rows)
{
  PrintBand *self = g_new0 (PrintBand, 1);

  self->n_rows = n_rows;
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (self->cells, clear_cell);
  return self;
}

void
print_band_free (PrintBand *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->cells);
  g_free (self);
}

double
print_band_inner (double width)
{
  return width - 2 * PAD_X;
}

void
print_band_add_cell (PrintBand *self, guint row, double x, double width, PangoLayout *layout, PrintCellFlags flags)
{
  Cell cell = { .row = row, .x = x, .width = width, .flags = flags };

  if (layout != NULL && *pango_layout_get_text (layout) != '\0')
    {
      cell.layout = g_object_ref (layout);
      cell.tops = print_text_tops (layout, &cell.n_lines);
    }
  g_array_append_val (self->cells, cell);
}

void
print_band_add_code (PrintBand *self, guint row, double x, double size, const PrintCode *code)
{
  Cell cell = { .row = row, .x = x, .width = size };

  cell.code = g_memdup2 (code, sizeof (PrintCode) + (gsize) code->side * code->side);
  g_array_append_val (self->cells, cell);
}

void
print_band_set_least_height (PrintBand *self, double height)
{
  self->least_height = height;
}

static Cell *
cell_at (const PrintBand *self, guint i)
{
  return &g_array_index (self->cells, Cell, i);
}

static double
cell_pad (const Cell *cell)
{
  return cell->flags & PRINT_CELL_TIGHT ? 0 : PAD_Y;
}

/* Height the cell's unset lines want, with the room around them. */
static double
cell_need (const Cell *cell)
{
  if (cell->code != NULL)
    return cell->shown ? 0 : cell->width;
  if (cell->next >= cell->n_lines)
    return 2 * cell_pad (cell);
  return cell->tops[cell->n_lines] - cell->tops[cell->next] + 2 * cell_pad (cell);
}

static double
rows_need (const PrintBand *self, guint row)
{
  double need = self->begun ? 0 : self->least_height / self->n_rows;

  for (guint i = 0; i < self->cells->len; i++)
    if (cell_at (self, i)->row == row)
      need = MAX (need, cell_need (cell_at (self, i)));
  return need;
}

double
print_band_rest (PrintBand *self)
{
  double sum = 0;

  for (guint row = self->row; row < self->n_rows; row++)
    sum += rows_need (self, row);
  return MAX (sum, rows_need (self, PRINT_ALL_ROWS));
}

/* Where the lines that fit into @height end. */
static guint
lines_fitting (const Cell *cell, double height)
{
  double room = height - 2 * cell_pad (cell) + EPSILON;
  guint  end = cell->next;

  while (end < cell->n_lines && cell->tops[end + 1] - cell->tops[cell->next] <= room)
    end++;
  return end;
}

/* Whether cutting @row at @height sets at least one line or all a cell still has. */
static gboolean
row_can_split (const PrintBand *self, guint row, double height)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      const Cell *cell = cell_at (self, i);

      if (cell->row != row)
        continue;
      if (cell->code != NULL && !cell->shown && cell->width > height)
        return FALSE;
      if (cell->next < cell->n_lines && lines_fitting (cell, height) == cell->next)
        return FALSE;
    }
  return TRUE;
}

/* Fills @slices with the rows that fit; the last one may be a part. Returns the height. */
static double
slice_rows (PrintBand *self, double room, gboolean split, GArray *slices)
{
  double y = 0;

  for (guint row = self->row; row < self->n_rows; row++)
    {
      double need = rows_need (self, row);
      Slice  slice = { row, y, need };

      if (y + need > room + EPSILON)
        {
          slice.height = room - y;
          if (!split || (y > 0 && need < TALL) || !row_can_split (self, row, slice.height))
            break;
          g_array_append_val (slices, slice);
          return room;
        }
      g_array_append_val (slices, slice);
      y += need;
    }
  return y;
}

static void
set_text (Cell *cell, PrintCanvas *canvas, double x, double y, double height)
{
  guint  end = lines_fitting (cell, height);
  double text = cell->tops[end] - cell->tops[cell->next];
  double top = cell_pad (cell);

  if (!(cell->flags & PRINT_CELL_TOP) && cell->next == 0 && end == cell->n_lines)
    top = (height - text) / 2;
  print_canvas_add_lines (canvas, cell->layout, cell->next, end, x + PAD_X, y + top);
  cell->next = end;
}

static void
set_cell (Cell *cell, PrintCanvas *canvas, double x, double y, double height)
{
  if (cell->flags & PRINT_CELL_SHADE)
    print_canvas_add_shade (canvas, x + cell->x, y, cell->width, height);
  if (cell->flags & PRINT_CELL_FRAME)
    print_canvas_add_frame (canvas, x + cell->x, y, cell->width, height);
  if (cell->layout != NULL)
    set_text (cell, canvas, x + cell->x, y, height);
  if (cell->code != NULL && !cell->shown)
    {
      print_canvas_add_code (canvas, cell->code, x + cell->x, y, cell->width);
      cell->shown = TRUE;
    }
}

static void
repeat_labels (PrintBand *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      Cell *cell = cell_at (self, i);

      if (cell->flags & PRINT_CELL_AGAIN && cell->next >= cell->n_lines)
        cell->next = 0;
    }
}

static gboolean
row_is_set (const PrintBand *self, guint row)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      const Cell *cell = cell_at (self, i);

      if (cell->row == row && (cell->next < cell->n_lines || (cell->code != NULL && !cell->shown)))
        return FALSE;
    }
  return TRUE;
}

/* Steps over the rows that are set; a cell over all rows that has lines left keeps the last row open. */
static void
advance (PrintBand *self, guint last_row)
{
  while (self->row <= last_row && row_is_set (self, self->row))
    self->row++;
  self->begun = TRUE;
  self->done = self->row == self->n_rows && row_is_set (self, PRINT_ALL_ROWS);
  if (self->done)
    return;
  self->row = MIN (self->row, self->n_rows - 1);
  repeat_labels (self);
}

/* A cell over all rows is longer than they are: each gets its share of the rest. */
static void
stretch (GArray *slices, double rest)
{
  double share = rest / slices->len;

  for (guint i = 0; i < slices->len; i++)
    {
      Slice *slice = &g_array_index (slices, Slice, i);

      slice->y += i * share;
      slice->height += share;
    }
}

static void
set_slices (PrintBand *self, PrintCanvas *canvas, double x, double y, double height, GArray *slices)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      Cell *cell = cell_at (self, i);

      if (cell->row == PRINT_ALL_ROWS)
        set_cell (cell, canvas, x, y, height);
      for (guint j = 0; j < slices->len; j++)
        {
          const Slice *slice = &g_array_index (slices, Slice, j);

          if (cell->row == slice->row)
            set_cell (cell, canvas, x, y + slice->y, slice->height);
        }
    }
}

/**
 * print_band_set:
 * @x: left edge of the body, points
 * @y: top of the room, points
 * @room: height that may be taken, points
 * @split: whether a row may be cut between two lines
 *
 * Puts as much of the band on the page as fits: whole rows, and of a row too high for the page as many lines
 * as there is room for. Cells over all rows flow on independently of the rows beside them; if they are longer,
 * the rows are stretched.
 *
 * Returns: the height taken, points; 0 if not even a line fits
 */
double
print_band_set (PrintBand *self, PrintCanvas *canvas, double x, double y, double room, gboolean split)
{
  g_autoptr (GArray) slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  Slice *last;
  double height, spans;

  if (self->done)
    return 0;
  height = slice_rows (self, room, split, slices);
  if (slices->len == 0)
    return 0;
  last = &g_array_index (slices, Slice, slices->len - 1);
  spans = rows_need (self, PRINT_ALL_ROWS);
  if (last->row == self->n_rows - 1 && spans > height)
    {
      if (spans > room + EPSILON && !split)
        return 0;
      stretch (slices, MIN (spans, room) - height);
      height = MIN (spans, room);
    }
  set_slices (self, canvas, x, y, height, slices);
  advance (self, last->row);
  return height;
}

gboolean
print_band_is_done (const PrintBand *self)
{
  return self->done;
}

void
print_band_rewind (PrintBand *self)
{
  self->row = 0;
  self->begun = FALSE;
  self->done = FALSE;
  for (guint i = 0; i < self->cells->len; i++)
    {
      cell_at (self, i)->next = 0;
      cell_at (self, i)->shown = FALSE;
    }
}
