/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The month from opening to filing, command by command, with everything that must be refused on the way. */
#include "appraisal/form-check.h"
#include "appraisal/form-command.h"
#include "appraisal/on-time.h"
#include "appraisal/opinion.h"
#include "core/init.h"
#include "core/moment.h"
#include "sales/target.h"
#include "sync/inbox-item.h"
#include "time/attendance-day.h"

#include "appraisal-scene.h"
#include "worked-month.h"

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

static Id
form_of (Id person)
{
  return dossier_form_id (person, "2026-03");
}

static SheetState
state_of (Scene *scene, const Schema *schema, Id id)
{
  gpointer row = memory_loader_peek (scene->loader, schema, id);

  g_assert_nonnull (row);
  return *FIELD_PTR (row, schema_field (schema, "state"), SheetState);
}

/* Every step names the one before and its digest and signature are those of the stored bytes. */
static void
assert_chain_is_sound (Scene *scene, Id form)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  const char *previous = "";
  const char *interview = NULL;

  for (guint i = 0; i < dossier->steps->len; i++)
    {
      const Step         *step = g_ptr_array_index (dossier->steps, i);
      StepDocument        key = { .step = step->row.id };
      const StepDocument *document =
          memory_loader_peek (scene->loader, &step_document_schema, schema_natural_id (&step_document_schema, &key));

      g_assert_cmpstr (step->previous, ==, previous);
      previous = step->digest;
      if (document != NULL && g_str_equal (step->event, EVENT_INTERVIEW))
        interview = document->document;
      if (*step->signature == '\0')
        continue;
      g_assert_true (step_verify (step, document != NULL ? document->document : interview));
      g_assert_false (step_verify (step, "{}"));
    }
}

static void
test_opening_gives_everybody_a_form (Scene *scene, gconstpointer data)
{
  const Appraisal      *form = scene_form (scene, scene->company.agent1);
  const Appraisal      *mover = scene_form (scene, scene->company.mover);
  g_autofree char      *department = id_dup_hex (scene->company.sales);
  const AppraisalMonth *month =
      memory_loader_peek (scene->loader, &appraisal_month_schema, dossier_month_id (scene->company.sales, "2026-03"));

  g_assert_cmpuint (memory_loader_count (scene->loader, &appraisal_schema), ==, 5);
  g_assert_true (id_equal (form->scorer, scene->company.supervisor1));
  g_assert_true (id_equal (form->reviewer, scene->company.manager));
  g_assert_cmpstr (form->exception, ==, "");
  g_assert_true (id_equal (scene_form (scene, scene->company.supervisor1)->scorer, scene->company.manager));
  g_assert_true (id_equal (scene_form (scene, scene->company.supervisor1)->reviewer, scene->company.general));
  g_assert_cmpstr (mover->exception, ==, "moved");
  g_assert_true (id_equal (mover->scorer, scene->company.supervisor2));
  g_assert_true (id_equal (mover->previous_scorer, scene->company.supervisor1));
  g_assert_cmpstr (month->self_due, ==, "2026-03-31");

  /* again: nothing more; by an agent: refused; next month: not begun */
  g_assert_true (scene_run (scene, "appraisal.open_month", scene->company.hr1, ID_NONE,
                            g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)));
  g_assert_cmpuint (memory_loader_count (scene->loader, &appraisal_schema), ==, 5);
  g_assert_false (scene_run (scene, "appraisal.open_month", scene->company.agent1, ID_NONE,
                             g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_false (scene_run (scene, "appraisal.open_month", scene->company.hr1, ID_NONE,
                             g_strdup_printf ("{\"department\":\"%s\",\"exclude\":[{\"person\":\"%s\",\"reason\":\" "
                                              "\"}],\"month\":\"2026-03\"}",
                                              department, department)));
  scene_assert_refused (scene, CODE_INCOMPLETE, "reason");
  g_assert_false (scene_run (scene, "appraisal.open_month", scene->company.manager, ID_NONE,
                             g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-04\"}", department)));
  scene_assert_refused (scene, CODE_WRONG_STATE, "month");
}

static void
submit_self (Scene *scene, Id person)
{
  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form_of (person), 8800);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form_of (person)));
}

static void
test_self_sheet_is_checked_and_kept_once (Scene *scene, gconstpointer data)
{
  Id         person = scene->company.agent1, form = form_of (person);
  SelfSheet *sheet;

  scene_set_day (scene, "2026-03-30");
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "results_text");
  scene_assert_refused (scene, CODE_INCOMPLETE, "score.sales");
  scene_type_self (scene, form, 8800);
  sheet = memory_loader_peek (scene->loader, &self_sheet_schema, dossier_self_sheet_id (form, 1));
  g_assert_true (g_utf8_strlen (sheet->results_text, -1) > 10);
  strcpy (sheet->results_text, "九个字还差一个啊"); /* shorter than before */
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "results_text");
  scene_type_self (scene, form, 10100);
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "score.sales");
  scene_type_self (scene, form, 8800);
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_SELF, scene->company.agent2, form));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_SELF_DONE);
  g_assert_false (scene_form (scene, person)->self_late);
  g_assert_false (scene_form (scene, person)->unacknowledged);
  g_assert_cmpint (state_of (scene, &self_sheet_schema, dossier_self_sheet_id (form, 1)), ==, SHEET_STATE_SUBMITTED);
  assert_chain_is_sound (scene, form);
}

/* The same bytes again are the same step; other bytes are refused and stay with their author (R22). */
static void
test_submitting_twice_is_idempotent_only_for_the_same_content (Scene *scene, gconstpointer data)
{
  Id person = scene->company.agent1, form = form_of (person);
  g_autoptr (Dossier) dossier = NULL;
  DocumentInput    input = { .event = EVENT_SUBMIT_SELF };
  g_autofree char *document = NULL;
  g_autoptr (StepSeal) seal = NULL;
  g_auto (KeyPair) pair;
  guint steps;

  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form, 8800);
  dossier = scene_dossier (scene, form);
  input.moment = scene->now;
  document = appraisal_document (dossier, scene->company.directory, &input);
  scene_key (person, &pair);
  seal = step_seal_new (document, "", EVENT_SUBMIT_SELF, person, &pair, scene->now);
  g_assert_true (scene_run (scene, "appraisal.submit_self", person, form, args_for_signed (1, document, seal)));
  steps = memory_loader_count (scene->loader, &step_schema);
  g_assert_true (scene_run (scene, "appraisal.submit_self", person, form, args_for_signed (1, document, seal)));
  g_assert_cmpuint (memory_loader_count (scene->loader, &step_schema), ==, steps);
  scene->now += 60 * MOMENT_SECOND;
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  scene_assert_refused (scene, CODE_ALREADY_DONE, NULL);
}

static void
test_tampered_signature_or_content_is_refused (Scene *scene, gconstpointer data)
{
  Id person = scene->company.agent1, form = form_of (person);
  g_auto (KeyPair) own, foreign;

  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form, 8800);
  scene_key (person, &own);
  scene_key (scene->company.agent2, &foreign);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (Dossier) dossier = scene_dossier (scene, form);
      DocumentInput    input = { .event = EVENT_SUBMIT_SELF, .moment = scene->now };
      g_autofree char *document = appraisal_document (dossier, scene->company.directory, &input);
      g_autofree char *other = g_strdup (document);
      g_autoptr (StepSeal) seal = NULL;

      if (i == 3) /* a score the rows do not hold */
        memcpy (strstr (other, "\"self\":8800"), "\"self\":9900", 11);
      seal = step_seal_new (other, i == 2 ? "00" : "", EVENT_SUBMIT_SELF, person, i == 1 ? &foreign : &own, scene->now);
      if (i == 0)
        seal->signature[0] = seal->signature[0] == '0' ? '1' : '0';
      g_assert_false (scene_run (scene, "appraisal.submit_self", person, form, args_for_signed (1, other, seal)));
      scene_assert_refused (scene, i < 2 ? CODE_BAD_SIGNATURE : CODE_STALE_VIEW, NULL);
    }
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_SELF_DUE);
}

/* Until the evaluation is submitted the sheet comes back for more, as revision 2; after it, not (R19, R29). */
static void
test_withdrawn_sheet_is_a_new_revision (Scene *scene, gconstpointer data)
{
  Id person = scene->company.agent1, form = form_of (person);

  submit_self (scene, person);
  scene_type_evaluation (scene, form, "写到一半");
  g_assert_true (scene_run_reason (scene, EVENT_WITHDRAW_SELF, person, form, ""));
  g_assert_cmpint (scene_form (scene, person)->revision, ==, 2);
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_SELF_DUE);
  g_assert_cmpint (state_of (scene, &self_sheet_schema, dossier_self_sheet_id (form, 2)), ==, SHEET_STATE_DRAFT);
  g_assert_cmpint (state_of (scene, &evaluation_schema, dossier_evaluation_id (form, 2)), ==, SHEET_STATE_DRAFT);
  g_assert_cmpint (state_of (scene, &evaluation_schema, dossier_evaluation_id (form, 1)), ==, SHEET_STATE_SUBMITTED);
  scene_set_day (scene, "2026-04-01");
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  g_assert_true (scene_form (scene, person)->self_late);
  assert_chain_is_sound (scene, form);
}

/* Signed by a clock two days ahead, arrived in time (R52). */
static void
test_clock_ahead_makes_nothing_late (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, form = form_of (person);
  g_autofree char *ahead = NULL;
  const Step      *step;

  scene_set_day (scene, "2026-04-02");
  scene_type_self (scene, form, 8800);
  ahead = scene_signed_args (scene, EVENT_SUBMIT_SELF, person, form);
  scene_set_day (scene, "2026-03-31");
  scene->clock_bad = TRUE;
  g_assert_true (scene_run (scene, "appraisal.submit_self", person, form, g_strdup (ahead)));
  g_assert_false (scene_form (scene, person)->self_late);
  g_assert_false (scene_form (scene, person)->late);
  step = memory_loader_peek (scene->loader, &step_schema, dossier_step_id (form, 1, EVENT_SUBMIT_SELF));
  g_assert_cmpint (step->signed_at, ==, scene_moment ("2026-04-02", 9) + 30 * 60 * G_USEC_PER_SEC);
  g_assert_true (step_came_later (step)); /* so both moments are said */
}

static void
freeze (Scene *scene)
{
  scene_set_day (scene, "2026-04-02");
  g_assert_true (scene_run (scene, "appraisal.freeze", ID_NONE, dossier_month_id (scene->company.sales, "2026-03"),
                            g_strdup ("{}")));
}

static void
test_freeze_writes_figures_and_excludes (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, month = dossier_month_id (scene->company.sales, "2026-03");
  g_autofree char *team = id_dup_hex (scene->company.team1);
  g_autoptr (Dossier) dossier = NULL;

  scene_set_day (scene, "2026-03-31");
  g_assert_false (scene_run (scene, "appraisal.freeze", scene->company.supervisor1, month, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_WRONG_STATE, "month");
  scene_set_day (scene, "2026-04-01");
  g_assert_false (scene_run (scene, "appraisal.freeze", scene->company.agent1, month, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  /* agent2 had nine days of leave more than he worked: not assessed */
  for (int day = 2; day <= 20; day++)
    {
      g_autofree char *text = g_strdup_printf ("2026-03-%02d", day);
      AttendanceDay    key = { .person = scene->company.agent2, .day = text };
      AttendanceDay   *row = memory_loader_peek (scene->loader, &attendance_day_schema,
                                                 schema_natural_id (&attendance_day_schema, &key));

      row->leave = LEAVE_KIND_SICK;
      row->leave_halves = 2;
      row->late_min = 0;
    }
  g_assert_true (scene_run (scene, "appraisal.freeze", scene->company.supervisor1, month,
                            g_strdup_printf ("{\"team\":\"%s\"}", team)));
  g_assert_cmpuint (memory_loader_count (scene->loader, &figure_schema), ==, 10);
  g_assert_true (scene_form (scene, person)->frozen_at.set);
  g_assert_false (scene_form (scene, scene->company.agent2)->frozen_at.set);
  freeze (scene);
  g_assert_cmpint (scene_form (scene, scene->company.agent2)->state, ==, FORM_STATE_EXCLUDED);
  g_assert_cmpstr (scene_form (scene, scene->company.agent2)->reason, ==, "7.0/22.0");
  assert_chain_is_sound (scene, form_of (scene->company.agent2));
  dossier = scene_dossier (scene, form_of (person));
  g_assert_cmpuint (dossier->figures->len, ==, 10);
}

static void
evaluate (Scene *scene, Id person, const char *strengths)
{
  Id form = form_of (person);

  scene_type_evaluation (scene, form, strengths);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene_form (scene, person)->scorer, form));
}

/* What is not frozen yet is one thing that is missing, not a dimension that cannot be scored. */
static void
test_unfrozen_figures_block_no_dimension (Scene *scene, gconstpointer data)
{
  Id form = form_of (scene->company.agent1);
  g_autoptr (ProblemList) problems = problem_list_new ();
  g_autoptr (Dossier) dossier = NULL;

  submit_self (scene, scene->company.agent1);
  scene_type_evaluation (scene, form, "跟进及时");
  dossier = scene_dossier (scene, form);
  evaluation_problems (dossier, problems);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (problem_list_find (problems, "figures"));
}

static void
test_evaluation_is_checked_and_reveals (Scene *scene, gconstpointer data)
{
  Id        person = scene->company.agent1, form = form_of (person), scorer = scene->company.supervisor1;
  EvalLine  key = { .sheet = dossier_evaluation_id (form, 1), .code = (char *) "initiative" };
  EvalLine *line;
  g_autoptr (Dossier) dossier = NULL;
  g_autoptr (ScoreCard) card = NULL;
  g_autofree char *difference = NULL;

  submit_self (scene, person);
  scene_set_day (scene, "2026-04-02");
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scorer, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "figures");
  scene_assert_refused (scene, CODE_INCOMPLETE, "score.initiative");
  scene_assert_refused (scene, CODE_INCOMPLETE, "strengths");
  freeze (scene);
  scene_type_evaluation (scene, form, "跟进及时");
  line = memory_loader_peek (scene->loader, &eval_line_schema, schema_natural_id (&eval_line_schema, &key));
  line->score.v = 9000;
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scorer, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "example.initiative");
  line->score.v = 5999;
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scorer, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "example.initiative");
  line->score.v = 7500;
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor2, form));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scorer, form));
  g_assert_cmpint (state_of (scene, &self_sheet_schema, dossier_self_sheet_id (form, 1)), ==, SHEET_STATE_REVEALED);
  g_assert_cmpint (state_of (scene, &evaluation_schema, dossier_evaluation_id (form, 1)), ==, SHEET_STATE_REVEALED);
  dossier = scene_dossier (scene, form);
  card = dossier_card (dossier, NULL);
  g_assert_cmpint (card->rounded, ==, 8397);
  /* figures stand still now; a late self-assessment is told the way out */
  g_assert_false (scene_run (scene, "appraisal.freeze", scorer, form, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");
  g_assert_false (scene_run_reason (scene, EVENT_WITHDRAW_SELF, person, form, ""));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");
}

static gboolean
talk (Scene *scene, Id person, Interview *interview, gint64 sales, const char *stance, const char *text)
{
  Id    form = form_of (person);
  char *args = scene_interview_args (scene, form, interview, scene_plan (scene, sales), stance, text);

  return scene_run (scene, "appraisal.interview", scene_form (scene, person)->scorer, form, args);
}

static const Target *
april_target (Scene *scene, Id person)
{
  Target key = { .person = person, .month = (char *) "2026-04" };

  return memory_loader_peek (scene->loader, &target_schema, schema_natural_id (&target_schema, &key));
}

/* Opening to filing: an objection, a return, a second revision, the final number and notice. */
static void
test_whole_chain_with_a_return (Scene *scene, gconstpointer data)
{
  Id            person = scene->company.agent1, form = form_of (person), manager = scene->company.manager;
  Filing        key = { .appraisal = form };
  const Filing *filing;
  gint64        signed_at;

  submit_self (scene, person);
  freeze (scene);
  evaluate (scene, person, "跟进及时");

  /* offline interview on the 3rd: objection without words, an interview without goals, the wrong second signature */
  scene_set_day (scene, "2026-04-03");
  g_assert_false (talk (scene, person, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-03"), 4500000,
                        STANCE_OBJECTION, " "));
  scene_assert_refused (scene, CODE_INCOMPLETE, "stance_text");
  g_assert_false (talk (scene, person, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-04"), 4500000,
                        STANCE_AGREE, ""));
  scene_assert_refused (scene, CODE_INCOMPLETE, "held_on");
  {
    char *args =
        scene_interview_args (scene, form, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-03"),
                              scene_plan (scene, 4500000), STANCE_OBJECTION, "九月的退货不应算在我这里");

    signed_at = scene->now;
    scene_set_day (scene, "2026-04-18");
    g_assert_false (scene_run (scene, "appraisal.interview", scene->company.supervisor1, form, g_strdup (args)));
    scene_assert_refused (scene, CODE_WRONG_STATE, "moment");
    scene_set_day (scene, "2026-04-07");
    g_assert_true (scene_run (scene, "appraisal.interview", scene->company.supervisor1, form, args));
  }
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_TALKED);
  g_assert_cmpint (april_target (scene, person)->state, ==, TARGET_STATE_PROPOSED);
  {
    g_autoptr (Dossier) dossier = scene_dossier (scene, form);

    g_assert_cmpint (dossier_step (dossier, 1, EVENT_INTERVIEW)->signed_at, ==, signed_at);
    g_assert_cmpstr (dossier_step (dossier, 1, EVENT_INTERVIEW_SUBJECT)->stance, ==, STANCE_OBJECTION);
  }

  /* the manager returns: reason needed; the scorer himself may not review */
  g_assert_false (scene_run_reason (scene, EVENT_RETURN, manager, form, " "));
  scene_assert_refused (scene, CODE_INCOMPLETE, "reason");
  g_assert_false (scene_run_signed (scene, EVENT_REVIEW, scene->company.supervisor1, form));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run_reason (scene, EVENT_RETURN, manager, form, "优点写得太笼统"));
  g_assert_cmpint (scene_form (scene, person)->revision, ==, 2);
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_SELF_DONE);
  g_assert_cmpint (scene_form (scene, person)->returned, ==, 1);
  g_assert_cmpint (state_of (scene, &evaluation_schema, dossier_evaluation_id (form, 1)), ==, SHEET_STATE_REVEALED);
  g_assert_cmpint (state_of (scene, &evaluation_schema, dossier_evaluation_id (form, 2)), ==, SHEET_STATE_DRAFT);

  /* second revision */
  evaluate (scene, person, "三天内回访全部意向客户");
  g_assert_true (talk (scene, person, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-07"), 4200000,
                       STANCE_AGREE, ""));
  scene_set_day (scene, "2026-04-08");
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, manager, form));
  g_assert_cmpint (april_target (scene, person)->state, ==, TARGET_STATE_PROPOSED); /* HR may still return it */
  g_assert_cmpint (state_of (scene, &evaluation_schema, dossier_evaluation_id (form, 2)), ==, SHEET_STATE_REVIEWED);
  g_assert_cmpint (state_of (scene, &self_sheet_schema, dossier_self_sheet_id (form, 2)), ==, SHEET_STATE_REVIEWED);

  g_assert_false (scene_run_reason (scene, EVENT_FILE, manager, form, ""));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_false (scene_receive (scene, form));
  scene_assert_refused (scene, CODE_WRONG_STATE, NULL);
  g_assert_true (scene_run_signed (scene, EVENT_FILE, scene->company.hr1, form));
  g_assert_cmpint (april_target (scene, person)->state, ==, TARGET_STATE_EFFECTIVE);
  g_assert_cmpint (april_target (scene, person)->sales.v, ==, 4200000);
  filing = memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_cmpstr (filing->number, ==, "KH-202603-001");
  g_assert_cmpint (filing->total, ==, 8397);
  g_assert_cmpstr (filing->grade_title, ==, "良好");
  g_assert_cmpint (filing->coefficient, ==, 110);
  g_assert_cmpint (filing->revision, ==, 2);
  g_assert_false (filing->below);
  g_assert_true (scene_receive (scene, form));
  filing = memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_true (filing->noticed_at.set);
  assert_chain_is_sound (scene, form);
}

/* No self-assessment, a refusal with a witness, filed second: gapless number, shared rank (R20, R32, M22). */
static void
test_missing_sheet_and_refusal (Scene *scene, gconstpointer data)
{
  Id            first = scene->company.agent1, person = scene->company.agent2, form = form_of (person);
  Filing        key = { .appraisal = form };
  Interview    *interview;
  const Filing *filing;

  submit_self (scene, first);
  freeze (scene);
  evaluate (scene, first, "跟进及时");
  scene_set_day (scene, "2026-03-31");
  scene_type_evaluation (scene, form, "跟进及时");
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor2, form));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");
  scene_set_day (scene, "2026-04-02");
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor2, form));
  g_assert_true (scene_form (scene, person)->self_missing);
  scene_type_self (scene, form, 8000);
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_SELF, person, form));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");

  interview = scene_interview (scene, form, INTERVIEW_OUTCOME_REFUSED, "2026-04-02");
  interview->witness = scene->company.hr2;
  g_assert_false (talk (scene, person, interview, 4000000, STANCE_REFUSED, ""));
  scene_assert_refused (scene, CODE_INCOMPLETE, "witness");
  scene_assert_refused (scene, CODE_INCOMPLETE, "reason");
  interview = scene_interview (scene, form, INTERVIEW_OUTCOME_REFUSED, "2026-04-02");
  interview->witness = scene->company.manager;
  interview->reason[0] = '\0';
  g_assert_false (talk (scene, person, interview, 4000000, STANCE_REFUSED, ""));
  scene_assert_refused (scene, CODE_INCOMPLETE, "witness");
  interview = scene_interview (scene, form, INTERVIEW_OUTCOME_REFUSED, "2026-04-02");
  interview->witness = scene->company.inspector;
  g_free (interview->reason);
  interview->reason = g_strdup ("不认可满意度得分");
  g_assert_true (talk (scene, person, interview, 4000000, STANCE_REFUSED, ""));
  g_assert_true (talk (scene, first, scene_interview (scene, form_of (first), INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                       4000000, STANCE_AGREE, ""));
  scene_set_day (scene, "2026-04-08");
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form_of (first)));
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form_of (first), ""));
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
  filing = memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_cmpstr (filing->number, ==, "KH-202603-002");
  g_assert_cmpint (filing->rank_dept, ==, 0); /* a form of the month is still on its way */
  g_assert_true (scene_run_reason (scene, EVENT_EXCLUDE, scene->company.manager, form_of (scene->company.mover), "调岗"));
  filing = memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_cmpint (filing->rank_dept, ==, 1);
  g_assert_cmpint (filing->rank_dept_of, ==, 2);
  g_assert_cmpint (filing->rank_team_of, ==, 1);
  assert_chain_is_sound (scene, form);
}

/* After filing a corrected row changes the result only by proposal, signature and notice (R17, R21). */
static void
test_filed_result_is_restated_in_the_open (Scene *scene, gconstpointer data)
{
  Id             person = scene->company.agent1, form = form_of (person), manager = scene->company.manager;
  AttendanceDay  day_key = { .person = person, .day = (char *) "2026-03-02" };
  AttendanceDay *day = memory_loader_peek (scene->loader, &attendance_day_schema,
                                           schema_natural_id (&attendance_day_schema, &day_key));
  Filing         key = { .appraisal = form };
  const Filing  *filing;

  submit_self (scene, person);
  freeze (scene);
  evaluate (scene, person, "跟进及时");
  g_assert_true (talk (scene, person, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"), 4200000,
                       STANCE_AGREE, ""));
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, manager, form));
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
  g_assert_true (scene_receive (scene, form));

  day->late_min = 0; /* the punch was corrected: 3 points of 5 % */
  scene_set_day (scene, "2026-04-20");
  g_assert_false (scene_run_signed (scene, EVENT_RESTATE, manager, form));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");
  g_assert_false (scene_run_reason (scene, EVENT_PROPOSE, manager, form, "补卡"));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_false (scene_run_reason (scene, EVENT_PROPOSE, scene->company.supervisor1, form, ""));
  scene_assert_refused (scene, CODE_INCOMPLETE, "reason");
  g_assert_true (scene_run_reason (scene, EVENT_PROPOSE, scene->company.supervisor1, form, "补卡"));
  filing = memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_cmpint (filing->total, ==, 8397);
  g_assert_cmpint (scene_form (scene, person)->revision, ==, 1);

  g_assert_false (scene_run (scene, "appraisal.restate", scene->company.supervisor1, form,
                             scene_signed_args_of (scene, EVENT_RESTATE, scene->company.supervisor1, form, 2)));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_false (scene_run_reason (scene, EVENT_PROPOSE, scene->company.supervisor1, form, "再补卡"));
  scene_assert_refused (scene, CODE_ALREADY_DONE, NULL);
  g_assert_true (scene_run (scene, "appraisal.restate", manager, form,
                            scene_signed_args_of (scene, EVENT_RESTATE, manager, form, 2)));
  filing = memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_cmpint (filing->total, ==, 8412); /* 83.965 + 0.15 = 84.115 */
  g_assert_cmpint (filing->revision, ==, 2);
  g_assert_cmpstr (filing->number, ==, "KH-202603-001");
  g_assert_false (filing->noticed_at.set);
  g_assert_cmpint (scene_form (scene, person)->revision, ==, 2);
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_FILED);
  g_assert_true (scene_receive (scene, form));
  assert_chain_is_sound (scene, form);
  {
    g_autoptr (Dossier) dossier = scene_dossier (scene, form);
    const Step         *step = dossier_step (dossier, 2, EVENT_RESTATE);
    StepDocument        document_key = { .step = step->row.id };
    const StepDocument *stored = memory_loader_peek (scene->loader, &step_document_schema,
                                                     schema_natural_id (&step_document_schema, &document_key));
    g_autofree char    *changed = document_changed_since (dossier, scene->company.directory, step, stored->document);

    g_assert_nonnull (
        strstr (stored->document,
                "\"restatement\":{\"grade_title\":\"良好\",\"reason\":\"补卡\",\"revision\":1,\"rounded\":8397}"));
    g_assert_cmpstr (changed, ==, "");
  }
}

static void
file_one (Scene *scene, Id person)
{
  Id form = form_of (person);

  submit_self (scene, person);
  freeze (scene);
  evaluate (scene, person, "跟进及时");
  g_assert_true (talk (scene, person, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"), 4200000,
                       STANCE_AGREE, ""));
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
}

static gint64
proposal_of (Scene *scene, Id form)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);

  return dossier_proposal (dossier);
}

static gint64
replaced_by (Scene *scene, Id form)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);

  return dossier_replaced (dossier);
}

#define DECLINE "appraisal.decline_restatement"

/* The reviewer may say no; the scorer may propose again, and a restated result may be restated. */
static void
test_restatement_is_declined_and_proposed_again (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, form = form_of (person), manager = scene->company.manager;
  Id               scorer = scene->company.supervisor1;
  AttendanceDay    day_key = { .person = person, .day = (char *) "2026-03-02" };
  AttendanceDay   *day = memory_loader_peek (scene->loader, &attendance_day_schema,
                                             schema_natural_id (&attendance_day_schema, &day_key));
  Filing           key = { .appraisal = form };
  const Filing    *filing;
  g_autofree char *again = NULL;

  file_one (scene, person);
  scene_set_day (scene, "2026-04-20");
  g_assert_true (scene_run_reason (scene, EVENT_PROPOSE, scorer, form, "补卡"));
  g_assert_cmpint (proposal_of (scene, form), ==, 2);
  g_assert_false (scene_run (scene, DECLINE, scorer, form, args_for_reason (2, "不实", scene->now)));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_false (scene_run (scene, DECLINE, manager, form, args_for_reason (2, " ", scene->now)));
  scene_assert_refused (scene, CODE_INCOMPLETE, "reason");
  g_assert_true (
      scene_run (scene, DECLINE, manager, form, args_for_reason (2, "无补卡记录", scene->now)));
  g_assert_cmpint (proposal_of (scene, form), ==, 0);
  g_assert_cmpint (scene_form (scene, person)->revision, ==, 1);
  g_assert_false (scene_run (scene, "appraisal.restate", manager, form,
                             scene_signed_args_of (scene, EVENT_RESTATE, manager, form, 2)));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");

  day->late_min = 0;
  g_assert_true (scene_run_reason (scene, EVENT_PROPOSE, scorer, form, "补卡已批"));
  g_assert_cmpint (proposal_of (scene, form), ==, 3);
  again = scene_signed_args_of (scene, EVENT_RESTATE, manager, form, 3);
  g_assert_true (scene_run (scene, "appraisal.restate", manager, form, g_strdup (again)));
  g_assert_true (scene_run (scene, "appraisal.restate", manager, form, g_strdup (again))); /* the same once more */
  filing = memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_cmpint (filing->total, ==, 8412);
  g_assert_cmpint (filing->revision, ==, 3);
  g_assert_cmpint (replaced_by (scene, form), ==, 1);

  g_assert_true (scene_run_reason (scene, EVENT_PROPOSE, scorer, form, "再次更正"));
  g_assert_true (scene_run (scene, "appraisal.restate", manager, form,
                            scene_signed_args_of (scene, EVENT_RESTATE, manager, form, 4)));
  g_assert_cmpint (scene_form (scene, person)->revision, ==, 4);
  g_assert_cmpint (replaced_by (scene, form), ==, 3);
  assert_chain_is_sound (scene, form);
}

/* A manager who proposed while he stood in for the supervisor does not decide on it as well (R19, R21). */
static void
test_nobody_signs_his_own_proposal (Scene *scene, gconstpointer data)
{
  Id         person = scene->company.agent1, form = form_of (person), manager = scene->company.manager;
  Appraisal *head;

  file_one (scene, person);
  head = memory_loader_peek (scene->loader, &appraisal_schema, form);
  head->scorer = manager;
  scene_set_day (scene, "2026-04-20");
  g_assert_true (scene_run_reason (scene, EVENT_PROPOSE, manager, form, "补卡"));
  g_assert_false (scene_run (scene, "appraisal.restate", manager, form,
                             scene_signed_args_of (scene, EVENT_RESTATE, manager, form, 2)));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_cmpint (scene_form (scene, person)->revision, ==, 1);
  g_assert_true (scene_run (scene, DECLINE, manager, form, args_for_reason (2, "由主管提出", scene->now)));
  g_assert_cmpint (proposal_of (scene, form), ==, 0);
}

/* April's target of the department's plan: 40,000 yuan, 3 %. */
static void
put_april_plan (Scene *scene, Id person)
{
  Target *plan = schema_new (&target_schema);

  plan->person = person;
  command_set_text (&plan->month, "2026-04");
  plan->state = TARGET_STATE_EFFECTIVE;
  plan->sales = (OptInt){ 4000000, TRUE };
  plan->conversion = (Ratio){ 3, 100 };
  plan->row.id = schema_natural_id (&target_schema, plan);
  memory_loader_put (scene->loader, &target_schema, plan);
}

/* 42,000 yuan and 3.2 %. */
static GPtrArray *
higher_goals (Scene *scene)
{
  GPtrArray *agreed = scene_plan (scene, 4200000);
  PlanItem  *conversion = schema_copy (&plan_item_schema, g_ptr_array_index (agreed, 0));

  conversion->position = 2;
  conversion->target = PLAN_TARGET_CONVERSION;
  conversion->value = 320;
  g_ptr_array_add (agreed, conversion);
  return agreed;
}

static void
talk_of_higher_goals (Scene *scene, Id form)
{
  g_assert_true (
      scene_run (scene, "appraisal.interview", scene->company.supervisor1, form,
                 scene_interview_args (scene, form,
                                       scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                                       higher_goals (scene), STANCE_AGREE, "")));
}

/* The department's plan stood; what the interview agreed on takes its place when the form is filed, and names it; a
 * form that HR returns leaves the plan in force (R28). */
static void
test_earlier_target_stays_readable (Scene *scene, gconstpointer data)
{
  Id            person = scene->company.agent1, form = form_of (person);
  const Target *target;

  put_april_plan (scene, person);
  submit_self (scene, person);
  freeze (scene);
  for (guint i = 0; i < 2; i++)
    {
      evaluate (scene, person, "跟进及时");
      talk_of_higher_goals (scene, form);
      g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
      if (i == 0)
        g_assert_true (scene_run_reason (scene, EVENT_RETURN, scene->company.hr1, form, "缺见证人签名页"));
      target = april_target (scene, person);
      g_assert_cmpint (target->sales.v, ==, 4000000);
      g_assert_cmpint (target->source, ==, TARGET_SOURCE_PLAN);
    }
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
  target = april_target (scene, person);
  g_assert_cmpint (target->sales.v, ==, 4200000);
  g_assert_cmpint (target->source, ==, TARGET_SOURCE_INTERVIEW);
  g_assert_cmpstr (target->reason, ==, "2026-04-02: ¥40,000.00 → ¥42,000.00; 3.00% → 3.20%");
}

/* A review that comes after the middle of April changes its target only with a reason (R28). */
static void
test_late_target_wants_a_reason (Scene *scene, gconstpointer data)
{
  Id person = scene->company.agent1, form = form_of (person), manager = scene->company.manager;
  g_autoptr (Dossier) dossier = NULL;
  g_autoptr (StepSeal) seal = NULL;
  g_autofree char *document = NULL;
  DocumentInput    input = { .event = EVENT_REVIEW };
  g_auto (KeyPair) pair;

  put_april_plan (scene, person);
  submit_self (scene, person);
  freeze (scene);
  evaluate (scene, person, "跟进及时");
  talk_of_higher_goals (scene, form);
  scene_set_day (scene, "2026-04-16");
  g_assert_false (scene_run_signed (scene, EVENT_REVIEW, manager, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "reason");
  dossier = scene_dossier (scene, form);
  input.moment = scene->now;
  document = appraisal_document (dossier, scene->company.directory, &input);
  scene_key (manager, &pair);
  seal = step_seal_new (document, dossier_last_digest (dossier), EVENT_REVIEW, manager, &pair, scene->now);
  g_assert_true (scene_run (scene, "appraisal.review", manager, form,
                            args_for_signed_with_reason (1, document, seal, "新品本月下旬才上架")));
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
  g_assert_cmpstr (april_target (scene, person)->reason, ==,
                   "2026-04-16: ¥40,000.00 → ¥42,000.00; 3.00% → 3.20%: 新品本月下旬才上架");
}

/* Both signed on the 3rd without a network, the scorer left on the 5th, it came on the 7th: his post counts as it was
   when he signed, unless his machine's clock is not to be trusted (R23, R52). */
static void
test_post_is_judged_when_it_was_signed (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, form = form_of (person), scorer = scene->company.supervisor1;
  Assignment      *post = (Assignment *) directory_assignment_on (scene->company.directory, scorer, "2026-04-03");
  g_autofree char *args = NULL;

  submit_self (scene, person);
  freeze (scene);
  evaluate (scene, person, "跟进及时");
  scene_set_day (scene, "2026-04-03");
  args = scene_interview_args (scene, form, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-03"),
                               scene_plan (scene, 4200000), STANCE_AGREE, "");
  g_free (post->to_on);
  post->to_on = g_strdup ("2026-04-05");
  scene_set_day (scene, "2026-04-07");
  scene->clock_bad = TRUE;
  g_assert_false (scene_run (scene, "appraisal.interview", scorer, form, g_strdup (args)));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  scene->clock_bad = FALSE;
  g_assert_true (scene_run (scene, "appraisal.interview", scorer, form, g_strdup (args)));
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_TALKED);
}

static void
test_absence_needs_two_attempts (Scene *scene, gconstpointer data)
{
  Id         person = scene->company.agent1, form = form_of (person);
  Interview *interview;

  submit_self (scene, person);
  freeze (scene);
  evaluate (scene, person, "跟进及时");
  scene_set_day (scene, "2026-04-07");
  interview = scene_interview (scene, form, INTERVIEW_OUTCOME_ABSENT, "2026-04-07");
  g_free (interview->attempt1_on);
  interview->attempt1_on = g_strdup ("2026-04-07");
  g_assert_false (talk (scene, person, interview, 4000000, STANCE_ABSENT, ""));
  scene_assert_refused (scene, CODE_INCOMPLETE, "attempt2_on");
  interview = scene_interview (scene, form, INTERVIEW_OUTCOME_ABSENT, "2026-04-07");
  g_free (interview->attempt1_on);
  g_free (interview->attempt2_on);
  interview->attempt1_on = g_strdup ("2026-03-20"); /* nothing was there yet to talk over */
  interview->attempt2_on = g_strdup ("2026-04-07");
  g_assert_false (talk (scene, person, interview, 4000000, STANCE_ABSENT, ""));
  scene_assert_refused (scene, CODE_INCOMPLETE, "attempt1_on");
  g_assert_false (talk (scene, person, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-01"), 4000000,
                        STANCE_AGREE, ""));
  scene_assert_refused (scene, CODE_INCOMPLETE, "held_on");
  interview = scene_interview (scene, form, INTERVIEW_OUTCOME_ABSENT, "2026-04-07");
  g_free (interview->attempt1_on);
  g_free (interview->attempt2_on);
  interview->attempt1_on = g_strdup ("2026-04-03");
  interview->attempt2_on = g_strdup ("2026-04-07");
  g_assert_true (talk (scene, person, interview, 4000000, STANCE_ABSENT, ""));
  g_assert_true (scene_form (scene, person)->not_received);
  g_assert_true (scene_receive (scene, form));
  g_assert_false (scene_form (scene, person)->not_received);
}

static void
test_extension_and_exclusion_need_reasons (Scene *scene, gconstpointer data)
{
  Id                    form = form_of (scene->company.mover);
  Id                    month = dossier_month_id (scene->company.sales, "2026-03");
  const AppraisalMonth *row;

  g_assert_false (scene_run (scene, "appraisal.extend", scene->company.manager, month,
                             g_strdup ("{\"new_due\":\"2026-03-30\",\"reason\":\"停电\",\"step\":\"self\"}")));
  scene_assert_refused (scene, CODE_INCOMPLETE, "new_due");
  g_assert_false (scene_run (scene, "appraisal.extend", scene->company.manager, month,
                             g_strdup ("{\"new_due\":\"2026-04-02\",\"reason\":\"\",\"step\":\"self\"}")));
  scene_assert_refused (scene, CODE_INCOMPLETE, "reason");
  g_assert_false (scene_run (scene, "appraisal.extend", scene->company.supervisor1, month,
                             g_strdup ("{\"new_due\":\"2026-04-02\",\"reason\":\"停电\",\"step\":\"self\"}")));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run (scene, "appraisal.extend", scene->company.manager, month,
                            g_strdup ("{\"new_due\":\"2026-04-02\",\"reason\":\"停电\",\"step\":\"self\"}")));
  row = memory_loader_peek (scene->loader, &appraisal_month_schema, month);
  g_assert_cmpstr (row->self_due, ==, "2026-04-02");
  g_assert_cmpuint (memory_loader_count (scene->loader, &extension_schema), ==, 1);

  g_assert_false (scene_run_reason (scene, EVENT_EXCLUDE, scene->company.supervisor2, form, "调岗"));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run_reason (scene, EVENT_EXCLUDE, scene->company.manager, form, "调岗"));
  g_assert_cmpint (scene_form (scene, scene->company.mover)->state, ==, FORM_STATE_EXCLUDED);
  g_assert_cmpuint (memory_loader_count (scene->loader, &inbox_item_schema), ==, 2); /* and the previous supervisor's */
}

static Id
opinion_id (Id form)
{
  PreviousOpinion key = { .appraisal = form, .revision = 1 };

  return schema_natural_id (&previous_opinion_schema, &key);
}

static const InboxItem *
opinion_request (Scene *scene)
{
  Id form = form_of (scene->company.mover);

  return memory_loader_peek (scene->loader, &inbox_item_schema,
                             opinion_request_id (form, scene->company.supervisor1));
}

/* Moved on the 15th: the supervisor before says his word, nobody else may, and nothing goes on without it (R6). */
static void
test_previous_supervisor_is_heard (Scene *scene, gconstpointer data)
{
  Id                     form = form_of (scene->company.mover);
  const InboxItem       *request = opinion_request (scene);
  const PreviousOpinion *opinion;

  g_assert_nonnull (request);
  g_assert_true (id_equal (request->person, scene->company.supervisor1));
  g_assert_cmpint (request->state, ==, INBOX_STATE_OPEN);
  g_assert_cmpstr (request->tbl, ==, "previous_opinion");
  worked_month_add (scene->loader, scene->company.mover, "2026-03");
  submit_self (scene, scene->company.mover);
  freeze (scene);
  scene_type_evaluation (scene, form, "跟进及时");
  g_assert_false (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor2, form));
  scene_assert_refused (scene, CODE_INCOMPLETE, "previous_opinion");
  g_assert_false (scene_run (scene, "appraisal.give_opinion", scene->company.supervisor2, form,
                             args_for_opinion (1, "上半月表现稳定")));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_false (scene_run (scene, "appraisal.give_opinion", scene->company.supervisor1, form,
                             args_for_opinion (1, " 好 \n")));
  scene_assert_refused (scene, CODE_INCOMPLETE, "text");
  g_assert_true (scene_run (scene, "appraisal.give_opinion", scene->company.supervisor1, form,
                            args_for_opinion (1, "上半月表现稳定")));
  request = opinion_request (scene);
  g_assert_cmpint (request->state, ==, INBOX_STATE_CLOSED);
  g_assert_cmpstr (request->choice, ==, OPINION_GIVEN);
  g_assert_cmpstr (request->mine, ==, "\"上半月表现稳定\"");
  opinion = memory_loader_peek (scene->loader, &previous_opinion_schema, opinion_id (form));
  g_assert_true (id_equal (opinion->author, scene->company.supervisor1));
  g_assert_cmpint (opinion->state, ==, SHEET_STATE_DRAFT); /* hidden from its subject until the reveal */
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor2, form));
  g_assert_cmpstr (opinion_request (scene)->choice, ==, OPINION_SETTLED);
  g_assert_false (scene_run (scene, "appraisal.give_opinion", scene->company.supervisor1, form,
                             args_for_opinion (1, "更正上半月的话")));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");
}

/* The notice is asked for again after it was put away; who cannot write is stood in for by the manager, by name. */
static void
test_manager_stands_in_for_the_previous_supervisor (Scene *scene, gconstpointer data)
{
  Id form = form_of (scene->company.mover);

  g_assert_true (scene_run (scene, "inbox.close", scene->company.supervisor1, opinion_request (scene)->row.id,
                            g_strdup ("{\"choice\":\"read\"}")));
  g_assert_cmpint (opinion_request (scene)->state, ==, INBOX_STATE_CLOSED);
  g_assert_false (scene_run (scene, "appraisal.ask_opinion", scene->company.supervisor1, form, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run (scene, "appraisal.ask_opinion", scene->company.supervisor2, form, g_strdup ("{}")));
  g_assert_cmpint (opinion_request (scene)->state, ==, INBOX_STATE_OPEN);
  g_assert_true (scene_run (scene, "appraisal.give_opinion", scene->company.manager, form,
                            args_for_opinion (1, "原主管休产假，上半月正常")));
  g_assert_cmpint (opinion_request (scene)->state, ==, INBOX_STATE_CLOSED);
  g_assert_cmpstr (opinion_request (scene)->mine, ==, ""); /* not his words */
  g_assert_false (scene_run (scene, "appraisal.ask_opinion", scene->company.supervisor2, form, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_ALREADY_DONE, NULL);
  worked_month_add (scene->loader, scene->company.mover, "2026-03");
  submit_self (scene, scene->company.mover);
  freeze (scene);
  scene_type_evaluation (scene, form, "跟进及时");
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor2, form));
  {
    Step                key = { .appraisal = form, .revision = 1, .event = (char *) EVENT_SUBMIT_EVALUATION };
    StepDocument        document_key = { .step = schema_natural_id (&step_schema, &key) };
    const StepDocument *stored = memory_loader_peek (scene->loader, &step_document_schema,
                                                     schema_natural_id (&step_document_schema, &document_key));
    const Person       *manager = directory_person (scene->company.directory, scene->company.manager);
    g_autofree char    *by = g_strdup_printf ("\"previous_opinion_by\":\"%s\"", manager->name);

    g_assert_nonnull (strstr (stored->document, "\"previous_opinion\":\"原主管休产假，上半月正常\""));
    g_assert_nonnull (strstr (stored->document, by));
  }
}

/* A row corrected after the freeze: the figure names the day and keeps its value (R24). */
static void
test_change_after_the_freeze_is_marked (Scene *scene, gconstpointer data)
{
  Id             person = scene->company.agent1, form = form_of (person);
  AttendanceDay  key = { .person = person, .day = (char *) "2026-03-02" };
  AttendanceDay *day =
      memory_loader_peek (scene->loader, &attendance_day_schema, schema_natural_id (&attendance_day_schema, &key));
  Figure        figure_key = { .appraisal = form, .revision = 1, .metric = METRIC_ATTENDANCE };
  Id            id = schema_natural_id (&figure_schema, &figure_key);
  const Figure *figure;

  freeze (scene);
  g_assert_true (scene_run (scene, "appraisal.recheck", scene->company.supervisor1, form, g_strdup ("{}")));
  figure = memory_loader_peek (scene->loader, &figure_schema, id);
  g_assert_cmpstr (figure->changed_on, ==, "");
  day->late_min = 0;
  g_assert_false (scene_run (scene, "appraisal.recheck", scene->company.agent2, form, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run (scene, "appraisal.recheck", person, form, g_strdup ("{}")));
  figure = memory_loader_peek (scene->loader, &figure_schema, id);
  g_assert_cmpstr (figure->changed_on, ==, "[\"2026-03-02\"]");
  g_assert_cmpint (figure->value.num, ==, 96);
  /* frozen again: the new value, nothing changed since */
  freeze (scene);
  figure = memory_loader_peek (scene->loader, &figure_schema, id);
  g_assert_cmpstr (figure->changed_on, ==, "");
  g_assert_cmpint (figure->value.num, ==, 99);
}

static GPtrArray *
all_of (Scene *scene, const Schema *schema)
{
  GPtrArray     *rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, g_hash_table_lookup (scene->loader->tables, schema));
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, row);
  return rows;
}

static void
count_self (Scene *scene, const AppraisalMonth *month, OnTime *out)
{
  g_autoptr (GPtrArray) forms = all_of (scene, &appraisal_schema);
  g_autoptr (GPtrArray) steps = all_of (scene, &step_schema);
  OnTime all[ON_TIME_STEPS];

  on_time_count (forms, steps, month, "2026-04-01", all);
  *out = all[0];
}

/* M26: done in time, done late, open; what is not due yet does not count. */
static void
test_on_time_counts_steps_due (Scene *scene, gconstpointer data)
{
  const AppraisalMonth *month =
      memory_loader_peek (scene->loader, &appraisal_month_schema, dossier_month_id (scene->company.sales, "2026-03"));
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  OnTime out[ON_TIME_STEPS];

  submit_self (scene, scene->company.agent1);
  scene_set_day (scene, "2026-04-01");
  scene_type_self (scene, form_of (scene->company.agent2), 8000);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, scene->company.agent2, form_of (scene->company.agent2)));
  g_assert_true (scene_run_reason (scene, EVENT_EXCLUDE, scene->company.manager, form_of (scene->company.mover), "调岗"));
  forms = all_of (scene, &appraisal_schema);
  steps = all_of (scene, &step_schema);
  on_time_count (forms, steps, month, "2026-04-01", out);
  g_assert_cmpstr (out[0].event, ==, EVENT_SUBMIT_SELF);
  g_assert_cmpint (out[0].due, ==, 4);
  g_assert_cmpint (out[0].on_time, ==, 1);
  g_assert_cmpint (out[0].late, ==, 1);
  g_assert_cmpint (out[0].open, ==, 2); /* the two supervisors */
  g_assert_cmpint (out[1].due, ==, 0);

  /* taken back, it is not finished; sent again on the day after it was due, it is late */
  g_assert_true (
      scene_run_reason (scene, EVENT_WITHDRAW_SELF, scene->company.agent1, form_of (scene->company.agent1), ""));
  count_self (scene, month, &out[0]);
  g_assert_cmpint (out[0].on_time, ==, 0);
  g_assert_cmpint (out[0].open, ==, 3);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, scene->company.agent1, form_of (scene->company.agent1)));
  count_self (scene, month, &out[0]);
  g_assert_cmpint (out[0].on_time, ==, 0);
  g_assert_cmpint (out[0].late, ==, 2);
  g_assert_cmpint (out[0].open, ==, 2);
}

static void
test_inbox_item_is_closed_by_its_owner (Scene *scene, gconstpointer data)
{
  g_autoptr (GPtrArray) items = all_of (scene, &inbox_item_schema);
  const InboxItem *item = g_ptr_array_index (items, 0);
  Id               id = item->row.id;

  g_assert_cmpuint (items->len, ==, 1);
  g_assert_true (id_equal (item->person, scene->company.supervisor1));
  g_assert_false (scene_run (scene, "inbox.close", scene->company.supervisor2, id, g_strdup ("{\"choice\":\"read\"}")));
  scene_assert_refused (scene, "not_allowed", NULL);
  g_assert_false (
      scene_run (scene, "inbox.close", scene->company.supervisor1, id, g_strdup ("{\"choice\":\"eaten\"}")));
  scene_assert_refused (scene, "malformed", "choice");
  g_assert_true (scene_run (scene, "inbox.close", scene->company.supervisor1, id, g_strdup ("{\"choice\":\"read\"}")));
  item = memory_loader_peek (scene->loader, &inbox_item_schema, id);
  g_assert_cmpint (item->state, ==, INBOX_STATE_CLOSED);
}

/* Whatever arrives as arguments, by whomever, for whatever row: an answer, never a change by the wrong person. */
static void
test_malformed_arguments_are_answered (Scene *scene, gconstpointer data)
{
  /* clang-format off */
  static const char *const arguments[] = {
    "{}", "{\"revision\":1}", "{\"reason\":1,\"revision\":-1}", "{\"revision\":\"1\"}", "{\"department\":7,\"month\":\"2026-13\"}",
    "{\"digest\":\"\",\"document\":\"\",\"key\":\"\",\"moment\":0,\"previous\":\"\",\"revision\":1,\"signature\":\"\"}",
    "{\"digest\":\"zz\",\"document\":\"[]\",\"key\":\"zz\",\"moment\":1,\"previous\":\"zz\",\"revision\":1,\"signature\":\"zz\"}",
    "{\"document\":\"{}\",\"interview\":{},\"plan\":[],\"revision\":1,\"signatures\":[],\"stance\":\"\",\"stance_text\":\"\"}",
    "{\"document\":\"{}\",\"interview\":{\"outcome\":\"eaten\"},\"plan\":[7],\"revision\":1,\"signatures\":[1],\"stance\":\"\",\"stance_text\":\"\"}",
    "{\"effective_from\":\"x\"}", "{\"new_due\":\"x\",\"reason\":\"\",\"step\":\"x\"}", "{\"team\":\"x\"}", "{\"choice\":7}" };
  /* clang-format on */
  const Company *company = &scene->company;
  const Id       actors[] = { company->agent1, company->supervisor1, company->manager, company->general, company->hr1 };
  const Id       rows[] = { form_of (company->agent1), form_of (company->supervisor1), scene->scheme, scene->regulation,
                            dossier_month_id (company->sales, "2026-03"), ID_NONE };
  guint          refused = 0;

  scene_set_day (scene, "2026-03-31");
  for (const Command *command = commands; command->name != NULL; command++)
    for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
      for (guint j = 0; j < G_N_ELEMENTS (actors) * G_N_ELEMENTS (rows); j++)
        if (!scene_run (scene, command->name, actors[j % G_N_ELEMENTS (actors)], rows[j / G_N_ELEMENTS (actors)],
                        g_strdup (arguments[i])))
          {
            g_assert_cmpstr (scene->code, !=, "");
            refused++;
          }
  g_assert_cmpuint (refused, >, 1000);
  g_assert_cmpint (scene_form (scene, company->agent1)->state, ==, FORM_STATE_SELF_DUE);
}

static void
test_schemes_are_copied_and_published_once (Scene *scene, gconstpointer data)
{
  g_autofree char *mid = NULL;
  Id               copy;

  g_assert_false (scene_run (scene, "scheme.publish", scene->company.hr1, scene->scheme, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_WRONG_STATE, "state");
  g_assert_false (scene_run (scene, "scheme.copy", scene->company.manager, scene->scheme,
                             g_strdup ("{\"effective_from\":\"2026-05\"}")));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  mid = g_strdup_printf ("%032x", scene->mutations + 1);
  copy = id_derive ("scheme", (const char *const[]){ mid, NULL });
  g_assert_true (scene_run (scene, "scheme.copy", scene->company.hr1, scene->scheme,
                            g_strdup ("{\"effective_from\":\"2026-05\"}")));
  ((Scheme *) memory_loader_peek (scene->loader, &scheme_schema, copy))->pass_line = 6500;
  g_assert_true (scene_run (scene, "scheme.publish", scene->company.hr1, copy, g_strdup ("{}")));
  {
    g_autoptr (SchemeSet) set = scheme_set_load (&scene->loader->loader, copy, NULL);
    Id found;

    g_assert_cmpuint (set->items->len, ==, 11);
    g_assert_cmpuint (set->steps->len, ==, 13);
    g_assert_true (scheme_find (&scene->loader->loader, POST_AGENT, "2026-04", &found, NULL));
    g_assert_true (id_equal (found, scene->scheme));
    g_assert_true (scheme_find (&scene->loader->loader, POST_AGENT, "2026-06", &found, NULL));
    g_assert_true (id_equal (found, copy));
  }
}

#define ADD(path, function) g_test_add (path, Scene, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/chain/opening", test_opening_gives_everybody_a_form);
  ADD ("/chain/self", test_self_sheet_is_checked_and_kept_once);
  ADD ("/chain/r22-twice", test_submitting_twice_is_idempotent_only_for_the_same_content);
  ADD ("/chain/tampered", test_tampered_signature_or_content_is_refused);
  ADD ("/chain/withdrawn", test_withdrawn_sheet_is_a_new_revision);
  ADD ("/chain/freeze", test_freeze_writes_figures_and_excludes);
  ADD ("/chain/unfrozen", test_unfrozen_figures_block_no_dimension);
  ADD ("/chain/evaluation", test_evaluation_is_checked_and_reveals);
  ADD ("/chain/whole", test_whole_chain_with_a_return);
  ADD ("/chain/refusal", test_missing_sheet_and_refusal);
  ADD ("/chain/restated", test_filed_result_is_restated_in_the_open);
  ADD ("/chain/restated-again", test_restatement_is_declined_and_proposed_again);
  ADD ("/chain/own-proposal", test_nobody_signs_his_own_proposal);
  ADD ("/chain/earlier-target", test_earlier_target_stays_readable);
  ADD ("/chain/late-target", test_late_target_wants_a_reason);
  ADD ("/chain/clock-ahead", test_clock_ahead_makes_nothing_late);
  ADD ("/chain/post-when-signed", test_post_is_judged_when_it_was_signed);
  ADD ("/chain/absence", test_absence_needs_two_attempts);
  ADD ("/chain/extension", test_extension_and_exclusion_need_reasons);
  ADD ("/chain/previous-supervisor", test_previous_supervisor_is_heard);
  ADD ("/chain/stand-in", test_manager_stands_in_for_the_previous_supervisor);
  ADD ("/chain/changed-since", test_change_after_the_freeze_is_marked);
  ADD ("/chain/on-time", test_on_time_counts_steps_due);
  ADD ("/chain/inbox", test_inbox_item_is_closed_by_its_owner);
  ADD ("/chain/malformed", test_malformed_arguments_are_answered);
  ADD ("/chain/schemes", test_schemes_are_copied_and_published_once);
  return g_test_run ();
}
