/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "service/rating-page.h"

#include "service/rating.h"

struct _ZuoxiRatingsPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiRatingsPage, zuoxi_ratings_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Invited"), "invited_at", COLUMN_SORT | COLUMN_STRONG, 14 },
  { N_("Agent"), "agent", COLUMN_WIDE, 8, list_room_person },
  { N_("Customer"), "customer", 0, 22, list_room_customer },
  { N_("About"), "about", COLUMN_WIDE, 8 },
  { N_("Rating"), "value", COLUMN_NUMBER, 5 },
  { N_("Rated at"), "rated_at", COLUMN_EXPAND | COLUMN_WIDE, 14 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &rating_schema, .person = "agent", .date = "invited_at", .state = "about", .customer = "customer", .order = "invited_at" },
  .columns = columns,
  .icon = "face-smile-symbolic",
  .empty_title = N_("No ratings yet"),
  .empty_text = N_("Each customer who was asked for a rating stands here, with the answer."),
  .clause = "5.4.1",
};
/* clang-format on */

static void
zuoxi_ratings_page_class_init (ZuoxiRatingsPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_ratings_page_init (ZuoxiRatingsPage *self)
{
}
