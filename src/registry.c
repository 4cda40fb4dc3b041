/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "registry.h"

#include "appraisal/eval-file.h"
#include "appraisal/figure.h"
#include "appraisal/form.h"
#include "appraisal/interview.h"
#include "appraisal/scheme.h"
#include "appraisal/sheet.h"
#include "appraisal/witness.h"
#include "calls/call.h"
#include "customers/blocked.h"
#include "customers/customer-history.h"
#include "customers/customer.h"
#include "discipline/violation.h"
#include "quality/qa-score.h"
#include "regulation/regulation.h"
#include "sales/order.h"
#include "sales/target.h"
#include "service/rating.h"
#include "service/ticket.h"
#include "staff/organisation.h"
#include "staff/person.h"
#include "sync/inbox-item.h"
#include "time/attendance-day.h"
#include "training/exam-result.h"

/* clang-format off */
const Schema *const registry[] = {
  &department_schema,
  &team_schema,
  &calendar_day_schema,
  &person_schema,
  &assignment_schema,
  &staff_file_schema,
  &account_card_schema,
  &regulation_schema,
  &clause_schema,
  &receipt_schema,
  &customer_schema,
  &contact_phone_schema,
  &customer_history_schema,
  &block_key_schema,
  &blocked_value_schema,
  &call_schema,
  &sales_order_schema,
  &order_credit_schema,
  &target_schema,
  &rating_schema,
  &ticket_schema,
  &qa_score_schema,
  &attendance_day_schema,
  &violation_schema,
  &exam_result_schema,
  &scheme_schema,
  &scheme_grade_schema,
  &scheme_item_schema,
  &scheme_step_schema,
  &appraisal_month_schema,
  &extension_schema,
  &appraisal_schema,
  &step_schema,
  &step_document_schema,
  &filing_schema,
  &self_sheet_schema,
  &self_line_schema,
  &evaluation_schema,
  &eval_line_schema,
  &eval_file_schema,
  &previous_opinion_schema,
  &figure_schema,
  &interview_schema,
  &plan_item_schema,
  &witness_schema,
  &inbox_item_schema,
  NULL };
/* clang-format on */

const Schema *
registry_find (const char *table)
{
  for (guint i = 0; registry[i] != NULL; i++)
    if (g_str_equal (registry[i]->table, table))
      return registry[i];
  return NULL;
}
