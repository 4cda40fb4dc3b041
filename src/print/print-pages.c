/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print.h"

#include "print/print-block.h"
#include "print/print-canvas.h"
#include "print/print-text.h"

#include <glib/gi18n-lib.h>

#define FOOT 16.0 /* height of the line at the foot, inside the margin */
#define HEAD 20.0 /* height of the running head */
#define BLOCK_GAP 7.0
#define LEAST_ROOM 60.0 /* less than this is not worth beginning a long text in */
#define KEEP 230.0      /* a band up to this height goes to the next page rather than being cut */

struct _PrintPages
{
  GPtrArray *canvases;
};

/* Where the next band goes. */
typedef struct
{
  const PrintDoc *doc;
  PangoContext   *context;
  GPtrArray      *canvases; /* all pages so far; those of @doc begin at @first */
  guint           first;
  double          y;
  gboolean        fresh; /* nothing but heads on this page yet */
} Cursor;

static PrintCanvas *
current (const Cursor *cursor)
{
  return g_ptr_array_index (cursor->canvases, cursor->canvases->len - 1);
}

static double
room (const Cursor *cursor)
{
  return PRINT_PAGE_HEIGHT - PRINT_MARGIN - FOOT - cursor->y;
}

/* One text in the body's width; returns its height. */
static double
put_text (const Cursor *cursor, PrintCanvas *canvas, PrintFont font, const char *text, PrintAlign align, double y)
{
  g_autoptr (PangoLayout) layout = print_text_new (cursor->context, font, text, PRINT_BODY_WIDTH, align);
  int height;

  print_canvas_add_text (canvas, layout, PRINT_MARGIN, y);
  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* A line that must not grow: cut by Pango rather than running into its neighbour. */
static void
put_line (const Cursor *cursor, PrintCanvas *canvas, const char *text, PrintAlign align, double share, double y)
{
  double width = PRINT_BODY_WIDTH * share;
  double x = align == PRINT_LEFT ? 0 : align == PRINT_RIGHT ? PRINT_BODY_WIDTH - width
                                                            : (PRINT_BODY_WIDTH - width) / 2;
  g_autoptr (PangoLayout) layout = print_text_new (cursor->context, PRINT_FONT_SMALL, text, width, align);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (layout, -1);
  print_canvas_add_text (canvas, layout, PRINT_MARGIN + x, y);
}

static void
put_title (Cursor *cursor)
{
  const PrintDoc *doc = cursor->doc;
  PrintCanvas    *canvas = current (cursor);

  if (doc->org != NULL)
    put_line (cursor, canvas, doc->org, PRINT_LEFT, 0.6, cursor->y);
  if (doc->version != NULL)
    put_line (cursor, canvas, doc->version, PRINT_RIGHT, 0.38, cursor->y);
  if (doc->org != NULL || doc->version != NULL)
    cursor->y += 13;
  cursor->y += put_text (cursor, canvas, PRINT_FONT_TITLE, doc->title, PRINT_CENTRE, cursor->y);
  if (doc->subtitle != NULL)
    cursor->y += put_text (cursor, canvas, PRINT_FONT_BODY, doc->subtitle, PRINT_CENTRE, cursor->y) + 4;
  cursor->y += 4;
}

static void
put_running_head (Cursor *cursor)
{
  PrintCanvas *canvas = current (cursor);

  put_line (cursor, canvas, cursor->doc->title, PRINT_LEFT, 0.49, cursor->y);
  if (cursor->doc->running != NULL)
    put_line (cursor, canvas, cursor->doc->running, PRINT_RIGHT, 0.49, cursor->y);
  print_canvas_add_rule (canvas, PRINT_MARGIN, cursor->y + 13, PRINT_BODY_WIDTH);
  cursor->y += HEAD;
}

static void
new_page (Cursor *cursor)
{
  g_ptr_array_add (cursor->canvases, print_canvas_new ());
  cursor->y = PRINT_MARGIN;
  cursor->fresh = TRUE;
  if (cursor->canvases->len == cursor->first + 1)
    put_title (cursor);
  else
    put_running_head (cursor);
}

static void
put_header (Cursor *cursor, PrintBand *header)
{
  if (header == NULL)
    return;
  print_band_rewind (header);
  cursor->y += print_band_set (header, current (cursor), PRINT_MARGIN, cursor->y, room (cursor), TRUE);
}

/* Sets a band, over as many pages as it needs, under @header again on each. */
static void
put_band (Cursor *cursor, PrintBand *band, PrintBand *header)
{
  while (!print_band_is_done (band))
    {
      double   rest = print_band_rest (band);
      gboolean fits = rest <= room (cursor);
      double   height = 0;

      if (fits || cursor->fresh || (rest > KEEP && room (cursor) > LEAST_ROOM))
        height = print_band_set (band, current (cursor), PRINT_MARGIN, cursor->y, room (cursor), !fits);
      cursor->y += height;
      if (height > 0)
        cursor->fresh = FALSE;
      else
        g_assert (!cursor->fresh);
      if (!print_band_is_done (band))
        {
          new_page (cursor);
          put_header (cursor, header);
        }
    }
}

/* Height the beginning of a block needs so that its headings do not stand alone at the foot of a page. */
static double
height_of_start (PrintBands *bands)
{
  double height = 0;

  if (bands->heading != NULL)
    height += print_band_rest (bands->heading);
  if (bands->header != NULL)
    height += print_band_rest (bands->header);
  for (guint i = 0; i < bands->bands->len && (i == 0 || bands->together); i++)
    height += MIN (print_band_rest (g_ptr_array_index (bands->bands, i)), bands->together ? PRINT_PAGE_HEIGHT : KEEP);
  return height;
}

static void
put_block (Cursor *cursor, const PrintBlock *block)
{
  g_autoptr (PrintBands) bands = print_bands_new (block, cursor->context);

  if (!cursor->fresh && (block->new_page || height_of_start (bands) > room (cursor)))
    new_page (cursor);
  if (bands->heading != NULL)
    put_band (cursor, bands->heading, NULL);
  put_header (cursor, bands->header);
  for (guint i = 0; i < bands->bands->len; i++)
    put_band (cursor, g_ptr_array_index (bands->bands, i), bands->header);
  cursor->y += BLOCK_GAP;
}

static void
put_feet (const Cursor *cursor)
{
  guint n = cursor->canvases->len - cursor->first;

  for (guint i = 0; i < n; i++)
    {
      PrintCanvas *canvas = g_ptr_array_index (cursor->canvases, cursor->first + i);
      /* Translators: page number and number of pages at the foot of a printed form */
      g_autofree char *text = g_strdup_printf (_("Page %d of %d"), (int) i + 1, (int) n);
      double           y = PRINT_PAGE_HEIGHT - PRINT_MARGIN - 10;

      put_line (cursor, canvas, text, PRINT_CENTRE, 0.3, y);
      if (cursor->doc->mark != NULL)
        put_line (cursor, canvas, cursor->doc->mark, PRINT_LEFT, 0.36, y);
    }
}

static void
put_doc (Cursor *cursor, const PrintDoc *doc)
{
  cursor->doc = doc;
  cursor->first = cursor->canvases->len;
  new_page (cursor);
  for (guint i = 0; i < doc->blocks->len; i++)
    put_block (cursor, g_ptr_array_index (doc->blocks, i));
  put_feet (cursor);
}

/**
 * print_pages_new:
 * @docs: (array length=n_docs): documents, needed only during the call
 *
 * Sets all documents in pages; each begins on a page of its own and counts its pages from 1. An empty document
 * has one page with its title.
 *
 * Returns: (transfer full): the pages, to be drawn in any order and any number of times
 */
PrintPages *
print_pages_new (PrintDoc *const *docs, guint n_docs)
{
  PrintPages *self = g_new0 (PrintPages, 1);
  Cursor      cursor = { .context = print_text_context_new () };

  self->canvases = g_ptr_array_new_with_free_func ((GDestroyNotify) print_canvas_free);
  cursor.canvases = self->canvases;
  for (guint i = 0; i < n_docs; i++)
    put_doc (&cursor, docs[i]);
  g_object_unref (cursor.context);
  return self;
}

void
print_pages_free (PrintPages *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->canvases);
  g_free (self);
}

guint
print_pages_count (const PrintPages *self)
{
  return self->canvases->len;
}

/**
 * print_draw_page:
 * @page: from 0 to print_pages_count () − 1
 * @cr: a context whose unit is the point and whose origin is the top left corner of an A4 sheet (for
 *   GtkPrintOperation: gtk_print_operation_set_unit (GTK_UNIT_POINTS), use_full_page)
 *
 * Draws one page with its number. May be called for any page again.
 */
void
print_draw_page (const PrintPages *self, guint page, cairo_t *cr)
{
  g_return_if_fail (page < self->canvases->len);

  print_canvas_draw (g_ptr_array_index (self->canvases, page), cr);
}
