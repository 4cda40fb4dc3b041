/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop store and a test's memory must give the rules the same rows (R18), and by an index. */
#include "store/store-loader.h"

#include <string.h>

#include "company.h"
#include "core/id.h"
#include "core/json.h"
#include "memory-loader.h"
#include "registry.h"
#include "store/overlay.h"
#include "tests/support/temp-store.h"
#include "worked-month.h"

static void
copy_row (Store *store, const Schema *schema, gconstpointer row)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = schema_body (schema, row);
  g_autoptr (JsonNode) node = json_canonical_parse (body, -1, JSON_DEPTH, &error);
  Id bucket = { { 1 } };

  g_assert_no_error (error);
  g_assert_true (store_server_row (store, schema->table, ((const Row *) row)->id, bucket, 1, 1,
                                   json_node_get_object (node), STORE_NEWER, &error));
  g_assert_no_error (error);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Ids and bodies of the rows, sorted; frees the rows. */
static char *
ids_of (const Schema *schema, GPtrArray *rows)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *id = id_dup_hex (((Row *) rows->pdata[i])->id);
      g_autofree char *body = schema_body (schema, rows->pdata[i]);

      g_ptr_array_add (ids, g_strconcat (id, body, NULL));
      schema_free (schema, rows->pdata[i]);
    }
  g_ptr_array_unref (rows);
  g_ptr_array_sort (ids, compare_texts);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s\n", (char *) ids->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
assert_same (const Schema *schema, GPtrArray *want, GPtrArray *got)
{
  g_autofree char *want_ids = NULL;
  g_autofree char *got_ids = NULL;

  g_assert_nonnull (got);
  want_ids = ids_of (schema, want);
  got_ids = ids_of (schema, got);
  if (!g_str_equal (got_ids, want_ids))
    g_error ("%s: the store gives other rows", schema->table);
}

static void
test_store_and_memory_give_the_same_rows (void)
{
  static const char *const months[] = { "2026-02", "2026-03", "2026-04" };
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autoptr (GError) error = NULL;
  Company company;
  g_autoptr (Calendar) calendar = NULL;
  MemoryLoader *memory;
  Loader       *loader;
  guint         compared = 0;

  company_init (&company);
  calendar = calendar_new ();
  calendar_add_builtin (calendar);
  memory = memory_loader_new (company.directory, calendar);
  worked_month_add (memory, company.agent1, "2026-03");
  worked_month_add (memory, company.mover, "2026-02");
  loader = store_loader_new (t->store, company.directory, calendar);
  for (guint i = 0; registry[i] != NULL; i++)
    {
      GPtrArray *rows = memory->loader.list (&memory->loader, registry[i], NULL, ID_NONE, &error);

      for (guint r = 0; r < rows->len; r++)
        {
          copy_row (t->store, registry[i], rows->pdata[r]);
          schema_free (registry[i], rows->pdata[r]);
        }
      compared += rows->len;
      g_ptr_array_unref (rows);
    }
  g_assert_cmpuint (compared, >, 100);
  for (guint i = 0; registry[i] != NULL; i++)
    {
      const Schema *schema = registry[i];

      assert_same (schema, memory->loader.list (&memory->loader, schema, NULL, ID_NONE, &error),
                   loader->list (loader, schema, NULL, ID_NONE, &error));
      for (gsize m = 0; m < G_N_ELEMENTS (months) && schema->subject != NULL; m++)
        {
          assert_same (schema, memory->loader.facts (&memory->loader, schema, company.agent1, months[m], &error),
                       loader->facts (loader, schema, company.agent1, months[m], &error));
          assert_same (schema, memory->loader.facts (&memory->loader, schema, company.mover, months[m], &error),
                       loader->facts (loader, schema, company.mover, months[m], &error));
        }
      if (schema->subject != NULL)
        assert_same (schema, memory->loader.list (&memory->loader, schema, schema->subject, company.agent1, &error),
                     loader->list (loader, schema, schema->subject, company.agent1, &error));
    }
  g_assert_no_error (error);
  store_loader_free (loader);
  memory_loader_free (memory);
  company_clear (&company);
}

/* First line of the plan that reads a whole table or sorts by hand; NULL if none does. */
static char *
bad_plan (Store *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  sqlite3_stmt    *stmt = NULL;
  char            *bad = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db_handle (store_db (store)), explain, -1, &stmt, NULL), ==, SQLITE_OK);
  while (bad == NULL && sqlite3_step (stmt) == SQLITE_ROW)
    {
      const char *line = (const char *) sqlite3_column_text (stmt, 3);

      if ((strstr (line, "SCAN") != NULL && strstr (line, "USING") == NULL) || strstr (line, "TEMP B-TREE") != NULL ||
          strstr (line, "AUTOMATIC") != NULL)
        bad = g_strdup (line);
    }
  sqlite3_finalize (stmt);
  return bad;
}

static void
assert_indexed (Store *store, char *sql)
{
  g_autofree char *owned = sql;
  g_autofree char *bad = bad_plan (store, owned);

  if (bad != NULL)
    g_error ("%s: %s", owned, bad);
}

static void
test_queries_use_indexes (void)
{
  /* Orders the lists offer; the key breaks ties. */
  static const struct
  {
    const char *table, *order;
  } orders[] = { { "call", "started_at DESC" },
                 { "call", "agent, started_at" },
                 { "sales_order", "signed_on DESC" },
                 { "ticket", "opened_at DESC" },
                 { "ticket", "due_at" },
                 { "rating", "invited_at DESC" },
                 { "attendance_day", "day DESC" },
                 { "violation", "happened_on DESC" },
                 { "exam_result", "taken_on DESC" },
                 { "qa_score", "scored_on DESC" },
                 { "customer", "name" },
                 { "customer", "code" },
                 { "person", "number" },
                 { "person", "name" },
                 { "filing", "month, number" },
                 { "target", "month" },
                 { "regulation", "effective_on" } };
  g_autoptr (TempStore) t = temp_store_new (2);
  g_autofree char *bad = bad_plan (t->store, "SELECT * FROM \"call\" WHERE note = 'x'");

  g_assert_nonnull (bad); /* the check itself can fail */
  for (guint i = 0; registry[i] != NULL; i++)
    {
      const Schema *schema = registry[i];
      const Field  *parent = schema_parent (schema);

      assert_indexed (t->store, g_strdup_printf ("SELECT * FROM \"%s\" WHERE id = ?", schema->table));
      assert_indexed (t->store, g_strdup_printf ("SELECT * FROM \"%s\" WHERE bucket = ?", schema->table));
      if (parent != NULL)
        assert_indexed (t->store,
                        g_strdup_printf ("SELECT * FROM \"%s\" WHERE \"%s\" = ?", schema->table, parent->name));
      if (schema->subject != NULL)
        assert_indexed (t->store,
                        g_strdup_printf ("SELECT * FROM \"%s\" WHERE \"%s\" = ?", schema->table, schema->subject));
      if (schema->places->cls == BUCKET_FACTS)
        assert_indexed (t->store, g_strdup_printf ("SELECT * FROM \"%s\" WHERE \"%s\" = ? AND \"%s\" >= ? AND \"%s\" < "
                                                   "? ORDER BY \"%s\"",
                                                   schema->table, schema->subject, schema->places->on,
                                                   schema->places->on, schema->places->on));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    assert_indexed (t->store, g_strdup_printf ("SELECT k FROM \"%s\" ORDER BY %s", orders[i].table, orders[i].order));
}

static void
test_directory_is_what_the_store_holds (void)
{
  g_autoptr (TempStore) t = temp_store_new (3);
  g_autoptr (GError) error = NULL;
  g_autoptr (Directory) loaded = NULL;
  g_autoptr (GPtrArray) persons = NULL;
  g_autoptr (GPtrArray) assignments = NULL;
  g_autoptr (GPtrArray) departments = NULL;
  Company company;

  company_init (&company);
  persons = directory_persons (company.directory);
  assignments = directory_assignments (company.directory);
  departments = directory_departments (company.directory);
  for (guint i = 0; i < persons->len; i++)
    copy_row (t->store, &person_schema, persons->pdata[i]);
  for (guint i = 0; i < assignments->len; i++)
    copy_row (t->store, &assignment_schema, assignments->pdata[i]);
  for (guint i = 0; i < departments->len; i++)
    copy_row (t->store, &department_schema, departments->pdata[i]);
  loaded = store_load_directory (t->store, &error);
  g_assert_no_error (error);
  g_assert_true (id_equal (directory_scorer (loaded, company.agent1, "2026-03-10"), company.supervisor1));
  g_assert_true (id_equal (directory_reviewer (loaded, company.agent1, "2026-03-10"), company.manager));
  company_clear (&company);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/loader/store-and-memory-give-the-same-rows", test_store_and_memory_give_the_same_rows);
  g_test_add_func ("/store/loader/queries-use-indexes", test_queries_use_indexes);
  g_test_add_func ("/store/loader/directory-is-what-the-store-holds", test_directory_is_what_the_store_holds);
  return g_test_run ();
}
