/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/due-dates.h"

#include "core/moment.h"

static void
assert_day (Day day, const char *expected)
{
  g_autofree char *text = day_dup_text (day);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_due_dates_of_r17 (void)
{
  static const struct
  {
    const char *month; /* the appraised one; the steps fall into the next */
    const char *self_opens, *self, *score, *interview, *review, *filing, *cut_off;
  } cases[] = {
    { "2026-06", "2026-06-26", "2026-06-30", "2026-07-06", "2026-07-08", "2026-07-10", "2026-07-10",
      "2026-07-01 12:00" },
    { "2026-09", "2026-09-28", "2026-09-30", "2026-10-09", "2026-10-10", "2026-10-10", "2026-10-10",
      "2026-10-08 12:00" },
    { "2025-09", "2025-09-28", "2025-09-30", "2025-10-09", "2025-10-10", "2025-10-10", "2025-10-10",
      "2025-10-09 12:00" },
    { "2026-03", "2026-03-27", "2026-03-31", "2026-04-03", "2026-04-08", "2026-04-10", "2026-04-10",
      "2026-04-01 12:00" },
    { "2025-01", "2025-01-24", "2025-01-31", "2025-02-06", "2025-02-08", "2025-02-10", "2025-02-10",
      "2025-02-05 12:00" },
    { "2025-12", "2025-12-29", "2025-12-31", "2026-01-06", "2026-01-08", "2026-01-09", "2026-01-09",
      "2026-01-04 12:00" },
  };
  g_autoptr (Calendar) calendar = calendar_new ();

  calendar_add_builtin (calendar);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Day      month = 0;
      DueDates dates;
      char     cut_off[MOMENT_LOCAL_SIZE];

      g_assert_true (month_parse (cases[i].month, &month));
      dates = due_dates_monthly (calendar, month + 11, MOMENT_OFFSET_S);
      assert_day (dates.self_opens, cases[i].self_opens);
      assert_day (dates.self, cases[i].self);
      assert_day (dates.score, cases[i].score);
      assert_day (dates.interview, cases[i].interview);
      assert_day (dates.review, cases[i].review);
      assert_day (dates.filing, cases[i].filing);
      moment_format_local (dates.cut_off, MOMENT_OFFSET_S, cut_off);
      g_assert_cmpstr (cut_off, ==, cases[i].cut_off);
    }
}

/* Whatever the calendar, the steps follow each other and none is due before facts are cut off. */
static void
test_due_dates_in_order (void)
{
  g_autoptr (Calendar) calendar = calendar_new ();
  Day month = 0;

  calendar_add_builtin (calendar);
  g_assert_true (month_parse ("2023-01", &month));
  for (int i = 0; i < 60; i++, month = month_add (month, 1))
    {
      DueDates dates = due_dates_monthly (calendar, month, MOMENT_OFFSET_S);

      g_assert_cmpint (dates.self_opens, <=, dates.self);
      g_assert_cmpint (dates.self_opens, >=, month);
      g_assert_cmpint (dates.self, <, moment_day (dates.cut_off, MOMENT_OFFSET_S));
      g_assert_cmpint (moment_day (dates.cut_off, MOMENT_OFFSET_S), <=, dates.score);
      g_assert_cmpint (dates.score, <=, dates.interview);
      g_assert_cmpint (dates.interview, <=, dates.review);
      g_assert_cmpint (dates.review, <=, dates.filing);
      g_assert_cmpint (dates.filing, <=, month_add (month, 1) + 9);
      g_assert_true (calendar_is_workday (calendar, dates.filing));
    }
}

static void
test_due_dates_without_any_workday (void)
{
  g_autoptr (Calendar) calendar = calendar_new ();
  DueDates dates;
  Day      month = 0;

  g_assert_true (month_parse ("2026-04", &month));
  for (Day day = month; day < month + 10; day++)
    calendar_set (calendar, day, FALSE, "closed");
  dates = due_dates_monthly (calendar, month - 1, MOMENT_OFFSET_S);
  assert_day (dates.score, "2026-04-13");
  assert_day (dates.filing, "2026-04-13");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/due-dates/r17", test_due_dates_of_r17);
  g_test_add_func ("/due-dates/in-order", test_due_dates_in_order);
  g_test_add_func ("/due-dates/no-workday", test_due_dates_without_any_workday);
  return g_test_run ();
}
