/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hybrid logical clock: milliseconds since the epoch, shifted by 16 bits, and a counter. For labels and
 * ties only, never for the order of replication. */
#pragma once

#include <glib.h>

#define HLC_MAX_AHEAD_MS (5 * 60 * 1000)

gint64 hlc_next (gint64 last, gint64 now_ms);
gint64 hlc_receive (gint64 last, gint64 remote, gint64 now_ms);
gint64 hlc_clamp (gint64 stamp, gint64 now_ms);
gint64 hlc_ms (gint64 stamp);
