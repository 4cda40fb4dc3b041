/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/calendar.h"

#include "core/json.h"

static Day
parse_day (const char *text)
{
  Day day = 0;

  g_assert_true (day_parse (text, &day));
  return day;
}

static void
test_calendar_without_exceptions (void)
{
  g_autoptr (Calendar) calendar = calendar_new ();

  g_assert_true (calendar_is_workday (calendar, parse_day ("2026-03-27")));
  g_assert_false (calendar_is_workday (calendar, parse_day ("2026-03-28")));
  g_assert_false (calendar_is_workday (calendar, parse_day ("2026-03-29")));
  g_assert_null (calendar_day_name (calendar, parse_day ("2026-03-28")));
  g_assert_cmpuint (calendar_workdays_between (calendar, parse_day ("2026-03-01"), parse_day ("2026-03-31")), ==, 22);
  g_assert_cmpuint (calendar_workdays_between (calendar, parse_day ("2026-03-02"), parse_day ("2026-03-01")), ==, 0);
}

static void
test_calendar_set_replaces (void)
{
  g_autoptr (Calendar) calendar = calendar_new ();
  Day day = parse_day ("2026-03-27");

  calendar_set (calendar, day, FALSE, "停电");
  g_assert_false (calendar_is_workday (calendar, day));
  g_assert_cmpstr (calendar_day_name (calendar, day), ==, "停电");
  calendar_set (calendar, day, TRUE, NULL);
  g_assert_true (calendar_is_workday (calendar, day));
  g_assert_cmpstr (calendar_day_name (calendar, day), ==, "");
  calendar_set (calendar, 0, FALSE, "epoch");
  g_assert_false (calendar_is_workday (calendar, 0));
}

static void
test_calendar_workdays_of_years (void)
{
  static const struct
  {
    const char *first, *last;
    guint       workdays;
  } cases[] = {
    { "2024-01-01", "2024-12-31", 251 },
    { "2025-01-01", "2025-12-31", 248 },
    { "2026-01-01", "2026-12-31", 248 },
    { "2025-10-01", "2025-10-10", 2 },
    { "2026-10-01", "2026-10-10", 3 },
    { "2025-05-01", "2025-05-10", 4 },
    { "2026-05-01", "2026-05-10", 4 },
    { "2025-02-01", "2025-02-04", 0 },
  };
  g_autoptr (Calendar) calendar = calendar_new ();

  calendar_add_builtin (calendar);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (calendar_workdays_between (calendar, parse_day (cases[i].first), parse_day (cases[i].last)), ==,
                      cases[i].workdays);
  g_assert_cmpstr (calendar_day_name (calendar, parse_day ("2026-02-17")), ==, "春节");
  g_assert_true (calendar_is_workday (calendar, parse_day ("2026-02-28"))); /* a Saturday */
}

static void
test_calendar_next_workday (void)
{
  static const struct
  {
    const char *day;
    int         n;
    const char *result;
  } cases[] = {
    { "2026-09-30", 1, "2026-10-08" },
    { "2026-09-30", 3, "2026-10-10" }, /* a Saturday that is worked */
    { "2026-09-30", 4, "2026-10-12" },
    { "2026-10-01", 0, "2026-10-08" },
    { "2026-10-08", 0, "2026-10-08" },
    { "2026-10-08", -1, "2026-09-30" },
    { "2026-04-01", -3, "2026-03-27" },
    { "2026-03-28", -1, "2026-03-27" },
    { "2026-03-28", 1, "2026-03-30" },
  };
  g_autoptr (Calendar) calendar = calendar_new ();

  calendar_add_builtin (calendar);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = day_dup_text (calendar_next_workday (calendar, parse_day (cases[i].day), cases[i].n));

      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

/* The table in the program against the data set it was taken from, day by day. */
static void
test_calendar_builtin_as_published (void)
{
  const char      *root = g_getenv ("ZUOXI_REAL_DATA");
  g_autofree char *fallback = g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data", NULL);
  g_autoptr (Calendar) calendar = calendar_new ();

  calendar_add_builtin (calendar);
  for (int year = 2024; year <= 2026; year++)
    {
      g_autofree char *name = g_strdup_printf ("%d.json", year);
      g_autofree char *path = g_build_filename (root != NULL ? root : fallback, "holiday-cn", name, NULL);
      g_autofree char *text = NULL;
      gsize            length;
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
      JsonArray *days = NULL;
      Day        first, last;

      if (!g_file_get_contents (path, &text, &length, NULL))
        {
          g_test_skip ("the holiday data set is not here");
          return;
        }
      node = json_strict_parse (text, (gssize) length, JSON_DEPTH, &error);
      g_assert_no_error (error);
      g_assert_true (json_member_array (json_node_get_object (node), "days", &days, &error));
      for (guint i = 0; i < json_array_get_length (days); i++)
        {
          JsonObject *object = json_array_get_object_element (days, i);
          Day         day = parse_day (json_object_get_string_member (object, "date"));

          g_assert_cmpint (calendar_is_workday (calendar, day), ==,
                           !json_object_get_boolean_member (object, "isOffDay"));
          g_assert_cmpstr (calendar_day_name (calendar, day), ==, json_object_get_string_member (object, "name"));
          g_hash_table_add (seen, GINT_TO_POINTER (day));
        }
      g_assert_true (day_from_ymd (year, 1, 1, &first) && day_from_ymd (year, 12, 31, &last));
      for (Day day = first; day <= last; day++)
        g_assert_cmpint (calendar_day_name (calendar, day) != NULL, ==,
                         g_hash_table_contains (seen, GINT_TO_POINTER (day)));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/without-exceptions", test_calendar_without_exceptions);
  g_test_add_func ("/calendar/set", test_calendar_set_replaces);
  g_test_add_func ("/calendar/years", test_calendar_workdays_of_years);
  g_test_add_func ("/calendar/next-workday", test_calendar_next_workday);
  g_test_add_func ("/calendar/as-published", test_calendar_builtin_as_published);
  return g_test_run ();
}
