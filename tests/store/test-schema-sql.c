/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every entity against its table: columns, guards, indexes, round trip. No entity is named here. */
#include "registry.h"
#include "store/store-private.h"

#include "tests/support/random-row.h"
#include "tests/support/temp.h"

typedef struct
{
  TempDir *dir;
  Store   *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  f->dir = temp_dir_new ();
  path = temp_path (f->dir, "a.zuoxi");
  f->store = store_open (path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  store_close (f->store);
  temp_dir_remove (f->dir);
}

static const char *
type_of (const Field *field)
{
  switch (field->kind)
    {
    case FIELD_REF:
      return "BLOB";
    case FIELD_INT:
    case FIELD_FLAG:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
    case FIELD_RATIO:
      return "INTEGER";
    case FIELD_END:
    case FIELD_TEXT:
    case FIELD_ENUM:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
    default:
      return "TEXT";
    }
}

/* "name TYPE needed" of every column, as the field table wants them. */
static char *
wanted_columns (const Schema *schema)
{
  GString *want = g_string_new ("k INTEGER 0\nid BLOB 1\nbucket BLOB 1\nseq INTEGER 1\nrv INTEGER 1\n");

  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->kind == FIELD_RATIO)
      g_string_append_printf (want, "%s_num INTEGER 1\n%s_den INTEGER 1\n", field->name, field->name);
    else
      g_string_append_printf (want, "%s %s %d\n", field->name, type_of (field), !field->optional);
  return g_string_free (g_string_append (want, "extra TEXT 0\n"), FALSE);
}

static void
test_columns_are_the_fields (Fixture *f, gconstpointer data)
{
  for (guint i = 0; registry[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *want = wanted_columns (registry[i]);
      g_autofree char *got = db_text (store_db (f->store), &error,
                                      "SELECT group_concat (name || ' ' || type || ' ' || \"notnull\" || char (10), '')"
                                      " FROM pragma_table_info (?)",
                                      "s", registry[i]->table);

      g_assert_no_error (error);
      g_test_message ("%s", registry[i]->table);
      g_assert_cmpstr (got, ==, want);
    }
}

static void
test_every_table_is_guarded_and_indexed (Fixture *f, gconstpointer data)
{
  for (guint i = 0; registry[i] != NULL; i++)
    {
      const char  *table = registry[i]->table;
      const Field *parent = schema_parent (registry[i]);
      g_autoptr (GError) error = NULL;
      gint64 triggers = 0;
      gint64 strict = 0;
      gint64 by_bucket = 0;
      gint64 by_parent = parent == NULL;

      db_int (store_db (f->store), &triggers, NULL, &error,
              "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND name LIKE 'guard%'", "s",
              table);
      db_int (store_db (f->store), &strict, NULL, &error, "SELECT strict FROM pragma_table_list (?)", "s", table);
      db_int (store_db (f->store), &by_bucket, NULL, &error,
              "SELECT count(*) FROM pragma_index_list (?) AS l, pragma_index_info (l.name) AS c WHERE c.seqno = 0 AND "
              "c.name = 'bucket'",
              "s", table);
      if (parent != NULL)
        db_int (store_db (f->store), &by_parent, NULL, &error,
                "SELECT count(*) FROM pragma_index_list (?) AS l, pragma_index_info (l.name) AS c WHERE c.seqno = 0 "
                "AND c.name = ?",
                "ss", table, parent->name);
      g_assert_no_error (error);
      g_test_message ("%s", table);
      g_assert_cmpint (triggers, ==, 3);
      g_assert_cmpint (strict, ==, 1);
      g_assert_cmpint (by_bucket, ==, 1);
      g_assert_cmpint (by_parent, >=, 1);
    }
}

static void
write_row (Store *store, const Schema *schema, gpointer row)
{
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (store_begin (&scope, store, &error));
  g_assert_true (store_write_row (store, schema, NULL, row, TRUE, &error));
  g_assert_true (store_commit (&scope, &error));
  g_assert_no_error (error);
}

static void
test_rows_come_back_exactly (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; registry[i] != NULL; i++)
    for (int round = 0; round < 20; round++)
      {
        const Schema *schema = registry[i];
        g_autoptr (GError) error = NULL;
        gpointer row = random_row (schema, random);
        gpointer back;
        Row     *head = row;

        for (gsize b = 0; b < sizeof head->id.b; b++)
          head->id.b[b] = (guint8) g_rand_int_range (random, 1, 256);
        head->bucket.b[0] = 7;
        head->seq = G_MAXINT64;
        head->rv = 3;
        if (round == 0)
          {
            g_free (head->extra);
            head->extra = g_strdup ("{\"later\":1}");
          }
        write_row (f->store, schema, row);
        back = store_get (f->store, schema, head->id, &error);
        g_assert_no_error (error);
        g_assert_nonnull (back);
        g_assert_true (schema_equal (schema, row, back));
        g_assert_cmpint (((Row *) back)->k, ==, head->k);
        g_assert_cmpint (((Row *) back)->seq, ==, G_MAXINT64);
        g_assert_cmpmem (((Row *) back)->bucket.b, 16, head->bucket.b, 16);
        schema_free (schema, row);
        schema_free (schema, back);
      }
}

/* Whoever is not the store cannot write: neither our own code past store_apply (), nor another program. */
static void
test_guards_refuse_everyone_else (Fixture *f, gconstpointer data)
{
  sqlite3 *stranger = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  g_assert_cmpint (sqlite3_open (store_path (f->store), &stranger), ==, SQLITE_OK);
  for (guint i = 0; registry[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *remove = g_strdup_printf ("DELETE FROM \"%s\"", registry[i]->table);
      g_autofree char *update = g_strdup_printf ("UPDATE \"%s\" SET rv = 9", registry[i]->table);
      gpointer         row = random_row (registry[i], random);

      ((Row *) row)->id.b[3] = 1;
      g_assert_false (
          row_write (registry[i], store_db (f->store), store_table (f->store, registry[i])->insert, row, &error));
      g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
      g_clear_error (&error);
      write_row (f->store, registry[i], row);
      g_assert_false (db_exec (store_db (f->store), &error, update, ""));
      g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
      g_clear_error (&error);
      g_assert_false (db_exec (store_db (f->store), &error, remove, ""));
      g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
      g_assert_cmpint (sqlite3_exec (stranger, remove, NULL, NULL, NULL), ==, SQLITE_ERROR);
      schema_free (registry[i], row);
    }
  sqlite3_close (stranger);
}

static void
test_unknown_nick_is_said_not_guessed (Fixture *f, gconstpointer data)
{
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autoptr (GError) error = NULL;
  const Schema *schema = registry_find ("call");
  gpointer      row = random_row (schema, random);

  ((Row *) row)->id.b[0] = 1;
  write_row (f->store, schema, row);
  g_assert_true (store_begin (&scope, f->store, &error));
  g_assert_true (db_exec (store_db (f->store), &error, "UPDATE \"call\" SET result = 'telepathy'", ""));
  g_assert_true (store_commit (&scope, &error));
  g_assert_null (store_get (f->store, schema, ((Row *) row)->id, &error));
  g_assert_error (error, SCHEMA_ERROR, SCHEMA_ERROR_UNKNOWN);
  schema_free (schema, row);
}

#define ADD(path, func) g_test_add ("/store/schema-sql/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("columns-are-the-fields", test_columns_are_the_fields);
  ADD ("every-table-is-guarded-and-indexed", test_every_table_is_guarded_and_indexed);
  ADD ("rows-come-back-exactly", test_rows_come_back_exactly);
  ADD ("guards-refuse-everyone-else", test_guards_refuse_everyone_else);
  ADD ("unknown-nick-is-said-not-guessed", test_unknown_nick_is_said_not_guessed);
  return g_test_run ();
}
