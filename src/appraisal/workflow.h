/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The monthly form's way as a table (rules.md, workflow; R13, R17–R20, R41): buttons, guards and the server's checks
 * are read from it. The annual form's approval is no part of it.
 */
#pragma once

#include "appraisal/form.h"
#include "staff/directory.h"

/* Nicks of events: they name steps, digests and commands ("appraisal." + event). */
#define EVENT_SUBMIT_SELF "submit_self"
#define EVENT_WITHDRAW_SELF "withdraw_self"
#define EVENT_CLOSE_SELF "close_self"
#define EVENT_SUBMIT_EVALUATION "submit_evaluation"
#define EVENT_INTERVIEW "interview"
#define EVENT_INTERVIEW_SUBJECT "interview-subject" /* the employee's signature */
#define EVENT_INTERVIEW_WITNESS "interview-witness" /* or that of who saw him refuse (R20) */
#define EVENT_RETURN "return"
#define EVENT_REVIEW "review"
#define EVENT_FILE "file"
#define EVENT_EXCLUDE "exclude"
#define EVENT_PROPOSE "propose_restatement"
#define EVENT_RESTATE "restate"
#define EVENT_DECLINE "decline_restatement"
#define EVENT_RECEIVE_NOTICE "receive_notice" /* of the interview one was absent from; once of the result too */
#define EVENT_RECEIVE_RESULT "receive_result"

/* What a person is to a form today, bits. */
typedef enum
{
  WHO_SUBJECT = 1 << 0,
  WHO_SCORER = 1 << 1,
  WHO_REVIEWER = 1 << 2,
  WHO_HR = 1 << 3,      /* not the subject */
  WHO_MANAGER = 1 << 4, /* of the subject's department */
  WHO_PREVIOUS_SCORER = 1 << 5,
  WHO_SYSTEM = 1 << 6,
} Who;

/* Who judged a revision: they do not review it as well (R21). %ID_NONE = nobody yet. */
typedef struct
{
  Id scored, talked; /* submitted the evaluation; held the interview */
} Judges;
#define JUDGES_NONE ((Judges){ 0 })

typedef struct
{
  FormState   from;
  const char *event;
  const char *title; /* msgid, a verb */
  FormState   to;
  guint       who;
  gboolean    offline; /* may be queued without a connection (R41) */
  gboolean    raises;  /* goes back: revision + 1 (R19) */
  gboolean    signs;   /* needs a signature */
  const char *clause;
} WorkflowEdge;

extern const WorkflowEdge workflow[]; /* ended by a NULL event */

/* Msgid of what a step is called once it was made. */
const char         *step_title (const char *event);
const WorkflowEdge *workflow_find (FormState from, const char *event);
const WorkflowEdge *workflow_next (const WorkflowEdge *after, FormState from, guint who);
/* clang-format off */
guint workflow_who (const Appraisal *form, Judges judges, Directory *directory, Id actor,
                    const char *today);
/* He would review the form, had he not judged it. */
gboolean workflow_is_barred (const Appraisal *form, Judges judges, Directory *directory, Id actor,
                             const char *today);
/* clang-format on */
