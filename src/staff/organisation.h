/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Departments, teams and the working calendar. */
#pragma once

#include "core/schema.h"

typedef enum
{
  DEPARTMENT_KIND_SALES_SERVICE,
  DEPARTMENT_KIND_MANAGEMENT,
  DEPARTMENT_KIND_HR,
  DEPARTMENT_KIND_PRODUCT,
  DEPARTMENT_KIND_TECHNICAL,
  DEPARTMENT_KIND_FINANCE,
  DEPARTMENT_KIND_LOGISTICS,
} DepartmentKind;
extern const EnumNick department_kinds[];

/* A department; also the unit of sharding (R11). */
typedef struct
{
  Row            row;
  char          *name;
  DepartmentKind kind;
  char          *org;
} Department;

extern const Schema department_schema;

typedef enum
{
  TEAM_KIND_NEW,
  TEAM_KIND_RETENTION,
  TEAM_KIND_CARE,
} TeamKind;
extern const EnumNick team_kinds[];

/* A team of a department. */
typedef struct
{
  Row      row;
  Id       department;
  char    *name;
  TeamKind kind;
} Team;

extern const Schema team_schema;

/* A day that differs from the plain week: holiday, or make-up workday (domain 4.2). */
typedef struct
{
  Row      row;
  char    *day;
  gboolean workday;
  char    *name;
} CalendarDay;

extern const Schema calendar_day_schema;
