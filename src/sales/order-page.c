/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/order-page.h"

#include "sales/order.h"

struct _ZuoxiOrdersPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiOrdersPage, zuoxi_orders_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Signed on"), "signed_on", COLUMN_SORT | COLUMN_STRONG, 15 },
  { N_("Order no."), "number", COLUMN_SORT | COLUMN_WIDE, 14 },
  { N_("Customer"), "customer", COLUMN_EXPAND, 14, list_room_customer },
  { N_("Product"), "product", COLUMN_EXPAND | COLUMN_WIDE, 14 },
  { N_("Amount"), "amount", COLUMN_NUMBER, 10 },
  { N_("State"), "state", COLUMN_WIDE, 8 },
  { N_("Agent"), "agent", COLUMN_WIDE, 8, list_room_person },
  { N_("Returned amount"), "back", COLUMN_NUMBER | COLUMN_WIDE, 9 },
  { NULL } };

static const Schema *const children[] = { &order_credit_schema, NULL };

static const ListSpec spec = {
  .source = { .schema = &sales_order_schema, .person = "agent", .date = "signed_on", .state = "state", .customer = "customer", .order = "signed_on" },
  .columns = columns,
  .children = children,
  .icon = "view-list-symbolic",
  .empty_title = N_("No orders yet"),
  .empty_text = N_("Signed orders, their amounts and what came back stand here."),
  .clause = "3.4.4",
};
/* clang-format on */

static void
zuoxi_orders_page_class_init (ZuoxiOrdersPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_orders_page_init (ZuoxiOrdersPage *self)
{
}
