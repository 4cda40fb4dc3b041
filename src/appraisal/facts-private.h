/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the fold keeps of each row; shared by facts.c and facts-metrics.c only. */
#pragma once

#include "appraisal/evidence.h"
#include "appraisal/facts.h"

/* Head of every kept row: arrays are sorted by id and each id counts once. */
typedef struct
{
  Id     id;
  Day    day; /* on which the fact counts */
  Digest digest;
} FactHead;

typedef struct
{
  FactHead head;
  Id       customer;
} FactCall; /* effective calls only */

typedef struct
{
  FactHead head; /* day: of signing */
  Id       customer;
  gboolean own;    /* the person is its agent */
  gint64   amount; /* fen */
  Day      back_day;
  gint64   back; /* fen; 0 = nothing came back */
} FactOrder;

typedef struct
{
  FactHead head;
  Id       order;
  gboolean own;   /* the person's share */
  gint64   share; /* 1/10,000 */
} FactCredit;

typedef struct
{
  FactHead head; /* day: of the invitation */
  Id       contact;
  gboolean ticket;
  OptInt   value;
  gint64   rated_at;
} FactRating;

typedef struct
{
  FactHead head; /* day: due */
  gboolean on_time;
  gboolean open;
} FactTicket;

typedef struct
{
  FactHead head;
  gint64   score; /* hundredths */
  gboolean risk;
  gboolean fatal;
} FactQa;

typedef struct
{
  FactHead head;
  gint64   score; /* hundredths */
  gint64   attempt;
} FactExam;

typedef struct
{
  FactHead head;
  gint64   late_min;
  gint64   early_min;
  gint64   absent_halves;
  gint64   leave_halves;
  gboolean protected;
} FactAttendance; /* scheduled days only */

typedef struct
{
  FactHead head;
  Severity severity;
} FactViolation;

typedef struct
{
  gboolean invalid;
  Day      blocked;      /* DAY_MAX = never */
  Day      first_signed; /* DAY_MAX = never */
} FactCustomer;

struct Facts
{
  Id       person;
  char     month[MONTH_TEXT_SIZE];
  Day      first, last;
  gint64   as_of;
  gboolean evidence;
  gboolean sorted;

  gint64      workdays;   /* in post, by the calendar */
  gint64      outside;    /* workdays of the month outside any post */
  gint64      dials;      /* counted as they come: */
  gint64      connected;  /* duplicates are not looked for, */
  gint64      talk_s;     /* these are for show, never for a score */
  OptInt      sales_plan; /* fen, whole month */
  Ratio       conversion_plan;
  GArray     *undated; /* FactOrder: of the month, cancelled or returned without a day: counted as 0, and told of */
  GArray     *calls, *orders, *credits, *ratings, *tickets, *qa, *exams, *attendance, *violations;
  GHashTable *customers; /* Id → FactCustomer */
};

void   facts_sort (Facts *self);
gint64 facts_order_share (Facts *self, const FactOrder *order, const FactCredit **credit);
Ratio  facts_ratio (__int128 num, __int128 den);
