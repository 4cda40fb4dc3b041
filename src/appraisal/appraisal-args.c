/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/appraisal-args.h"

#include "appraisal/rows.h"
#include "appraisal/workflow.h"
#include "core/i18n.h"
#include "core/json.h"

static void
append_number (GString *text, const char *name, gint64 value)
{
  json_append_key (text, name);
  json_append_int (text, value);
}

static void
append_text (GString *text, const char *name, const char *value)
{
  json_append_key (text, name);
  json_append_string (text, value);
}

/**
 * args_for_signed:
 *
 * Returns: (transfer full): arguments of a command that carries one signature
 */
char *
args_for_signed (gint64 revision, const char *document, const StepSeal *seal)
{
  return args_for_signed_with_reason (revision, document, seal, "");
}

/* @reason: "" if the step needs none. (transfer full) */
char *
args_for_signed_with_reason (gint64 revision, const char *document, const StepSeal *seal, const char *reason)
{
  GString *text = g_string_new ("{");

  append_text (text, "digest", seal->digest);
  append_text (text, "document", document);
  append_text (text, "key", seal->public_key);
  append_number (text, "moment", seal->moment);
  append_text (text, "previous", seal->previous);
  if (*reason != '\0')
    append_text (text, "reason", reason);
  append_number (text, "revision", revision);
  append_text (text, "signature", seal->signature);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/**
 * args_for_reason:
 * @reason: "" if the command needs none
 *
 * Returns: (transfer full): arguments of a command without signature
 */
char *
args_for_reason (gint64 revision, const char *reason, gint64 moment)
{
  GString *text = g_string_new ("{");

  append_number (text, "moment", moment);
  append_text (text, "reason", reason);
  append_number (text, "revision", revision);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* @kind: what was read. (transfer full) */
char *
args_for_receipt (NoticeKind kind, gint64 revision)
{
  GString *text = g_string_new ("{");

  append_text (text, "notice", notice_nick (kind));
  append_number (text, "revision", revision);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

char *
args_for_opinion (gint64 revision, const char *opinion)
{
  GString *text = g_string_new ("{");

  append_number (text, "revision", revision);
  append_text (text, "text", opinion);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
append_seal (GString *text, const StepSeal *seal)
{
  g_string_append_c (text, '{');
  json_append_key (text, "actor");
  json_append_id (text, seal->actor);
  append_text (text, "digest", seal->digest);
  append_text (text, "event", seal->event);
  append_text (text, "key", seal->public_key);
  append_number (text, "moment", seal->moment);
  append_text (text, "previous", seal->previous);
  append_text (text, "signature", seal->signature);
  g_string_append_c (text, '}');
}

/**
 * args_for_interview:
 * @interview: as typed
 * @plan: (element-type PlanItem): as typed
 * @seals: (element-type StepSeal): the scorer's first, then the employee's or the witness's
 *
 * Returns: (transfer full): arguments of the one command of the interview (R13)
 */
char *
args_for_interview (gint64           revision,
                    const char      *document,
                    const Interview *interview,
                    GPtrArray       *plan,
                    GPtrArray       *seals,
                    const char      *stance,
                    const char      *stance_text)
{
  GString         *text = g_string_new ("{");
  g_autofree char *body = schema_body (&interview_schema, interview);

  append_text (text, "document", document);
  json_append_key (text, "interview");
  g_string_append (text, body);
  json_append_key (text, "plan");
  g_string_append_c (text, '[');
  for (guint i = 0; i < plan->len; i++)
    {
      g_autofree char *item = schema_body (&plan_item_schema, g_ptr_array_index (plan, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", item);
    }
  g_string_append_c (text, ']');
  append_number (text, "revision", revision);
  json_append_key (text, "signatures");
  g_string_append_c (text, '[');
  for (guint i = 0; i < seals->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_seal (text, g_ptr_array_index (seals, i));
    }
  g_string_append_c (text, ']');
  append_text (text, "stance", stance);
  append_text (text, "stance_text", stance_text);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/* Names the argument; what the reader said is for the log, not for a person. */
static gboolean
refuse (ProblemList *problems, GError *error)
{
  problem_add (problems, "args", NULL, N_ ("The command is malformed: %1"), error->message, NULL);
  g_error_free (error);
  return FALSE;
}

/* (transfer none): a text argument, "" if it is absent or no text. */
const char *
args_text (JsonObject *args, const char *name)
{
  const char *text = "";

  return json_member_opt_string (args, name, "", &text, NULL) ? text : "";
}

gboolean
args_read_revision (JsonObject *args, gint64 *revision, ProblemList *problems)
{
  GError *error = NULL;

  return json_member_int (args, "revision", revision, &error) || refuse (problems, error);
}

static gboolean
read_seal (JsonObject *object, StepSeal *seal, GError **error)
{
  return json_member_string (object, "digest", (const char **) &seal->digest, error) &&
         json_member_string (object, "key", (const char **) &seal->public_key, error) &&
         json_member_int (object, "moment", &seal->moment, error) &&
         json_member_string (object, "previous", (const char **) &seal->previous, error) &&
         json_member_string (object, "signature", (const char **) &seal->signature, error);
}

/**
 * args_read_signed:
 * @event: nick of the step
 * @actor: whose command it is
 * @out: (out): what the arguments say; texts belong to @args
 */
gboolean
args_read_signed (JsonObject *args, const char *event, Id actor, SignedArgs *out, ProblemList *problems)
{
  GError *error = NULL;

  *out = (SignedArgs){ .seal = { .event = (char *) event, .actor = actor } };
  if (json_member_int (args, "revision", &out->revision, &error) &&
      json_member_string (args, "document", &out->document, &error) && read_seal (args, &out->seal, &error))
    return TRUE;
  return refuse (problems, error);
}

static gboolean
read_seals (JsonArray *list, GArray *seals, GError **error)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode   *node = json_array_get_element (list, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      StepSeal    seal = { 0 };

      if (object == NULL)
        {
          g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "signatures: an entry is no object");
          return FALSE;
        }
      if (!json_member_string (object, "event", (const char **) &seal.event, error) ||
          !json_member_id (object, "actor", &seal.actor, error) || !read_seal (object, &seal, error))
        return FALSE;
      g_array_append_val (seals, seal);
    }
  return TRUE;
}

static gboolean
read_plan (JsonArray *list, GPtrArray *plan, GError **error)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      PlanItem *item;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "plan: an entry is no object");
          return FALSE;
        }
      item = schema_new (&plan_item_schema);
      g_ptr_array_add (plan, item);
      if (!schema_from_body (&plan_item_schema, json_node_get_object (node), item, error))
        return FALSE;
      item->position = (gint64) i + 1;
    }
  return TRUE;
}

/**
 * args_read_interview:
 * @out: (out): clear with interview_args_clear () whatever is returned
 */
gboolean
args_read_interview (JsonObject *args, InterviewArgs *out, ProblemList *problems)
{
  GError     *error = NULL;
  JsonObject *interview;
  JsonArray  *plan, *signatures;

  *out = (InterviewArgs){ .interview = schema_new (&interview_schema),
                          .plan = g_ptr_array_new (),
                          .seals = g_array_new (FALSE, FALSE, sizeof (StepSeal)) };
  if (json_member_int (args, "revision", &out->revision, &error) &&
      json_member_string (args, "document", &out->document, &error) &&
      json_member_object (args, "interview", &interview, &error) && json_member_array (args, "plan", &plan, &error) &&
      json_member_array (args, "signatures", &signatures, &error) &&
      json_member_string (args, "stance", &out->stance, &error) &&
      json_member_string (args, "stance_text", &out->stance_text, &error) &&
      schema_from_body (&interview_schema, interview, out->interview, &error) && read_plan (plan, out->plan, &error) &&
      read_seals (signatures, out->seals, &error))
    return TRUE;
  return refuse (problems, error);
}

void
interview_args_clear (InterviewArgs *self)
{
  schema_free (&interview_schema, self->interview);
  rows_free (&plan_item_schema, self->plan);
  g_clear_pointer (&self->seals, g_array_unref);
  self->interview = NULL;
  self->plan = NULL;
}
