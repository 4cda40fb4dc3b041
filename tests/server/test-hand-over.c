/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A customer goes from one agent to another: what moves, what stays, what is told (R7). */
#include <string.h>

#include "appraisal/facts-load.h"
#include "appraisal/scheme-default.h"
#include "calls/call.h"
#include "core/day.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "customers/customer-history.h"
#include "customers/customer.h"
#include "customers/hand-over-rule.h"
#include "handover/hand-over.h"
#include "sales/order.h"
#include "server-fixture.h"
#include "server/admin.h"
#include "service/rating.h"
#include "service/ticket.h"

typedef struct
{
  ServerFixture base;
  TestDevice    agent, taker, supervisor, other, manager;
  Id            from, to; /* assignments */
  Id            customer, phone, call, order, rating, done_ticket, open_ticket, late_ticket;
} Fixture;

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static void
push (TestDevice *device, const Schema *schema, gpointer row)
{
  g_autofree char *outcome = test_device_push (device, mutation_put (schema, row));

  g_test_message ("%s", schema->table);
  g_assert_cmpstr (outcome, ==, "ok");
  schema_free (schema, row);
}

static Id
push_ticket (Fixture *f, gint64 due, gint64 solved)
{
  Ticket *row = schema_new (&ticket_schema);
  Id      id = test_random_id (&f->agent);

  row->row.id = id;
  row->agent = f->base.company.agent1;
  row->customer = f->customer;
  set_text (&row->number, "T1");
  set_text (&row->subject, "换货");
  row->opened_at = f->base.now.now - 2 * MOMENT_DAY;
  row->due_at = due;
  row->solved_at = (OptInt){ .set = solved > 0, .v = solved };
  push (&f->agent, &ticket_schema, row);
  return id;
}

static void
push_facts (Fixture *f)
{
  Call       *call = schema_new (&call_schema);
  SalesOrder *order = schema_new (&sales_order_schema);
  Rating     *rating = schema_new (&rating_schema);

  f->call = call->row.id = test_random_id (&f->agent);
  f->order = order->row.id = test_random_id (&f->agent);
  f->rating = rating->row.id = test_random_id (&f->agent);
  call->agent = order->agent = rating->agent = f->base.company.agent1;
  call->customer = order->customer = rating->customer = f->customer;
  call->started_at = f->base.now.now - 3 * MOMENT_DAY;
  call->ended_at = call->started_at + G_USEC_PER_SEC;
  call->result = CALL_RESULT_LATER;
  set_text (&call->note, "说好下周再联系");
  g_free (order->signed_on);
  order->signed_on = day_dup_text (moment_day (f->base.now.now - 4 * MOMENT_DAY, MOMENT_OFFSET_S));
  set_text (&order->number, "D1");
  set_text (&order->product, "标准版");
  order->state = ORDER_STATE_SIGNED;
  rating->invited_at = f->base.now.now - MOMENT_DAY;
  rating->value = (OptInt){ .set = TRUE, .v = 4 };
  push (&f->agent, &call_schema, call);
  push (&f->agent, &sales_order_schema, order);
  g_assert_true (server_write (f->base.server, NULL, &rating_schema, rating, &f->base.now, NULL));
  schema_free (&rating_schema, rating);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  Customer     *customer = schema_new (&customer_schema);
  ContactPhone *phone = schema_new (&contact_phone_schema);
  Company      *company = &f->base.company;

  server_fixture_init (&f->base);
  test_device_init (&f->agent, &f->base, company->agent1, NULL);
  test_device_init (&f->taker, &f->base, company->agent2, NULL);
  test_device_init (&f->supervisor, &f->base, company->supervisor1, NULL);
  test_device_init (&f->other, &f->base, company->deputy, NULL);
  test_device_init (&f->manager, &f->base, company->manager, NULL);
  f->from = company->agent1_assignment;
  f->to = directory_assignment_on (company->directory, company->agent2, "2026-01-01")->row.id;
  f->customer = customer->row.id = test_random_id (&f->agent);
  f->phone = phone->row.id = test_random_id (&f->agent);
  customer->assignment = phone->assignment = f->from;
  phone->customer = f->customer;
  set_text (&customer->name, "辰星");
  set_text (&phone->e164, "+8613800138000");
  push (&f->agent, &customer_schema, customer);
  push (&f->agent, &contact_phone_schema, phone);
  push_facts (f);
  f->done_ticket = push_ticket (f, f->base.now.now + MOMENT_DAY, f->base.now.now - MOMENT_DAY);
  f->open_ticket = push_ticket (f, f->base.now.now + MOMENT_DAY, 0);
  f->late_ticket = push_ticket (f, f->base.now.now - MOMENT_DAY, 0);
  server_new_day (f->base.server, &f->base.now, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  TestDevice *devices[] = { &f->agent, &f->taker, &f->supervisor, &f->other, &f->manager };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    test_device_clear (devices[i]);
  server_fixture_clear (&f->base);
}

static char *
hand_over (TestDevice *device, Id customer, Id from, Id to)
{
  g_autofree char *from_hex = id_dup_hex (from);
  g_autofree char *to_hex = id_dup_hex (to);
  g_autofree char *args = g_strdup_printf ("{\"from\":\"%s\",\"to\":\"%s\"}", from_hex, to_hex);

  return test_device_push (device, mutation_command (HAND_OVER_COMMAND, &customer_schema, customer, NULL, args));
}

#define HAND_OVER(device, customer, from, to, wanted)              \
  G_STMT_START                                                     \
  {                                                                \
    g_autofree char *got = hand_over (device, customer, from, to); \
    g_assert_cmpstr (got, ==, wanted);                             \
  }                                                                \
  G_STMT_END

static gpointer
read_back (Fixture *f, const Schema *schema, Id id)
{
  g_autoptr (GError) error = NULL;
  gpointer row = server_read (f->base.server, schema, id, &error);

  g_assert_no_error (error);
  return row;
}

/* Every line that is a fact, but for one ticket. */
static char *
facts_of (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  char *text = db_text (server_get_db (f->base.server), &error,
                        "SELECT group_concat (tbl || hex (id) || hex (bucket) || rv || seq || body, char (10)) FROM"
                        " (SELECT * FROM row WHERE tbl IN ('call', 'sales_order', 'rating', 'ticket') AND id <> ?"
                        " ORDER BY tbl, id)",
                        "d", &f->open_ticket);

  g_assert_no_error (error);
  return text;
}

static char *
evidence_of (Fixture *f, Id person)
{
  g_autoptr (GError) error = NULL;
  Loader          *loader = server_loader_new (f->base.server, &error);
  char             today[11];
  g_autofree char *month = NULL;
  g_autoptr (Facts) facts = NULL;
  SchemeSet *scheme = scheme_set_new_default (f->base.company.team1, POST_AGENT, ID_NONE, "2026-01");
  GString   *text = g_string_new (NULL);

  server_today (f->base.server, &f->base.now, today);
  month = g_strndup (today, 7);
  facts = facts_load (loader, person, month, f->base.now.now, TRUE, &error);
  g_assert_no_error (error);
  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    {
      Figure          *figure = facts_figure (facts, metric, scheme);
      g_autofree char *body = schema_body (&figure_schema, figure);

      g_string_append_printf (text, "%s\n", body);
      schema_free (&figure_schema, figure);
    }
  scheme_set_free (scheme);
  g_free (loader);
  return g_string_free (text, FALSE);
}

/* "kind result date note" of what is told, sorted. */
static char *
told (Fixture *f, Id assignment)
{
  g_autofree char *hex = id_dup_hex (assignment);

  return db_text (server_get_db (f->base.server), NULL,
                  "SELECT coalesce (group_concat (line, ';'), '') FROM"
                  " (SELECT coalesce (body ->> '$.kind', 'call') || ' ' ||"
                  " coalesce (body ->> '$.result', 'none') || ' ' || coalesce (body ->> '$.note', '') AS line"
                  " FROM row WHERE tbl = 'customer_history' AND del = 0 AND body ->> '$.assignment' = ? ORDER BY line)",
                  "s", hex);
}

static void
test_hand_over_moves_and_tells (Fixture *f, gconstpointer data)
{
  g_autofree char *before = facts_of (f);
  g_autofree char *evidence = evidence_of (f, f->base.company.agent1);
  g_autofree char *history = NULL;
  g_autofree char *after = NULL;
  g_autofree char *same = NULL;
  g_autofree char *pulled = NULL;
  Customer        *customer;
  ContactPhone    *phone;
  Ticket          *open, *late;

  HAND_OVER (&f->supervisor, f->customer, f->from, f->to, "ok");
  customer = read_back (f, &customer_schema, f->customer);
  phone = read_back (f, &contact_phone_schema, f->phone);
  open = read_back (f, &ticket_schema, f->open_ticket);
  late = read_back (f, &ticket_schema, f->late_ticket);
  g_assert_true (id_equal (customer->assignment, f->to));
  g_assert_true (id_equal (phone->assignment, f->to));
  g_assert_true (id_equal (open->agent, f->base.company.agent2));
  g_assert_true (id_equal (late->agent, f->base.company.agent1));
  after = facts_of (f);
  same = evidence_of (f, f->base.company.agent1);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (evidence, ==, same);
  history = told (f, f->to);
  g_assert_cmpstr (history, ==,
                   "call later 说好下周再联系;order signed D1 标准版;rating rated-4 ;ticket overdue T1 换货;"
                   "ticket solved T1 换货");
  pulled = test_device_pull (&f->taker, 0, "{}", "{}");
  g_assert_nonnull (strstr (pulled, "辰星"));
  g_assert_nonnull (strstr (pulled, "说好下周再联系"));
  g_assert_null (strstr (pulled, "\"R\",\"call\""));
  schema_free (&customer_schema, customer);
  schema_free (&contact_phone_schema, phone);
  schema_free (&ticket_schema, open);
  schema_free (&ticket_schema, late);
}

/* Given back, everything is as it was; on to a third, all is told once. */
static void
test_hand_over_back_and_on (Fixture *f, gconstpointer data)
{
  g_autofree char *none = NULL;
  g_autofree char *told_to_third = NULL;
  g_autofree char *gone = NULL;
  Call            *call = schema_new (&call_schema);
  Ticket          *open;
  Id               third = f->base.company.mover_new;

  HAND_OVER (&f->supervisor, f->customer, f->from, f->to, "ok");
  HAND_OVER (&f->other, f->customer, f->to, f->from, "ok");
  none = told (f, f->from);
  g_assert_cmpstr (none, ==, "");
  open = read_back (f, &ticket_schema, f->open_ticket);
  g_assert_true (id_equal (open->agent, f->base.company.agent1));
  schema_free (&ticket_schema, open);

  HAND_OVER (&f->supervisor, f->customer, f->from, f->to, "ok");
  call->row.id = test_random_id (&f->taker);
  call->agent = f->base.company.agent2;
  call->customer = f->customer;
  call->started_at = call->ended_at = f->base.now.now - G_USEC_PER_SEC;
  set_text (&call->note, "第二个人打的");
  push (&f->taker, &call_schema, call);
  HAND_OVER (&f->other, f->customer, f->to, third, "ok");
  gone = told (f, f->to);
  told_to_third = told (f, third);
  g_assert_cmpstr (gone, ==, "");
  g_assert_nonnull (strstr (told_to_third, "说好下周再联系"));
  g_assert_nonnull (strstr (told_to_third, "第二个人打的"));
}

static void
test_hand_over_who_may (Fixture *f, gconstpointer data)
{
  HAND_OVER (&f->agent, f->customer, f->from, f->to, "rejected/not_allowed");
  HAND_OVER (&f->taker, f->customer, f->from, f->to, "rejected/not_allowed");
  HAND_OVER (&f->other, f->customer, f->from, f->to, "rejected/not_allowed");
  HAND_OVER (&f->other, test_random_id (&f->other), f->from, f->to, "rejected/not_allowed");
  HAND_OVER (&f->supervisor, f->customer, f->to, f->from, "rejected/stale_view");
  HAND_OVER (&f->supervisor, f->customer, f->from, f->from, "rejected/wrong_state");
  /* Ended; a supervisor's. */
  HAND_OVER (&f->supervisor, f->customer, f->from, f->base.company.mover_old, "rejected/wrong_state");
  HAND_OVER (&f->supervisor, f->customer, f->from,
             directory_assignment_on (f->base.company.directory, f->base.company.supervisor2, "2026-01-01")->row.id,
             "rejected/wrong_state");
  {
    g_autofree char *malformed = test_device_push (
        &f->supervisor, mutation_command (HAND_OVER_COMMAND, &customer_schema, f->customer, NULL, "{}"));

    g_assert_cmpstr (malformed, ==, "rejected/malformed");
  }
  HAND_OVER (&f->manager, f->customer, f->from, f->to, "ok");
  HAND_OVER (&f->supervisor, f->customer, f->to, f->from, "rejected/not_allowed");
}

/* Whoever was not there yet when a ticket was opened cannot be counted for it: it stays, and is told. */
static void
test_hand_over_to_one_who_came_later (Fixture *f, gconstpointer data)
{
  Assignment      *late = schema_new (&assignment_schema);
  Person          *person = schema_new (&person_schema);
  g_autofree char *history = NULL;
  Ticket          *open;
  char             today[11];
  g_autoptr (GError) error = NULL;

  server_today (f->base.server, &f->base.now, today);
  person->row.id = test_random_id (&f->agent);
  person->active = TRUE;
  set_text (&person->number, "A09");
  set_text (&person->name, "新人");
  late->row.id = test_random_id (&f->agent);
  late->person = person->row.id;
  late->department = f->base.company.sales;
  late->team = f->base.company.team1;
  late->post = POST_AGENT;
  set_text (&late->from_on, today);
  g_assert_true (server_write (f->base.server, NULL, &person_schema, person, &f->base.now, &error));
  g_assert_true (server_write (f->base.server, NULL, &assignment_schema, late, &f->base.now, &error));
  g_assert_no_error (error);
  HAND_OVER (&f->supervisor, f->customer, f->from, late->row.id, "ok");
  open = read_back (f, &ticket_schema, f->open_ticket);
  g_assert_true (id_equal (open->agent, f->base.company.agent1));
  history = told (f, late->row.id);
  g_assert_nonnull (strstr (history, "ticket open T1 换货"));
  schema_free (&ticket_schema, open);
  schema_free (&assignment_schema, late);
  schema_free (&person_schema, person);
}

int
main (int argc, char *argv[])
{
  core_init ();
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add ("/server/hand-over/" path, Fixture, NULL, set_up, func, tear_down)
  TEST ("moves-and-tells", test_hand_over_moves_and_tells);
  TEST ("back-and-on", test_hand_over_back_and_on);
  TEST ("who-may", test_hand_over_who_may);
  TEST ("to-one-who-came-later", test_hand_over_to_one_who_came_later);
  return g_test_run ();
}
