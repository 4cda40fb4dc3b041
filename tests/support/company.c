/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "company.h"

static Id
make_id (const char *kind, const char *name)
{
  return id_derive (kind, (const char *const[]){ name, NULL });
}

static Id
add_department (Company *company, const char *name)
{
  Department *row = schema_new (&department_schema);
  Id          id = make_id ("department", name);

  row->row.id = id;
  g_free (row->name);
  row->name = g_strdup (name);
  directory_add (company->directory, &department_schema, row);
  schema_free (&department_schema, row);
  return id;
}

static Id
add_team (Company *company, const char *name)
{
  Team *row = schema_new (&team_schema);
  Id    id = make_id ("team", name);

  row->row.id = id;
  row->department = company->sales;
  g_free (row->name);
  row->name = g_strdup (name);
  directory_add (company->directory, &team_schema, row);
  schema_free (&team_schema, row);
  return id;
}

static Id
add_assignment (Company    *company,
                Id          person,
                Id          department,
                Id          team,
                Post        post,
                const char *from,
                const char *to,
                gboolean    acting)
{
  Assignment      *row = schema_new (&assignment_schema);
  g_autofree char *hex = id_dup_hex (person);
  g_autofree char *name = g_strdup_printf ("%s %s %d", hex, from, post);
  Id               id = make_id ("assignment", name);

  row->row.id = id;
  row->person = person;
  row->department = department;
  row->team = team;
  row->post = post;
  row->acting = acting;
  g_free (row->from_on);
  row->from_on = g_strdup (from);
  g_free (row->to_on);
  row->to_on = g_strdup (to);
  directory_add (company->directory, &assignment_schema, row);
  schema_free (&assignment_schema, row);
  return id;
}

static Id
add_person (Company *company, const char *number, Id department, Id team, Post post)
{
  Person *row = schema_new (&person_schema);
  Id      id = make_id ("person", number);

  row->row.id = id;
  row->active = TRUE;
  g_free (row->number);
  row->number = g_strdup (number);
  g_free (row->name);
  row->name = g_strdup (number);
  directory_add (company->directory, &person_schema, row);
  schema_free (&person_schema, row);
  add_assignment (company, id, department, team, post, "2025-01-01", "", FALSE);
  return id;
}

static void
add_mover (Company *company)
{
  Person *row = schema_new (&person_schema);

  company->mover = make_id ("person", "A03");
  row->row.id = company->mover;
  row->active = TRUE;
  g_free (row->number);
  row->number = g_strdup ("A03");
  directory_add (company->directory, &person_schema, row);
  schema_free (&person_schema, row);
  company->mover_old = add_assignment (company, company->mover, company->sales, company->team1, POST_AGENT,
                                       "2025-01-01", "2026-03-14", FALSE);
  company->mover_new = add_assignment (company, company->mover, company->sales, company->team2, POST_AGENT,
                                       "2026-03-15", "", FALSE);
}

void
company_init (Company *company)
{
  company->directory = directory_new ();
  company->sales = add_department (company, "sales");
  company->hr_department = add_department (company, "hr");
  company->team1 = add_team (company, "team1");
  company->team2 = add_team (company, "team2");
  company->agent1 = add_person (company, "A01", company->sales, company->team1, POST_AGENT);
  company->agent1_assignment = directory_assignment_on (company->directory, company->agent1, "2026-01-01")->row.id;
  company->agent2 = add_person (company, "A02", company->sales, company->team2, POST_AGENT);
  add_mover (company);
  company->supervisor1 = add_person (company, "S01", company->sales, company->team1, POST_SUPERVISOR);
  company->supervisor2 = add_person (company, "S02", company->sales, company->team2, POST_SUPERVISOR);
  company->deputy = add_person (company, "S03", company->sales, ID_NONE, POST_CS_MANAGER);
  add_assignment (company, company->deputy, company->sales, company->team2, POST_SUPERVISOR, "2026-04-01", "", TRUE);
  company->manager = add_person (company, "M01", company->sales, ID_NONE, POST_DEPT_MANAGER);
  company->general = add_person (company, "G01", company->hr_department, ID_NONE, POST_GENERAL_MANAGER);
  company->hr1 = add_person (company, "H01", company->hr_department, ID_NONE, POST_HR);
  company->hr2 = add_person (company, "H02", company->hr_department, ID_NONE, POST_HR);
  company->inspector = add_person (company, "Q01", company->sales, ID_NONE, POST_QA_INSPECTOR);
}

void
company_clear (Company *company)
{
  g_clear_pointer (&company->directory, directory_unref);
}
