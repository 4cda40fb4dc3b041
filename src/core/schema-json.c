/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as canonical JSON (R36): what is hashed, sent and kept. */
#include "core/schema.h"

#include <string.h>

#include "core/id.h"
#include "core/json.h"

#define FIELDS_MAX 64 /* of one table */

/**
 * schema_append_member:
 * @json: gains the value of @field as canonical JSON, defaults included
 */
void
schema_append_member (const Schema *schema, const Field *field, gconstpointer row, GString *json)
{
  switch (field->kind)
    {
    case FIELD_REF:
      if (id_is_none (*FIELD_PTR (row, field, Id)))
        g_string_append (json, "\"\"");
      else
        json_append_id (json, *FIELD_PTR (row, field, Id));
      break;
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_BLOBREF:
      json_append_string (json, *FIELD_PTR (row, field, char *));
      break;
    case FIELD_SET:
      {
        const char *set = *FIELD_PTR (row, field, char *);

        g_string_append (json, *set == '\0' ? "[]" : set);
        break;
      }
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      if (!field->optional)
        json_append_int (json, *FIELD_PTR (row, field, gint64));
      else if (FIELD_PTR (row, field, OptInt)->set)
        json_append_int (json, FIELD_PTR (row, field, OptInt)->v);
      else
        g_string_append (json, "null");
      break;
    case FIELD_FLAG:
      g_string_append (json, *FIELD_PTR (row, field, gboolean) ? "true" : "false");
      break;
    case FIELD_ENUM:
      json_append_string (json, enum_nick (field->enums, *FIELD_PTR (row, field, int)));
      break;
    case FIELD_RATIO:
      g_string_append_printf (json, "[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]", FIELD_PTR (row, field, Ratio)->num,
                              FIELD_PTR (row, field, Ratio)->den);
      break;
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
member_is_default (const Field *field, gconstpointer row)
{
  switch (field->kind)
    {
    case FIELD_REF:
      return id_is_none (*FIELD_PTR (row, field, Id));
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
      return **FIELD_PTR (row, field, char *) == '\0';
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      return field->optional ? !FIELD_PTR (row, field, OptInt)->set : *FIELD_PTR (row, field, gint64) == field->def;
    case FIELD_FLAG:
      return !*FIELD_PTR (row, field, gboolean);
    case FIELD_ENUM:
      return *FIELD_PTR (row, field, int) == field->enums[0].value;
    case FIELD_RATIO:
      return FIELD_PTR (row, field, Ratio)->num == 0 && FIELD_PTR (row, field, Ratio)->den == 0;
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

typedef struct
{
  const char *name;
  char       *json;
} Member;

static void
member_clear (gpointer data)
{
  g_free (((Member *) data)->json);
}

static int
member_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Member *) a)->name, ((const Member *) b)->name);
}

/* Members sorted bytewise, joined to an object. */
static char *
members_join (GArray *members)
{
  GString *json = g_string_new ("{");

  g_array_sort (members, member_compare);
  for (guint i = 0; i < members->len; i++)
    {
      const Member *member = &g_array_index (members, Member, i);

      if (i > 0)
        g_string_append_c (json, ',');
      json_append_string (json, member->name);
      g_string_append_c (json, ':');
      g_string_append (json, member->json);
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static GArray *
members_new (void)
{
  GArray *members = g_array_new (FALSE, FALSE, sizeof (Member));

  g_array_set_clear_func (members, member_clear);
  return members;
}

static void
members_add (GArray *members, const Schema *schema, const Field *field, gconstpointer row)
{
  GString *value = g_string_new (NULL);
  Member   member = { field->name, NULL };

  schema_append_member (schema, field, row, value);
  member.json = g_string_free (value, FALSE);
  g_array_append_val (members, member);
}

static void
members_add_unknown (GArray *members, JsonObject *unknown)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init (&iter, unknown);
  while (json_object_iter_next (&iter, &name, &node))
    {
      Member member = { name, json_canonical_text (node) };

      g_array_append_val (members, member);
    }
}

/* In the order of their names; fields of a table are few. */
static guint
fields_by_name (const Schema *schema, gconstpointer row, const Field **fields, guint room)
{
  guint count = 0;

  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      guint at = count;

      if (member_is_default (field, row))
        continue;
      g_assert (count < room);
      for (; at > 0 && strcmp (fields[at - 1]->name, field->name) > 0; at--)
        fields[at] = fields[at - 1];
      fields[at] = field;
      count++;
    }
  return count;
}

static char *
body_of_known (const Schema *schema, gconstpointer row)
{
  const Field *fields[FIELDS_MAX];
  guint        count = fields_by_name (schema, row, fields, G_N_ELEMENTS (fields));
  GString     *json = g_string_sized_new (512);

  g_string_append_c (json, '{');
  for (guint i = 0; i < count; i++)
    {
      json_append_key (json, fields[i]->name);
      schema_append_member (schema, fields[i], row, json);
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static char *
body_with_unknown (const Schema *schema, gconstpointer row)
{
  g_autoptr (JsonNode) unknown = json_canonical_parse (((const Row *) row)->extra, -1, JSON_DEPTH, NULL);
  g_autoptr (GArray) members = members_new ();

  g_assert (unknown != NULL);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (!member_is_default (field, row))
      members_add (members, schema, field, row);
  members_add_unknown (members, json_node_get_object (unknown));
  return members_join (members);
}

/**
 * schema_body:
 *
 * Returns: (transfer full): canonical JSON of the row without its head; members at their default are omitted, members
 * this build does not know are kept (R36, R37)
 */
char *
schema_body (const Schema *schema, gconstpointer row)
{
  return ((const Row *) row)->extra != NULL ? body_with_unknown (schema, row) : body_of_known (schema, row);
}

/**
 * schema_diff:
 *
 * Returns: (transfer full) (nullable): canonical JSON object of the members in which @mine differs from @base, defaults
 * included; %NULL if none does
 */
char *
schema_diff (const Schema *schema, gconstpointer base, gconstpointer mine)
{
  g_autoptr (GArray) members = members_new ();

  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      if (!schema_member_equal (field, base, mine))
        members_add (members, schema, field, mine);
    }
  return members->len > 0 ? members_join (members) : NULL;
}

static gboolean
wrong_type (const Schema *schema, const Field *field, GError **error)
{
  g_set_error (error, SCHEMA_ERROR, SCHEMA_ERROR_TYPE, "%s.%s: wrong type", schema->table, field->name);
  return FALSE;
}

static void
set_text (gpointer row, const Field *field, char *text)
{
  char **slot = FIELD_PTR (row, field, char *);

  g_free (*slot);
  *slot = text;
}

static gboolean
set_ratio (const Schema *schema, const Field *field, gpointer row, JsonNode *value, GError **error)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  if (pair == NULL || json_array_get_length (pair) != 2)
    return wrong_type (schema, field, error);
  for (guint i = 0; i < 2; i++)
    if (json_node_get_value_type (json_array_get_element (pair, i)) != G_TYPE_INT64)
      return wrong_type (schema, field, error);
  *FIELD_PTR (row, field, Ratio) = (Ratio){ json_array_get_int_element (pair, 0),
                                            json_array_get_int_element (pair, 1) };
  return TRUE;
}

static gboolean
set_string (const Schema *schema, const Field *field, gpointer row, const char *text, GError **error)
{
  if (field->kind == FIELD_REF)
    {
      Id id = ID_NONE;

      if (*text != '\0' && !id_from_hex (text, &id))
        return wrong_type (schema, field, error);
      *FIELD_PTR (row, field, Id) = id;
      return TRUE;
    }
  if (field->kind == FIELD_ENUM)
    {
      const EnumNick *entry = enum_by_nick (field->enums, text);

      if (entry == NULL)
        {
          g_set_error (error, SCHEMA_ERROR, SCHEMA_ERROR_UNKNOWN, "%s.%s: unknown value “%s”", schema->table,
                       field->name, text);
          return FALSE;
        }
      *FIELD_PTR (row, field, int) = entry->value;
      return TRUE;
    }
  if (field->kind != FIELD_TEXT && field->kind != FIELD_DATE && field->kind != FIELD_MONTH &&
      field->kind != FIELD_BLOBREF)
    return wrong_type (schema, field, error);
  set_text (row, field, g_strdup (text));
  return TRUE;
}

static gboolean
set_number (const Schema *schema, const Field *field, gpointer row, gint64 number, GError **error)
{
  if (field->kind != FIELD_INT && field->kind != FIELD_MOMENT && field->kind != FIELD_FEN && field->kind != FIELD_SCORE)
    return wrong_type (schema, field, error);
  if (field->optional)
    *FIELD_PTR (row, field, OptInt) = (OptInt){ number, TRUE };
  else
    *FIELD_PTR (row, field, gint64) = number;
  return TRUE;
}

/**
 * schema_set_member:
 * @value: a JSON value as schema_append_member () writes it
 * @error: %SCHEMA_ERROR_TYPE, or %SCHEMA_ERROR_UNKNOWN for a nick of a newer build
 *
 * Returns: %FALSE and the row unchanged if @value does not fit; ranges are schema_check ()'s affair
 */
gboolean
schema_set_member (const Schema *schema, const Field *field, gpointer row, JsonNode *value, GError **error)
{
  if (JSON_NODE_HOLDS_NULL (value))
    {
      if (!field->optional)
        return wrong_type (schema, field, error);
      *FIELD_PTR (row, field, OptInt) = (OptInt){ 0, FALSE };
      return TRUE;
    }
  if (field->kind == FIELD_RATIO)
    return set_ratio (schema, field, row, value, error);
  if (field->kind == FIELD_SET)
    {
      if (!JSON_NODE_HOLDS_ARRAY (value))
        return wrong_type (schema, field, error);
      set_text (row, field,
                json_array_get_length (json_node_get_array (value)) == 0 ? g_strdup ("") : json_canonical_text (value));
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_VALUE (value))
    return wrong_type (schema, field, error);
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return set_string (schema, field, row, json_node_get_string (value), error);
  if (json_node_get_value_type (value) == G_TYPE_INT64)
    return set_number (schema, field, row, json_node_get_int (value), error);
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN && field->kind == FIELD_FLAG)
    {
      *FIELD_PTR (row, field, gboolean) = json_node_get_boolean (value);
      return TRUE;
    }
  return wrong_type (schema, field, error);
}

/**
 * schema_from_body:
 * @row: a row from schema_new (); on failure its members are unspecified but valid
 * @error: as schema_set_member ()
 *
 * Fills @row from a body. Members this build does not know go to row->extra.
 */
gboolean
schema_from_body (const Schema *schema, JsonObject *body, gpointer row, GError **error)
{
  g_autoptr (GArray) unknown = members_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const Field *field = schema_field (schema, name);

      if (field == NULL)
        {
          Member member = { name, json_canonical_text (node) };

          g_array_append_val (unknown, member);
        }
      else if (!schema_set_member (schema, field, row, node, error))
        return FALSE;
    }
  g_clear_pointer (&((Row *) row)->extra, g_free);
  if (unknown->len > 0)
    ((Row *) row)->extra = members_join (unknown);
  return TRUE;
}
