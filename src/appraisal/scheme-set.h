/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scoring scheme with all its rows, ready to be asked (R71). */
#pragma once

#include "appraisal/scheme.h"
#include "rules/loader.h"

#define SCHEME_WHOLE 10000 /* hundredths: 100.00 points; also a whole share */

/* Owned rows, kept in the order in which they are asked for. */
typedef struct
{
  Scheme    *scheme;
  GPtrArray *grades; /* SchemeGrade, highest bound first */
  GPtrArray *items;  /* SchemeItem, by dimension, then position */
  GPtrArray *steps;  /* SchemeStep, by item, kind, bound */
} SchemeSet;

SchemeSet *scheme_set_new (Scheme *scheme, GPtrArray *grades, GPtrArray *items, GPtrArray *steps);
SchemeSet *scheme_set_load (Loader *loader, Id scheme, GError **error) G_GNUC_WARN_UNUSED_RESULT;
SchemeSet *scheme_set_copy (const SchemeSet *self);
void       scheme_set_free (SchemeSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SchemeSet, scheme_set_free)

/* (transfer none) (nullable) */
const SchemeItem  *scheme_set_item (const SchemeSet *self, const char *code);
const SchemeItem  *scheme_set_item_of (const SchemeSet *self, Metric metric);
const SchemeGrade *scheme_set_grade (const SchemeSet *self, gint64 rounded);

gint64   scheme_set_group_weight (const SchemeSet *self, SchemeGroup group);
gboolean scheme_set_uses (const SchemeSet *self, Metric metric);
gint64   scheme_set_deduction (const SchemeSet *self, const SchemeItem *item, const char *kind, gint64 value);
char    *scheme_set_digest (const SchemeSet *self);

/* The published scheme of a post that is in force in a month. */
gboolean scheme_find (Loader *loader, Post post, const char *month, Id *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
