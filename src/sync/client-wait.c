/* SPDX-License-Identifier: GPL-3.0-or-later */
/* At rest: a request the server answers when there is news, and pulling by oneself where that fails. */
#include "sync/client-private.h"

#define QUICK_US (5 * G_USEC_PER_SEC) /* an answer without news that comes sooner is no waiting */
#define PAUSE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define PAUSE_MAX_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

void
client_rest (SyncClient *self, const SyncNow *now)
{
  ExchangeIdentity who;
  g_autoptr (GArray) cursors = NULL;
  g_autofree char *path = NULL;

  if (!self->wait || now->mono < self->wait_after || !exchange_get_identity (self->store, &who, NULL) ||
      (cursors = store_cursors (self->store, NULL)) == NULL)
    {
      client_wake_at (self, now->mono + self->poll);
      return;
    }
  path = wire_write_wait (&who, cursors);
  client_ask (self, ASK_WAIT, path, NULL, now);
}

/* What waits no longer for an answer goes on as if there were no such request, for a while. */
void
client_wait_failed (SyncClient *self, const SyncNow *now)
{
  self->asking = ASK_NOTHING;
  self->request = 0;
  self->wait_after = now->mono + MIN (PAUSE_MAX_US, PAUSE_US << MIN (self->wait_failures, 6));
  self->wait_failures++;
  client_wake_at (self, now->mono + (gint64) (now->random % (guint64) MAX (1, MIN (self->poll, SYNC_POLL_US))));
}

void
client_on_wait (SyncClient *self, const SyncNow *now)
{
  gboolean news = FALSE;
  gboolean fine = self->status == 200 &&
                  wire_read_wait ((const char *) self->reply->data, self->reply->len, &news) &&
                  (news || now->mono - self->asked_mono >= QUICK_US);

  if (!fine)
    {
      client_wait_failed (self, now);
      return;
    }
  self->wait_failures = 0;
  if (news || now->mono - self->pulled >= SYNC_PULL_US)
    client_begin_cycle (self, now);
  else
    client_rest (self, now);
}

void
sync_client_set_wait (SyncClient *self, gboolean wait)
{
  self->wait = wait;
}
