/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sales/order.h"

#include <string.h>

/* clang-format off */
const EnumNick order_states[] = {
  { ORDER_STATE_TO_CONFIRM, "to-confirm", N_("To be confirmed") },
  { ORDER_STATE_CONFIRMED, "confirmed", N_("Confirmed") },
  { ORDER_STATE_SIGNED, "signed", N_("Signed") },
  { ORDER_STATE_DELIVERED, "delivered", N_("Delivered") },
  { ORDER_STATE_DONE, "done", N_("Done") },
  { ORDER_STATE_CANCELLED, "cancelled", N_("Cancelled") },
  { ORDER_STATE_RETURNED, "returned", N_("Returned") },
  { 0 } };

static const Field sales_order_fields[] = {
  FIELD (SalesOrder, agent, REF, N_("Agent"), .ref = "person"),
  FIELD (SalesOrder, customer, REF, N_("Customer"), .ref = "customer"),
  FIELD (SalesOrder, number, TEXT, N_("Order no."), .search = TRUE),
  FIELD (SalesOrder, product, TEXT, N_("Product"), .search = TRUE),
  FIELD (SalesOrder, signed_on, DATE, N_("Signed on")),
  FIELD (SalesOrder, amount, FEN, N_("Amount"), .min = 0, .max = 100000000000),
  FIELD (SalesOrder, state, ENUM, N_("State"), .enums = order_states),
  FIELD (SalesOrder, back_on, DATE, N_("Returned on"), .group = "back"),
  FIELD (SalesOrder, back, FEN, N_("Returned amount"), .min = 0, .max = 100000000000, .group = "back"),
  FIELD (SalesOrder, import_id, TEXT, N_("Import")),
  FIELD_LAST };

static const Place sales_order_places[] = {
  { NULL, BUCKET_FACTS, "agent", "signed_on" },
  { 0 } };

static const Access sales_order_access[] = {
  { REL_SELF, OP_PUT | OP_SET, NULL, NULL },
  { REL_SUPERVISOR, OP_PUT | OP_SET, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema sales_order_schema = {
  .table = "sales_order",
  .title = N_("Order"),
  .size = sizeof (SalesOrder),
  .fields = sales_order_fields,
  .places = sales_order_places,
  .access = sales_order_access,
  .subject = "agent",
  .check = sales_order_check,
};

static const Field order_credit_fields[] = {
  FIELD (OrderCredit, sales_order, REF, N_("Order"), .ref = "sales_order", .parent = TRUE, .key = 1),
  FIELD (OrderCredit, person, REF, N_("Person"), .ref = "person", .key = 2),
  FIELD (OrderCredit, signed_on, DATE, N_("Signed on")),
  FIELD (OrderCredit, share, INT, N_("Share"), .min = 0, .max = 10000),
  FIELD_LAST };

static const Place order_credit_places[] = {
  { NULL, BUCKET_FACTS, "person", "signed_on" },
  { 0 } };

static const Access order_credit_access[] = {
  { REL_SUPERVISOR, OP_PUT | OP_SET, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema order_credit_schema = {
  .table = "order_credit",
  .title = N_("Order credit"),
  .size = sizeof (OrderCredit),
  .fields = order_credit_fields,
  .places = order_credit_places,
  .access = order_credit_access,
  .subject = "person",
};
/* clang-format on */

/* What comes back has a date and is not more than was sold. */
void
sales_order_check (gconstpointer row, ProblemList *problems)
{
  const SalesOrder *order = row;

  if (order->back > order->amount)
    problem_add (problems, "back", "3.4.4", N_ ("The returned amount is larger than the order"), NULL);
  if (order->back > 0 && *order->back_on == '\0')
    problem_add (problems, "back_on", "3.4.4", N_ ("The date of the return is missing"), NULL);
  if (*order->back_on != '\0' && strcmp (order->back_on, order->signed_on) < 0)
    problem_add (problems, "back_on", "3.4.4", N_ ("The return is before the signing"), NULL);
}
