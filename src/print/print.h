/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A4 pages of documents: for a PDF file, for GtkPrintOperation (one page = one unit of work) and for previews.
 * Any thread; one object in one thread at a time. Needs no display. */
#pragma once

#include <cairo.h>

#include "print/print-doc.h"

#define PRINT_ERROR (print_error_quark ())

typedef enum
{
  PRINT_ERROR_DRAW,    /* the PDF could not be drawn or written */
  PRINT_ERROR_DOCUMENT /* a stored document is not what a form is printed from */
} PrintError;

GQuark print_error_quark (void);

typedef struct _PrintPages PrintPages;

PrintPages *print_pages_new (PrintDoc *const *docs, guint n_docs);
void        print_pages_free (PrintPages *self);
guint       print_pages_count (const PrintPages *self);
void        print_draw_page (const PrintPages *self, guint page, cairo_t *cr);

gboolean print_pdf (PrintDoc *const *docs, guint n_docs, const char *path, GError **error);
GBytes  *print_pdf_bytes (PrintDoc *const *docs, guint n_docs, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrintPages, print_pages_free)
