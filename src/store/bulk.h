/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desktop store built in one go from rows at hand, as if all of them had just been pulled: for the sample company. */
#pragma once

#include "store/store.h"

typedef struct _StoreBulk StoreBulk;

/**
 * store_bulk_new:
 * @path: a file that does not exist yet
 *
 * Nothing is durable before store_bulk_finish (): a cut-off file is of no use and is made anew.
 */
StoreBulk *store_bulk_new (const char *path, GError **error);

/* Writes @row, whose head has id, bucket, seq and rv; the caller keeps it. Each id once. */
gboolean store_bulk_put (StoreBulk *self, const Schema *schema, gpointer row, GError **error);

/* For meta entries, buckets and cursors; writes go into the transaction under way. */
Store *store_bulk_store (StoreBulk *self);

/* Makes the list and search indexes and syncs the file. @self is freed either way; without success the file is
   removed. */
gboolean store_bulk_finish (StoreBulk *self, GError **error);
/* Gives up: frees @self and removes the file. */
void store_bulk_abandon (StoreBulk *self);
