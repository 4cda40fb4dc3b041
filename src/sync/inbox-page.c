/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/inbox-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "core/id.h"
#include "sync/inbox-edit.h"
#include "sync/inbox-list.h"
#include "ui/compat.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

struct _ZuoxiInboxPage
{
  ZuoxiPage parent_instance;

  ZuoxiStatus    *status;
  GtkRevealer    *deciding;
  GtkProgressBar *progress;
  GtkWidget      *stop;
  GtkWidget      *scroller;
  GtkListView    *list;

  ZuoxiInboxList *model;       /* NULL before a session is there */
  GCancellable   *cancellable; /* of a decision over a group; NULL = none goes on */
};

G_DEFINE_FINAL_TYPE (ZuoxiInboxPage, zuoxi_inbox_page, ZUOXI_TYPE_PAGE)

/* What a button of a card does, and one of a group for all of its cards. */
typedef struct
{
  const char *label;  /* msgid with a mnemonic */
  const char *choice; /* "edited" asks for the value; NULL = copies the author's words */
  gboolean    suggested;
} Choice;

typedef struct
{
  const char *label;
  const char *choice;
  const char *consequence; /* msgid: what follows from it */
} GroupChoice;

/* clang-format off */
static const Choice of_conflict[] = {
  { N_("Use _Mine"), "mine", TRUE }, { N_("_Keep the Present One"), "theirs" },
  { N_("_Edit…"), "edited" }, { N_("_Copy Mine"), NULL }, { NULL } };
static const Choice of_refusal[] = {
  { N_("_Copy Mine"), NULL }, { N_("_Discard"), "discarded" }, { NULL } };
static const Choice of_notice[] = {
  { N_("_Done"), "read", TRUE }, { NULL } };
static const Choice *const choices[] = {
  [INBOX_KIND_CONFLICT] = of_conflict, [INBOX_KIND_REJECTED] = of_refusal,
  [INBOX_KIND_HELD] = of_refusal, [INBOX_KIND_NOTICE] = of_notice };

static const GroupChoice group_of_conflicts[] = {
  { N_("All: Use _Mine"), "mine", N_("Your values are written over the present ones. What stood there stays in the history of each row.") },
  { N_("All: _Keep"), "theirs", N_("Nothing changes in the rows. Your own values stay in the history.") },
  { NULL } };
static const GroupChoice group_of_refusals[] = {
  { N_("_Discard All"), "discarded", N_("What you wrote there is not used. The server keeps it with the refusal.") },
  { NULL } };
static const GroupChoice group_of_notices[] = {
  { N_("All _Done"), "read", N_("They leave the inbox.") },
  { NULL } };
static const GroupChoice *const group_choices[] = {
  [INBOX_KIND_CONFLICT] = group_of_conflicts, [INBOX_KIND_REJECTED] = group_of_refusals,
  [INBOX_KIND_HELD] = group_of_refusals, [INBOX_KIND_NOTICE] = group_of_notices };
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

static void
on_edited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiInboxPage) self = data;
  g_autoptr (GError) error = NULL;
  ZuoxiWindow *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (!inbox_edit_finish (ZUOXI_SESSION (source), result, &error) && error != NULL && window != NULL)
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
  if (g_str_equal (choice->choice, "edited"))
    {
      inbox_edit_async (GTK_WINDOW (zuoxi_page_get_window (ZUOXI_PAGE (self))), session, card, on_edited_cb,
                        g_object_ref (self));
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
  /* To be marked and copied with the mouse; the keyboard goes to what can be done, which copies, too. */
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_focusable (text, FALSE);
  gtk_widget_add_css_class (text, "numeric");
  if (class != NULL)
    gtk_widget_add_css_class (text, class);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (column), name);
  gtk_box_append (GTK_BOX (column), text);
  gtk_box_append (box, column);
}

/* How the line is read out. @more: nullable */
static void
give_name (GtkWidget *content, const char *title, const char *more)
{
  char *name = more != NULL && *more != '\0' ? g_strdup_printf ("%s, %s", title, more) : g_strdup (title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (content), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (content), "name", name, g_free);
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

static gboolean
is_possible (const Choice *choice, const InboxCard *card)
{
  if (g_strcmp0 (choice->choice, "edited") == 0)
    return inbox_edit_is_possible (card);
  return g_strcmp0 (choice->choice, "mine") != 0 || card->can_use_mine;
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
      gtk_widget_set_sensitive (button, is_possible (choice, card));
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
  give_name (box, card->title, _ (enum_by_value (inbox_kinds, card->item->kind)->title));
  g_object_set_data_full (G_OBJECT (box), "card", card, free_card);
  return box;
}

/* What is not sent yet: the author's own words, and when. */
static GtkWidget *
new_unsent (ZuoxiInboxPage *self, const InboxUnsent *unsent)
{
  ZuoxiSession    *session = zuoxi_page_get_session (ZUOXI_PAGE (self));
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget       *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *at = format_moment (unsent->at, zuoxi_session_now (session));
  GtkWidget       *title = new_label (unsent->title, NULL);
  GtkWidget       *when = new_label (at, "dim-label");

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "unsent-card");
  gtk_widget_add_css_class (when, "numeric");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), when);
  gtk_box_append (GTK_BOX (box), head);
  if (*unsent->text != '\0')
    gtk_box_append (GTK_BOX (box), new_label (unsent->text, "dim-label"));
  give_name (box, unsent->title, at);
  return box;
}

static GtkWidget *
new_title (const char *text, const char *more)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (box), new_label (text, "heading"));
  gtk_box_append (GTK_BOX (box), new_label (more, "dim-label"));
  gtk_widget_set_hexpand (box, TRUE);
  give_name (box, text, more);
  return box;
}

/* Deciding for a group */

typedef struct
{
  ZuoxiInboxPage    *page;
  ZuoxiInboxLine    *line;
  const GroupChoice *choice;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->page);
  g_object_unref (question->line);
  g_free (question);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
on_progress_cb (guint done, guint total, gpointer data)
{
  ZuoxiInboxPage *self = data;
  /* Translators: decided of all */
  g_autofree char *text = g_strdup_printf (_ ("%1$u of %2$u decided"), done, total);

  gtk_progress_bar_set_text (self->progress, text);
  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) done / total : 0);
}

static void
on_group_decided_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiInboxPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  ZuoxiWindow     *window = zuoxi_page_get_window (ZUOXI_PAGE (self));
  InboxDecided     decided = { 0 };
  gboolean         done = zuoxi_inbox_list_decide_finish (ZUOXI_INBOX_LIST (source), result, &decided, &error);

  g_clear_object (&self->cancellable);
  gtk_revealer_set_reveal_child (self->deciding, FALSE);
  if (zuoxi_page_get_session (ZUOXI_PAGE (self)) == NULL || window == NULL)
    return;
  fill (self);
  text = g_strdup_printf (ngettext ("%u decided", "%u decided", decided.decided), decided.decided);
  if (!done)
    zuoxi_window_toast_error (window, error);
  else if (decided.left == 0)
    zuoxi_window_toast (window, text);
  else
    {
      g_autofree char *left = g_strdup_printf (
          /* Translators: %1$s: 12 decided */
          _ ("%1$s; %2$u are left: their row is gone, or waits for the server"), text, decided.left);

      zuoxi_window_toast (window, left);
    }
}

static void
on_group_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  ZuoxiInboxPage *self = question->page;

  if (!compat_confirm_finish (result) || self->cancellable != NULL || self->model == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  on_progress_cb (0, zuoxi_inbox_line_get_count (question->line), self);
  gtk_revealer_set_reveal_child (self->deciding, TRUE);
  zuoxi_inbox_list_decide_async (self->model, question->line, question->choice->choice, self->cancellable,
                                 on_progress_cb, self, on_group_decided_cb, g_object_ref (self));
}

static ZuoxiInboxLine *
line_of (GtkWidget *widget)
{
  while (widget != NULL && g_object_get_data (G_OBJECT (widget), "line") == NULL)
    widget = gtk_widget_get_parent (widget);
  return widget != NULL ? g_object_get_data (G_OBJECT (widget), "line") : NULL;
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

static char *
question_text (const char *choice, guint count)
{
  if (g_str_equal (choice, "mine"))
    return g_strdup_printf (ngettext ("Use mine for %u?", "Use mine for all %u?", count), count);
  if (g_str_equal (choice, "theirs"))
    return g_strdup_printf (ngettext ("Keep the present one of %u?", "Keep the present ones of all %u?", count),
                            count);
  if (g_str_equal (choice, "discarded"))
    return g_strdup_printf (ngettext ("Discard %u?", "Discard all %u?", count), count);
  return g_strdup_printf (ngettext ("Put %u away as read?", "Put all %u away as read?", count), count);
}

static void
on_group_choice_clicked_cb (ZuoxiInboxPage *self, GtkButton *button)
{
  const GroupChoice *choice = g_object_get_data (G_OBJECT (button), "choice");
  ZuoxiInboxLine    *line = line_of (GTK_WIDGET (button));
  Question          *question = NULL;
  g_autofree char   *heading = NULL;

  if (self->cancellable != NULL)
    return;
  question = g_new (Question, 1);
  *question = (Question){ g_object_ref (self), g_object_ref (line), choice };
  heading = question_text (choice->choice, zuoxi_inbox_line_get_count (line));
  compat_confirm_async (GTK_WINDOW (zuoxi_page_get_window (ZUOXI_PAGE (self))),
                        heading,
                        translate (choice->consequence),
                        translate (choice->label),
                        g_str_equal (choice->choice, "discarded"),
                        NULL,
                        on_group_confirmed_cb,
                        question);
}

static void
on_fold_clicked_cb (ZuoxiInboxPage *self, GtkButton *button)
{
  ZuoxiInboxLine *line = line_of (GTK_WIDGET (button));

  zuoxi_inbox_list_fold (self->model, line, !zuoxi_inbox_line_is_open (line));
}

static void
on_stop_clicked_cb (ZuoxiInboxPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* One line for all of its kind: how many, and what may be said for all at once. */
static GtkWidget *
new_group (ZuoxiInboxPage *self, ZuoxiInboxLine *line)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget       *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  InboxKind        kind = zuoxi_inbox_line_get_item_kind (line);
  guint            count = zuoxi_inbox_line_get_count (line);
  g_autofree char *title = zuoxi_inbox_line_title (line);
  /* Translators: a kind of outcome, and how many of it: Conflict · 14 of this kind */
  g_autofree char *more = g_strdup_printf (ngettext ("%1$s · %2$u of this kind", "%1$s · %2$u of this kind", count),
                                           _ (enum_by_value (inbox_kinds, (int) kind)->title), count);
  GtkWidget       *fold = NULL;

  gtk_widget_add_css_class (box, "inbox-group");
  gtk_box_append (GTK_BOX (box), new_title (title, more));
  for (const GroupChoice *choice = group_choices[kind]; choice->label != NULL; choice++)
    {
      GtkWidget *button = new_button (self, _ (choice->label), G_CALLBACK (on_group_choice_clicked_cb));

      g_object_set_data (G_OBJECT (button), "choice", (gpointer) choice);
      gtk_box_append (GTK_BOX (buttons), button);
    }
  fold = new_button (self, zuoxi_inbox_line_is_open (line) ? _ ("_Fold") : _ ("_One by One"), G_CALLBACK (on_fold_clicked_cb));
  gtk_widget_add_css_class (fold, "flat");
  gtk_box_append (GTK_BOX (buttons), fold);
  gtk_box_append (GTK_BOX (box), buttons);
  give_name (box, title, more);
  return box;
}

/* Rows of the list */

static GtkWidget *
new_content (ZuoxiInboxPage *self, ZuoxiInboxLine *line)
{
  InboxCard       *card = NULL;
  InboxUnsent     *unsent = NULL;
  GtkWidget       *content = NULL;
  g_autofree char *title = NULL;

  switch (zuoxi_inbox_line_get_kind (line))
    {
    case INBOX_LINE_GROUP:
      return new_group (self, line);
    case INBOX_LINE_CARD:
      card = zuoxi_inbox_list_card (self->model, line);
      return card != NULL ? new_card (self, card) : NULL;
    case INBOX_LINE_UNSENT_TITLE:
      title = g_strdup_printf (ngettext ("%u not sent yet", "%u not sent yet", zuoxi_inbox_line_get_count (line)),
                               zuoxi_inbox_line_get_count (line));
      content = new_title (title, _ ("Kept on this computer, in this order, until the server answers"));
      gtk_widget_add_css_class (content, "inbox-group");
      return content;
    case INBOX_LINE_UNSENT:
      unsent = zuoxi_inbox_list_unsent (self->model, line);
      content = unsent != NULL ? new_unsent (self, unsent) : NULL;
      if (unsent != NULL)
        inbox_unsent_free (unsent);
      return content;
    default:
      g_assert_not_reached ();
    }
}

/* Whether the card in the row still says what it would say now. */
static gboolean
is_true_still (ZuoxiInboxPage *self, GtkWidget *row, ZuoxiInboxLine *line)
{
  GtkWidget       *content = adw_bin_get_child (ADW_BIN (row));
  const InboxCard *shown = content != NULL ? g_object_get_data (G_OBJECT (content), "card") : NULL;
  g_autoptr (InboxCard) card = shown != NULL ? zuoxi_inbox_list_card (self->model, line) : NULL;

  if (content != NULL && zuoxi_inbox_line_get_kind (line) == INBOX_LINE_UNSENT)
    return TRUE;
  return card != NULL && gtk_widget_get_sensitive (content) && inbox_card_equal (shown, card);
}

/* What is read out where the keyboard stands on the line: GTK 4.8 knows no name of a list item. */
static void
name_row (GtkWidget *row)
{
  GtkWidget  *item = gtk_widget_get_parent (row);
  GtkWidget  *content = adw_bin_get_child (ADW_BIN (row));
  const char *name = content != NULL ? g_object_get_data (G_OBJECT (content), "name") : NULL;

  if (item != NULL && name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
fill_row (ZuoxiInboxPage *self, GtkWidget *row, ZuoxiInboxLine *line)
{
  GtkRoot   *root = gtk_widget_get_root (row);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean   had_focus = focus != NULL && gtk_widget_is_ancestor (focus, row);

  adw_bin_set_child (ADW_BIN (row), new_content (self, line));
  name_row (row);
  if (had_focus)
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

static void
on_line_changed_cb (ZuoxiInboxLine *line, GtkWidget *row)
{
  ZuoxiInboxPage *self = ZUOXI_INBOX_PAGE (gtk_widget_get_ancestor (row, ZUOXI_TYPE_INBOX_PAGE));

  if (self != NULL && !is_true_still (self, row, line))
    fill_row (self, row, line);
}

static void
on_row_set_up_cb (ZuoxiInboxPage *self, GtkListItem *item)
{
  GtkWidget *row = adw_bin_new ();

  gtk_widget_add_css_class (row, "inbox-row");
  g_signal_connect (row, "map", G_CALLBACK (name_row), NULL);
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
on_row_bound_cb (ZuoxiInboxPage *self, GtkListItem *item)
{
  GtkWidget      *row = gtk_list_item_get_child (item);
  ZuoxiInboxLine *line = gtk_list_item_get_item (item);

  g_object_set_data_full (G_OBJECT (row), "line", g_object_ref (line), g_object_unref);
  g_signal_connect (line, "changed", G_CALLBACK (on_line_changed_cb), row);
  fill_row (self, row, line);
}

static void
on_row_unbound_cb (ZuoxiInboxPage *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), on_line_changed_cb, row);
  adw_bin_set_child (ADW_BIN (row), NULL);
  g_object_set_data (G_OBJECT (row), "line", NULL);
}

static void
fill (ZuoxiInboxPage *self)
{
  g_autoptr (GError) error = NULL;

  if (self->model == NULL)
    return;
  if (!zuoxi_inbox_list_refresh (self->model, &error))
    {
      zuoxi_status_show_error (self->status, _ ("The inbox cannot be read"),
                                                _ ("Start the program again; if it stays, tell the administrator."), error);
      return;
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    zuoxi_status_show_content (self->status);
  else
    zuoxi_status_show_empty (self->status, "mail-read-symbolic", _ ("Nothing waits for a decision"), _ ("Changes that met somebody else's, refusals and notices come here."), NULL, NULL);
}

/* While a group is being decided, it is the decision that tells how far it came. */
static void
fill_if_seen (ZuoxiInboxPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->cancellable == NULL)
    fill (self);
}

static void
on_table_changed_cb (ZuoxiInboxPage *self, const char *table)
{
  if (self->model != NULL && zuoxi_inbox_list_shows_table (self->model, table))
    fill_if_seen (self);
}

static void
zuoxi_inbox_page_set_up (ZuoxiPage *page)
{
  ZuoxiInboxPage *self = ZUOXI_INBOX_PAGE (page);
  ZuoxiSession   *session = zuoxi_page_get_session (page);
  g_autoptr (GtkNoSelection) selection = NULL;

  if (session == NULL)
    return;
  self->model = zuoxi_inbox_list_new (session);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (session, "table-changed", G_CALLBACK (on_table_changed_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "directory-changed", G_CALLBACK (fill_if_seen), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::unsent", G_CALLBACK (fill_if_seen), page, G_CONNECT_SWAPPED);
}

static void
zuoxi_inbox_page_shown (ZuoxiPage *page)
{
  fill (ZUOXI_INBOX_PAGE (page));
}

static gboolean
zuoxi_inbox_page_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  ZuoxiInboxPage *self = ZUOXI_INBOX_PAGE (page);
  guint           at = G_MAXUINT;

  if (!g_str_equal (table, "inbox_item") || self->model == NULL)
    return FALSE;
  fill (self);
  at = zuoxi_inbox_list_find (self->model, id);
  if (at != G_MAXUINT)
    compat_scroll_to (GTK_WIDGET (self->list), at, TRUE);
  return at != G_MAXUINT;
}

static void
zuoxi_inbox_page_dispose (GObject *object)
{
  ZuoxiInboxPage *self = ZUOXI_INBOX_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  self->list = NULL;
  g_clear_object (&self->model);
  G_OBJECT_CLASS (zuoxi_inbox_page_parent_class)->dispose (object);
}

static void
zuoxi_inbox_page_finalize (GObject *object)
{
  g_clear_object (&ZUOXI_INBOX_PAGE (object)->cancellable);
  G_OBJECT_CLASS (zuoxi_inbox_page_parent_class)->finalize (object);
}

static void
zuoxi_inbox_page_class_init (ZuoxiInboxPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_inbox_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_inbox_page_finalize;
  page_class->set_up = zuoxi_inbox_page_set_up;
  page_class->shown = zuoxi_inbox_page_shown;
  page_class->refresh = zuoxi_inbox_page_shown;
  page_class->show_item = zuoxi_inbox_page_show_item;

  g_type_ensure (ZUOXI_TYPE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/sync/inbox-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, status);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, deciding);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, progress);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, stop);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiInboxPage, list);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked_cb);
}

static void
zuoxi_inbox_page_init (ZuoxiInboxPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_row_set_up_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_row_bound_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_row_unbound_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
}
