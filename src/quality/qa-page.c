/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quality/qa-page.h"

#include "quality/qa-score.h"

struct _ZuoxiQaPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiQaPage, zuoxi_qa_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Date"), "scored_on", COLUMN_SORT | COLUMN_STRONG, 15 },
  { N_("Agent"), "agent", 0, 8, list_room_person },
  { N_("Score"), "score", COLUMN_NUMBER, 7 },
  { N_("Fatal error"), "fatal", COLUMN_WIDE, 10 },
  { N_("Pick"), "pick", COLUMN_WIDE, 8 },
  { N_("State"), "state", COLUMN_WIDE, 8 },
  { N_("Comment"), "comment", COLUMN_EXPAND | COLUMN_WIDE, 0 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &qa_score_schema, .person = "agent", .date = "scored_on", .state = "state", .order = "scored_on" },
  .columns = columns,
  .icon = "emblem-ok-symbolic",
  .empty_title = N_("No quality checks yet"),
  .empty_text = N_("Each monitored call stands here with its score."),
  .clause = "5.4.3",
  .imported = TRUE,
};
/* clang-format on */

static void
zuoxi_qa_page_class_init (ZuoxiQaPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_qa_page_init (ZuoxiQaPage *self)
{
}
