/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/facts-private.h"

#include "core/moment.h"

#include <string.h>

/**
 * facts_new:
 * @month: YYYY-MM
 * @as_of: µs since the epoch, UTC: open tickets due later are not yet counted
 * @evidence: %TRUE to hash every counted row (the freeze); %FALSE is faster, for provisional figures
 *
 * Returns: (transfer full): an empty fold
 */
Facts *
facts_new (Id person, const char *month, gint64 as_of, gboolean evidence)
{
  Facts *self = g_new0 (Facts, 1);

  self->person = person;
  self->as_of = as_of;
  self->evidence = evidence;
  g_strlcpy (self->month, month, sizeof self->month);
  if (!month_parse (month, &self->first))
    g_return_val_if_reached (self);
  self->last = month_last (self->first);
  self->calls = g_array_new (FALSE, FALSE, sizeof (FactCall));
  self->orders = g_array_new (FALSE, FALSE, sizeof (FactOrder));
  self->undated = g_array_new (FALSE, FALSE, sizeof (FactOrder));
  self->credits = g_array_new (FALSE, FALSE, sizeof (FactCredit));
  self->ratings = g_array_new (FALSE, FALSE, sizeof (FactRating));
  self->tickets = g_array_new (FALSE, FALSE, sizeof (FactTicket));
  self->qa = g_array_new (FALSE, FALSE, sizeof (FactQa));
  self->exams = g_array_new (FALSE, FALSE, sizeof (FactExam));
  self->attendance = g_array_new (FALSE, FALSE, sizeof (FactAttendance));
  self->violations = g_array_new (FALSE, FALSE, sizeof (FactViolation));
  self->customers = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, g_free);
  return self;
}

void
facts_free (Facts *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->calls);
  g_array_unref (self->orders);
  g_array_unref (self->undated);
  g_array_unref (self->credits);
  g_array_unref (self->ratings);
  g_array_unref (self->tickets);
  g_array_unref (self->qa);
  g_array_unref (self->exams);
  g_array_unref (self->attendance);
  g_array_unref (self->violations);
  g_hash_table_unref (self->customers);
  g_free (self);
}

/**
 * facts_set_workdays:
 * @in_post: workdays of the month on which the person held a post; used where there is no attendance
 * @outside: workdays on which he held none: hired later, left earlier (G17)
 */
void
facts_set_workdays (Facts *self, gint64 in_post, gint64 outside)
{
  self->workdays = in_post;
  self->outside = outside;
}

static gboolean
in_month (const Facts *self, Day day)
{
  return day >= self->first && day <= self->last;
}

static Day
parse_or (const char *text, Day fallback)
{
  Day day;

  return *text != '\0' && day_parse (text, &day) ? day : fallback;
}

static FactHead
head_of (Facts *self, const Schema *schema, gconstpointer row, Day day)
{
  FactHead head = { .id = ((const Row *) row)->id, .day = day };

  self->sorted = FALSE;
  if (self->evidence)
    head.digest = content_digest (schema, row);
  return head;
}

void
facts_add_customer (Facts *self, const Customer *row)
{
  FactCustomer customer = {
    .invalid = row->invalid,
    .blocked = parse_or (row->blocked_on, DAY_MAX),
    .first_signed = parse_or (row->first_signed_on, DAY_MAX),
  };

  g_hash_table_replace (self->customers, id_dup (row->row.id), g_memdup2 (&customer, sizeof customer));
}

void
facts_add_call (Facts *self, const Call *row)
{
  Day      day = moment_day (row->started_at, MOMENT_OFFSET_S);
  FactCall call;

  if (!in_month (self, day) || !id_equal (row->agent, self->person))
    return;
  self->dials += row->direction == CALL_DIRECTION_OUT;
  self->connected += row->answered_at.set;
  self->talk_s += row->talk_s;
  if (!row->answered_at.set || row->talk_s < EFFECTIVE_TALK_S)
    return;
  call = (FactCall){ head_of (self, &call_schema, row, day), row->customer };
  g_array_append_val (self->calls, call);
}

/* Signed: from 已签约 on. Cancelled or returned orders were signed if what came back is dated (M1). */
static gboolean
order_was_signed (const SalesOrder *row)
{
  switch (row->state)
    {
    case ORDER_STATE_SIGNED:
    case ORDER_STATE_DELIVERED:
    case ORDER_STATE_DONE:
      return TRUE;
    case ORDER_STATE_CANCELLED:
    case ORDER_STATE_RETURNED:
      return *row->back_on != '\0';
    case ORDER_STATE_TO_CONFIRM:
    case ORDER_STATE_CONFIRMED:
    default:
      return FALSE;
    }
}

/* Whether it was signed, and to which month the return belongs, nobody can say. */
static gboolean
is_undated (const SalesOrder *row)
{
  return (row->state == ORDER_STATE_CANCELLED || row->state == ORDER_STATE_RETURNED) && *row->back_on == '\0';
}

void
facts_add_order (Facts *self, const SalesOrder *row)
{
  Day       day = parse_or (row->signed_on, DAY_MIN);
  Day       back_day = parse_or (row->back_on, DAY_MAX);
  gint64    back = row->back;
  FactOrder order;

  if (is_undated (row) && in_month (self, day))
    {
      order = (FactOrder){ head_of (self, &sales_order_schema, row, day), row->customer,
                           id_equal (row->agent, self->person), 0, DAY_MAX, 0 };
      g_array_append_val (self->undated, order);
      return;
    }
  if (!order_was_signed (row) || (!in_month (self, day) && !in_month (self, back_day)))
    return;
  if (back == 0 && (row->state == ORDER_STATE_CANCELLED || row->state == ORDER_STATE_RETURNED))
    back = row->amount;
  order = (FactOrder){ head_of (self, &sales_order_schema, row, day), row->customer,
                       id_equal (row->agent, self->person), row->amount, back_day, back };
  g_array_append_val (self->orders, order);
}

void
facts_add_credit (Facts *self, const OrderCredit *row)
{
  FactCredit credit = { head_of (self, &order_credit_schema, row, parse_or (row->signed_on, DAY_MIN)),
                        row->sales_order, id_equal (row->person, self->person), row->share };

  g_array_append_val (self->credits, credit);
}

void
facts_add_rating (Facts *self, const Rating *row)
{
  Day        day = moment_day (row->invited_at, MOMENT_OFFSET_S);
  FactRating rating;

  if (!in_month (self, day) || !id_equal (row->agent, self->person))
    return;
  rating = (FactRating){ head_of (self, &rating_schema, row, day),
                         id_is_none (row->contact) ? row->row.id : row->contact, row->about == RATING_ABOUT_TICKET,
                         row->value, row->rated_at.set ? row->rated_at.v : 0 };
  g_array_append_val (self->ratings, rating);
}

void
facts_add_ticket (Facts *self, const Ticket *row)
{
  Day        day = moment_day (row->due_at, MOMENT_OFFSET_S);
  FactTicket ticket;

  if (!in_month (self, day) || !id_equal (row->agent, self->person))
    return;
  if (!row->solved_at.set && row->due_at > self->as_of)
    return;
  ticket = (FactTicket){ head_of (self, &ticket_schema, row, day),
                         row->solved_at.set && row->solved_at.v <= row->due_at, !row->solved_at.set };
  g_array_append_val (self->tickets, ticket);
}

void
facts_add_qa (Facts *self, const QaScore *row)
{
  Day    day = parse_or (row->scored_on, DAY_MIN);
  FactQa qa;

  if (!in_month (self, day) || !id_equal (row->agent, self->person) || row->state != QA_STATE_PUBLISHED)
    return;
  qa = (FactQa){ head_of (self, &qa_score_schema, row, day), *row->fatal != '\0' ? 0 : row->score,
                 row->pick == QA_PICK_RISK, *row->fatal != '\0' };
  g_array_append_val (self->qa, qa);
}

void
facts_add_exam (Facts *self, const ExamResult *row)
{
  Day      day = parse_or (row->taken_on, DAY_MIN);
  FactExam exam;

  if (!id_equal (row->person, self->person) || day > self->last || day < self->last - EXAM_BACK_DAYS)
    return;
  exam = (FactExam){ head_of (self, &exam_result_schema, row, day), row->score, row->attempt };
  g_array_append_val (self->exams, exam);
}

void
facts_add_attendance (Facts *self, const AttendanceDay *row)
{
  Day            day = parse_or (row->day, DAY_MIN);
  FactAttendance entry;

  if (!in_month (self, day) || !id_equal (row->person, self->person) || row->rest)
    return;
  entry = (FactAttendance){ head_of (self, &attendance_day_schema, row, day), row->late_min, row->early_min,
                            row->absent_halves, row->leave_halves, row->protected };
  g_array_append_val (self->attendance, entry);
}

void
facts_add_violation (Facts *self, const Violation *row)
{
  Day           day = parse_or (row->happened_on, DAY_MIN);
  FactViolation violation;

  if (!in_month (self, day) || !id_equal (row->person, self->person) || row->state != VIOLATION_STATE_CONFIRMED)
    return;
  violation = (FactViolation){ head_of (self, &violation_schema, row, day), row->severity };
  g_array_append_val (self->violations, violation);
}

void
facts_add_target (Facts *self, const Target *row)
{
  if (!id_equal (row->person, self->person) || !g_str_equal (row->month, self->month) ||
      !target_is_effective (row))
    return;
  self->sales_plan = row->sales;
  self->conversion_plan = row->conversion;
}

/**
 * facts_add:
 * @schema: any entity; those that no metric counts are ignored
 *
 * As the function of the entity's own type.
 */
void
facts_add (Facts *self, const Schema *schema, gconstpointer row)
{
  if (schema == &customer_schema)
    facts_add_customer (self, row);
  else if (schema == &call_schema)
    facts_add_call (self, row);
  else if (schema == &sales_order_schema)
    facts_add_order (self, row);
  else if (schema == &order_credit_schema)
    facts_add_credit (self, row);
  else if (schema == &rating_schema)
    facts_add_rating (self, row);
  else if (schema == &ticket_schema)
    facts_add_ticket (self, row);
  else if (schema == &qa_score_schema)
    facts_add_qa (self, row);
  else if (schema == &exam_result_schema)
    facts_add_exam (self, row);
  else if (schema == &attendance_day_schema)
    facts_add_attendance (self, row);
  else if (schema == &violation_schema)
    facts_add_violation (self, row);
  else if (schema == &target_schema)
    facts_add_target (self, row);
}

static int
compare_heads (gconstpointer a, gconstpointer b)
{
  const FactHead *one = a;
  const FactHead *other = b;

  return id_compare (one->id, other->id);
}

/* Sorts by id and drops rows that came twice. */
static void
sort_unique (GArray *array)
{
  guint size = g_array_get_element_size (array);
  guint kept = 0;

  g_array_sort (array, compare_heads);
  for (guint i = 0; i < array->len; i++)
    {
      char *row = array->data + (gsize) i * size;
      char *last = array->data + (gsize) (kept > 0 ? kept - 1 : 0) * size;

      if (kept > 0 && compare_heads (row, last) == 0)
        continue;
      memmove (array->data + (gsize) kept * size, row, size);
      kept++;
    }
  g_array_set_size (array, kept);
}

/* Puts every array in the one order in which it is counted. */
void
facts_sort (Facts *self)
{
  GArray *arrays[] = { self->calls, self->orders, self->undated, self->credits, self->ratings, self->tickets,
                       self->qa, self->exams, self->attendance, self->violations };

  if (self->sorted)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    sort_unique (arrays[i]);
  self->sorted = TRUE;
}
