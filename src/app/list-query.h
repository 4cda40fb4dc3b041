/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room's list shows, as a clause for ZuoxiQueryModel: search, month, person, state and order. Pure but for
 * reads. */
#pragma once

#include "staff/directory.h"
#include "store/store.h"

/* Which fields of an entity a list is filtered by; every name is nullable: there is no such filter. */
typedef struct
{
  const Schema *schema;
  const char   *person;    /* REF to a person, or to an assignment of the person */
  const char   *date;      /* DATE, MONTH or MOMENT: the month a row belongs to */
  const char   *state;     /* ENUM */
  const char   *customer;  /* REF to a customer whose name is searched too */
  const char   *order;     /* field the list is sorted by, the latest first, until another is chosen */
  gboolean      ascending; /* the order begins with the least */
  gboolean      team;      /* rows are people, to be narrowed to those of a team */
} ListSource;

typedef struct
{
  const char *typed;  /* (nullable) */
  Id          person; /* ID_NONE = everybody */
  Id          team;   /* ID_NONE = every team; with @today */
  const char *today;
  const char *month; /* (nullable): YYYY-MM */
  const char *state; /* (nullable): nick */
  const char *sort;  /* (nullable): field with an index */
  gboolean    descending;
} ListFilter;

/* Returns: (transfer full): WHERE … ORDER BY …, without parameters; NULL with a #DB_ERROR */
char *list_query_clause (const ListSource *source,
                         const ListFilter *filter,
                         Store            *store,
                         Directory        *directory,
                         GError          **error);

/* Returns: (transfer full) (nullable): the same, but only the first rows of the list, found in a few milliseconds among
   any number; with a search those of the first thousand; NULL where only the index can say which they are */
char *list_query_first_clause (const ListSource *source, const ListFilter *filter, Directory *directory);

/* TRUE if anything but the order is chosen. */
gboolean list_filter_is_active (const ListFilter *filter);
