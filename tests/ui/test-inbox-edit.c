/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dialog behind Edit… of a conflict: what it shows, what it keeps, what it writes. With ZUOXI_PICTURES=DIR a
 * picture of it is left there.
 */
#include "config.h"

#include <locale.h>

#include "core/id.h"
#include "core/init.h"
#include "inbox-scene.h"
#include "sync/inbox-edit.h"
#include "sync/inbox-list.h"
#include "tests/ui/widget-tree.h"
#include "ui/places.h"
#include "ui/resources.h"

#define WAIT_S 20

typedef struct
{
  InboxScene      scene;
  ZuoxiInboxList *list;
  GtkWidget      *window;
  gboolean        answered;
  gboolean        saved;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  inbox_scene_set_up (&f->scene, 0);
  f->list = zuoxi_inbox_list_new (f->scene.session);
  zuoxi_inbox_list_refresh (f->list, &error);
  g_assert_no_error (error);
  f->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 900, 600);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_clear_object (&f->list);
  inbox_scene_tear_down (&f->scene);
}

/* The conflict is the older of the two. (transfer full) */
static InboxCard *
conflict_of (Fixture *f)
{
  g_autoptr (ZuoxiInboxLine) line = g_list_model_get_item (G_LIST_MODEL (f->list), 1);

  return zuoxi_inbox_list_card (f->list, line);
}

static void
on_edited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Fixture *f = data;

  f->saved = inbox_edit_finish (ZUOXI_SESSION (source), result, &error);
  g_assert_no_error (error);
  f->answered = TRUE;
}

static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

/* The dialog that asks: the only other window. */
static GtkWidget *
open_dialog (Fixture *f)
{
  g_autoptr (InboxCard) card = conflict_of (f);
  GListModel *windows = gtk_window_get_toplevels ();

  f->answered = f->saved = FALSE;
  g_assert_true (inbox_edit_is_possible (card));
  inbox_edit_async (GTK_WINDOW (f->window), f->scene.session, card, on_edited_cb, f);
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GTK_WINDOW (f->window) != gtk_window_get_transient_for (GTK_WINDOW (window)))
        continue;
      gtk_test_widget_wait_for_draw (window);
      return window;
    }
  g_assert_not_reached ();
}

static void
answer (Fixture *f, GtkWidget *dialog, const char *response)
{
  gint64 end = g_get_monotonic_time () + WAIT_S * G_TIME_SPAN_SECOND;

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog)); /* a click on the button would do both */
  while (!f->answered && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (f->answered);
}

static const char *
typed (GtkWidget *dialog)
{
  return gtk_editable_get_text (GTK_EDITABLE (tree_find (dialog, ADW_TYPE_ENTRY_ROW)));
}

static char *
draft_of (Fixture *f)
{
  g_autoptr (InboxCard) card = conflict_of (f);
  char             id[ID_HEX_LENGTH + 1];
  gboolean         found = FALSE;
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;

  id_to_hex (card->item->row.id, id);
  key = g_strdup_printf ("inbox/%s", id);
  text = zuoxi_session_draft_get (f->scene.session, key, "industry", &found);
  return found ? g_steal_pointer (&text) : NULL;
}

/* Types, and waits until it is kept: with the dialog open, as if the power went now. */
static void
type (Fixture *f, GtkWidget *dialog, const char *text)
{
  gint64           end = g_get_monotonic_time () + WAIT_S * G_TIME_SPAN_SECOND;
  g_autofree char *kept = NULL;

  gtk_editable_set_text (GTK_EDITABLE (tree_find (dialog, ADW_TYPE_ENTRY_ROW)), text);
  while (g_strcmp0 (kept, text) != 0 && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_free (kept);
      kept = draft_of (f);
    }
  g_assert_cmpstr (kept, ==, text);
}

static void
leave_picture (GtkWidget *widget, const char *name)
{
  const char      *folder = g_getenv ("ZUOXI_PICTURES");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (path == NULL)
    return;
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node, NULL);
  gdk_texture_save_to_png (texture, path);
}

static void
test_third_value_is_saved (Fixture *f, gconstpointer data)
{
  GtkWidget       *dialog = open_dialog (f);
  g_autofree char *industry = NULL;
  g_autofree char *draft = NULL;

  g_assert_cmpstr (typed (dialog), ==, "批发");
  g_assert_true (shows (dialog, "餐饮") && shows (dialog, "零售"));
  leave_picture (dialog, "inbox-edit");
  type (f, dialog, "物流");
  answer (f, dialog, "verb");
  g_assert_true (f->saved);
  industry = inbox_scene_industry (&f->scene);
  g_assert_cmpstr (industry, ==, "物流");
  g_assert_cmpuint (inbox_scene_unsent (&f->scene), ==, 2);
  g_assert_cmpuint (inbox_count (f->scene.session), ==, 1);
  draft = draft_of (f);
  g_assert_null (draft);
}

static void
test_what_was_typed_is_there_again (Fixture *f, gconstpointer data)
{
  GtkWidget       *dialog = open_dialog (f);
  g_autofree char *industry = NULL;

  type (f, dialog, "仓储");
  answer (f, dialog, "cancel");
  g_assert_false (f->saved);
  industry = inbox_scene_industry (&f->scene);
  g_assert_cmpstr (industry, ==, "零售");
  g_assert_cmpuint (inbox_scene_unsent (&f->scene), ==, 0);
  dialog = open_dialog (f);
  g_assert_cmpstr (typed (dialog), ==, "仓储");
  answer (f, dialog, "cancel");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "");
  places_bind_text_domain ();
  adw_init ();
  core_init ();
  zuoxi_register_resource ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add ("/inbox-edit/third-value-is-saved", Fixture, NULL, set_up, test_third_value_is_saved, tear_down);
  g_test_add ("/inbox-edit/typed-is-there-again", Fixture, NULL, set_up, test_what_was_typed_is_there_again, tear_down);
  return g_test_run ();
}
