/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "discipline/violation-page.h"

#include "discipline/violation.h"

struct _ZuoxiViolationsPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiViolationsPage, zuoxi_violations_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Date"), "happened_on", COLUMN_SORT | COLUMN_STRONG, 15 },
  { N_("Person"), "person", 0, 8, list_room_person },
  { N_("Severity"), "severity", 0, 8 },
  { N_("Clause"), "clause", COLUMN_WIDE, 7 },
  { N_("State"), "state", COLUMN_WIDE, 9 },
  { N_("Facts"), "fact", COLUMN_EXPAND | COLUMN_WIDE, 0 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &violation_schema, .person = "person", .date = "happened_on", .state = "state", .order = "happened_on" },
  .columns = columns,
  .icon = "dialog-warning-symbolic",
  .empty_title = N_("No violations"),
  .empty_text = N_("What was reported and confirmed stands here, with the statement of the person."),
  .clause = "5.4.4",
};
/* clang-format on */

static void
zuoxi_violations_page_class_init (ZuoxiViolationsPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_violations_page_init (ZuoxiViolationsPage *self)
{
}
