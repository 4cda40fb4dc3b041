/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rooms.h"

#include "appraisal/appraisal-page.h"
#include "appraisal/evaluation-page.h"
#include "appraisal/filing-page.h"
#include "appraisal/interview-page.h"
#include "appraisal/review-page.h"
#include "appraisal/scheme-page.h"
#include "appraisal/team-page.h"
#include "appraisal/today-page.h"
#include "calls/call-page.h"
#include "core/i18n.h"
#include "customers/customer-page.h"
#include "discipline/violation-page.h"
#include "quality/qa-page.h"
#include "regulation/regulation-page.h"
#include "sales/order-page.h"
#include "sales/target-page.h"
#include "service/rating-page.h"
#include "service/ticket-page.h"
#include "staff/person.h"
#include "staff/staff-page.h"
#include "sync/inbox-card.h"
#include "sync/inbox-page.h"
#include "time/attendance-page.h"
#include "training/exam-page.h"

#define AGENT (1 << POST_AGENT)
#define SUPERVISOR (1 << POST_SUPERVISOR | 1 << POST_CS_MANAGER)
#define MANAGER (1 << POST_DEPT_MANAGER)
#define GENERAL (1 << POST_GENERAL_MANAGER)
#define HR (1 << POST_HR)
#define QA (1 << POST_QA_INSPECTOR)
#define LINE (AGENT | SUPERVISOR | MANAGER)

/* clang-format off */
const Room rooms[] = {
  /* id, title, icon, group, posts, type, count */
  { "today", N_("Today"), "alarm-symbolic", NULL, 0, zuoxi_today_page_get_type, NULL },
  { "appraisal", N_("My Appraisal"), "x-office-document-symbolic", NULL, 0, zuoxi_appraisal_page_get_type, appraisal_page_count },
  { "evaluation", N_("Evaluation"), "document-edit-symbolic", NULL, SUPERVISOR | MANAGER | GENERAL, zuoxi_evaluation_page_get_type, evaluation_page_count },
  { "interview", N_("Interviews"), "user-available-symbolic", NULL, SUPERVISOR | MANAGER | GENERAL, zuoxi_interview_page_get_type, interview_page_count },
  { "inbox", N_("Inbox"), "mail-unread-symbolic", NULL, 0, zuoxi_inbox_page_get_type, inbox_count },
  { "reviews", N_("Reviews"), "document-edit-symbolic", N_("Appraisal"), MANAGER | GENERAL, zuoxi_review_page_get_type, review_page_count },
  { "filing", N_("Filing"), "folder-documents-symbolic", N_("Appraisal"), HR | MANAGER, zuoxi_filing_page_get_type, filing_page_count },
  { "team", N_("Team facts"), "system-users-symbolic", N_("Appraisal"), SUPERVISOR | MANAGER, zuoxi_team_page_get_type, NULL },
  { "schemes", N_("Schemes"), "view-list-symbolic", N_("Appraisal"), HR, zuoxi_scheme_page_get_type, NULL },
  { "customers", N_("Customers"), "system-users-symbolic", N_("Daily work"), AGENT | SUPERVISOR, zuoxi_customers_page_get_type, NULL },
  { "calls", N_("Calls"), "call-start-symbolic", N_("Daily work"), LINE | QA, zuoxi_calls_page_get_type, NULL },
  { "orders", N_("Orders"), "view-list-symbolic", N_("Daily work"), LINE | QA, zuoxi_orders_page_get_type, NULL },
  { "ratings", N_("Ratings"), "face-smile-symbolic", N_("Daily work"), LINE | QA, zuoxi_ratings_page_get_type, NULL },
  { "tickets", N_("Tickets"), "dialog-question-symbolic", N_("Daily work"), LINE | QA, zuoxi_tickets_page_get_type, NULL },
  { "targets", N_("Targets"), "starred-symbolic", N_("Daily work"), LINE, zuoxi_targets_page_get_type, NULL },
  { "attendance", N_("Attendance"), "x-office-calendar-symbolic", N_("Records"), LINE | HR | GENERAL, zuoxi_attendance_page_get_type, NULL },
  { "violations", N_("Violations"), "dialog-warning-symbolic", N_("Records"), LINE | HR | GENERAL, zuoxi_violations_page_get_type, NULL },
  { "exams", N_("Exams"), "accessories-dictionary-symbolic", N_("Records"), LINE | HR | GENERAL, zuoxi_exams_page_get_type, NULL },
  { "quality", N_("Quality checks"), "emblem-ok-symbolic", N_("Records"), LINE | QA, zuoxi_qa_page_get_type, NULL },
  { "staff", N_("Staff"), "avatar-default-symbolic", N_("Organisation"), 0, zuoxi_staff_page_get_type, NULL },
  { "regulation", N_("Regulation"), "accessories-text-editor-symbolic", N_("Organisation"), 0, zuoxi_regulation_page_get_type, regulation_page_count },
  { NULL } };
/* clang-format on */
