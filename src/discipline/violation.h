/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Violations of the rules. */
#pragma once

#include "core/schema.h"

typedef enum
{
  SEVERITY_MINOR,
  SEVERITY_MAJOR,
  SEVERITY_SERIOUS,
} Severity;
extern const EnumNick severities[];

typedef enum
{
  VIOLATION_STATE_REPORTED,
  VIOLATION_STATE_CONFIRMED,
  VIOLATION_STATE_DISMISSED,
} ViolationState;
extern const EnumNick violation_states[];

/* 违规违纪 (5.4.4b): only confirmed ones count. */
typedef struct
{
  Row            row;
  Id             person;
  char          *happened_on;
  char          *clause;
  Severity       severity;
  char          *fact;
  char          *statement;
  ViolationState state;
} Violation;

extern const Schema violation_schema;
