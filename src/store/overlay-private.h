/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by apply.c, outbox.c and overlay.c. */
#pragma once

#include "store/store-private.h"
#include "sync/mutation.h"

gpointer overlay_after (const Mutation *op, gconstpointer before, GError **error);
gboolean overlay_set_shadow (Store      *self,
                             const char *table,
                             Id          id,
                             Id          bucket,
                             gint64      seq,
                             gint64      rv,
                             const char *body,
                             GError    **error);
/* Bucket of the row now; of @old if it is gone. */
gboolean overlay_bucket_of (Store *self, const Schema *schema, Id id, gconstpointer old, Id *bucket, GError **error);
/* Row = shadow + what is pending, in the order of the lines; drops a shadow that covers nothing any more. */
gboolean overlay_rebuild (Store *self, const char *table, Id id, GError **error);

/* Gives the mutation its place, mid and clock. */
gboolean outbox_number (Store *self, Mutation *mutation, GError **error);
gboolean outbox_append (Store *self, Mutation *mutation, GError **error);
/* Lines of @shard with an effect up to @seq leave. */
/* FALSE in *@whole while a bucket of the shard is still being filled: rows at places before the cursor are yet to come,
 * so that lines whose effect they are must stay in sight. */
gboolean outbox_shard_is_whole (Store *self, Id shard, gboolean *whole, GError **error);
gboolean outbox_settle (Store *self, Id shard, gint64 seq, GError **error);
/* Queues a mutation made earlier at the end: its place changes, its mid and clock stay. */
gboolean outbox_take_in (Store *self, Mutation *mutation, gint64 at, GError **error);
gboolean outbox_add_row (Store *self, const Mutation *op, gint64 n, Id bucket, GError **error);

/* outbox_add_row () for every row of the mutation. */
gboolean outbox_add_rows_of (Store *self, const Mutation *mutation, GError **error);
/* The mutation as a line at the end, with a new place. */
gboolean outbox_append_again (Store *self, Mutation *mutation, gint64 at, GError **error);
/* Remembers the end of the queue beyond its lines. */
gboolean outbox_save_tail (Store *self, GError **error);

/* Lines go where their row goes: it is in @bucket now; it left @bucket, and where it went is not known yet (R45). */
gboolean outbox_row_is_in (Store *self, const char *table, Id id, Id bucket, GError **error);
gboolean outbox_row_left (Store *self, const char *table, Id id, Id bucket, GError **error);
/* Rows of lines that are no longer kept as sent. */
gboolean outbox_tidy_sent (Store *self, GError **error);

/* Stands in outbox_row for a bucket that was purged: the line must not be kept (R45). */
extern const Id purged_bucket;
/* The same for a row that has left its bucket in a pull that goes on: it may turn up in another one. */
extern const Id adrift_bucket;

/* The caller's transaction, which a failure must end, or one of its own: a chunk of pulled rows, or of outcomes, is one
   transaction, and a savepoint around each of them would copy every page it touches. */
gboolean overlay_join (StoreScope *scope, Store *self, GError **error);
gboolean overlay_part (StoreScope *scope, GError **error);
