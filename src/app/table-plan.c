/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each line of a file would do. */
#include "config.h"

#include "app/table-import.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "app/session-read.h"
#include "core/hex.h"
#include "core/id.h"
#include "exchange/csv-reader.h"
#include "exchange/import-value.h"
#include "rules/place.h"

typedef struct
{
  const Schema *schema;
  GPtrArray    *fields; /* Field */
  char         *path;
  char        **columns; /* by field; "" = none */
} Input;

typedef struct
{
  const Input          *input;
  Store                *store;
  const SessionReading *reading;
  TablePlan            *plan;
  GHashTable           *names;  /* name → Person *, NULL = several have it */
  GHashTable           *ids;    /* Id → line: rows the file has made so far */
  char                 *import; /* hex: of this reading of the file */
  const CsvRecord      *record;
  gboolean              bad;
  GError               *error;
} Planning;

static void
free_error (gpointer data)
{
  TableError *error = data;

  g_free (error->column);
  g_free (error->message);
  g_free (error);
}

static void
clear_plan (gpointer data)
{
  TablePlan *plan = data;

  for (guint i = 0; i < plan->changes->len; i++)
    {
      TableChange *change = plan->changes->pdata[i];

      schema_free (plan->schema, change->before);
      schema_free (plan->schema, change->after);
      g_free (change);
    }
  g_ptr_array_unref (plan->changes);
  g_ptr_array_unref (plan->errors);
}

TablePlan *
table_plan_ref (TablePlan *plan)
{
  return g_atomic_rc_box_acquire (plan);
}

void
table_plan_unref (TablePlan *plan)
{
  g_atomic_rc_box_release_full (plan, clear_plan);
}

static gboolean
is_importable (const Field *field)
{
  if (field->merge == MERGE_SERVER || g_str_equal (field->name, "import_id"))
    return FALSE;
  if (field->kind == FIELD_REF)
    return field->ref != NULL && g_str_equal (field->ref, "person");
  return field->kind != FIELD_SET && field->kind != FIELD_BLOBREF;
}

GPtrArray *
table_import_fields (const Schema *schema)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (is_importable (field))
      g_ptr_array_add (fields, (gpointer) field);
  return fields;
}

gboolean
table_import_allowed (ZuoxiSession *session, const Schema *schema)
{
  g_autoptr (GPtrArray) people = directory_persons (zuoxi_session_get_directory (session));
  guint relations = 0;

  for (guint i = 0; i < people->len; i++)
    relations |= zuoxi_session_relations (session, ((const Person *) people->pdata[i])->row.id);
  return access_allows (schema, relations & ~(guint) REL_SELF, OP_PUT, NULL, NULL);
}

/* Header */

typedef struct
{
  char **header;
} HeaderReading;

static gboolean
on_first_record_cb (const CsvRecord *record, gpointer data)
{
  HeaderReading *reading = data;

  reading->header = g_strdupv (record->header);
  return FALSE;
}

static gboolean
read_csv (const char *path, CsvFunc func, gpointer data, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, error);
  g_autofree char *name = g_file_get_basename (file);

  if (input != NULL && csv_read (G_INPUT_STREAM (input), ',', func, data, NULL, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

char **
table_import_header (const char *path, GError **error)
{
  HeaderReading reading = { NULL };
  g_autoptr (GError) local = NULL;
  g_autofree char *name = g_path_get_basename (path);

  read_csv (path, on_first_record_cb, &reading, &local);
  if (reading.header != NULL)
    return reading.header;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, CSV_ERROR, CSV_ERROR_EMPTY, _ ("%s: there is no line under the header"), name);
  return NULL;
}

int
table_import_guess (char **header, const Field *field)
{
  /* What a column of people is called besides. */
  static const char *const people[] = { "工号", "員工編號", "员工编号", "employee number", "number", "姓名", "name" };

  for (int i = 0; header[i] != NULL; i++)
    if (g_str_equal (header[i], field->name) || g_str_equal (header[i], _ (field->title)) ||
                                                             g_str_equal (header[i], field->title))
      return i;
  for (guint j = 0; field->kind == FIELD_REF && j < G_N_ELEMENTS (people); j++)
    for (int i = 0; header[i] != NULL; i++)
      if (g_ascii_strcasecmp (header[i], people[j]) == 0)
        return i;
  return -1;
}

/* Lines */

/* (transfer full) @message. A line is counted as bad once, whatever is wrong with it. */
static void
blame (Planning *self, const char *column, char *message)
{
  TableError *error = NULL;

  self->plan->bad += !self->bad;
  self->bad = TRUE;
  if (self->plan->errors->len >= TABLE_ERRORS_KEPT)
    {
      g_free (message);
      return;
    }
  error = g_new (TableError, 1);
  *error = (TableError){ self->record->line, g_strdup (column), message };
  g_ptr_array_add (self->plan->errors, error);
}

static char *
set_person (Planning *self, const Field *field, gpointer row, const char *text)
{
  const Person *person = directory_person_by_number (self->reading->directory, text);
  gpointer      named = NULL;

  if (*text == '\0')
    return g_strdup (_ ("The person is missing"));
  if (person == NULL && g_hash_table_lookup_extended (self->names, text, NULL, &named) && named == NULL)
    return g_strdup_printf (_ ("Several people are called “%s”: give the employee number"), text);
  if (person == NULL)
    person = named;
  if (person == NULL)
    return g_strdup_printf (_ ("Nobody has the employee number or the name “%s”"), text);
  *FIELD_PTR (row, field, Id) = person->row.id;
  return NULL;
}

static void
fill (Planning *self, gpointer row)
{
  for (guint i = 0; i < self->input->fields->len; i++)
    {
      const Field     *field = self->input->fields->pdata[i];
      const char      *column = self->input->columns[i];
      g_autofree char *text = NULL;
      g_autofree char *problem = NULL;

      if (*column == '\0')
        continue;
      text = g_strstrip (g_strdup (self->record->cells[csv_column (self->record->header, column)]));
      problem = field->kind == FIELD_REF ? set_person (self, field, row, text) : import_set_text (field, row, text);
      if (problem != NULL)
        blame (self, column, g_steal_pointer (&problem));
    }
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

static void
blame_all (Planning *self, const ProblemList *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const Problem *problem = problem_list_at (problems, i);
      const Field   *field = schema_field (self->input->schema, problem->field);

      blame (self, field != NULL ? _ (field->title) : NULL, problem_text (problem, translate));
    }
}

/* What the rules say of a change of what is there. */
static void
check_change (Planning *self, gconstpointer row, gconstpointer before, guint relations)
{
  g_autoptr (ProblemList) problems = problem_list_new ();

  if (before == NULL || self->input->schema->check_change == NULL)
    return;
  self->input->schema->check_change (before, row, relations, self->reading->today, problems);
  blame_all (self, problems);
}

/* Rules of the row, its place, and whether it is this person's to write. */
static void
check (Planning *self, gconstpointer row, gconstpointer before)
{
  const Schema *schema = self->input->schema;
  const Field  *subject = schema_field (schema, schema->subject);
  Id            person = *FIELD_PTR (row, subject, const Id);
  guint         relations = 0;
  g_autoptr (ProblemList) problems = problem_list_new ();
  Bucket bucket;

  schema_check (schema, row, problems);
  blame_all (self, problems);
  if (self->bad)
    return;
  relations = directory_relations (self->reading->directory, self->reading->me, person, self->reading->today);
  check_change (self, row, before, relations);
  if (self->bad)
    return;
  if (!access_allows (schema, relations, before != NULL ? OP_SET : OP_PUT, schema_state (schema, row), NULL))
    blame (self, NULL, g_strdup (_ ("You may not write this for that person")));
  else if (!place_row (schema, row, self->reading->directory, &bucket))
    blame (self, NULL, g_strdup (_ ("The person holds no post on that day")));
}

static Id
new_id (Planning *self)
{
  g_autofree char *line = g_strdup_printf ("%u", self->record->line);
  const char      *parts[] = { self->import, line, NULL };

  return id_derive (self->input->schema->table, parts);
}

/* A row with a natural key may be there already: then only what the file names changes. */
static gpointer
find_before (Planning *self, gpointer row)
{
  if (!schema_is_natural (self->input->schema))
    {
      ((Row *) row)->id = new_id (self);
      return NULL;
    }
  ((Row *) row)->id = schema_natural_id (self->input->schema, row);
  return store_get (self->store, self->input->schema, ((Row *) row)->id, &self->error);
}

static void
note_line (Planning *self, Id id)
{
  gpointer line = NULL;

  if (g_hash_table_lookup_extended (self->ids, &id, NULL, &line))
    blame (self, NULL, g_strdup_printf (_ ("Line %u is about the same already"), GPOINTER_TO_UINT (line)));
  else
    g_hash_table_insert (self->ids, id_dup (id), GUINT_TO_POINTER (self->record->line));
}

static void
take (Planning *self, gpointer before, gpointer after)
{
  TableChange *change = NULL;

  if (before != NULL && schema_equal (self->input->schema, before, after))
    {
      self->plan->same++;
      schema_free (self->input->schema, before);
      schema_free (self->input->schema, after);
      return;
    }
  self->plan->added += before == NULL;
  self->plan->changed += before != NULL;
  change = g_new (TableChange, 1);
  *change = (TableChange){ before, after };
  g_ptr_array_add (self->plan->changes, change);
}

static void
plan_line (Planning *self)
{
  const Schema *schema = self->input->schema;
  gpointer      row = schema_new (schema);
  gpointer      before = NULL;

  fill (self, row);
  if (!self->bad)
    before = find_before (self, row);
  if (before != NULL)
    {
      schema_free (schema, row);
      row = schema_copy (schema, before);
      fill (self, row);
    }
  if (!self->bad && self->error == NULL)
    check (self, row, before);
  if (!self->bad && self->error == NULL)
    note_line (self, ((const Row *) row)->id);
  if (!self->bad && self->error == NULL)
    {
      take (self, before, row);
      return;
    }
  schema_free (schema, row);
  schema_free (schema, before);
}

static gboolean
on_record_cb (const CsvRecord *record, gpointer data)
{
  Planning *self = data;

  if (++self->plan->lines > TABLE_LINES_MAX)
    {
      g_set_error (&self->error, CSV_ERROR, CSV_ERROR_STOPPED,
                   _ ("The file has more than %d lines: please split it"), TABLE_LINES_MAX);
      return FALSE;
    }
  self->record = record;
  self->bad = FALSE;
  if (record->cells == NULL)
    blame (self, record->column, g_strdup (_ (record->problem)));
  else
    plan_line (self);
  return self->error == NULL;
}

static GHashTable *
collect_names (Directory *directory)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) people = directory_persons (directory);

  for (guint i = 0; i < people->len; i++)
    {
      Person *person = people->pdata[i];

      g_hash_table_replace (names, person->name, g_hash_table_contains (names, person->name) ? NULL : person);
    }
  return names;
}

static guint
hash_id (gconstpointer id)
{
  guint hash = 0;

  memcpy (&hash, ((const Id *) id)->b, sizeof hash);
  return hash;
}

static gboolean
equal_ids (gconstpointer a, gconstpointer b)
{
  return id_equal (*(const Id *) a, *(const Id *) b);
}

static gpointer
plan_in_thread (Store *store, const SessionReading *reading, gpointer data, GError **error)
{
  Planning self = { .input = data, .store = store, .reading = reading };
  guint8   random[16];
  g_autoptr (GError) local = NULL;

  randombytes_buf (random, sizeof random);
  self.import = hex_dup (random, sizeof random);
  self.names = collect_names (reading->directory);
  self.ids = g_hash_table_new_full (hash_id, equal_ids, g_free, NULL);
  self.plan = g_atomic_rc_box_new0 (TablePlan);
  self.plan->schema = self.input->schema;
  self.plan->errors = g_ptr_array_new_with_free_func (free_error);
  self.plan->changes = g_ptr_array_new ();
  read_csv (self.input->path, on_record_cb, &self, &local);
  g_hash_table_unref (self.names);
  g_hash_table_unref (self.ids);
  g_free (self.import);
  if (self.error == NULL && local == NULL)
    return self.plan;
  table_plan_unref (self.plan);
  g_propagate_error (error, self.error != NULL ? self.error : g_steal_pointer (&local));
  return NULL;
}

static void
free_input (gpointer data)
{
  Input *input = data;

  g_ptr_array_unref (input->fields);
  g_free (input->path);
  g_strfreev (input->columns);
  g_free (input);
}

static void
free_plan (gpointer plan)
{
  table_plan_unref (plan);
}

void
table_plan_async (ZuoxiSession       *session,
                  const Schema       *schema,
                  const char         *path,
                  const char *const  *columns,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  Input *input = g_new0 (Input, 1);

  input->schema = schema;
  input->fields = table_import_fields (schema);
  input->path = g_strdup (path);
  input->columns = g_new0 (char *, input->fields->len + 1);
  for (guint i = 0; i < input->fields->len; i++)
    input->columns[i] = g_strdup (columns[i] != NULL ? columns[i] : "");
  zuoxi_session_read_async (session, plan_in_thread, input, free_input, free_plan, cancellable, callback, user_data);
}

TablePlan *
table_plan_finish (ZuoxiSession *session, GAsyncResult *result, GError **error)
{
  return zuoxi_session_read_finish (session, result, error);
}
