/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A queue of forms that are passed on, one by one or many with one password (R31), or returned with a reason: what
 * Reviews and Filing have in common. Abstract. Main thread.
 */
#pragma once

#include "appraisal/review-list.h"
#include "ui/page.h"
#include "ui/widgets/column-table.h"
#include "ui/widgets/filter-bar.h"

#define ZUOXI_TYPE_PASS_PAGE (zuoxi_pass_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZuoxiPassPage, zuoxi_pass_page, ZUOXI, PASS_PAGE, ZuoxiPage)

struct _ZuoxiPassPageClass
{
  ZuoxiPageClass parent_class;

  const char   *event;      /* the step this room takes */
  const char   *done;       /* msgid: "%u forms reviewed; the server confirms them" */
  const char   *button;     /* msgid of the signing button */
  const char   *empty;      /* msgid: nothing waits */
  const char   *empty_text; /* msgid: what will come */
  const Column *columns;    /* the data of their functions is the page */

  ReviewWish (*wish) (ZuoxiPassPage *self);                       /* what to read */
  gboolean (*waits) (ZuoxiPassPage *self, ZuoxiReviewItem *item); /* whether it stands in the queue */
  void (*loaded) (ZuoxiPassPage *self, GPtrArray *items);         /* everything read, for the summary above the queue */

  gpointer padding[4];
};

/* Box above the queue, for the subclass. (transfer none) */
GtkWidget *zuoxi_pass_page_get_top (ZuoxiPassPage *self);
/* Everything read last. (transfer none) (nullable) (element-type ZuoxiReviewItem) */
GPtrArray *zuoxi_pass_page_get_items (ZuoxiPassPage *self);
/* What the filter lets through, in the order it was read in. (transfer full) (element-type ZuoxiReviewItem) */
GPtrArray *zuoxi_pass_page_dup_shown (ZuoxiPassPage *self);
/* The bar above the queue; a subclass puts its buttons at the end of it. (transfer none) */
ZuoxiFilterBar *zuoxi_pass_page_get_filter (ZuoxiPassPage *self);
/* The chosen form, of several the first. (transfer full) (nullable) */
ZuoxiReviewItem *zuoxi_pass_page_get_selected (ZuoxiPassPage *self);
/* Reads anew, soon. */
void zuoxi_pass_page_reload (ZuoxiPassPage *self);

/* Texts of columns; @data is the page. */
char       *pass_column_name (gpointer item, gpointer data);
char       *pass_column_number (gpointer item, gpointer data);
char       *pass_column_team (gpointer item, gpointer data);
char       *pass_column_state (gpointer item, gpointer data);
char       *pass_column_total (gpointer item, gpointer data);
char       *pass_column_grade (gpointer item, gpointer data);
char       *pass_column_gap (gpointer item, gpointer data);
char       *pass_column_look (gpointer item, gpointer data);
char       *pass_column_due (gpointer item, gpointer data);
const char *pass_look_class (gpointer item, gpointer data);
const char *pass_due_class (gpointer item, gpointer data);
