/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print-sql TABLE…: the CREATE TABLE and the guards of these entities as their field tables say, to start a new step
 * under src/store/sql/ from. Indexes for the lists' orders are written by hand. The drift test compares the steps with
 * the same tables.
 */
#include "registry.h"

static const char *
column_type (const Field *field)
{
  switch (field->kind)
    {
    case FIELD_REF:
      return "BLOB NOT NULL";
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
    case FIELD_ENUM:
      return "TEXT NOT NULL";
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      return field->optional ? "INTEGER" : "INTEGER NOT NULL";
    case FIELD_FLAG:
    case FIELD_RATIO:
      return "INTEGER NOT NULL";
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

static void
print_table (const Schema *schema)
{
  g_print ("CREATE TABLE \"%s\" (\n  k INTEGER PRIMARY KEY,\n  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),\n"
           "  bucket BLOB NOT NULL,\n  seq INTEGER NOT NULL,\n  rv INTEGER NOT NULL,\n",
           schema->table);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->kind == FIELD_RATIO)
      g_print ("  \"%s_num\" %s,\n  \"%s_den\" %s,\n", field->name, column_type (field), field->name,
               column_type (field));
    else if (field->kind == FIELD_REF)
      g_print ("  \"%s\" %s CHECK (length (\"%s\") = 16),\n", field->name, column_type (field), field->name);
    else if (field->kind == FIELD_FLAG)
      g_print ("  \"%s\" %s CHECK (\"%s\" IN (0, 1)),\n", field->name, column_type (field), field->name);
    else
      g_print ("  \"%s\" %s,\n", field->name, column_type (field));
  g_print ("  extra TEXT\n) STRICT;\n");
}

static void
print_guards (const Schema *schema)
{
  static const char *const verbs[] = { "insert", "update", "delete" };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *upper = g_ascii_strup (verbs[i], -1);

      g_print ("CREATE TRIGGER guard_%s_%s BEFORE %s ON \"%s\" WHEN NOT zuoxi_writer ()\n"
               "BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;\n",
               schema->table, verbs[i], upper, schema->table);
    }
}

/* Those every table needs: its bucket, its parent, its subject. The lists' orders are added by hand. */
static void
print_indexes (const Schema *schema)
{
  const Field *parent = schema_parent (schema);

  g_print ("CREATE INDEX %s_bucket ON \"%s\" (bucket);\n", schema->table, schema->table);
  if (parent != NULL)
    g_print ("CREATE INDEX %s_%s ON \"%s\" (\"%s\");\n", schema->table, parent->name, schema->table, parent->name);
  if (schema->subject != NULL && (parent == NULL || !g_str_equal (parent->name, schema->subject)))
    g_print ("CREATE INDEX %s_%s ON \"%s\" (\"%s\");\n", schema->table, schema->subject, schema->table,
             schema->subject);
  g_print ("\n");
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      const Schema *schema = registry_find (argv[i]);

      if (schema == NULL)
        {
          g_printerr ("print-sql: no entity %s\n", argv[i]);
          return 1;
        }
      print_table (schema);
      print_guards (schema);
      print_indexes (schema);
    }
  return 0;
}
