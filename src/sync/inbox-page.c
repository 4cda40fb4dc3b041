/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/inbox-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "core/id.h"
#include "sync/inbox-card.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

struct _ZuoxiInboxPage
{
  ZuoxiPage parent_instance;

  ZuoxiStatus         *status;
  GtkBox              *cards;
  AdwPreferencesGroup *unsent;

  GPtrArray *rows; /* of the group unsent, owned by it */
};

G_DEFINE_FINAL_TYPE (ZuoxiInboxPage, zuoxi_inbox_page, ZUOXI_TYPE_PAGE)

/* What a button of a card does. */
typedef struct
{
  const char *label;  /* msgid with a mnemonic */
  const char *choice; /* NULL = copies the author's words */
  gboolean    suggested;
} Choice;

/* clang-format off */
static const Choice of_conflict[] = {
  { N_("Use _Mine"), "mine", TRUE }, { N_("_Keep the Present One"), "theirs" }, { N_("_Copy Mine"), NULL }, { NULL } };
static const Choice of_refusal[] = {
  { N_("_Copy Mine"), NULL }, { N_("_Discard"), "discarded" }, { NULL } };
static const Choice of_notice[] = {
  { N_("_Done"), "read", TRUE }, { NULL } };
static const Choice *const choices[] = {
  [INBOX_KIND_CONFLICT] = of_conflict, [INBOX_KIND_REJECTED] = of_refusal,
  [INBOX_KIND_HELD] = of_refusal, [INBOX_KIND_NOTICE] = of_notice };
/* clang-format on */

static void fill (ZuoxiInboxPage *self);

static void
on_closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiInboxPage) self = data;
  g_autoptr (GError) error = NULL;
  ZuoxiWindow *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (!inbox_close_finish (ZUOXI_SESSION (source), result, &error) && window != NULL)
    zuoxi_window_toast_error (window, error);
  if (zuoxi_page_get_session (ZUOXI_PAGE (self)) != NULL)
    fill (self);
}

static const InboxCard *
card_of (GtkWidget *widget)
{
  while (widget != NULL && g_object_get_data (G_OBJECT (widget), "card") == NULL)
    widget = gtk_widget_get_parent (widget);
  return widget != NULL ? g_object_get_data (G_OBJECT (widget), "card") : NULL;
}

static void
on_choice_clicked_cb (ZuoxiInboxPage *self, GtkButton *button)
{
  const Choice    *choice = g_object_get_data (G_OBJECT (button), "choice");
  const InboxCard *card = card_of (GTK_WIDGET (button));
  ZuoxiSession    *session = zuoxi_page_get_session (ZUOXI_PAGE (self));

  if (choice->choice == NULL)
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                              card->mine != NULL ? card->mine : card->item->mine);
      zuoxi_window_toast (zuoxi_page_get_window (ZUOXI_PAGE (self)), _ ("Copied"));
      return;
    }
  gtk_widget_set_sensitive (gtk_widget_get_parent (GTK_WIDGET (button)), FALSE);
  inbox_close_async (session, card->item, choice->choice, on_closed_cb, g_object_ref (self));
}

static void
on_open_clicked_cb (ZuoxiInboxPage *self, GtkButton *button)
{
  const InboxItem *item = card_of (GTK_WIDGET (button))->item;

  zuoxi_window_show_item (zuoxi_page_get_window (ZUOXI_PAGE (self)), NULL, item->tbl, &item->subject);
}

/* One value of a conflict: its name above it. */
static void
add_value (GtkBox *box, const char *title, const char *value, const char *class)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = gtk_label_new (title);
  GtkWidget *text = gtk_label_new (value != NULL && *value != '\0' ? value : "–");

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_add_css_class (text, "numeric");
  if (class != NULL)
    gtk_widget_add_css_class (text, class);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (column), name);
  gtk_box_append (GTK_BOX (column), text);
  gtk_box_append (box, column);
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_button (ZuoxiInboxPage *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
new_buttons (ZuoxiInboxPage *self, const InboxCard *card)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  for (const Choice *choice = choices[card->item->kind]; choice->label != NULL; choice++)
    {
      GtkWidget *button = NULL;

      if (choice->choice == NULL && *card->item->mine == '\0')
        continue;
      button = new_button (self, _ (choice->label), G_CALLBACK (on_choice_clicked_cb));
      g_object_set_data (G_OBJECT (button), "choice", (gpointer) choice);
      gtk_widget_set_sensitive (button, g_strcmp0 (choice->choice, "mine") != 0 || card->can_use_mine);
      if (choice->suggested)
        gtk_widget_add_css_class (button, "suggested-action");
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_box_append (GTK_BOX (box), new_button (self, _ ("_Open"), G_CALLBACK (on_open_clicked_cb)));
  return box;
}

static void
free_card (gpointer card)
{
  inbox_card_free (card);
}

/* @card: (transfer full) */
static GtkWidget *
new_card (ZuoxiInboxPage *self, InboxCard *card)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = new_label (card->title, "heading");
  GtkWidget *kind = new_label (_ (enum_by_value (inbox_kinds, card->item->kind)->title), "badge");

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "inbox-card");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_valign (kind, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), kind);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), new_label (card->when, "dim-label"));
  if (*card->reason != '\0')
    gtk_box_append (GTK_BOX (box), new_label (card->reason, NULL));
  if (card->mine != NULL || card->theirs != NULL)
    {
      GtkWidget *values = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

      if (card->was != NULL)
        add_value (GTK_BOX (values), _ ("Before"), card->was, "dim-label");
      add_value (GTK_BOX (values), _ ("Mine"), card->mine, NULL);
      add_value (GTK_BOX (values), _ ("Present"), card->theirs, NULL);
      gtk_box_append (GTK_BOX (box), values);
    }
  gtk_box_append (GTK_BOX (box), new_buttons (self, card));
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, card->title, -1);
  g_object_set_data_full (G_OBJECT (box), "card", card, free_card);
  return box;
}

static void
empty (ZuoxiInboxPage *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_box_remove (self->cards, child);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->unsent, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_unsent (ZuoxiInboxPage *self, const InboxUnsent *unsent, gint64 now)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *at = format_moment (unsent->at, now);
  g_autofree char *title = g_markup_escape_text (unsent->title, -1);
  g_autofree char *text = g_markup_escape_text (unsent->text, -1);
  GtkWidget       *when = new_label (at, "dim-label");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (when, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), when);
  adw_preferences_group_add (self->unsent, row);
  g_ptr_array_add (self->rows, row);
}

static void
fill (ZuoxiInboxPage *self)
{
  ZuoxiSession *session = zuoxi_page_get_session (ZUOXI_PAGE (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = inbox_cards (session, &error);
  g_autoptr (GPtrArray) unsent = cards != NULL ? inbox_unsent (session, &error) : NULL;

  empty (self);
  if (unsent == NULL)
    {
      zuoxi_status_show_error (self->status, _ ("The inbox cannot be read"),
                                                _ ("Start the program again; if it stays, tell the administrator."),
                                                   error);
      return;
    }
  while (cards->len > 0)
    gtk_box_append (self->cards, new_card (self, g_ptr_array_steal_index (cards, 0)));
  for (guint i = 0; i < unsent->len; i++)
    add_unsent (self, unsent->pdata[i], zuoxi_session_now (session));
  gtk_widget_set_visible (GTK_WIDGET (self->unsent), unsent->len > 0);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->cards)) != NULL || unsent->len > 0)
    zuoxi_status_show_content (self->status);
  else
    zuoxi_status_show_empty (self->status, "mail-read-symbolic",
                             _ ("Nothing waits for a decision"),
                                _ ("Changes that met somebody else's, refusals and notices come here."), NULL, NULL);
}

static GtkWidget *
find_card (ZuoxiInboxPage *self, const Id *id)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    if (id_equal (card_of (card)->item->row.id, *id))
      return card;
  return NULL;
}

/* Fills anew; a card that had the focus keeps it. */
static void
fill_again (ZuoxiInboxPage *self)
{
  GtkRoot         *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget       *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  const InboxCard *focused = focus != NULL ? card_of (focus) : NULL;
  Id               id = focused != NULL ? focused->item->row.id : ID_NONE;
  GtkWidget       *card = NULL;

  fill (self);
  card = focused != NULL ? find_card (self, &id) : NULL;
  if (card != NULL)
    gtk_widget_child_focus (card, GTK_DIR_TAB_FORWARD);
}

/* Whether a card shows something of @table. */
static gboolean
shows_table (ZuoxiInboxPage *self, const char *table)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    if (g_str_equal (card_of (card)->item->tbl, table))
      return TRUE;
  return g_str_equal (table, "inbox_item");
}

static void
on_table_changed_cb (ZuoxiInboxPage *self, const char *table)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && shows_table (self, table))
    fill_again (self);
}

static void
on_names_changed_cb (ZuoxiInboxPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill_again (self);
}

static void
zuoxi_inbox_page_set_up (ZuoxiPage *page)
{
  ZuoxiSession *session = zuoxi_page_get_session (page);

  if (session == NULL)
    return;
  g_signal_connect_object (session, "table-changed", G_CALLBACK (on_table_changed_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "directory-changed", G_CALLBACK (on_names_changed_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::unsent", G_CALLBACK (on_names_changed_cb), page, G_CONNECT_SWAPPED);
}

static void
zuoxi_inbox_page_shown (ZuoxiPage *page)
{
  if (zuoxi_page_get_session (page) != NULL)
    fill (ZUOXI_INBOX_PAGE (page));
}

static gboolean
zuoxi_inbox_page_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  GtkWidget *card = NULL;

  if (!g_str_equal (table, "inbox_item") || zuoxi_page_get_session (page) == NULL)
    return FALSE;
  fill (ZUOXI_INBOX_PAGE (page));
  card = find_card (ZUOXI_INBOX_PAGE (page), id);
  if (card != NULL)
    gtk_widget_child_focus (card, GTK_DIR_TAB_FORWARD);
  return card != NULL;
}

static void
zuoxi_inbox_page_finalize (GObject *object)
{
  g_ptr_array_unref (ZUOXI_INBOX_PAGE (object)->rows);
  G_OBJECT_CLASS (zuoxi_inbox_page_parent_class)->finalize (object);
}

static void
zuoxi_inbox_page_class_init (ZuoxiInboxPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = zuoxi_inbox_page_finalize;
  page_class->set_up = zuoxi_inbox_page_set_up;
  page_class->shown = zuoxi_inbox_page_shown;
  page_class->refresh = zuoxi_inbox_page_shown;
  page_class->show_item = zuoxi_inbox_page_show_item;

  g_type_ensure (ZUOXI_TYPE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/sync/inbox-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, status);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, cards);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, unsent);
}

static void
zuoxi_inbox_page_init (ZuoxiInboxPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
