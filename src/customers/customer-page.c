/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers/customer-page.h"

#include <glib/gi18n.h>

#include "customers/block-note.h"
#include "customers/customer-history.h"
#include "customers/customer.h"
#include "customers/hand-over-dialog.h"
#include "store/store.h"

struct _ZuoxiCustomersPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiCustomersPage, zuoxi_customers_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Name"), "name", COLUMN_SORT | COLUMN_STRONG | COLUMN_EXPAND, 14 },
  { N_("Customer no."), "code", COLUMN_SORT | COLUMN_WIDE, 10 },
  { N_("Company"), "company", COLUMN_EXPAND | COLUMN_WIDE, 14 },
  { N_("Stage"), "stage", 0, 8 },
  { N_("Source"), "source", COLUMN_WIDE, 9 },
  { N_("Consent"), "consent", COLUMN_WIDE, 9 },
  { N_("Assigned to"), "assignment", COLUMN_WIDE, 8, list_room_person },
  { N_("First order signed"), "first_signed_on", COLUMN_WIDE, 11 },
  { NULL } };

static const Schema *const children[] = { &contact_phone_schema, &customer_history_schema, NULL };

static const ListSpec spec = {
  .source = { .schema = &customer_schema, .person = "assignment", .state = "stage" },
  .columns = columns,
  .children = children,
  .icon = "system-users-symbolic",
  .empty_title = N_("No customers yet"),
  .empty_text = N_("Customers assigned to you or your team come with the next sync."),
  .clause = "3.1.1",
  .several = TRUE,
};
/* clang-format on */

/* Whose number refuses calls stands under the numbers. */
static void
zuoxi_customers_page_add_details (ZuoxiListRoom *room, ZuoxiRow *row, GtkBox *box)
{
  ZuoxiSession *session = zuoxi_page_get_session (ZUOXI_PAGE (room));
  g_autoptr (Rows) phones = store_children (zuoxi_session_get_reader (session), &contact_phone_schema,
                                            ((const Row *) zuoxi_row_get (row))->id, NULL);

  for (guint i = 0; phones != NULL && i < phones->len; i++)
    {
      const ContactPhone *phone = phones->at[i];

      block_note_add (box, session, &contact_phone_schema, phone->row.id, phone->e164);
    }
}

static void
on_hand_over_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  ZuoxiPage *page = ZUOXI_PAGE (widget);
  g_autoptr (GPtrArray) picked = zuoxi_list_room_get_selection (ZUOXI_LIST_ROOM (widget));

  hand_over_dialog_ask (zuoxi_page_get_window (page), zuoxi_page_get_session (page), picked);
}

static GtkWidget *
zuoxi_customers_page_add_tool (ZuoxiListRoom *room)
{
  GtkWidget *button = NULL;

  if (!hand_over_dialog_allowed (zuoxi_page_get_session (ZUOXI_PAGE (room))))
    return NULL;
  button = gtk_button_new_with_mnemonic (_ ("_Hand Over…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "room.hand-over");
  gtk_widget_set_tooltip_text (button, _ ("Give the chosen customers to another agent; Ctrl and Shift choose several"));
  return button;
}

static void
zuoxi_customers_page_add_menu (ZuoxiListRoom *room, GMenu *menu)
{
  if (hand_over_dialog_allowed (zuoxi_page_get_session (ZUOXI_PAGE (room))))
    g_menu_append (menu, _ ("_Hand Over…"), "room.hand-over");
}

static void
zuoxi_customers_page_class_init (ZuoxiCustomersPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "room.hand-over", NULL, on_hand_over_cb);
  ZUOXI_LIST_ROOM_CLASS (klass)->add_tool = zuoxi_customers_page_add_tool;
  ZUOXI_LIST_ROOM_CLASS (klass)->add_menu = zuoxi_customers_page_add_menu;
  ZUOXI_LIST_ROOM_CLASS (klass)->add_details = zuoxi_customers_page_add_details;
}

static void
zuoxi_customers_page_init (ZuoxiCustomersPage *self)
{
}
