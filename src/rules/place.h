/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a row lives, who may read that place, and who may change the row: one rule for server and desktop (R1–R4). */
#pragma once

#include "core/schema.h"
#include "staff/directory.h"

/* The unit of visibility. */
typedef struct
{
  BucketClass cls;
  Id          shard;    /* department; none = the org shard */
  Id          owner;    /* person, assignment, team, department or row, by class; none for org */
  char        month[8]; /* facts: YYYY-MM, else "" */
  Id          id;       /* derived from the four above */
} Bucket;

Id          bucket_derive_id (BucketClass cls, Id shard, Id owner, const char *month);
const char *bucket_class_nick (BucketClass cls);
BucketClass bucket_class_from_nick (const char *nick);

/* FALSE if the place needs an assignment the person does not hold on the fact's own date (→ held, R3). */
gboolean place_row (const Schema *schema, gconstpointer row, Directory *directory, Bucket *bucket);

/* The grants rule: may @viewer read this bucket on day @today? */
gboolean bucket_readable (const Bucket *bucket, Id viewer, Directory *directory, const char *today);

/* @field NULL = the row as a whole (put, del). What no access line allows is refused. */
gboolean access_allows (const Schema *schema, guint relations, Operation op, const char *state, const char *field);
