/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A company with its rows in memory, keys for everybody, and commands run as the server runs them. */
#pragma once

#include "appraisal/appraisal-args.h"
#include "appraisal/document.h"

#include "company.h"
#include "memory-loader.h"

typedef struct
{
  Company       company;
  Calendar     *calendar;
  MemoryLoader *loader;
  Id            regulation, scheme, supervisor_scheme;
  gint64        now;       /* µs: clock of the server and of every device */
  gboolean      clock_bad; /* the device's is not to be trusted */
  gint64        moment;    /* µs: what the device says, 0 = @now */
  const char   *dg;        /* digest the next command carries; NULL = none */
  guint         mutations;
  const char   *code;     /* of the last refusal */
  ProblemList  *problems; /* of the last command */
} Scene;

void scene_init (Scene *scene);
void scene_clear (Scene *scene);

/* Half past nine on @day (YYYY-MM-DD). */
void   scene_set_day (Scene *scene, const char *day);
gint64 scene_moment (const char *day, int hour);
/* Keys of a person: the same every time. */
void scene_key (Id person, KeyPair *out);

/* Confirms what stands there: a revision and a digest of another moment are refused. */
gboolean scene_receive (Scene *scene, Id form);
/* (transfer full) @args; TRUE = accepted and applied. */
gboolean scene_run (Scene *scene, const char *command, Id actor, Id id, char *args);
char    *scene_signed_args (Scene *scene, const char *event, Id actor, Id form);
char    *scene_signed_args_of (Scene *scene, const char *event, Id actor, Id form, gint64 revision);
gboolean scene_run_signed (Scene *scene, const char *event, Id actor, Id form);
gboolean scene_run_reason (Scene *scene, const char *event, Id actor, Id form, const char *reason);
void     scene_assert_refused (Scene *scene, const char *code, const char *field);

/* Published regulation and schemes, everybody’s receipt, the opened month of March 2026. */
void scene_open_march (Scene *scene);

/* Typed sheets: complete, with one score for every indicator the person has to score. */
void scene_type_self (Scene *scene, Id form, gint64 score);
/* Brings the form to FORM_STATE_SELF_DONE … FILED: self on March 31st, frozen and the rest from April 2nd on. */
void scene_reach (Scene *scene, Id person, FormState state);
void scene_type_evaluation (Scene *scene, Id form, const char *strengths);

Interview *scene_interview (Scene *scene, Id form, InterviewOutcome outcome, const char *held_on);
GPtrArray *scene_plan (Scene *scene, gint64 sales_fen);
/* (transfer full) @interview @plan */
char *scene_interview_args (
    Scene *scene, Id form, Interview *interview, GPtrArray *plan, const char *stance, const char *stance_text);

Appraisal *scene_form (Scene *scene, Id person);
Dossier   *scene_dossier (Scene *scene, Id form);
