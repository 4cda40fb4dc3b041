/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The month under way: opened, typed, frozen, signed and filed through the real commands with real signatures, so that
 * forms stand in every state. The worked example is left at its beginning.
 */
#include <math.h>

#include "appraisal/appraisal-args.h"
#include "appraisal/appraisal-commands.h"
#include "appraisal/document.h"
#include "appraisal/due-dates.h"
#include "appraisal/form-check.h"
#include "appraisal/rows.h"
#include "appraisal/workflow.h"
#include "core/id.h"
#include "core/moment.h"
#include "ctl/ctl.h"
#include "ctl/sample-store.h"

typedef enum
{
  STAGE_SELF_DUE,
  STAGE_SELF_DONE,
  STAGE_SCORED,
  STAGE_OBJECTED, /* interviewed, with a different opinion */
  STAGE_REFUSED,  /* interviewed, refused to sign, with a witness */
  STAGE_TALKED,
  STAGE_RETURNED,
  STAGE_REVIEWED,
  STAGE_FILED,
} Stage;

typedef struct
{
  SampleStore        *store;
  const SamplePerson *person;
  const char         *number;
  Stage               stage;
  Id                  form;
  const char         *scorer, *reviewer; /* employee numbers */
} Chain;

/* clang-format off */
/* How far each form has come: the first team as the documentation tells it, the others in turn. */
static const Stage first_team[SAMPLE_AGENTS_PER_TEAM] = {
  STAGE_SELF_DUE, STAGE_SELF_DONE, STAGE_SCORED, STAGE_OBJECTED, STAGE_TALKED,
  STAGE_RETURNED, STAGE_REVIEWED, STAGE_SCORED, STAGE_REVIEWED, STAGE_FILED };
static const Stage others[SAMPLE_AGENTS_PER_TEAM] = {
  STAGE_FILED, STAGE_REVIEWED, STAGE_SELF_DONE, STAGE_TALKED, STAGE_SCORED,
  STAGE_SELF_DUE, STAGE_REVIEWED, STAGE_FILED, STAGE_SCORED, STAGE_TALKED };
static const Stage supervisors[SAMPLE_TEAMS] = {
  STAGE_SELF_DUE, STAGE_SELF_DONE, STAGE_SCORED, STAGE_TALKED, STAGE_REVIEWED, STAGE_FILED };
static const struct { const char *number; Stage stage; } planted[] = {
  { "A0207", STAGE_REFUSED }, { "A0303", STAGE_SELF_DONE }, { "A0409", STAGE_TALKED } };

static const char *const results_texts[] = {
  "本月签约客户比上月多，主要来自老客户转介绍。", "月初进度偏慢，下旬集中跟进意向客户后追回大半。", "销售额接近目标，转化率还有提高的余地。" };
static const char *const attitude_texts[] = {
  "每天的跟进都当天完成，没有漏掉客户的回电。", "主动带新同事熟悉系统，也按时交接客户。", "通话记录基本当场写完，偶有拖延已改正。" };
static const char *const skill_texts[] = {
  "产品考试通过，异议处理还要多练几遍。", "开场和提问比上月顺，报价环节仍有犹豫。", "学会用案例讲价值，客户提问更能答得上。" };
static const char *const discipline_texts[] = {
  "全月按时到岗，没有违规的情况发生。", "迟到一次是因为地铁故障，已改坐早一班。", "遵守排班与保密要求，离席都有登记。" };
static const char *const strengths[] = {
  "跟进及时，客户反馈态度好", "善于提问，能抓住客户真正的需要", "记录完整，交接清楚，团队里愿意帮人" };
static const char *const weaknesses[] = {
  "报价后的跟进不够坚决", "转化率低于目标，异议处理要加强", "工单偶有超时，需安排好优先次序" };
static const char *const advice[] = {
  "每周参加两次异议处理演练", "每天下午留一小时专门回访意向客户", "与质检员一起听三通录音并写小结" };
/* clang-format on */

#define ANY(texts) (texts)[sample_int (self->store->sample, 0, G_N_ELEMENTS (texts) - 1)]

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static const char *
month_text (SampleStore *self, char text[MONTH_TEXT_SIZE])
{
  month_format (self->month, text);
  return text;
}

static const char *
supervisor_number (int team)
{
  static const char *const numbers[SAMPLE_TEAMS] = { "Z01", "Z02", "Z03", "Z04", "Z05", "Z06" };

  return numbers[team];
}

/* One mutation of a person, as if his device had pushed it. (transfer full) @mutation */
static gboolean
push (SampleStore *self, const char *number, Mutation *mutation)
{
  g_autoptr (Mutation) owned = mutation;
  ServerActor      actor = { .login = (char *) number, .person = sample_person (self->sample, number)->id };
  ServerNow       *now = &self->admin->now;
  ApplyOutcome     outcome = { 0 };
  g_autofree char *line = NULL;
  Id               mid = sample_id (self->sample);

  id_to_hex (mid, mutation->mid);
  mutation->hlc = sample_store_now (self) / 1000 << 16;
  line = mutation_line (mutation);
  if (!server_apply (self->admin->server, &actor, mutation, line, now, &outcome, &self->error))
    return FALSE;
  now->now += MOMENT_SECOND;
  if (outcome.status == APPLY_OK || outcome.status == APPLY_MERGED)
    return TRUE;
  return ctl_fail (&self->error, CTL_ERROR_FAILED, "the sample's %s by %s was refused: %s",
                   mutation->name != NULL ? mutation->name : mutation->table, number, outcome.code);
}

static gboolean
put (SampleStore *self, const char *number, const Schema *schema, gpointer row)
{
  gboolean done;

  if (schema_is_natural (schema))
    ((Row *) row)->id = schema_natural_id (schema, row);
  done = push (self, number, mutation_put (schema, row));
  schema_free (schema, row);
  return done;
}

/* (transfer full) @args */
static gboolean
command (SampleStore *self, const char *number, const char *event, const Schema *schema, Id id, char *args)
{
  g_autofree char *owned = args;
  g_autofree char *name = g_strconcat ("appraisal.", event, NULL);

  return push (self, number, mutation_command (name, schema, id, NULL, owned));
}

static Dossier *
load (SampleStore *self, Id form)
{
  g_autofree Loader *loader = server_loader_new (self->admin->server, &self->error);

  return loader != NULL ? dossier_load (loader, form, 0, &self->error) : NULL;
}

/* A step with one signature of @number. */
static gboolean
sign (SampleStore *self, const char *number, const char *event, Id form)
{
  g_autoptr (Dossier) dossier = load (self, form);
  DocumentInput    input = { .event = event, .moment = sample_store_now (self) };
  Directory       *directory = server_get_directory (self->admin->server, &self->error);
  g_autofree char *document = NULL;
  g_autofree char *previous = NULL;
  g_autoptr (StepSeal) seal = NULL;

  if (dossier == NULL || directory == NULL)
    return FALSE;
  document = appraisal_document (dossier, directory, &input);
  if (g_str_equal (event, EVENT_SUBMIT_EVALUATION))
    previous = evaluation_previous_digest (dossier, input.moment);
  else
    previous = g_strdup (dossier_last_digest (dossier));
  seal = step_seal_new (document, previous, event, sample_person (self->sample, number)->id,
                        &sample_store_account (self, number)->pair, input.moment);
  return command (self, number, event, &appraisal_schema, form, args_for_signed (dossier->revision, document, seal));
}

/* A score in whole points around what the person's skill implies, in hundredths. */
static gint64
draw_score (const Chain *self, double mean, double low, double high)
{
  double drawn = mean + 4 * self->person->skill + 3.5 * sample_normal (self->store->sample);

  return (gint64) round (CLAMP (drawn, low, high)) * 100;
}

static SelfSheet *
self_sheet (const Chain *self, const Dossier *dossier)
{
  SelfSheet *sheet = schema_new (&self_sheet_schema);
  char       month[MONTH_TEXT_SIZE];

  sheet->appraisal = self->form;
  sheet->revision = dossier->revision;
  sheet->person = self->person->id;
  set_text (&sheet->month, month_text (self->store, month));
  set_text (&sheet->results_text, ANY (results_texts));
  set_text (&sheet->attitude_text, ANY (attitude_texts));
  set_text (&sheet->skill_text, ANY (skill_texts));
  set_text (&sheet->discipline_text, ANY (discipline_texts));
  set_text (&sheet->main_work, "新客户开发与老客户回访");
  set_text (&sheet->next_ideas, "每天多打十通有准备的电话");
  return sheet;
}

static gboolean
type_self (const Chain *self)
{
  g_autoptr (Dossier) dossier = load (self->store, self->form);
  SelfSheet *sheet;
  Id         sheet_id;

  if (dossier == NULL)
    return FALSE;
  sheet = self_sheet (self, dossier);
  sheet_id = schema_natural_id (&self_sheet_schema, sheet);
  if (!put (self->store, self->number, &self_sheet_schema, sheet))
    return FALSE;
  for (guint i = 0; i < dossier->scheme->items->len; i++)
    {
      SelfLine *line = schema_new (&self_line_schema);

      line->sheet = sheet_id;
      line->person = self->person->id;
      line->score = (OptInt){ draw_score (self, 87, 60, 100), TRUE };
      set_text (&line->code, ((const SchemeItem *) g_ptr_array_index (dossier->scheme->items, i))->code);
      if (!put (self->store, self->number, &self_line_schema, line))
        return FALSE;
    }
  return TRUE;
}

/* Obligatory where the person moved within the month (R6). */
static gboolean
give_opinion (const Chain *self, const Dossier *dossier)
{
  const char      *earlier = supervisor_number (self->person->team);
  g_autofree char *args = NULL;

  if (id_is_none (dossier->form->previous_scorer))
    return TRUE;
  args = g_strdup_printf ("{\"revision\":%" G_GINT64_FORMAT ",\"text\":\"上半月在本组表现稳定，客户交接完整。\"}",
                          dossier->revision);
  return command (self->store, earlier, "give_opinion", &appraisal_schema, self->form, g_steal_pointer (&args));
}

static gboolean
type_ratings (const Chain *self, const Dossier *dossier, Id sheet)
{
  g_autoptr (ScoreCard) card = dossier_card (dossier, NULL);

  for (guint i = 0; i < card->items->len; i++)
    {
      const ScoreItem *entry = &g_array_index (card->items, ScoreItem, i);
      EvalLine        *line;

      if (!entry->rated)
        continue;
      line = schema_new (&eval_line_schema);
      line->sheet = sheet;
      line->person = self->person->id;
      line->score = (OptInt){ draw_score (self, 80, 55, 95), TRUE };
      set_text (&line->code, entry->item->code);
      if (line->score.v >= EXAMPLE_FROM)
        set_text (&line->example, "三月十八日主动接手同事的急件，当天办结。");
      else if (line->score.v < EXAMPLE_BELOW)
        set_text (&line->example, "三月十一日答应客户回电而未回，由组长补办。");
      if (!put (self->store, self->scorer, &eval_line_schema, line))
        return FALSE;
    }
  return TRUE;
}

static gboolean
type_evaluation (const Chain *self)
{
  g_autoptr (Dossier) dossier = load (self->store, self->form);
  Evaluation *sheet;
  Id          sheet_id;
  char        month[MONTH_TEXT_SIZE];

  if (dossier == NULL || !give_opinion (self, dossier))
    return FALSE;
  sheet = schema_new (&evaluation_schema);
  sheet->appraisal = self->form;
  sheet->revision = dossier->revision;
  sheet->person = self->person->id;
  set_text (&sheet->month, month_text (self->store, month));
  set_text (&sheet->strengths, ANY (strengths));
  set_text (&sheet->weaknesses, ANY (weaknesses));
  set_text (&sheet->advice, ANY (advice));
  sheet_id = schema_natural_id (&evaluation_schema, sheet);
  return put (self->store, self->scorer, &evaluation_schema, sheet) && type_ratings (self, dossier, sheet_id);
}

static Interview *
interview_of (const Chain *self)
{
  Interview *interview = schema_new (&interview_schema);

  g_free (interview->held_on);
  interview->held_on = day_dup_text (moment_day (sample_store_now (self->store), MOMENT_OFFSET_S));
  set_text (&interview->place, "三号会议室");
  set_text (&interview->result, "说明了总分、等级和每一项的算法");
  set_text (&interview->success, ANY (strengths));
  set_text (&interview->improve, ANY (weaknesses));
  set_text (&interview->advice, ANY (advice));
  if (self->stage == STAGE_REFUSED)
    {
      interview->outcome = INTERVIEW_OUTCOME_REFUSED;
      interview->witness = sample_person (self->store->sample, "T01")->id;
      set_text (&interview->reason, "本人认为目标定得过高，不愿签字");
    }
  return interview;
}

static GPtrArray *
plan_of (const Chain *self)
{
  GPtrArray *plan = g_ptr_array_new ();
  PlanItem  *item = schema_new (&plan_item_schema);

  item->position = 1;
  item->target = PLAN_TARGET_SALES;
  item->value = (gint64) sample_int (self->store->sample, 30, 38) * 100000;
  set_text (&item->goal, "提高下月销售额");
  set_text (&item->measure, "每天新增十五个有效沟通，两日内回访");
  g_free (item->due_on);
  item->due_on = day_dup_text (month_last (month_add (self->store->month, 1)));
  set_text (&item->owner, self->person->name);
  g_ptr_array_add (plan, item);
  return plan;
}

/* Both signatures, each by its own key, one after the other. */
static GPtrArray *
seals_of (const Chain *self, const Dossier *dossier, const char *document, gint64 moment)
{
  gboolean     refused = self->stage == STAGE_REFUSED;
  const char  *second = refused ? "T01" : self->number;
  SampleStore *store = self->store;
  GPtrArray   *seals = g_ptr_array_new_with_free_func ((GDestroyNotify) step_seal_free);
  StepSeal    *first = step_seal_new (document, dossier_last_digest (dossier), EVENT_INTERVIEW,
                                      sample_person (store->sample, self->scorer)->id,
                                      &sample_store_account (store, self->scorer)->pair, moment);

  g_ptr_array_add (seals, first);
  g_ptr_array_add (seals, step_seal_new (document, first->digest,
                                         refused ? EVENT_INTERVIEW_WITNESS : EVENT_INTERVIEW_SUBJECT,
                                         sample_person (store->sample, second)->id,
                                         &sample_store_account (store, second)->pair, moment));
  return seals;
}

static gboolean
talk (const Chain *self)
{
  SampleStore *store = self->store;
  g_autoptr (Dossier) dossier = load (store, self->form);
  Directory       *directory = server_get_directory (store->admin->server, &store->error);
  gboolean         objected = self->stage == STAGE_OBJECTED;
  DocumentInput    input = { .event = EVENT_INTERVIEW, .moment = sample_store_now (store) };
  g_autofree char *document = NULL;
  g_autoptr (GPtrArray) seals = NULL;
  Interview *interview;
  GPtrArray *plan;
  char      *args;

  if (dossier == NULL || directory == NULL)
    return FALSE;
  interview = interview_of (self);
  plan = plan_of (self);
  input.interview = interview;
  input.plan = plan;
  input.stance = self->stage == STAGE_REFUSED ? STANCE_REFUSED : objected ? STANCE_OBJECTION
                                                                          : STANCE_AGREE;
  input.stance_text = objected ? "月底退货的那一单是物流问题，希望复核。" : "";
  document = appraisal_document (dossier, directory, &input);
  seals = seals_of (self, dossier, document, input.moment);
  args = args_for_interview (dossier->revision, document, interview, plan, seals, input.stance, input.stance_text);
  schema_free (&interview_schema, interview);
  rows_free (&plan_item_schema, plan);
  return command (store, self->scorer, EVENT_INTERVIEW, &appraisal_schema, self->form, args);
}

static gboolean
send_back (const Chain *self)
{
  g_autoptr (Dossier) dossier = load (self->store, self->form);

  return dossier != NULL && command (self->store, self->reviewer, EVENT_RETURN, &appraisal_schema, self->form,
                                     args_for_reason (dossier->revision, "优点写得太笼统，请举出事例",
                                                      sample_store_now (self->store)));
}

static Stage
stage_of (const SamplePerson *person, guint position)
{
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    if (g_str_equal (planted[i].number, person->number))
      return planted[i].stage;
  if (person->post == POST_SUPERVISOR)
    return supervisors[person->team];
  return person->team == 0 ? first_team[position % SAMPLE_AGENTS_PER_TEAM]
                           : others[(position + 3 * (guint) person->team) % SAMPLE_AGENTS_PER_TEAM];
}

/* Who is not there for half of the month types nothing; the freeze excludes them (G17). */
static gboolean
is_absent (const SamplePerson *person)
{
  return person->plant == SAMPLE_HIRED_16TH || person->plant == SAMPLE_LEFT_9TH || person->plant == SAMPLE_MATERNITY;
}

static GArray *
chains_of (SampleStore *self)
{
  GArray *chains = g_array_new (FALSE, FALSE, sizeof (Chain));
  char    month[MONTH_TEXT_SIZE];

  month_text (self, month);
  for (guint i = 0; i < self->sample->people->len; i++)
    {
      const SamplePerson *person = g_ptr_array_index (self->sample->people, i);
      gboolean            agent = person->post == POST_AGENT;
      int                 team = person->plant == SAMPLE_MOVED_15TH ? person->team + 1 : person->team;
      Chain               chain = { self, person, person->number, stage_of (person, i), ID_NONE, "M01", "G01" };

      if ((!agent && person->post != POST_SUPERVISOR) || is_absent (person))
        continue;
      if (self->only != NULL && !g_str_equal (self->only, person->number))
        continue;
      if (self->only != NULL)
        chain.stage = STAGE_FILED;
      chain.form = dossier_form_id (person->id, month);
      if (agent)
        {
          chain.scorer = supervisor_number (team);
          chain.reviewer = "M01";
        }
      g_array_append_val (chains, chain);
    }
  return chains;
}

typedef gboolean (*ChainStep) (const Chain *chain);

static gboolean
submit_self (const Chain *chain)
{
  return type_self (chain) && sign (chain->store, chain->number, EVENT_SUBMIT_SELF, chain->form);
}

static gboolean
evaluate (const Chain *chain)
{
  return type_evaluation (chain) && sign (chain->store, chain->scorer, EVENT_SUBMIT_EVALUATION, chain->form);
}

static gboolean
review (const Chain *chain)
{
  return sign (chain->store, chain->reviewer, EVENT_REVIEW, chain->form);
}

static gboolean
file (const Chain *chain)
{
  return sign (chain->store, "H01", EVENT_FILE, chain->form);
}

/* Every form that is to come at least so far takes the step. */
static gboolean
each (GArray *chains, Stage least, Stage most, ChainStep step)
{
  for (guint i = 0; i < chains->len; i++)
    {
      const Chain *chain = &g_array_index (chains, Chain, i);

      if (chain->stage >= least && chain->stage <= most && !step (chain))
        return FALSE;
    }
  return TRUE;
}

static gboolean
open_month (SampleStore *self, Id month_id)
{
  char             month[MONTH_TEXT_SIZE], department[ID_HEX_LENGTH + 1];
  g_autofree char *args = NULL;

  id_to_hex (self->sample->sales, department);
  args = g_strdup_printf ("{\"department\":\"%s\",\"month\":\"%s\"}", department, month_text (self, month));
  return command (self, "M01", "open_month", &appraisal_month_schema, month_id, g_steal_pointer (&args));
}

static gboolean
freeze_form (SampleStore *self, Id form)
{
  return command (self, "M01", "freeze", &appraisal_schema, form, g_strdup ("{}"));
}

/* All figures but those of the worked example: they stay provisional until its supervisor freezes them. */
static gboolean
freeze (SampleStore *self, Id month_id)
{
  char month[MONTH_TEXT_SIZE];

  month_text (self, month);
  if (self->only != NULL)
    return command (self, "M01", "freeze", &appraisal_month_schema, month_id, g_strdup ("{}"));
  for (guint i = 0; i < self->sample->people->len; i++)
    {
      const SamplePerson *person = g_ptr_array_index (self->sample->people, i);
      gboolean            assessed = person->post == POST_AGENT || person->post == POST_SUPERVISOR;
      Id                  form = dossier_form_id (person->id, month);

      if (assessed && person->plant != SAMPLE_WORKED_EXAMPLE && !freeze_form (self, form))
        return FALSE;
    }
  return TRUE;
}

gboolean
sample_store_write_month (SampleStore *self)
{
  const Calendar *calendar = self->sample->calendar;
  DueDates        due = due_dates_monthly (calendar, self->month, MOMENT_OFFSET_S);
  Day             after = calendar_next_workday (calendar, month_last (self->month), 1);
  g_autoptr (GArray) chains = chains_of (self);
  char month[MONTH_TEXT_SIZE];
  Id   month_id = dossier_month_id (self->sample->sales, month_text (self, month));

  sample_store_at (self, due.self_opens, 9, 5);
  if (!open_month (self, month_id))
    return FALSE;
  sample_store_at (self, month_last (self->month), 16, 0);
  if (!each (chains, STAGE_SELF_DONE, STAGE_FILED, submit_self))
    return FALSE;
  sample_store_at (self, after, 8, 10);
  if (!freeze (self, month_id))
    return FALSE;
  sample_store_at (self, after, 8, 30);
  if (!each (chains, STAGE_SCORED, STAGE_FILED, evaluate))
    return FALSE;
  sample_store_at (self, after, 9, 10);
  if (!each (chains, STAGE_OBJECTED, STAGE_FILED, talk))
    return FALSE;
  sample_store_at (self, after, 9, 50);
  if (!each (chains, STAGE_RETURNED, STAGE_RETURNED, send_back) || !each (chains, STAGE_REVIEWED, STAGE_FILED, review))
    return FALSE;
  sample_store_at (self, after, 10, 20);
  return each (chains, STAGE_FILED, STAGE_FILED, file);
}
