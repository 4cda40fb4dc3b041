/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metrics of domain §5 with R25–R28, each from the kept rows in their one order. */
#include "appraisal/facts-private.h"

#include "core/json.h"

#include <string.h>

typedef struct
{
  Evidence *evidence;
  __int128  num, den;
  gint64    base;
  GString  *detail; /* canonical JSON object without its braces; members in bytewise order */
} Count;

static void
note (Count *count, const char *name, gint64 value)
{
  if (count->detail->len > 0)
    g_string_append_c (count->detail, ',');
  g_string_append_printf (count->detail, "\"%s\":%" G_GINT64_FORMAT, name, value);
}

static void
note_text (Count *count, const char *name, const char *value)
{
  if (count->detail->len > 0)
    g_string_append_c (count->detail, ',');
  g_string_append_printf (count->detail, "\"%s\":\"%s\"", name, value);
}

static void
count_row (Count *count, const FactHead *head, const Schema *schema, gint64 num, gint64 den)
{
  count->num += num;
  count->den += den;
  evidence_count (count->evidence, head->day, schema->table, head->id, head->digest, num, den);
}

static __int128
gcd (__int128 a, __int128 b)
{
  while (b != 0)
    {
      __int128 rest = a % b;

      a = b;
      b = rest;
    }
  return a < 0 ? -a : a;
}

/* Reduced; a numerator beyond int64 (more than 92 million billion fen) is brought to whole units. */
Ratio
facts_ratio (__int128 num, __int128 den)
{
  __int128 common;

  if (den == 0)
    return (Ratio){ 0, 0 };
  common = gcd (num, den);
  if (common > 1)
    {
      num /= common;
      den /= common;
    }
  if (num > G_MAXINT64 || num < -G_MAXINT64 || den > G_MAXINT64)
    {
      num /= den;
      den = 1;
    }
  return (Ratio){ (gint64) CLAMP (num, -G_MAXINT64, G_MAXINT64), (gint64) den };
}

/**
 * facts_order_share:
 * @credit: (out) (optional) (nullable): the credit row that says so
 *
 * The person's share of an order: what its credits say, else all of it if he is its agent (M1).
 *
 * Returns: 1/10,000
 */
gint64
facts_order_share (Facts *self, const FactOrder *order, const FactCredit **credit)
{
  gboolean split = FALSE;
  gint64   share = 0;

  if (credit != NULL)
    *credit = NULL;
  for (guint i = 0; i < self->credits->len; i++)
    {
      const FactCredit *entry = &g_array_index (self->credits, FactCredit, i);

      if (!id_equal (entry->order, order->head.id))
        continue;
      split = TRUE;
      if (!entry->own)
        continue;
      share += entry->share;
      if (credit != NULL)
        *credit = entry;
    }
  if (!split && order->own)
    return SCHEME_WHOLE;
  return share;
}

static gboolean
in_month (const Facts *self, Day day)
{
  return day >= self->first && day <= self->last;
}

/* 1 if every order of the person is wholly his, else shares are counted in 1/10,000. */
static gint64
share_unit (Facts *self)
{
  for (guint i = 0; i < self->orders->len; i++)
    {
      gint64 share = facts_order_share (self, &g_array_index (self->orders, FactOrder, i), NULL);

      if (share != 0 && share != SCHEME_WHOLE)
        return SCHEME_WHOLE;
    }
  return 1;
}

static void
counts_of_days (Facts *self, FactsCounts *out)
{
  for (guint i = 0; i < self->attendance->len; i++)
    {
      const FactAttendance *day = &g_array_index (self->attendance, FactAttendance, i);

      out->sched_halves += 2;
      out->leave_halves += day->leave_halves;
      out->protected_halves += day->protected ? day->leave_halves : 0;
      out->absent_halves += day->absent_halves;
      out->late += day->late_min > 0;
      out->early += day->early_min > 0;
    }
  if (self->attendance->len == 0)
    out->sched_halves = 2 * self->workdays;
  out->full_halves = out->sched_halves + 2 * self->outside;
}

/* Target of the month pro rata: × (scheduled − protected leave) ÷ scheduled of the whole month (M1, R26). */
static Ratio
pro_rata (gint64 plan, const FactsCounts *counts)
{
  gint64 worked = counts->sched_halves - counts->protected_halves;

  if (counts->full_halves <= 0 || worked >= counts->full_halves)
    return (Ratio){ plan, 1 };
  return facts_ratio ((__int128) plan * worked, counts->full_halves);
}

/* Cancelled or returned without a day: how many there are is part of the figure's detail. */
static gint64
undated_orders (Facts *self)
{
  gint64 undated = 0;

  for (guint i = 0; i < self->undated->len; i++)
    undated += facts_order_share (self, &g_array_index (self->undated, FactOrder, i), NULL) > 0;
  return undated;
}

/* They stand among the rows of the figure, with nothing in it. */
static void
count_undated (Facts *self, Count *count)
{
  for (guint i = 0; i < self->undated->len; i++)
    {
      const FactOrder *order = &g_array_index (self->undated, FactOrder, i);

      if (facts_order_share (self, order, NULL) > 0)
        count_row (count, &order->head, &sales_order_schema, 0, 0);
    }
}

static void
count_sales (Facts *self, Count *count)
{
  gint64 unit = share_unit (self);

  count_undated (self, count);
  for (guint i = 0; i < self->orders->len; i++)
    {
      const FactOrder  *order = &g_array_index (self->orders, FactOrder, i);
      const FactCredit *credit;
      gint64            share = facts_order_share (self, order, &credit);
      gint64            part = unit == 1 ? 1 : share;
      FactHead          head = order->head;

      if (share == 0)
        continue;
      if (in_month (self, order->head.day))
        count_row (count, &head, &sales_order_schema, order->amount * part, 0);
      if (in_month (self, order->back_day) && order->back > 0)
        {
          head.day = order->back_day;
          count_row (count, &head, &sales_order_schema, -order->back * part, 0);
        }
      if (credit != NULL)
        {
          FactHead beside = credit->head;

          beside.day = head.day;
          count_row (count, &beside, &order_credit_schema, 0, 0);
        }
    }
  count->den = unit;
}

/* A customer of the cohort: the call and the order that carry it (M2). */
typedef struct
{
  const FactCall  *call;
  const FactOrder *order;
} Prospect;

static gboolean
is_prospect (Facts *self, const FactCall *call)
{
  const FactCustomer *customer = g_hash_table_lookup (self->customers, &call->customer);

  if (id_is_none (call->customer))
    return FALSE;
  if (customer == NULL)
    return TRUE; /* not visible here: handed over since (R7) */
  return !customer->invalid && customer->blocked > call->head.day && customer->first_signed >= self->first;
}

static GHashTable *
build_cohort (Facts *self)
{
  GHashTable *cohort = g_hash_table_new_full (id_hash, id_equal_ptr, NULL, g_free);

  for (guint i = 0; i < self->calls->len; i++)
    {
      const FactCall *call = &g_array_index (self->calls, FactCall, i);
      Prospect       *prospect = g_hash_table_lookup (cohort, &call->customer);

      if (!is_prospect (self, call))
        continue;
      if (prospect == NULL)
        {
          prospect = g_new0 (Prospect, 1);
          g_hash_table_insert (cohort, (gpointer) &call->customer, prospect);
        }
      if (prospect->call == NULL || call->head.day < prospect->call->head.day)
        prospect->call = call;
    }
  for (guint i = 0; i < self->orders->len; i++)
    {
      const FactOrder *order = &g_array_index (self->orders, FactOrder, i);
      Prospect        *prospect = g_hash_table_lookup (cohort, &order->customer);

      if (prospect != NULL && in_month (self, order->head.day) && facts_order_share (self, order, NULL) > 0 &&
          (prospect->order == NULL || order->head.day < prospect->order->head.day))
        prospect->order = order;
    }
  return cohort;
}

static void
count_conversion (Facts *self, Count *count)
{
  g_autoptr (GHashTable) cohort = build_cohort (self);

  for (guint i = 0; i < self->calls->len; i++)
    {
      const FactCall *call = &g_array_index (self->calls, FactCall, i);
      Prospect       *prospect = g_hash_table_lookup (cohort, &call->customer);

      if (prospect != NULL && is_prospect (self, call))
        count_row (count, &call->head, &call_schema, 0, prospect->call == call);
    }
  for (guint i = 0; i < self->orders->len; i++)
    {
      const FactOrder *order = &g_array_index (self->orders, FactOrder, i);
      Prospect        *prospect = g_hash_table_lookup (cohort, &order->customer);

      if (prospect != NULL && prospect->order == order)
        count_row (count, &order->head, &sales_order_schema, 1, 0);
    }
  count->base = g_hash_table_size (cohort);
}

static void
count_success (Facts *self, Count *count)
{
  gint64 unit = share_unit (self);

  count_undated (self, count);
  for (guint i = 0; i < self->orders->len; i++)
    {
      const FactOrder *order = &g_array_index (self->orders, FactOrder, i);
      gint64           share = facts_order_share (self, order, NULL);

      if (share > 0 && in_month (self, order->head.day))
        count_row (count, &order->head, &sales_order_schema, unit == 1 ? 1 : share, 0);
    }
  for (guint i = 0; i < self->calls->len; i++)
    count_row (count, &g_array_index (self->calls, FactCall, i).head, &call_schema, 0, unit);
  count->base = self->calls->len;
  if (undated_orders (self) > 0)
    note (count, FIGURE_UNDATED, undated_orders (self));
  note (count, "unit", unit);
}

/* 5 → 100, 4 → 80, 3 → 60, 2 → 30, 1 → 0, or in equal steps (M3). */
static gint64
rating_points (gint64 value, gboolean linear)
{
  static const gint64 published[] = { 0, 30, 60, 80, 100 };

  return linear ? (value - 1) * 25 : published[value - 1];
}

/* The rating given last for the same contact counts. */
static gboolean
is_last_of_contact (Facts *self, const FactRating *rating)
{
  for (guint i = 0; i < self->ratings->len; i++)
    {
      const FactRating *other = &g_array_index (self->ratings, FactRating, i);

      if (other == rating || !other->value.set || !id_equal (other->contact, rating->contact))
        continue;
      if (other->rated_at > rating->rated_at ||
          (other->rated_at == rating->rated_at && id_compare (other->head.id, rating->head.id) > 0))
        return FALSE;
    }
  return TRUE;
}

static void
count_ratings (Facts *self, Count *count, gboolean tickets, gboolean linear)
{
  gint64 stars[5] = { 0 };
  gint64 invited = 0;

  for (guint i = 0; i < self->ratings->len; i++)
    {
      const FactRating *rating = &g_array_index (self->ratings, FactRating, i);

      if (tickets && !rating->ticket)
        continue;
      invited++;
      if (!rating->value.set || rating->value.v < 1 || rating->value.v > 5 || !is_last_of_contact (self, rating))
        continue;
      stars[rating->value.v - 1]++;
      count->base++;
      count_row (count, &rating->head, &rating_schema, rating_points (rating->value.v, linear), 1);
    }
  note (count, "invited", invited);
  note (count, "linear", linear);
  for (guint i = 0; i < 5; i++)
    {
      char name[] = { 'n', (char) ('1' + i), '\0' };

      note (count, name, stars[i]);
    }
}

/* Mean of the month; none: the latest of 90 days (domain 3.2). */
static void
count_exams (Facts *self, Count *count)
{
  const FactExam *latest = NULL;

  for (guint i = 0; i < self->exams->len; i++)
    {
      const FactExam *exam = &g_array_index (self->exams, FactExam, i);

      if (in_month (self, exam->head.day))
        {
          count->base++;
          count_row (count, &exam->head, &exam_result_schema, exam->score, 100);
        }
      else if (latest == NULL || exam->head.day > latest->head.day ||
               (exam->head.day == latest->head.day && exam->attempt > latest->attempt))
        latest = exam;
    }
  if (count->base == 0 && latest != NULL)
    {
      count->base = 1;
      count_row (count, &latest->head, &exam_result_schema, latest->score, 100);
      note_text (count, "basis", "latest");
    }
  else
    note_text (count, "basis", count->base > 0 ? "month" : "none");
}

static void
count_qa (Facts *self, Count *count)
{
  gint64 fatal = 0, risk = 0;

  for (guint i = 0; i < self->qa->len; i++)
    {
      const FactQa *qa = &g_array_index (self->qa, FactQa, i);

      risk += qa->risk;
      if (qa->risk)
        continue;
      fatal += qa->fatal;
      count->base++;
      count_row (count, &qa->head, &qa_score_schema, qa->score, 100);
    }
  note (count, "fatal", fatal);
  note (count, "risk", risk);
}

static void
count_tickets (Facts *self, Count *count)
{
  gint64 open = 0;

  for (guint i = 0; i < self->tickets->len; i++)
    {
      const FactTicket *ticket = &g_array_index (self->tickets, FactTicket, i);

      open += ticket->open;
      count->base++;
      count_row (count, &ticket->head, &ticket_schema, ticket->on_time, 1);
    }
  note (count, "open", open);
}

/* 100 − what the steps take off, not below 0 (M20). */
static void
finish_deduction (Count *count)
{
  gint64 off = (gint64) MIN (count->num, SCHEME_WHOLE);

  note (count, "off", (gint64) MIN (count->num, G_MAXINT64));
  count->num = SCHEME_WHOLE - off;
  count->den = 100;
}

static void
count_attendance (Facts *self, Count *count, const SchemeSet *scheme)
{
  const SchemeItem *item = scheme_set_item_of (scheme, METRIC_ATTENDANCE);
  FactsCounts       counts = { 0 };

  counts_of_days (self, &counts);
  note (count, "absent", counts.absent_halves);
  note (count, "early", counts.early);
  note (count, "late", counts.late);
  note (count, "leave", counts.leave_halves);
  for (guint i = 0; i < self->attendance->len; i++)
    {
      const FactAttendance *day = &g_array_index (self->attendance, FactAttendance, i);
      gint64                off = 0;

      if (item != NULL)
        off = scheme_set_deduction (scheme, item, "late", day->late_min) +
              scheme_set_deduction (scheme, item, "early", day->early_min) +
              scheme_set_deduction (scheme, item, "absent", day->absent_halves);
      count->base++;
      count_row (count, &day->head, &attendance_day_schema, off, 0);
    }
  if (self->attendance->len > 0)
    finish_deduction (count);
  note (count, "scheduled", counts.sched_halves);
}

static void
count_violations (Facts *self, Count *count, const SchemeSet *scheme)
{
  static const char *const kinds[] = { "minor", "major", "serious" };
  const SchemeItem        *item = scheme_set_item_of (scheme, METRIC_RULES);
  gint64                   times[3] = { 0 };

  for (guint i = 0; i < self->violations->len; i++)
    {
      const FactViolation *violation = &g_array_index (self->violations, FactViolation, i);

      times[violation->severity]++;
      count->base++;
      count_row (count, &violation->head, &violation_schema,
                 item != NULL ? scheme_set_deduction (scheme, item, kinds[violation->severity], 1) : 0, 0);
    }
  note (count, "major", times[SEVERITY_MAJOR]);
  note (count, "minor", times[SEVERITY_MINOR]);
  finish_deduction (count);
  note (count, "serious", times[SEVERITY_SERIOUS]);
}

static void
count_metric (Facts *self, Metric metric, const SchemeSet *scheme, Count *count)
{
  switch (metric)
    {
    case METRIC_SALES:
      count_sales (self, count);
      break;
    case METRIC_CONVERSION:
      count_conversion (self, count);
      break;
    case METRIC_SATISFACTION:
      count_ratings (self, count, FALSE, scheme->scheme->linear_rating);
      break;
    case METRIC_TICKET_SATISFACTION:
      count_ratings (self, count, TRUE, scheme->scheme->linear_rating);
      break;
    case METRIC_EXAM:
      count_exams (self, count);
      break;
    case METRIC_QA:
      count_qa (self, count);
      break;
    case METRIC_SUCCESS:
      count_success (self, count);
      break;
    case METRIC_TICKET_ON_TIME:
      count_tickets (self, count);
      break;
    case METRIC_ATTENDANCE:
      count_attendance (self, count, scheme);
      break;
    case METRIC_RULES:
      count_violations (self, count, scheme);
      break;
    case METRIC_NONE:
    default:
      break;
    }
}

/* Targets, and what the formula needs besides. */
static void
set_target (Facts *self, Figure *figure, const SchemeSet *scheme, Count *count)
{
  FactsCounts counts = { 0 };

  if (figure->metric == METRIC_CONVERSION)
    figure->target = facts_ratio (self->conversion_plan.num, self->conversion_plan.den);
  else if (figure->metric == METRIC_SUCCESS)
    figure->target = facts_ratio (scheme->scheme->success_target.num, scheme->scheme->success_target.den);
  else if (figure->metric == METRIC_SALES)
    {
      counts_of_days (self, &counts);
      if (self->sales_plan.set && self->sales_plan.v > 0)
        figure->target = pro_rata (self->sales_plan.v, &counts);
      note (count, "full", counts.full_halves);
      note (count, "plan", self->sales_plan.set ? self->sales_plan.v : 0);
      note (count, "protected", counts.protected_halves);
      note (count, "scheduled", counts.sched_halves);
      if (undated_orders (self) > 0)
        note (count, FIGURE_UNDATED, undated_orders (self));
    }
}

static void
take_text (char **member, char *text)
{
  g_free (*member);
  *member = text;
}

/* Whether @ratings ratings are too few to score: of all contacts and of tickets alike (M3, R5). */
gboolean
facts_too_few (Metric metric, gint64 ratings)
{
  return (metric == METRIC_SATISFACTION || metric == METRIC_TICKET_SATISFACTION) && ratings < FEW_RATINGS;
}

/**
 * facts_figure:
 * @metric: which; %METRIC_NONE gives an empty figure
 * @scheme: whose scales and steps apply
 *
 * Value and target are exact, reduced; denominator 0 = not applicable. Sales: fen and fen. Rates: counts. Scores:
 * points. A figure of less than 5 ratings is marked `few` (M3).
 *
 * Returns: (transfer full): a figure; free with schema_free (&figure_schema, …)
 */
Figure *
facts_figure (Facts *self, Metric metric, const SchemeSet *scheme)
{
  Figure *figure = schema_new (&figure_schema);
  Count   count = { evidence_new (), 0, 0, 0, g_string_new (NULL) };

  facts_sort (self);
  figure->metric = metric;
  figure->person = self->person;
  take_text (&figure->month, g_strdup (self->month));
  count_metric (self, metric, scheme, &count);
  set_target (self, figure, scheme, &count);
  figure->value = facts_ratio (count.num, count.den);
  figure->count = evidence_rows (count.evidence);
  figure->base_count = count.base;
  figure->few = facts_too_few (metric, count.base);
  take_text (&figure->days, evidence_days (count.evidence));
  take_text (&figure->detail, g_strdup_printf ("{%s}", count.detail->str));
  if (self->evidence)
    take_text (&figure->evidence, evidence_digest (count.evidence));
  evidence_free (count.evidence);
  g_string_free (count.detail, TRUE);
  return figure;
}

GArray *
facts_counted (Facts *self, Metric metric, const SchemeSet *scheme)
{
  Count   count = { evidence_new (), 0, 0, 0, g_string_new (NULL) };
  GArray *rows;

  facts_sort (self);
  count_metric (self, metric, scheme, &count);
  rows = evidence_list (count.evidence);
  evidence_free (count.evidence);
  g_string_free (count.detail, TRUE);
  return rows;
}

/**
 * facts_counts:
 * @out: (out): what the team's page shows besides figures
 */
void
facts_counts (Facts *self, FactsCounts *out)
{
  __int128 sales = 0;

  facts_sort (self);
  *out = (FactsCounts){
    .dials = self->dials, .connected = self->connected, .effective = self->calls->len, .talk_s = self->talk_s
  };
  counts_of_days (self, out);
  for (guint i = 0; i < self->orders->len; i++)
    {
      const FactOrder *order = &g_array_index (self->orders, FactOrder, i);
      gint64           share = facts_order_share (self, order, NULL);

      out->orders += share > 0 && in_month (self, order->head.day);
      if (in_month (self, order->head.day))
        sales += (__int128) order->amount * share;
      if (in_month (self, order->back_day))
        sales -= (__int128) order->back * share;
    }
  out->sales = (gint64) (sales / SCHEME_WHOLE);
  if (self->sales_plan.set)
    {
      Ratio target = pro_rata (self->sales_plan.v, out);

      out->target = target.num / target.den;
    }
}

/**
 * facts_is_assessable:
 *
 * Whether at least half of the month's scheduled days were in post and not on leave (G17, R33). Absence without leave
 * excuses nothing.
 */
gboolean
facts_is_assessable (Facts *self)
{
  FactsCounts counts = { 0 };

  facts_sort (self);
  counts_of_days (self, &counts);
  return counts.full_halves > 0 &&
         (counts.sched_halves - counts.leave_halves) * 100 >= counts.full_halves * WORKED_SHARE_MIN_PCT;
}
