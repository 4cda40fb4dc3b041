/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every room by keyboard alone, in Chinese, over no row, one, many and ten thousand, and as people of the sample
 * company: Tab goes round in a bounded number of steps, through the room and out of it; everything that can have the
 * focus gets it by Tab and arrows; everything that gets it has a name to be read out, and nothing that is shown is read
 * out by the name of its type or with the mark of a mnemonic.
 */
#include "config.h"

#include <locale.h>

#include "core/init.h"
#include "rooms.h"
#include "tests/ui/sample-room.h"
#include "tests/ui/widget-tree.h"
#include "ui/application.h"
#include "ui/places.h"
#include "ui/shortcuts.h"
#include "ui/window.h"

#define WAIT_S 60
#define TABS_MAX 250   /* once round a window */
#define ROWS_TRIED 3   /* rows of one list that are gone on from */
#define STEPS_MAX 9000 /* of one room */
#define TRIES 3        /* walks of a room that is still being filled */

typedef struct
{
  ZuoxiWindow *window;
  SampleRoom  *room;
  GHashTable  *reached; /* (element-type GtkWidget) set */
  GQueue       todo;    /* reached, and not gone on from */
  GString     *faults;
} Fixture;

static ZuoxiApplication *app; /* one a process */

static void
set_up (Fixture *f, SampleRoom *room)
{
  f->room = room;
  f->faults = g_string_new (NULL);
  f->reached = g_hash_table_new (NULL, NULL);
  g_queue_init (&f->todo);
  f->window = zuoxi_window_new (GTK_APPLICATION (app), rooms, NULL);
  zuoxi_window_enter (f->window, room->session, sample_room_posts (room), zuoxi_session_get_my_name (room->session),
                      NULL);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1366, 768);
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
  g_hash_table_unref (f->reached);
  g_queue_clear (&f->todo);
  g_string_free (f->faults, TRUE);
}

/* Rows */

static gboolean
is_row (GtkWidget *widget)
{
  const char *type = G_OBJECT_TYPE_NAME (widget);

  return GTK_IS_LIST_BOX_ROW (widget) || GTK_IS_FLOW_BOX_CHILD (widget) || g_str_equal (type, "GtkListItemWidget") ||
         g_str_equal (type, "GtkColumnViewRowWidget");
}

static GtkWidget *
row_of (GtkWidget *widget)
{
  while (widget != NULL && !is_row (widget))
    widget = gtk_widget_get_parent (widget);
  return widget;
}

/* Rows that come and go with what is looked at; others are as many as the program made. */
static gboolean
is_of_long_list (GtkWidget *row)
{
  return !GTK_IS_LIST_BOX_ROW (row) && !GTK_IS_FLOW_BOX_CHILD (row);
}

/* Its place among the rows of its list that exist as widgets. */
static guint
place_of (GtkWidget *row)
{
  guint place = 0;

  while ((row = gtk_widget_get_prev_sibling (row)) != NULL)
    place++;
  return place;
}

/* Names */

static gboolean
is_text (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) || GTK_IS_INSCRIPTION (widget);
}

static gboolean
says_something (GtkWidget *widget)
{
  const char *text = GTK_IS_LABEL (widget)         ? gtk_label_get_text (GTK_LABEL (widget))
                     : GTK_IS_INSCRIPTION (widget) ? gtk_inscription_get_text (GTK_INSCRIPTION (widget))
                                                   : NULL;

  if (text != NULL && *text != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says_something (child))
      return TRUE;
  return FALSE;
}

/* (nullable): what @widget is named by itself */
static char *
name_of (GtkWidget *widget)
{
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return NULL;
  /* The value comes back because it is not this one. */
  return gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "\x01");
}

static gboolean
is_named (GtkWidget *widget)
{
  g_autofree char *name = name_of (widget);

  return (name != NULL && *name != '\0') ||
         gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* Rows, buttons, selectable texts and panes that scroll are read by what stands in them; what is typed into has its
   name on itself or on the field around it. */
static gboolean
has_name (GtkWidget *widget)
{
  gboolean is_read = is_row (widget) || is_text (widget) || GTK_IS_BUTTON (widget) ||
                     GTK_IS_SCROLLED_WINDOW (widget);

  if (is_named (widget) || (is_read && says_something (widget)))
    return TRUE;
  for (guint i = 0; i < 4 && (widget = gtk_widget_get_parent (widget)) != NULL; i++)
    {
      if (ADW_IS_PREFERENCES_ROW (widget))
        return *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)) != '\0';
      if (GTK_IS_EDITABLE (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget))
        return is_named (widget);
    }
  return FALSE;
}

static char *
path_of (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);

  for (guint i = 0; i < 7 && widget != NULL; i++, widget = gtk_widget_get_parent (widget))
    g_string_append_printf (path, "%s%s", path->len > 0 ? " < " : "", G_OBJECT_TYPE_NAME (widget));
  return g_string_free (path, FALSE);
}

static void
blame (Fixture *f, const char *room, const char *what, GtkWidget *widget)
{
  g_autofree char *path = path_of (widget);

  g_string_append_printf (f->faults, "%s: %s: %s\n", room, what, path);
}

/* Walking */

static GtkWidget *
focus_of (Fixture *f)
{
  return gtk_window_get_focus (GTK_WINDOW (f->window));
}

static void
take (Fixture *f, GtkWidget *widget)
{
  GtkWidget *row = widget != NULL ? row_of (widget) : NULL;

  if (widget == NULL || !g_hash_table_add (f->reached, widget))
    return;
  if (row == NULL || !is_of_long_list (row) || place_of (row) < ROWS_TRIED)
    g_queue_push_tail (&f->todo, widget);
}

/* From everything that was reached, the six ways the keyboard goes on. */
static void
explore (Fixture *f)
{
  static const GtkDirectionType ways[] = { GTK_DIR_TAB_FORWARD, GTK_DIR_TAB_BACKWARD, GTK_DIR_UP,
                                           GTK_DIR_DOWN, GTK_DIR_LEFT, GTK_DIR_RIGHT };

  gtk_window_set_focus (GTK_WINDOW (f->window), NULL);
  gtk_widget_child_focus (GTK_WIDGET (f->window), GTK_DIR_TAB_FORWARD);
  take (f, focus_of (f));
  for (guint steps = 0; f->todo.length > 0 && steps < STEPS_MAX; steps++)
    {
      GtkWidget *from = g_queue_pop_head (&f->todo);

      for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
        {
          if (!gtk_widget_get_mapped (from) || !gtk_widget_grab_focus (from))
            break;
          gtk_widget_child_focus (GTK_WIDGET (f->window), ways[i]);
          take (f, focus_of (f));
        }
    }
}

/* Tab alone comes back to where it was, having been outside of the room. */
static void
go_round (Fixture *f, const char *room, GtkDirectionType way)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GtkWidget *page = GTK_WIDGET (zuoxi_window_get_page (f->window));
  GtkWidget *focus = NULL;
  guint      steps = 0, outside = 0;

  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  for (; steps < TABS_MAX; steps++)
    {
      gtk_widget_child_focus (GTK_WIDGET (f->window), way);
      focus = focus_of (f);
      if (focus != NULL && !g_hash_table_add (seen, focus))
        break;
      outside += focus != NULL && !gtk_widget_is_ancestor (focus, page);
    }
  if (steps == TABS_MAX || outside == 0)
    blame (f, room, way == GTK_DIR_TAB_FORWARD ? "Tab does not come out of" : "Shift+Tab does not come out of", focus);
}

/* Whether the keyboard came to @widget, or into it. */
static gboolean
is_reached (Fixture *f, GtkWidget *widget)
{
  if (g_hash_table_contains (f->reached, widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_reached (f, child))
      return TRUE;
  return FALSE;
}

/* The toolkit reads a widget without a name by that of its type, and a button by its text with the mark in it. */
static void
check_names (Fixture *f, const char *room, GtkWidget *widget)
{
  g_autofree char *name = name_of (widget);

  if (!gtk_widget_get_mapped (widget))
    return;
  if (name == NULL &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    blame (f, room, "is read by the name of its type", widget);
  if (name != NULL && GTK_IS_BUTTON (widget) && strchr (name, '_') != NULL)
    blame (f, room, "is read with the mark of its mnemonic", widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (f, room, child);
}

/* Rows of lists and tables are announced by a name of their own: nobody hears what stands in them. */
static void
check_rows_named (Fixture *f, const char *room, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_row (widget) && !GTK_IS_FLOW_BOX_CHILD (widget) && !is_named (widget))
    blame (f, room, "is a row without a name", widget);
  if (GTK_IS_DROP_DOWN (widget) || ADW_IS_COMBO_ROW (widget))
    return; /* its face is a row of the list it opens */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_rows_named (f, room, child);
}

/* Everything that says it takes the focus; of a list, its first rows. */
static void
check_reached (Fixture *f, const char *room, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_sensitive (widget) || !gtk_widget_get_can_focus (widget))
    return;
  if (is_row (widget) && is_of_long_list (widget) && place_of (widget) >= ROWS_TRIED)
    return;
  if (GTK_IS_TEXT_VIEW (widget) && gtk_text_view_get_accepts_tab (GTK_TEXT_VIEW (widget)))
    blame (f, room, "keeps the Tab key", widget);
  if (gtk_widget_get_focusable (widget) && !is_reached (f, widget))
    blame (f, room, "is not reached", widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_reached (f, room, child);
}

static void
walk (Fixture *f, const char *room)
{
  GHashTableIter iter;
  gpointer       widget = NULL;

  g_hash_table_remove_all (f->reached);
  g_queue_clear (&f->todo);
  explore (f);
  g_assert_cmpuint (g_hash_table_size (f->reached), >, 3);
  check_reached (f, room, GTK_WIDGET (f->window));
  check_rows_named (f, room, GTK_WIDGET (f->window));
  check_names (f, room, GTK_WIDGET (f->window));
  g_hash_table_iter_init (&iter, f->reached);
  while (g_hash_table_iter_next (&iter, &widget, NULL))
    if (gtk_widget_get_mapped (widget) && !has_name (widget))
      blame (f, room, "has no name", widget);
  go_round (f, room, GTK_DIR_TAB_FORWARD);
  go_round (f, room, GTK_DIR_TAB_BACKWARD);
}

/* Ten thousand rows may come while a room is walked; what is wrong with it once they are there stays wrong. */
static void
walk_at_rest (Fixture *f, const char *room)
{
  gsize before = f->faults->len;

  for (guint tries = 0; tries < TRIES; tries++)
    {
      g_string_truncate (f->faults, before);
      tree_settle (GTK_WIDGET (f->window));
      walk (f, room);
      if (f->faults->len == before)
        break;
    }
}

static void
walk_every_room (Fixture *f)
{
  guint held = sample_room_posts (f->room);

  for (const Room *room = rooms; room->id != NULL; room++)
    {
      if (room->posts != 0 && (room->posts & held) == 0)
        continue;
      g_assert_true (zuoxi_window_open_room (f->window, room->id));
      walk_at_rest (f, room->id);
      while (zuoxi_page_back (zuoxi_window_get_page (f->window)))
        ;
    }
  if (f->faults->len > 0)
    g_error ("by keyboard:\n%s", f->faults->str);
}

static void
test_rooms_of_random_rows (gconstpointer rows)
{
  Fixture f = { 0 };

  set_up (&f, sample_room_new_random (GPOINTER_TO_UINT (rows)));
  walk_every_room (&f);
  tear_down (&f);
}

static void
test_rooms_of_a_role (gconstpointer number)
{
  Fixture f = { 0 };

  set_up (&f, sample_room_new (number));
  walk_every_room (&f);
  tear_down (&f);
}

int
main (int argc, char *argv[])
{
  static const guint       counts[] = { 0, 1, 40, 10000 };
  static const char *const people[] = { "A0101", "Z01", "M01", "H01" };

  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "");
  places_bind_text_domain ();
  core_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  app = zuoxi_application_new (rooms);
  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/keyboard/rows-%u", counts[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (counts[i]), test_rooms_of_random_rows);
    }
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *path = g_strdup_printf ("/keyboard/%s", people[i]);

      g_test_add_data_func (path, people[i], test_rooms_of_a_role);
    }
  return g_test_run ();
}
