/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sync client without network, thread, clock or random (R74): events go in, instructions come out, the store is
 * called synchronously. One cycle is hello (after a failure), push until nothing is queued, pull until nothing is left.
 */
#pragma once

#include "sync/exchange.h"

#define SYNC_PROTOCOL 1
#define SYNC_SCHEMA 1
#define SYNC_POLL_US (10 * G_USEC_PER_SEC)
#define SYNC_PULL_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC) /* also without a hint: for the checksums */
#define SYNC_BACKOFF_US (1 * G_USEC_PER_SEC)                    /* first pause; doubles, with full jitter */
#define SYNC_BACKOFF_MAX_US (300 * G_USEC_PER_SEC)
#define SYNC_CLOCK_SLACK_US (300 * G_USEC_PER_SEC) /* more than this is a wrong clock (R52) */
#define SYNC_BATCH_LINES 500
#define SYNC_BATCH_BYTES (1 << 20)
#define SYNC_BATCH_SMALL (16 << 10) /* bytes; what is larger is halved when no answer comes */
#define SYNC_LINE_MAX (2 << 20)     /* bytes of a line from the server */
#define SYNC_CHUNK_MAX 5000         /* rows between commit points */
#define SYNC_CHECK_ROWS 5000        /* rows digested after one pull to compare buckets */
#define SYNC_CHECK_LARGE 1000       /* a bucket of more rows, and one just mended, is compared again only after … */
#define SYNC_CHECK_PAUSE_US (600 * G_USEC_PER_SEC)

typedef struct SyncClient SyncClient;

/* Why the last cycle failed. The first ones are found by the transport, the others by the core. */
typedef enum
{
  SYNC_FINE,
  SYNC_DOWN,
  SYNC_CERTIFICATE,
  SYNC_CLOCK,
  SYNC_NONSENSE,
  SYNC_SIGN_IN,
  SYNC_PASSWORD,     /* 403 "must_change": a password of one's own comes first */
  SYNC_BUSY,         /* 429, 503 and other failures of a server that is there */
  SYNC_SERVER_STORE, /* 503 "store": it cannot read or write its own file */
  SYNC_CLIENT_OLD,   /* 426 */
  SYNC_OTHER_SERVER, /* another server_id: no sync at all (R39) */
  SYNC_REVOKED,
  SYNC_STORE, /* the store of this device failed */
} SyncTrouble;

typedef struct
{
  SyncTrouble trouble;
  char       *detail;       /* for the log and “details”, never the only thing said */
  gboolean    busy;         /* a cycle runs */
  gboolean    online;       /* the last request was answered */
  gboolean    behind;       /* rows are still missing (R42) */
  gboolean    sample;       /* the company lives on an offset clock */
  gboolean    restored;     /* the server came back from a backup (R39), until all was exchanged anew */
  gboolean    server_older; /* work as the server's schema (R38) */
  gint64      unsent;
  gint64      unsent_since; /* µs */
  gint64      last_sync;    /* µs, wall: end of the last whole cycle */
  gint64      clock_offset; /* µs, server minus this machine */
  gint64      arrived;      /* rows since behind */
  gint64      expected;     /* of them, as told by the server; 0 = not told */
} SyncState;

/* The moment an event happens, as the caller knows it. */
typedef struct
{
  gint64  wall;   /* µs since the epoch, this machine's clock */
  gint64  mono;   /* µs, never goes back */
  guint64 random; /* fresh for each event */
} SyncNow;

typedef enum
{
  SYNC_DO_SEND,    /* send @path with @body (NULL: GET) as @request; answer with _head, _data…, _end or _fail */
  SYNC_DO_ABANDON, /* the answer of @request is no longer wanted */
  SYNC_DO_WAKE,    /* call _tick at @mono; replaces the wake before */
  SYNC_DO_STATE,   /* sync_client_state () changed */
  SYNC_DO_OUTCOME, /* @outcome came back */
} SyncDoKind;

typedef struct
{
  SyncDoKind kind;
  guint64    request;
  char      *path;
  GBytes    *body;
  gint64     mono;
  Outcome    outcome;
} SyncDo;

void sync_do_free (SyncDo *instruction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncDo, sync_do_free)

/* @store is borrowed. @device_name tells the administrator which machine this is. */
SyncClient *sync_client_new (Store *store, const char *device_name);
void        sync_client_free (SyncClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncClient, sync_client_free)

/* Pause between two cycles at rest; SYNC_POLL_US if never set. Holds from the next cycle on. */
void sync_client_set_poll (SyncClient *self, gint64 us);

/* At rest the server is asked to tell when there is news (GET /v1/wait), instead of a pull every so often. Where that
   does not work the client goes back to pulling by itself. Off at first. */
void sync_client_set_wait (SyncClient *self, gboolean wait);

/* Events. A start also ends every trouble: after signing in, or by F5. */
void sync_client_start (SyncClient *self, const SyncNow *now);
void sync_client_edited (SyncClient *self, const SyncNow *now); /* lines were queued */
void sync_client_tick (SyncClient *self, const SyncNow *now);
void sync_client_head (SyncClient *self, guint64 request, guint status, gint64 retry_after_s, const SyncNow *now);
void sync_client_data (SyncClient *self, guint64 request, gconstpointer bytes, gsize length, const SyncNow *now);
void sync_client_end (SyncClient *self, guint64 request, const SyncNow *now);
void sync_client_fail (SyncClient *self, guint64 request, SyncTrouble trouble, const char *detail, const SyncNow *now);

/* The next instruction. (transfer full) (nullable): NULL = nothing to do until the next event */
SyncDo *sync_client_next (SyncClient *self);

/* (transfer none) */
const SyncState *sync_client_state (SyncClient *self);
