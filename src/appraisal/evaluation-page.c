/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/evaluation-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "core/id.h"
#include "store/apply.h"

struct _ZuoxiEvaluationPage
{
  ZuoxiFormsPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiEvaluationPage, zuoxi_evaluation_page, ZUOXI_TYPE_FORMS_PAGE)

static gpointer
read_team (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  return case_list_to_score (store, reading->me, reading->directory, reading->today, error);
}

static char *
title_of (const CaseSummary *summary, ZuoxiSession *session)
{
  const Person    *person = directory_person (zuoxi_session_get_directory (session), summary->person);
  g_autofree char *month = format_month (summary->month);

  return g_strdup_printf ("%s · %s", person != NULL ? person->name : "—", month);
}

static const char *const groups[] = { N_ ("To score"), N_ ("Not assessed yet"), N_ ("Scored"), NULL };

static guint
group_of (const CaseSummary *summary)
{
  if ((summary->pending & STORE_PENDING_COMMAND) != 0)
    return 2;
  return summary->state == FORM_STATE_SELF_DONE ? 0 : summary->state == FORM_STATE_SELF_DUE ? 1
                                                                                            : 2;
}

static void
zuoxi_evaluation_page_class_init (ZuoxiEvaluationPageClass *klass)
{
  ZuoxiFormsPageClass *forms = ZUOXI_FORMS_PAGE_CLASS (klass);

  forms->kind = SHEET_EVALUATION;
  forms->read = read_team;
  forms->row_title = title_of;
  forms->groups = groups;
  forms->group_of = group_of;
  forms->empty_title = N_ ("Nobody to score");
  forms->empty_text = N_ ("Forms of the people you score appear here once their month is opened.");
}

static void
zuoxi_evaluation_page_init (ZuoxiEvaluationPage *self)
{
  zuoxi_page_set_title (ZUOXI_PAGE (self), _ ("Evaluation"));
}

guint
evaluation_page_count (ZuoxiSession *session)
{
  Id     me = zuoxi_session_get_me (session);
  gint64 n = store_count (zuoxi_session_get_reader (session), &appraisal_schema, NULL,
                          "WHERE \"scorer\" = ? AND \"state\" = 'self-done'", "d", &me);

  return n > 0 ? (guint) n : 0;
}
