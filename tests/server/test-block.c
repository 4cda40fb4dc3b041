/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The do-not-call list: what devices learn, what the server says, which calls are marked (R10). */
#include <string.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "customers/blocked.h"
#include "customers/customer.h"
#include "server-fixture.h"
#include "server/admin.h"
#include "server/block.h"

#define NUMBER "+8613800138000"

typedef struct
{
  ServerFixture base;
  ServerActor   admin;
  TestDevice    agent, other, supervisor;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  server_fixture_init (&f->base);
  f->admin = (ServerActor){ .login = (char *) "admin:test", .admin = TRUE };
  test_device_init (&f->agent, &f->base, f->base.company.agent1, NULL);
  test_device_init (&f->other, &f->base, f->base.company.agent2, NULL);
  test_device_init (&f->supervisor, &f->base, f->base.company.supervisor1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_device_clear (&f->agent);
  test_device_clear (&f->other);
  test_device_clear (&f->supervisor);
  server_fixture_clear (&f->base);
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static gboolean
add (Fixture *f, const char *number, gint64 at)
{
  g_autoptr (GError) error = NULL;
  gboolean added = FALSE;

  g_assert_true (block_add (f->base.server, &f->admin, number, "电话里说的", at, &f->base.now, &added, &error));
  g_assert_no_error (error);
  g_assert_true (server_settle_grants (f->base.server, &f->base.now, &error));
  return added;
}

static gboolean
take_off (Fixture *f, const char *number)
{
  g_autoptr (GError) error = NULL;
  gboolean removed = FALSE;

  g_assert_true (block_remove (f->base.server, &f->admin, number, &f->base.now, &removed, &error));
  g_assert_no_error (error);
  return removed;
}

static gint64
count (Fixture *f, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 number = -1;

  g_assert_true (db_int (server_get_db (f->base.server), &number, NULL, &error, sql, ""));
  return number;
}

/* RFC 4231, case 2, with the key filled up to 32 bytes as HMAC does it. */
static void
test_block_values (void)
{
  Digest           key = { "Jefe" };
  Digest           keyed = block_keyed (&key, "what do ya want for nothing?");
  g_autofree char *hex = digest_dup_hex (keyed);

  g_assert_cmpstr (hex, ==, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  g_assert_cmpint (block_value (&keyed), ==, 0x5bdcc14);
  g_assert_cmpint (block_value (&keyed), <, 1 << BLOCK_BITS);
}

static void
test_block_numbers (void)
{
  static const struct
  {
    const char *text, *number;
  } cases[] = {
    { "138 0013 8000", NUMBER },
    { "+8613800138000", NUMBER },
    { "010-62345678", "+861062345678" },
    { "+8612180128854", "+8612180128854" },
    { "12180128854", NULL },
    { "+861218012885412345", NULL },
    { "+86121x80128", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = block_number (cases[i].text, NULL);

      g_assert_cmpstr (number, ==, cases[i].number);
    }
}

static void
test_block_devices_learn_no_number (Fixture *f, gconstpointer data)
{
  g_autofree char *pulled = NULL;

  g_assert_true (add (f, NUMBER, f->base.now.now));
  g_assert_false (add (f, NUMBER, f->base.now.now));
  pulled = test_device_pull (&f->agent, 0, "{}", "{}");
  g_assert_nonnull (strstr (pulled, "\"blocked_value\""));
  g_assert_nonnull (strstr (pulled, "\"block_key\""));
  g_assert_null (strstr (pulled, "13800138000"));
  g_assert_cmpint (count (f, "SELECT count(*) FROM blocked_number WHERE instr (masked, '13800138000')"), ==,
                   0);
  g_assert_cmpint (count (f, "SELECT count(*) FROM audit_value WHERE instr (value, '13800138000') > 0"), ==, 0);
  g_assert_cmpint (count (f, "SELECT count(*) FROM audit WHERE action = 'block.add'"), ==, 1);
}

/* A value stands as long as one number has it. */
static void
test_block_shared_value (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (add (f, NUMBER, f->base.now.now));
  g_assert_true (db_script (server_get_db (f->base.server),
                            "INSERT INTO blocked_number SELECT org, randomblob (32), value, 'another', '', '', at FROM "
                            "blocked_number",
                            &error));
  g_assert_true (take_off (f, NUMBER));
  g_assert_false (take_off (f, NUMBER));
  g_assert_cmpint (count (f, "SELECT count(*) FROM row WHERE tbl = 'blocked_value' AND del = 0"), ==, 1);
  g_assert_true (add (f, NUMBER, f->base.now.now));
  g_assert_true (
      db_script (server_get_db (f->base.server), "DELETE FROM blocked_number WHERE masked = 'another'", &error));
  g_assert_true (take_off (f, NUMBER));
  g_assert_cmpint (count (f, "SELECT count(*) FROM row WHERE tbl = 'blocked_value' AND del = 0"), ==, 0);
  g_assert_true (add (f, NUMBER, f->base.now.now));
  g_assert_cmpint (count (f, "SELECT count(*) FROM row WHERE tbl = 'blocked_value' AND del = 0"), ==, 1);
  g_assert_cmpint (count (f, "SELECT count(*) FROM row WHERE tbl = 'block_key'"), ==, 1);
}

static Id
push_call (Fixture *f, const char *callee, CallDirection direction, gint64 at)
{
  Call            *call = schema_new (&call_schema);
  g_autofree char *outcome = NULL;
  Id               id = test_random_id (&f->agent);

  call->row.id = id;
  call->agent = f->base.company.agent1;
  call->direction = direction;
  call->started_at = at;
  call->ended_at = at + 60 * G_USEC_PER_SEC;
  set_text (&call->callee, callee);
  outcome = test_device_push (&f->agent, mutation_put (&call_schema, call));
  g_assert_cmpstr (outcome, ==, "ok");
  schema_free (&call_schema, call);
  return id;
}

static Call *
read_call (Fixture *f, Id id)
{
  g_autoptr (GError) error = NULL;
  Call *call = server_read (f->base.server, &call_schema, id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (call);
  return call;
}

static gboolean
is_marked (Fixture *f, Id id)
{
  Call    *call = read_call (f, id);
  gboolean blocked = call->blocked;

  schema_free (&call_schema, call);
  return blocked;
}

static void
edit_call (Fixture *f, Id id, const char *note, const char *callee, const char *wanted)
{
  Call            *base = read_call (f, id);
  Call            *mine = schema_copy (&call_schema, base);
  g_autofree char *outcome = NULL;

  if (note != NULL)
    set_text (&mine->note, note);
  if (callee != NULL)
    set_text (&mine->callee, callee);
  outcome = test_device_push (&f->agent, mutation_set (&call_schema, base, mine));
  g_assert_cmpstr (outcome, ==, wanted);
  schema_free (&call_schema, base);
  schema_free (&call_schema, mine);
}

/* Accepted as a fact, never refused (M27). */
static void
test_block_calls_are_marked (Fixture *f, gconstpointer data)
{
  gint64 since = f->base.now.now - MOMENT_DAY;
  Id     early, late, written, inbound, harmless;

  early = push_call (f, "13800138000", CALL_DIRECTION_OUT, since + 1);
  g_assert_false (is_marked (f, early));
  g_assert_true (add (f, NUMBER, since));
  late = push_call (f, "138 0013 8000", CALL_DIRECTION_OUT, since + G_USEC_PER_SEC);
  written = push_call (f, "+8613800138000", CALL_DIRECTION_OUT, since - G_USEC_PER_SEC);
  inbound = push_call (f, "13800138000", CALL_DIRECTION_IN, since + G_USEC_PER_SEC);
  harmless = push_call (f, "13800138001", CALL_DIRECTION_OUT, since + G_USEC_PER_SEC);
  g_assert_true (is_marked (f, late));
  g_assert_false (is_marked (f, written));
  g_assert_false (is_marked (f, inbound));
  g_assert_false (is_marked (f, harmless));
  /* What was said of it stays with later edits, and once the number is off the list. */
  edit_call (f, early, "记一笔", NULL, "ok");
  g_assert_false (is_marked (f, early));
  g_assert_true (take_off (f, NUMBER));
  edit_call (f, late, "记一笔", NULL, "ok");
  g_assert_true (is_marked (f, late));
  /* Another number is another question. */
  g_assert_true (add (f, "+8613800138001", since));
  edit_call (f, early, NULL, "13800138001", "ok");
  g_assert_true (is_marked (f, early));
  edit_call (f, late, NULL, "13800138002", "ok");
  g_assert_false (is_marked (f, late));
}

/* The mark is the server's alone. */
static void
test_block_mark_is_not_written (Fixture *f, gconstpointer data)
{
  Id    id = push_call (f, "13800138000", CALL_DIRECTION_OUT, f->base.now.now - MOMENT_DAY);
  Call *base = read_call (f, id);
  Call *mine = schema_copy (&call_schema, base);

  mine->blocked = TRUE;
  {
    g_autofree char *outcome = test_device_push (&f->agent, mutation_set (&call_schema, base, mine));

    g_assert_cmpstr (outcome, ==, "rejected/not_allowed");
  }
  g_assert_false (is_marked (f, id));
  schema_free (&call_schema, base);
  schema_free (&call_schema, mine);
}

static char *
ask_as (TestDevice *device, const char *table, const char *id)
{
  g_autofree char *dev = id_dup_hex (device->actor.device);
  BlockQuery       query = { dev, table, id };
  Answer           answer = { .status = 200 };
  guint            retry_after = 0;
  g_autoptr (GError) error = NULL;
  char *words;

  g_assert_true (
      server_block (device->fixture->server, &device->actor, &query, &device->fixture->now, &answer, &retry_after,
                    &error));
  g_assert_no_error (error);
  if (answer.code != NULL)
    {
      g_assert_cmpuint (retry_after > 0, ==, answer.status == 429);
      return g_strdup_printf ("%u %s", answer.status, answer.code);
    }
  words = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  g_bytes_unref (answer.body);
  return words;
}

#define ASK(device, table, id, wanted)                 \
  G_STMT_START                                         \
  {                                                    \
    g_autofree char *got = ask_as (device, table, id); \
    g_assert_cmpstr (got, ==, wanted);                 \
  }                                                    \
  G_STMT_END

static char *
push_phone (Fixture *f, const char *number)
{
  Customer        *customer = schema_new (&customer_schema);
  ContactPhone    *phone = schema_new (&contact_phone_schema);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  char            *hex;

  customer->row.id = test_random_id (&f->agent);
  customer->assignment = phone->assignment = f->base.company.agent1_assignment;
  phone->row.id = test_random_id (&f->agent);
  phone->customer = customer->row.id;
  set_text (&phone->e164, number);
  first = test_device_push (&f->agent, mutation_put (&customer_schema, customer));
  second = test_device_push (&f->agent, mutation_put (&contact_phone_schema, phone));
  g_assert_cmpstr (first, ==, "ok");
  g_assert_cmpstr (second, ==, "ok");
  hex = id_dup_hex (phone->row.id);
  schema_free (&customer_schema, customer);
  schema_free (&contact_phone_schema, phone);
  return hex;
}

/* Yes or no, about a number in a row one may read; nothing else. */
static void
test_block_asking (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = push_phone (f, NUMBER);
  Id               call = push_call (f, "13800138000", CALL_DIRECTION_OUT, f->base.now.now - MOMENT_DAY);
  g_autofree char *call_id = id_dup_hex (call);

  server_new_day (f->base.server, &f->base.now, NULL);
  ASK (&f->agent, "contact_phone", phone, "{\"blocked\":false}");
  g_assert_true (add (f, NUMBER, f->base.now.now));
  ASK (&f->agent, "contact_phone", phone, "{\"blocked\":true}");
  ASK (&f->agent, "call", call_id, "{\"blocked\":true}");
  ASK (&f->supervisor, "contact_phone", phone, "{\"blocked\":true}");
  ASK (&f->other, "contact_phone", phone, "404 no_row");
  ASK (&f->other, "contact_phone", "00000000000000000000000000000009", "404 no_row");
  ASK (&f->agent, "customer", phone, "404 no_row");
  ASK (&f->agent, "starship", phone, "404 no_row");
  ASK (&f->agent, "contact_phone", "zz", "400 malformed");
  ASK (&f->agent, "contact_phone", NULL, "400 malformed");
  g_assert_true (take_off (f, NUMBER));
  ASK (&f->agent, "contact_phone", phone, "{\"blocked\":false}");
}

static void
test_block_asking_is_limited (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = push_phone (f, NUMBER);

  server_new_day (f->base.server, &f->base.now, NULL);
  for (guint i = 0; i < BLOCK_ASKS_MAX; i++)
    ASK (&f->agent, "contact_phone", phone, "{\"blocked\":false}");
  ASK (&f->agent, "contact_phone", phone, "429 too_many_requests");
  ASK (&f->supervisor, "contact_phone", phone, "{\"blocked\":false}");
  f->base.now.now += 60 * G_USEC_PER_SEC;
  ASK (&f->agent, "contact_phone", phone, "{\"blocked\":false}");
}

static void
test_block_asking_of_a_device_switched_off (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = push_phone (f, NUMBER);
  gboolean         found;

  server_new_day (f->base.server, &f->base.now, NULL);
  g_assert_true (server_device_set_state (f->base.server, &f->admin, f->agent.actor.device, "revoked", &f->base.now,
                                          &found, NULL));
  ASK (&f->agent, "contact_phone", phone, "403 revoked");
}

/* A key that was rolled back is forgotten. */
static void
test_block_key_rolled_back (Fixture *f, gconstpointer data)
{
  g_autofree char *phone = push_phone (f, NUMBER);
  g_autoptr (GError) error = NULL;

  server_new_day (f->base.server, &f->base.now, NULL);
  {
    g_auto (DbScope) scope = { 0 };

    g_assert_true (db_begin (&scope, server_get_db (f->base.server), &error));
    g_assert_true (add (f, NUMBER, f->base.now.now));
  }
  server_fixture_reopen (&f->base);
  ASK (&f->agent, "contact_phone", phone, "{\"blocked\":false}");
  g_assert_cmpint (count (f, "SELECT count(*) FROM row WHERE tbl = 'block_key'"), ==, 0);
  g_assert_true (add (f, NUMBER, f->base.now.now));
  ASK (&f->agent, "contact_phone", phone, "{\"blocked\":true}");
  server_fixture_reopen (&f->base);
  ASK (&f->agent, "contact_phone", phone, "{\"blocked\":true}");
}

int
main (int argc, char *argv[])
{
  core_init ();
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add ("/server/block/" path, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/server/block/values", test_block_values);
  g_test_add_func ("/server/block/numbers", test_block_numbers);
  TEST ("devices-learn-no-number", test_block_devices_learn_no_number);
  TEST ("shared-value", test_block_shared_value);
  TEST ("calls-are-marked", test_block_calls_are_marked);
  TEST ("mark-is-not-written", test_block_mark_is_not_written);
  TEST ("asking", test_block_asking);
  TEST ("asking-is-limited", test_block_asking_is_limited);
  TEST ("asking-of-a-device-switched-off", test_block_asking_of_a_device_switched_off);
  TEST ("key-rolled-back", test_block_key_rolled_back);
  return g_test_run ();
}
