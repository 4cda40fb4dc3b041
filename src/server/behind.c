/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/behind.h"

#include <string.h>

#include "core/day.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "server/server-private.h"

#define LEASE_US (14 * MOMENT_DAY) /* a desktop takes nothing down when it was away for longer */

/* So that fetching needs no write of its own (R56). */
void
server_note_seen (Server *self, Id device, const ServerNow *now)
{
  g_hash_table_replace (self->seen, id_dup (device), g_memdup2 (&now->now, sizeof now->now));
}

gboolean
server_flush_seen (Server *self, GError **error)
{
  g_auto (DbScope) scope = { 0 };
  GHashTableIter iter;
  gpointer       device, at;

  if (g_hash_table_size (self->seen) == 0)
    return TRUE;
  if (!db_begin (&scope, self->db, error))
    return FALSE;
  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, &device, &at))
    if (!db_exec (self->db, error, "UPDATE device SET last_seen = max (last_seen, ?) WHERE org = ? AND id = ?", "iid",
                  *(gint64 *) at, ORG, device))
      return FALSE;
  if (!db_commit (&scope, error))
    return FALSE;
  g_hash_table_remove_all (self->seen);
  return TRUE;
}

typedef struct
{
  Server    *server;
  Id         asker;
  char       today[11];
  Directory *directory;
} Behind;

static gboolean
may_know_of (Behind *self, Id person)
{
  const Assignment *assignment = directory_assignment_on (self->directory, person, self->today);

  return id_equal (person, self->asker) || directory_has_post (self->directory, self->asker, POST_HR, self->today) ||
         id_equal (directory_scorer (self->directory, person, self->today), self->asker) ||
         id_equal (directory_reviewer (self->directory, person, self->today), self->asker) ||
         (assignment != NULL &&
          id_equal (directory_manager (self->directory, assignment->department, self->today), self->asker));
}

static void
append_device (GString *text, Id person, const char *name, gint64 seen)
{
  g_string_append (text, text->str[text->len - 1] == '[' ? "{" : ",{");
  json_append_key (text, "name");
  json_append_string (text, name);
  json_append_key (text, "person");
  json_append_id (text, person);
  json_append_key (text, "seen");
  json_append_int (text, seen);
  g_string_append_c (text, '}');
}

/* A device that was away so long before the month began let nobody write in it (the lease): it brings nothing. Moments
   are on the clock of people; the store keeps those of the machine's. */
static gboolean
append_devices (Behind *self, gint64 begin, gint64 since, GString *text, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->server->db, error,
      "SELECT a.person, d.name, d.last_seen, d.id FROM device d JOIN account a ON a.org = d.org AND a.login = d.login "
      "WHERE d.org = ? AND d.state <> 'revoked' AND d.last_seen >= ? AND d.last_seen < ? ORDER BY d.last_seen DESC, "
      "d.no",
      "iii", ORG, begin - LEASE_US - self->server->clock_offset, since - self->server->clock_offset);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Id            person = db_column_id (stmt, 0), device = db_column_id (stmt, 3);
      const gint64 *seen = g_hash_table_lookup (self->server->seen, &device);

      if ((seen == NULL || *seen < since - self->server->clock_offset) && may_know_of (self, person))
        append_device (text, person, db_column_text (stmt, 1), db_column_int (stmt, 2) + self->server->clock_offset);
    }
  return step == 0;
}

gboolean
server_behind (
    Server            *self,
    const ServerActor *account,
    const BehindQuery *query,
    const ServerNow   *now,
    Answer            *answer,
    GError           **error)
{
  g_autoptr (GString) text = g_string_new ("{\"devices\":[");
  Behind      behind = { .server = self, .asker = account->person };
  ServerActor actor = *account;
  guint8      chain[32];
  char        state[16];
  gint64      lmid, since;
  gboolean    found;
  Id          device;
  Day         first;

  if (query->device == NULL || query->month == NULL || !id_from_hex (query->device, &device) ||
      !month_parse (query->month, &first))
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
  if (!found || !g_str_equal (state, "active"))
    return TRUE;
  behind.directory = server_get_directory (self, error);
  if (behind.directory == NULL)
    return FALSE;
  server_today (self, now, behind.today);
  since = moment_from_day_time (month_last (first) + 1, 0, MOMENT_OFFSET_S);
  if (!append_devices (&behind, moment_from_day_time (first, 0, MOMENT_OFFSET_S), since, text, error))
    return FALSE;
  g_string_append_printf (text, "],\"since\":%" G_GINT64_FORMAT "}", since);
  answer_text (answer, g_steal_pointer (&text));
  return TRUE;
}
