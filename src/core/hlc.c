/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/hlc.h"

#define COUNTER_BITS 16
#define MAX_MS ((G_GINT64_CONSTANT (1) << 47) - 1)

static gint64
from_ms (gint64 ms)
{
  return CLAMP (ms, 0, MAX_MS) << COUNTER_BITS;
}

/**
 * hlc_next:
 * @last: the stamp given last on this device, 0 at first
 * @now_ms: the device's clock, ms since the epoch; may have gone back
 *
 * Returns: a stamp above @last and not before @now_ms
 */
gint64
hlc_next (gint64 last, gint64 now_ms)
{
  gint64 now = from_ms (now_ms);

  return now > last ? now : MIN (last, G_MAXINT64 - 1) + 1;
}

/**
 * hlc_receive:
 * @last: the stamp given last here
 * @remote: a stamp received; pass it through hlc_clamp () first
 * @now_ms: this machine's clock
 *
 * Returns: a stamp above both @last and @remote and not before @now_ms
 */
gint64
hlc_receive (gint64 last, gint64 remote, gint64 now_ms)
{
  return hlc_next (MAX (last, remote), now_ms);
}

/**
 * hlc_clamp:
 * @stamp: a stamp made elsewhere, whatever its clock
 * @now_ms: this machine's clock
 *
 * Returns: @stamp, or the latest one allowed (five minutes ahead) if it is later; never negative
 */
gint64
hlc_clamp (gint64 stamp, gint64 now_ms)
{
  return CLAMP (stamp, 0, from_ms (MIN (now_ms, MAX_MS) + HLC_MAX_AHEAD_MS));
}

/**
 * hlc_ms:
 *
 * Returns: the milliseconds since the epoch in @stamp
 */
gint64
hlc_ms (gint64 stamp)
{
  return stamp >> COUNTER_BITS;
}
