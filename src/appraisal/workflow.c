/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/workflow.h"

#include "core/plant.h"

/* clang-format off */
const WorkflowEdge workflow[] = {
  /* from                   event                    title                          to                    who                          offline raises signs  clause */
  { FORM_STATE_SELF_DUE,    EVENT_SUBMIT_SELF,       N_("Submit Self-Assessment"),  FORM_STATE_SELF_DONE, WHO_SUBJECT,                 TRUE,   FALSE, TRUE,  "5.5.1①" },
  { FORM_STATE_SELF_DONE,   EVENT_WITHDRAW_SELF,     N_("Withdraw"),                FORM_STATE_SELF_DUE,  WHO_SUBJECT,                 TRUE,   TRUE,  FALSE, "5.5.1①" },
  { FORM_STATE_SELF_DUE,    EVENT_CLOSE_SELF,        N_("Close Self-Assessment"),   FORM_STATE_SELF_DONE, WHO_SYSTEM,                  FALSE,  FALSE, FALSE, "5.5.1①" },
  { FORM_STATE_SELF_DONE,   EVENT_SUBMIT_EVALUATION, N_("Submit Evaluation"),       FORM_STATE_SCORED,    WHO_SCORER,                  TRUE,   FALSE, TRUE,  "5.5.1②" },
  { FORM_STATE_SELF_DUE,    EVENT_SUBMIT_EVALUATION, N_("Submit Evaluation"),       FORM_STATE_SCORED,    WHO_SCORER,                  TRUE,   FALSE, TRUE,  "5.5.1②" },
  { FORM_STATE_SCORED,      EVENT_INTERVIEW,         N_("Hold Interview"),          FORM_STATE_TALKED,    WHO_SCORER,                  TRUE,   FALSE, TRUE,  "5.5.1③" },
  { FORM_STATE_TALKED,      EVENT_RETURN,            N_("Return"),                  FORM_STATE_SELF_DONE, WHO_REVIEWER,                TRUE,   TRUE,  FALSE, "5.5.1④" },
  { FORM_STATE_TALKED,      EVENT_REVIEW,            N_("Review"),                  FORM_STATE_REVIEWED,  WHO_REVIEWER,                TRUE,   FALSE, TRUE,  "5.5.1④" },
  { FORM_STATE_REVIEWED,    EVENT_FILE,              N_("File"),                    FORM_STATE_FILED,     WHO_HR,                      TRUE,   FALSE, FALSE, "5.5.1④" },
  { FORM_STATE_REVIEWED,    EVENT_RETURN,            N_("Return"),                  FORM_STATE_SELF_DONE, WHO_HR,                      TRUE,   TRUE,  FALSE, "5.5.1④" },
  { FORM_STATE_FILED,       EVENT_PROPOSE,           N_("Propose Restatement"),     FORM_STATE_FILED,     WHO_SCORER,                  FALSE,  FALSE, FALSE, "5.2.1" },
  { FORM_STATE_FILED,       EVENT_RESTATE,           N_("Restate"),                 FORM_STATE_FILED,     WHO_REVIEWER,                FALSE,  TRUE,  TRUE,  "5.2.1" },
  { FORM_STATE_FILED,       EVENT_DECLINE,           N_("Decline Restatement"),     FORM_STATE_FILED,     WHO_REVIEWER,                FALSE,  FALSE, FALSE, "5.2.1" },
  { FORM_STATE_SELF_DUE,    EVENT_EXCLUDE,           N_("Do Not Assess"),           FORM_STATE_EXCLUDED,  WHO_MANAGER | WHO_SYSTEM,    FALSE,  FALSE, FALSE, "5.3" },
  { FORM_STATE_SELF_DONE,   EVENT_EXCLUDE,           N_("Do Not Assess"),           FORM_STATE_EXCLUDED,  WHO_MANAGER | WHO_SYSTEM,    FALSE,  FALSE, FALSE, "5.3" },
  { FORM_STATE_SCORED,      EVENT_EXCLUDE,           N_("Do Not Assess"),           FORM_STATE_EXCLUDED,  WHO_MANAGER,                 FALSE,  FALSE, FALSE, "5.3" },
  { FORM_STATE_TALKED,      EVENT_EXCLUDE,           N_("Do Not Assess"),           FORM_STATE_EXCLUDED,  WHO_MANAGER,                 FALSE,  FALSE, FALSE, "5.3" },
  { FORM_STATE_REVIEWED,    EVENT_EXCLUDE,           N_("Do Not Assess"),           FORM_STATE_EXCLUDED,  WHO_MANAGER,                 FALSE,  FALSE, FALSE, "5.3" },
  { 0 } };
/* clang-format on */

/* clang-format off */
static const struct { const char *event; const char *title; } steps[] = {
  { EVENT_SUBMIT_SELF, N_("Self-assessment submitted") },
  { EVENT_WITHDRAW_SELF, N_("Self-assessment withdrawn") },
  { EVENT_CLOSE_SELF, N_("No self-assessment came") },
  { EVENT_SUBMIT_EVALUATION, N_("Evaluation submitted") },
  { EVENT_INTERVIEW, N_("Interview held") },
  { EVENT_INTERVIEW_SUBJECT, N_("Interview signed by the employee") },
  { EVENT_INTERVIEW_WITNESS, N_("Refusal witnessed") },
  { EVENT_RETURN, N_("Form returned") },
  { EVENT_REVIEW, N_("Form reviewed") },
  { EVENT_FILE, N_("Form filed") },
  { EVENT_PROPOSE, N_("Restatement proposed") },
  { EVENT_RESTATE, N_("Result restated") },
  { EVENT_DECLINE, N_("Restatement declined") },
  { EVENT_EXCLUDE, N_("Taken out of the month") },
  { EVENT_RECEIVE_NOTICE, N_("Notice received") },
  { EVENT_RECEIVE_RESULT, N_("Result received") },
  { NULL } };
/* clang-format on */

const char *
step_title (const char *event)
{
  for (guint i = 0; steps[i].event != NULL; i++)
    if (g_str_equal (steps[i].event, event))
      return steps[i].title;
  return event;
}

/**
 * workflow_find:
 *
 * Returns: (nullable): the edge that leaves @from by @event
 */
const WorkflowEdge *
workflow_find (FormState from, const char *event)
{
  for (const WorkflowEdge *edge = workflow; edge->event != NULL; edge++)
    if (edge->from == from && g_str_equal (edge->event, event))
      return edge;
  return NULL;
}

/**
 * workflow_next:
 * @after: (nullable): the edge returned last; %NULL = begin
 * @from: state of the form
 * @who: #Who bits of the reader
 *
 * Walks over what a person can do with a form now.
 *
 * Returns: (nullable): the next edge, or %NULL at the end
 */
const WorkflowEdge *
workflow_next (const WorkflowEdge *after, FormState from, guint who)
{
  for (const WorkflowEdge *edge = after != NULL ? after + 1 : workflow; edge->event != NULL; edge++)
    if (edge->from == from && (edge->who & who) != 0)
      return edge;
  return NULL;
}

/* The supervisor of the form's team today, for a supervisor's form the manager: a deputy may stand in (R12). */
static gboolean
scores_now (const Appraisal *form, Directory *directory, Id actor, const char *today)
{
  if (id_equal (actor, form->scorer))
    return TRUE;
  if (form->post == POST_SUPERVISOR)
    return id_equal (actor, directory_manager (directory, form->department, today));
  return id_equal (actor, directory_supervisor (directory, form->team, today));
}

static gboolean
has_judged (Judges judges, Id actor)
{
  return !id_is_none (actor) && (id_equal (actor, judges.scored) || id_equal (actor, judges.talked));
}

/* An agent's form whose manager stood in for the supervisor, or whose department has no manager, goes one up (R12). */
static gboolean
goes_to_general (const Appraisal *form, Judges judges, Directory *directory, const char *today)
{
  Id manager = directory_manager (directory, form->department, today);

  return form->post == POST_SUPERVISOR || id_is_none (manager) || has_judged (judges, manager) ||
         id_equal (manager, directory_supervisor (directory, form->team, today));
}

static gboolean
reviews_now (const Appraisal *form, Judges judges, Directory *directory, Id actor, const char *today)
{
  if (id_equal (actor, form->reviewer))
    return TRUE;
  if (goes_to_general (form, judges, directory, today) &&
      id_equal (actor, directory_general_manager (directory, today)))
    return TRUE;
  return form->post != POST_SUPERVISOR && id_equal (actor, directory_manager (directory, form->department, today));
}

/**
 * workflow_who:
 * @judges: of this revision
 * @actor: %ID_NONE = the server itself
 * @today: YYYY-MM-DD: authority is judged on that day (R23)
 *
 * Returns: #Who bits. Nobody scores, reviews or files his own form, nor reviews what he scored or talked over:
 *   the general manager does where the manager stood in, or a deputy who is appointed for it (R12, R21).
 */
guint
workflow_who (const Appraisal *form, Judges judges, Directory *directory, Id actor, const char *today)
{
  guint who = 0;

  if (id_is_none (actor))
    return WHO_SYSTEM;
  if (id_equal (actor, form->person))
    return WHO_SUBJECT;
  if (directory_assignment_on (directory, actor, today) == NULL)
    return 0;
  if (scores_now (form, directory, actor, today))
    who |= PLANT (own_judge) ? WHO_SCORER | WHO_REVIEWER : WHO_SCORER;
  if (reviews_now (form, judges, directory, actor, today) && !has_judged (judges, actor) &&
      !(id_is_none (judges.scored) && (who & WHO_SCORER)))
    who |= WHO_REVIEWER;
  if (directory_has_post (directory, actor, POST_HR, today))
    who |= WHO_HR;
  if (id_equal (actor, directory_manager (directory, form->department, today)))
    who |= WHO_MANAGER;
  if (id_equal (actor, form->previous_scorer))
    who |= WHO_PREVIOUS_SCORER;
  return who;
}

/**
 * workflow_is_barred:
 *
 * Returns: whether @actor reviews such forms today, but scored this one or held its interview
 */
gboolean
workflow_is_barred (const Appraisal *form, Judges judges, Directory *directory, Id actor, const char *today)
{
  return has_judged (judges, actor) && !id_equal (actor, form->person) &&
         directory_assignment_on (directory, actor, today) != NULL &&
         reviews_now (form, judges, directory, actor, today);
}
