/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "calls/call-page.h"

#include "calls/call.h"
#include "customers/block-note.h"

struct _ZuoxiCallsPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiCallsPage, zuoxi_calls_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Started"), "started_at", COLUMN_SORT | COLUMN_STRONG, 14 },
  { N_("Agent"), "agent", COLUMN_WIDE, 8, list_room_person },
  { N_("Customer"), "customer", 0, 14, list_room_customer },
  { N_("Called number"), "callee", COLUMN_WIDE, 13 },
  { N_("Direction"), "direction", COLUMN_WIDE, 5 },
  { N_("Purpose"), "purpose", COLUMN_WIDE, 8 },
  { N_("Result"), "result", 0, 10 },
  { N_("Talk"), "talk_s", COLUMN_NUMBER | COLUMN_WIDE, 7 },
  { N_("Do not call"), "blocked", COLUMN_WIDE, 6 },
  { N_("Note"), "note", COLUMN_EXPAND | COLUMN_WIDE, 0 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &call_schema, .person = "agent", .date = "started_at", .state = "result", .customer = "customer", .order = "started_at" },
  .columns = columns,
  .icon = "call-start-symbolic",
  .empty_title = N_("No calls yet"),
  .empty_text = N_("Calls of you and your team stand here with their results."),
  .clause = "2.2.1",
};
/* clang-format on */

static void
zuoxi_calls_page_add_details (ZuoxiListRoom *room, ZuoxiRow *row, GtkBox *box)
{
  const Call *call = zuoxi_row_get (row);

  block_note_add (box, zuoxi_page_get_session (ZUOXI_PAGE (room)), &call_schema, call->row.id, call->callee);
}

static void
zuoxi_calls_page_class_init (ZuoxiCallsPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
  ZUOXI_LIST_ROOM_CLASS (klass)->add_details = zuoxi_calls_page_add_details;
}

static void
zuoxi_calls_page_init (ZuoxiCallsPage *self)
{
}
