/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a month for a department in one act, and extending its dates (5.3, G4, R33). */
#include "appraisal/appraisal-commands.h"

#include "appraisal/due-dates.h"
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/month-open.h"
#include "appraisal/opinion.h"
#include "core/json.h"
#include "core/moment.h"

#include <string.h>

static CommandResult
refuse (ProblemList *problems,
        const char **code,
        const char  *value,
        const char  *field,
        const char  *msgid,
        const char  *arg)
{
  *code = value;
  problem_add (problems, field, "5.3", msgid, arg, NULL);
  return COMMAND_REFUSED;
}

/* HR, the department's manager, the administrator, the server itself. */
static gboolean
may_open (const CommandContext *context, Id department, const char *today)
{
  Directory *directory = context->loader->directory;

  if (context->admin || id_is_none (context->actor))
    return TRUE;
  return directory_has_post (directory, context->actor, POST_HR, today) ||
         id_equal (context->actor, directory_manager (directory, department, today));
}

static void
take_day (char **member, Day day)
{
  g_free (*member);
  *member = day_dup_text (day);
}

static AppraisalMonth *
new_month (const CommandContext *context, Id department, const char *month)
{
  AppraisalMonth *row = schema_new (&appraisal_month_schema);
  DueDates        due;
  Day             first;

  if (!month_parse (month, &first))
    g_return_val_if_reached (row);
  due = due_dates_monthly (context->loader->calendar, first, MOMENT_OFFSET_S);
  row->department = department;
  row->opened_at = context->now;
  row->opened_by = context->actor;
  row->cut_off = due.cut_off;
  command_set_text (&row->month, month);
  take_day (&row->self_due, due.self);
  take_day (&row->score_due, due.score);
  take_day (&row->interview_due, due.interview);
  take_day (&row->review_due, due.review);
  take_day (&row->filing_due, due.filing);
  return row;
}

/* Reason with which the opener leaves a person out; "" = assessed. */
static const char *
excluded_reason (JsonObject *args, Id person)
{
  JsonArray *list = NULL;

  if (!json_member_opt_array (args, "exclude", &list, NULL) || list == NULL)
    return "";
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode   *node = json_array_get_element (list, i);
      JsonObject *entry = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      Id          id;

      if (entry != NULL && json_member_id (entry, "person", &id, NULL) && id_equal (id, person))
        return args_text (entry, "reason");
    }
  return "";
}

static gboolean
excludes_anybody (JsonObject *args)
{
  JsonArray *list = NULL;

  return json_member_opt_array (args, "exclude", &list, NULL) && list != NULL && json_array_get_length (list) > 0;
}

/* As for an exclusion at any other time: the department manager, or the server itself (workflow; G17, R33). */
static gboolean
may_exclude (const CommandContext *context, Id department, const char *today)
{
  return context->admin || id_is_none (context->actor) ||
         id_equal (context->actor, directory_manager (context->loader->directory, department, today));
}

/* Whoever is left out is left out for a reason. */
static void
check_exclusions (JsonObject *args, ProblemList *problems)
{
  JsonArray *list = NULL;

  if (!json_member_opt_array (args, "exclude", &list, NULL) || list == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        reason_problems (args_text (json_node_get_object (node), "reason"), "5.3", problems);
    }
}

static Appraisal *
new_form (const CommandContext *context, const MonthMember *member, const char *month, const Scheme *scheme)
{
  Appraisal  *form = schema_new (&appraisal_schema);
  Directory  *directory = context->loader->directory;
  const char *reason = excluded_reason (context->args, member->person->row.id);

  form->person = member->person->row.id;
  form->department = member->assignment->department;
  form->team = member->assignment->team;
  form->assignment = member->assignment->row.id;
  form->post = member->assignment->post;
  form->scorer = directory_scorer (directory, form->person, member->last_day);
  form->reviewer = directory_reviewer (directory, form->person, member->last_day);
  form->previous_scorer = member->previous_scorer;
  form->scheme = scheme->row.id;
  form->regulation = scheme->regulation;
  form->state = *reason != '\0' ? FORM_STATE_EXCLUDED : FORM_STATE_SELF_DUE;
  command_set_text (&form->month, month);
  command_set_text (&form->exception, member->exception);
  command_set_text (&form->reason, reason);
  return form;
}

/* Whoever is left out from the start learns it and why, as by an exclusion later (G17). */
static void
tell_excluded (const CommandContext *context, Effects *effects, Appraisal *form, AppraisalMonth *month)
{
  Dossier     dossier = { .form = form, .month = month, .revision = form->revision };
  FormCommand command = { .context = context, .effects = effects, .dossier = &dossier, .form = form };
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  g_autofree char *document = NULL;

  dossier.steps = steps;
  document = form_command_unsigned_document (&command, EVENT_EXCLUDE, form->reason);
  form_command_add_unsigned (&command, EVENT_EXCLUDE, context->actor, document);
  form_command_notice (&command, form->person,
                       N_ ("You are not assessed for %1: %2"), "5.3",
                           (const char *const[]){ form->month, form->reason, NULL });
}

/* One scheme per post (5.2.1). */
typedef struct
{
  Scheme *schemes[2]; /* agents', supervisors' */
} Schemes;

static void
schemes_clear (Schemes *self)
{
  schema_free (&scheme_schema, self->schemes[0]);
  schema_free (&scheme_schema, self->schemes[1]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Schemes, schemes_clear)

static CommandResult
load_schemes (const CommandContext *context,
              const char           *month,
              Schemes              *out,
              ProblemList          *problems,
              const char          **code,
              GError              **error)
{
  static const Post of[] = { POST_AGENT, POST_SUPERVISOR };

  for (guint i = 0; i < G_N_ELEMENTS (of); i++)
    {
      GError *failure = NULL;
      Id      id;

      if (!scheme_find (context->loader, of[i], month, &id, error))
        return COMMAND_FAILED;
      if (id_is_none (id))
        {
          *code = CODE_INCOMPLETE;
          problem_add (problems, "scheme", "5.2.1",
                       N_ ("There is no published scheme for %1 in %2"), enum_by_value (posts, (int) of[i])->title,
                           month, NULL);
          return COMMAND_REFUSED;
        }
      out->schemes[i] = context->loader->row (context->loader, &scheme_schema, id, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return COMMAND_FAILED;
        }
    }
  return COMMAND_OK;
}

/* Forms of those who have none yet. */
static gboolean
put_forms (const CommandContext *context,
           Effects              *effects,
           GPtrArray            *members,
           AppraisalMonth       *row,
           const Schemes        *schemes,
           GError              **error)
{
  const char *month = row->month;

  for (guint i = 0; i < members->len; i++)
    {
      const MonthMember *member = g_ptr_array_index (members, i);
      GError            *failure = NULL;
      Appraisal         *there = context->loader->row (context->loader, &appraisal_schema,
                                                       dossier_form_id (member->person->row.id, month), &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      if (there == NULL)
        {
          Appraisal *form =
              new_form (context, member, month, schemes->schemes[member->assignment->post == POST_SUPERVISOR]);

          form->row.id = schema_natural_id (&appraisal_schema, form);
          if (form->state != FORM_STATE_EXCLUDED)
            opinion_ask (context, effects, form);
          else
            tell_excluded (context, effects, form, row);
          effects_put (effects, &appraisal_schema, form);
        }
      schema_free (&appraisal_schema, there);
    }
  return TRUE;
}

/**
 * command_open_month:
 *
 * Gives everybody of the department a form. Opened a second time it only adds the forms that are missing.
 */
COMMAND (command_open_month)
{
  g_auto (Schemes) schemes = { 0 };
  g_autoptr (GPtrArray) members = NULL;
  GError         *failure = NULL;
  AppraisalMonth *row;
  const char     *month = args_text (context->args, "month");
  Id              department;
  Day             first;
  char            today[DAY_TEXT_SIZE];
  CommandResult   result;
  gboolean        done;

  command_day (context->now, today);
  if (!json_member_id (context->args, "department", &department, NULL) || !month_parse (month, &first))
    return refuse (problems, code, CODE_MALFORMED, "month", N_ ("The command is malformed: %1"), "department, month");
  if (directory_department (context->loader->directory, department) == NULL || !may_open (context, department, today))
    return refuse (problems, code, CODE_NOT_ALLOWED, "",
                   N_ ("Only human resources or the department manager can open a month"), NULL);
  if (strncmp (month, today, 7) > 0)
    return refuse (problems, code, CODE_WRONG_STATE, "month", N_ ("%1 has not begun yet"), month);
  check_exclusions (context->args, problems);
  if (problems->len > 0)
    {
      *code = CODE_INCOMPLETE;
      return COMMAND_REFUSED;
    }
  if ((result = load_schemes (context, month, &schemes, problems, code, error)) != COMMAND_OK)
    return result;
  if (excludes_anybody (context->args) && !may_exclude (context, department, today))
    return refuse (problems, code, CODE_NOT_ALLOWED, "exclude",
                   N_ ("Only the department manager takes somebody out of a month: open it without exceptions, he "
                       "excludes them afterwards"),
                       NULL);
  members = month_members (context->loader, department, month, error);
  if (members == NULL)
    return COMMAND_FAILED;
  row = context->loader->row (context->loader, &appraisal_month_schema, dossier_month_id (department, month), &failure);
  if (row == NULL && failure == NULL)
    {
      row = new_month (context, department, month);
      row->scheme = schemes.schemes[0]->row.id;
      row->regulation = schemes.schemes[0]->regulation;
      effects_put (effects, &appraisal_month_schema, schema_copy (&appraisal_month_schema, row));
    }
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  done = put_forms (context, effects, members, row, &schemes, error);
  schema_free (&appraisal_month_schema, row);
  return done ? COMMAND_OK : COMMAND_FAILED;
}

static char **
due_member (AppraisalMonth *month, const char *step)
{
  /* clang-format off */
  const struct { const char *step; char **due; } members[] = {
    { "self", &month->self_due }, { "score", &month->score_due }, { "interview", &month->interview_due },
    { "review", &month->review_due }, { "filing", &month->filing_due } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i].step, step))
      return members[i].due;
  return NULL;
}

/**
 * command_extend:
 *
 * The department manager sets a later date for one step of the month, with a reason that stays readable (G4).
 */
COMMAND (command_extend)
{
  GError         *failure = NULL;
  AppraisalMonth *month = context->loader->row (context->loader, &appraisal_month_schema, context->id, &failure);
  const char     *new_due = args_text (context->args, "new_due"), *reason = args_text (context->args, "reason");
  Extension      *extension;
  char          **due;
  char            today[DAY_TEXT_SIZE];
  CommandResult   result = COMMAND_OK;
  Day             day;

  command_day (context->now, today);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  if (month == NULL || id_is_none (context->actor) ||
      !id_equal (context->actor, directory_manager (context->loader->directory, month->department, today)))
    result = refuse (problems, code, CODE_NOT_ALLOWED, "", N_ ("Only the department manager can extend a date"), NULL);
  due = month != NULL ? due_member (month, args_text (context->args, "step")) : NULL;
  if (result == COMMAND_OK && (due == NULL || !day_parse (new_due, &day)))
    result = refuse (problems, code, CODE_MALFORMED, "new_due", N_ ("The command is malformed: %1"), "step, new_due");
  if (result == COMMAND_OK && strcmp (new_due, *due) <= 0)
    result = refuse (problems, code, CODE_INCOMPLETE, "new_due", N_ ("The new date must be later than %1"), *due);
  if (result == COMMAND_OK)
    reason_problems (reason, "5.3", problems);
  if (result == COMMAND_OK && problems->len > 0)
    {
      *code = CODE_INCOMPLETE;
      result = COMMAND_REFUSED;
    }
  if (result != COMMAND_OK)
    {
      schema_free (&appraisal_month_schema, month);
      return result;
    }
  extension = schema_new (&extension_schema);
  extension->row.id = id_derive ("extension", (const char *const[]){ context->mid, NULL });
  extension->department = month->department;
  extension->made_by = context->actor;
  extension->made_at = context->now;
  command_set_text (&extension->month, month->month);
  command_set_text (&extension->step, args_text (context->args, "step"));
  command_set_text (&extension->old_due, *due);
  command_set_text (&extension->new_due, new_due);
  command_set_text (&extension->reason, reason);
  command_set_text (due, new_due);
  effects_put (effects, &extension_schema, extension);
  effects_put (effects, &appraisal_month_schema, month);
  return COMMAND_OK;
}
