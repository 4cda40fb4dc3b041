/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that belongs to one revision of one form, read together: pages, guards and documents ask it. */
#pragma once

#include "appraisal/eval-file.h"
#include "appraisal/figure.h"
#include "appraisal/form.h"
#include "appraisal/interview.h"
#include "appraisal/score.h"
#include "appraisal/sheet.h"
#include "appraisal/workflow.h"
#include "regulation/regulation.h"

/* Owned rows. What the reader may not see, or what is not there yet, is NULL or an empty array (R47). */
typedef struct
{
  Appraisal       *form;
  gint64           revision; /* the one that is shown; form->revision is the current one */
  AppraisalMonth  *month;
  SchemeSet       *scheme;
  Regulation      *regulation;
  Receipt         *receipt;
  SelfSheet       *self;
  Evaluation      *evaluation;
  PreviousOpinion *previous_opinion;
  Interview       *interview;
  Filing          *filing;
  GPtrArray       *self_lines; /* SelfLine */
  GPtrArray       *eval_lines; /* EvalLine */
  GPtrArray       *eval_files; /* EvalFile */
  GPtrArray       *figures;    /* Figure, of the revision; empty before the freeze */
  GPtrArray       *plan;       /* PlanItem, by position */
  GPtrArray       *steps;      /* Step, of every revision, in the order of their chain */
} Dossier;

Dossier *dossier_load (Loader *loader, Id form, gint64 revision, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     dossier_free (Dossier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Dossier, dossier_free)

/* (transfer none) (nullable) */
const SelfLine *dossier_self_line (const Dossier *self, const char *code);
const EvalLine *dossier_eval_line (const Dossier *self, const char *code);
const Step     *dossier_step (const Dossier *self, gint64 revision, const char *event);
Judges          dossier_judges (const Dossier *self);
const char     *dossier_last_digest (const Dossier *self);
gint64          dossier_last_revision (const Dossier *self);
gint64          dossier_proposal (const Dossier *self);
gint64          dossier_replaced (const Dossier *self);

/* (transfer full): scores of the evaluation on @figures (NULL = the frozen ones), and of the self-assessment. */
ScoreCard *dossier_card (const Dossier *self, GPtrArray *figures);
ScoreCard *dossier_self_card (const Dossier *self);

gboolean           dossier_is_frozen (const Dossier *self);
gboolean           dossier_is_acknowledged (const Dossier *self);
const SchemeGrade *dossier_grade (const Dossier *self, const ScoreCard *card);
const char        *dossier_due (const AppraisalMonth *month, const char *event);

/* Ids of the sheets of a revision (R35). */
Id dossier_self_sheet_id (Id form, gint64 revision);
Id dossier_evaluation_id (Id form, gint64 revision);
Id dossier_step_id (Id form, gint64 revision, const char *event);
Id dossier_month_id (Id department, const char *month);
Id dossier_form_id (Id person, const char *month);
