/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/call.h"
#include "core/init.h"
#include "core/moment.h"
#include "store/store-loader.h"
#include "sales/order.h"
#include "store/apply.h"
#include "tests/support/temp-store.h"

static void
put (Store *store, const Schema *schema, gpointer row)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_apply_one (store, mutation_put (schema, row), &error));
  g_assert_no_error (error);
  schema_free (schema, row);
}

static void
put_call (Store *store, guint number, Id agent, const char *day, gint32 second)
{
  Call *row = schema_new (&call_schema);
  Day   date;

  g_assert_true (day_parse (day, &date));
  row->row.id = test_id (number);
  row->agent = agent;
  row->started_at = moment_from_day_time (date, second, MOMENT_OFFSET_S);
  row->ended_at = row->started_at;
  put (store, &call_schema, row);
}

static guint
count (Loader *loader, const Schema *schema, Id person, const char *month)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = loader->facts (loader, schema, person, month, &error);
  guint      n;

  g_assert_no_error (error);
  n = rows->len;
  for (guint i = 0; i < n; i++)
    schema_free (schema, g_ptr_array_index (rows, i));
  g_ptr_array_unref (rows);
  return n;
}

/* The first and last second of the month count, those around it do not, nor another person's. */
static void
test_facts_are_those_of_the_month (void)
{
  TempStore  *temp = temp_store_new (1);
  Id          agent = test_id (900), other = test_id (901);
  Loader     *loader;
  SalesOrder *order = schema_new (&sales_order_schema);

  loader = store_loader_new (temp->store, NULL, NULL);
  put_call (temp->store, 1, agent, "2026-02-28", 86399);
  put_call (temp->store, 2, agent, "2026-03-01", 0);
  put_call (temp->store, 3, agent, "2026-03-31", 86399);
  put_call (temp->store, 4, agent, "2026-04-01", 0);
  put_call (temp->store, 5, other, "2026-03-10", 0);
  order->row.id = test_id (6);
  order->agent = agent;
  order->amount = 100;
  g_free (order->signed_on);
  order->signed_on = g_strdup ("2026-03-31");
  put (temp->store, &sales_order_schema, order);
  g_assert_cmpuint (count (loader, &call_schema, agent, "2026-03"), ==, 2);
  g_assert_cmpuint (count (loader, &call_schema, agent, "2026-02"), ==, 1);
  g_assert_cmpuint (count (loader, &call_schema, other, "2026-03"), ==, 1);
  g_assert_cmpuint (count (loader, &sales_order_schema, agent, "2026-03"), ==, 1);
  g_assert_cmpuint (count (loader, &sales_order_schema, agent, "2026-04"), ==, 0);
  store_loader_free (loader);
  temp_store_free (temp);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_test_add_func ("/store-loader/facts-are-those-of-the-month", test_facts_are_those_of_the_month);
  return g_test_run ();
}
