/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-record.h"

#include "core/json.h"
#include "print/print.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  MEMBER_TEXT,
  MEMBER_INT,
  MEMBER_FLAG,
  MEMBER_OBJECT,
  MEMBER_OBJECTS, /* list of objects */
  MEMBER_TEXTS    /* list of texts */
} MemberType;

typedef struct
{
  const char *owner; /* "" = the document itself */
  const char *names; /* separated by blanks */
  MemberType  type;
} Members;

/* clang-format off */
static const Members members[] = {
  { "", "form org department team name number post period filled_on scorer", MEMBER_TEXT },
  { "", "revision", MEMBER_INT },
  { "", "scheme regulation self evaluation total interview restatement", MEMBER_OBJECT },
  { "", "groups items plan files", MEMBER_OBJECTS },
  { "scheme", "id version digest", MEMBER_TEXT },
  { "regulation", "version digest", MEMBER_TEXT },
  { "regulation", "acknowledged", MEMBER_FLAG },
  { "groups", "code title text", MEMBER_TEXT },
  { "groups", "weight self score", MEMBER_INT },
  { "items", "code title group source rule rule_text unit target_text actual_text rate_text note example evidence", MEMBER_TEXT },
  { "items", "weight computed self score weighted", MEMBER_INT },
  { "items", "few", MEMBER_FLAG },
  { "self", "main_work problems next_ideas support", MEMBER_TEXT },
  { "evaluation", "strengths weaknesses advice previous_opinion previous_opinion_by adjustments", MEMBER_TEXT },
  { "evaluation", "override", MEMBER_OBJECT },
  { "override", "from_title to_title reason", MEMBER_TEXT },
  { "restatement", "reason grade_title", MEMBER_TEXT },
  { "restatement", "revision rounded", MEMBER_INT },
  { "total", "exact grade grade_title", MEMBER_TEXT },
  { "total", "rounded coefficient self", MEMBER_INT },
  { "total", "near_limit", MEMBER_FLAG },
  { "interview", "held_on place result success improve advice training opinion help outcome reason witness", MEMBER_TEXT },
  { "interview", "attempts", MEMBER_TEXTS },
  { "plan", "goal measure due owner target", MEMBER_TEXT },
  { "plan", "value", MEMBER_INT },
  { "files", "name sha256", MEMBER_TEXT },
  { "files", "size", MEMBER_INT } };
/* clang-format on */

static gboolean check_object (JsonObject *object, const char *owner, GError **error);

static gboolean
is_value (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
list_fits (JsonNode *node, const char *name, MemberType type, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean   fits = array != NULL;

  for (guint i = 0; fits && i < json_array_get_length (array); i++)
    {
      JsonNode *entry = json_array_get_element (array, i);

      fits = type == MEMBER_TEXTS ? is_value (entry, G_TYPE_STRING) : JSON_NODE_HOLDS_OBJECT (entry);
      if (fits && type == MEMBER_OBJECTS && !check_object (json_node_get_object (entry), name, error))
        return FALSE;
    }
  return fits;
}

/* FALSE without @error: another type than wanted. */
static gboolean
member_fits (JsonNode *node, const char *name, MemberType type, GError **error)
{
  switch (type)
    {
    case MEMBER_TEXT:
      return is_value (node, G_TYPE_STRING);
    case MEMBER_INT:
      return is_value (node, G_TYPE_INT64);
    case MEMBER_FLAG:
      return is_value (node, G_TYPE_BOOLEAN);
    case MEMBER_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node) && check_object (json_node_get_object (node), name, error);
    case MEMBER_OBJECTS:
    case MEMBER_TEXTS:
    default:
      return list_fits (node, name, type, error);
    }
}

static gboolean
check_member (JsonObject *object, const char *owner, const char *name, MemberType type, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  GError   *inner = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node) || member_fits (node, name, type, &inner))
    return TRUE;
  if (inner != NULL)
    g_propagate_error (error, inner);
  else
    g_set_error (error, PRINT_ERROR, PRINT_ERROR_DOCUMENT,
                 _("The document cannot be printed: %s%s%s has the wrong type"), owner, *owner ? "." : "", name);
  return FALSE;
}

static gboolean
check_object (JsonObject *object, const char *owner, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_auto (GStrv) names = NULL;

      if (!g_str_equal (members[i].owner, owner))
        continue;
      names = g_strsplit (members[i].names, " ", -1);
      for (guint j = 0; names[j] != NULL; j++)
        if (!check_member (object, owner, names[j], members[i].type, error))
          return FALSE;
    }
  return TRUE;
}

JsonObject *
print_record_parse (const char *document_json, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (JsonNode) root = json_strict_parse (document_json, -1, JSON_DEPTH, &inner);

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, PRINT_ERROR, PRINT_ERROR_DOCUMENT,
                   _("The document cannot be printed: %s"), inner ? inner->message : _("it is no object"));
      return NULL;
    }
  if (!check_object (json_node_get_object (root), "", error))
    return NULL;
  return json_node_dup_object (root);
}

static JsonNode *
present (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? NULL : node;
}

const char *
print_record_text (JsonObject *object, const char *name)
{
  JsonNode *node = present (object, name);

  return node ? json_node_get_string (node) : "";
}

gboolean
print_record_int (JsonObject *object, const char *name, gint64 *value)
{
  JsonNode *node = present (object, name);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_int (node);
  return TRUE;
}

gboolean
print_record_flag (JsonObject *object, const char *name)
{
  JsonNode *node = present (object, name);

  return node != NULL && json_node_get_boolean (node);
}

JsonObject *
print_record_object (JsonObject *object, const char *name)
{
  JsonNode *node = present (object, name);

  return node ? json_node_get_object (node) : NULL;
}

guint
print_record_length (JsonObject *object, const char *name)
{
  JsonNode *node = present (object, name);

  return node ? json_array_get_length (json_node_get_array (node)) : 0;
}

JsonObject *
print_record_entry (JsonObject *object, const char *name, guint i)
{
  return i < print_record_length (object, name)
             ? json_array_get_object_element (json_object_get_array_member (object, name), i)
             : NULL;
}
