/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/push.h"

#include <string.h>

#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"
#include "core/plant.h"
#include "server/auth.h"
#include "server/server-private.h"

#define CLOCK_SLACK_US (G_GINT64_CONSTANT (300) * G_USEC_PER_SEC)

/* A push being read. */
typedef struct
{
  Id         device;
  Digest     prev;
  gint64     count;
  gint64     now;       /* of the device, 0 = not told */
  gint64     schema;    /* of the client */
  gint64     inc;       /* incarnation the client speaks to; 0 = it does not say */
  GPtrArray *lines;     /* char *, owned */
  GPtrArray *mutations; /* Mutation */
} Batch;

static void
batch_clear (Batch *batch)
{
  g_clear_pointer (&batch->lines, g_ptr_array_unref);
  g_clear_pointer (&batch->mutations, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

void
answer_error (Answer *answer, guint status, const char *code, const char *message)
{
  answer->status = status;
  answer->code = code;
  answer->message = message;
}

void
answer_off (Answer *answer, const char *state)
{
  answer_error (answer, 403, g_str_equal (state, "drain") ? "drain" : "revoked",
                "This device was switched off by the administrator");
}

/* Takes @text. */
void
answer_text (Answer *answer, GString *text)
{
  answer->status = 200;
  answer->body = g_string_free_to_bytes (text);
}

/* The sign-in of a device serves no other (R59), unless that is the same store under an older or newer name. 0 = it has
   named none yet, or this one. */
static gboolean
lineage_of_sign_in (Server *self, const ServerActor *actor, Id device, gint64 *lineage, GError **error)
{
  gboolean found;

  return id_is_none (actor->bound) || id_equal (actor->bound, device) ||
         db_int (self->db, lineage, &found, error, "SELECT lineage FROM device WHERE org = ? AND id = ?", "id", ORG,
                 &actor->bound);
}

gboolean
device_load (Server      *self,
             const char  *login,
             Id           device,
             ServerActor *actor,
             gint64      *lmid,
             guint8       chain[32],
             char         state[16],
             gboolean    *found,
             GError     **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error,
                         "SELECT lineage, lmid, chain, state FROM device WHERE org = ? AND id = ? AND login = ?", "ids",
                         ORG, &device, login);
  g_autoptr (GBytes) bytes = NULL;
  gint64 bound = 0;
  int    step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step < 0 || !lineage_of_sign_in (self, actor, device, &bound, error))
    return FALSE;
  *found = step == 1 && (bound == 0 || bound == db_column_int (stmt, 0));
  if (!*found)
    return TRUE;
  bytes = db_column_bytes (stmt, 2);
  actor->device = device;
  actor->lineage = db_column_int (stmt, 0);
  *lmid = db_column_int (stmt, 1);
  memset (chain, 0, 32);
  if (bytes != NULL && g_bytes_get_size (bytes) == 32)
    memcpy (chain, g_bytes_get_data (bytes, NULL), 32);
  g_strlcpy (state, db_column_text (stmt, 3), 16);
  return id_equal (actor->bound, device) || auth_bind (self, actor, device, error);
}

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, SERVER_ERROR, SERVER_ERROR_REQUEST, "%s", what);
  return FALSE;
}

static gboolean
read_header (const char *line, Batch *batch, GError **error)
{
  g_autoptr (JsonNode) node = json_canonical_parse (line, -1, 4, error);
  const char *prev;
  gint64      protocol;
  JsonObject *header;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return error != NULL && *error != NULL ? FALSE : malformed (error, "the first line is no header");
  header = json_node_get_object (node);
  if (!json_member_int (header, "p", &protocol, error) || !json_member_id (header, "dev", &batch->device, error) ||
      !json_member_int (header, "count", &batch->count, error) || !json_member_string (header, "prev", &prev, error) ||
      !json_member_opt_int (header, "inc", 0, &batch->inc, error) ||
      !json_member_opt_int (header, "now", 0, &batch->now, error) ||
      !json_member_opt_int (header, "schema", SERVER_SCHEMA, &batch->schema, error))
    return FALSE;
  if (protocol != SERVER_PROTOCOL)
    return malformed (error, "this server speaks sync/1");
  if (!digest_from_hex (prev, &batch->prev))
    return malformed (error, "prev: 64 hex digits wanted");
  if (batch->count < 0 || batch->count > SERVER_PUSH_MAX)
    return malformed (error, "count: at most 500 mutations in a push");
  return TRUE;
}

static gboolean
read_end (const char *line, const Batch *batch, Digest sum, GError **error)
{
  g_autoptr (JsonNode) node = json_canonical_parse (line, -1, 2, error);
  const char *sha;
  gint64      count;
  Digest      claimed;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return error != NULL && *error != NULL ? FALSE : malformed (error, "the push was cut");
  if (!json_member_int (json_node_get_object (node), "end", &count, error) ||
      !json_member_string (json_node_get_object (node), "sha", &sha, error))
    return FALSE;
  if (count != batch->count || count != (gint64) batch->lines->len || !digest_from_hex (sha, &claimed) ||
      !digest_equal (claimed, sum))
    return malformed (error, "the push was cut or changed on its way");
  return TRUE;
}

/* Header, lines and end: all or nothing. */
static gboolean
read_batch (GBytes *body, Batch *batch, GError **error)
{
  gsize            length;
  const char      *bytes = g_bytes_get_data (body, &length);
  g_autofree char *text = g_strndup (bytes, length);
  char            *at, *end;

  if (length == 0 || strlen (text) != length || text[length - 1] != '\n')
    return malformed (error, "the push was cut");
  end = strchr (text, '\n');
  *end = '\0';
  if (!read_header (text, batch, error))
    return FALSE;
  for (at = end + 1; (end = strchr (at, '\n')) != NULL && end[1] != '\0'; at = end + 1)
    {
      Mutation *mutation;

      *end = '\0';
      if (end - at > MUTATION_LINE_MAX)
        return malformed (error, "a mutation is longer than 256 KiB");
      mutation = mutation_parse (at, end - at, error);
      if (mutation == NULL)
        return FALSE;
      g_ptr_array_add (batch->mutations, mutation);
      g_ptr_array_add (batch->lines, g_strdup (at));
    }
  if (end == NULL)
    return malformed (error, "the push was cut");
  *end = '\0';
  return read_end (at, batch, digest_of (bytes, (gsize) (at - text)), error);
}

static gboolean
load_outcome (Server            *self,
              const ServerActor *actor,
              const Mutation    *mutation,
              ApplyOutcome      *outcome,
              gboolean          *found,
              GError           **error)
{
  static const char *const nicks[] = { "ok", "merged", "conflict", "rejected", "held" };
  Id                       mid;
  g_autoptr (DbStmt) stmt = NULL;
  int step;

  if (!id_from_hex (mutation->mid, &mid))
    return malformed (error, "mid: 32 hex digits wanted");
  stmt = db_prepare (self->db, error,
                     "SELECT m.status, m.code, m.shard, m.seq, m.rv, d.login FROM mutation m LEFT JOIN device d ON "
                     "d.org = m.org AND d.id = m.device WHERE m.org = ? AND m.mid = ?",
                     "id", ORG, &mid);
  step = stmt != NULL ? db_step (stmt, error) : -1;
  *found = step == 1;
  /* Another account's mutation is none of this one's business. */
  if (*found && !g_str_equal (db_column_text (stmt, 5), actor->login))
    outcome_set (outcome, APPLY_REJECTED, "not_allowed");
  else if (*found)
    {
      outcome_set (outcome, APPLY_OK, db_column_text (stmt, 1));
      for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
        if (g_str_equal (nicks[i], db_column_text (stmt, 0)))
          outcome->status = (ApplyStatus) i;
      outcome->shard = db_column_id (stmt, 2);
      outcome->seq = db_column_int (stmt, 3);
      outcome->rv = db_column_int (stmt, 4);
    }
  return step >= 0;
}

static const char *
status_nick (ApplyStatus status)
{
  static const char *const nicks[] = { "ok", "merged", "conflict", "rejected", "held" };

  return nicks[status];
}

static gboolean
store_outcome (Server             *self,
               const ServerActor  *actor,
               const Mutation     *mutation,
               const char         *line,
               const ApplyOutcome *outcome,
               const ServerNow    *now,
               GError            **error)
{
  gboolean took_effect = outcome->status == APPLY_OK || outcome->status == APPLY_MERGED;
  Id       mid;

  if (!id_from_hex (mutation->mid, &mid))
    return malformed (error, "mid: 32 hex digits wanted");
  return db_exec (self->db, error,
                  "INSERT INTO mutation (org, mid, device, n, status, code, shard, seq, rv, row, line, at, clock) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT clock FROM device WHERE org = ?1 AND id = ?3))",
                  "iddissdiidsi", ORG, &mid, &actor->device, mutation->n, status_nick (outcome->status), outcome->code,
                  &outcome->shard, outcome->seq, outcome->rv, took_effect ? NULL : &mutation->id,
                  took_effect ? NULL : line, now->now);
}

/* What a careless answer would tell; planted, never in the product. */
static void
append_current (Server *self, GString *reply, const Mutation *mutation)
{
  g_autofree char *body = db_text (self->db, NULL, "SELECT body FROM row WHERE org = ? AND id = ?", "id", ORG,
                                   &mutation->id);

  if (body != NULL && *body != '\0')
    g_string_append_printf (reply, "\"body\":%s,", body);
}

static void
append_number (GString *reply, const char *words, gint64 number)
{
  g_string_append (reply, words);
  json_append_int (reply, number);
}

static void
append_outcome (Server *self, GString *reply, const Mutation *mutation, const ApplyOutcome *outcome)
{
  char shard[33];

  id_to_hex (outcome->shard, shard);
  g_string_append (reply, "{");
  if (PLANT (theirs_in_the_answer) && outcome->status != APPLY_OK)
    append_current (self, reply, mutation);
  g_string_append (reply, "\"code\":");
  json_append_string (reply, outcome->code);
  append_number (reply, ",\"n\":", mutation->n);
  append_number (reply, ",\"rv\":", outcome->rv);
  g_string_append (reply, ",\"s\":\"");
  g_string_append (reply, status_nick (outcome->status));
  append_number (reply, "\",\"seq\":", outcome->seq);
  g_string_append (reply, ",\"shard\":\"");
  g_string_append (reply, shard);
  g_string_append (reply, "\"}\n");
}

/* What a client older than the window means is not known: its lines wait for the administrator (R49). */
static gboolean
take_line (Server            *self,
           const ServerActor *actor,
           const Mutation    *mutation,
           const char        *line,
           gint64             schema,
           const ServerNow   *now,
           ApplyOutcome      *outcome,
           GError           **error)
{
  if (schema < self->schema_min)
    return server_hold (self, actor, mutation, line, "client_old", now, outcome, error);
  return server_apply (self, actor, mutation, line, now, outcome, error);
}

/* A known mid replays its outcome under any device (R34); a new one is applied once. */
static gboolean
serve_line (Server            *self,
            const ServerActor *actor,
            const Mutation    *mutation,
            const char        *line,
            gint64             schema,
            const ServerNow   *now,
            GString           *reply,
            GError           **error)
{
  ApplyOutcome outcome = { 0 };
  gboolean     known;

  if (!load_outcome (self, actor, mutation, &outcome, &known, error))
    return FALSE;
  if (PLANT (skip_the_mid) && known)
    return server_apply (self, actor, mutation, line, now, &outcome, error) &&
           (append_outcome (self, reply, mutation, &outcome), TRUE);
  if (!known && (!take_line (self, actor, mutation, line, schema, now, &outcome, error) ||
                 !store_outcome (self, actor, mutation, line, &outcome, now, error)))
    return FALSE;
  if (PLANT (refused_blocks) && outcome.status == APPLY_REJECTED)
    return malformed (error, "refused");
  append_outcome (self, reply, mutation, &outcome);
  return TRUE;
}

static Digest
chain_after (Digest before, const char *line)
{
  DigestState state;

  digest_init (&state);
  digest_update (&state, before.b, sizeof before.b);
  digest_update (&state, line, strlen (line));
  return digest_finish (&state);
}

/* Whether another mutation was served at the place of this one: then two copies of a device are about. */
static gboolean
place_is_taken (Server *self, const Batch *batch, const Mutation *mutation)
{
  g_autofree char *mid =
      db_text (self->db, NULL,
               "SELECT coalesce ((SELECT lower (hex (mid)) FROM mutation WHERE org = ? AND device = ? AND n = ?), '')",
               "idi", ORG, &batch->device, mutation->n);

  return mid != NULL && *mid != '\0' && !g_str_equal (mid, mutation->mid);
}

/* Places must follow the last one served, and the chain must be the one this device has built (R34). */
static gboolean
check_chain (Server *self, const Batch *batch, gint64 lmid, const guint8 chain[32], Answer *answer, Digest *head)
{
  Digest at = batch->prev;

  for (guint i = 0; i < batch->lines->len; i++)
    {
      const Mutation *mutation = batch->mutations->pdata[i];

      if (mutation->n != ((Mutation *) batch->mutations->pdata[0])->n + (gint64) i)
        {
          answer_error (answer, 400, "malformed", "The places of the mutations do not follow each other");
          return FALSE;
        }
      if (mutation->n > lmid + 1 && i == 0)
        {
          answer_error (answer, 409, "gap", "Mutations before these have not arrived");
          return FALSE;
        }
      if (mutation->n == lmid + 1 && memcmp (at.b, chain, 32) != 0 && !PLANT (the_place_decides))
        {
          answer_error (answer, 409, "forked",
                        "This device’s history is not the one the server knows; it registers anew");
          return FALSE;
        }
      at = chain_after (at, batch->lines->pdata[i]);
      if (((mutation->n == lmid && memcmp (at.b, chain, 32) != 0) ||
           (mutation->n <= lmid && place_is_taken (self, batch, mutation))) &&
          !PLANT (the_place_decides))
        {
          answer_error (answer, 409, "forked",
                        "This device’s history is not the one the server knows; it registers anew");
          return FALSE;
        }
    }
  *head = at;
  return TRUE;
}

/* Measures the device's clock: good if it was within five minutes at the sync before and is now (R52). */
static gboolean
measure_clock (Server *self, const Batch *batch, ServerActor *actor, const ServerNow *now, GError **error)
{
  gint64   before = 0, after = now->now - batch->now;
  gboolean known = FALSE;

  if (batch->now <= 0)
    return TRUE;
  if (!db_int (self->db, &before, &known, error,
               "SELECT clock FROM device WHERE org = ? AND id = ? AND clock IS NOT NULL", "id", ORG, &actor->device))
    return FALSE;
  actor->clock_bad = ABS (after) > CLOCK_SLACK_US || (known && ABS (before) > CLOCK_SLACK_US);
  return db_exec (self->db, error, "UPDATE device SET clock = ? WHERE org = ? AND id = ?", "iid", after, ORG,
                  &actor->device);
}

static gboolean
serve_batch (Server          *self,
             ServerActor     *actor,
             const Batch     *batch,
             gint64           lmid,
             const Digest    *head,
             const ServerNow *now,
             Answer          *answer,
             GError         **error)
{
  g_auto (DbScope) scope = { 0 };
  g_autoptr (GString) reply = g_string_new (NULL);
  gint64 last = lmid;

  if (!db_begin (&scope, self->db, error) || !measure_clock (self, batch, actor, now, error))
    return FALSE;
  for (guint i = 0; i < batch->mutations->len; i++)
    {
      const Mutation *mutation = batch->mutations->pdata[i];

      if (PLANT (the_place_decides) && mutation->n <= lmid)
        {
          ApplyOutcome done = { 0 };

          append_outcome (self, reply, mutation, &done);
          continue;
        }
      if (!serve_line (self, actor, mutation, batch->lines->pdata[i], batch->schema, now, reply, error))
        return FALSE;
      last = MAX (last, mutation->n);
    }
  if (last > lmid &&
      !db_exec (self->db, error, "UPDATE device SET lmid = ?, chain = ?, last_seen = ? WHERE org = ? AND id = ?",
                "iriid", last, head->b, sizeof head->b, now->now, ORG, &actor->device))
    return FALSE;
  if (!server_settle_grants (self, now, error) || (!PLANT (answer_before_commit) && !db_commit (&scope, error)))
    return FALSE;
  g_string_append_printf (reply, "{\"lmid\":%" G_GINT64_FORMAT "}\n", last);
  answer_text (answer, g_steal_pointer (&reply));
  return TRUE;
}

/* Most pushes have none: looked for in the bytes before anything is read. */
static gboolean
may_freeze (GBytes *body)
{
  static const char name[] = "\"appraisal.freeze\"";
  gsize             length;
  const char       *bytes = g_bytes_get_data (body, &length);

  return g_strstr_len (bytes, (gssize) length, name) != NULL;
}

gboolean
server_push_freezes (Server            *self,
                     const ServerActor *account,
                     GBytes            *body,
                     const ServerNow   *now,
                     FreezeWork       **work,
                     GError           **error)
{
  g_auto (Batch) batch = { .lines = g_ptr_array_new_with_free_func (g_free),
                           .mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free) };

  if (body == NULL || !may_freeze (body) || !read_batch (body, &batch, NULL))
    return TRUE;
  for (guint i = 0; i < batch.mutations->len; i++)
    {
      const Mutation *mutation = batch.mutations->pdata[i];
      g_autoptr (JsonNode) args = NULL;
      Id team = ID_NONE;

      if (mutation->kind != MUTATION_COMMAND || !g_str_equal (mutation->name, "appraisal.freeze"))
        continue;
      args = json_canonical_parse (mutation->args, -1, JSON_DEPTH, NULL);
      if (args != NULL && JSON_NODE_HOLDS_OBJECT (args))
        (void) json_member_opt_id (json_node_get_object (args), "team", &team, NULL);
      if (!server_freeze_wanted (self, mutation->id, team, account, now, work, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * server_push:
 * @account: who is signed in; the header names the device
 *
 * One transaction for the whole batch: acknowledged means durable (I8). A malformed or cut push changes nothing.
 *
 * Returns: %FALSE with @error if the store failed; then nothing was kept and the push may be sent again
 */
gboolean
server_push (Server            *self,
             const ServerActor *account,
             GBytes            *body,
             const ServerNow   *now,
             Answer            *answer,
             GError           **error)
{
  g_auto (Batch) batch = { .lines = g_ptr_array_new_with_free_func (g_free),
                           .mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free) };
  g_autoptr (GError) problem = NULL;
  ServerActor actor = *account;
  guint8      chain[32];
  char        state[16];
  gint64      lmid;
  gboolean    found;
  Digest      head;

  if (!read_batch (body, &batch, &problem))
    {
      answer_error (answer, 400, "malformed", "The push cannot be read");
      return TRUE;
    }
  if (batch.inc != 0 && batch.inc != self->inc && !PLANT (ignore_the_restore))
    {
      answer_error (answer, 409, "restored", "The server was restored from a backup; the device says hello again");
      return TRUE;
    }
  if (!device_load (self, account->login, batch.device, &actor, &lmid, chain, state, &found, error))
    return FALSE;
  if (!found)
    answer_error (answer, 409, "unknown_device", "This device is not registered");
  else if (g_str_equal (state, "revoked"))
    answer_off (answer, state);
  else if (check_chain (self, &batch, lmid, chain, answer, &head) &&
           !serve_batch (self, &actor, &batch, lmid, &head, now, answer, error))
    {
      server_forget (self);
      return FALSE;
    }
  return TRUE;
}

gboolean
server_group_begin (Server *self, GError **error)
{
  return db_begin (&self->group, self->db, error);
}

gboolean
server_group_end (Server *self, GError **error)
{
  if (self->group.db == NULL || db_commit (&self->group, error))
    return TRUE;
  db_rollback (&self->group);
  server_forget (self);
  return FALSE;
}
