/* SPDX-License-Identifier: GPL-3.0-or-later */
/* List of forms beside the form: what the rooms of the employee and of the supervisor share. */
#pragma once

#include "appraisal/form-view.h"
#include "ui/page.h"

#define ZUOXI_TYPE_FORMS_PAGE (zuoxi_forms_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZuoxiFormsPage, zuoxi_forms_page, ZUOXI, FORMS_PAGE, ZuoxiPage)

struct _ZuoxiFormsPageClass
{
  ZuoxiPageClass parent_class;

  SheetKind       kind;
  SessionReadFunc read;                                                   /* GPtrArray of CaseSummary */
  const char     *empty_title;                                            /* msgid */
  const char     *empty_text;                                             /* msgid */
  char *(*row_title) (const CaseSummary *summary, ZuoxiSession *session); /* (transfer full) */
  /* Nullable: a widget above the forms, under the title @extra_title, told of every new list. */
  GtkWidget *(*new_extra) (ZuoxiFormsPage *self);
  void (*show_extra) (ZuoxiFormsPage *self, GtkWidget *extra, GPtrArray *list);
  const char *extra_title; /* msgid */
  /* Nullable: titles (msgids, NULL at the end) the list is grouped under, what waits first, and which of them a form
     stands under. The first form of the first group is opened. */
  const char *const *groups;
  guint (*group_of) (const CaseSummary *summary);
};
