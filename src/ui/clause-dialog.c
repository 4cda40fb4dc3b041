/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/clause-dialog.h"

#include <glib/gi18n.h>

#include "app/go.h"
#include "core/id.h"
#include "regulation/regulation.h"

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_words (const Clause *clause)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroll = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (box), new_label (clause->heading, "title-4"));
  if (*clause->paraphrase != '\0')
    gtk_box_append (GTK_BOX (box), new_label (clause->paraphrase, NULL));
  if (*clause->text != '\0')
    gtk_box_append (GTK_BOX (box), new_label (clause->text, NULL));
  else
    gtk_box_append (GTK_BOX (box), new_label (_ ("The company has not loaded the full text of this clause yet."),
                                                 "dim-label"));
  gtk_widget_add_css_class (box, "details");
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), box);
  return scroll;
}

/* To the clause among its neighbours. */
static void
on_open_clicked_cb (GtkWindow *dialog, GtkButton *button)
{
  GtkWindow  *parent = gtk_window_get_transient_for (dialog);
  const char *item = g_object_get_data (G_OBJECT (button), "item");

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "app.item", "s", item);
  gtk_window_close (dialog);
}

static GtkWidget *
new_open_button (GtkWindow *dialog, const Clause *clause)
{
  GtkWidget       *button = gtk_button_new_with_mnemonic (_ ("Open in the _Regulation"));
  g_autofree char *hex = id_dup_hex (clause->row.id);

  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_margin_top (button, 6);
  gtk_widget_set_margin_bottom (button, 12);
  gtk_widget_set_margin_end (button, 18);
  g_object_set_data_full (G_OBJECT (button), "item", g_strconcat ("clause/", hex, NULL), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_open_clicked_cb), dialog, G_CONNECT_SWAPPED);
  return button;
}

static void
add_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

gboolean
clause_dialog_present (GtkWindow *parent, ZuoxiSession *session, const char *code)
{
  Store *reader = zuoxi_session_get_reader (session);
  g_autoptr (Rows) clauses = reader != NULL ? go_query_clause (reader, code) : NULL;
  const Clause    *clause = clauses != NULL && clauses->len > 0 ? clauses->at[0] : NULL;
  g_autofree char *title = NULL;
  GtkWidget       *window = NULL, *box = NULL, *button = NULL;

  if (clause == NULL)
    return FALSE;
  title = g_strdup_printf (_ ("Clause %s"), clause->code);
  window = g_object_new (ADW_TYPE_WINDOW, "transient-for", parent, "modal", TRUE, "title", title, "default-width", 520,
                         "default-height", 340, NULL);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  button = new_open_button (GTK_WINDOW (window), clause);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), new_words (clause));
  gtk_box_append (GTK_BOX (box), button);
  adw_window_set_content (ADW_WINDOW (window), box);
  add_escape (window);
  g_signal_connect_object (session, "notify::signed-in", G_CALLBACK (gtk_window_destroy), window, G_CONNECT_SWAPPED);
  gtk_window_set_focus (GTK_WINDOW (window), button);
  gtk_window_present (GTK_WINDOW (window));
  return TRUE;
}
