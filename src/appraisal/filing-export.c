/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/filing-export.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <xlsxwriter.h>

#include "app/format.h"

#define CELLS 8

/* clang-format off */
static const char *const heads[CELLS] = {
  N_("Filing no."), N_("Employee no."), N_("Name"), N_("Team"), N_("Month"), N_("Total"), N_("Grade"), N_("Coefficient") };
/* clang-format on */

/* (transfer full): one row as texts; numbers plain, so that a spreadsheet reads them. */
static char **
cells_of (ZuoxiReviewItem *item, Directory *directory)
{
  const AppraisalCase *shown = zuoxi_review_item_get_case (item);
  const Filing        *filing = shown->dossier->filing;
  const Person        *person = directory_person (directory, filing->person);
  const Team          *team = directory_team (directory, shown->dossier->form->team);
  char               **cells = g_new0 (char *, CELLS + 1);

  cells[0] = g_strdup (filing->number);
  cells[1] = g_strdup (person != NULL ? person->number : "");
  cells[2] = g_strdup (person != NULL ? person->name : "");
  cells[3] = g_strdup (team != NULL ? team->name : "");
  cells[4] = g_strdup (filing->month);
  cells[5] = format_score (filing->total);
  cells[6] = g_strdup (filing->grade_title);
  cells[7] = format_score (filing->coefficient);
  return cells;
}

static void
append_cell (GString *text, const char *cell, gboolean last)
{
  g_autoptr (GString) quoted = g_string_new (cell);

  /* A cell that a spreadsheet would take for a formula is kept a text. */
  if (*cell == '=' || *cell == '+' || *cell == '-' || *cell == '@')
    g_string_prepend_c (quoted, '\'');
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_append_printf (text, "\"%s\"%s", quoted->str, last ? "\r\n" : ",");
}

static gboolean
write_csv (GPtrArray *items, Directory *directory, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("\xef\xbb\xbf");

  for (guint i = 0; i < CELLS; i++)
    append_cell (text, _ (heads[i]), i == CELLS - 1);
  for (guint i = 0; i < items->len; i++)
    {
      g_auto (GStrv) cells = cells_of (items->pdata[i], directory);

      for (guint j = 0; j < CELLS; j++)
        append_cell (text, cells[j], j == CELLS - 1);
    }
  return g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* Whole or not at all, and for its owner alone. */
static gboolean
write_xlsx (GPtrArray *items, Directory *directory, const char *path, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  lxw_workbook    *book = workbook_new (part);
  lxw_worksheet   *sheet = book != NULL ? workbook_add_worksheet (book, NULL) : NULL;
  lxw_error        code = LXW_ERROR_MEMORY_MALLOC_FAILED;

  for (guint j = 0; sheet != NULL && j < CELLS; j++)
    worksheet_write_string (sheet, 0, (lxw_col_t) j, _ (heads[j]), NULL);
  for (guint i = 0; sheet != NULL && i < items->len; i++)
    {
      g_auto (GStrv) cells = cells_of (items->pdata[i], directory);

      for (guint j = 0; j < CELLS; j++)
        if (j == 5 || j == 7)
          worksheet_write_number (sheet, i + 1, (lxw_col_t) j, g_ascii_strtod (cells[j], NULL), NULL);
        else
          worksheet_write_string (sheet, i + 1, (lxw_col_t) j, cells[j], NULL);
    }
  if (book != NULL)
    code = workbook_close (book);
  if (code == LXW_NO_ERROR && g_chmod (part, 0600) == 0 && g_rename (part, path) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path,
               code != LXW_NO_ERROR ? lxw_strerror (code) : g_strerror (errno));
  g_unlink (part);
  return FALSE;
}

/**
 * filing_export:
 * @items: forms; those not filed are left out
 */
gboolean
filing_export (GPtrArray *items, Directory *directory, const char *path, GError **error)
{
  g_autoptr (GPtrArray) filed = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (zuoxi_review_item_get_case (items->pdata[i])->dossier->filing != NULL)
      g_ptr_array_add (filed, items->pdata[i]);
  return g_str_has_suffix (path, ".xlsx") ? write_xlsx (filed, directory, path, error)
                                          : write_csv (filed, directory, path, error);
}
