/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/form-command.h"

#include "appraisal/document.h"
#include "appraisal/recorded-step.h"
#include "appraisal/rows.h"
#include "core/json.h"
#include "core/moment.h"
#include "core/plant.h"
#include "sync/inbox-item.h"

#include <string.h>

void
command_set_text (char **member, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*member);
  *member = copy;
}

/* Day of the company. */
void
command_day (gint64 moment, char out[DAY_TEXT_SIZE])
{
  day_format (moment_day (moment, MOMENT_OFFSET_S), out);
}

/* When it was done: as the device said, never later than now (R52). */
static gint64
command_moment (const CommandContext *context)
{
  return context->moment > 0 ? MIN (context->moment, context->now) : context->now;
}

/* The opening of the month, or the figures where the step rests on them, and the step before: nothing is signed
   before it. A device that made the last step too says itself when; of others' steps it learned from the server. */
gint64
form_command_since (const FormCommand *self, Id actor)
{
  const GPtrArray *steps = self->dossier->steps;
  const Step      *last = steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;
  gint64           since = self->dossier->month != NULL ? self->dossier->month->opened_at : 0;

  if (last == NULL)
    return since;
  return MAX (since, id_equal (last->actor, actor) ? MIN (last->signed_at, last->received_at) : last->received_at);
}

/**
 * form_command_moment:
 * @since: µs: it cannot have been made before
 *
 * When a step without signature was made: as the device said, or when it arrived, if that cannot be (R52).
 */
gint64
form_command_moment (const FormCommand *self, gint64 since)
{
  gint64 moment = command_moment (self->context);

  return moment < since ? self->context->now : moment;
}

static CommandResult
refuse_moment (FormCommand *self, gint64 moment, gint64 limit, const char *msgid)
{
  char signed_at[MOMENT_LOCAL_SIZE], other[MOMENT_LOCAL_SIZE];

  moment_format_local (moment, MOMENT_OFFSET_S, signed_at);
  moment_format_local (limit, MOMENT_OFFSET_S, other);
  *self->code = CODE_WRONG_STATE;
  problem_add (self->problems, "moment", self->edge->clause, msgid, signed_at, other, NULL);
  return COMMAND_REFUSED;
}

/**
 * form_command_check_moment:
 * @moment: µs, as signed
 * @since: µs: it cannot have been signed before
 *
 * By a clock known to be wrong it stands as it was signed: what arrived on time is on time, and both moments are shown
 * (R52). By a clock that was right at the syncs before and after, a moment that cannot be true was not the clock's: the
 * signature is refused, what was typed stays, and the way out is to sign again.
 */
CommandResult
form_command_check_moment (FormCommand *self, gint64 moment, gint64 since)
{
  if (self->context->clock_bad)
    return COMMAND_OK;
  if (moment > self->context->now + STEP_CLOCK_SLACK)
    return refuse_moment (self, moment, self->context->now,
                          N_ ("This is signed with %1, but it is %2: set the clock, look at the form and sign again"));
  if (moment < since - 2 * STEP_CLOCK_SLACK) /* of two devices, each within it */
    return refuse_moment (self, moment, since,
                          N_ ("This is signed with %1, but what it rests on was there only at %2: set the clock, look "
                              "at the form and sign again"));
  return COMMAND_OK;
}

/**
 * form_command_refuse:
 * @arg: (nullable): value for %1
 *
 * Returns: %COMMAND_REFUSED, with one problem
 */
CommandResult
form_command_refuse (
    FormCommand *self, const char *code, const char *field, const char *clause, const char *msgid, const char *arg)
{
  *self->code = code;
  problem_add (self->problems, field, clause, msgid, arg, NULL);
  return COMMAND_REFUSED;
}

/* %COMMAND_REFUSED if a guard found something, else %COMMAND_OK. */
CommandResult
form_command_incomplete (FormCommand *self)
{
  if (self->problems->len == 0)
    return COMMAND_OK;
  *self->code = CODE_INCOMPLETE;
  return COMMAND_REFUSED;
}

static const char *
state_title (FormState state)
{
  return enum_by_value (form_states, (int) state)->title;
}

/* R29: a sheet that comes after the scoring is refused with the way out. */
static CommandResult
refuse_state (FormCommand *self, const char *event)
{
  if (g_str_equal (event, EVENT_SUBMIT_SELF) && self->form->state != FORM_STATE_FILED &&
      self->form->state != FORM_STATE_EXCLUDED)
    return form_command_refuse (
        self, CODE_WRONG_STATE, "state", "5.5.1①",
        N_ ("The form is already “%1”: ask your supervisor's manager to return it, then your words can still go in"),
            state_title (self->form->state));
  return form_command_refuse (self, CODE_WRONG_STATE, "state", "5.5.1",
                              N_ ("This cannot be done while the form is “%1”"), state_title (self->form->state));
}

/**
 * form_command_begin:
 * @event: workflow event
 * @authority_moment: µs: the actor's posts are judged on that day: now, or for the interview when it was signed (R23)
 *
 * Loads the form named by the command. A form that is not there and one the actor has no part in give the same answer
 * (R2). The state is checked by form_command_check_step (), since a repeated step finds the form further on.
 */
CommandResult
form_command_begin (FormCommand *self, const char *event, gint64 authority_moment)
{
  GError *failure = NULL;

  *self->code = CODE_MALFORMED;
  command_day (self->context->now, self->today);
  self->dossier = dossier_load (self->context->loader, self->context->id, 0, &failure);
  if (failure != NULL)
    {
      g_propagate_error (self->error, failure);
      return COMMAND_FAILED;
    }
  if (self->dossier != NULL)
    {
      char day[DAY_TEXT_SIZE];

      self->form = schema_copy (&appraisal_schema, self->dossier->form);
      self->judges = dossier_judges (self->dossier);
      command_day (authority_moment, day);
      self->who =
          workflow_who (self->form, self->judges, self->context->loader->directory, self->context->actor, day);
      for (const WorkflowEdge *edge = workflow; edge->event != NULL; edge++)
        if (g_str_equal (edge->event, event) && (edge->who & self->who) != 0 &&
            (self->edge == NULL || edge->from == self->form->state))
          self->edge = edge;
    }
  if (self->edge == NULL && self->dossier != NULL &&
      (g_str_equal (event, EVENT_REVIEW) || g_str_equal (event, EVENT_RETURN) || g_str_equal (event, EVENT_RESTATE)) &&
      workflow_is_barred (self->form, self->judges, self->context->loader->directory, self->context->actor,
                          self->today))
    return form_command_refuse (self, CODE_NOT_ALLOWED, "", "5.5.1④",
                                N_ ("You scored this form or held its interview, so somebody else reviews it: the "
                                    "general manager, or a deputy of yours whom human resources enters"),
                                    NULL);
  if (self->edge == NULL)
    return form_command_refuse (self, CODE_NOT_ALLOWED, "", NULL,
                                N_ ("There is no such form, or it is not yours to change"), NULL);
  if (self->dossier->scheme == NULL)
    return form_command_refuse (self, CODE_WRONG_STATE, "scheme", "5.2.1", N_ ("The form has no scheme"), NULL);
  return COMMAND_OK;
}

/**
 * form_command_check_step:
 * @revision: the revision the actor saw
 * @digest: (nullable): digest of his step; %NULL = not signed
 * @done: (out): whether the very same step is there already
 *
 * Idempotent only if the digest is the same; other content is refused and stays with its author (R22).
 */
CommandResult
form_command_check_step (FormCommand *self, gint64 revision, const char *digest, gboolean *done)
{
  const Step *step = dossier_step (self->dossier, revision, self->edge->event);

  *done = FALSE;
  if (step != NULL && id_equal (step->actor, self->context->actor) && digest != NULL &&
      g_str_equal (step->digest, digest))
    {
      *done = TRUE;
      return COMMAND_OK;
    }
  if (step != NULL && !PLANT (step_made_twice))
    return form_command_refuse (self, CODE_ALREADY_DONE, "", self->edge->clause,
                                N_ ("This step was already made, with other content; yours is kept here"), NULL);
  if (self->edge->from != self->form->state && !PLANT (step_made_twice))
    return refuse_state (self, self->edge->event);
  if (revision != self->form->revision)
    return form_command_refuse (self, CODE_STALE_VIEW, "revision", self->edge->clause,
                                N_ ("The form has been returned or withdrawn since: look at the new revision"), NULL);
  return COMMAND_OK;
}

/**
 * form_command_check_signature:
 * @previous: digest the step has to name
 * @key_moment: when the key must have been good: now, but for an interview, whose authority is that of its moment (R23)
 * @confirmed: (out): whether others vouched for the key (R16)
 */
CommandResult
form_command_check_signature (FormCommand    *self,
                              const StepSeal *seal,
                              const char     *document,
                              const char     *previous,
                              gint64          key_moment,
                              gboolean       *confirmed)
{
  KeyStanding standing = KEY_UNKNOWN;

  *confirmed = FALSE;
  if (!g_str_equal (seal->previous, previous) && !PLANT (stale_approval))
    return form_command_refuse (
        self, CODE_STALE_VIEW, "previous", self->edge->clause,
        N_ ("Another step was made since this one was signed: look at the form and sign again"), NULL);
  if (*seal->public_key == '\0' || !step_seal_verify (seal, document))
    return form_command_refuse (self, CODE_BAD_SIGNATURE, "signature", self->edge->clause,
                                N_ ("The signature does not fit what was signed: sign again"), NULL);
  if (!self->context->key_of (self->context->data, seal->actor, seal->public_key, key_moment, &standing, self->error))
    return COMMAND_FAILED;
  if (standing == KEY_UNKNOWN)
    return form_command_refuse (
        self, CODE_BAD_SIGNATURE, "key", self->edge->clause,
        N_ ("The signature was made with a key that is not known for this person: sign again"), NULL);
  if (standing == KEY_ENDED)
    return form_command_refuse (
        self, CODE_BAD_SIGNATURE, "key", self->edge->clause,
        N_ ("The signature was made with a password that has been replaced since: sign again with the present one"),
            NULL);
  *confirmed = standing == KEY_CONFIRMED;
  return COMMAND_OK;
}

/**
 * form_command_check_document:
 * @claimed: what was signed
 * @document: what the rows say now
 */
CommandResult
form_command_check_document (FormCommand *self, const char *claimed, const char *document)
{
  g_autofree char *difference = document_difference (document, claimed);

  if (*difference == '\0')
    return COMMAND_OK;
  return form_command_refuse (self, CODE_STALE_VIEW, difference, self->edge->clause,
                              N_ ("The form has changed since it was signed (%1): look at it and sign again"),
                                  difference);
}

/* What has arrived is not late, though a clock that runs ahead says so (R52). */
gboolean
form_command_is_late (FormCommand *self, const char *event, gint64 moment)
{
  const char *due = dossier_due (self->dossier->month, event);
  char        day[DAY_TEXT_SIZE];

  command_day (self->context->clock_bad ? self->context->now : MIN (moment, self->context->now), day);
  return *due != '\0' && strcmp (day, due) > 0;
}

/**
 * form_command_add_step:
 *
 * Adds the step to the effects and marks the form if it was late (M26).
 *
 * Returns: (transfer none): the row
 */
Step *
form_command_add_step (FormCommand *self, const StepSeal *seal, gboolean confirmed)
{
  Step *step = schema_new (&step_schema);

  step->appraisal = self->form->row.id;
  step->revision = self->dossier->revision;
  step->person = self->form->person;
  step->actor = seal->actor;
  step->signed_at = seal->moment;
  step->received_at = self->context->now;
  step->key_confirmed = confirmed;
  step->late = form_command_is_late (self, seal->event, seal->moment);
  command_set_text (&step->event, seal->event);
  command_set_text (&step->digest, seal->digest);
  command_set_text (&step->previous, seal->previous);
  command_set_text (&step->public_key, seal->public_key);
  command_set_text (&step->signature, seal->signature);
  command_set_text (&step->due_on, dossier_due (self->dossier->month, seal->event));
  self->form->late = self->form->late || step->late;
  effects_put (self->effects, &step_schema, step);
  return step;
}

/**
 * form_command_add_unsigned:
 * @document: what the digest covers
 *
 * Returns: (transfer none): the row
 */
Step *
form_command_add_unsigned (FormCommand *self, const char *event, Id actor, const char *document)
{
  g_autoptr (StepSeal) seal = step_seal_new (document, dossier_last_digest (self->dossier), event, actor, NULL,
                                             form_command_moment (self, form_command_since (self, actor)));

  return form_command_add_step (self, seal, FALSE);
}

/* Keeps the signed bytes where the sheet they contain stands. */
void
form_command_add_document (FormCommand *self, const Step *step, const char *document, SheetState state)
{
  StepDocument *row = schema_new (&step_document_schema);

  row->step = step->row.id;
  row->appraisal = self->form->row.id;
  row->person = self->form->person;
  row->state = state;
  row->sup = g_str_equal (step->event, EVENT_SUBMIT_EVALUATION);
  command_set_text (&row->document, document);
  effects_put (self->effects, &step_document_schema, row);
}

/**
 * form_command_unsigned_document:
 * @reason: "" = none
 *
 * Returns: (transfer full): what the digest of a step without signature covers
 */
char *
form_command_unsigned_document (FormCommand *self, const char *event, const char *reason)
{
  return recorded_document (self->form->row.id, self->dossier->revision, event, reason);
}

/* Copy of a sheet's row in another state, which is also another place (R1). */
void
form_command_put_state (FormCommand *self, const Schema *schema, gconstpointer row, SheetState state)
{
  gpointer copy;

  if (row == NULL)
    return;
  copy = schema_copy (schema, row);
  *FIELD_PTR (copy, schema_field (schema, "state"), SheetState) = state;
  effects_put (self->effects, schema, copy);
}

void
form_command_put_states (FormCommand *self, const Schema *schema, GPtrArray *rows, SheetState state)
{
  for (guint i = 0; i < rows->len; i++)
    form_command_put_state (self, schema, g_ptr_array_index (rows, i), state);
}

/* Moves the documents of the current revision; FALSE with the error set. */
gboolean
form_command_reveal_documents (FormCommand *self, SheetState state)
{
  GPtrArray *documents =
      self->context->loader->children (self->context->loader, &step_document_schema, self->form->row.id, self->error);

  if (documents == NULL)
    return FALSE;
  for (guint i = 0; i < documents->len; i++)
    {
      const StepDocument *document = g_ptr_array_index (documents, i);

      for (guint j = 0; j < self->dossier->steps->len; j++)
        {
          const Step *step = g_ptr_array_index (self->dossier->steps, j);

          if (step->revision == self->dossier->revision && id_equal (step->row.id, document->step))
            form_command_put_state (self, &step_document_schema, document, state);
        }
    }
  rows_free (&step_document_schema, documents);
  return TRUE;
}

/**
 * form_command_notice:
 * @args: (nullable) (array zero-terminated=1): values for %1 %2 %3
 *
 * Puts a notice into a person's inbox (R46).
 */
void
form_command_notice (FormCommand *self, Id person, const char *msgid, const char *clause, const char *const *args)
{
  InboxItem       *item = schema_new (&inbox_item_schema);
  const char      *mid = self->context->mid != NULL ? self->context->mid : "";
  g_autofree char *hex = id_dup_hex (person);
  g_autofree char *form = id_dup_hex (self->form->row.id);
  GString         *words = g_string_new ("[");

  for (guint i = 0; args != NULL && args[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (words, ',');
      json_append_string (words, args[i]);
    }
  g_string_append_c (words, ']');
  item->row.id = id_derive ("inbox_item", (const char *const[]){ mid, hex, msgid, form, NULL });
  item->person = person;
  item->kind = INBOX_KIND_NOTICE;
  item->subject = self->form->row.id;
  item->other = self->context->actor;
  item->other_at = (OptInt){ self->context->now, TRUE };
  item->happened_at = self->context->now;
  command_set_text (&item->mid, mid);
  command_set_text (&item->tbl, appraisal_schema.table);
  command_set_text (&item->message, msgid);
  command_set_text (&item->clause, clause);
  g_free (item->args);
  item->args = g_string_free (words, FALSE);
  effects_put (self->effects, &inbox_item_schema, item);
}

/* Puts the changed form. */
CommandResult
form_command_finish (FormCommand *self)
{
  effects_put (self->effects, &appraisal_schema, g_steal_pointer (&self->form));
  return COMMAND_OK;
}

void
form_command_clear (FormCommand *self)
{
  g_clear_pointer (&self->dossier, dossier_free);
  if (self->form != NULL)
    schema_free (&appraisal_schema, g_steal_pointer (&self->form));
}
