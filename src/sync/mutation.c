/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/mutation.h"

#include <string.h>

#include "core/digest.h"
#include "core/id.h"
#include "core/json.h"
#include "registry.h"

static const char *const kind_nicks[] = { "put", "set", "del", "cmd", "tx" };

static void
free_mutation_cb (gpointer mutation)
{
  mutation_free (mutation);
}

static Mutation *
mutation_new (MutationKind kind, const Schema *schema, Id id)
{
  Mutation *self = g_new0 (Mutation, 1);

  self->kind = kind;
  self->schema = schema;
  self->table = g_strdup (schema != NULL ? schema->table : NULL);
  self->id = id;
  return self;
}

void
mutation_free (Mutation *self)
{
  if (self == NULL)
    return;
  g_free (self->table);
  g_free (self->set);
  g_clear_pointer (&self->read, json_node_unref);
  g_free (self->was);
  g_free (self->name);
  g_free (self->args);
  g_free (self->dg);
  g_clear_pointer (&self->ops, g_ptr_array_unref);
  g_free (self);
}

char *
mutation_hash_value (const char *json)
{
  return u64_dup_hex (digest_u64 (digest_of (json, strlen (json))));
}

Mutation *
mutation_put (const Schema *schema, gconstpointer row)
{
  Mutation *self = mutation_new (MUTATION_PUT, schema, ((const Row *) row)->id);

  self->set = schema_body (schema, row);
  return self;
}

Mutation *
mutation_del (const Schema *schema, gconstpointer row)
{
  Mutation *self = mutation_new (MUTATION_DEL, schema, ((const Row *) row)->id);

  self->rv = ((const Row *) row)->rv;
  return self;
}

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Field *const *) a)->name, (*(const Field *const *) b)->name);
}

/* (transfer container): fields in which the rows differ, by name. */
static GPtrArray *
changed_fields (const Schema *schema, gconstpointer base, gconstpointer mine)
{
  GPtrArray *changed = g_ptr_array_new ();

  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      g_autoptr (GString) before = g_string_new (NULL);
      g_autoptr (GString) after = g_string_new (NULL);

      schema_append_member (schema, field, base, before);
      schema_append_member (schema, field, mine, after);
      if (!g_string_equal (before, after))
        g_ptr_array_add (changed, (gpointer) field);
    }
  g_ptr_array_sort (changed, compare_fields);
  return changed;
}

static void
append_was (GString *json, const Schema *schema, const Field *field, gconstpointer base)
{
  g_autoptr (GString) value = g_string_new (NULL);
  g_autofree char *hash = NULL;

  schema_append_member (schema, field, base, value);
  if (field->merge == MERGE_TEXT3)
    {
      g_string_append (json, value->str);
      return;
    }
  hash = mutation_hash_value (value->str);
  json_append_string (json, hash);
}

Mutation *
mutation_set (const Schema *schema, gconstpointer base, gconstpointer mine)
{
  g_autoptr (GPtrArray) changed = changed_fields (schema, base, mine);
  GString  *set;
  GString  *was;
  Mutation *self;

  if (changed->len == 0)
    return NULL;
  set = g_string_new ("{");
  was = g_string_new ("{");
  for (guint i = 0; i < changed->len; i++)
    {
      const Field *field = changed->pdata[i];

      json_append_key (set, field->name);
      schema_append_member (schema, field, mine, set);
      json_append_key (was, field->name);
      append_was (was, schema, field, base);
    }
  self = mutation_new (MUTATION_SET, schema, ((const Row *) base)->id);
  self->rv = ((const Row *) base)->rv;
  self->set = g_string_free (g_string_append_c (set, '}'), FALSE);
  self->was = g_string_free (g_string_append_c (was, '}'), FALSE);
  return self;
}

Mutation *
mutation_command (const char *name, const Schema *schema, Id id, const char *dg, const char *args)
{
  Mutation *self = mutation_new (MUTATION_COMMAND, schema, id);

  self->name = g_strdup (name);
  self->args = g_strdup (args != NULL ? args : "{}");
  self->dg = g_strdup (dg != NULL ? dg : "");
  return self;
}

Mutation *
mutation_group (GPtrArray *ops)
{
  Mutation *self = mutation_new (MUTATION_GROUP, NULL, ID_NONE);

  g_ptr_array_set_free_func (ops, free_mutation_cb);
  self->ops = ops;
  return self;
}

/* Writing */

static void
append_raw (GString *json, const char *name, const char *value)
{
  json_append_key (json, name);
  g_string_append (json, value);
}

static void
append_int (GString *json, const char *name, gint64 value)
{
  json_append_key (json, name);
  json_append_int (json, value);
}

static void
append_text (GString *json, const char *name, const char *value)
{
  json_append_key (json, name);
  json_append_string (json, value);
}

static void
append_ops (GString *json, GPtrArray *ops);

/* Members stand in bytewise order: args dg hlc id k mid n name ops rv set t was. */
static void
append_mutation (GString *json, const Mutation *self, gboolean inside)
{
  gboolean group = self->kind == MUTATION_GROUP;

  g_string_append_c (json, '{');
  if (self->kind == MUTATION_COMMAND)
    {
      append_raw (json, "args", self->args);
      if (*self->dg != '\0')
        append_text (json, "dg", self->dg);
    }
  if (!inside)
    append_int (json, "hlc", self->hlc);
  if (!group)
    {
      json_append_key (json, "id");
      json_append_id (json, self->id);
    }
  append_text (json, "k", kind_nicks[self->kind]);
  if (!inside)
    {
      append_text (json, "mid", self->mid);
      append_int (json, "n", self->n);
    }
  if (self->kind == MUTATION_COMMAND)
    append_text (json, "name", self->name);
  if (group)
    append_ops (json, self->ops);
  if (self->kind == MUTATION_SET || self->kind == MUTATION_DEL)
    append_int (json, "rv", self->rv);
  if (self->set != NULL)
    append_raw (json, "set", self->set);
  if (!group)
    append_text (json, "t", self->table);
  if (self->kind == MUTATION_SET)
    append_raw (json, "was", self->was);
  g_string_append_c (json, '}');
}

static void
append_ops (GString *json, GPtrArray *ops)
{
  json_append_key (json, "ops");
  g_string_append_c (json, '[');
  for (guint i = 0; i < ops->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_mutation (json, ops->pdata[i], TRUE);
    }
  g_string_append_c (json, ']');
}

char *
mutation_line (const Mutation *self)
{
  GString *json = g_string_new (NULL);

  append_mutation (json, self, FALSE);
  return g_string_free (json, FALSE);
}

JsonNode *
mutation_set_node (const Mutation *self, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (self->read != NULL)
    return json_node_ref (self->read);
  node = json_canonical_parse (self->set, -1, JSON_DEPTH, error);
  if (node == NULL || JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "set: object expected");
  return NULL;
}

/* Reading */

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "mutation: %s", what);
  return FALSE;
}

static gboolean
read_kind (Mutation *self, JsonObject *object, GError **error)
{
  const char *nick;

  if (!json_member_string (object, "k", &nick, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (kind_nicks); i++)
    if (g_str_equal (nick, kind_nicks[i]))
      {
        self->kind = (MutationKind) i;
        return TRUE;
      }
  return fail (error, "unknown kind");
}

static gboolean
read_object (JsonObject *object, const char *name, char **out, GError **error)
{
  JsonObject *member;
  GString    *json;

  if (!json_member_object (object, name, &member, error))
    return FALSE;
  json = g_string_new (NULL);
  json_append_object (json, member);
  *out = g_string_free (json, FALSE);
  return TRUE;
}

/* @text: (nullable): the canonical text of @object, of which the member is cut out */
static gboolean
read_set (Mutation *self, JsonObject *object, const char *text, GError **error)
{
  gsize       length;
  const char *value = text != NULL ? json_canonical_member (text, "set", &length) : NULL;

  if (value == NULL && !read_object (object, "set", &self->set, error))
    return FALSE;
  if (value != NULL && *value != '{')
    return fail (error, "set is no object");
  if (value != NULL)
    self->set = g_strndup (value, length);
  self->read = json_node_ref (json_object_get_member (object, "set"));
  return TRUE;
}

static gboolean
read_text (JsonObject *object, const char *name, gboolean needed, char **out, GError **error)
{
  const char *text;

  if (needed ? !json_member_string (object, name, &text, error)
             : !json_member_opt_string (object, name, "", &text, error))
    return FALSE;
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
read_row (Mutation *self, JsonObject *object, const char *text, GError **error)
{
  gboolean changes = self->kind == MUTATION_PUT || self->kind == MUTATION_SET;

  if (!read_text (object, "t", TRUE, &self->table, error) || !json_member_id (object, "id", &self->id, error))
    return FALSE;
  self->schema = registry_find (self->table);
  if (changes && !read_set (self, object, text, error))
    return FALSE;
  if (self->kind == MUTATION_SET && !read_object (object, "was", &self->was, error))
    return FALSE;
  if ((self->kind == MUTATION_SET || self->kind == MUTATION_DEL) && !json_member_int (object, "rv", &self->rv, error))
    return FALSE;
  if (self->kind == MUTATION_COMMAND)
    return read_text (object, "name", TRUE, &self->name, error) && read_text (object, "dg", FALSE, &self->dg, error) &&
           read_object (object, "args", &self->args, error);
  return TRUE;
}

static gboolean
read_ops (Mutation *self, JsonObject *object, GError **error)
{
  JsonArray *array;

  if (!json_member_array (object, "ops", &array, error))
    return FALSE;
  if (json_array_get_length (array) == 0 || json_array_get_length (array) > MUTATION_OPS_MAX)
    return fail (error, "a group has 1 to 200 operations");
  self->ops = g_ptr_array_new_with_free_func (free_mutation_cb);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      Mutation *op = g_new0 (Mutation, 1);

      g_ptr_array_add (self->ops, op);
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return fail (error, "an operation is no object");
      if (!read_kind (op, json_node_get_object (node), error))
        return FALSE;
      if (op->kind == MUTATION_GROUP || op->kind == MUTATION_COMMAND)
        return fail (error, "a group holds put, set and del only");
      if (!read_row (op, json_node_get_object (node), NULL, error))
        return FALSE;
    }
  return TRUE;
}

Mutation *
mutation_parse (const char *line, gssize length, GError **error)
{
  g_autoptr (JsonNode) node = json_canonical_parse (line, length, JSON_DEPTH, error);
  g_autoptr (Mutation) self = g_new0 (Mutation, 1);
  JsonObject *object;
  const char *mid;
  Id          checked;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "no object"), NULL;
  object = json_node_get_object (node);
  if (!read_kind (self, object, error) || !json_member_int (object, "n", &self->n, error) ||
      !json_member_int (object, "hlc", &self->hlc, error) || !json_member_string (object, "mid", &mid, error))
    return NULL;
  if (!id_from_hex (mid, &checked))
    return fail (error, "mid is not 32 hex digits"), NULL;
  g_strlcpy (self->mid, mid, sizeof self->mid);
  if (self->kind == MUTATION_GROUP ? !read_ops (self, object, error) : !read_row (self, object, line, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gint64
since_of_members (const Mutation *self)
{
  g_autoptr (JsonNode) node = self->set != NULL ? mutation_set_node (self, NULL) : NULL;
  gint64         since = MAX (1, self->schema->since);
  JsonObjectIter iter;
  const char    *name;

  if (node == NULL)
    return since;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, NULL))
    {
      const Field *field = schema_field (self->schema, name);

      since = MAX (since, field != NULL ? field->since : 0);
    }
  return since;
}

gint64
mutation_since (const Mutation *self)
{
  gint64 since = 1;

  if (self->kind == MUTATION_GROUP)
    for (guint i = 0; i < self->ops->len; i++)
      since = MAX (since, mutation_since (self->ops->pdata[i]));
  else if (self->schema != NULL)
    since = since_of_members (self);
  return since;
}
