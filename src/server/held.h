/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mutations in quarantine: what had no place yet waits here until the administrator applies or returns it (R49). */
#pragma once

#include "server/server.h"

typedef struct
{
  char   mid[33];
  char  *login; /* of its author, "" = the device is gone */
  char  *table;
  Id     row;
  char  *code; /* why it waits */
  gint64 at;   /* µs: when it arrived, 0 = not known */
  char  *line;
} HeldInfo;

/* (transfer full) (element-type HeldInfo): oldest first; @mid nullable = all, else that one or none. */
GPtrArray *server_held (Server *self, const char *mid, GError **error);

/**
 * server_held_apply:
 * @outcome: (out): still %APPLY_HELD: nothing was done
 *
 * Serves the line again as its author's, in the caller's transaction. What it becomes replaces the stored outcome; the
 * author's note of it is closed. @found FALSE = no such line waits.
 */
gboolean server_held_apply (Server            *self,
                            const ServerActor *admin,
                            const char        *mid,
                            const ServerNow   *now,
                            ApplyOutcome      *outcome,
                            gboolean          *found,
                            GError           **error);

/* Refuses the line for good: it comes back to its author's inbox with the reason. In the caller's transaction. */
gboolean server_held_return (Server            *self,
                             const ServerActor *admin,
                             const char        *mid,
                             const char        *reason,
                             const ServerNow   *now,
                             gboolean          *found,
                             GError           **error);
