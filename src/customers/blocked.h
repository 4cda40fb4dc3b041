/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers whose owners refuse calls, as every device holds them (R10): of each number only the first 28 bits of its
 * HMAC-SHA-256, about 37 Chinese mobile numbers to a value. A device learns no number, and where its list has no hit
 * the number is not blocked; what a hit means the server says (PROTOCOL.md §10).
 */
#pragma once

#include "core/digest.h"
#include "core/schema.h"

#define BLOCK_KEY_NAME "block" /* there is one */
#define BLOCK_BITS 28

/* The company's key of the list, the same on every device. */
typedef struct
{
  Row   row;
  char *name;
  char *key; /* 64 hex digits */
} BlockKey;

extern const Schema block_key_schema;

typedef struct
{
  Row    row;
  gint64 value;
} BlockedValue;

extern const Schema blocked_value_schema;

/* (transfer full) (nullable): the number as the list knows it: as e164_normalise () gives it; one that is written
   whole, "+" and 8 to 15 digits, is taken as it is, also where nobody has been given it (samples). */
char *block_number (const char *text, const char **out_problem);

/* Of a number as block_number () gives it. */
Digest block_keyed (const Digest *key, const char *e164);
gint64 block_value (const Digest *keyed);
/* The ids of the rows above. */
Id block_key_id (void);
Id blocked_value_id (gint64 value);
