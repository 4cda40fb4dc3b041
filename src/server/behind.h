/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices from which facts of a month may still come (R17), as PROTOCOL.md §13 has it. */
#pragma once

#include "server/push.h"

/* Texts may be %NULL: malformed. */
typedef struct
{
  const char *device, *month;
} BehindQuery;

/**
 * server_behind:
 *
 * GET /v1/behind: devices that have not synced since the month ended, of the people whose forms the caller scores or
 * whose line he is; of everybody for HR. Switched-off devices bring nothing and are left out.
 */
gboolean server_behind (Server            *self,
                        const ServerActor *account,
                        const BehindQuery *query,
                        const ServerNow   *now,
                        Answer            *answer,
                        GError           **error);

/* A device has fetched what there was; written with the jobs, once a minute. */
void     server_note_seen (Server *self, Id device, const ServerNow *now);
gboolean server_flush_seen (Server *self, GError **error);
