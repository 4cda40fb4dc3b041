/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal-scene.h"

#include "appraisal/appraisal-commands.h"
#include "appraisal/form-check.h"
#include "appraisal/rows.h"
#include "appraisal/scheme-default.h"
#include "appraisal/workflow.h"
#include "core/hex.h"
#include "core/json.h"
#include "core/moment.h"
#include "regulation/regulation.h"
#include "worked-month.h"

#include <string.h>

static void
set (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

void
scene_init (Scene *scene)
{
  *scene = (Scene){ 0 };
  company_init (&scene->company);
  scene->calendar = calendar_new ();
  calendar_add_builtin (scene->calendar);
  scene->loader = memory_loader_new (scene->company.directory, scene->calendar);
  scene->problems = problem_list_new ();
}

void
scene_clear (Scene *scene)
{
  problem_list_free (scene->problems);
  memory_loader_free (scene->loader);
  calendar_free (scene->calendar);
  company_clear (&scene->company);
}

gint64
scene_moment (const char *day, int hour)
{
  Day parsed;

  g_assert_true (day_parse (day, &parsed));
  return moment_from_day_time (parsed, hour * 3600, MOMENT_OFFSET_S);
}

void
scene_set_day (Scene *scene, const char *day)
{
  scene->now = scene_moment (day, 9) + 30 * 60 * MOMENT_SECOND;
}

void
scene_key (Id person, KeyPair *out)
{
  guint8 k[KEYS_SIZE] = { 0 };

  memcpy (k, person.b, sizeof person.b);
  keys_signer (k, out);
}

static gboolean
key_of (gpointer data, Id person, const char *public_key, gint64 moment, KeyStanding *standing, GError **error)
{
  g_auto (KeyPair) pair;
  g_autofree char *hex = NULL;

  scene_key (person, &pair);
  hex = hex_dup (pair.public_key, KEYS_SIZE);
  *standing = g_str_equal (hex, public_key) ? KEY_CONFIRMED : KEY_UNKNOWN;
  return TRUE;
}

/* A place for each department, and none for what is no department. */
static gint64
seq_of (gpointer data, Id shard)
{
  const Company *company = &((Scene *) data)->company;

  return id_equal (shard, company->sales) ? 100 : 0;
}

gboolean
scene_run (Scene *scene, const char *name, Id actor, Id id, char *args)
{
  const Command   *command = command_find (name);
  g_autofree char *text = args;
  g_autofree char *mid = g_strdup_printf ("%032x", ++scene->mutations);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_canonical_parse (text, -1, JSON_DEPTH, &error);
  g_autoptr (GPtrArray) effects = effects_new ();
  CommandContext context = { .loader = &scene->loader->loader,
                             .actor = actor,
                             .now = scene->now,
                             .clock_bad = scene->clock_bad,
                             .moment = scene->moment != 0 ? scene->moment : scene->now,
                             .id = id,
                             .dg = scene->dg != NULL ? scene->dg : "",
                             .mid = mid,
                             .key_of = key_of,
                             .seq_of = seq_of,
                             .data = scene };
  CommandResult  result;

  g_assert_no_error (error);
  g_assert_nonnull (command);
  g_ptr_array_set_size (scene->problems, 0);
  context.args = json_node_get_object (node);
  scene->code = "";
  result = command->run (&context, effects, scene->problems, &scene->code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result, !=, COMMAND_FAILED);
  if (result == COMMAND_OK)
    memory_loader_apply (scene->loader, effects);
  else
    g_assert_cmpuint (scene->problems->len, >, 0);
  return result == COMMAND_OK;
}

void
scene_assert_refused (Scene *scene, const char *code, const char *field)
{
  g_assert_cmpstr (scene->code, ==, code);
  if (field != NULL && problem_list_find (scene->problems, field) == NULL)
    {
      g_autofree char *text = problem_list_text (scene->problems, NULL);

      g_error ("no problem about %s in: %s", field, text);
    }
}

Dossier *
scene_dossier (Scene *scene, Id form)
{
  g_autoptr (GError) error = NULL;
  Dossier *dossier = dossier_load (&scene->loader->loader, form, 0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (dossier);
  return dossier;
}

Appraisal *
scene_form (Scene *scene, Id person)
{
  Appraisal *form = memory_loader_peek (scene->loader, &appraisal_schema, dossier_form_id (person, "2026-03"));

  g_assert_nonnull (form);
  return form;
}

char *
scene_signed_args (Scene *scene, const char *event, Id actor, Id form)
{
  return scene_signed_args_of (scene, event, actor, form, 0);
}

char *
scene_signed_args_of (Scene *scene, const char *event, Id actor, Id form, gint64 revision)
{
  g_autoptr (Dossier) dossier = dossier_load (&scene->loader->loader, form, revision, NULL);
  DocumentInput    input = { .event = event, .moment = scene->now };
  g_autofree char *document = appraisal_document (dossier, scene->company.directory, &input);
  g_autofree char *previous = g_str_equal (event, EVENT_SUBMIT_EVALUATION)
                                  ? evaluation_previous_digest (dossier, scene->now)
                                  : g_strdup (dossier_last_digest (dossier));
  g_auto (KeyPair) pair;
  g_autoptr (StepSeal) seal = NULL;

  scene_key (actor, &pair);
  seal = step_seal_new (document, previous, event, actor, &pair, scene->now);
  return args_for_signed (dossier->revision, document, seal);
}

gboolean
scene_run_signed (Scene *scene, const char *event, Id actor, Id form)
{
  g_autofree char *name = g_strconcat ("appraisal.", event, NULL);

  return scene_run (scene, name, actor, form, scene_signed_args (scene, event, actor, form));
}

gboolean
scene_run_reason (Scene *scene, const char *event, Id actor, Id form, const char *reason)
{
  g_autofree char *name = g_strconcat ("appraisal.", event, NULL);
  const Appraisal *row = memory_loader_peek (scene->loader, &appraisal_schema, form);

  return scene_run (scene, name, actor, form, args_for_reason (row->revision, reason, scene->now));
}

static void
put_rows (Scene *scene, const Schema *schema, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    memory_loader_put (scene->loader, schema, schema_copy (schema, g_ptr_array_index (rows, i)));
}

static Id
put_scheme (Scene *scene, Post post)
{
  Id id = id_derive ("scheme", (const char *const[]){ enum_nick (posts, (int) post), NULL });
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (id, post, scene->regulation, "2026-03");

  memory_loader_put (scene->loader, &scheme_schema, schema_copy (&scheme_schema, scheme->scheme));
  put_rows (scene, &scheme_grade_schema, scheme->grades);
  put_rows (scene, &scheme_item_schema, scheme->items);
  put_rows (scene, &scheme_step_schema, scheme->steps);
  return id;
}

static void
put_regulation (Scene *scene)
{
  Regulation *regulation = schema_new (&regulation_schema);
  Clause     *clause = schema_new (&clause_schema);

  scene->regulation = id_derive ("regulation", (const char *const[]){ "1", NULL });
  regulation->row.id = scene->regulation;
  set (&regulation->title, "电话销售客服管理制度");
  set (&regulation->version, "2026");
  set (&regulation->effective_on, "2026-01-01");
  set (&regulation->procedure, "职工代表大会讨论，公示七天");
  clause->regulation = scene->regulation;
  set (&clause->code, "5.4.1");
  set (&clause->heading, "工作业绩");
  memory_loader_put (scene->loader, &regulation_schema, regulation);
  memory_loader_put (scene->loader, &clause_schema, clause);
}

void
scene_open_march (Scene *scene)
{
  const Company    *company = &scene->company;
  Id                people[] = { company->agent1, company->agent2, company->mover };
  const Regulation *regulation;
  g_autofree char  *department = id_dup_hex (company->sales);

  scene_set_day (scene, "2026-02-10");
  put_regulation (scene);
  g_assert_true (scene_run (scene, "regulation.publish", company->hr1, scene->regulation, g_strdup ("{}")));
  scene->scheme = put_scheme (scene, POST_AGENT);
  scene->supervisor_scheme = put_scheme (scene, POST_SUPERVISOR);
  g_assert_true (scene_run (scene, "scheme.publish", company->hr1, scene->scheme, g_strdup ("{}")));
  g_assert_true (scene_run (scene, "scheme.publish", company->hr1, scene->supervisor_scheme, g_strdup ("{}")));
  regulation = memory_loader_peek (scene->loader, &regulation_schema, scene->regulation);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    g_assert_true (scene_run (scene, "regulation.acknowledge", people[i], scene->regulation,
                              g_strdup_printf ("{\"digest\":\"%s\"}", regulation->digest)));
  worked_month_add (scene->loader, company->agent1, "2026-03");
  worked_month_add (scene->loader, company->agent2, "2026-03");
  scene_set_day (scene, "2026-03-27");
  g_assert_true (scene_run (scene, "appraisal.open_month", company->manager,
                            dossier_month_id (company->sales, "2026-03"),
                            g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)));
}

void
scene_type_self (Scene *scene, Id form, gint64 score)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  SelfSheet *sheet = schema_new (&self_sheet_schema);

  sheet->appraisal = form;
  sheet->revision = dossier->revision;
  sheet->person = dossier->form->person;
  set (&sheet->month, "2026-03");
  set (&sheet->results_text, "本月销售额完成三万元，达到目标的四分之三。");
  set (&sheet->attitude_text, "每天按时完成客户跟进，没有遗漏客户。");
  set (&sheet->skill_text, "通过产品考试，异议处理仍需加强练习。");
  set (&sheet->discipline_text, "迟到两次，原因是地铁延误，已改早班车。");
  set (&sheet->main_work, "新客户开发");
  memory_loader_put (scene->loader, &self_sheet_schema, sheet);
  for (guint i = 0; i < dossier->scheme->items->len; i++)
    {
      SelfLine *line = schema_new (&self_line_schema);

      line->sheet = sheet->row.id;
      line->person = sheet->person;
      line->score = (OptInt){ score, TRUE };
      set (&line->code, ((const SchemeItem *) g_ptr_array_index (dossier->scheme->items, i))->code);
      memory_loader_put (scene->loader, &self_line_schema, line);
    }
}

void
scene_type_evaluation (Scene *scene, Id form, const char *strengths)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  Evaluation *sheet = schema_new (&evaluation_schema);

  sheet->appraisal = form;
  sheet->revision = dossier->revision;
  sheet->person = dossier->form->person;
  set (&sheet->month, "2026-03");
  set (&sheet->strengths, strengths);
  set (&sheet->weaknesses, "客户转化率低于目标");
  set (&sheet->advice, "参加异议处理演练");
  memory_loader_put (scene->loader, &evaluation_schema, sheet);
  for (guint i = 0; i < dossier->scheme->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (dossier->scheme->items, i);
      EvalLine         *line;

      if (!worked_month_rated (NULL, item->code).set)
        continue;
      line = schema_new (&eval_line_schema);
      line->sheet = sheet->row.id;
      line->person = sheet->person;
      line->score = worked_month_rated (NULL, item->code);
      set (&line->code, item->code);
      memory_loader_put (scene->loader, &eval_line_schema, line);
    }
}

Interview *
scene_interview (Scene *scene, Id form, InterviewOutcome outcome, const char *held_on)
{
  Interview *interview = schema_new (&interview_schema);

  interview->outcome = outcome;
  set (&interview->held_on, held_on);
  set (&interview->place, "三号会议室");
  set (&interview->result, "说明了总分和等级");
  set (&interview->success, "客户跟进及时");
  set (&interview->improve, "转化率");
  set (&interview->advice, "每周两次演练");
  return interview;
}

GPtrArray *
scene_plan (Scene *scene, gint64 sales_fen)
{
  GPtrArray *plan = g_ptr_array_new ();
  PlanItem  *item = schema_new (&plan_item_schema);

  set (&item->goal, "提高销售额");
  set (&item->measure, "每天新增有效沟通十五个");
  set (&item->due_on, "2026-04-30");
  set (&item->owner, "A01");
  item->target = PLAN_TARGET_SALES;
  item->value = sales_fen;
  item->position = 1;
  g_ptr_array_add (plan, item);
  return plan;
}

char *
scene_interview_args (
    Scene *scene, Id form, Interview *interview, GPtrArray *plan, const char *stance, const char *stance_text)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  DocumentInput    input = { .event = EVENT_INTERVIEW,
                             .moment = scene->now,
                             .interview = interview,
                             .plan = plan,
                             .stance = stance,
                             .stance_text = stance_text };
  g_autofree char *document = appraisal_document (dossier, scene->company.directory, &input);
  g_autoptr (GPtrArray) seals = g_ptr_array_new_with_free_func ((GDestroyNotify) step_seal_free);
  g_auto (KeyPair) scorer, second;
  StepSeal *seal;
  char     *args;

  scene_key (dossier->form->scorer, &scorer);
  seal = step_seal_new (document, dossier_last_digest (dossier), EVENT_INTERVIEW, dossier->form->scorer, &scorer,
                        scene->now);
  g_ptr_array_add (seals, seal);
  if (interview->outcome != INTERVIEW_OUTCOME_ABSENT)
    {
      gboolean refused = interview->outcome == INTERVIEW_OUTCOME_REFUSED;
      Id       signer = refused ? interview->witness : dossier->form->person;

      scene_key (signer, &second);
      g_ptr_array_add (seals, step_seal_new (document, seal->digest,
                                             refused ? EVENT_INTERVIEW_WITNESS : EVENT_INTERVIEW_SUBJECT, signer,
                                             &second, scene->now));
    }
  else
    scene_key (ID_NONE, &second);
  args = args_for_interview (dossier->revision, document, interview, plan, seals, stance, stance_text);
  schema_free (&interview_schema, interview);
  rows_free (&plan_item_schema, plan);
  return args;
}

gboolean
scene_receive (Scene *scene, Id form)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  NoticeKind       kind = notice_open (dossier);
  g_autofree char *digest = notice_digest (dossier, kind);
  gboolean         done;

  scene->dg = digest;
  done = scene_run (scene, "appraisal.receive_notice", dossier->form->person, form,
                    args_for_receipt (kind, notice_revision (dossier, kind)));
  scene->dg = NULL;
  return done;
}

void
scene_reach (Scene *scene, Id person, FormState state)
{
  Id form = dossier_form_id (person, "2026-03");
  Id month = dossier_month_id (scene->company.sales, "2026-03");

  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form, 8800);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  if (state < FORM_STATE_SCORED)
    return;
  scene_set_day (scene, "2026-04-02");
  g_assert_true (scene_run (scene, "appraisal.freeze", ID_NONE, month, g_strdup ("{}")));
  scene_type_evaluation (scene, form, "跟进及时");
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene_form (scene, person)->scorer, form));
  if (state >= FORM_STATE_TALKED)
    {
      char *args =
          scene_interview_args (scene, form, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                                scene_plan (scene, 4200000), STANCE_AGREE, "");

      g_assert_true (scene_run (scene, "appraisal.interview", scene_form (scene, person)->scorer, form, args));
    }
  if (state >= FORM_STATE_REVIEWED)
    g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
  if (state >= FORM_STATE_FILED)
    g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
}
