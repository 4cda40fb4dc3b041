/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-loader.h"

#include "core/moment.h"

#include <string.h>

static GHashTable *
table_of (MemoryLoader *self, const Schema *schema)
{
  GHashTable *table = g_hash_table_lookup (self->tables, schema);

  if (table == NULL)
    {
      table = g_hash_table_new (id_hash, id_equal_ptr);
      g_hash_table_insert (self->tables, (gpointer) schema, table);
    }
  return table;
}

gpointer
memory_loader_peek (MemoryLoader *self, const Schema *schema, Id id)
{
  return g_hash_table_lookup (table_of (self, schema), &id);
}

guint
memory_loader_count (MemoryLoader *self, const Schema *schema)
{
  return g_hash_table_size (table_of (self, schema));
}

void
memory_loader_remove (MemoryLoader *self, const Schema *schema, Id id)
{
  gpointer old = memory_loader_peek (self, schema, id);

  if (old == NULL)
    return;
  g_hash_table_remove (table_of (self, schema), &id);
  schema_free (schema, old);
}

void
memory_loader_put (MemoryLoader *self, const Schema *schema, gpointer row)
{
  Row *head = row;

  if (schema_is_natural (schema))
    head->id = schema_natural_id (schema, row);
  g_assert_false (id_is_none (head->id));
  memory_loader_remove (self, schema, head->id);
  g_hash_table_insert (table_of (self, schema), &head->id, row);
  if (self->loader.directory != NULL)
    directory_add (self->loader.directory, schema, row);
}

void
memory_loader_apply (MemoryLoader *self, Effects *effects)
{
  for (guint i = 0; i < effects->len; i++)
    {
      const Effect *effect = g_ptr_array_index (effects, i);

      if (effect->removed)
        memory_loader_remove (self, effect->schema, ((const Row *) effect->row)->id);
      else
        memory_loader_put (self, effect->schema, schema_copy (effect->schema, effect->row));
    }
}

static gpointer
load_row (Loader *loader, const Schema *schema, Id id, GError **error)
{
  gpointer row = memory_loader_peek ((MemoryLoader *) loader, schema, id);

  return row != NULL ? schema_copy (schema, row) : NULL;
}

/* Whether the fact of @row is dated in @month; rows of other classes always fit. */
static gboolean
in_month (const Schema *schema, gconstpointer row, const char *month)
{
  const Place *place = schema->places;
  const Field *field;
  char         text[DAY_TEXT_SIZE];

  if (place->cls != BUCKET_FACTS)
    return TRUE;
  field = schema_field (schema, place->on);
  if (field->kind != FIELD_MOMENT)
    return g_str_has_prefix (*FIELD_PTR (row, field, char *), month);
  day_format (moment_day (*FIELD_PTR (row, field, gint64), MOMENT_OFFSET_S), text);
  return g_str_has_prefix (text, month);
}

/* Copies of the rows whose member @name equals @value; @name NULL = all. */
static GPtrArray *
select_rows (MemoryLoader *self, const Schema *schema, const char *name, Id value, const char *month)
{
  const Field   *field = name != NULL ? schema_field (schema, name) : NULL;
  GPtrArray     *rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, table_of (self, schema));
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if ((field == NULL || id_equal (*FIELD_PTR (row, field, Id), value)) &&
        (month == NULL || in_month (schema, row, month)))
      g_ptr_array_add (rows, schema_copy (schema, row));
  return rows;
}

static GPtrArray *
load_children (Loader *loader, const Schema *schema, Id parent, GError **error)
{
  return select_rows ((MemoryLoader *) loader, schema, schema_parent (schema)->name, parent, NULL);
}

static GPtrArray *
load_facts (Loader *loader, const Schema *schema, Id person, const char *month, GError **error)
{
  return select_rows ((MemoryLoader *) loader, schema, schema->subject, person, month);
}

static GPtrArray *
load_list (Loader *loader, const Schema *schema, const char *filter, Id value, GError **error)
{
  return select_rows ((MemoryLoader *) loader, schema, filter, value, NULL);
}

/**
 * memory_loader_new:
 * @directory: (transfer none): outlives the loader
 * @calendar: (transfer none): outlives the loader
 *
 * Returns: (transfer full): an empty loader
 */
MemoryLoader *
memory_loader_new (Directory *directory, Calendar *calendar)
{
  MemoryLoader *self = g_new0 (MemoryLoader, 1);

  self->loader = (Loader){ load_row, load_children, load_facts, load_list, directory, calendar };
  self->tables = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  return self;
}

void
memory_loader_free (MemoryLoader *self)
{
  GHashTableIter tables, iter;
  gpointer       schema, table, row;

  if (self == NULL)
    return;
  g_hash_table_iter_init (&tables, self->tables);
  while (g_hash_table_iter_next (&tables, &schema, &table))
    {
      g_hash_table_iter_init (&iter, table);
      while (g_hash_table_iter_next (&iter, NULL, &row))
        schema_free (schema, row);
      g_hash_table_remove_all (table);
    }
  g_hash_table_unref (self->tables);
  g_free (self);
}
