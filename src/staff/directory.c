/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff/directory.h"

#include <string.h>

struct Directory
{
  int         ref_count; /* atomic */
  GHashTable *persons;   /* Id → Person */
  GHashTable *numbers;   /* number → Person, borrowed */
  GHashTable *assignments;
  GHashTable *by_person;                       /* Id → GPtrArray of borrowed Assignment, by first day */
  GPtrArray  *by_post[POST_ADMINISTRATOR + 1]; /* borrowed Assignment, in no order */
  GHashTable *departments;
  GHashTable *teams;
};

static void
free_person (gpointer row)
{
  schema_free (&person_schema, row);
}

static void
free_assignment (gpointer row)
{
  schema_free (&assignment_schema, row);
}

static void
free_department (gpointer row)
{
  schema_free (&department_schema, row);
}

static void
free_team (gpointer row)
{
  schema_free (&team_schema, row);
}

/* Keys are the ids inside the rows themselves. */
static GHashTable *
table_new (GDestroyNotify free_row)
{
  return g_hash_table_new_full (id_hash, id_equal_ptr, NULL, free_row);
}

/**
 * directory_new:
 *
 * Returns: (transfer full): an empty directory; one thread at a time
 */
Directory *
directory_new (void)
{
  Directory *self = g_new0 (Directory, 1);

  self->ref_count = 1;
  self->persons = table_new (free_person);
  self->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->assignments = table_new (free_assignment);
  self->by_person = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_post); i++)
    self->by_post[i] = g_ptr_array_new ();
  self->departments = table_new (free_department);
  self->teams = table_new (free_team);
  return self;
}

Directory *
directory_ref (Directory *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
directory_unref (Directory *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_hash_table_unref (self->by_person);
  for (guint i = 0; i < G_N_ELEMENTS (self->by_post); i++)
    g_ptr_array_unref (self->by_post[i]);
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->assignments);
  g_hash_table_unref (self->persons);
  g_hash_table_unref (self->departments);
  g_hash_table_unref (self->teams);
  g_free (self);
}

static int
compare_from (gconstpointer a, gconstpointer b)
{
  const Assignment *one = *(const Assignment *const *) a;
  const Assignment *other = *(const Assignment *const *) b;
  int               order = strcmp (one->from_on, other->from_on);

  return order != 0 ? order : id_compare (one->row.id, other->row.id);
}

static void
forget_assignment (Directory *self, Id id)
{
  const Assignment *assignment = g_hash_table_lookup (self->assignments, &id);

  if (assignment == NULL)
    return;
  g_ptr_array_remove (g_hash_table_lookup (self->by_person, &assignment->person), (gpointer) assignment);
  g_ptr_array_remove_fast (self->by_post[assignment->post], (gpointer) assignment);
  g_hash_table_remove (self->assignments, &id);
}

static void
add_assignment (Directory *self, gconstpointer row)
{
  Assignment *copy = schema_copy (&assignment_schema, row);
  GPtrArray  *list;

  forget_assignment (self, copy->row.id);
  g_hash_table_insert (self->assignments, &copy->row.id, copy);
  list = g_hash_table_lookup (self->by_person, &copy->person);
  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->by_person, id_dup (copy->person), list);
    }
  g_ptr_array_add (list, copy);
  g_ptr_array_add (self->by_post[copy->post], copy);
  g_ptr_array_sort (list, compare_from);
}

static void
forget_person (Directory *self, Id id)
{
  const Person *person = g_hash_table_lookup (self->persons, &id);

  if (person == NULL)
    return;
  if (g_hash_table_lookup (self->numbers, person->number) == person)
    g_hash_table_remove (self->numbers, person->number);
  g_hash_table_remove (self->persons, &id);
}

static void
add_person (Directory *self, gconstpointer row)
{
  Person *copy = schema_copy (&person_schema, row);

  forget_person (self, copy->row.id);
  g_hash_table_insert (self->persons, &copy->row.id, copy);
  g_hash_table_replace (self->numbers, copy->number, copy);
}

/**
 * directory_add:
 * @schema: person, assignment, department or team; others are ignored
 * @row: copied; replaces the row of the same id
 */
void
directory_add (Directory *self, const Schema *schema, gconstpointer row)
{
  if (schema == &person_schema)
    add_person (self, row);
  else if (schema == &assignment_schema)
    add_assignment (self, row);
  else if (schema == &department_schema)
    {
      Department *copy = schema_copy (schema, row);

      g_hash_table_replace (self->departments, &copy->row.id, copy);
    }
  else if (schema == &team_schema)
    {
      Team *copy = schema_copy (schema, row);

      g_hash_table_replace (self->teams, &copy->row.id, copy);
    }
}

void
directory_remove (Directory *self, const Schema *schema, Id id)
{
  if (schema == &person_schema)
    forget_person (self, id);
  else if (schema == &assignment_schema)
    forget_assignment (self, id);
  else if (schema == &department_schema)
    g_hash_table_remove (self->departments, &id);
  else if (schema == &team_schema)
    g_hash_table_remove (self->teams, &id);
}

const Person *
directory_person (Directory *self, Id person)
{
  return g_hash_table_lookup (self->persons, &person);
}

const Person *
directory_person_by_number (Directory *self, const char *number)
{
  return g_hash_table_lookup (self->numbers, number);
}

const Team *
directory_team (Directory *self, Id team)
{
  return g_hash_table_lookup (self->teams, &team);
}

const Department *
directory_department (Directory *self, Id department)
{
  return g_hash_table_lookup (self->departments, &department);
}

const Assignment *
directory_assignment (Directory *self, Id assignment)
{
  return g_hash_table_lookup (self->assignments, &assignment);
}

static gboolean
covers (const Assignment *assignment, const char *on)
{
  return strcmp (assignment->from_on, on) <= 0 && (*assignment->to_on == '\0' || strcmp (assignment->to_on, on) >= 0);
}

/**
 * directory_assignment_on:
 * @on: YYYY-MM-DD
 *
 * Returns: (transfer none) (nullable): the person's own assignment on that day; an acting one only if there is no
 * other; of two, the later begun
 */
const Assignment *
directory_assignment_on (Directory *self, Id person, const char *on)
{
  const GPtrArray  *list = g_hash_table_lookup (self->by_person, &person);
  const Assignment *found = NULL;

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (list, i);

      if (covers (assignment, on) && (found == NULL || found->acting || !assignment->acting))
        found = assignment;
    }
  return found;
}

/* Whether the person holds the post on that day, acting or not. */
gboolean
directory_has_post (Directory *self, Id person, Post post, const char *on)
{
  const GPtrArray *list = g_hash_table_lookup (self->by_person, &person);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (list, i);

      if (assignment->post == post && covers (assignment, on))
        return TRUE;
    }
  return FALSE;
}

/**
 * directory_assignments_of:
 *
 * Returns: (transfer container): the person's assignments by first day
 */
GPtrArray *
directory_assignments_of (Directory *self, Id person)
{
  GPtrArray *list = g_hash_table_lookup (self->by_person, &person);

  return list != NULL ? g_ptr_array_copy (list, NULL, NULL) : g_ptr_array_new ();
}

static int
compare_rows_by_id (gconstpointer a, gconstpointer b)
{
  const Row *one = *(const Row *const *) a;
  const Row *other = *(const Row *const *) b;

  return id_compare (one->id, other->id);
}

/* Values of a table in the order of their ids, so that every walk is the same everywhere. */
static GPtrArray *
values (GHashTable *table)
{
  GPtrArray     *list = g_ptr_array_sized_new (g_hash_table_size (table));
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (list, value);
  g_ptr_array_sort (list, compare_rows_by_id);
  return list;
}

GPtrArray *
directory_assignments (Directory *self)
{
  return values (self->assignments);
}

GPtrArray *
directory_persons (Directory *self)
{
  return values (self->persons);
}

GPtrArray *
directory_departments (Directory *self)
{
  return values (self->departments);
}

GPtrArray *
directory_teams (Directory *self, Id department)
{
  GPtrArray *list = values (self->teams);

  for (guint i = list->len; i > 0; i--)
    {
      const Team *team = g_ptr_array_index (list, i - 1);

      if (!id_equal (team->department, department))
        g_ptr_array_remove_index (list, i - 1);
    }
  return list;
}

/* Which of two holders goes first: an acting deputy, then the later begun, then by id, so that every machine agrees. */
static gboolean
goes_before (const Assignment *one, const Assignment *other)
{
  int order = strcmp (one->from_on, other->from_on);

  if (!one->acting != !other->acting)
    return one->acting;
  return order != 0 ? order > 0 : id_compare (one->row.id, other->row.id) < 0;
}

/* Holder of a post in a team, a department or the company. */
static Id
holder (Directory *self, Post post, const Id *department, const Id *team, const char *on)
{
  const Assignment *found = NULL;
  const GPtrArray  *list = self->by_post[post];

  for (guint i = 0; i < list->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (list, i);

      if (!covers (assignment, on))
        continue;
      if ((department != NULL && !id_equal (assignment->department, *department)) ||
          (team != NULL && !id_equal (assignment->team, *team)))
        continue;
      if (found == NULL || goes_before (assignment, found))
        found = assignment;
    }
  return found != NULL ? found->person : ID_NONE;
}

Id
directory_supervisor (Directory *self, Id team, const char *on)
{
  return id_is_none (team) ? ID_NONE : holder (self, POST_SUPERVISOR, NULL, &team, on);
}

Id
directory_manager (Directory *self, Id department, const char *on)
{
  return holder (self, POST_DEPT_MANAGER, &department, NULL, on);
}

Id
directory_general_manager (Directory *self, const char *on)
{
  return holder (self, POST_GENERAL_MANAGER, NULL, NULL, on);
}

/**
 * directory_scorer:
 *
 * Who scores the person on that day (G9, rules.md workflow): an agent the supervisor of the team, a supervisor the
 * department manager; nobody else is scored. Never the person.
 *
 * Returns: a person, or %ID_NONE
 */
Id
directory_scorer (Directory *self, Id person, const char *on)
{
  const Assignment *assignment = directory_assignment_on (self, person, on);
  Id                scorer = ID_NONE;

  if (assignment == NULL)
    return ID_NONE;
  if (assignment->post == POST_AGENT)
    scorer = directory_supervisor (self, assignment->team, on);
  else if (assignment->post == POST_SUPERVISOR)
    scorer = directory_manager (self, assignment->department, on);
  return id_equal (scorer, person) ? ID_NONE : scorer;
}

/**
 * directory_reviewer:
 *
 * Who reviews the person's form on that day: an agent's the department manager, a supervisor's the general manager; he
 * too an agent's where there is no manager, or the manager stands in for the supervisor (R12). Never the scorer, never
 * the person.
 *
 * Returns: a person, or %ID_NONE
 */
Id
directory_reviewer (Directory *self, Id person, const char *on)
{
  const Assignment *assignment = directory_assignment_on (self, person, on);
  Id                scorer = directory_scorer (self, person, on);
  Id                reviewer = ID_NONE;

  if (assignment == NULL)
    return ID_NONE;
  if (assignment->post == POST_AGENT)
    reviewer = directory_manager (self, assignment->department, on);
  if (assignment->post == POST_SUPERVISOR ||
      (assignment->post == POST_AGENT &&
       (id_is_none (reviewer) || id_equal (reviewer, person) || id_equal (reviewer, scorer))))
    reviewer = directory_general_manager (self, on);
  return id_equal (reviewer, person) || id_equal (reviewer, scorer) ? ID_NONE : reviewer;
}

/* Relations that rest on the subject's place in the department. */
static guint
relations_to_subject (Directory *self, Id actor, Id subject, const char *on)
{
  const Assignment *theirs = directory_assignment_on (self, subject, on);
  const Assignment *mine = directory_assignment_on (self, actor, on);
  guint             bits = 0;

  if (theirs == NULL)
    return 0;
  if (id_equal (directory_scorer (self, subject, on), actor))
    bits |= REL_SUPERVISOR;
  if (id_equal (directory_reviewer (self, subject, on), actor))
    bits |= REL_MANAGER;
  if (mine == NULL || !id_equal (mine->department, theirs->department))
    return bits;
  bits |= REL_MEMBER;
  if (directory_has_post (self, actor, POST_QA_INSPECTOR, on))
    bits |= REL_QA;
  return bits;
}

/**
 * directory_relations:
 * @actor: a person
 * @subject: the person a row is about, or %ID_NONE for rows about nobody
 * @on: YYYY-MM-DD
 *
 * Returns: #Relation bits. Nobody is HR, trainer or inspector of himself (R63).
 */
guint
directory_relations (Directory *self, Id actor, Id subject, const char *on)
{
  guint bits = 0;

  if (id_is_none (actor))
    return REL_SYSTEM;
  if (!id_is_none (subject) && id_equal (actor, subject))
    return REL_SELF | REL_MEMBER;
  if (directory_has_post (self, actor, POST_HR, on))
    bits |= REL_HR;
  if (directory_has_post (self, actor, POST_GENERAL_MANAGER, on))
    bits |= REL_GENERAL;
  if (directory_has_post (self, actor, POST_TRAINER, on))
    bits |= REL_TRAINER;
  if (directory_has_post (self, actor, POST_ADMINISTRATOR, on))
    bits |= REL_ADMIN;
  if (id_is_none (subject))
    return bits | (directory_assignment_on (self, actor, on) != NULL ? REL_MEMBER : 0);
  return bits | relations_to_subject (self, actor, subject, on);
}

/**
 * directory_team_members:
 *
 * Returns: (transfer container) (element-type Person): people whose assignment on that day is in @team, by number
 */
static int
compare_number (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Person *const *) a)->number, (*(const Person *const *) b)->number);
}

GPtrArray *
directory_team_members (Directory *self, Id team, const char *on)
{
  GPtrArray *members = g_ptr_array_new ();
  g_autoptr (GPtrArray) persons = values (self->persons);

  for (guint i = 0; i < persons->len; i++)
    {
      const Person     *person = g_ptr_array_index (persons, i);
      const Assignment *assignment = directory_assignment_on (self, person->row.id, on);

      if (assignment != NULL && id_equal (assignment->team, team))
        g_ptr_array_add (members, (gpointer) person);
    }
  g_ptr_array_sort (members, compare_number);
  return members;
}
