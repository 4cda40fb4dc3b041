/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers/customer-page.h"

#include "customers/customer.h"

struct _ZuoxiCustomersPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiCustomersPage, zuoxi_customers_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Name"), "name", COLUMN_SORT | COLUMN_STRONG, 14 },
  { N_("Customer no."), "code", COLUMN_SORT | COLUMN_WIDE, 10 },
  { N_("Company"), "company", COLUMN_EXPAND | COLUMN_WIDE, 0 },
  { N_("Stage"), "stage", 0, 8 },
  { N_("Source"), "source", COLUMN_WIDE, 9 },
  { N_("Consent"), "consent", COLUMN_WIDE, 9 },
  { N_("Assigned to"), "assignment", COLUMN_WIDE, 8, list_room_person },
  { N_("First order signed"), "first_signed_on", COLUMN_WIDE, 11 },
  { NULL } };

static const Schema *const children[] = { &contact_phone_schema, NULL };

static const ListSpec spec = {
  .source = { .schema = &customer_schema, .person = "assignment", .state = "stage" },
  .columns = columns,
  .children = children,
  .icon = "system-users-symbolic",
  .empty_title = N_("No customers yet"),
  .empty_text = N_("Customers assigned to you or your team come with the next sync."),
  .clause = "3.1.1",
};
/* clang-format on */

static void
zuoxi_customers_page_class_init (ZuoxiCustomersPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_customers_page_init (ZuoxiCustomersPage *self)
{
}
