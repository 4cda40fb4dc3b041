/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/id.h"
#include "core/json.h"
#include "server/server-private.h"

#define FORMAT 1
#define READ_AT_ONCE 65536

void
backup_proof_clear (BackupProof *proof)
{
  g_clear_pointer (&proof->shards, g_array_unref);
}

static void
append_shard (GString *text, const BackupShard *shard)
{
  g_autofree char *head = digest_dup_hex (shard->head);

  g_string_append_c (text, '{');
  json_append_key (text, "aseq");
  json_append_int (text, shard->aseq);
  json_append_key (text, "head");
  json_append_string (text, head);
  json_append_key (text, "seq");
  json_append_int (text, shard->seq);
  json_append_key (text, "shard");
  json_append_id (text, shard->shard);
  g_string_append_c (text, '}');
}

char *
backup_proof_text (const BackupProof *proof)
{
  GString         *text = g_string_new ("{");
  g_autofree char *digest = digest_dup_hex (proof->digest);

  json_append_key (text, "at");
  json_append_int (text, proof->at);
  json_append_key (text, "digest");
  json_append_string (text, digest);
  json_append_key (text, "format");
  json_append_int (text, FORMAT);
  json_append_key (text, "inc");
  json_append_int (text, proof->inc);
  json_append_key (text, "server_id");
  json_append_id (text, proof->server_id);
  json_append_key (text, "shards");
  g_string_append_c (text, '[');
  for (guint i = 0; i < proof->shards->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_shard (text, &g_array_index (proof->shards, BackupShard, i));
    }
  g_string_append_c (text, ']');
  json_append_key (text, "size");
  json_append_int (text, proof->size);
  g_string_append (text, "}\n");
  return g_string_free (text, FALSE);
}

static gboolean
not_a_proof (GError **error)
{
  g_set_error (error, SERVER_ERROR, SERVER_ERROR_REQUEST, "this is no proof of a backup, or one of a newer program");
  return FALSE;
}

static gboolean
read_shards (JsonArray *array, GArray *shards, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode   *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      BackupShard shard;
      const char *head;

      if (object == NULL || !json_member_id (object, "shard", &shard.shard, NULL) ||
          !json_member_int (object, "seq", &shard.seq, NULL) || !json_member_int (object, "aseq", &shard.aseq, NULL) ||
          !json_member_string (object, "head", &head, NULL) || !digest_from_hex (head, &shard.head))
        return not_a_proof (error);
      g_array_append_val (shards, shard);
    }
  return TRUE;
}

gboolean
backup_proof_parse (const char *text, gssize length, BackupProof *proof, GError **error)
{
  g_autofree char *line = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  g_autoptr (JsonNode) node = json_strict_parse (g_strchomp (line), -1, 4, NULL);
  g_autoptr (GArray) shards = g_array_new (FALSE, FALSE, sizeof (BackupShard));
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray  *array;
  const char *digest;
  gint64      format;
  BackupProof read = { 0 };

  if (object == NULL || !json_member_int (object, "format", &format, NULL) || format != FORMAT ||
      !json_member_string (object, "digest", &digest, NULL) || !digest_from_hex (digest, &read.digest) ||
      !json_member_int (object, "at", &read.at, NULL) || !json_member_int (object, "inc", &read.inc, NULL) ||
      !json_member_int (object, "size", &read.size, NULL) ||
      !json_member_id (object, "server_id", &read.server_id, NULL) ||
      !json_member_array (object, "shards", &array, NULL))
    return not_a_proof (error);
  if (!read_shards (array, shards, error))
    return FALSE;
  *proof = read;
  proof->shards = g_steal_pointer (&shards);
  return TRUE;
}

static gboolean
io_failed (const char *path, GError **error)
{
  int saved = errno;

  g_set_error (error, DB_ERROR, (int) (saved == ENOSPC ? DB_ERROR_FULL : DB_ERROR_IO), "%s: %s", path,
               g_strerror (saved));
  return FALSE;
}

/* SHA-256 and length of a file. */
static gboolean
digest_file (const char *path, Digest *digest, gint64 *size, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (READ_AT_ONCE);
  int                file = open (path, O_RDONLY | O_CLOEXEC);
  DigestState        state;
  gssize             got;

  if (file < 0)
    return io_failed (path, error);
  digest_init (&state);
  *size = 0;
  while ((got = read (file, bytes, READ_AT_ONCE)) > 0)
    {
      digest_update (&state, bytes, (gsize) got);
      *size += got;
    }
  if (got < 0)
    io_failed (path, error);
  close (file);
  *digest = digest_finish (&state);
  return got == 0;
}

/* What a store says of itself. */
static gboolean
read_store (Db *db, BackupProof *proof, GError **error)
{
  g_autofree char *id = db_text (db, error, "SELECT value FROM meta WHERE name = 'server_id'", "");
  g_autofree char *inc = db_text (db, error, "SELECT value FROM meta WHERE name = 'inc'", "");
  g_autoptr (DbStmt) stmt = NULL;
  int step;

  if (id == NULL || inc == NULL)
    return FALSE;
  if (!id_from_hex (id, &proof->server_id))
    {
      g_set_error (error, DB_ERROR, DB_ERROR_CORRUPT, "%s: the server store has lost its name", db_path (db));
      return FALSE;
    }
  proof->inc = g_ascii_strtoll (inc, NULL, 10);
  proof->shards = g_array_new (FALSE, FALSE, sizeof (BackupShard));
  stmt = db_prepare (db, error, "SELECT shard, seq, aseq, ahash FROM shard WHERE org = ? ORDER BY shard", "i", ORG);
  step = stmt != NULL ? db_step (stmt, error) : -1;
  for (; step == 1; step = db_step (stmt, error))
    {
      g_autoptr (GBytes) head = db_column_bytes (stmt, 3);
      BackupShard shard = { db_column_id (stmt, 0), db_column_int (stmt, 1), db_column_int (stmt, 2), { { 0 } } };

      if (head != NULL && g_bytes_get_size (head) == sizeof shard.head.b)
        memcpy (shard.head.b, g_bytes_get_data (head, NULL), sizeof shard.head.b);
      g_array_append_val (proof->shards, shard);
    }
  return step == 0;
}

/* Reads the copy alone: what it says, and whether it is whole. */
static gboolean
read_copy (const char *path, BackupProof *proof, GError **error)
{
  g_autoptr (Db) db = db_open (path, DB_READ_ONLY | DB_EXISTING, NULL, error);

  return db != NULL && db_quick_check (db, error) && read_store (db, proof, error) &&
         digest_file (path, &proof->digest, &proof->size, error);
}

gboolean
server_backup (Server          *self,
               const char      *dir,
               const ServerNow *now,
               DbCopyProgress   progress,
               gpointer         data,
               BackupProof     *proof,
               GError         **error)
{
  g_autofree char *store = g_build_filename (dir, BACKUP_STORE, NULL);
  g_autofree char *proof_path = g_build_filename (dir, BACKUP_PROOF, NULL);
  g_autofree char *text = NULL;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    return io_failed (dir, error);
  if (!db_copy (self->db, store, progress, data, error))
    return FALSE;
  proof->at = now->now;
  if (read_copy (store, proof, error))
    {
      text = backup_proof_text (proof);
      if (g_file_set_contents_full (proof_path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                    0600, error))
        return TRUE;
    }
  /* A copy without its proof is no backup. */
  g_unlink (store);
  return FALSE;
}

static gboolean
differs (const char *path, const char *what, GError **error)
{
  g_set_error (error, SERVER_ERROR, SERVER_ERROR_REQUEST, "%s: %s is not what the proof says", path, what);
  return FALSE;
}

static gboolean
same_shards (const GArray *one, const GArray *other)
{
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    {
      const BackupShard *a = &g_array_index (one, BackupShard, i);
      const BackupShard *b = &g_array_index (other, BackupShard, i);

      if (!id_equal (a->shard, b->shard) || a->seq != b->seq || a->aseq != b->aseq || !digest_equal (a->head, b->head))
        return FALSE;
    }
  return TRUE;
}

static gboolean
hold_against (const char *path, const BackupProof *proof, GError **error)
{
  g_auto (BackupProof) found = { 0 };

  if (!digest_file (path, &found.digest, &found.size, error))
    return FALSE;
  if (found.size != proof->size || !digest_equal (found.digest, proof->digest))
    return differs (path, "the copy", error);
  if (!read_copy (path, &found, error))
    return FALSE;
  if (!id_equal (found.server_id, proof->server_id) || found.inc != proof->inc)
    return differs (path, "the server it is of", error);
  return same_shards (found.shards, proof->shards) || differs (path, "the last change", error);
}

gboolean
backup_check (const char *dir, BackupProof *proof, GError **error)
{
  g_autofree char *store = g_build_filename (dir, BACKUP_STORE, NULL);
  g_autofree char *proof_path = g_build_filename (dir, BACKUP_PROOF, NULL);
  g_autofree char *text = NULL;
  gsize            length;

  if (!g_file_get_contents (proof_path, &text, &length, error))
    return FALSE;
  if (!backup_proof_parse (text, (gssize) length, proof, error))
    {
      g_prefix_error (error, "%s: ", proof_path);
      return FALSE;
    }
  return hold_against (store, proof, error);
}

/* Above every incarnation a desktop may have met, also when the same backup is restored twice. */
static gboolean
begin_incarnation (const char *path, gint64 least, const ServerNow *now, GError **error)
{
  g_autoptr (Db) db = db_open (path, DB_EXISTING | DB_EXCLUSIVE, NULL, error);
  gint64 inc = MAX (least + 1, now->now / G_USEC_PER_SEC);

  return db != NULL && db_exec (db, error, "UPDATE meta SET value = ? WHERE name = 'inc'", "i", inc) &&
         db_truncate_log (db, error);
}

gboolean
backup_place (const char        *dir,
              const BackupProof *proof,
              const char        *path,
              gint64             least,
              const ServerNow   *now,
              GError           **error)
{
  g_autofree char *from = g_build_filename (dir, BACKUP_STORE, NULL);
  g_autoptr (Db) copy = db_open (from, DB_READ_ONLY | DB_EXISTING, NULL, error);

  if (copy == NULL || !db_copy (copy, path, NULL, NULL, error))
    return FALSE;
  if (begin_incarnation (path, MAX (least, proof->inc), now, error))
    return TRUE;
  g_unlink (path);
  return FALSE;
}
