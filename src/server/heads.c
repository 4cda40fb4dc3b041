/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where shards and buckets stand, in memory while a transaction is open and written once before it commits: a push of
 * 500 lines would else write the same two rows 2,000 times. The file is locked meanwhile, so nobody sees them old; what
 * is rolled back is taken back here as well, by a list of what stood there before.
 */
#include <string.h>

#include "core/id.h"
#include "server/server-private.h"

/* What a transaction adds to a bucket; the bucket itself stands in the file. */
typedef struct
{
  Id       id;
  gint64   rows;
  guint64  sum; /* mod 2^64 */
  gint64   last_seq;
  gboolean changed;
} BucketHead;

typedef struct
{
  gboolean is_bucket;
  gboolean is_new; /* it was not held before */
  union
  {
    ShardHead  shard;
    BucketHead bucket;
  } before;
} Undo;

struct Heads
{
  Server     *server;
  GHashTable *shards;  /* Id → ShardHead */
  GHashTable *buckets; /* Id → BucketHead */
  GArray     *undos;   /* of Undo, oldest first */
  GArray     *marks;   /* guint per open transaction or savepoint: undos when it began */
};

static void
forget (Heads *self)
{
  g_hash_table_remove_all (self->shards);
  g_hash_table_remove_all (self->buckets);
  g_array_set_size (self->undos, 0);
}

static void
put (GHashTable *table, gconstpointer head, gsize size)
{
  gpointer copy = g_memdup2 (head, size); /* both begin with their id, which is the key */

  g_hash_table_replace (table, copy, copy);
}

static void
take_back (Heads *self, const Undo *undo)
{
  GHashTable *table = undo->is_bucket ? self->buckets : self->shards;

  if (undo->is_new)
    g_hash_table_remove (table, &undo->before);
  else
    put (table, &undo->before, undo->is_bucket ? sizeof undo->before.bucket : sizeof undo->before.shard);
}

static gboolean
write_shard (Heads *self, const ShardHead *head, GError **error)
{
  return db_exec (self->server->db, error,
                  "INSERT INTO shard (org, shard, seq, aseq, ahash) VALUES (?, ?, ?, ?, ?) ON CONFLICT (org, shard) DO "
                  "UPDATE SET seq = excluded.seq, aseq = excluded.aseq, ahash = excluded.ahash",
                  "idiir", ORG, &head->shard, head->seq, head->aseq, head->hash, sizeof head->hash);
}

static gboolean
write_bucket (Heads *self, const BucketHead *head, GError **error)
{
  return db_exec (self->server->db, error,
                  "UPDATE bucket SET cnt = cnt + ?, sum = zuoxi_add (sum, ?), last_seq = ? WHERE org = ? AND id = ?",
                  "iiiid", head->rows, (gint64) head->sum, head->last_seq, ORG, &head->id);
}

static void
note (Heads *self, gboolean is_bucket, Id id)
{
  gconstpointer held = g_hash_table_lookup (is_bucket ? self->buckets : self->shards, &id);
  Undo          undo = { .is_bucket = is_bucket, .is_new = held == NULL };

  if (held == NULL && is_bucket)
    undo.before.bucket.id = id;
  else if (held == NULL)
    undo.before.shard.shard = id;
  else if (is_bucket)
    undo.before.bucket = *(const BucketHead *) held;
  else
    undo.before.shard = *(const ShardHead *) held;
  g_array_append_val (self->undos, undo);
}

gboolean
heads_write (Server *server, GError **error)
{
  Heads         *self = server->heads;
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->shards);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ShardHead *head = value;

      if (head->changed && !write_shard (self, head, error))
        return FALSE;
      note (self, FALSE, head->shard);
      head->changed = FALSE;
    }
  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BucketHead *head = value;

      if (head->changed && !write_bucket (self, head, error))
        return FALSE;
      note (self, TRUE, head->id);
      head->rows = 0;
      head->sum = 0;
      head->changed = FALSE;
    }
  return TRUE;
}

/* Hooks of the connection */

static gboolean
before_commit (gpointer data, GError **error)
{
  return heads_write (((Heads *) data)->server, error);
}

static void
on_begun (gpointer data)
{
  Heads *self = data;

  g_array_append_val (self->marks, self->undos->len);
}

static void
on_ended (gpointer data, gboolean kept)
{
  Heads *self = data;
  guint  mark;

  g_assert (self->marks->len > 0);
  mark = g_array_index (self->marks, guint, self->marks->len - 1);
  g_array_set_size (self->marks, self->marks->len - 1);
  if (self->marks->len == 0)
    {
      forget (self); /* the next transaction may find others' work in the file */
      return;
    }
  for (guint i = self->undos->len; !kept && i > mark; i--)
    take_back (self, &g_array_index (self->undos, Undo, i - 1));
  if (!kept)
    g_array_set_size (self->undos, mark);
}

static const DbHooks hooks = { before_commit, on_begun, on_ended };

Heads *
heads_new (Server *server)
{
  Heads *self = g_new0 (Heads, 1);

  self->server = server;
  self->shards = g_hash_table_new_full (id_hash, id_equal_ptr, NULL, g_free);
  self->buckets = g_hash_table_new_full (id_hash, id_equal_ptr, NULL, g_free);
  self->undos = g_array_new (FALSE, FALSE, sizeof (Undo));
  self->marks = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
heads_free (Heads *self)
{
  g_hash_table_unref (self->shards);
  g_hash_table_unref (self->buckets);
  g_array_unref (self->undos);
  g_array_unref (self->marks);
  g_free (self);
}

void
heads_follow (Heads *self, Db *db)
{
  forget (self);
  g_array_set_size (self->marks, 0);
  db_set_hooks (db, &hooks, self);
}

static gboolean
load_shard (Server *server, Id shard, ShardHead *out, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (server->db, error,
                                        "SELECT seq, aseq, ahash FROM shard WHERE org = ? AND shard = ?", "id", ORG,
                                        &shard);
  g_autoptr (GBytes) bytes = NULL;
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step < 0)
    return FALSE;
  *out = (ShardHead){ .shard = shard };
  if (step == 0)
    return TRUE;
  out->seq = db_column_int (stmt, 0);
  out->aseq = db_column_int (stmt, 1);
  bytes = db_column_bytes (stmt, 2);
  if (bytes != NULL && g_bytes_get_size (bytes) == sizeof out->hash)
    memcpy (out->hash, g_bytes_get_data (bytes, NULL), sizeof out->hash);
  return TRUE;
}

gboolean
heads_shard (Server *server, Id shard, ShardHead *out, GError **error)
{
  const ShardHead *held = g_hash_table_lookup (server->heads->shards, &shard);

  if (held == NULL)
    return load_shard (server, shard, out, error);
  *out = *held;
  return TRUE;
}

gboolean
heads_set_shard (Server *server, const ShardHead *head, GError **error)
{
  ShardHead changed = *head;

  if (!db_in_transaction (server->db))
    return write_shard (server->heads, head, error);
  changed.changed = TRUE;
  note (server->heads, FALSE, head->shard);
  put (server->heads->shards, &changed, sizeof changed);
  return TRUE;
}

static gboolean
is_stored (Server *server, Id bucket, gboolean *found, GError **error)
{
  gint64 one;

  return db_int (server->db, &one, found, error, "SELECT 1 FROM bucket WHERE org = ? AND id = ?", "id", ORG, &bucket);
}

gboolean
heads_add (Server *server, Id bucket, gint64 rows, guint64 sum, gint64 seq, gboolean *found, GError **error)
{
  Heads            *self = server->heads;
  const BucketHead *held = g_hash_table_lookup (self->buckets, &bucket);
  BucketHead        head = { .id = bucket };

  if (held != NULL)
    head = *held;
  else if (!is_stored (server, bucket, found, error))
    return FALSE;
  else if (!*found)
    return TRUE;
  *found = TRUE;
  head.rows += rows;
  head.sum += sum;
  head.last_seq = seq;
  head.changed = TRUE;
  if (!db_in_transaction (server->db))
    return write_bucket (self, &head, error);
  note (self, TRUE, bucket);
  put (self->buckets, &head, sizeof head);
  return TRUE;
}
