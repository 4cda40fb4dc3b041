/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/document.h"

#include "appraisal/document-text.h"
#include "appraisal/workflow.h"
#include "core/json.h"
#include "core/moment.h"

#include <string.h>

#define FILES "files" /* evidence files; absent in documents of before they were part of it */
#define CLAIM_MAX 128 /* bytes of a text taken from the signer's document */

typedef struct
{
  const Dossier       *dossier;
  Directory           *directory;
  const DocumentInput *input;
  gboolean             with_self; /* own scores and texts: not before the reveal */
  gboolean             with_evaluation;
  gboolean             provisional;
  ScoreCard           *card;      /* (nullable) */
  ScoreCard           *self_card; /* (nullable) */
} Writer;

static void
put_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
}

static void
take_text (JsonObject *object, const char *name, char *text)
{
  put_text (object, name, text);
  g_free (text);
}

/* A score in hundredths, unless it is not known. */
static void
put_score (JsonObject *object, const char *name, Frac score)
{
  if (!frac_is_na (score))
    json_object_set_int_member (object, name, frac_round_half_up (score, 2));
}

/* A member of the signer's document, or of one of its objects. */
static const char *
claimed_text (const Writer *writer, const char *object, const char *member)
{
  JsonObject *claimed = writer->input->claimed;
  const char *text = NULL;

  if (object != NULL && (!json_member_opt_object (claimed, object, &claimed, NULL) || claimed == NULL))
    return "";
  return json_member_opt_string (claimed, member, "", &text, NULL) ? text : "";
}

/* A name as it is now, or as it stood there when it was signed: somebody who marries changes no form (R15). */
static void
put_name (const Writer *writer, JsonObject *target, const char *object, const char *member, const char *now)
{
  put_text (target, member, writer->input->names_as_signed ? claimed_text (writer, object, member) : now);
}

static const char *
person_name (Directory *directory, Id id)
{
  const Person *person = directory_person (directory, id);

  return person != NULL ? person->name : "";
}

static void
put_head (const Writer *writer, JsonObject *document)
{
  const Appraisal  *form = writer->dossier->form;
  const Person     *person = directory_person (writer->directory, form->person);
  const Department *department = directory_department (writer->directory, form->department);
  const Team       *team = directory_team (writer->directory, form->team);
  char              day[DAY_TEXT_SIZE];
  char              hex[ID_HEX_LENGTH + 1];

  id_to_hex (form->row.id, hex);
  day_format (moment_day (writer->input->moment, MOMENT_OFFSET_S), day);
  put_text (document, "form_id", hex);
  put_text (document, "step", writer->input->event);
  put_name (writer, document, NULL, "name", person != NULL ? person->name : "");
  put_name (writer, document, NULL, "number", person != NULL ? person->number : "");
  put_name (writer, document, NULL, "org", department != NULL ? department->org : "");
  put_name (writer, document, NULL, "department", department != NULL ? department->name : "");
  put_name (writer, document, NULL, "team", team != NULL ? team->name : "");
  put_text (document, "post", enum_nick (posts, (int) form->post));
  put_text (document, "period", form->month);
  put_text (document, "filled_on", day);
  put_name (writer, document, NULL, "scorer", person_name (writer->directory, form->scorer));
  json_object_set_int_member (document, "revision", writer->dossier->revision);
}

/* As it stands in the signer's document: he may not have known of a receipt he gave elsewhere. The server looked. */
static gboolean
is_acknowledged (const Writer *writer)
{
  JsonObject *regulation = NULL;

  if (writer->input->claimed == NULL ||
      !json_member_opt_object (writer->input->claimed, "regulation", &regulation, NULL) || regulation == NULL)
    return dossier_is_acknowledged (writer->dossier);
  return json_object_get_boolean_member_with_default (regulation, "acknowledged", FALSE);
}

static void
put_versions (const Writer *writer, JsonObject *document)
{
  const SchemeSet  *scheme = writer->dossier->scheme;
  const Regulation *regulation = writer->dossier->regulation;
  JsonObject       *object = json_object_new ();
  char              hex[ID_HEX_LENGTH + 1];

  id_to_hex (scheme->scheme->row.id, hex);
  put_text (object, "id", hex);
  put_text (object, "version", scheme->scheme->version);
  take_text (object, "digest", scheme_set_digest (scheme));
  json_object_set_object_member (document, "scheme", object);
  if (regulation == NULL)
    return;
  object = json_object_new ();
  put_text (object, "version", regulation->version);
  put_text (object, "digest", regulation->digest);
  json_object_set_boolean_member (object, "acknowledged", is_acknowledged (writer));
  json_object_set_object_member (document, "regulation", object);
}

/* The text the signer saw while nothing was frozen. */
static void
put_claimed (const Writer *writer, JsonObject *object, const char *code)
{
  static const char *const names[] = { "actual_text", "rate_text", "target_text" };
  JsonArray               *items = NULL;

  if (!json_member_opt_array (writer->input->claimed, "items", &items, NULL) || items == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode   *node = json_array_get_element (items, i);
      JsonObject *item = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *found = NULL;

      if (item == NULL || !json_member_opt_string (item, "code", "", &found, NULL) || !g_str_equal (found, code))
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        if (json_member_opt_string (item, names[j], "", &found, NULL) && strlen (found) <= CLAIM_MAX)
          put_text (object, names[j], found);
    }
}

static void
put_facts (const Writer *writer, JsonObject *object, const ScoreItem *entry)
{
  if (writer->provisional && writer->input->claimed != NULL)
    {
      put_claimed (writer, object, entry->item->code);
      return;
    }
  take_text (object, "target_text", item_target_text (entry));
  take_text (object, "actual_text", item_actual_text (entry));
  take_text (object, "rate_text", item_rate_text (entry));
  if (writer->provisional)
    return;
  if (entry->figure != NULL)
    put_text (object, "evidence", entry->figure->evidence);
  if (entry->figure2 != NULL)
    put_text (object, "evidence2", entry->figure2->evidence);
  if ((entry->figure != NULL && entry->figure->few) || (entry->figure2 != NULL && entry->figure2->few))
    json_object_set_boolean_member (object, "few", TRUE);
}

static JsonObject *
item_object (const Writer *writer, const ScoreItem *entry)
{
  const SchemeItem *item = entry->item;
  const SelfLine   *own = dossier_self_line (writer->dossier, item->code);
  const EvalLine   *line = dossier_eval_line (writer->dossier, item->code);
  JsonObject       *object = json_object_new ();

  put_text (object, "code", item->code);
  put_text (object, "title", item->title);
  put_text (object, "group", enum_nick (scheme_groups, (int) item->group_code));
  put_text (object, "source", enum_nick (item_sources, (int) item->source));
  put_text (object, "rule", enum_nick (item_rules, (int) item->rule));
  put_text (object, "unit", item_unit_text (item));
  take_text (object, "rule_text", item_rule_text (writer->dossier->scheme, item));
  json_object_set_int_member (object, "weight", item->weight);
  put_facts (writer, object, entry);
  if (writer->with_self && own != NULL && own->score.set)
    json_object_set_int_member (object, "self", own->score.v);
  if (!writer->with_evaluation && own != NULL)
    put_text (object, "note", own->text);
  if (!writer->with_evaluation)
    return object;
  if (!entry->rated)
    put_score (object, "computed", entry->score);
  put_score (object, "score", entry->score);
  if (!frac_is_na (entry->weighted))
    json_object_set_int_member (object, "weighted", frac_round_half_up (entry->weighted, 4));
  if (line != NULL)
    {
      put_text (object, "note", line->note);
      put_text (object, "example", line->example);
    }
  return object;
}

static void
put_items (const Writer *writer, JsonObject *document)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < writer->card->items->len; i++)
    json_array_add_object_element (items, item_object (writer, &g_array_index (writer->card->items, ScoreItem, i)));
  json_object_set_array_member (document, "items", items);
}

static const char *
group_text (const SelfSheet *sheet, SchemeGroup group)
{
  if (sheet == NULL)
    return "";
  switch (group)
    {
    case SCHEME_GROUP_RESULTS:
      return sheet->results_text;
    case SCHEME_GROUP_ATTITUDE:
      return sheet->attitude_text;
    case SCHEME_GROUP_SKILL:
      return sheet->skill_text;
    case SCHEME_GROUP_DISCIPLINE:
    default:
      return sheet->discipline_text;
    }
}

static void
put_groups (const Writer *writer, JsonObject *document)
{
  JsonArray *groups = json_array_new ();

  for (guint i = 0; i < SCORE_GROUPS; i++)
    {
      JsonObject *object = json_object_new ();

      put_text (object, "code", enum_nick (scheme_groups, (int) i));
      json_object_set_int_member (object, "weight", writer->card->groups[i].weight);
      if (writer->with_self)
        {
          put_score (object, "self", writer->self_card->groups[i].score);
          put_text (object, "text", group_text (writer->dossier->self, (SchemeGroup) i));
        }
      if (writer->with_evaluation)
        put_score (object, "score", writer->card->groups[i].score);
      json_array_add_object_element (groups, object);
    }
  json_object_set_array_member (document, "groups", groups);
}

static void
put_self (const Writer *writer, JsonObject *document)
{
  const SelfSheet *sheet = writer->dossier->self;
  JsonObject      *object;

  if (!writer->with_self || sheet == NULL)
    return;
  object = json_object_new ();
  put_text (object, "main_work", sheet->main_work);
  put_text (object, "problems", sheet->problems);
  put_text (object, "next_ideas", sheet->next_ideas);
  put_text (object, "support", sheet->support);
  json_object_set_object_member (document, "self", object);
}

/* M23: the scorer moved the grade by one; the computed one stays readable. */
static void
put_override (const Writer *writer, JsonObject *object)
{
  const SchemeGrade *final = dossier_grade (writer->dossier, writer->card);
  JsonObject        *override;

  if (final == writer->card->grade || final == NULL)
    return;
  override = json_object_new ();
  put_text (override, "from_title", writer->card->grade->title);
  put_text (override, "to_title", final->title);
  put_text (override, "reason", writer->dossier->evaluation->override_reason);
  json_object_set_object_member (object, "override", override);
}

static void
put_evaluation (const Writer *writer, JsonObject *document)
{
  const Evaluation *sheet = writer->dossier->evaluation;
  JsonObject       *object;

  if (!writer->with_evaluation || sheet == NULL)
    return;
  object = json_object_new ();
  put_text (object, "strengths", sheet->strengths);
  put_text (object, "weaknesses", sheet->weaknesses);
  put_text (object, "advice", sheet->advice);
  if (writer->dossier->previous_opinion != NULL)
    {
      put_text (object, "previous_opinion", writer->dossier->previous_opinion->text);
      put_name (writer, object, "evaluation", "previous_opinion_by",
                person_name (writer->directory, writer->dossier->previous_opinion->author));
    }
  put_override (writer, object);
  json_object_set_object_member (document, "evaluation", object);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const EvalFile *one = *(const EvalFile *const *) a, *other = *(const EvalFile *const *) b;
  int             order = strcmp (one->name, other->name);

  return order != 0 ? order : strcmp (one->file, other->file);
}

/* Present even if there is none, so that one added later is told of; what was signed without is not made to have it. */
static void
put_files (const Writer *writer, JsonObject *document)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  JsonArray *list;

  if (!writer->with_evaluation ||
      (writer->input->names_as_signed && !json_object_has_member (writer->input->claimed, FILES)))
    return;
  list = json_array_new ();
  g_ptr_array_extend (files, writer->dossier->eval_files, NULL, NULL);
  g_ptr_array_sort (files, compare_files);
  for (guint i = 0; i < files->len; i++)
    {
      const EvalFile *file = g_ptr_array_index (files, i);
      JsonObject     *object = json_object_new ();

      put_text (object, "name", file->name);
      put_text (object, "sha256", file->file);
      json_object_set_int_member (object, "size", file->size);
      json_array_add_object_element (list, object);
    }
  json_object_set_array_member (document, FILES, list);
}

static void
put_total (const Writer *writer, JsonObject *document)
{
  const SchemeGrade *grade = dossier_grade (writer->dossier, writer->card);
  JsonObject        *object = json_object_new ();

  if (writer->with_self)
    put_score (object, "self", writer->self_card->total);
  if (writer->with_evaluation && !frac_is_na (writer->card->total))
    {
      take_text (object, "exact", frac_dup_text (writer->card->total));
      json_object_set_int_member (object, "rounded", writer->card->rounded);
      json_object_set_boolean_member (object, "near_limit", writer->card->near_limit);
    }
  if (writer->with_evaluation && grade != NULL)
    {
      put_text (object, "grade", grade->code);
      put_text (object, "grade_title", grade->title);
      json_object_set_int_member (object, "coefficient", grade->coefficient);
    }
  json_object_set_object_member (document, "total", object);
}

static void
put_interview (const Writer    *writer,
               const Interview *interview,
               const char      *stance,
               const char      *stance_text,
               JsonObject      *document)
{
  JsonObject *object = json_object_new ();
  JsonArray  *attempts = json_array_new ();

  put_text (object, "held_on", interview->held_on);
  put_text (object, "place", interview->place);
  put_text (object, "result", interview->result);
  put_text (object, "success", interview->success);
  put_text (object, "improve", interview->improve);
  put_text (object, "advice", interview->advice);
  put_text (object, "training", interview->training);
  put_text (object, "opinion", interview->opinion);
  put_text (object, "help", interview->help);
  put_text (object, "outcome", enum_nick (interview_outcomes, (int) interview->outcome));
  put_text (object, "reason", interview->reason);
  put_name (writer, object, "interview", "witness", person_name (writer->directory, interview->witness));
  if (interview->outcome == INTERVIEW_OUTCOME_SIGNED)
    {
      put_text (object, "stance", stance);
      put_text (object, "stance_text", stance_text);
    }
  if (*interview->attempt1_on != '\0')
    json_array_add_string_element (attempts, interview->attempt1_on);
  if (*interview->attempt2_on != '\0')
    json_array_add_string_element (attempts, interview->attempt2_on);
  json_object_set_array_member (object, "attempts", attempts);
  json_object_set_object_member (document, "interview", object);
}

static void
put_plan (GPtrArray *plan, JsonObject *document)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < plan->len; i++)
    {
      const PlanItem *item = g_ptr_array_index (plan, i);
      JsonObject     *object = json_object_new ();

      put_text (object, "goal", item->goal);
      put_text (object, "measure", item->measure);
      put_text (object, "due", item->due_on);
      put_text (object, "owner", item->owner);
      put_text (object, "target", enum_nick (plan_targets, (int) item->target));
      json_object_set_int_member (object, "value", item->value);
      json_array_add_object_element (list, object);
    }
  json_object_set_array_member (document, "plan", list);
}

static void
put_talk (const Writer *writer, JsonObject *document)
{
  const DocumentInput *input = writer->input;
  const Dossier       *dossier = writer->dossier;
  const Step          *signed_by;

  if (input->interview != NULL)
    {
      put_interview (writer, input->interview, input->stance, input->stance_text, document);
      put_plan (input->plan, document);
    }
  else if (dossier->interview != NULL && writer->with_self && writer->with_evaluation)
    {
      signed_by = dossier_step (dossier, dossier->revision, EVENT_INTERVIEW_SUBJECT);
      put_interview (writer, dossier->interview, signed_by != NULL ? signed_by->stance : "",
                     signed_by != NULL ? signed_by->stance_text : "", document);
      put_plan (dossier->plan, document);
    }
}

/* What the signer saw: he may not have known of the freeze yet. The server has looked whether he could. */
static gboolean
is_provisional (const Dossier *self, const DocumentInput *input)
{
  if (input->claimed != NULL)
    return json_object_get_boolean_member_with_default (input->claimed, "provisional", FALSE);
  return !dossier_is_frozen (self);
}

/* A restatement says what it replaces and why; a stored one says it for ever. */
static void
put_restatement (const Writer *writer, JsonObject *document)
{
  const Filing *filing = writer->dossier->filing;
  JsonObject   *object = NULL;

  if (!g_str_equal (writer->input->event, EVENT_RESTATE) || filing == NULL)
    return;
  if (writer->input->claimed != NULL &&
      json_member_opt_object (writer->input->claimed, "restatement", &object, NULL) && object != NULL)
    {
      json_object_set_object_member (document, "restatement", json_object_ref (object));
      return;
    }
  object = json_object_new ();
  put_text (object, "reason", writer->dossier->form->reason);
  put_text (object, "grade_title", filing->grade_title);
  json_object_set_int_member (object, "revision", filing->revision);
  json_object_set_int_member (object, "rounded", filing->total);
  json_object_set_object_member (document, "restatement", object);
}

static const char *
form_of (const char *event)
{
  if (g_str_equal (event, EVENT_SUBMIT_SELF))
    return "self";
  return g_str_has_prefix (event, EVENT_INTERVIEW) ? "interview" : "evaluation";
}

/**
 * appraisal_document:
 * @self: the form's shown revision, with a known scheme
 * @directory: names of people, teams and departments
 *
 * Pure: the same rows and the same input give the same bytes on every machine. The self-assessment leaves out the
 * evaluation and the evaluation, as long as nothing is revealed, the self-assessment.
 *
 * Returns: (transfer full): canonical JSON
 */
char *
appraisal_document (const Dossier *self, Directory *directory, const DocumentInput *input)
{
  Writer      writer = { self, directory, input };
  JsonObject *document = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_return_val_if_fail (self->scheme != NULL, NULL);
  writer.with_self = !g_str_equal (input->event, EVENT_SUBMIT_EVALUATION);
  writer.with_evaluation = !g_str_equal (input->event, EVENT_SUBMIT_SELF);
  writer.provisional = !writer.with_evaluation && is_provisional (self, input);
  writer.card = dossier_card (self, writer.provisional ? input->provisional : NULL);
  writer.self_card = dossier_self_card (self);
  put_text (document, "form", form_of (input->event));
  put_head (&writer, document);
  put_versions (&writer, document);
  put_groups (&writer, document);
  put_items (&writer, document);
  put_self (&writer, document);
  put_evaluation (&writer, document);
  put_files (&writer, document);
  put_total (&writer, document);
  put_talk (&writer, document);
  put_restatement (&writer, document);
  if (writer.provisional)
    json_object_set_boolean_member (document, "provisional", TRUE);
  json_node_take_object (node, document);
  score_card_free (writer.card);
  score_card_free (writer.self_card);
  return json_canonical_text (node);
}

/* The same document as a program that knows of no evidence files writes it; NULL if there is one to speak of. */
static char *
without_files (JsonNode *document)
{
  JsonObject *object = json_node_get_object (document);
  JsonArray  *files = NULL;

  if (!json_member_opt_array (object, FILES, &files, NULL) || files == NULL || json_array_get_length (files) > 0)
    return NULL;
  json_object_remove_member (object, FILES);
  return json_canonical_text (document);
}

/**
 * document_difference:
 * @one: what the rows say
 * @other: what was signed, perhaps by an earlier program
 *
 * Returns: (transfer full): first top-level member in which two documents differ, "" if they are the same
 */
char *
document_difference (const char *one, const char *other)
{
  g_autoptr (JsonNode) a = json_strict_parse (one, -1, JSON_DEPTH, NULL);
  g_autoptr (JsonNode) b = json_strict_parse (other, -1, JSON_DEPTH, NULL);
  g_autoptr (GList) names = NULL;

  if (g_str_equal (one, other))
    return g_strdup ("");
  if (a == NULL || b == NULL || !JSON_NODE_HOLDS_OBJECT (a) || !JSON_NODE_HOLDS_OBJECT (b))
    return g_strdup ("document");
  if (!json_object_has_member (json_node_get_object (b), FILES))
    {
      g_autofree char *older = without_files (a);

      if (older != NULL)
        return document_difference (older, other);
    }
  names = json_object_get_members (json_node_get_object (a));
  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonNode *right = json_object_get_member (json_node_get_object (b), name->data);

      if (right == NULL || !json_node_equal (json_object_get_member (json_node_get_object (a), name->data), right))
        return g_strdup (name->data);
    }
  return g_strdup ("document");
}

/**
 * document_changed_since:
 * @self: the revision the step belongs to
 * @step: a signed step of it
 * @document: its stored bytes
 *
 * Builds the document again from the live rows, with the names that stood there when it was signed. Signed bytes are
 * never re-serialised (R15): this only tells that rows have changed since, not that the signature is wrong; see
 * step_verify ().
 *
 * Returns: (transfer full): the first top-level member that differs now, "" if all is as signed
 */
char *
document_changed_since (const Dossier *self, Directory *directory, const Step *step, const char *document)
{
  g_autoptr (JsonNode) node = json_strict_parse (document, -1, JSON_DEPTH, NULL);
  g_autofree char *now = NULL;
  DocumentInput    input = { .event = step->event, .moment = step->signed_at };

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("document");
  if (g_str_has_prefix (step->event, EVENT_INTERVIEW)) /* all its signatures stand under the same bytes */
    input.event = EVENT_INTERVIEW;
  input.claimed = json_node_get_object (node);
  input.names_as_signed = TRUE;
  now = appraisal_document (self, directory, &input);
  return document_difference (document, now);
}
