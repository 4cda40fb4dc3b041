/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files beside rows (PROTOCOL.md §8, R48). A file may be read through a row only after the device that named it in the
 * row has sent all its bytes for it, or could read it already. What is not there and what is not the caller's answer
 * alike.
 */
#pragma once

#include "server/push.h"

/* Begins or goes on with the upload of a row's file; tells which pieces of the caller's own are here. */
gboolean blob_begin (Server            *self,
                     const ServerActor *account,
                     GBytes            *body,
                     const ServerNow   *now,
                     Answer            *answer,
                     GError           **error);

/* One piece; the query says which. Texts may be %NULL: malformed. */
typedef struct
{
  const char *device, *hash, *at;
  const char *table, *id; /* reading only */
} BlobQuery;

gboolean blob_put (Server            *self,
                   const ServerActor *account,
                   const BlobQuery   *query,
                   GBytes            *body,
                   const ServerNow   *now,
                   Answer            *answer,
                   GError           **error);
gboolean blob_get (Server *self, const ServerActor *account, const BlobQuery *query, Answer *answer, GError **error);

/* The row is erased: its file goes at once, with everything sent of it, unless a row that is there names it too. */
gboolean server_erase_blob (Server *self, const Schema *schema, Id id, const char *body, GError **error);

/* Drops uploads nobody went on with for a week, and files no row has named for 30 days. */
gboolean server_sweep_blobs (Server *self, const ServerNow *now, GError **error);
