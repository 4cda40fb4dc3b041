/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's rows under the person's own edits (R41), outcomes, renumbering after a fork, a restored server (R39). */
#include "store/overlay.h"

#include "core/id.h"
#include "core/json.h"
#include "customers/customer.h"
#include "store/apply.h"
#include "store/outbox.h"
#include "tests/support/temp-store.h"

static const Id shard = { { 9 } };
static const Id home = { { 5 } };
static const Id elsewhere = { { 6 } };

static void
server_row (TempStore *t, guint number, Id bucket, gint64 seq, gint64 rv, const char *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_strict_parse (body, -1, JSON_DEPTH, &error);

  g_assert_no_error (error);
  g_assert_true (store_server_row (t->store, "customer", test_id (number), bucket, seq, rv, json_node_get_object (node),
                                   STORE_NEWER, &error));
  g_assert_no_error (error);
}

/* "name/company rv" of the row, "-" if there is none. */
static char *
show (TempStore *t, guint number)
{
  g_autoptr (GError) error = NULL;
  Customer *customer = store_get (t->store, &customer_schema, test_id (number), &error);
  char     *text;

  g_assert_no_error (error);
  if (customer == NULL)
    return g_strdup ("-");
  text = g_strdup_printf ("%s/%s %d", customer->name, customer->company, (int) customer->row.rv);
  schema_free (&customer_schema, customer);
  return text;
}

static void
assert_row (TempStore *t, guint number, const char *want)
{
  g_autofree char *got = show (t, number);

  g_assert_cmpstr (got, ==, want);
}

static void
edit (TempStore *t, guint number, const char *field, const char *value)
{
  g_autoptr (GError) error = NULL;
  Customer *base = store_get (t->store, &customer_schema, test_id (number), NULL);
  Customer *mine = schema_copy (&customer_schema, base);
  char    **slot = FIELD_PTR (mine, schema_field (&customer_schema, field), char *);

  g_free (*slot);
  *slot = g_strdup (value);
  g_assert_true (store_apply_one (t->store, mutation_set (&customer_schema, base, mine), &error));
  g_assert_no_error (error);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, mine);
}

static void
put (TempStore *t, guint number, const char *name)
{
  g_autoptr (GError) error = NULL;
  Customer *customer = schema_new (&customer_schema);

  customer->row.id = test_id (number);
  g_free (customer->name);
  customer->name = g_strdup (name);
  g_assert_true (store_apply_one (t->store, mutation_put (&customer_schema, customer), &error));
  schema_free (&customer_schema, customer);
}

static void
del (TempStore *t, guint number)
{
  g_autoptr (GError) error = NULL;
  Customer *base = store_get (t->store, &customer_schema, test_id (number), NULL);

  g_assert_true (store_apply_one (t->store, mutation_del (&customer_schema, base), &error));
  schema_free (&customer_schema, base);
}

static void
outcome (TempStore *t, gint64 n, gint64 seq)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_outcome (t->store, n, "{\"s\":\"ok\"}", shard, seq, &error));
  g_assert_no_error (error);
}

static void
cursor (TempStore *t, gint64 seq)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_cursor_set (t->store, shard, seq, &error));
  g_assert_no_error (error);
}

static gint64
count (TempStore *t, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  g_assert_true (db_int (store_db (t->store), &n, NULL, &error, sql, ""));
  return n;
}

static void
assert_settled (TempStore *t)
{
  g_assert_cmpint (count (t, "SELECT count(*) FROM outbox"), ==, 0);
  g_assert_cmpint (count (t, "SELECT count(*) FROM outbox_row"), ==, 0);
  g_assert_cmpint (count (t, "SELECT count(*) FROM shadow"), ==, 0);
}

static void
test_newer_rows_apply_and_older_do_not (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);

  server_row (t, 1, home, 10, 3, "{\"name\":\"c\"}");
  server_row (t, 1, home, 9, 2, "{\"name\":\"b\"}");
  assert_row (t, 1, "c/ 3");
  server_row (t, 1, home, 12, 4, "{\"name\":\"d\"}");
  assert_row (t, 1, "d/ 4");
  assert_settled (t);
}

static void
test_own_edits_stay_on_top_until_they_come_back (void)
{
  g_autoptr (TempStore) t = temp_store_new (2);

  server_row (t, 1, home, 10, 3, "{\"name\":\"old\"}");
  edit (t, 1, "name", "mine");
  assert_row (t, 1, "mine/ 3");
  server_row (t, 1, home, 11, 4, "{\"company\":\"theirs\",\"name\":\"old\"}");
  assert_row (t, 1, "mine/theirs 4");
  outcome (t, 1, 12);
  assert_row (t, 1, "mine/theirs 4");
  server_row (t, 1, home, 12, 5, "{\"company\":\"theirs\",\"name\":\"mine\"}");
  cursor (t, 11);
  g_assert_cmpint (count (t, "SELECT count(*) FROM outbox"), ==, 1);
  cursor (t, 12);
  assert_row (t, 1, "mine/theirs 5");
  assert_settled (t);
  g_assert_cmpint (count (t, "SELECT count(*) FROM sent"), ==, 1);
}

static void
test_refused_edit_gives_way_to_the_server (void)
{
  g_autoptr (TempStore) t = temp_store_new (3);

  server_row (t, 1, home, 10, 3, "{\"name\":\"old\"}");
  edit (t, 1, "name", "mine");
  edit (t, 1, "company", "also mine");
  outcome (t, 1, 0); /* rejected: no effect */
  assert_row (t, 1, "old/also mine 3");
  outcome (t, 1, 0); /* the reply comes twice */
  outcome (t, 2, 0);
  assert_row (t, 1, "old/ 3");
  assert_settled (t);
}

static void
test_refused_new_row_goes (void)
{
  g_autoptr (TempStore) t = temp_store_new (4);

  put (t, 1, "mine");
  assert_row (t, 1, "mine/ 0");
  outcome (t, 1, 0);
  assert_row (t, 1, "-");
  assert_settled (t);
}

static void
test_accepted_new_row_becomes_the_servers (void)
{
  g_autoptr (TempStore) t = temp_store_new (5);

  put (t, 1, "mine");
  edit (t, 1, "company", "c");
  outcome (t, 1, 20);
  outcome (t, 2, 21);
  server_row (t, 1, home, 21, 2, "{\"company\":\"c\",\"name\":\"mine\"}");
  cursor (t, 21);
  assert_row (t, 1, "mine/c 2");
  assert_settled (t);
}

/* L before R, R before L, and D: the words stay queued and lie on the row again when it comes back. */
static void
test_leaving_rows_keep_the_words (void)
{
  g_autoptr (TempStore) t = temp_store_new (6);
  g_autoptr (GError) error = NULL;

  server_row (t, 1, home, 10, 3, "{\"name\":\"old\"}");
  edit (t, 1, "name", "mine");
  g_assert_true (store_server_left (t->store, "customer", test_id (1), home, 4, &error));
  assert_row (t, 1, "-");
  g_assert_cmpint (store_unsent (t->store, NULL, &error), ==, 1);
  server_row (t, 1, elsewhere, 11, 4, "{\"company\":\"moved\",\"name\":\"old\"}");
  assert_row (t, 1, "mine/moved 4");
  g_assert_true (store_server_left (t->store, "customer", test_id (1), home, 4, &error)); /* late L */
  assert_row (t, 1, "mine/moved 4");
  g_assert_true (store_server_deleted (t->store, "customer", test_id (1), 5, &error));
  assert_row (t, 1, "-");
  outcome (t, 1, 0);
  assert_row (t, 1, "-");
  assert_settled (t);
  g_assert_no_error (error);
}

static void
test_pending_removal_hides_whatever_arrives (void)
{
  g_autoptr (TempStore) t = temp_store_new (7);
  g_autoptr (GError) error = NULL;

  server_row (t, 1, home, 10, 3, "{\"name\":\"old\"}");
  del (t, 1);
  assert_row (t, 1, "-");
  server_row (t, 1, home, 11, 4, "{\"name\":\"newer\"}");
  assert_row (t, 1, "-");
  outcome (t, 1, 0); /* rejected/changed */
  assert_row (t, 1, "newer/ 4");
  del (t, 1);
  outcome (t, 2, 15);
  g_assert_true (store_server_deleted (t->store, "customer", test_id (1), 5, &error));
  cursor (t, 15);
  assert_row (t, 1, "-");
  assert_settled (t);
}

/* R37: a nick of a newer build is kept in the server's bytes, and replaced when the row fits again. */
static void
test_row_of_a_newer_version_is_kept_verbatim (void)
{
  g_autoptr (TempStore) t = temp_store_new (8);
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;

  server_row (t, 1, home, 10, 3, "{\"name\":\"a\"}");
  server_row (t, 1, home, 11, 4, "{\"name\":\"a\",\"stage\":\"telepathic\"}");
  assert_row (t, 1, "-");
  g_assert_cmpint (store_untyped_count (t->store, "customer", &error), ==, 1);
  kept = db_text (store_db (t->store), &error, "SELECT body FROM untyped", "");
  g_assert_cmpstr (kept, ==, "{\"name\":\"a\",\"stage\":\"telepathic\"}");
  server_row (t, 1, home, 10, 3, "{\"name\":\"stale\"}");
  assert_row (t, 1, "-");
  server_row (t, 1, home, 12, 5, "{\"later\":[1],\"name\":\"b\"}");
  assert_row (t, 1, "b/ 5");
  g_assert_cmpint (store_untyped_count (t->store, "customer", &error), ==, 0);
}

static void
test_unknown_table_is_kept_and_leaves (void)
{
  g_autoptr (TempStore) t = temp_store_new (9);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) body = json_strict_parse ("{\"x\":1}", -1, JSON_DEPTH, NULL);

  g_assert_true (store_server_row (t->store, "career_path", test_id (1), home, 1, 1, json_node_get_object (body),
                                   STORE_NEWER, &error));
  g_assert_cmpint (store_untyped_count (t->store, "career_path", &error), ==, 1);
  g_assert_true (store_server_left (t->store, "career_path", test_id (1), home, 2, &error));
  g_assert_cmpint (store_untyped_count (t->store, "career_path", &error), ==, 0);
  g_assert_no_error (error);
}

/* The line, less its place. */
static char *
without_place (const char *line)
{
  g_autoptr (Mutation) mutation = mutation_parse (line, -1, NULL);

  mutation->n = 0;
  return mutation_line (mutation);
}

static void
test_fork_renumbers_and_loses_nothing (void)
{
  g_autoptr (TempStore) t = temp_store_new (10);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  Digest none = { { 0 } };

  for (guint i = 1; i <= 6; i++)
    put (t, i, "x");
  outcome (t, 1, 0);
  outcome (t, 2, 50);
  edit (t, 5, "name", "y");
  before = store_outbox_batch (t->store, 100, 1 << 20, &error);
  g_assert_cmpuint (before->len, ==, 5);
  g_assert_true (store_outbox_renumber (t->store, &error));
  g_assert_no_error (error);
  temp_store_restart (t);
  after = store_outbox_batch (t->store, 100, 1 << 20, &error);
  g_assert_cmpuint (after->len, ==, 5);
  for (guint i = 0; i < after->len; i++)
    {
      const OutboxLine *line = after->pdata[i];
      g_autofree char  *old_text = without_place (((OutboxLine *) before->pdata[i])->line);
      g_autofree char  *new_text = without_place (line->line);

      g_assert_cmpint (line->n, ==, i + 1);
      g_assert_cmpstr (new_text, ==, old_text);
    }
  g_assert_true (digest_equal (((OutboxLine *) after->pdata[0])->prev, none));
  assert_row (t, 5, "y/ 0");
  outcome (t, 3, 0); /* row 5's put is refused: its later edit has nothing to lie on */
  assert_row (t, 5, "-");
}

/* The server lost what came after line 2: those lines are queued again, their effects are not doubled by their mids. */
static void
test_restored_server_gets_its_lines_again (void)
{
  g_autoptr (TempStore) t = temp_store_new (11);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batch = NULL;
  Digest known = { { 0 } };
  gint64 seq;

  for (guint i = 1; i <= 4; i++)
    put (t, i, "x");
  for (gint64 n = 1; n <= 4; n++)
    outcome (t, n, 10 + n);
  for (guint i = 1; i <= 4; i++)
    server_row (t, i, home, 10 + i, 1, "{\"name\":\"x\"}");
  cursor (t, 13); /* line 4 is acknowledged, yet its row not passed */
  put (t, 5, "new");
  {
    g_autoptr (DbStmt) stmt = db_prepare (store_db (t->store), &error, "SELECT 1 FROM sent WHERE n = 3", "");

    g_assert_cmpint (db_step (stmt, &error), ==, 1);
  }
  known.b[0] = 1;
  g_assert_true (store_outbox_requeue (t->store, 2, &known, &error));
  g_assert_no_error (error);
  batch = store_outbox_batch (t->store, 100, 1 << 20, &error);
  g_assert_cmpuint (batch->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (((OutboxLine *) batch->pdata[i])->n, ==, 3 + i);
  g_assert_true (digest_equal (((OutboxLine *) batch->pdata[0])->prev, known));
  g_assert_true (store_cursor_get (t->store, shard, &seq, &error));
  g_assert_cmpint (seq, ==, -1);
  g_assert_cmpint (store_pending (t->store, "customer", test_id (3), &error), ==, STORE_PENDING_EDIT);
  assert_row (t, 3, "x/ 1");
}

static void
test_sent_lines_expire_after_thirty_days (void)
{
  g_autoptr (TempStore) t = temp_store_new (12);
  g_autoptr (GError) error = NULL;
  gint64 day = G_GINT64_CONSTANT (86400000000);
  gint64 seen = -1;

  put (t, 1, "x");
  outcome (t, 1, 0);
  t->now += 400 * day; /* a clock that jumps takes nothing away */
  g_assert_true (store_sent_expire (t->store, day, &error));
  g_assert_true (store_sent_expire (t->store, 30 * day, &error));
  g_assert_cmpint (count (t, "SELECT count(*) FROM sent"), ==, 1);
  g_assert_true (store_sent_expire (t->store, 32 * day, &error));
  g_assert_cmpint (count (t, "SELECT count(*) FROM sent"), ==, 0);
  temp_store_restart (t);
  put (t, 2, "y");
  g_assert_true (store_outbox_seen (t->store, &seen, &error));
  g_assert_cmpint (seen, ==, 0);
  {
    g_autoptr (GPtrArray) batch = store_outbox_batch (t->store, 9, 1 << 20, &error);

    g_assert_cmpint (((OutboxLine *) batch->pdata[0])->n, ==, 2);
  }
}

static void
test_batches_keep_their_limits (void)
{
  g_autoptr (TempStore) t = temp_store_new (13);
  g_autoptr (GError) error = NULL;
  gsize size;

  for (guint i = 1; i <= 10; i++)
    put (t, i, "abcdefgh");
  {
    g_autoptr (GPtrArray) three = store_outbox_batch (t->store, 3, 1 << 20, &error);

    g_assert_cmpuint (three->len, ==, 3);
    size = strlen (((OutboxLine *) three->pdata[0])->line) + 1;
  }
  {
    g_autoptr (GPtrArray) two = store_outbox_batch (t->store, 100, 2 * size + 5, &error);
    g_autoptr (GPtrArray) one = store_outbox_batch (t->store, 100, 1, &error);

    g_assert_cmpuint (two->len, ==, 2);
    g_assert_cmpuint (one->len, ==, 1);
  }
}

/* A command laid nothing over its row: refused, or without effect on it, it leaves the row as it was (R41). */
static void
test_answered_command_leaves_its_row (void)
{
  g_autoptr (TempStore) t = temp_store_new (31);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;

  server_row (t, 1, test_id (9), 5, 2, "{\"name\":\"a\"}");
  before = show (t, 1);
  g_assert_true (store_apply_one (t->store,
                                  mutation_command ("customer.take", &customer_schema, test_id (1), NULL, NULL),
                                  &error));
  g_assert_true (store_outcome (t->store, 1, "{\"s\":\"rejected\"}", ID_NONE, 0, &error));
  g_assert_no_error (error);
  after = show (t, 1);
  g_assert_cmpstr (after, !=, "-");
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (store_pending (t->store, "customer", test_id (1), &error), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/overlay/newer-rows-apply-and-older-do-not", test_newer_rows_apply_and_older_do_not);
  g_test_add_func ("/store/overlay/own-edits-stay-on-top-until-they-come-back",
                   test_own_edits_stay_on_top_until_they_come_back);
  g_test_add_func ("/store/overlay/refused-edit-gives-way-to-the-server", test_refused_edit_gives_way_to_the_server);
  g_test_add_func ("/store/overlay/refused-new-row-goes", test_refused_new_row_goes);
  g_test_add_func ("/store/overlay/accepted-new-row-becomes-the-servers", test_accepted_new_row_becomes_the_servers);
  g_test_add_func ("/store/overlay/leaving-rows-keep-the-words", test_leaving_rows_keep_the_words);
  g_test_add_func ("/store/overlay/pending-removal-hides-whatever-arrives",
                   test_pending_removal_hides_whatever_arrives);
  g_test_add_func ("/store/overlay/row-of-a-newer-version-is-kept-verbatim",
                   test_row_of_a_newer_version_is_kept_verbatim);
  g_test_add_func ("/store/overlay/unknown-table-is-kept-and-leaves", test_unknown_table_is_kept_and_leaves);
  g_test_add_func ("/store/overlay/r34-fork-renumbers-and-loses-nothing", test_fork_renumbers_and_loses_nothing);
  g_test_add_func ("/store/overlay/r39-restored-server-gets-its-lines-again",
                   test_restored_server_gets_its_lines_again);
  g_test_add_func ("/store/overlay/sent-lines-expire-after-thirty-days", test_sent_lines_expire_after_thirty_days);
  g_test_add_func ("/store/overlay/batches-keep-their-limits", test_batches_keep_their_limits);
  g_test_add_func ("/store/overlay/answered-command-leaves-its-row", test_answered_command_leaves_its_row);
  return g_test_run ();
}
