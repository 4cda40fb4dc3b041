/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "worked-month.h"

#include "appraisal/facts.h"
#include "core/moment.h"

typedef struct
{
  MemoryLoader *loader;
  Id            person;
  char          name[40]; /* hex of the person: names of rows */
  const char   *month;
  Day           first;
  guint         n;
} Work;

static Id
next_id (Work *work, const char *kind)
{
  g_autofree char *number = g_strdup_printf ("%u", work->n++);

  return id_derive (kind, (const char *const[]){ work->name, work->month, number, NULL });
}

static void
set (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static void
set_day (char **member, Day day)
{
  g_free (*member);
  *member = day_dup_text (day);
}

/* Ten in the morning. */
static gint64
at (Day day)
{
  return moment_from_day_time (day, 10 * 3600, MOMENT_OFFSET_S);
}

static Id
add_customer (Work *work, gboolean invalid, Day blocked, Day first_signed)
{
  Customer *row = schema_new (&customer_schema);

  row->row.id = next_id (work, "customer");
  row->invalid = invalid;
  if (blocked != 0)
    set_day (&row->blocked_on, blocked);
  if (first_signed != 0)
    set_day (&row->first_signed_on, first_signed);
  memory_loader_put (work->loader, &customer_schema, row);
  return row->row.id;
}

static void
add_call (Work *work, Id customer, Day day, gint64 talk_s)
{
  Call *row = schema_new (&call_schema);

  row->row.id = next_id (work, "call");
  row->agent = work->person;
  row->customer = customer;
  row->started_at = at (day);
  row->answered_at = (OptInt){ at (day) + MOMENT_SECOND, TRUE };
  row->ended_at = at (day) + (talk_s + 1) * MOMENT_SECOND;
  row->talk_s = talk_s;
  row->result = CALL_RESULT_EFFECTIVE;
  memory_loader_put (work->loader, &call_schema, row);
}

static void
add_order (Work *work, Id customer, Day day, gint64 yuan, Day back_day)
{
  SalesOrder *row = schema_new (&sales_order_schema);

  row->row.id = next_id (work, "order");
  row->agent = work->person;
  row->customer = customer;
  set_day (&row->signed_on, day);
  row->amount = yuan * 100;
  row->state = back_day != 0 ? ORDER_STATE_RETURNED : ORDER_STATE_SIGNED;
  if (back_day != 0)
    {
      set_day (&row->back_on, back_day);
      row->back = row->amount;
    }
  memory_loader_put (work->loader, &sales_order_schema, row);
}

/* 320 prospects with 397 effective calls, three that are none with one each: 400 calls; nine of them buy. */
static void
add_selling (Work *work)
{
  for (guint i = 0; i < 320; i++)
    {
      Day day = work->first + (Day) (i % 20);
      Id  customer = add_customer (work, FALSE, 0, i < 9 ? day : 0);

      add_call (work, customer, day, 30 + (gint64) i);
      if (i < 77)
        add_call (work, customer, day + 1, 45);
      if (i < 9)
        add_order (work, customer, day + 2, i < 8 ? 3000 : 10000, 0);
    }
  add_call (work, add_customer (work, TRUE, 0, 0), work->first, 60);
  add_call (work, add_customer (work, FALSE, work->first, 0), work->first + 3, 60);
  add_call (work, add_customer (work, FALSE, 0, work->first - 40), work->first + 4, 60);
  add_call (work, add_customer (work, FALSE, 0, 0), work->first + 5, 29);
  add_call (work, add_customer (work, FALSE, 0, 0), work->first - 1, 300);
  add_order (work, add_customer (work, FALSE, 0, work->first - 50), work->first - 50, 4000, work->first + 6);
  add_order (work, add_customer (work, FALSE, 0, work->first - 60), work->first - 60, 7000, 0);
}

/* Five ratings of 430 points, all about tickets, one of them given twice; ten tickets, one late. */
static void
add_service (Work *work)
{
  static const gint64 stars[] = { 5, 5, 5, 5, 2 };

  for (guint i = 0; i < 10; i++)
    {
      Ticket *ticket = schema_new (&ticket_schema);
      Day     day = work->first + (Day) i;

      ticket->row.id = next_id (work, "ticket");
      ticket->agent = work->person;
      ticket->opened_at = at (day);
      ticket->due_at = at (day + 3);
      ticket->solved_at = (OptInt){ i == 4 ? at (day + 4) : at (day + 1), TRUE };
      memory_loader_put (work->loader, &ticket_schema, ticket);
      for (guint j = 0; i < 5 && j < (i == 4 ? 2 : 1); j++)
        {
          Rating *rating = schema_new (&rating_schema);

          rating->row.id = next_id (work, "rating");
          rating->agent = work->person;
          rating->about = RATING_ABOUT_TICKET;
          rating->contact = ticket->row.id;
          rating->invited_at = at (day + 1);
          rating->rated_at = (OptInt){ at (day + 2) + (gint64) j, TRUE };
          rating->value = (OptInt){ i == 4 && j == 0 ? 5 : stars[i], TRUE };
          memory_loader_put (work->loader, &rating_schema, rating);
        }
    }
}

static void
add_quality (Work *work)
{
  static const gint64 exams[] = { 8800, 9200 };
  /* clang-format off */
  static const struct { gint64 score; QaPick pick; const char *fatal; QaState state; } scores[] = {
    { 9300, QA_PICK_RANDOM, "", QA_STATE_PUBLISHED }, { 9200, QA_PICK_RANDOM, "", QA_STATE_PUBLISHED },
    { 9000, QA_PICK_RANDOM, "", QA_STATE_PUBLISHED }, { 9500, QA_PICK_RANDOM, "", QA_STATE_PUBLISHED },
    { 8800, QA_PICK_RANDOM, "虚假承诺", QA_STATE_PUBLISHED }, { 1000, QA_PICK_RISK, "", QA_STATE_PUBLISHED },
    { 1000, QA_PICK_RANDOM, "", QA_STATE_DRAFT } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (exams); i++)
    {
      ExamResult *exam = schema_new (&exam_result_schema);

      exam->row.id = next_id (work, "exam");
      exam->person = work->person;
      exam->score = exams[i];
      set_day (&exam->taken_on, work->first + 10 + (Day) i);
      memory_loader_put (work->loader, &exam_result_schema, exam);
    }
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    {
      QaScore *qa = schema_new (&qa_score_schema);

      qa->row.id = next_id (work, "qa");
      qa->agent = work->person;
      qa->score = scores[i].score;
      qa->pick = scores[i].pick;
      qa->state = scores[i].state;
      set (&qa->fatal, scores[i].fatal);
      set_day (&qa->scored_on, work->first + 12 + (Day) i);
      memory_loader_put (work->loader, &qa_score_schema, qa);
    }
}

/* Present on every workday; late by 15 and by 5 minutes. */
static void
add_discipline (Work *work)
{
  guint workday = 0;

  for (Day day = work->first; day <= month_last (work->first); day++)
    {
      AttendanceDay *row = schema_new (&attendance_day_schema);

      row->person = work->person;
      set_day (&row->day, day);
      row->rest = !calendar_is_workday (work->loader->loader.calendar, day);
      if (!row->rest && ++workday <= 2)
        row->late_min = workday == 1 ? 15 : 5;
      memory_loader_put (work->loader, &attendance_day_schema, row);
    }
  for (guint i = 0; i < 2; i++)
    {
      Violation *row = schema_new (&violation_schema);

      row->row.id = next_id (work, "violation");
      row->person = work->person;
      row->severity = i == 0 ? SEVERITY_MINOR : SEVERITY_SERIOUS;
      row->state = i == 0 ? VIOLATION_STATE_CONFIRMED : VIOLATION_STATE_REPORTED;
      set_day (&row->happened_on, work->first + 8);
      memory_loader_put (work->loader, &violation_schema, row);
    }
}

void
worked_month_add (MemoryLoader *loader, Id person, const char *month)
{
  Work    work = { .loader = loader, .person = person, .month = month };
  Target *target = schema_new (&target_schema);

  id_to_hex (person, work.name);
  g_assert_true (month_parse (month, &work.first));
  target->person = person;
  target->sales = (OptInt){ 4000000, TRUE };
  target->conversion = (Ratio){ 3, 100 };
  target->state = TARGET_STATE_EFFECTIVE;
  set (&target->month, month);
  memory_loader_put (loader, &target_schema, target);
  add_selling (&work);
  add_service (&work);
  add_quality (&work);
  add_discipline (&work);
}

OptInt
worked_month_rated (gconstpointer data, const char *code)
{
  /* clang-format off */
  static const struct { const char *code; gint64 score; } scores[] = {
    { "responsibility", 8500 }, { "initiative", 7500 }, { "teamwork", 8500 } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    if (g_str_equal (scores[i].code, code))
      return (OptInt){ scores[i].score, TRUE };
  return (OptInt){ 0, FALSE };
}
