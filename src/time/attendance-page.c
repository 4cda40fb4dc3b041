/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "time/attendance-page.h"

#include "time/attendance-day.h"

struct _ZuoxiAttendancePage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiAttendancePage, zuoxi_attendance_page, ZUOXI_TYPE_LIST_ROOM)

/* clang-format off */
static const Column columns[] = {
  /* title, field, flags, characters, text */
  { N_("Date"), "day", COLUMN_SORT | COLUMN_STRONG, 15 },
  { N_("Person"), "person", 0, 8, list_room_person },
  { N_("Rest day"), "rest", COLUMN_WIDE, 5 },
  { N_("Shift start"), "shift_start", COLUMN_WIDE, 6 },
  { N_("Shift end"), "shift_end", COLUMN_WIDE, 6 },
  { N_("In"), "clock_in", 0, 6 },
  { N_("Out"), "clock_out", 0, 6 },
  { N_("Late"), "late_min", COLUMN_NUMBER | COLUMN_WIDE, 6 },
  { N_("Left early"), "early_min", COLUMN_NUMBER | COLUMN_WIDE, 6 },
  { N_("Absent half days"), "absent_halves", COLUMN_NUMBER | COLUMN_WIDE, 6 },
  { N_("Leave"), "leave", COLUMN_EXPAND | COLUMN_WIDE, 0 },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &attendance_day_schema, .person = "person", .date = "day", .state = "leave", .order = "day" },
  .columns = columns,
  .icon = "x-office-calendar-symbolic",
  .empty_title = N_("No attendance yet"),
  .empty_text = N_("Each day on the roster stands here, with clocking, lateness and leave."),
  .clause = "5.4.4",
  .imported = TRUE,
};
/* clang-format on */

static void
zuoxi_attendance_page_class_init (ZuoxiAttendancePageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
}

static void
zuoxi_attendance_page_init (ZuoxiAttendancePage *self)
{
}
