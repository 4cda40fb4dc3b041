/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carrying a plan out, and taking it back. */
#include "app/table-import.h"

#define CHUNK 200 /* rows of one transaction */

typedef struct
{
  TablePlan    *plan;
  gboolean      back;
  guint         at, chunk, count;
  TableProgress progress;
  gpointer      progress_data;
  TableResult   result;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  table_plan_unref (work->plan);
  g_free (work);
}

/* The inverse, if the row is still as the import left it. NULL = it is not. */
static Mutation *
take_back (ZuoxiSession *session, const Schema *schema, const TableChange *change)
{
  gpointer  row = store_get (zuoxi_session_get_reader (session), schema, ((const Row *) change->after)->id, NULL);
  Mutation *mutation = NULL;

  if (row != NULL && schema_equal (schema, row, change->after))
    mutation = change->before != NULL ? mutation_set (schema, row, change->before) : mutation_del (schema, row);
  schema_free (schema, row);
  return mutation;
}

static Mutation *
do_it (const Schema *schema, const TableChange *change)
{
  return change->before != NULL ? mutation_set (schema, change->before, change->after)
                                : mutation_put (schema, change->after);
}

static void
free_mutation (gpointer mutation)
{
  mutation_free (mutation);
}

static void carry_on (GTask *task);

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Work *work = g_task_get_task_data (task);
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  work->result.done += work->count;
  work->at += work->chunk;
  carry_on (task);
}

static void
finish (GTask *task, const TableResult *result)
{
  TableResult *copy = g_new (TableResult, 1);

  *copy = *result;
  g_task_return_pointer (task, copy, g_free);
}

static void
carry_on (GTask *task)
{
  ZuoxiSession *session = g_task_get_source_object (task);
  Work         *work = g_task_get_task_data (task);
  GPtrArray    *changes = work->plan->changes;

  if (work->progress != NULL)
    work->progress (work->at, changes->len, work->progress_data);
  while (work->at < changes->len)
    {
      GPtrArray *mutations = g_ptr_array_new_with_free_func (free_mutation);

      work->chunk = MIN (CHUNK, changes->len - work->at);
      for (guint i = 0; i < work->chunk; i++)
        {
          const TableChange *change = changes->pdata[work->at + i];
          Mutation          *mutation = work->back ? take_back (session, work->plan->schema, change)
                                                   : do_it (work->plan->schema, change);

          if (mutation != NULL)
            g_ptr_array_add (mutations, mutation);
        }
      work->count = mutations->len;
      work->result.kept += work->chunk - work->count;
      if (work->count > 0)
        {
          zuoxi_session_queue_async (session, mutations, NULL, on_queued_cb, g_object_ref (task));
          return;
        }
      g_ptr_array_unref (mutations);
      work->at += work->chunk;
    }
  finish (task, &work->result);
}

void
table_carry_out_async (ZuoxiSession       *session,
                       TablePlan          *plan,
                       gboolean            back,
                       TableProgress       progress,
                       gpointer            progress_data,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->plan = table_plan_ref (plan);
  work->back = back;
  work->progress = progress;
  work->progress_data = progress_data;
  g_task_set_task_data (task, work, free_work);
  carry_on (task);
}

gboolean
table_carry_out_finish (ZuoxiSession *session, GAsyncResult *result, TableResult *done, GError **error)
{
  g_autofree TableResult *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer == NULL)
    return FALSE;
  *done = *answer;
  return TRUE;
}
