/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading CSV as people have it: UTF-8 with or without a mark, GB18030, or both in one file; quoted cells over several
 * lines. Every line is decoded by itself, so a file that changes its encoding half-way still arrives whole.
 */
#pragma once

#include <gio/gio.h>

#define CSV_LINE_MAX (1 << 20) /* bytes */
#define CSV_CELL_MAX 65536     /* bytes, as a long text */

#define CSV_ERROR (csv_error_quark ())
GQuark csv_error_quark (void);
typedef enum
{
  CSV_ERROR_EMPTY,   /* not even a header line */
  CSV_ERROR_COLUMNS, /* a column is named twice or not at all */
  CSV_ERROR_STOPPED, /* the callback said so */
} CsvError;

typedef struct
{
  guint       line;    /* where the record begins, from 1 */
  char      **header;  /* NULL-terminated, the first record */
  char      **cells;   /* as many as the header has; NULL if the record is bad */
  const char *problem; /* msgid of what is wrong with the record, or NULL */
  const char *column;  /* name of the column it is about, or NULL */
} CsvRecord;

/* Return FALSE to stop. */
typedef gboolean (*CsvFunc) (const CsvRecord *record, gpointer data);

gboolean csv_read (GInputStream *input,
                   char          separator,
                   CsvFunc       func,
                   gpointer      data,
                   GCancellable *cancellable,
                   GError      **error);
int      csv_column (char **header, const char *name);
