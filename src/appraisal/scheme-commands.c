/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Publishing a scheme, and copying one to a draft that can be edited (R71). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/form-command.h"
#include "appraisal/scheme-check.h"
#include "core/moment.h"

static gboolean
is_hr (const CommandContext *context, const char *today)
{
  return context->admin || directory_has_post (context->loader->directory, context->actor, POST_HR, today);
}

static CommandResult
load (const CommandContext *context,
      SchemeSet           **scheme,
      const char           *today,
      ProblemList          *problems,
      const char          **code,
      GError              **error)
{
  GError *failure = NULL;

  *scheme = scheme_set_load (context->loader, context->id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  if (*scheme != NULL && is_hr (context, today))
    return COMMAND_OK;
  *code = CODE_NOT_ALLOWED;
  problem_add (problems, "", NULL, N_ ("There is no such scheme, or it is not yours to change"), NULL);
  return COMMAND_REFUSED;
}

static void
put_published (Effects *effects, const Schema *schema, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      gpointer copy = schema_copy (schema, g_ptr_array_index (rows, i));

      *FIELD_PTR (copy, schema_field (schema, "state"), SchemeState) = SCHEME_STATE_PUBLISHED;
      effects_put (effects, schema, copy);
    }
}

/**
 * command_scheme_publish:
 *
 * Published is immutable; the dimensions must add to 50/20/20/10, and it never reaches back (R25, R71).
 */
COMMAND (command_scheme_publish)
{
  g_autoptr (SchemeSet) scheme = NULL;
  Scheme       *head;
  char          today[DAY_TEXT_SIZE];
  CommandResult result;

  command_day (context->now, today);
  if ((result = load (context, &scheme, today, problems, code, error)) != COMMAND_OK)
    return result;
  if (scheme->scheme->state == SCHEME_STATE_PUBLISHED)
    {
      *code = CODE_WRONG_STATE;
      problem_add (problems, "state", "5.2.1", N_ ("The scheme is published already; copy it to change it"), NULL);
      return COMMAND_REFUSED;
    }
  scheme_problems (scheme, problems);
  scheme_publish_problems (scheme, today, problems);
  if (problems->len > 0)
    {
      *code = CODE_INCOMPLETE;
      return COMMAND_REFUSED;
    }
  head = schema_copy (&scheme_schema, scheme->scheme);
  head->state = SCHEME_STATE_PUBLISHED;
  g_free (head->digest);
  head->digest = scheme_set_digest (scheme);
  command_set_text (&head->published_on, today);
  effects_put (effects, &scheme_schema, head);
  put_published (effects, &scheme_grade_schema, scheme->grades);
  put_published (effects, &scheme_item_schema, scheme->items);
  put_published (effects, &scheme_step_schema, scheme->steps);
  return COMMAND_OK;
}

/* Draft copy of a row under another scheme. */
static gpointer
draft_of (const Schema *schema, gconstpointer row, Id scheme)
{
  gpointer copy = schema_copy (schema, row);

  *FIELD_PTR (copy, schema_field (schema, "scheme"), Id) = scheme;
  *FIELD_PTR (copy, schema_field (schema, "state"), SchemeState) = SCHEME_STATE_DRAFT;
  return copy;
}

static void
put_items (Effects *effects, const SchemeSet *scheme, Id copy)
{
  for (guint i = 0; i < scheme->items->len; i++)
    {
      const SchemeItem *old = g_ptr_array_index (scheme->items, i);
      SchemeItem       *item = draft_of (&scheme_item_schema, old, copy);
      Id                id;

      effects_put (effects, &scheme_item_schema, item);
      id = item->row.id;
      for (guint j = 0; j < scheme->steps->len; j++)
        {
          const SchemeStep *step = g_ptr_array_index (scheme->steps, j);
          SchemeStep       *own;

          if (!id_equal (step->item, old->row.id))
            continue;
          own = draft_of (&scheme_step_schema, step, copy);
          own->item = id;
          effects_put (effects, &scheme_step_schema, own);
        }
    }
}

/**
 * command_scheme_copy:
 *
 * The new scheme's id is derived from the mutation, so that its author finds it.
 */
COMMAND (command_scheme_copy)
{
  g_autoptr (SchemeSet) scheme = NULL;
  const char   *from = args_text (context->args, "effective_from");
  Scheme       *head;
  Id            id = id_derive ("scheme", (const char *const[]){ context->mid, NULL });
  char          today[DAY_TEXT_SIZE];
  Day           first;
  CommandResult result;

  command_day (context->now, today);
  if ((result = load (context, &scheme, today, problems, code, error)) != COMMAND_OK)
    return result;
  if (!month_parse (from, &first))
    {
      *code = CODE_MALFORMED;
      problem_add (problems, "effective_from", "5.2.1", N_ ("The command is malformed: %1"), "effective_from", NULL);
      return COMMAND_REFUSED;
    }
  head = schema_copy (&scheme_schema, scheme->scheme);
  head->row.id = id;
  head->state = SCHEME_STATE_DRAFT;
  command_set_text (&head->digest, "");
  command_set_text (&head->published_on, "");
  command_set_text (&head->effective_from, from);
  g_free (head->version);
  head->version = g_strdup_printf ("%s · %s", from, today);
  effects_put (effects, &scheme_schema, head);
  for (guint i = 0; i < scheme->grades->len; i++)
    effects_put (effects, &scheme_grade_schema,
                 draft_of (&scheme_grade_schema, g_ptr_array_index (scheme->grades, i), id));
  put_items (effects, scheme, id);
  return COMMAND_OK;
}
