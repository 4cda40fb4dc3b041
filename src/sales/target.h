/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monthly targets. */
#pragma once

#include "core/schema.h"

typedef enum
{
  TARGET_STATE_PROPOSED,
  TARGET_STATE_EFFECTIVE,
} TargetState;
extern const EnumNick target_states[];

typedef enum
{
  TARGET_SOURCE_PLAN,
  TARGET_SOURCE_INTERVIEW,
  TARGET_SOURCE_IMPORT,
} TargetSource;
extern const EnumNick target_sources[];

/* Targets of a person for a month (R28). */
typedef struct
{
  Row          row;
  Id           person;
  char        *month;
  OptInt       sales;
  Ratio        conversion; /* e.g. 3/100 */
  TargetState  state;
  TargetSource source;
  char        *reason;
} Target;

extern const Schema target_schema;

void target_check (gconstpointer row, ProblemList *problems);
void target_check_change (
    gconstpointer before, gconstpointer row, guint relations, const char *today, ProblemList *problems);
void     target_reason_problems (const char *reason, ProblemList *problems);
gboolean target_is_effective (const Target *self);
gboolean target_change_is_late (const Target *before, const Target *after, const char *today);
