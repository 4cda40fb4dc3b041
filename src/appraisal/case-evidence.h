/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure opened: its formula, what would change it, and the rows it was counted from (design §6, R5). */
#pragma once

#include "appraisal/case.h"

/* One counted row as people read it. */
typedef struct
{
  const char *table;
  Id          id;
  char       *day;    /* YYYY-MM-DD */
  char       *title;  /* customer, course, number … */
  char       *detail; /* what it is */
  char       *value;  /* what it adds */
} EvidenceRow;

typedef struct
{
  char      *code; /* of the indicator */
  Metric     metric;
  char      *formula;
  GPtrArray *rows;    /* EvidenceRow, the latest day first */
  gboolean   may_see; /* whether the rows are held here: else the days of the freeze stand in for them */
} CaseEvidence;

CaseEvidence *case_evidence_load (Store                *store,
                                  const SessionReading *reader,
                                  const AppraisalCase  *self,
                                  const char           *code,
                                  Metric                metric,
                                  GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void          case_evidence_free (CaseEvidence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CaseEvidence, case_evidence_free)

/* As people read a figure: "¥31,260", "3.05% (9/295)", "86.40 (22)"; "–" = not applicable. (transfer full) */
char *figure_text (const Figure *figure);
char *figure_target_text (const Figure *figure);
char *figure_formula (const Figure *figure, const ScoreItem *item);
char *figure_why_not (const Figure *figure, const ScoreItem *item);
char *score_text (Frac score);
