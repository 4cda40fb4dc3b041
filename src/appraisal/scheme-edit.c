/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/scheme-edit.h"

#include "core/decimal.h"
#include "core/id.h"
#include "core/json.h"

static gconstpointer
find_row (GPtrArray *rows, Id id)
{
  for (guint i = 0; i < rows->len; i++)
    if (id_equal (((const Row *) rows->pdata[i])->id, id))
      return rows->pdata[i];
  return NULL;
}

static void
add_change (GPtrArray *mutations, const Schema *schema, gconstpointer base, gconstpointer mine)
{
  Mutation *mutation = mutation_set (schema, base, mine);

  if (mutation != NULL)
    g_ptr_array_add (mutations, mutation);
}

/* The bound is part of a step's name: where it moved, the old step goes and another comes. */
static void
add_steps (GPtrArray *mutations, const SchemeSet *base, const SchemeSet *mine)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (id_hash, id_equal_ptr);

  for (guint i = 0; i < mine->steps->len; i++)
    {
      SchemeStep       *step = mine->steps->pdata[i];
      const SchemeStep *old;

      step->row.id = schema_natural_id (&scheme_step_schema, step);
      g_hash_table_add (kept, &step->row.id);
      old = find_row (base->steps, step->row.id);
      if (old != NULL)
        add_change (mutations, &scheme_step_schema, old, step);
      else
        g_ptr_array_add (mutations, mutation_put (&scheme_step_schema, step));
    }
  for (guint i = 0; i < base->steps->len; i++)
    {
      const SchemeStep *old = base->steps->pdata[i];

      if (!g_hash_table_contains (kept, &old->row.id))
        g_ptr_array_add (mutations, mutation_del (&scheme_step_schema, old));
    }
}

GPtrArray *
scheme_edit_mutations (const SchemeSet *base, const SchemeSet *mine)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);

  add_change (mutations, &scheme_schema, base->scheme, mine->scheme);
  for (guint i = 0; i < mine->items->len; i++)
    {
      const SchemeItem *item = mine->items->pdata[i];
      const SchemeItem *old = find_row (base->items, item->row.id);

      if (old != NULL)
        add_change (mutations, &scheme_item_schema, old, item);
    }
  add_steps (mutations, base, mine);
  return mutations;
}

Mutation *
scheme_copy_mutation (const Scheme *scheme, const char *from)
{
  GString         *args = g_string_new ("{");
  g_autofree char *text = NULL;

  json_append_key (args, "effective_from");
  json_append_string (args, from);
  g_string_append_c (args, '}');
  text = g_string_free (args, FALSE);
  return mutation_command ("scheme.copy", &scheme_schema, scheme->row.id, NULL, text);
}

Mutation *
scheme_publish_mutation (const Scheme *scheme)
{
  return mutation_command ("scheme.publish", &scheme_schema, scheme->row.id, NULL, NULL);
}

static guint
bound_decimals (const SchemeStep *step)
{
  return g_str_equal (step->kind, "ladder") ? 2 : 0;
}

char *
scheme_step_bound_text (const SchemeStep *step)
{
  char text[DECIMAL_TEXT_SIZE];

  decimal_format (step->bound, bound_decimals (step), FALSE, text);
  return g_strdup (text);
}

gboolean
scheme_step_parse_bound (const SchemeStep *step, const char *text, gint64 *bound)
{
  return decimal_parse (text, bound_decimals (step), bound) && *bound >= 0;
}
