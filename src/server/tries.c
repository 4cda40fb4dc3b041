/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/tries.h"

#include "core/id.h"

#define SECOND G_USEC_PER_SEC

typedef enum
{
  BY_BOTH, /* account and address */
  BY_LOGIN,
  BY_ADDRESS,
  BY_DEVICE,
  N_KINDS,
} Kind;

/* So many in a row, then one each so long. An address may be a whole office, or a proxy before the server. */
typedef struct
{
  gint64 most, drain;
} Limit;

static const Limit limits[N_KINDS] = {
  [BY_BOTH] = { 5, 30 * SECOND },
  [BY_LOGIN] = { 20, 30 * SECOND },
  [BY_ADDRESS] = { 100, 6 * SECOND },
  [BY_DEVICE] = { 5, 30 * SECOND },
};

/* A moment stands for failures: it lies as many drains after now as there are left of them. */
struct Tries
{
  GHashTable *failed[N_KINDS]; /* key → gint64 * */
  gint64      rest[N_KINDS];   /* of all those for whom there was no room */
};

Tries *
tries_new (void)
{
  Tries *self = g_new0 (Tries, 1);

  for (guint i = 0; i < N_KINDS; i++)
    self->failed[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
tries_free (Tries *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    g_hash_table_unref (self->failed[i]);
  g_free (self);
}

/* Nothing lies further ahead than a full count: a clock that was set back keeps nobody out. */
static gint64
bounded (Kind kind, gint64 moment, gint64 now)
{
  return CLAMP (moment, now, now + limits[kind].most * limits[kind].drain);
}

static gint64
wait_of (Kind kind, gint64 moment, gint64 now)
{
  return bounded (kind, moment, now) + limits[kind].drain - now - limits[kind].most * limits[kind].drain;
}

static gint64
one_more (Kind kind, gint64 moment, gint64 now)
{
  return bounded (kind, bounded (kind, moment, now) + limits[kind].drain, now);
}

/* (transfer full) (nullable): NULL = does not count for @trier. */
static char *
key_of (Kind kind, const Trier *trier)
{
  const char *address = trier->address != NULL ? trier->address : "";

  if ((kind == BY_DEVICE) == id_is_none (trier->device))
    return NULL;
  switch (kind)
    {
    case BY_BOTH:
      return g_strdup_printf ("%s %s", trier->login, address);
    case BY_LOGIN:
      return g_strdup (trier->login);
    case BY_ADDRESS:
      return g_strdup (address);
    case BY_DEVICE:
    case N_KINDS:
    default:
      return id_dup_hex (trier->device);
    }
}

gboolean
tries_is_paused (Tries *self, const Trier *trier, const ServerNow *now, guint *retry_after)
{
  gint64 longest = 0;

  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autofree char *key = key_of (kind, trier);
      const gint64    *moment = key != NULL ? g_hash_table_lookup (self->failed[kind], key) : NULL;

      if (moment != NULL)
        longest = MAX (longest, wait_of (kind, *moment, now->now));
      else if (key != NULL && g_hash_table_size (self->failed[kind]) >= TRIES_KEPT)
        longest = MAX (longest, wait_of (kind, self->rest[kind], now->now));
    }
  if (longest <= 0)
    return FALSE;
  *retry_after = (guint) (longest / SECOND) + 1;
  return TRUE;
}

/* Room for one more: what has drained most gives way, unless all of them have to wait. */
static gboolean
make_room (Tries *self, Kind kind, gint64 now)
{
  GHashTableIter iter;
  gpointer       key, value, least = NULL;
  gint64         moment = G_MAXINT64;

  if (g_hash_table_size (self->failed[kind]) < TRIES_KEPT)
    return TRUE;
  g_hash_table_iter_init (&iter, self->failed[kind]);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (*(gint64 *) value < moment)
      {
        moment = *(gint64 *) value;
        least = key;
      }
  if (wait_of (kind, moment, now) > 0)
    return FALSE;
  g_hash_table_remove (self->failed[kind], least);
  return TRUE;
}

void
tries_failed (Tries *self, const Trier *trier, const ServerNow *now)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autofree char *key = key_of (kind, trier);
      gint64          *moment = key != NULL ? g_hash_table_lookup (self->failed[kind], key) : NULL;

      if (key == NULL)
        continue;
      if (moment == NULL && make_room (self, kind, now->now))
        {
          moment = g_new0 (gint64, 1);
          g_hash_table_insert (self->failed[kind], g_steal_pointer (&key), moment);
        }
      if (moment == NULL)
        moment = &self->rest[kind];
      *moment = one_more (kind, *moment, now->now);
    }
}

void
tries_succeeded (Tries *self, const Trier *trier)
{
  static const Kind own[] = { BY_BOTH, BY_DEVICE };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *key = key_of (own[i], trier);

      if (key != NULL)
        g_hash_table_remove (self->failed[own[i]], key);
    }
}

guint
tries_count (Tries *self)
{
  guint count = 0;

  for (guint i = 0; i < N_KINDS; i++)
    count += g_hash_table_size (self->failed[i]);
  return count;
}
