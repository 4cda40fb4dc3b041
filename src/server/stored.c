/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generic rows: reading them, and the one function that writes them. */
#include <stdlib.h>
#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "core/plant.h"
#include "registry.h"
#include "server/block.h"
#include "server/server-private.h"
#include "sync/checksum.h"

void
stored_clear (Stored *stored)
{
  g_clear_pointer (&stored->fm, g_free);
  g_clear_pointer (&stored->body, g_free);
}

gboolean
stored_load (Server *self, const char *table, Id id, Stored *stored, gboolean *found, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error,
                         "SELECT shard, bucket, seq, rv, fm, del, body FROM row WHERE org = ? AND tbl = ? AND id = ?",
                         "isd", ORG, table, &id);
  int step;

  if (stmt == NULL || (step = db_step (stmt, error)) < 0)
    return FALSE;
  *found = step == 1;
  if (*found)
    *stored = (Stored){ .id = id,
                        .shard = db_column_id (stmt, 0),
                        .bucket = db_column_id (stmt, 1),
                        .seq = db_column_int (stmt, 2),
                        .rv = db_column_int (stmt, 3),
                        .fm = g_strdup (db_column_text (stmt, 4)),
                        .deleted = db_column_int (stmt, 5) != 0,
                        .body = g_strdup (db_column_text (stmt, 6)) };
  return TRUE;
}

/**
 * stored_struct:
 *
 * Returns: (transfer full) (nullable): the row as a struct, its head filled; %NULL with @error if the stored body is
 * not one of ours, which is damage
 */
gpointer
stored_struct (const Schema *schema, const Stored *stored, GError **error)
{
  g_autoptr (JsonNode) node = json_canonical_parse (stored->body, -1, JSON_DEPTH, error);
  gpointer row;

  if (node == NULL)
    return NULL;
  row = schema_new (schema);
  if (!schema_from_body (schema, json_node_get_object (node), row, error))
    {
      schema_free (schema, row);
      return NULL;
    }
  ((Row *) row)->id = stored->id;
  ((Row *) row)->bucket = stored->bucket;
  ((Row *) row)->seq = stored->seq;
  ((Row *) row)->rv = stored->rv;
  return row;
}

gpointer
server_read (Server *self, const Schema *schema, Id id, GError **error)
{
  g_auto (Stored) stored = { 0 };
  gboolean found;

  if (!stored_load (self, schema->table, id, &stored, &found, error) || !found || stored.deleted)
    return NULL;
  return stored_struct (schema, &stored, error);
}

/* member → [rv, lineage, ms]. */
GHashTable *
field_versions_parse (const char *fm)
{
  GHashTable *versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonNode) node = fm != NULL ? json_canonical_parse (fm, -1, 3, NULL) : NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (node == NULL)
    return versions;
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &value))
    {
      JsonArray    *array = json_node_get_array (value);
      FieldVersion *version = g_new (FieldVersion, 1);

      *version = (FieldVersion){ json_array_get_int_element (array, 0), json_array_get_int_element (array, 1),
                                 json_array_get_int_element (array, 2) };
      g_hash_table_insert (versions, g_strdup (name), version);
    }
  return versions;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
field_versions_text (GHashTable *versions)
{
  guint             count;
  g_autofree char **names = (char **) g_hash_table_get_keys_as_array (versions, &count);
  GString          *text = g_string_new ("{");

  qsort (names, count, sizeof *names, compare_names);
  for (guint i = 0; i < count; i++)
    {
      const FieldVersion *version = g_hash_table_lookup (versions, names[i]);

      json_append_key (text, names[i]);
      g_string_append_c (text, '[');
      json_append_int (text, version->rv);
      g_string_append_c (text, ',');
      json_append_int (text, version->lineage);
      g_string_append_c (text, ',');
      json_append_int (text, version->ms);
      g_string_append_c (text, ']');
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* The shard's next place; the counter row is written in the same transaction, so places follow commits. */
static gboolean
next_seq (Server *self, Id shard, gint64 *seq, GError **error)
{
  ShardHead head;

  if (!heads_shard (self, shard, &head, error))
    return FALSE;
  *seq = ++head.seq;
  return heads_set_shard (self, &head, error);
}

/* The row's part of its bucket's checksum before the change; 0 if it was not live. */
static guint64
digest_before (const Change *change)
{
  const Stored *old = change->old;

  if (old == NULL || old->deleted)
    return 0;
  return checksum_row (change->schema->table, old->id, old->bucket, old->rv, old->body);
}

/* Counts a row into its bucket; a bucket nobody has seen is born. */
static gboolean
enter_bucket (Server *self, const Bucket *bucket, gint64 rows, guint64 sum, gint64 seq, GError **error)
{
  gboolean found = FALSE;

  server_touch (self, bucket->id);
  if (!heads_add (self, bucket->id, rows, sum, seq, &found, error))
    return FALSE;
  if (found)
    return TRUE;
  g_ptr_array_add (self->new_buckets, g_memdup2 (bucket, sizeof *bucket));
  return db_exec (self->db, error,
                  "INSERT INTO bucket (org, id, shard, class, owner, month, cnt, sum, last_seq) VALUES (?, ?, ?, ?, "
                  "?, ?, ?, ?, ?)",
                  "iddsdsiii", ORG, &bucket->id, &bucket->shard, bucket_class_nick (bucket->cls), &bucket->owner,
                  bucket->month, rows, (gint64) sum, seq);
}

static gboolean
leave_bucket (Server *self, const Change *change, gint64 rv, GError **error)
{
  const Stored *old = change->old;
  gint64        seq;
  gboolean      found;

  server_touch (self, old->bucket);
  return next_seq (self, old->shard, &seq, error) &&
         heads_add (self, old->bucket, -1, 0 - digest_before (change), seq, &found, error) &&
         db_exec (self->db, error,
                  "INSERT INTO leave (org, shard, seq, tbl, id, bucket, rv) VALUES (?, ?, ?, ?, ?, ?, ?)", "idisddi",
                  ORG, &old->shard, seq, change->schema->table, &old->id, &old->bucket, rv);
}

/* Members this change alters get its version. */
static char *
new_versions (const Change *change, gpointer old_row, gint64 rv, const ServerNow *now)
{
  g_autoptr (GHashTable) versions = field_versions_parse (change->fm != NULL    ? change->fm
                                                          : change->old != NULL ? change->old->fm
                                                                                : NULL);
  gint64 lineage = change->actor != NULL ? change->actor->lineage : 0;

  for (const Field *field = change->schema->fields; field->name != NULL; field++)
    {
      FieldVersion *version;

      if (schema_member_equal (field, old_row, change->row))
        continue;
      version = g_new (FieldVersion, 1);
      *version = (FieldVersion){ rv, lineage, now->now / 1000 };
      g_hash_table_replace (versions, g_strdup (field->name), version);
    }
  return field_versions_text (versions);
}

static gboolean
is_org_table (const Schema *schema)
{
  return schema == &person_schema || schema == &assignment_schema || schema == &team_schema ||
         schema == &department_schema;
}

/* Org rows live in memory too; a rolled-back change drops that copy. */
static void
follow_org (Server *self, const Change *change)
{
  if (change->schema == &calendar_day_schema)
    g_clear_pointer (&self->calendar, calendar_free);
  if (!is_org_table (change->schema))
    return;
  self->org_changed = TRUE;
  if (self->directory == NULL)
    return;
  if (change->removed)
    directory_remove (self->directory, change->schema, ((const Row *) change->row)->id);
  else
    directory_add (self->directory, change->schema, change->row);
}

/* The customer a contact was with, in hex; "" = no contact, or with nobody. */
static void
customer_of (const Schema *schema, gconstpointer row, char hex[ID_HEX_LENGTH + 1])
{
  const Field *field = schema_field (schema, "customer");

  *hex = '\0';
  if (field != NULL && !field->parent && !id_is_none (*FIELD_PTR (row, field, Id)))
    id_to_hex (*FIELD_PTR (row, field, Id), hex);
}

static gboolean
store_row (Server       *self,
           const Change *change,
           const Bucket *bucket,
           const char   *fm,
           const char   *body,
           gint64        seq,
           gint64        rv,
           GError      **error)
{
  const Field *parent = schema_parent (change->schema);
  Id           id = ((const Row *) change->row)->id;
  char         customer[ID_HEX_LENGTH + 1];

  customer_of (change->schema, change->row, customer);
  return db_exec (self->db, error,
                  "INSERT INTO row (org, shard, tbl, id, bucket, parent, seq, rv, fm, del, body, customer) VALUES (?, "
                  "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif (?, ''))"
                  " ON CONFLICT (org, tbl, id) DO UPDATE SET shard = excluded.shard, bucket = excluded.bucket, parent "
                  "= excluded.parent,"
                  " seq = excluded.seq, rv = excluded.rv, fm = excluded.fm, del = excluded.del, body = excluded.body,"
                  " customer = excluded.customer",
                  "idsdddiisfss", ORG, &bucket->shard, change->schema->table, &id, &bucket->id,
                  parent != NULL ? FIELD_PTR (change->row, parent, Id) : NULL, seq, rv, fm, change->removed, body,
                  customer);
}

/* Place before this change counts as a row of the bucket only if it was live there. */
static gboolean
move_and_count (
    Server *self, const Change *change, const Bucket *bucket, const char *body, gint64 rv, gint64 *seq, GError **error)
{
  gboolean was_live = change->old != NULL && !change->old->deleted;
  gboolean moved = was_live && !id_equal (change->old->bucket, bucket->id);
  gint64   rows = (change->removed ? 0 : 1) - (was_live && !moved ? 1 : 0);
  guint64  sum = moved ? 0 : 0 - digest_before (change);

  if (!change->removed)
    sum += checksum_row (change->schema->table, ((const Row *) change->row)->id, bucket->id, rv, body);

  if (moved && !leave_bucket (self, change, rv, error))
    return FALSE;
  return next_seq (self, bucket->shard, seq, error) && enter_bucket (self, bucket, rows, sum, *seq, error);
}

/* @old_row: what the row was, or a new one */
static gboolean
write_at_its_place (Server          *self,
                    const Change    *change,
                    gpointer         old_row,
                    const ServerNow *now,
                    gint64          *seq,
                    gint64          *rv,
                    Id              *shard,
                    GError         **error)
{
  g_autofree char *body = schema_body (change->schema, change->row);
  g_autofree char *fm = NULL;
  Bucket           bucket;

  /* The directory as it was first: built after follow_org () it would miss this row, which is not stored yet. */
  if (server_get_directory (self, error) == NULL)
    return FALSE;
  follow_org (self, change);
  if (!place_row (change->schema, change->row, self->directory, &bucket))
    {
      g_set_error (error, SERVER_ERROR, SERVER_ERROR_PLACE, "%s: no assignment on the date of the row",
                   change->schema->table);
      return FALSE;
    }
  *rv = change->old != NULL ? change->old->rv + 1 : 1;
  *shard = bucket.shard;
  fm = new_versions (change, old_row, *rv, now);
  return move_and_count (self, change, &bucket, body, *rv, seq, error) &&
         store_row (self, change, &bucket, fm, body, *seq, *rv, error) &&
         audit_append (self, bucket.shard, change->actor, change->action, change->schema->table,
                       ((const Row *) change->row)->id, change->removed || PLANT (no_history) ? "" : body, now, error);
}

/**
 * change_write:
 * @seq: (out): place of the change in @shard
 *
 * The one writer of rows: place, counter, leave marker, field versions, audit, and the mark of a call to a number that
 * refuses calls; in the caller's transaction.
 *
 * Returns: %FALSE with %SERVER_ERROR_PLACE if the row has no place, or %DB_ERROR
 */
gboolean
change_write (Server          *self,
              const Change    *change,
              const ServerNow *now,
              gint64          *seq,
              gint64          *rv,
              Id              *shard,
              GError         **error)
{
  GError  *failure = NULL;
  Change   right = *change;
  gboolean done = FALSE;
  gpointer old_row, marked;

  old_row = change->old != NULL ? stored_struct (change->schema, change->old, error) : schema_new (change->schema);
  if (old_row == NULL)
    return FALSE;
  marked = block_mark (self, change->schema, change->old != NULL ? old_row : NULL, change->row, change->removed,
                       &failure);
  if (marked != NULL)
    right.row = marked;
  if (failure != NULL)
    g_propagate_error (error, failure);
  else
    done = write_at_its_place (self, &right, old_row, now, seq, rv, shard, error);
  schema_free (change->schema, marked);
  schema_free (change->schema, old_row);
  return done;
}

gboolean
server_write (Server            *self,
              const ServerActor *actor,
              const Schema      *schema,
              gconstpointer      row,
              const ServerNow   *now,
              GError           **error)
{
  g_auto (Stored) old = { 0 };
  gboolean found;
  gint64   seq, rv;
  Id       shard;
  Change   change = { .actor = actor, .schema = schema, .row = row, .action = "put" };

  if (!stored_load (self, schema->table, ((const Row *) row)->id, &old, &found, error))
    return FALSE;
  change.old = found ? &old : NULL;
  return change_write (self, &change, now, &seq, &rv, &shard, error);
}
