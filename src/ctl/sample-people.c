/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample's organisation: departments, teams, people, posts, calendar, regulation. */
#include "ctl/sample.h"

#include "core/id.h"
#include "staff/organisation.h"

#define FOUNDED "2023-01-03"

/* clang-format off */
static const char *const surnames[] = {
  "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗",
  "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡" };
static const char *const given[] = {
  "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀兰", "霞", "平", "刚",
  "桂英", "建华", "文", "玲", "宇", "浩然", "子涵", "欣怡", "思琪", "梓萱", "佳", "晨", "倩", "婷", "雪", "志强", "海燕",
  "晓东", "雨桐", "家豪", "雅琴", "立新", "国栋", "美玲", "俊杰", "慧", "鑫", "凯", "丹", "莹" };

static const struct { const char *name; TeamKind kind; } team_table[SAMPLE_TEAMS] = {
  { "电销一组", TEAM_KIND_NEW }, { "电销二组", TEAM_KIND_NEW }, { "电销三组", TEAM_KIND_NEW },
  { "电销四组", TEAM_KIND_NEW }, { "老客户维系组", TEAM_KIND_RETENTION }, { "客户关怀组", TEAM_KIND_CARE } };

static const struct { const char *number; SampleCase plant; } plants[] = {
  { "A0101", SAMPLE_WORKED_EXAMPLE }, { "A0108", SAMPLE_LOW }, { "A0204", SAMPLE_SICK_14_DAYS }, { "A0207", SAMPLE_LOW },
  { "A0303", SAMPLE_MOVED_15TH }, { "A0305", SAMPLE_HIRED_16TH }, { "A0409", SAMPLE_LOW }, { "A0502", SAMPLE_MATERNITY },
  { "A0606", SAMPLE_LEFT_9TH } };

/* People the tour and the documentation name. */
static const struct { const char *number; const char *name; } named[] = {
  { "A0101", "李晓雯" }, { "Z01", "陈立" }, { "M01", "周明远" }, { "G01", "沈致远" }, { "H01", "方婉清" }, { "H02", "罗静怡" } };

static const struct { const char *number; Post post; gboolean office; } staff[] = {
  { "J01", POST_CS_MANAGER, FALSE }, { "J02", POST_CS_MANAGER, FALSE }, { "M01", POST_DEPT_MANAGER, FALSE },
  { "T01", POST_TRAINER, FALSE }, { "T02", POST_TRAINER, FALSE }, { "Q01", POST_QA_INSPECTOR, FALSE },
  { "Q02", POST_QA_INSPECTOR, FALSE }, { "G01", POST_GENERAL_MANAGER, TRUE }, { "H01", POST_HR, TRUE },
  { "H02", POST_HR, TRUE }, { "X01", POST_ADMINISTRATOR, TRUE } };
/* clang-format on */

static Id
write_department (Sample *self, const char *name, DepartmentKind kind)
{
  Department *row = schema_new (&department_schema);
  Id          id = row->row.id = sample_id (self);

  sample_set (&row->name, name);
  sample_set (&row->org, "云桥示例企业服务有限公司");
  row->kind = kind;
  sample_emit (self, &department_schema, row);
  return id;
}

static void
write_departments (Sample *self)
{
  self->sales = write_department (self, "电话销售客服部", DEPARTMENT_KIND_SALES_SERVICE);
  self->office = write_department (self, "总经办与人力资源部", DEPARTMENT_KIND_HR);
  write_department (self, "产品部", DEPARTMENT_KIND_PRODUCT);
  write_department (self, "技术部", DEPARTMENT_KIND_TECHNICAL);
  write_department (self, "财务部", DEPARTMENT_KIND_FINANCE);
  write_department (self, "物流部", DEPARTMENT_KIND_LOGISTICS);
  for (int i = 0; i < SAMPLE_TEAMS; i++)
    {
      Team *row = schema_new (&team_schema);

      self->teams[i] = row->row.id = sample_id (self);
      row->department = self->sales;
      row->kind = team_table[i].kind;
      sample_set (&row->name, team_table[i].name);
      sample_emit (self, &team_schema, row);
    }
}

static char *
make_name (Sample *self, const char *number)
{
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (g_str_equal (named[i].number, number))
      return g_strdup (named[i].name);
  return g_strconcat (surnames[sample_int (self, 0, G_N_ELEMENTS (surnames) - 1)],
                      given[sample_int (self, 0, G_N_ELEMENTS (given) - 1)], NULL);
}

/* The year of the month appraised decides the dates of the planted cases. */
static char *
in_last_month (Sample *self, int day_of_month)
{
  return day_dup_text (month_first (self->params.until) + day_of_month - 1);
}

static SampleCase
plant_of (const char *number)
{
  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    if (g_str_equal (plants[i].number, number))
      return plants[i].plant;
  return SAMPLE_PLAIN;
}

static Id
write_assignment (Sample *self, const SamplePerson *person, int team, const char *from, const char *to, Id department)
{
  Assignment *row = schema_new (&assignment_schema);
  Id          id = row->row.id = sample_id (self);

  row->person = person->id;
  row->department = department;
  row->team = team >= 0 ? self->teams[team] : ID_NONE;
  row->post = person->post;
  sample_set (&row->from_on, from);
  sample_set (&row->to_on, to);
  sample_emit (self, &assignment_schema, row);
  return id;
}

static void
write_assignments (Sample *self, SamplePerson *person, const char *hired, Id department)
{
  g_autofree char *last = NULL;
  g_autofree char *next = NULL;

  if (person->plant == SAMPLE_LEFT_9TH)
    {
      last = in_last_month (self, 9);
      person->assignment = write_assignment (self, person, person->team, hired, last, department);
    }
  else if (person->plant == SAMPLE_MOVED_15TH)
    {
      last = in_last_month (self, 14);
      next = in_last_month (self, 15);
      write_assignment (self, person, person->team, hired, last, department);
      person->assignment = write_assignment (self, person, person->team + 1, next, "", department);
    }
  else
    person->assignment = write_assignment (self, person, person->team, hired, "", department);
}

static void
write_staff_file (Sample *self, const SamplePerson *person, const char *hired)
{
  StaffFile       *row = schema_new (&staff_file_schema);
  g_autofree char *phone = g_strdup_printf ("+8612%09d", sample_int (self, 100000000, 999999999));

  row->person = person->id;
  sample_set (&row->hired_on, hired);
  sample_set (&row->phone, phone);
  row->status = STAFF_STATUS_ACTIVE;
  if (person->plant == SAMPLE_MATERNITY)
    row->status = STAFF_STATUS_LONG_LEAVE;
  else if (person->plant == SAMPLE_HIRED_16TH)
    row->status = STAFF_STATUS_PROBATION;
  else if (person->plant == SAMPLE_LEFT_9TH)
    {
      g_free (row->left_on);
      row->left_on = in_last_month (self, 9);
      row->status = STAFF_STATUS_LEFT;
    }
  sample_emit (self, &staff_file_schema, row);
}

static void
write_person (Sample *self, const char *number, Post post, int team, Id department)
{
  SamplePerson    *person = g_new0 (SamplePerson, 1);
  Person          *row = schema_new (&person_schema);
  g_autofree char *hired = NULL;
  double           skill;

  person->id = row->row.id = sample_id (self);
  g_strlcpy (person->number, number, sizeof person->number);
  person->name = make_name (self, number);
  person->post = post;
  person->team = team;
  person->plant = post == POST_AGENT ? plant_of (number) : SAMPLE_PLAIN;
  skill = sample_normal (self);
  person->skill = person->plant == SAMPLE_LOW ? -2 : CLAMP (skill, -1.5, 2);
  hired = person->plant == SAMPLE_HIRED_16TH ? in_last_month (self, 16) : g_strdup (FOUNDED);
  g_assert_true (day_parse (hired, &person->first));
  person->last = person->plant == SAMPLE_LEFT_9TH ? month_first (self->params.until) + 8 : DAY_MAX;
  row->active = person->plant != SAMPLE_LEFT_9TH;
  sample_set (&row->number, number);
  sample_set (&row->name, person->name);
  sample_emit (self, &person_schema, row);
  g_ptr_array_add (self->people, person);
  write_assignments (self, person, hired, department);
  write_staff_file (self, person, hired);
}

static void
write_people (Sample *self)
{
  char number[8];

  for (int team = 0; team < SAMPLE_TEAMS; team++)
    for (int i = 0; i < SAMPLE_AGENTS_PER_TEAM; i++)
      {
        g_snprintf (number, sizeof number, "A%02d%02d", team + 1, i + 1);
        write_person (self, number, POST_AGENT, team, self->sales);
      }
  for (int team = 0; team < SAMPLE_TEAMS; team++)
    {
      g_snprintf (number, sizeof number, "Z%02d", team + 1);
      write_person (self, number, POST_SUPERVISOR, team, self->sales);
    }
  for (guint i = 0; i < G_N_ELEMENTS (staff); i++)
    write_person (self, staff[i].number, staff[i].post, -1, staff[i].office ? self->office : self->sales);
}

static void
write_calendar (Sample *self)
{
  for (Day day = self->params.from; day <= self->params.until + 366; day++)
    {
      const char *name = calendar_day_name (self->calendar, day);

      if (name != NULL)
        {
          CalendarDay *row = schema_new (&calendar_day_schema);

          g_free (row->day);
          row->day = day_dup_text (day);
          row->workday = calendar_is_workday (self->calendar, day);
          sample_set (&row->name, name);
          sample_emit (self, &calendar_day_schema, row);
        }
    }
}

/**
 * sample_write_organisation:
 *
 * Writes departments, teams, people with their posts and files, and the calendar. The regulation comes from
 * regulation_default (), written by the caller.
 */
void
sample_write_organisation (Sample *self)
{
  write_departments (self);
  write_people (self);
  write_calendar (self);
}
