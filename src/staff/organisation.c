/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "staff/organisation.h"

/* clang-format off */
const EnumNick department_kinds[] = {
  { DEPARTMENT_KIND_SALES_SERVICE, "sales-service", N_("Telesales service") },
  { DEPARTMENT_KIND_MANAGEMENT, "management", N_("Management") },
  { DEPARTMENT_KIND_HR, "hr", N_("Human resources") },
  { DEPARTMENT_KIND_PRODUCT, "product", N_("Product") },
  { DEPARTMENT_KIND_TECHNICAL, "technical", N_("Technical") },
  { DEPARTMENT_KIND_FINANCE, "finance", N_("Finance") },
  { DEPARTMENT_KIND_LOGISTICS, "logistics", N_("Logistics") },
  { 0 } };

static const Field department_fields[] = {
  FIELD (Department, name, TEXT, N_("Department"), .search = TRUE),
  FIELD (Department, kind, ENUM, N_("Kind"), .enums = department_kinds),
  FIELD (Department, org, TEXT, N_("Company")),
  FIELD_LAST };

static const Place department_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access department_access[] = {
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema department_schema = {
  .table = "department",
  .title = N_("Department"),
  .size = sizeof (Department),
  .fields = department_fields,
  .places = department_places,
  .access = department_access,
};

const EnumNick team_kinds[] = {
  { TEAM_KIND_NEW, "new", N_("New customers") },
  { TEAM_KIND_RETENTION, "retention", N_("Existing customers") },
  { TEAM_KIND_CARE, "care", N_("Customer care") },
  { 0 } };

static const Field team_fields[] = {
  FIELD (Team, department, REF, N_("Department"), .ref = "department", .parent = TRUE),
  FIELD (Team, name, TEXT, N_("Team"), .search = TRUE),
  FIELD (Team, kind, ENUM, N_("Kind"), .enums = team_kinds),
  FIELD_LAST };

static const Place team_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access team_access[] = {
  { REL_ADMIN | REL_HR | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema team_schema = {
  .table = "team",
  .title = N_("Team"),
  .size = sizeof (Team),
  .fields = team_fields,
  .places = team_places,
  .access = team_access,
};

static const Field calendar_day_fields[] = {
  FIELD (CalendarDay, day, DATE, N_("Date"), .key = 1),
  FIELD (CalendarDay, workday, FLAG, N_("Workday")),
  FIELD (CalendarDay, name, TEXT, N_("Holiday name")),
  FIELD_LAST };

static const Place calendar_day_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access calendar_day_access[] = {
  { REL_ADMIN | REL_HR | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema calendar_day_schema = {
  .table = "calendar_day",
  .title = N_("Calendar day"),
  .size = sizeof (CalendarDay),
  .fields = calendar_day_fields,
  .places = calendar_day_places,
  .access = calendar_day_access,
};
/* clang-format on */
