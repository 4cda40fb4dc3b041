/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/history.h"

#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "registry.h"
#include "rules/place.h"
#include "server/server-private.h"

/* One line of the audit. */
typedef struct
{
  gint64    at;
  char     *actor, *action;
  JsonNode *body;   /* as it was then; NULL = deleted, erased, or not the caller's to read */
  gboolean  erased; /* its value is gone (R57) */
  gboolean  hidden; /* it stood where the caller may not read */
} Step;

typedef struct
{
  Server            *server;
  const ServerActor *account;
  const Schema      *schema;
  Id                 id;
  Directory         *directory;
} History;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->actor);
  g_free (step->action);
  g_clear_pointer (&step->body, json_node_unref);
  g_free (step);
}

static gboolean
is_granted (History *self, Id bucket, gboolean *granted, GError **error)
{
  gint64 count = 0;

  if (!db_int (self->server->db, &count, NULL, error,
               "SELECT count(*) FROM granted WHERE org = ? AND person = ? AND bucket = ?", "idd", ORG,
               &self->account->person, &bucket))
    return FALSE;
  *granted = count > 0;
  return TRUE;
}

/* Whether the row stood, with that body, in a bucket the caller holds. A body of before a later schema that no struct
   takes any more is nobody's. */
static gboolean
was_readable (History *self, JsonNode *body, gboolean *readable, GError **error)
{
  gpointer row = schema_new (self->schema);
  Bucket   bucket;
  gboolean fine = TRUE;

  ((Row *) row)->id = self->id;
  *readable = FALSE;
  if (schema_from_body (self->schema, json_node_get_object (body), row, NULL) &&
      place_row (self->schema, row, self->directory, &bucket))
    fine = is_granted (self, bucket.id, readable, error);
  schema_free (self->schema, row);
  return fine;
}

/* Columns: at, actor, action, value. */
static gboolean
take_step (History *self, DbStmt *stmt, GPtrArray *steps, GError **error)
{
  Step       *step = g_new0 (Step, 1);
  const char *value = db_column_text (stmt, 3);
  gboolean    readable = TRUE;

  g_ptr_array_insert (steps, 0, step);
  step->at = db_column_int (stmt, 0);
  step->actor = db_column_dup (stmt, 1);
  step->action = db_column_dup (stmt, 2);
  step->erased = db_column_is_null (stmt, 3) || g_str_equal (step->action, "erase");
  if (step->erased || *value == '\0')
    return TRUE;
  step->body = json_canonical_parse (value, -1, JSON_DEPTH, NULL);
  if (step->body != NULL && JSON_NODE_HOLDS_OBJECT (step->body) &&
      !was_readable (self, step->body, &readable, error))
    return FALSE;
  if (step->body == NULL || !JSON_NODE_HOLDS_OBJECT (step->body) || !readable)
    {
      g_clear_pointer (&step->body, json_node_unref);
      step->hidden = TRUE;
    }
  return TRUE;
}

/* The newest lines that changed the row, the oldest of them first. */
static GPtrArray *
read_steps (History *self, gboolean *more, GError **error)
{
  static const char sql[] = "SELECT a.at, a.actor, a.action, v.value FROM audit a INDEXED BY audit_by_row"
                            " LEFT JOIN audit_value v ON v.org = a.org AND v.shard = a.shard AND v.aseq = a.aseq"
                            " WHERE a.org = ? AND a.tbl = ? AND a.row = ?"
                            " AND a.action NOT IN ('conflict', 'rejected', 'held')"
                            " ORDER BY a.at DESC, a.aseq DESC LIMIT ?";
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (step_free);
  g_autoptr (DbStmt) stmt = db_prepare (self->server->db, error, sql, "isdi", ORG, self->schema->table, &self->id,
                                        (gint64) HISTORY_MAX + 1);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    if (!take_step (self, stmt, steps, error))
      return NULL;
  *more = steps->len > HISTORY_MAX;
  return step == 0 ? g_steal_pointer (&steps) : NULL;
}

static JsonObject *
object_of (const Step *step)
{
  return step != NULL && step->body != NULL ? json_node_get_object (step->body) : NULL;
}

static gboolean
is_same (JsonObject *one, JsonObject *other, const char *name)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (one == NULL || other == NULL || !json_object_has_member (one, name) || !json_object_has_member (other, name))
    return FALSE;
  a = json_canonical_text (json_object_get_member (one, name));
  b = json_canonical_text (json_object_get_member (other, name));
  return g_str_equal (a, b);
}

/* The members of @from that @against does not have alike. */
static void
append_members (GString *text, const char *key, JsonObject *from, JsonObject *against)
{
  g_autoptr (JsonObject) changed = json_object_new ();
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (from == NULL)
    return;
  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &name, &value))
    if (!is_same (from, against, name))
      json_object_set_member (changed, name, json_node_copy (value));
  json_append_key (text, key);
  json_append_object (text, changed);
}

static gboolean
append_actor (History *self, GString *text, const char *actor, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->server->db, error,
                                        "SELECT person FROM account WHERE org = ? AND login = ?", "is", ORG, actor);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  json_append_key (text, step == 1 ? "person" : "actor");
  if (step == 1)
    json_append_id (text, db_column_id (stmt, 0));
  else
    json_append_string (text, actor);
  return step >= 0;
}

/* @before: (nullable): the line before it, if the caller may read that one */
static gboolean
append_step (History *self, GString *text, const Step *step, const Step *before, GError **error)
{
  g_string_append_c (text, '{');
  json_append_key (text, "action");
  json_append_string (text, step->action);
  json_append_key (text, "at");
  json_append_int (text, step->at);
  if (step->erased)
    {
      json_append_key (text, "erased");
      g_string_append (text, "true");
    }
  append_members (text, "new", object_of (step), object_of (before));
  if (object_of (step) != NULL)
    append_members (text, "old", object_of (before), object_of (step));
  if (!append_actor (self, text, step->actor, error))
    return FALSE;
  g_string_append_c (text, '}');
  return TRUE;
}

/* The newest first, as many as fit. */
static gboolean
append_steps (History *self, GString *text, GPtrArray *steps, gboolean *more, GError **error)
{
  guint first = steps->len > HISTORY_MAX ? 1 : 0;
  guint told = 0;

  for (guint i = steps->len; i > first; i--)
    {
      const Step *step = steps->pdata[i - 1];
      const Step *before = i > 1 ? steps->pdata[i - 2] : NULL;

      if (step->hidden)
        continue;
      if (text->len >= HISTORY_BYTES)
        {
          *more = TRUE;
          return TRUE;
        }
      if (told++ > 0)
        g_string_append_c (text, ',');
      if (!append_step (self, text, step, before, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
answer_history (History *self, Answer *answer, GError **error)
{
  gboolean more = FALSE;
  g_autoptr (GPtrArray) steps = read_steps (self, &more, error);
  g_autoptr (GString) text = g_string_new ("{\"entries\":[");

  if (steps == NULL || !append_steps (self, text, steps, &more, error))
    return FALSE;
  g_string_append_printf (text, "],\"more\":%s}", more ? "true" : "false");
  answer_text (answer, g_steal_pointer (&text));
  return TRUE;
}

/* The row as it is now, in a bucket the caller holds. */
static gboolean
find_row (History *self, Stored *stored, gboolean *granted, GError **error)
{
  gboolean found;

  *granted = FALSE;
  if (!stored_load (self->server, self->schema->table, self->id, stored, &found, error))
    return FALSE;
  return !found || stored->deleted || is_granted (self, stored->bucket, granted, error);
}

gboolean
server_history (
    Server *self, const ServerActor *account, const HistoryQuery *query, Answer *answer, GError **error)
{
  History     history = { .server = self, .account = account };
  ServerActor actor = *account;
  g_auto (Stored) stored = { 0 };
  gboolean found, granted = FALSE;
  guint8   chain[32];
  char     state[16], bucket[33];
  gint64   lmid;
  Id       device;

  if (query->device == NULL || query->table == NULL || query->id == NULL || !id_from_hex (query->device, &device) ||
      !id_from_hex (query->id, &history.id))
    {
      answer_error (answer, 400, "malformed", "The request cannot be read");
      return TRUE;
    }
  if (!device_load (self, account->login, device, &actor, &lmid, chain, state, &found, error))
    return FALSE;
  if (!found)
    answer_error (answer, 409, "unknown_device", "This device is not registered");
  else if (!g_str_equal (state, "active"))
    answer_off (answer, state);
  if (!found || !g_str_equal (state, "active"))
    return TRUE;
  history.schema = registry_find (query->table);
  if (history.schema != NULL && !find_row (&history, &stored, &granted, error))
    return FALSE;
  if (!granted)
    {
      answer_error (answer, 404, "no_row", "There is no such row, or it is not yours to read");
      return TRUE;
    }
  history.directory = server_get_directory (self, error);
  if (history.directory == NULL)
    return FALSE;
  id_to_hex (stored.bucket, bucket);
  delivery_note (self, &actor, stored.shard, bucket, stored.seq);
  return answer_history (&history, answer, error);
}
