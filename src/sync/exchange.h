/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the sync core asks of the store: the next lines to push, the outcomes that came back, the rows that arrived.
 * Every function is one transaction and runs on the store's thread; errors are #DbErrorCode.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/digest.h"
#include "store/bucket.h"
#include "store/outbox.h"
#include "store/overlay.h"
#include "store/store.h"
#include "sync/checksum.h"

/* Who this store is at its server. Kept in meta. */
typedef struct
{
  Id     device; /* none = not registered yet */
  Id     server; /* none = never met */
  gint64 inc;    /* incarnation of the server; a restored one counts up (R39) */
  gint64 epoch;  /* of the grants held */
  gint64 seen;   /* outcomes up to this n are stored */
} ExchangeIdentity;

gboolean exchange_get_identity (Store *store, ExchangeIdentity *out, GError **error);
gboolean exchange_set_server (Store *store, Id server, gint64 inc, GError **error);

gint64   exchange_get_number (Store *store, const char *name, gint64 fallback);
gboolean exchange_set_number (Store *store, const char *name, gint64 value, GError **error);

/* Outgoing. */
typedef struct
{
  gint64     first;
  gint64     last;
  Digest     prev;  /* chain before the first line */
  GPtrArray *lines; /* of OutboxLine */
} ExchangeBatch;

void exchange_batch_free (ExchangeBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExchangeBatch, exchange_batch_free)

/* (nullable): the oldest lines not acknowledged yet, at least one; NULL without @error = all are acknowledged. */
ExchangeBatch *exchange_next_batch (Store *store, guint max_lines, gsize max_bytes, GError **error);

typedef enum
{
  OUTCOME_OK,
  OUTCOME_MERGED,
  OUTCOME_CONFLICT,
  OUTCOME_REJECTED,
  OUTCOME_HELD,
} OutcomeStatus;

const char *outcome_nick (OutcomeStatus status);
gboolean    outcome_from_nick (const char *nick, OutcomeStatus *out);

typedef struct
{
  gint64        n;
  OutcomeStatus status;
  char          mid[33]; /* filled in by exchange_settle () */
  char         *code;    /* "" = none */
  char         *line;    /* as the server wrote it */
  Id            shard;
  gint64        seq;
} Outcome;

/* Lines that took effect stay as overlay until the pull has brought the effect; the others leave, and their rows show
 * the server's version again: their inbox item arrives by pull (R41, R46). */
gboolean exchange_settle (Store *store, Outcome *outcomes, guint count, GError **error);
/* n of the newest acknowledged line: to be given to exchange_end_pull () of a pull that begins now. */
gint64 exchange_acknowledged (Store *store);

/* The first device this store was, none before the first registration. */
Id exchange_origin (Store *store);
/* A new device of the same lineage (R34): lines not acknowledged get new places from 1 on, mids stay. With @restored
 * also the lines acknowledged in the last 30 days are queued again, and all is pulled anew with the server's versions
 * (R39). */
gboolean exchange_renumber (Store *store, Id device, gboolean restored, GError **error);

/* The device was switched off: every row of it goes, what the person typed and is not sent yet stays (I3, R45). */
gboolean exchange_switch_off (Store *store, GError **error);

typedef struct
{
  gint64 lines; /* not acknowledged */
  gint64 since; /* µs: when the oldest of them was queued; 0 = none */
} ExchangeUnsent;

gboolean exchange_unsent (Store *store, ExchangeUnsent *out, GError **error);

/* Incoming. */
typedef enum
{
  PULLED_ROW,
  PULLED_DELETE,
  PULLED_LEAVE,
} PulledKind;

typedef struct
{
  PulledKind kind;
  char      *table;
  Id         id;
  Id         bucket; /* leave: the bucket it left */
  Id         shard;
  gint64     seq;
  gint64     rv;
  JsonNode  *body; /* row only */
} Pulled;

void pulled_free (Pulled *pulled);

typedef struct
{
  Id       bucket;
  gint64   after; /* backfilled up to here */
  gboolean done;
} ExchangeBackfill;

/* Buckets gained are noted for backfill; buckets lost are purged in the same transaction
 * (R45), their bytes are scrubbed by store_scrub_step (). */
gboolean exchange_apply_grants (Store            *store,
                                gint64            epoch,
                                const HeldBucket *add,
                                guint             adds,
                                const Id         *del,
                                guint             dels,
                                GError          **error);
/* Rows up to a commit point, and the commit point (R42). @cursors and @backfills: of Cursor and ExchangeBackfill. */
/* @behind: rows are missing until the end of the pull is there too; remembered in the same transaction (R42). */
gboolean exchange_apply_chunk (
    Store *store, GPtrArray *pulled, GArray *cursors, GArray *backfills, gboolean behind, GError **error);
/* The stream ended with nothing more to come: lines acknowledged before it began have their effect in it, and leave. */
gboolean exchange_end_pull (Store *store, gint64 acknowledged, gint64 server_now, GError **error);

/* For the request. (transfer full) (element-type ExchangeBackfill): buckets whose rows are not all here yet. */
GArray *exchange_backfills (Store *store, GError **error);

/* What the server says a bucket holds, at the place of its last change. */
typedef struct
{
  Id       bucket;
  Checksum sum;
  gint64   last_seq;
} ExchangeSum;

typedef enum
{
  SUM_SKIPPED, /* not held, still being filled, or changed since: nothing to be said */
  SUM_EQUAL,
  SUM_DIFFERS, /* the bucket is in doubt from now on */
} SumVerdict;

gboolean exchange_check_sum (Store *store, const ExchangeSum *claim, SumVerdict *verdict, GError **error);
/* Every bucket of the shard is in doubt: its cursor was too old for the server's markers. */
gboolean exchange_doubt_shard (Store *store, Id shard, GError **error);
/* The next bucket to be repaired; *@found FALSE = none. */
gboolean exchange_doubted (Store *store, Id *bucket, gboolean *found, GError **error);
gboolean exchange_is_in_doubt (Store *store);
/* Checksums of the slots below @prefix. */
gboolean exchange_slots (Store *store, Id bucket, const char *prefix, Checksum slots[CHECKSUM_SLOTS], GError **error);

/* One slot as the server has it. */
typedef struct
{
  char   prefix[2 * CHECKSUM_LEVELS + 1];
  gint64 rows; /* that follow, all there are; -1 = too many: one level deeper */
} ExchangeSlot;

/**
 * exchange_repair:
 * @slots: (element-type ExchangeSlot): differing ones
 * @rows: (element-type Pulled): the server's rows in those told in full
 * @mended: (out): rows that were written or removed
 *
 * One transaction. What waits in the outbox is not touched (R41).
 */
gboolean exchange_repair (Store *store, Id bucket, GArray *slots, GPtrArray *rows, guint *mended, GError **error);
gboolean exchange_end_repair (Store *store, Id bucket, GError **error);
