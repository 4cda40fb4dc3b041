/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fold (R18, R24–R28): every metric of the worked month, whatever the order of its rows. */
#include "appraisal/document-text.h"
#include "appraisal/evidence.h"
#include "appraisal/facts-load.h"
#include "appraisal/scheme-default.h"
#include "core/init.h"
#include "core/moment.h"

#include <string.h>

#include "company.h"
#include "worked-month.h"

typedef struct
{
  Company       company;
  Calendar     *calendar;
  MemoryLoader *loader;
  SchemeSet    *scheme;
  gint64        now;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  Day day;

  company_init (&fixture->company);
  fixture->calendar = calendar_new ();
  calendar_add_builtin (fixture->calendar);
  fixture->loader = memory_loader_new (fixture->company.directory, fixture->calendar);
  fixture->scheme = scheme_set_new_default (fixture->company.team1, POST_AGENT, ID_NONE, "2026-01");
  g_assert_true (day_from_ymd (2026, 4, 1, &day));
  fixture->now = moment_from_day_time (day, 12 * 3600, MOMENT_OFFSET_S);
  worked_month_add (fixture->loader, fixture->company.agent1, "2026-03");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  scheme_set_free (fixture->scheme);
  memory_loader_free (fixture->loader);
  calendar_free (fixture->calendar);
  company_clear (&fixture->company);
}

static Facts *
fold (Fixture *fixture, Id person, const char *month)
{
  g_autoptr (GError) error = NULL;
  Facts *facts = facts_load (&fixture->loader->loader, person, month, fixture->now, TRUE, &error);

  g_assert_no_error (error);
  return facts;
}

static void
assert_figure (Facts *facts, const SchemeSet *scheme, Metric metric, Ratio value, Ratio target, gint64 base)
{
  Figure *figure = facts_figure (facts, metric, scheme);

  g_assert_cmpint (figure->value.num, ==, value.num);
  g_assert_cmpint (figure->value.den, ==, value.den);
  g_assert_cmpint (figure->target.num, ==, target.num);
  g_assert_cmpint (figure->target.den, ==, target.den);
  g_assert_cmpint (figure->base_count, ==, base);
  g_assert_cmpuint (strlen (figure->evidence), ==, 64);
  schema_free (&figure_schema, figure);
}

static void
test_worked_month_gives_the_example (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Facts) facts = fold (fixture, fixture->company.agent1, "2026-03");
  FactsCounts counts;

  assert_figure (facts, fixture->scheme, METRIC_SALES, (Ratio){ 3000000, 1 }, (Ratio){ 4000000, 1 }, 0);
  assert_figure (facts, fixture->scheme, METRIC_CONVERSION, (Ratio){ 9, 320 }, (Ratio){ 3, 100 }, 320);
  assert_figure (facts, fixture->scheme, METRIC_SATISFACTION, (Ratio){ 86, 1 }, (Ratio){ 0, 0 }, 5);
  assert_figure (facts, fixture->scheme, METRIC_EXAM, (Ratio){ 90, 1 }, (Ratio){ 0, 0 }, 2);
  assert_figure (facts, fixture->scheme, METRIC_QA, (Ratio){ 74, 1 }, (Ratio){ 0, 0 }, 5);
  assert_figure (facts, fixture->scheme, METRIC_SUCCESS, (Ratio){ 9, 400 }, (Ratio){ 1, 40 }, 400);
  assert_figure (facts, fixture->scheme, METRIC_TICKET_ON_TIME, (Ratio){ 9, 10 }, (Ratio){ 0, 0 }, 10);
  assert_figure (facts, fixture->scheme, METRIC_TICKET_SATISFACTION, (Ratio){ 86, 1 }, (Ratio){ 0, 0 }, 5);
  assert_figure (facts, fixture->scheme, METRIC_ATTENDANCE, (Ratio){ 96, 1 }, (Ratio){ 0, 0 }, 22);
  assert_figure (facts, fixture->scheme, METRIC_RULES, (Ratio){ 90, 1 }, (Ratio){ 0, 0 }, 1);

  facts_counts (facts, &counts);
  g_assert_cmpint (counts.sales, ==, 3000000);
  g_assert_cmpint (counts.target, ==, 4000000);
  g_assert_cmpint (counts.orders, ==, 9);
  g_assert_cmpint (counts.effective, ==, 400);
  g_assert_cmpint (counts.late, ==, 2);
  g_assert_cmpint (counts.full_halves, ==, 44);
  g_assert_true (facts_is_assessable (facts));
}

static void
test_empty_month_is_not_applicable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Facts) facts = fold (fixture, fixture->company.agent2, "2026-03");

  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    {
      Figure *figure = facts_figure (facts, metric, fixture->scheme);

      if (metric == METRIC_RULES)
        g_assert_cmpint (figure->value.num, ==, 100);
      else if (metric == METRIC_SALES)
        g_assert_cmpint (figure->target.den, ==, 0);
      else
        g_assert_cmpint (figure->value.den, ==, 0);
      schema_free (&figure_schema, figure);
    }
}

typedef struct
{
  const Schema *schema;
  gpointer      row;
} Any;

static GArray *
all_rows (MemoryLoader *loader)
{
  GArray        *rows = g_array_new (FALSE, FALSE, sizeof (Any));
  GHashTableIter tables, iter;
  gpointer       schema, table, row;

  g_hash_table_iter_init (&tables, loader->tables);
  while (g_hash_table_iter_next (&tables, &schema, &table))
    {
      g_hash_table_iter_init (&iter, table);
      while (g_hash_table_iter_next (&iter, NULL, &row))
        {
          Any any = { schema, row };

          g_array_append_val (rows, any);
        }
    }
  return rows;
}

static char *
figures_text (Facts *facts, const SchemeSet *scheme)
{
  GString *text = g_string_new (NULL);

  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    {
      Figure          *figure = facts_figure (facts, metric, scheme);
      g_autofree char *body = schema_body (&figure_schema, figure);

      g_string_append (text, body);
      schema_free (&figure_schema, figure);
    }
  return g_string_free (text, FALSE);
}

/* Rows shuffled, and some of them twice. */
static void
test_shuffled_rows_give_the_same_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GArray) rows = all_rows (fixture->loader);
  g_autofree char *first = NULL;

  for (guint round = 0; round < 6; round++)
    {
      g_autoptr (Facts) facts = facts_new (fixture->company.agent1, "2026-03", fixture->now, TRUE);
      g_autofree char *text = NULL;

      facts_set_workdays (facts, 22, 0);
      for (guint i = rows->len - 1; round > 0 && i > 0; i--)
        {
          guint j = (guint) g_rand_int_range (random, 0, (gint32) i + 1);
          Any   swap = g_array_index (rows, Any, i);

          g_array_index (rows, Any, i) = g_array_index (rows, Any, j);
          g_array_index (rows, Any, j) = swap;
        }
      for (guint i = 0; i < rows->len; i++)
        for (guint times = 0; times < (i % 7 == round ? 2 : 1); times++)
          facts_add (facts, g_array_index (rows, Any, i).schema, g_array_index (rows, Any, i).row);
      text = figures_text (facts, fixture->scheme);
      if (first == NULL)
        first = g_steal_pointer (&text);
      else
        g_assert_cmpstr (text, ==, first);
    }
  g_assert_nonnull (strstr (first, "\"value\":[9,320]"));
}

static AttendanceDay *
find_attendance (Fixture *fixture, const char *day)
{
  AttendanceDay key = { .person = fixture->company.agent1, .day = (char *) day };

  return memory_loader_peek (fixture->loader, &attendance_day_schema, schema_natural_id (&attendance_day_schema, &key));
}

/* Protected leave lowers the target, other leave does not (R26); absence takes 25 for each half day (R25). */
static void
test_leave_lowers_the_target_only_if_protected (Fixture *fixture, gconstpointer data)
{
  static const char *const days[] = { "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10" };

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (Facts) facts = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (days); i++)
        {
          AttendanceDay *day = find_attendance (fixture, days[i]);

          day->leave = round == 0 ? LEAVE_KIND_PERSONAL : LEAVE_KIND_SICK;
          day->leave_halves = 2;
          day->protected = round == 1;
        }
      facts = fold (fixture, fixture->company.agent1, "2026-03");
      assert_figure (facts, fixture->scheme, METRIC_SALES, (Ratio){ 3000000, 1 },
                     round == 0 ? (Ratio){ 4000000, 1 } : (Ratio){ 34000000, 11 }, 0);
      assert_figure (facts, fixture->scheme, METRIC_ATTENDANCE, (Ratio){ 96, 1 }, (Ratio){ 0, 0 }, 22);
    }
}

static void
test_attendance_steps_are_inclusive (Fixture *fixture, gconstpointer data)
{
  /* clang-format off */
  static const struct { gint64 late, early, halves; gint64 points; } cases[] = {
    { 0, 0, 0, 100 }, { 5, 0, 0, 99 }, { 6, 0, 0, 97 }, { 15, 0, 0, 97 }, { 16, 0, 0, 95 }, { 30, 0, 0, 95 },
    { 31, 0, 0, 90 }, { 60, 0, 0, 90 }, { 61, 0, 0, 80 }, { 400, 0, 0, 80 }, { 0, 10, 0, 98 }, { 0, 11, 0, 95 },
    { 0, 30, 0, 95 }, { 0, 60, 0, 90 }, { 0, 61, 0, 80 }, { 0, 0, 1, 75 }, { 0, 0, 2, 50 }, { 61, 61, 2, 10 } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Facts) facts = facts_new (fixture->company.agent1, "2026-03", fixture->now, TRUE);
      AttendanceDay row = { .person = fixture->company.agent1,
                            .day = (char *) "2026-03-02",
                            .shift_start = (char *) "",
                            .shift_end = (char *) "",
                            .clock_in = (char *) "",
                            .clock_out = (char *) "",
                            .late_min = cases[i].late,
                            .early_min = cases[i].early,
                            .absent_halves = cases[i].halves };

      facts_add_attendance (facts, &row);
      assert_figure (facts, fixture->scheme, METRIC_ATTENDANCE, (Ratio){ cases[i].points, 1 }, (Ratio){ 0, 0 }, 1);
    }
}

/* A split order counts by its shares, for either side. */
static void
test_split_credit_counts_by_share (Fixture *fixture, gconstpointer data)
{
  Id ids[] = { fixture->company.agent1, fixture->company.agent2 };

  for (guint i = 0; i < 2; i++)
    {
      OrderCredit      *credit = schema_new (&order_credit_schema);
      GHashTableIter    iter;
      gpointer          row;
      const SalesOrder *big = NULL;

      g_hash_table_iter_init (&iter, g_hash_table_lookup (fixture->loader->tables, &sales_order_schema));
      while (g_hash_table_iter_next (&iter, NULL, &row))
        if (((SalesOrder *) row)->amount == 1000000)
          big = row;
      g_assert_nonnull (big);
      credit->sales_order = big->row.id;
      credit->person = ids[i];
      credit->share = i == 0 ? 7500 : 2500;
      g_free (credit->signed_on);
      credit->signed_on = g_strdup (big->signed_on);
      memory_loader_put (fixture->loader, &order_credit_schema, credit);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Facts) facts = fold (fixture, ids[i], "2026-03");

      assert_figure (facts, fixture->scheme, METRIC_SALES, (Ratio){ i == 0 ? 2750000 : 250000, 1 },
                     i == 0 ? (Ratio){ 4000000, 1 } : (Ratio){ 0, 0 }, 0);
    }
}

/* No exam in the month: the latest of 90 days; none: not applicable, so the supervisor rates. */
static void
test_exam_looks_back_ninety_days (Fixture *fixture, gconstpointer data)
{
  /* clang-format off */
  static const struct { const char *on[2]; gint64 score[2]; gint64 value; } cases[] = {
    { { "2026-03-31", "2026-03-01" }, { 7000, 9000 }, 80 },
    { { "2026-03-31", "2026-02-01" }, { 7000, 9000 }, 70 },
    { { "2026-02-20", "2026-02-01" }, { 7000, 9000 }, 70 },
    { { "2025-12-31", "2025-12-30" }, { 7000, 9000 }, 70 },
    { { "2025-12-30", "2025-12-01" }, { 7000, 9000 }, 0 } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Facts) facts = facts_new (fixture->company.agent1, "2026-03", fixture->now, TRUE);
      Figure *figure;

      for (guint j = 0; j < 2; j++)
        {
          ExamResult row = { .person = fixture->company.agent1,
                             .course = (char *) "",
                             .taken_on = (char *) cases[i].on[j],
                             .score = cases[i].score[j],
                             .attempt = 1 };

          row.row.id = id_derive ("exam", (const char *const[]){ cases[i].on[j], NULL });
          facts_add_exam (facts, &row);
        }
      figure = facts_figure (facts, METRIC_EXAM, fixture->scheme);
      g_assert_cmpint (figure->value.den, ==, cases[i].value > 0 ? 1 : 0);
      g_assert_cmpint (figure->value.num, ==, cases[i].value);
      schema_free (&figure_schema, figure);
    }
}

/* Hired on the 16th of March 2026: 12 of 22 workdays; on the 17th: 11 = half; on the 18th: less (G17). */
static void
test_part_month_is_judged_by_half (Fixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (Facts) facts = facts_new (fixture->company.agent1, "2026-03", fixture->now, FALSE);
      Target      target = { .person = fixture->company.agent1,
                             .month = (char *) "2026-03",
                             .sales = { 4000000, TRUE },
                             .state = TARGET_STATE_EFFECTIVE };
      FactsCounts counts;

      facts_set_workdays (facts, 12 - i, 10 + i);
      facts_add_target (facts, &target);
      facts_counts (facts, &counts);
      g_assert_cmpint (counts.target, ==, 4000000 * (12 - i) / 22);
      g_assert_cmpint (facts_is_assessable (facts), ==, i < 2);
    }
}

static void
test_changed_row_names_its_day (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Facts) before = fold (fixture, fixture->company.agent1, "2026-03");
  g_autoptr (Facts) after = NULL;
  Figure          *one = facts_figure (before, METRIC_ATTENDANCE, fixture->scheme), *other;
  g_autofree char *same = evidence_changed_days (one->days, one->days, NULL);
  g_autofree char *days = NULL;

  find_attendance (fixture, "2026-03-12")->early_min = 3;
  after = fold (fixture, fixture->company.agent1, "2026-03");
  other = facts_figure (after, METRIC_ATTENDANCE, fixture->scheme);
  days = evidence_changed_days (one->days, other->days, NULL);
  g_assert_cmpstr (same, ==, "");
  g_assert_cmpstr (days, ==, "[\"2026-03-12\"]");
  g_assert_cmpstr (one->evidence, !=, other->evidence);
  schema_free (&figure_schema, one);
  schema_free (&figure_schema, other);
}

/* What opens behind a figure adds up to it, by day, and holds nothing else. */
static void
test_counted_rows_add_up_to_the_figure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Facts) facts = fold (fixture, fixture->company.agent1, "2026-03");

  for (Metric metric = METRIC_SALES; metric <= METRIC_TICKET_SATISFACTION; metric++)
    {
      g_autoptr (GArray) rows = facts_counted (facts, metric, fixture->scheme);
      Figure *figure = facts_figure (facts, metric, fixture->scheme);
      gint64  num = 0, den = 0;

      g_assert_cmpuint (rows->len, >=, figure->count);
      for (guint i = 0; i < rows->len; i++)
        {
          const CountedRow *row = &g_array_index (rows, CountedRow, i);

          num += row->num;
          den += row->den;
          g_assert_true (i == 0 || row[-1].day <= row->day);
        }
      if (metric == METRIC_SALES)
        den = 1;
      g_assert_cmpint (num * figure->value.den, ==, den * figure->value.num);
      schema_free (&figure_schema, figure);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

/* An order that was cancelled or came back without a day is in no sum, but it is told of and stands among the rows. */
static void
test_undated_return_is_told_of (Fixture *fixture, gconstpointer data)
{
  Id     person = fixture->company.agent1;
  gint64 before;
  g_autoptr (Facts) sound = fold (fixture, person, "2026-03");
  Figure *figure = facts_figure (sound, METRIC_SALES, fixture->scheme);

  before = figure->value.num;
  g_assert_cmpint (figure_undated (figure), ==, 0);
  g_assert_null (strstr (figure->detail, FIGURE_UNDATED));
  schema_free (&figure_schema, figure);
  for (guint i = 0; i < 3; i++)
    {
      SalesOrder *order = schema_new (&sales_order_schema);

      order->row.id = id_derive ("undated", (const char *const[]){ i == 0 ? "a" : i == 1 ? "b"
                                                                                         : "c",
                                                                   NULL });
      order->agent = person;
      order->amount = 500000;
      order->state = i == 0 ? ORDER_STATE_CANCELLED : ORDER_STATE_RETURNED;
      g_free (order->signed_on);
      order->signed_on = g_strdup (i == 2 ? "2026-02-10" : "2026-03-10"); /* one of another month */
      memory_loader_put (fixture->loader, &sales_order_schema, order);
    }
  for (Metric metric = METRIC_SALES; metric <= METRIC_SUCCESS; metric++)
    {
      g_autoptr (Facts) facts = fold (fixture, person, "2026-03");
      g_autoptr (GArray) rows = NULL;
      guint shown = 0;

      if (metric != METRIC_SALES && metric != METRIC_SUCCESS)
        continue;
      figure = facts_figure (facts, metric, fixture->scheme);
      g_assert_cmpint (figure_undated (figure), ==, 2);
      if (metric == METRIC_SALES)
        g_assert_cmpint (figure->value.num, ==, before);
      rows = facts_counted (facts, metric, fixture->scheme);
      for (guint i = 0; i < rows->len; i++)
        shown += id_equal (g_array_index (rows, CountedRow, i).id,
                           id_derive ("undated", (const char *const[]){ "a", NULL }));
      g_assert_cmpuint (shown, ==, 1);
      if (metric == METRIC_SALES)
        {
          SchemeItem       item = { .rule = ITEM_RULE_CAPPED };
          ScoreItem        entry = { .item = &item, .figure = figure };
          g_autofree char *text = item_actual_text (&entry);

          g_assert_true (g_str_has_suffix (text, "（2单取消或退货未写日期，未计入）"));
        }
      schema_free (&figure_schema, figure);
    }
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/facts/worked-month", test_worked_month_gives_the_example);
  ADD ("/facts/empty-month", test_empty_month_is_not_applicable);
  ADD ("/facts/shuffled", test_shuffled_rows_give_the_same_bytes);
  ADD ("/facts/leave", test_leave_lowers_the_target_only_if_protected);
  ADD ("/facts/attendance-steps", test_attendance_steps_are_inclusive);
  ADD ("/facts/split-credit", test_split_credit_counts_by_share);
  ADD ("/facts/exam", test_exam_looks_back_ninety_days);
  ADD ("/facts/part-month", test_part_month_is_judged_by_half);
  ADD ("/facts/counted-rows-add-up", test_counted_rows_add_up_to_the_figure);
  ADD ("/facts/undated-return", test_undated_return_is_told_of);
  ADD ("/facts/changed-since", test_changed_row_names_its_day);
  return g_test_run ();
}
