/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/blob.h"

#include <string.h>

#include "core/id.h"
#include "registry.h"
#include "store/store-private.h"

#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define UNNAMED_KEEP_US DAY_US     /* for whoever takes a removal back */
#define SENT_KEEP_US (30 * DAY_US) /* a restored server may need it again (R39) */
#define LIST_MAX 100

#define HASH(digest) (digest).b, sizeof (digest).b

guint
store_blob_pieces (gint64 size)
{
  return (guint) ((size + BLOB_CHUNK - 1) / BLOB_CHUNK);
}

gsize
store_blob_piece_size (gint64 size, guint at)
{
  gint64 left = size - (gint64) at * BLOB_CHUNK;

  return left <= 0 ? 0 : (gsize) MIN (left, BLOB_CHUNK);
}

const Field *
store_blob_field (const Schema *schema)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->kind == FIELD_BLOBREF)
      return field;
  return NULL;
}

/* Pieces */

gboolean
store_blob_add (Store *self, Digest hash, gint64 size, guint at, GBytes *bytes, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  if (size < 1 || size > BLOB_SIZE_MAX || at >= store_blob_pieces (size) ||
      g_bytes_get_size (bytes) != store_blob_piece_size (size, at))
    {
      g_set_error (error, STORE_ERROR, STORE_ERROR_INVALID, "piece %u of %" G_GSIZE_FORMAT " bytes", at,
                   g_bytes_get_size (bytes));
      return FALSE;
    }
  if (!store_begin (&scope, self, error) ||
      !db_exec (self->db, error,
                "INSERT INTO blob (hash, size, whole, used) VALUES (?, ?, 0, ?) ON CONFLICT DO UPDATE SET used = "
                "excluded.used",
                "rii", HASH (hash), size, store_now (self)) ||
      !db_exec (self->db, error,
                "INSERT INTO blob_piece (hash, at, bytes) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM blob WHERE "
                "hash = ?1 AND whole = 1) ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
                "rib", HASH (hash), (gint64) at, bytes))
    return FALSE;
  store_touch (self, STORE_BLOB_TABLE);
  return store_commit (&scope, error);
}

/* SHA-256 and length of what is here, pieces from 0 on without a gap; @whole (nullable) collects the bytes. */
static gboolean
digest_pieces (Store *self, Digest hash, GByteArray *whole, Digest *digest, gint64 *size, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT bytes FROM blob_piece WHERE hash = ? ORDER BY at", "r", HASH (hash));
  DigestState state;
  int         step = stmt != NULL ? db_step (stmt, error) : -1;

  digest_init (&state);
  *size = 0;
  for (; step == 1; step = db_step (stmt, error))
    {
      g_autoptr (GBytes) bytes = db_column_bytes (stmt, 0);
      gsize         length;
      gconstpointer data = g_bytes_get_data (bytes, &length);

      digest_update (&state, data, length);
      *size += (gint64) length;
      if (whole != NULL)
        g_byte_array_append (whole, data, (guint) length);
    }
  *digest = digest_finish (&state);
  return step == 0;
}

/* The scrub's last stage empties the log, where the bytes may still stand. */
static gboolean
scrub_log (Store *self, GError **error)
{
  g_autofree char *stage = store_meta_get (self, "scrub", error);

  return stage != NULL && (*stage != '\0' || store_meta_set (self, "scrub", "log", error));
}

static gboolean
drop (Store *self, Digest hash, GError **error)
{
  store_touch (self, STORE_BLOB_TABLE);
  return db_exec (self->db, error, "DELETE FROM blob_piece WHERE hash = ?", "r", HASH (hash)) &&
         db_exec (self->db, error, "DELETE FROM blob WHERE hash = ?", "r", HASH (hash)) && scrub_log (self, error);
}

gboolean
store_blob_seal (Store *self, Digest hash, gboolean *right, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  Digest   found;
  gint64   length, size = 0;
  gboolean known = FALSE;

  *right = FALSE;
  if (!store_begin (&scope, self, error) || !digest_pieces (self, hash, NULL, &found, &length, error) ||
      !db_int (self->db, &size, &known, error, "SELECT size FROM blob WHERE hash = ?", "r", HASH (hash)))
    return FALSE;
  *right = known && length == size && digest_equal (found, hash);
  if (*right ? !db_exec (self->db, error, "UPDATE blob SET whole = 1 WHERE hash = ?", "r", HASH (hash))
             : !drop (self, hash, error))
    return FALSE;
  store_touch (self, STORE_BLOB_TABLE);
  return store_commit (&scope, error);
}

GBytes *
store_blob_piece (Store *self, Digest hash, guint at, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT bytes FROM blob_piece WHERE hash = ? AND at = ?", "ri",
                                        HASH (hash), (gint64) at);

  return stmt != NULL && db_step (stmt, error) > 0 ? db_column_bytes (stmt, 0) : NULL;
}

GBytes *
store_blob_read (Store *self, Digest hash, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  Digest   found;
  gint64   length, is_whole = 0;
  gboolean right;

  if (!store_begin (&scope, self, error) ||
      !db_int (self->db, &is_whole, NULL, error, "SELECT whole FROM blob WHERE hash = ?", "r", HASH (hash)))
    return NULL;
  if (is_whole == 0)
    return NULL;
  if (!digest_pieces (self, hash, whole, &found, &length, error))
    return NULL;
  right = digest_equal (found, hash);
  if (right ? !db_exec (self->db, error, "UPDATE blob SET used = ? WHERE hash = ?", "ir", store_now (self), HASH (hash))
            : !drop (self, hash, error))
    return NULL;
  if (!store_commit (&scope, error) || !right)
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&whole));
}

gboolean
store_blob_have (Store *self, Digest hash, guint32 *bits, GError **error)
{
  gint64 sum = 0;

  *bits = 0;
  if (!db_int (self->db, &sum, NULL, error, "SELECT coalesce (sum (1 << at), 0) FROM blob_piece WHERE hash = ?", "r",
               HASH (hash)))
    return FALSE;
  *bits = (guint32) sum;
  return TRUE;
}

/* What waits */

/* One statement in a transaction that tells whoever looks. */
static gboolean
change (Store *self, GError **error, const char *sql, const char *types, ...)
{
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;

  if (!store_begin (&scope, self, error))
    return FALSE;
  va_start (values, types);
  stmt = db_prepare_va (self->db, error, sql, types, values);
  va_end (values);
  if (stmt == NULL || db_step (stmt, error) < 0)
    return FALSE;
  g_clear_pointer (&stmt, db_release);
  store_touch (self, STORE_BLOB_TABLE);
  return store_commit (&scope, error);
}

gboolean
store_blob_owe (Store *self, const StoreBlob *blob, GError **error)
{
  return change (self, error,
                 "INSERT INTO blob_send (tbl, id, hash, size, at, pieces, inc) VALUES (?, ?, ?, ?, ?, 0, 0)"
                 " ON CONFLICT DO UPDATE SET hash = excluded.hash, size = excluded.size, at = excluded.at, pieces = 0,"
                 " inc = 0",
                 "sdrii", blob->table, &blob->id, HASH (blob->hash), blob->size, store_now (self));
}

gboolean
store_blob_want (Store *self, const StoreBlob *blob, GError **error)
{
  return change (self, error,
                 "INSERT INTO blob_want (tbl, id, hash, size, at) VALUES (?, ?, ?, ?, ?)"
                 " ON CONFLICT DO UPDATE SET hash = excluded.hash, size = excluded.size",
                 "sdrii", blob->table, &blob->id, HASH (blob->hash), blob->size, store_now (self));
}

gboolean
store_blob_unwant (Store *self, const StoreBlob *blob, GError **error)
{
  return change (self, error, "DELETE FROM blob_want WHERE tbl = ? AND id = ?", "sd", blob->table, &blob->id);
}

gboolean
store_blob_keep (Store *self, Digest hash, GError **error)
{
  return change (self, error, "UPDATE blob SET used = ? WHERE hash = ?", "ir", store_now (self), HASH (hash));
}

gboolean
store_blob_sending (Store *self, const StoreBlob *blob, guint pieces, GError **error)
{
  return change (self, error, "UPDATE blob_send SET pieces = ? WHERE tbl = ? AND id = ? AND hash = ?", "isdr",
                 (gint64) pieces, blob->table, &blob->id, HASH (blob->hash));
}

/* Whether a row of @table is there. */
static gboolean
row_is_there (Store *self, const char *table, Id id, gboolean *there, GError **error)
{
  const Schema    *schema = registry_find (table);
  g_autofree char *sql = NULL;
  gint64           one = 0;

  *there = FALSE;
  if (schema == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT 1 FROM \"%s\" WHERE id = ?", schema->table);
  if (!db_int (self->db, &one, NULL, error, sql, "d", &id))
    return FALSE;
  *there = one != 0;
  return TRUE;
}

static Digest
column_digest (DbStmt *stmt, int at)
{
  g_autoptr (GBytes) bytes = db_column_bytes (stmt, at);
  Digest digest = { { 0 } };

  if (bytes != NULL && g_bytes_get_size (bytes) == sizeof digest.b)
    memcpy (digest.b, g_bytes_get_data (bytes, NULL), sizeof digest.b);
  return digest;
}

/* Rows of @stmt (tbl, id, hash, size, whether it counts wherever it is) that are there. */
static GArray *
collect (Store *self, DbStmt *stmt, GError **error)
{
  g_autoptr (GArray) blobs = g_array_new (FALSE, FALSE, sizeof (StoreBlob));
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      StoreBlob blob = { g_intern_string (db_column_text (stmt, 0)), db_column_id (stmt, 1), column_digest (stmt, 2),
                         db_column_int (stmt, 3) };
      gboolean  there;

      if (!row_is_there (self, blob.table, blob.id, &there, error))
        return NULL;
      if (there || db_column_int (stmt, 4) != 0)
        g_array_append_val (blobs, blob);
    }
  return got == 0 ? g_steal_pointer (&blobs) : NULL;
}

GArray *
store_blob_to_send (Store *self, gint64 inc, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (self->db, error,
                  "SELECT s.tbl, s.id, s.hash, s.size, s.away AND s.inc = 0 FROM blob_send s JOIN blob b USING (hash) "
                  "WHERE s.inc <> ? AND b.whole = 1 AND NOT EXISTS (SELECT 1 FROM outbox_row r JOIN outbox o USING (n) "
                  "WHERE r.tbl = s.tbl AND r.id = s.id AND o.outcome IS NULL) ORDER BY s.at LIMIT ?",
                  "ii", inc, (gint64) LIST_MAX);

  return collect (self, stmt, error);
}

GArray *
store_blob_to_fetch (Store *self, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error, "SELECT tbl, id, hash, size, 0 FROM blob_want ORDER BY at LIMIT ?", "i", (gint64) LIST_MAX);

  return collect (self, stmt, error);
}

gboolean
store_blob_state (Store *self, const StoreBlob *blob, StoreBlobState *out, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error,
      "SELECT coalesce ((SELECT whole FROM blob WHERE hash = ?1), 0), (SELECT count (*) FROM blob_piece WHERE hash = "
      "?1), (SELECT inc FROM blob_send WHERE tbl = ?2 AND id = ?3), (SELECT pieces FROM blob_send WHERE tbl = ?2 AND "
      "id = ?3), EXISTS (SELECT 1 FROM blob_want WHERE tbl = ?2 AND id = ?3)",
      "rsd", HASH (blob->hash), blob->table, &blob->id);

  *out = (StoreBlobState){ 0 };
  if (stmt == NULL || db_step (stmt, error) <= 0)
    return FALSE;
  out->whole = db_column_int (stmt, 0) != 0;
  out->here = (guint) db_column_int (stmt, 1);
  out->mine = !db_column_is_null (stmt, 2);
  out->sent = out->mine && db_column_int (stmt, 2) != 0;
  out->there = (guint) db_column_int (stmt, 3);
  out->wanted = db_column_int (stmt, 4) != 0;
  return TRUE;
}

gint64
store_blob_unsent (Store *self, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (self->db, error,
                  "SELECT s.tbl, s.id, s.hash, s.size, s.away FROM blob_send s JOIN blob b USING (hash) "
                  "WHERE s.inc = 0 AND b.whole = 1",
                  "");
  g_autoptr (GArray) blobs = collect (self, stmt, error);

  return blobs != NULL ? (gint64) blobs->len : -1;
}

gboolean
store_blob_left (Store *self, const char *table, Id id, GError **error)
{
  return db_exec (self->db, error,
                  "UPDATE blob_send SET away = 1 WHERE tbl = ? AND id = ? AND inc = 0", "sd", table,
                  &id);
}

gboolean
store_blob_bucket_left (Store *self, Id bucket, GError **error)
{
  for (guint i = 0; registry[i] != NULL; i++)
    {
      g_autofree char *sql = NULL;

      if (store_blob_field (registry[i]) == NULL)
        continue;
      sql = g_strdup_printf ("UPDATE blob_send SET away = 1 WHERE tbl = '%s' AND inc = 0 AND id IN (SELECT id FROM "
                             "\"%s\" WHERE bucket = ?)",
                             registry[i]->table, registry[i]->table);
      if (!db_exec (self->db, error, sql, "d", &bucket))
        return FALSE;
    }
  return TRUE;
}

/* Giving up */

/* Whether any row names the file, one that this build cannot read included; or a line that waits: an own word (R45).
 * Or the server is to get it yet, wherever the row is by now. */
static gboolean
is_named (Store *self, Digest hash, gboolean *named, GError **error)
{
  g_autofree char *hex = digest_dup_hex (hash);
  gint64           one = 0;

  for (guint i = 0; registry[i] != NULL && one == 0; i++)
    {
      const Field     *field = store_blob_field (registry[i]);
      g_autofree char *sql = NULL;

      if (field == NULL)
        continue;
      sql = g_strdup_printf ("SELECT 1 FROM \"%s\" WHERE \"%s\" = ? LIMIT 1", registry[i]->table, field->name);
      if (!db_int (self->db, &one, NULL, error, sql, "s", hex))
        return FALSE;
    }
  if (one == 0 &&
      !db_int (self->db, &one, NULL, error, "SELECT 1 FROM untyped WHERE instr (body, ?) LIMIT 1", "s", hex))
    return FALSE;
  if (one == 0 && !db_int (self->db, &one, NULL, error,
                           "SELECT 1 FROM blob_send s JOIN outbox_row r ON r.tbl = s.tbl AND r.id = s.id JOIN outbox o "
                           "USING (n) WHERE s.hash = ? AND s.inc = 0 AND o.outcome IS NULL AND r.kind = 'put' LIMIT 1",
                           "r", HASH (hash)))
    return FALSE;
  if (one == 0 &&
      !db_int (self->db, &one, NULL, error, "SELECT 1 FROM blob_send s JOIN blob b USING (hash) WHERE s.hash = ? AND "
                                            "s.inc = 0 AND s.away = 1 AND b.whole = 1 LIMIT 1",
               "r", HASH (hash)))
    return FALSE;
  *named = one != 0;
  return TRUE;
}

gboolean
store_blob_row_gone (Store *self, Digest hash, GError **error)
{
  gboolean named;

  return is_named (self, hash, &named, error) && (named || drop (self, hash, error));
}

gboolean
store_blob_sent (Store *self, const StoreBlob *blob, gint64 inc, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  return store_begin (&scope, self, error) &&
         change (self, error,
                 "UPDATE blob_send SET pieces = ?, inc = ?, at = ? WHERE tbl = ? AND id = ? AND hash = ?", "iiisdr",
                 (gint64) store_blob_pieces (blob->size), inc, store_now (self), blob->table, &blob->id,
                 HASH (blob->hash)) &&
         /* Kept only to be sent: its row is not this person's to read any more. */
         store_blob_row_gone (self, blob->hash, error) && store_commit (&scope, error);
}

/* Files last used before @before that no row names, at most @max. */
static gboolean
drop_unnamed (Store *self, gint64 before, guint max, guint *dropped, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT hash FROM blob WHERE used < ?", "i", before);
  g_autoptr (GArray) hashes = g_array_new (FALSE, FALSE, sizeof (Digest));
  int got = -1;

  *dropped = 0;
  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Digest hash = column_digest (stmt, 0);

      g_array_append_val (hashes, hash);
    }
  g_clear_pointer (&stmt, db_release);
  for (guint i = 0; got == 0 && i < hashes->len && *dropped < max; i++)
    {
      Digest   hash = g_array_index (hashes, Digest, i);
      gboolean named;

      if (!is_named (self, hash, &named, error) || (!named && !drop (self, hash, error)))
        return FALSE;
      *dropped += !named;
    }
  return got == 0;
}

gboolean
store_blob_purge (Store *self, GError **error)
{
  guint dropped;

  return drop_unnamed (self, G_MAXINT64, G_MAXUINT, &dropped, error);
}

/* Notes of rows that are gone. */
static gboolean
forget_gone (Store *self, const char *list, const char *forget, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, list, "i", store_now (self) - UNNAMED_KEEP_US);
  g_autoptr (GArray) blobs = g_array_new (FALSE, FALSE, sizeof (StoreBlob));
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      StoreBlob blob = { g_intern_string (db_column_text (stmt, 0)), db_column_id (stmt, 1), { { 0 } }, 0 };

      g_array_append_val (blobs, blob);
    }
  g_clear_pointer (&stmt, db_release);
  for (guint i = 0; got == 0 && i < blobs->len; i++)
    {
      const StoreBlob *blob = &g_array_index (blobs, StoreBlob, i);
      gboolean         there;

      if (!row_is_there (self, blob->table, blob->id, &there, error) ||
          (!there && !db_exec (self->db, error, forget, "sd", blob->table, &blob->id)))
        return FALSE;
    }
  return got == 0;
}

/* The one used longest ago, if those that the server can give again are more than @budget. */
static gboolean
drop_oldest (Store *self, gint64 budget, guint *dropped, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (self->db, error,
                  "SELECT hash, sum (size) OVER () FROM blob WHERE hash NOT IN (SELECT hash FROM blob_send WHERE inc = "
                  "0 OR at > ?) AND hash NOT IN (SELECT hash FROM blob_want) ORDER BY used LIMIT 1",
                  "i", store_now (self) - SENT_KEEP_US);
  int    got = stmt != NULL ? db_step (stmt, error) : -1;
  Digest hash;

  *dropped = 0;
  if (got <= 0 || db_column_int (stmt, 1) <= budget)
    return got >= 0;
  hash = column_digest (stmt, 0);
  g_clear_pointer (&stmt, db_release);
  *dropped = 1;
  return drop (self, hash, error);
}

gboolean
store_blob_care (Store *self, gint64 budget, gboolean *more, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  gint64 any = 0;
  guint  unnamed = 0, old = 0;

  *more = FALSE;
  if (!db_int (self->db, &any, NULL, error,
               "SELECT EXISTS (SELECT 1 FROM blob) OR EXISTS (SELECT 1 FROM blob_send) OR EXISTS (SELECT 1 FROM "
               "blob_want)",
               ""))
    return FALSE;
  if (any == 0)
    return TRUE;
  if (!store_begin (&scope, self, error) ||
      !forget_gone (self,
                    /* 29 days more for what is to be sent all the same */
                    "SELECT tbl, id FROM blob_send s WHERE at < ? - (inc = 0 AND away) * 2505600000000 AND NOT EXISTS "
                    "(SELECT 1 FROM outbox_row r WHERE r.tbl = s.tbl AND r.id = s.id)",
                    "DELETE FROM blob_send WHERE tbl = ? AND id = ?", error) ||
      !forget_gone (self, "SELECT tbl, id FROM blob_want WHERE at < ?",
                    "DELETE FROM blob_want WHERE tbl = ? AND id = ?", error) ||
      !drop_unnamed (self, store_now (self) - UNNAMED_KEEP_US, 1, &unnamed, error) ||
      !drop_oldest (self, budget, &old, error))
    return FALSE;
  *more = unnamed + old > 0;
  return store_commit (&scope, error);
}

/* Damage */

static gboolean
salvage_one (Store *self, Db *damaged, const StoreBlob *blob)
{
  gboolean right = FALSE;

  for (guint at = 0; at < store_blob_pieces (blob->size); at++)
    {
      g_autoptr (DbStmt) stmt =
          db_prepare (damaged, NULL, "SELECT bytes FROM blob_piece WHERE hash = ? AND at = ?", "ri", HASH (blob->hash),
                      (gint64) at);
      g_autoptr (GBytes) bytes = stmt != NULL && db_step (stmt, NULL) > 0 ? db_column_bytes (stmt, 0) : NULL;

      if (bytes == NULL || !store_blob_add (self, blob->hash, blob->size, at, bytes, NULL))
        return FALSE;
    }
  return store_blob_seal (self, blob->hash, &right, NULL) && right && store_blob_owe (self, blob, NULL);
}

void
store_blob_salvage (Store *self, Db *damaged)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (damaged, NULL, "SELECT tbl, id, hash, size FROM blob_send WHERE inc = 0 ORDER BY at", "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      StoreBlob blob = { g_intern_string (db_column_text (stmt, 0)), db_column_id (stmt, 1), column_digest (stmt, 2),
                         db_column_int (stmt, 3) };

      if (!salvage_one (self, damaged, &blob))
        drop (self, blob.hash, NULL);
    }
}
