/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/merge.h"

#include "core/json.h"
#include "core/plant.h"
#include "core/text3.h"

static char *
member_json (const Schema *schema, const Field *field, gconstpointer row)
{
  GString *text = g_string_new (NULL);

  schema_append_member (schema, field, row, text);
  return g_string_free (text, FALSE);
}

/* What the author saw in this member: the hash of the value, or the text itself for text3 (R45). */
static gboolean
author_saw (const MergeEdit *edit, const Field *field, const char *current)
{
  g_autofree char *hash = NULL;
  JsonNode        *was = edit->was != NULL ? json_object_get_member (edit->was, field->name) : NULL;

  if (was == NULL || json_node_get_value_type (was) != G_TYPE_STRING)
    return FALSE;
  if (field->merge == MERGE_TEXT3)
    {
      g_autofree char *text = json_canonical_text (was);

      return g_str_equal (text, current);
    }
  hash = mutation_hash_value (current);
  return g_str_equal (hash, json_node_get_string (was));
}

/* Changed after my base, by another, to something neither mine nor what I saw. */
static gboolean
clashes (const MergeEdit *edit, const Field *field, gconstpointer row)
{
  const FieldVersion *version = g_hash_table_lookup (edit->versions, field->name);
  g_autofree char    *current = NULL;
  g_autofree char    *mine = NULL;

  if (version == NULL || version->rv <= edit->base || (version->lineage == edit->lineage && !PLANT (own_is_stale)))
    return FALSE;
  current = member_json (edit->schema, field, row);
  mine = json_canonical_text (json_object_get_member (edit->set, field->name));
  return !g_str_equal (current, mine) && !author_saw (edit, field, current);
}

/* Members of one group conflict as one (R44): whether any member of the edit in @field's group clashes. */
static gboolean
group_clashes (const MergeEdit *edit, const Field *field, gconstpointer row)
{
  if (field->group == NULL || PLANT (members_apart))
    return clashes (edit, field, row);
  for (const Field *other = edit->schema->fields; other->name != NULL; other++)
    {
      const FieldVersion *version;

      if (g_strcmp0 (other->group, field->group) != 0)
        continue;
      if (json_object_has_member (edit->set, other->name) && clashes (edit, other, row))
        return TRUE;
      version = g_hash_table_lookup (edit->versions, other->name);
      if (!json_object_has_member (edit->set, other->name) && version != NULL && version->rv > edit->base &&
          version->lineage != edit->lineage)
        return TRUE;
    }
  return FALSE;
}

static gboolean
merge_text (const MergeEdit *edit, const Field *field, gpointer row)
{
  const char      *base = edit->was != NULL ? json_object_get_string_member_with_default (edit->was, field->name, NULL)
                                            : NULL;
  const char      *mine = json_object_get_string_member_with_default (edit->set, field->name, NULL);
  g_autofree char *merged = base != NULL && mine != NULL ? text3_merge (base, mine, *FIELD_PTR (row, field, char *))
                                                         : NULL;

  if (PLANT (last_text_wins) && mine != NULL)
    {
      g_free (merged);
      merged = g_strdup (mine);
    }
  if (merged == NULL)
    return FALSE;
  g_free (*FIELD_PTR (row, field, char *));
  *FIELD_PTR (row, field, char *) = g_steal_pointer (&merged);
  return TRUE;
}

/* The later clock wins; the loser stays in the history. */
static gboolean
mine_is_later (const MergeEdit *edit, const Field *field)
{
  const FieldVersion *version = g_hash_table_lookup (edit->versions, field->name);

  return edit->ms > version->ms;
}

static gboolean
others_changed (const MergeEdit *edit)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, edit->versions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const FieldVersion *version = value;

      if (version->rv > edit->base && version->lineage != edit->lineage)
        return TRUE;
    }
  return FALSE;
}

gboolean
merge_edit (const MergeEdit *edit, gpointer row, GPtrArray *lost, MergeResult *result, GError **error)
{
  gpointer before = schema_copy (edit->schema, row);
  gboolean done = TRUE;

  *result = others_changed (edit) ? MERGE_MERGED : MERGE_CLEAN;
  for (const Field *field = edit->schema->fields; done && field->name != NULL; field++)
    {
      JsonNode *value = json_object_get_member (edit->set, field->name);

      if (value == NULL)
        continue;
      if (!group_clashes (edit, field, before) || (field->merge == MERGE_LWW && mine_is_later (edit, field)))
        done = schema_set_member (edit->schema, field, row, value, error);
      else if (field->merge == MERGE_TEXT3 && merge_text (edit, field, row))
        *result = MAX (*result, MERGE_MERGED);
      else if (field->merge == MERGE_LWW)
        *result = MAX (*result, MERGE_MERGED);
      else
        {
          *result = MERGE_CONFLICTS;
          g_ptr_array_add (lost, (gpointer) field->name);
        }
    }
  schema_free (edit->schema, before);
  return done;
}
