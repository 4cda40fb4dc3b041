/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/place.h"

#include <string.h>

#include "core/day.h"
#include "core/moment.h"

/* clang-format off */
static const struct { BucketClass cls; const char *nick; } classes[] = {
  { BUCKET_SELF, "self" }, { BUCKET_SUP, "sup" }, { BUCKET_OWN, "own" }, { BUCKET_FILE, "file" },
  { BUCKET_HR, "hr" }, { BUCKET_FACTS, "facts" }, { BUCKET_CUST, "cust" }, { BUCKET_POOL, "pool" },
  { BUCKET_TEAM, "team" }, { BUCKET_DEPT, "dept" }, { BUCKET_ORG, "org" }, { BUCKET_CASE, "case" } };
/* clang-format on */

#define FACTS_MONTHS 13 /* months of facts the agent and the supervisor hold (R4) */

const char *
bucket_class_nick (BucketClass cls)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i].cls == cls)
      return classes[i].nick;
  return "none";
}

BucketClass
bucket_class_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].nick, nick))
      return classes[i].cls;
  return BUCKET_NONE;
}

/* The id both sides derive for the same place. */
Id
bucket_derive_id (BucketClass cls, Id shard, Id owner, const char *month)
{
  char        shard_hex[33], owner_hex[33];
  const char *parts[] = { bucket_class_nick (cls), shard_hex, owner_hex, month, NULL };

  id_to_hex (shard, shard_hex);
  id_to_hex (owner, owner_hex);
  return id_derive ("bucket", parts);
}

static gboolean
finish (Bucket *bucket, BucketClass cls, Id shard, Id owner, const char *month)
{
  *bucket = (Bucket){ .cls = cls, .shard = shard, .owner = owner };
  g_strlcpy (bucket->month, month, sizeof bucket->month);
  bucket->id = bucket_derive_id (cls, shard, owner, month);
  return TRUE;
}

/* Day of the fact in the company's zone, FALSE if it has none. */
static gboolean
fact_day (const Schema *schema, const char *name, gconstpointer row, char day[11])
{
  const Field *field = schema_field (schema, name);
  Day          parsed;

  g_assert (field != NULL);
  if (field->kind == FIELD_MOMENT)
    {
      day_format (moment_day (*FIELD_PTR (row, field, gint64), MOMENT_OFFSET_S), day);
      return TRUE;
    }
  if (!day_parse (*FIELD_PTR (row, field, char *), &parsed))
    return FALSE;
  day_format (parsed, day);
  return TRUE;
}

static gboolean
place_facts (const Schema *schema,
             const Place  *place,
             gconstpointer row,
             Id            person,
             Directory    *directory,
             Bucket       *bucket)
{
  const Assignment *assignment;
  char              day[11], month[8];

  if (!fact_day (schema, place->on, row, day))
    return FALSE;
  assignment = directory_assignment_on (directory, person, day);
  if (assignment == NULL)
    return FALSE;
  g_strlcpy (month, day, sizeof month);
  return finish (bucket, BUCKET_FACTS, assignment->department, assignment->row.id, month);
}

/* The shard of a person's buckets: the department of the last assignment that has begun, else of the first. */
static gboolean
person_shard (Directory *directory, Id person, Id *shard)
{
  g_autoptr (GPtrArray) list = directory_assignments_of (directory, person);
  const Assignment *found = NULL;

  for (guint i = 0; i < list->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (list, i);

      if (found == NULL || !assignment->acting)
        found = assignment;
    }
  if (found == NULL)
    return FALSE;
  *shard = found->department;
  return TRUE;
}

static const Place *
find_place (const Schema *schema, gconstpointer row)
{
  const char *state = schema_state (schema, row);

  for (const Place *place = schema->places; place->cls != BUCKET_NONE; place++)
    if (place->state == NULL || g_strcmp0 (place->state, state) == 0)
      return place;
  return NULL;
}

/**
 * place_row:
 * @bucket: (out): where the row lives now; meaningful only on %TRUE
 *
 * Pure. A fact belongs to the assignment its person held on the fact's own date.
 *
 * Returns: %FALSE if that assignment, or the person's shard, does not exist (→ held, R3, R49)
 */
gboolean
place_row (const Schema *schema, gconstpointer row, Directory *directory, Bucket *bucket)
{
  const Place *place = find_place (schema, row);
  Id           owner = ((const Row *) row)->id;
  Id           shard = ID_NONE;

  if (place == NULL)
    return FALSE;
  if (place->owner != NULL)
    owner = *FIELD_PTR (row, schema_field (schema, place->owner), Id);
  switch ((int) place->cls)
    {
    case BUCKET_ORG:
      return finish (bucket, BUCKET_ORG, ID_NONE, ID_NONE, "");
    case BUCKET_CASE:
      return finish (bucket, BUCKET_CASE, ID_NONE, owner, "");
    case BUCKET_FACTS:
      return place_facts (schema, place, row, owner, directory, bucket);
    case BUCKET_CUST:
      {
        const Assignment *assignment = directory_assignment (directory, owner);

        return assignment != NULL && finish (bucket, BUCKET_CUST, assignment->department, owner, "");
      }
    case BUCKET_TEAM:
      {
        const Team *team = directory_team (directory, owner);

        return team != NULL && finish (bucket, BUCKET_TEAM, team->department, owner, "");
      }
    case BUCKET_DEPT:
    case BUCKET_POOL:
      return !id_is_none (owner) && finish (bucket, place->cls, owner, owner, "");
    default:
      return person_shard (directory, owner, &shard) && finish (bucket, place->cls, shard, owner, "");
    }
}

/* Months from @month (YYYY-MM) to @today: 0 = the same; negative = future. */
static int
months_ago (const char *month, const char *today)
{
  int then = (int) g_ascii_strtoll (month, NULL, 10) * 12 + (int) g_ascii_strtoll (month + 5, NULL, 10);
  int now = (int) g_ascii_strtoll (today, NULL, 10) * 12 + (int) g_ascii_strtoll (today + 5, NULL, 10);

  return now - then;
}

static gboolean
in_line (Id viewer, Id person, Directory *directory, const char *today)
{
  return !id_is_none (viewer) && (id_equal (directory_scorer (directory, person, today), viewer) ||
                                  id_equal (directory_reviewer (directory, person, today), viewer));
}

/* Whether @viewer scores the person of an assignment that ended in @month (R6). */
static gboolean
scores_moved_person (const Assignment *assignment,
                     const char       *month,
                     Id                viewer,
                     Directory        *directory,
                     const char       *today)
{
  return g_str_has_prefix (assignment->to_on, month) &&
         id_equal (directory_scorer (directory, assignment->person, today), viewer);
}

/* Supervisor of the assignment's team; for a supervisor's own facts the department manager. */
static gboolean
supervises (const Assignment *assignment, Id viewer, Directory *directory, const char *today)
{
  if (assignment->post == POST_SUPERVISOR)
    return id_equal (directory_manager (directory, assignment->department, today), viewer);
  return id_equal (directory_supervisor (directory, assignment->team, today), viewer);
}

static gboolean
facts_readable (const Bucket *bucket, Id viewer, Directory *directory, const char *today)
{
  const Assignment *assignment = directory_assignment (directory, bucket->owner);
  int               ago = months_ago (bucket->month, today);

  if (assignment == NULL || ago >= FACTS_MONTHS)
    return FALSE;
  if (id_equal (assignment->person, viewer))
    return TRUE;
  if (supervises (assignment, viewer, directory, today))
    return TRUE;
  if (scores_moved_person (assignment, bucket->month, viewer, directory, today))
    return TRUE;
  if (ago > 1)
    return FALSE;
  return id_equal (directory_manager (directory, assignment->department, today), viewer) ||
         (directory_has_post (directory, viewer, POST_QA_INSPECTOR, today) &&
          id_equal (directory_assignment_on (directory, viewer, today)->department, assignment->department));
}

static gboolean
member_of (Id viewer, Id department, Directory *directory, const char *today)
{
  g_autoptr (GPtrArray) list = directory_assignments_of (directory, viewer);

  for (guint i = 0; i < list->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (list, i);

      if (id_equal (assignment->department, department) && strcmp (assignment->from_on, today) <= 0 &&
          (*assignment->to_on == '\0' || strcmp (assignment->to_on, today) >= 0))
        return TRUE;
    }
  return FALSE;
}

/**
 * bucket_readable:
 * @viewer: a person
 * @today: YYYY-MM-DD of the company
 *
 * The grants rule (R1, R4, table of buckets). Facts: the person and the team's supervisor hold 13 months, the
 * department manager and the inspector this month and the one under review. HR holds everybody's file and hr buckets
 * but not its own hr one; the general manager every file.
 */
gboolean
bucket_readable (const Bucket *bucket, Id viewer, Directory *directory, const char *today)
{
  gboolean hr = directory_has_post (directory, viewer, POST_HR, today);
  gboolean general = directory_has_post (directory, viewer, POST_GENERAL_MANAGER, today);

  if (directory_assignment_on (directory, viewer, today) == NULL)
    return FALSE;
  switch (bucket->cls)
    {
    case BUCKET_SELF:
      return id_equal (bucket->owner, viewer);
    case BUCKET_SUP:
      return !id_equal (bucket->owner, viewer) && in_line (viewer, bucket->owner, directory, today);
    case BUCKET_OWN:
      return id_equal (bucket->owner, viewer) || in_line (viewer, bucket->owner, directory, today);
    case BUCKET_FILE:
      return hr || general || id_equal (bucket->owner, viewer) || in_line (viewer, bucket->owner, directory, today);
    case BUCKET_HR:
      return hr && !id_equal (bucket->owner, viewer);
    case BUCKET_FACTS:
      return facts_readable (bucket, viewer, directory, today);
    case BUCKET_CUST:
      {
        const Assignment *assignment = directory_assignment (directory, bucket->owner);

        if (assignment == NULL)
          return FALSE;
        if (id_equal (assignment->person, viewer))
          return *assignment->to_on == '\0' || strcmp (assignment->to_on, today) >= 0;
        return supervises (assignment, viewer, directory, today);
      }
    case BUCKET_POOL:
      return directory_has_post (directory, viewer, POST_SUPERVISOR, today) &&
             member_of (viewer, bucket->owner, directory, today);
    case BUCKET_TEAM:
      {
        const Assignment *mine = directory_assignment_on (directory, viewer, today);

        return id_equal (mine->team, bucket->owner) ||
               id_equal (directory_manager (directory, bucket->shard, today), viewer);
      }
    case BUCKET_DEPT:
      return hr || general || member_of (viewer, bucket->owner, directory, today);
    case BUCKET_ORG:
      return TRUE;
    case BUCKET_CASE:
      return hr;
    case BUCKET_NONE:
    default:
      return FALSE;
    }
}

/* Whether a blank-separated list names @word. */
static gboolean
names (const char *list, const char *word)
{
  gsize length = strlen (word);

  for (const char *at = strstr (list, word); at != NULL; at = strstr (at + 1, word))
    if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
      return TRUE;
  return FALSE;
}

/**
 * access_allows:
 * @relations: #Relation bits of the actor to the row's subject
 * @state: (nullable): nick of the row's state
 * @field: (nullable): member to be set; %NULL = the row as a whole
 *
 * Members with %MERGE_SERVER are open to the server's own commands and to the administrator's imports only.
 *
 * Returns: whether some access line allows it; what no line allows is refused (R2)
 */
gboolean
access_allows (const Schema *schema, guint relations, Operation op, const char *state, const char *field)
{
  const Field *member = field != NULL ? schema_field (schema, field) : NULL;

  if (member != NULL && member->merge == MERGE_SERVER && (relations & (REL_SYSTEM | REL_ADMIN)) == 0)
    return FALSE;
  for (const Access *access = schema->access; access->who != 0; access++)
    {
      if ((access->who & relations) == 0 || (access->ops & op) == 0)
        continue;
      if (access->states != NULL && (state == NULL || !names (access->states, state)))
        continue;
      if (field != NULL && access->fields != NULL && !names (access->fields, field))
        continue;
      return TRUE;
    }
  return FALSE;
}
