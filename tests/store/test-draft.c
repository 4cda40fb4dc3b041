/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/draft.h"

#include "tests/support/temp.h"

static Store *
open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  Store *store = store_open (path, DB_DEFAULT, NULL, &error);

  g_assert_no_error (error);
  return store;
}

static void
test_draft_survives_reopening (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (Store) store = open_store (path);
      g_autofree char *text = NULL;
      gboolean         found = FALSE;

      if (i == 0)
        g_assert_true (store_draft_set (store, "self_sheet/1", "workload", "本月通话较多", 5, &error));
      text = store_draft_get (store, "self_sheet/1", "workload", &found, &error);
      g_assert_no_error (error);
      g_assert_true (found);
      g_assert_cmpstr (text, ==, "本月通话较多");
    }
}

static void
test_last_text_wins_and_empty_is_a_text (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (Store) store = open_store (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *emptied = NULL;
  g_autofree char *unknown = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gboolean found = FALSE;

  store_draft_set (store, "f", "a", "first", 1, &error);
  store_draft_set (store, "f", "a", "", 9, &error);
  store_draft_set (store, "f", "b", "second", 3, &error);
  store_draft_set (store, "g", "a", "other", 2, &error);
  emptied = store_draft_get (store, "f", "a", &found, &error);
  g_assert_true (found);
  g_assert_cmpstr (emptied, ==, "");
  unknown = store_draft_get (store, "f", "c", &found, &error);
  g_assert_false (found);

  list = store_draft_list (store, "f", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((Draft *) list->pdata[0])->field, ==, "b");
  g_assert_cmpint (((Draft *) list->pdata[1])->at, ==, 9);
}

static void
test_clear_takes_a_field_or_a_form (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (Store) store = open_store (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) after_field = NULL;
  g_autoptr (GPtrArray) after_form = NULL;

  store_draft_set (store, "f", "a", "x", 1, &error);
  store_draft_set (store, "f", "b", "x", 1, &error);
  store_draft_set (store, "g", "a", "x", 1, &error);
  g_assert_true (store_draft_clear (store, "f", "a", &error));
  after_field = store_draft_list (store, NULL, &error);
  g_assert_cmpuint (after_field->len, ==, 2);
  g_assert_true (store_draft_clear (store, "f", NULL, &error));
  after_form = store_draft_list (store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after_form->len, ==, 1);
  g_assert_cmpstr (((Draft *) after_form->pdata[0])->form, ==, "g");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/draft/survives-reopening", test_draft_survives_reopening);
  g_test_add_func ("/store/draft/last-text-wins-and-empty-is-a-text", test_last_text_wins_and_empty_is_a_text);
  g_test_add_func ("/store/draft/clear-takes-a-field-or-a-form", test_clear_takes_a_field_or_a_form);
  return g_test_run ();
}
