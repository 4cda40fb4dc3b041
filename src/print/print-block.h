/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the blocks of a document into bands. Internal to layer print. */
#pragma once

#include "print/print-band.h"
#include "print/print-doc.h"

typedef struct
{
  PrintBand *heading;  /* nullable */
  PrintBand *header;   /* nullable: a table's column titles, set again on each page */
  GPtrArray *bands;    /* PrintBand * */
  gboolean   together; /* all on one page if a page can hold it */
} PrintBands;

PrintBands *print_bands_new (const PrintBlock *block, PangoContext *context);
void        print_bands_free (PrintBands *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrintBands, print_bands_free)
