/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markers of what was deleted or moved are kept 180 days; a device that comes later compares its buckets instead. */
#include "core/id.h"
#include "core/day.h"
#include "server/server-private.h"

#define HORIZON_DAYS 180

/* Forgets the markers of one shard up to place @seq. */
static gboolean
forget_until (Server *self, Id shard, gint64 seq, GError **error)
{
  return db_exec (self->db, error, "DELETE FROM leave WHERE org = ? AND shard = ? AND seq <= ?", "idi", ORG, &shard,
                  seq) &&
         db_exec (self->db, error, "DELETE FROM row WHERE org = ? AND shard = ? AND seq <= ? AND del = 1", "idi", ORG,
                  &shard, seq) &&
         db_exec (self->db, error, "UPDATE shard SET horizon = ? WHERE org = ? AND shard = ?", "iid", seq, ORG,
                  &shard);
}

typedef struct
{
  Id     shard;
  gint64 seq;
} Reached;

static gboolean
list_due (Server *self, const char *day, GArray *due, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT d.shard, max (d.seq) FROM shard_day d JOIN shard s ON s.org = d.org "
                                        "AND s.shard = d.shard WHERE d.org = ? AND d.day <= ? GROUP BY d.shard, "
                                        "s.horizon HAVING max (d.seq) > s.horizon",
                                        "is", ORG, day);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Reached reached = { db_column_id (stmt, 0), db_column_int (stmt, 1) };

      g_array_append_val (due, reached);
    }
  return step == 0;
}

gboolean
server_move_horizon (Server *self, const char *today, GError **error)
{
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (Reached));
  Day  day;
  char last[DAY_TEXT_SIZE];

  if (!day_parse (today, &day))
    return TRUE;
  day_format (day - HORIZON_DAYS, last);
  if (!heads_write (self, error) ||
      !db_exec (self->db, error,
                "INSERT OR IGNORE INTO shard_day (org, shard, day, seq) SELECT org, shard, ?, seq FROM shard WHERE "
                "org = ?",
                "si", today, ORG) ||
      !list_due (self, last, due, error))
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    if (!forget_until (self, g_array_index (due, Reached, i).shard, g_array_index (due, Reached, i).seq, error))
      return FALSE;
  return db_exec (self->db, error, "DELETE FROM shard_day WHERE org = ? AND day < ?", "is", ORG, last);
}
