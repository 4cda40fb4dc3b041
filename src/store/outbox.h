/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue to the server: contiguous, chained lines in their exact bytes, and what became of them (R34, R39, R41). */
#pragma once

#include "core/digest.h"
#include "store/store.h"

typedef struct
{
  gint64 n;
  char  *line; /* without a line end */
  Digest prev; /* chain before it: for the first line of a batch, prev of the push header */
} OutboxLine;

void outbox_line_free (OutboxLine *line);

/* Place and chain of the last line ever queued on this device; 0 and zeros at first. */
gboolean store_outbox_tail (Store *self, gint64 *n, Digest *chain, GError **error);
/* (transfer full) (element-type OutboxLine): lines not acknowledged, in order, as many as fit; always at least one. */
GPtrArray *store_outbox_batch (Store *self, guint max_lines, gsize max_bytes, GError **error);

/**
 * store_outcome:
 * @n: the line
 * @outcome: the server's line about it, kept 30 days
 * @shard, @seq: place of its effect; seq 0 = it had none
 *
 * With an effect the line stays until store_cursor_set () has passed it; without one it leaves at once and the row is
 * what the server has (the author's words are in the inbox item). An unknown @n is ignored: a repeated reply.
 */
gboolean store_outcome (Store *self, gint64 n, const char *outcome, Id shard, gint64 seq, GError **error);

/* One of many outcomes, as above. */
typedef struct
{
  gint64      n;
  const char *line;
  Id          shard;
  gint64      seq;
  char        mid[33]; /* filled in: of the line, "" = there is none any more */
} OutboxOutcome;

/* Lines the server has answered leave at once, those kept as sent too: the device is switched off. */
gboolean store_outbox_forget_sent (Store *self, GError **error);

/* All or nothing. */
gboolean store_outcomes (Store *self, OutboxOutcome *outcomes, guint count, GError **error);
/* The effects of @shard up to @seq have arrived, or are nothing this person may see: their lines leave. */
gboolean store_outbox_settle (Store *self, Id shard, gint64 seq, GError **error);
/* Highest n with a stored outcome: "seen" of the next header. */
gboolean store_outbox_seen (Store *self, gint64 *n, GError **error);

/**
 * store_outbox_renumber:
 *
 * After a fork the store belongs to a new device: queued lines get places from 1 on and a new chain, their mids stay;
 * lines with an effect are let go.
 */
gboolean store_outbox_renumber (Store *self, GError **error);

/**
 * store_outbox_requeue:
 * @lmid: last place the restored server knows of this device
 * @chain: its chain there
 *
 * After a new incarnation of the server (R39): kept lines with n > @lmid, and those of this store's earlier devices, go
 * back to the queue, after @lmid in their old order; a mid the server knows has no second effect. Cursors are dropped.
 */
gboolean store_outbox_requeue (Store *self, gint64 lmid, const Digest *chain, GError **error);

/* A whole pull is over: lines whose row left and turned up nowhere are not kept as sent, nor will be (R45). */
gboolean store_outbox_drop_adrift (Store *self, GError **error);
/* Dates acknowledged lines and forgets those older than 30 days, by the server's clock: that of a machine may jump. */
gboolean store_sent_expire (Store *self, gint64 server_now, GError **error);
