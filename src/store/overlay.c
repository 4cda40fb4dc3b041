/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/overlay.h"

#include "core/id.h"
#include "core/json.h"
#include "core/plant.h"
#include "registry.h"
#include "store/apply.h"
#include "store/blob.h"
#include "store/overlay-private.h"

/* What the server has of a row, as far as this store knows. */
typedef struct
{
  gboolean known;
  gboolean in_shadow;
  Id       bucket;
  gint64   rv;
} Version;

gboolean
overlay_set_shadow (Store      *self,
                    const char *table,
                    Id          id,
                    Id          bucket,
                    gint64      seq,
                    gint64      rv,
                    const char *body,
                    GError    **error)
{
  return db_exec (self->db, error,
                  "INSERT INTO shadow (tbl, id, bucket, seq, rv, body) VALUES (?, ?, ?, ?, ?, ?)"
                  " ON CONFLICT DO UPDATE SET bucket = excluded.bucket, seq = excluded.seq, rv = excluded.rv,"
                  " body = excluded.body",
                  "sddiis", table, &id, &bucket, seq, rv, body);
}

static gboolean
drop_shadow (Store *self, const char *table, Id id, GError **error)
{
  return db_exec (self->db, error, "DELETE FROM shadow WHERE tbl = ? AND id = ?", "sd", table, &id);
}

static gboolean
drop_untyped (Store *self, const char *table, Id id, GError **error)
{
  if (!db_exec (self->db, error, "DELETE FROM untyped WHERE tbl = ? AND id = ?", "sd", table, &id))
    return FALSE;
  if (db_changes (self->db) > 0)
    store_touch (self, table);
  return TRUE;
}

gboolean
overlay_bucket_of (Store *self, const Schema *schema, Id id, gconstpointer old, Id *bucket, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT bucket FROM \"%s\" WHERE id = ?", schema->table);
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "d", &id);
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  if (got > 0)
    *bucket = db_column_id (stmt, 0);
  else if (old != NULL)
    *bucket = ((const Row *) old)->bucket;
  return got >= 0;
}

/* The typed row now; *@row NULL = none. FALSE on error. */
static gboolean
load (Store *self, const Schema *schema, Id id, gpointer *row, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *row = store_get (self, schema, id, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A row from the server's bytes; NULL with @error if this build cannot hold it. */
static gpointer
row_from_body (const Schema *schema, JsonObject *body, Id id, Id bucket, gint64 seq, gint64 rv, GError **error)
{
  gpointer row = schema_new (schema);
  Row     *head = row;

  if (!schema_from_body (schema, body, row, error))
    {
      schema_free (schema, row);
      return NULL;
    }
  head->id = id;
  head->bucket = bucket;
  head->seq = seq;
  head->rv = rv;
  return row;
}

/* (transfer full): the shadow as a struct; *@row NULL = there is none. */
static gboolean
load_shadow (Store *self, const Schema *schema, Id id, gpointer *row, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT body, bucket, seq, rv FROM shadow WHERE tbl = ? AND id = ?", "sd",
                         schema->table, &id);
  g_autoptr (JsonNode) body = NULL;
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  *row = NULL;
  if (got <= 0)
    return got == 0;
  body = json_canonical_parse (db_column_text (stmt, 0), -1, JSON_DEPTH, error);
  if (body == NULL)
    return FALSE;
  *row = row_from_body (schema, json_node_get_object (body), id, db_column_id (stmt, 1), db_column_int (stmt, 2),
                        db_column_int (stmt, 3), error);
  return *row != NULL;
}

/* One pending operation over *@row. An edit of a row that is not there waits until it comes back. */
static gboolean
lay_over (const Mutation *op, gpointer *row, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gpointer after;

  if (*row == NULL && op->kind == MUTATION_SET)
    return TRUE;
  after = overlay_after (op, *row, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (*row != NULL)
    schema_free (op->schema, *row);
  *row = after;
  return TRUE;
}

static gboolean
lay_line_over (const Schema *schema, Id id, const char *line, gpointer *row, GError **error)
{
  g_autoptr (Mutation) mutation = mutation_parse (line, -1, error);

  if (mutation == NULL)
    return FALSE;
  if (mutation->kind != MUTATION_GROUP)
    return lay_over (mutation, row, error);
  for (guint i = 0; i < mutation->ops->len; i++)
    {
      const Mutation *op = mutation->ops->pdata[i];

      if (op->schema == schema && id_equal (op->id, id) && !lay_over (op, row, error))
        return FALSE;
    }
  return TRUE;
}

/* Lays every pending line over *@row; *@count = how many. */
static gboolean
lay_pending (Store *self, const Schema *schema, Id id, gpointer *row, int *count, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT line FROM outbox JOIN outbox_row USING (n)"
                                        " WHERE tbl = ? AND id = ? AND kind <> 'cmd' ORDER BY n",
                                        "sd", schema->table, &id);
  int got = -1;

  *count = 0;
  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      if (!lay_line_over (schema, id, db_column_text (stmt, 0), row, error))
        return FALSE;
      (*count)++;
      if (PLANT (rebase_drops_later))
        return TRUE;
    }
  return got == 0;
}

/* Makes the typed row what @row says; NULL = none. */
static gboolean
materialise (Store *self, const Schema *schema, Id id, gpointer row, GError **error)
{
  gpointer old = NULL;
  gboolean written = TRUE;

  if (!load (self, schema, id, &old, error))
    return FALSE;
  if (row != NULL)
    {
      if (old != NULL && id_is_none (((Row *) row)->bucket))
        ((Row *) row)->bucket = ((Row *) old)->bucket;
      written = store_write_row (self, schema, old, row, FALSE, error);
    }
  else if (old != NULL)
    written = store_remove_row (self, schema, old, error);
  if (old != NULL)
    schema_free (schema, old);
  return written;
}

gboolean
overlay_rebuild (Store *self, const char *table, Id id, GError **error)
{
  const Schema *schema = registry_find (table);
  gpointer      row = NULL;
  int           count = 0;
  gboolean      rebuilt;

  if (schema == NULL)
    return TRUE;
  if (!load_shadow (self, schema, id, &row, error))
    return FALSE;
  rebuilt = lay_pending (self, schema, id, &row, &count, error) && materialise (self, schema, id, row, error) &&
            (count > 0 || drop_shadow (self, table, id, error));
  if (row != NULL)
    schema_free (schema, row);
  return rebuilt;
}

static gboolean
version_from (Store      *self,
              const char *sql,
              const char *table,
              Id          id,
              gboolean    in_shadow,
              Version    *version,
              GError    **error)
{
  g_autoptr (DbStmt) stmt = table != NULL ? db_prepare (self->db, error, sql, "ds", &id, table)
                                          : db_prepare (self->db, error, sql, "d", &id);
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  if (got > 0)
    *version = (Version){ TRUE, in_shadow, db_column_id (stmt, 0), db_column_int (stmt, 1) };
  return got >= 0;
}

/* In a write transaction, which nobody else's can come between. */
static gboolean
look_around (Store *self, GError **error)
{
  g_autoptr (DbStmt) stmt = NULL;

  if (self->quiet.asked)
    return TRUE;
  stmt = db_prepare (self->db, error,
                     "SELECT EXISTS (SELECT 1 FROM outbox_row), EXISTS (SELECT 1 FROM untyped),"
                     " EXISTS (SELECT 1 FROM sent_row)",
                     "");
  if (stmt == NULL || db_step (stmt, error) <= 0)
    return FALSE;
  self->quiet = (StoreQuiet){ TRUE, db_column_int (stmt, 0) != 0, db_column_int (stmt, 1) != 0,
                              db_column_int (stmt, 2) != 0 };
  return TRUE;
}

/* *@pending: edits cover the row, so the typed row says nothing about the server. */
static gboolean
find_version (Store        *self,
              const Schema *schema,
              const char   *table,
              Id            id,
              gboolean     *pending,
              Version      *version,
              GError      **error)
{
  int bits;

  *version = (Version){ 0 };
  if (!look_around (self, error))
    return FALSE;
  bits = self->quiet.lines ? store_pending (self, table, id, error) : 0;
  if (bits < 0)
    return FALSE;
  *pending = (bits & STORE_PENDING_EDIT) != 0;
  if (*pending)
    return version_from (self, "SELECT bucket, rv FROM shadow WHERE id = ? AND tbl = ?", table, id, TRUE, version,
                         error);
  if (schema != NULL)
    {
      const char *sql = store_table (self, schema)->version;

      if (!version_from (self, sql, NULL, id, FALSE, version, error))
        return FALSE;
    }
  if (version->known || !self->quiet.untyped)
    return TRUE;
  return version_from (self, "SELECT bucket, rv FROM untyped WHERE id = ? AND tbl = ?", table, id, FALSE, version,
                       error);
}

static gboolean
keep_verbatim (Store        *self,
               const Schema *schema,
               const char   *table,
               Id            id,
               Id            bucket,
               gint64        seq,
               gint64        rv,
               JsonObject   *body,
               GError      **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  json_append_object (text, body);
  if (!drop_shadow (self, table, id, error) || (schema != NULL && !materialise (self, schema, id, NULL, error)))
    return FALSE;
  store_touch (self, table);
  self->quiet.untyped = TRUE;
  return db_exec (self->db, error,
                  "INSERT INTO untyped (tbl, id, bucket, seq, rv, body) VALUES (?, ?, ?, ?, ?, ?)"
                  " ON CONFLICT DO UPDATE SET bucket = excluded.bucket, seq = excluded.seq, rv = excluded.rv,"
                  " body = excluded.body",
                  "sddiis", table, &id, &bucket, seq, rv, text->str);
}

/* Whether the row, written again, gives the server's bytes: else its checksum would never fit (R37). */
static gboolean
holds_exactly (const Schema *schema, JsonObject *body, gconstpointer row)
{
  g_autoptr (GString) theirs = g_string_new (NULL);
  g_autofree char *ours = schema_body (schema, row);

  json_append_object (theirs, body);
  return g_str_equal (theirs->str, ours);
}

static gboolean
write_server_row (Store *self, const Schema *schema, gpointer row, gboolean pending, gboolean known, GError **error)
{
  const Row       *head = row;
  g_autofree char *body = NULL;

  if (!pending && !known)
    return store_write_row (self, schema, NULL, row, FALSE, error);
  if (!pending)
    return materialise (self, schema, head->id, row, error);
  body = schema_body (schema, row);
  return overlay_set_shadow (self, schema->table, head->id, head->bucket, head->seq, head->rv, body, error) &&
         overlay_rebuild (self, schema->table, head->id, error);
}

gboolean
overlay_join (StoreScope *scope, Store *self, GError **error)
{
  return self->writing > 0 || store_begin (scope, self, error);
}

gboolean
overlay_part (StoreScope *scope, GError **error)
{
  return scope->store == NULL || store_commit (scope, error);
}

gboolean
store_server_row (Store      *self,
                  const char *table,
                  Id          id,
                  Id          bucket,
                  gint64      seq,
                  gint64      rv,
                  JsonObject *body,
                  StoreHow    how,
                  GError    **error)
{
  g_auto (StoreScope) scope = { 0 };
  const Schema *schema = registry_find (table);
  Version       version;
  gboolean      pending = FALSE;
  gboolean      written;
  gpointer      row;

  if (!overlay_join (&scope, self, error) || !find_version (self, schema, table, id, &pending, &version, error))
    return FALSE;
  if (version.known && how == STORE_NEWER &&
      (version.rv >= rv || (PLANT (one_version_behind) && version.rv + 1 == rv && pending)))
    return overlay_part (&scope, error);
  if ((!version.known || how == STORE_FORCE || !id_equal (version.bucket, bucket)) &&
      !outbox_row_is_in (self, table, id, bucket, error))
    return FALSE;
  row = schema != NULL ? row_from_body (schema, body, id, bucket, seq, rv, NULL) : NULL;
  if (row != NULL && how == STORE_FORCE && !holds_exactly (schema, body, row))
    {
      schema_free (schema, row);
      row = NULL;
    }
  if (row == NULL)
    return keep_verbatim (self, schema, table, id, bucket, seq, rv, body, error) && overlay_part (&scope, error);
  /* A row not known at all stood in no table. */
  written = ((!pending && !version.known) || drop_untyped (self, table, id, error)) &&
            write_server_row (self, schema, row, pending, version.known, error);
  schema_free (schema, row);
  return written && overlay_part (&scope, error);
}

/* The file the row names; *@found FALSE = none. */
static gboolean
file_of (Store *self, const Schema *schema, Id id, Digest *hash, gboolean *found, GError **error)
{
  const Field *field = schema != NULL ? store_blob_field (schema) : NULL;
  gpointer     row = NULL;

  *found = FALSE;
  if (field == NULL)
    return TRUE;
  if (!load (self, schema, id, &row, error))
    return FALSE;
  *found = row != NULL && digest_from_hex (*FIELD_PTR (row, field, char *), hash);
  if (row != NULL)
    schema_free (schema, row);
  return TRUE;
}

/* The server's version is gone; what is pending stays queued and comes back with the row (R41). A row that @left may
 * turn up in another bucket: about its file the end of the pull decides. */
static gboolean
forget (Store *self, const Schema *schema, const char *table, Id id, gboolean left, GError **error)
{
  Digest   hash;
  gboolean file;

  return file_of (self, schema, id, &hash, &file, error) && drop_untyped (self, table, id, error) &&
         drop_shadow (self, table, id, error) && (schema == NULL || overlay_rebuild (self, table, id, error)) &&
         (!file || (left ? store_blob_left (self, table, id, error) && store_meta_set (self, "adrift", "1", error)
                         : store_blob_row_gone (self, hash, error)));
}

gboolean
store_server_deleted (Store *self, const char *table, Id id, gint64 rv, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  const Schema *schema = registry_find (table);
  Version       version;
  gboolean      pending = FALSE;

  if (!overlay_join (&scope, self, error) || !find_version (self, schema, table, id, &pending, &version, error))
    return FALSE;
  if (version.known && version.rv <= rv && !forget (self, schema, table, id, FALSE, error))
    return FALSE;
  return overlay_part (&scope, error);
}

/* What somebody else has now leaves no byte behind here, in index and log (R45). A row whose place depends on its state
   is shown to more people by moving, and comes back. */
static gboolean
scrub_after (Store *self, const Schema *schema, GError **error)
{
  gboolean comes_back = schema != NULL && schema->places[0].state != NULL;

  return comes_back || PLANT (no_scrub) || store_meta_set (self, "scrub", "start", error);
}

gboolean
store_server_left (Store *self, const char *table, Id id, Id bucket, gint64 rv, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  const Schema *schema = registry_find (table);
  Version       version;
  gboolean      pending = FALSE;

  if (!overlay_join (&scope, self, error) || !find_version (self, schema, table, id, &pending, &version, error))
    return FALSE;
  if (!outbox_row_left (self, table, id, bucket, error) ||
      (version.known && !PLANT (ignore_leave) && id_equal (version.bucket, bucket) && version.rv <= rv &&
       (!forget (self, schema, table, id, TRUE, error) || !scrub_after (self, schema, error))))
    return FALSE;
  return overlay_part (&scope, error);
}

gboolean
store_cursor_get (Store *self, Id shard, gint64 *seq, GError **error)
{
  *seq = -1;
  return db_int (self->db, seq, NULL, error, "SELECT seq FROM cursor WHERE shard = ?", "d", &shard);
}

gboolean
store_cursor_set (Store *self, Id shard, gint64 seq, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  gboolean whole = FALSE;

  return store_begin (&scope, self, error) && outbox_shard_is_whole (self, shard, &whole, error) &&
         db_exec (self->db, error,
                  "INSERT INTO cursor (shard, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq", "di",
                  &shard, seq) &&
         (!whole || outbox_settle (self, shard, seq, error)) && store_commit (&scope, error);
}

GArray *
store_cursors (Store *self, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT shard, seq FROM cursor ORDER BY shard", "");
  g_autoptr (GArray) cursors = g_array_new (FALSE, FALSE, sizeof (Cursor));
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Cursor cursor = { db_column_id (stmt, 0), db_column_int (stmt, 1) };

      g_array_append_val (cursors, cursor);
    }
  return got == 0 ? g_steal_pointer (&cursors) : NULL;
}

gint64
store_untyped_count (Store *self, const char *table, GError **error)
{
  gint64 count = -1;

  if (!db_int (self->db, &count, NULL, error, "SELECT count(*) FROM untyped WHERE tbl = ?", "s", table))
    return -1;
  return count;
}
