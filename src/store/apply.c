/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/apply.h"

#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "rules/command.h"
#include "store/overlay-private.h"

static gboolean
fail (StoreErrorCode code, const Mutation *mutation, const char *what, GError **error)
{
  char hex[ID_HEX_LENGTH + 1];

  id_to_hex (mutation->id, hex);
  g_set_error (error, STORE_ERROR, (int) code, "%s %s: %s", mutation->table != NULL ? mutation->table : "group", hex,
               what);
  return FALSE;
}

/* What may not get into a line, whoever made it. */
static gboolean
check_op (const Mutation *op, GError **error)
{
  if (op->schema == NULL)
    return fail (STORE_ERROR_INVALID, op, "unknown entity", error);
  if (op->kind != MUTATION_COMMAND && id_is_none (op->id))
    return fail (STORE_ERROR_INVALID, op, "a row needs an id", error);
  return TRUE;
}

/* The server's version is kept once, before the first pending edit covers it. */
static gboolean
keep_shadow (Store *self, const Mutation *op, gconstpointer old, GError **error)
{
  const Row       *head = old;
  g_autofree char *body = NULL;
  int              pending;

  if (old == NULL)
    return TRUE;
  pending = store_pending (self, op->table, op->id, error);
  if (pending < 0 || (pending & STORE_PENDING_EDIT))
    return pending >= 0;
  if (head->rv == 0)
    return TRUE; /* never acknowledged, and its own lines are gone: nothing of the server's to keep */
  body = schema_body (op->schema, old);
  return overlay_set_shadow (self, op->table, op->id, head->bucket, head->seq, head->rv, body, error);
}

/* The row after @op; NULL = it is gone. Takes over nothing. */
gpointer
overlay_after (const Mutation *op, gconstpointer before, GError **error)
{
  g_autoptr (JsonNode) set = NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;
  gpointer       row;

  if (op->kind == MUTATION_DEL)
    return NULL;
  set = mutation_set_node (op, error);
  if (set == NULL)
    return NULL;
  row = before != NULL ? schema_copy (op->schema, before) : schema_new (op->schema);
  ((Row *) row)->id = op->id;
  json_object_iter_init (&iter, json_node_get_object (set));
  while (json_object_iter_next (&iter, &name, &value))
    {
      const Field *field = schema_field (op->schema, name);

      if (field == NULL)
        g_set_error (error, STORE_ERROR, STORE_ERROR_INVALID, "%s.%s: no such field", op->table, name);
      if (field == NULL || !schema_set_member (op->schema, field, row, value, error))
        {
          schema_free (op->schema, row);
          return NULL;
        }
    }
  return row;
}

static void
place_new (Store *self, const Schema *schema, gpointer row)
{
  Id bucket;

  if (self->place != NULL && self->place (self->place_data, schema, row, &bucket))
    ((Row *) row)->bucket = bucket;
}

static gboolean
write_after (Store *self, const Mutation *op, gconstpointer old, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gpointer row = overlay_after (op, old, &failure);
  gboolean written;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (row == NULL)
    return store_remove_row (self, op->schema, old, error);
  if (old == NULL)
    place_new (self, op->schema, row);
  written = store_write_row (self, op->schema, old, row, TRUE, error);
  schema_free (op->schema, row);
  return written;
}

/* Row, shadow and index of one put, set or del. */
static gboolean
apply_edit (Store *self, const Mutation *op, Id *bucket, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gpointer old;
  gboolean applied;
  int      pending = store_pending (self, op->table, op->id, error);

  if (pending < 0)
    return FALSE;
  if (pending & STORE_PENDING_COMMAND)
    return fail (STORE_ERROR_LOCKED, op, "a command on it waits for the server", error);
  old = store_get (self, op->schema, op->id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (old == NULL && op->kind != MUTATION_PUT)
    return fail (STORE_ERROR_NO_ROW, op, "no such row", error);
  applied = keep_shadow (self, op, old, error) && write_after (self, op, old, error);
  if (applied)
    applied = overlay_bucket_of (self, op->schema, op->id, old, bucket, error);
  if (old != NULL)
    schema_free (op->schema, old);
  return applied;
}

static gboolean
apply_op (Store *self, const Mutation *op, gint64 n, GError **error)
{
  Id bucket = ID_NONE;

  if (!check_op (op, error))
    return FALSE;
  if (op->kind != MUTATION_COMMAND && !apply_edit (self, op, &bucket, error))
    return FALSE;
  if (op->kind == MUTATION_COMMAND && !overlay_bucket_of (self, op->schema, op->id, NULL, &bucket, error))
    return FALSE;
  return outbox_add_row (self, op, n, bucket, error);
}

static gboolean
apply_mutation (Store *self, Mutation *mutation, GError **error)
{
  if (mutation->kind == MUTATION_GROUP && mutation->ops->len > MUTATION_OPS_MAX)
    return fail (STORE_ERROR_TOO_LARGE, mutation, "too many operations in a group", error);
  if (!outbox_number (self, mutation, error))
    return FALSE;
  if (mutation->kind != MUTATION_GROUP)
    {
      if (!apply_op (self, mutation, mutation->n, error))
        return FALSE;
    }
  else
    for (guint i = 0; i < mutation->ops->len; i++)
      if (!apply_op (self, mutation->ops->pdata[i], mutation->n, error))
        return FALSE;
  return outbox_append (self, mutation, error);
}

gint64
store_get_server_schema (Store *self)
{
  g_autofree char *text = store_meta_get (self, "server_schema", NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
store_set_server_schema (Store *self, gint64 version, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, version);

  return store_get_server_schema (self) == version || store_meta_set (self, "server_schema", text, error);
}

static gboolean
server_understands (Store *self, Mutation *const *mutations, guint count, GError **error)
{
  gint64 known = store_get_server_schema (self);

  for (guint i = 0; i < count && known > 0; i++)
    {
      const Command *command = mutations[i]->name != NULL ? command_find (mutations[i]->name) : NULL;

      if (MAX (mutation_since (mutations[i]), command != NULL ? command->since : 0) > known)
        {
          g_set_error (error, STORE_ERROR, STORE_ERROR_SERVER_OLD,
                       "%s: the server is older than this program and does not know this yet",
                       mutations[i]->table != NULL ? mutations[i]->table : "group");
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
store_apply (Store *self, Mutation *const *mutations, guint count, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  if (!store_begin (&scope, self, error) || !server_understands (self, mutations, count, error))
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (!apply_mutation (self, mutations[i], error))
      return FALSE;
  return store_commit (&scope, error);
}

gboolean
store_apply_one (Store *self, Mutation *mutation, GError **error)
{
  g_autoptr (Mutation) owned = mutation;

  return owned == NULL || store_apply (self, &owned, 1, error);
}
