/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a figure was counted from: rows by day, and one digest over all (R24). */
#pragma once

#include "core/day.h"
#include "core/digest.h"
#include "core/id.h"
#include "core/schema.h"

Digest content_digest (const Schema *schema, gconstpointer row);

/* A row that counted on a day, and what it added to numerator and denominator there. */
typedef struct
{
  const char *table; /* a schema's own name */
  Id          id;
  Digest      digest;
  Day         day;
  gint64      num;
  gint64      den;
} CountedRow;

typedef struct Evidence Evidence;

Evidence *evidence_new (void);
void      evidence_free (Evidence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Evidence, evidence_free)

void  evidence_count (Evidence *self, Day day, const char *table, Id id, Digest digest, gint64 num, gint64 den);
guint evidence_rows (const Evidence *self);
/* (transfer container) (element-type CountedRow): by day */
GArray *evidence_list (const Evidence *self);
char   *evidence_days (Evidence *self);
char   *evidence_digest (Evidence *self);

/* Sorted canonical array of the days on which two day tables differ, "" if they agree. */
char *evidence_changed_days (const char *before, const char *after, const char *also);
