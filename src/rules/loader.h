/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How rules read rows, whatever holds them: server rows, desktop tables or a test's memory (R18). */
#pragma once

#include "core/calendar.h"
#include "core/schema.h"
#include "staff/directory.h"

typedef struct Loader Loader;
struct Loader
{
  /* (transfer full) (nullable): NULL without @error = no such row. */
  gpointer (*row) (Loader *self, const Schema *schema, Id id, GError **error);
  /* (transfer full): rows of @schema whose PARENT is @parent, no order promised; free each with schema_free (). */
  GPtrArray *(*children) (Loader *self, const Schema *schema, Id parent, GError **error);
  /* (transfer full): rows of @schema in the buckets that hold the person's facts of that month (YYYY-MM): for
     facts-class entities the facts bucket of every assignment held in it, for own/file/sup entities the person's bucket
     (all months: the caller filters by date). */
  GPtrArray *(*facts) (Loader *self, const Schema *schema, Id person, const char *month, GError **error);
  /* (transfer full): all rows of an org or dept table, e.g. scheme, calendar_day, appraisal of a department
     (@filter NULL) or those whose REF member @filter equals @value. */
  GPtrArray *(*list) (Loader *self, const Schema *schema, const char *filter, Id value, GError **error);
  Directory *directory; /* (transfer none) */
  Calendar  *calendar;  /* (transfer none) */
};
