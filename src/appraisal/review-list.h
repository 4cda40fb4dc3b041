/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms as those read them who pass them on: the reviewer's queue and HR's month, with what deserves a look. */
#pragma once

#include <glib-object.h>

#include "appraisal/case.h"

/* Why a form deserves a look before it is passed on, bits; the gravest first. */
typedef enum
{
  LOOK_RESTATED = 1 << 0, /* a filed result is to be restated */
  LOOK_REFUSED = 1 << 1,  /* the employee did not sign, or was absent */
  LOOK_OBJECTED = 1 << 2, /* signed with a different opinion */
  LOOK_RETURNED = 1 << 3, /* came back before */
  LOOK_NEAR = 1 << 4,     /* within half a point of a grade's limit */
  LOOK_GAP = 1 << 5,      /* own and given total differ by ten points or more */
  LOOK_OVERRIDE = 1 << 6, /* the grade was moved by hand */
  LOOK_UNREAD = 1 << 7,   /* the regulation was not acknowledged */
  LOOK_KEY = 1 << 8,      /* signed with a key nobody vouched for */
  LOOK_CHANGED = 1 << 9,  /* counted rows changed after the freeze */
  LOOK_LATE = 1 << 10,    /* some step was late, or the self-assessment is missing */
} Look;

#define REVIEW_GAP 1000 /* hundredths of a point */

#define ZUOXI_TYPE_REVIEW_ITEM (zuoxi_review_item_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiReviewItem, zuoxi_review_item, ZUOXI, REVIEW_ITEM, GObject)

/* (transfer none) */
const AppraisalCase *zuoxi_review_item_get_case (ZuoxiReviewItem *self);
guint                zuoxi_review_item_get_look (ZuoxiReviewItem *self);  /* Look bits */
gint64               zuoxi_review_item_get_gap (ZuoxiReviewItem *self);   /* own − given total, hundredths; 0 unknown */
gint64               zuoxi_review_item_get_total (ZuoxiReviewItem *self); /* hundredths, −1 = not held, not complete */

/* The gravest look first, then the largest gap, then by number. A GCompareDataFunc over items; data: Directory. */
int review_item_compare (gconstpointer a, gconstpointer b, gpointer directory);

typedef enum
{
  REVIEW_QUEUE, /* what waits for the reader's review, and the rest of those months for comparison */
  REVIEW_MONTH, /* every form of one month the reader holds */
} ReviewScope;

typedef struct
{
  ReviewScope scope;
  char        month[8]; /* REVIEW_MONTH */
} ReviewWish;

/* A #SessionReadFunc: @input is a ReviewWish. (transfer full) (element-type ZuoxiReviewItem) */
gpointer review_list_read (Store *store, const SessionReading *reading, gpointer input, GError **error);

/* Forms with a restatement that waits for the reader. (transfer full) (element-type Id) */
GPtrArray *review_restatements (Store *store, Directory *directory, Id me, const char *today, GError **error);

/* msgid of one look. */
const char *look_title (Look look);

/* Mean of the totals given by one scorer among @items; FALSE if there is none. */
gboolean review_mean (GPtrArray *items, Id scorer, gint64 *mean, guint *count);
