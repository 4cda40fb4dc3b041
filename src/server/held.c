/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/held.h"

#include <string.h>

#include "core/i18n.h"
#include "core/id.h"
#include "server/admin.h"
#include "server/server-private.h"
#include "sync/inbox-item.h"

static void
held_info_free (gpointer data)
{
  HeldInfo *info = data;

  g_free (info->login);
  g_free (info->table);
  g_free (info->code);
  g_free (info->line);
  g_free (info);
}

/* A group names its table in its parts. */
static void
read_line (HeldInfo *info)
{
  g_autoptr (Mutation) mutation = mutation_parse (info->line, -1, NULL);
  const Mutation *part = mutation;

  if (mutation != NULL && mutation->kind == MUTATION_GROUP && mutation->ops->len > 0)
    part = g_ptr_array_index (mutation->ops, 0);
  info->table = g_strdup (part != NULL && part->table != NULL ? part->table : "");
  info->row = part != NULL ? part->id : ID_NONE;
}

GPtrArray *
server_held (Server *self, const char *mid, GError **error)
{
  static const char sql[] =
      "SELECT lower (hex (m.mid)), coalesce (d.login, ''), m.code, m.line,"
      " coalesce ((SELECT max (a.at) FROM audit a INDEXED BY audit_by_row WHERE a.org = m.org AND a.row = m.row AND"
      " a.tbl = coalesce (m.line ->> '$.t', '') AND a.action = 'held'), 0) AS arrived"
      " FROM mutation m LEFT JOIN device d ON d.org = m.org AND d.id = m.device"
      " WHERE m.org = ?1 AND m.status = 'held' AND (?2 IS NULL OR lower (hex (m.mid)) = ?2) ORDER BY arrived, m.mid";
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (held_info_free);
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "is", ORG, mid);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      HeldInfo *info = g_new0 (HeldInfo, 1);

      g_strlcpy (info->mid, db_column_text (stmt, 0), sizeof info->mid);
      info->login = g_strdup (db_column_text (stmt, 1));
      info->code = g_strdup (db_column_text (stmt, 2));
      info->line = g_strdup (db_column_text (stmt, 3));
      info->at = db_column_int (stmt, 4);
      read_line (info);
      g_ptr_array_add (list, info);
    }
  return step == 0 ? g_steal_pointer (&list) : NULL;
}

/* The line with its author, as it came. @found FALSE = it does not wait, or its author is gone. */
static gboolean
load (Server      *self,
      const char  *mid,
      ServerActor *author,
      Mutation   **mutation,
      char       **line,
      gboolean    *found,
      GError     **error)
{
  g_autoptr (DbStmt) stmt = NULL;
  Id  id;
  int step;

  *found = FALSE;
  if (!id_from_hex (mid, &id))
    return TRUE;
  stmt = db_prepare (self->db, error,
                     "SELECT m.line, d.login, a.person, d.id, d.lineage FROM mutation m"
                     " JOIN device d ON d.org = m.org AND d.id = m.device"
                     " JOIN account a ON a.org = d.org AND a.login = d.login"
                     " WHERE m.org = ? AND m.mid = ? AND m.status = 'held'",
                     "id", ORG, &id);
  step = stmt != NULL ? db_step (stmt, error) : -1;
  if (step <= 0)
    return step == 0;
  *line = g_strdup (db_column_text (stmt, 0));
  author->login = g_strdup (db_column_text (stmt, 1));
  author->person = db_column_id (stmt, 2);
  author->device = db_column_id (stmt, 3);
  author->lineage = db_column_int (stmt, 4);
  *mutation = mutation_parse (*line, -1, error);
  *found = *mutation != NULL;
  return *found;
}

static gboolean
store_outcome (Server *self, const char *mid, const ApplyOutcome *outcome, GError **error)
{
  static const char *const nicks[] = { "ok", "merged", "conflict", "rejected", "held" };
  gboolean                 took_effect = outcome->status == APPLY_OK || outcome->status == APPLY_MERGED;
  Id                       id;

  id_from_hex (mid, &id);
  return db_exec (self->db, error,
                  "UPDATE mutation SET status = ?, code = ?, shard = ?, seq = ?, rv = ?, row = iif (?, NULL, row),"
                  " line = iif (?, NULL, line) WHERE org = ? AND mid = ?",
                  "ssdiiffid", nicks[outcome->status], outcome->code, &outcome->shard, outcome->seq, outcome->rv,
                  took_effect, took_effect, ORG, &id);
}

/* What told the author that it waits has come true. */
static gboolean
close_note (Server *self, const ServerActor *admin, const char *mid, const ServerNow *now, GError **error)
{
  g_autofree char *hex =
      db_text (self->db, error,
               "SELECT coalesce ((SELECT lower (hex (id)) FROM row WHERE org = ? AND tbl = 'inbox_item' AND del = 0 AND"
               " body ->> '$.mid' = ? AND body ->> '$.kind' = 'held'), '')",
               "is", ORG, mid);
  InboxItem *item;
  Id         id;
  gboolean   done;

  if (hex == NULL || *hex == '\0')
    return hex != NULL;
  id_from_hex (hex, &id);
  item = server_read (self, &inbox_item_schema, id, error);
  if (item == NULL)
    return FALSE;
  item->state = INBOX_STATE_CLOSED;
  g_free (item->choice);
  item->choice = g_strdup ("read");
  done = server_write (self, admin, &inbox_item_schema, item, now, error);
  schema_free (&inbox_item_schema, item);
  return done;
}

gboolean
server_held_apply (Server            *self,
                   const ServerActor *admin,
                   const char        *mid,
                   const ServerNow   *now,
                   ApplyOutcome      *outcome,
                   gboolean          *found,
                   GError           **error)
{
  g_autofree char *line = NULL;
  g_autoptr (Mutation) mutation = NULL;
  ServerActor author = { 0 };
  gboolean    done;

  if (!load (self, mid, &author, &mutation, &line, found, error) || !*found)
    {
      g_free (author.login);
      return !*found && (error == NULL || *error == NULL);
    }
  done = server_apply (self, &author, mutation, line, now, outcome, error);
  if (done && outcome->status != APPLY_HELD)
    done = store_outcome (self, mid, outcome, error) && close_note (self, admin, mid, now, error) &&
           server_note (self, admin, "held.apply", mutation->table != NULL ? mutation->table : "", mutation->id, mid,
                        now, error);
  g_free (author.login);
  return done;
}

gboolean
server_held_return (Server            *self,
                    const ServerActor *admin,
                    const char        *mid,
                    const char        *reason,
                    const ServerNow   *now,
                    gboolean          *found,
                    GError           **error)
{
  g_autofree char *line = NULL;
  g_autoptr (Mutation) mutation = NULL;
  g_autoptr (ProblemList) problems = problem_list_new ();
  ServerActor  author = { 0 };
  ApplyOutcome outcome = { 0 };
  const char  *mine;
  gboolean     done;

  if (!load (self, mid, &author, &mutation, &line, found, error) || !*found)
    {
      g_free (author.login);
      return !*found && (error == NULL || *error == NULL);
    }
  problem_add (problems, "", NULL, N_ ("The administrator gave this back: %1"), reason, NULL);
  mine = mutation->kind == MUTATION_COMMAND ? mutation->args : mutation->set;
  outcome_set (&outcome, APPLY_REJECTED, "returned");
  done = inbox_write (self, &author, mutation, "rejected", "returned", "", mine != NULL ? mine : line,
                      problem_list_at (problems, 0), NULL, now, error) &&
         store_outcome (self, mid, &outcome, error) && close_note (self, admin, mid, now, error) &&
         server_note (self, admin, "held.return", mutation->table != NULL ? mutation->table : "", mutation->id, reason,
                      now, error);
  g_free (author.login);
  return done;
}
