/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/repair: the client tells the checksums of 256 slots of a bucket, the server answers with what differs. */
#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "server/push.h"
#include "server/server-private.h"
#include "sync/checksum.h"

#define LEAF_ROWS 200 /* rows of a slot that are sent at once; more are asked for one level deeper */
#define REPLY_ROWS 2000
#define REPLY_BYTES (2 << 20)

typedef struct
{
  Id          device, bucket;
  const char *prefix, *nonce;
  Checksum    theirs[CHECKSUM_SLOTS];
} Request;

/* One row of the bucket under the prefix. */
typedef struct
{
  char *table;
  Id    id;
  guint slot;
} Entry;

typedef struct
{
  Server  *server;
  Request  request;
  GArray  *entries; /* of Entry */
  Checksum ours[CHECKSUM_SLOTS];
  GString *reply;
  guint    rows, slots; /* sent; differing */
  gboolean more;
} Repair;

static void
entry_clear (gpointer entry)
{
  g_free (((Entry *) entry)->table);
}

/* "slots": {"3f": [rows, "sum"]}; slots without rows are left out. */
static gboolean
read_slots (JsonObject *object, Request *request)
{
  JsonObject    *slots;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  if (!json_member_object (object, "slots", &slots, NULL))
    return FALSE;
  json_object_iter_init (&iter, slots);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      Checksum  *slot;

      if (strlen (name) != 2 || !g_ascii_isxdigit (name[0]) || !g_ascii_isxdigit (name[1]) || pair == NULL ||
          json_array_get_length (pair) != 2 ||
          json_node_get_value_type (json_array_get_element (pair, 0)) != G_TYPE_INT64 ||
          json_node_get_value_type (json_array_get_element (pair, 1)) != G_TYPE_STRING)
        return FALSE;
      slot = &request->theirs[g_ascii_xdigit_value (name[0]) * 16 + g_ascii_xdigit_value (name[1])];
      slot->count = json_array_get_int_element (pair, 0);
      if (!u64_from_hex (json_array_get_string_element (pair, 1), &slot->sum))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_request (JsonNode *node, Request *request)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object != NULL && json_member_id (object, "dev", &request->device, NULL) &&
         json_member_id (object, "bucket", &request->bucket, NULL) &&
         json_member_string (object, "nonce", &request->nonce, NULL) &&
         json_member_string (object, "prefix", &request->prefix, NULL) && checksum_prefix_is_valid (request->prefix) &&
         read_slots (object, request);
}

static gboolean
gather (Repair *repair, GError **error)
{
  const Request *request = &repair->request;
  g_autoptr (DbStmt) stmt = db_prepare (repair->server->db, error,
                                        "SELECT tbl, id, rv, body FROM row INDEXED BY row_by_bucket WHERE org = ? AND "
                                        "bucket = ? AND del = 0",
                                        "id", ORG, &request->bucket);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Entry entry = { .id = db_column_id (stmt, 1) };

      if (!checksum_under (checksum_path (db_column_text (stmt, 0), entry.id), request->prefix, &entry.slot))
        continue;
      entry.table = g_strdup (db_column_text (stmt, 0));
      checksum_add (&repair->ours[entry.slot], checksum_row (entry.table, entry.id, request->bucket,
                                                             db_column_int (stmt, 2), db_column_text (stmt, 3)));
      g_array_append_val (repair->entries, entry);
    }
  return step == 0;
}

static gboolean
append_row (Repair *repair, const Entry *entry, GError **error)
{
  g_auto (Stored) stored = { 0 };
  gboolean found;
  char     id[33], bucket[33], shard[33];

  if (!stored_load (repair->server, entry->table, entry->id, &stored, &found, error) || !found)
    return FALSE;
  id_to_hex (entry->id, id);
  id_to_hex (stored.bucket, bucket);
  id_to_hex (stored.shard, shard);
  g_string_append_printf (repair->reply,
                          "[\"R\",\"%s\",\"%s\",\"%s\",\"%s\",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%s]\n",
                          entry->table, id, bucket, shard, stored.seq, stored.rv, stored.body);
  repair->rows++;
  return TRUE;
}

/* A differing slot: its rows, all of them, or the advice to look one level deeper. */
static gboolean
append_slot (Repair *repair, guint slot, GError **error)
{
  gint64   rows = repair->ours[slot].count;
  gboolean leaf = rows <= LEAF_ROWS || strlen (repair->request.prefix) == 2 * (CHECKSUM_LEVELS - 1);

  repair->slots++;
  g_string_append_printf (repair->reply, "[\"P\",\"%s%02x\",%" G_GINT64_FORMAT "]\n", repair->request.prefix, slot,
                          leaf ? rows : -1);
  for (guint i = 0; leaf && i < repair->entries->len; i++)
    {
      const Entry *entry = &g_array_index (repair->entries, Entry, i);

      if (entry->slot == slot && !append_row (repair, entry, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
append_slots (Repair *repair, GError **error)
{
  for (guint slot = 0; slot < CHECKSUM_SLOTS; slot++)
    {
      if (checksum_equal (&repair->ours[slot], &repair->request.theirs[slot]))
        continue;
      if (repair->rows >= REPLY_ROWS || repair->reply->len >= REPLY_BYTES)
        {
          repair->more = TRUE;
          return TRUE;
        }
      if (!append_slot (repair, slot, error))
        return FALSE;
    }
  return TRUE;
}

/* Only the first request about a bucket: the descent below it belongs to the same difference. */
static gboolean
log_difference (Repair *repair, const ServerActor *actor, const ServerNow *now, GError **error)
{
  gint64 theirs = 0, ours = 0;
  g_auto (DbScope) scope = { 0 };
  g_autofree char *bucket = id_dup_hex (repair->request.bucket);
  g_autofree char *device = id_dup_hex (actor->device);
  g_autofree char *words = NULL;

  if (*repair->request.prefix != '\0')
    return TRUE;
  for (guint slot = 0; slot < CHECKSUM_SLOTS; slot++)
    {
      theirs += repair->request.theirs[slot].count;
      ours += repair->ours[slot].count;
    }
  words = g_strdup_printf ("{\"bucket\":\"%s\",\"device\":\"%s\",\"here\":%" G_GINT64_FORMAT
                           ",\"slots\":%u,\"there\":%" G_GINT64_FORMAT "}",
                           bucket, device, ours, repair->slots, theirs);
  g_message ("repair: %s", words);
  return db_begin (&scope, repair->server->db, error) &&
         audit_append (repair->server, ID_NONE, actor, "repair", "", repair->request.bucket, words, now, error) &&
         db_commit (&scope, error);
}

static gboolean
is_granted (Server *self, const ServerActor *actor, Id bucket, gboolean *granted, GError **error)
{
  gint64 count = 0;

  if (!db_int (self->db, &count, NULL, error,
               "SELECT count(*) FROM granted WHERE org = ? AND person = ? AND bucket = ?", "idd", ORG, &actor->person,
               &bucket))
    return FALSE;
  *granted = count > 0;
  return TRUE;
}

static gboolean
answer_repair (Repair *repair, const ServerActor *actor, const ServerNow *now, Answer *answer, GError **error)
{
  g_autofree char *bucket = id_dup_hex (repair->request.bucket);
  g_autofree char *sha = NULL;

  repair->reply = g_string_new (NULL);
  g_string_append_printf (repair->reply, "{\"H\":{\"bucket\":\"%s\",\"inc\":%" G_GINT64_FORMAT ",\"nonce\":", bucket,
                          repair->server->inc);
  json_append_string (repair->reply, repair->request.nonce);
  g_string_append_printf (repair->reply, ",\"now\":%" G_GINT64_FORMAT "}}\n",
                          now->now + repair->server->clock_offset);
  if (!gather (repair, error) || !append_slots (repair, error) || !log_difference (repair, actor, now, error))
    {
      g_string_free (repair->reply, TRUE);
      return FALSE;
    }
  sha = digest_dup_hex (digest_of (repair->reply->str, repair->reply->len));
  g_string_append_printf (repair->reply, "{\"E\":{\"more\":%s,\"sha\":\"%s\"}}\n", repair->more ? "true" : "false",
                          sha);
  answer_text (answer, repair->reply);
  return TRUE;
}

gboolean
server_repair (
    Server *self, const ServerActor *account, GBytes *body, const ServerNow *now, Answer *answer, GError **error)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = json_canonical_parse (text, (gssize) length, JSON_DEPTH, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  Repair      repair = { .server = self, .entries = entries };
  ServerActor actor = *account;
  guint8      chain[32];
  char        state[16];
  gint64      lmid;
  gboolean    found, granted;

  g_array_set_clear_func (entries, entry_clear);
  if (!read_request (node, &repair.request))
    {
      answer_error (answer, 400, "malformed", "The request cannot be read");
      return TRUE;
    }
  if (!device_load (self, account->login, repair.request.device, &actor, &lmid, chain, state, &found, error) ||
      !is_granted (self, account, repair.request.bucket, &granted, error))
    return FALSE;
  if (!found)
    answer_error (answer, 409, "unknown_device", "This device is not registered");
  else if (!g_str_equal (state, "active"))
    answer_off (answer, state);
  else if (!granted)
    answer_error (answer, 409, "not_granted", "This bucket is not readable; the next pull says what is");
  else
    return answer_repair (&repair, &actor, now, answer, error);
  return TRUE;
}
