/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/client-wire.h"

#include <string.h>

#include "core/id.h"
#include "core/json.h"

#define PULL_BYTES (8 << 20) /* wanted at most in one reply */

/* (transfer full): the object written in @text, or NULL with a JSON_ERROR. */
static JsonNode *
read_object (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = json_strict_parse (text, (gssize) length, JSON_DEPTH, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "the reply is no object");
      return NULL;
    }
  return g_steal_pointer (&node);
}

static gboolean
read_pair (JsonObject *object, const char *name, gint64 *first, gint64 *second, GError **error)
{
  JsonArray *pair;

  if (!json_member_array (object, name, &pair, error))
    return FALSE;
  if (json_array_get_length (pair) != 2)
    {
      g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "%s: two numbers wanted", name);
      return FALSE;
    }
  *first = json_array_get_int_element (pair, 0);
  *second = json_array_get_int_element (pair, 1);
  return TRUE;
}

gboolean
wire_read_hello (const char *text, gsize length, WireHello *out, GError **error)
{
  g_autoptr (JsonNode) node = read_object (text, length, error);
  WireHello   hello = { 0 };
  JsonObject *object, *schema;

  if (node == NULL)
    return FALSE;
  object = json_node_get_object (node);
  if (!json_member_id (object, "server_id", &hello.server, error) ||
      !json_member_int (object, "inc", &hello.inc, error) || !json_member_int (object, "now", &hello.now, error) ||
      !read_pair (object, "proto", &hello.proto_min, &hello.proto_max, error) ||
      !json_member_object (object, "schema", &schema, error) ||
      !json_member_int (schema, "min", &hello.schema_min, error) ||
      !json_member_int (schema, "cur", &hello.schema_cur, error) ||
      !json_member_opt_bool (object, "sample", FALSE, &hello.sample, error))
    return FALSE;
  *out = hello;
  return TRUE;
}

static void
append_text (GString *json, const char *name, const char *value)
{
  json_append_key (json, name);
  json_append_string (json, value);
}

static void
append_int (GString *json, const char *name, gint64 value)
{
  json_append_key (json, name);
  json_append_int (json, value);
}

static void
append_id (GString *json, const char *name, Id value)
{
  json_append_key (json, name);
  json_append_id (json, value);
}

GBytes *
wire_write_device (const char *name, Id fork_of)
{
  GString *json = g_string_new ("{");

  if (!id_is_none (fork_of))
    append_id (json, "fork_of", fork_of);
  append_text (json, "name", name);
  g_string_append_c (json, '}');
  return g_string_free_to_bytes (json);
}

gboolean
wire_read_device (const char *text, gsize length, Id *device, GError **error)
{
  g_autoptr (JsonNode) node = read_object (text, length, error);

  return node != NULL && json_member_id (json_node_get_object (node), "dev", device, error);
}

GBytes *
wire_write_push (const ExchangeBatch *batch, const ExchangeIdentity *who, gint64 schema, gint64 now)
{
  GString *body = g_string_new ("{");
  char     hex[DIGEST_HEX_LENGTH + 1];

  append_int (body, "count", batch->lines->len);
  append_id (body, "dev", who->device);
  append_int (body, "ge", who->epoch);
  append_int (body, "inc", who->inc);
  append_int (body, "now", now);
  append_int (body, "p", 1);
  digest_to_hex (batch->prev, hex);
  append_text (body, "prev", hex);
  append_int (body, "schema", schema);
  append_int (body, "seen", who->seen);
  g_string_append (body, "}\n");
  for (guint i = 0; i < batch->lines->len; i++)
    {
      g_string_append (body, ((const OutboxLine *) batch->lines->pdata[i])->line);
      g_string_append_c (body, '\n');
    }
  digest_to_hex (digest_of (body->str, body->len), hex);
  g_string_append_printf (body, "{\"end\":%u,\"sha\":\"%s\"}\n", batch->lines->len, hex);
  return g_string_free_to_bytes (body);
}

void
outcome_clear (gpointer outcome)
{
  g_free (((Outcome *) outcome)->code);
  g_free (((Outcome *) outcome)->line);
}

static gboolean
read_outcome (JsonObject *object, Outcome *out, GError **error)
{
  const char *status, *code;

  if (!json_member_int (object, "n", &out->n, error) || !json_member_string (object, "s", &status, error) ||
      !json_member_opt_string (object, "code", "", &code, error) ||
      !json_member_opt_id (object, "shard", &out->shard, error) ||
      !json_member_opt_int (object, "seq", 0, &out->seq, error))
    return FALSE;
  if (!outcome_from_nick (status, &out->status))
    {
      g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "s: unknown outcome “%s”", status);
      return FALSE;
    }
  out->code = g_strdup (code);
  return TRUE;
}

GArray *
wire_read_push (const char *text, gsize length, GError **error)
{
  g_autoptr (GArray) outcomes = g_array_new (FALSE, TRUE, sizeof (Outcome));
  const char *end = text + length;

  g_array_set_clear_func (outcomes, outcome_clear);
  while (text < end)
    {
      const char *stop = memchr (text, '\n', (gsize) (end - text));
      g_autoptr (JsonNode) node = NULL;
      Outcome outcome = { 0 };

      if (stop == NULL)
        break;
      node = read_object (text, (gsize) (stop - text), error);
      if (node == NULL)
        return NULL;
      if (json_object_has_member (json_node_get_object (node), "lmid"))
        return g_steal_pointer (&outcomes);
      if (!read_outcome (json_node_get_object (node), &outcome, error))
        return NULL;
      outcome.line = g_strndup (text, (gsize) (stop - text));
      g_array_append_val (outcomes, outcome);
      text = stop + 1;
    }
  g_set_error (error, JSON_ERROR, JSON_ERROR_MISSING, "the reply to a push was cut");
  return NULL;
}

static int
compare_ids_cb (gconstpointer a, gconstpointer b)
{
  return id_compare (*(const Id *) a, *(const Id *) b);
}

GBytes *
wire_write_pull (const ExchangeIdentity *who, GArray *cursors, GArray *backfills, const char *nonce, gint64 schema)
{
  GString *json = g_string_new ("{");
  char     hex[ID_HEX_LENGTH + 1];

  /* Both structs begin with their id; members stand in bytewise order. */
  g_array_sort (cursors, compare_ids_cb);
  g_array_sort (backfills, compare_ids_cb);
  json_append_key (json, "bf");
  g_string_append_c (json, '{');
  for (guint i = 0; i < backfills->len; i++)
    {
      const ExchangeBackfill *backfill = &g_array_index (backfills, ExchangeBackfill, i);

      id_to_hex (backfill->bucket, hex);
      append_int (json, hex, backfill->after);
    }
  g_string_append_c (json, '}');
  json_append_key (json, "cur");
  g_string_append_c (json, '{');
  for (guint i = 0; i < cursors->len; i++)
    {
      const Cursor *cursor = &g_array_index (cursors, Cursor, i);

      id_to_hex (cursor->shard, hex);
      append_int (json, hex, cursor->seq);
    }
  g_string_append_c (json, '}');
  append_id (json, "dev", who->device);
  append_int (json, "ge", who->epoch);
  append_int (json, "max", PULL_BYTES);
  append_text (json, "nonce", nonce);
  append_int (json, "p", 1);
  append_int (json, "schema", schema);
  g_string_append_c (json, '}');
  return g_string_free_to_bytes (json);
}

GBytes *
wire_write_repair (const ExchangeIdentity *who,
                   Id                      bucket,
                   const char             *prefix,
                   const Checksum          slots[CHECKSUM_SLOTS],
                   const char             *nonce,
                   gint64                  schema)
{
  GString *json = g_string_new ("{");

  append_id (json, "bucket", bucket);
  append_id (json, "dev", who->device);
  append_int (json, "ge", who->epoch);
  append_text (json, "nonce", nonce);
  append_int (json, "p", 1);
  append_text (json, "prefix", prefix);
  append_int (json, "schema", schema);
  json_append_key (json, "slots");
  g_string_append_c (json, '{');
  for (guint i = 0; i < CHECKSUM_SLOTS; i++)
    {
      g_autofree char *sum = u64_dup_hex (slots[i].sum);
      char             name[3];

      if (slots[i].count == 0)
        continue;
      g_snprintf (name, sizeof name, "%02x", i);
      json_append_key (json, name);
      g_string_append_printf (json, "[%" G_GINT64_FORMAT ",\"%s\"]", slots[i].count, sum);
    }
  g_string_append (json, "}}");
  return g_string_free_to_bytes (json);
}

void
wire_line_free (WireLine *line)
{
  if (line == NULL)
    return;
  g_free (line->nonce);
  g_free (line->sha);
  g_clear_pointer (&line->add, g_array_unref);
  g_clear_pointer (&line->del, g_array_unref);
  g_clear_pointer (&line->old, g_array_unref);
  g_clear_pointer (&line->cursors, g_array_unref);
  g_clear_pointer (&line->backfills, g_array_unref);
  pulled_free (line->pulled);
  g_free (line);
}

static gboolean
not_understood (GError **error, const char *what)
{
  g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "%s: not understood", what);
  return FALSE;
}

static gboolean
element_id (JsonArray *array, guint at, Id *out)
{
  JsonNode   *node = json_array_get_element (array, at);
  const char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : NULL;

  if (text != NULL && *text == '\0')
    *out = ID_NONE;
  return text != NULL && (*text == '\0' || id_from_hex (text, out));
}

static gboolean
element_text (JsonArray *array, guint at, const char **out)
{
  JsonNode *node = json_array_get_element (array, at);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  *out = json_node_get_string (node);
  return TRUE;
}

static gboolean
element_int (JsonArray *array, guint at, gint64 *out)
{
  JsonNode *node = json_array_get_element (array, at);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *out = json_node_get_int (node);
  return TRUE;
}

/* [bid, shard, class, owner, month, priority] */
static gboolean
read_grant (JsonNode *node, HeldBucket *out)
{
  JsonArray  *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const char *cls, *month;

  if (array == NULL || json_array_get_length (array) != 6 || !element_id (array, 0, &out->id) ||
      !element_id (array, 1, &out->shard) || !element_text (array, 2, &cls) || !element_id (array, 3, &out->owner) ||
      !element_text (array, 4, &month) || !element_int (array, 5, &out->priority) ||
      strlen (month) >= sizeof out->month || strlen (cls) >= sizeof out->cls)
    return FALSE;
  g_strlcpy (out->month, month, sizeof out->month);
  g_strlcpy (out->cls, cls, sizeof out->cls);
  return TRUE;
}

static gboolean
read_ids (JsonArray *array, GArray *ids)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      Id id;

      if (!element_id (array, i, &id))
        return FALSE;
      g_array_append_val (ids, id);
    }
  return TRUE;
}

static gboolean
read_grants (JsonArray *add, JsonArray *del, WireLine *line, GError **error)
{
  for (guint i = 0; add != NULL && i < json_array_get_length (add); i++)
    {
      HeldBucket grant = { 0 };

      if (!read_grant (json_array_get_element (add, i), &grant))
        return not_understood (error, "add");
      g_array_append_val (line->add, grant);
    }
  return read_ids (del, line->del) || not_understood (error, "del");
}

static gboolean
read_head (JsonObject *head, WireLine *line, GError **error)
{
  const char *nonce;
  JsonArray  *add, *del, *old;

  line->add = g_array_new (FALSE, FALSE, sizeof (HeldBucket));
  line->del = g_array_new (FALSE, FALSE, sizeof (Id));
  line->old = g_array_new (FALSE, FALSE, sizeof (Id));
  if (!json_member_string (head, "nonce", &nonce, error) || !json_member_int (head, "now", &line->now, error) ||
      !json_member_opt_id (head, "bucket", &line->bucket, error) ||
      (id_is_none (line->bucket) && !json_member_int (head, "ge", &line->epoch, error)) ||
      !json_member_opt_array (head, "old", &old, error) ||
      !json_member_opt_int (head, "rows", 0, &line->expected, error) ||
      !json_member_opt_int (head, "inc", 0, &line->inc, error) ||
      !json_member_opt_array (head, "add", &add, error) || !json_member_opt_array (head, "del", &del, error))
    return FALSE;
  line->nonce = g_strdup (nonce);
  if (!read_ids (old, line->old))
    return not_understood (error, "old");
  return read_grants (add, del, line, error);
}

static gboolean
read_commit (JsonObject *commit, WireLine *line, GError **error)
{
  JsonObject    *cursors, *backfills;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  line->cursors = g_array_new (FALSE, FALSE, sizeof (Cursor));
  line->backfills = g_array_new (FALSE, FALSE, sizeof (ExchangeBackfill));
  if (!json_member_opt_object (commit, "cur", &cursors, error) ||
      !json_member_opt_object (commit, "bf", &backfills, error))
    return FALSE;
  if (cursors != NULL)
    {
      json_object_iter_init (&iter, cursors);
      while (json_object_iter_next (&iter, &name, &node))
        {
          Cursor cursor = { 0 };

          if (!id_from_hex (name, &cursor.shard) || !json_member_int (cursors, name, &cursor.seq, NULL))
            return not_understood (error, "cur");
          g_array_append_val (line->cursors, cursor);
        }
    }
  if (backfills != NULL)
    {
      json_object_iter_init (&iter, backfills);
      while (json_object_iter_next (&iter, &name, &node))
        {
          ExchangeBackfill backfill = { 0 };

          if (!id_from_hex (name, &backfill.bucket) || !json_member_int (backfills, name, &backfill.after, NULL))
            return not_understood (error, "bf");
          backfill.done = backfill.after < 0;
          g_array_append_val (line->backfills, backfill);
        }
    }
  return TRUE;
}

static gboolean
read_end (JsonObject *end, WireLine *line, GError **error)
{
  const char *sha;

  if (!json_member_bool (end, "more", &line->more, error) || !json_member_string (end, "sha", &sha, error))
    return FALSE;
  line->sha = g_strdup (sha);
  return TRUE;
}

static gboolean
read_named (JsonObject *object, WireLine *line, GError **error)
{
  JsonObject *inner;

  if (json_object_has_member (object, "H"))
    {
      line->kind = WIRE_HEAD;
      return json_member_object (object, "H", &inner, error) && read_head (inner, line, error);
    }
  if (json_object_has_member (object, "C"))
    {
      line->kind = WIRE_COMMIT;
      return json_member_object (object, "C", &inner, error) && read_commit (inner, line, error);
    }
  if (json_object_has_member (object, "E"))
    {
      line->kind = WIRE_END;
      return json_member_object (object, "E", &inner, error) && read_end (inner, line, error);
    }
  return TRUE;
}

/* ["S", bucket, rows, sum, last seq] */
static gboolean
read_sum (JsonArray *array, WireLine *line, GError **error)
{
  const char *sum;

  line->kind = WIRE_SUM;
  return (json_array_get_length (array) == 5 && element_id (array, 1, &line->sum.bucket) &&
          element_int (array, 2, &line->sum.sum.count) && element_text (array, 3, &sum) &&
          u64_from_hex (sum, &line->sum.sum.sum) && element_int (array, 4, &line->sum.last_seq)) ||
         not_understood (error, "sum");
}

/* ["P", prefix, rows] */
static gboolean
read_slot (JsonArray *array, WireLine *line, GError **error)
{
  const char *prefix;

  line->kind = WIRE_SLOT;
  if (json_array_get_length (array) != 3 || !element_text (array, 1, &prefix) ||
      strlen (prefix) >= sizeof line->slot.prefix || !element_int (array, 2, &line->slot.rows))
    return not_understood (error, "slot");
  g_strlcpy (line->slot.prefix, prefix, sizeof line->slot.prefix);
  return TRUE;
}

/* ["R", table, id, bucket, shard, seq, rv, body], and D and L without a body. */
static gboolean
read_pulled (JsonArray *array, WireLine *line, GError **error)
{
  static const char *const kinds[] = { "R", "D", "L" };
  guint                    length = json_array_get_length (array);
  const char              *kind = NULL;
  Pulled                  *pulled;
  guint                    at;

  if (length == 0 || !element_text (array, 0, &kind))
    return not_understood (error, "row");
  if (g_str_equal (kind, "S"))
    return read_sum (array, line, error);
  if (g_str_equal (kind, "P"))
    return read_slot (array, line, error);

  for (at = 0; at < G_N_ELEMENTS (kinds) && g_strcmp0 (kind, kinds[at]) != 0; at++)
    ;
  if (at == G_N_ELEMENTS (kinds))
    return TRUE;
  line->kind = WIRE_PULLED;
  line->pulled = pulled = g_new0 (Pulled, 1);
  pulled->kind = (PulledKind) at;
  if (length != (pulled->kind == PULLED_ROW ? 8u : 7u) ||
      json_node_get_value_type (json_array_get_element (array, 1)) != G_TYPE_STRING ||
      !element_id (array, 2, &pulled->id) || !element_id (array, 3, &pulled->bucket) ||
      !element_id (array, 4, &pulled->shard) || !element_int (array, 5, &pulled->seq) ||
      !element_int (array, 6, &pulled->rv) ||
      (pulled->kind == PULLED_ROW && !JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 7))))
    return not_understood (error, "row");
  pulled->table = g_strdup (json_array_get_string_element (array, 1));
  if (pulled->kind == PULLED_ROW)
    pulled->body = json_node_ref (json_array_get_element (array, 7));
  return TRUE;
}

WireLine *
wire_read_pull (const char *text, gsize length, GError **error)
{
  g_autoptr (WireLine) line = g_new0 (WireLine, 1);
  g_autoptr (JsonNode) node = json_strict_parse (text, (gssize) length, JSON_DEPTH + 2, error);
  gboolean fine;

  if (node == NULL)
    return NULL;
  line->kind = WIRE_OTHER;
  if (JSON_NODE_HOLDS_OBJECT (node))
    fine = read_named (json_node_get_object (node), line, error);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    fine = read_pulled (json_node_get_array (node), line, error);
  else
    fine = not_understood (error, "line");
  return fine ? g_steal_pointer (&line) : NULL;
}

char *
wire_read_code (const char *text, gsize length)
{
  g_autoptr (JsonNode) node = read_object (text, length, NULL);
  const char *code;

  if (node == NULL || !json_member_opt_string (json_node_get_object (node), "code", "", &code, NULL))
    return g_strdup ("");
  return g_strdup (code);
}

char *
wire_write_wait (const ExchangeIdentity *who, GArray *cursors)
{
  GString *path = g_string_new ("/v1/wait?cur=");
  char     hex[ID_HEX_LENGTH + 1];

  for (guint i = 0; i < cursors->len; i++)
    {
      const Cursor *cursor = &g_array_index (cursors, Cursor, i);

      id_to_hex (cursor->shard, hex);
      g_string_append_printf (path, "%s%s:%" G_GINT64_FORMAT, i > 0 ? "," : "", hex, cursor->seq);
    }
  id_to_hex (who->device, hex);
  g_string_append_printf (path, "&dev=%s&ge=%" G_GINT64_FORMAT, hex, who->epoch);
  return g_string_free (path, FALSE);
}

gboolean
wire_read_wait (const char *text, gsize length, gboolean *news)
{
  g_autoptr (JsonNode) node = read_object (text, length, NULL);

  return node != NULL && json_member_bool (json_node_get_object (node), "news", news, NULL);
}
