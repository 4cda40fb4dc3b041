/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "core/plant.h"
#include "server/behind.h"
#include "server/push.h"
#include "server/server-private.h"

/* The simulator has smaller ones. */
#ifndef CHUNK_ROWS
#define CHUNK_ROWS 500
#define PULL_ROWS 5000 /* rows in one reply; the client asks again */
#endif
#define PULL_BYTES (4 << 20) /* the same in bytes */

/* What the client asks and how far this reply has come. */
typedef struct
{
  Server            *server;
  Id                 person;
  gint64             epoch; /* the client's; then the one of the head */
  const char        *nonce;
  const ServerActor *actor;
  gint64             schema;
  GHashTable        *cursors;         /* shard hex → gint64 */
  GHashTable        *backfills;       /* bucket hex → gint64: filled up to here */
  GHashTable        *asked_cursors;   /* shard hex → gint64: as the request had them */
  GHashTable        *asked_backfills; /* bucket hex: filled in this reply, at least in part */
  GString           *reply;
  guint              rows;
  gboolean           more;
} Pull;

static gint64 *
box (gint64 value)
{
  return g_memdup2 (&value, sizeof value);
}

static gboolean
read_places (JsonObject *object, const char *name, GHashTable *places, GError **error)
{
  JsonObject    *inner;
  JsonObjectIter iter;
  const char    *key;
  Id             id;

  if (!json_member_opt_object (object, name, &inner, error))
    return FALSE;
  if (inner == NULL)
    return TRUE;
  json_object_iter_init (&iter, inner);
  while (json_object_iter_next (&iter, &key, NULL))
    {
      gint64 value;

      if (!json_member_int (inner, key, &value, error))
        return FALSE;
      if (!id_from_hex (key, &id))
        {
          g_set_error (error, SERVER_ERROR, SERVER_ERROR_REQUEST, "%s: “%s” is no id", name, key);
          return FALSE;
        }
      g_hash_table_replace (places, g_strdup (key), box (value));
    }
  return TRUE;
}

static gboolean
load_epoch (Pull *pull, gint64 *epoch, GError **error)
{
  gboolean found;

  *epoch = 0;
  return db_int (pull->server->db, epoch, &found, error,
                 "SELECT coalesce (max (epoch), 0) FROM grant_log WHERE org = ? AND person = ?", "id", ORG,
                 &pull->person);
}

/* Small and personal buckets first, calls and customers last. */
static int
priority (const char *cls)
{
  if (g_str_equal (cls, "org") || g_str_equal (cls, "self"))
    return 0;
  if (g_str_equal (cls, "facts") || g_str_equal (cls, "cust"))
    return 3;
  return 1;
}

/* A bucket the client is to hold from now on: without a cursor of its shard it starts at the head. */
static gboolean
begin_bucket (Pull *pull, const char *bucket, const char *shard, GError **error)
{
  gint64   head = 0;
  gboolean found;
  Id       id;

  if (!g_hash_table_contains (pull->backfills, bucket))
    g_hash_table_replace (pull->backfills, g_strdup (bucket), box (0));
  if (g_hash_table_contains (pull->cursors, shard))
    return TRUE;
  id_from_hex (shard, &id);
  if (!db_int (pull->server->db, &head, &found, error, "SELECT seq FROM shard WHERE org = ? AND shard = ?", "id", ORG,
               &id))
    return FALSE;
  g_hash_table_replace (pull->cursors, g_strdup (shard), box (head));
  return TRUE;
}

static gboolean
append_added (Pull *pull, guint *expected, GError **error)
{
  const char *sql =
      pull->epoch == 0 ? "SELECT b.id, b.shard, b.class, b.owner, b.month, b.cnt FROM granted g JOIN bucket b ON "
                         "b.org = g.org AND b.id = g.bucket WHERE g.org = ? AND g.person = ? AND ? >= 0 ORDER BY b.id"
                       : "SELECT b.id, b.shard, b.class, b.owner, b.month, b.cnt FROM granted g JOIN bucket b ON "
                         "b.org = g.org AND b.id = g.bucket WHERE g.org = ?1 AND g.person = ?2"
                         " AND EXISTS (SELECT 1 FROM grant_log l WHERE l.org = g.org AND l.person = g.person AND "
                         "l.bucket = g.bucket AND l.epoch > ?3) ORDER BY b.id";
  g_autoptr (DbStmt) stmt = db_prepare (pull->server->db, error, sql, "idi", ORG, &pull->person, pull->epoch);
  int  step = stmt != NULL ? db_step (stmt, error) : -1;
  char bucket[33], shard[33], owner[33];

  g_string_append (pull->reply, "\"add\":[");
  for (gboolean first = TRUE; step == 1; step = db_step (stmt, error), first = FALSE)
    {
      id_to_hex (db_column_id (stmt, 0), bucket);
      id_to_hex (db_column_id (stmt, 1), shard);
      id_to_hex (db_column_id (stmt, 3), owner);
      if (id_is_none (db_column_id (stmt, 3)))
        *owner = '\0';
      g_string_append_printf (pull->reply, "%s[\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",%d]", first ? "" : ",", bucket,
                              shard, db_column_text (stmt, 2), owner, db_column_text (stmt, 4),
                              priority (db_column_text (stmt, 2)));
      if (!begin_bucket (pull, bucket, shard, error))
        return FALSE;
      *expected += (guint) db_column_int (stmt, 5);
    }
  g_string_append (pull->reply, "],");
  return step == 0;
}

static gboolean
append_removed (Pull *pull, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (pull->server->db, error,
                  "SELECT DISTINCT l.bucket FROM grant_log l WHERE l.org = ?1 AND l.person = ?2 "
                  "AND l.epoch > ?3 AND ?3 > 0"
                  " AND NOT EXISTS (SELECT 1 FROM granted g WHERE g.org = l.org AND g.person = "
                  "l.person AND g.bucket = l.bucket) ORDER BY l.bucket",
                  "idi", ORG, &pull->person, pull->epoch);
  int  step = stmt != NULL ? db_step (stmt, error) : -1;
  char bucket[33];

  g_string_append (pull->reply, "\"del\":[");
  for (gboolean first = TRUE; step == 1; step = db_step (stmt, error), first = FALSE)
    {
      id_to_hex (db_column_id (stmt, 0), bucket);
      g_string_append_printf (pull->reply, "%s\"%s\"", first ? "" : ",", bucket);
      g_hash_table_remove (pull->backfills, bucket);
    }
  g_string_append (pull->reply, "],");
  return step == 0;
}

/* Shards whose markers the client has missed: it starts at their head and compares its buckets (§5). */
static gboolean
append_old (Pull *pull, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (pull->server->db, error,
                                        "SELECT shard, seq, horizon FROM shard WHERE org = ? AND horizon > 0 ORDER BY "
                                        "shard",
                                        "i", ORG);
  int      step = stmt != NULL ? db_step (stmt, error) : -1;
  gboolean first = TRUE;
  char     shard[33];

  g_string_append (pull->reply, ",\"old\":[");
  for (; step == 1; step = db_step (stmt, error))
    {
      const gint64 *cursor;

      id_to_hex (db_column_id (stmt, 0), shard);
      cursor = g_hash_table_lookup (pull->cursors, shard);
      if (cursor == NULL || *cursor >= db_column_int (stmt, 2))
        continue;
      g_string_append_printf (pull->reply, "%s\"%s\"", first ? "" : ",", shard);
      g_hash_table_replace (pull->cursors, g_strdup (shard), box (db_column_int (stmt, 1)));
      g_hash_table_remove (pull->asked_cursors, shard);
      first = FALSE;
    }
  g_string_append_c (pull->reply, ']');
  return step == 0;
}

/* Added and lost buckets since the client's epoch. */
static gboolean
append_head (Pull *pull, const ServerNow *now, GError **error)
{
  gint64 epoch;
  guint  expected = 0;

  if (!load_epoch (pull, &epoch, error))
    return FALSE;
  g_string_append (pull->reply, "{\"H\":{");
  if (!append_added (pull, &expected, error) || !append_removed (pull, error))
    return FALSE;
  pull->epoch = epoch;
  g_string_append_printf (pull->reply, "\"ge\":%" G_GINT64_FORMAT ",\"inc\":%" G_GINT64_FORMAT ",\"nonce\":", epoch,
                          pull->server->inc);
  json_append_string (pull->reply, pull->nonce);
  g_string_append_printf (pull->reply, ",\"now\":%" G_GINT64_FORMAT, now->now + pull->server->clock_offset);
  if (!append_old (pull, error))
    return FALSE;
  g_string_append_printf (pull->reply, ",\"rows\":%u}}\n", expected);
  return TRUE;
}

/* Columns: tbl, id, bucket, shard, seq, rv, del, body. */
static void
append_row (Pull *pull, DbStmt *stmt)
{
  char     id[33], bucket[33], shard[33];
  gboolean deleted = db_column_int (stmt, 6) != 0;

  id_to_hex (db_column_id (stmt, 1), id);
  id_to_hex (db_column_id (stmt, 2), bucket);
  id_to_hex (db_column_id (stmt, 3), shard);
  g_string_append_printf (pull->reply, "[\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT,
                          deleted ? "D" : "R", db_column_text (stmt, 0), id, bucket, shard, db_column_int (stmt, 4),
                          db_column_int (stmt, 5));
  if (!deleted)
    {
      g_string_append_c (pull->reply, ',');
      g_string_append (pull->reply, db_column_text (stmt, 7));
    }
  g_string_append (pull->reply, "]\n");
  delivery_note (pull->server, pull->actor, db_column_id (stmt, 3), bucket, db_column_int (stmt, 4));
  pull->rows++;
}

static void
append_commit (Pull *pull, const char *kind, const char *key, gint64 place)
{
  g_string_append_printf (pull->reply, "{\"C\":{\"%s\":{\"%s\":%" G_GINT64_FORMAT "}}}\n", kind, key, place);
}

/* Grants may change between two chunks: then this reply ends and the next one tells of it (R40). */
static gboolean
epoch_holds (Pull *pull, gboolean *holds, GError **error)
{
  gint64 epoch;

  if (!load_epoch (pull, &epoch, error))
    return FALSE;
  *holds = epoch == pull->epoch || PLANT (chunk_epoch_not_read);
  return TRUE;
}

static gboolean
is_full (const Pull *pull)
{
  return pull->rows >= PULL_ROWS || pull->reply->len >= PULL_BYTES;
}

/* Leave markers up to the place the rows of this chunk reach. */
static gboolean
append_leaves (Pull *pull, const Id *shard, gint64 after, gint64 upto, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (pull->server->db, error,
                  "SELECT l.tbl, l.id, l.bucket, l.seq, l.rv FROM leave l JOIN granted g ON "
                  "g.org = l.org AND g.person = ? AND g.bucket = l.bucket"
                  " WHERE l.org = ? AND l.shard = ? AND l.seq > ? AND l.seq <= ? ORDER BY l.seq",
                  "didii", &pull->person, ORG, shard, after, upto);
  int  step = stmt != NULL ? db_step (stmt, error) : -1;
  char id[33], bucket[33], shard_hex[33];

  id_to_hex (*shard, shard_hex);
  for (; step == 1; step = db_step (stmt, error))
    {
      if (PLANT (leak_on_move))
        continue;
      id_to_hex (db_column_id (stmt, 1), id);
      id_to_hex (db_column_id (stmt, 2), bucket);
      g_string_append_printf (
          pull->reply, "[\"L\",\"%s\",\"%s\",\"%s\",\"%s\",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]\n",
          db_column_text (stmt, 0), id, bucket, shard_hex, db_column_int (stmt, 3), db_column_int (stmt, 4));
    }
  return step == 0;
}

/* One chunk of a shard's feed after the cursor. @done = the head is reached. */
static gboolean
feed_chunk (Pull *pull, const char *shard_hex, gint64 *cursor, gint64 head, gboolean *done, GError **error)
{
  Id     shard;
  guint  before = pull->rows;
  gint64 last = head;
  g_autoptr (DbStmt) stmt = NULL;
  int step;

  id_from_hex (shard_hex, &shard);
  stmt =
      db_prepare (pull->server->db, error,
                  "SELECT r.tbl, r.id, r.bucket, r.shard, r.seq, r.rv, r.del, r.body FROM row r INDEXED BY row_by_seq"
                  " WHERE r.org = ?1 AND r.shard = ?2 AND r.seq > ?3 AND r.seq <= ?4"
                  " AND EXISTS (SELECT 1 FROM granted g WHERE g.org = ?1 AND g.person = ?5 AND g.bucket = r.bucket) "
                  "ORDER BY r.seq LIMIT ?6",
                  "idiidi", ORG, &shard, *cursor, head, &pull->person, (gint64) CHUNK_ROWS);
  for (step = stmt != NULL ? db_step (stmt, error) : -1; step == 1; step = db_step (stmt, error))
    {
      if (!PLANT (no_deletions) || db_column_int (stmt, 6) == 0)
        append_row (pull, stmt);
      last = db_column_int (stmt, 4);
    }
  if (step < 0)
    return FALSE;
  *done = pull->rows - before < CHUNK_ROWS;
  if (*done)
    last = head;
  if (!append_leaves (pull, &shard, *cursor, last, error))
    return FALSE;
  *cursor = PLANT (cursor_off_by_one) ? last + 1 : last;
  append_commit (pull, "cur", shard_hex, *cursor);
  return TRUE;
}

static gboolean
feed_shard (Pull *pull, const char *shard_hex, gint64 *cursor, GError **error)
{
  gboolean done = FALSE, holds = TRUE, found;
  gint64   head = *cursor;
  Id       shard;

  id_from_hex (shard_hex, &shard);
  if (!db_int (pull->server->db, &head, &found, error, "SELECT seq FROM shard WHERE org = ? AND shard = ?", "id", ORG,
               &shard))
    return FALSE;
  while (!done && *cursor < head)
    {
      PLANT_BETWEEN_CHUNKS (pull->reply);
      if (!epoch_holds (pull, &holds, error))
        return FALSE;
      if (!holds || is_full (pull))
        {
          pull->more = TRUE;
          return TRUE;
        }
      if (!feed_chunk (pull, shard_hex, cursor, head, &done, error))
        return FALSE;
    }
  return TRUE;
}

/* Rows a new bucket already had: in the order of their places, up to the shard's cursor. */
static gboolean
fill_chunk (Pull *pull, const char *bucket_hex, gint64 *after, gint64 upto, gboolean *done, GError **error)
{
  Id    bucket;
  guint before = pull->rows;
  g_autoptr (DbStmt) stmt = NULL;
  int step;

  id_from_hex (bucket_hex, &bucket);
  stmt =
      db_prepare (pull->server->db, error,
                  "SELECT tbl, id, bucket, shard, seq, rv, del, body FROM row INDEXED BY row_by_bucket WHERE org = "
                  "? AND bucket = ? AND seq > ? AND seq <= ? AND del = 0 ORDER BY seq LIMIT ?",
                  "idiii", ORG, &bucket, *after, upto, (gint64) CHUNK_ROWS);
  for (step = stmt != NULL ? db_step (stmt, error) : -1; step == 1; step = db_step (stmt, error))
    {
      append_row (pull, stmt);
      *after = db_column_int (stmt, 4);
    }
  *done = pull->rows - before < CHUNK_ROWS || PLANT (first_chunk_is_all);
  append_commit (pull, "bf", bucket_hex, *done ? -1 : *after);
  return step == 0;
}

static gboolean
fill_bucket (Pull *pull, const char *bucket_hex, gint64 *after, GError **error)
{
  g_autoptr (DbStmt) stmt = NULL;
  gboolean done = FALSE, holds = TRUE;
  char     shard[33];
  Id       bucket;
  int      step;
  gint64  *cursor;

  id_from_hex (bucket_hex, &bucket);
  stmt =
      db_prepare (pull->server->db, error,
                  "SELECT b.shard FROM bucket b JOIN granted g ON g.org = b.org AND g.bucket = b.id AND g.person = "
                  "? WHERE b.org = ? AND b.id = ?",
                  "did", &pull->person, ORG, &bucket);
  step = stmt != NULL ? db_step (stmt, error) : -1;
  if (step <= 0)
    return step == 0; /* not granted: not a word about it */
  id_to_hex (db_column_id (stmt, 0), shard);
  g_clear_pointer (&stmt, db_release);
  cursor = g_hash_table_lookup (pull->cursors, shard);
  while (!done && cursor != NULL)
    {
      PLANT_BETWEEN_CHUNKS (pull->reply);
      if (!epoch_holds (pull, &holds, error))
        return FALSE;
      if (!holds || is_full (pull))
        {
          pull->more = TRUE;
          return TRUE;
        }
      if (!fill_chunk (pull, bucket_hex, after, *cursor, &done, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const char *bucket;
  gint64      rank;
} Ranked;

static int
compare_rank (gconstpointer a, gconstpointer b)
{
  const Ranked *one = a, *other = b;

  if (one->rank != other->rank)
    return one->rank < other->rank ? -1 : 1;
  return strcmp (one->bucket, other->bucket);
}

/* Backfills by priority, months newest first. */
static GArray *
rank_backfills (Pull *pull)
{
  GArray        *ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, pull->backfills);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Ranked entry = { key, 9000000 };
      Id     bucket;
      g_autoptr (DbStmt) stmt = NULL;

      id_from_hex (key, &bucket);
      stmt = db_prepare (pull->server->db, NULL, "SELECT class, month FROM bucket WHERE org = ? AND id = ?", "id",
                         ORG, &bucket);
      if (stmt != NULL && db_step (stmt, NULL) == 1)
        {
          const char *month = db_column_text (stmt, 1);
          gint64      year = g_ascii_strtoll (month, NULL, 10);

          entry.rank = priority (db_column_text (stmt, 0)) * 1000000;
          if (*month != '\0')
            entry.rank += 900000 - (year * 12 + g_ascii_strtoll (month + 5, NULL, 10));
        }
      g_array_append_val (ranked, entry);
    }
  g_array_sort (ranked, compare_rank);
  return ranked;
}

/* A reply cut after its head leaves buckets to fill in shards that have no cursor yet. */
static gboolean
begin_backfills (Pull *pull, GError **error)
{
  guint             count;
  g_autofree char **buckets = (char **) g_hash_table_get_keys_as_array (pull->backfills, &count);

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (DbStmt) stmt = NULL;
      char shard[33];
      Id   bucket;
      int  step;

      id_from_hex (buckets[i], &bucket);
      stmt = db_prepare (pull->server->db, error, "SELECT shard FROM bucket WHERE org = ? AND id = ?", "id", ORG,
                         &bucket);
      step = stmt != NULL ? db_step (stmt, error) : -1;
      if (step < 0)
        return FALSE;
      if (step == 0)
        continue;
      id_to_hex (db_column_id (stmt, 0), shard);
      if (!begin_bucket (pull, buckets[i], shard, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
send_rows (Pull *pull, GError **error)
{
  g_autoptr (GArray) ranked = rank_backfills (pull);
  guint             count;
  g_autofree char **shards = (char **) g_hash_table_get_keys_as_array (pull->cursors, &count);

  /* Shards the client meets for the first time start at their head; the others are told only when they move. */
  for (guint i = 0; i < count; i++)
    if (!g_hash_table_contains (pull->asked_cursors, shards[i]))
      append_commit (pull, "cur", shards[i], *(gint64 *) g_hash_table_lookup (pull->cursors, shards[i]));
  for (guint i = 0; i < count && !pull->more; i++)
    if (!feed_shard (pull, shards[i], g_hash_table_lookup (pull->cursors, shards[i]), error))
      return FALSE;
  for (guint i = 0; i < ranked->len && !pull->more; i++)
    {
      const char *bucket = g_array_index (ranked, Ranked, i).bucket;

      if (!fill_bucket (pull, bucket, g_hash_table_lookup (pull->backfills, bucket), error))
        return FALSE;
    }
  return TRUE;
}

/* Whether this reply could have changed the bucket for the client. */
static gboolean
is_touched (const Pull *pull, const char *bucket, const char *shard, gint64 last_seq)
{
  const gint64 *cursor = g_hash_table_lookup (pull->asked_cursors, shard);

  return cursor == NULL || last_seq > *cursor || g_hash_table_contains (pull->asked_backfills, bucket);
}

/* Columns: id, shard, cnt, sum, last_seq. */
static void
append_sum (Pull *pull, DbStmt *stmt, const char *bucket)
{
  g_autofree char *sum = u64_dup_hex ((guint64) db_column_int (stmt, 3));

  g_string_append_printf (pull->reply, "[\"S\",\"%s\",%" G_GINT64_FORMAT ",\"%s\",%" G_GINT64_FORMAT "]\n", bucket,
                          db_column_int (stmt, 2), sum, db_column_int (stmt, 4));
}

/* Checksums of the buckets this reply touched, and of one other, so that in time every bucket is compared (R36). */
static gboolean
append_sums (Pull *pull, GError **error)
{
  static const char sql[] = "SELECT b.id, b.shard, b.cnt, b.sum, b.last_seq FROM granted g JOIN bucket b ON b.org = "
                            "g.org AND b.id = g.bucket WHERE g.org = ? AND g.person = ? ORDER BY b.id";
  g_autoptr (DbStmt) stmt = db_prepare (pull->server->db, error, sql, "id", ORG, &pull->person);
  gint64 buckets = 0, at = 0, other;
  char   bucket[33], shard[33];
  int    step = -1;

  if (stmt == NULL || !db_int (pull->server->db, &buckets, NULL, error,
                               "SELECT count(*) FROM granted WHERE org = ? AND person = ?", "id", ORG, &pull->person))
    return FALSE;
  other = buckets > 0 ? (gint64) (g_str_hash (pull->nonce) % (guint64) buckets) : 0;
  for (step = db_step (stmt, error); step == 1; step = db_step (stmt, error))
    {
      id_to_hex (db_column_id (stmt, 0), bucket);
      id_to_hex (db_column_id (stmt, 1), shard);
      if (is_touched (pull, bucket, shard, db_column_int (stmt, 4)) || at == other)
        append_sum (pull, stmt, bucket);
      at++;
    }
  return step == 0;
}

static void
append_end (Pull *pull)
{
  g_autofree char *sha = digest_dup_hex (digest_of (pull->reply->str, pull->reply->len));

  g_string_append_printf (pull->reply, "{\"E\":{\"more\":%s,\"sha\":\"%s\"}}\n", pull->more ? "true" : "false", sha);
}

static void
remember_cursors (Pull *pull)
{
  GHashTableIter iter;
  gpointer       key, value;

  g_hash_table_iter_init (&iter, pull->cursors);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_replace (pull->asked_cursors, g_strdup (key), box (*(gint64 *) value));
}

static void
remember_backfills (Pull *pull)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, pull->backfills);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (pull->asked_backfills, g_strdup (key));
}

/* Devices that fetch everything: each answer is megabytes that wait in memory to be sent. */

static gboolean
is_silent (gpointer device, gpointer at, gpointer now)
{
  return *(gint64 *) now - *(gint64 *) at > PULL_FILLING_US || *(gint64 *) at > *(gint64 *) now;
}

/* A device that begins while as many others as may are at it. */
static gboolean
must_wait (Pull *pull, Id device, const ServerNow *now)
{
  gint64 at = now->now;

  if (g_hash_table_size (pull->cursors) > 0 || g_hash_table_contains (pull->server->filling, &device))
    return FALSE;
  g_hash_table_foreach_remove (pull->server->filling, is_silent, &at);
  return g_hash_table_size (pull->server->filling) >= PULL_FILLING_MAX;
}

/* What comes next to it comes by and by: small answers cost nothing. */
static void
note_filling (Pull *pull, Id device, const ServerNow *now)
{
  if (pull->more && g_hash_table_size (pull->asked_backfills) > 0 && pull->reply->len >= PULL_FILLING_BYTES)
    g_hash_table_replace (pull->server->filling, g_memdup2 (&device, sizeof device), box (now->now));
  else
    g_hash_table_remove (pull->server->filling, &device);
}

static gboolean
read_request (JsonObject *request, Pull *pull, Id *device, GError **error)
{
  return json_member_id (request, "dev", device, error) && json_member_int (request, "ge", &pull->epoch, error) &&
         json_member_string (request, "nonce", &pull->nonce, error) &&
         json_member_opt_int (request, "schema", SERVER_SCHEMA, &pull->schema, error) &&
         read_places (request, "cur", pull->cursors, error) && read_places (request, "bf", pull->backfills, error);
}

/**
 * server_pull:
 *
 * Rows the account may read that changed after its cursors, and rows of buckets it is new to, in chunks with commit
 * points. Reads only; each chunk sees the grants of its own moment.
 *
 * Returns: %FALSE with @error if the store failed
 */
gboolean
server_pull (
    Server *self, const ServerActor *account, GBytes *body, const ServerNow *now, Answer *answer, GError **error)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = json_canonical_parse (text, (gssize) length, JSON_DEPTH, NULL);
  g_autoptr (GHashTable) cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) backfills = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Pull        pull = { .server = self, .person = account->person, .cursors = cursors, .backfills = backfills };
  ServerActor actor = *account;
  Id          device;
  guint8      chain[32];
  char        state[16];
  gint64      lmid;
  gboolean    found;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !read_request (json_node_get_object (node), &pull, &device, NULL))
    {
      answer_error (answer, 400, "malformed", "The pull cannot be read");
      return TRUE;
    }
  if (!device_load (self, account->login, device, &actor, &lmid, chain, state, &found, error))
    return FALSE;
  if (!found)
    answer_error (answer, 409, "unknown_device", "This device is not registered");
  else if (!g_str_equal (state, "active"))
    answer_off (answer, state);
  else if (pull.schema < self->schema_min)
    answer_error (answer, 426, "client_old", "This program is too old for the server; please update it");
  else if (must_wait (&pull, device, now))
    answer_error (answer, 503, "filling", "Many devices are fetching everything; this one's turn comes by itself");
  else
    {
      g_autoptr (GString) reply = pull.reply = g_string_new (NULL);

      g_autoptr (GHashTable) asked_cursors = pull.asked_cursors =
          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_autoptr (GHashTable) asked_backfills = pull.asked_backfills =
          g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      pull.actor = &actor;
      remember_cursors (&pull);
      if (!append_head (&pull, now, error) || !begin_backfills (&pull, error))
        return FALSE;
      remember_backfills (&pull);
      if (!send_rows (&pull, error) || (!pull.more && !append_sums (&pull, error)))
        return FALSE;
      append_end (&pull);
      note_filling (&pull, device, now);
      server_note_seen (self, device, now);
      answer_text (answer, g_steal_pointer (&reply));
    }
  return TRUE;
}
