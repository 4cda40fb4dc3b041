/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/import.h"

#include <sodium.h>
#include <string.h>

#include "core/digest.h"
#include "core/hex.h"
#include "core/id.h"
#include "core/moment.h"
#include "exchange/csv-reader.h"
#include "ctl/ctl.h"
#include "exchange/import-value.h"
#include "rules/place.h"

#define PROGRESS_LINES 2000

typedef struct
{
  Id      person;
  char   *number;
  GArray *days; /* Day: on which the post is held */
} Agent;

typedef struct
{
  Admin           *admin;
  const ImportMap *map;
  Directory       *directory;
  gboolean         write;
  ImportReport    *report;
  ImportProgress   progress;
  gpointer         data;
  GPtrArray       *agents;    /* Agent, by employee number */
  GHashTable      *customers; /* code → Id *, read when first asked for */
  Day              today;

  /* The line in hand. */
  const CsvRecord *record; /* NULL for a group with each = agents */
  guint            index;
  const Agent     *agent;
  Day              day;
  gint64           moment;
  Digest           digest; /* of the line */
  gpointer        *rows;   /* by group; NULL = not made of this line */
  gboolean         bad;

  GError *error; /* what ends the import */
} Import;

static void
agent_free (gpointer data)
{
  Agent *agent = data;

  g_free (agent->number);
  g_array_unref (agent->days);
  g_free (agent);
}

static void
import_error_free (gpointer data)
{
  ImportError *problem = data;

  g_free (problem->column);
  g_free (problem->message);
  g_free (problem);
}

void
import_report_clear (ImportReport *report)
{
  g_clear_pointer (&report->id, g_free);
  g_clear_pointer (&report->counts, g_array_unref);
  g_clear_pointer (&report->errors, g_ptr_array_unref);
}

/* (transfer full) @message. A line is counted as bad once, whatever is wrong with it. */
static void
blame (Import *self, const char *column, char *message)
{
  ImportError *problem;

  if (!self->bad)
    self->report->bad++;
  self->bad = TRUE;
  if (self->report->errors->len >= IMPORT_ERRORS_KEPT)
    {
      g_free (message);
      return;
    }
  problem = g_new (ImportError, 1);
  *problem = (ImportError){ self->record != NULL ? self->record->line : 0, g_strdup (column), message };
  g_ptr_array_add (self->report->errors, problem);
}

static gboolean
is_agent_on (Import *self, Id person, Day day)
{
  char              text[DAY_TEXT_SIZE];
  const Assignment *assignment;

  day_format (day, text);
  assignment = directory_assignment_on (self->directory, person, text);
  return assignment != NULL && assignment->post == POST_AGENT;
}

/* Days of the map's month on which the person works as an agent; without such a month, today. */
static GArray *
agent_days (Import *self, Id person, const Calendar *calendar)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (Day));
  Day     first = self->map->spreads ? month_first (self->map->month) : self->today;
  Day     last = self->map->spreads ? month_last (self->map->month) : self->today;

  for (Day day = first; day <= last; day++)
    if ((!self->map->spreads || calendar_is_workday (calendar, day)) && is_agent_on (self, person, day))
      g_array_append_val (days, day);
  return days;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Agent *const *) a)->number, (*(const Agent *const *) b)->number);
}

static gboolean
find_agents (Import *self, GError **error)
{
  const Calendar *calendar = server_get_calendar (self->admin->server, error);
  g_autoptr (GPtrArray) persons = NULL;

  if (calendar == NULL)
    return FALSE;
  persons = directory_persons (self->directory);
  for (guint i = 0; i < persons->len; i++)
    {
      const Person *person = g_ptr_array_index (persons, i);
      GArray       *days = agent_days (self, person->row.id, calendar);
      Agent        *agent;

      if (days->len == 0)
        {
          g_array_unref (days);
          continue;
        }
      agent = g_new (Agent, 1);
      *agent = (Agent){ person->row.id, g_strdup (person->number), days };
      g_ptr_array_add (self->agents, agent);
    }
  g_ptr_array_sort (self->agents, compare_numbers);
  return TRUE;
}

/* 64 bits that only hang on the line and on where they are used. */
static guint64
hash_of (Import *self, const char *purpose)
{
  DigestState state;

  digest_init (&state);
  digest_update (&state, self->digest.b, sizeof self->digest.b);
  digest_update_text (&state, purpose);
  return digest_u64 (digest_finish (&state));
}

static void
begin_line (Import *self, const CsvRecord *record, guint index)
{
  DigestState state;

  self->record = record;
  self->index = index;
  self->bad = FALSE;
  digest_init (&state);
  digest_update (&state, &index, sizeof index);
  for (int i = 0; record != NULL && record->cells != NULL && record->cells[i] != NULL; i++)
    {
      digest_update_text (&state, record->cells[i]);
      digest_update (&state, "\x1f", 1);
    }
  self->digest = digest_finish (&state);
  self->day = self->today;
  self->agent = NULL;
  if (self->agents->len == 0)
    return;
  self->agent = g_ptr_array_index (self->agents, index % self->agents->len);
  self->day = g_array_index (self->agent->days, Day, index / self->agents->len % self->agent->days->len);
  if (self->map->spreads)
    {
      gint32 second = self->map->from_s + (gint32) (hash_of (self,
                                                             "second") %
                                                    (guint64) (self->map->to_s - self->map->from_s));

      self->moment = moment_from_day_time (self->day, second, MOMENT_OFFSET_S);
    }
}

/* Cell of a column; the header was checked, so it is there. */
static const char *
cell (Import *self, const char *name)
{
  return self->record != NULL ? self->record->cells[csv_column (self->record->header, name)] : "";
}

static gboolean
read_customers (Import *self)
{
  static const char sql[] = "SELECT id, body ->> '$.code' FROM row WHERE tbl = 'customer' AND del = 0";
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (self->admin->server), &self->error, sql, "");
  int step = stmt != NULL ? db_step (stmt, &self->error) : -1;

  self->customers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (; step == 1; step = db_step (stmt, &self->error))
    g_hash_table_insert (self->customers, db_column_dup (stmt, 1), id_dup (db_column_id (stmt, 0)));
  return step == 0;
}

static Id
assignment_of (Import *self, Id person)
{
  char              text[DAY_TEXT_SIZE];
  const Assignment *assignment;

  day_format (self->day, text);
  assignment = directory_assignment_on (self->directory, person, text);
  return assignment != NULL ? assignment->row.id : ID_NONE;
}

/* A person or an assignment by employee number, a customer by code, anything by its id. */
static char *
refer (Import *self, const Field *field, const char *text, Id *id)
{
  gboolean      staff = g_str_equal (field->ref, "person") || g_str_equal (field->ref, "assignment");
  const Person *person = staff ? directory_person_by_number (self->directory, text) : NULL;
  const Id     *known;

  if (*text == '\0' || (!staff && id_from_hex (text, id)))
    return NULL;
  if (person != NULL)
    {
      *id = g_str_equal (field->ref, "person") ? person->row.id : assignment_of (self, person->row.id);
      return id_is_none (*id) ? g_strdup_printf ("%s holds no post on that day", text) : NULL;
    }
  if (staff)
    return g_strdup_printf ("nobody has the employee number “%s”", text);
  if (!g_str_equal (field->ref, "customer") || (self->customers == NULL && !read_customers (self)))
    return g_strdup ("this reference needs an id of 32 hex digits");
  known = g_hash_table_lookup (self->customers, text);
  if (known == NULL)
    return g_strdup_printf ("there is no customer of the code “%s”", text);
  *id = *known;
  return NULL;
}

static char *
set_value (Import *self, const Field *field, gpointer row, const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  if (field->kind == FIELD_REF)
    return refer (self, field, trimmed, FIELD_PTR (row, field, Id));
  return import_set_text (field, row, trimmed);
}

static char *
set_from_agents (Import *self, const Field *field, gpointer row)
{
  if (self->agent == NULL)
    return g_strdup ("there is no agent to spread the rows over");
  *FIELD_PTR (row, field, Id) = self->agent->person;
  if (g_str_equal (field->ref, "assignment"))
    *FIELD_PTR (row, field, Id) = assignment_of (self, self->agent->person);
  return NULL;
}

static char *
set_from_workdays (Import *self, const Field *field, gpointer row)
{
  char text[DAY_TEXT_SIZE];

  if (field->kind == FIELD_MOMENT && field->optional)
    *FIELD_PTR (row, field, OptInt) = (OptInt){ self->moment, TRUE };
  else if (field->kind == FIELD_MOMENT)
    *FIELD_PTR (row, field, gint64) = self->moment;
  else
    {
      day_format (self->day, text);
      return set_value (self, field, row, text);
    }
  return NULL;
}

static gpointer
row_of (Import *self, const char *group)
{
  for (guint i = 0; i < self->map->groups->len; i++)
    if (g_str_equal (((const ImportGroup *) g_ptr_array_index (self->map->groups, i))->name, group))
      return self->rows[i];
  return NULL;
}

static gint64
moment_member (const Field *member, gconstpointer row)
{
  return member->optional ? FIELD_PTR (row, member, OptInt)->v : *FIELD_PTR (row, member, gint64);
}

/* A value of another row of the line; a moment becomes a day where a day is wanted. */
static char *
set_from_row (Import *self, const ImportField *source, gpointer row)
{
  gpointer         other = row_of (self, source->name);
  g_autofree char *text = NULL;
  char             day[DAY_TEXT_SIZE];

  if (other == NULL)
    return source->kind == IMPORT_ROW ? NULL : g_strdup_printf ("the line makes no row of %s", source->name);
  if (source->kind == IMPORT_ROW)
    {
      *FIELD_PTR (row, source->field, Id) = ((const Row *) other)->id;
      return NULL;
    }
  if (source->member->kind == FIELD_REF && source->field->kind == FIELD_REF)
    {
      *FIELD_PTR (row, source->field, Id) = *FIELD_PTR (other, source->member, Id);
      return NULL;
    }
  if (source->member->kind == FIELD_MOMENT && source->field->kind == FIELD_DATE)
    {
      day_format (moment_day (moment_member (source->member, other), MOMENT_OFFSET_S), day);
      return import_set_text (source->field, row, day);
    }
  text = schema_member_text (source->schema, source->member, other);
  return import_set_text (source->field, row, text);
}

static char *
set_after (Import *self, const ImportField *source, gpointer row)
{
  gint64 seconds = 0;
  char  *end = NULL;
  gint64 moment;

  /* A bare number of seconds, or a column of them. */
  const char *text = csv_column (self->record->header, source->name) >= 0 ? cell (self, source->name) : source->name;

  seconds = g_ascii_strtoll (text, &end, 10);
  if (end == text || *end != '\0' || seconds < 0 || seconds > 86400)
    return g_strdup_printf ("“%s” is not a number of seconds within a day", text);
  moment = moment_member (source->member, row) + seconds * MOMENT_SECOND;
  if (source->field->optional)
    *FIELD_PTR (row, source->field, OptInt) = (OptInt){ moment, TRUE };
  else
    *FIELD_PTR (row, source->field, gint64) = moment;
  return NULL;
}

static char *
set_from_hash (Import *self, const ImportField *source, const char *group, gpointer row)
{
  g_autofree char *purpose = g_strconcat (group, ".", source->field->name, NULL);
  guint64          hash = hash_of (self, purpose);
  g_autofree char *text = NULL;

  if (source->kind == IMPORT_HASH_PHONE)
    text = g_strdup_printf ("+8612%09" G_GUINT64_FORMAT, hash % G_GUINT64_CONSTANT (1000000000));
  else
    text = g_strdup_printf ("%" G_GINT64_FORMAT, source->base + (gint64) (hash % (guint64) source->modulus));
  return import_set_text (source->field, row, text);
}

static const char *
look_up (Import *self, const ImportField *source)
{
  const char *found = g_hash_table_lookup (source->lookup, cell (self, source->name));

  return found != NULL ? found : g_hash_table_lookup (source->lookup, "*");
}

static char *
set_field (Import *self, const ImportField *source, const char *group, gpointer row)
{
  const char *text;

  switch (source->kind)
    {
    case IMPORT_COLUMN:
      return set_value (self, source->field, row, cell (self, source->name));
    case IMPORT_CONSTANT:
      return set_value (self, source->field, row, source->name);
    case IMPORT_LOOKUP:
      text = look_up (self, source);
      return text != NULL ? set_value (self, source->field, row,
                                       text)
                          : g_strdup_printf ("the map has no value for “%s”", cell (self, source->name));
    case IMPORT_AGENTS:
      return set_from_agents (self, source->field, row);
    case IMPORT_WORKDAYS:
      return set_from_workdays (self, source->field, row);
    case IMPORT_HASH_PHONE:
    case IMPORT_HASH_NUMBER:
      return set_from_hash (self, source, group, row);
    case IMPORT_ROW:
    case IMPORT_ROW_MEMBER:
      return set_from_row (self, source, row);
    case IMPORT_AFTER:
      return set_after (self, source, row);
    default:
      g_assert_not_reached ();
    }
}

static const char *
column_of (const ImportField *source)
{
  return source->kind == IMPORT_COLUMN || source->kind == IMPORT_LOOKUP ||
                 source->kind == IMPORT_AFTER
             ? source->name
             : NULL;
}

static char *
said_of (const Schema *schema, const char *field, const char *problem)
{
  return g_strdup_printf ("%s.%s: %s", schema->table, field, problem);
}

static void
fill (Import *self, const ImportGroup *group, gpointer row)
{
  const Field *import_id = schema_field (group->schema, "import_id");

  for (guint i = 0; i < group->fields->len && self->error == NULL; i++)
    {
      const ImportField *source = g_ptr_array_index (group->fields, i);
      char              *problem = set_field (self, source, group->name, row);

      if (problem != NULL)
        blame (self, column_of (source), said_of (group->schema, source->field->name, problem));
      g_free (problem);
    }
  if (import_id != NULL)
    g_free (import_set_text (import_id, row, self->report->id));
}

static Id
line_id (Import *self, const ImportGroup *group)
{
  g_autofree char *index = g_strdup_printf ("%u", self->index);
  const char      *parts[] = { self->report->id, group->name, index, NULL };

  return id_derive ("import", parts);
}

/* A row with a natural key may be there already: then only what the map names changes. */
static gpointer
make_row (Import *self, const ImportGroup *group, gpointer row)
{
  gpointer before;

  fill (self, group, row);
  if (!schema_is_natural (group->schema) || self->bad || self->error != NULL)
    return row;
  ((Row *) row)->id = schema_natural_id (group->schema, row);
  before = server_read (self->admin->server, group->schema, ((Row *) row)->id, &self->error);
  if (before == NULL)
    return row;
  schema_free (group->schema, row);
  fill (self, group, before);
  return before;
}

static void
check_row (Import *self, const ImportGroup *group, gconstpointer row)
{
  g_autoptr (ProblemList) problems = problem_list_new ();
  Bucket bucket;

  schema_check (group->schema, row, problems);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = problem_text (problem_list_at (problems, i), NULL);

      blame (self, NULL, said_of (group->schema, problem_list_at (problems, i)->field, text));
    }
  if (!self->bad && !place_row (group->schema, row, self->directory, &bucket))
    blame (self, NULL, g_strdup_printf ("%s: the person holds no post on the day of the row", group->schema->table));
}

static gboolean
wants (Import *self, const ImportGroup *group, gboolean each_agent)
{
  if (group->each_agent != each_agent)
    return FALSE;
  return each_agent || group->when_column == NULL || g_str_equal (cell (self, group->when_column), group->when_value);
}

static void
write_rows (Import *self)
{
  for (guint i = 0; i < self->map->groups->len; i++)
    {
      const ImportGroup *group = g_ptr_array_index (self->map->groups, i);

      if (self->rows[i] == NULL)
        continue;
      g_array_index (self->report->counts, guint, i)++;
      if (self->write && !admin_write (self->admin, group->schema, self->rows[i], &self->error))
        return;
    }
}

/* All rows of one line, or none of them. */
static void
make_rows (Import *self, gboolean each_agent)
{
  guint count = self->map->groups->len;

  for (guint i = 0; i < count; i++)
    {
      const ImportGroup *group = g_ptr_array_index (self->map->groups, i);

      self->rows[i] = wants (self, group, each_agent) ? schema_new (group->schema) : NULL;
      if (self->rows[i] != NULL)
        ((Row *) self->rows[i])->id = line_id (self, group);
    }
  for (guint i = 0; i < count && self->error == NULL; i++)
    if (self->rows[i] != NULL)
      self->rows[i] = make_row (self, g_ptr_array_index (self->map->groups, i), self->rows[i]);
  for (guint i = 0; i < count && self->error == NULL && !self->bad; i++)
    if (self->rows[i] != NULL)
      check_row (self, g_ptr_array_index (self->map->groups, i), self->rows[i]);
  if (!self->bad && self->error == NULL)
    write_rows (self);
  for (guint i = 0; i < count; i++)
    {
      const ImportGroup *group = g_ptr_array_index (self->map->groups, i);

      schema_free (group->schema, g_steal_pointer (&self->rows[i]));
    }
}

static gboolean
has_column (Import *self, char **header, const char *name, const ImportGroup *group)
{
  g_autofree char *names = NULL;

  if (csv_column (header, name) >= 0)
    return TRUE;
  names = g_strjoinv (", ", header);
  return ctl_fail (&self->error, CTL_ERROR_FAILED, "the map's group [%s] wants the column “%s”; the file has: %s",
                   group->name, name, names);
}

/* Every column the map names is in the file. */
static gboolean
check_header (Import *self, char **header)
{
  for (guint i = 0; i < self->map->groups->len; i++)
    {
      const ImportGroup *group = g_ptr_array_index (self->map->groups, i);

      if (group->when_column != NULL && !has_column (self, header, group->when_column, group))
        return FALSE;
      for (guint j = 0; j < group->fields->len; j++)
        {
          const ImportField *source = g_ptr_array_index (group->fields, j);
          gboolean           number = source->kind == IMPORT_AFTER && g_ascii_isdigit (*source->name);

          if (column_of (source) != NULL && !number && !has_column (self, header, source->name, group))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
on_record (const CsvRecord *record, gpointer data)
{
  Import *self = data;

  if (self->report->lines == 0 && !check_header (self, record->header))
    return FALSE;
  begin_line (self, record, self->report->lines++);
  if (record->cells == NULL)
    blame (self, record->column, g_strdup (record->problem));
  else
    make_rows (self, FALSE);
  if (self->progress != NULL && self->report->lines % PROGRESS_LINES == 0)
    self->progress (self->report->lines, self->data);
  return self->error == NULL;
}

static void
make_agents_rows (Import *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->map->groups->len; i++)
    any |= ((const ImportGroup *) g_ptr_array_index (self->map->groups, i))->each_agent;
  for (guint i = 0; any && i < self->agents->len && self->error == NULL; i++)
    {
      begin_line (self, NULL, i);
      make_rows (self, TRUE);
    }
}

static gboolean
pass (Import *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, error);
  g_autoptr (GError) local = NULL;
  ImportReport *report = self->report;

  if (input == NULL)
    return FALSE;
  report->lines = report->bad = 0;
  g_array_set_size (report->counts, 0);
  g_array_set_size (report->counts, self->map->groups->len);
  g_ptr_array_set_size (report->errors, 0);
  if (!csv_read (G_INPUT_STREAM (input), self->map->separator, on_record, self, NULL, &local) && self->error == NULL)
    self->error = g_steal_pointer (&local);
  if (self->error == NULL)
    make_agents_rows (self);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}

static void
begin_report (ImportReport *report)
{
  guint8 random[16];

  randombytes_buf (random, sizeof random);
  report->id = hex_dup (random, sizeof random);
  report->counts = g_array_new (FALSE, TRUE, sizeof (guint));
  report->errors = g_ptr_array_new_with_free_func (import_error_free);
}

gboolean
import_file (Admin           *admin,
             const char      *path,
             const ImportMap *map,
             gboolean         write,
             gboolean         skip_bad,
             ImportReport    *report,
             ImportProgress   progress,
             gpointer         data,
             GError         **error)
{
  Import   self = { .admin = admin, .map = map, .report = report, .progress = progress, .data = data };
  gboolean done;

  begin_report (report);
  self.directory = server_get_directory (admin->server, error);
  if (self.directory == NULL)
    return FALSE;
  self.today = moment_day (admin->now.now + server_get_clock_offset (admin->server), MOMENT_OFFSET_S);
  self.agents = g_ptr_array_new_with_free_func (agent_free);
  self.rows = g_new0 (gpointer, map->groups->len);
  done = find_agents (&self, error) && pass (&self, path, error);
  if (done && write && (report->bad == 0 || skip_bad))
    {
      self.write = TRUE;
      done = pass (&self, path, error);
    }
  g_ptr_array_unref (self.agents);
  g_clear_pointer (&self.customers, g_hash_table_unref);
  g_free (self.rows);
  return done;
}
