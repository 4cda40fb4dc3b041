/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Month facts of 60 agents over 125,000 calls among a quarter's, by the one fold (R18), against six aggregates written
 * by hand for the same figures in the same store (budget of design §9: 3 times).
 */
#include <stdio.h>

#include "appraisal/facts-load.h"
#include "core/id.h"
#include "core/moment.h"
#include "store/bulk.h"
#include "store/store-loader.h"
#include "tests/support/temp-store.h"

#define AGENTS 60
#define CALLS 125000    /* a month */
#define CUSTOMERS 60000 /* of the department */
#define MONTH "2026-03"
#define AS_OF G_GINT64_CONSTANT (1775000000000000)

typedef struct
{
  TempStore *temp;
  StoreBulk *bulk;
  guint      number;
  Directory *directory;
  Id         agents[AGENTS];
} Company;

static void
put (Company *company, const Schema *schema, gpointer row)
{
  g_autoptr (GError) error = NULL;
  Row *head = row;

  if (schema_is_natural (schema))
    head->id = schema_natural_id (schema, row);
  else if (id_is_none (head->id))
    head->id = test_id (++company->number);
  head->seq = head->rv = 1;
  store_bulk_put (company->bulk, schema, row, &error);
  g_assert_no_error (error);
  directory_add (company->directory, schema, row);
  schema_free (schema, row);
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static Id
random_customer (GRand *random)
{
  return test_id (1000000 + (guint) g_rand_int_range (random, 0, CUSTOMERS));
}

static void
add_people (Company *company)
{
  Department *department = schema_new (&department_schema);
  Id          id = department->row.id = test_id (1);

  put (company, &department_schema, department);
  company->number = 100;
  for (int i = 0; i < AGENTS; i++)
    {
      Person     *person = schema_new (&person_schema);
      Assignment *assignment = schema_new (&assignment_schema);

      company->agents[i] = person->row.id = test_id (++company->number);
      assignment->person = company->agents[i];
      assignment->department = id;
      set_text (&assignment->from_on, "2025-01-01");
      put (company, &person_schema, person);
      put (company, &assignment_schema, assignment);
    }
}

static void
add_customers (Company *company)
{
  for (guint i = 0; i < CUSTOMERS; i++)
    {
      Customer *customer = schema_new (&customer_schema);

      customer->row.id = test_id (1000000 + i);
      if (i % 50 == 0)
        set_text (&customer->first_signed_on, "2026-01-15");
      put (company, &customer_schema, customer);
    }
}

static void
add_calls (Company *company, GRand *random, Day first)
{
  for (guint i = 0; i < CALLS; i++)
    {
      Call *call = schema_new (&call_schema);
      Day   day = first + g_rand_int_range (random, 0, 28);

      call->agent = company->agents[i % AGENTS];
      call->customer = random_customer (random);
      call->started_at = moment_from_day_time (day, g_rand_int_range (random, 9 * 3600, 19 * 3600), MOMENT_OFFSET_S);
      call->ended_at = call->started_at + 100 * MOMENT_SECOND;
      if (g_rand_int_range (random, 0, 3) > 0)
        {
          call->answered_at = (OptInt){ call->started_at + 6 * MOMENT_SECOND, TRUE };
          call->talk_s = g_rand_int_range (random, 0, 94);
        }
      set_text (&call->note, "客户说明天再联系");
      put (company, &call_schema, call);
    }
}

static void
add_sales (Company *company, GRand *random, Day first, Id agent)
{
  for (int i = 0; i < 40; i++)
    {
      SalesOrder  *order = schema_new (&sales_order_schema);
      OrderCredit *credit = schema_new (&order_credit_schema);
      Rating      *rating = schema_new (&rating_schema);

      order->agent = rating->agent = credit->person = agent;
      order->customer = rating->customer = random_customer (random);
      order->amount = 100000 + g_rand_int_range (random, 0, 400000);
      order->state = ORDER_STATE_SIGNED;
      day_format (first + i % 28, (g_free (order->signed_on), order->signed_on = g_malloc (DAY_TEXT_SIZE)));
      order->row.id = credit->sales_order = rating->contact = test_id (++company->number);
      set_text (&credit->signed_on, order->signed_on);
      credit->share = 10000;
      rating->about = RATING_ABOUT_ORDER;
      rating->invited_at = moment_from_day_time (first + i % 28, 50000, MOMENT_OFFSET_S);
      rating->rated_at = (OptInt){ rating->invited_at + MOMENT_SECOND, TRUE };
      rating->value = (OptInt){ 3 + i % 3, TRUE };
      put (company, &sales_order_schema, order);
      put (company, &order_credit_schema, credit);
      put (company, &rating_schema, rating);
    }
}

static void
add_rest (Company *company, Day first, Id agent)
{
  for (int i = 0; i < 28; i++)
    {
      AttendanceDay *day = schema_new (&attendance_day_schema);
      Ticket        *ticket = schema_new (&ticket_schema);
      char           text[DAY_TEXT_SIZE];

      day_format (first + i, text);
      day->person = ticket->agent = agent;
      set_text (&day->day, text);
      day->late_min = i % 9 == 0 ? 4 : 0;
      ticket->opened_at = moment_from_day_time (first + i, 40000, MOMENT_OFFSET_S);
      ticket->due_at = ticket->opened_at + MOMENT_DAY / 2;
      ticket->solved_at = (OptInt){ ticket->opened_at + MOMENT_DAY / 3 + i * MOMENT_DAY / 100, TRUE };
      put (company, &attendance_day_schema, day);
      put (company, &ticket_schema, ticket);
    }
  for (int i = 0; i < 4; i++)
    {
      QaScore *score = schema_new (&qa_score_schema);

      score->agent = agent;
      day_format (first + i * 7, (g_free (score->scored_on), score->scored_on = g_malloc (DAY_TEXT_SIZE)));
      score->score = 7000 + i * 500;
      score->state = QA_STATE_PUBLISHED;
      put (company, &qa_score_schema, score);
    }
}

static void
build (Company *company, const char *path)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  Day first;

  company->bulk = store_bulk_new (path, &error);
  g_assert_no_error (error);
  company->directory = directory_new ();
  add_people (company);
  add_customers (company);
  company->number = 2000000;
  g_assert_true (month_parse (MONTH, &first));
  for (int back = 2; back >= 0; back--)
    {
      add_calls (company, random, month_add (first, -back));
      for (int i = 0; i < AGENTS; i++)
        {
          add_sales (company, random, month_add (first, -back), company->agents[i]);
          add_rest (company, month_add (first, -back), company->agents[i]);
        }
    }
  g_assert_true (store_bulk_finish (company->bulk, &error));
}

/* Seconds for all agents; *@calls = effective calls counted, so that both ways can be compared. */
static double
fold (Company *company, Store *store, const Calendar *calendar, gboolean evidence, gint64 *calls, gint64 *sales)
{
  Loader *loader = store_loader_new (store, company->directory, (Calendar *) calendar);
  gint64  start = g_get_monotonic_time ();

  *calls = *sales = 0;
  for (int i = 0; i < AGENTS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Facts) facts = facts_load (loader, company->agents[i], MONTH, AS_OF, evidence, &error);
      FactsCounts counts;

      g_assert_no_error (error);
      facts_counts (facts, &counts);
      *calls += counts.effective;
      *sales += counts.sales;
    }
  start = g_get_monotonic_time () - start;
  store_loader_free (loader);
  return (double) start / 1e6;
}

/* Seconds of six aggregates over the month, grouped by agent. */
static double
aggregate (Store *store, gint64 *calls, gint64 *sales)
{
  static const char *const sql[] = {
    "SELECT agent, count (*), sum (answered_at IS NOT NULL), sum (talk_s >= 30), sum (talk_s) FROM \"call\""
    " WHERE started_at >= ?1 AND started_at < ?2 GROUP BY agent",
    "SELECT agent, count (DISTINCT c.customer),"
    " count (DISTINCT CASE WHEN u.first_signed_on LIKE '2026-03%' THEN u.id END)"
    " FROM \"call\" AS c JOIN customer AS u ON u.id = c.customer WHERE started_at >= ?1"
    " AND started_at < ?2 AND talk_s >= 30"
    " AND NOT invalid AND (first_signed_on = '' OR first_signed_on >= '2026-03-01') AND blocked_on = '' GROUP BY agent",
    "SELECT o.agent, count (*), sum (amount * share / 10000) FROM sales_order AS o"
    " JOIN order_credit AS c ON c.sales_order = o.id"
    " WHERE o.signed_on >= '2026-03-01' AND o.signed_on < '2026-04-01' AND ?1 < ?2 GROUP BY o.agent",
    "SELECT agent, count (*), sum (value) FROM rating WHERE invited_at >= ?1 AND invited_at < ?2 GROUP BY agent",
    "SELECT agent, count (*), sum (solved_at <= due_at) FROM ticket WHERE due_at >= ?1 AND due_at < ?2 GROUP BY agent",
    "SELECT person, count (*), sum (late_min > 0), sum (absent_halves) FROM attendance_day"
    " WHERE day >= '2026-03-01' AND day < '2026-04-01' AND ?1 < ?2 GROUP BY person",
  };
  gint64 start = g_get_monotonic_time ();
  Day    first;

  month_parse (MONTH, &first);
  *calls = *sales = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DbStmt) stmt = db_prepare (store_db (store), &error, sql[i], "ii",
                                            moment_from_day_time (first, 0, MOMENT_OFFSET_S),
                                            moment_from_day_time (month_add (first, 1), 0, MOMENT_OFFSET_S));

      g_assert_no_error (error);
      while (db_step (stmt, &error) > 0)
        {
          *calls += i == 0 ? db_column_int (stmt, 3) : 0;
          *sales += i == 2 ? db_column_int (stmt, 2) : 0;
        }
      g_assert_no_error (error);
    }
  return (double) (g_get_monotonic_time () - start) / 1e6;
}

int
main (void)
{
  g_autoptr (TempStore) temp = temp_store_new (1);
  g_autofree char *path = temp_path (temp->dir, "facts.zuoxi");
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = NULL;
  g_autoptr (Calendar) calendar = calendar_new ();
  Company company = { .temp = temp };
  gint64  calls, sales, calls_sql, sales_sql;
  double  plain = 1e9, proven = 1e9, by_hand = 1e9;

  calendar_add_builtin (calendar);
  build (&company, path);
  store = store_open_reader (path, NULL, &error);
  g_assert_no_error (error);
  for (int round = 0; round < 3; round++)
    {
      by_hand = MIN (by_hand, aggregate (store, &calls_sql, &sales_sql));
      plain = MIN (plain, fold (&company, store, calendar, FALSE, &calls, &sales));
      proven = MIN (proven, fold (&company, store, calendar, TRUE, &calls, &sales));
    }
  if (calls != calls_sql || sales != sales_sql)
    {
      fprintf (stderr, "the fold counts %d calls and %d fen, the aggregates %d and %d\n", (int) calls, (int) sales,
               (int) calls_sql, (int) sales_sql);
      return 1;
    }
  printf ("month facts of %d agents, %d calls: fold %.0f ms, six aggregates %.0f ms, ratio %.2f (budget 3);"
          " with evidence %.0f ms\n",
          AGENTS, CALLS, plain * 1000, by_hand * 1000, plain / by_hand, proven * 1000);
  directory_unref (company.directory);
  return 0;
}
