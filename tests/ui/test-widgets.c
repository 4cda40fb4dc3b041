/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets rooms are made of: what they refuse, say, keep and sort. */
#include "config.h"

#include "core/id.h"
#include "core/init.h"
#include "customers/customer.h"
#include "staff/person.h"
#include "tests/ui/widget-tree.h"
#include "ui/resources.h"
#include "ui/widgets/column-table.h"
#include "ui/widgets/filter-bar.h"
#include "ui/widgets/form-table.h"
#include "ui/widgets/score-entry.h"
#include "ui/widgets/sign-row.h"
#include "ui/widgets/split.h"
#include "ui/widgets/text-area.h"

static GtkWidget *
show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  if (GTK_IS_INSCRIPTION (widget) && strstr (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

static void
count (gpointer source, guint *times)
{
  (*times)++;
}

/* clang-format off */
static const struct { const char *typed; gboolean wrong; gboolean set; gint64 score; } scores[] = {
  { "95", FALSE, TRUE, 9500 }, { "101", TRUE, FALSE, 0 }, { "-1", TRUE, FALSE, 0 }, { "88.5", FALSE, TRUE, 8850 },
  { "88.555", TRUE, FALSE, 0 }, { "", FALSE, FALSE, 0 } };
/* clang-format on */

static void
test_score_refuses_what_is_none (void)
{
  GtkWidget *entry = zuoxi_score_entry_new ("Self score");
  GtkWidget *window = show (entry);
  GtkWidget *text = tree_find (entry, GTK_TYPE_ENTRY);
  guint      changed = 0;
  guint      kept = 0;

  g_signal_connect (entry, "changed", G_CALLBACK (count), &changed);
  g_signal_connect (entry, "keep", G_CALLBACK (count), &kept);
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    {
      OptInt score;

      g_test_message ("'%s'", scores[i].typed);
      gtk_editable_set_text (GTK_EDITABLE (text), scores[i].typed);
      score = zuoxi_score_entry_get_score (ZUOXI_SCORE_ENTRY (entry));
      g_assert_cmpint (zuoxi_score_entry_is_wrong (ZUOXI_SCORE_ENTRY (entry)), ==, scores[i].wrong);
      g_assert_cmpint (score.set, ==, scores[i].set);
      g_assert_cmpint (score.v, ==, scores[i].score);
      if (scores[i].wrong || gtk_test_accessible_has_state (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_STATE_INVALID))
        gtk_test_accessible_assert_state (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_STATE_INVALID,
                                          scores[i].wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE);
    }
  g_assert_cmpuint (changed, >, 0);
  zuoxi_score_entry_flush (ZUOXI_SCORE_ENTRY (entry));
  g_assert_cmpuint (kept, >, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, "Self score");

  /* Loading is no typing. */
  changed = kept = 0;
  zuoxi_score_entry_set_score (ZUOXI_SCORE_ENTRY (entry), (OptInt){ 9473, TRUE });
  zuoxi_score_entry_flush (ZUOXI_SCORE_ENTRY (entry));
  g_assert_cmpstr (zuoxi_score_entry_get_text (ZUOXI_SCORE_ENTRY (entry)), ==, "94.73");
  g_assert_cmpuint (changed + kept, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_text_is_kept_within_half_a_second (void)
{
  GtkWidget       *area = zuoxi_text_area_new ("Work of the month", 10);
  GtkWidget       *window = show (area);
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (tree_find (area, GTK_TYPE_TEXT_VIEW)));
  guint            kept = 0;
  gint64           start = 0;
  g_autofree char *text = NULL;

  g_signal_connect (area, "keep", G_CALLBACK (count), &kept);
  g_assert_false (zuoxi_text_area_is_long_enough (ZUOXI_TEXT_AREA (area)));
  start = g_get_monotonic_time ();
  gtk_text_buffer_set_text (buffer, "  回访八位客户，签三单  ", -1);
  while (kept == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  g_assert_true (zuoxi_text_area_is_long_enough (ZUOXI_TEXT_AREA (area)));
  text = zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (area));
  g_assert_cmpstr (text, ==, "  回访八位客户，签三单  ");

  /* What was typed last is kept when the page goes away. */
  gtk_text_buffer_set_text (buffer, "短", -1);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_cmpuint (kept, ==, 2);
}

static const FormRow person_rows[] = {
  { "number", NULL, "Person", FORM_REQUIRED, 0 },
  { "name", NULL, NULL, FORM_REQUIRED, 0 },
  { NULL },
};

static void
test_form_says_what_is_wrong_beside_the_field (void)
{
  GtkWidget *form = zuoxi_form_table_new (&person_schema, person_rows);
  GtkWidget *window = show (form);
  Person    *person = schema_new (&person_schema);
  g_autoptr (ProblemList) problems = problem_list_new ();

  person->row.id.b[0] = 1;
  zuoxi_form_table_load (ZUOXI_FORM_TABLE (form), person, "2026-04-02");
  g_assert_false (zuoxi_form_table_read (ZUOXI_FORM_TABLE (form), person, problems));
  g_assert_nonnull (problem_list_find (problems, "number"));
  g_assert_nonnull (problem_list_find (problems, "name"));
  gtk_test_widget_wait_for_draw (window);
  g_assert_true (shows_text (form, "must be filled in") || shows_text (form, "必"));

  zuoxi_form_table_load_draft (ZUOXI_FORM_TABLE (form), "number", " 1001 ");
  zuoxi_form_table_load_draft (ZUOXI_FORM_TABLE (form), "name", "李晓雯");
  g_clear_pointer (&problems, problem_list_free);
  problems = problem_list_new ();
  zuoxi_form_table_read (ZUOXI_FORM_TABLE (form), person, problems);
  g_assert_null (problem_list_find (problems, "number"));
  g_assert_cmpstr (person->number, ==, "1001");
  g_assert_cmpstr (person->name, ==, "李晓雯");
  schema_free (&person_schema, person);
  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
length_text (gpointer item, gpointer data)
{
  const Customer *customer = zuoxi_row_get (item);

  return g_strdup_printf ("%ld", g_utf8_strlen (customer->name, -1));
}

static const Column customer_columns[] = {
  { "Name", "name", COLUMN_SORT | COLUMN_EXPAND | COLUMN_STRONG },
  { "Length", "length", COLUMN_SORT | COLUMN_NUMBER | COLUMN_WIDE, 6, length_text },
  { NULL },
};

static void
on_sort_cb (ZuoxiColumnTable *table, const char *field, gboolean descending, GString *seen)
{
  g_string_printf (seen, "%s %s", field != NULL ? field : "-", descending ? "down" : "up");
}

static GListStore *
new_customers (void)
{
  static const char *const names[] = { "丙丙丙", "甲", "乙乙" };
  GListStore              *store = g_list_store_new (ZUOXI_TYPE_ROW);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Customer *customer = schema_new (&customer_schema);
      g_autoptr (ZuoxiRow) row = NULL;

      g_free (customer->name);
      customer->name = g_strdup (names[i]);
      row = zuoxi_row_new (&customer_schema, customer);
      g_list_store_append (store, row);
    }
  return store;
}

static void
sort_by (GtkWidget *table, guint column, GtkSortType order)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (tree_find (table, GTK_TYPE_COLUMN_VIEW));
  g_autoptr (GtkColumnViewColumn) chosen = g_list_model_get_item (gtk_column_view_get_columns (view), column);

  gtk_column_view_sort_by_column (view, chosen, order);
}

static void
test_header_says_how_to_sort (void)
{
  GtkWidget *table = zuoxi_column_table_new ("Customers", customer_columns, NULL);
  g_autoptr (GListStore) store = new_customers ();
  g_autoptr (GString) seen = g_string_new (NULL);
  GtkWidget *window = NULL;
  g_autoptr (ZuoxiRow) first = NULL;

  zuoxi_column_table_set_model (ZUOXI_COLUMN_TABLE (table), G_LIST_MODEL (store), TRUE);
  window = show (table);
  g_assert_true (shows_text (table, "丙丙丙"));
  g_signal_connect (table, "sort-changed", G_CALLBACK (on_sort_cb), seen);
  sort_by (table, 0, GTK_SORT_ASCENDING);
  g_assert_cmpstr (seen->str, ==, "name up");
  sort_by (table, 1, GTK_SORT_DESCENDING);
  g_assert_cmpstr (seen->str, ==, "length down");
  first = zuoxi_column_table_get_item (ZUOXI_COLUMN_TABLE (table), 0);
  g_assert_cmpstr (((const Customer *) zuoxi_row_get (first))->name, ==, "丙丙丙");

  g_assert_cmpuint (zuoxi_column_table_get_position (ZUOXI_COLUMN_TABLE (table)), ==, GTK_INVALID_LIST_POSITION);
  zuoxi_column_table_select (ZUOXI_COLUMN_TABLE (table), 1, TRUE);
  g_assert_cmpuint (zuoxi_column_table_get_position (ZUOXI_COLUMN_TABLE (table)), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_list_is_sorted_without_a_mouse (void)
{
  GtkWidget *table = zuoxi_column_table_new ("Customers", customer_columns, NULL);
  g_autoptr (GListStore) store = new_customers ();
  g_autoptr (GString) seen = g_string_new (NULL);
  GtkWidget *window = NULL;

  zuoxi_column_table_set_model (ZUOXI_COLUMN_TABLE (table), G_LIST_MODEL (store), TRUE);
  window = show (table);
  g_signal_connect (table, "sort-changed", G_CALLBACK (on_sort_cb), seen);
  g_assert_true (gtk_widget_activate_action (table, "sort.by", "s", "Length"));
  g_assert_cmpstr (seen->str, ==, "length up");
  g_assert_true (gtk_widget_activate_action (table, "sort.descending", NULL));
  g_assert_cmpstr (seen->str, ==, "length down");
  g_assert_true (gtk_widget_activate_action (table, "sort.by", "s", "Name"));
  g_assert_cmpstr (seen->str, ==, "name down");
  /* A header is heard by the menu. */
  sort_by (table, 1, GTK_SORT_ASCENDING);
  g_assert_true (gtk_widget_activate_action (table, "sort.descending", NULL));
  g_assert_cmpstr (seen->str, ==, "length down");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The focus comes to a row when there is one, and chooses none. */
static void
test_list_has_the_focus_when_it_has_rows (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = zuoxi_filter_bar_new ();
  GtkWidget *table = zuoxi_column_table_new ("Customers", customer_columns, NULL);
  g_autoptr (GListStore) rows = new_customers ();
  g_autoptr (GListStore) store = g_list_store_new (ZUOXI_TYPE_ROW);
  GtkWidget *window = NULL;
  guint      selected = 0;

  zuoxi_filter_bar_capture (ZUOXI_FILTER_BAR (bar), table);
  zuoxi_column_table_set_model (ZUOXI_COLUMN_TABLE (table), G_LIST_MODEL (store), FALSE);
  g_signal_connect (table, "selected", G_CALLBACK (count), &selected);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), table);
  window = show (box);
  g_assert_false (gtk_widget_grab_focus (table));
  zuoxi_filter_bar_focus_search (ZUOXI_FILTER_BAR (bar));
  g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (window))));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ZuoxiRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);

      g_list_store_append (store, row);
    }
  while (gtk_window_get_focus (GTK_WINDOW (window)) == NULL ||
         !gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), table))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (selected, ==, 0);
  g_assert_cmpuint (zuoxi_column_table_get_position (ZUOXI_COLUMN_TABLE (table)), ==, GTK_INVALID_LIST_POSITION);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_filter_clears_at_once (void)
{
  static const char *const choices[] = { "All", "Late", NULL };
  GtkWidget               *bar = zuoxi_filter_bar_new ();
  GtkWidget               *window = show (bar);
  guint                    changed = 0;

  zuoxi_filter_bar_add_choice (ZUOXI_FILTER_BAR (bar), "state", "State", choices);
  g_signal_connect (bar, "changed", G_CALLBACK (count), &changed);
  g_assert_false (zuoxi_filter_bar_clear (ZUOXI_FILTER_BAR (bar)));
  zuoxi_filter_bar_set_choice (ZUOXI_FILTER_BAR (bar), "state", 1);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_true (zuoxi_filter_bar_is_set (ZUOXI_FILTER_BAR (bar)));
  gtk_editable_set_text (GTK_EDITABLE (tree_find (bar, GTK_TYPE_SEARCH_ENTRY)), "晓雯 ");
  while (changed < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (zuoxi_filter_bar_get_text (ZUOXI_FILTER_BAR (bar)), ==, "晓雯");
  g_assert_true (zuoxi_filter_bar_clear (ZUOXI_FILTER_BAR (bar)));
  g_assert_cmpuint (changed, ==, 3);
  g_assert_cmpuint (zuoxi_filter_bar_get_choice (ZUOXI_FILTER_BAR (bar), "state"), ==, 0);
  g_assert_cmpstr (zuoxi_filter_bar_get_text (ZUOXI_FILTER_BAR (bar)), ==, "");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_filter_keeps_its_choice (void)
{
  static const char *const before[] = { "All", "Team 2", NULL };
  static const char *const more[] = { "All", "Team 1", "Team 2", NULL };
  static const char *const without[] = { "All", "Team 1", NULL };
  GtkWidget               *bar = zuoxi_filter_bar_new ();
  GtkWidget               *window = show (bar);
  guint                    changed = 0;

  zuoxi_filter_bar_add_choice (ZUOXI_FILTER_BAR (bar), "team", "Team", before);
  zuoxi_filter_bar_set_choice (ZUOXI_FILTER_BAR (bar), "team", 1);
  g_signal_connect (bar, "changed", G_CALLBACK (count), &changed);
  zuoxi_filter_bar_set_choices (ZUOXI_FILTER_BAR (bar), "team", more);
  g_assert_cmpuint (zuoxi_filter_bar_get_choice (ZUOXI_FILTER_BAR (bar), "team"), ==, 2);
  zuoxi_filter_bar_set_choices (ZUOXI_FILTER_BAR (bar), "team", without);
  g_assert_cmpuint (zuoxi_filter_bar_get_choice (ZUOXI_FILTER_BAR (bar), "team"), ==, 0);
  g_assert_cmpuint (changed, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_sign_row_wants_a_password_and_forgets_it (void)
{
  GtkWidget *row = zuoxi_sign_row_new ("2  Employee");
  GtkWidget *window = show (row);
  GtkWidget *password = tree_find (row, GTK_TYPE_PASSWORD_ENTRY);
  guint      signs = 0;

  zuoxi_sign_row_set_person (ZUOXI_SIGN_ROW (row), "李晓雯");
  g_signal_connect (row, "sign", G_CALLBACK (count), &signs);
  g_signal_emit_by_name (password, "activate");
  g_assert_cmpuint (signs, ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (password), "secret");
  g_signal_emit_by_name (password, "activate");
  g_assert_cmpuint (signs, ==, 1);
  zuoxi_sign_row_set_signed (ZUOXI_SIGN_ROW (row), "李晓雯 15:12");
  g_assert_cmpstr (zuoxi_sign_row_get_password (ZUOXI_SIGN_ROW (row)), ==, "");
  g_assert_true (shows_text (row, "15:12"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The last thing of a long page: what was wrong with the password is seen without scrolling. */
static void
test_sign_row_shows_its_error (void)
{
  GtkWidget      *row = zuoxi_sign_row_new ("2  Employee");
  GtkWidget      *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget      *above = gtk_label_new ("page");
  GtkWidget      *scroller = gtk_scrolled_window_new ();
  GtkAdjustment  *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  GtkWidget      *window = NULL;
  gint64          end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  int             height = 0;

  gtk_widget_set_size_request (above, -1, 2000);
  gtk_box_append (GTK_BOX (box), above);
  gtk_box_append (GTK_BOX (box), row);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  window = show (scroller);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  height = gtk_widget_get_height (row);
  zuoxi_sign_row_set_error (ZUOXI_SIGN_ROW (row), "This is not the password");
  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      if (gtk_widget_get_height (row) > height && gtk_widget_compute_bounds (row, scroller, &bounds) &&
          bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (scroller))
        break;
    }
  g_assert_cmpint (gtk_widget_get_height (row), >, height);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, (float) gtk_widget_get_height (scroller));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
allocate (GtkWidget *widget, int width)
{
  gtk_widget_size_allocate (widget, &(GtkAllocation){ 0, 0, width, 400 }, -1);
}

static void
test_split_folds_to_where_one_types (void)
{
  static const char ui[] =
      "<interface><object class='ZuoxiSplit' id='split'><property name='side-width'>240</property>"
      "<child type='side'><object class='GtkButton' id='side'/></child>"
      "<child><object class='GtkEntry' id='content'/></child></object></interface>";
  GtkBuilder *builder = NULL;
  GtkWidget  *window = gtk_window_new (), *split, *side, *content;

  g_type_ensure (ZUOXI_TYPE_SPLIT);
  builder = gtk_builder_new_from_string (ui, -1);
  split = GTK_WIDGET (gtk_builder_get_object (builder, "split"));
  side = GTK_WIDGET (gtk_builder_get_object (builder, "side"));
  content = GTK_WIDGET (gtk_builder_get_object (builder, "content"));
  gtk_window_set_child (GTK_WINDOW (window), split);
  zuoxi_split_show_side (ZUOXI_SPLIT (split), TRUE);
  allocate (split, 1100);
  g_assert_true (gtk_widget_get_child_visible (side) && gtk_widget_get_child_visible (content));

  gtk_widget_grab_focus (content);
  allocate (split, 400);
  g_assert_false (gtk_widget_get_child_visible (side));
  g_assert_true (gtk_widget_get_child_visible (content));

  allocate (split, 1100);
  gtk_widget_grab_focus (side);
  allocate (split, 400);
  g_assert_true (gtk_widget_get_child_visible (side));
  g_object_unref (builder);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  core_init ();
  zuoxi_register_resource ();
  g_test_add_func ("/score-entry/refuses-what-is-none", test_score_refuses_what_is_none);
  g_test_add_func ("/text-area/kept-within-half-a-second", test_text_is_kept_within_half_a_second);
  g_test_add_func ("/form-table/wrong-beside-the-field", test_form_says_what_is_wrong_beside_the_field);
  g_test_add_func ("/column-table/header-says-how-to-sort", test_header_says_how_to_sort);
  g_test_add_func ("/column-table/sorted-without-a-mouse", test_list_is_sorted_without_a_mouse);
  g_test_add_func ("/column-table/has-the-focus", test_list_has_the_focus_when_it_has_rows);
  g_test_add_func ("/filter-bar/clears-at-once", test_filter_clears_at_once);
  g_test_add_func ("/filter-bar/keeps-its-choice", test_filter_keeps_its_choice);
  g_test_add_func ("/sign-row/wants-a-password-and-forgets-it", test_sign_row_wants_a_password_and_forgets_it);
  g_test_add_func ("/sign-row/shows-its-error", test_sign_row_shows_its_error);
  g_test_add_func ("/split/folds-to-where-one-types", test_split_folds_to_where_one_types);
  return g_test_run ();
}
