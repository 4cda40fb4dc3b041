/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a pull line by line: what stands between two commit points goes to the store in one transaction (R42). */
#include "sync/client-private.h"

#include <string.h>

#include "core/plant.h"

static void
free_pulled_cb (gpointer pulled)
{
  pulled_free (pulled);
}

void
pull_clear (SyncPull *pull)
{
  g_clear_pointer (&pull->rows, g_ptr_array_unref);
  g_clear_pointer (&pull->sums, g_array_unref);
  memset (pull, 0, sizeof *pull);
}

static void
give_up (SyncClient *self, const char *why, const SyncNow *now)
{
  client_abandon (self);
  client_trouble (self, SYNC_NONSENSE, why, 0, now);
}

static void
set_behind (SyncClient *self, gboolean behind)
{
  if (self->state.behind == behind)
    return;
  self->state.behind = behind;
  self->state.arrived = 0;
  self->state.expected = 0;
  exchange_set_number (self->store, "behind", behind, NULL);
  client_say (self);
}

/* A pull that ends before its end leaves what it brought incomplete. */
void
client_pull_broke (SyncClient *self)
{
  if (self->pull.commits > 0 && !PLANT (half_a_pull))
    set_behind (self, TRUE);
}

/* FALSE if the stream is no longer read. */
static gboolean
on_head (SyncClient *self, const WireLine *line, const SyncNow *now)
{
  GError *error = NULL;

  if (self->pull.headed || !g_str_equal (line->nonce, self->nonce))
    {
      give_up (self, "the reply belongs to another pull", now);
      return FALSE;
    }
  /* Restored from a backup while nobody looked: nothing of this answer fits what is held here (R39). */
  if (line->inc != 0 && line->inc != self->server_inc)
    {
      client_abandon (self);
      self->greeted = FALSE;
      client_go_on (self, now);
      return FALSE;
    }
  self->pull.headed = TRUE;
  self->pull.rows = g_ptr_array_new_with_free_func (free_pulled_cb);
  self->pull.sums = g_array_new (FALSE, FALSE, sizeof (ExchangeSum));
  self->pull.now = line->now;
  client_clock (self, line->now, now);
  if (line->expected > 0)
    self->state.expected = self->state.arrived + line->expected;
  if (!exchange_apply_grants (self->store, line->epoch, (const HeldBucket *) (gpointer) line->add->data, line->add->len,
                              (const Id *) (gpointer) line->del->data, line->del->len, &error))
    {
      client_store_failed (self, error, now);
      return FALSE;
    }
  for (guint i = 0; i < line->old->len; i++)
    if (!exchange_doubt_shard (self->store, g_array_index (line->old, Id, i), &error))
      {
        client_store_failed (self, error, now);
        return FALSE;
      }
  return TRUE;
}

static gboolean
on_commit (SyncClient *self, const WireLine *line, const SyncNow *now)
{
  GError *error = NULL;
  /* Between the first commit point that brings rows and the end of the pull totals are not complete (R42); it is said
     aloud only if that takes more than one. */
  gboolean first = self->pull.rows->len > 0 && self->pull.commits == 0 && !self->state.behind;

  if (!exchange_apply_chunk (self->store, self->pull.rows, line->cursors, line->backfills, first, &error))
    {
      client_store_failed (self, error, now);
      return FALSE;
    }
  if (self->pull.rows->len > 0 && self->pull.commits++ > 0)
    set_behind (self, TRUE);
  self->state.arrived += self->pull.rows->len;
  g_ptr_array_set_size (self->pull.rows, 0);
  if (self->state.behind)
    client_say (self);
  return TRUE;
}

static gboolean
on_end (SyncClient *self, const WireLine *line, const SyncNow *now)
{
  char hex[DIGEST_HEX_LENGTH + 1];

  digest_to_hex (digest_finish (&self->pull.sum), hex);
  if (self->pull.rows->len > 0 || !g_str_equal (hex, line->sha))
    {
      give_up (self, "the reply is not what the server wrote", now);
      return FALSE;
    }
  self->pull.ended = TRUE;
  self->pull.more = line->more;
  return TRUE;
}

static gboolean
on_line (SyncClient *self, const char *text, gsize length, const SyncNow *now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WireLine) line = wire_read_pull (text, length, &error);

  if (line == NULL || self->pull.ended || (!self->pull.headed && line->kind != WIRE_HEAD))
    {
      give_up (self, error != NULL ? error->message : "a line at the wrong place", now);
      return FALSE;
    }
  if (line->kind == WIRE_HEAD && !self->pull.headed)
    digest_init (&self->pull.sum);
  if (line->kind == WIRE_END)
    return on_end (self, line, now);
  digest_update (&self->pull.sum, text, length);
  digest_update (&self->pull.sum, "\n", 1);
  switch (line->kind)
    {
    case WIRE_HEAD:
      return on_head (self, line, now);
    case WIRE_COMMIT:
      return on_commit (self, line, now);
    case WIRE_PULLED:
      g_ptr_array_add (self->pull.rows, g_steal_pointer (&line->pulled));
      if (self->pull.rows->len <= SYNC_CHUNK_MAX)
        return TRUE;
      give_up (self, "rows without a commit point", now);
      return FALSE;
    case WIRE_SUM:
      g_array_append_val (self->pull.sums, line->sum);
      return TRUE;
    case WIRE_OTHER:
    case WIRE_SLOT:
    case WIRE_END:
    default:
      return TRUE;
    }
}

/* Takes the whole lines out of the reply. */
void
client_read_pull (SyncClient *self, const SyncNow *now)
{
  guint64 request = self->request;
  gsize   used = 0;

  while (TRUE)
    {
      const char *start = (const char *) self->reply->data + used;
      const char *end = used < self->reply->len ? memchr (start, '\n', self->reply->len - used) : NULL;

      if (end == NULL)
        break;
      if (!on_line (self, start, (gsize) (end - start), now))
        return;
      used += (gsize) (end - start) + 1;
      g_assert (self->request == request);
    }
  if (used > 0)
    g_byte_array_remove_range (self->reply, 0, (guint) used);
  if (self->reply->len > SYNC_LINE_MAX)
    give_up (self, "a line has no end", now);
}

void
client_end_pull (SyncClient *self, const SyncNow *now)
{
  GError  *error = NULL;
  gboolean more = self->pull.more;
  gboolean doubt;

  if (!self->pull.ended)
    {
      client_trouble (self, SYNC_DOWN, "the reply was cut", 0, now);
      return;
    }
  self->failures = 0;
  if (!more && !client_check_sums (self, self->pull.sums, now, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  doubt = exchange_is_in_doubt (self->store);
  /* Noted with the rows, and not said: taken back. */
  if (self->pull.commits > 0 && !self->state.behind)
    exchange_set_number (self->store, "behind", 0, NULL);
  self->pull.commits = 0;
  set_behind (self, more || doubt);
  if (!more && !doubt && !exchange_end_pull (self->store, self->acknowledged, self->pull.now, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  self->pull_wanted = more;
  client_go_on (self, now);
}
