/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows out of a CSV file by a map: first a dry run over everything, then all of it in one transaction, or nothing. */
#pragma once

#include "ctl/admin.h"
#include "ctl/import-map.h"

#define IMPORT_ERRORS_KEPT 20

typedef struct
{
  guint line;    /* where the record begins; 0 = the whole file */
  char *column;  /* nullable */
  char *message; /* English sentence */
} ImportError;

typedef struct
{
  char      *id;     /* of the import: 32 hex digits, in import_id of every row that has such a field */
  guint      lines;  /* records read */
  GArray    *counts; /* guint: rows by group of the map */
  guint      bad;    /* lines refused */
  GPtrArray *errors; /* ImportError, the first IMPORT_ERRORS_KEPT */
} ImportReport;

void import_report_clear (ImportReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImportReport, import_report_clear)

/* Called now and then with the number of lines done. */
typedef void (*ImportProgress) (guint lines, gpointer data);

/**
 * import_file:
 * @write: FALSE = dry run: nothing changes
 * @skip_bad: lines with errors are left out; else one of them stops the whole import before anything is written
 * @report: filled in either case
 *
 * In the caller's transaction. Errors: GIO's, #CSV_ERROR, %CTL_ERROR_FAILED for a column the file lacks, #DB_ERROR.
 */
gboolean import_file (Admin           *admin,
                      const char      *path,
                      const ImportMap *map,
                      gboolean         write,
                      gboolean         skip_bad,
                      ImportReport    *report,
                      ImportProgress   progress,
                      gpointer         data,
                      GError         **error);

typedef struct
{
  guint      deleted;
  GPtrArray *kept; /* char *: "table id", rows changed since */
} UndoReport;

void undo_report_clear (UndoReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UndoReport, undo_report_clear)

/* Deletes the rows of import @id that nobody changed since, with their children. In the caller's transaction. */
gboolean import_undo (Admin *admin, const char *id, UndoReport *report, GError **error);
