/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was signed in a department up to the end of a day, as one digest (R30). Every device keeps these rows and HR's
 * list prints them: a step that is changed, taken away or slipped in afterwards leads to another root.
 */
#pragma once

#include "core/digest.h"
#include "core/schema.h"

/* Key: department, day. Written on days on which something was signed. */
typedef struct
{
  Row    row;
  Id     department;
  char  *day;      /* up to the end of it */
  gint64 last_seq; /* place of the last step in the department */
  gint64 steps;    /* all steps ever witnessed there */
  char  *root;     /* SHA-256, hex */
} Witness;

extern const Schema witness_schema;

Digest witness_leaf (Id step, Digest digest);
Digest witness_root (const Digest *leaves, gsize n);
