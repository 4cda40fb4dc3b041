/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is assessed in a month, and what is out of the ordinary about them (G17, R6, R33). */
#pragma once

#include "appraisal/form.h"
#include "rules/loader.h"

#define EXCEPTION_NEW_HIRE "new-hire"
#define EXCEPTION_LEAVING "leaving"
#define EXCEPTION_LEAVE "leave"
#define EXCEPTION_MOVED "moved"
#define LONG_LEAVE_HALVES 10 /* half days of leave in the month from which it is listed */

/* One person of the department in the month. */
typedef struct
{
  const Person     *person;          /* borrowed from the directory */
  const Assignment *assignment;      /* held on the last scheduled day */
  char             *last_day;        /* YYYY-MM-DD */
  const char       *exception;       /* nick, "" = nothing special; the first that fits */
  Id                previous_scorer; /* after a move within the month */
  gint64            worked_halves;
  gint64            full_halves;
  gboolean          assessable; /* as far as known today: at least half of the scheduled days */
} MonthMember;

/* (transfer full) (element-type MonthMember): agents and supervisors of the department, by team and number. */
GPtrArray *month_members (Loader *loader, Id department, const char *month, GError **error) G_GNUC_WARN_UNUSED_RESULT;
