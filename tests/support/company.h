/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A very small company for tests of rules: two teams, their line, HR, a general manager. */
#pragma once

#include "staff/directory.h"

typedef struct
{
  Directory *directory;
  Id         sales, hr_department;
  Id         team1, team2;
  Id         agent1, agent2, mover;            /* mover: team1 until 2026-03-14, team2 from 2026-03-15 */
  Id         supervisor1, supervisor2, deputy; /* deputy: acting for supervisor2 from 2026-04-01 */
  Id         manager, general, hr1, hr2, inspector;
  Id         mover_old, mover_new, agent1_assignment; /* assignments */
} Company;

void company_init (Company *company);
void company_clear (Company *company);
