/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one thread that writes the store. Calls run one after another, those of the person before those of the sync
 * (R68), in the order they were made. g_task_run_in_thread () would give each call another thread and no order.
 */
#pragma once

#include <gio/gio.h>

typedef struct _StoreWorker StoreWorker;

typedef enum
{
  STORE_USER, /* somebody waits for it */
  STORE_SYNC, /* pull, indexing, scrubbing: in slices ≤ 50 ms */
} StorePriority;

/**
 * StoreFunc:
 * @worker: for store_worker_get_context (), usually the Store
 * @input: (nullable): as given to the call
 * @result: (out) (optional): what store_call_finish () returns; may stay %NULL
 *
 * Runs on the worker's thread.
 *
 * Returns: FALSE with @error set if it failed
 */
typedef gboolean (
    *StoreFunc) (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error);

StoreWorker *store_worker_new (const char *name);
/* Whatever the functions work on; set by a function running on the worker, freed there when it stops. */
void     store_worker_set_context (StoreWorker *self, gpointer context, GDestroyNotify free_context);
gpointer store_worker_get_context (StoreWorker *self);

/**
 * store_call_async:
 * @func: runs on the worker's thread
 * @input: (transfer full): freed with @free_input after the call, also if it never ran
 * @free_result: (nullable): frees a result nobody fetched
 * @callback: told on the caller's thread-default main context
 *
 * After store_worker_stop () the call fails with %G_IO_ERROR_CLOSED.
 */
void store_call_async (StoreWorker        *self,
                       StorePriority       priority,
                       StoreFunc           func,
                       gpointer            input,
                       GDestroyNotify      free_input,
                       GDestroyNotify      free_result,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data);

/* FALSE with @error if the call failed; *@result (nullable) then stays as it was. */
gboolean store_call_finish (StoreWorker *self, GAsyncResult *answer, gpointer *result, GError **error);

/* Runs @func on the worker and waits: for start-up, tests and tools, never under a window. */
gboolean store_call (StoreWorker *self, StoreFunc func, gpointer input, gpointer *result, GError **error);

/* Finishes what the person asked for, cancels what the sync queued, frees the context and joins the thread. */
void store_worker_stop (StoreWorker *self);
/* Stops if need be. Calls still to be answered keep what they need. */
void store_worker_free (StoreWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreWorker, store_worker_free)
