/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The chain of forms: everybody does his part from what his own machine shows, several at once, with returns,
 * withdrawals and interviews signed by two; and the graph of approvals as a table of its own (I5).
 */
#include "simulate.h"

#include <string.h>

#include "appraisal/appraisal-args.h"
#include "appraisal/appraisal-commands.h"
#include "appraisal/document.h"
#include "appraisal/form-command.h"
#include "appraisal/rows.h"
#include "appraisal/workflow.h"
#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"
#include "registry.h"
#include "store/apply.h"
#include "store/store-loader.h"
#include "training/exam-result.h"

#include "appraisal-scene.h"
#include "worked-month.h"

gint64
sim_month_opens (void)
{
  return scene_moment ("2026-03-31", 9);
}

void
sim_key (Id person, KeyPair *out)
{
  scene_key (person, out);
}

/* Founding: the month of appraisal-scene.h without its thousand calls. */

static int
compare_rows_cb (gconstpointer a, gconstpointer b)
{
  return id_compare ((*(const Row *const *) a)->id, (*(const Row *const *) b)->id);
}

static void
found_table (Server *server, Scene *scene, const Schema *schema, const ServerNow *now)
{
  GHashTable *table = g_hash_table_lookup (scene->loader->tables, schema);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       row;

  if (table == NULL)
    return;
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, row);
  g_ptr_array_sort (rows, compare_rows_cb);
  for (guint i = 0; i < rows->len; i++)
    if (!server_write (server, NULL, schema, rows->pdata[i], now, &error))
      g_error ("%s: %s", schema->table, error->message);
}

void
sim_appraisal_found (Server *server, const Company *company, gint64 at)
{
  /* clang-format off */
  static const Schema *const tables[] = {
    &regulation_schema, &clause_schema, &receipt_schema, &scheme_schema, &scheme_grade_schema, &scheme_item_schema,
    &scheme_step_schema, &exam_result_schema, &target_schema, &appraisal_month_schema, &appraisal_schema };
  /* clang-format on */
  Scene     scene;
  ServerNow now = { .now = at, .random = { 1, 2, 3 } };

  scene_init (&scene);
  scene_open_march (&scene);
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    found_table (server, &scene, tables[i], &now);
  scene_clear (&scene);
}

/* Work */

/* A form as this machine shows it. */
typedef struct
{
  SimClient *client;
  Directory *directory;
  Calendar  *calendar;
  Loader    *loader;
  Dossier   *dossier;
  gint64     moment;
  guint      who;
} Desk;

static gboolean
desk_open (Desk *desk, SimClient *client)
{
  g_autoptr (Rows) forms = store_query (client->store, &appraisal_schema, NULL, "ORDER BY id", "");
  char today[11];

  *desk = (Desk){ .client = client, .moment = sim_client_clock (client) };
  if (forms == NULL || forms->len == 0)
    return FALSE;
  desk->directory = store_load_directory (client->store, NULL);
  desk->calendar = calendar_new ();
  calendar_add_builtin (desk->calendar);
  desk->loader = store_loader_new (client->store, desk->directory, desk->calendar);
  desk->dossier = dossier_load (desk->loader,
                                ((const Row *) forms->at[sim_int (client->world, 0, (int) forms->len)])->id, 0, NULL);
  if (desk->dossier == NULL || desk->dossier->scheme == NULL)
    return FALSE;
  /* A step on its way makes the form read-only for its author (R41). */
  if (store_pending (client->store, "appraisal", desk->dossier->form->row.id, NULL) != 0)
    return FALSE;
  command_day (client->world->now, today);
  desk->who = workflow_who (desk->dossier->form, JUDGES_NONE, desk->directory, client->person, today);
  return TRUE;
}

static void
desk_close (Desk *desk)
{
  g_clear_pointer (&desk->dossier, dossier_free);
  g_clear_pointer (&desk->loader, store_loader_free);
  g_clear_pointer (&desk->calendar, calendar_free);
  g_clear_pointer (&desk->directory, directory_unref);
}

static void
queue_with_digest (Desk *desk, const char *event, const char *dg, char *args)
{
  g_autofree char *owned = args;
  g_autofree char *name = g_strconcat ("appraisal.", event, NULL);
  SimEdit         *edit = sim_edit_new (desk->client);

  sim_trace (desk->client->world, "client %d: %s", desk->client->index, event);
  sim_client_apply (desk->client,
                    mutation_command (name, &appraisal_schema, desk->dossier->form->row.id, dg, owned), edit);
}

static void
queue (Desk *desk, const char *event, char *args)
{
  queue_with_digest (desk, event, NULL, args);
}

/* Some devices are of before and do not say what they read. */
static void
queue_receipt (Desk *desk)
{
  NoticeKind       kind = notice_open (desk->dossier);
  g_autofree char *digest = notice_digest (desk->dossier, kind);

  if (kind == NOTICE_NONE || desk->client->index % 2 == 0)
    queue (desk, EVENT_RECEIVE_NOTICE, g_strdup ("{}"));
  else
    queue_with_digest (desk, EVENT_RECEIVE_NOTICE, digest,
                       args_for_receipt (kind, notice_revision (desk->dossier, kind)));
}

static void
queue_signed (Desk *desk, const char *event)
{
  const Dossier   *dossier = desk->dossier;
  DocumentInput    input = { .event = event, .moment = desk->moment };
  g_autofree char *document = appraisal_document (dossier, desk->directory, &input);
  g_autofree char *previous = g_str_equal (event, EVENT_SUBMIT_EVALUATION)
                                  ? evaluation_previous_digest (dossier, desk->moment)
                                  : g_strdup (dossier_last_digest (dossier));
  g_auto (KeyPair) pair;
  g_autoptr (StepSeal) seal = NULL;

  scene_key (desk->client->person, &pair);
  seal = step_seal_new (document, previous, event, desk->client->person, &pair, desk->moment);
  queue (desk, event, args_for_signed (dossier->revision, document, seal));
}

static void
queue_reason (Desk *desk, const char *event)
{
  static const char reason[] = "数字与沟通记录不符，请重新核对后再提交";

  queue (desk, event, args_for_reason (desk->dossier->form->revision, reason, desk->moment));
}

static void
put_row (Desk *desk, const Schema *schema, gpointer row, const char *field)
{
  SimEdit *edit = sim_edit_new (desk->client);

  ((Row *) row)->id = schema_natural_id (schema, row);
  if (field != NULL)
    {
      char           **slot = FIELD_PTR (row, schema_field (schema, field), char *);
      g_autofree char *text = g_strconcat (*slot, edit->token, NULL);

      sim_set_text (slot, text);
    }
  if (desk->client->store != NULL)
    sim_client_apply (desk->client, mutation_put (schema, row), edit);
  schema_free (schema, row);
}

/* A long form: every text some thousand characters. */
static void
type_self (Desk *desk)
{
  const Dossier   *dossier = desk->dossier;
  SelfSheet       *sheet = schema_new (&self_sheet_schema);
  GString         *text = g_string_new (NULL);
  g_autofree char *words = NULL;
  int              lines = sim_int (desk->client->world, 1, 40);

  for (int i = 0; i < lines; i++)
    g_string_append (text, "本月销售额完成三万元，达到目标的四分之三；按时完成客户跟进，没有遗漏客户。\n");
  words = g_string_free (text, FALSE);
  sheet->appraisal = dossier->form->row.id;
  sheet->revision = dossier->form->revision;
  sheet->person = dossier->form->person;
  sim_set_text (&sheet->month, dossier->form->month);
  sim_set_text (&sheet->results_text, words);
  sim_set_text (&sheet->attitude_text, words);
  sim_set_text (&sheet->skill_text, words);
  sim_set_text (&sheet->discipline_text, words);
  sim_set_text (&sheet->main_work, "新客户开发");
  put_row (desk, &self_sheet_schema, sheet, "results_text");
  for (guint i = 0; i < dossier->scheme->items->len; i++)
    {
      SelfLine *line = schema_new (&self_line_schema);

      line->sheet = dossier_self_sheet_id (dossier->form->row.id, dossier->form->revision);
      line->person = dossier->form->person;
      line->score = (OptInt){ 8800, TRUE };
      sim_set_text (&line->code, ((const SchemeItem *) dossier->scheme->items->pdata[i])->code);
      put_row (desk, &self_line_schema, line, NULL);
    }
}

static void
type_evaluation (Desk *desk)
{
  const Dossier *dossier = desk->dossier;
  Evaluation    *sheet = schema_new (&evaluation_schema);

  sheet->appraisal = dossier->form->row.id;
  sheet->revision = dossier->form->revision;
  sheet->person = dossier->form->person;
  sim_set_text (&sheet->month, dossier->form->month);
  sim_set_text (&sheet->strengths, "跟进及时 ");
  sim_set_text (&sheet->weaknesses, "客户转化率低于目标");
  sim_set_text (&sheet->advice, "参加异议处理演练");
  put_row (desk, &evaluation_schema, sheet, "strengths");
  for (guint i = 0; i < dossier->scheme->items->len; i++)
    {
      const SchemeItem *item = dossier->scheme->items->pdata[i];
      EvalLine         *line;

      if (!worked_month_rated (NULL, item->code).set)
        continue;
      line = schema_new (&eval_line_schema);
      line->sheet = dossier_evaluation_id (dossier->form->row.id, dossier->form->revision);
      line->person = dossier->form->person;
      line->score = worked_month_rated (NULL, item->code);
      sim_set_text (&line->code, item->code);
      put_row (desk, &eval_line_schema, line, NULL);
    }
}

/* Both sign at one machine (R13). */
static void
hold_interview (Desk *desk)
{
  Scene scene = { .company = desk->client->world->company, .now = desk->moment };
  char  today[11];
  g_autoptr (GPtrArray) seals = g_ptr_array_new_with_free_func ((GDestroyNotify) step_seal_free);
  const Dossier   *dossier = desk->dossier;
  Interview       *interview;
  GPtrArray       *plan = scene_plan (&scene, 4200000);
  DocumentInput    input = { .event = EVENT_INTERVIEW, .moment = desk->moment, .plan = plan };
  g_autofree char *document = NULL;
  g_auto (KeyPair) scorer, subject;
  StepSeal *seal;

  command_day (desk->moment, today);
  interview = scene_interview (&scene, dossier->form->row.id, INTERVIEW_OUTCOME_SIGNED, today);
  input.interview = interview;
  input.stance = "agree";
  input.stance_text = "";
  document = appraisal_document (dossier, desk->directory, &input);
  scene_key (desk->client->person, &scorer);
  scene_key (dossier->form->person, &subject);
  seal = step_seal_new (document, dossier_last_digest (dossier), EVENT_INTERVIEW, desk->client->person, &scorer,
                        desk->moment);
  g_ptr_array_add (seals, seal);
  g_ptr_array_add (seals, step_seal_new (document, seal->digest, EVENT_INTERVIEW_SUBJECT, dossier->form->person,
                                         &subject, desk->moment));
  queue (desk, EVENT_INTERVIEW,
         args_for_interview (dossier->revision, document, interview, plan, seals, "agree", ""));
  schema_free (&interview_schema, interview);
  rows_free (&plan_item_schema, plan);
}

static void
work_as_subject (Desk *desk)
{
  World *world = desk->client->world;

  switch ((int) desk->dossier->form->state)
    {
    case FORM_STATE_SELF_DUE:
      if (desk->dossier->self == NULL || sim_chance (world, 100))
        type_self (desk);
      else
        queue_signed (desk, EVENT_SUBMIT_SELF);
      break;
    case FORM_STATE_SELF_DONE:
      if (sim_chance (world, 200))
        queue_reason (desk, EVENT_WITHDRAW_SELF);
      break;
    case FORM_STATE_FILED:
      queue_receipt (desk);
      break;
    default:
      break;
    }
}

static void
work_as_scorer (Desk *desk)
{
  if (desk->dossier->form->state == FORM_STATE_SCORED)
    hold_interview (desk);
  else if (desk->dossier->form->state == FORM_STATE_TALKED && sim_chance (desk->client->world, 300))
    queue_signed (desk, EVENT_REVIEW); /* not his to do */
  else if (desk->dossier->form->state > FORM_STATE_SELF_DONE)
    return;
  else if (desk->dossier->evaluation == NULL)
    type_evaluation (desk);
  else if (sim_chance (desk->client->world, 300))
    sim_files_attach (desk->client, desk->dossier);
  else if (dossier_is_frozen (desk->dossier))
    queue_signed (desk, EVENT_SUBMIT_EVALUATION);
}

void
sim_appraisal_work (SimClient *client)
{
  Desk desk;

  if (desk_open (&desk, client))
    {
      FormState state = desk.dossier->form->state;

      if (desk.who & WHO_SUBJECT)
        work_as_subject (&desk);
      else if (desk.who & WHO_SCORER)
        work_as_scorer (&desk);
      else if ((desk.who & WHO_REVIEWER) && state == FORM_STATE_TALKED && sim_chance (client->world, 250))
        queue_reason (&desk, EVENT_RETURN);
      else if ((desk.who & WHO_REVIEWER) && state == FORM_STATE_TALKED)
        queue_signed (&desk, EVENT_REVIEW);
      else if ((desk.who & WHO_HR) && state == FORM_STATE_REVIEWED)
        queue_reason (&desk, sim_chance (client->world, 200) ? EVENT_RETURN : EVENT_FILE);
    }
  desk_close (&desk);
}

/* I5 */

/* From where to where, by what (rules.md, workflow, monthly). */
/* clang-format off */
static const struct { const char *from, *event, *to; } graph[] = {
  { "self-due", "submit_self", "self-done" }, { "self-done", "withdraw_self", "self-due" },
  { "self-due", "submit_evaluation", "scored" }, { "self-done", "submit_evaluation", "scored" },
  { "scored", "interview", "talked" }, { "talked", "return", "self-done" }, { "talked", "review", "reviewed" },
  { "reviewed", "file", "filed" }, { "reviewed", "return", "self-done" } };
/* clang-format on */

static gboolean
is_edge (const char *from, const char *to, gint64 raised)
{
  for (gsize i = 0; i < G_N_ELEMENTS (graph); i++)
    if (g_str_equal (graph[i].from, from) && g_str_equal (graph[i].to, to) &&
        raised == (g_str_equal (graph[i].event, "return") || g_str_equal (graph[i].event, "withdraw_self") ? 1 : 0))
      return TRUE;
  return FALSE;
}

/* Every form has gone along the graph only: its header's versions, one after the other. */
static gboolean
check_ways (World *world)
{
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), NULL,
                                        "SELECT a.row, v.value FROM audit a JOIN audit_value v USING (org, shard, aseq)"
                                        " WHERE a.tbl = 'appraisal' AND a.action NOT IN ('rejected', 'held', "
                                        "'conflict') ORDER BY a.row, a.aseq",
                                        "");
  Id               last = ID_NONE;
  g_autofree char *state = g_strdup ("");
  gint64           revision = 0;

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      g_autoptr (JsonNode) node = json_canonical_parse (db_column_text (stmt, 1), -1, JSON_DEPTH, NULL);
      Id         id = db_column_id (stmt, 0);
      Appraisal *form = schema_new (&appraisal_schema);
      gboolean   fine;

      schema_from_body (&appraisal_schema, json_node_get_object (node), form, NULL);
      fine = !id_equal (id, last) || g_str_equal (state, enum_nick (form_states, (int) form->state)) ||
             is_edge (state, enum_nick (form_states, (int) form->state), form->revision - revision);
      if (fine)
        sim_set_text (&state, enum_nick (form_states, (int) form->state));
      else
        sim_wrong (world, "I5: a form went from %s to %s", state, enum_nick (form_states, (int) form->state));
      world->steps_made += id_equal (id, last) && form->state != FORM_STATE_SELF_DUE;
      revision = form->revision;
      last = id;
      schema_free (&appraisal_schema, form);
      if (!fine)
        return FALSE;
    }
  return TRUE;
}

/* Rows of a table as the server has them. (transfer full) */
static GPtrArray *
server_rows (World *world, const Schema *schema)
{
  GPtrArray *rows = g_ptr_array_new ();
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), NULL,
                                        "SELECT id FROM row WHERE tbl = ? AND del = 0 ORDER BY id", "s", schema->table);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (Id));

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      Id id = db_column_id (stmt, 0);

      g_array_append_val (ids, id);
    }
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (rows, server_read (world->server, schema, g_array_index (ids, Id, i), NULL));
  return rows;
}

static const Step *
step_of (GPtrArray *steps, const Step *like, const char *event)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = steps->pdata[i];

      if (id_equal (step->appraisal, like->appraisal) && step->revision == like->revision &&
          g_str_equal (step->event, event))
        return step;
    }
  return NULL;
}

/* Who may stand under a step: the subject under his own, nobody under two that judge each other. */
static gboolean
check_signer (World *world, GPtrArray *steps, const Step *step)
{
  gboolean of_subject = g_str_equal (step->event, EVENT_SUBMIT_SELF) ||
                        g_str_equal (step->event, EVENT_INTERVIEW_SUBJECT) ||
                        g_str_equal (step->event, EVENT_WITHDRAW_SELF) ||
                        g_str_equal (step->event, EVENT_RECEIVE_NOTICE) ||
                        g_str_equal (step->event, EVENT_RECEIVE_RESULT);
  const Step *scored = step_of (steps, step, EVENT_SUBMIT_EVALUATION);
  const Step *talked = step_of (steps, step, EVENT_INTERVIEW);

  if (of_subject != id_equal (step->actor, step->person))
    return sim_wrong (world, "I5: %s stands under the name of the wrong person", step->event);
  if (g_str_equal (step->event, EVENT_REVIEW) && (scored == NULL || id_equal (scored->actor, step->actor)))
    return sim_wrong (world, "I5: who scored has reviewed");
  if (g_str_equal (step->event, EVENT_REVIEW) && talked != NULL && id_equal (talked->actor, step->actor))
    return sim_wrong (world, "I5: who held the interview has reviewed");
  if (g_str_equal (step->event, EVENT_FILE) && !id_equal (step->actor, world->company.hr1) &&
      !id_equal (step->actor, world->company.hr2))
    return sim_wrong (world, "I5: filed by somebody who is not HR");
  return TRUE;
}

/* A signature names the step before it: nobody approves what he did not see. */
static gboolean
check_order (World *world, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = steps->pdata[i], *before = NULL;

      if (step->row.rv != 1)
        return sim_wrong (world, "I5: %s was made twice in one revision", step->event);
      for (guint j = 0; j < steps->len; j++)
        {
          const Step *other = steps->pdata[j];

          if (id_equal (other->appraisal, step->appraisal) && other->row.seq < step->row.seq &&
              (before == NULL || other->row.seq > before->row.seq))
            before = other;
        }
      if (before != NULL && *step->signature != '\0' && !g_str_equal (before->digest, step->previous))
        return sim_wrong (world, "I5: %s does not follow the step before it", step->event);
    }
  return TRUE;
}

/* What was signed is what the rows of the step say, under the person's own key. */
static gboolean
check_seal (World *world, GPtrArray *documents, const Step *step)
{
  g_auto (KeyPair) pair;
  g_autofree char *key = NULL;

  if (*step->signature == '\0')
    return TRUE;
  scene_key (step->actor, &pair);
  key = hex_dup (pair.public_key, KEYS_SIZE);
  if (!g_str_equal (key, step->public_key))
    return sim_wrong (world, "I5: %s is signed with the key of somebody else", step->event);
  for (guint i = 0; i < documents->len; i++)
    {
      const StepDocument *document = documents->pdata[i];

      if (id_equal (document->step, step->row.id))
        return step_verify (step, document->document) ||
               sim_wrong (world, "I5: the signature under %s does not hold", step->event);
    }
  return TRUE;
}

/* For whoever reads the trace: what became of the steps. */
static void
trace_outcomes (World *world)
{
  g_autoptr (DbStmt) stmt = db_prepare (server_get_db (world->server), NULL,
                                        "SELECT line ->> '$.name', status, code, count(*) FROM mutation WHERE line ->> "
                                        "'$.k' = 'cmd' GROUP BY 1, 2, 3",
                                        "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    sim_trace (world, "%s: %s %s, %d times", db_column_text (stmt, 0), db_column_text (stmt, 1),
               db_column_text (stmt, 2), (int) db_column_int (stmt, 3));
}

gboolean
sim_appraisal_check (World *world)
{
  g_autoptr (GPtrArray) steps = server_rows (world, &step_schema);
  g_autoptr (GPtrArray) documents = server_rows (world, &step_document_schema);
  gboolean fine;

  trace_outcomes (world);
  fine = check_ways (world) && check_order (world, steps);

  for (guint i = 0; fine && i < steps->len; i++)
    fine = check_signer (world, steps, steps->pdata[i]) && check_seal (world, documents, steps->pdata[i]);
  for (guint i = 0; i < steps->len; i++)
    schema_free (&step_schema, steps->pdata[i]);
  for (guint i = 0; i < documents->len; i++)
    schema_free (&step_document_schema, documents->pdata[i]);
  return fine;
}
