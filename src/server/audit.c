/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain per shard over salted hashes; values stand beside it, so that erasing one is not damage (R57). */
#include <string.h>

#include "core/hex.h"
#include "core/id.h"
#include "core/moment.h"
#include "server/admin.h"
#include "server/server-private.h"

static Digest
link_hash (const guint8 *prev,
           gint64        aseq,
           gint64        at,
           const char   *actor,
           const char   *action,
           const char   *table,
           Id            row,
           Digest        value)
{
  DigestState      state;
  g_autofree char *head = g_strdup_printf ("zuoxi-audit-1\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s\n%s\n%s\n",
                                           aseq, at, actor, action, table);

  digest_init (&state);
  digest_update (&state, prev, 32);
  digest_update_text (&state, head);
  digest_update (&state, row.b, sizeof row.b);
  digest_update (&state, value.b, sizeof value.b);
  return digest_finish (&state);
}

static Digest
salted_hash (const guint8 salt[16], const char *value)
{
  DigestState state;

  digest_init (&state);
  digest_update (&state, salt, 16);
  digest_update_text (&state, value);
  return digest_finish (&state);
}

/* A salt nobody can guess: from the request's random and a counter. */
static void
draw_salt (Server *self, const ServerNow *now, guint8 salt[16])
{
  DigestState state;
  Digest      drawn;

  self->random_used++;
  digest_init (&state);
  digest_update (&state, self->secret, sizeof self->secret);
  digest_update (&state, now->random, sizeof now->random);
  digest_update (&state, &self->random_used, sizeof self->random_used);
  drawn = digest_finish (&state);
  memcpy (salt, drawn.b, 16);
}

/**
 * audit_append:
 * @actor: (nullable): %NULL = the server itself
 * @value: the body written, or the words of a refusal
 *
 * Appends one link in the caller's transaction; the shard's counter row exists already.
 */
gboolean
audit_append (Server            *self,
              Id                 shard,
              const ServerActor *actor,
              const char        *action,
              const char        *table,
              Id                 row,
              const char        *value,
              const ServerNow   *now,
              GError           **error)
{
  const char *who = actor != NULL ? actor->login : "server";
  guint8      prev[32], salt[16];
  Digest      hash, linked;
  ShardHead   head;

  if (!heads_shard (self, shard, &head, error))
    return FALSE;
  head.aseq++;
  draw_salt (self, now, salt);
  hash = salted_hash (salt, value);
  memcpy (prev, head.hash, sizeof prev);
  linked = link_hash (prev, head.aseq, now->now, who, action, table, row, hash);
  memcpy (head.hash, linked.b, sizeof head.hash);
  return db_exec (self->db, error,
                  "INSERT INTO audit (org, shard, aseq, prev, at, actor, action, tbl, row, value_hash) VALUES (?, ?, "
                  "?, ?, ?, ?, ?, ?, ?, ?)",
                  "idirisssdr", ORG, &shard, head.aseq, prev, sizeof prev, now->now, who, action, table, &row, hash.b,
                  sizeof hash.b) &&
         db_exec (self->db, error, "INSERT INTO audit_value (org, shard, aseq, salt, value) VALUES (?, ?, ?, ?, ?)",
                  "idirs", ORG, &shard, head.aseq, salt, sizeof salt, value) &&
         heads_set_shard (self, &head, error);
}

typedef struct
{
  Server      *server;
  AuditTell    tell;
  gpointer     data;
  AuditReport *report;
  GHashTable  *told; /* erasures */
} Verify;

static void
say_broken (Verify *verify, Id shard, gint64 aseq, const char *what)
{
  char             hex[33];
  g_autofree char *sentence = NULL;

  id_to_hex (shard, hex);
  sentence = g_strdup_printf ("audit %s line %" G_GINT64_FORMAT ": %s", hex, aseq, what);
  verify->report->broken++;
  verify->tell (sentence, verify->data);
}

static Digest
bytes_digest (DbStmt *stmt, int at)
{
  g_autoptr (GBytes) bytes = db_column_bytes (stmt, at);
  Digest digest = { { 0 } };

  if (bytes != NULL && g_bytes_get_size (bytes) == sizeof digest.b)
    memcpy (digest.b, g_bytes_get_data (bytes, NULL), sizeof digest.b);
  return digest;
}

/* An erased value is told of once for all that went with it; one that is gone without a word is damage. */
static gboolean
was_erased (Verify *verify, Id shard, DbStmt *line, gboolean *erased, GError **error)
{
  static const char sql[] = "SELECT e.aseq, e.at, e.actor, v.value FROM audit e INDEXED BY audit_by_row"
                            " LEFT JOIN audit_value v ON v.org = e.org AND v.shard = e.shard AND v.aseq = e.aseq"
                            " WHERE e.org = ? AND e.tbl = ? AND e.row = ? AND e.shard = ? AND e.action = 'erase' AND "
                            "e.aseq > ? ORDER BY e.aseq LIMIT 1";
  Id                row = db_column_id (line, 6);
  g_autofree char  *hex = id_dup_hex (row);
  g_autofree char  *key = NULL;
  g_autofree char  *sentence = NULL;
  char              day[11];
  g_autoptr (DbStmt) stmt = db_prepare (verify->server->db, error, sql, "isddi", ORG, db_column_text (line, 5), &row,
                                        &shard, db_column_int (line, 0));
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  *erased = step == 1;
  if (step <= 0)
    return step == 0;
  verify->report->erased++;
  key = g_strdup_printf ("%s %s %" G_GINT64_FORMAT, db_column_text (line, 5), hex, db_column_int (stmt, 0));
  if (g_hash_table_contains (verify->told, key))
    return TRUE;
  day_format (moment_day (db_column_int (stmt, 1), MOMENT_OFFSET_S), day);
  sentence = g_strdup_printf ("%s %s: values erased on %s by %s under %s", db_column_text (line, 5), hex, day,
                              db_column_text (stmt, 2), db_column_text (stmt, 3));
  verify->tell (sentence, verify->data);
  g_hash_table_add (verify->told, g_steal_pointer (&key));
  return TRUE;
}

/* Whether the value beside the line is the one whose hash stands in the chain. */
static gboolean
value_holds (DbStmt *stmt)
{
  g_autoptr (GBytes) salt = db_column_bytes (stmt, 8);
  Digest hash;

  if (salt == NULL || g_bytes_get_size (salt) != 16)
    return FALSE;
  hash = salted_hash (g_bytes_get_data (salt, NULL), db_column_text (stmt, 9));
  return digest_equal (hash, bytes_digest (stmt, 7));
}

/* Hash of the line the statement stands on, as the next line must name it. */
static Digest
line_hash (DbStmt *stmt, Digest previous)
{
  const char *actor = db_column_text (stmt, 3);
  const char *action = db_column_text (stmt, 4);
  const char *table = db_column_text (stmt, 5);
  Digest      value = bytes_digest (stmt, 7);

  return link_hash (previous.b, db_column_int (stmt, 0), db_column_int (stmt, 2), actor, action, table,
                    db_column_id (stmt, 6), value);
}

static gboolean
verify_chain (Verify *verify, Id shard, gint64 lines, Digest head, GError **error)
{
  static const char sql[] = "SELECT a.aseq, a.prev, a.at, a.actor, a.action, a.tbl, a.row, a.value_hash, v.salt, "
                            "v.value"
                            " FROM audit a LEFT JOIN audit_value v ON v.org = a.org AND v.shard = a.shard AND v.aseq "
                            "= a.aseq"
                            " WHERE a.org = ? AND a.shard = ? ORDER BY a.aseq";
  g_autoptr (DbStmt) stmt = db_prepare (verify->server->db, error, sql, "id", ORG, &shard);
  Digest previous = { { 0 } };
  gint64 expected = 0;
  int    step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      gint64   aseq = db_column_int (stmt, 0);
      Digest   stated = bytes_digest (stmt, 1);
      gboolean erased = FALSE;

      verify->report->lines++;
      if (aseq != ++expected || !digest_equal (stated, previous))
        say_broken (verify, shard, aseq, "the chain is cut before it");
      if (db_column_is_null (stmt, 8) && !was_erased (verify, shard, stmt, &erased, error))
        return FALSE;
      if (db_column_is_null (stmt, 8) && !erased)
        say_broken (verify, shard, aseq, "its value is gone and nobody said that it was erased");
      else if (!db_column_is_null (stmt, 8) && !value_holds (stmt))
        say_broken (verify, shard, aseq, "its value was altered");
      previous = line_hash (stmt, stated);
      expected = aseq;
    }
  if (step == 0 && (expected != lines || !digest_equal (previous, head)))
    say_broken (verify, shard, expected, "the chain does not end as the shard says");
  return step == 0;
}

/* Every live row is what the last line about it says. */
static gboolean
verify_rows (Verify *verify, GError **error)
{
  static const char sql[] = "SELECT r.shard, a.aseq, r.tbl, r.body = v.value, v.value IS NULL"
                            " FROM row r LEFT JOIN audit a ON a.org = r.org AND a.shard = r.shard AND a.aseq ="
                            " (SELECT max (b.aseq) FROM audit b INDEXED BY audit_by_row"
                            " WHERE b.org = r.org AND b.tbl = r.tbl AND b.row = r.id AND b.shard = r.shard)"
                            " LEFT JOIN audit_value v ON v.org = a.org AND v.shard = a.shard AND v.aseq = a.aseq"
                            " WHERE r.org = ? AND r.del = 0";
  g_autoptr (DbStmt) stmt = db_prepare (verify->server->db, error, sql, "i", ORG);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      verify->report->rows++;
      if (db_column_is_null (stmt, 1))
        say_broken (verify, db_column_id (stmt, 0), 0, "a row the audit does not know");
      else if (db_column_int (stmt, 4) == 0 && db_column_int (stmt, 3) == 0)
        say_broken (verify, db_column_id (stmt, 0), db_column_int (stmt, 1), "the row is no longer what was written");
    }
  return step == 0;
}

gboolean
server_verify_audit (Server *self, AuditTell tell, gpointer data, AuditReport *report, GError **error)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Verify verify = { self, tell, data, report, told };
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, "SELECT shard, aseq, ahash FROM shard WHERE org = ?", "i",
                                        ORG);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  *report = (AuditReport){ 0 };
  for (; step == 1; step = db_step (stmt, error))
    if (!verify_chain (&verify, db_column_id (stmt, 0), db_column_int (stmt, 1), bytes_digest (stmt, 2), error))
      return FALSE;
  return step == 0 && verify_rows (&verify, error);
}
