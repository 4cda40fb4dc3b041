/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/client-private.h"

#include <string.h>

#include "core/id.h"
#include "core/plant.h"
#include "store/apply.h"

#define ANSWER_US (60 * G_USEC_PER_SEC) /* silence after which an answer is given up */
#define SLOW_POLL_US (300 * G_USEC_PER_SEC)
#define WHOLE_REPLY_MAX (4 << 20)

void
sync_do_free (SyncDo *instruction)
{
  if (instruction == NULL)
    return;
  g_clear_pointer (&instruction->body, g_bytes_unref);
  g_free (instruction->path);
  g_free (instruction->outcome.code);
  g_free (instruction);
}

static SyncDo *
push_do (SyncClient *self, SyncDoKind kind)
{
  SyncDo *instruction = g_new0 (SyncDo, 1);

  instruction->kind = kind;
  g_queue_push_tail (&self->dos, instruction);
  return instruction;
}

void
client_say (SyncClient *self)
{
  SyncDo *last = g_queue_peek_tail (&self->dos);

  if (last == NULL || last->kind != SYNC_DO_STATE)
    push_do (self, SYNC_DO_STATE);
}

void
client_wake_at (SyncClient *self, gint64 mono)
{
  self->wake = mono;
  push_do (self, SYNC_DO_WAKE)->mono = mono;
}

void
client_tell_outcome (SyncClient *self, const Outcome *outcome)
{
  SyncDo *instruction = push_do (self, SYNC_DO_OUTCOME);

  instruction->outcome = *outcome;
  instruction->outcome.code = g_strdup (outcome->code);
  instruction->outcome.line = NULL;
}

static void
forget_answer (SyncClient *self)
{
  self->asking = ASK_NOTHING;
  self->request = 0;
  g_byte_array_set_size (self->reply, 0);
  pull_clear (&self->pull);
}

static void
refresh_unsent (SyncClient *self)
{
  ExchangeUnsent unsent;

  if (!exchange_unsent (self->store, &unsent, NULL))
    return;
  self->state.unsent = unsent.lines;
  self->state.unsent_since = unsent.since;
}

/* Ends the cycle with @trouble and says when to try again. */
void
client_trouble (SyncClient *self, SyncTrouble trouble, const char *detail, gint64 retry_after_s, const SyncNow *now)
{
  gint64 limit = MIN (SYNC_BACKOFF_MAX_US, SYNC_BACKOFF_US << MIN (self->failures, 10));
  gint64 pause = (gint64) (now->random % (guint64) limit);

  client_pull_broke (self);
  forget_answer (self);
  client_repair_reset (self);
  self->failures++;
  self->greeted = FALSE;
  self->state.busy = FALSE;
  self->state.trouble = trouble;
  self->state.online = trouble == SYNC_BUSY || trouble == SYNC_SERVER_STORE || trouble == SYNC_CLIENT_OLD;
  g_free (self->state.detail);
  self->state.detail = g_strdup (detail);
  refresh_unsent (self);
  client_say (self);
  self->wake = 0;
  if (trouble == SYNC_SIGN_IN || trouble == SYNC_PASSWORD || trouble == SYNC_REVOKED ||
      (PLANT (lost_wake) && trouble == SYNC_BUSY))
    return; /* only a person can help */
  if (trouble == SYNC_OTHER_SERVER || trouble == SYNC_CLIENT_OLD)
    pause = SLOW_POLL_US;
  client_wake_at (self, now->mono + MAX (pause, PLANT (no_patience) ? 0 : retry_after_s * G_USEC_PER_SEC));
}

void
client_store_failed (SyncClient *self, GError *error, const SyncNow *now)
{
  client_trouble (self, SYNC_STORE, error->message, 0, now);
  g_error_free (error);
}

void
client_ask (SyncClient *self, SyncAsk what, const char *path, GBytes *body, const SyncNow *now)
{
  SyncDo *instruction;

  forget_answer (self);
  self->asking = what;
  self->request = ++self->requests;
  self->asked_wall = now->wall;
  self->asked_mono = now->mono;
  self->heard_mono = now->mono;
  instruction = push_do (self, SYNC_DO_SEND);
  instruction->request = self->request;
  instruction->path = g_strdup (path);
  instruction->body = body;
  client_wake_at (self, now->mono + ANSWER_US);
}

static void
end_cycle (SyncClient *self, const SyncNow *now)
{
  self->failures = 0;
  self->batch_lines = SYNC_BATCH_LINES;
  self->batch_bytes = SYNC_BATCH_BYTES;
  self->pull_wanted = TRUE;
  self->state.busy = FALSE;
  self->state.restored = FALSE;
  self->state.last_sync = now->wall;
  refresh_unsent (self);
  self->pulled = now->mono;
  exchange_set_number (self->store, "last_sync", now->wall, NULL);
  client_say (self);
  client_rest (self, now);
}

/* Names a request, so that an answer to another one is not taken for it. */
void
client_draw_nonce (SyncClient *self, const SyncNow *now)
{
  guint64 nonce[2] = { now->random, (guint64) self->requests };

  hex_encode (nonce, sizeof nonce, self->nonce);
}

static void
ask_pull (SyncClient *self, const ExchangeIdentity *who, const SyncNow *now)
{
  GError *error = NULL;
  g_autoptr (GArray) cursors = store_cursors (self->store, &error);
  g_autoptr (GArray) backfills = cursors != NULL ? exchange_backfills (self->store, &error) : NULL;

  if (backfills == NULL)
    {
      client_store_failed (self, error, now);
      return;
    }
  forget_answer (self);
  client_draw_nonce (self, now);
  self->acknowledged = exchange_acknowledged (self->store);
  client_ask (self, ASK_PULL, "/v1/pull", wire_write_pull (who, cursors, backfills, self->nonce, SYNC_SCHEMA), now);
}

/* A server that is older than this device may know the one it was made of, or the first: one lineage all of them (R34).
 */
static Id
fork_of (SyncClient *self, Id device)
{
  Id origin = self->restored || self->device_unknown ? exchange_origin (self->store) : ID_NONE;

  return id_is_none (origin) ? device : origin;
}

/* The next request of the cycle, or its end. */
void
client_go_on (SyncClient *self, const SyncNow *now)
{
  GError          *error = NULL;
  ExchangeIdentity who;
  GBytes          *body;
  g_autoptr (ExchangeBatch) batch = NULL;

  forget_answer (self);
  if (!exchange_get_identity (self->store, &who, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  if (!self->greeted)
    {
      client_ask (self, ASK_HELLO, "/v1/hello", NULL, now);
      return;
    }
  if (id_is_none (who.device) || self->register_anew)
    {
      /* Lines with an effect not pulled yet would leave the sight of their author with the old numbering (I6). */
      if (self->register_anew && !self->restored && !self->device_unknown && exchange_acknowledged (self->store) > 0)
        {
          ask_pull (self, &who, now);
          return;
        }
      body = wire_write_device (self->device_name, fork_of (self, who.device));
      client_ask (self, ASK_DEVICE, "/v1/device", body, now);
      return;
    }
  batch = exchange_next_batch (self->store, self->batch_lines, self->batch_bytes, &error);
  if (error != NULL)
    client_store_failed (self, error, now);
  else if (batch != NULL)
    {
      self->pull_wanted = TRUE;
      self->first = batch->first;
      self->last = batch->last;
      body = wire_write_push (batch, &who, SYNC_SCHEMA, now->wall);
      self->pushed = g_bytes_get_size (body);
      client_ask (self, ASK_PUSH, "/v1/push", body, now);
    }
  else if (self->pull_wanted)
    ask_pull (self, &who, now);
  else if (!client_mend (self, &who, now))
    end_cycle (self, now);
}

void
client_begin_cycle (SyncClient *self, const SyncNow *now)
{
  self->state.busy = TRUE;
  self->pull_wanted = TRUE;
  client_repair_reset (self);
  refresh_unsent (self);
  client_say (self);
  client_go_on (self, now);
}

void
client_clock (SyncClient *self, gint64 server_now, const SyncNow *now)
{
  /* The server looked at its clock somewhere between asking and hearing; half way is the best guess. */
  gint64 half = self->asked_wall + (now->wall - self->asked_wall) / 2;

  if (server_now <= 0)
    return;
  self->state.clock_offset = server_now - half;
  exchange_set_number (self->store, "clock_offset", self->state.clock_offset, NULL);
}

static void
on_hello (SyncClient *self, const SyncNow *now)
{
  GError          *error = NULL;
  WireHello        hello;
  ExchangeIdentity who;

  if (!wire_read_hello ((const char *) self->reply->data, self->reply->len, &hello, &error))
    {
      client_trouble (self, SYNC_NONSENSE, error->message, 0, now);
      g_error_free (error);
      return;
    }
  if (!exchange_get_identity (self->store, &who, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  if (!id_is_none (who.server) && !id_equal (who.server, hello.server))
    {
      client_trouble (self, SYNC_OTHER_SERVER, "", 0, now);
      return;
    }
  if (hello.proto_min > SYNC_PROTOCOL)
    {
      client_trouble (self, SYNC_CLIENT_OLD, "", 0, now);
      return;
    }
  client_clock (self, hello.now, now);
  self->state.server_older = hello.schema_cur < SYNC_SCHEMA;
  if (!store_set_server_schema (self->store, hello.schema_cur, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  if (hello.sample && !self->state.sample)
    {
      self->state.sample = TRUE;
      exchange_set_number (self->store, "sample", 1, NULL);
    }
  self->server_inc = hello.inc;
  if (id_is_none (who.server) && !exchange_set_server (self->store, hello.server, hello.inc, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  self->restored = !id_is_none (who.server) && who.inc != hello.inc;
  if (self->restored)
    {
      self->register_anew = TRUE;
      self->state.restored = TRUE;
      self->server = hello.server;
    }
  self->greeted = TRUE;
  client_go_on (self, now);
}

static void
on_device (SyncClient *self, const SyncNow *now)
{
  GError *error = NULL;
  Id      device;

  if (!wire_read_device ((const char *) self->reply->data, self->reply->len, &device, &error))
    {
      client_trouble (self, SYNC_NONSENSE, error->message, 0, now);
      g_error_free (error);
      return;
    }
  if (!exchange_renumber (self->store, device, self->restored, &error) ||
      (self->restored && !exchange_set_server (self->store, self->server, self->server_inc, &error)))
    {
      client_store_failed (self, error, now);
      return;
    }
  self->register_anew = FALSE;
  self->device_unknown = FALSE;
  self->restored = FALSE;
  client_go_on (self, now);
}

static gboolean
outcomes_fit (SyncClient *self, GArray *outcomes)
{
  gint64 n = self->first;

  for (guint i = 0; i < outcomes->len; i++, n++)
    if (g_array_index (outcomes, Outcome, i).n != n)
      return FALSE;
  return outcomes->len > 0 && n - 1 <= self->last;
}

static void
on_push (SyncClient *self, const SyncNow *now)
{
  GError *error = NULL;
  g_autoptr (GArray) outcomes = wire_read_push ((const char *) self->reply->data, self->reply->len, &error);

  if (outcomes == NULL || !outcomes_fit (self, outcomes))
    {
      client_trouble (self, SYNC_NONSENSE, error != NULL ? error->message : "outcomes of other lines", 0, now);
      g_clear_error (&error);
      return;
    }
  if (!exchange_settle (self->store, (Outcome *) (gpointer) outcomes->data, outcomes->len, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  for (guint i = 0; i < outcomes->len; i++)
    client_tell_outcome (self, &g_array_index (outcomes, Outcome, i));
  refresh_unsent (self);
  client_say (self);
  client_go_on (self, now);
}

/* A server that restored a backup has lost lines it had acknowledged, or this file is an older copy (R34, R39). */
static void
on_forked (SyncClient *self, gboolean device_unknown, const SyncNow *now)
{
  self->device_unknown = device_unknown;
  self->register_anew = TRUE;
  client_go_on (self, now);
}

/* The server came back from a backup since hello: what is held here does not fit its places any more (R39). */
static void
on_restored (SyncClient *self, const SyncNow *now)
{
  self->greeted = FALSE;
  client_go_on (self, now);
}

/* A large push that got no answer may be too much for a slow line: the next one is half of it, else it would never get
   through. Small ones have other reasons. */
static void
lighten (SyncClient *self)
{
  if (self->asking != ASK_PUSH || self->pushed <= SYNC_BATCH_SMALL)
    return;
  self->batch_bytes = MIN (self->batch_bytes, MAX (SYNC_BATCH_SMALL, self->pushed / 2));
}

static void
on_too_large (SyncClient *self, const SyncNow *now)
{
  if (self->asking != ASK_PUSH || self->batch_lines == 1)
    {
      client_trouble (self, SYNC_BUSY, "413", 0, now);
      return;
    }
  self->batch_lines = MAX (1, self->batch_lines / 2);
  self->batch_bytes /= 2;
  client_go_on (self, now);
}

void
client_abandon (SyncClient *self)
{
  push_do (self, SYNC_DO_ABANDON)->request = self->request;
}

/* A wait is dropped for anything better to do. TRUE if nothing is on its way now. */
static gboolean
drop_wait (SyncClient *self)
{
  if (self->asking == ASK_WAIT)
    {
      client_abandon (self);
      forget_answer (self);
    }
  return self->asking == ASK_NOTHING;
}

/* In state drain the pull that says so comes after everything was pushed. */
static void
on_switched_off (SyncClient *self, const char *detail, const SyncNow *now)
{
  GError *error = NULL;

  if (!exchange_switch_off (self->store, &error))
    client_store_failed (self, error, now);
  else
    client_trouble (self, SYNC_REVOKED, detail, 0, now);
}

static void
on_refusal (SyncClient *self, const SyncNow *now)
{
  g_autofree char *code = wire_read_code ((const char *) self->reply->data, self->reply->len);
  g_autofree char *detail = g_strdup_printf ("%u %s", self->status, code);

  if (self->status == 409 && g_str_equal (code, "restored"))
    on_restored (self, now);
  else if (self->status == 409 &&
           (g_str_equal (code, "forked") || g_str_equal (code, "gap") || g_str_equal (code, "unknown_device")))
    on_forked (self, g_str_equal (code, "unknown_device"), now);
  else if (self->asking == ASK_REPAIR && (self->status == 404 || self->status == 409))
    client_repair_refused (self, now);
  else if (self->status == 413)
    on_too_large (self, now);
  else if (self->status == 426)
    client_trouble (self, SYNC_CLIENT_OLD, detail, 0, now);
  else if (self->status == 403 && (g_str_equal (code, "revoked") || g_str_equal (code, "drain")))
    on_switched_off (self, detail, now);
  else if (self->status == 403 && g_str_equal (code, "must_change"))
    client_trouble (self, SYNC_PASSWORD, detail, 0, now);
  else if (self->status == 403)
    client_trouble (self, SYNC_SIGN_IN, detail, 0, now);
  else if (self->status == 401)
    client_trouble (self, SYNC_SIGN_IN, detail, 0, now);
  else if (self->status == 503 && g_str_equal (code, "store"))
    client_trouble (self, SYNC_SERVER_STORE, detail, self->retry_after, now);
  else if (self->status == 429 || self->status >= 500)
    client_trouble (self, SYNC_BUSY, detail, self->retry_after, now);
  else
    client_trouble (self, SYNC_NONSENSE, detail, 0, now);
}

/* Events */

void
sync_client_start (SyncClient *self, const SyncNow *now)
{
  if (!drop_wait (self))
    return;
  self->failures = 0;
  self->wait_after = 0;
  self->started = TRUE;
  self->state.trouble = SYNC_FINE;
  client_begin_cycle (self, now);
}

void
sync_client_edited (SyncClient *self, const SyncNow *now)
{
  refresh_unsent (self);
  client_say (self);
  if (self->started && self->state.trouble == SYNC_FINE && drop_wait (self))
    client_begin_cycle (self, now);
}

void
sync_client_tick (SyncClient *self, const SyncNow *now)
{
  if (!self->started || self->wake == 0 || now->mono < self->wake)
    return;
  self->wake = 0;
  if (self->asking == ASK_NOTHING)
    client_begin_cycle (self, now);
  else if (now->mono >= self->heard_mono + ANSWER_US)
    {
      client_abandon (self);
      lighten (self);
      if (self->asking == ASK_WAIT)
        client_wait_failed (self, now);
      else
        client_trouble (self, SYNC_DOWN, "no answer", 0, now);
    }
  else
    client_wake_at (self, self->heard_mono + ANSWER_US);
}

void
sync_client_head (SyncClient *self, guint64 request, guint status, gint64 retry_after_s, const SyncNow *now)
{
  if (request != self->request)
    return;
  self->status = status;
  self->retry_after = retry_after_s;
  self->heard_mono = now->mono;
  if (status < 500)
    self->state.online = TRUE;
}

void
sync_client_data (SyncClient *self, guint64 request, gconstpointer bytes, gsize length, const SyncNow *now)
{
  if (request != self->request)
    return;
  self->heard_mono = now->mono;
  g_byte_array_append (self->reply, bytes, (guint) length);
  if (self->asking == ASK_PULL && self->status == 200)
    client_read_pull (self, now);
  else if (self->reply->len > WHOLE_REPLY_MAX)
    {
      push_do (self, SYNC_DO_ABANDON)->request = request;
      client_trouble (self, SYNC_NONSENSE, "the reply has no end", 0, now);
    }
}

void
sync_client_end (SyncClient *self, guint64 request, const SyncNow *now)
{
  if (request != self->request)
    return;
  /* Who may no longer sync is told so by the pull that follows. */
  if (self->asking == ASK_WAIT)
    {
      client_on_wait (self, now);
      return;
    }
  if (self->status != 200)
    {
      on_refusal (self, now);
      return;
    }
  self->state.trouble = SYNC_FINE;
  switch (self->asking)
    {
    case ASK_HELLO:
      on_hello (self, now);
      break;
    case ASK_DEVICE:
      on_device (self, now);
      break;
    case ASK_PUSH:
      on_push (self, now);
      break;
    case ASK_PULL:
      client_end_pull (self, now);
      break;
    case ASK_REPAIR:
      client_on_repair (self, now);
      break;
    case ASK_NOTHING:
    case ASK_WAIT:
    default:
      g_assert_not_reached ();
    }
}

void
sync_client_fail (SyncClient *self, guint64 request, SyncTrouble trouble, const char *detail, const SyncNow *now)
{
  if (request != self->request)
    return;
  if (trouble == SYNC_DOWN)
    lighten (self);
  if (self->asking == ASK_WAIT && trouble != SYNC_SIGN_IN)
    client_wait_failed (self, now);
  else
    client_trouble (self, trouble, detail, 0, now);
}

void
sync_client_set_poll (SyncClient *self, gint64 us)
{
  self->poll = us;
}

SyncDo *
sync_client_next (SyncClient *self)
{
  return g_queue_pop_head (&self->dos);
}

const SyncState *
sync_client_state (SyncClient *self)
{
  return &self->state;
}

SyncClient *
sync_client_new (Store *store, const char *device_name)
{
  SyncClient *self = g_new0 (SyncClient, 1);

  self->store = store;
  self->device_name = g_strdup (device_name);
  self->reply = g_byte_array_new ();
  self->batch_lines = SYNC_BATCH_LINES;
  self->batch_bytes = SYNC_BATCH_BYTES;
  self->poll = SYNC_POLL_US;
  self->prefixes = g_ptr_array_new_with_free_func (g_free);
  self->checked = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, g_free);
  self->state.detail = g_strdup ("");
  self->state.clock_offset = exchange_get_number (store, "clock_offset", 0);
  self->state.last_sync = exchange_get_number (store, "last_sync", 0);
  self->state.sample = exchange_get_number (store, "sample", 0) != 0;
  self->state.behind = exchange_get_number (store, "behind", 1) != 0;
  g_queue_init (&self->dos);
  refresh_unsent (self);
  return self;
}

void
sync_client_free (SyncClient *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->dos, (GDestroyNotify) sync_do_free);
  g_byte_array_unref (self->reply);
  pull_clear (&self->pull);
  g_ptr_array_unref (self->prefixes);
  g_hash_table_unref (self->checked);
  g_free (self->device_name);
  g_free (self->state.detail);
  g_free (self);
}
