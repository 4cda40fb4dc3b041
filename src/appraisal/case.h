/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One person's month as a room shows it: everything the reader holds of the form, its figures, frozen or folded on this
 * device, the scores, what the reader can do now and what is still missing. Read in one go, never changed.
 */
#pragma once

#include "app/session-read.h"
#include "appraisal/dossier.h"
#include "appraisal/facts.h"
#include "appraisal/score-hint.h"
#include "appraisal/workflow.h"

typedef struct
{
  int          ref_count; /* atomic */
  Dossier     *dossier;
  GPtrArray   *figures;     /* Figure: frozen, or folded here */
  gboolean     provisional; /* folded here: the server may count otherwise */
  FactsCounts  counts;      /* of what this device holds */
  ScoreCard   *card;        /* of the evaluation; NULL without a scheme */
  ScoreCard   *computed;    /* of the figures alone */
  ScoreCard   *self_card;   /* own scores; empty where the sheet is hidden */
  Dossier     *other;       /* the open proposal of a filed result, or what a restated one replaces; else NULL */
  ScoreCard   *other_card;
  char        *late_target;    /* change of next month's target after its middle (R28), "" = none */
  GPtrArray   *hints;          /* ScoreHint: what would change the score */
  guint        who;            /* Who bits of the reader */
  gboolean     proposed_by_me; /* the open restatement: another signs it */
  int          pending;        /* StorePending bits of the form */
  char        *queued;         /* name of the command that waits, "" = none */
  ProblemList *self_missing;
  ProblemList *evaluation_missing;
} AppraisalCase;

AppraisalCase *appraisal_case_load (Store                *store,
                                    const SessionReading *reader,
                                    Id                    form,
                                    gint64                revision,
                                    GError              **error) G_GNUC_WARN_UNUSED_RESULT;
AppraisalCase *appraisal_case_ref (AppraisalCase *self);
void           appraisal_case_unref (AppraisalCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppraisalCase, appraisal_case_unref)

/* (transfer full): working days as this device knows them. */
Calendar *case_read_calendar (Store *store, GError **error);

const Figure *appraisal_case_figure (const AppraisalCase *self, Metric metric);
gboolean      appraisal_case_can (const AppraisalCase *self, const char *event);
gboolean      appraisal_case_can_edit_self (const AppraisalCase *self);
gboolean      appraisal_case_can_edit_evaluation (const AppraisalCase *self);
gboolean      appraisal_case_is_revealed (const AppraisalCase *self);
gboolean      appraisal_case_is_proposal (const AppraisalCase *self);
/* "83.97 良好". (transfer full) */
char *case_result_text (const AppraisalCase *self);
/* "83.97 良好 → 84.12 良好", NULL without a restatement. (transfer full) */
char       *case_restatement_text (const AppraisalCase *self);
const char *appraisal_case_due (const AppraisalCase *self);
guint       appraisal_case_days_late (const AppraisalCase *self, const char *today);

/* A form in a list, with the result it was filed with. */
typedef struct
{
  Id        form, person;
  char      month[MONTH_TEXT_SIZE];
  FormState state;
  gint64    revision;
  char      due[DAY_TEXT_SIZE]; /* of the step it waits for; "" = none */
  char     *event;              /* that step, "" = none */
  gint64    total;              /* hundredths, -1 = not filed */
  char     *grade;
  gboolean  frozen, self_missing, late, not_received;
  int       pending; /* StorePending */
  Id        scorer, reviewer, team;
} CaseSummary;

void        case_summary_free (CaseSummary *self);
GPtrArray  *case_list_of_person (Store *store, Id person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray  *case_list_to_score (Store      *store,
                                Id          scorer,
                                Directory  *directory,
                                const char *today,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;
const char *case_next_event (FormState state);

/* Whether @form is on this device and the reader stands to it in one of the relations @who (Who bits). */
gboolean case_is_for (Store *store, Directory *directory, Id me, const char *today, Id form, guint who);
