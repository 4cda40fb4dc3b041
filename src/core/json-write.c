/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical writer. */
#include "core/json.h"

#include "core/id.h"

#include <string.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
append_array (GString *text, JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (text, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      json_append_node (text, json_array_get_element (array, i));
    }
  g_string_append_c (text, ']');
}

static void
append_value (GString *text, JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    json_append_string (text, json_node_get_string (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  else if (type == G_TYPE_INT64)
    json_append_int (text, json_node_get_int (node));
  else
    g_error ("canonical JSON holds no %s", g_type_name (type));
}

static void
append_escaped (GString *text, guchar c)
{
  static const char values[] = "\"\\\b\f\n\r\t";
  static const char letters[] = "\"\\bfnrt";
  const char       *found = strchr (values, c);

  if (found != NULL)
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, letters[found - values]);
    }
  else
    g_string_append_printf (text, "\\u%04x", c);
}

/**
 * json_canonical_text:
 * @node: a tree without doubles, as the parsers of json.h make it
 *
 * Members sorted bytewise by name, no blanks, shortest escapes (R36). A double ends the program:
 * it would be an error of ours, not of input.
 *
 * Returns: (transfer full): the one canonical spelling
 */
char *
json_canonical_text (JsonNode *node)
{
  GString *text = g_string_new (NULL);

  json_append_node (text, node);
  return g_string_free (text, FALSE);
}

/**
 * json_append_node:
 *
 * Appends the canonical spelling of @node, as json_canonical_text ().
 */
void
json_append_node (GString *text, JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      json_append_object (text, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      append_array (text, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      append_value (text, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (text, "null");
      break;
    }
}

/**
 * json_append_object:
 *
 * Appends the canonical spelling of @object.
 */
void
json_append_object (GString *text, JsonObject *object)
{
  g_autoptr (GPtrArray) names = g_ptr_array_sized_new (json_object_get_size (object));
  JsonObjectIter iter;
  const char    *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, (gpointer) name);
  g_ptr_array_sort (names, compare_names);

  g_string_append_c (text, '{');
  for (guint i = 0; i < names->len; i++)
    {
      name = g_ptr_array_index (names, i);
      json_append_key (text, name);
      json_append_node (text, json_object_get_member (object, name));
    }
  g_string_append_c (text, '}');
}

/**
 * json_append_key:
 * @text: JSON that ends inside an open object
 * @name: the next member's name; the caller sees to the bytewise order
 *
 * Appends the comma, if the object already has a member, then @name and a colon.
 */
void
json_append_key (GString *text, const char *name)
{
  if (text->len > 0 && text->str[text->len - 1] != '{')
    g_string_append_c (text, ',');
  json_append_string (text, name);
  g_string_append_c (text, ':');
}

/* Behind the string that begins at @at; in canonical text a quote in it stands behind a backslash. */
static const char *
skip_string (const char *at)
{
  for (at++; *at != '"' && *at != '\0'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
  return *at == '"' ? at + 1 : at;
}

static const char *
skip_value (const char *at)
{
  guint depth = 0;

  while (*at != '\0')
    {
      if (depth == 0 && (*at == ',' || *at == '}' || *at == ']'))
        return at;
      if (*at == '{' || *at == '[')
        depth++;
      else if (*at == '}' || *at == ']')
        depth--;
      at = *at == '"' ? skip_string (at) : at + 1;
    }
  return at;
}

/**
 * json_canonical_member:
 * @object: an object in canonical spelling, as json_canonical_parse () took it
 * @name: without characters that are escaped
 * @length: (out): bytes of the value
 *
 * Returns: (nullable): where the member's value stands in @object
 */
const char *
json_canonical_member (const char *object, const char *name, gsize *length)
{
  gsize       size = strlen (name);
  const char *at = *object == '{' ? object + 1 : object;

  while (*at == '"')
    {
      const char *key = at + 1, *value, *end;

      at = skip_string (at);
      if (*at != ':')
        return NULL;
      value = at + 1;
      end = skip_value (value);
      if ((gsize) (at - 1 - key) == size && memcmp (key, name, size) == 0)
        {
          *length = (gsize) (end - value);
          return value;
        }
      at = *end == ',' ? end + 1 : end;
    }
  return NULL;
}

/**
 * json_append_string:
 * @value: valid UTF-8
 *
 * Appends @value in quotes with the shortest escapes.
 */
void
json_append_string (GString *text, const char *value)
{
  const char *from = value;

  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    if (*value == '"' || *value == '\\' || (guchar) *value < 0x20)
      {
        g_string_append_len (text, from, value - from);
        append_escaped (text, (guchar) *value);
        from = value + 1;
      }
  g_string_append_len (text, from, value - from);
  g_string_append_c (text, '"');
}

/**
 * json_append_int:
 *
 * Appends @value in decimal.
 */
void
json_append_int (GString *text, gint64 value)
{
  char    digits[20];
  gsize   at = sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    {
      digits[--at] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  while (rest > 0);
  if (value < 0)
    digits[--at] = '-';
  g_string_append_len (text, digits + at, (gssize) (sizeof digits - at));
}

/**
 * json_append_id:
 *
 * Appends @id as a string of 32 hex digits.
 */
void
json_append_id (GString *text, Id id)
{
  char hex[ID_HEX_LENGTH + 1];

  id_to_hex (id, hex);
  g_string_append_c (text, '"');
  g_string_append_len (text, hex, ID_HEX_LENGTH);
  g_string_append_c (text, '"');
}
