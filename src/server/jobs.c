/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/form.h"
#include "core/id.h"
#include "server/behind.h"
#include "server/freeze-drafts.h"
#include "server/jobs-private.h"

#define JOBS_EVERY_US (60 * G_USEC_PER_SEC)

/* What a job left behind: "" = never done. (transfer full) */
char *
job_done_of (Server *self, const char *name, GError **error)
{
  g_autofree char *done =
      db_text (self->db, error, "SELECT done FROM job WHERE org = ? AND name = ?", "is", ORG, name);

  return g_steal_pointer (&done);
}

/* After the command: one that failed is tried again at the next look, and does nothing twice. */
gboolean
job_note_done (Server *self, const char *name, const char *done, GError **error)
{
  return db_exec (self->db, error,
                  "INSERT INTO job (org, name, done) VALUES (?, ?, ?) "
                  "ON CONFLICT (org, name) DO UPDATE SET done = excluded.done",
                  "iss", ORG, name, done);
}

/* Runs a command as the server itself; a refusal is no failure: there was nothing to do. */
gboolean
job_run_command (Server *self, const char *command, const Schema *schema, Id id, const ServerNow *now, GError **error)
{
  g_autoptr (Mutation) mutation = mutation_command (command, schema, id, NULL, NULL);
  g_autoptr (ProblemList) problems = problem_list_new ();
  ServerActor  actor = { .login = (char *) "server", .admin = TRUE };
  ApplyOutcome outcome = { 0 };
  g_auto (DbScope) scope = { 0 };

  mutation->hlc = (now->now + self->clock_offset) / 1000 << 16;
  if (server_get_directory (self, error) == NULL || !db_begin (&scope, self->db, error) ||
      !server_command (self, &actor, mutation, now, &outcome, problems, error))
    return FALSE;
  if (outcome.status == APPLY_OK || outcome.status == APPLY_MERGED)
    return server_settle_grants (self, now, error) && db_commit (&scope, error);
  return TRUE;
}

/* Months past their cut-off with a form that waits for its figures. */
static gboolean
list_months (Server *self, const ServerNow *now, GArray *list, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error,
      "SELECT m.id FROM row m WHERE m.org = ?1 AND m.tbl = 'appraisal_month' AND m.del = 0 AND m.body ->> "
      "'$.cut_off' <= ?2"
      " AND EXISTS (SELECT 1 FROM row f WHERE f.org = ?1 AND f.tbl = 'appraisal' AND f.del = 0"
      " AND f.body ->> '$.department' = m.body ->> '$.department' AND f.body ->> '$.month' = m.body ->> '$.month'"
      " AND f.body ->> '$.frozen_at' IS NULL AND coalesce (f.body ->> '$.state', 'self-due') IN ('self-due', "
      "'self-done'))",
      "ii", ORG, now->now + self->clock_offset);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Id id = db_column_id (stmt, 0);

      g_array_append_val (list, id);
    }
  return step == 0;
}

static gpointer
freeze_on_thread (gpointer data)
{
  Server *self = ((gpointer *) data)[0];

  freeze_work_run (((gpointer *) data)[1]);
  freeze_work_free (((gpointer *) data)[1]);
  g_free (data);
  g_atomic_int_set (&self->freezing_done, 1);
  return NULL;
}

/* TRUE in @later while the month is being folded aside; then the command only writes (R17). */
static gboolean
fold_month (Server *self, Id month, const ServerNow *now, gboolean *later, GError **error)
{
  g_autoptr (FreezeWork) work = NULL;
  gpointer *data;

  *later = self->freezing != NULL && !g_atomic_int_get (&self->freezing_done);
  if (*later)
    return TRUE;
  if (self->freezing != NULL)
    g_thread_join (g_steal_pointer (&self->freezing));
  if (!id_equal (self->freezing_month, month))
    self->freezing_tries = 0;
  self->freezing_month = month;
  if (!server_freeze_wanted (self, month, ID_NONE, NULL, now, &work, error))
    return FALSE;
  if (work == NULL || self->freezing_tries >= FREEZE_TRIES)
    {
      self->freezing_month = ID_NONE;
      return TRUE;
    }
  self->freezing_tries++;
  g_atomic_int_set (&self->freezing_done, 0);
  data = g_new (gpointer, 2);
  data[0] = self;
  data[1] = g_steal_pointer (&work);
  self->freezing = g_thread_new ("zuoxid-freeze", freeze_on_thread, data);
  *later = TRUE;
  return TRUE;
}

/* Once a day and month until every form has its figures. */
static gboolean
freeze_months (Server *self, const ServerNow *now, GError **error)
{
  g_autoptr (GArray) months = g_array_new (FALSE, FALSE, sizeof (Id));
  char     today[11];
  gboolean later;

  server_today (self, now, today);
  if (!list_months (self, now, months, error))
    return FALSE;
  for (guint i = 0; i < months->len; i++)
    {
      Id               id = g_array_index (months, Id, i);
      g_autofree char *hex = id_dup_hex (id);
      g_autofree char *name = g_strconcat ("freeze ", hex, NULL);
      g_autofree char *done = job_done_of (self, name, NULL);

      if (g_strcmp0 (done, today) == 0)
        continue;
      if (!fold_month (self, id, now, &later, error))
        return FALSE;
      if (later)
        {
          self->jobs_at = 0; /* looked at again as soon as it may be done */
          return TRUE;
        }
      if (!job_run_command (self, "appraisal.freeze", &appraisal_month_schema, id, now, error) ||
          !job_note_done (self, name, today, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
server_jobs (Server *self, const ServerNow *now, GError **error)
{
  if (self->jobs_at != 0 && now->now - self->jobs_at < JOBS_EVERY_US && now->now >= self->jobs_at)
    return TRUE;
  self->jobs_at = now->now;
  return freeze_months (self, now, error) && server_recheck_forms (self, now, error) &&
         server_witness (self, now, error) && server_flush_seen (self, error);
}
