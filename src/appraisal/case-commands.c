/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/case-commands.h"

#include "appraisal/appraisal-args.h"
#include "appraisal/appraisal-commands.h"
#include "appraisal/document.h"
#include "appraisal/form-check.h"
#include "core/digest.h"

/* (transfer full): a seal made with a key that stays in the signer. */
static StepSeal *
seal (const char *document, const char *previous, const char *event, const SessionSigner *signer, gint64 moment)
{
  StepSeal *self = g_new0 (StepSeal, 1);
  Digest    digest;

  self->event = g_strdup (event);
  self->actor = session_signer_person (signer);
  self->previous = g_strdup (previous);
  self->moment = moment;
  self->public_key = g_strdup (session_signer_public_key (signer));
  digest = step_digest (document, previous, event, self->actor, self->public_key, moment);
  self->digest = digest_dup_hex (digest);
  self->signature = session_signer_sign (signer, digest.b, sizeof digest.b);
  return self;
}

static Mutation *
command (const AppraisalCase *self, const char *event, const char *args)
{
  g_autofree char *name = g_strconcat ("appraisal.", event, NULL);

  return mutation_command (name, &appraisal_schema, self->dossier->form->row.id, NULL, args);
}

char *
case_document (const AppraisalCase *self, Directory *directory, const char *event, gint64 moment)
{
  const DocumentInput input = {
    .event = event,
    .moment = moment,
    .provisional = self->provisional ? self->figures : NULL,
  };

  return appraisal_document (self->dossier, directory, &input);
}

/* What the next step names as the one before it. */
static char *
previous_digest (const AppraisalCase *self, const char *event, gint64 moment)
{
  if (g_str_equal (event, EVENT_SUBMIT_EVALUATION))
    return evaluation_previous_digest (self->dossier, moment);
  return g_strdup (dossier_last_digest (self->dossier));
}

Mutation *
case_sign (const AppraisalCase *self,
           Directory           *directory,
           const char          *event,
           const SessionSigner *signer,
           gint64               moment,
           const char          *reason)
{
  g_autofree char *document = case_document (self, directory, event, moment);
  g_autofree char *previous = previous_digest (self, event, moment);
  g_autoptr (StepSeal) step = seal (document, previous, event, signer, moment);
  g_autofree char *args =
      args_for_signed_with_reason (self->dossier->revision, document, step, reason != NULL ? reason : "");

  return command (self, event, args);
}

Mutation *
case_step (const AppraisalCase *self, const char *event, const char *reason, gint64 moment)
{
  g_autofree char *args = args_for_reason (self->dossier->revision, reason, moment);

  return command (self, event, args);
}

/* The figures of this form, frozen by the server (R17); needs a connection. */
Mutation *
case_freeze (const AppraisalCase *self)
{
  return mutation_command ("appraisal.freeze", &appraisal_schema, self->dossier->form->row.id, NULL, NULL);
}

/* The previous supervisor is asked once more (R6). */
Mutation *
case_ask_opinion (const AppraisalCase *self)
{
  return mutation_command ("appraisal.ask_opinion", &appraisal_schema, self->dossier->form->row.id, NULL, NULL);
}

/* What he writes; he need not hold the form. */
Mutation *
case_give_opinion (Id form, gint64 revision, const char *text)
{
  g_autofree char *args = args_for_opinion (revision, text);

  return mutation_command ("appraisal.give_opinion", &appraisal_schema, form, NULL, args);
}

/* The employee has read what stands in the rows here (R14); if it is the result, the appeal window starts (R21). */
Mutation *
case_receive_notice (const AppraisalCase *self)
{
  NoticeKind       kind = notice_open (self->dossier);
  g_autofree char *digest = notice_digest (self->dossier, kind);
  g_autofree char *args = args_for_receipt (kind, notice_revision (self->dossier, kind));
  g_autofree char *name = g_strconcat ("appraisal.", EVENT_RECEIVE_NOTICE, NULL);

  return mutation_command (name, &appraisal_schema, self->dossier->form->row.id, digest, args);
}

CaseTalk *
case_talk_new (const AppraisalCase *self, const char *today)
{
  CaseTalk *talk = g_new0 (CaseTalk, 1);

  talk->interview = schema_new (&interview_schema);
  talk->interview->appraisal = self->dossier->form->row.id;
  talk->interview->revision = self->dossier->revision;
  talk->interview->person = self->dossier->form->person;
  g_free (talk->interview->month);
  talk->interview->month = g_strdup (self->dossier->form->month);
  g_free (talk->interview->held_on);
  talk->interview->held_on = g_strdup (today);
  talk->interview->row.id = schema_natural_id (&interview_schema, talk->interview);
  talk->plan = g_ptr_array_new ();
  talk->stance = g_strdup ("");
  talk->stance_text = g_strdup ("");
  return talk;
}

void
case_talk_free (CaseTalk *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->plan->len; i++)
    schema_free (&plan_item_schema, g_ptr_array_index (self->plan, i));
  g_ptr_array_unref (self->plan);
  schema_free (&interview_schema, self->interview);
  g_free (self->stance);
  g_free (self->stance_text);
  g_free (self);
}

void
case_talk_check (const AppraisalCase *self, const CaseTalk *talk, Directory *directory, ProblemList *problems)
{
  interview_problems (self->dossier, talk->interview, talk->plan, talk->stance, talk->stance_text, problems);
  schema_check (&interview_schema, talk->interview, problems);
  if (talk->interview->outcome == INTERVIEW_OUTCOME_REFUSED && !id_is_none (talk->interview->witness))
    witness_problems (self->dossier, directory, talk->interview->witness, talk->interview->held_on, problems);
}

char *
case_talk_document (const AppraisalCase *self, Directory *directory, const CaseTalk *talk, gint64 moment)
{
  const DocumentInput input = {
    .event = EVENT_INTERVIEW,
    .moment = moment,
    .interview = talk->interview,
    .plan = talk->plan,
    .stance = talk->stance,
    .stance_text = talk->stance_text,
  };

  return appraisal_document (self->dossier, directory, &input);
}

Mutation *
case_talk_sign (const AppraisalCase *self,
                const CaseTalk      *talk,
                const char          *document,
                const SessionSigner *scorer,
                const SessionSigner *second,
                gint64               moment)
{
  const char *event = talk->interview->outcome == INTERVIEW_OUTCOME_REFUSED
                          ? EVENT_INTERVIEW_WITNESS
                          : EVENT_INTERVIEW_SUBJECT;
  g_autoptr (GPtrArray) seals = g_ptr_array_new_with_free_func ((GDestroyNotify) step_seal_free);
  g_autofree char *args = NULL;
  StepSeal        *first = seal (document, dossier_last_digest (self->dossier), EVENT_INTERVIEW, scorer, moment);

  g_ptr_array_add (seals, first);
  if (second != NULL)
    g_ptr_array_add (seals, seal (document, first->digest, event, second, moment));
  args = args_for_interview (self->dossier->revision, document, talk->interview, talk->plan, seals, talk->stance,
                             talk->stance_text);
  return command (self, EVENT_INTERVIEW, args);
}
