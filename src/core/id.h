/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of rows: 16 bytes, made by time and random (UUIDv7) or derived from a natural key (R35). */
#pragma once

#include "core/types.h"

#define ID_NONE ((Id){ { 0 } })
#define ID_HEX_LENGTH 32

/* Plain values; all pure, in any thread. */
gboolean id_is_none (Id id);
gboolean id_equal (Id a, Id b);
int      id_compare (Id a, Id b);

/* For GHashTable with (const Id *) keys and for sorting arrays of Id. */
guint    id_hash (gconstpointer id);
gboolean id_equal_ptr (gconstpointer a, gconstpointer b);
int      id_compare_ptr (gconstpointer a, gconstpointer b);
Id      *id_dup (Id id);

/* Text: 32 lower-case hex digits. */
void     id_to_hex (Id id, char out[ID_HEX_LENGTH + 1]);
char    *id_dup_hex (Id id);
gboolean id_from_hex (const char *text, Id *out);

/* Making them. */
Id id_v7 (gint64 unix_us, const guint8 random[10]);
Id id_derive (const char *table, const char *const *key_parts);
