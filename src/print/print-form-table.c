/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-form-table.h"

#include "print/print-form-cells.h"
#include "print/print-record.h"

#include <glib/gi18n-lib.h>

#define MOST_COLUMNS 16

static guint
count_columns (const FormColumn *columns)
{
  guint n = 0;

  while (columns[n].title != NULL)
    n++;
  return MIN (n, MOST_COLUMNS);
}

static PrintBlock *
add_columns (PrintDoc *doc, const FormBlock *spec)
{
  PrintColumn columns[MOST_COLUMNS];
  guint       n = count_columns (spec->columns);

  for (guint i = 0; i < n; i++)
    {
      const FormColumn *column = &spec->columns[i];

      columns[i] = (PrintColumn){ _(column->title), column->width, column->align, column->flags };
    }
  return print_doc_add_table (doc, spec->heading ? _(spec->heading) : NULL, columns, n);
}

/* Takes over the texts of @cells. */
static void
add_cells (PrintBlock *table, PrintRowKind kind, char **cells, guint n)
{
  print_table_add (table, kind, (const char *const *) cells);
  for (guint i = 0; i < n; i++)
    if (cells[i] != print_above)
      g_free (cells[i]);
}

/* One indicator; @first begins its dimension. */
static void
add_item (const Form       *form,
          PrintBlock       *table,
          const FormColumn *columns,
          JsonObject       *group,
          JsonObject       *item,
          guint             i,
          gboolean          first)
{
  char *cells[MOST_COLUMNS] = { NULL };
  guint n = count_columns (columns);

  for (guint c = 0; c < n; c++)
    {
      if (columns[c].merged && !first)
        cells[c] = (char *) print_above;
      else
        cells[c] = columns[c].entry (form, columns[c].merged ? group : item, i);
    }
  add_cells (table, PRINT_ROW_PLAIN, cells, n);
}

/* What is too long for a cell, below its indicator, over the columns between the merged ones. */
static void
add_below (PrintBlock *table, const FormColumn *columns, const char *label, const char *text)
{
  char    *cells[MOST_COLUMNS] = { NULL };
  guint    n = count_columns (columns);
  gboolean placed = FALSE;

  if (*text == '\0')
    return;
  for (guint c = 0; c < n; c++)
    {
      if (columns[c].merged)
        cells[c] = (char *) print_above;
      else if (!placed)
        cells[c] = g_strconcat (label, text, NULL);
      placed |= !columns[c].merged;
    }
  add_cells (table, PRINT_ROW_PLAIN, cells, n);
}

/* The example that a very high or low score must have, and a remark that has no room in its column. */
static void
add_details (const Form *form, PrintBlock *table, const FormColumn *columns, JsonObject *item)
{
  const char *note = print_record_text (item, "note");

  if (g_str_equal (form->spec->key, "evaluation") && form_is_long_remark (note))
    add_below (table, columns, _("Remark: "), note);
  add_below (table, columns, _("Example: "), print_record_text (item, "example"));
}

static gboolean
has_subtotal (const Form *form, const FormColumn *columns, JsonObject *group)
{
  for (const FormColumn *column = columns; column->title != NULL; column++)
    {
      g_autofree char *text = NULL;

      if (column->group == NULL || column->group == form_group_title || column->group == form_group_weight)
        continue;
      text = column->group (form, group);
      if (*text != '\0')
        return TRUE;
    }
  return FALSE;
}

static void
add_subtotal (const Form *form, PrintBlock *table, const FormColumn *columns, JsonObject *group)
{
  char *cells[MOST_COLUMNS] = { NULL };
  guint n = count_columns (columns);

  for (guint c = 0; c < n; c++)
    {
      if (columns[c].merged)
        cells[c] = (char *) print_above;
      else
        cells[c] = columns[c].group ? columns[c].group (form, group) : g_strdup ("");
    }
  add_cells (table, PRINT_ROW_TOTAL, cells, n);
}

static void
add_total (const Form *form, PrintBlock *table, const FormColumn *columns)
{
  char *cells[MOST_COLUMNS] = { NULL };
  guint n = count_columns (columns);

  /* the title reaches over the column of the indicators */
  for (guint c = 0; c < n; c++)
    if (columns[c].total != NULL)
      cells[c] = columns[c].total (form);
    else if (c != 1)
      cells[c] = g_strdup ("");
  add_cells (table, PRINT_ROW_GROUP, cells, n);
}

static gboolean
belongs_to (JsonObject *item, JsonObject *group)
{
  return g_str_equal (print_record_text (item, "group"), print_record_text (group, "code"));
}

static void
add_group (const Form *form, PrintBlock *table, const FormColumn *columns, JsonObject *group)
{
  gboolean first = TRUE;

  for (guint i = 0; i < print_record_length (form->record, "items"); i++)
    {
      JsonObject *item = print_record_entry (form->record, "items", i);

      if (!belongs_to (item, group))
        continue;
      add_item (form, table, columns, group, item, i, first);
      add_details (form, table, columns, item);
      first = FALSE;
    }
  if (first)
    add_item (form, table, columns, group, NULL, 0, TRUE);
  else if (has_subtotal (form, columns, group))
    add_subtotal (form, table, columns, group);
}

/* Whether no dimension of the document claims @item: it is printed all the same, behind them. */
static gboolean
is_stray (const Form *form, JsonObject *item)
{
  for (guint i = 0; i < print_record_length (form->record, "groups"); i++)
    if (belongs_to (item, print_record_entry (form->record, "groups", i)))
      return FALSE;
  return TRUE;
}

/* Explanations too long for their column; only the self-assessment has such texts. */
static void
add_explanations (const Form *form, PrintDoc *doc)
{
  PrintBlock *texts = NULL;

  if (!g_str_equal (form->spec->key, "self"))
    return;
  for (guint i = 0; i < print_record_length (form->record, "groups"); i++)
    {
      JsonObject      *group = print_record_entry (form->record, "groups", i);
      g_autofree char *label = form_cell_group (form, group, 0);
      g_autofree char *text = form_explanation (form, group);

      if (!form_is_long_explanation (text))
        continue;
      texts = texts ? texts : print_doc_add_texts (doc, _("Own explanation"));
      print_block_add_pair (texts, label, text);
    }
}

void
form_add_items (const Form *form, PrintDoc *doc, const FormBlock *spec)
{
  PrintBlock *table = add_columns (doc, spec);

  for (guint i = 0; i < print_record_length (form->record, "groups"); i++)
    add_group (form, table, spec->columns, print_record_entry (form->record, "groups", i));
  for (guint i = 0; i < print_record_length (form->record, "items"); i++)
    {
      JsonObject *item = print_record_entry (form->record, "items", i);

      if (!is_stray (form, item))
        continue;
      add_item (form, table, spec->columns, NULL, item, i, TRUE);
      add_details (form, table, spec->columns, item);
    }
  if (print_record_object (form->record, "total") != NULL)
    add_total (form, table, spec->columns);
  add_explanations (form, doc);
}

static void
add_list (const Form *form, PrintDoc *doc, const FormBlock *spec, const char *member)
{
  PrintBlock *table = add_columns (doc, spec);

  for (guint i = 0; i < print_record_length (form->record, member); i++)
    add_item (form, table, spec->columns, NULL, print_record_entry (form->record, member, i), i, TRUE);
}

void
form_add_plan (const Form *form, PrintDoc *doc, const FormBlock *spec)
{
  add_list (form, doc, spec, "plan");
}

void
form_add_files (const Form *form, PrintDoc *doc, const FormBlock *spec)
{
  if (print_record_length (form->record, "files") > 0)
    add_list (form, doc, spec, "files");
}
