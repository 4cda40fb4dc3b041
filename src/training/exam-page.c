/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "training/exam-page.h"

#include "training/exam-result.h"

struct _ZuoxiExamsPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiExamsPage, zuoxi_exams_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Date"), "taken_on", COLUMN_SORT | COLUMN_STRONG, 15 },
  { N_("Person"), "person", COLUMN_EXPAND, 8, list_room_person },
  { N_("Course"), "course", COLUMN_EXPAND, 14 },
  { N_("Kind"), "kind", COLUMN_EXPAND | COLUMN_WIDE, 9 },
  { N_("Attempt"), "attempt", COLUMN_NUMBER | COLUMN_WIDE, 6 },
  { N_("Score"), "score", COLUMN_NUMBER, 7 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &exam_result_schema, .person = "person", .date = "taken_on", .state = "kind", .order = "taken_on" },
  .columns = columns,
  .icon = "accessories-dictionary-symbolic",
  .empty_title = N_("No exams yet"),
  .empty_text = N_("Results of exams and practical tests stand here."),
  .clause = "5.4.3",
  .imported = TRUE,
};
/* clang-format on */

static void
zuoxi_exams_page_class_init (ZuoxiExamsPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_exams_page_init (ZuoxiExamsPage *self)
{
}
