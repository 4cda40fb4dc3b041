/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/day.h"
#include "core/moment.h"

/* Every day of every year against GDate. */
static void
test_day_all_days_as_gdate (void)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, 1, 1);
  for (Day day = DAY_MIN; day <= DAY_MAX; day++)
    {
      int year, month, day_of_month;
      Day back = 0;

      day_to_ymd (day, &year, &month, &day_of_month);
      g_assert_cmpint (year, ==, g_date_get_year (&date));
      g_assert_cmpint (month, ==, (int) g_date_get_month (&date));
      g_assert_cmpint (day_of_month, ==, g_date_get_day (&date));
      g_assert_cmpint (day_weekday (day), ==, (int) g_date_get_weekday (&date));
      g_assert_true (day_from_ymd (year, month, day_of_month, &back));
      g_assert_cmpint (back, ==, day);
      if (day < DAY_MAX)
        g_date_add_days (&date, 1);
    }
}

static void
test_day_text (void)
{
  static const struct
  {
    const char *text;
    gboolean    good;
    Day         day;
  } cases[] = {
    { "1970-01-01", TRUE, 0 },
    { "1969-12-31", TRUE, -1 },
    { "2026-03-31", TRUE, 20543 },
    { "2024-02-29", TRUE, 19782 },
    { "0001-01-01", TRUE, DAY_MIN },
    { "9999-12-31", TRUE, DAY_MAX },
    { "2000-02-29", TRUE, 11016 },
    { "2026-02-29", FALSE, 0 },
    { "1900-02-29", FALSE, 0 },
    { "2026-04-31", FALSE, 0 },
    { "2026-13-01", FALSE, 0 },
    { "2026-00-01", FALSE, 0 },
    { "2026-01-00", FALSE, 0 },
    { "0000-01-01", FALSE, 0 },
    { "2026-1-01", FALSE, 0 },
    { "2026/01/01", FALSE, 0 },
    { "2026-01-01 ", FALSE, 0 },
    { " 2026-01-1", FALSE, 0 },
    { "+026-01-01", FALSE, 0 },
    { "2026-01-0x", FALSE, 0 },
    { "", FALSE, 0 },
    { NULL, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Day  day = 4711;
      char text[DAY_TEXT_SIZE];

      g_assert_cmpint (day_parse (cases[i].text, &day), ==, cases[i].good);
      g_assert_cmpint (day, ==, cases[i].good ? cases[i].day : 4711);
      if (!cases[i].good)
        continue;
      day_format (day, text);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_month (void)
{
  static const struct
  {
    const char *day;
    int         add;
    const char *first;
    const char *last;
    const char *sum;
  } cases[] = {
    { "2026-03-31", 1, "2026-03-01", "2026-03-31", "2026-04-01" },
    { "2026-12-05", 1, "2026-12-01", "2026-12-31", "2027-01-01" },
    { "2026-01-01", -1, "2026-01-01", "2026-01-31", "2025-12-01" },
    { "2024-02-29", 12, "2024-02-01", "2024-02-29", "2025-02-01" },
    { "2023-02-28", -14, "2023-02-01", "2023-02-28", "2021-12-01" },
    { "2026-06-15", 0, "2026-06-01", "2026-06-30", "2026-06-01" },
    { "9999-12-31", 5, "9999-12-01", "9999-12-31", "9999-12-01" },
    { "0001-01-31", -5, "0001-01-01", "0001-01-31", "0001-01-01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Day              day = 0, parsed = 0;
      g_autofree char *first = NULL, *last = NULL, *sum = NULL, *month = NULL;

      g_assert_true (day_parse (cases[i].day, &day));
      first = day_dup_text (month_first (day));
      last = day_dup_text (month_last (day));
      sum = day_dup_text (month_add (day, cases[i].add));
      month = month_dup_text (day);
      g_assert_cmpstr (first, ==, cases[i].first);
      g_assert_cmpstr (last, ==, cases[i].last);
      g_assert_cmpstr (sum, ==, cases[i].sum);
      g_assert_true (g_str_has_prefix (cases[i].day, month));
      g_assert_true (month_parse (month, &parsed));
      g_assert_cmpint (parsed, ==, month_first (day));
    }
}

static void
test_month_parse_refuses (void)
{
  static const char *const cases[] = { "2026-00", "2026-13", "2026-1", "202601", "2026-01-01", "2026-ab", "", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Day day = 4711;

      g_assert_false (month_parse (cases[i], &day));
      g_assert_cmpint (day, ==, 4711);
    }
}

static void
test_moment_midnight_in_shanghai (void)
{
  static const struct
  {
    gint64      us;
    gint32      offset;
    const char *iso;
    const char *local;
  } cases[] = {
    { 0, MOMENT_OFFSET_S, "1970-01-01T00:00:00Z", "1970-01-01 08:00" },
    { -1, 0, "1969-12-31T23:59:59Z", "1969-12-31 23:59" },
    { 999999, 0, "1970-01-01T00:00:00Z", "1970-01-01 00:00" },
    /* 2026-03-31 23:59:59.999999 in Shanghai, and the µs after */
    { G_GINT64_CONSTANT (1774972799999999), MOMENT_OFFSET_S, "2026-03-31T15:59:59Z", "2026-03-31 23:59" },
    { G_GINT64_CONSTANT (1774972800000000), MOMENT_OFFSET_S, "2026-03-31T16:00:00Z", "2026-04-01 00:00" },
    { G_GINT64_CONSTANT (1774972800000000), -3600, "2026-03-31T16:00:00Z", "2026-03-31 15:00" },
    { -G_GINT64_CONSTANT (62135596800000000), 0, "0001-01-01T00:00:00Z", "0001-01-01 00:00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char   iso[MOMENT_ISO_SIZE], local[MOMENT_LOCAL_SIZE];
      gint64 back = 0;
      gint64 whole_second = moment_from_day_time (moment_day (cases[i].us, cases[i].offset),
                                                  moment_second_of_day (cases[i].us, cases[i].offset), cases[i].offset);

      moment_format_iso (cases[i].us, iso);
      moment_format_local (cases[i].us, cases[i].offset, local);
      g_assert_cmpstr (iso, ==, cases[i].iso);
      g_assert_cmpstr (local, ==, cases[i].local);
      g_assert_cmpint (cases[i].us - whole_second, >=, 0);
      g_assert_cmpint (cases[i].us - whole_second, <, MOMENT_SECOND);
      g_assert_true (moment_parse_iso (iso, &back));
      g_assert_cmpint (back, ==, whole_second);
      g_assert_true (moment_parse_local (local, cases[i].offset, &back));
      g_assert_cmpint (whole_second - back, <, 60 * MOMENT_SECOND);
    }
}

static void
test_moment_extremes_do_not_trap (void)
{
  static const gint64 values[] = { G_MININT64, G_MAXINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      char iso[MOMENT_ISO_SIZE], local[MOMENT_LOCAL_SIZE];

      moment_format_iso (values[i], iso);
      moment_format_local (values[i], MOMENT_OFFSET_S, local);
      g_assert_true (g_str_has_prefix (iso, values[i] < 0 ? "0001-01-01T" : "9999-12-31T"));
      g_assert_true (g_str_has_prefix (local, values[i] < 0 ? "0001-01-01 " : "9999-12-31 "));
    }
}

static void
test_moment_parse (void)
{
  static const struct
  {
    const char *text;
    gboolean    good;
    gint64      seconds;
  } cases[] = {
    { "1970-01-01 08:00", TRUE, 0 },
    { "1970-01-01 08:00:01", TRUE, 1 },
    { "1970-01-01 23:59:59", TRUE, 57599 },
    { "1970-01-01 24:00", FALSE, 0 },
    { "1970-01-01 08:60", FALSE, 0 },
    { "1970-01-01 08:00:60", FALSE, 0 },
    { "1970-01-01 8:00", FALSE, 0 },
    { "1970-01-01T08:00", FALSE, 0 },
    { "1970-01-01 08-00", FALSE, 0 },
    { "1970-01-01 08:00:0", FALSE, 0 },
    { "1970-01-01 08:00:00.5", FALSE, 0 },
    { "1970-01-01", FALSE, 0 },
    { "1970-02-30 08:00", FALSE, 0 },
    { "", FALSE, 0 },
    { NULL, FALSE, 0 },
  };
  gint64 iso = 3;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 us = 3;

      g_assert_cmpint (moment_parse_local (cases[i].text, MOMENT_OFFSET_S, &us), ==, cases[i].good);
      g_assert_cmpint (us, ==, cases[i].good ? cases[i].seconds * MOMENT_SECOND : 3);
    }
  g_assert_false (moment_parse_iso ("1970-01-01T08:00:00", &iso));
  g_assert_false (moment_parse_iso ("1970-01-01 08:00:00Z", &iso));
  g_assert_cmpint (iso, ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/day/all-days", test_day_all_days_as_gdate);
  g_test_add_func ("/day/text", test_day_text);
  g_test_add_func ("/month/arithmetic", test_month);
  g_test_add_func ("/month/parse-refuses", test_month_parse_refuses);
  g_test_add_func ("/moment/shanghai", test_moment_midnight_in_shanghai);
  g_test_add_func ("/moment/extremes", test_moment_extremes_do_not_trap);
  g_test_add_func ("/moment/parse", test_moment_parse);
  return g_test_run ();
}
