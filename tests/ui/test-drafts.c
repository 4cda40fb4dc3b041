/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing typed is lost: what stands in a dialog that was closed stands in it again. */
#include "config.h"

#include <adwaita.h>
#include <locale.h>

#include "appraisal/month-dialog.h"
#include "core/init.h"
#include "rooms.h"
#include "sales/target-edit.h"
#include "tests/ui/sample-room.h"
#include "tests/ui/widget-tree.h"
#include "ui/application.h"
#include "ui/places.h"
#include "ui/window.h"

#define WAIT_S 30
#define REASON "产假至 6 月，已与本人说明"

typedef struct
{
  ZuoxiWindow *window;
  SampleRoom  *room;
} Fixture;

static ZuoxiApplication *app; /* one a process */

static void
set_up (Fixture *f, const char *person)
{
  f->room = sample_room_new (person);
  f->window = zuoxi_window_new (GTK_APPLICATION (app), rooms, NULL);
  zuoxi_window_enter (f->window, f->room->session, sample_room_posts (f->room),
                      zuoxi_session_get_my_name (f->room->session), NULL);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
}

static void
tear_down (Fixture *f)
{
  zuoxi_window_leave (f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sample_room_free (f->room);
}

/* (nullable): the dialog over the window */
static GtkWidget *
dialog_of (Fixture *f)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (gtk_window_get_transient_for (link->data) == GTK_WINDOW (f->window))
      return link->data;
  return NULL;
}

static GtkWidget *
wait_for_dialog (Fixture *f)
{
  gint64 until = g_get_monotonic_time () + WAIT_S * G_TIME_SPAN_SECOND;

  while (dialog_of (f) == NULL && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (dialog_of (f));
  gtk_test_widget_wait_for_draw (dialog_of (f));
  return dialog_of (f);
}

static void
close_dialog (Fixture *f)
{
  gtk_window_close (GTK_WINDOW (dialog_of (f)));
  while (dialog_of (f) != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_reason_of_an_exclusion_waits_for_the_opening (void)
{
  Fixture    f = { 0 };
  GtkWidget *dialog = NULL, *reason = NULL, *include = NULL;

  set_up (&f, "M01");
  month_dialog_show (GTK_WINDOW (f.window), f.room->session);
  dialog = wait_for_dialog (&f);
  include = tree_find (dialog, GTK_TYPE_SWITCH);
  reason = tree_find (dialog, GTK_TYPE_ENTRY);
  g_assert_nonnull (include);
  g_assert_nonnull (reason);
  gtk_switch_set_active (GTK_SWITCH (include), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (reason), REASON);
  close_dialog (&f);

  month_dialog_show (GTK_WINDOW (f.window), f.room->session);
  dialog = wait_for_dialog (&f);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (tree_find (dialog, GTK_TYPE_SWITCH))));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tree_find (dialog, GTK_TYPE_ENTRY))), ==, REASON);
  close_dialog (&f);
  tear_down (&f);
}

static void
test_target_waits_until_it_is_saved (void)
{
  Fixture       f = { 0 };
  const Person *person = NULL;
  GtkWidget    *dialog = NULL;

  set_up (&f, "Z01");
  person = directory_person_by_number (zuoxi_session_get_directory (f.room->session), "A0101");
  g_assert_nonnull (person);
  target_edit_ask (f.window, f.room->session, person->row.id, "2026-05");
  dialog = wait_for_dialog (&f);
  gtk_editable_set_text (GTK_EDITABLE (tree_find (dialog, ADW_TYPE_ENTRY_ROW)), "3.45");
  close_dialog (&f);

  target_edit_ask (f.window, f.room->session, person->row.id, "2026-05");
  dialog = wait_for_dialog (&f);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tree_find (dialog, ADW_TYPE_ENTRY_ROW))), ==, "3.45");
  close_dialog (&f);

  /* Of another month it is another one. */
  target_edit_ask (f.window, f.room->session, person->row.id, "2026-06");
  dialog = wait_for_dialog (&f);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tree_find (dialog, ADW_TYPE_ENTRY_ROW))), ==, "");
  close_dialog (&f);
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "");
  places_bind_text_domain ();
  core_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  app = zuoxi_application_new (rooms);
  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
  g_test_add_func ("/drafts/reason-of-an-exclusion", test_reason_of_an_exclusion_waits_for_the_opening);
  g_test_add_func ("/drafts/target", test_target_waits_until_it_is_saved);
  return g_test_run ();
}
