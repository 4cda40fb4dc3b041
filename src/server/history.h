/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who changed a row, when, from what (PROTOCOL.md §9): read from the audit, for whoever may read the row. */
#pragma once

#include "server/push.h"

#define HISTORY_MAX 200 /* changes in one answer, the newest */
#define HISTORY_BYTES (1 << 20)

/* Texts may be %NULL: malformed. */
typedef struct
{
  const char *device, *table, *id;
} HistoryQuery;

/**
 * server_history:
 *
 * A row that is not there and one that is not the caller's answer alike. Of its past, what stood in places the caller
 * may read: a sheet's drafts before it was shown are not told (R1). Erased values stay erased (R57), refused words are
 * their author's alone (R45).
 */
gboolean server_history (Server             *self,
                         const ServerActor  *account,
                         const HistoryQuery *query,
                         Answer             *answer,
                         GError            **error);
