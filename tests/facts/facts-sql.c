/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "facts-sql.h"

#include "core/moment.h"
#include "store/bulk.h"
#include "store/db.h"
#include "store/store-private.h"

#include <string.h>

const Metric facts_sql_metrics[FACTS_SQL_METRICS] = { METRIC_SALES, METRIC_CONVERSION, METRIC_SATISFACTION,
                                                      METRIC_QA, METRIC_SUCCESS, METRIC_TICKET_ON_TIME };

typedef struct
{
  StoreBulk *bulk;
  GRand     *random;
  Day        first;
  guint      number;
} Maker;

static Id
number_id (const char *kind, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  return id_derive (kind, (const char *const[]){ text, NULL });
}

Id
facts_sql_agent (guint number)
{
  return number_id ("agent", number);
}

static gboolean
chance (Maker *maker, guint of)
{
  return g_rand_int_range (maker->random, 0, (gint32) of) == 0;
}

/* A day of the month, now and then one before or after it. */
static Day
draw_day (Maker *maker)
{
  return maker->first + g_rand_int_range (maker->random, chance (maker, 20) ? -40 : 0, chance (maker, 20) ? 40 : 31);
}

static gint64
draw_moment (Maker *maker)
{
  return moment_from_day_time (draw_day (maker), g_rand_int_range (maker->random, 0, 86400), MOMENT_OFFSET_S);
}

static void
set_day (char **member, Day day)
{
  g_free (*member);
  *member = day_dup_text (day);
}

static void
put (Maker *maker, const Schema *schema, gpointer row)
{
  g_autoptr (GError) error = NULL;
  Row *head = row;

  if (id_is_none (head->id))
    head->id = number_id (schema->table, maker->number);
  head->bucket = number_id ("bucket", 1);
  head->seq = head->rv = ++maker->number;
  g_assert_true (store_bulk_put (maker->bulk, schema, row, &error));
  g_assert_no_error (error);
  schema_free (schema, row);
}

static Id
customer_of (guint agent, guint number)
{
  return number_id ("customer", agent * 100000 + number);
}

static void
put_customer (Maker *maker, guint agent, guint number)
{
  Customer *row = schema_new (&customer_schema);

  row->row.id = customer_of (agent, number);
  row->invalid = chance (maker, 20);
  if (chance (maker, 3))
    set_day (&row->blocked_on, draw_day (maker));
  if (chance (maker, 8))
    set_day (&row->first_signed_on, draw_day (maker));
  put (maker, &customer_schema, row);
}

static void
put_call (Maker *maker, guint agent, Id customer)
{
  Call *row = schema_new (&call_schema);

  row->agent = facts_sql_agent (agent);
  row->customer = customer;
  row->started_at = draw_moment (maker);
  row->answered_at.set = !chance (maker, 3);
  row->answered_at.v = row->started_at;
  row->talk_s = row->answered_at.set ? g_rand_int_range (maker->random, 0, 120) : 0;
  row->ended_at = row->started_at + row->talk_s * MOMENT_SECOND;
  put (maker, &call_schema, row);
}

static void
put_order (Maker *maker, guint agent, Id customer)
{
  SalesOrder *row = schema_new (&sales_order_schema);
  Day         day = draw_day (maker);

  row->agent = facts_sql_agent (agent);
  row->customer = customer;
  row->amount = g_rand_int_range (maker->random, 100, 1000000);
  row->state = chance (maker, 6) ? ORDER_STATE_CONFIRMED : ORDER_STATE_SIGNED;
  set_day (&row->signed_on, day);
  if (row->state == ORDER_STATE_SIGNED && chance (maker, 4))
    {
      row->state = ORDER_STATE_RETURNED;
      row->back = g_rand_int_range (maker->random, 1, (gint32) row->amount + 1);
      set_day (&row->back_on, day + g_rand_int_range (maker->random, 0, 40));
    }
  put (maker, &sales_order_schema, row);
}

static void
put_ratings_and_tickets (Maker *maker, guint agent)
{
  for (guint i = 0; i < 30; i++)
    {
      Rating *rating = schema_new (&rating_schema);
      Ticket *ticket = schema_new (&ticket_schema);

      rating->agent = ticket->agent = facts_sql_agent (agent);
      rating->contact = number_id ("contact", agent * 100 + (guint) g_rand_int_range (maker->random, 0, 20));
      rating->invited_at = draw_moment (maker);
      if (!chance (maker, 4))
        {
          rating->rated_at = (OptInt){ rating->invited_at + i, TRUE };
          rating->value = (OptInt){ g_rand_int_range (maker->random, 1, 6), TRUE };
        }
      put (maker, &rating_schema, rating);
      ticket->opened_at = draw_moment (maker);
      ticket->due_at = ticket->opened_at + 3 * MOMENT_DAY;
      if (!chance (maker, 5))
        ticket->solved_at = (OptInt){ ticket->opened_at + g_rand_int_range (maker->random, 0, 6) * MOMENT_DAY, TRUE };
      put (maker, &ticket_schema, ticket);
    }
}

static void
put_qa (Maker *maker, guint agent)
{
  for (guint i = 0; i < 6; i++)
    {
      QaScore *row = schema_new (&qa_score_schema);

      row->agent = facts_sql_agent (agent);
      row->score = g_rand_int_range (maker->random, 0, 10001);
      row->pick = chance (maker, 4) ? QA_PICK_RISK : QA_PICK_RANDOM;
      row->state = chance (maker, 5) ? QA_STATE_DRAFT : QA_STATE_PUBLISHED;
      set_day (&row->scored_on, draw_day (maker));
      if (chance (maker, 6))
        {
          g_free (row->fatal);
          row->fatal = g_strdup ("x");
        }
      put (maker, &qa_score_schema, row);
    }
}

static void
put_agent (Maker *maker, guint agent, guint calls)
{
  guint customers = calls / 2 + 1;

  for (guint i = 0; i < customers; i++)
    put_customer (maker, agent, i);
  for (guint i = 0; i < calls; i++)
    put_call (maker, agent, customer_of (agent, (guint) g_rand_int_range (maker->random, 0, (gint32) customers)));
  for (guint i = 0; i < 20; i++)
    put_order (maker, agent, customer_of (agent, (guint) g_rand_int_range (maker->random, 0, (gint32) customers)));
  put_ratings_and_tickets (maker, agent);
  put_qa (maker, agent);
}

Store *
facts_sql_store_new (const char *path, guint agents, guint calls, guint32 seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Maker  maker = { store_bulk_new (path, &error), random, 0, 1 };
  Store *store;

  g_assert_no_error (error);
  g_assert_true (month_parse (FACTS_SQL_MONTH, &maker.first));
  for (guint agent = 0; agent < agents; agent++)
    put_agent (&maker, agent, calls / agents);
  g_assert_true (store_bulk_finish (maker.bulk, &error));
  g_assert_no_error (error);
  store = store_open (path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  return store;
}

#define EFFECTIVE                                                                                              \
  "FROM \"call\" c WHERE c.agent = ?1 AND c.started_at >= ?2 AND c.started_at < ?3 AND c.answered_at NOTNULL " \
  "AND c.talk_s >= 30"
#define SIGNED "o.state IN ('signed', 'delivered', 'done', 'returned')"
#define PROSPECT                                                                                                    \
  "AND NOT u.invalid AND (u.blocked_on = '' OR u.blocked_on > date (c.started_at / 1000000 + 28800, 'unixepoch')) " \
  "AND (u.first_signed_on = '' OR u.first_signed_on >= ?4)"

/* Numerator and denominator; ?1 agent, ?2 ?3 the month as moments, ?4 ?5 as dates. */
static const char *
metric_sql (Metric metric)
{
  switch ((int) metric)
    {
    case METRIC_SALES:
      return "SELECT coalesce (sum (iif (signed_on >= ?4 AND signed_on < ?5, amount, 0)), 0)"
             " - coalesce (sum (iif (back_on >= ?4 AND back_on < ?5, back, 0)), 0), 1"
             " FROM sales_order o WHERE o.agent = ?1 AND " SIGNED " AND ?2 < ?3";
    case METRIC_CONVERSION:
      return "SELECT count (DISTINCT iif (EXISTS (SELECT 1 FROM sales_order o WHERE o.customer = c.customer AND"
             " o.agent = ?1 AND o.signed_on >= ?4 AND o.signed_on < ?5 AND " SIGNED "), c.customer, NULL)),"
             " count (DISTINCT c.customer) FROM \"call\" c JOIN customer u ON u.id = c.customer"
             " WHERE c.agent = ?1 AND c.started_at >= ?2 AND c.started_at < ?3 AND c.answered_at NOTNULL"
             " AND c.talk_s >= 30 " PROSPECT;
    case METRIC_SATISFACTION:
      return "SELECT coalesce (sum (CASE value WHEN 5 THEN 100 WHEN 4 THEN 80 WHEN 3 THEN 60 WHEN 2 THEN 30 ELSE 0"
             " END), 0), count (*) FROM (SELECT value, row_number () OVER (PARTITION BY contact ORDER BY rated_at"
             " DESC, id DESC) AS place FROM rating WHERE agent = ?1 AND invited_at >= ?2 AND invited_at < ?3 AND"
             " value NOTNULL) WHERE place = 1 AND ?4 < ?5";
    case METRIC_QA:
      return "SELECT coalesce (sum (iif (fatal = '', score, 0)), 0), 100 * count (*) FROM qa_score WHERE agent = ?1"
             " AND scored_on >= ?4 AND scored_on < ?5 AND pick = 'random' AND state = 'published' AND ?2 < ?3";
    case METRIC_SUCCESS:
      return "SELECT (SELECT count (*) FROM sales_order o WHERE o.agent = ?1 AND o.signed_on >= ?4 AND"
             " o.signed_on < ?5 AND " SIGNED "), (SELECT count (*) " EFFECTIVE ")";
    case METRIC_TICKET_ON_TIME:
      return "SELECT coalesce (sum (solved_at NOTNULL AND solved_at <= due_at), 0), count (*) FROM ticket WHERE"
             " agent = ?1 AND due_at >= ?2 AND due_at < ?3 AND ?4 < ?5";
    default:
      g_assert_not_reached ();
    }
}

Ratio
facts_sql_value (Store *store, Metric metric, Id agent)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStmt) stmt = NULL;
  Day   first;
  char  from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
  Ratio value;

  g_assert_true (month_parse (FACTS_SQL_MONTH, &first));
  day_format (first, from);
  day_format (month_add (first, 1), to);
  stmt = db_prepare (store_db (store), &error, metric_sql (metric), "diiss", &agent,
                     moment_from_day_time (first, 0, MOMENT_OFFSET_S),
                     moment_from_day_time (month_add (first, 1), 0, MOMENT_OFFSET_S), from, to);
  g_assert_no_error (error);
  g_assert_cmpint (db_step (stmt, &error), ==, 1);
  value = (Ratio){ db_column_int (stmt, 0), db_column_int (stmt, 1) };
  return value;
}
