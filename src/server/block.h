/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The company's do-not-call list (R10): exact here, 28 bits of each number on the devices (PROTOCOL.md §10). */
#pragma once

#include "server/push.h"

#define BLOCK_ASKS_MAX 60 /* answers a person gets in a minute */

/**
 * block_add:
 * @e164: as block_number () gives it
 * @reason: "" = none given
 * @at: µs: calls that began from then on are marked
 * @added: (out): %FALSE if it stood there already; then nothing is changed
 *
 * In the caller's transaction, in the audit. The first number makes the key.
 */
gboolean block_add (Server            *self,
                    const ServerActor *actor,
                    const char        *e164,
                    const char        *reason,
                    gint64             at,
                    const ServerNow   *now,
                    gboolean          *added,
                    GError           **error);
gboolean block_remove (Server            *self,
                       const ServerActor *actor,
                       const char        *e164,
                       const ServerNow   *now,
                       gboolean          *removed,
                       GError           **error);

typedef struct
{
  char  *masked; /* 138****5678 */
  char  *reason;
  char  *actor; /* who entered it */
  gint64 at;
} BlockInfo;

/* (transfer full) (element-type BlockInfo): by moment; @e164 (nullable): only that number. */
GPtrArray *block_list (Server *self, const char *e164, GError **error);

/* A call to a number that is on the list when it begins is a fact like any other, and marked (M27). (transfer full)
   (nullable): @row with its mark where that differs; %NULL without @error = it is right. */
gpointer block_mark (Server       *self,
                     const Schema *schema,
                     gconstpointer before,
                     gconstpointer row,
                     gboolean      removed,
                     GError      **error);

/* Texts may be %NULL: malformed. */
typedef struct
{
  const char *device, *table, *id;
} BlockQuery;

/* GET /v1/block: whether the number in a row the caller may read is on the list. @retry_after: seconds, of a 429. */
gboolean server_block (Server            *self,
                       const ServerActor *account,
                       const BlockQuery  *query,
                       const ServerNow   *now,
                       Answer            *answer,
                       guint             *retry_after,
                       GError           **error);
