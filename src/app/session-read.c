/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session-read.h"

#include <string.h>

typedef struct
{
  SessionReading  reading;
  char           *path;
  SessionReadFunc func;
  gpointer        input;
  GDestroyNotify  free_input;
  GDestroyNotify  free_result;
} Job;

static void
job_free (Job *job)
{
  if (job->free_input != NULL)
    job->free_input (job->input);
  directory_unref (job->reading.directory);
  g_free (job->path);
  g_free (job);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job     *job = data;
  GError  *error = NULL;
  gpointer result = NULL;
  g_autoptr (Store) store = store_open_reader (job->path, NULL, &error);

  if (store != NULL)
    result = job->func (store, &job->reading, job->input, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, job->free_result);
}

void
zuoxi_session_read_async (ZuoxiSession       *self,
                          SessionReadFunc     func,
                          gpointer            input,
                          GDestroyNotify      free_input,
                          GDestroyNotify      free_result,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->reading.me = zuoxi_session_get_me (self);
  job->reading.directory = directory_ref (zuoxi_session_get_directory (self));
  job->reading.now = zuoxi_session_now (self);
  g_strlcpy (job->reading.today, zuoxi_session_today (self), sizeof job->reading.today);
  job->path = g_strdup (store_path (zuoxi_session_get_reader (self)));
  job->func = func;
  job->input = input;
  job->free_input = free_input;
  job->free_result = free_result;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, read_in_thread);
}

gpointer
zuoxi_session_read_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
