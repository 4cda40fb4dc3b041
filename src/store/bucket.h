/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this account may see, and the removal of what it may see no longer, down to the last byte in the file (I3). */
#pragma once

#include "store/store.h"
#include "sync/checksum.h"

typedef struct
{
  Id       id;
  Id       shard;
  char     cls[8]; /* class nick: self, sup, own … */
  Id       owner;
  char     month[8]; /* facts: YYYY-MM, else "" */
  gint64   priority; /* backfill: lower first */
  gint64   after;    /* backfill: seq reached */
  gboolean done;     /* backfill complete */
} HeldBucket;

/* Adds it, or changes its priority; its backfill stays where it was. */
gboolean store_bucket_add (Store *self, const HeldBucket *bucket, GError **error);
gboolean store_bucket_backfilled (Store *self, Id bucket, gint64 after, gboolean done, GError **error);
/* (transfer full) (element-type HeldBucket): by priority */
GArray *store_buckets (Store *self, GError **error);
/* A new incarnation of the server: every bucket is filled anew (R39). */
gboolean store_buckets_restart (Store *self, GError **error);

/* Every row of the bucket as the server wrote it: what waits in the outbox is not in it, nor rows never accepted (R36).
 */
typedef void (*StoreBucketRow) (const char *table, Id id, guint64 digest, gpointer data);
gboolean store_bucket_rows (Store *self, Id bucket, StoreBucketRow func, gpointer data, GError **error);
gboolean store_bucket_sum (Store *self, Id bucket, Checksum *out, GError **error);

/* A bucket in doubt is compared with the server row by row; until then no line leaves its shard's overlay. */
gboolean store_bucket_doubt (Store *self, Id bucket, gboolean doubt, GError **error);
/* The next complete one, *@found FALSE = none. */
gboolean store_bucket_doubted (Store *self, Id *bucket, gboolean *found, GError **error);

/**
 * store_bucket_purge:
 *
 * One transaction: rows, shadows, verbatim rows, search entries, kept sent lines of the bucket go; lines still queued
 * stay, being the author's own words, and are not kept after their outcome (R45). The bytes are gone from the files
 * only when store_scrub_step () said done and the mirror was flushed.
 */
gboolean store_bucket_purge (Store *self, Id bucket, GError **error);

/**
 * store_scrub_step:
 * @done: (out): nothing of a purge is left in the file
 *
 * One slice ≤ 50 ms of merging the search index, then emptying the log (R68). Readers in the way are no error: @done
 * stays FALSE, try again later. Survives restarts.
 */
gboolean store_scrub_step (Store *self, gboolean *done, GError **error);
