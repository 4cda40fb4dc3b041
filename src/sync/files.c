/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/files.h"

#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "store/blob.h"
#include "sync/client-wire.h"
#include "sync/exchange.h"

#define PAUSE_US (2 * G_USEC_PER_SEC) /* after a first failure; doubles */
#define PAUSE_MAX_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)
#define NOT_THERE_US (G_GINT64_CONSTANT (15) * G_USEC_PER_SEC) /* its author has not sent it yet */
#define REFUSED_US (G_GINT64_CONSTANT (300) * G_USEC_PER_SEC)

typedef enum
{
  ASKED_NOTHING,
  ASKED_BEGIN,
  ASKED_PUT,
  ASKED_GET,
} Asked;

/* When a row's file is tried again. */
typedef struct
{
  gint64 after; /* mono */
  guint  failures;
} Pause;

struct SyncFiles
{
  Store      *store;
  GHashTable *pauses; /* Id → Pause */
  gint64      pause;  /* mono: of everything */
  guint       failures;

  /* The upload that is under way, as far as the server told. */
  StoreBlob sending;
  gboolean  begun;
  gboolean  whole;  /* it says it has all: ask it to let the row read it */
  guint32   pieces; /* it has */

  /* The request on its way. */
  Asked     asked;
  guint64   request, requests;
  StoreBlob blob;
  guint     at;
  gint64    inc;
};

void
sync_files_ask_free (SyncFilesAsk *ask)
{
  if (ask == NULL)
    return;
  g_free (ask->path);
  g_clear_pointer (&ask->body, g_bytes_unref);
  g_free (ask);
}

SyncFiles *
sync_files_new (Store *store)
{
  SyncFiles *self = g_new0 (SyncFiles, 1);

  self->store = store;
  self->pauses = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, g_free);
  return self;
}

void
sync_files_free (SyncFiles *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->pauses);
  g_free (self);
}

void
sync_files_start (SyncFiles *self)
{
  g_hash_table_remove_all (self->pauses);
  self->pause = 0;
  self->failures = 0;
}

/* Pauses */

/* Half of it for certain, the rest by chance, so that a thousand desktops do not come at once. */
static gint64
spread (gint64 pause, const SyncNow *now)
{
  return pause / 2 + (gint64) (now->random % (guint64) (pause / 2 + 1));
}

static void
pause_all (SyncFiles *self, gint64 at_least, const SyncNow *now)
{
  gint64 pause = MIN (PAUSE_MAX_US, PAUSE_US << MIN (self->failures, 10));

  self->failures++;
  self->pause = now->mono + MAX (at_least, spread (pause, now));
}

static void
pause_one (SyncFiles *self, Id row, gint64 first, const SyncNow *now)
{
  Pause *pause = g_hash_table_lookup (self->pauses, &row);

  if (pause == NULL)
    {
      pause = g_new0 (Pause, 1);
      g_hash_table_insert (self->pauses, g_memdup2 (&row, sizeof row), pause);
    }
  pause->after = now->mono + spread (MIN (PAUSE_MAX_US, first << MIN (pause->failures, 10)), now);
  pause->failures++;
}

/* Whether the row's file may be tried now; else *@wake is not after its time. */
static gboolean
is_due (SyncFiles *self, Id row, const SyncNow *now, gint64 *wake)
{
  const Pause *pause = g_hash_table_lookup (self->pauses, &row);

  if (pause == NULL || pause->after <= now->mono)
    return TRUE;
  *wake = *wake == 0 ? pause->after : MIN (*wake, pause->after);
  return FALSE;
}

static gboolean
is_same (const StoreBlob *a, const StoreBlob *b)
{
  return a->table == b->table && id_equal (a->id, b->id) && digest_equal (a->hash, b->hash) && a->size == b->size;
}

/* What is asked next */

static SyncFilesAsk *
ask_new (SyncFiles *self, Asked what, const StoreBlob *blob, char *path, GBytes *body)
{
  static const char *const methods[] = { "", "POST", "PUT", "GET" };
  SyncFilesAsk            *ask = g_new0 (SyncFilesAsk, 1);

  self->asked = what;
  self->request = ++self->requests;
  self->blob = *blob;
  ask->request = self->request;
  ask->method = methods[what];
  ask->path = path;
  ask->body = body;
  return ask;
}

static guint
first_missing (guint32 bits, guint pieces)
{
  guint at = 0;

  while (at < pieces && (bits & (1u << at)) != 0)
    at++;
  return at;
}

static SyncFilesAsk *
ask_begin (SyncFiles *self, const ExchangeIdentity *who, const StoreBlob *blob)
{
  g_autofree char *device = id_dup_hex (who->device);
  g_autofree char *row = id_dup_hex (blob->id);
  g_autofree char *hash = digest_dup_hex (blob->hash);
  char            *text =
      g_strdup_printf ("{\"dev\":\"%s\",\"hash\":\"%s\",\"id\":\"%s\",\"size\":%" G_GINT64_FORMAT ",\"t\":\"%s\"}",
                       device, hash, row, blob->size, blob->table);

  return ask_new (self, ASKED_BEGIN, blob, g_strdup ("/v1/blob"), g_bytes_new_take (text, strlen (text)));
}

static char *
piece_path (SyncFiles *self, const ExchangeIdentity *who, const StoreBlob *blob, gboolean fetch)
{
  g_autofree char *device = id_dup_hex (who->device);
  g_autofree char *row = id_dup_hex (blob->id);
  g_autofree char *hash = digest_dup_hex (blob->hash);

  if (!fetch)
    return g_strdup_printf ("/v1/blob?at=%u&dev=%s&hash=%s", self->at, device, hash);
  return g_strdup_printf ("/v1/blob?at=%u&dev=%s&hash=%s&id=%s&t=%s", self->at, device, hash, row, blob->table);
}

/* *@ask stays NULL where there is nothing to ask about this file: it is here by now, or was damaged. */
static gboolean
fetch (SyncFiles              *self,
       const ExchangeIdentity *who,
       const StoreBlob        *blob,
       const SyncNow          *now,
       SyncFilesAsk          **ask,
       GError                **error)
{
  StoreBlobState state;
  guint32        bits;
  gboolean       right = FALSE;

  if (!store_blob_state (self->store, blob, &state, error) ||
      !store_blob_have (self->store, blob->hash, &bits, error))
    return FALSE;
  if (state.whole)
    return store_blob_unwant (self->store, blob, error);
  self->at = first_missing (bits, store_blob_pieces (blob->size));
  if (self->at < store_blob_pieces (blob->size))
    {
      *ask = ask_new (self, ASKED_GET, blob, piece_path (self, who, blob, TRUE), NULL);
      return TRUE;
    }
  if (!store_blob_seal (self->store, blob->hash, &right, error))
    return FALSE;
  if (!right)
    pause_one (self, blob->id, PAUSE_US, now);
  return !right || store_blob_unwant (self->store, blob, error);
}

static gboolean
send (SyncFiles              *self,
      const ExchangeIdentity *who,
      const StoreBlob        *blob,
      const SyncNow          *now,
      SyncFilesAsk          **ask,
      GError                **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!is_same (blob, &self->sending))
    {
      self->sending = *blob;
      self->begun = FALSE;
      self->whole = FALSE;
    }
  self->at = first_missing (self->pieces, store_blob_pieces (blob->size));
  if (!self->begun || self->whole || self->at == store_blob_pieces (blob->size))
    {
      *ask = ask_begin (self, who, blob);
      return TRUE;
    }
  bytes = store_blob_piece (self->store, blob->hash, self->at, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (bytes != NULL)
    *ask = ask_new (self, ASKED_PUT, blob, piece_path (self, who, blob, FALSE), g_steal_pointer (&bytes));
  else
    pause_one (self, blob->id, PAUSE_US, now);
  return TRUE;
}

typedef gboolean (*Step) (SyncFiles              *self,
                          const ExchangeIdentity *who,
                          const StoreBlob        *blob,
                          const SyncNow          *now,
                          SyncFilesAsk          **ask,
                          GError                **error);

/* The first of @blobs that is due and asks for something. */
static gboolean
first_of (SyncFiles              *self,
          const ExchangeIdentity *who,
          GArray                 *blobs,
          Step                    step,
          const SyncNow          *now,
          gint64                 *wake,
          SyncFilesAsk          **ask,
          GError                **error)
{
  for (guint i = 0; blobs != NULL && i < blobs->len && *ask == NULL; i++)
    {
      const StoreBlob *blob = &g_array_index (blobs, StoreBlob, i);

      if (is_due (self, blob->id, now, wake) && !step (self, who, blob, now, ask, error))
        return FALSE;
    }
  return blobs != NULL;
}

SyncFilesAsk *
sync_files_next (SyncFiles *self, const SyncNow *now, gint64 *wake, GError **error)
{
  ExchangeIdentity who;
  SyncFilesAsk    *ask = NULL;
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GArray) unsent = NULL;

  *wake = 0;
  if (self->asked != ASKED_NOTHING)
    return NULL;
  if (self->pause > now->mono)
    {
      *wake = self->pause;
      return NULL;
    }
  if (!exchange_get_identity (self->store, &who, error) || id_is_none (who.device))
    return NULL;
  self->inc = who.inc;
  wanted = store_blob_to_fetch (self->store, error);
  if (!first_of (self, &who, wanted, fetch, now, wake, &ask, error) || ask != NULL)
    return ask;
  unsent = store_blob_to_send (self->store, who.inc, error);
  first_of (self, &who, unsent, send, now, wake, &ask, error);
  return ask;
}

/* Answers */

/* {"done":false,"have":[0,3]} */
static gboolean
read_have (GBytes *body, guint pieces, gboolean *done, guint32 *bits)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = json_strict_parse (text != NULL ? text : "", (gssize) length, 3, NULL);
  JsonArray *have;

  *bits = 0;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !json_member_opt_bool (json_node_get_object (node), "done", FALSE, done, NULL) ||
      !json_member_array (json_node_get_object (node), "have", &have, NULL))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (have); i++)
    {
      gint64 at = json_array_get_int_element (have, i);

      if (at < 0 || at >= pieces)
        return FALSE;
      *bits |= 1u << at;
    }
  return TRUE;
}

static guint
count_bits (guint32 bits)
{
  return (guint) __builtin_popcount (bits);
}

static gboolean
on_begun (SyncFiles *self, GBytes *body, const SyncNow *now, GError **error)
{
  guint    pieces = store_blob_pieces (self->blob.size);
  gboolean done = FALSE;

  self->whole = FALSE;
  self->begun = read_have (body, pieces, &done, &self->pieces);
  if (done)
    {
      g_hash_table_remove (self->pauses, &self->blob.id);
      self->begun = FALSE;
      return store_blob_sent (self->store, &self->blob, self->inc, error);
    }
  if (!self->begun || count_bits (self->pieces) == pieces) /* all of them, and not done: not understood */
    {
      self->begun = FALSE;
      pause_one (self, self->blob.id, PAUSE_US, now);
      return TRUE;
    }
  return store_blob_sending (self->store, &self->blob, count_bits (self->pieces), error);
}

static gboolean
on_put (SyncFiles *self, GBytes *body, const SyncNow *now, GError **error)
{
  guint    pieces = store_blob_pieces (self->blob.size);
  gboolean done = FALSE;

  if (!read_have (body, pieces, &done, &self->pieces) || (!done && (self->pieces & (1u << self->at)) == 0))
    {
      self->begun = FALSE;
      pause_one (self, self->blob.id, PAUSE_US, now);
      return TRUE;
    }
  self->whole = done;
  return store_blob_sending (self->store, &self->blob, done ? pieces : count_bits (self->pieces), error);
}

static gboolean
on_got (SyncFiles *self, GBytes *body, const SyncNow *now, GError **error)
{
  guint    pieces = store_blob_pieces (self->blob.size);
  guint32  bits;
  gboolean right = FALSE;

  if (g_bytes_get_size (body) != store_blob_piece_size (self->blob.size, self->at))
    {
      pause_one (self, self->blob.id, PAUSE_US, now);
      return TRUE;
    }
  if (!store_blob_add (self->store, self->blob.hash, self->blob.size, self->at, body, error) ||
      !store_blob_have (self->store, self->blob.hash, &bits, error))
    return FALSE;
  if (count_bits (bits) < pieces)
    return TRUE;
  if (!store_blob_seal (self->store, self->blob.hash, &right, error))
    return FALSE;
  if (!right) /* thrown away, and fetched anew */
    {
      pause_one (self, self->blob.id, PAUSE_US, now);
      return TRUE;
    }
  g_hash_table_remove (self->pauses, &self->blob.id);
  return store_blob_unwant (self->store, &self->blob, error);
}

/* The server does not take or give this file. */
static gboolean
on_refused (SyncFiles *self, Asked asked, guint status, gint64 retry_after_s, const SyncNow *now, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) here = NULL;

  self->begun = FALSE;
  self->whole = FALSE;
  if (status == 429 || status >= 500)
    pause_all (self, retry_after_s * G_USEC_PER_SEC, now);
  else if (status == 401 || status == 403)
    pause_all (self, REFUSED_US, now); /* push and pull find out why */
  else if (status == 404 && asked != ASKED_PUT)
    pause_one (self, self->blob.id, NOT_THERE_US, now);
  else
    pause_one (self, self->blob.id, PAUSE_US, now);
  if (status != 409 || asked != ASKED_PUT)
    return TRUE;
  /* Not what it was called: hashed again here, and dropped if it was spoiled on this disk. */
  here = store_blob_read (self->store, self->blob.hash, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
sync_files_answer (SyncFiles     *self,
                   guint64        request,
                   guint          status,
                   gint64         retry_after_s,
                   GBytes        *body,
                   const SyncNow *now,
                   GError       **error)
{
  Asked asked = self->asked;

  if (request != self->request || asked == ASKED_NOTHING)
    return TRUE;
  self->asked = ASKED_NOTHING;
  if (status != 200)
    return on_refused (self, asked, status, retry_after_s, now, error);
  self->failures = 0;
  if (asked == ASKED_GET)
    return on_got (self, body, now, error);
  return asked == ASKED_BEGIN ? on_begun (self, body, now, error) : on_put (self, body, now, error);
}

void
sync_files_fail (SyncFiles *self, guint64 request, const SyncNow *now)
{
  if (request != self->request || self->asked == ASKED_NOTHING)
    return;
  self->asked = ASKED_NOTHING;
  self->begun = FALSE;
  pause_all (self, 0, now);
}
