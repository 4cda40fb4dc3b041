/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server says about rows, under the edits not yet acknowledged (R41): the server's version goes to the shadow,
 * the row is shadow + pending edits. A chunk's rows and its cursors belong in one store_begin () scope (R42).
 */
#pragma once

#include <json-glib/json-glib.h>

#include "store/store.h"

typedef enum
{
  STORE_NEWER, /* apply if rv is newer or the row is absent */
  STORE_FORCE, /* take the server's version whatever its rv, byte for byte: a new incarnation (R39), a repair (R36) */
} StoreHow;

/* The three below: inside a store_begin () scope of the caller's a failure must roll that back. */

/* R: a row in full. One this build cannot hold exactly is kept verbatim (R37). */
gboolean store_server_row (Store      *self,
                           const char *table,
                           Id          id,
                           Id          bucket,
                           gint64      seq,
                           gint64      rv,
                           JsonObject *body,
                           StoreHow    how,
                           GError    **error);
/* D: removed at @rv. */
gboolean store_server_deleted (Store *self, const char *table, Id id, gint64 rv, GError **error);
/* L: left @bucket at @rv. A row that is in another bucket by now, or newer, stays: the order of R and L is free. */
gboolean store_server_left (Store *self, const char *table, Id id, Id bucket, gint64 rv, GError **error);

/* How far @shard is pulled; *@seq is -1 for a shard never seen (R40). Setting lets acknowledged lines go. */
gboolean store_cursor_get (Store *self, Id shard, gint64 *seq, GError **error);
gboolean store_cursor_set (Store *self, Id shard, gint64 seq, GError **error);

typedef struct
{
  Id     shard;
  gint64 seq;
} Cursor;

/* (transfer full) (element-type Cursor) */
GArray *store_cursors (Store *self, GError **error);

/* Rows a newer version made, read-only: number of them in @table, -1 on error. */
gint64 store_untyped_count (Store *self, const char *table, GError **error);
