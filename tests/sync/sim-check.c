/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The oracles. While the world goes on: I3 at every answer and after every revoke, I6 after every event, monotonic
 * reads and whole groups after every pull, I8 after every crash; the reference model at every push. At the end: I1, I2,
 * I4, I5 and the model's rows. I7 and I9 are the drain of simulate.c.
 */
#include "simulate.h"

#include <string.h>

#include "core/id.h"
#include "registry.h"
#include "rules/place.h"
#include "server/admin.h"
#include "store/apply.h"

/* Tokens */

typedef gboolean (*EachToken) (World *world, SimEdit *edit, gpointer data);

/* Calls @func for every token in the bytes, until it says FALSE. */
static gboolean
each_token (World *world, const void *bytes, gsize length, EachToken func, gpointer data)
{
  const char *start = bytes, *end = start + length, *at = start;

  while (length > 0 && (at = memmem (at, (gsize) (end - at), SIM_TOKEN_MARK, 3)) != NULL)
    {
      if (at - start >= 5)
        {
          char     key[9];
          SimEdit *edit;

          memcpy (key, at - 5, 8);
          key[8] = '\0';
          edit = g_hash_table_lookup (world->tokens, key);
          if (edit != NULL && !func (world, edit, data))
            return FALSE;
        }
      at += 3;
    }
  return TRUE;
}

/* Where the server has the row. FALSE = nowhere. */
static gboolean
place_at_server (World *world, const Schema *schema, Id id, Bucket *bucket)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (server_get_db (world->server), NULL,
                  "SELECT b.id, b.shard, b.class, b.owner, b.month FROM row r JOIN bucket b ON b.org = r.org AND "
                  "b.id = r.bucket WHERE r.tbl = ? AND r.id = ?",
                  "sd", schema->table, &id);

  if (stmt == NULL || db_step (stmt, NULL) <= 0)
    return FALSE;
  *bucket = (Bucket){ .id = db_column_id (stmt, 0),
                      .shard = db_column_id (stmt, 1),
                      .cls = bucket_class_from_nick (db_column_text (stmt, 2)),
                      .owner = db_column_id (stmt, 3) };
  g_strlcpy (bucket->month, db_column_text (stmt, 4), sizeof bucket->month);
  return TRUE;
}

static gboolean
may_read_row (World *world, Id person, const Schema *schema, Id id)
{
  ServerNow now = { .now = world->now };
  Bucket    bucket;
  char      today[11];

  server_today (world->server, &now, today);
  return place_at_server (world, schema, id, &bucket) &&
         bucket_readable (&bucket, person, world->company.directory, today);
}

static gboolean
is_granted (World *world, Id person, const SimEdit *edit)
{
  gint64 count = 0;

  db_int (server_get_db (world->server), &count, NULL, NULL,
          "SELECT count(*) FROM row r JOIN granted g ON g.org = r.org AND g.bucket = r.bucket AND g.person = ? WHERE "
          "r.tbl = ? AND r.id = ?",
          "dsd", &person, edit->schema->table, &edit->row);
  return count > 0;
}

/* A command has taken the words over into another row: the next revision of a sheet, a signed document. */
static gboolean
may_read_elsewhere (World *world, Id person, const SimEdit *edit)
{
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), NULL,
                                        "SELECT r.tbl, r.id FROM row r WHERE del = 0 AND r.id <> ? AND instr "
                                        "(r.body, ?)",
                                        "ds", &edit->row, edit->token);

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      const Schema *schema = registry_find (db_column_text (stmt, 0));

      if (schema != NULL && may_read_row (world, person, schema, db_column_id (stmt, 1)))
        return TRUE;
    }
  return FALSE;
}

/* I3, where it is sent: no word of a row the person may not read, unless it is his own. */
static gboolean
may_be_told (World *world, SimEdit *edit, gpointer data)
{
  const SimClient *client = data;

  if (id_equal (edit->person, client->person) || edit->schema == NULL ||
      may_read_row (world, client->person, edit->schema, edit->row) ||
      (!id_is_none (edit->second) && may_read_row (world, client->person, edit->schema, edit->second)) ||
      may_read_elsewhere (world, client->person, edit))
    return TRUE;
  return sim_wrong (world, "I3: client %d is told %s, typed by client %d in a %s it may not read (%s)", client->index,
                    edit->token, edit->client, edit->schema->table,
                    is_granted (world, client->person, edit) ? "though it was granted" : "and was not granted");
}

gboolean
sim_check_reply (World *world, SimClient *client, const char *bytes, gsize length)
{
  return each_token (world, bytes, length, may_be_told, client);
}

static gboolean
server_knows (World *world, const char *mid)
{
  gint64 count = 0;
  Id     id;

  if (!id_from_hex (mid, &id))
    return FALSE;
  db_int (server_get_db (world->server), &count, NULL, NULL, "SELECT count(*) FROM mutation WHERE mid = ?", "d", &id);
  return count > 0;
}

/* Files */

static gboolean
has_row (SimClient *client, const Schema *schema, Id id)
{
  return store_count (client->store, schema, NULL, "WHERE id = ?", "d", &id) > 0;
}

typedef struct
{
  SimClient  *client;
  const char *path;
} Scan;

/*
 * The row has moved there since the client last heard of it; or it is gone, and another row the person may read quotes
 * it: a sheet stands in the document the person signed, and a step refused since keeps what was signed in the inbox of
 * its author, for it is the author's own line (R45, R46).
 */
static gboolean
is_held_elsewhere (SimClient *client, const SimEdit *edit)
{
  Row     *row = store_get (client->store, edit->schema, edit->row, NULL);
  gboolean held = row != NULL ? !g_hash_table_contains (client->purged, &row->bucket)
                              : may_read_elsewhere (client->world, client->person, edit);

  schema_free (edit->schema, row);
  return held;
}

/* A line of one's own that is queued stays until its outcome, with the words it quotes (R41, R45). */
static gboolean
is_queued (SimClient *client, const SimEdit *edit)
{
  gint64 count = 0;

  db_int (store_db (client->store), &count, NULL, NULL, "SELECT count(*) FROM outbox WHERE instr (line, ?)", "s",
          edit->token);
  return count > 0;
}

static gboolean
may_be_held (World *world, SimEdit *edit, gpointer data)
{
  const Scan *scan = data;
  Bucket      bucket;

  if (id_equal (edit->person, scan->client->person) || edit->schema == NULL ||
      !place_at_server (world, edit->schema, edit->row, &bucket) ||
      !g_hash_table_contains (scan->client->purged, &bucket.id) || is_held_elsewhere (scan->client, edit) ||
      is_queued (scan->client, edit))
    return TRUE;
  return sim_wrong (world, "I3: %s of client %d still holds %s of a bucket it has lost", scan->path,
                    scan->client->index, edit->token);
}

/* What was sent into a bucket that is lost since is kept nowhere: a server that forgets it cannot be told again. Nor
 * what stood in a row that has left. A line that is gone while its row is here in its bucket is nobody's wish. */
void
sim_check_note_line (SimClient *client, const char *mid, gboolean lost)
{
  World *world = client->world;

  for (guint i = 0; i < world->edits->len; i++)
    {
      SimEdit *edit = world->edits->pdata[i];

      if (edit->client == client->index && g_str_equal (edit->mid, mid))
        edit->purged = edit->purged || lost || edit->schema == NULL || !has_row (client, edit->schema, edit->row) ||
                       (!id_is_none (edit->second) && !has_row (client, edit->schema, edit->second));
    }
}

void
sim_check_note_restore (World *world)
{
  for (guint i = 0; i < world->edits->len; i++)
    {
      SimEdit *edit = world->edits->pdata[i];

      edit->lost = edit->lost || (edit->purged && !server_knows (world, edit->mid));
    }
}

/* What was set aside is deleted once its words are with the server. */
static gboolean
waits_aside (SimClient *client)
{
  g_autofree char *aside = store_meta_get (client->store, "aside", NULL);

  return aside != NULL && *aside != '\0' && store_unsent (client->store, NULL, NULL) > 0;
}

static void
scan_file_cb (const char *path, const guint8 *bytes, gsize length, gpointer data)
{
  Scan scan = { data, path };

  /* What was set aside is needed until its words are with the server (R45). */
  if (!g_str_has_suffix (path, ".copy") && !g_str_has_suffix (path, ".copy-wal") &&
      (strstr (path, ".damaged") == NULL || !waits_aside (data)))
    each_token (((SimClient *) data)->world, bytes, length, may_be_held, &scan);
}

static void
find_aside_cb (const char *path, const guint8 *bytes, gsize length, gpointer data)
{
  if (strstr (path, ".damaged") != NULL)
    sim_wrong (((SimClient *) data)->world, "R45: %s is still there, and its words are with the server", path);
}

/* After the care: what was set aside is gone when nothing that was saved from it waits any more. */
void
sim_check_aside (SimClient *client)
{
  if (!waits_aside (client) && store_unsent (client->store, NULL, NULL) == 0)
    sim_vfs_each (client->machine, find_aside_cb, client);
}

/* I3, where it is kept: after a revoke was applied and scrubbed no byte of it is left. */
gboolean
sim_check_files (SimClient *client)
{
  if (g_hash_table_size (client->purged) == 0 || client->world->wrong != NULL)
    return TRUE;
  sim_vfs_each (client->machine, scan_file_cb, client);
  g_hash_table_remove_all (client->purged);
  return client->world->wrong == NULL;
}

/* Reading what was written */

static gboolean
shows (SimClient *client, const SimEdit *edit)
{
  gpointer row = store_get (client->store, edit->schema, edit->row, NULL);
  gboolean shown = row == NULL ||
                   strstr (*FIELD_PTR (row, schema_field (edit->schema, edit->field), char *), edit->token) != NULL;

  schema_free (edit->schema, row);
  return shown;
}

/* The same member again, or the whole row. */
static gboolean
types_over (const SimEdit *later, const SimEdit *edit)
{
  return id_equal (later->row, edit->row) && (g_str_equal (later->field, edit->field) || *later->field == '\0');
}

/* I6 at the moment of acceptance: it stays in sight until somebody else's later change arrives. */
gboolean
sim_check_outcome (SimClient *client, const Outcome *outcome)
{
  World   *world = client->world;
  SimEdit *edit = NULL;
  gint64   pulled = -1;
  gboolean again;

  for (guint i = 0; i < world->edits->len; i++)
    {
      SimEdit *one = world->edits->pdata[i];

      if (one->client != client->index)
        continue;
      if (g_str_equal (one->mid, outcome->mid))
        edit = one;
      else if (edit != NULL && one->kept && types_over (one, edit))
        return TRUE;
    }
  if (edit == NULL)
    return TRUE;
  again = edit->accepted;
  edit->accepted = TRUE;
  store_cursor_get (client->store, outcome->shard, &pulled, NULL);
  if (again || *edit->field == '\0' || outcome->status != OUTCOME_OK || outcome->seq <= pulled)
    return TRUE;
  /* A device switched off and on again has no rows and no cursor: what it sends before it pulls was not in sight. */
  if (has_row (client, edit->schema, edit->row)
          ? shows (client, edit)
          : pulled < 0 || !may_read_row (world, client->person, edit->schema, edit->row))
    return TRUE;
  return sim_wrong (world, "I6: %s, %s of a %s, left the sight of client %d when it was accepted", edit->token,
                    edit->field, edit->schema->table, client->index);
}

/* mids in the outbox. (transfer full) */
static GHashTable *
queued_mids (SimClient *client)
{
  GHashTable *mids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (DbStmt)
      stmt = db_prepare (store_db (client->store), NULL,
                         "SELECT lower (hex (o.mid)) FROM outbox o WHERE EXISTS (SELECT 1 FROM outbox_row r WHERE "
                         "r.n = o.n AND r.kind <> 'cmd')",
                         "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    g_hash_table_add (mids, db_column_dup (stmt, 0));
  return mids;
}

static gboolean
is_typed_over (World *world, const SimEdit *edit, GHashTable *queued)
{
  for (guint i = edit->number; i < world->edits->len; i++)
    {
      const SimEdit *later = world->edits->pdata[i];

      if (later->client == edit->client && types_over (later, edit) && g_hash_table_contains (queued, later->mid))
        return TRUE;
    }
  return FALSE;
}

/* I6 at every moment: what is queued is what is shown, wherever the row is there at all (R41). */
gboolean
sim_check_sight (SimClient *client)
{
  World *world = client->world;
  g_autoptr (GHashTable) queued = NULL;
  gint64 count = 0;

  /* Lines queued again for a restored server are laid over once its rows are here (R39). */
  if (world->wrong != NULL || exchange_get_number (client->store, "reconcile", 0) != 0 ||
      !db_int (store_db (client->store), &count, NULL, NULL, "SELECT count(*) FROM outbox", "") || count == 0)
    return TRUE;
  queued = queued_mids (client);
  for (guint i = 0; i < world->edits->len; i++)
    {
      const SimEdit *edit = world->edits->pdata[i];

      if (edit->client == client->index && *edit->field != '\0' && g_hash_table_contains (queued, edit->mid) &&
          !is_typed_over (world, edit, queued) && !shows (client, edit))
        return sim_wrong (world, "I6: %s, %s of a %s, is queued at client %d and not shown", edit->token, edit->field,
                          edit->schema->table, client->index);
    }
  return TRUE;
}

/* A move on the day of the fact moves a row at its next edit: then the two go separate ways. */
static gboolean
share_a_place (World *world, const SimEdit *edit)
{
  Bucket first, second;

  return place_at_server (world, edit->schema, edit->row, &first) &&
         place_at_server (world, edit->schema, edit->second, &second) && id_equal (first.id, second.id);
}

/* Both rows of a group or none (R43), once nothing is missing (R42). */
static gboolean
check_groups (SimClient *client)
{
  World *world = client->world;

  if (sync_client_state (client->sync)->behind)
    return TRUE;
  for (guint i = 0; i < world->edits->len; i++)
    {
      const SimEdit *edit = world->edits->pdata[i];

      if (!id_is_none (edit->second) &&
          has_row (client, edit->schema, edit->row) != has_row (client, edit->schema, edit->second) &&
          share_a_place (world, edit))
        return sim_wrong (world, "R43: client %d holds half of the group %s", client->index, edit->token);
    }
  return TRUE;
}

static gboolean
check_version (SimClient *client, Id id, gint64 rv)
{
  gint64 *seen = g_hash_table_lookup (client->reads, &id);

  if (seen != NULL && *seen > rv)
    {
      g_autofree char *hex = id_dup_hex (id);

      return sim_wrong (client->world, "monotonic reads: client %d saw version %d of %s, now %d", client->index,
                        (int) *seen, hex, (int) rv);
    }
  if (seen == NULL)
    {
      seen = g_new (gint64, 1);
      g_hash_table_insert (client->reads, id_dup (id), seen);
    }
  *seen = rv;
  return TRUE;
}

/* Nobody sees an older version of a row after a newer one, but by a restored server. */
gboolean
sim_check_reads (SimClient *client)
{
  static const char *const tables[] = { "customer", "call", "ticket", "target", "qa_score", "violation", "staff_file" };
  gint64                   inc = exchange_get_number (client->store, "server_inc", 0);

  if (exchange_get_number (client->store, "reconcile", 0) != 0)
    inc = 0; /* rows of two incarnations stand beside each other */
  if (inc != client->reads_inc || inc == 0)
    g_hash_table_remove_all (client->reads);
  client->reads_inc = inc;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id, rv FROM \"%s\" WHERE rv > 0", tables[i]);
      g_autoptr (DbStmt) stmt = db_prepare (store_db (client->store), NULL, sql, "");

      while (stmt != NULL && db_step (stmt, NULL) > 0)
        if (!check_version (client, db_column_id (stmt, 0), db_column_int (stmt, 1)))
          return FALSE;
    }
  return check_groups (client);
}

/* I8 */

/* What the program said is on disk is there after the power came back: queued, kept as sent, or with the server. */
gboolean
sim_check_kept (SimClient *client)
{
  World *world = client->world;

  for (guint i = 0; i < world->edits->len; i++)
    {
      const SimEdit *edit = world->edits->pdata[i];
      gint64         count = 0;
      Id             mid;

      if (edit->client != client->index || !edit->kept || edit->lost || !id_from_hex (edit->mid, &mid))
        continue;
      db_int (store_db (client->store), &count, NULL, NULL,
              "SELECT (SELECT count(*) FROM outbox WHERE mid = ?1) + (SELECT count(*) FROM sent WHERE mid = ?1)", "d",
              &mid);
      if (count == 0 && !server_knows (world, edit->mid))
        return sim_wrong (world, "I8: %s was kept by client %d and is gone after the power cut", edit->token,
                          client->index);
    }
  return TRUE;
}

gboolean
sim_check_acknowledged (World *world)
{
  GHashTableIter iter;
  gpointer       mid;

  g_hash_table_iter_init (&iter, world->acked);
  while (g_hash_table_iter_next (&iter, &mid, NULL))
    if (!server_knows (world, mid))
      return sim_wrong (world, "I8: the server acknowledged %s and does not know it after the crash", (char *) mid);
  return TRUE;
}

/* I1 and I2 at the end */

/* Places a token was found in. */
enum
{
  IN_ROWS = 1 << 0,  /* history of the row's own table */
  IN_INBOX = 1 << 1, /* an inbox item, now or once */
  IN_LINE = 1 << 2,  /* a refused line in the audit */
};

typedef struct
{
  guint8 *found; /* by number */
  guint8  bit;
} Finding;

static gboolean
note_found (World *world, SimEdit *edit, gpointer data)
{
  const Finding *finding = data;

  finding->found[edit->number - 1] |= finding->bit;
  return TRUE;
}

static void
search_history (World *world, guint8 *found)
{
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), NULL,
                                        "SELECT a.tbl, a.action, v.value FROM audit a JOIN audit_value v USING (org, "
                                        "shard, aseq)",
                                        "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      const char *action = db_column_text (stmt, 1), *value = db_column_text (stmt, 2);
      gboolean    refused = g_str_equal (action, "rejected") || g_str_equal (action, "held") ||
                         g_str_equal (action, "conflict");
      Finding finding = { found, g_str_equal (db_column_text (stmt, 0), "inbox_item") ? IN_INBOX : refused ? IN_LINE
                                                                                                           : IN_ROWS };

      each_token (world, value, strlen (value), note_found, &finding);
    }
}

/* ok, merged …; "" = the server never heard of it. */
static char *
status_of (World *world, const SimEdit *edit)
{
  Id mid;

  if (!id_from_hex (edit->mid, &mid))
    return g_strdup ("");
  return db_text (server_get_db (world->server), NULL,
                  "SELECT coalesce ((SELECT status FROM mutation WHERE mid = ?), '')", "d", &mid);
}

/* A text3 edit that was no append may have been merged away line by line; the row's history has it all the same. */
static gboolean
check_one_kept (World *world, const SimEdit *edit, guint8 found)
{
  g_autofree char *status = status_of (world, edit);
  gboolean         effect = g_str_equal (status, "ok") || g_str_equal (status, "merged");

  if (*status == '\0')
    return sim_wrong (world, "I2: %s of client %d never reached the server", edit->token, edit->client);
  if (edit->schema == NULL || (*edit->field == '\0' && found == 0 && effect))
    return TRUE; /* a deletion or a command: nothing was written in words */
  if (effect && (found & IN_ROWS) == 0)
    return sim_wrong (world, "I1: %s of client %d was accepted and is in no row's history", edit->token, edit->client);
  if (!effect && (found & IN_INBOX) == 0 && (found & IN_LINE) != 0 && *edit->field != '\0')
    return sim_wrong (world, "I1: %s of client %d was refused and is in no inbox", edit->token, edit->client);
  if (!effect && found == 0 && *edit->field != '\0')
    return sim_wrong (world, "I1: %s, typed at client %d as %s, is nowhere", edit->token, edit->client, edit->mid);
  return TRUE;
}

static gboolean
check_nothing_lost (World *world)
{
  g_autofree guint8 *found = g_malloc0 (world->edits->len + 1);

  search_history (world, found);
  for (guint i = 0; i < world->edits->len; i++)
    {
      const SimEdit *edit = world->edits->pdata[i];

      if (edit->kept && !edit->lost && !check_one_kept (world, edit, found[i]))
        return FALSE;
    }
  return TRUE;
}

/* What had no effect stands in the author's inbox, or stood there until the same question was asked again (R46). */
static gboolean
check_inbox (World *world)
{
  g_autoptr (GError) error = NULL;
  gint64 missing = 0;

  if (!db_int (server_get_db (world->server), &missing, NULL, &error,
               "SELECT count(*) FROM mutation m WHERE m.status NOT IN ('ok', 'merged') AND NOT EXISTS"
               " (SELECT 1 FROM audit a JOIN audit_value v USING (org, shard, aseq) WHERE a.tbl = 'inbox_item' AND "
               "instr (v.value, lower (hex (m.mid))) > 0)",
               ""))
    return sim_wrong (world, "%s", error->message);
  return missing == 0 || sim_wrong (world, "I1: %d refused changes have no inbox item", (int) missing);
}

/* Every version of every row is in the audit once. */
static gboolean
check_versions (World *world)
{
  g_autoptr (GError) error = NULL;
  gint64 versions = 0, lines = 0;

  if (!db_int (server_get_db (world->server), &versions, NULL, &error, "SELECT coalesce (sum (rv), 0) FROM row", "") ||
      !db_int (server_get_db (world->server), &lines, NULL, &error,
               "SELECT count(*) FROM audit a WHERE action NOT IN ('rejected', 'held', 'conflict') AND EXISTS (SELECT 1 "
               "FROM row r WHERE r.org = a.org AND r.tbl = a.tbl AND r.id = a.row)",
               ""))
    return sim_wrong (world, "%s", error->message);
  return versions == lines ||
         sim_wrong (world, "I2: %d changes in the audit, the versions say %d", (int) lines, (int) versions);
}

/* I4 at the end */

/* The client's row as text; NULL = it has none. (transfer full) */
static char *
local_body (SimClient *client, const char *table, Id id, gint64 *rv, Id *bucket)
{
  const Schema *schema = registry_find (table);
  gpointer      row = schema != NULL ? store_get (client->store, schema, id, NULL) : NULL;
  char         *body = row != NULL ? schema_body (schema, row) : NULL;

  if (row != NULL)
    {
      *rv = ((const Row *) row)->rv;
      *bucket = ((const Row *) row)->bucket;
      schema_free (schema, row);
      return body;
    }
  {
    g_autoptr (DbStmt) stmt = db_prepare (store_db (client->store), NULL,
                                          "SELECT body, rv, bucket FROM untyped WHERE tbl = ? AND id = ?", "sd", table,
                                          &id);

    if (stmt == NULL || db_step (stmt, NULL) <= 0)
      return NULL;
    *rv = db_column_int (stmt, 1);
    *bucket = db_column_id (stmt, 2);
    return db_column_dup (stmt, 0);
  }
}

static gboolean
check_row (World *world, SimClient *client, DbStmt *stmt)
{
  const char      *table = db_column_text (stmt, 0);
  Id               id = db_column_id (stmt, 1), bucket = ID_NONE;
  gint64           rv = 0;
  g_autofree char *body = local_body (client, table, id, &rv, &bucket);
  g_autofree char *hex = id_dup_hex (id);

  if (body != NULL && g_str_equal (body, db_column_text (stmt, 4)) && rv == db_column_int (stmt, 3) &&
      id_equal (bucket, db_column_id (stmt, 2)))
    return TRUE;
  return sim_wrong (world, "I4: %s %s: server %s (rv %d), client %d %s (rv %d)", table, hex, db_column_text (stmt, 4),
                    (int) db_column_int (stmt, 3), client->index, body != NULL ? body : "nothing", (int) rv);
}

static gint64
count_local (SimClient *client)
{
  gint64 total = 0;

  db_int (store_db (client->store), &total, NULL, NULL, "SELECT count(*) FROM untyped", "");
  for (guint i = 0; registry[i] != NULL; i++)
    total += store_count (client->store, registry[i], NULL, "", "");
  return total;
}

static gboolean
check_same (World *world, SimClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), &error,
                                        "SELECT r.tbl, r.id, r.bucket, r.rv, r.body FROM row r JOIN granted g ON g.org "
                                        "= r.org AND g.bucket = r.bucket"
                                        " WHERE g.person = ? AND r.del = 0",
                                        "d", &client->person);
  gint64 rows = 0, local, left = 0;

  g_assert_no_error (error);
  while (db_step (stmt, &error) > 0)
    {
      rows++;
      if (!check_row (world, client, stmt))
        return FALSE;
    }
  g_assert_no_error (error);
  local = count_local (client);
  if (local != rows)
    return sim_wrong (world, "I4: client %d holds %d rows, may hold %d", client->index, (int) local, (int) rows);
  db_int (store_db (client->store), &left, NULL, NULL,
          "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM shadow)", "");
  if (exchange_get_number (client->store, "adrift", 0) != 0)
    return sim_wrong (world, "I3: client %d has not decided about the lines of a row that left", client->index);
  return left == 0 || sim_wrong (world, "I4: client %d still has %d lines or shadows", client->index, (int) left);
}

/*
 * A row that was in sight here and stands where this person may not read takes the lines kept as sent with it (R45).
 * One that was refused may have been typed when the row was out of sight already: it has its author's words and no
 * others.
 */
static gboolean
check_kept_lines (World *world, SimClient *client)
{
  g_autoptr (DbStmt) stmt = db_prepare (store_db (client->store), NULL,
                                        "SELECT DISTINCT r.tbl, r.id FROM sent_row r JOIN sent s ON s.mid = r.mid "
                                        "WHERE s.outcome NOT LIKE '%\"s\":\"rejected\"%'",
                                        "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      Id     id = db_column_id (stmt, 1);
      gint64 away = 0;

      if (!g_hash_table_contains (client->reads, &id))
        continue;
      db_int (server_get_db (world->server), &away, NULL, NULL,
              "SELECT count(*) FROM row r WHERE r.tbl = ? AND r.id = ? AND r.del = 0 AND NOT EXISTS (SELECT 1 FROM "
              "granted g WHERE g.org = r.org AND g.bucket = r.bucket AND g.person = ?)",
              "sdd", db_column_text (stmt, 0), &id, &client->person);
      if (away > 0)
        return sim_wrong (world, "R45: client %d keeps a line about a %s that has left what it may read", client->index,
                          db_column_text (stmt, 0));
    }
  return TRUE;
}

/* Every live row is counted once in its bucket, and no client ever found a bucket that differs. */
static gboolean
check_sums (World *world)
{
  g_autoptr (GError) error = NULL;
  gint64 wrong = 0;

  if (!db_int (server_get_db (world->server), &wrong, NULL, &error,
               "SELECT count(*) FROM bucket b WHERE (b.cnt, b.sum) <> (SELECT count(*), zuoxi_sum (zuoxi_digest "
               "(r.tbl, r.id, r.bucket, r.rv, r.body)) FROM row r WHERE r.org = b.org AND r.bucket = b.id AND r.del = "
               "0)",
               ""))
    return sim_wrong (world, "%s", error->message);
  if (wrong > 0)
    return sim_wrong (world, "I4: the checksums of %d buckets are not those of their rows", (int) wrong);
  for (int i = 0; i < world->n_clients; i++)
    if (exchange_get_number (world->clients[i].store, "mismatches", 0) > 0)
      return sim_wrong (world, "I4: client %d met buckets with another checksum", i);
  return TRUE;
}

static gboolean
check_grants (World *world)
{
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), NULL,
                                        "SELECT b.id, b.shard, b.class, b.owner, b.month, p.id, EXISTS (SELECT 1 FROM "
                                        "granted g WHERE g.person = p.id AND g.bucket = b.id) FROM bucket b, row p "
                                        "WHERE p.tbl = 'person'",
                                        "");
  ServerNow now = { .now = world->now };
  char      today[11];

  server_today (world->server, &now, today);
  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      Bucket bucket = { .id = db_column_id (stmt, 0),
                        .shard = db_column_id (stmt, 1),
                        .cls = bucket_class_from_nick (db_column_text (stmt, 2)),
                        .owner = db_column_id (stmt, 3) };
      Id     person = db_column_id (stmt, 5);

      g_strlcpy (bucket.month, db_column_text (stmt, 4), sizeof bucket.month);
      if (bucket_readable (&bucket, person, world->company.directory, today) != (db_column_int (stmt, 6) != 0))
        return sim_wrong (world, "I3: a grant on a bucket of class %s is not what the rule says",
                          db_column_text (stmt, 2));
    }
  return TRUE;
}

static void
tell_broken (const char *sentence, gpointer data)
{
  sim_wrong (data, "the audit: %s", sentence);
}

static gboolean
check_audit (World *world)
{
  AuditReport report = { 0 };

  return server_verify_audit (world->server, tell_broken, world, &report, NULL) && report.broken == 0;
}

gboolean
sim_check (World *world)
{
  g_autofree char *differs = NULL;

  for (int i = 0; i < world->n_clients; i++)
    {
      SimClient *client = &world->clients[i];

      client->care_due = TRUE;
      sim_client_care (client, TRUE);
      if (world->wrong != NULL || !check_same (world, client) || !check_groups (client) ||
          !check_kept_lines (world, client))
        return FALSE;
    }
  if (!check_nothing_lost (world) || !check_inbox (world) || !check_versions (world) || !check_sums (world) ||
      !check_grants (world) || !check_audit (world) || !sim_files_check (world))
    return FALSE;
  differs = model_compare (world->model, server_get_db (world->server));
  if (differs != NULL)
    return sim_wrong (world, "the model: %s", differs);
  return !world->appraisal || sim_appraisal_check (world);
}
