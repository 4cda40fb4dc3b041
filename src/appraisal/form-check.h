/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a step still lacks, field by field: the page shows it, the server refuses by it. Fields are members of the sheet
 * ("results_text"), "score.<code>" and "example.<code>" of an indicator, "plan" and "plan.<n>.<member>".
 */
#pragma once

#include "appraisal/dossier.h"

#define SELF_TEXT_MIN 10       /* characters for each dimension */
#define OPINION_MIN 5          /* characters of the previous supervisor */
#define EXAMPLE_FROM 9000      /* hundredths: from here on, and */
#define EXAMPLE_BELOW 6000     /* below, an example is obligatory */
#define INTERVIEW_LATE_DAYS 14 /* a signed interview may arrive so late (R23) */

#define STANCE_AGREE "agree"
#define STANCE_OBJECTION "read-with-objection"
#define STANCE_REFUSED "refused"
#define STANCE_ABSENT "absent"

void self_problems (const Dossier *self, ProblemList *problems);
void evaluation_problems (const Dossier *self, ProblemList *problems);
void interview_problems (const Dossier   *self,
                         const Interview *interview,
                         GPtrArray       *plan,
                         const char      *stance,
                         const char      *stance_text,
                         ProblemList     *problems);
void witness_problems (const Dossier *self, Directory *directory, Id witness, const char *on, ProblemList *problems);
void opinion_problems (const char *text, ProblemList *problems);
void reason_problems (const char *reason, const char *clause, ProblemList *problems);
