/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain per shard over salted hashes; values stand beside it, so that erasing one is not damage (R57). */
#include <string.h>

#include "core/hex.h"
#include "core/id.h"
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

static gboolean
load_head (Server *self, Id shard, gint64 *aseq, guint8 hash[32], GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (self->db, error, "SELECT aseq, ahash FROM shard WHERE org = ? AND shard = ?", "id", ORG, &shard);
  g_autoptr (GBytes) bytes = NULL;
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step < 0)
    return FALSE;
  *aseq = 0;
  memset (hash, 0, 32);
  if (step == 1)
    {
      bytes = db_column_bytes (stmt, 1);
      *aseq = db_column_int (stmt, 0);
      if (bytes != NULL && g_bytes_get_size (bytes) == 32)
        memcpy (hash, g_bytes_get_data (bytes, NULL), 32);
    }
  return TRUE;
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
  Digest      hash, head;
  gint64      aseq;

  if (!load_head (self, shard, &aseq, prev, error))
    return FALSE;
  aseq++;
  draw_salt (self, now, salt);
  hash = salted_hash (salt, value);
  head = link_hash (prev, aseq, now->now, who, action, table, row, hash);
  return db_exec (self->db, error,
                  "INSERT INTO audit (org, shard, aseq, prev, at, actor, action, tbl, row, value_hash) VALUES (?, ?, "
                  "?, ?, ?, ?, ?, ?, ?, ?)",
                  "idirisssdr", ORG, &shard, aseq, prev, sizeof prev, now->now, who, action, table, &row, hash.b,
                  sizeof hash.b) &&
         db_exec (self->db, error, "INSERT INTO audit_value (org, shard, aseq, salt, value) VALUES (?, ?, ?, ?, ?)",
                  "idirs", ORG, &shard, aseq, salt, sizeof salt, value) &&
         db_exec (self->db, error,
                  "INSERT INTO shard (org, shard, seq, aseq, ahash) VALUES (?, ?, 0, ?, ?) ON CONFLICT (org, shard) "
                  "DO UPDATE SET aseq = excluded.aseq, ahash = excluded.ahash",
                  "idir", ORG, &shard, aseq, head.b, sizeof head.b);
}
