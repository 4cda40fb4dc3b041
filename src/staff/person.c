/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff/person.h"

#include <string.h>

/* clang-format off */
const EnumNick posts[] = {
  { POST_AGENT, "agent", N_("Telesales service agent") },
  { POST_SUPERVISOR, "supervisor", N_("Telesales service supervisor") },
  { POST_CS_MANAGER, "cs-manager", N_("Customer service manager") },
  { POST_DEPT_MANAGER, "dept-manager", N_("Department manager") },
  { POST_GENERAL_MANAGER, "general-manager", N_("General manager") },
  { POST_HR, "hr", N_("Human resources") },
  { POST_TRAINER, "trainer", N_("Trainer") },
  { POST_QA_INSPECTOR, "qa-inspector", N_("QA inspector") },
  { POST_RELATED, "related", N_("Related department") },
  { POST_ADMINISTRATOR, "administrator", N_("Administrator") },
  { 0 } };

static const Field person_fields[] = {
  FIELD (Person, number, TEXT, N_("Employee no."), .search = TRUE),
  FIELD (Person, name, TEXT, N_("Name"), .search = TRUE),
  FIELD (Person, active, FLAG, N_("In service")),
  FIELD_LAST };

static const Place person_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access person_access[] = {
  { REL_ADMIN | REL_HR | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema person_schema = {
  .table = "person",
  .title = N_("Person"),
  .size = sizeof (Person),
  .fields = person_fields,
  .places = person_places,
  .access = person_access,
  .check = person_check,
};

static const Field assignment_fields[] = {
  FIELD (Assignment, person, REF, N_("Person"), .ref = "person", .parent = TRUE),
  FIELD (Assignment, department, REF, N_("Department"), .ref = "department"),
  FIELD (Assignment, team, REF, N_("Team"), .ref = "team"),
  FIELD (Assignment, post, ENUM, N_("Post"), .enums = posts),
  FIELD (Assignment, from_on, DATE, N_("From"), .group = "span"),
  FIELD (Assignment, to_on, DATE, N_("To"), .group = "span"),
  FIELD (Assignment, acting, FLAG, N_("Acting")),
  FIELD_LAST };

static const Place assignment_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access assignment_access[] = {
  { REL_ADMIN | REL_HR | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema assignment_schema = {
  .table = "assignment",
  .title = N_("Assignment"),
  .size = sizeof (Assignment),
  .fields = assignment_fields,
  .places = assignment_places,
  .access = assignment_access,
  .check = assignment_check,
};

const EnumNick staff_statuses[] = {
  { STAFF_STATUS_PROBATION, "probation", N_("On probation") },
  { STAFF_STATUS_ACTIVE, "active", N_("In service") },
  { STAFF_STATUS_LONG_LEAVE, "long-leave", N_("On long leave") },
  { STAFF_STATUS_TRANSFERRED, "transferred", N_("Transferred out") },
  { STAFF_STATUS_LEFT, "left", N_("Left") },
  { 0 } };

static const Field staff_file_fields[] = {
  FIELD (StaffFile, person, REF, N_("Person"), .ref = "person", .key = 1, .parent = TRUE),
  FIELD (StaffFile, status, ENUM, N_("Status"), .enums = staff_statuses),
  FIELD (StaffFile, hired_on, DATE, N_("Hired"), .group = "span"),
  FIELD (StaffFile, confirmed_on, DATE, N_("Confirmed")),
  FIELD (StaffFile, left_on, DATE, N_("Left"), .group = "span"),
  FIELD (StaffFile, phone, TEXT, N_("Phone"), .mask = MASK_PHONE),
  FIELD (StaffFile, note, TEXT, N_("Note"), .merge = MERGE_TEXT3, .max = FIELD_TEXT_MAX, .search = TRUE),
  FIELD_LAST };

static const Place staff_file_places[] = {
  { NULL, BUCKET_HR, "person", NULL },
  { 0 } };

static const Access staff_file_access[] = {
  { REL_HR | REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema staff_file_schema = {
  .table = "staff_file",
  .title = N_("Staff file"),
  .size = sizeof (StaffFile),
  .fields = staff_file_fields,
  .places = staff_file_places,
  .access = staff_file_access,
  .subject = "person",
  .check = staff_file_check,
};

static const Field account_card_fields[] = {
  FIELD (AccountCard, person, REF, N_("Person"), .ref = "person", .key = 1),
  FIELD (AccountCard, login, TEXT, N_("Account")),
  FIELD (AccountCard, salt, TEXT, N_("Salt")),
  FIELD (AccountCard, check12, INT, N_("Check"), .max = 4095),
  FIELD (AccountCard, ops, INT, N_("Passes"), .max = 64),
  FIELD (AccountCard, mem, INT, N_("Memory"), .max = 4294967296),
  FIELD (AccountCard, unconfirmed, FLAG, N_("Key not confirmed")),
  FIELD_LAST };

static const Place account_card_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access account_card_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema account_card_schema = {
  .table = "account_card",
  .title = N_("Account card"),
  .size = sizeof (AccountCard),
  .fields = account_card_fields,
  .places = account_card_places,
  .access = account_card_access,
};
/* clang-format on */

/* Employee number and name may not be empty. */
void
person_check (gconstpointer row, ProblemList *problems)
{
  const Person *person = row;

  if (*person->number == '\0')
    problem_add (problems, "number", "1.2", N_ ("The employee number is missing"), NULL);
  if (*person->name == '\0')
    problem_add (problems, "name", "1.2", N_ ("The name is missing"), NULL);
}

/* An assignment ends on or after the day it begins. */
void
assignment_check (gconstpointer row, ProblemList *problems)
{
  const Assignment *assignment = row;

  if (*assignment->from_on == '\0')
    problem_add (problems, "from_on", "1.2", N_ ("The first day of the assignment is missing"), NULL);
  if (*assignment->to_on != '\0' && strcmp (assignment->to_on, assignment->from_on) < 0)
    problem_add (problems, "to_on", "1.2", N_ ("The assignment ends before it begins"), NULL);
}

/* Nobody leaves before being hired. */
void
staff_file_check (gconstpointer row, ProblemList *problems)
{
  const StaffFile *file = row;

  if (*file->left_on != '\0' && strcmp (file->left_on, file->hired_on) < 0)
    problem_add (problems, "left_on", "1.2", N_ ("The leaving date is before the hiring date"), NULL);
}
