/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as people write and read them, in a C locale. */
#include "config.h"

#include "app/format.h"

#include "core/moment.h"

/* clang-format off */
static const struct { gint64 fen; const char *text; } amounts[] = {
  { 0, "¥0" }, { 50, "¥0.50" }, { 3126000, "¥31,260" }, { 100, "¥1" }, { -100000, "-¥1,000" },
  { 123456789, "¥1,234,567.89" }, { G_MININT64, "-¥92,233,720,368,547,758.08" } };

static const struct { Ratio ratio; const char *text; } ratios[] = {
  { { 9, 295 }, "3.05%" }, { { 9, 320 }, "2.81%" }, { { 1, 3 }, "33.33%" }, { { 2, 3 }, "66.67%" }, { { 1, 0 }, "–" },
  { { 1, 8 }, "12.50%" }, { { 3126000, 3300000 }, "94.73%" } };

static const struct { const char *typed; gboolean good; gboolean set; gint64 value; } scores[] = {
  { "", TRUE, FALSE, 0 }, { "95", TRUE, TRUE, 9500 }, { "94.73", TRUE, TRUE, 9473 }, { "100", TRUE, TRUE, 10000 },
  { "0", TRUE, TRUE, 0 }, { ".5", TRUE, TRUE, 50 }, { "９５。５", TRUE, TRUE, 9550 }, { " 88 ", TRUE, TRUE, 8800 },
  { "101", FALSE }, { "-1", FALSE }, { "100.01", FALSE }, { "9.999", FALSE }, { "9.5.1", FALSE }, { "x", FALSE },
  { "-", FALSE }, { "99999999999999999999", FALSE } };

static const struct { const char *typed; const char *day; } days[] = {
  { "2026-11-03", "2026-11-03" }, { "2026/11/3", "2026-11-03" }, { "11-3", "2026-11-03" }, { "3", "2026-10-03" },
  { "２０２６－１１－０３", "2026-11-03" }, { "", "" }, { "2026-02-30", NULL }, { "tomorrow", NULL }, { "32", NULL },
  { "1-2-3-4", NULL } };

static const struct { const char *number; const char *text; } phones[] = {
  { "13812345678", "138****5678" }, { "075512345678", "0755****5678" }, { "10086", "10086" },
  { "电话一二三四五六七八", "电话****五六七八" } };
/* clang-format on */

static void
test_amounts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      g_autofree char *text = format_fen (amounts[i].fen);

      g_assert_cmpstr (text, ==, amounts[i].text);
    }
}

static void
test_ratios_round_half_up (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ratios); i++)
    {
      g_autofree char *text = format_percent (ratios[i].ratio);

      g_assert_cmpstr (text, ==, ratios[i].text);
    }
}

static void
test_scores_stay_between_0_and_100 (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    {
      OptInt      value = { 77, TRUE };
      const char *problem = NULL;

      g_test_message ("'%s'", scores[i].typed);
      g_assert_cmpint (parse_score (scores[i].typed, &value, &problem), ==, scores[i].good);
      g_assert_true ((problem == NULL) == scores[i].good);
      g_assert_cmpint (value.set, ==, scores[i].good ? scores[i].set : TRUE);
      g_assert_cmpint (value.v, ==, scores[i].good ? scores[i].value : 77);
    }
}

static void
test_days_are_completed_from_today (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *day = g_strdup ("before");
      const char      *problem = NULL;

      g_test_message ("'%s'", days[i].typed);
      g_assert_cmpint (parse_day (days[i].typed, "2026-10-31", &day, &problem), ==, days[i].day != NULL);
      g_assert_cmpstr (day, ==, days[i].day != NULL ? days[i].day : "before");
    }
}

static void
test_moments_say_as_little_as_they_can (void)
{
  const gint64     noon = moment_from_day_time (20000, 12 * 3600, MOMENT_OFFSET_S); /* 2024-10-04 */
  g_autofree char *today = format_moment (noon, noon + MOMENT_SECOND);
  g_autofree char *this_year = format_moment (noon, noon + 3 * MOMENT_DAY);
  g_autofree char *before = format_moment (noon, noon + 100 * MOMENT_DAY);
  g_autofree char *day = format_day ("2024-10-04", "2024-12-01");

  g_assert_cmpstr (today, ==, "12:00");
  g_assert_cmpstr (this_year, ==, "10-04 12:00");
  g_assert_cmpstr (before, ==, "2024-10-04 12:00");
  g_assert_cmpstr (day, ==, "10-04 Fri");
}

static void
test_phones_are_masked (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++)
    {
      g_autofree char *text = format_phone (phones[i].number);

      g_assert_cmpstr (text, ==, phones[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/amounts", test_amounts);
  g_test_add_func ("/format/ratios-round-half-up", test_ratios_round_half_up);
  g_test_add_func ("/format/scores-stay-between-0-and-100", test_scores_stay_between_0_and_100);
  g_test_add_func ("/format/days-are-completed-from-today", test_days_are_completed_from_today);
  g_test_add_func ("/format/moments-say-as-little-as-they-can", test_moments_say_as_little_as_they_can);
  g_test_add_func ("/format/phones-are-masked", test_phones_are_masked);
  return g_test_run ();
}
