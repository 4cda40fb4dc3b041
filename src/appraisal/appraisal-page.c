/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/appraisal-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "core/id.h"
#include "ui/widgets/chart/chart.h"

#define TREND_MONTHS 12

struct _ZuoxiAppraisalPage
{
  ZuoxiFormsPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiAppraisalPage, zuoxi_appraisal_page, ZUOXI_TYPE_FORMS_PAGE)

static gpointer
read_own (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  return case_list_of_person (store, reading->me, error);
}

static char *
title_of (const CaseSummary *summary, ZuoxiSession *session)
{
  return format_month (summary->month);
}

static GtkWidget *
new_trend (ZuoxiFormsPage *self)
{
  GtkWidget *chart = zuoxi_chart_new (_ ("Filed totals of the last twelve months"), format_score);

  gtk_widget_set_margin_top (chart, 18);
  gtk_widget_set_margin_bottom (chart, 18);
  gtk_widget_set_margin_start (chart, 18);
  gtk_widget_set_margin_end (chart, 18);
  return chart;
}

/* The totals filed, the oldest at the left; a month without one leaves its place empty. */
static void
show_trend (ZuoxiFormsPage *self, GtkWidget *extra, GPtrArray *list)
{
  guint       n = MIN (list->len, TREND_MONTHS);
  const char *labels[TREND_MONTHS];
  OptInt      values[TREND_MONTHS];

  for (guint i = 0; i < n; i++)
    {
      const CaseSummary *summary = g_ptr_array_index (list, n - 1 - i);

      labels[i] = summary->month;
      values[i] = (OptInt){ summary->total, summary->total >= 0 };
    }
  zuoxi_chart_set_labels (ZUOXI_CHART (extra), labels, n);
  zuoxi_chart_add_series (ZUOXI_CHART (extra), CHART_COLUMNS, _ ("Total"), values);
}

static void
zuoxi_appraisal_page_class_init (ZuoxiAppraisalPageClass *klass)
{
  ZuoxiFormsPageClass *forms = ZUOXI_FORMS_PAGE_CLASS (klass);

  forms->kind = SHEET_SELF;
  forms->read = read_own;
  forms->row_title = title_of;
  forms->empty_title = N_ ("No month is open yet");
  forms->empty_text = N_ ("Your forms appear here as soon as your department's month is opened.");
  forms->new_extra = new_trend;
  forms->show_extra = show_trend;
  forms->extra_title = N_ ("Twelve months");
}

static void
zuoxi_appraisal_page_init (ZuoxiAppraisalPage *self)
{
  zuoxi_page_set_title (ZUOXI_PAGE (self), _ ("My Appraisal"));
}

guint
appraisal_page_count (ZuoxiSession *session)
{
  Id     me = zuoxi_session_get_me (session);
  gint64 n = store_count (zuoxi_session_get_reader (session), &appraisal_schema, NULL,
                          "WHERE \"person\" = ? AND \"state\" = 'self-due'", "d", &me);

  return n > 0 ? (guint) n : 0;
}
