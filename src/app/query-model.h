/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A long list over the store: the keys of all rows in order (8 bytes each), and the rows of the pages that are looked
 * at, as ZuoxiRow. Keys are selected on the worker; pages are read on the main thread's own connection (R72). When the
 * table changes, only what differs is told to the list, so scrolling and selection stay where they are. Main thread.
 */
#pragma once

#include <gio/gio.h>

#include "app/row.h"
#include "store/store.h"
#include "store/worker.h"

#define ZUOXI_TYPE_QUERY_MODEL (zuoxi_query_model_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiQueryModel, zuoxi_query_model, ZUOXI, QUERY_MODEL, GObject)

/* Properties: loading (boolean): keys are being selected; n-items (uint): for labels. Signal "failed" (GError *). */

/**
 * zuoxi_query_model_new:
 * @reader: the main thread's connection; outlives the model
 * @worker: (nullable): the store's worker; without it keys are selected at once, for short lists and tests
 */
ZuoxiQueryModel *zuoxi_query_model_new (const Schema *schema, Store *reader, StoreWorker *worker);

/**
 * zuoxi_query_model_set_query:
 * @clause: SQL after FROM "table": WHERE … ORDER BY …
 * @types: letters as in db.h, of i f s d only; then the values, which are copied
 *
 * Selects anew. Rows of the former query stay until the new keys are there.
 */
void zuoxi_query_model_set_query (ZuoxiQueryModel *self, const char *clause, const char *types, ...);

/**
 * zuoxi_query_model_set_clauses:
 * @first: (nullable): SQL of the first rows of what @clause gives, found within a frame: they stand in the list at once
 * @clause: as above, without parameters
 */
void zuoxi_query_model_set_clauses (ZuoxiQueryModel *self, const char *first, const char *clause);

/* The table changed: selects the keys again and renews the rows that are held. */
void zuoxi_query_model_refresh (ZuoxiQueryModel *self);

gboolean zuoxi_query_model_is_loading (ZuoxiQueryModel *self);
/* Position of the row with key @k, or G_MAXUINT. O(n), a millisecond a million. */
guint zuoxi_query_model_find_k (ZuoxiQueryModel *self, gint64 k);
