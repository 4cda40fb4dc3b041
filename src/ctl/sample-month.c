/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A month of work of the whole department. */
#include <math.h>

#include "calls/call.h"
#include "core/id.h"
#include "ctl/sample.h"
#include "discipline/violation.h"
#include "quality/qa-score.h"
#include "sales/target.h"
#include "service/rating.h"
#include "time/attendance-day.h"
#include "training/exam-result.h"

#define DIALS_PER_DAY 120
#define EFFECTIVE_PER_MONTH 320
#define CONNECTED_SHARE .42
#define EFFECTIVE_SHARE (CONNECTED_SHARE * .45)
#define ORDER_MEAN_YUAN 3200.0

/* clang-format off */
static const double season[12] = { .92, .80, 1.08, 1.02, .98, 1.06, .97, .96, 1.05, .90, 1.12, 1.10 };
static const double target_season[12] = { .92, .82, 1.05, 1, 1, 1.05, 1, .98, 1.03, .92, 1.10, 1.13 };

/* Dials that end without an effective talk (domain §6). */
static const struct { CallResult result; double weight; } idle_results[] = {
  { CALL_RESULT_NO_ANSWER, 27 }, { CALL_RESULT_REJECTED, 13 }, { CALL_RESULT_BUSY, 5 }, { CALL_RESULT_POWERED_OFF, 4 },
  { CALL_RESULT_INVALID_NUMBER, 4 }, { CALL_RESULT_SUSPENDED, 2.5 }, { CALL_RESULT_UNREACHABLE, 2.5 },
  { CALL_RESULT_HUNG_UP, 42 * .20 }, { CALL_RESULT_DECLINED, 42 * .22 }, { CALL_RESULT_OPT_OUT, 42 * .01 }, { CALL_RESULT_LATER, 42 * .12 } };
/* clang-format on */

static gboolean
on_leave (Sample *self, const SamplePerson *person, Day day)
{
  Day month = month_first (self->params.until);

  if (person->plant == SAMPLE_MATERNITY)
    return day >= month_add (month, -2);
  if (person->plant == SAMPLE_SICK_14_DAYS)
    return day >= month + 2 && day < month + 2 + 14;
  return FALSE;
}

/* Whether the person is scheduled, employed and present on @day. */
gboolean
sample_works_on (Sample *self, const SamplePerson *person, Day day)
{
  return day >= person->first && day <= person->last && calendar_is_workday (self->calendar, day) &&
         !on_leave (self, person, day);
}

static void
set_clock (char **slot, int minutes)
{
  g_free (*slot);
  *slot = g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);
}

/* Late and early minutes of one shift; the worked example has two fixed late days: −1 and −3 points. */
static void
draw_lateness (Sample *self, const SamplePerson *person, Day day, AttendanceDay *row)
{
  double late_p = person->skill < -1 ? .032 : .012;

  if (person->plant == SAMPLE_WORKED_EXAMPLE && month_first (day) == month_first (self->params.until))
    {
      int year, month, of_month;

      day_to_ymd (day, &year, &month, &of_month);
      row->late_min = of_month == 5 ? 4 : of_month == 18 ? 12
                                                         : 0;
      return;
    }
  if (g_rand_double (self->random) < late_p)
    row->late_min = 1 + (gint64) (-9 * log (1 - g_rand_double (self->random)));
  row->late_min = MIN (row->late_min, 180);
  if (g_rand_double (self->random) < .003)
    row->early_min = sample_int (self, 1, 40);
}

static void
write_attendance_day (Sample *self, const SamplePerson *person, Day day)
{
  AttendanceDay *row = schema_new (&attendance_day_schema);

  row->person = person->id;
  g_free (row->day);
  row->day = day_dup_text (day);
  row->rest = !calendar_is_workday (self->calendar, day);
  row->locked = TRUE;
  if (!row->rest)
    {
      set_clock (&row->shift_start, 9 * 60);
      set_clock (&row->shift_end, 18 * 60);
      if (on_leave (self, person, day))
        {
          row->leave = person->plant == SAMPLE_MATERNITY ? LEAVE_KIND_MATERNITY : LEAVE_KIND_SICK;
          row->leave_halves = 2;
          row->protected = TRUE;
        }
      else
        {
          draw_lateness (self, person, day, row);
          set_clock (&row->clock_in, 9 * 60 + (int) row->late_min);
          set_clock (&row->clock_out, 18 * 60 - (int) row->early_min);
        }
    }
  sample_emit (self, &attendance_day_schema, row);
}

static gint64
monthly_target (const SamplePerson *person, int month)
{
  static const gint64 base[SAMPLE_TEAMS] = { 33000, 33000, 33000, 33000, 40000, 8000 };

  if (person->plant == SAMPLE_WORKED_EXAMPLE)
    return 4000000;
  return (gint64) round ((double) base[person->team] * target_season[month - 1] / 100) * 10000;
}

static void
write_target (Sample *self, const SamplePerson *person, Day first)
{
  Target *row = schema_new (&target_schema);
  int     year, month, day;

  day_to_ymd (first, &year, &month, &day);
  row->person = person->id;
  g_free (row->month);
  row->month = month_dup_text (first);
  row->sales = (OptInt){ monthly_target (person, month), TRUE };
  row->conversion = person->plant == SAMPLE_WORKED_EXAMPLE ? (Ratio){ 3, 100 } : (Ratio){ 32, 1000 };
  row->state = TARGET_STATE_EFFECTIVE;
  row->source = TARGET_SOURCE_PLAN;
  sample_emit (self, &target_schema, row);
}

static void
write_qa_score (Sample *self, const SamplePerson *person, Id call, Day day, int score)
{
  QaScore *row = schema_new (&qa_score_schema);

  row->agent = person->id;
  row->call = call;
  row->score = CLAMP (score, 40, 100) * 100;
  row->state = QA_STATE_PUBLISHED;
  g_free (row->scored_on);
  row->scored_on = day_dup_text (day);
  sample_emit (self, &qa_score_schema, row);
}

static void
write_exam (Sample *self, const SamplePerson *person, Day day, int score)
{
  ExamResult *row = schema_new (&exam_result_schema);

  row->person = person->id;
  row->score = CLAMP (score, 40, 100) * 100;
  sample_set (&row->course, "云进销存产品知识");
  g_free (row->taken_on);
  row->taken_on = day_dup_text (day);
  sample_emit (self, &exam_result_schema, row);
}

static void
write_violation (Sample *self, const SamplePerson *person, Day day, Severity severity, const char *fact)
{
  Violation *row = schema_new (&violation_schema);

  row->person = person->id;
  row->severity = severity;
  row->state = VIOLATION_STATE_CONFIRMED;
  sample_set (&row->clause, "6.1.2");
  sample_set (&row->fact, fact);
  g_free (row->happened_on);
  row->happened_on = day_dup_text (day);
  sample_emit (self, &violation_schema, row);
}

/* Days of the month on which the person works. */
static GArray *
work_days (Sample *self, const SamplePerson *person, Day first)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (Day));
  Day     last = MIN (month_last (first), self->params.until);

  for (Day day = first; day <= last; day++)
    if (sample_works_on (self, person, day))
      g_array_append_val (days, day);
  return days;
}

static Day
any_day (Sample *self, GArray *days)
{
  return g_array_index (days, Day, sample_int (self, 0, (int) days->len - 1));
}

/* The month appraised has its full number of effective calls, so that conversion means something at any scale. */
static int
effective_count (Sample *self, const SamplePerson *person, Day first, guint days)
{
  double scale = first == month_first (self->params.until) ? MAX (1, self->params.scale) : self->params.scale;
  double mean = EFFECTIVE_PER_MONTH * (person->team == 5 ? .375 : 1) * scale * days / 22;

  return (int) round (mean * exp (.08 * sample_normal (self)));
}

static int
idle_count (Sample *self, const SamplePerson *person, guint days)
{
  double mean = DIALS_PER_DAY * (person->team == 5 ? .375 : 1) * self->params.scale * days * (1 - EFFECTIVE_SHARE);

  return (int) round (mean * exp (.1 * sample_normal (self)));
}

static void
write_idle_calls (Sample *self, const SamplePerson *person, GArray *days)
{
  double weights[G_N_ELEMENTS (idle_results)];
  int    count = idle_count (self, person, days->len);

  for (guint i = 0; i < G_N_ELEMENTS (idle_results); i++)
    weights[i] = idle_results[i].weight;
  for (int i = 0; i < count; i++)
    sample_call (self, person, ID_NONE, any_day (self, days),
                 (int) idle_results[sample_pick (self, weights, G_N_ELEMENTS (idle_results))].result);
}

static void
write_contact_rating (Sample *self, const SamplePerson *person, Id customer, Id contact, RatingAbout about, Day day)
{
  static const double values[] = { 2, 4, 12, 30, 52 }; /* 1 … 5 */
  int                 value = sample_pick (self, values, G_N_ELEMENTS (values)) + 1;

  if (person->skill < -1)
    value = MAX (1, value - 1);
  sample_rating (self, person, customer, contact, (int) about, day, g_rand_double (self->random) < .24 ? value : 0);
}

/* Effective calls with new prospects; some of them sign at once. Amounts aim at the attainment the skill implies. */
static void
write_prospects (Sample *self, const SamplePerson *person, GArray *days, Day first)
{
  int    year, month, day;
  int    count = effective_count (self, person, first, days->len);
  double conversion = (person->team == 4 ? .045 : .030) * exp (.18 * person->skill + .08 * sample_normal (self));
  double attainment, orders = count * conversion, mean;

  day_to_ymd (first, &year, &month, &day);
  attainment =
      .93 * season[month - 1] / target_season[month - 1] * exp (.20 * person->skill + .16 * sample_normal (self));
  mean = orders < 1 ? ORDER_MEAN_YUAN
                    : (double) monthly_target (person, month) / 100 * attainment * days->len / 22 / orders;
  for (int i = 0; i < count; i++)
    {
      Day      on = any_day (self, days);
      gboolean sold = g_rand_double (self->random) < conversion;
      Id       customer = sample_customer (self, person, on, sold);
      Id       call = sample_call (self, person, customer, on, (int) (sold ? CALL_RESULT_SOLD : CALL_RESULT_EFFECTIVE));

      if (sold)
        {
          sample_order (self, person, customer, on,
                        (gint64) round (mean * exp (.3 * sample_normal (self) - .045)) * 100);
          write_contact_rating (self, person, customer, call, RATING_ABOUT_CALL, on);
        }
      else if (i % 4 == 0)
        write_contact_rating (self, person, customer, call, RATING_ABOUT_CALL, on);
      if (i % 64 == 0)
        write_qa_score (self, person, call, on, (int) round (84 + 3 * person->skill + 7 * sample_normal (self)));
    }
}

static void
write_tickets (Sample *self, const SamplePerson *person, GArray *days)
{
  int count = person->team == 5 ? 25 : 8;

  for (int i = 0; i < count; i++)
    {
      Day day = any_day (self, days);
      Id  customer = sample_customer (self, person, day, FALSE);
      Id  ticket = sample_ticket (self, person, customer, day, g_rand_double (self->random) < .9);

      write_contact_rating (self, person, customer, ticket, RATING_ABOUT_TICKET, day);
    }
}

static void
write_agent_month (Sample *self, const SamplePerson *person, Day first)
{
  g_autoptr (GArray) days = work_days (self, person, first);
  Day last = MIN (month_last (first), self->params.until);

  write_target (self, person, first);
  for (Day day = MAX (first, person->first); day <= MIN (last, person->last); day++)
    write_attendance_day (self, person, day);
  if (days->len == 0)
    return;
  if (person->plant == SAMPLE_WORKED_EXAMPLE && first == month_first (self->params.until))
    {
      sample_write_worked_example (self, person, first);
      return;
    }
  write_idle_calls (self, person, days);
  write_prospects (self, person, days, first);
  write_tickets (self, person, days);
  write_exam (self, person, any_day (self, days), (int) round (85 + 3 * person->skill + 6 * sample_normal (self)));
  if (g_rand_double (self->random) < .06)
    write_violation (self, person, any_day (self, days), SEVERITY_MINOR, "未在 30 分钟内补全通话记录");
}

static gboolean
employed_in (const SamplePerson *person, Day first)
{
  return person->post == POST_AGENT && person->first <= month_last (first) && person->last >= first;
}

/**
 * sample_write_month:
 * @first: first day of the month
 *
 * Writes the month of every agent in service, in the order of their numbers.
 */
void
sample_write_month (Sample *self, Day first)
{
  for (guint i = 0; i < self->people->len; i++)
    {
      const SamplePerson *person = g_ptr_array_index (self->people, i);

      if (employed_in (person, first))
        write_agent_month (self, person, first);
    }
}

/* 20 ratings of mean 86: half about calls, half about tickets, each half 4 × 5, 5 × 4, 1 × 3. */
static int
example_rating (int i)
{
  return i < 4 ? 5 : i < 9 ? 4
                           : 3;
}

static void
write_example_calls (Sample *self, const SamplePerson *person, GArray *days)
{
  static const gint64 yuan[9] = { 4980, 3600, 2980, 3200, 2400, 4800, 2980, 1980, 3080 }; /* 30,000 */
  static const int    qa[5] = { 82, 84, 86, 80, 88 };                                     /* mean 84 */

  for (int i = 0; i < 320; i++)
    {
      Day      day = g_array_index (days, Day, (guint) i % days->len);
      gboolean sold = i < 9;
      Id       customer = sample_customer (self, person, day, sold);
      Id       call = sample_call (self, person, customer, day,
                                   (int) (sold ? CALL_RESULT_SOLD : CALL_RESULT_EFFECTIVE));

      if (i < 130) /* 450 effective calls in all: 9 ÷ 450 against 2.5 % = 80 */
        sample_call (self, person, customer, day, CALL_RESULT_EFFECTIVE);
      if (sold)
        sample_order (self, person, customer, day, yuan[i] * 100);
      if (i < 10)
        sample_rating (self, person, customer, call, RATING_ABOUT_CALL, day, example_rating (i));
      if (i < 5)
        write_qa_score (self, person, call, day, qa[i]);
    }
}

/**
 * sample_write_worked_example:
 *
 * The month whose figures are those of the worked example (domain §5): 30,000 of 40,000 yuan; 9 of 320 prospects;
 * satisfaction 86; exam 90; QA 84 and success 80 make 82; tickets 9 of 10 on time and 86 make 88; late twice: 96; one
 * minor violation: 90.
 */
void
sample_write_worked_example (Sample *self, const SamplePerson *person, Day first)
{
  g_autoptr (GArray) days = work_days (self, person, first);

  g_assert (days->len > 0);
  write_example_calls (self, person, days);
  for (int i = 0; i < 10; i++)
    {
      Day day = g_array_index (days, Day, (guint) i % days->len);
      Id  customer = sample_customer (self, person, day, FALSE);
      Id  ticket = sample_ticket (self, person, customer, day, i != 9);

      sample_rating (self, person, customer, ticket, RATING_ABOUT_TICKET, day, example_rating (i));
    }
  write_exam (self, person, g_array_index (days, Day, 0), 90);
  write_violation (self, person, g_array_index (days, Day, days->len / 2), SEVERITY_MINOR, "离岗 12 分钟未登记");
  write_idle_calls (self, person, days);
}
