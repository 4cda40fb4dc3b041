/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/rows.h"

/**
 * rows_free:
 * @rows: (transfer full) (nullable): rows of @schema, as a Loader gives them
 */
void
rows_free (const Schema *schema, GPtrArray *rows)
{
  if (rows == NULL)
    return;
  g_ptr_array_set_free_func (rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    schema_free (schema, g_ptr_array_index (rows, i));
  g_ptr_array_unref (rows);
}

/**
 * rows_keep_revision:
 * @rows: rows of an entity with a member `revision`
 *
 * Frees and removes the rows of every other revision.
 */
void
rows_keep_revision (const Schema *schema, GPtrArray *rows, gint64 revision)
{
  const Field *field = schema_field (schema, "revision");
  guint        kept = 0;

  g_ptr_array_set_free_func (rows, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      gpointer row = g_ptr_array_index (rows, i);

      if (*FIELD_PTR (row, field, gint64) == revision)
        g_ptr_array_index (rows, kept++) = row;
      else
        schema_free (schema, row);
    }
  g_ptr_array_set_size (rows, (int) kept);
}
