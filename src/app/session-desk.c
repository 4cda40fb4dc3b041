/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What runs on the store worker for a session. Nothing here touches the session object. */
#include "app/session-private.h"

#include "rules/place.h"
#include "staff/organisation.h"
#include "store/apply.h"
#include "store/draft.h"
#include "store/mirror.h"
#include "store/recover.h"

static const Schema *const directory_tables[] = { &department_schema, &team_schema, &person_schema,
                                                  &assignment_schema };

static void
clear_meta_cb (gpointer meta)
{
  g_free (((DeskMeta *) meta)->value);
}

DeskOpen *
desk_open_new (const char *path, Notices *notices)
{
  DeskOpen *input = g_new0 (DeskOpen, 1);

  input->path = g_strdup (path);
  input->notices = notices_ref (notices);
  input->meta = g_array_new (FALSE, FALSE, sizeof (DeskMeta));
  g_array_set_clear_func (input->meta, clear_meta_cb);
  return input;
}

void
desk_open_set (DeskOpen *input, const char *name, const char *value)
{
  DeskMeta meta = { name, g_strdup (value) };

  g_array_append_val (input->meta, meta);
}

void
desk_open_set_number (DeskOpen *input, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  desk_open_set (input, name, text);
}

void
desk_open_free (DeskOpen *input)
{
  g_free (input->path);
  notices_unref (input->notices);
  g_array_unref (input->meta);
  g_free (input);
}

void
desk_view_free (DeskView *view)
{
  if (view == NULL)
    return;
  g_clear_pointer (&view->directory, directory_unref);
  g_clear_pointer (&view->calendar, calendar_free);
  g_free (view->name);
  g_free (view);
}

static void
desk_free (gpointer data)
{
  Desk *desk = data;
  g_autoptr (GError) error = NULL;

  sync_files_free (desk->files);
  sync_client_free (desk->client);
  if (!store_mirror_flush (desk->store, &error) || !store_ended (desk->store, &error))
    g_warning ("%s", error->message);
  store_close (desk->store);
  g_clear_pointer (&desk->directory, directory_unref);
  g_free (desk);
}

static gboolean
place_cb (gpointer data, const Schema *schema, gconstpointer row, Id *out)
{
  Desk  *desk = data;
  Bucket bucket;

  if (desk->directory == NULL || !place_row (schema, row, desk->directory, &bucket))
    return FALSE;
  *out = bucket.id;
  return TRUE;
}

static Directory *
read_directory (Store *store, GError **error)
{
  g_autoptr (Directory) directory = directory_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (directory_tables); i++)
    {
      g_autoptr (Rows) rows = store_query (store, directory_tables[i], error, "", "");

      if (rows == NULL)
        return NULL;
      for (guint at = 0; at < rows->len; at++)
        directory_add (directory, directory_tables[i], rows->at[at]);
    }
  return g_steal_pointer (&directory);
}

static Calendar *
read_calendar (Store *store, GError **error)
{
  g_autoptr (Calendar) calendar = calendar_new ();
  g_autoptr (Rows) rows = store_query (store, &calendar_day_schema, error, "", "");

  if (rows == NULL)
    return NULL;
  calendar_add_builtin (calendar);
  for (guint at = 0; at < rows->len; at++)
    {
      const CalendarDay *row = rows->at[at];
      Day                day;

      if (day_parse (row->day, &day))
        calendar_set (calendar, day, row->workday, row->name);
    }
  return g_steal_pointer (&calendar);
}

gboolean
desk_read_view (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk     *desk = store_worker_get_context (worker);
  DeskView *view = g_new0 (DeskView, 1);

  view->directory = read_directory (desk->store, error);
  view->calendar = view->directory != NULL ? read_calendar (desk->store, error) : NULL;
  view->name = view->calendar != NULL ? store_meta_get (desk->store, "name", error) : NULL;
  if (view->name == NULL)
    {
      desk_view_free (view);
      return FALSE;
    }
  view->sample = exchange_get_number (desk->store, "sample", 0) != 0;
  view->last_contact = MAX (exchange_get_number (desk->store, "last_contact", 0),
                            exchange_get_number (desk->store, "last_sync", 0));
  view->state = *sync_client_state (desk->client);
  view->state.detail = NULL;
  g_clear_pointer (&desk->directory, directory_unref);
  desk->directory = directory_ref (view->directory);
  *result = view;
  return TRUE;
}

static gboolean
write_meta (Store *store, GArray *meta, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  if (!store_begin (&scope, store, error))
    return FALSE;
  for (guint i = 0; i < meta->len; i++)
    {
      const DeskMeta *entry = &g_array_index (meta, DeskMeta, i);

      if (!store_meta_set (store, entry->name, entry->value, error))
        return FALSE;
    }
  return store_commit (&scope, error);
}

gboolean
desk_open (StoreWorker *worker, gpointer data, gpointer *result, GCancellable *cancellable, GError **error)
{
  DeskOpen     *input = data;
  Desk         *desk = g_new0 (Desk, 1);
  DeskView     *view;
  StoreRecovery report = { 0 };
  gboolean      recovered;
  guint         saved;

  desk->store = store_open_or_recover (input->path, &report, error);
  saved = report.lines;
  recovered = report.recovered;
  store_recovery_clear (&report);
  if (desk->store == NULL)
    {
      g_free (desk);
      return FALSE;
    }
  store_worker_set_context (worker, desk, desk_free);
  store_set_notices (desk->store, input->notices);
  store_set_place (desk->store, place_cb, desk);
  desk->client = sync_client_new (desk->store, g_get_host_name ());
  sync_client_set_wait (desk->client, TRUE);
  desk->files = sync_files_new (desk->store);
  if (!write_meta (desk->store, input->meta, error) || !store_started (desk->store, error) ||
      !desk_read_view (worker, NULL, result, cancellable, error))
    return FALSE;
  view = *result;
  view->recovered = recovered;
  view->saved = saved;
  return TRUE;
}

Store *
session_worker_store (StoreWorker *worker)
{
  return ((Desk *) store_worker_get_context (worker))->store;
}

gboolean
desk_write (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk *desk = store_worker_get_context (worker);

  return write_meta (desk->store, ((const DeskOpen *) input)->meta, error);
}

gboolean
desk_set_meta (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk           *desk = store_worker_get_context (worker);
  const DeskMeta *meta = input;

  return store_meta_set (desk->store, meta->name, meta->value, error);
}

gboolean
desk_draft_set (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk        *desk = store_worker_get_context (worker);
  const Draft *draft = input;

  return store_draft_set (desk->store, draft->form, draft->field, draft->text, draft->at, error);
}

gboolean
desk_draft_clear (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk        *desk = store_worker_get_context (worker);
  const Draft *draft = input;

  return store_draft_clear (desk->store, draft->form, draft->field, error);
}

gboolean
desk_apply (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk      *desk = store_worker_get_context (worker);
  GPtrArray *mutations = input;
  g_autoptr (GPtrArray) mids = g_ptr_array_new_with_free_func (g_free);

  if (!store_apply (desk->store, (Mutation *const *) mutations->pdata, mutations->len, error))
    return FALSE;
  for (guint i = 0; i < mutations->len; i++)
    g_ptr_array_add (mids, g_strdup (((const Mutation *) mutations->pdata[i])->mid));
  g_ptr_array_add (mids, NULL);
  *result = g_ptr_array_free (g_steal_pointer (&mids), FALSE);
  return TRUE;
}

void
desk_event_free (DeskEvent *event)
{
  g_clear_pointer (&event->bytes, g_bytes_unref);
  g_free (event->detail);
  g_free (event);
}

void
desk_answer_free (DeskAnswer *answer)
{
  if (answer == NULL)
    return;
  g_ptr_array_unref (answer->dos);
  g_free (answer->state.detail);
  g_free (answer);
}

static void
free_do_cb (gpointer instruction)
{
  sync_do_free (instruction);
}

static void
run_event (SyncClient *client, const DeskEvent *event)
{
  SyncNow       now = { .wall = g_get_real_time (), .mono = g_get_monotonic_time () };
  gsize         size = 0;
  gconstpointer bytes = event->bytes != NULL ? g_bytes_get_data (event->bytes, &size) : NULL;

  randombytes_buf (&now.random, sizeof now.random);
  switch (event->kind)
    {
    case DESK_START:
      sync_client_start (client, &now);
      break;
    case DESK_EDITED:
      sync_client_edited (client, &now);
      break;
    case DESK_TICK:
      sync_client_tick (client, &now);
      break;
    case DESK_HEAD:
      sync_client_head (client, event->request, event->status, event->retry_after, &now);
      break;
    case DESK_DATA:
      sync_client_data (client, event->request, bytes, size, &now);
      break;
    case DESK_END:
      sync_client_end (client, event->request, &now);
      break;
    case DESK_FAIL:
      sync_client_fail (client, event->request, event->trouble, event->detail, &now);
      break;
    case DESK_POLL:
      sync_client_set_poll (client, event->number);
      sync_client_set_wait (client, event->number <= SYNC_POLL_US); /* who asks for rest gets it */
      break;
    default:
      g_assert_not_reached ();
    }
}

gboolean
desk_event (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  Desk       *desk = store_worker_get_context (worker);
  DeskAnswer *answer = g_new0 (DeskAnswer, 1);
  SyncDo     *instruction;

  if (db_is_broken (store_db (desk->store)) && !store_reopen (desk->store, error))
    {
      g_free (answer);
      return FALSE;
    }
  run_event (desk->client, input);
  answer->dos = g_ptr_array_new_with_free_func (free_do_cb);
  while ((instruction = sync_client_next (desk->client)) != NULL)
    g_ptr_array_add (answer->dos, instruction);
  answer->state = *sync_client_state (desk->client);
  answer->state.detail = g_strdup (answer->state.detail);
  *result = answer;
  return TRUE;
}
