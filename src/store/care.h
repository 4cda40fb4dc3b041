/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a store needs besides its transactions, in slices: one call of the worker with STORE_SYNC each. */
#pragma once

#include "store/store.h"

#define STORE_CARE_SOON_US 1000000 /* call so long after a change: the mirror is at most a second behind (R66) */

/**
 * store_care_step:
 * @busy: rows are being pulled: the index takes one slice and comes again after a while, so as not to hold them up
 * @wait: (out): µs until the next call: 0 = there is more to do, some seconds if a reader was in the way of a scrub,
 * -1 = only after the next change
 *
 * Mirrors the queue, scrubs what was purged, gives up files that are not needed, brings the search index up to date,
 * deletes what was set aside and is saved: one slice ≤ 50 ms (R65, R68).
 */
gboolean store_care_step (Store *self, gboolean busy, gint64 *wait, GError **error);
