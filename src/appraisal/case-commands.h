/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a person does with a form, as mutations for zuoxi_session_queue_async (). Edits of sheets are ordinary edits;
 * steps are commands, never predicted (R41), signed where the workflow says so. Pure but for the signature.
 */
#pragma once

#include "app/session.h"
#include "appraisal/case.h"

/* A text or score a person typed into a sheet. Fields: members of the sheet ("results_text", "strengths"), or
   "score.CODE", "text.CODE", "example.CODE", "note.CODE" of an indicator. */
typedef struct
{
  char *field;
  char *text; /* as typed; a score as "95" or "94.5", "" = none */
} SheetEdit;

void sheet_edit_free (SheetEdit *self);

typedef enum
{
  SHEET_SELF,
  SHEET_EVALUATION,
} SheetKind;

/* (transfer full) (element-type Mutation): what of @edits differs from the sheet; empty if nothing does. A score
   that is no score is left out: it stays in the drafts. */
GPtrArray *case_edit_sheet (const AppraisalCase *self, SheetKind kind, GPtrArray *edits);
char      *case_sheet_text (const AppraisalCase *self, SheetKind kind, const char *field);

/* What the form would be with what is typed. */
typedef struct
{
  SheetKind    kind;
  Dossier      dossier; /* borrows from the case, but for the rows below */
  GHashTable  *rows;    /* "" = the sheet, else a code → edited copy */
  GPtrArray   *order;
  GPtrArray   *lines;
  ScoreCard   *card; /* of this sheet; NULL without a scheme */
  ProblemList *missing;
} CaseLive;

CaseLive *case_live_new (const AppraisalCase *self, SheetKind kind, GPtrArray *edits);
void      case_live_free (CaseLive *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CaseLive, case_live_free)

/* The bytes that are going to be signed. (transfer full) */
char *case_document (const AppraisalCase *self, Directory *directory, const char *event, gint64 moment);

/* A signed step of one person: EVENT_SUBMIT_SELF, EVENT_SUBMIT_EVALUATION, EVENT_REVIEW. @reason (nullable): of a
   change of target that comes late (R28). */
Mutation *case_sign (const AppraisalCase *self,
                     Directory           *directory,
                     const char          *event,
                     const SessionSigner *signer,
                     gint64               moment,
                     const char          *reason);
/* A step without signature: EVENT_WITHDRAW_SELF, EVENT_RETURN, EVENT_EXCLUDE. */
Mutation *case_step (const AppraisalCase *self, const char *event, const char *reason, gint64 moment);
Mutation *case_freeze (const AppraisalCase *self);
Mutation *case_ask_opinion (const AppraisalCase *self);
Mutation *case_give_opinion (Id form, gint64 revision, const char *text);
Mutation *case_receive_notice (const AppraisalCase *self);

/* The interview as typed at the table. */
typedef struct
{
  Interview *interview; /* owned */
  GPtrArray *plan;      /* PlanItem, owned */
  char      *stance;    /* nick of STANCE_… */
  char      *stance_text;
} CaseTalk;

CaseTalk *case_talk_new (const AppraisalCase *self, const char *today);
void      case_talk_free (CaseTalk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CaseTalk, case_talk_free)

void  case_talk_check (const AppraisalCase *self, const CaseTalk *talk, Directory *directory, ProblemList *problems);
char *case_talk_document (const AppraisalCase *self, Directory *directory, const CaseTalk *talk, gint64 moment);
/* @second (nullable): the employee's signature, or the witness's at a refusal; NULL if the employee was absent. */
Mutation *case_talk_sign (const AppraisalCase *self,
                          const CaseTalk      *talk,
                          const char          *document,
                          const SessionSigner *scorer,
                          const SessionSigner *second,
                          gint64               moment);
