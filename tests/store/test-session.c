/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite's session extension as a witness of its own: which rows of which tables a person's edits changed, set against
 * what stands in the outbox for them. Where SQLite was built without it the test is skipped.
 */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>
#include <string.h>

#include "calls/call.h"
#include "core/id.h"
#include "customers/customer.h"
#include "registry.h"
#include "store/apply.h"
#include "store/outbox.h"
#include "tests/support/temp-store.h"

#define EDITS 300
#define CUSTOMERS 12

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static Mutation *
make_call (TempStore *t, guint number)
{
  Call     *call = schema_new (&call_schema);
  Mutation *mutation;

  call->row.id = test_id (1000 + number);
  call->started_at = t->now;
  call->ended_at = t->now + 1;
  mutation = mutation_put (&call_schema, call);
  schema_free (&call_schema, call);
  return mutation;
}

/* A customer: made, edited, or taken away. */
static Mutation *
touch_customer (TempStore *t, guint number, guint edit)
{
  Customer        *base = store_get (t->store, &customer_schema, test_id (number), NULL);
  Customer        *mine = base != NULL ? schema_copy (&customer_schema, base) : schema_new (&customer_schema);
  g_autofree char *text = g_strdup_printf ("客户%u", edit);
  Mutation        *mutation;

  mine->row.id = test_id (number);
  set_text (edit % 2 == 0 ? &mine->name : &mine->company, text);
  if (base == NULL)
    mutation = mutation_put (&customer_schema, mine);
  else if (edit % 17 == 0)
    mutation = mutation_del (&customer_schema, base);
  else
    mutation = mutation_set (&customer_schema, base, mine);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, mine);
  return mutation;
}

static Mutation *
make_group (TempStore *t, guint edit)
{
  GPtrArray *ops = g_ptr_array_new ();

  g_ptr_array_add (ops, make_call (t, edit));
  g_ptr_array_add (ops, touch_customer (t, edit % CUSTOMERS, edit | 1));
  return mutation_group (ops);
}

static sqlite3_session *
watch (TempStore *t)
{
  sqlite3_session *session = NULL;

  g_assert_cmpint (sqlite3session_create (db_handle (store_db (t->store)), "main", &session), ==, SQLITE_OK);
  for (guint i = 0; registry[i] != NULL; i++)
    g_assert_cmpint (sqlite3session_attach (session, registry[i]->table), ==, SQLITE_OK);
  return session;
}

static int
column_of_id (TempStore *t, const char *table)
{
  gint64 column = -1;

  db_int (store_db (t->store), &column, NULL, NULL, "SELECT cid FROM pragma_table_info (?) WHERE name = 'id'", "s",
          table);
  return (int) column;
}

static int
column_of_key (TempStore *t, const char *table)
{
  gint64 column = -1;

  db_int (store_db (t->store), &column, NULL, NULL, "SELECT cid FROM pragma_table_info (?) WHERE pk = 1", "s", table);
  return (int) column;
}

/* "table id" of every row that changed; an update names its row by its key alone. */
static GHashTable *
changed_rows (TempStore *t, sqlite3_session *session)
{
  GHashTable             *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sqlite3_changeset_iter *iter = NULL;
  g_autofree char        *unused = NULL;
  void                   *bytes = NULL;
  int                     size = 0;

  g_assert_cmpint (sqlite3session_changeset (session, &size, &bytes), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3changeset_start (&iter, size, bytes), ==, SQLITE_OK);
  while (sqlite3changeset_next (iter) == SQLITE_ROW)
    {
      const char    *table;
      int            columns, op, indirect;
      sqlite3_value *value = NULL;
      Id             id = ID_NONE;
      char           hex[33];

      sqlite3changeset_op (iter, &table, &columns, &op, &indirect);
      if (op == SQLITE_UPDATE)
        {
          g_autofree char *sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE k = ?", table);
          g_autoptr (DbStmt) stmt = NULL;

          sqlite3changeset_old (iter, column_of_key (t, table), &value);
          stmt = db_prepare (store_db (t->store), NULL, sql, "i", (gint64) sqlite3_value_int64 (value));
          g_assert_cmpint (db_step (stmt, NULL), ==, 1);
          id = db_column_id (stmt, 0);
        }
      else
        {
          if (op == SQLITE_INSERT)
            sqlite3changeset_new (iter, column_of_id (t, table), &value);
          else
            sqlite3changeset_old (iter, column_of_id (t, table), &value);
          g_assert_cmpint (sqlite3_value_bytes (value), ==, sizeof id.b);
          memcpy (id.b, sqlite3_value_blob (value), sizeof id.b);
        }
      id_to_hex (id, hex);
      g_hash_table_add (rows, g_strconcat (table, " ", hex, NULL));
    }
  sqlite3changeset_finalize (iter);
  sqlite3_free (bytes);
  return rows;
}

/* "table id" of every row the lines after @n name. */
static GHashTable *
queued_rows (TempStore *t, gint64 n)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (DbStmt) stmt =
      db_prepare (store_db (t->store), NULL, "SELECT tbl, id FROM outbox_row WHERE n > ? AND kind <> 'cmd'", "i", n);

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      char hex[33];

      id_to_hex (db_column_id (stmt, 1), hex);
      g_hash_table_add (rows, g_strconcat (db_column_text (stmt, 0), " ", hex, NULL));
    }
  return rows;
}

static void
assert_equal (GHashTable *changed, GHashTable *queued)
{
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    if (!g_hash_table_contains (queued, row))
      g_error ("%s was changed and is not queued", (char *) row);
  g_hash_table_iter_init (&iter, queued);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    if (!g_hash_table_contains (changed, row))
      g_error ("%s is queued and was not changed", (char *) row);
}

/* One edit after the other: the row it changed is the row in its line, no other row of any table, and no fewer. */
static void
test_every_changed_row_is_queued (void)
{
  g_autoptr (TempStore) t = temp_store_new (5);
  guint seen = 0;

  for (guint edit = 0; edit < EDITS; edit++)
    {
      gint64           last = 0;
      sqlite3_session *session = watch (t);
      g_autoptr (GHashTable) changed = NULL;
      g_autoptr (GHashTable) queued = NULL;
      g_autoptr (GError) error = NULL;

      db_int (store_db (t->store), &last, NULL, NULL, "SELECT coalesce (max (n), 0) FROM outbox", "");
      store_apply_one (t->store,
                       edit % 7 == 3   ? make_group (t, edit)
                       : edit % 7 == 5 ? make_call (t, edit)
                                       : touch_customer (t, edit % CUSTOMERS, edit),
                       &error);
      g_assert_no_error (error);
      changed = changed_rows (t, session);
      sqlite3session_delete (session);
      queued = queued_rows (t, last);
      assert_equal (changed, queued);
      seen += g_hash_table_size (changed);
    }
  g_assert_cmpuint (seen, >, EDITS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!sqlite3_compileoption_used ("ENABLE_SESSION"))
    {
      g_print ("1..0 # SKIP SQLite was built without the session extension\n");
      return 0;
    }
  g_test_add_func ("/store/session/every-changed-row-is-queued", test_every_changed_row_is_queued);
  return g_test_run ();
}
