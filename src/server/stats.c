/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/stats.h"

#include "core/moment.h"
#include "server/server-private.h"

/* Each yields name and value; ?1 is the organisation, ?2 the moment. */
/* clang-format off */
static const struct { const char *group, *sql; } queries[] = {
  { "store",
    "SELECT 'bytes', (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)"
    " UNION ALL SELECT 'bytes free', (SELECT freelist_count FROM pragma_freelist_count) * (SELECT page_size FROM pragma_page_size)"
    " UNION ALL SELECT 'schema', (SELECT user_version FROM pragma_user_version)"
    " UNION ALL SELECT 'incarnation', (SELECT cast (value AS INTEGER) FROM meta WHERE name = 'inc')" },
  { "accounts", "SELECT state, count(*) FROM account WHERE org = ?1 GROUP BY state" },
  { "devices", "SELECT state, count(*) FROM device WHERE org = ?1 GROUP BY state" },
  { "devices",
    "SELECT 'seen within a day', count(*) FROM device WHERE org = ?1 AND state = 'active' AND last_seen > ?2 - 86400000000"
    " UNION ALL SELECT 'not seen for 14 days', count(*) FROM device WHERE org = ?1 AND state = 'active' AND last_seen <= ?2 - 14 * 86400000000" },
  { "outcomes", "SELECT status, count(*) FROM mutation WHERE org = ?1 GROUP BY status" },
  { "inbox",
    "SELECT coalesce (body ->> '$.state', 'open'), count(*) FROM row WHERE org = ?1 AND tbl = 'inbox_item' AND del = 0 GROUP BY 1" },
  { "audit",
    "SELECT 'lines', coalesce (sum (aseq), 0) FROM shard WHERE org = ?1"
    " UNION ALL SELECT 'values', count(*) FROM audit_value WHERE org = ?1" },
  { "buckets", "SELECT class, count(*) FROM bucket WHERE org = ?1 GROUP BY class" },
  { "shards", "SELECT lower (hex (shard)), seq FROM shard WHERE org = ?1 ORDER BY shard" },
  { "rows", "SELECT tbl, count(*) FROM row WHERE org = ?1 AND del = 0 GROUP BY tbl" },
  { "rows", "SELECT 'deleted', count(*) FROM row WHERE org = ?1 AND del = 1" } };
/* clang-format on */

gboolean
server_stats (Server *self, const ServerNow *now, StatsTell tell, gpointer data, GError **error)
{
  g_auto (DbScope) moment = { 0 };

  if (!db_begin_read (&moment, self->db, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (DbStmt) stmt = db_prepare_unbound (self->db, queries[i].sql, error);
      int step = stmt != NULL ? 0 : -1;

      if (step == 0 && ((strstr (queries[i].sql, "?1") != NULL && !db_bind_int (stmt, 1, ORG, error)) ||
                        (strstr (queries[i].sql, "?2") != NULL && !db_bind_int (stmt, 2, now->now, error))))
        step = -1;
      for (step = step == 0 ? db_step (stmt, error) : -1; step == 1; step = db_step (stmt, error))
        tell (queries[i].group, db_column_text (stmt, 0), db_column_int (stmt, 1), data);
      if (step < 0)
        return FALSE;
    }
  return TRUE;
}
