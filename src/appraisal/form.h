/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The monthly form: header, steps, filing. */
#pragma once

#include "core/schema.h"
#include "staff/person.h"

/* A month opened for a department in one act, with its due dates (R17). */
typedef struct
{
  Row    row;
  Id     department;
  char  *month;
  Id     scheme; /* for agents */
  Id     regulation;
  gint64 opened_at;
  Id     opened_by;
  gint64 cut_off;
  char  *self_due;
  char  *score_due;
  char  *interview_due;
  char  *review_due;
  char  *filing_due;
  gint64 filed_count; /* last filing number given */
} AppraisalMonth;

extern const Schema appraisal_month_schema;

/* A recorded, reasoned extension by the department manager (G4). */
typedef struct
{
  Row    row;
  Id     department;
  char  *month;
  char  *step; /* self | score | interview | review | filing */
  char  *old_due;
  char  *new_due;
  char  *reason;
  Id     made_by;
  gint64 made_at;
} Extension;

extern const Schema extension_schema;

typedef enum
{
  FORM_STATE_SELF_DUE,
  FORM_STATE_SELF_DONE,
  FORM_STATE_SCORED,
  FORM_STATE_TALKED,
  FORM_STATE_REVIEWED,
  FORM_STATE_APPROVED,
  FORM_STATE_FILED,
  FORM_STATE_EXCLUDED,
} FormState;
extern const EnumNick form_states[];

/* Header of one person’s form of one month: state, revision, who acts, flags; no scores (R1, R6). */
typedef struct
{
  Row       row;
  Id        person;
  char     *month;
  Id        department;
  Id        team;
  Id        assignment; /* held on the last scheduled day */
  Post      post;
  Id        scorer;
  Id        reviewer;
  Id        previous_scorer; /* after a move within the month (R6) */
  Id        scheme;
  Id        regulation;
  FormState state;
  gint64    revision;
  gboolean  self_missing;
  gboolean  self_late;
  gboolean  late;
  gboolean  unacknowledged;
  gboolean  not_received; /* absent at the interview: asked for at the next sign-in */
  OptInt    frozen_at;
  gint64    frozen_seq;
  char     *exception; /* kind listed at opening: new-hire, leaving, leave, moved */
  char     *reason;    /* of exclusion or return */
  gint64    returned;
  char     *number;
} Appraisal;

extern const Schema appraisal_schema;

typedef enum
{
  SHEET_STATE_DRAFT,
  SHEET_STATE_SUBMITTED,
  SHEET_STATE_REVEALED,
  SHEET_STATE_REVIEWED,
} SheetState;
extern const EnumNick sheet_states[];

/* One signed or recorded step of a form; forward steps are unique per revision (R15, R19). */
typedef struct
{
  Row    row;
  Id     appraisal;
  gint64 revision;
  char  *event; /* nick of the workflow event; interview has one row per signer: interview, interview-subject,
                   interview-witness */
  Id       person;
  Id       actor;
  gint64   signed_at; /* as the signer’s device said (R52) */
  gint64   received_at;
  char    *digest; /* SHA-256, hex (R15) */
  char    *previous;
  char    *public_key; /* public key, hex; empty for unsigned steps */
  char    *signature;  /* Ed25519, hex */
  char    *stance;     /* agree | read-with-objection | refused | absent | empty */
  char    *stance_text;
  gboolean late;
  char    *due_on;
  gboolean key_confirmed;
} Step;

extern const Schema step_schema;

/* The exact bytes a step signed (R15); stands where the sheet it contains stands. */
typedef struct
{
  Row        row;
  Id         step;
  Id         appraisal;
  Id         person;
  char      *document;
  SheetState state;
  gboolean   sup; /* an evaluation: before the reveal it is the line’s, not the person’s */
} StepDocument;

extern const Schema step_document_schema;

/* 备案: the locked result of a form (5.5.1④); a coefficient, never an amount (5.6.1). */
typedef struct
{
  Row      row;
  Id       appraisal;
  Id       person;
  char    *month;
  char    *number; /* KH-YYYYMM-NNN (R32) */
  gint64   revision;
  gint64   total;
  char    *grade;
  char    *grade_title;
  gint64   coefficient;
  gboolean below;
  gint64   filed_at;
  Id       filed_by;
  OptInt   noticed_at;
  gint64   rank_team;
  gint64   rank_team_of;
  gint64   rank_dept;
  gint64   rank_dept_of;
} Filing;

extern const Schema filing_schema;
