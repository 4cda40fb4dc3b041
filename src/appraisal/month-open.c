/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/month-open.h"

#include "appraisal/facts-load.h"
#include "appraisal/rows.h"

#include <string.h>

static void
member_free (gpointer data)
{
  MonthMember *self = data;

  g_free (self->last_day);
  g_free (self);
}

/* Attendance alone says how much of the month was worked; before it is there the calendar does. */
static gboolean
count_presence (Loader *loader, MonthMember *member, const char *month, gint64 *leave_halves, GError **error)
{
  g_autoptr (Facts) facts = facts_new (member->person->row.id, month, 0, FALSE);
  GPtrArray  *days = loader->facts (loader, &attendance_day_schema, member->person->row.id, month, error);
  FactsCounts counts;
  gint64      in_post, outside;

  if (days == NULL)
    return FALSE;
  facts_count_workdays (loader->directory, loader->calendar, member->person->row.id, month, &in_post, &outside);
  facts_set_workdays (facts, in_post, outside);
  for (guint i = 0; i < days->len; i++)
    facts_add_attendance (facts, g_ptr_array_index (days, i));
  rows_free (&attendance_day_schema, days);
  facts_counts (facts, &counts);
  member->worked_halves = counts.sched_halves - counts.leave_halves;
  member->full_halves = counts.full_halves;
  member->assessable = facts_is_assessable (facts);
  *leave_halves = counts.leave_halves;
  return TRUE;
}

static gboolean
touches_month (const Assignment *assignment, const char *month)
{
  return !assignment->acting && strncmp (assignment->from_on, month, 7) <= 0 &&
         (*assignment->to_on == '\0' || strncmp (assignment->to_on, month, 7) >= 0);
}

/* Who scored him before he moved within the month (R6). */
static Id
scorer_before (Directory *directory, const Assignment *earlier)
{
  return directory_scorer (directory, earlier->person, earlier->to_on);
}

static void
find_exception (Loader *loader, MonthMember *member, const char *month, gint64 leave_halves)
{
  g_autoptr (GPtrArray) all = directory_assignments_of (loader->directory, member->person->row.id);
  const Assignment *earlier = NULL;
  Id                scorer = directory_scorer (loader->directory, member->person->row.id, member->last_day);

  for (guint i = 0; i < all->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (all, i);

      if (assignment != member->assignment && touches_month (assignment, month) &&
          strcmp (assignment->from_on, member->assignment->from_on) < 0)
        earlier = assignment;
    }
  member->exception = "";
  if (earlier != NULL)
    {
      Id before = scorer_before (loader->directory, earlier);

      member->exception = EXCEPTION_MOVED;
      if (!id_equal (before, scorer) && !id_equal (before, member->person->row.id))
        member->previous_scorer = before;
    }
  else if (strncmp (member->assignment->from_on, month, 7) == 0 && member->full_halves > member->worked_halves)
    member->exception = EXCEPTION_NEW_HIRE;
  else if (strncmp (member->assignment->to_on, month, 7) == 0)
    member->exception = EXCEPTION_LEAVING;
  else if (leave_halves >= LONG_LEAVE_HALVES)
    member->exception = EXCEPTION_LEAVE;
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const MonthMember *one = *(const MonthMember *const *) a;
  const MonthMember *other = *(const MonthMember *const *) b;
  int                order = id_compare (one->assignment->team, other->assignment->team);

  return order != 0 ? order : strcmp (one->person->number, other->person->number);
}

/**
 * month_members:
 * @month: YYYY-MM
 *
 * Everybody who gets a form: agents and supervisors whose last scheduled day of the month lies in the department.
 *
 * Returns: (transfer full) (element-type MonthMember) (nullable): %NULL with @error set
 */
GPtrArray *
month_members (Loader *loader, Id department, const char *month, GError **error)
{
  g_autoptr (GPtrArray) persons = directory_persons (loader->directory);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (member_free);

  for (guint i = 0; i < persons->len; i++)
    {
      const Person     *person = g_ptr_array_index (persons, i);
      g_autofree char  *day = facts_last_scheduled_day (loader, person->row.id, month);
      const Assignment *assignment =
          day != NULL ? directory_assignment_on (loader->directory, person->row.id, day) : NULL;
      MonthMember *member;
      gint64       leave_halves;

      if (assignment == NULL || !id_equal (assignment->department, department) ||
          (assignment->post != POST_AGENT && assignment->post != POST_SUPERVISOR))
        continue;
      member = g_new0 (MonthMember, 1);
      member->person = person;
      member->assignment = assignment;
      member->last_day = g_steal_pointer (&day);
      g_ptr_array_add (members, member);
      if (!count_presence (loader, member, month, &leave_halves, error))
        return NULL;
      find_exception (loader, member, month, leave_halves);
    }
  g_ptr_array_sort (members, compare_members);
  return g_steal_pointer (&members);
}
