/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/worker.h"

#define PRIORITIES (STORE_SYNC + 1)

struct _StoreWorker
{
  GThread       *thread;
  GMutex         lock; /* guards the queues and stopping */
  GCond          more;
  GQueue         queues[PRIORITIES]; /* of GTask, with a Call as task data */
  gboolean       stopping;
  gpointer       context; /* used on the worker's thread only */
  GDestroyNotify free_context;
};

typedef struct
{
  StoreFunc      func;
  gpointer       input;
  GDestroyNotify free_input;
  GDestroyNotify free_result;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->free_input != NULL && call->input != NULL)
    call->free_input (call->input);
  g_free (call);
}

/* The next call, the person's first; NULL when stopped and nothing of the person's is left. */
static GTask *
take_next (StoreWorker *self)
{
  GTask *task = NULL;

  g_mutex_lock (&self->lock);
  while (task == NULL)
    {
      task = g_queue_pop_head (&self->queues[STORE_USER]);
      if (task == NULL && self->stopping)
        break;
      if (task == NULL)
        task = g_queue_pop_head (&self->queues[STORE_SYNC]);
      if (task == NULL)
        g_cond_wait (&self->more, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  return task;
}

static void
run (StoreWorker *self, GTask *task)
{
  Call    *call = g_task_get_task_data (task);
  GError  *error = NULL;
  gpointer result = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (call->func (self, call->input, &result, g_task_get_cancellable (task), &error))
    g_task_return_pointer (task, result, call->free_result);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "a store call failed without saying why");
}

static void
drop_queued (StoreWorker *self)
{
  GTask *task;

  while ((task = g_queue_pop_head (&self->queues[STORE_SYNC])) != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the store is closing");
      g_object_unref (task);
    }
}

static gpointer
work (gpointer data)
{
  StoreWorker *self = data;
  GTask       *task;

  while ((task = take_next (self)) != NULL)
    {
      run (self, task);
      g_object_unref (task);
    }
  drop_queued (self);
  store_worker_set_context (self, NULL, NULL);
  return NULL;
}

StoreWorker *
store_worker_new (const char *name)
{
  StoreWorker *self = g_new0 (StoreWorker, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->more);
  for (int i = 0; i < PRIORITIES; i++)
    g_queue_init (&self->queues[i]);
  self->thread = g_thread_new (name, work, self);
  return self;
}

void
store_worker_set_context (StoreWorker *self, gpointer context, GDestroyNotify free_context)
{
  g_return_if_fail (g_thread_self () == self->thread);
  if (self->context != NULL && self->free_context != NULL)
    self->free_context (self->context);
  self->context = context;
  self->free_context = free_context;
}

gpointer
store_worker_get_context (StoreWorker *self)
{
  return self->context;
}

static gboolean
enqueue (StoreWorker *self, StorePriority priority, GTask *task)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = !self->stopping;
  if (open)
    {
      g_queue_push_tail (&self->queues[priority], g_object_ref (task));
      g_cond_signal (&self->more);
    }
  g_mutex_unlock (&self->lock);
  return open;
}

void
store_call_async (StoreWorker        *self,
                  StorePriority       priority,
                  StoreFunc           func,
                  gpointer            input,
                  GDestroyNotify      free_input,
                  GDestroyNotify      free_result,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->func = func;
  call->input = input;
  call->free_input = free_input;
  call->free_result = free_result;
  g_task_set_task_data (task, call, call_free);
  g_task_set_source_tag (task, store_call_async);
  /* A result that exists is delivered: the row is written whatever the caller did meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  if (!enqueue (self, priority, task))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "the store is closed");
}

gboolean
store_call_finish (StoreWorker *self, GAsyncResult *answer, gpointer *result, GError **error)
{
  GTask   *task = G_TASK (answer);
  GError  *failure = NULL;
  gpointer value;

  g_return_val_if_fail (g_async_result_is_tagged (answer, store_call_async), FALSE);
  if (result == NULL)
    {
      if (!g_task_had_error (task))
        return TRUE; /* the task frees the result it keeps */
      g_task_propagate_pointer (task, error);
      return FALSE;
    }
  value = g_task_propagate_pointer (task, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *result = value;
  return TRUE;
}

static void
on_call_answered_cb (GObject *source, GAsyncResult *answer, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (answer);
}

gboolean
store_call (StoreWorker *self, StoreFunc func, gpointer input, gpointer *result, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) answer = NULL;

  g_main_context_push_thread_default (context);
  store_call_async (self, STORE_USER, func, input, NULL, NULL, NULL, on_call_answered_cb, &answer);
  while (answer == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return store_call_finish (self, answer, result, error);
}

void
store_worker_stop (StoreWorker *self)
{
  if (self->thread == NULL)
    return;
  g_return_if_fail (g_thread_self () != self->thread);
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_cond_signal (&self->more);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  self->thread = NULL;
}

void
store_worker_free (StoreWorker *self)
{
  if (self == NULL)
    return;
  store_worker_stop (self);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->more);
  g_free (self);
}
