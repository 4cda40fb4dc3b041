/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files that rows name by the SHA-256 of their bytes (R48), in pieces in the store file: so they are written with
 * the store's own care, and a purge scrubs them like everything else. What the server has not got yet is never given
 * up; the rest is kept while there is room, and fetched again.
 */
#pragma once

#include "core/blob.h"
#include "core/digest.h"
#include "store/store.h"

#define STORE_BLOB_BUDGET (G_GINT64_CONSTANT (512) << 20) /* bytes of files kept beyond those nobody else has */
#define STORE_BLOB_TABLE "blob"                           /* touched when any of this changes */

/* A row and the file it names. */
typedef struct
{
  const char *table; /* interned */
  Id          id;
  Digest      hash;
  gint64      size;
} StoreBlob;

guint store_blob_pieces (gint64 size);
gsize store_blob_piece_size (gint64 size, guint at);

/* One piece of a file that comes in, or is taken from the person's disk. STORE_ERROR_INVALID if it cannot be one. */
gboolean store_blob_add (Store *self, Digest hash, gint64 size, guint at, GBytes *bytes, GError **error);
/* The last piece is there: *@right tells whether the whole is what it was called. If not, every piece is dropped. */
gboolean store_blob_seal (Store *self, Digest hash, gboolean *right, GError **error);
/* (transfer full) (nullable): NULL without @error = not here. */
GBytes *store_blob_piece (Store *self, Digest hash, guint at, GError **error);
/* (transfer full) (nullable): the whole file, hashed again; NULL without @error = not here whole. What is damaged is
   dropped. */
GBytes *store_blob_read (Store *self, Digest hash, GError **error);

/* Where a row's file stands. */
typedef struct
{
  gboolean whole;  /* it can be opened */
  gboolean mine;   /* this device named it in the row */
  gboolean sent;   /* … and the server has it */
  gboolean wanted; /* it is being fetched */
  guint    here;   /* pieces here */
  guint    there;  /* mine: pieces the server has */
} StoreBlobState;

/* Any connection, also a reader's. */
gboolean store_blob_state (Store *self, const StoreBlob *blob, StoreBlobState *out, GError **error);
/* Files the server has not got, of rows that are there. -1 on error. */
gint64 store_blob_unsent (Store *self, GError **error);

/* This device named the file in the row: the server has to get it. Again after the name was taken away and given
   back. */
gboolean store_blob_owe (Store *self, const StoreBlob *blob, GError **error);
gboolean store_blob_want (Store *self, const StoreBlob *blob, GError **error);
gboolean store_blob_unwant (Store *self, const StoreBlob *blob, GError **error);
/* Keeps what no row names any more for a day, for whoever takes the removal back. */
gboolean store_blob_keep (Store *self, Digest hash, GError **error);

/* @pieces: how many the server has. */
gboolean store_blob_sending (Store *self, const StoreBlob *blob, guint pieces, GError **error);
/* The server @inc has all and lets it be read through the row. */
gboolean store_blob_sent (Store *self, const StoreBlob *blob, gint64 inc, GError **error);

/* (transfer full) (element-type StoreBlob): whose rows the server has accepted, whose bytes are here, and which the
   server @inc has not got. */
GArray *store_blob_to_send (Store *self, gint64 inc, GError **error);
/* (transfer full) (element-type StoreBlob): oldest wish first; what no row names any more is no wish. */
GArray *store_blob_to_fetch (Store *self, GError **error);

/* Bits of the pieces that are here. */
gboolean store_blob_have (Store *self, Digest hash, guint32 *bits, GError **error);

/* The row has left, or the bucket is about to be purged: what the server has not got of it yet is sent all the same. */
gboolean store_blob_left (Store *self, const char *table, Id id, GError **error);
gboolean store_blob_bucket_left (Store *self, Id bucket, GError **error);

/* A row that named the file is gone by the server's word: its bytes go unless another names it (R45). */
gboolean store_blob_row_gone (Store *self, Digest hash, GError **error);
/* A bucket was purged: whatever no row names goes at once. Inside its transaction. */
gboolean store_blob_purge (Store *self, GError **error);

/* One slice of giving up what is not needed: @more = call again. */
gboolean store_blob_care (Store *self, gint64 budget, gboolean *more, GError **error);

/* From a damaged file into this store: files the server has not got, as far as they can be read. */
void store_blob_salvage (Store *self, Db *damaged);

/* The member of @schema that names a file; NULL = none. */
const Field *store_blob_field (const Schema *schema);
