/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import-map.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "ctl/ctl.h"
#include "registry.h"

typedef struct
{
  const char  *path;
  const char  *group;
  const char  *key;
  ImportMap   *map;
  ImportGroup *into;
} Reading;

static void
field_free (gpointer data)
{
  ImportField *field = data;

  g_free (field->name);
  g_clear_pointer (&field->lookup, g_hash_table_unref);
  g_free (field);
}

static void
group_free (gpointer data)
{
  ImportGroup *group = data;

  g_free (group->name);
  g_free (group->when_column);
  g_free (group->when_value);
  g_ptr_array_unref (group->fields);
  g_free (group);
}

void
import_map_free (ImportMap *self)
{
  g_ptr_array_unref (self->groups);
  g_free (self);
}

static gboolean
complain (const Reading *reading, GError **error, const char *what)
{
  return ctl_fail (error, CTL_ERROR_FAILED, "%s: [%s] %s: %s", reading->path, reading->group, reading->key, what);
}

static const Schema *
table_of (const char *group)
{
  g_autofree char *table = g_strdup (group);

  g_strdelimit (table, ":", '\0');
  return registry_find (table);
}

static gboolean
read_lookup (const Reading *reading, ImportField *field, const char *arguments, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (arguments, ";", -1);

  field->kind = IMPORT_LOOKUP;
  field->name = g_strdup (g_strstrip (parts[0]));
  field->lookup = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (int i = 1; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');

      if (equals == NULL)
        return complain (reading, error, "lookup(NAME; a=b; *=c) wants pairs");
      *equals = '\0';
      g_hash_table_replace (field->lookup, g_strdup (g_strstrip (parts[i])), g_strdup (g_strstrip (equals + 1)));
    }
  return TRUE;
}

static gboolean
read_spread (Reading *reading, ImportField *field, const char *arguments, GError **error)
{
  ImportMap *map = reading->map;
  char       month[MONTH_TEXT_SIZE];
  int        from_h, from_m, to_h, to_m, end = 0;

  if (g_str_equal (arguments, "agents"))
    {
      field->kind = IMPORT_AGENTS;
      return field->field->kind == FIELD_REF ||
             complain (reading, error, "spread(agents) names a person or an assignment");
    }
  field->kind = IMPORT_WORKDAYS;
  if (sscanf (arguments, "workdays %7s , %2d:%2d-%2d:%2d%n", month, &from_h, &from_m, &to_h, &to_m, &end) != 5 &&
      sscanf (arguments, "workdays %7[0-9-], %2d:%2d-%2d:%2d%n", month, &from_h, &from_m, &to_h, &to_m, &end) != 5)
    return complain (reading, error, "spread(agents) or spread(workdays 2026-03, 09:00-20:00)");
  if (arguments[end] != '\0' || !month_parse (month, &map->month))
    return complain (reading, error, "spread(workdays 2026-03, 09:00-20:00)");
  map->spreads = TRUE;
  map->from_s = (from_h * 60 + from_m) * 60;
  map->to_s = (to_h * 60 + to_m) * 60;
  if (map->from_s < 0 || map->to_s > 86400 || map->from_s >= map->to_s)
    return complain (reading, error, "the hours must lie within a day, the first before the last");
  return TRUE;
}

static gboolean
read_hash (const Reading *reading, ImportField *field, const char *arguments, GError **error)
{
  int end = 0;

  field->kind = IMPORT_HASH_PHONE;
  if (g_str_equal (arguments, "e164"))
    return TRUE;
  field->kind = IMPORT_HASH_NUMBER;
  if (sscanf (arguments, "mod %" G_GINT64_FORMAT " + %" G_GINT64_FORMAT "%n", &field->modulus, &field->base,
              &end) != 2 ||
      arguments[end] != '\0' || field->modulus <= 0)
    return complain (reading, error, "hash(e164) or hash(mod N + BASE)");
  return TRUE;
}

static gboolean
read_row (const Reading *reading, ImportField *field, const char *arguments, GError **error)
{
  const char *dot = strchr (arguments, '.');

  field->kind = dot != NULL ? IMPORT_ROW_MEMBER : IMPORT_ROW;
  field->name = dot != NULL ? g_strndup (arguments, (gsize) (dot - arguments)) : g_strdup (arguments);
  field->schema = table_of (field->name);
  if (field->schema == NULL)
    return complain (reading, error, "row(TABLE): there is no such table");
  field->member = dot != NULL ? schema_field (field->schema, dot + 1) : NULL;
  return dot == NULL || field->member != NULL || complain (reading, error, "row(TABLE.FIELD): there is no such field");
}

static gboolean
read_after (const Reading *reading, ImportField *field, const char *arguments, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (arguments, ";", 2);

  field->kind = IMPORT_AFTER;
  if (g_strv_length (parts) != 2)
    return complain (reading, error, "after(FIELD; NAME) wants a moment and a column of seconds");
  field->member = schema_field (reading->into->schema, g_strstrip (parts[0]));
  field->name = g_strdup (g_strstrip (parts[1]));
  if (field->member == NULL || field->member->kind != FIELD_MOMENT)
    return complain (reading, error, "after(FIELD; NAME): the field is no moment of this table");
  return TRUE;
}

static gboolean
read_source (Reading *reading, ImportField *field, const char *text, GError **error)
{
  const char      *open = strchr (text, '(');
  gsize            length = strlen (text);
  g_autofree char *name = NULL;
  g_autofree char *arguments = NULL;

  if (open == NULL || text[length - 1] != ')')
    return complain (reading, error, "wants column(NAME), constant(TEXT), lookup(…), spread(…), hash(…), row(…) or "
                                     "after(…)");
  name = g_strndup (text, (gsize) (open - text));
  arguments = g_strndup (open + 1, length - (gsize) (open - text) - 2);
  if (g_str_equal (name, "column") || g_str_equal (name, "constant"))
    {
      field->kind = *name == 'c' && name[2] == 'l' ? IMPORT_COLUMN : IMPORT_CONSTANT;
      field->name = g_steal_pointer (&arguments);
      return TRUE;
    }
  if (g_str_equal (name, "lookup"))
    return read_lookup (reading, field, arguments, error);
  if (g_str_equal (name, "spread"))
    return read_spread (reading, field, arguments, error);
  if (g_str_equal (name, "hash"))
    return read_hash (reading, field, arguments, error);
  if (g_str_equal (name, "row"))
    return read_row (reading, field, arguments, error);
  if (g_str_equal (name, "after"))
    return read_after (reading, field, arguments, error);
  return complain (reading, error, "there is no such source");
}

static gboolean
read_when (Reading *reading, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');

  if (equals == NULL)
    return complain (reading, error, "when = NAME=value");
  reading->into->when_column = g_strstrip (g_strndup (text, (gsize) (equals - text)));
  reading->into->when_value = g_strstrip (g_strdup (equals + 1));
  return TRUE;
}

static gboolean
read_key (Reading *reading, const char *text, GError **error)
{
  const Schema *schema = reading->into->schema;
  ImportField  *field;

  if (g_str_equal (reading->key, "when"))
    return read_when (reading, text, error);
  if (g_str_equal (reading->key, "each"))
    {
      reading->into->each_agent = TRUE;
      return g_str_equal (text, "agents") || complain (reading, error, "each = agents");
    }
  if (schema_field (schema, reading->key) == NULL)
    return complain (reading, error, "the table has no such field");
  field = g_new0 (ImportField, 1);
  field->field = schema_field (schema, reading->key);
  g_ptr_array_add (reading->into->fields, field);
  return read_source (reading, field, text, error);
}

static gboolean
read_group (Reading *reading, GKeyFile *file, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, reading->group, NULL, error);

  if (keys == NULL)
    return FALSE;
  for (int i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *text = g_key_file_get_string (file, reading->group, keys[i], error);

      reading->key = keys[i];
      if (text == NULL || !read_key (reading, g_strstrip (text), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_groups (Reading *reading, GKeyFile *file, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  g_autofree char *separator = g_key_file_get_string (file, "import", "separator", NULL);

  reading->map->separator = separator != NULL && *separator != '\0' ? *separator : ',';
  for (int i = 0; groups[i] != NULL; i++)
    {
      if (g_str_equal (groups[i], "import"))
        continue;
      reading->into = g_new0 (ImportGroup, 1);
      reading->into->name = g_strdup (groups[i]);
      reading->into->fields = g_ptr_array_new_with_free_func (field_free);
      g_ptr_array_add (reading->map->groups, reading->into);
      reading->group = groups[i];
      reading->key = "table";
      reading->into->schema = table_of (groups[i]);
      if (reading->into->schema == NULL)
        return complain (reading, error, "there is no such table");
      if (!read_group (reading, file, error))
        return FALSE;
    }
  return reading->map->groups->len > 0 ||
         ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no group names a table"), reading->path);
}

ImportMap *
import_map_load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (ImportMap) map = g_new0 (ImportMap, 1);
  Reading reading = { .path = path, .map = map };

  map->groups = g_ptr_array_new_with_free_func (group_free);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  return read_groups (&reading, file, error) ? g_steal_pointer (&map) : NULL;
}
