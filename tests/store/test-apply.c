/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/apply.h"

#include <string.h>

#include "appraisal/form.h"
#include "calls/call.h"
#include "core/id.h"
#include "customers/customer.h"
#include "store/outbox.h"
#include "tests/support/temp-store.h"

static Customer *
new_customer (guint number, const char *name)
{
  Customer *customer = schema_new (&customer_schema);

  customer->row.id = test_id (number);
  g_free (customer->name);
  customer->name = g_strdup (name);
  return customer;
}

static void
put_customer (TempStore *t, guint number, const char *name)
{
  g_autoptr (GError) error = NULL;
  Customer *customer = new_customer (number, name);

  store_apply_one (t->store, mutation_put (&customer_schema, customer), &error);
  g_assert_no_error (error);
  schema_free (&customer_schema, customer);
}

static char *
name_of (TempStore *t, guint number)
{
  g_autoptr (GError) error = NULL;
  Customer *customer = store_get (t->store, &customer_schema, test_id (number), &error);
  char     *name = customer != NULL ? g_strdup (customer->name) : NULL;

  g_assert_no_error (error);
  if (customer != NULL)
    schema_free (&customer_schema, customer);
  return name;
}

static void
rename_customer (TempStore *t, guint number, const char *name, GError **error)
{
  Customer *base = store_get (t->store, &customer_schema, test_id (number), NULL);
  Customer *mine = schema_copy (&customer_schema, base);

  g_free (mine->name);
  mine->name = g_strdup (name);
  store_apply_one (t->store, mutation_set (&customer_schema, base, mine), error);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, mine);
}

static void
test_row_and_line_are_written_together (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (Mutation) first = NULL;

  put_customer (t, 1, "王先生");
  rename_customer (t, 1, "王女士", &error);
  g_assert_no_error (error);
  name = name_of (t, 1);
  g_assert_cmpstr (name, ==, "王女士");
  lines = store_outbox_batch (t->store, 500, 1 << 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 2);
  first = mutation_parse (((OutboxLine *) lines->pdata[0])->line, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->n, ==, 1);
  g_assert_cmpint (first->kind, ==, MUTATION_PUT);
  g_assert_cmpint (store_unsent (t->store, NULL, NULL), ==, 2);
  g_assert_cmpint (store_pending (t->store, "customer", test_id (1), NULL), ==, STORE_PENDING_EDIT);
}

/* n has no gap, clocks rise although the wall clock goes back, mids differ, each line is chained to the one before. */
static void
test_lines_are_numbered_and_chained (void)
{
  g_autoptr (TempStore) t = temp_store_new (2);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GHashTable) mids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Digest chain = { { 0 } };
  Digest tail;
  gint64 last_hlc = 0;
  gint64 n;

  for (guint i = 0; i < 20; i++)
    {
      t->now += i % 3 == 0 ? -5000000 : 1000;
      if (i % 7 == 6)
        temp_store_restart (t);
      put_customer (t, i, "x");
    }
  lines = store_outbox_batch (t->store, 500, 1 << 20, &error);
  for (guint i = 0; i < lines->len; i++)
    {
      const OutboxLine *line = lines->pdata[i];
      g_autoptr (Mutation) mutation = mutation_parse (line->line, -1, &error);
      DigestState state;

      g_assert_no_error (error);
      g_assert_cmpint (line->n, ==, i + 1);
      g_assert_cmpint (mutation->n, ==, i + 1);
      g_assert_cmpint (mutation->hlc, >, last_hlc);
      last_hlc = mutation->hlc;
      g_assert_true (g_hash_table_add (mids, g_strdup (mutation->mid)));
      g_assert_true (digest_equal (line->prev, chain));
      digest_init (&state);
      digest_update (&state, chain.b, sizeof chain.b);
      digest_update (&state, line->line, strlen (line->line));
      chain = digest_finish (&state);
    }
  g_assert_true (store_outbox_tail (t->store, &n, &tail, &error));
  g_assert_cmpint (n, ==, 20);
  g_assert_true (digest_equal (tail, chain));
}

static void
test_refused_changes_leave_nothing (void)
{
  g_autoptr (TempStore) t = temp_store_new (3);
  g_autoptr (GError) error = NULL;
  Customer *ghost = new_customer (9, "nobody");
  Customer *nameless = new_customer (8, "x");
  Call     *big = schema_new (&call_schema);
  Mutation *pair[2] = { NULL };
  gint64    rows;

  g_assert_false (store_apply_one (t->store, mutation_del (&customer_schema, ghost), &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NO_ROW);
  g_clear_error (&error);

  nameless->row.id = ID_NONE;
  g_assert_false (store_apply_one (t->store, mutation_put (&customer_schema, nameless), &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
  g_clear_error (&error);

  big->row.id = test_id (7);
  g_free (big->note);
  big->note = g_strnfill (MUTATION_LINE_MAX, 'x');
  g_assert_false (store_apply_one (t->store, mutation_put (&call_schema, big), &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  /* The second fails: the first is not kept either. */
  pair[0] = mutation_put (&customer_schema, ghost);
  nameless->row.id = test_id (6);
  pair[1] = mutation_del (&customer_schema, nameless);
  g_assert_false (store_apply (t->store, pair, 2, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NO_ROW);
  g_clear_error (&error);

  g_assert_cmpint (store_unsent (t->store, NULL, &error), ==, 0);
  rows = store_count (t->store, &customer_schema, &error, "", "");
  g_assert_cmpint (rows, ==, 0);
  put_customer (t, 1, "first"); /* and no place was used up */
  {
    g_autoptr (GPtrArray) lines = store_outbox_batch (t->store, 9, 1 << 20, &error);

    g_assert_cmpint (((OutboxLine *) lines->pdata[0])->n, ==, 1);
  }
  mutation_free (pair[0]);
  mutation_free (pair[1]);
  schema_free (&customer_schema, ghost);
  schema_free (&customer_schema, nameless);
  schema_free (&call_schema, big);
}

static void
test_group_is_all_or_nothing (void)
{
  g_autoptr (TempStore) t = temp_store_new (4);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  GPtrArray       *good = g_ptr_array_new ();
  GPtrArray       *bad = g_ptr_array_new ();
  Customer        *one = new_customer (1, "one");
  Customer        *two = new_customer (2, "two");
  g_autofree char *name = NULL;

  g_ptr_array_add (good, mutation_put (&customer_schema, one));
  g_ptr_array_add (good, mutation_put (&customer_schema, two));
  g_assert_true (store_apply_one (t->store, mutation_group (good), &error));
  g_ptr_array_add (bad, mutation_del (&customer_schema, one));
  g_ptr_array_add (bad, mutation_del (&customer_schema, one));
  g_assert_false (store_apply_one (t->store, mutation_group (bad), &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NO_ROW);
  g_clear_error (&error);
  name = name_of (t, 1);
  g_assert_cmpstr (name, ==, "one");
  list = store_outbox_list (t->store, &error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpuint (((OutboxEntry *) list->pdata[0])->mutation->ops->len, ==, 2);
  schema_free (&customer_schema, one);
  schema_free (&customer_schema, two);
}

/* A queued command is a badge, not a prediction: the row keeps its state and is closed to its author (R41). */
static void
test_command_changes_no_field_and_locks_the_row (void)
{
  g_autoptr (TempStore) t = temp_store_new (5);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  put_customer (t, 1, "before");
  g_assert_true (store_apply_one (t->store,
                                  mutation_command ("customer.take", &customer_schema, test_id (1), NULL, NULL),
                                  &error));
  g_assert_cmpint (store_pending (t->store, "customer", test_id (1), &error), ==,
                   STORE_PENDING_EDIT | STORE_PENDING_COMMAND);
  rename_customer (t, 1, "after", &error);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_LOCKED);
  g_clear_error (&error);
  name = name_of (t, 1);
  g_assert_cmpstr (name, ==, "before");
  g_assert_true (store_apply_one (t->store,
                                  mutation_command ("customer.back", &customer_schema, test_id (1), NULL, NULL),
                                  &error));
  g_assert_no_error (error);
}

/* Two devices create the same form: the second put changes the row that is there (R35). */
static void
test_put_on_a_row_that_is_there_sets_its_members (void)
{
  g_autoptr (TempStore) t = temp_store_new (6);
  g_autoptr (GError) error = NULL;
  Customer *again = new_customer (1, "");
  Customer *now;

  put_customer (t, 1, "kept");
  g_free (again->company);
  again->company = g_strdup ("added");
  g_assert_true (store_apply_one (t->store, mutation_put (&customer_schema, again), &error));
  now = store_get (t->store, &customer_schema, test_id (1), &error);
  g_assert_cmpstr (now->name, ==, "kept");
  g_assert_cmpstr (now->company, ==, "added");
  schema_free (&customer_schema, again);
  schema_free (&customer_schema, now);
}

static void
on_changed_cb (const char *table, gpointer data)
{
  g_string_append_printf (data, "%s ", table);
}

static void
test_commits_are_noticed_and_failures_are_not (void)
{
  g_autoptr (TempStore) t = temp_store_new (7);
  g_autoptr (Notices) notices = notices_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  Customer *ghost = new_customer (9, "x");

  store_set_notices (t->store, notices);
  notices_subscribe (notices, "customer", on_changed_cb, told);
  store_apply_one (t->store, mutation_del (&customer_schema, ghost), &error);
  notices_tell (notices, 0);
  g_assert_cmpstr (told->str, ==, "");
  put_customer (t, 1, "x");
  notices_tell (notices, 0);
  g_assert_cmpstr (told->str, ==, "customer ");
  schema_free (&customer_schema, ghost);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/apply/row-and-line-are-written-together", test_row_and_line_are_written_together);
  g_test_add_func ("/store/apply/lines-are-numbered-and-chained", test_lines_are_numbered_and_chained);
  g_test_add_func ("/store/apply/refused-changes-leave-nothing", test_refused_changes_leave_nothing);
  g_test_add_func ("/store/apply/group-is-all-or-nothing", test_group_is_all_or_nothing);
  g_test_add_func ("/store/apply/command-changes-no-field-and-locks-the-row",
                   test_command_changes_no_field_and_locks_the_row);
  g_test_add_func ("/store/apply/r35-put-on-a-row-that-is-there-sets-its-members",
                   test_put_on_a_row_that_is_there_sets_its_members);
  g_test_add_func ("/store/apply/commits-are-noticed-and-failures-are-not",
                   test_commits_are_noticed_and_failures_are_not);
  return g_test_run ();
}
