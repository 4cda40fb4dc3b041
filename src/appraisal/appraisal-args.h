/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arguments of the form's commands: written by the desktop, read by the server. Layout: appraisal-commands.h. */
#pragma once

#include "appraisal/interview.h"
#include "appraisal/recorded-step.h"
#include "appraisal/step-seal.h"

/* Written for the outbox: canonical JSON objects. (transfer full) */
char *args_for_signed (gint64 revision, const char *document, const StepSeal *seal);
char *args_for_signed_with_reason (gint64 revision, const char *document, const StepSeal *seal, const char *reason);
char *args_for_reason (gint64 revision, const char *reason, gint64 moment);
char *args_for_receipt (NoticeKind kind, gint64 revision);
char *args_for_opinion (gint64 revision, const char *text);
char *args_for_interview (gint64           revision,
                          const char      *document,
                          const Interview *interview,
                          GPtrArray       *plan,
                          GPtrArray       *seals,
                          const char      *stance,
                          const char      *stance_text);

/* Read. FALSE with a problem for what is missing or of the wrong type. */
typedef struct
{
  gint64      revision;
  const char *document; /* borrowed from the arguments */
  StepSeal    seal;     /* texts borrowed */
} SignedArgs;

gboolean args_read_signed (JsonObject *args, const char *event, Id actor, SignedArgs *out, ProblemList *problems);
gboolean args_read_revision (JsonObject *args, gint64 *revision, ProblemList *problems);

typedef struct
{
  gint64      revision;
  const char *document;
  const char *stance;
  const char *stance_text;
  Interview  *interview; /* owned */
  GPtrArray  *plan;      /* owned, PlanItem */
  GArray     *seals;     /* StepSeal, texts borrowed, each chained to the one before */
} InterviewArgs;

gboolean args_read_interview (JsonObject *args, InterviewArgs *out, ProblemList *problems);
void     interview_args_clear (InterviewArgs *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InterviewArgs, interview_args_clear)

const char *args_text (JsonObject *args, const char *name);
