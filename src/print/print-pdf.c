/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print.h"

#include "print/print-canvas.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (print - error - quark, print_error)

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A bookmark by which a reader finds one person's form in a team's file. */
static void
add_bookmark (cairo_surface_t *surface, const PrintDoc *doc, guint page)
{
  g_autofree char *name = doc->running ? g_strdup_printf ("%s · %s", doc->title, doc->running) : g_strdup (doc->title);
  g_autofree char *target = g_strdup_printf ("page=%u", page);

  cairo_pdf_surface_add_outline (surface, CAIRO_PDF_OUTLINE_ROOT, name, target, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

static void
draw_doc (cairo_surface_t *surface, cairo_t *cr, PrintDoc *doc, guint *page)
{
  g_autoptr (PrintPages) pages = print_pages_new (&doc, 1);

  for (guint i = 0; i < print_pages_count (pages); i++)
    {
      g_autofree char *label = g_strdup_printf ("%u", i + 1);

      cairo_pdf_surface_set_page_label (surface, label);
      if (i == 0)
        add_bookmark (surface, doc, *page);
      print_draw_page (pages, i, cr);
      cairo_show_page (cr);
      (*page)++;
    }
}

/**
 * print_pdf_bytes:
 * @docs: (array length=n_docs): at least one document
 * @error: return location for a PRINT_ERROR_DRAW
 *
 * Draws the documents one after the other into one PDF; page numbers begin anew with each. Slow (about 50 ms a
 * page at first, then less): call it in a worker thread for more than a few.
 *
 * Returns: (transfer full): the file's bytes, or %NULL with @error set
 */
GBytes *
print_pdf_bytes (PrintDoc *const *docs, guint n_docs, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t         *cr;
  cairo_status_t   status;
  guint            page = 1;

  g_return_val_if_fail (n_docs > 0, NULL);

  surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, PRINT_PAGE_WIDTH, PRINT_PAGE_HEIGHT);
  cr = cairo_create (surface);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, docs[0]->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "zuoxi " VERSION);
  if (docs[0]->org != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, docs[0]->org);
  for (guint i = 0; i < n_docs && cairo_status (cr) == CAIRO_STATUS_SUCCESS; i++)
    draw_doc (surface, cr, docs[i], &page);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, PRINT_ERROR, PRINT_ERROR_DRAW,
                   _("The PDF could not be drawn: %s"), cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * print_pdf:
 * @path: file to write; replaced as a whole or not at all
 * @error: return location for a PRINT_ERROR_DRAW or a GFileError
 *
 * As print_pdf_bytes (), into a file that only its owner reads: it is about a person.
 *
 * Returns: %FALSE with @error set if the file was not written
 */
gboolean
print_pdf (PrintDoc *const *docs, guint n_docs, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = print_pdf_bytes (docs, n_docs, error);
  const char *data;
  gsize       size;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  return g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
