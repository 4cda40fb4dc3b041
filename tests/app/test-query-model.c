/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long list tells its views what differs, and nothing else. */
#include "config.h"

#include "app/list-query.h"
#include "app/query-args.h"
#include "app/query-model.h"

#include "core/id.h"
#include "customers/customer.h"
#include "store/apply.h"
#include "tests/support/temp-store.h"

#define MANY 20000

typedef struct
{
  guint position, removed, added, times;
} Seen;

static void
on_items_changed_cb (GListModel *model, guint position, guint removed, guint added, Seen *seen)
{
  *seen = (Seen){ position, removed, added, seen->times + 1 };
}

static void
put (TempStore *t, guint number, const char *name)
{
  g_autoptr (GError) error = NULL;
  Customer *customer = schema_new (&customer_schema);
  Customer *base = store_get (t->store, &customer_schema, test_id (number), NULL);

  customer->row.id = test_id (number);
  g_free (customer->name);
  customer->name = g_strdup (name);
  store_apply_one (t->store,
                   base != NULL ? mutation_set (&customer_schema, base, customer)
                                : mutation_put (&customer_schema, customer),
                   &error);
  g_assert_no_error (error);
  if (base != NULL)
    schema_free (&customer_schema, base);
  schema_free (&customer_schema, customer);
}

static const char *
name_at (ZuoxiQueryModel *model, guint position)
{
  g_autoptr (ZuoxiRow) row = g_list_model_get_item (G_LIST_MODEL (model), position);

  return ((const Customer *) zuoxi_row_get (row))->name;
}

static void
test_only_what_differs_is_told (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autoptr (ZuoxiQueryModel) model = NULL;
  g_autoptr (ZuoxiRow) held = NULL;
  Seen seen = { 0 };

  put (t, 1, "甲");
  put (t, 2, "乙");
  put (t, 4, "丁");
  model = zuoxi_query_model_new (&customer_schema, t->store, NULL);
  zuoxi_query_model_set_query (model, "WHERE name <> ? ORDER BY id LIMIT ?", "si", "无", (gint64) 100);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 3);
  g_assert_cmpstr (name_at (model, 2), ==, "丁");
  held = g_list_model_get_item (G_LIST_MODEL (model), 2);
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed_cb), &seen);

  /* Nothing changed: nothing is said. */
  zuoxi_query_model_refresh (model);
  g_assert_cmpuint (seen.times, ==, 0);

  /* A row in the middle, and another value of a row that is held: the same object has it. */
  put (t, 3, "丙");
  put (t, 4, "戊");
  zuoxi_query_model_refresh (model);
  g_assert_cmpuint (seen.times, ==, 1);
  g_assert_cmpuint (seen.position, ==, 2);
  g_assert_cmpuint (seen.removed, ==, 0);
  g_assert_cmpuint (seen.added, ==, 1);
  g_assert_cmpstr (((const Customer *) zuoxi_row_get (held))->name, ==, "戊");
  {
    g_autoptr (ZuoxiRow) now = g_list_model_get_item (G_LIST_MODEL (model), 3);

    g_assert_true (now == held);
    g_assert_cmpuint (zuoxi_query_model_find_k (model, ((const Row *) zuoxi_row_get (now))->k), ==, 3);
  }

  /* The query no longer holds the first. */
  put (t, 1, "无");
  zuoxi_query_model_refresh (model);
  g_assert_cmpuint (seen.position, ==, 0);
  g_assert_cmpuint (seen.removed, ==, 1);
  g_assert_cmpuint (seen.added, ==, 0);
}

static void
test_any_place_of_a_long_list_is_read (void)
{
  g_autoptr (TempStore) t = temp_store_new (2);
  g_autoptr (ZuoxiQueryModel) model = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) group = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MANY; i += 500)
    {
      for (guint n = i; n < i + 500; n++)
        {
          Customer *customer = schema_new (&customer_schema);

          customer->row.id = test_id (n + 1);
          g_free (customer->name);
          customer->name = g_strdup_printf ("%06u", n);
          g_ptr_array_add (group, mutation_put (&customer_schema, customer));
          schema_free (&customer_schema, customer);
        }
      g_assert_true (store_apply (t->store, (Mutation *const *) group->pdata, group->len, &error));
      for (guint n = 0; n < group->len; n++)
        mutation_free (group->pdata[n]);
      g_ptr_array_set_size (group, 0);
    }
  model = zuoxi_query_model_new (&customer_schema, t->store, NULL);
  zuoxi_query_model_set_query (model, "ORDER BY name", "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, MANY);
  for (guint i = 0; i < 300; i++)
    {
      guint            at = (guint) g_rand_int_range (rand, 0, MANY);
      g_autofree char *name = g_strdup_printf ("%06u", at);

      g_assert_cmpstr (name_at (model, at), ==, name);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), MANY));
}

static void
on_failed_cb (ZuoxiQueryModel *model, const GError *error, guint *times)
{
  (*times)++;
}

static GArray *
select_keys (TempStore *t, const char *clause)
{
  QueryArgs args = { &customer_schema, (char *) clause, NULL };
  g_autoptr (GError) error = NULL;
  GArray *keys = NULL;

  args.values = g_ptr_array_new ();
  keys = query_args_select (&args, t->store, &error);
  g_assert_no_error (error);
  g_ptr_array_unref (args.values);
  return keys;
}

/* What stands on the screen at once is the beginning of what stands there when all is known. */
static void
test_first_rows_are_the_beginning_of_the_list (void)
{
  static const ListSource source = { .schema = &customer_schema, .order = "name" };
  static const struct
  {
    const char *typed;
    guint       whole, first;
  } cases[] = { { NULL, 300, 64 }, { "电子", 100, 64 }, { "电", 100, 64 }, { "没有的", 0, 0 }, { "子 电", 100, 64 } };
  g_autoptr (TempStore) t = temp_store_new (1);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%03u", i % 3 == 0 ? "电子 " : "布匹 ", i / 3);

      put (t, i + 1, name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ListFilter filter = { .typed = cases[i].typed };
      g_autoptr (GError) error = NULL;
      g_autofree char *clause = list_query_clause (&source, &filter, t->store, NULL, &error);
      g_autofree char *first_clause = list_query_first_clause (&source, &filter, NULL);
      g_autoptr (GArray) whole = select_keys (t, clause);
      g_autoptr (GArray) first = select_keys (t, first_clause);

      g_assert_no_error (error);
      g_assert_cmpuint (whole->len, ==, cases[i].whole);
      g_assert_cmpuint (first->len, ==, cases[i].first);
      g_assert_cmpmem (first->data, first->len * sizeof (gint64), whole->data, first->len * sizeof (gint64));
    }
  /* Only the index knows where words begin. */
  g_assert_null (list_query_first_clause (&source, &(ListFilter){ .typed = "07" }, NULL));
}

static void
test_a_query_that_fails_is_told (void)
{
  g_autoptr (TempStore) t = temp_store_new (4);
  g_autoptr (ZuoxiQueryModel) model = zuoxi_query_model_new (&customer_schema, t->store, NULL);
  guint times = 0;

  g_signal_connect (model, "failed", G_CALLBACK (on_failed_cb), &times);
  zuoxi_query_model_set_query (model, "WHERE no_such_column = 1", "");
  g_assert_cmpuint (times, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query-model/only-what-differs-is-told", test_only_what_differs_is_told);
  g_test_add_func ("/query-model/any-place-of-a-long-list-is-read", test_any_place_of_a_long_list_is_read);
  g_test_add_func ("/query-model/a-query-that-fails-is-told", test_a_query_that_fails_is_told);
  g_test_add_func ("/query-model/first-rows", test_first_rows_are_the_beginning_of_the_list);
  return g_test_run ();
}
