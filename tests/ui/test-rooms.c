/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every room opens, over no row, one and many, and over what each role of the sample company may see; each is searched,
 * narrowed, and walked with the Tab key. With ZUOXI_PICTURES=DIR a picture of each is left there.
 */
#include "config.h"

#include <locale.h>

#include "app/go.h"
#include "core/id.h"
#include "core/init.h"
#include "regulation/regulation-page.h"
#include "rooms.h"
#include "staff/staff-page.h"
#include "tests/ui/sample-room.h"
#include "tests/ui/widget-tree.h"
#include "time/attendance-day.h"
#include "ui/application.h"
#include "ui/compat.h"
#include "ui/import-dialog.h"
#include "ui/list-room.h"
#include "ui/places.h"
#include "ui/shortcuts.h"
#include "ui/window.h"

#define WAIT_S 20
#define TABS_MAX 200

typedef struct
{
  ZuoxiWindow *window;
  SampleRoom  *room;
} Fixture;

static ZuoxiApplication *app; /* one a process */

static void
set_up (Fixture *f, SampleRoom *room)
{
  f->room = room;
  f->window = zuoxi_window_new (GTK_APPLICATION (app), rooms, NULL);
  zuoxi_window_enter (f->window, room->session, sample_room_posts (room), zuoxi_session_get_my_name (room->session),
                      NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window),
                               g_getenv ("ZUOXI_WIDTH") != NULL ? atoi (g_getenv ("ZUOXI_WIDTH")) : 1366, 768);
  gtk_window_present (GTK_WINDOW (f->window));
  tree_settle (GTK_WIDGET (f->window));
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

/* A picture of a window as it is, for people to look at. */
static void
leave_picture_of (GtkWidget *widget, const char *name)
{
  const char      *folder = g_getenv ("ZUOXI_PICTURES");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;

  if (path == NULL)
    return;
  {
    g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
    g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
    g_autoptr (GskRenderNode) node = NULL;
    g_autoptr (GdkTexture) texture = NULL;

    gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
    node = gtk_snapshot_to_node (snapshot);
    if (node == NULL)
      return;
    texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node, NULL);
    gdk_texture_save_to_png (texture, path);
  }
}

static void
leave_picture (Fixture *f, const char *name)
{
  leave_picture_of (GTK_WIDGET (f->window), name);
}

/* Tab goes round: every stop is inside the window, and it does not stay in one place. */
static void
walk_by_tab (Fixture *f)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GtkWidget *focus = NULL;

  for (guint i = 0; i < TABS_MAX; i++)
    {
      gtk_widget_child_focus (GTK_WIDGET (f->window), GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (GTK_WINDOW (f->window));
      if (focus == NULL || !g_hash_table_add (seen, focus))
        break;
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 3);
}

static void
try_room (Fixture *f, const Room *room, const char *who)
{
  ZuoxiPage       *page = NULL;
  g_autofree char *name = g_strdup_printf ("%s-%s", who, room->id);

  g_assert_true (zuoxi_window_open_room (f->window, room->id));
  tree_settle (GTK_WIDGET (f->window));
  page = zuoxi_window_get_page (f->window);
  g_assert_nonnull (page);
  leave_picture (f, name);
  zuoxi_page_search (page);
  tree_settle (GTK_WIDGET (f->window));
  walk_by_tab (f);
  tree_settle (GTK_WIDGET (f->window));
  {
    g_autofree char *walked = g_strconcat (name, "-walked", NULL);

    leave_picture (f, walked);
  }
  for (guint times = 0; zuoxi_page_back (page); times++)
    g_assert_cmpuint (times, <, 8);
  zuoxi_page_refresh (page);
  tree_settle (GTK_WIDGET (f->window));
}

static void
try_every_room (Fixture *f, const char *who)
{
  guint held = sample_room_posts (f->room);

  for (const Room *room = rooms; room->id != NULL; room++)
    if (room->posts == 0 || (room->posts & held) != 0)
      try_room (f, room, who);
}

static void
test_rooms_open_over_random_rows (gconstpointer data)
{
  guint            rows = GPOINTER_TO_UINT (data);
  g_autofree char *who = g_strdup_printf ("random%u", rows);
  Fixture          f = { 0 };

  set_up (&f, sample_room_new_random (rows));
  try_every_room (&f, who);
  tear_down (&f);
}

static void
test_rooms_open_for_a_role (gconstpointer number)
{
  Fixture f = { 0 };

  set_up (&f, sample_room_new (number));
  try_every_room (&f, number);
  tear_down (&f);
}

/* Keys that end the window, or wait in a dialog of the toolkit. */
static gboolean
ends_the_test (const char *action)
{
  return g_str_equal (action, "app.quit") || g_str_equal (action, "win.close") || g_str_equal (action, "win.print");
}

static void
activate (Fixture *f, const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  GList *windows = NULL;

  g_test_message ("%s", detailed);
  g_assert_true (g_action_parse_detailed_name (detailed, &name, &target, NULL));
  gtk_widget_activate_action_variant (GTK_WIDGET (f->window), name, target);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (f->window));
  /* Preferences, shortcuts: each in a window of its own. */
  windows = gtk_window_list_toplevels ();
  for (GList *link = windows; link != NULL; link = link->next)
    if (link->data != f->window && gtk_window_get_transient_for (link->data) == GTK_WINDOW (f->window))
      gtk_window_destroy (link->data);
  g_list_free (windows);
}

/* Every key of the table, in every room: nothing may complain, and the window is still the person's. */
static void
test_every_key_does_no_harm_anywhere (void)
{
  Fixture f = { 0 };

  set_up (&f, sample_room_new_random (1));
  for (const Room *room = rooms; room->id != NULL; room++)
    if (room->posts == 0 || (room->posts & sample_room_posts (f.room)) != 0)
      for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
        {
          zuoxi_window_open_room (f.window, room->id);
          if (row->action != NULL && !ends_the_test (row->action))
            activate (&f, row->action);
        }
  g_assert_nonnull (zuoxi_window_get_page (f.window));
  tear_down (&f);
}

/* Ctrl+K and references lead to a row by its table and id: the room that shows such rows opens with it. */
static void
test_a_person_and_a_clause_are_found (void)
{
  Fixture       f = { 0 };
  const Person *person = NULL;
  Id            clause = ID_NONE;
  Id            nobody = ID_NONE;

  set_up (&f, sample_room_new ("H01"));
  person = directory_person_by_number (zuoxi_session_get_directory (f.room->session), "A0101");
  g_assert_nonnull (person);
  g_assert_true (zuoxi_window_show_item (f.window, NULL, "person", &person->row.id));
  tree_settle (GTK_WIDGET (f.window));
  g_assert_true (ZUOXI_IS_STAFF_PAGE (zuoxi_window_get_page (f.window)));
  g_assert_nonnull (zuoxi_list_room_get_chosen (ZUOXI_LIST_ROOM (zuoxi_window_get_page (f.window))));
  leave_picture (&f, "found-person");
  g_assert_true (zuoxi_page_back (zuoxi_window_get_page (f.window)));
  g_assert_null (zuoxi_list_room_get_chosen (ZUOXI_LIST_ROOM (zuoxi_window_get_page (f.window))));

  if (go_find_clause (f.room->session, "1.1", &clause))
    {
      g_assert_true (zuoxi_window_show_item (f.window, NULL, "clause", &clause));
      tree_settle (GTK_WIDGET (f.window));
      g_assert_true (ZUOXI_IS_REGULATION_PAGE (zuoxi_window_get_page (f.window)));
      leave_picture (&f, "found-clause");
    }
  g_assert_false (zuoxi_window_show_item (f.window, NULL, "person", &nobody));
  tear_down (&f);
}

static guint
rows_of (GtkListBox *list)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list, (int) n) != NULL)
    n++;
  return n;
}

/* What stands above the first row, and above the whole list. */
static gboolean
counts_say (GtkListBox *list, GtkLabel *waiting, guint count)
{
  GtkWidget       *head = gtk_list_box_row_get_header (gtk_list_box_get_row_at_index (list, 0));
  g_autofree char *number = g_strdup_printf ("%u", count);

  return strstr (gtk_label_get_text (waiting), number) != NULL &&
         g_str_has_suffix (gtk_label_get_text (GTK_LABEL (head)), number);
}

/* Three hundred things at once: the first fifty, all of them counted, and the rest on demand where the keyboard is. */
static void
test_today_shows_the_first_and_counts_all (void)
{
  Fixture        f = { 0 };
  GtkListBox    *list = NULL;
  GtkLabel      *waiting = NULL;
  GtkListBoxRow *more = NULL;

  set_up (&f, sample_room_new_random (300));
  g_assert_true (zuoxi_window_open_room (f.window, "today"));
  tree_settle (GTK_WIDGET (f.window));
  list = GTK_LIST_BOX (tree_find_id (GTK_WIDGET (zuoxi_window_get_page (f.window)), "list"));
  waiting = GTK_LABEL (tree_find_id (GTK_WIDGET (zuoxi_window_get_page (f.window)), "waiting"));
  g_assert_cmpuint (rows_of (list), ==, 51);
  g_assert_true (counts_say (list, waiting, 300));
  leave_picture (&f, "today-300");
  for (guint shown = 50; shown < 300; shown = MIN (shown + 200, 300))
    {
      more = gtk_list_box_get_row_at_index (list, (int) shown);
      g_signal_emit_by_name (list, "row-activated", more);
      g_assert_true (gtk_window_get_focus (GTK_WINDOW (f.window)) ==
                     GTK_WIDGET (gtk_list_box_get_row_at_index (list, (int) shown)));
      g_assert_true (counts_say (list, waiting, 300));
    }
  g_assert_cmpuint (rows_of (list), ==, 300);
  tear_down (&f);
}

/* A supervisor's file: the dialog finds the columns, says what would happen, and offers to do it. */
static void
test_file_is_planned_in_a_dialog (void)
{
  Fixture f = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char   *path = NULL;
  ZuoxiImportDialog *dialog = NULL;
  GtkWidget         *go = NULL;

  set_up (&f, sample_room_new ("Z01"));
  path = temp_path (f.room->dir, "days.csv");
  g_assert_true (g_file_set_contents (path, "工号,day,late_min\nA0101,2026-03-31,7\nA0102,2026-03-31,7\n", -1, NULL));
  dialog = zuoxi_import_dialog_new (f.window, f.room->session, &attendance_day_schema, path, &error);
  g_assert_no_error (error);
  gtk_window_present (GTK_WINDOW (dialog));
  tree_settle (GTK_WIDGET (dialog));
  leave_picture_of (GTK_WIDGET (dialog), "import");
  go = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), ZUOXI_TYPE_IMPORT_DIALOG, "go"));
  g_assert_true (gtk_widget_get_sensitive (go));
  gtk_window_destroy (GTK_WINDOW (dialog));
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  static const char *const people[] = { "A0101", "Z01", "M01", "H01" };

  gtk_test_init (&argc, &argv, NULL);
  if (g_getenv ("ZUOXI_PICTURES") != NULL)
    setlocale (LC_ALL, ""); /* as people see it */
  places_bind_text_domain ();
  core_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  app = zuoxi_application_new (rooms);
  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
  g_test_add_data_func ("/rooms/no-rows", GUINT_TO_POINTER (0), test_rooms_open_over_random_rows);
  g_test_add_data_func ("/rooms/one-row", GUINT_TO_POINTER (1), test_rooms_open_over_random_rows);
  g_test_add_data_func ("/rooms/many-rows", GUINT_TO_POINTER (300), test_rooms_open_over_random_rows);
  g_test_add_func ("/rooms/every-key-does-no-harm", test_every_key_does_no_harm_anywhere);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *path = g_strdup_printf ("/rooms/%s", people[i]);

      g_test_add_data_func (path, people[i], test_rooms_open_for_a_role);
    }
  g_test_add_func ("/rooms/a-person-and-a-clause-are-found", test_a_person_and_a_clause_are_found);
  g_test_add_func ("/rooms/today-shows-the-first-and-counts-all", test_today_shows_the_first_and_counts_all);
  g_test_add_func ("/rooms/file-is-planned-in-a-dialog", test_file_is_planned_in_a_dialog);
  return g_test_run ();
}
