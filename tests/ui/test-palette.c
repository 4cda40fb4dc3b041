/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/notify.h"
#include "ui/palette.h"

/* clang-format off */
static const struct { const char *text; const char *best; const char *second; const char *none; } cases[] = {
  { "1001",   "1001",       "21001 王芳", "1002" },
  { "王",     "王芳",       "小王",       "李晓雯" },
  { "晓雯",   "李晓雯",     "李晓小雯",   "王晓" },
  { "review", "Reviews",    "My reviews", "Revision" },
  { "王 10",  "王芳 1001",  "小王 2310",  "王芳 2222" } };
/* clang-format on */

static void
test_better_matches_stand_first (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (palette_match (cases[i].best, cases[i].text), >, palette_match (cases[i].second, cases[i].text));
      g_assert_cmpint (palette_match (cases[i].second, cases[i].text), >, 0);
      g_assert_cmpint (palette_match (cases[i].none, cases[i].text), ==, 0);
    }
  g_assert_cmpint (palette_match ("anything", " "), ==, 0);
  g_assert_cmpint (palette_match (NULL, "a"), ==, 0);
}

/* clang-format off */
static const struct { int from, until, minute; gboolean quiet; } hours[] = {
  { 1200, 540, 1199, FALSE }, { 1200, 540, 1200, TRUE }, { 1200, 540, 0, TRUE }, { 1200, 540, 539, TRUE },
  { 1200, 540, 540, FALSE }, { 720, 780, 719, FALSE }, { 720, 780, 720, TRUE }, { 720, 780, 780, FALSE },
  { 0, 0, 100, FALSE } };
/* clang-format on */

static void
test_quiet_hours_go_over_midnight (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    g_assert_cmpint (notify_is_quiet (hours[i].from, hours[i].until, hours[i].minute), ==, hours[i].quiet);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Ids of a template, sorted. */
static char **
ids_of (const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "ui", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("<object class=\"[A-Za-z]+\" id=\"([a-z_]+)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    g_ptr_array_add (ids, g_match_info_fetch (match, 1));
  g_ptr_array_sort (ids, compare_texts);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&ids), FALSE);
}

/* Only one of the two frames can be built on a machine; the code must find its children in either. */
static void
test_both_frames_name_the_same_children (void)
{
  g_auto (GStrv) old = ids_of ("window-1.2.ui");
  g_auto (GStrv) new = ids_of ("window-1.4.ui");

  g_assert_cmpuint (g_strv_length (old), >, 20);
  g_assert_cmpstrv (old, new);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/better-matches-stand-first", test_better_matches_stand_first);
  g_test_add_func ("/notify/quiet-hours-go-over-midnight", test_quiet_hours_go_over_midnight);
  g_test_add_func ("/frames/name-the-same-children", test_both_frames_name_the_same_children);
  return g_test_run ();
}
