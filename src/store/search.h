/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching the texts of an entity (fields with .search). A person's own changes are in the index at once; pulled rows
 * follow in slices, and until then a search scans them, so it is never wrong, only slower (R65).
 */
#pragma once

#include "store/store.h"

/**
 * store_search:
 * @typed: as typed (search-query.h)
 * @limit: at most so many; 0 = all
 *
 * Returns: (transfer full) (element-type gint64): keys of the rows that hold every term, the newest key first; empty if
 * nothing in @typed can be searched for
 */
GArray *store_search (Store *self, const Schema *schema, const char *typed, guint limit, GError **error);

/**
 * store_search_condition:
 *
 * The same as an SQL condition on k, to be joined with others: "WHERE %s AND agent = ? ORDER BY …". "1" if nothing in
 * @typed can be searched for, "0" if the entity has no searched fields.
 */
char *store_search_condition (Store *self, const Schema *schema, const char *typed, GError **error);

/* The same by looking into each row instead of the index: for rows that are few already. */
char *store_search_scan (const Schema *schema, const char *typed);

/**
 * store_index_step:
 * @max_rows: rows of this slice
 * @more: (out): whether there is more to do
 *
 * Brings the index up to date, a slice at a time; a call of the worker with %STORE_SYNC.
 */
gboolean store_index_step (Store *self, guint max_rows, gboolean *more, GError **error);

/**
 * store_index_slice:
 * @budget: µs this slice may take
 *
 * store_index_step() with as many rows as fit into @budget on this machine, measured by the slices before it.
 */
gboolean store_index_slice (Store *self, gint64 budget, gboolean *more, GError **error);
