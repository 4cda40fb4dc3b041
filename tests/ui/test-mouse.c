/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists in columns under a real mouse: clicks come from the X server, with the keys that are held, and go through every
 * gesture on their way. Without xdotool it is skipped.
 */
#include "config.h"

#include "app/row.h"
#include "core/id.h"
#include "core/init.h"
#include "staff/person.h"
#include "ui/resources.h"
#include "ui/widgets/column-table.h"

#define WAIT_S 20
#define N_PEOPLE 6

typedef struct
{
  GtkWidget *window;
  GtkWidget *table;
  guint      opened;
  guint      told; /* that the selection is another one */
} Fixture;

static const Column columns[] = {
  { "Name", "name", 0, 0, NULL, NULL, NULL },
  { "Personnel number", "number", COLUMN_EXPAND, 0, NULL, NULL, NULL },
  { NULL },
};

static void
on_opened_cb (Fixture *f, GObject *item)
{
  f->opened++;
}

static void
on_selected_cb (Fixture *f)
{
  f->told++;
}

static GListModel *
new_people (void)
{
  GListStore *people = g_list_store_new (ZUOXI_TYPE_ROW);

  for (guint i = 0; i < N_PEOPLE; i++)
    {
      Person *person = schema_new (&person_schema);
      g_autoptr (ZuoxiRow) row = NULL;

      g_free (person->name);
      person->name = g_strdup_printf ("person %u", i);
      row = zuoxi_row_new (&person_schema, person);
      g_list_store_append (people, row);
    }
  return G_LIST_MODEL (people);
}

static GtkWidget *
label_of (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = label_of (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
set_up (Fixture *f)
{
  g_autoptr (GListModel) people = new_people ();

  f->table = zuoxi_column_table_new ("People", columns, NULL);
  zuoxi_column_table_set_multiple (ZUOXI_COLUMN_TABLE (f->table), TRUE);
  zuoxi_column_table_set_model (ZUOXI_COLUMN_TABLE (f->table), people, FALSE);
  g_signal_connect_swapped (f->table, "open", G_CALLBACK (on_opened_cb), f);
  g_signal_connect_swapped (f->table, "selected", G_CALLBACK (on_selected_cb), f);
  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (f->window), f->table);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
run (const char *const *words)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

/* The middle of a row's name on the screen; the test's window is alone there, at its corner. */
static void
point_at (Fixture *f, guint row)
{
  g_autofree char *name = g_strdup_printf ("person %u", row);
  GtkWidget       *label = label_of (f->table, name);
  graphene_point_t point;
  double           dx = 0, dy = 0;
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;

  g_assert_nonnull (label);
  g_assert_true (gtk_widget_compute_point (label, f->window, &GRAPHENE_POINT_INIT (8, 8), &point));
  gtk_native_get_surface_transform (GTK_NATIVE (f->window), &dx, &dy);
  x = g_strdup_printf ("%d", (int) (point.x + dx));
  y = g_strdup_printf ("%d", (int) (point.y + dy));
  run ((const char *const[]){ "xdotool", "mousemove", x, y, NULL });
}

/* @held: (nullable): a key that is down meanwhile */
static void
click (Fixture *f, guint row, const char *held)
{
  point_at (f, row);
  if (held != NULL)
    run ((const char *const[]){ "xdotool", "keydown", held, "click", "1", "keyup", held, NULL });
  else
    run ((const char *const[]){ "xdotool", "click", "1", NULL });
}

/* "0 2 3": the places of the chosen rows */
static char *
chosen (Fixture *f)
{
  GString *places = g_string_new (NULL);
  g_autoptr (GPtrArray) items = zuoxi_column_table_get_selection (ZUOXI_COLUMN_TABLE (f->table));

  for (guint i = 0; i < items->len; i++)
    {
      const Person *person = zuoxi_row_get (items->pdata[i]);

      g_string_append_printf (places, "%s%s", i > 0 ? " " : "", person->name + strlen ("person "));
    }
  return g_string_free (places, FALSE);
}

/* What a click leads to comes by way of another process. */
static void
expect (Fixture *f, const char *places)
{
  gint64           end = g_get_monotonic_time () + WAIT_S * G_TIME_SPAN_SECOND;
  g_autofree char *seen = chosen (f);

  while (!g_str_equal (seen, places) && g_get_monotonic_time () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
      g_free (seen);
      seen = chosen (f);
    }
  g_assert_cmpstr (seen, ==, places);
}

static void
test_control_adds_and_takes_away (void)
{
  Fixture f = { 0 };

  set_up (&f);
  click (&f, 1, NULL);
  expect (&f, "1");
  click (&f, 3, "Control_L");
  expect (&f, "1 3");
  click (&f, 5, "Control_L");
  expect (&f, "1 3 5");
  g_assert_cmpuint (f.told, ==, 3);
  click (&f, 3, "Control_L");
  expect (&f, "1 5");
  g_assert_cmpuint (f.opened, ==, 0);
  gtk_window_destroy (GTK_WINDOW (f.window));
}

static void
test_shift_takes_what_is_between (void)
{
  Fixture f = { 0 };

  set_up (&f);
  click (&f, 4, NULL);
  click (&f, 1, "Shift_L");
  expect (&f, "1 2 3 4");
  click (&f, 5, NULL);
  expect (&f, "5");
  gtk_window_destroy (GTK_WINDOW (f.window));
}

/* However quickly: the second click takes the row out again. */
static void
test_control_never_opens (void)
{
  Fixture f = { 0 };

  set_up (&f);
  point_at (&f, 2);
  run ((const char *const[]){ "xdotool", "keydown", "Control_L", "click", "--repeat", "3", "--delay", "30", "1",
                              "keyup", "Control_L", NULL });
  while (f.told < 3)
    g_main_context_iteration (NULL, TRUE);
  expect (&f, "2");
  g_assert_cmpuint (f.opened, ==, 0);
  gtk_window_destroy (GTK_WINDOW (f.window));
}

static void
test_double_click_opens_once (void)
{
  Fixture f = { 0 };

  set_up (&f);
  point_at (&f, 2);
  run ((const char *const[]){ "xdotool", "click", "--repeat", "2", "--delay", "30", "1", NULL });
  expect (&f, "2");
  click (&f, 4, "Control_L");
  expect (&f, "2 4");
  g_assert_cmpuint (f.opened, ==, 1);
  gtk_window_destroy (GTK_WINDOW (f.window));
}

int
main (int argc, char *argv[])
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");

  gtk_test_init (&argc, &argv, NULL);
  if (xdotool == NULL)
    {
      g_print ("1..0 # SKIP no xdotool on this machine\n");
      return 0;
    }
  adw_init ();
  core_init ();
  zuoxi_register_resource ();
  g_test_add_func ("/mouse/control-adds-and-takes-away", test_control_adds_and_takes_away);
  g_test_add_func ("/mouse/shift-takes-what-is-between", test_shift_takes_what_is_between);
  g_test_add_func ("/mouse/control-never-opens", test_control_never_opens);
  g_test_add_func ("/mouse/double-click-opens-once", test_double_click_opens_once);
  return g_test_run ();
}
