/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buckets whose checksum is not the server's: descending to the rows that differ (R36). */
#include "sync/client-private.h"

#include <string.h>

#include "core/id.h"

#define DESCENTS_MAX 4096 /* requests about one bucket: a server that always has more is not believed for ever */

void
client_repair_reset (SyncClient *self)
{
  self->mending = ID_NONE;
  self->descents = 0;
  g_ptr_array_set_size (self->prefixes, 0);
}

static gboolean
is_too_soon (SyncClient *self, Id bucket, const SyncNow *now)
{
  const gint64 *at = g_hash_table_lookup (self->checked, &bucket);

  return at != NULL && now->mono - *at < SYNC_CHECK_PAUSE_US;
}

static void
remember (SyncClient *self, Id bucket, const SyncNow *now)
{
  g_hash_table_replace (self->checked, id_dup (bucket), g_memdup2 (&now->mono, sizeof now->mono));
}

gboolean
client_check_sums (SyncClient *self, GArray *sums, const SyncNow *now, GError **error)
{
  gint64 digested = 0;

  for (guint i = 0; i < sums->len; i++)
    {
      const ExchangeSum *claim = &g_array_index (sums, ExchangeSum, i);
      SumVerdict         verdict;

      if (is_too_soon (self, claim->bucket, now) ||
          (digested > 0 && digested + claim->sum.count > SYNC_CHECK_ROWS))
        continue;
      if (!exchange_check_sum (self->store, claim, &verdict, error))
        return FALSE;
      if (verdict == SUM_SKIPPED)
        continue;
      digested += claim->sum.count;
      if (claim->sum.count > SYNC_CHECK_LARGE && verdict == SUM_EQUAL)
        remember (self, claim->bucket, now);
    }
  return TRUE;
}

gboolean
client_mend (SyncClient *self, const ExchangeIdentity *who, const SyncNow *now)
{
  GError              *error = NULL;
  gboolean             found = TRUE;
  g_autofree Checksum *slots = g_new0 (Checksum, CHECKSUM_SLOTS);
  const char          *prefix;

  if (id_is_none (self->mending))
    {
      if (!exchange_doubted (self->store, &self->mending, &found, &error))
        {
          client_store_failed (self, error, now);
          return TRUE;
        }
      if (!found)
        return FALSE;
      g_ptr_array_add (self->prefixes, g_strdup (""));
    }
  prefix = self->prefixes->pdata[self->prefixes->len - 1];
  if (!exchange_slots (self->store, self->mending, prefix, slots, &error))
    {
      client_store_failed (self, error, now);
      return TRUE;
    }
  self->descents++;
  client_draw_nonce (self, now);
  client_ask (self, ASK_REPAIR, "/v1/repair",
              wire_write_repair (who, self->mending, prefix, slots, self->nonce, SYNC_SCHEMA), now);
  return TRUE;
}

/* What a whole answer says. */
typedef struct
{
  gboolean   headed, ended, more;
  GArray    *slots; /* of ExchangeSlot */
  GPtrArray *rows;  /* of Pulled */
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->slots, g_array_unref);
  g_clear_pointer (&answer->rows, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
free_pulled_cb (gpointer pulled)
{
  pulled_free (pulled);
}

static gboolean
take_line (SyncClient *self, Answer *answer, WireLine *line, const char *asked)
{
  switch (line->kind)
    {
    case WIRE_HEAD:
      answer->headed = id_equal (line->bucket, self->mending) && g_str_equal (line->nonce, self->nonce) &&
                       (line->inc == 0 || line->inc == self->server_inc);
      return answer->headed;
    case WIRE_SLOT:
      g_array_append_val (answer->slots, line->slot);
      return g_str_has_prefix (line->slot.prefix, asked) && strlen (line->slot.prefix) == strlen (asked) + 2 &&
             (line->slot.rows >= 0 || checksum_prefix_is_valid (line->slot.prefix));
    case WIRE_PULLED:
      if (line->pulled->kind != PULLED_ROW || !id_equal (line->pulled->bucket, self->mending))
        return FALSE;
      g_ptr_array_add (answer->rows, g_steal_pointer (&line->pulled));
      return TRUE;
    case WIRE_END:
      answer->ended = TRUE;
      answer->more = line->more;
      return TRUE;
    case WIRE_COMMIT:
    case WIRE_SUM:
    case WIRE_OTHER:
    default:
      return TRUE;
    }
}

/* Every slot told in full has as many rows as it says. */
static gboolean
is_whole (const Answer *answer)
{
  gint64 rows = 0;

  for (guint i = 0; i < answer->slots->len; i++)
    rows += MAX (g_array_index (answer->slots, ExchangeSlot, i).rows, 0);
  return answer->headed && answer->ended && rows == (gint64) answer->rows->len;
}

static gboolean
read_answer (SyncClient *self, Answer *answer)
{
  const char *start = (const char *) self->reply->data, *end = start + self->reply->len;
  const char *asked = self->prefixes->pdata[self->prefixes->len - 1];
  DigestState sum;
  char        hex[DIGEST_HEX_LENGTH + 1];

  answer->slots = g_array_new (FALSE, FALSE, sizeof (ExchangeSlot));
  answer->rows = g_ptr_array_new_with_free_func (free_pulled_cb);
  digest_init (&sum);
  while (start < end)
    {
      const char *stop = memchr (start, '\n', (gsize) (end - start));
      g_autoptr (WireLine) line = stop != NULL ? wire_read_pull (start, (gsize) (stop - start), NULL) : NULL;

      if (line == NULL || answer->ended || (!answer->headed && line->kind != WIRE_HEAD) ||
          !take_line (self, answer, line, asked))
        return FALSE;
      if (line->kind == WIRE_END)
        {
          digest_to_hex (digest_finish (&sum), hex);
          if (!g_str_equal (hex, line->sha))
            return FALSE;
        }
      else
        digest_update (&sum, start, (gsize) (stop - start) + 1);
      start = stop + 1;
    }
  return is_whole (answer);
}

static gboolean
end_bucket (SyncClient *self, const SyncNow *now, GError **error)
{
  remember (self, self->mending, now);
  if (!exchange_end_repair (self->store, self->mending, error))
    return FALSE;
  client_repair_reset (self);
  self->pull_wanted = TRUE; /* what waited for these rows may leave */
  return TRUE;
}

void
client_on_repair (SyncClient *self, const SyncNow *now)
{
  g_auto (Answer) answer = { 0 };
  GError *error = NULL;
  guint   mended = 0;

  if (!read_answer (self, &answer))
    {
      client_trouble (self, SYNC_NONSENSE, "the reply to a repair is not understood", 0, now);
      return;
    }
  if (!exchange_repair (self->store, self->mending, answer.slots, answer.rows, &mended, &error))
    {
      client_store_failed (self, error, now);
      return;
    }
  if (mended > 0)
    g_message ("mended %u rows", mended);
  if (!answer.more)
    g_ptr_array_remove_index (self->prefixes, self->prefixes->len - 1);
  for (guint i = 0; i < answer.slots->len; i++)
    if (g_array_index (answer.slots, ExchangeSlot, i).rows < 0)
      g_ptr_array_add (self->prefixes, g_strdup (g_array_index (answer.slots, ExchangeSlot, i).prefix));
  if ((self->prefixes->len == 0 || self->descents >= DESCENTS_MAX) && !end_bucket (self, now, &error))
    client_store_failed (self, error, now);
  else
    client_go_on (self, now);
}

/* The bucket is not this person's any more, or the server is too old to repair: the pull goes on without. */
void
client_repair_refused (SyncClient *self, const SyncNow *now)
{
  GError *error = NULL;

  if (end_bucket (self, now, &error))
    client_go_on (self, now);
  else
    client_store_failed (self, error, now);
}
