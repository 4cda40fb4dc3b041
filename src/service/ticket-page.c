/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "service/ticket-page.h"

#include "service/ticket.h"

struct _ZuoxiTicketsPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiTicketsPage, zuoxi_tickets_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Ticket no."), "number", COLUMN_SORT | COLUMN_STRONG, 12 },
  { N_("Kind"), "kind", 0, 8 },
  { N_("Subject"), "subject", COLUMN_EXPAND | COLUMN_WIDE, 14 },
  { N_("Customer"), "customer", COLUMN_EXPAND, 14, list_room_customer },
  { N_("Agent"), "agent", COLUMN_WIDE, 8, list_room_person },
  { N_("Opened"), "opened_at", COLUMN_SORT | COLUMN_WIDE, 14 },
  { N_("Due"), "due_at", COLUMN_SORT | COLUMN_WIDE, 14 },
  { N_("Solved"), "solved_at", COLUMN_WIDE, 14 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &ticket_schema, .person = "agent", .date = "opened_at", .state = "kind", .customer = "customer", .order = "opened_at" },
  .columns = columns,
  .icon = "dialog-question-symbolic",
  .empty_title = N_("No tickets yet"),
  .empty_text = N_("Inquiries, complaints and suggestions stand here until they are solved."),
  .clause = "2.2.2",
};
/* clang-format on */

static void
zuoxi_tickets_page_class_init (ZuoxiTicketsPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_tickets_page_init (ZuoxiTicketsPage *self)
{
}
