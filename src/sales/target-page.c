/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/target-page.h"

#include <glib/gi18n.h>

#include "app/session.h"
#include "core/day.h"
#include "sales/target-edit.h"
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
on_change_clicked_cb (ZuoxiListRoom *room, GtkWidget *button)
{
  const Target *target = zuoxi_row_get (zuoxi_list_room_get_chosen (room));

  target_edit_ask (zuoxi_page_get_window (ZUOXI_PAGE (room)), zuoxi_page_get_session (ZUOXI_PAGE (room)),
                   target->person, target->month);
}

static void
on_next_clicked_cb (ZuoxiListRoom *room, GtkWidget *button)
{
  ZuoxiSession    *session = zuoxi_page_get_session (ZUOXI_PAGE (room));
  const Target    *target = zuoxi_row_get (zuoxi_list_room_get_chosen (room));
  g_autofree char *month = NULL;
  Day              today = 0;

  if (!day_parse (zuoxi_session_today (session), &today))
    return;
  month = month_dup_text (month_add (month_first (today), 1));
  target_edit_ask (zuoxi_page_get_window (ZUOXI_PAGE (room)), session, target->person, month);
}

static void
add_button (ZuoxiListRoom *room, GtkBox *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", callback, room, G_CONNECT_SWAPPED);
  gtk_box_append (box, button);
}

static void
zuoxi_targets_page_add_details (ZuoxiListRoom *room, ZuoxiRow *row, GtkBox *box)
{
  const Target *target = zuoxi_row_get (row);

  if (!target_edit_is_allowed (zuoxi_page_get_session (ZUOXI_PAGE (room)), target->person))
    return;
  add_button (room, box, _ ("_Change the Target…"), G_CALLBACK (on_change_clicked_cb));
  add_button (room, box, _ ("Target of the _Next Month…"), G_CALLBACK (on_next_clicked_cb));
}

static void
zuoxi_targets_page_class_init (ZuoxiTargetsPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
  ZUOXI_LIST_ROOM_CLASS (klass)->add_details = zuoxi_targets_page_add_details;
}

static void
zuoxi_targets_page_init (ZuoxiTargetsPage *self)
{
}
