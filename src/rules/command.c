/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/command.h"

static void
effect_free (gpointer data)
{
  Effect *effect = data;

  schema_free (effect->schema, effect->row);
  g_free (effect);
}

/**
 * effects_new:
 *
 * Returns: (transfer full): an empty list; free with g_ptr_array_unref ()
 */
Effects *
effects_new (void)
{
  return g_ptr_array_new_with_free_func (effect_free);
}

static void
effects_add (Effects *effects, const Schema *schema, gpointer row, gboolean removed)
{
  Effect *effect = g_new (Effect, 1);

  *effect = (Effect){ schema, row, removed };
  if (schema_is_natural (schema))
    ((Row *) row)->id = schema_natural_id (schema, row);
  g_ptr_array_add (effects, effect);
}

/**
 * effects_put:
 * @row: (transfer full): the whole new content; the id of a natural key is derived here
 */
void
effects_put (Effects *effects, const Schema *schema, gpointer row)
{
  effects_add (effects, schema, row, FALSE);
}

/**
 * effects_remove:
 * @row: (transfer full): the row to remove
 */
void
effects_remove (Effects *effects, const Schema *schema, gpointer row)
{
  effects_add (effects, schema, row, TRUE);
}
