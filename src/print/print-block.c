/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-block.h"

#include "print/print-number.h"
#include "print/print-text.h"

#include <glib/gi18n-lib.h>

#define GRID_LABEL 52.0
#define TEXT_LABEL 68.0
#define CODE_SIZE 74.0
#define SIGNATURE_LEAST 44.0
#define TEXT_LEAST 26.0
#define SIGN_HERE "____________"

/* A cell with a text of its own; labels, which are shaded, are set to fit. */
static void
add_text (PrintBand     *band,
          PangoContext  *context,
          guint          row,
          double         x,
          double         width,
          PrintFont      font,
          const char    *text,
          PrintAlign     align,
          PrintCellFlags flags)
{
  g_autoptr (PangoLayout) layout = print_text_new (context, font, text, print_band_inner (width), align);

  if (flags & PRINT_CELL_SHADE)
    print_text_fit_words (layout, print_band_inner (width));
  print_band_add_cell (band, row, x, width, layout, flags);
}

static PrintBand *
heading_band (PangoContext *context, const char *heading)
{
  PrintBand *band = print_band_new (1);

  /* Headings stand on the body's edge, so the room inside the cell is taken back at the left. */
  add_text (band, context, 0, -PRINT_CELL_PAD, PRINT_BODY_WIDTH + PRINT_CELL_PAD, PRINT_FONT_HEADING, heading,
            PRINT_LEFT, PRINT_CELL_PLAIN);
  return band;
}

/* Grid: label and value, n pairs beside each other; the last value of a short row takes the rest of the line. */
static void
add_grid (PrintBands *self, const PrintBlock *block, PangoContext *context)
{
  const double pair = PRINT_BODY_WIDTH / block->n_columns;

  for (guint i = 0; i < block->rows->len; i += block->n_columns)
    {
      PrintBand *band = print_band_new (1);
      guint      n = MIN (block->n_columns, block->rows->len - i);

      for (guint j = 0; j < n; j++)
        {
          const PrintRow *row = g_ptr_array_index (block->rows, i + j);
          double          width = (j + 1 == n ? PRINT_BODY_WIDTH - j * pair : pair) - GRID_LABEL;

          add_text (band, context, 0, j * pair, GRID_LABEL, PRINT_FONT_BODY, row->cells[0].text, PRINT_CENTRE,
                    PRINT_CELL_FRAME | PRINT_CELL_SHADE);
          add_text (band, context, 0, j * pair + GRID_LABEL, width, PRINT_FONT_BODY, row->cells[1].text, PRINT_LEFT,
                    PRINT_CELL_FRAME);
        }
      g_ptr_array_add (self->bands, band);
    }
}

/* A single line stands in the middle of its row, a longer text begins at the top. */
static void
add_texts (PrintBands *self, const PrintBlock *block, PangoContext *context)
{
  for (guint i = 0; i < block->rows->len; i++)
    {
      const PrintRow *row = g_ptr_array_index (block->rows, i);
      PrintBand      *band = print_band_new (1);
      const double    width = PRINT_BODY_WIDTH - TEXT_LABEL;
      g_autoptr (PangoLayout) layout = NULL;
      PrintCellFlags top;

      add_text (band, context, 0, 0, TEXT_LABEL, PRINT_FONT_BODY, row->cells[0].text, PRINT_CENTRE,
                PRINT_CELL_FRAME | PRINT_CELL_SHADE | PRINT_CELL_AGAIN);
      layout = print_text_new (context, PRINT_FONT_BODY, row->cells[1].text, print_band_inner (width), PRINT_LEFT);
      top = pango_layout_get_line_count (layout) > 1 ? PRINT_CELL_TOP : PRINT_CELL_PLAIN;
      print_band_add_cell (band, 0, TEXT_LABEL, width, layout, PRINT_CELL_FRAME | top);
      print_band_set_least_height (band, TEXT_LEAST);
      g_ptr_array_add (self->bands, band);
    }
}

static void
add_lines (PrintBands *self, const PrintBlock *block, PangoContext *context, PrintFont font)
{
  for (guint i = 0; i < block->rows->len; i++)
    {
      const PrintRow *row = g_ptr_array_index (block->rows, i);
      PrintBand      *band = print_band_new (1);

      if (block->kind == PRINT_BLOCK_NOTES)
        {
          g_autofree char *number = g_strdup_printf ("%u.", i + 1);

          add_text (band, context, 0, 0, 20, font, number, PRINT_RIGHT, PRINT_CELL_TOP | PRINT_CELL_TIGHT);
          add_text (band, context, 0, 18, PRINT_BODY_WIDTH - 18, font, row->cells[0].text, PRINT_LEFT,
                    PRINT_CELL_TOP | PRINT_CELL_TIGHT);
        }
      else if (block->kind == PRINT_BLOCK_BYTES)
        add_text (band, context, 0, 0, PRINT_BODY_WIDTH, font, row->cells[0].text, PRINT_LEFT,
                  PRINT_CELL_TOP | PRINT_CELL_TIGHT);
      else
        add_text (band, context, 0, -PRINT_CELL_PAD, PRINT_BODY_WIDTH + 2 * PRINT_CELL_PAD, font, row->cells[0].text,
                  PRINT_LEFT, PRINT_CELL_TOP);
      g_ptr_array_add (self->bands, band);
    }
}

/* Left edge of column @i, in points; @i = n_columns gives the right edge of the table. */
static double
column_x (const PrintBlock *block, guint i)
{
  int before = 0, sum = 0;

  for (guint j = 0; j < block->n_columns; j++)
    {
      if (j < i)
        before += block->columns[j].width;
      sum += block->columns[j].width;
    }
  return PRINT_BODY_WIDTH * before / MAX (sum, 1);
}

static PrintFont
row_font (const PrintRow *row)
{
  return row->kind == PRINT_ROW_PLAIN ? PRINT_FONT_TABLE : PRINT_FONT_TABLE_STRONG;
}

static PrintCellFlags
cell_flags (const PrintRow *row, const PrintColumn *column)
{
  PrintCellFlags flags = PRINT_CELL_FRAME;

  if (column->flags & PRINT_COLUMN_LABEL)
    flags |= PRINT_CELL_SHADE | PRINT_CELL_AGAIN;
  if (column->flags & PRINT_COLUMN_TEXT)
    flags |= PRINT_CELL_TOP;
  if (row->kind == PRINT_ROW_GROUP)
    flags |= PRINT_CELL_SHADE;
  return flags;
}

/* One cell with those merged into it from the right; @band_row may be PRINT_ALL_ROWS. */
static void
add_cell (PrintBand *band, const PrintBlock *block, PangoContext *context, const PrintRow *row, guint i, guint band_row)
{
  const PrintColumn *column = &block->columns[i];
  guint              end = i + 1;
  double             x = column_x (block, i);
  double             width;
  PrintAlign         align;
  g_autoptr (PangoLayout) layout = NULL;

  while (end < row->n_cells && row->cells[end].merge == PRINT_MERGED_LEFT)
    end++;
  width = column_x (block, end) - x;
  align = end > i + 1 ? PRINT_LEFT : column->align;
  layout = print_text_new (context, row_font (row), row->cells[i].text, print_band_inner (width), align);
  if (column->flags & PRINT_COLUMN_NOWRAP)
    print_text_fit (layout, print_band_inner (width));
  print_band_add_cell (band, band_row, x, width, layout, cell_flags (row, column));
}

static gboolean
is_joined (const PrintRow *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    if (row->cells[i].merge == PRINT_MERGED_ABOVE)
      return TRUE;
  return FALSE;
}

static PrintBand *
band_of_rows (const PrintBlock *block, PangoContext *context, guint first, guint n_rows)
{
  PrintBand      *band = print_band_new (n_rows);
  const PrintRow *second = n_rows > 1 ? g_ptr_array_index (block->rows, first + 1) : NULL;

  for (guint r = 0; r < n_rows; r++)
    {
      const PrintRow *row = g_ptr_array_index (block->rows, first + r);

      for (guint i = 0; i < row->n_cells; i++)
        {
          gboolean spans = r == 0 && second != NULL && second->cells[i].merge == PRINT_MERGED_ABOVE;

          if (row->cells[i].merge == PRINT_OWN)
            add_cell (band, block, context, row, i, spans ? PRINT_ALL_ROWS : r);
        }
    }
  return band;
}

static PrintBand *
header_band (const PrintBlock *block, PangoContext *context)
{
  PrintBand *band = NULL;

  for (guint i = 0; i < block->n_columns; i++)
    if (block->columns[i].title != NULL)
      band = band ? band : print_band_new (1);
  for (guint i = 0; band != NULL && i < block->n_columns; i++)
    {
      const char *title = block->columns[i].title ? block->columns[i].title : "";
      double      x = column_x (block, i);
      double      width = column_x (block, i + 1) - x;
      g_autoptr (PangoLayout)
          layout = print_text_new (context, PRINT_FONT_TABLE_STRONG, title, print_band_inner (width), PRINT_CENTRE);

      print_text_fit_words (layout, print_band_inner (width));
      print_band_add_cell (band, 0, x, width, layout, PRINT_CELL_FRAME | PRINT_CELL_SHADE);
    }
  return band;
}

static void
add_table (PrintBands *self, const PrintBlock *block, PangoContext *context)
{
  guint n_rows;

  self->header = header_band (block, context);
  for (guint first = 0; first < block->rows->len; first += n_rows)
    {
      n_rows = 1;
      while (first + n_rows < block->rows->len && is_joined (g_ptr_array_index (block->rows, first + n_rows)))
        n_rows++;
      g_ptr_array_add (self->bands, band_of_rows (block, context, first, n_rows));
    }
}

/* The words of a signature box; a place not signed yet has lines to write on. */
static char *
signature_text (const PrintSignature *signature)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _("Signature: %s    Date: %s"),
                                   signature->name ? signature->name : SIGN_HERE,
                                   signature->moment ? signature->moment : SIGN_HERE);
  if (signature->stance_text != NULL && *signature->stance_text != '\0')
    g_string_append_printf (text, "\n%s", signature->stance_text);
  if (signature->digest != NULL)
    {
      g_autofree char *grouped = print_number_digest (signature->digest, 16);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Digest: %s"), grouped);
    }
  if (signature->name != NULL && !signature->key_confirmed)
    g_string_append_printf (text, "\n%s", _("The signer’s key is not confirmed yet."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_signature (PrintBand *band, PangoContext *context, const PrintSignature *signature, double x, double width)
{
  g_autofree char *text = signature_text (signature);

  add_text (band, context, 0, x, TEXT_LABEL, PRINT_FONT_STRONG, signature->role, PRINT_CENTRE,
            PRINT_CELL_FRAME | PRINT_CELL_SHADE | PRINT_CELL_AGAIN);
  add_text (band, context, 0, x + TEXT_LABEL, width - TEXT_LABEL, PRINT_FONT_TABLE, text, PRINT_LEFT, PRINT_CELL_FRAME);
}

/* Two boxes beside each other, a last one alone over the whole width; the role at the left, the words at the right. */
static void
add_signatures (PrintBands *self, const PrintBlock *block, PangoContext *context)
{
  self->together = TRUE;
  for (guint i = 0; i < block->signatures->len; i += 2)
    {
      PrintBand *band = print_band_new (1);
      guint      n = MIN (2, block->signatures->len - i);
      double     width = PRINT_BODY_WIDTH / n;

      for (guint j = 0; j < n; j++)
        add_signature (band, context, g_ptr_array_index (block->signatures, i + j), j * width, width);
      print_band_set_least_height (band, SIGNATURE_LEAST);
      g_ptr_array_add (self->bands, band);
    }
}

static void
add_code (PrintBands *self, const PrintBlock *block, PangoContext *context)
{
  g_autofree PrintCode *code = print_code_new (block->payload);
  g_autoptr (GString) text = g_string_new (NULL);
  PrintBand *band = print_band_new (1);
  double     x = code ? CODE_SIZE + 4 : 0;
  g_autoptr (PangoLayout) layout = NULL;

  for (guint i = 0; i < block->rows->len; i++)
    {
      const PrintRow *row = g_ptr_array_index (block->rows, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", row->cells[0].text);
    }
  if (code != NULL)
    print_band_add_code (band, 0, 0, CODE_SIZE, code);
  layout = print_text_new (context, PRINT_FONT_SMALL, text->str, print_band_inner (PRINT_BODY_WIDTH - x), PRINT_LEFT);
  pango_layout_set_wrap (layout, PANGO_WRAP_CHAR);
  print_band_add_cell (band, 0, x, PRINT_BODY_WIDTH - x, layout, PRINT_CELL_PLAIN);
  self->together = TRUE;
  g_ptr_array_add (self->bands, band);
}

PrintBands *
print_bands_new (const PrintBlock *block, PangoContext *context)
{
  PrintBands *self = g_new0 (PrintBands, 1);

  self->bands = g_ptr_array_new_with_free_func ((GDestroyNotify) print_band_free);
  if (block->heading != NULL)
    self->heading = heading_band (context, block->heading);
  switch (block->kind)
    {
    case PRINT_BLOCK_GRID:
      add_grid (self, block, context);
      break;
    case PRINT_BLOCK_TABLE:
      add_table (self, block, context);
      break;
    case PRINT_BLOCK_TEXTS:
      add_texts (self, block, context);
      break;
    case PRINT_BLOCK_NOTES:
    case PRINT_BLOCK_BYTES:
      add_lines (self, block, context, PRINT_FONT_SMALL);
      break;
    case PRINT_BLOCK_PARAGRAPHS:
      add_lines (self, block, context, PRINT_FONT_BODY);
      break;
    case PRINT_BLOCK_SIGNATURES:
      add_signatures (self, block, context);
      break;
    case PRINT_BLOCK_CODE:
      add_code (self, block, context);
      break;
    default:
      g_assert_not_reached ();
    }
  return self;
}

void
print_bands_free (PrintBands *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->heading, print_band_free);
  g_clear_pointer (&self->header, print_band_free);
  g_ptr_array_unref (self->bands);
  g_free (self);
}
