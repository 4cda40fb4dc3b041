/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GET /v1/wait: hints that a pull would bring something. The store answers whether there is news for a device now; who
 * is parked, for how long and how often woken is the affair of http.c. A hint lost costs time, never data (R76).
 */
#include <string.h>

#include "core/id.h"
#include "core/plant.h"
#include "server/push.h"
#include "server/server-private.h"

#define CURSORS_MAX 200

typedef struct
{
  Id     shard;
  gint64 seq;
} Reached;

/* shard:seq,shard:seq… */
static gboolean
read_cursors (const char *text, GArray *cursors)
{
  g_auto (GStrv) parts = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  parts = g_strsplit (text, ",", CURSORS_MAX + 1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      Reached place;
      char   *colon = strchr (parts[i], ':'), *end;

      if (colon == NULL || i >= CURSORS_MAX)
        return FALSE;
      *colon = '\0';
      place.seq = g_ascii_strtoll (colon + 1, &end, 10);
      if (!id_from_hex (parts[i], &place.shard) || end == colon + 1 || *end != '\0')
        return FALSE;
      g_array_append_val (cursors, place);
    }
  return TRUE;
}

static gint64
cursor_of (GArray *cursors, Id shard)
{
  for (guint i = 0; i < cursors->len; i++)
    if (id_equal (g_array_index (cursors, Reached, i).shard, shard))
      return g_array_index (cursors, Reached, i).seq;
  return -1;
}

/* Something the person holds changed after the cursors, or what the person holds did. */
static gboolean
has_news (Server *self, Id person, gint64 epoch, GArray *cursors, gboolean *news, GError **error)
{
  g_autoptr (DbStmt) stmt = NULL;
  gint64 now = 0;
  int    step;

  if (!db_int (self->db, &now, NULL, error,
               "SELECT coalesce (max (epoch), 0) FROM grant_log WHERE org = ? AND person = ?", "id", ORG, &person))
    return FALSE;
  *news = now != epoch;
  if (*news)
    return TRUE;
  stmt = db_prepare (self->db, error,
                     "SELECT b.shard, max (b.last_seq) FROM granted g JOIN bucket b ON b.org = g.org AND b.id = "
                     "g.bucket WHERE g.org = ? AND g.person = ? GROUP BY b.shard",
                     "id", ORG, &person);
  for (step = stmt != NULL ? db_step (stmt, error) : -1; step == 1 && !*news; step = db_step (stmt, error))
    *news = db_column_int (stmt, 1) > cursor_of (cursors, db_column_id (stmt, 0));
  return step >= 0;
}

gboolean
server_wait (Server            *self,
             const ServerActor *account,
             const ServerWait  *wait,
             Answer            *answer,
             gboolean          *park,
             GError           **error)
{
  g_autoptr (GArray) cursors = g_array_new (FALSE, FALSE, sizeof (Reached));
  ServerActor actor = *account;
  Id          device;
  guint8      chain[32];
  char        state[16];
  gint64      lmid;
  gboolean    found, news = FALSE;

  *park = FALSE;
  if (wait->device == NULL || !id_from_hex (wait->device, &device) || wait->epoch == NULL ||
      !read_cursors (wait->cursors, cursors))
    {
      answer_error (answer, 400, "malformed", "The request cannot be read");
      return TRUE;
    }
  if (!device_load (self, account->login, device, &actor, &lmid, chain, state, &found, error))
    return FALSE;
  if (!found)
    answer_error (answer, 409, "unknown_device", "This device is not registered");
  else if (!g_str_equal (state, "active"))
    answer_off (answer, state);
  else if (!has_news (self, account->person, g_ascii_strtoll (wait->epoch, NULL, 10), cursors, &news, error))
    return FALSE;
  else
    {
      *park = !news;
      answer_text (answer, g_string_new (news ? "{\"news\":true}" : "{\"news\":false}"));
    }
  return TRUE;
}

void
server_touch (Server *self, Id bucket)
{
  if (!PLANT (nobody_is_told) && !g_hash_table_contains (self->touched, &bucket))
    g_hash_table_add (self->touched, id_dup (bucket));
}

gboolean
server_take_woken (Server *self, GHashTable *persons, gboolean *all, GError **error)
{
  GHashTableIter iter;
  gpointer       key;
  int            step = 0;

  *all = self->all_woken;
  self->all_woken = FALSE;
  g_hash_table_iter_init (&iter, self->touched);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                            "SELECT person FROM granted INDEXED BY granted_by_bucket WHERE org = ? "
                                            "AND bucket = ?",
                                            "id", ORG, key);

      for (step = stmt != NULL ? db_step (stmt, error) : -1; step == 1; step = db_step (stmt, error))
        g_hash_table_add (persons, id_dup (db_column_id (stmt, 0)));
      if (step < 0)
        return FALSE;
    }
  g_hash_table_iter_init (&iter, self->regranted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (persons, id_dup (*(const Id *) key));
  g_hash_table_remove_all (self->touched);
  g_hash_table_remove_all (self->regranted);
  return TRUE;
}
