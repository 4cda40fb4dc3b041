/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The administrator beside a server that has the same store open: what waits, backups, erasing, numbers, manual. */
#include "config.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "ctl-fixture.h"
#include "customers/customer.h"
#include "server-fixture.h"
#include "server/backup.h"
#include "sync/inbox-item.h"
#include "temp.h"

typedef struct
{
  ServerFixture base;
  TestDevice    agent;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  server_fixture_init (&f->base);
  test_device_init (&f->agent, &f->base, f->base.company.agent1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_device_clear (&f->agent);
  server_fixture_clear (&f->base);
}

static void
check_contains (const char *text, const char *wanted)
{
  if (strstr (text, wanted) == NULL)
    g_error ("wanted “%s” in:\n%s", wanted, text);
}

static void
check_lacks (const char *text, const char *unwanted)
{
  if (strstr (text, unwanted) != NULL)
    g_error ("did not want “%s” in:\n%s", unwanted, text);
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static char *
ask (Fixture *f, const char *sql)
{
  g_autoptr (GError) error = NULL;
  char *text = db_text (server_get_db (f->base.server), &error, sql, "");

  g_assert_no_error (error);
  return text;
}

/* A customer of agent1 with a name and a note, pushed by the agent. */
static Id
push_customer (Fixture *f, const char *name)
{
  Customer        *customer = schema_new (&customer_schema);
  g_autofree char *outcome = NULL;
  Id               id = test_random_id (&f->agent);

  customer->row.id = id;
  customer->assignment = f->base.company.agent1_assignment;
  set_text (&customer->name, name);
  outcome = test_device_push (&f->agent, mutation_put (&customer_schema, customer));
  g_assert_cmpstr (outcome, ==, "ok");
  schema_free (&customer_schema, customer);
  return id;
}

/* A call of 2024, when agent1 held no assignment: it waits. Returns its mid. (transfer full) */
static char *
push_early_call (Fixture *f, const char *note)
{
  Call            *call = schema_new (&call_schema);
  g_autofree char *outcome = NULL;
  Day              day;

  day_parse ("2024-12-31", &day);
  call->row.id = test_random_id (&f->agent);
  call->agent = f->base.company.agent1;
  call->started_at = moment_from_day_time (day, 10 * 3600, MOMENT_OFFSET_S);
  call->ended_at = call->started_at + MOMENT_SECOND;
  set_text (&call->note, note);
  outcome = test_device_push (&f->agent, mutation_put (&call_schema, call));
  g_assert_cmpstr (outcome, ==, "held/no_assignment");
  schema_free (&call_schema, call);
  return ask (f, "SELECT lower (hex (mid)) FROM mutation WHERE status = 'held' ORDER BY n DESC LIMIT 1");
}

/* The assignment agent1 lacked, as it is entered at the server. */
static void
enter_assignment (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  Assignment *row = server_read (f->base.server, &assignment_schema, f->base.company.agent1_assignment, &error);
  g_auto (DbScope) scope = { 0 };

  g_assert_no_error (error);
  set_text (&row->from_on, "2024-01-01");
  g_assert_true (db_begin (&scope, server_get_db (f->base.server), &error));
  server_write (f->base.server, NULL, &assignment_schema, row, &f->base.now, &error);
  g_assert_no_error (error);
  g_assert_true (server_settle_grants (f->base.server, &f->base.now, &error));
  g_assert_true (db_commit (&scope, &error));
  schema_free (&assignment_schema, row);
}

static void
test_held_lines_are_applied (Fixture *f, gconstpointer data)
{
  g_autofree char *mid = push_early_call (f, "年前的电话");
  g_autofree char *listed = ctl_must ("held", "list", "--lines", "--data", f->base.dir, NULL);
  g_autofree char *after = NULL;
  g_autofree char *rows = NULL;
  g_autofree char *said = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *audit = NULL;
  g_autofree char *verified = NULL;

  check_contains (listed, mid);
  check_contains (listed, "no_assignment");
  check_contains (listed, "年前的电话");
  check_contains (listed, "2026-04-02 09:00");
  {
    /* Nothing has changed: it goes on waiting, and nothing was written. */
    g_auto (CtlResult) early = ctl_call ("held", "apply", mid, "--data", f->base.dir, NULL);

    g_assert_cmpint (early.status, ==, 1);
    check_contains (early.out, "still waiting");
  }
  enter_assignment (f);
  said = ctl_must ("held", "apply", "--all", "--data", f->base.dir, NULL);
  check_contains (said, "applied");
  g_assert_true (server_look (f->base.server, NULL));
  rows = ask (f, "SELECT count(*) FROM row WHERE tbl = 'call' AND del = 0 AND body ->> '$.note' = '年前的电话'");
  g_assert_cmpstr (rows, ==, "1");
  notes = ask (f, "SELECT group_concat (coalesce (body ->> '$.state', 'open')) FROM row WHERE tbl = 'inbox_item'");
  g_assert_cmpstr (notes, ==, "closed");
  audit = ask (f, "SELECT group_concat (actor || ' ' || action, '; ') FROM audit WHERE action LIKE 'held.%'");
  check_contains (audit, "admin:");
  check_contains (audit, "held.apply");
  after = ctl_must ("held", "list", "--data", f->base.dir, NULL);
  check_lacks (after, mid);
  verified = ctl_must ("verify", "--data", f->base.dir, NULL);
  check_contains (verified, "audit:");
}

/* The author keeps the words; the same mutation sent again is answered with what became of it. */
static void
test_held_line_is_returned (Fixture *f, gconstpointer data)
{
  g_autofree char *mid = push_early_call (f, "别处的电话");
  g_autofree char *said = ctl_must ("held", "return", mid, "--reason", "那天不在岗", "--data", f->base.dir, NULL);
  g_autofree char *state = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *mine = NULL;

  g_assert_cmpstr (said, ==, "");
  state = ask (f, "SELECT status || '/' || code FROM mutation WHERE row IS NOT NULL");
  g_assert_cmpstr (state, ==, "rejected/returned");
  notes = ask (f, "SELECT group_concat (said, '; ') FROM (SELECT (body ->> '$.kind') || ' ' || coalesce (body ->> "
                  "'$.state', 'open') AS said FROM row WHERE tbl = 'inbox_item' ORDER BY 1)");
  g_assert_cmpstr (notes, ==, "held closed; rejected open");
  mine = ask (f, "SELECT (body ->> '$.mine') || (body ->> '$.args') FROM row WHERE tbl = 'inbox_item' AND "
                 "body ->> '$.kind' = 'rejected'");
  check_contains (mine, "别处的电话");
  check_contains (mine, "那天不在岗");
  {
    g_auto (CtlResult) again = ctl_call ("held", "return", mid, "--reason", "x", "--data", f->base.dir, NULL);
    g_auto (CtlResult) mute = ctl_call ("held", "return", mid, "--data", f->base.dir, NULL);
    g_auto (CtlResult) none = ctl_call ("held", "apply", "--data", f->base.dir, NULL);

    g_assert_cmpint (again.status, ==, 1);
    check_contains (again.err, "no such line waits");
    g_assert_cmpint (mute.status, ==, 2);
    check_contains (mute.err, "--reason TEXT");
    g_assert_cmpint (none.status, ==, 2);
  }
}

static char *
inc_of (const char *data)
{
  g_autofree char *path = g_build_filename (data, BACKUP_STORE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) db = db_open (path, DB_EXISTING, NULL, &error);
  char *inc;

  g_assert_no_error (error);
  inc = db_text (db, &error, "SELECT value FROM meta WHERE name = 'inc'", "");
  g_assert_no_error (error);
  return inc;
}

static gboolean
has_customer (const char *data, const char *name)
{
  g_autofree char *path = g_build_filename (data, BACKUP_STORE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) db = db_open (path, DB_EXISTING, NULL, &error);
  gint64   count = 0;
  gboolean found;

  g_assert_no_error (error);
  db_int (db, &count, &found, &error, "SELECT count(*) FROM row WHERE body ->> '$.name' = ?", "s", name);
  g_assert_no_error (error);
  return count > 0;
}

static void
test_backup_comes_back_as_a_new_incarnation (Fixture *f, gconstpointer data)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *to = temp_path (dir, "backup");
  g_autofree char *fresh = temp_path (dir, "fresh");
  g_autofree char *printed = NULL;
  g_autofree char *checked = NULL;
  g_autofree char *restored = NULL;
  g_autofree char *verified = NULL;
  g_autofree char *inc = NULL;
  g_autofree char *notes = NULL;

  push_customer (f, "备份前");
  printed = ctl_must ("backup", to, "--data", f->base.dir, "--quiet", NULL); /* the server has the store open */
  push_customer (f, "备份后");
  checked = ctl_must ("backup", "--check", to, NULL);
  g_assert_cmpstr (printed, ==, checked);
  check_contains (printed, "incarnation\t1");
  notes = ask (f, "SELECT group_concat (actor || ' ' || action) FROM audit WHERE action = 'backup'");
  check_contains (notes, "admin:");
  restored = ctl_must ("restore", to, "--data", fresh, NULL);
  check_contains (restored, "incarnation\t1");
  g_assert_true (has_customer (fresh, "备份前"));
  g_assert_false (has_customer (fresh, "备份后"));
  inc = inc_of (fresh);
  g_assert_cmpint (g_ascii_strtoll (inc, NULL, 10), >, 1);
  verified = ctl_must ("verify", "--data", fresh, NULL);
  check_contains (verified, "audit:");
}

/* The same backup restored twice is two incarnations: a desktop that met the first must notice the second. */
static void
test_second_restore_is_another_incarnation (Fixture *f, gconstpointer data)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *to = temp_path (dir, "backup");
  g_autofree char *place = temp_path (dir, "place");
  g_autofree char *made = ctl_must ("backup", to, "--data", f->base.dir, "-q", NULL);
  g_autofree char *one = ctl_must ("restore", to, "--data", place, NULL);
  g_autofree char *first = inc_of (place);
  g_autofree char *second = NULL;
  g_autofree char *two = NULL;
  g_autoptr (GDir) folder = NULL;
  const char *name;
  guint       aside = 0;

  {
    g_auto (CtlResult) refused = ctl_call ("restore", to, "--data", place, NULL);

    g_assert_cmpint (refused.status, ==, 1);
    check_contains (refused.err, "--replace");
  }
  two = ctl_must ("restore", to, "--data", place, "--replace", NULL);
  second = inc_of (place);
  g_assert_cmpint (g_ascii_strtoll (second, NULL, 10), >, g_ascii_strtoll (first, NULL, 10));
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (made, ==, one);
  folder = g_dir_open (place, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    aside += strstr (name, ".aside-") != NULL ? 1 : 0;
  g_assert_cmpuint (aside, ==, 1);
}

static void
change_byte (const char *path, gsize at)
{
  g_autofree char *bytes = NULL;
  gsize            length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (at, <, length);
  bytes[at] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
}

static void
test_backup_that_is_not_what_it_says_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *to = temp_path (dir, "backup");
  g_autofree char *store = temp_path (dir, "backup/" BACKUP_STORE);
  g_autofree char *proof_path = temp_path (dir, "backup/" BACKUP_PROOF);
  g_autofree char *place = temp_path (dir, "place");
  g_autofree char *made = ctl_must ("backup", to, "--data", f->base.dir, "-q", NULL);
  g_autofree char *text = NULL;
  g_auto (BackupProof) proof = { 0 };
  g_autofree char *later = NULL;

  change_byte (store, 5000);
  {
    g_auto (CtlResult) spoiled = ctl_call ("restore", to, "--data", place, NULL);

    g_assert_cmpint (spoiled.status, ==, 1);
    check_contains (spoiled.err, "the copy is not what the proof says");
    g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
  }
  change_byte (store, 5000);
  /* A proof of the right file that claims a later state. */
  g_assert_true (g_file_get_contents (proof_path, &text, NULL, NULL));
  g_assert_true (backup_proof_parse (text, -1, &proof, NULL));
  g_array_index (proof.shards, BackupShard, 0).seq++;
  later = backup_proof_text (&proof);
  g_assert_true (g_file_set_contents (proof_path, later, -1, NULL));
  {
    g_auto (CtlResult) spoiled = ctl_call ("backup", "--check", to, NULL);

    g_assert_cmpint (spoiled.status, ==, 1);
    check_contains (spoiled.err, "the last change is not what the proof says");
  }
  g_assert_true (g_file_set_contents (proof_path, "{}", -1, NULL));
  {
    g_auto (CtlResult) none = ctl_call ("restore", to, "--data", place, NULL);
    g_auto (CtlResult) again = ctl_call ("backup", to, "--data", f->base.dir, NULL);

    check_contains (none.err, "no proof of a backup");
    g_assert_cmpint (again.status, ==, 1);
    check_contains (again.err, "a folder of its own");
  }
  g_assert_nonnull (made);
}

static void
test_store_in_use_or_of_another_is_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *to = temp_path (dir, "backup");
  g_autofree char *made = ctl_must ("backup", to, "--data", f->base.dir, "-q", NULL);
  ServerNow        now = { .now = 1, .random = { 99 } };
  g_autofree char *other_store = temp_path (dir, "other/" BACKUP_STORE);
  g_autofree char *other_dir = temp_path (dir, "other");
  Server          *stranger;

  {
    g_auto (CtlResult) running = ctl_call ("restore", to, "--data", f->base.dir, "--replace", NULL);

    g_assert_cmpint (running.status, ==, 1);
    check_contains (running.err, "stop it first");
  }
  push_customer (f, "还在用"); /* the running server did not notice */
  g_assert_cmpint (g_mkdir (other_dir, 0700), ==, 0);
  stranger = server_open (other_store, NULL, &now, NULL);
  server_close (stranger);
  {
    g_auto (CtlResult) foreign = ctl_call ("restore", to, "--data", other_dir, "--replace", NULL);

    g_assert_cmpint (foreign.status, ==, 1);
    check_contains (foreign.err, "another server");
  }
  g_assert_nonnull (made);
}

/* Whether any file of the store holds these bytes. */
static gboolean
store_holds (const char *dir, const char *needle)
{
  static const char *const names[] = { "server.db", "server.db-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize            length;

      if (g_file_get_contents (path, &bytes, &length, NULL) &&
          memmem (bytes, length, needle, strlen (needle)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static CtlResult
call_erase (Fixture *f, const char *table, const char *id)
{
  return ctl_call ("erase", table, id, "--delete", "--under", "x", "--data", f->base.dir, NULL);
}

static void
test_erased_row_leaves_no_byte (Fixture *f, gconstpointer data)
{
  Id               id = push_customer (f, "要求遗忘的人");
  g_autofree char *hex = id_dup_hex (id);
  g_autofree char *said = NULL;
  g_autofree char *verified = NULL;

  {
    g_auto (CtlResult) live = ctl_call ("erase", "customer", hex, "--under", "x", "--data", f->base.dir, NULL);
    g_auto (CtlResult) mute = ctl_call ("erase", "customer", hex, "--data", f->base.dir, NULL);

    g_assert_cmpint (live.status, ==, 1);
    check_contains (live.err, "not deleted");
    g_assert_cmpint (mute.status, ==, 2);
  }
  g_assert_true (store_holds (f->base.dir, "要求遗忘的人"));
  said = ctl_must ("erase", "customer", hex, "--delete", "--under", "PIPL 47, request 12", "--data", f->base.dir, NULL);
  check_contains (said, "rows\t1\nvalues\t2\n");
  g_assert_false (store_holds (f->base.dir, "要求遗忘的人"));
  verified = ctl_must ("verify", "--data", f->base.dir, NULL);
  check_contains (verified, "values erased on ");
  check_contains (verified, "under PIPL 47, request 12");
  check_contains (verified, ", 2 erased;");
  check_contains (verified, hex);
}

/* The law has receipts and documents kept (R62): no option erases them. */
static void
test_what_must_be_kept_is_kept (Fixture *f, gconstpointer data)
{
  g_autofree char *hex = id_dup_hex (f->base.company.agent1);
  g_auto (CtlResult) result = call_erase (f, "inbox_item", hex);
  g_autofree char *mid = push_early_call (f, "留下");
  g_autofree char *item = ask (f, "SELECT lower (hex (id)) FROM row WHERE tbl = 'inbox_item'");
  g_auto (CtlResult) kept = call_erase (f, "inbox_item", item);

  g_assert_cmpint (result.status, ==, 1);
  check_contains (result.err, "never such a row");
  g_assert_cmpint (kept.status, ==, 1);
  check_contains (kept.err, "must be kept");
  g_assert_nonnull (mid);
}

/* A value that is gone without a word in the audit is damage. */
static void
test_value_gone_without_a_word_is_damage (Fixture *f, gconstpointer data)
{
  Id id = push_customer (f, "悄悄删去");
  g_autoptr (GError) error = NULL;

  db_exec (server_get_db (f->base.server), &error,
           "DELETE FROM audit_value WHERE aseq = (SELECT max (aseq) FROM audit WHERE row = ?)", "d", &id);
  g_assert_no_error (error);
  {
    g_auto (CtlResult) result = ctl_call ("verify", "--data", f->base.dir, NULL);

    g_assert_cmpint (result.status, ==, 1);
    check_contains (result.out, "nobody said that it was erased");
  }
}

/* What somebody is still to decide on is not taken from him; once he has, it goes too. */
static void
test_open_question_keeps_from_erasing (Fixture *f, gconstpointer data)
{
  Id               id = push_customer (f, "问题");
  g_autofree char *hex = id_dup_hex (id);
  Customer        *customer = server_read (f->base.server, &customer_schema, id, NULL);
  Customer        *wrong = schema_copy (&customer_schema, customer);
  g_autofree char *outcome = NULL;
  g_autofree char *item = NULL;
  g_autofree char *closed = NULL;
  g_autofree char *said = NULL;
  Id               item_id;

  set_text (&wrong->consent_on, "昨天的话");
  outcome = test_device_push (&f->agent, mutation_set (&customer_schema, customer, wrong));
  g_assert_cmpstr (outcome, ==, "rejected/invalid");
  {
    g_auto (CtlResult) open = call_erase (f, "customer", hex);

    g_assert_cmpint (open.status, ==, 1);
    check_contains (open.err, "inbox items about it are open");
  }
  item = ask (f, "SELECT lower (hex (id)) FROM row WHERE tbl = 'inbox_item'");
  g_assert_true (id_from_hex (item, &item_id));
  closed = test_device_push (
      &f->agent, mutation_command ("inbox.close", &inbox_item_schema, item_id, NULL, "{\"choice\":\"discarded\"}"));
  g_assert_cmpstr (closed, ==, "ok");
  g_assert_true (store_holds (f->base.dir, "昨天的话"));
  said = ctl_must ("erase", "customer", hex, "--delete", "--under", "x", "--data", f->base.dir, NULL);
  check_contains (said, "lines\t1\nnotes\t1\n");
  g_assert_false (store_holds (f->base.dir, "昨天的话"));
  schema_free (&customer_schema, customer);
  schema_free (&customer_schema, wrong);
}

static void
test_counts_and_grants_are_verified (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *spoil, *wanted;
  } cases[] = {
    { "UPDATE bucket SET cnt = cnt + 3 WHERE class = 'cust'", "its count is off by 3" },
    { "UPDATE bucket SET sum = zuoxi_add (sum, 1) WHERE class = 'cust'", "its sum is not that of its rows" },
    { "UPDATE device SET lmid = 0", "was not counted" },
    { "DELETE FROM granted WHERE bucket = (SELECT id FROM bucket WHERE class = 'cust')", "is not granted it" },
    { "INSERT OR IGNORE INTO granted SELECT 1, p.id, b.id FROM row p, bucket b"
      " WHERE p.tbl = 'person' AND b.class = 'cust'",
      "but may not read it" },
  };

  push_customer (f, "数");
  g_assert_true (server_new_day (f->base.server, &f->base.now, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      db_script (server_get_db (f->base.server), "CREATE TEMP TABLE was_bucket AS SELECT * FROM bucket;"
                                                 "CREATE TEMP TABLE was_device AS SELECT * FROM device;"
                                                 "CREATE TEMP TABLE was_granted AS SELECT * FROM granted;",
                 &error);
      g_assert_no_error (error);
      db_script (server_get_db (f->base.server), cases[i].spoil, &error);
      g_assert_no_error (error);
      {
        g_auto (CtlResult) result = ctl_call ("verify", "--data", f->base.dir, NULL);

        g_assert_cmpint (result.status, ==, 1);
        check_contains (result.out, cases[i].wanted);
      }
      db_script (server_get_db (f->base.server),
                 "DELETE FROM bucket; INSERT INTO bucket SELECT * FROM was_bucket; DROP TABLE was_bucket;"
                 "DELETE FROM device; INSERT INTO device SELECT * FROM was_device; DROP TABLE was_device;"
                 "DELETE FROM granted; INSERT INTO granted SELECT * FROM was_granted; DROP TABLE was_granted;",
                 &error);
      g_assert_no_error (error);
    }
  {
    g_autofree char *whole = ctl_must ("verify", "--data", f->base.dir, NULL);

    check_contains (whole, "audit:");
  }
}

static void
test_every_change_is_in_the_audit (Fixture *f, gconstpointer data)
{
  g_autofree char *device = id_dup_hex (f->agent.actor.device);
  g_autofree char *drained = ctl_must ("device", "drain", device, "--data", f->base.dir, NULL);
  g_autofree char *revoked = ctl_must ("device", "revoke", device, "--data", f->base.dir, NULL);
  g_autofree char *locked = ctl_must ("account", "lock", f->agent.actor.login, "--data", f->base.dir, NULL);
  g_autofree char *unlocked = ctl_must ("account", "unlock", f->agent.actor.login, "--data", f->base.dir, NULL);
  g_autofree char *reset = ctl_must ("account", "reset", f->agent.actor.login, "--data", f->base.dir, NULL);
  g_autofree char *listed = ctl_must ("device", "list", "--data", f->base.dir, NULL);
  g_autofree char *lines = ask (f, "SELECT group_concat (action, ' ') FROM (SELECT action FROM audit WHERE actor LIKE "
                                   "'admin:%' ORDER BY aseq)");
  g_autofree char *verified = ctl_must ("verify", "--data", f->base.dir, NULL);

  check_contains (lines, "device.state device.state account.state account.state");
  check_contains (lines, "account.password");
  check_contains (listed, "revoked");
  check_contains (reset, f->agent.actor.login);
  g_assert_true (*drained == '\0' && *revoked == '\0' && *locked == '\0' && *unlocked == '\0');
  check_contains (verified, "audit:");
}

/* The do-not-call list, beside a server that has the store open. */
static void
test_block (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->base.dir, "refused.csv", NULL);
  g_autofree char *added = ctl_must ("block", "add", "138 0013 8000", "010-62345678", "--reason", "电话里说的", "--since",
                                     "2026-03-01", "--data", f->base.dir, NULL);
  g_autofree char *again = ctl_must ("block", "add", "+86 13800138000", "--data", f->base.dir, NULL);
  g_autofree char *listed = ctl_must ("block", "list", "--data", f->base.dir, NULL);
  g_autofree char *one = ctl_must ("block", "list", "13800138000", "--data", f->base.dir, NULL);
  gboolean         held;

  check_contains (added, "2 added, 0 stood there already");
  check_contains (again, "0 added, 1 stood there already");
  check_contains (listed, "138****8000\t2026-03-01 00:00\tadmin:");
  check_contains (listed, "010****5678\t");
  check_contains (listed, "\t电话里说的\n");
  check_lacks (listed, "13800138000");
  check_lacks (one, "010");
  {
    g_auto (CtlResult) none = ctl_call ("block", "list", "13900139000", "--data", f->base.dir, NULL);
    g_auto (CtlResult) wrong = ctl_call ("block", "add", "13900139000", "12", "--data", f->base.dir, NULL);
    g_auto (CtlResult) future = ctl_call ("block", "add", "13900139000", "--since", "2099-01-01", "--data", f->base.dir,
                                          NULL);
    g_auto (CtlResult) absent = ctl_call ("block", "remove", "13800138000", "13900139000", "--data", f->base.dir, NULL);

    g_assert_cmpint (none.status, ==, 1);
    g_assert_cmpint (wrong.status, ==, 2);
    check_contains (wrong.err, "12: ");
    g_assert_cmpint (future.status, ==, 2);
    g_assert_cmpint (absent.status, ==, 1);
    check_contains (absent.err, "13900139000 is not on the list; nothing was changed");
  }
  g_assert_true (g_file_set_contents (path, "姓名,电话\n张,13900139001\n李,139 0013 9002\n王,99\n", -1, NULL));
  {
    g_auto (CtlResult) bad = ctl_call ("block", "import", path, "--column", "电话", "--data", f->base.dir, NULL);
    g_auto (CtlResult) column = ctl_call ("block", "import", path, "--column", "手机", "--data", f->base.dir, NULL);

    g_assert_cmpint (bad.status, ==, 1);
    check_contains (bad.out, "line 4: ");
    g_assert_cmpint (column.status, ==, 1);
    check_contains (column.err, "手机");
  }
  g_assert_true (g_file_set_contents (path, "姓名,电话\n张,13900139001\n李,139 0013 9002\n", -1, NULL));
  {
    g_autofree char *dry = ctl_must ("block", "import", path, "-c", "电话", "--dry-run", "--data", f->base.dir, NULL);
    g_autofree char *left = ask (f, "SELECT count(*) FROM blocked_number");
    g_autofree char *done = ctl_must ("block", "import", path, "-c", "电话", "--data", f->base.dir, NULL);
    g_autofree char *removed = ctl_must ("block", "remove", "13900139001", "--data", f->base.dir, NULL);
    g_autofree char *rest = ask (f, "SELECT count(*) FROM blocked_number");
    g_autofree char *lines = ask (f, "SELECT group_concat (action, ' ') FROM (SELECT action FROM audit WHERE tbl = "
                                     "'blocked_number' ORDER BY aseq)");
    g_autofree char *whole = ctl_must ("verify", "--data", f->base.dir, NULL);

    check_contains (dry, "2 would be added");
    g_assert_cmpstr (left, ==, "2");
    check_contains (done, "2 added");
    check_contains (removed, "1 removed");
    g_assert_cmpstr (rest, ==, "3");
    g_assert_cmpstr (lines, ==, "block.add block.add block.add block.add block.remove");
    check_contains (whole, "audit:");
  }
  held = store_holds (f->base.dir, "13800138000");
  g_assert_false (held);
}

static void
test_numbers (Fixture *f, gconstpointer data)
{
  g_autofree char *mid = push_early_call (f, "数一数");
  g_autofree char *said = ctl_must ("stats", "--data", f->base.dir, NULL);

  g_assert_nonnull (mid);
  check_contains (said, "outcomes\theld\t1\n");
  check_contains (said, "inbox\topen\t1\n");
  check_contains (said, "accounts\tactive\t1\n");
  check_contains (said, "store\tincarnation\t1\n");
  check_contains (said, "rows\tteam\t2\n");
}

/* Every command has a page with all its sections, and no line of it is too wide for a terminal. */
static void
check_page (const char *page, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (page, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint columns = 0;

      for (const char *at = lines[i]; *at != '\0'; at = g_utf8_next_char (at))
        columns += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
      if (columns > 80 && strchr (lines[i], ' ') != NULL && strstr (lines[i], "zuoxictl") == NULL)
        g_error ("%s: wider than a terminal: %s", name, lines[i]);
    }
}

static void
each_command (void (*func) (const char *one, const char *two))
{
  g_autofree char *all = ctl_must ("--help", NULL);
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  guint found = 0;

  /* A command's line is indented by seven, its summary by fourteen. */
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i] + strspn (lines[i], " "), " ", 3);

      if (strspn (lines[i], " ") != 7 || words[0] == NULL || !g_ascii_islower (*words[0]) ||
          g_str_has_prefix (words[0], "zuoxictl"))
        continue;
      func (words[0], words[1] != NULL && g_ascii_islower (*words[1]) ? words[1] : NULL);
      found++;
    }
  g_assert_cmpuint (found, >=, 24);
}

static void
check_english (const char *one, const char *two)
{
  g_autofree char *page = two != NULL ? ctl_must (one, two, "--help", NULL) : ctl_must (one, "--help", NULL);

  check_contains (page, "NAME\n");
  check_contains (page, "\nSYNOPSIS\n");
  check_contains (page, "\nDESCRIPTION\n");
  check_contains (page, "\nOPTIONS\n");
  check_contains (page, "\nEXAMPLE\n");
  check_contains (page, "\nEXIT STATUS\n");
  check_page (page, one);
}

static void
check_chinese (const char *one, const char *two)
{
  g_autofree char *page = two != NULL ? ctl_must (one, two, "--help", NULL) : ctl_must (one, "--help", NULL);

  check_contains (page, "名称\n");
  check_contains (page, "\n说明\n");
  check_contains (page, "。");
  check_lacks (page, "Folder of the server");
  check_page (page, one);
}

static void
test_manual (void)
{
  each_command (check_english);
}

static void
test_manual_in_chinese (void)
{
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("ZUOXI_LOCALEDIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  each_command (check_chinese);
  setlocale (LC_ALL, "C");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_unsetenv ("ZUOXI_SERVER");
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/admin/held/apply", test_held_lines_are_applied);
  ADD ("/admin/held/return", test_held_line_is_returned);
  ADD ("/admin/backup/new-incarnation", test_backup_comes_back_as_a_new_incarnation);
  ADD ("/admin/backup/twice", test_second_restore_is_another_incarnation);
  ADD ("/admin/backup/proof", test_backup_that_is_not_what_it_says_is_refused);
  ADD ("/admin/backup/in-use", test_store_in_use_or_of_another_is_kept);
  ADD ("/admin/erase/no-byte", test_erased_row_leaves_no_byte);
  ADD ("/admin/erase/kept", test_what_must_be_kept_is_kept);
  ADD ("/admin/erase/damage", test_value_gone_without_a_word_is_damage);
  ADD ("/admin/erase/open", test_open_question_keeps_from_erasing);
  ADD ("/admin/verify/counts", test_counts_and_grants_are_verified);
  ADD ("/admin/audited", test_every_change_is_in_the_audit);
  ADD ("/admin/stats", test_numbers);
  ADD ("/admin/block", test_block);
  g_test_add_func ("/admin/manual", test_manual);
  g_test_add_func ("/admin/manual/chinese", test_manual_in_chinese);
  return g_test_run ();
}
