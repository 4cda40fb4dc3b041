/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeping the store in order while nobody waits: mirror, index, scrub (R65, R66, R68), and its check (R67). */
#include "app/session-private.h"

#include "store/care.h"
#include "store/recover.h"

#define CHECK_AFTER_S 5 /* well after the first frame */

/* On the worker */

static gboolean
desk_care (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk   *desk = store_worker_get_context (worker);
  gint64 *wait = g_new0 (gint64, 1);

  if (!store_care_step (desk->store, sync_client_state (desk->client)->busy, wait, error))
    {
      g_free (wait);
      return FALSE;
    }
  *result = wait;
  return TRUE;
}

/* The path of the store if its check is due, else no result. */
static gboolean
desk_check_is_due (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk    *desk = store_worker_get_context (worker);
  gboolean due = FALSE;

  if (!store_check_is_due (desk->store, &due, error))
    return FALSE;
  *result = due ? g_strdup (store_path (desk->store)) : NULL;
  return TRUE;
}

static gboolean
desk_checked (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk *desk = store_worker_get_context (worker);

  return store_checked (desk->store, error);
}

/* Care */

static gboolean
on_care_due_cb (gpointer user_data);

static void
care_in (ZuoxiSession *self, gint64 us)
{
  if (self->care_source == 0 && !self->caring)
    self->care_source = g_timeout_add_full (G_PRIORITY_LOW, (guint) (us / 1000), on_care_due_cb, self, NULL);
}

static void
on_cared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiSession) self = user_data;
  g_autofree gint64 *wait = NULL;
  g_autoptr (GError) error = NULL;

  self->caring = FALSE;
  if (self->worker == NULL)
    return;
  if (store_call_finish (self->worker, result, (gpointer *) &wait, &error))
    {
      if (self->care_again || *wait >= 0)
        care_in (self, self->care_again ? STORE_CARE_SOON_US : *wait);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_warning ("%s", error->message);
      self->sync.trouble = SYNC_STORE;
      session_refresh_banner (self);
    }
  self->care_again = FALSE;
}

static gboolean
on_care_due_cb (gpointer user_data)
{
  ZuoxiSession *self = user_data;

  self->care_source = 0;
  self->caring = TRUE;
  store_call_async (self->worker, STORE_SYNC, desk_care, NULL, NULL, g_free, NULL, on_cared_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
session_care_soon (ZuoxiSession *self)
{
  if (self->caring)
    self->care_again = TRUE;
  else
    care_in (self, STORE_CARE_SOON_US);
}

/* Check: reading the whole file takes seconds, so on a thread and a connection of its own. */

static void
check (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (Store) reader = store_open_reader (path, NULL, &error);

  if (reader != NULL && store_check (reader, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZuoxiSession *self = ZUOXI_SESSION (source);
  const char   *path = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) failure = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (self->worker != NULL)
        store_call_async (self->worker, STORE_SYNC, desk_checked, NULL, NULL, NULL, NULL, NULL, NULL);
      return;
    }
  g_warning ("%s", error->message);
  if (!g_error_matches (error, DB_ERROR, DB_ERROR_CORRUPT))
    return;
  if (!store_condemn (path, &failure))
    g_warning ("%s", failure->message);
  self->damaged = TRUE;
  session_refresh_banner (self);
}

static void
on_check_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiSession) self = user_data;
  g_autofree char *path = NULL;
  g_autoptr (GTask) task = NULL;

  if (self->worker == NULL || !store_call_finish (self->worker, result, (gpointer *) &path, NULL) || path == NULL)
    return;
  task = g_task_new (self, NULL, on_checked_cb, NULL);
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  g_task_run_in_thread (task, check);
}

static gboolean
on_check_time_cb (gpointer user_data)
{
  ZuoxiSession *self = user_data;

  self->check_source = 0;
  store_call_async (self->worker, STORE_SYNC, desk_check_is_due, NULL, NULL, g_free, NULL, on_check_known_cb,
                    g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
session_care_start (ZuoxiSession *self)
{
  self->check_source = g_timeout_add_seconds_full (G_PRIORITY_LOW, CHECK_AFTER_S, on_check_time_cb, self, NULL);
  session_care_soon (self);
}

void
session_care_stop (ZuoxiSession *self)
{
  g_clear_handle_id (&self->care_source, g_source_remove);
  g_clear_handle_id (&self->check_source, g_source_remove);
  self->care_again = FALSE;
  self->damaged = FALSE;
  self->recovered = FALSE;
}
