/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/problem.h"

#include "core/json.h"

static void
problem_free (gpointer data)
{
  Problem *self = data;

  g_free (self->field);
  g_free (self->clause);
  g_free (self->msgid);
  for (guint i = 0; i < PROBLEM_ARGS; i++)
    g_free (self->args[i]);
  g_free (self);
}

static void
append_problem (GString *text, const Problem *problem)
{
  g_string_append_c (text, '{');
  if (problem->args[0] != NULL)
    {
      json_append_key (text, "args");
      g_string_append_c (text, '[');
      for (guint i = 0; i < PROBLEM_ARGS && problem->args[i] != NULL; i++)
        {
          if (i > 0)
            g_string_append_c (text, ',');
          json_append_string (text, problem->args[i]);
        }
      g_string_append_c (text, ']');
    }
  if (*problem->clause != '\0')
    {
      json_append_key (text, "clause");
      json_append_string (text, problem->clause);
    }
  if (*problem->field != '\0')
    {
      json_append_key (text, "field");
      json_append_string (text, problem->field);
    }
  json_append_key (text, "msgid");
  json_append_string (text, problem->msgid);
  g_string_append_c (text, '}');
}

static gboolean
read_args (JsonObject *object, const char *args[PROBLEM_ARGS], GError **error)
{
  JsonArray *array;
  guint      length;

  if (!json_member_opt_array (object, "args", &array, error))
    return FALSE;
  length = array != NULL ? json_array_get_length (array) : 0;
  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (i >= PROBLEM_ARGS || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "args: at most %d texts expected", PROBLEM_ARGS);
          return FALSE;
        }
      args[i] = json_node_get_string (node);
    }
  return TRUE;
}

static gboolean
read_problem (ProblemList *list, JsonNode *node, GError **error)
{
  const char *field, *clause, *msgid, *args[PROBLEM_ARGS] = { NULL };
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, JSON_ERROR, JSON_ERROR_TYPE, "problem: object expected");
      return FALSE;
    }
  object = json_node_get_object (node);
  if (!read_args (object, args, error) ||
      !json_member_opt_string (object, "clause", "", &clause, error) ||
      !json_member_opt_string (object, "field", "", &field, error) ||
      !json_member_string (object, "msgid", &msgid, error))
    return FALSE;
  problem_add (list, field, clause, msgid, args[0], args[1], args[2], NULL);
  return TRUE;
}

/**
 * problem_list_new:
 *
 * Returns: (transfer full): an empty list
 */
ProblemList *
problem_list_new (void)
{
  return g_ptr_array_new_with_free_func (problem_free);
}

/**
 * problem_list_free:
 * @list: (transfer full) (nullable): a list
 */
void
problem_list_free (ProblemList *list)
{
  if (list != NULL)
    g_ptr_array_unref (list);
}

/**
 * problem_list_at:
 *
 * Returns: (transfer none): the problem at @index, which must be below list->len
 */
const Problem *
problem_list_at (const ProblemList *list, guint index)
{
  g_return_val_if_fail (index < list->len, NULL);

  return g_ptr_array_index (list, index);
}

/**
 * problem_list_find:
 * @field: name of a member, or "" for the whole
 *
 * Returns: (transfer none) (nullable): the first problem about @field
 */
const Problem *
problem_list_find (const ProblemList *list, const char *field)
{
  for (guint i = 0; i < list->len; i++)
    {
      const Problem *problem = g_ptr_array_index (list, i);

      if (g_str_equal (problem->field, field))
        return problem;
    }
  return NULL;
}

/**
 * problem_list_merge:
 * @prefix: (nullable): put before each field with a dot, such as "line.3"; %NULL = as they are
 *
 * Appends copies of the problems of @other to @list.
 */
void
problem_list_merge (ProblemList *list, const ProblemList *other, const char *prefix)
{
  for (guint i = 0; i < other->len; i++)
    {
      const Problem   *problem = g_ptr_array_index (other, i);
      g_autofree char *field = NULL;

      if (prefix != NULL && *problem->field != '\0')
        field = g_strconcat (prefix, ".", problem->field, NULL);
      else
        field = g_strdup (prefix != NULL ? prefix : problem->field);
      problem_add (list, field, problem->clause, problem->msgid,
                   problem->args[0], problem->args[1], problem->args[2], NULL);
    }
}

/**
 * problem_add:
 * @field: (nullable): name of the member it is about; %NULL or "" = the whole
 * @clause: (nullable): clause of the regulation, such as "5.4.2"
 * @msgid: English sentence, marked N_() by the caller; %1 %2 %3 stand for the arguments
 * @...: up to three texts, then %NULL
 *
 * Appends a problem. All texts are copied.
 */
void
problem_add (ProblemList *list, const char *field, const char *clause, const char *msgid, ...)
{
  Problem    *problem;
  const char *arg;
  guint       n = 0;
  va_list     args;

  g_return_if_fail (list != NULL && msgid != NULL);

  problem = g_new0 (Problem, 1);
  problem->field = g_strdup (field != NULL ? field : "");
  problem->clause = g_strdup (clause != NULL ? clause : "");
  problem->msgid = g_strdup (msgid);
  va_start (args, msgid);
  while (n < PROBLEM_ARGS && (arg = va_arg (args, const char *)) != NULL)
    problem->args[n++] = g_strdup (arg);
  va_end (args);
  g_ptr_array_add (list, problem);
}

/**
 * problem_text:
 * @translate: (nullable) (scope call): gives the sentence in the reader's language; %NULL = English
 *
 * Returns: (transfer full): one sentence; %1 %2 %3 without an argument stay as they stand
 */
char *
problem_text (const Problem *problem, ProblemTranslate translate)
{
  const char *from = translate != NULL ? translate (problem->msgid) : problem->msgid;
  GString    *text = g_string_new (NULL);

  for (; *from != '\0'; from++)
    {
      guint n = from[0] == '%' && from[1] >= '1' && from[1] <= '0' + PROBLEM_ARGS ? (guint) (from[1] - '0') : 0;

      if (n > 0 && problem->args[n - 1] != NULL)
        {
          g_string_append (text, problem->args[n - 1]);
          from++;
        }
      else
        g_string_append_c (text, *from);
    }
  return g_string_free (text, FALSE);
}

/**
 * problem_list_text:
 * @translate: (nullable) (scope call): as for problem_text ()
 *
 * For the command line and logs.
 *
 * Returns: (transfer full): one line a problem, "field: sentence (clause)", joined by newlines
 */
char *
problem_list_text (const ProblemList *list, ProblemTranslate translate)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const Problem   *problem = g_ptr_array_index (list, i);
      g_autofree char *sentence = problem_text (problem, translate);

      if (i > 0)
        g_string_append_c (text, '\n');
      if (*problem->field != '\0')
        g_string_append_printf (text, "%s: ", problem->field);
      g_string_append (text, sentence);
      if (*problem->clause != '\0')
        g_string_append_printf (text, " (%s)", problem->clause);
    }
  return g_string_free (text, FALSE);
}

/**
 * problem_list_append_json:
 *
 * Appends @list to @text as a canonical JSON array.
 */
void
problem_list_append_json (const ProblemList *list, GString *text)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < list->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_problem (text, g_ptr_array_index (list, i));
    }
  g_string_append_c (text, ']');
}

/**
 * problem_list_from_json:
 * @array: what problem_list_append_json () wrote, on any side; unknown members are passed over
 * @error: JSON_ERROR_TYPE or JSON_ERROR_MISSING
 *
 * Returns: (transfer full): the list, or %NULL with @error set
 */
ProblemList *
problem_list_from_json (JsonArray *array, GError **error)
{
  g_autoptr (ProblemList) list = problem_list_new ();
  guint length = json_array_get_length (array);

  for (guint i = 0; i < length; i++)
    if (!read_problem (list, json_array_get_element (array, i), error))
      return NULL;
  return g_steal_pointer (&list);
}
