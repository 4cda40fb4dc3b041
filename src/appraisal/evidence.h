/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a figure was counted from: rows by day, and one digest over all (R24). */
#pragma once

#include "core/day.h"
#include "core/digest.h"
#include "core/id.h"
#include "core/schema.h"

Digest content_digest (const Schema *schema, gconstpointer row);

typedef struct Evidence Evidence;

Evidence *evidence_new (void);
void      evidence_free (Evidence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Evidence, evidence_free)

void   evidence_count (Evidence *self, Day day, const char *table, Id id, Digest digest, gint64 num, gint64 den);
guint  evidence_rows (const Evidence *self);
char  *evidence_days (Evidence *self);
char  *evidence_digest (Evidence *self);

/* Sorted canonical array of the days on which two day tables differ, "" if they agree. */
char *evidence_changed_days (const char *before, const char *after);
