/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The word of who led the employee until he moved within the month (R6). It is a command because he no longer stands in
 * the employee's line and does not hold the form: a notice in his own inbox asks him, keeps his words for him to read
 * and to change, and is closed when nothing can be changed any more.
 */
#include "appraisal/appraisal-commands.h"

#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/opinion.h"
#include "core/json.h"
#include "sync/inbox-item.h"

/**
 * opinion_request_id:
 * @form: the moved employee's form
 * @person: who is asked
 *
 * Returns: id of the inbox item that asks him
 */
Id
opinion_request_id (Id form, Id person)
{
  g_autofree char *form_hex = id_dup_hex (form);
  g_autofree char *person_hex = id_dup_hex (person);

  return id_derive ("inbox_item", (const char *const[]){ previous_opinion_schema.table, form_hex, person_hex, NULL });
}

static InboxItem *
new_request (const CommandContext *context, const Appraisal *form)
{
  const Person *person = directory_person (context->loader->directory, form->person);
  InboxItem    *item = schema_new (&inbox_item_schema);
  GString      *words = g_string_new ("[");

  json_append_string (words, person != NULL ? person->name : "");
  g_string_append_c (words, ',');
  json_append_string (words, form->month);
  g_string_append_c (words, ']');
  item->row.id = opinion_request_id (form->row.id, form->previous_scorer);
  item->person = form->previous_scorer;
  item->kind = INBOX_KIND_NOTICE;
  item->subject = form->row.id;
  item->other = form->scorer;
  item->other_at = (OptInt){ context->now, TRUE };
  item->happened_at = context->now;
  command_set_text (&item->mid, context->mid != NULL ? context->mid : "");
  command_set_text (&item->tbl, previous_opinion_schema.table);
  command_set_text (&item->message, N_ ("%1 moved from your team in %2: write your opinion for the evaluation"));
  command_set_text (&item->clause, "5.2.2");
  g_free (item->args);
  item->args = g_string_free (words, FALSE);
  return item;
}

/**
 * opinion_ask:
 * @form: a form that is being made
 *
 * Asks the previous supervisor, if there is one.
 */
void
opinion_ask (const CommandContext *context, Effects *effects, const Appraisal *form)
{
  if (!id_is_none (form->previous_scorer))
    effects_put (effects, &inbox_item_schema, new_request (context, form));
}

static InboxItem *
load_request (const CommandContext *context, const Appraisal *form, GError **error)
{
  if (id_is_none (form->previous_scorer))
    return NULL;
  return context->loader->row (context->loader, &inbox_item_schema,
                               opinion_request_id (form->row.id, form->previous_scorer), error);
}

/**
 * opinion_close_request:
 *
 * The evaluation is submitted, or the form is out of the month: nothing is asked any more.
 *
 * Returns: %FALSE with @error set
 */
gboolean
opinion_close_request (const CommandContext *context, Effects *effects, const Appraisal *form, GError **error)
{
  GError    *failure = NULL;
  InboxItem *item = load_request (context, form, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (item == NULL)
    return TRUE;
  item->state = INBOX_STATE_CLOSED;
  command_set_text (&item->choice, OPINION_SETTLED);
  effects_put (effects, &inbox_item_schema, item);
  return TRUE;
}

static CommandResult
refuse (ProblemList *problems, const char **code, const char *value, const char *field, const char *msgid)
{
  *code = value;
  problem_add (problems, field, "5.2.2", msgid, NULL);
  return COMMAND_REFUSED;
}

/* The form named by the command, as long as its evaluation is still to come. */
static CommandResult
load_open_form (
    const CommandContext *context, guint need, Dossier **out, ProblemList *problems, const char **code, GError **error)
{
  GError *failure = NULL;
  char    today[DAY_TEXT_SIZE];
  guint   who = 0;

  *code = CODE_MALFORMED;
  *out = dossier_load (context->loader, context->id, 0, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  command_day (context->now, today);
  if (*out != NULL && !id_is_none (context->actor))
    who = workflow_who ((*out)->form, JUDGES_NONE, context->loader->directory, context->actor, today);
  if (*out != NULL && id_equal ((*out)->form->previous_scorer, context->actor))
    who |= WHO_PREVIOUS_SCORER;
  if ((who & need) == 0 || id_is_none ((*out)->form->previous_scorer))
    {
      *code = CODE_NOT_ALLOWED;
      problem_add (problems, "", NULL, N_ ("There is no such form, or it is not yours to change"), NULL);
      return COMMAND_REFUSED;
    }
  if ((*out)->form->state != FORM_STATE_SELF_DUE && (*out)->form->state != FORM_STATE_SELF_DONE)
    return refuse (problems, code, CODE_WRONG_STATE, "state", N_ ("The evaluation is submitted already"));
  return COMMAND_OK;
}

/* His own words come back to him with the item that asked for them. */
static gboolean
answer (const CommandContext *context, Effects *effects, const Appraisal *form, const char *text, GError **error)
{
  GError    *failure = NULL;
  InboxItem *item = load_request (context, form, &failure);
  GString   *mine = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (item == NULL)
    item = new_request (context, form);
  item->state = INBOX_STATE_CLOSED;
  command_set_text (&item->choice, OPINION_GIVEN);
  if (id_equal (context->actor, item->person))
    {
      mine = g_string_new (NULL);
      json_append_string (mine, text);
      g_free (item->mine);
      item->mine = g_string_free (mine, FALSE);
    }
  effects_put (effects, &inbox_item_schema, item);
  return TRUE;
}

/**
 * command_give_opinion:
 *
 * The scorer cannot submit without this word. Where who led the employee cannot give it, because he has left or is
 * away, the department manager writes in his stead; the document names who wrote.
 */
COMMAND (command_give_opinion)
{
  g_autoptr (Dossier) dossier = NULL;
  const char      *text = args_text (context->args, "text");
  PreviousOpinion *opinion;
  gint64           revision;
  CommandResult    result =
      load_open_form (context, WHO_PREVIOUS_SCORER | WHO_MANAGER, &dossier, problems, code, error);

  if (result != COMMAND_OK)
    return result;
  *code = CODE_MALFORMED;
  if (!args_read_revision (context->args, &revision, problems))
    return COMMAND_REFUSED;
  opinion = schema_new (&previous_opinion_schema);
  opinion->appraisal = context->id;
  opinion->revision = dossier->form->revision;
  opinion->person = dossier->form->person;
  opinion->author = context->actor;
  opinion->state = SHEET_STATE_DRAFT;
  command_set_text (&opinion->text, text);
  opinion_problems (text, problems);
  if (problems->len == 0)
    schema_check (&previous_opinion_schema, opinion, problems);
  if (problems->len > 0)
    {
      *code = CODE_INCOMPLETE;
      schema_free (&previous_opinion_schema, opinion);
      return COMMAND_REFUSED;
    }
  effects_put (effects, &previous_opinion_schema, opinion);
  return answer (context, effects, dossier->form, text, error) ? COMMAND_OK : COMMAND_FAILED;
}

/**
 * command_ask_opinion:
 *
 * The scorer asks once more: the notice stands in the previous supervisor's inbox again.
 */
COMMAND (command_ask_opinion)
{
  g_autoptr (Dossier) dossier = NULL;
  CommandResult result = load_open_form (context, WHO_SCORER | WHO_MANAGER, &dossier, problems, code, error);

  if (result != COMMAND_OK)
    return result;
  if (dossier->previous_opinion != NULL)
    return refuse (problems, code, CODE_ALREADY_DONE, "", N_ ("The opinion is there already"));
  opinion_ask (context, effects, dossier->form);
  return COMMAND_OK;
}
