/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all commands on a form share: loading, authority, state, signatures, the step they leave. Server side, pure. */
#pragma once

#include "appraisal/appraisal-args.h"
#include "appraisal/dossier.h"
#include "appraisal/workflow.h"
#include "rules/command.h"

/* Wire codes of a refusal. */
#define CODE_NOT_ALLOWED "not_allowed" /* not yours, or not there: the same answer (R2) */
#define CODE_WRONG_STATE "wrong_state"
#define CODE_ALREADY_DONE "already_done" /* with other content (R22) */
#define CODE_STALE_VIEW "stale_view"     /* what was signed is not what stands there now (R14) */
#define CODE_INCOMPLETE "incomplete"
#define CODE_BAD_SIGNATURE "bad_signature"
#define CODE_MALFORMED "malformed"

typedef struct
{
  const CommandContext *context;
  Effects              *effects;
  ProblemList          *problems;
  const char          **code;
  GError              **error;

  Dossier            *dossier;
  Appraisal          *form; /* a copy to change; put by form_command_finish () */
  const WorkflowEdge *edge;
  guint               who;
  Judges              judges;
  char                today[DAY_TEXT_SIZE];
} FormCommand;

/* A FormCommand inside a function made by COMMAND (). */
#define FORM_COMMAND_INIT                                                                      \
  {                                                                                            \
    .context = context, .effects = effects, .problems = problems, .code = code, .error = error \
  }

/* COMMAND_OK: go on. Else the result to return. `done`: the very same step is there already: nothing to do (R22). */
CommandResult form_command_begin (FormCommand *self, const char *event, gint64 authority_moment);
CommandResult form_command_check_step (FormCommand *self, gint64 revision, const char *digest, gboolean *done);
CommandResult form_command_check_signature (FormCommand    *self,
                                            const StepSeal *seal,
                                            const char     *document,
                                            const char     *previous,
                                            gint64          key_moment,
                                            gboolean       *confirmed);
CommandResult form_command_check_document (FormCommand *self, const char *claimed, const char *document);
CommandResult form_command_check_moment (FormCommand *self, gint64 moment, gint64 since);
CommandResult form_command_refuse (
    FormCommand *self, const char *code, const char *field, const char *clause, const char *msgid, const char *arg);
CommandResult form_command_incomplete (FormCommand *self);
CommandResult form_command_finish (FormCommand *self);
void          form_command_clear (FormCommand *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FormCommand, form_command_clear)

/* The step and its document. */
Step    *form_command_add_step (FormCommand *self, const StepSeal *seal, gboolean confirmed);
void     form_command_add_document (FormCommand *self, const Step *step, const char *document, SheetState state);
Step    *form_command_add_unsigned (FormCommand *self, const char *event, Id actor, const char *document);
char    *form_command_unsigned_document (FormCommand *self, const char *event, const char *reason);
gboolean form_command_is_late (FormCommand *self, const char *event, gint64 moment);

/* Sheets. */
void     form_command_put_state (FormCommand *self, const Schema *schema, gconstpointer row, SheetState state);
void     form_command_put_states (FormCommand *self, const Schema *schema, GPtrArray *rows, SheetState state);
gboolean form_command_reveal_documents (FormCommand *self, SheetState state);
void
form_command_notice (FormCommand *self, Id person, const char *msgid, const char *clause, const char *const *args);

gint64 form_command_since (const FormCommand *self, Id actor);
gint64 form_command_moment (const FormCommand *self, gint64 since);
void   command_day (gint64 moment, char out[DAY_TEXT_SIZE]);
void   command_set_text (char **member, const char *text);

/* Results (file-command.c). */
void     filing_take_result (FormCommand *self, Filing *filing, const ScoreCard *card);
gboolean filing_put_ranks (FormCommand *self, Filing *own);
