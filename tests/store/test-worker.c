/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/worker.h"

/* What the calls did, in their order; on the worker's thread only. */
typedef struct
{
  GString *order;
  GMutex   gate; /* held = the first call waits inside */
  int      freed;
  int      contexts_freed;
  GThread *callback_thread;
  int      answers;
} Log;

typedef struct
{
  Log *log;
  char letter;
} Input;

static Input *
input_new (Log *log, char letter)
{
  Input *input = g_new0 (Input, 1);

  input->log = log;
  input->letter = letter;
  return input;
}

static void
input_free (gpointer data)
{
  g_atomic_int_inc (&((Input *) data)->log->freed);
  g_free (data);
}

static gboolean
append (StoreWorker *worker, gpointer data, gpointer *result, GCancellable *cancellable, GError **error)
{
  Input *input = data;

  if (input->letter == 'G')
    {
      g_mutex_lock (&input->log->gate);
      g_mutex_unlock (&input->log->gate);
    }
  g_string_append_c (input->log->order, input->letter);
  if (input->letter == 'X')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "no room");
      return FALSE;
    }
  *result = g_strdup_printf ("%c", input->letter);
  return TRUE;
}

static void
on_answered_cb (GObject *source, GAsyncResult *answer, gpointer user_data)
{
  Log *log = user_data;

  log->callback_thread = g_thread_self ();
  log->answers++;
}

static void
on_kept_cb (GObject *source, GAsyncResult *answer, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (answer);
}

static void
call (StoreWorker *worker, StorePriority priority, Log *log, char letter)
{
  store_call_async (worker, priority, append, input_new (log, letter), input_free, g_free, NULL, on_answered_cb, log);
}

static void
test_user_goes_before_sync_in_order (void)
{
  Log          log = { .order = g_string_new (NULL) };
  StoreWorker *worker = store_worker_new ("test");

  g_mutex_lock (&log.gate);
  call (worker, STORE_USER, &log, 'G');
  for (const char *letter = "uvw"; *letter != '\0'; letter++)
    {
      call (worker, STORE_SYNC, &log, g_ascii_toupper (*letter) == 'U' ? 'S' : g_ascii_toupper (*letter) == 'V' ? 'T'
                                                                                                                : 'R');
      call (worker, STORE_USER, &log, *letter);
    }
  g_mutex_unlock (&log.gate);
  while (log.answers < 7)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (log.order->str, ==, "GuvwSTR");
  g_assert_true (log.callback_thread == g_thread_self ());
  /* An input may go in the worker's thread after its answer has come. */
  store_worker_free (worker);
  g_assert_cmpint (log.freed, ==, 7);
  g_string_free (log.order, TRUE);
}

static void
test_results_and_errors_arrive (void)
{
  Log log = { .order = g_string_new (NULL) };
  g_autoptr (StoreWorker) worker = store_worker_new ("test");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Input            good = { &log, 'a' };
  Input            bad = { &log, 'X' };

  g_assert_true (store_call (worker, append, &good, (gpointer *) &text, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "a");
  g_assert_false (store_call (worker, append, &bad, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_string_free (log.order, TRUE);
}

static void
test_cancelled_before_its_turn_never_runs (void)
{
  Log log = { .order = g_string_new (NULL) };
  g_autoptr (StoreWorker) worker = store_worker_new ("test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&log.gate);
  call (worker, STORE_USER, &log, 'G');
  store_call_async (worker, STORE_USER, append, input_new (&log, 'c'), input_free, g_free, cancellable, on_kept_cb,
                    &answer);
  g_cancellable_cancel (cancellable);
  g_mutex_unlock (&log.gate);
  while (answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (store_call_finish (worker, answer, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (log.order->str, ==, "G");
  g_string_free (log.order, TRUE);
}

static void
context_free (gpointer data)
{
  ((Log *) data)->contexts_freed++;
}

static gboolean
set_context (StoreWorker *worker, gpointer data, gpointer *result, GCancellable *cancellable, GError **error)
{
  store_worker_set_context (worker, data, context_free);
  g_assert_true (store_worker_get_context (worker) == data);
  return TRUE;
}

static void
test_stop_finishes_the_persons_work (void)
{
  Log log = { .order = g_string_new (NULL) };
  g_autoptr (StoreWorker) worker = store_worker_new ("test");
  g_autoptr (GAsyncResult) dropped = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store_call (worker, set_context, &log, NULL, &error));
  g_mutex_lock (&log.gate);
  call (worker, STORE_USER, &log, 'G');
  store_call_async (worker, STORE_SYNC, append, input_new (&log, 's'), input_free, g_free, NULL, on_kept_cb, &dropped);
  call (worker, STORE_USER, &log, 'a');
  call (worker, STORE_USER, &log, 'b');
  g_mutex_unlock (&log.gate);
  store_worker_stop (worker);
  /* What the sync queued either ran before the stop was seen, or was cancelled; the person's calls all ran. */
  g_assert_true (g_str_has_prefix (log.order->str, "Gab"));
  g_assert_cmpint (log.contexts_freed, ==, 1);

  store_call_async (worker, STORE_USER, append, input_new (&log, 'z'), input_free, g_free, NULL, on_kept_cb, &late);
  while (late == NULL || dropped == NULL || log.answers < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (store_call_finish (worker, late, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  if (!store_call_finish (worker, dropped, NULL, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (strchr (log.order->str, 'z'));
  g_string_free (log.order, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/worker/user-goes-before-sync-in-order", test_user_goes_before_sync_in_order);
  g_test_add_func ("/store/worker/results-and-errors-arrive", test_results_and_errors_arrive);
  g_test_add_func ("/store/worker/cancelled-before-its-turn-never-runs", test_cancelled_before_its_turn_never_runs);
  g_test_add_func ("/store/worker/stop-finishes-the-persons-work", test_stop_finishes_the_persons_work);
  return g_test_run ();
}
