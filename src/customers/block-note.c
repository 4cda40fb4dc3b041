/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers/block-note.h"

#include <glib/gi18n.h>

#include "app/block-check.h"
#include "app/format.h"

typedef struct
{
  ZuoxiSession *session;
  GtkLabel     *label; /* (unowned): holds this */
  const Schema *schema;
  Id            id;
  char         *number;
  GCancellable *asking;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_cancellable_cancel (note->asking);
  g_clear_object (&note->asking);
  g_object_unref (note->session);
  g_free (note->number);
  g_free (note);
}

static void
show (Note *note, const char *text, const char *look)
{
  static const char *const looks[] = { "dim-label", "warning", "error", NULL };
  g_autofree char         *masked = format_phone (note->number);
  g_autofree char         *line = g_strdup_printf ("%s: %s", masked, text);

  for (guint i = 0; looks[i] != NULL; i++)
    gtk_widget_remove_css_class (GTK_WIDGET (note->label), looks[i]);
  gtk_widget_add_css_class (GTK_WIDGET (note->label), look);
  gtk_label_set_label (note->label, line);
}

static void
on_asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  BlockVerdict verdict = block_ask_finish (ZUOXI_SESSION (source), result, &error);
  Note        *note = data;

  if (error != NULL)
    return; /* the note is gone, or asks anew */
  if (verdict == BLOCK_YES)
    show (note, _ ("on the do-not-call list. Its owner refuses calls: please do not call"), "error");
  else if (verdict == BLOCK_NO)
    show (note, _ ("not on the do-not-call list; the server has looked"), "dim-label");
  else
    show (note, _ ("may be on the do-not-call list. Only the server knows, and it does not answer now: please do not call until it does"),
                   "warning");
}

static void
look (Note *note)
{
  BlockVerdict verdict = block_look (note->session, note->number);

  g_cancellable_cancel (note->asking);
  g_clear_object (&note->asking);
  gtk_widget_set_visible (GTK_WIDGET (note->label), verdict != BLOCK_UNKNOWN);
  if (verdict == BLOCK_NO)
    show (note, _ ("not on the do-not-call list"), "dim-label");
  if (verdict != BLOCK_MAYBE)
    return;
  show (note, _ ("may be on the do-not-call list; asking the server"), "warning");
  note->asking = g_cancellable_new ();
  block_ask_async (note->session, note->schema, note->id, note->asking, on_asked_cb, note);
}

static void
on_list_changed_cb (GtkLabel *label)
{
  Note *note = g_object_get_data (G_OBJECT (label), "note");

  if (zuoxi_session_get_reader (note->session) != NULL)
    look (note);
}

void
block_note_add (GtkBox *box, ZuoxiSession *session, const Schema *schema, Id id, const char *number)
{
  GtkWidget *label = gtk_label_new (NULL);
  Note      *note = g_new0 (Note, 1);

  note->session = g_object_ref (session);
  note->label = GTK_LABEL (label);
  note->schema = schema;
  note->id = id;
  note->number = g_strdup (number);
  g_object_set_data_full (G_OBJECT (label), "note", note, note_free);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  g_signal_connect_object (session, "table-changed::blocked_value", G_CALLBACK (on_list_changed_cb), label,
                           G_CONNECT_SWAPPED);
  gtk_box_append (box, label);
  look (note);
}
