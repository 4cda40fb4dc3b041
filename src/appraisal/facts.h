/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one fold over a person's month (R18): desktop, server and tests feed it structs and read the same figures.
 * Pure; no SQL, no clock; the order in which rows are added does not matter.
 */
#pragma once

#include "appraisal/evidence.h"
#include "appraisal/figure.h"
#include "appraisal/scheme-set.h"
#include "calls/call.h"
#include "customers/customer.h"
#include "discipline/violation.h"
#include "quality/qa-score.h"
#include "sales/order.h"
#include "sales/target.h"
#include "service/rating.h"
#include "service/ticket.h"
#include "time/attendance-day.h"
#include "training/exam-result.h"

#define EFFECTIVE_TALK_S 30     /* a call counts from here on (M2) */
#define FEW_RATINGS 5           /* fewer do not score (M3, R5) */
#define EXAM_BACK_DAYS 90       /* an earlier exam still counts so long (domain 3.2) */
#define ORDER_BACK_MONTHS 12    /* a return is looked for in the orders of so many earlier months (M1) */
#define WORKED_SHARE_MIN_PCT 50 /* below it the month is not assessed (G17, R33) */

typedef struct Facts Facts;

Facts *facts_new (Id person, const char *month, gint64 as_of, gboolean evidence);
void   facts_free (Facts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Facts, facts_free)

void facts_set_workdays (Facts *self, gint64 in_post, gint64 outside);

/* Rows of other months are ignored, except where a metric looks back; a row added twice counts once. */
void facts_add (Facts *self, const Schema *schema, gconstpointer row);
void facts_add_customer (Facts *self, const Customer *row);
void facts_add_call (Facts *self, const Call *row);
void facts_add_order (Facts *self, const SalesOrder *row);
void facts_add_credit (Facts *self, const OrderCredit *row);
void facts_add_rating (Facts *self, const Rating *row);
void facts_add_ticket (Facts *self, const Ticket *row);
void facts_add_qa (Facts *self, const QaScore *row);
void facts_add_exam (Facts *self, const ExamResult *row);
void facts_add_attendance (Facts *self, const AttendanceDay *row);
void facts_add_violation (Facts *self, const Violation *row);
void facts_add_target (Facts *self, const Target *row);

/* What the team's page shows besides figures. */
typedef struct
{
  gint64 dials;
  gint64 connected;
  gint64 effective;
  gint64 talk_s; /* seconds */
  gint64 orders;
  gint64 sales;        /* fen, net of returns booked in the month */
  gint64 target;       /* fen, pro rata (R26); 0 = none */
  gint64 full_halves;  /* half days of the month: scheduled, and workdays outside any post */
  gint64 sched_halves; /* scheduled in post */
  gint64 leave_halves;
  gint64 protected_halves;
  gint64 absent_halves;
  gint64 late;  /* times */
  gint64 early; /* times */
} FactsCounts;

void     facts_counts (Facts *self, FactsCounts *out);
gboolean facts_is_assessable (Facts *self);

gboolean facts_too_few (Metric metric, gint64 ratings);

/* (transfer full): value, target, counts, days, evidence; the caller adds form, revision, seq, moment. */
Figure *facts_figure (Facts *self, Metric metric, const SchemeSet *scheme);

/* (transfer full) (element-type CountedRow): the rows behind that figure, by day; g_array_unref (). */
GArray *facts_counted (Facts *self, Metric metric, const SchemeSet *scheme);
