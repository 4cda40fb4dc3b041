/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-doc.h"

#include <string.h>

const char print_above[] = "(above)";

static char *
copy_text (const char *text)
{
  return text ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

static char *
copy_optional (const char *text)
{
  return text ? g_utf8_make_valid (text, -1) : NULL;
}

static void
print_row_free (PrintRow *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    g_free (row->cells[i].text);
  g_free (row->cells);
  g_free (row);
}

static void
print_block_free (PrintBlock *block)
{
  for (guint i = 0; block->columns && i < block->n_columns; i++)
    g_free ((char *) block->columns[i].title);
  g_free (block->columns);
  g_free (block->heading);
  g_free (block->payload);
  g_ptr_array_unref (block->rows);
  g_ptr_array_unref (block->signatures);
  g_free (block);
}

PrintSignature *
print_signature_copy (const PrintSignature *signature)
{
  PrintSignature *copy = g_new0 (PrintSignature, 1);

  copy->step = copy_optional (signature->step);
  copy->role = copy_text (signature->role);
  copy->name = copy_optional (signature->name);
  copy->moment = copy_optional (signature->moment);
  copy->stance = copy_optional (signature->stance);
  copy->stance_text = copy_optional (signature->stance_text);
  copy->key_confirmed = signature->key_confirmed;
  copy->digest = copy_optional (signature->digest);
  return copy;
}

void
print_signature_free (PrintSignature *signature)
{
  if (signature == NULL)
    return;
  g_free ((char *) signature->step);
  g_free ((char *) signature->role);
  g_free ((char *) signature->name);
  g_free ((char *) signature->moment);
  g_free ((char *) signature->stance);
  g_free ((char *) signature->stance_text);
  g_free ((char *) signature->digest);
  g_free (signature);
}

/**
 * print_doc_new:
 * @title: (nullable): the form's name
 *
 * Returns: (transfer full): a document without blocks
 */
PrintDoc *
print_doc_new (const char *title)
{
  PrintDoc *doc = g_new0 (PrintDoc, 1);

  doc->title = copy_text (title);
  doc->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) print_block_free);
  return doc;
}

void
print_doc_free (PrintDoc *doc)
{
  if (doc == NULL)
    return;
  g_free (doc->org);
  g_free (doc->title);
  g_free (doc->subtitle);
  g_free (doc->version);
  g_free (doc->running);
  g_free (doc->mark);
  g_ptr_array_unref (doc->blocks);
  g_free (doc);
}

/**
 * print_doc_set:
 * @member: one of the texts of a PrintDoc
 * @text: (nullable): its new value
 *
 * Replaces a text of a document by a copy of @text.
 */
void
print_doc_set (char **member, const char *text)
{
  char *copy = copy_optional (text);

  g_free (*member);
  *member = copy;
}

static PrintBlock *
add_block (PrintDoc *doc, PrintBlockKind kind, const char *heading)
{
  PrintBlock *block = g_new0 (PrintBlock, 1);

  block->kind = kind;
  block->heading = copy_optional (heading);
  block->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) print_row_free);
  block->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) print_signature_free);
  g_ptr_array_add (doc->blocks, block);
  return block;
}

PrintBlock *
print_doc_add_grid (PrintDoc *doc, const char *heading, guint pairs_per_row)
{
  PrintBlock *block = add_block (doc, PRINT_BLOCK_GRID, heading);

  block->n_columns = MAX (pairs_per_row, 1);
  return block;
}

PrintBlock *
print_doc_add_table (PrintDoc *doc, const char *heading, const PrintColumn *columns, guint n_columns)
{
  PrintBlock *block;

  g_return_val_if_fail (n_columns > 0, NULL);

  block = add_block (doc, PRINT_BLOCK_TABLE, heading);
  block->n_columns = n_columns;
  block->columns = g_new (PrintColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      block->columns[i] = columns[i];
      block->columns[i].title = copy_optional (columns[i].title);
    }
  return block;
}

PrintBlock *
print_doc_add_texts (PrintDoc *doc, const char *heading)
{
  return add_block (doc, PRINT_BLOCK_TEXTS, heading);
}

PrintBlock *
print_doc_add_notes (PrintDoc *doc, const char *heading)
{
  return add_block (doc, PRINT_BLOCK_NOTES, heading);
}

PrintBlock *
print_doc_add_paragraphs (PrintDoc *doc, const char *heading)
{
  return add_block (doc, PRINT_BLOCK_PARAGRAPHS, heading);
}

PrintBlock *
print_doc_add_bytes (PrintDoc *doc, const char *heading)
{
  return add_block (doc, PRINT_BLOCK_BYTES, heading);
}

PrintBlock *
print_doc_add_signatures (PrintDoc *doc, const char *heading)
{
  return add_block (doc, PRINT_BLOCK_SIGNATURES, heading);
}

PrintBlock *
print_doc_add_code (PrintDoc *doc, const char *payload)
{
  PrintBlock *block = add_block (doc, PRINT_BLOCK_CODE, NULL);

  block->payload = copy_text (payload);
  return block;
}

static void
add_row (PrintBlock *block, PrintRowKind kind, guint n_cells, const char *const *cells)
{
  PrintRow *row = g_new0 (PrintRow, 1);

  row->kind = kind;
  row->n_cells = n_cells;
  row->cells = g_new0 (PrintCell, n_cells);
  for (guint i = 0; i < n_cells; i++)
    {
      PrintCell *cell = &row->cells[i];

      if (cells[i] == print_above)
        cell->merge = PRINT_MERGED_ABOVE;
      else if (cells[i] == NULL && i > 0)
        cell->merge = PRINT_MERGED_LEFT;
      cell->text = copy_text (cell->merge == PRINT_OWN ? cells[i] : NULL);
    }
  g_ptr_array_add (block->rows, row);
}

void
print_block_add_pair (PrintBlock *block, const char *label, const char *value)
{
  const char *cells[] = { label, value ? value : "" };

  g_return_if_fail (block->kind == PRINT_BLOCK_GRID || block->kind == PRINT_BLOCK_TEXTS);

  add_row (block, PRINT_ROW_PLAIN, 2, cells);
}

void
print_block_add_line (PrintBlock *block, const char *text)
{
  g_return_if_fail (block->kind == PRINT_BLOCK_NOTES || block->kind == PRINT_BLOCK_PARAGRAPHS ||
                    block->kind == PRINT_BLOCK_BYTES || block->kind == PRINT_BLOCK_CODE);

  add_row (block, PRINT_ROW_PLAIN, 1, &text);
}

void
print_table_add (PrintBlock *block, PrintRowKind kind, const char *const *cells)
{
  g_return_if_fail (block->kind == PRINT_BLOCK_TABLE);

  add_row (block, kind, block->n_columns, cells);
}

void
print_block_add_signature (PrintBlock *block, const PrintSignature *signature)
{
  g_return_if_fail (block->kind == PRINT_BLOCK_SIGNATURES);

  g_ptr_array_add (block->signatures, print_signature_copy (signature));
}
