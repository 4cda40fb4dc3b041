/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "customers/customer-history.h"

/* clang-format off */
const EnumNick contact_kinds[] = {
  { CONTACT_KIND_CALL, "call", N_("Call") },
  { CONTACT_KIND_ORDER, "order", N_("Order") },
  { CONTACT_KIND_TICKET, "ticket", N_("Ticket") },
  { CONTACT_KIND_RATING, "rating", N_("Rating") },
  { 0 } };

const EnumNick contact_results[] = {
  { 0, "none", N_("None") },
  /* calls */
  { 1, "no-answer", N_("No answer") },
  { 2, "busy", N_("Busy") },
  { 3, "rejected", N_("Rejected") },
  { 4, "powered-off", N_("Powered off") },
  { 5, "invalid-number", N_("Invalid number") },
  { 6, "suspended", N_("Out of service") },
  { 7, "unreachable", N_("Unreachable") },
  { 8, "hung-up", N_("Hung up at once") },
  { 9, "declined", N_("Declined") },
  { 10, "opt-out", N_("Refused calls") },
  { 11, "later", N_("Call back later") },
  { 12, "effective", N_("Effective talk") },
  { 13, "sold", N_("Sold") },
  /* orders */
  { 14, "to-confirm", N_("To be confirmed") },
  { 15, "confirmed", N_("Confirmed") },
  { 16, "signed", N_("Signed") },
  { 17, "delivered", N_("Delivered") },
  { 18, "done", N_("Done") },
  { 19, "cancelled", N_("Cancelled") },
  { 20, "returned", N_("Returned") },
  /* tickets */
  { 21, "open", N_("Not solved yet") },
  { 22, "overdue", N_("Overdue, not solved") },
  { 23, "solved", N_("Has been solved") },
  /* ratings */
  { 24, "unrated", N_("Not rated") },
  { 25, "rated-1", N_("1 of 5") },
  { 26, "rated-2", N_("2 of 5") },
  { 27, "rated-3", N_("3 of 5") },
  { 28, "rated-4", N_("4 of 5") },
  { 29, "rated-5", N_("5 of 5") },
  { 0 } };

static const Field customer_history_fields[] = {
  FIELD (CustomerHistory, customer, REF, N_("Customer"), .ref = "customer", .parent = TRUE),
  FIELD (CustomerHistory, assignment, REF, N_("Assigned to"), .ref = "assignment"),
  FIELD (CustomerHistory, on, DATE, N_("Date")),
  FIELD (CustomerHistory, kind, ENUM, N_("Kind"), .enums = contact_kinds),
  FIELD (CustomerHistory, result, ENUM, N_("Result"), .enums = contact_results),
  FIELD (CustomerHistory, note, TEXT, N_("Note"), .max = FIELD_TEXT_MAX),
  FIELD_LAST };

static const Place customer_history_places[] = {
  { NULL, BUCKET_CUST, "assignment", NULL },
  { 0 } };

static const Access customer_history_access[] = {
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema customer_history_schema = {
  .table = "customer_history",
  .title = N_("Earlier contact"),
  .size = sizeof (CustomerHistory),
  .fields = customer_history_fields,
  .places = customer_history_places,
  .access = customer_history_access,
};
/* clang-format on */
