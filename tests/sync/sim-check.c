/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracles: I1 nothing typed is lost, I2 everything happened once, I4 all hold the same. I6 is
 * watched while the world goes on (sim-client.c), I7 is the drain of simulate.c. */
#include "simulate.h"

#include "core/id.h"
#include "registry.h"

static gboolean
wrong (World *world, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
wrong (World *world, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  g_printerr ("seed %" G_GUINT64_FORMAT ": %s\n", world->seed, text);
  return FALSE;
}

/* All texts of a query of one column, one after another. */
static void
gather (GString *into, Db *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStmt) stmt = db_prepare (db, &error, sql, "");

  g_assert_no_error (error);
  while (db_step (stmt, &error) > 0)
    {
      g_string_append (into, db_column_text (stmt, 0));
      g_string_append_c (into, '\n');
    }
  g_assert_no_error (error);
}

static gboolean
check_nothing_lost (World *world)
{
  g_autoptr (GString) words = g_string_new (NULL);

  gather (words, server_get_db (world->server), "SELECT body FROM row");
  gather (words, server_get_db (world->server), "SELECT value FROM audit_value");
  for (int i = 0; i < SIM_CLIENTS; i++)
    for (guint at = 0; at < world->clients[i].edits->len; at++)
      {
        const SimEdit *edit = &g_array_index (world->clients[i].edits, SimEdit, at);

        if (edit->kept && !edit->lost && edit->writes > 0 && strstr (words->str, edit->token) == NULL)
          return wrong (world, "I1: %s, typed at client %d as %s, is nowhere", edit->token, i, edit->mid);
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
    return wrong (world, "%s", error->message);
  return missing == 0 || wrong (world, "I1: %d refused changes have no inbox item", (int) missing);
}

/* Counts what the server wrote for @edit: *@writes; FALSE if it never heard of it. */
static gboolean
effect_of (Db *db, const SimEdit *edit, gint64 *writes)
{
  g_autofree char *status = NULL;
  Id               mid;

  if (!id_from_hex (edit->mid, &mid))
    g_assert_not_reached ();
  status = db_text (db, NULL, "SELECT coalesce ((SELECT status FROM mutation WHERE mid = ?), '')", "d", &mid);
  if (g_str_equal (status, "ok") || g_str_equal (status, "merged"))
    *writes += edit->writes;
  return *status != '\0';
}

/* Every change reached the server, and each accepted one wrote its rows once: a row's version counts its writes. */
static gboolean
check_once (World *world)
{
  g_autoptr (GError) error = NULL;
  Db    *db = server_get_db (world->server);
  gint64 versions = 0, all = 0, written = 0, wanted = 0;

  if (!db_int (db, &versions, NULL, &error,
               "SELECT coalesce (sum (rv), 0) FROM row WHERE tbl IN ('customer', 'contact_phone')", "") ||
      !db_int (db, &all, NULL, &error,
               "SELECT count(*) FROM audit WHERE tbl IN ('customer', 'contact_phone') AND action IN ('put', 'set', "
               "'del')",
               "") ||
      !db_int (db, &written, NULL, &error,
               "SELECT count(*) FROM audit WHERE tbl IN ('customer', 'contact_phone') AND action IN ('put', 'set')",
               ""))
    return wrong (world, "%s", error->message);
  if (versions != all)
    return wrong (world, "I2: %d changes written, the versions say %d", (int) all, (int) versions);
  for (int i = 0; i < SIM_CLIENTS; i++)
    for (guint at = 0; at < world->clients[i].edits->len; at++)
      {
        const SimEdit *edit = &g_array_index (world->clients[i].edits, SimEdit, at);

        if (!effect_of (db, edit, &wanted) && edit->kept && !edit->lost)
          return wrong (world, "I2: %s of client %d never reached the server", edit->token, i);
      }
  return wanted == written ||
         wrong (world, "I2: accepted changes write %d rows, %d were written", (int) wanted, (int) written);
}

static gboolean
check_row (World *world, SimClient *client, DbStmt *stmt)
{
  const Schema    *schema = registry_find (db_column_text (stmt, 0));
  Id               id = db_column_id (stmt, 1);
  gpointer         row = store_get (client->store, schema, id, NULL);
  g_autofree char *body = row != NULL ? schema_body (schema, row) : NULL;
  g_autofree char *hex = id_dup_hex (id);
  const Row       *head = row;
  gboolean         same = row != NULL && g_str_equal (body, db_column_text (stmt, 4)) &&
                  head->rv == db_column_int (stmt, 3) && id_equal (head->bucket, db_column_id (stmt, 2));

  if (!same)
    wrong (world, "I4: %s %s: server %s (rv %d), client %d %s (rv %d)", schema->table, hex, db_column_text (stmt, 4),
           (int) db_column_int (stmt, 3), client->index, body != NULL ? body : "nothing",
           row != NULL ? (int) head->rv : 0);
  schema_free (schema, row);
  return same;
}

static gint64
count_local (SimClient *client)
{
  gint64 total = 0;

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
  gint64 rows = 0, local;
  gint64 left = 0;

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
    return wrong (world, "I4: client %d holds %d rows, may hold %d", client->index, (int) local, (int) rows);
  db_int (store_db (client->store), &left, NULL, NULL,
          "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM shadow)", "");
  return left == 0 || wrong (world, "I4: client %d still has %d lines or shadows", client->index, (int) left);
}

/* Every live row is counted once in its bucket, and no client ever found a bucket that differs. */
static gboolean
check_sums (World *world)
{
  g_autoptr (GError) error = NULL;
  gint64 wrong_sums = 0;

  if (!db_int (server_get_db (world->server), &wrong_sums, NULL, &error,
               "SELECT count(*) FROM bucket b WHERE (b.cnt, b.sum) <> (SELECT count(*), zuoxi_sum (zuoxi_digest "
               "(r.tbl, r.id, r.bucket, r.rv, r.body)) FROM row r WHERE r.org = b.org AND r.bucket = b.id AND r.del = "
               "0)",
               ""))
    return wrong (world, "%s", error->message);
  if (wrong_sums > 0)
    return wrong (world, "I4: the checksums of %d buckets are not those of their rows", (int) wrong_sums);
  for (int i = 0; i < SIM_CLIENTS; i++)
    if (exchange_get_number (world->clients[i].store, "mismatches", 0) > 0)
      return wrong (world, "I4: client %d met buckets with another checksum", i);
  return TRUE;
}

gboolean
sim_check (World *world)
{
  for (int i = 0; i < SIM_CLIENTS; i++)
    if (!check_same (world, &world->clients[i]))
      return FALSE;
  return check_sums (world) && check_nothing_lost (world) && check_inbox (world) && check_once (world);
}
