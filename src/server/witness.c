/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Witnesses (R30): at the first look of a day every step received before it joins its department's leaves, and the root
 * over all of them goes to everybody. The leaves stay, so every root ever told can be computed again.
 */
#include "appraisal/witness.h"

#include <string.h>

#include "core/day.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "server/admin.h"
#include "server/jobs-private.h"

#define FORMAT 1

typedef struct
{
  Id     step;
  Digest digest;
  gint64 seq;
} Leaf;

static gboolean
read_digest (DbStmt *stmt, int at, Digest *out)
{
  g_autoptr (GBytes) bytes = db_column_bytes (stmt, at);

  if (bytes == NULL || g_bytes_get_size (bytes) != sizeof out->b)
    return FALSE;
  memcpy (out->b, g_bytes_get_data (bytes, NULL), sizeof out->b);
  return TRUE;
}

/* Hashes of the leaves of a department in their order; @steps: (nullable): gets Leaf for each. */
static gboolean
list_leaves (Server *self, Id shard, GArray *hashes, GArray *steps, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT step, digest FROM witness_leaf WHERE org = ? AND shard = ? ORDER BY n",
                                        "id", ORG, &shard);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Leaf   leaf = { .step = db_column_id (stmt, 0) };
      Digest hash;

      if (!read_digest (stmt, 1, &leaf.digest))
        continue;
      hash = witness_leaf (leaf.step, leaf.digest);
      g_array_append_val (hashes, hash);
      if (steps != NULL)
        g_array_append_val (steps, leaf);
    }
  return step == 0;
}

/* Departments with steps that no leaf holds. */
static gboolean
list_shards (Server *self, gint64 before, GArray *shards, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error,
      "SELECT DISTINCT r.shard FROM row r WHERE r.org = ?1 AND r.tbl = 'step' AND r.del = 0 AND r.body ->> "
      "'$.received_at' < ?2 AND NOT EXISTS (SELECT 1 FROM witness_leaf l WHERE l.org = ?1 AND l.step = r.id)",
      "ii", ORG, before);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Id shard = db_column_id (stmt, 0);

      g_array_append_val (shards, shard);
    }
  return step == 0;
}

static gboolean
list_new_steps (Server *self, Id shard, gint64 before, GArray *leaves, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error,
      "SELECT r.id, r.body ->> '$.digest', r.seq FROM row r WHERE r.org = ?1 AND r.tbl = 'step' AND r.del = 0 AND "
      "r.shard = ?2 AND r.body ->> '$.received_at' < ?3 AND NOT EXISTS (SELECT 1 FROM witness_leaf l WHERE l.org = ?1 "
      "AND l.step = r.id) ORDER BY r.seq",
      "idi", ORG, &shard, before);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Leaf leaf = { .step = db_column_id (stmt, 0), .seq = db_column_int (stmt, 2) };

      if (digest_from_hex (db_column_text (stmt, 1), &leaf.digest))
        g_array_append_val (leaves, leaf);
    }
  return step == 0;
}

static gboolean
write_leaf (Server *self, Id shard, gint64 n, const Leaf *leaf, GError **error)
{
  return db_exec (self->db, error, "INSERT INTO witness_leaf (org, shard, n, step, digest) VALUES (?, ?, ?, ?, ?)",
                  "ididr", ORG, &shard, n, &leaf->step, leaf->digest.b, sizeof leaf->digest.b);
}

static gboolean
witness_department (
    Server *self, Id shard, const char *day, gint64 before, const ServerNow *now, GError **error)
{
  g_autoptr (GArray) hashes = g_array_new (FALSE, FALSE, sizeof (Digest));
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (Leaf));
  Witness *row;
  gboolean ok;

  if (!list_leaves (self, shard, hashes, NULL, error) || !list_new_steps (self, shard, before, fresh, error))
    return FALSE;
  if (fresh->len == 0)
    return TRUE;
  for (guint i = 0; i < fresh->len; i++)
    {
      const Leaf *leaf = &g_array_index (fresh, Leaf, i);
      Digest      hash = witness_leaf (leaf->step, leaf->digest);

      g_array_append_val (hashes, hash);
      if (!write_leaf (self, shard, hashes->len, leaf, error))
        return FALSE;
    }
  row = schema_new (&witness_schema);
  row->department = shard;
  g_free (row->day);
  row->day = g_strdup (day);
  row->last_seq = g_array_index (fresh, Leaf, fresh->len - 1).seq;
  row->steps = hashes->len;
  g_free (row->root);
  row->root = digest_dup_hex (witness_root ((const Digest *) (gpointer) hashes->data, hashes->len));
  row->row.id = schema_natural_id (&witness_schema, row);
  ok = server_write (self, NULL, &witness_schema, row, now, error);
  schema_free (&witness_schema, row);
  return ok;
}

/**
 * server_witness:
 *
 * Once a day. What is received after midnight belongs to the next witness, however late the server looks.
 */
gboolean
server_witness (Server *self, const ServerNow *now, GError **error)
{
  g_autoptr (GArray) shards = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autofree char *done = job_done_of (self, "witness", NULL);
  g_auto (DbScope) scope = { 0 };
  char   today[DAY_TEXT_SIZE], yesterday[DAY_TEXT_SIZE];
  gint64 midnight;
  Day    day;

  server_today (self, now, today);
  if (g_strcmp0 (done, today) == 0 || !day_parse (today, &day))
    return TRUE;
  midnight = moment_from_day_time (day, 0, MOMENT_OFFSET_S);
  day_format (day - 1, yesterday);
  if (server_get_directory (self, error) == NULL || !db_begin (&scope, self->db, error) ||
      !list_shards (self, midnight, shards, error))
    return FALSE;
  for (guint i = 0; i < shards->len; i++)
    if (!witness_department (self, g_array_index (shards, Id, i), yesterday, midnight, now, error))
      return FALSE;
  return job_note_done (self, "witness", today, error) && server_settle_grants (self, now, error) &&
         db_commit (&scope, error);
}

/* Holding against */

typedef struct
{
  Server      *server;
  AuditTell    tell;
  gpointer     data;
  AuditReport *report;
  Id           shard; /* whose leaves are at hand; none = nobody's */
  GArray      *hashes;
} Check;

static void
say (Check *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Check *self, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list          values;

  va_start (values, format);
  sentence = g_strdup_vprintf (format, values);
  va_end (values);
  self->report->broken++;
  self->tell (sentence, self->data);
}

/* @where: for the sentence: the witness of the store, or of a proof. */
static gboolean
check_root (Check *self, const char *where, const Witness *witness, GError **error)
{
  g_autofree char *department = id_dup_hex (witness->department);
  g_autofree char *root = NULL;

  if (!id_equal (self->shard, witness->department))
    {
      self->shard = witness->department;
      g_array_set_size (self->hashes, 0);
      if (!list_leaves (self->server, self->shard, self->hashes, NULL, error))
        return FALSE;
    }
  self->report->witnesses++;
  if (witness->steps < 1 || witness->steps > self->hashes->len)
    {
      say (self, "%s of %s, department %s: %u steps are there, it saw %" G_GINT64_FORMAT, where, witness->day,
           department, self->hashes->len, witness->steps);
      return TRUE;
    }
  root = digest_dup_hex (witness_root ((const Digest *) (gpointer) self->hashes->data, (gsize) witness->steps));
  if (!g_str_equal (root, witness->root))
    say (self, "%s of %s, department %s: the steps no longer lead to its root", where, witness->day, department);
  return TRUE;
}

static gboolean
check_stored (Check *self, GError **error)
{
  g_autofree Loader *loader = server_loader_new (self->server, error);
  GPtrArray         *rows = loader != NULL ? loader->list (loader, &witness_schema, NULL, ID_NONE, error) : NULL;
  gboolean           ok = rows != NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      ok = ok && check_root (self, "witness", g_ptr_array_index (rows, i), error);
      schema_free (&witness_schema, g_ptr_array_index (rows, i));
    }
  if (rows != NULL)
    g_ptr_array_unref (rows);
  return ok;
}

/* Every leaf's step is there as it was, or was erased by somebody who said so (R57). */
static gboolean
check_leaves (Check *self, GError **error)
{
  static const char sql[] =
      "SELECT l.step, l.digest, r.body ->> '$.digest', EXISTS (SELECT 1 FROM audit a INDEXED BY audit_by_row WHERE "
      "a.org = l.org AND a.tbl = 'step' AND a.row = l.step AND a.action = 'erase') FROM witness_leaf l"
      " LEFT JOIN row r ON r.org = l.org AND r.tbl = 'step' AND r.id = l.step AND r.del = 0 WHERE l.org = ?";
  g_autoptr (DbStmt) stmt = db_prepare (self->server->db, error, sql, "i", ORG);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Id               id = db_column_id (stmt, 0);
      g_autofree char *hex = id_dup_hex (id);
      Digest           kept = { { 0 } }, now = { { 0 } };

      if (db_column_is_null (stmt, 2))
        {
          if (db_column_int (stmt, 3) == 0)
            say (self, "step %s: it was witnessed and is gone", hex);
          continue;
        }
      if (!read_digest (stmt, 1, &kept) || !digest_from_hex (db_column_text (stmt, 2), &now) ||
          !digest_equal (kept, now))
        say (self, "step %s: its digest is not the one that was witnessed", hex);
    }
  return step == 0;
}

/* A step of days that are witnessed already, which no leaf holds, was slipped in. */
static gboolean
check_unseen (Check *self, GError **error)
{
  g_autofree char *done = job_done_of (self->server, "witness", NULL);
  g_autoptr (DbStmt) stmt = NULL;
  Day day;
  int step;

  if (done == NULL || !day_parse (done, &day))
    return TRUE;
  stmt = db_prepare (self->server->db, error,
                     "SELECT r.id FROM row r WHERE r.org = ?1 AND r.tbl = 'step' AND r.del = 0 AND r.body ->> "
                     "'$.received_at' < ?2 AND NOT EXISTS (SELECT 1 FROM witness_leaf l WHERE l.org = ?1 AND l.step = "
                     "r.id)",
                     "ii", ORG, moment_from_day_time (day, 0, MOMENT_OFFSET_S));
  step = stmt != NULL ? db_step (stmt, error) : -1;
  for (; step == 1; step = db_step (stmt, error))
    {
      Id               id = db_column_id (stmt, 0);
      g_autofree char *hex = id_dup_hex (id);

      say (self, "step %s: it says it was received on a day whose witness does not know it", hex);
    }
  return step == 0;
}

static gboolean
not_a_proof (GError **error)
{
  g_set_error (error, SERVER_ERROR, SERVER_ERROR_REQUEST, "this is no proof of witnesses, or one of a newer program");
  return FALSE;
}

static gboolean
check_entry (Check *self, JsonNode *node, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  Witness     witness = { 0 };
  const char *day, *root;

  if (object == NULL || !json_member_id (object, "department", &witness.department, NULL) ||
      !json_member_string (object, "day", &day, NULL) || !json_member_string (object, "root", &root, NULL) ||
      !json_member_int (object, "steps", &witness.steps, NULL))
    return not_a_proof (error);
  witness.day = (char *) day;
  witness.root = (char *) root;
  return check_root (self, "witness in the proof", &witness, error);
}

static gboolean
check_proof (Check *self, const char *text, GError **error)
{
  g_autofree char *line = g_strchomp (g_strdup (text));
  g_autoptr (JsonNode) node = json_strict_parse (line, -1, 4, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray  *list;
  gint64      format;
  Id          server;

  if (object == NULL || !json_member_int (object, "format", &format, NULL) || format != FORMAT ||
      !json_member_id (object, "server_id", &server, NULL) || !json_member_array (object, "witnesses", &list, NULL))
    return not_a_proof (error);
  if (!id_equal (server, self->server->id))
    {
      g_set_error (error, SERVER_ERROR, SERVER_ERROR_REQUEST, "the proof is of another server");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (!check_entry (self, json_array_get_element (list, i), error))
      return FALSE;
  return TRUE;
}

gboolean
server_verify_witnesses (
    Server *self, const char *proof, AuditTell tell, gpointer data, AuditReport *report, GError **error)
{
  g_autoptr (GArray) hashes = g_array_new (FALSE, FALSE, sizeof (Digest));
  Check check = { .server = self, .tell = tell, .data = data, .report = report, .hashes = hashes };

  return check_stored (&check, error) && check_leaves (&check, error) && check_unseen (&check, error) &&
         (proof == NULL || check_proof (&check, proof, error));
}

static void
append_witness (GString *text, const Witness *witness)
{
  g_string_append (text, text->str[text->len - 1] == '[' ? "{" : ",{");
  json_append_key (text, "day");
  json_append_string (text, witness->day);
  json_append_key (text, "department");
  json_append_id (text, witness->department);
  json_append_key (text, "last_seq");
  json_append_int (text, witness->last_seq);
  json_append_key (text, "root");
  json_append_string (text, witness->root);
  json_append_key (text, "steps");
  json_append_int (text, witness->steps);
  g_string_append_c (text, '}');
}

static int
compare_witnesses (gconstpointer a, gconstpointer b)
{
  const Witness *one = *(const Witness *const *) a;
  const Witness *other = *(const Witness *const *) b;
  int            order = strcmp (one->day, other->day);

  return order != 0 ? order : id_compare (one->department, other->department);
}

char *
server_export_proof (Server *self, const char *month, const ServerNow *now, GError **error)
{
  g_autofree Loader *loader = server_loader_new (self, error);
  GPtrArray         *rows = loader != NULL ? loader->list (loader, &witness_schema, NULL, ID_NONE, error) : NULL;
  GString           *text;

  if (rows == NULL)
    return NULL;
  g_ptr_array_sort (rows, compare_witnesses);
  text = g_string_new ("{");
  json_append_key (text, "at");
  json_append_int (text, now->now + self->clock_offset);
  json_append_key (text, "format");
  json_append_int (text, FORMAT);
  json_append_key (text, "server_id");
  json_append_id (text, self->id);
  json_append_key (text, "witnesses");
  g_string_append_c (text, '[');
  for (guint i = 0; i < rows->len; i++)
    {
      Witness *witness = g_ptr_array_index (rows, i);

      if (month == NULL || g_str_has_prefix (witness->day, month))
        append_witness (text, witness);
      schema_free (&witness_schema, witness);
    }
  g_ptr_array_unref (rows);
  g_string_append (text, "]}\n");
  return g_string_free (text, FALSE);
}
