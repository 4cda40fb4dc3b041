/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where typed rows are written, with their search entries. */
#include "store/store-private.h"

gboolean
store_write_row (Store *self, const Schema *schema, gconstpointer old, gpointer row, gboolean at_once, GError **error)
{
  const Table     *table = store_table (self, schema);
  Row             *head = row;
  g_autofree char *before = old != NULL ? row_search_text (schema, old) : NULL;
  g_autofree char *after = row_search_text (schema, row);

  if (!row_write (schema, self->db, old != NULL ? table->update : table->insert, row, error))
    return FALSE;
  head->k = old != NULL ? ((const Row *) old)->k : db_last_k (self->db);
  store_touch (self, schema->table);
  return search_index_changed (self, schema, head->k, before, after, at_once, error);
}

gboolean
store_remove_row (Store *self, const Schema *schema, gconstpointer old, GError **error)
{
  const Row       *head = old;
  g_autofree char *before = row_search_text (schema, old);

  if (!db_exec (self->db, error, store_table (self, schema)->remove, "i", head->k))
    return FALSE;
  store_touch (self, schema->table);
  return search_index_changed (self, schema, head->k, before, NULL, TRUE, error);
}
