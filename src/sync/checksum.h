/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checksums of buckets (R36). Both sides digest what the server wrote and add the digests mod 2^64, so that a bucket is
 * compared by two numbers and a difference is found by descending through 256 slots a level.
 */
#pragma once

#include "core/types.h"

#define CHECKSUM_SLOTS 256
#define CHECKSUM_LEVELS 4 /* bytes of a row's path */

typedef struct
{
  gint64  count; /* rows */
  guint64 sum;   /* of their digests */
} Checksum;

/* Digest of one live row as the server has it. @body: canonical JSON */
guint64 checksum_row (const char *table, Id id, Id bucket, gint64 rv, const char *body);

/* Where a row hangs in the tree: spread evenly, whatever the ids look like. Pairs of its hex digits are the slots. */
guint32 checksum_path (const char *table, Id id);
/* Whether @path begins with @prefix, an even number of hex digits; *@slot = the byte after it. */
gboolean checksum_under (guint32 path, const char *prefix, guint *slot);
gboolean checksum_prefix_is_valid (const char *prefix);

void     checksum_add (Checksum *self, guint64 digest);
gboolean checksum_equal (const Checksum *a, const Checksum *b);
