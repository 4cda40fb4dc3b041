/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/target-page.h"

#include "sales/target.h"

struct _ZuoxiTargetsPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiTargetsPage, zuoxi_targets_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Month"), "month", COLUMN_SORT | COLUMN_STRONG, 10 },
  { N_("Person"), "person", 0, 8, list_room_person },
  { N_("Sales target"), "sales", COLUMN_NUMBER, 10 },
  { N_("Conversion target"), "conversion", COLUMN_NUMBER | COLUMN_WIDE, 8 },
  { N_("State"), "state", COLUMN_WIDE, 8 },
  { N_("Source"), "source", COLUMN_EXPAND | COLUMN_WIDE, 0 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &target_schema, .person = "person", .date = "month", .state = "state", .order = "month" },
  .columns = columns,
  .icon = "starred-symbolic",
  .empty_title = N_("No targets yet"),
  .empty_text = N_("Targets come from the department plan and from the interview."),
  .clause = "5.4.1",
  .imported = TRUE,
};
/* clang-format on */

static void
zuoxi_targets_page_class_init (ZuoxiTargetsPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_targets_page_init (ZuoxiTargetsPage *self)
{
}
