/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value types every entity is made of. */
#pragma once

#include <glib.h>

/* 16 bytes that name a row: a UUIDv7, or derived from a natural key (R35). All zero = none. */
typedef struct
{
  guint8 b[16];
} Id;

/* A nullable number. */
typedef struct
{
  gint64   v;
  gboolean set;
} OptInt;

/* A ratio as it was counted, not reduced; den 0 = not applicable. */
typedef struct
{
  gint64 num;
  gint64 den;
} Ratio;

/* Head of every entity struct. */
typedef struct
{
  gint64 k; /* local key; 0 outside a desktop store */
  Id     id;
  Id     bucket; /* computed by place (), R3 */
  gint64 seq;    /* place of the last change in its shard; 0 = never acknowledged */
  gint64 rv;     /* row version of the server; 0 = never acknowledged */
  char  *extra;  /* members this build does not know, canonical JSON object, or NULL (R37) */
} Row;
