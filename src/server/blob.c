/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/blob.h"

#include <string.h>

#include "core/blob.h"
#include "core/digest.h"
#include "core/id.h"
#include "core/json.h"
#include "core/plant.h"
#include "registry.h"
#include "server/server-private.h"

#define UPLOADS_MAX 4 /* unfinished ones of a device */
#define UPLOAD_KEEP_US (7 * G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define UNUSED_KEEP_US (30 * G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

#define HASH(digest) (digest).b, sizeof (digest).b

static gboolean
malformed (Answer *answer)
{
  answer_error (answer, 400, "malformed", "The request cannot be read");
  return TRUE;
}

/* One answer for what is not there and for what is not yours. */
static gboolean
nothing (Answer *answer)
{
  answer_error (answer, 404, "no_file", "There is no such file for you");
  return TRUE;
}

/* The caller's device, active; @answer is filled if it is not. */
static gboolean
load_device (Server            *self,
             const ServerActor *account,
             Id                 device,
             ServerActor       *actor,
             gboolean          *found,
             Answer            *answer,
             GError           **error)
{
  guint8 chain[32];
  char   state[16];
  gint64 lmid;

  *actor = *account;
  if (!device_load (self, account->login, device, actor, &lmid, chain, state, found, error))
    return FALSE;
  if (!*found)
    answer_error (answer, 409, "unknown_device", "This device is not registered");
  else if (g_str_equal (state, "revoked"))
    answer_error (answer, 403, "revoked", "This device was revoked by the administrator");
  *found = *found && !g_str_equal (state, "revoked");
  return TRUE;
}

/* The member of @schema that names a file; NULL = none. */
static const Field *
blob_field (const Schema *schema)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->kind == FIELD_BLOBREF)
      return field;
  return NULL;
}

/* Whether the live row names the file. @author: whether the lineage wrote that name. */
static gboolean
row_names (Server       *self,
           const Schema *schema,
           Id            id,
           Digest        hash,
           gint64        lineage,
           Id           *bucket,
           gboolean     *named,
           gboolean     *author,
           GError      **error)
{
  const Field *field = blob_field (schema);
  g_auto (Stored) stored = { 0 };
  g_autoptr (GHashTable) versions = NULL;
  g_autofree char    *hex = digest_dup_hex (hash);
  const FieldVersion *version;
  gpointer            row;

  *author = FALSE;
  if (field == NULL || !stored_load (self, schema->table, id, &stored, named, error))
    return field == NULL ? !(*named = FALSE) : FALSE;
  if (!*named || stored.deleted)
    return !(*named = FALSE);
  row = stored_struct (schema, &stored, error);
  if (row == NULL)
    return FALSE;
  *named = g_str_equal (*FIELD_PTR (row, field, char *), hex);
  schema_free (schema, row);
  versions = field_versions_parse (stored.fm);
  version = g_hash_table_lookup (versions, field->name);
  *author = *named && version != NULL && version->lineage == lineage;
  *bucket = stored.bucket;
  return TRUE;
}

static gboolean
is_granted (Server *self, Id person, Id bucket, gboolean *granted, GError **error)
{
  gint64   count = 0;
  gboolean found;

  if (!db_int (self->db, &count, &found, error,
               "SELECT count(*) FROM granted WHERE org = ? AND person = ? AND bucket = ?", "idd", ORG, &person,
               &bucket))
    return FALSE;
  *granted = count > 0;
  return TRUE;
}

/* Whether the person may read the file through some row. */
static gboolean
may_read (Server *self, Id person, Digest hash, gboolean *may, GError **error)
{
  g_autofree char *hex = digest_dup_hex (hash);
  gint64           count = 0;
  gboolean         found;

  if (!db_int (self->db, &count, &found, error,
               "SELECT count(*) FROM blob_row b JOIN row r ON r.org = b.org AND r.tbl = b.tbl AND r.id = b.id AND "
               "r.del = 0 AND instr (r.body, ?) JOIN granted g ON g.org = r.org AND g.person = ? AND g.bucket = "
               "r.bucket WHERE b.org = ? AND b.hash = ?",
               "sdir", hex, &person, ORG, HASH (hash)))
    return FALSE;
  *may = count > 0;
  return TRUE;
}

static gboolean
append_have (Server *self, Id device, Digest hash, gboolean done, Answer *answer, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT at FROM blob_part WHERE org = ? AND device = ? AND hash = ? ORDER BY "
                                        "at",
                                        "idr", ORG, &device, HASH (hash));
  GString *text = g_string_new (done ? "{\"done\":true,\"have\":[" : "{\"done\":false,\"have\":[");
  int      step = stmt != NULL ? db_step (stmt, error) : -1;

  for (gboolean first = TRUE; step == 1; step = db_step (stmt, error), first = FALSE)
    {
      if (!first)
        g_string_append_c (text, ',');
      json_append_int (text, db_column_int (stmt, 0));
    }
  g_string_append (text, "]}");
  if (step == 0)
    answer_text (answer, text);
  else
    g_string_free (text, TRUE);
  return step == 0;
}

/* From now on who may read the row may read the file. */
static gboolean
link_row (Server *self, Digest hash, const char *table, Id id, GError **error)
{
  return db_exec (self->db, error,
                  "INSERT INTO blob_row (org, hash, tbl, id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", "irsd", ORG,
                  HASH (hash), table, &id) &&
         db_exec (self->db, error, "UPDATE blob SET unused = 0 WHERE org = ? AND hash = ?", "ir", ORG, HASH (hash));
}

static gboolean
upload_state (Server *self, Id device, Digest hash, gint64 *size, gboolean *done, gboolean *found, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT u.size, u.done AND b.hash IS NOT NULL FROM blob_upload u LEFT JOIN "
                                        "blob b ON b.org = u.org AND b.hash = u.hash WHERE u.org = ? AND u.device = ? "
                                        "AND u.hash = ?",
                                        "idr", ORG, &device, HASH (hash));
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  *found = step == 1;
  *size = *found ? db_column_int (stmt, 0) : 0;
  *done = *found && db_column_int (stmt, 1) != 0;
  return step >= 0;
}

/* The oldest unfinished uploads of the device give way. */
static gboolean
open_upload (Server *self, Id device, Digest hash, gint64 size, const ServerNow *now, GError **error)
{
  return db_exec (self->db, error,
                  "INSERT INTO blob_upload (org, device, hash, size, at, done) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT "
                  "(org, device, hash) DO UPDATE SET size = excluded.size, at = excluded.at, done = 0",
                  "idrii", ORG, &device, HASH (hash), size, now->now) &&
         db_exec (self->db, error,
                  "DELETE FROM blob_upload WHERE org = ?1 AND device = ?2 AND done = 0 AND hash NOT IN (SELECT hash "
                  "FROM blob_upload WHERE org = ?1 AND device = ?2 AND done = 0 ORDER BY at DESC LIMIT ?3)",
                  "idi", ORG, &device, (gint64) UPLOADS_MAX) &&
         db_exec (self->db, error,
                  "DELETE FROM blob_part WHERE org = ?1 AND device = ?2 AND hash NOT IN (SELECT hash FROM blob_upload "
                  "WHERE org = ?1 AND device = ?2 AND done = 0)",
                  "id", ORG, &device);
}

typedef struct
{
  const Schema *schema;
  Id            device, id;
  Digest        hash;
  gint64        size;
} Begin;

static gboolean
read_begin (GBytes *body, Begin *begin)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = json_strict_parse (text != NULL ? text : "", (gssize) length, 2, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *hash, *table;

  if (object == NULL || !json_member_id (object, "dev", &begin->device, NULL) ||
      !json_member_string (object, "hash", &hash, NULL) || !digest_from_hex (hash, &begin->hash) ||
      !json_member_id (object, "id", &begin->id, NULL) || !json_member_int (object, "size", &begin->size, NULL) ||
      !json_member_string (object, "t", &table, NULL))
    return FALSE;
  begin->schema = registry_find (table);
  return begin->size >= 1 && begin->size <= BLOB_SIZE_MAX;
}

gboolean
blob_begin (
    Server *self, const ServerActor *account, GBytes *body, const ServerNow *now, Answer *answer, GError **error)
{
  g_auto (DbScope) scope = { 0 };
  Begin       begin;
  ServerActor actor;
  Id          bucket = ID_NONE;
  gboolean    found, named = FALSE, author = FALSE, known, done, may = FALSE;
  gint64      size;

  if (!read_begin (body, &begin))
    return malformed (answer);
  if (!load_device (self, account, begin.device, &actor, &found, answer, error) || !found)
    return !found;
  if (!db_begin (&scope, self->db, error))
    return FALSE;
  if (begin.schema != NULL && !row_names (self, begin.schema, begin.id, begin.hash, actor.lineage, &bucket, &named,
                                          &author, error))
    return FALSE;
  if (!named || !author)
    return nothing (answer);
  if (!upload_state (self, begin.device, begin.hash, &size, &done, &known, error) ||
      !may_read (self, account->person, begin.hash, &may, error))
    return FALSE;
  if ((done || may) && !link_row (self, begin.hash, begin.schema->table, begin.id, error))
    return FALSE;
  if (!done && !may && (!known || size != begin.size) &&
      !open_upload (self, begin.device, begin.hash, begin.size, now, error))
    return FALSE;
  return db_commit (&scope, error) && append_have (self, begin.device, begin.hash, done || may, answer, error);
}

/* SHA-256 and length of what the device has sent. */
static gboolean
digest_parts (Server *self, Id device, Digest hash, Digest *digest, gint64 *size, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (self->db, error, "SELECT bytes FROM blob_part WHERE org = ? AND device = ? AND hash = ? ORDER BY at",
                  "idr", ORG, &device, HASH (hash));
  DigestState state;
  int         step = stmt != NULL ? db_step (stmt, error) : -1;

  digest_init (&state);
  *size = 0;
  for (; step == 1; step = db_step (stmt, error))
    {
      g_autoptr (GBytes) bytes = db_column_bytes (stmt, 0);

      digest_update (&state, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      *size += (gint64) g_bytes_get_size (bytes);
    }
  *digest = digest_finish (&state);
  return step == 0;
}

/* The last piece has come: kept if it is what it was called, dropped if not. */
static gboolean
finish_upload (Server *self, Id device, Digest hash, gint64 size, gboolean *right, GError **error)
{
  Digest found;
  gint64 length;

  if (!digest_parts (self, device, hash, &found, &length, error))
    return FALSE;
  *right = digest_equal (found, hash) && length == size;
  if (*right &&
      (!db_exec (self->db, error,
                 "INSERT INTO blob (org, hash, size, unused) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING", "iri", ORG,
                 HASH (hash), size) ||
       !db_exec (self->db, error,
                 "INSERT INTO blob_chunk (org, hash, at, bytes) SELECT org, hash, at, bytes FROM blob_part WHERE org "
                 "= ? AND device = ? AND hash = ? ON CONFLICT DO NOTHING",
                 "idr", ORG, &device, HASH (hash)) ||
       !db_exec (self->db, error, "UPDATE blob_upload SET done = 1 WHERE org = ? AND device = ? AND hash = ?", "idr",
                 ORG, &device, HASH (hash))))
    return FALSE;
  return db_exec (self->db, error, "DELETE FROM blob_part WHERE org = ? AND device = ? AND hash = ?", "idr", ORG,
                  &device, HASH (hash));
}

static gboolean
read_query (const BlobQuery *query, Id *device, Digest *hash, gint64 *at)
{
  guint64 number;

  if (query->device == NULL || query->hash == NULL || query->at == NULL || !id_from_hex (query->device, device) ||
      !digest_from_hex (query->hash, hash) ||
      !g_ascii_string_to_unsigned (query->at, 10, 0, BLOB_CHUNKS_MAX - 1, &number, NULL))
    return FALSE;
  *at = (gint64) number;
  return TRUE;
}

static gint64
chunks_of (gint64 size)
{
  return (size + BLOB_CHUNK - 1) / BLOB_CHUNK;
}

gboolean
blob_put (Server            *self,
          const ServerActor *account,
          const BlobQuery   *query,
          GBytes            *body,
          const ServerNow   *now,
          Answer            *answer,
          GError           **error)
{
  g_auto (DbScope) scope = { 0 };
  ServerActor actor;
  Id          device;
  Digest      hash;
  gint64      at, size, wanted, parts = 0;
  gboolean    found, known, done, right = TRUE;

  if (!read_query (query, &device, &hash, &at))
    return malformed (answer);
  if (!load_device (self, account, device, &actor, &found, answer, error) || !found)
    return !found;
  if (!db_begin (&scope, self->db, error) || !upload_state (self, device, hash, &size, &done, &known, error))
    return FALSE;
  if (!known)
    return nothing (answer);
  wanted = MIN (BLOB_CHUNK, size - at * BLOB_CHUNK);
  if (!done && (wanted <= 0 || (gint64) g_bytes_get_size (body) != wanted))
    return malformed (answer);
  if (!done && (!db_exec (self->db, error,
                          "INSERT INTO blob_part (org, device, hash, at, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
                          "(org, device, hash, at) DO UPDATE SET bytes = excluded.bytes",
                          "idrib", ORG, &device, HASH (hash), at, body) ||
                !db_exec (self->db, error, "UPDATE blob_upload SET at = ? WHERE org = ? AND device = ? AND hash = ?",
                          "iidr", now->now, ORG, &device, HASH (hash)) ||
                !db_int (self->db, &parts, &found, error,
                         "SELECT count(*) FROM blob_part WHERE org = ? AND device = ? AND hash = ?", "idr", ORG,
                         &device, HASH (hash))))
    return FALSE;
  if (!done && parts == chunks_of (size) && !finish_upload (self, device, hash, size, &right, error))
    return FALSE;
  if (!db_commit (&scope, error))
    return FALSE;
  if (right)
    return append_have (self, device, hash, done || parts == chunks_of (size), answer, error);
  answer_error (answer, 409, "wrong_digest", "The file is not what it was called; it is sent again from its beginning");
  return TRUE;
}

gboolean
blob_get (Server *self, const ServerActor *account, const BlobQuery *query, Answer *answer, GError **error)
{
  const Schema *schema = query->table != NULL ? registry_find (query->table) : NULL;
  ServerActor   actor;
  Id            device, id, bucket = ID_NONE;
  Digest        hash;
  gint64        at, linked = 0;
  gboolean      found, named = FALSE, author, granted = FALSE;
  g_autoptr (DbStmt) stmt = NULL;
  int step;

  if (!read_query (query, &device, &hash, &at) || query->id == NULL || !id_from_hex (query->id, &id))
    return malformed (answer);
  if (!load_device (self, account, device, &actor, &found, answer, error) || !found)
    return !found;
  if (schema != NULL &&
      !row_names (self, schema, id, hash, actor.lineage, &bucket, &named, &author, error))
    return FALSE;
  if (named && (!is_granted (self, account->person, bucket, &granted, error) ||
                !db_int (self->db, &linked, &found, error,
                         "SELECT count(*) FROM blob_row WHERE org = ? AND hash = ? AND tbl = ? AND id = ?", "irsd", ORG,
                         HASH (hash), schema->table, &id)))
    return FALSE;
  /* A row the server made of another, as when a form is returned, names what its readers may read already. */
  if (named && granted && linked == 0)
    {
      gboolean may;

      if (!may_read (self, account->person, hash, &may, error))
        return FALSE;
      linked = may ? 1 : 0;
    }
  if ((!named || !granted || linked == 0) && !PLANT (blob_by_hash))
    return nothing (answer);
  stmt = db_prepare (self->db, error, "SELECT bytes FROM blob_chunk WHERE org = ? AND hash = ? AND at = ?", "iri", ORG,
                     HASH (hash), at);
  step = stmt != NULL ? db_step (stmt, error) : -1;
  if (step <= 0)
    return step == 0 && nothing (answer);
  answer->status = 200;
  answer->body = db_column_bytes (stmt, 0);
  return TRUE;
}

/* (nullable) (transfer full): the digest in the row's body, hex. */
static char *
named_in (const Schema *schema, const char *body)
{
  const Field *field = blob_field (schema);
  g_autoptr (JsonNode) node = field != NULL ? json_strict_parse (body, -1, JSON_DEPTH, NULL) : NULL;
  const char *hex = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !json_member_string (json_node_get_object (node), field->name, &hex, NULL))
    return NULL;
  return g_strdup (hex);
}

gboolean
server_erase_blob (Server *self, const Schema *schema, Id id, const char *body, GError **error)
{
  static const char *const forget[] = { "DELETE FROM blob_part WHERE org = ? AND hash = ?",
                                        "DELETE FROM blob_upload WHERE org = ? AND hash = ?",
                                        "DELETE FROM blob_row WHERE org = ? AND hash = ?",
                                        "DELETE FROM blob_chunk WHERE org = ? AND hash = ?",
                                        "DELETE FROM blob WHERE org = ? AND hash = ?" };
  g_autofree char         *hex = named_in (schema, body);
  gint64                   others = 0;
  gboolean                 found;
  Digest                   hash;

  if (hex == NULL || !digest_from_hex (hex, &hash))
    return TRUE;
  if (!db_exec (self->db, error, "DELETE FROM blob_row WHERE org = ? AND tbl = ? AND id = ?", "isd", ORG, schema->table,
                &id) ||
      !db_int (self->db, &others, &found, error,
               "SELECT count(*) FROM row WHERE org = ? AND tbl = ? AND id <> ? AND del = 0 AND instr (body, ?)", "isds",
               ORG, schema->table, &id, hex))
    return FALSE;
  for (gsize i = 0; others == 0 && i < G_N_ELEMENTS (forget); i++)
    if (!db_exec (self->db, error, forget[i], "ir", ORG, HASH (hash)))
      return FALSE;
  return TRUE;
}

gboolean
server_sweep_blobs (Server *self, const ServerNow *now, GError **error)
{
  return db_exec (self->db, error, "DELETE FROM blob_upload WHERE org = ? AND done = 0 AND at < ?", "ii", ORG,
                  now->now - UPLOAD_KEEP_US) &&
         db_exec (self->db, error,
                  "DELETE FROM blob_part WHERE org = ? AND NOT EXISTS (SELECT 1 FROM blob_upload u WHERE u.org = "
                  "blob_part.org AND u.device = blob_part.device AND u.hash = blob_part.hash)",
                  "i", ORG) &&
         db_exec (self->db, error,
                  "DELETE FROM blob_row WHERE org = ? AND NOT EXISTS (SELECT 1 FROM row r WHERE r.org = blob_row.org "
                  "AND r.tbl = blob_row.tbl AND r.id = blob_row.id AND r.del = 0 AND instr (r.body, lower (hex "
                  "(blob_row.hash))))",
                  "i", ORG) &&
         db_exec (self->db, error,
                  "UPDATE blob SET unused = ? WHERE org = ? AND unused = 0 AND NOT EXISTS (SELECT 1 FROM blob_row b "
                  "WHERE b.org = blob.org AND b.hash = blob.hash)",
                  "ii", now->now, ORG) &&
         db_exec (self->db, error, "DELETE FROM blob WHERE org = ? AND unused > 0 AND unused < ?", "ii", ORG,
                  now->now - UNUSED_KEEP_US) &&
         db_exec (self->db, error,
                  "DELETE FROM blob_chunk WHERE org = ? AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.org = "
                  "blob_chunk.org AND b.hash = blob_chunk.hash)",
                  "i", ORG);
}
