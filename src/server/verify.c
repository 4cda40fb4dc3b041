/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what is counted and granted is what the rows and the rule say. */
#include <string.h>

#include "core/digest.h"
#include "core/id.h"
#include "server/admin.h"
#include "server/server-private.h"

/* Each yields one broken thing a row: an id and a number. */
/* clang-format off */
static const struct { const char *what, *fault, *sql; } checks[] = {
  { "bucket", "its count is off by",
    "SELECT b.id, b.cnt - (SELECT count(*) FROM row r INDEXED BY row_by_bucket WHERE r.org = b.org AND r.bucket = b.id AND r.del = 0) AS off"
    " FROM bucket b WHERE b.org = ? AND off <> 0" },
  { "bucket", "its last change is before its row at place",
    "SELECT b.id, (SELECT max (r.seq) FROM row r INDEXED BY row_by_bucket WHERE r.org = b.org AND r.bucket = b.id) AS last"
    " FROM bucket b WHERE b.org = ? AND last > b.last_seq" },
  { "bucket", "its sum is not that of its rows; the sum is",
    "SELECT b.id, b.sum FROM bucket b WHERE b.org = ? AND b.sum <> (SELECT zuoxi_sum (zuoxi_digest (r.tbl, r.id, r.bucket, r.rv, r.body))"
    " FROM row r INDEXED BY row_by_bucket WHERE r.org = b.org AND r.bucket = b.id AND r.del = 0)" },
  { "shard", "its last change is before its row at place",
    "SELECT s.shard, (SELECT max (r.seq) FROM row r INDEXED BY row_by_seq WHERE r.org = s.org AND r.shard = s.shard) AS last"
    " FROM shard s WHERE s.org = ? AND last > s.seq" },
  { "shard", "two changes stand at place",
    "SELECT shard, seq FROM (SELECT org, shard, seq FROM row UNION ALL SELECT org, shard, seq FROM leave)"
    " WHERE org = ? GROUP BY shard, seq HAVING count(*) > 1" },
  { "row", "its bucket is not there; place",
    "SELECT r.id, r.seq FROM row r LEFT JOIN bucket b ON b.org = r.org AND b.id = r.bucket WHERE r.org = ? AND b.id IS NULL" },
  { "device", "a line has an outcome, but was not counted: line",
    "SELECT d.id, (SELECT max (m.n) FROM mutation m INDEXED BY mutation_by_device WHERE m.org = d.org AND m.device = d.id) AS last"
    " FROM device d WHERE d.org = ? AND last > d.lmid" } };
/* clang-format on */

static void
close_file (Digest name, DigestState *state, AuditTell tell, gpointer data, AuditReport *report)
{
  Digest           found = digest_finish (state);
  g_autofree char *hex = digest_dup_hex (name);
  g_autofree char *sentence = NULL;

  if (digest_equal (found, name))
    return;
  sentence = g_strdup_printf ("file %s: its bytes are not what it is called", hex);
  report->broken++;
  tell (sentence, data);
}

/* Every file's bytes give its name (R48). */
static gboolean
verify_files (Server *self, AuditTell tell, gpointer data, AuditReport *report, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT b.hash, coalesce (c.bytes, x'') FROM blob b LEFT JOIN blob_chunk c ON "
                                        "c.org = b.org AND c.hash = b.hash WHERE b.org = ? ORDER BY b.hash, c.at",
                                        "i", ORG);
  DigestState state;
  Digest      name = { { 0 } };
  gboolean    open = FALSE;
  int         step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      g_autoptr (GBytes) hash = db_column_bytes (stmt, 0);
      g_autoptr (GBytes) bytes = db_column_bytes (stmt, 1);
      Digest next;

      memcpy (next.b, g_bytes_get_data (hash, NULL), sizeof next.b);
      if (!open || !digest_equal (next, name))
        {
          if (open)
            close_file (name, &state, tell, data, report);
          digest_init (&state);
          name = next;
          open = TRUE;
        }
      if (bytes != NULL)
        digest_update (&state, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  if (open)
    close_file (name, &state, tell, data, report);
  return step == 0;
}

gboolean
server_verify_counts (Server *self, AuditTell tell, gpointer data, AuditReport *report, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (DbStmt) stmt = db_prepare (self->db, error, checks[i].sql, "i", ORG);
      int step = stmt != NULL ? db_step (stmt, error) : -1;

      for (; step == 1; step = db_step (stmt, error))
        {
          char             hex[ID_HEX_LENGTH + 1];
          g_autofree char *sentence = NULL;

          id_to_hex (db_column_id (stmt, 0), hex);
          sentence = g_strdup_printf ("%s %s: %s %" G_GINT64_FORMAT, checks[i].what, hex, checks[i].fault,
                                      db_column_int (stmt, 1));
          report->broken++;
          tell (sentence, data);
        }
      if (step < 0)
        return FALSE;
    }
  return verify_files (self, tell, data, report, error);
}

typedef struct
{
  AuditTell    tell;
  gpointer     data;
  AuditReport *report;
} GrantFaults;

static void
say_grant (Id person, Id bucket, gboolean may, gpointer data)
{
  GrantFaults     *faults = data;
  g_autofree char *who = id_dup_hex (person);
  g_autofree char *what = id_dup_hex (bucket);
  g_autofree char *sentence = g_strdup_printf (may ? "person %s: may read bucket %s, but is not granted it"
                                                   : "person %s: is granted bucket %s, but may not read it",
                                               who, what);

  faults->report->broken++;
  faults->tell (sentence, faults->data);
}

gboolean
server_verify_grants (Server          *self,
                      const ServerNow *now,
                      AuditTell        tell,
                      gpointer         data,
                      AuditReport     *report,
                      GError         **error)
{
  GrantFaults faults = { tell, data, report };

  return grants_compare (self, now, say_grant, &faults, error);
}
