/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members by name, with errors that name the member; json-glib's own getters answer a wrong type
 * with a default and a warning. */
#include "core/json.h"

#include "core/id.h"

static gboolean
fail_type (const char *name, const char *wanted, GError **error)
{
  g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "%s: %s expected", name, wanted);
  return FALSE;
}

static gboolean
find (JsonObject *object, const char *name, JsonNode **out, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    {
      g_set_error (error, JSON_ERROR, JSON_ERROR_MISSING, "%s: missing", name);
      return FALSE;
    }
  *out = node;
  return TRUE;
}

static gboolean
is_value (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

gboolean
json_member_string (JsonObject *object, const char *name, const char **out, GError **error)
{
  JsonNode *node;

  if (!find (object, name, &node, error))
    return FALSE;
  if (!is_value (node, G_TYPE_STRING))
    return fail_type (name, "text", error);
  *out = json_node_get_string (node);
  return TRUE;
}

gboolean
json_member_int (JsonObject *object, const char *name, gint64 *out, GError **error)
{
  JsonNode *node;

  if (!find (object, name, &node, error))
    return FALSE;
  if (!is_value (node, G_TYPE_INT64))
    return fail_type (name, "number", error);
  *out = json_node_get_int (node);
  return TRUE;
}

gboolean
json_member_bool (JsonObject *object, const char *name, gboolean *out, GError **error)
{
  JsonNode *node;

  if (!find (object, name, &node, error))
    return FALSE;
  if (!is_value (node, G_TYPE_BOOLEAN))
    return fail_type (name, "true or false", error);
  *out = json_node_get_boolean (node);
  return TRUE;
}

/**
 * json_member_id:
 *
 * As json_member_string (), for an id of 32 lower-case hex digits; the id that is all zero passes.
 */
gboolean
json_member_id (JsonObject *object, const char *name, Id *out, GError **error)
{
  const char *text;

  if (!json_member_string (object, name, &text, error))
    return FALSE;
  if (!id_from_hex (text, out))
    return fail_type (name, "id of 32 hex digits", error);
  return TRUE;
}

gboolean
json_member_object (JsonObject *object, const char *name, JsonObject **out, GError **error)
{
  JsonNode *node;

  if (!find (object, name, &node, error))
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_type (name, "object", error);
  *out = json_node_get_object (node);
  return TRUE;
}

gboolean
json_member_array (JsonObject *object, const char *name, JsonArray **out, GError **error)
{
  JsonNode *node;

  if (!find (object, name, &node, error))
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail_type (name, "array", error);
  *out = json_node_get_array (node);
  return TRUE;
}

gboolean
json_member_opt_string (JsonObject *object, const char *name, const char *fallback, const char **out, GError **error)
{
  if (json_object_has_member (object, name))
    return json_member_string (object, name, out, error);
  *out = fallback;
  return TRUE;
}

gboolean
json_member_opt_int (JsonObject *object, const char *name, gint64 fallback, gint64 *out, GError **error)
{
  if (json_object_has_member (object, name))
    return json_member_int (object, name, out, error);
  *out = fallback;
  return TRUE;
}

gboolean
json_member_opt_bool (JsonObject *object, const char *name, gboolean fallback, gboolean *out, GError **error)
{
  if (json_object_has_member (object, name))
    return json_member_bool (object, name, out, error);
  *out = fallback;
  return TRUE;
}

/**
 * json_member_opt_id:
 *
 * As json_member_id (); an absent member gives ID_NONE.
 */
gboolean
json_member_opt_id (JsonObject *object, const char *name, Id *out, GError **error)
{
  if (json_object_has_member (object, name))
    return json_member_id (object, name, out, error);
  *out = ID_NONE;
  return TRUE;
}

gboolean
json_member_opt_object (JsonObject *object, const char *name, JsonObject **out, GError **error)
{
  if (json_object_has_member (object, name))
    return json_member_object (object, name, out, error);
  *out = NULL;
  return TRUE;
}

gboolean
json_member_opt_array (JsonObject *object, const char *name, JsonArray **out, GError **error)
{
  if (json_object_has_member (object, name))
    return json_member_array (object, name, out, error);
  *out = NULL;
  return TRUE;
}
