/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mutations through the server's core: who may, how edits merge, what is told. */
#include "appraisal/sheet.h"
#include "calls/call.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "customers/customer.h"
#include "sales/target.h"
#include "server-fixture.h"
#include "sync/inbox-item.h"

#include <string.h>

#define CHECK(device, mutation, outcome)                        \
  G_STMT_START                                                  \
  {                                                             \
    g_autofree char *got = test_device_push (device, mutation); \
    g_assert_cmpstr (got, ==, outcome);                         \
  }                                                             \
  G_STMT_END

typedef struct
{
  ServerFixture base;
  TestDevice    agent, agent_too, other, supervisor, hr;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  server_fixture_init (&f->base);
  test_device_init (&f->agent, &f->base, f->base.company.agent1, NULL);
  test_device_init (&f->agent_too, &f->base, f->base.company.agent1, NULL);
  test_device_init (&f->other, &f->base, f->base.company.agent2, NULL);
  test_device_init (&f->supervisor, &f->base, f->base.company.supervisor1, NULL);
  test_device_init (&f->hr, &f->base, f->base.company.hr1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_device_clear (&f->agent);
  test_device_clear (&f->agent_too);
  test_device_clear (&f->other);
  test_device_clear (&f->supervisor);
  test_device_clear (&f->hr);
  server_fixture_clear (&f->base);
}

static Customer *
make_customer (Fixture *f)
{
  Customer *customer = schema_new (&customer_schema);

  customer->row.id = test_random_id (&f->agent);
  customer->assignment = f->base.company.agent1_assignment;
  g_free (customer->name);
  customer->name = g_strdup ("王女士");
  return customer;
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static gpointer
read_back (Fixture *f, const Schema *schema, Id id)
{
  g_autoptr (GError) error = NULL;
  gpointer row = server_read (f->base.server, schema, id, &error);

  g_assert_no_error (error);
  return row;
}

/* Open inbox items of a person, newest last. */
static guint
count_inbox (Fixture *f, Id person)
{
  gint64   count = 0;
  gboolean found;
  char     hex[33];

  id_to_hex (person, hex);
  g_assert_true (db_int (server_get_db (f->base.server), &count, &found, NULL,
                         "SELECT count(*) FROM row WHERE tbl = 'inbox_item' AND body ->> '$.person' = ?", "s", hex));
  return (guint) count;
}

static void
test_put_set_read (Fixture *f, gconstpointer data)
{
  Customer *customer = make_customer (f);
  Customer *changed, *back;

  CHECK (&f->agent, mutation_put (&customer_schema, customer), "ok");
  back = read_back (f, &customer_schema, customer->row.id);
  g_assert_true (schema_equal (&customer_schema, customer, back));
  g_assert_cmpint (back->row.rv, ==, 1);
  changed = schema_copy (&customer_schema, back);
  set_text (&changed->company, "辰星科技（示例）");
  CHECK (&f->agent, mutation_set (&customer_schema, back, changed), "ok");
  schema_free (&customer_schema, back);
  back = read_back (f, &customer_schema, customer->row.id);
  g_assert_cmpstr (back->company, ==, "辰星科技（示例）");
  g_assert_cmpint (back->row.rv, ==, 2);
  schema_free (&customer_schema, customer);
  schema_free (&customer_schema, changed);
  schema_free (&customer_schema, back);
}

/* “Not yours” and “no such row” get the same word (R2). */
static void
test_refusals_disclose_nothing (Fixture *f, gconstpointer data)
{
  Customer *customer = make_customer (f);
  Customer *changed, *nowhere;

  CHECK (&f->agent, mutation_put (&customer_schema, customer), "ok");
  changed = schema_copy (&customer_schema, customer);
  set_text (&changed->name, "李先生");
  CHECK (&f->other, mutation_set (&customer_schema, customer, changed), "rejected/not_allowed");
  nowhere = schema_copy (&customer_schema, changed);
  nowhere->row.id = test_random_id (&f->agent);
  CHECK (&f->other, mutation_set (&customer_schema, nowhere, customer), "rejected/not_allowed");
  CHECK (&f->other, mutation_del (&customer_schema, customer), "rejected/not_allowed");
  CHECK (&f->other, mutation_del (&customer_schema, nowhere), "rejected/not_allowed");
  CHECK (&f->other, mutation_put (&customer_schema, customer), "rejected/not_allowed");
  g_assert_cmpuint (count_inbox (f, f->base.company.agent2), ==, 5);
  g_assert_cmpuint (count_inbox (f, f->base.company.agent1), ==, 0);
  schema_free (&customer_schema, customer);
  schema_free (&customer_schema, changed);
  schema_free (&customer_schema, nowhere);
}

/* A line of one's own below somebody else's sheet would take the place where theirs belongs. */
static void
test_nobody_adds_to_anothers_sheet (Fixture *f, gconstpointer data)
{
  SelfSheet *sheet = schema_new (&self_sheet_schema);
  SelfLine  *line = schema_new (&self_line_schema);

  sheet->appraisal = test_random_id (&f->agent);
  sheet->person = f->base.company.agent1;
  sheet->row.id = schema_natural_id (&self_sheet_schema, sheet);
  CHECK (&f->agent, mutation_put (&self_sheet_schema, sheet), "ok");
  line->sheet = sheet->row.id;
  line->person = f->base.company.agent2;
  set_text (&line->code, "attitude");
  line->row.id = schema_natural_id (&self_line_schema, line);
  CHECK (&f->other, mutation_put (&self_line_schema, line), "rejected/not_allowed");
  line->person = f->base.company.agent1;
  CHECK (&f->agent, mutation_put (&self_line_schema, line), "ok");
  schema_free (&self_sheet_schema, sheet);
  schema_free (&self_line_schema, line);
}

static Call *make_call (Fixture *f, Id agent, const char *day_text);

/* A customer and its number are entered at the desk in one go; the number stands where its customer stands, and nobody
   adds one to another's customer or gives one away. */
static void
test_phone_of_a_new_customer (Fixture *f, gconstpointer data)
{
  Customer     *customer = schema_new (&customer_schema);
  ContactPhone *phone = schema_new (&contact_phone_schema);
  ContactPhone *given;
  GPtrArray    *ops = g_ptr_array_new ();

  customer->assignment = f->base.company.agent1_assignment;
  customer->row.id = test_random_id (&f->agent);
  set_text (&customer->name, "辰星科技");
  phone->customer = customer->row.id;
  phone->assignment = customer->assignment;
  phone->row.id = test_random_id (&f->agent);
  set_text (&phone->e164, "+8613800138000");
  g_ptr_array_add (ops, mutation_put (&customer_schema, customer));
  g_ptr_array_add (ops, mutation_put (&contact_phone_schema, phone));
  CHECK (&f->agent, mutation_group (ops), "ok");
  given = schema_copy (&contact_phone_schema, phone);
  given->assignment = f->base.company.mover_new;
  CHECK (&f->agent, mutation_set (&contact_phone_schema, phone, given), "rejected/not_allowed");
  phone->row.id = test_random_id (&f->agent);
  CHECK (&f->other, mutation_put (&contact_phone_schema, phone), "rejected/not_allowed");
  /* With an assignment of his own, nor. */
  phone->assignment = directory_assignment_on (f->base.company.directory, f->base.company.agent2, "2026-03-20")->row.id;
  CHECK (&f->other, mutation_put (&contact_phone_schema, phone), "rejected/not_allowed");
  schema_free (&customer_schema, customer);
  schema_free (&contact_phone_schema, phone);
  schema_free (&contact_phone_schema, given);
}

/* Nor does anybody make a row of his a row of somebody else's. */
static void
test_nobody_gives_away_what_he_may_not_write (Fixture *f, gconstpointer data)
{
  Call      *call = make_call (f, f->base.company.agent1, "2026-03-10");
  Call      *given = schema_copy (&call_schema, call);
  SelfSheet *sheet = schema_new (&self_sheet_schema);
  SelfSheet *renamed;

  CHECK (&f->agent, mutation_put (&call_schema, call), "ok");
  given->agent = f->base.company.agent2;
  CHECK (&f->agent, mutation_set (&call_schema, call, given), "rejected/not_allowed");
  sheet->appraisal = test_random_id (&f->agent);
  sheet->person = f->base.company.agent1;
  sheet->row.id = schema_natural_id (&self_sheet_schema, sheet);
  CHECK (&f->agent, mutation_put (&self_sheet_schema, sheet), "ok");
  renamed = schema_copy (&self_sheet_schema, sheet);
  renamed->appraisal = test_random_id (&f->agent);
  CHECK (&f->agent, mutation_set (&self_sheet_schema, sheet, renamed), "rejected/not_allowed");
  schema_free (&call_schema, call);
  schema_free (&call_schema, given);
  schema_free (&self_sheet_schema, sheet);
  schema_free (&self_sheet_schema, renamed);
}

/* Two people, one row; both edit what version 1 showed. */
static void
two_edits (Fixture *f, void (*mine) (Customer *), void (*theirs) (Customer *), const char *outcome, Customer **result)
{
  Customer *customer = make_customer (f);
  Customer *base, *one, *two;

  CHECK (&f->agent, mutation_put (&customer_schema, customer), "ok");
  base = read_back (f, &customer_schema, customer->row.id);
  one = schema_copy (&customer_schema, base);
  two = schema_copy (&customer_schema, base);
  theirs (one);
  mine (two);
  CHECK (&f->supervisor, mutation_set (&customer_schema, base, one), "ok");
  CHECK (&f->agent, mutation_set (&customer_schema, base, two), outcome);
  *result = read_back (f, &customer_schema, customer->row.id);
  schema_free (&customer_schema, customer);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, one);
  schema_free (&customer_schema, two);
}

static void
name_a (Customer *c)
{
  set_text (&c->name, "甲");
}
static void
name_b (Customer *c)
{
  set_text (&c->name, "乙");
}
static void
company_a (Customer *c)
{
  set_text (&c->company, "甲公司");
}
static void
consent_a (Customer *c)
{
  c->consent = CONSENT_BASIS_FORM;
}
static void
consent_date (Customer *c)
{
  set_text (&c->consent_on, "2026-03-01");
}

static void
test_different_members_merge (Fixture *f, gconstpointer data)
{
  Customer *row;

  two_edits (f, name_a, company_a, "merged", &row);
  g_assert_cmpstr (row->name, ==, "甲");
  g_assert_cmpstr (row->company, ==, "甲公司");
  g_assert_cmpuint (count_inbox (f, f->base.company.agent1), ==, 0);
  schema_free (&customer_schema, row);
}

static void
test_same_member_conflicts (Fixture *f, gconstpointer data)
{
  Customer *row;

  two_edits (f, name_a, name_b, "conflict", &row);
  g_assert_cmpstr (row->name, ==, "乙");
  g_assert_cmpuint (count_inbox (f, f->base.company.agent1), ==, 1);
  schema_free (&customer_schema, row);
}

static void
test_same_value_is_no_conflict (Fixture *f, gconstpointer data)
{
  Customer *row;

  two_edits (f, name_a, name_a, "merged", &row);
  g_assert_cmpstr (row->name, ==, "甲");
  schema_free (&customer_schema, row);
}

/* Basis and date of a consent are one statement (R44). */
static void
test_group_conflicts_as_one (Fixture *f, gconstpointer data)
{
  Customer *row;

  two_edits (f, consent_date, consent_a, "conflict", &row);
  g_assert_cmpint (row->consent, ==, CONSENT_BASIS_FORM);
  g_assert_cmpstr (row->consent_on, ==, "");
  schema_free (&customer_schema, row);
}

/* One's own earlier edits never conflict, from another device they do; a copied disk is the same author (R14, R34).
 */
static void
test_lineage (Fixture *f, gconstpointer data)
{
  Customer  *customer = make_customer (f);
  Customer  *base, *one, *two;
  TestDevice copy;

  test_device_init (&copy, &f->base, f->base.company.agent1, &f->agent);
  CHECK (&f->agent, mutation_put (&customer_schema, customer), "ok");
  base = read_back (f, &customer_schema, customer->row.id);
  one = schema_copy (&customer_schema, base);
  two = schema_copy (&customer_schema, base);
  name_a (one);
  name_b (two);
  CHECK (&f->agent, mutation_set (&customer_schema, base, one), "ok");
  CHECK (&copy, mutation_set (&customer_schema, base, two), "ok");
  CHECK (&f->agent_too, mutation_set (&customer_schema, base, one), "conflict");
  schema_free (&customer_schema, customer);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, one);
  schema_free (&customer_schema, two);
  test_device_clear (&copy);
}

static Call *
make_call (Fixture *f, Id agent, const char *day_text)
{
  Call *call = schema_new (&call_schema);
  Day   day;

  day_parse (day_text, &day);
  call->row.id = test_random_id (&f->agent);
  call->agent = agent;
  call->started_at = moment_from_day_time (day, 10 * 3600, MOMENT_OFFSET_S);
  call->ended_at = call->started_at + MOMENT_SECOND;
  return call;
}

static void
begins_later (gpointer row)
{
  ((Call *) row)->started_at += 50 * MOMENT_SECOND;
}

static void
ends_earlier (gpointer row)
{
  ((Call *) row)->ended_at -= 50 * MOMENT_SECOND;
}

/* One machine moves the beginning, the other the end: put together the call would end before it begins (R44). */
static void
test_beginning_and_end_conflict_as_one (Fixture *f, gconstpointer data)
{
  Call *call = make_call (f, f->base.company.agent1, "2026-03-10"), *base, *one, *two, *back;

  call->ended_at = call->started_at + 60 * MOMENT_SECOND;
  CHECK (&f->agent, mutation_put (&call_schema, call), "ok");
  base = read_back (f, &call_schema, call->row.id);
  one = schema_copy (&call_schema, base);
  two = schema_copy (&call_schema, base);
  begins_later (one);
  ends_earlier (two);
  CHECK (&f->agent, mutation_set (&call_schema, base, one), "ok");
  CHECK (&f->agent_too, mutation_set (&call_schema, base, two), "conflict");
  back = read_back (f, &call_schema, call->row.id);
  g_assert_true (schema_equal (&call_schema, back, one));
  g_assert_cmpuint (count_inbox (f, f->base.company.agent1), ==, 1);
  schema_free (&call_schema, call);
  schema_free (&call_schema, base);
  schema_free (&call_schema, one);
  schema_free (&call_schema, two);
  schema_free (&call_schema, back);
}

static void
test_notes_merge_by_line (Fixture *f, gconstpointer data)
{
  Call *call = make_call (f, f->base.company.agent1, "2026-03-10");
  Call *base, *one, *two, *back;

  set_text (&call->note, "一\n二\n三");
  CHECK (&f->agent, mutation_put (&call_schema, call), "ok");
  base = read_back (f, &call_schema, call->row.id);
  one = schema_copy (&call_schema, base);
  two = schema_copy (&call_schema, base);
  set_text (&one->note, "一！\n二\n三");
  set_text (&two->note, "一\n二\n三！");
  CHECK (&f->supervisor, mutation_set (&call_schema, base, one), "ok");
  CHECK (&f->agent, mutation_set (&call_schema, base, two), "merged");
  back = read_back (f, &call_schema, call->row.id);
  g_assert_cmpstr (back->note, ==, "一！\n二\n三！");
  schema_free (&call_schema, call);
  schema_free (&call_schema, base);
  schema_free (&call_schema, one);
  schema_free (&call_schema, two);
  schema_free (&call_schema, back);
}

/* A fact without an assignment on its own date waits at the server and its author is told (R3, R49). */
static void
test_fact_without_assignment_is_held (Fixture *f, gconstpointer data)
{
  Call *call = make_call (f, f->base.company.agent1, "2024-12-31");

  CHECK (&f->agent, mutation_put (&call_schema, call), "held/no_assignment");
  g_assert_null (read_back (f, &call_schema, call->row.id));
  g_assert_cmpuint (count_inbox (f, f->base.company.agent1), ==, 1);
  schema_free (&call_schema, call);
}

static void
test_invalid_rows_are_refused (Fixture *f, gconstpointer data)
{
  Call *call = make_call (f, f->base.company.agent1, "2026-03-10");
  Call *base, *after;

  call->ended_at = call->started_at - 1;
  CHECK (&f->agent, mutation_put (&call_schema, call), "rejected/invalid");
  base = schema_copy (&call_schema, call);
  after = schema_copy (&call_schema, call);
  set_text (&after->note, "later");
  CHECK (&f->agent, mutation_set (&call_schema, base, after), "rejected/depends");
  schema_free (&call_schema, call);
  schema_free (&call_schema, base);
  schema_free (&call_schema, after);
}

/* A target is lowered or raised after the middle of its month by the manager alone, and with a reason (R28). The
 * server's day is 2026-04-16 from the third line on; a first value is no change, and deleting is no way around. */
static void
test_target_changes_late_with_a_reason (Fixture *f, gconstpointer data)
{
  /* clang-format off */
  static const struct { gboolean late, manager, remove; gint64 sales; const char *reason, *result; } cases[] = {
    { FALSE, FALSE, FALSE, 3300000, "", "ok" },
    { FALSE, FALSE, FALSE, 3400000, "", "ok" },
    { TRUE, FALSE, FALSE, 3500000, "旺季", "rejected/invalid" },
    { TRUE, TRUE, FALSE, 3500000, "", "rejected/invalid" },
    { TRUE, TRUE, FALSE, 3500000, "旺季", "ok" },
    { TRUE, TRUE, FALSE, 3600000, "旺季", "rejected/invalid" },
    { TRUE, TRUE, FALSE, 3500000, "旺季提前", "ok" },
    { TRUE, FALSE, TRUE, 0, "", "rejected/invalid" },
    { TRUE, TRUE, TRUE, 0, "", "ok" },
    { TRUE, FALSE, FALSE, 3000000, "", "rejected/invalid" },
    { TRUE, TRUE, FALSE, 3000000, "新人", "ok" } };
  /* clang-format on */
  TestDevice manager;
  Target    *target = schema_new (&target_schema), *other = schema_new (&target_schema);
  gboolean   there = FALSE;

  test_device_init (&manager, &f->base, f->base.company.manager, NULL);
  target->person = other->person = f->base.company.agent1;
  set_text (&target->month, "2026-04");
  set_text (&other->month, "2026-03");
  other->sales = (OptInt){ 100, TRUE };
  target->row.id = schema_natural_id (&target_schema, target);
  other->row.id = schema_natural_id (&target_schema, other);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TestDevice *device = cases[i].manager ? &manager : &f->supervisor;
      Target     *before = there ? read_back (f, &target_schema, target->row.id) : NULL;
      Mutation   *mutation;
      Day         day;

      g_assert_true (day_from_ymd (2026, 4, cases[i].late ? 16 : 15, &day));
      f->base.now.now = moment_from_day_time (day, 12 * 3600, MOMENT_OFFSET_S);
      target->sales = (OptInt){ cases[i].sales, TRUE };
      set_text (&target->reason, cases[i].reason);
      if (cases[i].remove)
        mutation = mutation_del (&target_schema, before);
      else if (there)
        mutation = mutation_set (&target_schema, before, target);
      else
        mutation = mutation_put (&target_schema, target);
      CHECK (device, mutation, cases[i].result);
      if (g_str_equal (cases[i].result, "ok"))
        there = !cases[i].remove;
      schema_free (&target_schema, before);
    }
  CHECK (&f->supervisor, mutation_put (&target_schema, other), "ok");
  schema_free (&target_schema, target);
  schema_free (&target_schema, other);
  test_device_clear (&manager);
}

/* Two devices make the target of the same person and month: one row (R35). */
static void
test_natural_key_from_two_devices (Fixture *f, gconstpointer data)
{
  Target    *one = schema_new (&target_schema);
  Target    *two, *back;
  TestDevice manager;

  test_device_init (&manager, &f->base, f->base.company.manager, NULL);
  one->person = f->base.company.agent1;
  set_text (&one->month, "2026-04");
  one->sales = (OptInt){ 3300000, TRUE };
  one->row.id = schema_natural_id (&target_schema, one);
  two = schema_copy (&target_schema, one);
  set_text (&two->reason, "旺季");
  CHECK (&f->supervisor, mutation_put (&target_schema, one), "ok");
  CHECK (&manager, mutation_put (&target_schema, two), "merged");
  back = read_back (f, &target_schema, one->row.id);
  g_assert_cmpstr (back->reason, ==, "旺季");
  one->row.id = test_random_id (&f->supervisor);
  CHECK (&f->supervisor, mutation_put (&target_schema, one), "rejected/wrong_id");
  schema_free (&target_schema, one);
  schema_free (&target_schema, two);
  schema_free (&target_schema, back);
  test_device_clear (&manager);
}

/* A state is moved by commands only. */
static void
test_server_members_are_closed (Fixture *f, gconstpointer data)
{
  SelfSheet *sheet = schema_new (&self_sheet_schema);

  sheet->appraisal = test_random_id (&f->agent);
  sheet->person = f->base.company.agent1;
  sheet->state = SHEET_STATE_REVEALED;
  sheet->row.id = schema_natural_id (&self_sheet_schema, sheet);
  CHECK (&f->agent, mutation_put (&self_sheet_schema, sheet), "rejected/not_allowed");
  sheet->state = SHEET_STATE_DRAFT;
  CHECK (&f->agent, mutation_put (&self_sheet_schema, sheet), "ok");
  CHECK (&f->supervisor, mutation_put (&self_sheet_schema, sheet), "rejected/not_allowed");
  CHECK (&f->agent, mutation_command ("no.such", &self_sheet_schema, sheet->row.id, NULL, NULL),
         "rejected/unknown_command");
  schema_free (&self_sheet_schema, sheet);
}

static void
test_group_is_all_or_nothing (Fixture *f, gconstpointer data)
{
  Call      *good = make_call (f, f->base.company.agent1, "2026-03-10");
  Call      *bad = make_call (f, f->base.company.agent1, "2026-03-10");
  GPtrArray *both = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  GPtrArray *one = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);

  bad->ended_at = 0;
  g_ptr_array_add (both, mutation_put (&call_schema, good));
  g_ptr_array_add (both, mutation_put (&call_schema, bad));
  CHECK (&f->agent, mutation_group (both), "rejected/invalid");
  g_assert_null (read_back (f, &call_schema, good->row.id));
  g_ptr_array_add (one, mutation_put (&call_schema, good));
  CHECK (&f->agent, mutation_group (one), "ok");
  schema_free (&call_schema, good);
  schema_free (&call_schema, bad);
}

/* A known mid replays its outcome, under a re-registered device too, and does nothing; a foreign account learns
 * nothing. */
static void
test_mid_applies_once (Fixture *f, gconstpointer data)
{
  Customer  *customer = make_customer (f);
  Customer  *back;
  TestDevice copy;
  Mutation  *again[3];

  for (int i = 0; i < 3; i++)
    {
      again[i] = mutation_put (&customer_schema, customer);
      strcpy (again[i]->mid, "0123456789abcdef0123456789abcdef");
      again[i]->hlc = 5;
    }
  test_device_init (&copy, &f->base, f->base.company.agent1, &f->agent);
  CHECK (&f->agent, again[0], "ok");
  CHECK (&copy, again[1], "ok");
  CHECK (&f->other, again[2], "rejected/not_allowed");
  back = read_back (f, &customer_schema, customer->row.id);
  g_assert_cmpint (back->row.rv, ==, 1);
  schema_free (&customer_schema, customer);
  schema_free (&customer_schema, back);
  test_device_clear (&copy);
}

static void
test_chain_finds_forks (Fixture *f, gconstpointer data)
{
  Customer  *customer = make_customer (f);
  TestDevice old = f->agent;

  CHECK (&f->agent, mutation_put (&customer_schema, customer), "ok");
  old.drawn += 100;
  customer->row.id = test_random_id (&f->agent);
  CHECK (&old, mutation_put (&customer_schema, customer), "409/forked"); /* place 1 again, another line */
  old.n = 5;
  CHECK (&old, mutation_put (&customer_schema, customer), "409/gap");
  schema_free (&customer_schema, customer);
}

static void
test_delete (Fixture *f, gconstpointer data)
{
  Customer *customer = make_customer (f);

  CHECK (&f->agent, mutation_put (&customer_schema, customer), "ok");
  CHECK (&f->agent, mutation_del (&customer_schema, customer), "rejected/not_allowed"); /* no line allows it */
  schema_free (&customer_schema, customer);
}

static void
test_cut_or_changed_push_changes_nothing (Fixture *f, gconstpointer data)
{
  Customer *customer = make_customer (f);
  g_autoptr (Mutation) mutation = mutation_put (&customer_schema, customer);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) body = NULL;
  gsize length;

  mutation->n = 1;
  mutation->hlc = 1;
  strcpy (mutation->mid, "0123456789abcdef0123456789abcdef");
  g_ptr_array_add (lines, mutation_line (mutation));
  body = test_push_body (&f->agent, f->agent.chain, lines);
  length = g_bytes_get_size (body);
  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (body, 0, cut);
      g_autofree char *damaged = g_memdup2 (g_bytes_get_data (body, NULL), length);
      g_autoptr (GBytes) changed = NULL;
      Answer answer = { 0 };

      g_assert_true (server_push (f->base.server, &f->agent.actor, part, &f->base.now, &answer, NULL));
      g_assert_cmpuint (answer.status, ==, 400);
      damaged[cut] ^= 1;
      changed = g_bytes_new (damaged, length);
      answer = (Answer){ 0 };
      g_assert_true (server_push (f->base.server, &f->agent.actor, changed, &f->base.now, &answer, NULL));
      g_assert_cmpuint (answer.status, >=, 400);
    }
  g_assert_null (read_back (f, &customer_schema, customer->row.id));
  schema_free (&customer_schema, customer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/apply/put-set-read", test_put_set_read);
  ADD ("/apply/refusals", test_refusals_disclose_nothing);
  ADD ("/apply/refusals/anothers-sheet", test_nobody_adds_to_anothers_sheet);
  ADD ("/apply/refusals/giving-away", test_nobody_gives_away_what_he_may_not_write);
  ADD ("/apply/phone-of-a-new-customer", test_phone_of_a_new_customer);
  ADD ("/apply/merge/different-members", test_different_members_merge);
  ADD ("/apply/merge/same-member", test_same_member_conflicts);
  ADD ("/apply/merge/same-value", test_same_value_is_no_conflict);
  ADD ("/apply/merge/r44-group", test_group_conflicts_as_one);
  ADD ("/apply/merge/r44-beginning-and-end", test_beginning_and_end_conflict_as_one);
  ADD ("/apply/merge/r14-r34-lineage", test_lineage);
  ADD ("/apply/merge/notes", test_notes_merge_by_line);
  ADD ("/apply/r3-held", test_fact_without_assignment_is_held);
  ADD ("/apply/invalid", test_invalid_rows_are_refused);
  ADD ("/apply/late-target", test_target_changes_late_with_a_reason);
  ADD ("/apply/r35-natural-key", test_natural_key_from_two_devices);
  ADD ("/apply/server-members", test_server_members_are_closed);
  ADD ("/apply/group", test_group_is_all_or_nothing);
  ADD ("/apply/r34-mid", test_mid_applies_once);
  ADD ("/apply/chain", test_chain_finds_forks);
  ADD ("/apply/delete", test_delete);
  ADD ("/apply/cut", test_cut_or_changed_push_changes_nothing);
  return g_test_run ();
}
