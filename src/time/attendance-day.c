/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time/attendance-day.h"

/* clang-format off */
const EnumNick leave_kinds[] = {
  { LEAVE_KIND_NONE, "none", N_("No leave") },
  { LEAVE_KIND_ANNUAL, "annual", N_("Annual leave") },
  { LEAVE_KIND_SICK, "sick", N_("Sick leave") },
  { LEAVE_KIND_PERSONAL, "personal", N_("Personal leave") },
  { LEAVE_KIND_MARRIAGE, "marriage", N_("Marriage leave") },
  { LEAVE_KIND_MATERNITY, "maternity", N_("Maternity leave") },
  { LEAVE_KIND_PATERNITY, "paternity", N_("Paternity leave") },
  { LEAVE_KIND_BEREAVEMENT, "bereavement", N_("Bereavement leave") },
  { LEAVE_KIND_COMPENSATORY, "compensatory", N_("Compensatory time off") },
  { LEAVE_KIND_INJURY, "injury", N_("Work injury leave") },
  { 0 } };

static const Field attendance_day_fields[] = {
  FIELD (AttendanceDay, person, REF, N_("Person"), .ref = "person", .key = 1),
  FIELD (AttendanceDay, day, DATE, N_("Date"), .key = 2),
  FIELD (AttendanceDay, rest, FLAG, N_("Rest day")),
  FIELD (AttendanceDay, shift_start, TEXT, N_("Shift start")),
  FIELD (AttendanceDay, shift_end, TEXT, N_("Shift end")),
  FIELD (AttendanceDay, clock_in, TEXT, N_("In")),
  FIELD (AttendanceDay, clock_out, TEXT, N_("Out")),
  FIELD (AttendanceDay, late_min, INT, N_("Late"), .max = 1440),
  FIELD (AttendanceDay, early_min, INT, N_("Left early"), .max = 1440),
  FIELD (AttendanceDay, absent_halves, INT, N_("Absent half days"), .max = 2),
  FIELD (AttendanceDay, leave, ENUM, N_("Leave"), .enums = leave_kinds, .group = "leave"),
  FIELD (AttendanceDay, leave_halves, INT, N_("Leave half days"), .max = 2, .group = "leave"),
  FIELD (AttendanceDay, protected, FLAG, N_("Protected leave"), .group = "leave"),
  FIELD (AttendanceDay, locked, FLAG, N_("Locked")),
  FIELD_LAST };

static const Place attendance_day_places[] = {
  { NULL, BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access attendance_day_access[] = {
  { REL_SUPERVISOR | REL_HR, OP_ALL, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema attendance_day_schema = {
  .table = "attendance_day",
  .title = N_("Attendance day"),
  .size = sizeof (AttendanceDay),
  .fields = attendance_day_fields,
  .places = attendance_day_places,
  .access = attendance_day_access,
  .subject = "person",
  .check = attendance_day_check,
};
/* clang-format on */

/* A day has two halves: absence and leave together cannot exceed them; only leave is protected. */
void
attendance_day_check (gconstpointer row, ProblemList *problems)
{
  const AttendanceDay *day = row;

  if (day->absent_halves + day->leave_halves > 2)
    problem_add (problems, "absent_halves", "6.1.1", N_ ("Absence and leave together exceed one day"), NULL);
  if ((day->leave == LEAVE_KIND_NONE) != (day->leave_halves == 0))
    problem_add (problems, "leave", "6.1.1", N_ ("Kind and length of the leave do not fit together"), NULL);
  if (day->protected && day->leave == LEAVE_KIND_NONE)
    problem_add (problems, "protected", "6.1.1", N_ ("Only leave can be protected"), NULL);
}
