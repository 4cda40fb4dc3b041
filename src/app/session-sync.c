/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the sync core on the worker and the transport: events go there, instructions come back. */
#include "app/session-private.h"

#define READ_BYTES 65536
#define AHEAD_MAX 524288 /* bytes read while the store is still busy with others */

static void carry_out (ZuoxiSession *self, SyncDo *instruction);
static void read_more (ZuoxiSession *self, guint64 request);

static DeskEvent *
event_new (DeskEventKind kind, guint64 request)
{
  DeskEvent *event = g_new0 (DeskEvent, 1);

  event->kind = kind;
  event->request = request;
  return event;
}

static void
free_event_cb (gpointer event)
{
  desk_event_free (event);
}

static void
free_answer_cb (gpointer answer)
{
  desk_answer_free (answer);
}

static void
on_event_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiSession) self = user_data;
  g_autoptr (GError) error = NULL;
  gpointer    data = NULL;
  DeskAnswer *answer;

  if (self->worker == NULL)
    return;
  if (!store_call_finish (self->worker, result, &data, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
        {
          self->sync.trouble = SYNC_STORE;
          session_refresh_banner (self);
        }
      return;
    }
  answer = data;
  session_take_state (self, &answer->state);
  for (guint i = 0; i < answer->dos->len; i++)
    carry_out (self, answer->dos->pdata[i]);
  desk_answer_free (answer);
}

static void
post (ZuoxiSession *self, DeskEvent *event, GAsyncReadyCallback callback)
{
  if (self->worker == NULL)
    {
      desk_event_free (event);
      return;
    }
  store_call_async (self->worker, STORE_SYNC, desk_event, event, free_event_cb, free_answer_cb, NULL,
                    callback != NULL ? callback : on_event_done_cb, g_object_ref (self));
}

void
session_sync_event (ZuoxiSession *self, DeskEventKind kind)
{
  post (self, event_new (kind, 0), NULL);
}

void
session_sync_poll (ZuoxiSession *self)
{
  DeskEvent *event = event_new (DESK_POLL, 0);

  event->number = self->poll_s * (gint64) G_USEC_PER_SEC;
  post (self, event, NULL);
}

static SyncTrouble
trouble_of (const GError *error)
{
  if (error->domain != TRANSPORT_ERROR)
    return SYNC_DOWN;
  switch ((TransportError) error->code)
    {
    case TRANSPORT_ERROR_CERTIFICATE:
      return SYNC_CERTIFICATE;
    case TRANSPORT_ERROR_CLOCK:
      return SYNC_CLOCK;
    case TRANSPORT_ERROR_NONSENSE:
    case TRANSPORT_ERROR_ADDRESS:
      return SYNC_NONSENSE;
    case TRANSPORT_ERROR_SIGN_IN:
      return SYNC_SIGN_IN;
    case TRANSPORT_ERROR_DOWN:
    default:
      return SYNC_DOWN;
    }
}

static void
forget_request (ZuoxiSession *self)
{
  g_clear_object (&self->sending);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->ahead, g_byte_array_unref);
  self->reading = FALSE;
  self->taking = FALSE;
  self->request = 0;
}

static void
stop_request (ZuoxiSession *self)
{
  if (self->sending != NULL)
    g_cancellable_cancel (self->sending);
  forget_request (self);
}

/* Read to its end: the connection goes back for the next request. Cancelling would close it, and a new one costs a
   handshake and reading the system's authorities. */
static void
end_request (ZuoxiSession *self)
{
  if (self->stream != NULL)
    g_input_stream_close (self->stream, NULL, NULL);
  forget_request (self);
}

typedef struct
{
  ZuoxiSession *session;
  guint64       request;
} Asked;

static Asked *
asked_new (ZuoxiSession *self, guint64 request)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->session = g_object_ref (self);
  asked->request = request;
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->session);
  g_free (asked);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

/* Hands what was read to the store; events are taken in their order. */
static void
post_ahead (ZuoxiSession *self, guint64 request, GAsyncReadyCallback callback)
{
  DeskEvent *event;

  if (self->ahead == NULL)
    return;
  event = event_new (DESK_DATA, request);
  event->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->ahead));
  post (self, event, callback);
}

static void
fail (ZuoxiSession *self, guint64 request, GError *error)
{
  DeskEvent *event = event_new (DESK_FAIL, request);

  transport_map_error (&error);
  event->trouble = trouble_of (error);
  event->detail = g_strdup (error->message);
  g_error_free (error);
  post_ahead (self, request, NULL);
  stop_request (self);
  post (self, event, NULL);
}

static void
on_data_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* One piece is with the store, the next one grows meanwhile, within bounds. */
static void
go_on (ZuoxiSession *self, guint64 request)
{
  if (!self->taking && self->ahead != NULL)
    {
      self->taking = self->worker != NULL;
      post_ahead (self, request, on_data_taken_cb);
    }
  if (!self->reading && (self->ahead == NULL || self->ahead->len < AHEAD_MAX))
    read_more (self, request);
}

static void
on_data_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZuoxiSession *self = user_data;
  guint64       request = self->request;

  self->taking = FALSE;
  on_event_done_cb (source, result, g_object_ref (self));
  if (request != 0 && request == self->request && self->stream != NULL)
    go_on (self, request);
  g_object_unref (self);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  ZuoxiSession *self = asked->session;
  GError       *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (asked->request != self->request)
    {
      g_clear_error (&error);
      return;
    }
  self->reading = FALSE;
  if (bytes == NULL)
    {
      fail (self, asked->request, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      post_ahead (self, asked->request, NULL);
      end_request (self);
      post (self, event_new (DESK_END, asked->request), NULL);
      return;
    }
  if (self->ahead == NULL)
    self->ahead = g_byte_array_new ();
  g_byte_array_append (self->ahead, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  go_on (self, asked->request);
}

static void
read_more (ZuoxiSession *self, guint64 request)
{
  self->reading = TRUE;
  g_input_stream_read_bytes_async (self->stream, READ_BYTES, G_PRIORITY_DEFAULT, self->sending, on_read_cb,
                                   asked_new (self, request));
}

static void
on_head_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  ZuoxiSession *self = asked->session;
  GError       *error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (ZUOXI_TRANSPORT (source), result, &error);
  DeskEvent *event;

  if (asked->request != self->request)
    {
      g_clear_error (&error);
      return;
    }
  if (reply == NULL)
    {
      fail (self, asked->request, error);
      return;
    }
  event = event_new (DESK_HEAD, asked->request);
  event->status = reply->status;
  event->retry_after = reply->retry_after;
  self->stream = g_steal_pointer (&reply->stream);
  post (self, event, NULL);
  read_more (self, asked->request);
}

static gboolean
on_wake_cb (gpointer user_data)
{
  ZuoxiSession *self = user_data;

  self->wake_source = 0;
  session_sync_event (self, DESK_TICK);
  return G_SOURCE_REMOVE;
}

static void
wake_at (ZuoxiSession *self, gint64 mono)
{
  gint64 wait = MAX (mono - g_get_monotonic_time (), 0);

  g_clear_handle_id (&self->wake_source, g_source_remove);
  self->wake_source = g_timeout_add ((guint) (wait / 1000 + 1), on_wake_cb, self);
}

/* A push that comes twice is answered from its mids (R34), a pull and a repair only read; a device made twice would be
   two devices. */
static TransportFlags
flags_for (const char *path)
{
  if (g_str_equal (path, "/v1/hello"))
    return TRANSPORT_PLAIN;
  return g_str_equal (path, "/v1/device") ? TRANSPORT_SIGNED_IN : TRANSPORT_SIGNED_IN | TRANSPORT_AGAIN;
}

static void
send_request (ZuoxiSession *self, const SyncDo *instruction)
{
  stop_request (self);
  self->request = instruction->request;
  self->sending = g_cancellable_new ();
  transport_send_async (self->transport, instruction->body != NULL ? "POST" : "GET", instruction->path,
                        instruction->body, flags_for (instruction->path), self->sending, on_head_cb,
                        asked_new (self, instruction->request));
}

static void
carry_out (ZuoxiSession *self, SyncDo *instruction)
{
  switch (instruction->kind)
    {
    case SYNC_DO_SEND:
      send_request (self, instruction);
      break;
    case SYNC_DO_ABANDON:
      if (instruction->request == self->request)
        stop_request (self);
      break;
    case SYNC_DO_WAKE:
      wake_at (self, instruction->mono);
      break;
    case SYNC_DO_OUTCOME:
      g_signal_emit_by_name (self, "outcome", instruction->outcome.mid, outcome_nick (instruction->outcome.status),
                             instruction->outcome.code);
      break;
    case SYNC_DO_STATE:
    default:
      break;
    }
}

void
session_sync_stop (ZuoxiSession *self)
{
  stop_request (self);
  g_clear_handle_id (&self->wake_source, g_source_remove);
}
