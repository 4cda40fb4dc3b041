/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HR's list of filed results: coefficients, never amounts, with the root over all step digests (R30). */
#pragma once

#include "print/print.h"

typedef struct
{
  const char *number; /* filing number; "" = not filed */
  const char *employee_number;
  const char *name;
  const char *team;
  const char *grade;
  const char *remark;      /* nullable: why not filed, below the pass line … */
  gint64      score;       /* hundredths; −1 = none */
  gint64      coefficient; /* hundredths; −1 = none */
} PrintFilingRow;

typedef struct
{
  const char           *org;
  const char           *department;
  const char           *period; /* 2026-03 */
  const char           *printed_on;
  const char           *root;     /* nullable: 64 hex digits, the department's last root */
  const char           *root_day; /* up to the end of which */
  const PrintFilingRow *rows;
  guint                 n_rows;
} PrintFilingList;

PrintDoc *print_filing_list_new (const PrintFilingList *list);
