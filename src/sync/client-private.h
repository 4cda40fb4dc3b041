/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by client.c and client-pull.c only. */
#pragma once

#include "core/hex.h"
#include "sync/client-wire.h"
#include "sync/client.h"

typedef enum
{
  ASK_NOTHING,
  ASK_HELLO,
  ASK_DEVICE,
  ASK_PUSH,
  ASK_PULL,
  ASK_REPAIR,
  ASK_WAIT,
} SyncAsk;

/* A pull being read. */
typedef struct
{
  gboolean    headed;
  gboolean    ended;
  gboolean    more;
  gint64      now;     /* of the server */
  guint       commits; /* that brought rows */
  GPtrArray  *rows;    /* of Pulled, since the last commit point */
  GArray     *sums;    /* of ExchangeSum */
  DigestState sum;
} SyncPull;

struct SyncClient
{
  Store    *store;
  char     *device_name;
  SyncState state;
  GQueue    dos;
  gboolean  started;
  gboolean  greeted;
  gboolean  register_anew;
  gboolean  device_unknown; /* the server never heard of this device: it may not even pull */
  gboolean  restored;
  Id        server;
  gint64    server_inc;
  gboolean  pull_wanted;
  guint     failures;
  gint64    poll; /* µs */
  gint64    wake; /* mono, 0 = none */
  guint     batch_lines;
  gsize     batch_bytes;
  gsize     pushed; /* bytes of the push on its way */

  /* The request on its way. */
  SyncAsk     asking;
  guint64     request;
  guint64     requests; /* numbers given so far */
  gint64      asked_wall, asked_mono, heard_mono;
  guint       status;
  gint64      retry_after;
  GByteArray *reply;        /* whole, or the part of a pull that is no whole line yet */
  gint64      first, last;  /* push: lines sent */
  gint64      acknowledged; /* pull: when it began */
  char        nonce[33];
  SyncPull    pull;

  /* client-wait.c */
  gboolean wait;
  guint    wait_failures;
  gint64   wait_after; /* mono: not before */
  gint64   pulled;     /* mono: end of the last cycle */

  /* client-repair.c */
  Id          mending;  /* bucket being compared row by row; none = none */
  GPtrArray  *prefixes; /* char *, slots still to be asked for; the last one is next */
  guint       descents; /* requests about this bucket so far */
  GHashTable *checked;  /* Id → gint64 mono: not to be compared again too soon */
};

void client_say (SyncClient *self);
void client_tell_outcome (SyncClient *self, const Outcome *outcome);
void client_trouble (SyncClient    *self,
                     SyncTrouble    trouble,
                     const char    *detail,
                     gint64         retry_after_s,
                     const SyncNow *now);
void client_store_failed (SyncClient *self, GError *error, const SyncNow *now);
void client_go_on (SyncClient *self, const SyncNow *now);
void client_clock (SyncClient *self, gint64 server_now, const SyncNow *now);

/* Asks; the answer comes to client_read_reply of its kind. */
void client_ask (SyncClient *self, SyncAsk what, const char *path, GBytes *body, const SyncNow *now);
void client_draw_nonce (SyncClient *self, const SyncNow *now);

void client_begin_cycle (SyncClient *self, const SyncNow *now);
void client_wake_at (SyncClient *self, gint64 mono);
void client_abandon (SyncClient *self);
/* The client is at rest: asks for a hint, or says when it pulls again. */
void client_rest (SyncClient *self, const SyncNow *now);
void client_on_wait (SyncClient *self, const SyncNow *now);
void client_wait_failed (SyncClient *self, const SyncNow *now);

/* FALSE with @error if the store failed. */
gboolean client_check_sums (SyncClient *self, GArray *sums, const SyncNow *now, GError **error);
/* The next request about a bucket in doubt; FALSE = there is none, or nothing more can be done. */
gboolean client_mend (SyncClient *self, const ExchangeIdentity *who, const SyncNow *now);
void     client_on_repair (SyncClient *self, const SyncNow *now);
void     client_repair_refused (SyncClient *self, const SyncNow *now);
void     client_repair_reset (SyncClient *self);

void pull_clear (SyncPull *pull);
void client_pull_broke (SyncClient *self);
void client_read_pull (SyncClient *self, const SyncNow *now);
void client_end_pull (SyncClient *self, const SyncNow *now);
