/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/facts-load.h"

#include "appraisal/rows.h"
#include "core/day.h"

#include <string.h>

#define TICKET_BACK_MONTHS 2 /* a ticket due this month was opened at most so long before */

static char *
month_before (const char *month, int months)
{
  Day first;

  if (!month_parse (month, &first))
    g_return_val_if_reached (g_strdup (month));
  return month_dup_text (month_add (first, -months));
}

/* Adds every row of @schema from the month and @back months before. */
static gboolean
add_rows (Loader *loader, Facts *facts, const Schema *schema, Id person, const char *month, int back, GError **error)
{
  for (int i = back; i >= 0; i--)
    {
      g_autofree char *text = month_before (month, i);
      GPtrArray       *rows = loader->facts (loader, schema, person, text, error);

      if (rows == NULL)
        return FALSE;
      for (guint j = 0; j < rows->len; j++)
        facts_add (facts, schema, g_ptr_array_index (rows, j));
      rows_free (schema, rows);
    }
  return TRUE;
}

static gboolean
add_row (Loader *loader, Facts *facts, const Schema *schema, Id id, GError **error)
{
  GError  *failure = NULL;
  gpointer row = loader->row (loader, schema, id, &failure);

  if (row != NULL)
    facts_add (facts, schema, row);
  schema_free (schema, row);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Calls and the customers called, who decide whether a call counts (M2). */
static gboolean
add_calls (Loader *loader, Facts *facts, Id person, const char *month, GError **error)
{
  GPtrArray *rows = loader->facts (loader, &call_schema, person, month, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (id_hash, id_equal_ptr);
  gboolean ok = rows != NULL;

  for (guint i = 0; ok && i < rows->len; i++)
    {
      Call *call = g_ptr_array_index (rows, i);

      facts_add_call (facts, call);
      if (call->talk_s >= EFFECTIVE_TALK_S && !id_is_none (call->customer) && g_hash_table_add (seen, &call->customer))
        ok = add_row (loader, facts, &customer_schema, call->customer, error);
    }
  rows_free (&call_schema, rows);
  return ok;
}

/* Credits of an order, whoever they go to. */
static gboolean
add_credits_of (Loader *loader, Facts *facts, const SalesOrder *order, GError **error)
{
  GPtrArray *credits = loader->children (loader, &order_credit_schema, order->row.id, error);

  if (credits == NULL)
    return FALSE;
  for (guint i = 0; i < credits->len; i++)
    facts_add_credit (facts, g_ptr_array_index (credits, i));
  rows_free (&order_credit_schema, credits);
  return TRUE;
}

/* Orders in which others were the agent but this person has a share. */
static gboolean
add_credited (Loader *loader, Facts *facts, Id person, const char *month, GError **error)
{
  GPtrArray *credits = loader->facts (loader, &order_credit_schema, person, month, error);
  gboolean   ok = credits != NULL;

  for (guint i = 0; ok && i < credits->len; i++)
    {
      const OrderCredit *credit = g_ptr_array_index (credits, i);

      facts_add_credit (facts, credit);
      ok = add_row (loader, facts, &sales_order_schema, credit->sales_order, error);
    }
  rows_free (&order_credit_schema, credits);
  return ok;
}

/* Orders of the month, and earlier ones that came back in it (M1). */
static gboolean
add_orders (Loader *loader, Facts *facts, Id person, const char *month, GError **error)
{
  gboolean ok = TRUE;

  for (int i = ORDER_BACK_MONTHS; ok && i >= 0; i--)
    {
      g_autofree char *text = month_before (month, i);
      GPtrArray       *orders = loader->facts (loader, &sales_order_schema, person, text, error);

      ok = orders != NULL;
      for (guint j = 0; ok && j < orders->len; j++)
        {
          const SalesOrder *order = g_ptr_array_index (orders, j);

          if (i > 0 && !g_str_has_prefix (order->back_on, month))
            continue;
          facts_add_order (facts, order);
          ok = add_credits_of (loader, facts, order, error);
        }
      rows_free (&sales_order_schema, orders);
      ok = ok && add_credited (loader, facts, person, text, error);
    }
  return ok;
}

static gboolean
add_target (Loader *loader, Facts *facts, Id person, const char *month, GError **error)
{
  Target *key = schema_new (&target_schema);
  Id      id;

  key->person = person;
  g_free (key->month);
  key->month = g_strdup (month);
  id = schema_natural_id (&target_schema, key);
  schema_free (&target_schema, key);
  return add_row (loader, facts, &target_schema, id, error);
}

/**
 * facts_count_workdays:
 * @month: YYYY-MM
 * @in_post: (out): workdays on which the person held a post
 * @outside: (out): workdays on which he held none (G17)
 */
void
facts_count_workdays (Directory      *directory,
                      const Calendar *calendar,
                      Id              person,
                      const char     *month,
                      gint64         *in_post,
                      gint64         *outside)
{
  Day first;

  *in_post = *outside = 0;
  if (!month_parse (month, &first))
    return;
  for (Day day = first; day <= month_last (first); day++)
    {
      char text[DAY_TEXT_SIZE];

      if (!calendar_is_workday (calendar, day))
        continue;
      day_format (day, text);
      if (directory_assignment_on (directory, person, text) != NULL)
        ++*in_post;
      else
        ++*outside;
    }
}

/**
 * facts_last_scheduled_day:
 * @month: YYYY-MM
 *
 * The day that decides whose form it is (R6): the last workday on which the person held a post.
 *
 * Returns: (transfer full) (nullable): YYYY-MM-DD; %NULL if he held none in the month
 */
char *
facts_last_scheduled_day (Loader *loader, Id person, const char *month)
{
  Day first;

  if (!month_parse (month, &first))
    return NULL;
  for (Day day = month_last (first); day >= first; day--)
    {
      char text[DAY_TEXT_SIZE];

      day_format (day, text);
      if (calendar_is_workday (loader->calendar, day) &&
          directory_assignment_on (loader->directory, person, text) != NULL)
        return g_strdup (text);
    }
  return NULL;
}

/**
 * facts_load:
 * @month: YYYY-MM
 * @as_of: µs since the epoch, UTC
 * @evidence: hash every counted row
 *
 * Folds everything the month of one person rests on, over all assignments held in it (R6).
 *
 * Returns: (transfer full) (nullable): the fold, or %NULL with @error set
 */
Facts *
facts_load (Loader *loader, Id person, const char *month, gint64 as_of, gboolean evidence, GError **error)
{
  /* clang-format off */
  static const struct { const Schema *schema; int back; } plain[] = {
    { &rating_schema, 0 }, { &ticket_schema, TICKET_BACK_MONTHS }, { &qa_score_schema, 0 }, { &exam_result_schema, 0 },
    { &attendance_day_schema, 0 }, { &violation_schema, 0 } };
  /* clang-format on */
  g_autoptr (Facts) facts = facts_new (person, month, as_of, evidence);
  gint64 in_post, outside;

  facts_count_workdays (loader->directory, loader->calendar, person, month, &in_post, &outside);
  facts_set_workdays (facts, in_post, outside);
  if (!add_target (loader, facts, person, month, error) || !add_calls (loader, facts, person, month, error) ||
      !add_orders (loader, facts, person, month, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (!add_rows (loader, facts, plain[i].schema, person, month, plain[i].back, error))
      return NULL;
  return g_steal_pointer (&facts);
}
