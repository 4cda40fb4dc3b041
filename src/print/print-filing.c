/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-filing.h"

#include "print/print-number.h"

#include <glib/gi18n-lib.h>

static guint
count_filed (const PrintFilingList *list)
{
  guint n = 0;

  for (guint i = 0; i < list->n_rows; i++)
    n += *list->rows[i].number != '\0';
  return n;
}

static void
add_head (PrintDoc *doc, const PrintFilingList *list, const char *month)
{
  PrintBlock      *grid = print_doc_add_grid (doc, NULL, 4);
  g_autofree char *filed = g_strdup_printf (_("%u of %u"), count_filed (list), list->n_rows);

  print_block_add_pair (grid, _("Department"), list->department);
  print_block_add_pair (grid, _("Month assessed"), month);
  print_block_add_pair (grid, _("Filed"), filed);
  print_block_add_pair (grid, _("Printed on"), list->printed_on);
}

static char *
number_or_dash (gint64 hundredths)
{
  return hundredths < 0 ? g_strdup ("—") : print_number_score (hundredths);
}

static void
add_rows (PrintDoc *doc, const PrintFilingList *list)
{
  /* clang-format off */
  const PrintColumn columns[] = {
    { _("No."), 10, PRINT_CENTRE, 0 },
    { _("Filing no."), 32, PRINT_LEFT, PRINT_COLUMN_NOWRAP },
    { _("Employee no."), 18, PRINT_LEFT, PRINT_COLUMN_NOWRAP },
    { _("Full name"), 20, PRINT_LEFT, 0 },
    { _("Team"), 28, PRINT_LEFT, 0 },
    { _("Score"), 16, PRINT_RIGHT, PRINT_COLUMN_NOWRAP },
    { _("Grade"), 17, PRINT_CENTRE, 0 },
    { _("Coefficient"), 17, PRINT_RIGHT, PRINT_COLUMN_NOWRAP },
    { _("Remarks"), 32, PRINT_LEFT, 0 } };
  /* clang-format on */
  PrintBlock *table = print_doc_add_table (doc, NULL, columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < list->n_rows; i++)
    {
      const PrintFilingRow *row = &list->rows[i];
      g_autofree char      *index = g_strdup_printf ("%u", i + 1);
      g_autofree char      *score = number_or_dash (row->score);
      g_autofree char      *coefficient = number_or_dash (row->coefficient);
      const char           *number = *row->number ? row->number : _("to be given");
      const char *grade = row->grade ? row->grade : "";
      const char *remark = row->remark ? row->remark : "";
      /* clang-format off */
      const char *cells[] = {
        index, number, row->employee_number, row->name, row->team, score, grade, coefficient, remark };
      /* clang-format on */

      print_table_add (table, PRINT_ROW_PLAIN, cells);
    }
}

/* The root ties this paper to every step signed until then (R30). */
static void
add_root (PrintDoc *doc, const PrintFilingList *list)
{
  PrintBlock      *texts = print_doc_add_texts (doc, NULL);
  g_autofree char *grouped = list->root ? print_number_digest (list->root, 0) : g_strdup ("—");
  g_autofree char *title = list->root ? g_strdup_printf (_("Root of %s"), list->root_day) : g_strdup (_("Root"));
  PrintBlock      *notes;

  print_block_add_pair (texts, title, grouped);
  notes = print_doc_add_notes (doc, NULL);
  print_block_add_line (notes,
                        _("The root is a SHA-256 over the digests of all steps signed in the department up to the end of that day; every device of the company keeps it. A step changed afterwards no longer leads to this root."));
  print_block_add_line (notes, _("The coefficient is the basis for the monthly bonus; this list contains no amounts."));
}

static void
add_places (PrintDoc *doc)
{
  PrintBlock    *block = print_doc_add_signatures (doc, NULL);
  PrintSignature made = { .role = _("Made by human resources") };
  PrintSignature checked = { .role = _("Checked by") };

  print_block_add_signature (block, &made);
  print_block_add_signature (block, &checked);
}

/**
 * print_filing_list_new:
 * @list: the month's forms of a department, in the order to be printed; borrowed for the call
 *
 * Returns: (transfer full): the list, over as many pages as it needs
 */
PrintDoc *
print_filing_list_new (const PrintFilingList *list)
{
  PrintDoc        *doc = print_doc_new (_("List of filed appraisal results"));
  g_autofree char *month = print_number_month (list->period, 0);
  g_autofree char *running = g_strdup_printf ("%s · %s", list->department, month);

  print_doc_set (&doc->org, list->org);
  print_doc_set (&doc->running, running);
  if (list->root != NULL)
    {
      g_autofree char *digest = print_number_digest (list->root, 16);
      g_autofree char *mark = g_strdup_printf (_("Root: %s"), digest);

      print_doc_set (&doc->mark, mark);
    }
  add_head (doc, list, month);
  add_rows (doc, list);
  add_root (doc, list);
  add_places (doc);
  return doc;
}
