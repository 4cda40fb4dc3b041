/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signed bytes (R15): the same rows give the same bytes, the example gives its numbers, changes are told apart. */
#include "appraisal/facts-load.h"
#include "appraisal/form-command.h"
#include "core/init.h"
#include "core/json.h"
#include "core/moment.h"

#include "appraisal-scene.h"

#include <string.h>

static void
set_up (Scene *scene, gconstpointer data)
{
  scene_init (scene);
  scene_open_march (scene);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  scene_clear (scene);
}

static void
free_figure (gpointer row)
{
  schema_free (&figure_schema, row);
}

static char *
document_of (Scene *scene, Id form, const char *event)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  DocumentInput input = { .event = event, .moment = scene->now };

  return appraisal_document (dossier, scene->company.directory, &input);
}

static JsonObject *
item_of (JsonObject *document, const char *code)
{
  JsonArray *items = json_object_get_array_member (document, "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (items, i), "code"), code))
      return json_array_get_object_element (items, i);
  g_assert_not_reached ();
}

static void
run_to_interview (Scene *scene)
{
  Id person = scene->company.agent1, form = dossier_form_id (person, "2026-03");

  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form, 8800);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  scene_set_day (scene, "2026-04-02");
  g_assert_true (scene_run (scene, "appraisal.freeze", scene->company.supervisor1, form, g_strdup ("{}")));
  scene_type_evaluation (scene, form, "跟进及时");
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor1, form));
  g_assert_true (scene_run (
      scene, "appraisal.interview", scene->company.supervisor1, form,
      scene_interview_args (scene, form, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                            scene_plan (scene, 4200000), "agree", "")));
}

static void
test_review_document_holds_the_example (Scene *scene, gconstpointer data)
{
  Id               form = dossier_form_id (scene->company.agent1, "2026-03");
  JsonObject      *document, *total;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (JsonNode) node = NULL;
  /* clang-format off */
  static const struct { const char *code, *target, *actual, *rate; gint64 score, weighted; } items[] = {
    { "sales", "¥40,000.00", "¥30,000.00", "75.00%", 7500, 187500 },
    { "conversion", "3.00%", "9/320=2.81%", "93.75%", 9375, 93750 },
    { "satisfaction", "", "86.00", "", 8600, 129000 },
    { "responsibility", "", "", "", 8500, 68000 },
    { "phone-skill", "2.50%", "74.00；9/400=2.25%", "90.00%", 8200, 65600 },
    { "service-skill", "", "9/10=90.00%；86.00", "", 8800, 52800 },
    { "attendance", "", "迟到2次", "", 9600, 48000 },
    { "rules", "", "一般违规1次", "", 9000, 45000 } };
  /* clang-format on */

  run_to_interview (scene);
  text = document_of (scene, form, EVENT_REVIEW);
  again = document_of (scene, form, EVENT_REVIEW);
  g_assert_cmpstr (text, ==, again);
  node = json_canonical_parse (text, -1, JSON_DEPTH, NULL);
  g_assert_nonnull (node);
  document = json_node_get_object (node);
  total = json_object_get_object_member (document, "total");
  g_assert_cmpstr (json_object_get_string_member (total, "exact"), ==, "16793/200");
  g_assert_cmpint (json_object_get_int_member (total, "rounded"), ==, 8397);
  g_assert_cmpstr (json_object_get_string_member (total, "grade_title"), ==, "良好");
  g_assert_cmpint (json_object_get_int_member (total, "self"), ==, 8800);
  g_assert_cmpstr (json_object_get_string_member (document, "form"), ==, "evaluation");
  g_assert_cmpstr (json_object_get_string_member (document, "filled_on"), ==, "2026-04-02");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (document, "plan")), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      JsonObject *item = item_of (document, items[i].code);

      g_assert_cmpstr (json_object_get_string_member_with_default (item, "target_text", ""), ==, items[i].target);
      g_assert_cmpstr (json_object_get_string_member_with_default (item, "actual_text", ""), ==, items[i].actual);
      g_assert_cmpstr (json_object_get_string_member_with_default (item, "rate_text", ""), ==, items[i].rate);
      g_assert_cmpint (json_object_get_int_member (item, "score"), ==, items[i].score);
      g_assert_cmpint (json_object_get_int_member (item, "weighted"), ==, items[i].weighted);
      g_assert_cmpint (json_object_get_int_member (item, "self"), ==, 8800);
      g_assert_nonnull (json_object_get_string_member (item, "rule_text"));
    }
}

/* Before the reveal neither side's bytes tell of the other (R1). */
static void
test_documents_hide_the_other_side (Scene *scene, gconstpointer data)
{
  Id               form = dossier_form_id (scene->company.agent1, "2026-03");
  g_autofree char *own = NULL;
  g_autofree char *theirs = NULL;

  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form, 7777);
  scene_type_evaluation (scene, form, "只有主管知道");
  own = document_of (scene, form, EVENT_SUBMIT_SELF);
  theirs = document_of (scene, form, EVENT_SUBMIT_EVALUATION);
  g_assert_nonnull (strstr (own, "7777"));
  g_assert_null (strstr (own, "只有主管知道"));
  g_assert_null (strstr (own, "\"score\""));
  g_assert_nonnull (strstr (theirs, "只有主管知道"));
  g_assert_null (strstr (theirs, "7777"));
}

/* The employee signs the provisional figures he saw; the server has others by then, or has frozen them (R17). */
static void
test_provisional_figures_stay_as_seen (Scene *scene, gconstpointer data)
{
  Id person = scene->company.agent1, form = dossier_form_id (person, "2026-03");
  g_autoptr (GError) error = NULL;
  g_autoptr (Facts) facts = facts_load (&scene->loader->loader, person, "2026-03", 0, FALSE, &error);
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (free_figure);
  g_autoptr (Dossier) dossier = NULL;
  g_autofree char *document = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (StepSeal) seal = NULL;
  g_auto (KeyPair) pair;
  DocumentInput       input = { .event = EVENT_SUBMIT_SELF, .provisional = figures };
  const StepDocument *stored;
  StepDocument        key = { .step = dossier_step_id (form, 1, EVENT_SUBMIT_SELF) };

  g_assert_no_error (error);
  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form, 8800);
  dossier = scene_dossier (scene, form);
  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    g_ptr_array_add (figures, facts_figure (facts, metric, dossier->scheme));
  input.moment = scene->now;
  document = appraisal_document (dossier, scene->company.directory, &input);
  g_assert_nonnull (strstr (document, "30,000.00"));
  g_assert_nonnull (strstr (document, "\"provisional\":true"));
  scene_key (person, &pair);
  seal = step_seal_new (document, "", EVENT_SUBMIT_SELF, person, &pair, scene->now);
  scene_set_day (scene, "2026-04-02");
  g_assert_true (scene_run (scene, "appraisal.freeze", scene->company.supervisor1, form, g_strdup ("{}")));
  g_assert_true (scene_run (scene, "appraisal.submit_self", person, form, args_for_signed (1, document, seal)));
  stored = memory_loader_peek (scene->loader, &step_document_schema, schema_natural_id (&step_document_schema, &key));
  g_assert_cmpstr (stored->document, ==, document);
  g_clear_pointer (&dossier, dossier_free);
  dossier = scene_dossier (scene, form);
  changed = document_changed_since (dossier, scene->company.directory, dossier_step (dossier, 1, EVENT_SUBMIT_SELF),
                                    stored->document);
  g_assert_cmpstr (changed, ==, "");
}

/* Each signed step of a talked form stands as signed, until a row under it is touched. */
static void
test_touched_row_is_told_from_signed_bytes (Scene *scene, gconstpointer data)
{
  static const char *const events[] = { EVENT_SUBMIT_SELF, EVENT_SUBMIT_EVALUATION, EVENT_INTERVIEW };
  Id                       form = dossier_form_id (scene->company.agent1, "2026-03");

  run_to_interview (scene);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (Dossier) dossier = scene_dossier (scene, form);

      for (guint i = 0; i < G_N_ELEMENTS (events); i++)
        {
          const Step         *step = dossier_step (dossier, 1, events[i]);
          StepDocument        key = { .step = step->row.id };
          const StepDocument *document = memory_loader_peek (scene->loader, &step_document_schema,
                                                             schema_natural_id (&step_document_schema, &key));
          g_autofree char    *changed =
              document_changed_since (dossier, scene->company.directory, step, document->document);

          g_assert_true (step_verify (step, document->document));
          g_assert_cmpstr (changed, ==, round == 0 || i == 0 ? "" : "evaluation");
        }
      command_set_text (
          &((Evaluation *) memory_loader_peek (scene->loader, &evaluation_schema, dossier_evaluation_id (form, 1)))
               ->advice,
          "事后改动");
    }
}

static char *
evaluation_changed (Scene *scene, Id form)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  const Step         *step = dossier_step (dossier, 1, EVENT_SUBMIT_EVALUATION);
  StepDocument        key = { .step = step->row.id };
  const StepDocument *stored = memory_loader_peek (scene->loader, &step_document_schema,
                                                   schema_natural_id (&step_document_schema, &key));

  g_assert_true (step_verify (step, stored->document));
  return document_changed_since (dossier, scene->company.directory, step, stored->document);
}

static Id
put_file (Scene *scene, Id form, const char *name, char digit, gint64 size)
{
  EvalFile *file = schema_new (&eval_file_schema);

  file->sheet = dossier_evaluation_id (form, 1);
  file->person = scene->company.agent1;
  file->size = size;
  g_free (file->file);
  file->file = g_strnfill (DIGEST_HEX_LENGTH, digit);
  command_set_text (&file->name, name);
  memory_loader_put (scene->loader, &eval_file_schema, file);
  return file->row.id;
}

/* Evidence files are signed with the evaluation: one added, taken out or exchanged afterwards is told of. */
static void
test_files_are_part_of_what_is_signed (Scene *scene, gconstpointer data)
{
  Id               form = dossier_form_id (scene->company.agent1, "2026-03");
  Id               one = put_file (scene, form, "录音说明.pdf", 'a', 2048), other = ID_NONE;
  char             hex[] = "\"files\":[{\"name\":\"录音说明.pdf\",\"sha256\":\"aaaaaaaa";
  g_autofree char *document = NULL;

  put_file (scene, form, "截图.png", 'b', 4096);
  run_to_interview (scene);
  document = document_of (scene, form, EVENT_REVIEW);
  g_assert_nonnull (strstr (document, "\"size\":4096"));
  g_assert_nonnull (strstr (document, strchr (hex, '{')));
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *changed = NULL;

      if (i == 1)
        other = put_file (scene, form, "后补.png", 'c', 1);
      else if (i == 2)
        {
          memory_loader_remove (scene->loader, &eval_file_schema, other);
          ((EvalFile *) memory_loader_peek (scene->loader, &eval_file_schema, one))->size++;
        }
      else if (i == 3)
        memory_loader_remove (scene->loader, &eval_file_schema, one);
      changed = evaluation_changed (scene, form);
      g_assert_cmpstr (changed, ==, i == 0 ? "" : "files");
    }
}

/* What a program signed that did not write the files yet is taken if there is none, and verifies ever after. */
static void
test_document_without_files_stands (Scene *scene, gconstpointer data)
{
  Id form = dossier_form_id (scene->company.agent1, "2026-03"), manager = scene->company.manager;

  run_to_interview (scene);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Dossier) dossier = scene_dossier (scene, form);
      g_autofree char *now = document_of (scene, form, EVENT_REVIEW);
      g_autoptr (JsonNode) node = json_canonical_parse (now, -1, JSON_DEPTH, NULL);
      g_autofree char *older = NULL;
      g_autofree char *changed = NULL;
      g_autoptr (StepSeal) seal = NULL;
      g_auto (KeyPair) pair;
      Id file = i == 0 ? put_file (scene, form, "截图.png", 'b', 4096) : ID_NONE;

      json_object_remove_member (json_node_get_object (node), "files");
      older = json_canonical_text (node);
      scene_key (manager, &pair);
      seal = step_seal_new (older, dossier_last_digest (dossier), EVENT_REVIEW, manager, &pair, scene->now);
      g_assert_cmpint (scene_run (scene, "appraisal.review", manager, form, args_for_signed (1, older, seal)), ==, i);
      if (i == 0)
        {
          scene_assert_refused (scene, CODE_STALE_VIEW, "files");
          memory_loader_remove (scene->loader, &eval_file_schema, file);
          continue;
        }
      put_file (scene, form, "截图.png", 'b', 4096);
      g_clear_pointer (&dossier, dossier_free);
      dossier = scene_dossier (scene, form);
      g_assert_true (step_verify (dossier_step (dossier, 1, EVENT_REVIEW), older));
      changed = document_changed_since (dossier, scene->company.directory, dossier_step (dossier, 1, EVENT_REVIEW),
                                        older);
      g_assert_cmpstr (changed, ==, "");
    }
}

/* Names are signed as they were: a person or department renamed later is no change of the form. */
static void
test_later_names_change_nothing (Scene *scene, gconstpointer data)
{
  Directory        *directory = scene->company.directory;
  Id                form = dossier_form_id (scene->company.agent1, "2026-03");
  const Appraisal  *head = scene_form (scene, scene->company.agent1);
  const Person     *agent = directory_person (directory, head->person);
  const Department *department = directory_department (directory, head->department);
  char            **names[] = { (char **) &agent->name,
                                (char **) &agent->number,
                                (char **) &directory_person (directory, head->scorer)->name,
                                (char **) &department->name,
                                (char **) &department->org,
                                (char **) &directory_team (directory, head->team)->name };

  run_to_interview (scene);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *changed = NULL;

      command_set_text (names[i], "改过的名称");
      changed = evaluation_changed (scene, form);
      g_assert_cmpstr (changed, ==, "");
    }
}

static void
test_short_digest_and_code (void)
{
  Step             step = { .appraisal = { { 0xab } },
                            .revision = 2,
                            .event = (char *) EVENT_REVIEW,
                            .digest = (char *) "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" };
  g_autofree char *digits = step_short_digest (&step);
  g_autofree char *code = step_qr_text (&step);

  g_assert_cmpstr (digits, ==, "0123456789ab");
  g_assert_cmpstr (code, ==,
                   "zuoxi:1:ab000000000000000000000000000000:2:review:"
                   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
}

#define ADD(path, function) g_test_add (path, Scene, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/document/example", test_review_document_holds_the_example);
  ADD ("/document/hidden", test_documents_hide_the_other_side);
  ADD ("/document/provisional", test_provisional_figures_stay_as_seen);
  ADD ("/document/touched", test_touched_row_is_told_from_signed_bytes);
  ADD ("/document/files", test_files_are_part_of_what_is_signed);
  ADD ("/document/without-files", test_document_without_files_stands);
  ADD ("/document/renamed", test_later_names_change_nothing);
  g_test_add_func ("/document/code", test_short_digest_and_code);
  return g_test_run ();
}
