/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a step may say about itself: what was confirmed, when it was signed, who judged. */
#include "appraisal/form-command.h"
#include "appraisal/recorded-step.h"
#include "core/init.h"
#include "core/moment.h"
#include "regulation/regulation.h"
#include "sync/inbox-item.h"

#include "appraisal-scene.h"

#include <string.h>

#define MINUTE (60 * MOMENT_SECOND)

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

static const Filing *
filing_of (Scene *scene, Id person)
{
  Filing key = { .appraisal = form_of (person) };

  return memory_loader_peek (scene->loader, &filing_schema, schema_natural_id (&filing_schema, &key));
}

static const Step *
step_of (Scene *scene, Id form, gint64 revision, const char *event)
{
  return memory_loader_peek (scene->loader, &step_schema, dossier_step_id (form, revision, event));
}

static const char *
document_of (Scene *scene, const Step *step)
{
  StepDocument        key = { .step = step->row.id };
  const StepDocument *row =
      memory_loader_peek (scene->loader, &step_document_schema, schema_natural_id (&step_document_schema, &key));

  g_assert_nonnull (row);
  return row->document;
}

/* Nobody came to the interview; it is reviewed if @state says so, and filed. */
static void
reach_absent (Scene *scene, Id person, FormState state)
{
  Id         form = form_of (person);
  Interview *interview;

  scene_reach (scene, person, FORM_STATE_SCORED);
  scene_set_day (scene, "2026-04-07");
  interview = scene_interview (scene, form, INTERVIEW_OUTCOME_ABSENT, "2026-04-07");
  g_free (interview->attempt1_on);
  g_free (interview->attempt2_on);
  interview->attempt1_on = g_strdup ("2026-04-03");
  interview->attempt2_on = g_strdup ("2026-04-07");
  g_assert_true (scene_run (scene, "appraisal.interview", scene_form (scene, person)->scorer, form,
                            scene_interview_args (scene, form, interview, scene_plan (scene, 4000000), "absent", "")));
  if (state >= FORM_STATE_REVIEWED)
    g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
  if (state >= FORM_STATE_FILED)
    g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
}

static void
restate (Scene *scene, Id person)
{
  Id form = form_of (person);

  g_assert_true (scene_run_reason (scene, EVENT_PROPOSE, scene_form (scene, person)->scorer, form, "补卡"));
  g_assert_true (scene_run (scene, "appraisal.restate", scene->company.manager, form,
                            scene_signed_args_of (scene, EVENT_RESTATE, scene->company.manager, form, 2)));
}

/* Revision and digest of what was read (R14): another one is refused, the same twice is one step (R22). */
static void
test_receipt_names_what_was_read (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, form = form_of (person);
  g_autofree char *seen = NULL;
  guint            steps;

  scene_reach (scene, person, FORM_STATE_REVIEWED);
  g_assert_false (scene_run (scene, "appraisal.receive_notice", person, form, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_WRONG_STATE, NULL);
  g_assert_false (scene_run (scene, "appraisal.receive_notice", person, form, args_for_receipt (NOTICE_INTERVIEW, 1)));
  scene_assert_refused (scene, CODE_WRONG_STATE, NULL); /* he was there */
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
  {
    g_autoptr (Dossier) dossier = scene_dossier (scene, form);
    seen = notice_digest (dossier, NOTICE_RESULT);
  }
  {
    /* clang-format off */
    const struct { Id actor; const char *args; const char *dg; const char *code; } cases[] = {
      { person, "{\"notice\":\"result\",\"revision\":1}", "", CODE_STALE_VIEW },
      { person, "{\"notice\":\"result\",\"revision\":2}", seen, CODE_STALE_VIEW },
      { person, "{\"notice\":\"interview\",\"revision\":1}", seen, CODE_STALE_VIEW },
      { person, "{\"notice\":\"else\",\"revision\":1}", seen, CODE_MALFORMED },
      { person, "{\"notice\":\"result\"}", seen, CODE_MALFORMED },
      { scene->company.supervisor1, "{\"notice\":\"result\",\"revision\":1}", seen, CODE_NOT_ALLOWED } };
    /* clang-format on */

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        scene->dg = cases[i].dg;
        g_assert_false (scene_run (scene, "appraisal.receive_notice", cases[i].actor, form, g_strdup (cases[i].args)));
        scene_assert_refused (scene, cases[i].code, NULL);
        g_assert_false (filing_of (scene, person)->noticed_at.set);
      }
  }
  scene->dg = seen;
  g_assert_true (
      scene_run (scene, "appraisal.receive_notice", person, form, args_for_receipt (NOTICE_RESULT, 1)));
  g_assert_true (filing_of (scene, person)->noticed_at.set);
  g_assert_nonnull (strstr (document_of (scene, step_of (scene, form, 1, EVENT_RECEIVE_RESULT)), seen));
  steps = memory_loader_count (scene->loader, &step_schema);
  g_assert_true (
      scene_run (scene, "appraisal.receive_notice", person, form, args_for_receipt (NOTICE_RESULT, 1)));
  g_assert_cmpuint (memory_loader_count (scene->loader, &step_schema), ==, steps);

  /* restated: what he had read is not what stands there */
  scene_set_day (scene, "2026-04-20");
  restate (scene, person);
  g_assert_false (filing_of (scene, person)->noticed_at.set);
  g_assert_false (
      scene_run (scene, "appraisal.receive_notice", person, form, args_for_receipt (NOTICE_RESULT, 1)));
  scene_assert_refused (scene, CODE_STALE_VIEW, NULL);
  scene->dg = NULL;
  g_assert_true (scene_receive (scene, form));
  g_assert_nonnull (step_of (scene, form, 2, EVENT_RECEIVE_RESULT));
}

/* The receipt of the interview is none of the result (R21). */
static void
test_result_has_its_own_receipt (Scene *scene, gconstpointer data)
{
  Id          person = scene->company.agent1, form = form_of (person);
  const Step *interview, *result;

  reach_absent (scene, person, FORM_STATE_TALKED);
  g_assert_true (scene_receive (scene, form));
  g_assert_false (scene_form (scene, person)->not_received);
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
  scene->now += MINUTE;
  g_assert_true (scene_receive (scene, form));
  interview = step_of (scene, form, 1, EVENT_RECEIVE_NOTICE);
  result = step_of (scene, form, 1, EVENT_RECEIVE_RESULT);
  g_assert_nonnull (interview);
  g_assert_nonnull (result);
  g_assert_cmpint (filing_of (scene, person)->noticed_at.v, ==, result->signed_at);
  g_assert_true (step_verify (result, document_of (scene, result)));
  g_assert_true (step_verify (interview, document_of (scene, interview)));
}

/* Read on a device that was offline, when the form went on meanwhile: it counts for what it was about. */
static void
test_receipt_of_the_interview_arrives_after_the_filing (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, form = form_of (person);
  g_autofree char *seen = NULL;

  reach_absent (scene, person, FORM_STATE_TALKED);
  {
    g_autoptr (Dossier) dossier = scene_dossier (scene, form);
    seen = notice_digest (dossier, NOTICE_INTERVIEW);
  }
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form, ""));
  scene->dg = seen;
  g_assert_true (
      scene_run (scene, "appraisal.receive_notice", person, form, args_for_receipt (NOTICE_INTERVIEW, 1)));
  scene->dg = NULL;
  g_assert_false (scene_form (scene, person)->not_received);
  g_assert_false (filing_of (scene, person)->noticed_at.set);
  g_assert_true (scene_receive (scene, form));
  g_assert_true (filing_of (scene, person)->noticed_at.set);
}

/* A device of before says nothing: it counts where it can mean one thing only. */
static void
test_receipt_of_before_counts_where_it_is_plain (Scene *scene, gconstpointer data)
{
  Id person = scene->company.agent1, form = form_of (person), other = scene->company.agent2;

  scene_reach (scene, person, FORM_STATE_FILED);
  g_assert_true (scene_run (scene, "appraisal.receive_notice", person, form, g_strdup ("{}")));
  g_assert_nonnull (step_of (scene, form, 1, EVENT_RECEIVE_RESULT));
  g_assert_true (scene_run (scene, "appraisal.receive_notice", person, form, g_strdup ("{}"))); /* sent twice */
  scene_set_day (scene, "2026-04-20");
  restate (scene, person);
  g_assert_false (scene_run (scene, "appraisal.receive_notice", person, form, g_strdup ("{}")));
  scene_assert_refused (scene, CODE_STALE_VIEW, NULL);

  reach_absent (scene, other, FORM_STATE_FILED);
  g_assert_false (scene_run (scene, "appraisal.receive_notice", other, form_of (other), g_strdup ("{}")));
  scene_assert_refused (scene, CODE_STALE_VIEW, NULL); /* the interview, or the result? */
}

/* Not before the filing, not after its arrival; by a wrong clock its arrival. */
static void
test_receipt_is_between_filing_and_arrival (Scene *scene, gconstpointer data)
{
  /* clang-format off */
  static const struct { gint64 after_filing, arrival; gboolean clock_bad; gint64 want; } cases[] = {
    { 10 * MINUTE, 60 * MINUTE, FALSE, 10 * MINUTE },
    { -1, 60 * MINUTE, FALSE, 60 * MINUTE },
    { -40 * MOMENT_DAY, 60 * MINUTE, FALSE, 60 * MINUTE },
    { 63 * MINUTE, 60 * MINUTE, FALSE, 60 * MINUTE },
    { 10 * MINUTE, 60 * MINUTE, TRUE, 60 * MINUTE } };
  /* clang-format on */
  Id person = scene->company.agent1, form = form_of (person);

  scene_reach (scene, person, FORM_STATE_FILED);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Filing *filing = (Filing *) filing_of (scene, person);
      gint64  filed = filing->filed_at;

      scene->moment = filed + cases[i].after_filing;
      scene->now = filed + cases[i].arrival;
      scene->clock_bad = cases[i].clock_bad;
      g_assert_true (scene_receive (scene, form));
      g_assert_cmpint (filing_of (scene, person)->noticed_at.v - filed, ==, cases[i].want);
      g_assert_cmpint (step_of (scene, form, 1, EVENT_RECEIVE_RESULT)->received_at, ==, scene->now);
      /* once more from the start */
      filing = (Filing *) filing_of (scene, person);
      filing->noticed_at = (OptInt){ 0, FALSE };
      memory_loader_remove (scene->loader, &step_schema, dossier_step_id (form, 1, EVENT_RECEIVE_RESULT));
    }
}

/* What HR files without signing says the number and the result; what was filed before still verifies. */
static void
test_recorded_filing_covers_the_result (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, form = form_of (person);
  g_autofree char *live = NULL;
  g_autofree char *before = recorded_document (form, 1, EVENT_FILE, "");
  const Step      *step;

  scene_reach (scene, person, FORM_STATE_FILED);
  step = step_of (scene, form, 1, EVENT_FILE);
  live = recorded_filing_document (filing_of (scene, person));
  g_assert_cmpstr (document_of (scene, step), ==, live);
  g_assert_true (step_verify (step, live));
  g_assert_nonnull (strstr (live, "\"coefficient\":110,"));
  g_assert_nonnull (strstr (live, "\"grade_title\":\"良好\","));
  g_assert_nonnull (strstr (live, "\"number\":\"KH-202603-001\","));
  g_assert_nonnull (strstr (live, "\"total\":8397,"));
  g_assert_cmpstr (before, !=, live);
  {
    g_autoptr (StepSeal) seal =
        step_seal_new (before, step->previous, EVENT_FILE, scene->company.hr1, NULL, step->signed_at);

    g_assert_true (step_seal_verify (seal, before));
    g_assert_false (step_seal_verify (seal, live));
    g_assert_true (g_str_has_suffix (before, "\",\"reason\":\"\",\"revision\":1,\"step\":\"file\"}"));
  }
}

/* Arguments of a signed step over @document, whatever it says. */
static char *
sign_over (Scene *scene, const char *event, Id actor, Id form, const char *document, gint64 moment)
{
  g_autoptr (Dossier) dossier = scene_dossier (scene, form);
  g_auto (KeyPair) pair;
  g_autoptr (StepSeal) seal = NULL;

  scene_key (actor, &pair);
  seal = step_seal_new (document, dossier_last_digest (dossier), event, actor, &pair, moment);
  return args_for_signed (dossier->revision, document, seal);
}

/* The server's rows say what was acknowledged and frozen, not the signer. */
static void
test_claims_of_the_signer_are_looked_at (Scene *scene, gconstpointer data)
{
  /* clang-format off */
  static const struct { gboolean receipt, frozen; gint64 after_freeze; const char *from, *to, *field; } cases[] = {
    { TRUE, FALSE, 0, NULL, NULL, NULL },
    { TRUE, FALSE, 0, "\"acknowledged\":true", "\"acknowledged\":false", NULL }, /* given on another device */
    { FALSE, FALSE, 0, NULL, NULL, NULL },
    { FALSE, FALSE, 0, "\"acknowledged\":false", "\"acknowledged\":true", "regulation" },
    { TRUE, TRUE, -60 * MINUTE, NULL, NULL, NULL }, /* signed before the freeze, arrived after it */
    { TRUE, TRUE, 60 * MINUTE, NULL, NULL, "provisional" } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene one;
      Id    person, form;

      set_up (&one, NULL);
      person = one.company.agent1;
      form = form_of (person);
      if (!cases[i].receipt)
        {
          Receipt key = { .person = person, .regulation = one.regulation };

          memory_loader_remove (one.loader, &receipt_schema, schema_natural_id (&receipt_schema, &key));
        }
      scene_set_day (&one, "2026-04-02");
      scene_type_self (&one, form, 8800);
      {
        g_autoptr (Dossier) dossier = scene_dossier (&one, form);
        gint64           moment = one.now + cases[i].after_freeze;
        DocumentInput    input = { .event = EVENT_SUBMIT_SELF, .moment = moment };
        g_autofree char *document = appraisal_document (dossier, one.company.directory, &input);
        GString         *text = g_string_new (document);
        gboolean         done;

        if (cases[i].from != NULL)
          g_assert_cmpuint (g_string_replace (text, cases[i].from, cases[i].to, 0), ==, 1);
        g_assert_nonnull (strstr (text->str, "\"provisional\":true"));
        if (cases[i].frozen)
          g_assert_true (scene_run (&one, "appraisal.freeze", ID_NONE, dossier_month_id (one.company.sales, "2026-03"),
                                    g_strdup ("{}")));
        one.now += 120 * MINUTE;
        done = scene_run (&one, "appraisal.submit_self", person, form,
                          sign_over (&one, EVENT_SUBMIT_SELF, person, form, text->str, moment));
        g_assert_cmpint (done, ==, cases[i].field == NULL);
        if (cases[i].field != NULL)
          scene_assert_refused (&one, CODE_STALE_VIEW, cases[i].field);
        else
          g_assert_cmpint (scene_form (&one, person)->unacknowledged, ==, !cases[i].receipt);
        g_string_free (text, TRUE);
      }
      tear_down (&one, NULL);
    }
}

/* R52: what a right clock cannot have said is refused; a wrong one is known, and both moments are shown. */
static void
test_moment_lies_between_the_step_before_and_arrival (Scene *scene, gconstpointer data)
{
  /* clang-format off */
  static const struct { FormState at; const char *event; gint64 offset; gboolean clock_bad, taken; } cases[] = {
    /* @offset from now, which is an hour after the step before arrived */
    { FORM_STATE_SELF_DUE, EVENT_SUBMIT_SELF, 0, FALSE, TRUE },
    { FORM_STATE_SELF_DUE, EVENT_SUBMIT_SELF, 6 * MINUTE, FALSE, FALSE },
    { FORM_STATE_SELF_DUE, EVENT_SUBMIT_SELF, 6 * MINUTE, TRUE, TRUE },
    { FORM_STATE_SELF_DUE, EVENT_SUBMIT_SELF, -30 * MOMENT_DAY, FALSE, FALSE }, /* before the month was opened */
    { FORM_STATE_SELF_DUE, EVENT_SUBMIT_SELF, -30 * MOMENT_DAY, TRUE, TRUE },
    { FORM_STATE_SELF_DONE, EVENT_SUBMIT_EVALUATION, -59 * MINUTE, FALSE, TRUE },
    { FORM_STATE_SELF_DONE, EVENT_SUBMIT_EVALUATION, -71 * MINUTE, FALSE, FALSE }, /* before the freeze */
    { FORM_STATE_SELF_DONE, EVENT_SUBMIT_EVALUATION, 6 * MINUTE, FALSE, FALSE },
    { FORM_STATE_TALKED, EVENT_REVIEW, -59 * MINUTE, FALSE, TRUE },
    { FORM_STATE_TALKED, EVENT_REVIEW, -71 * MINUTE, FALSE, FALSE },
    { FORM_STATE_TALKED, EVENT_REVIEW, -71 * MINUTE, TRUE, TRUE },
    { FORM_STATE_TALKED, EVENT_REVIEW, 4 * MINUTE, FALSE, TRUE },
    { FORM_STATE_TALKED, EVENT_REVIEW, 6 * MINUTE, FALSE, FALSE },
    { FORM_STATE_REVIEWED, EVENT_FILE, -71 * MINUTE, FALSE, FALSE },
    { FORM_STATE_REVIEWED, EVENT_FILE, 6 * MINUTE, FALSE, FALSE },
    { FORM_STATE_REVIEWED, EVENT_FILE, -1 * MINUTE, FALSE, TRUE } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene            one;
      Id               person, form, actor;
      g_autofree char *args = NULL;
      g_autofree char *name = g_strconcat ("appraisal.", cases[i].event, NULL);
      gint64           arrival;
      gboolean         done;

      set_up (&one, NULL);
      person = one.company.agent1;
      form = form_of (person);
      if (cases[i].at == FORM_STATE_SELF_DUE)
        {
          scene_set_day (&one, "2026-03-31");
          scene_type_self (&one, form, 8800);
        }
      else
        scene_reach (&one, person, cases[i].at);
      if (g_str_equal (cases[i].event, EVENT_SUBMIT_EVALUATION))
        {
          scene_set_day (&one, "2026-04-02");
          g_assert_true (scene_run (&one, "appraisal.freeze", ID_NONE, dossier_month_id (one.company.sales, "2026-03"),
                                    g_strdup ("{}")));
          scene_type_evaluation (&one, form, "跟进及时");
        }
      arrival = one.now + 60 * MINUTE;
      actor = g_str_equal (cases[i].event, EVENT_SUBMIT_SELF)         ? person
              : g_str_equal (cases[i].event, EVENT_SUBMIT_EVALUATION) ? one.company.supervisor1
              : g_str_equal (cases[i].event, EVENT_REVIEW)            ? one.company.manager
                                                                      : one.company.hr1;
      one.now = arrival + cases[i].offset;
      args = scene_signed_args (&one, cases[i].event, actor, form);
      one.now = arrival;
      one.clock_bad = cases[i].clock_bad;
      done = scene_run (&one, name, actor, form, g_strdup (args));
      g_test_message ("%u", i);
      g_assert_cmpint (done, ==, cases[i].taken);
      if (!done)
        scene_assert_refused (&one, CODE_WRONG_STATE, "moment");
      else
        {
          g_assert_cmpint (step_of (&one, form, 1, cases[i].event)->signed_at, ==, arrival + cases[i].offset);
          g_assert_cmpint (step_came_later (step_of (&one, form, 1, cases[i].event)), ==,
                           ABS (cases[i].offset) > 5 * MINUTE);
        }
      tear_down (&one, NULL);
    }
}

/* Frozen again because of somebody else: figures that are the same stand since they were frozen first. */
static void
test_freezing_again_the_same_moves_nothing (Scene *scene, gconstpointer data)
{
  Id      person = scene->company.agent1, month = dossier_month_id (scene->company.sales, "2026-03");
  Figure  key = { .appraisal = form_of (person), .revision = 1, .metric = METRIC_SALES };
  Figure *figure;
  gint64  first;

  scene_reach (scene, person, FORM_STATE_SELF_DONE);
  scene_set_day (scene, "2026-04-02");
  g_assert_true (scene_run (scene, "appraisal.freeze", ID_NONE, month, g_strdup ("{}")));
  first = scene->now;
  scene->now += MOMENT_DAY;
  g_assert_true (scene_run (scene, "appraisal.freeze", ID_NONE, month, g_strdup ("{}")));
  g_assert_cmpint (scene_form (scene, person)->frozen_at.v, ==, first);
  figure = memory_loader_peek (scene->loader, &figure_schema, schema_natural_id (&figure_schema, &key));
  figure->value.num++;
  g_assert_true (scene_run (scene, "appraisal.freeze", ID_NONE, month, g_strdup ("{}")));
  g_assert_cmpint (scene_form (scene, person)->frozen_at.v, ==, scene->now);
}

/* The interview is after the evaluation it is about, and its signatures follow each other. */
static void
test_interview_is_signed_after_the_evaluation (Scene *scene, gconstpointer data)
{
  Id               person = scene->company.agent1, form = form_of (person);
  g_autofree char *args = NULL;
  gint64           arrival;

  scene_reach (scene, person, FORM_STATE_SCORED);
  arrival = scene->now + 60 * MINUTE;
  scene->now -= 30 * MINUTE;
  args = scene_interview_args (scene, form, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                               scene_plan (scene, 4200000), "agree", "");
  scene->now = arrival;
  g_assert_false (scene_run (scene, "appraisal.interview", scene->company.supervisor1, form, g_strdup (args)));
  scene_assert_refused (scene, CODE_WRONG_STATE, "moment");
  scene->clock_bad = TRUE;
  g_assert_true (scene_run (scene, "appraisal.interview", scene->company.supervisor1, form, g_strdup (args)));
}

/* Whoever held the interview does not review the form as well (R21); the general manager does, or a deputy (R12). */
static void
test_interviewer_does_not_review (Scene *scene, gconstpointer data)
{
  Id         person = scene->company.agent1, form = form_of (person), manager = scene->company.manager;
  Appraisal *row;

  scene_reach (scene, person, FORM_STATE_SCORED);
  row = scene_form (scene, person);
  row->scorer = manager; /* stands in for the supervisor that day */
  g_assert_true (scene_run (
      scene, "appraisal.interview", manager, form,
      scene_interview_args (scene, form, scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                            scene_plan (scene, 4200000), "agree", "")));
  row = scene_form (scene, person);
  row->scorer = scene->company.supervisor1;
  g_assert_true (id_equal (row->reviewer, manager));
  g_assert_false (scene_run_signed (scene, EVENT_REVIEW, manager, form));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, "");
  g_assert_cmpstr (problem_list_at (scene->problems, 0)->clause, ==, "5.5.1④");
  g_assert_false (scene_run_reason (scene, EVENT_RETURN, manager, form, "重新面谈"));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, "");
  g_assert_false (scene_run_signed (scene, EVENT_REVIEW, scene->company.hr1, form));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, NULL);
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.general, form));
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_REVIEWED);
}

static void
assert_rank (Scene *scene, Id person, gint64 rank, gint64 of)
{
  g_assert_cmpint (filing_of (scene, person)->rank_dept, ==, rank);
  g_assert_cmpint (filing_of (scene, person)->rank_dept_of, ==, of);
}

/* M22: given when the month is closed; nobody's is written again because of somebody else. */
static void
test_ranks_are_given_once (Scene *scene, gconstpointer data)
{
  Id      first = scene->company.agent1, second = scene->company.agent2, mover = scene->company.mover;
  Filing *filing;
  guint8  before[sizeof (Filing)];

  scene_reach (scene, first, FORM_STATE_FILED);
  assert_rank (scene, first, 0, 0);
  g_assert_true (scene_run_reason (scene, EVENT_EXCLUDE, scene->company.manager, form_of (mover), "调岗"));
  assert_rank (scene, first, 0, 0); /* agent 2 is on his way */
  scene_reach (scene, second, FORM_STATE_REVIEWED);
  filing = (Filing *) filing_of (scene, first);
  filing->total = 7000;
  g_assert_true (scene_run_reason (scene, EVENT_FILE, scene->company.hr1, form_of (second), ""));
  assert_rank (scene, second, 1, 2);
  assert_rank (scene, first, 2, 2);
  g_assert_cmpstr (filing_of (scene, first)->number, ==, "KH-202603-001");

  /* restated to the top: his own rank is new, the other's stands as it was told */
  scene_set_day (scene, "2026-04-20");
  memcpy (before, filing_of (scene, second), sizeof before);
  restate (scene, first);
  g_assert_cmpint (filing_of (scene, first)->total, ==, filing_of (scene, second)->total);
  assert_rank (scene, first, 1, 2);
  assert_rank (scene, second, 1, 2);
  g_assert_cmpmem (before, sizeof before, filing_of (scene, second), sizeof (Filing));
}

static const InboxItem *
notice_of (Scene *scene, Id person, Id form)
{
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, g_hash_table_lookup (scene->loader->tables, &inbox_item_schema));
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (id_equal (((InboxItem *) row)->person, person) && id_equal (((InboxItem *) row)->subject, form) &&
        g_str_equal (((InboxItem *) row)->tbl, "appraisal"))
      return row;
  return NULL;
}

/* Left out from the start: by the manager alone, with a step and a notice as at any other time (G17, R33). */
static void
test_exclusion_at_the_opening_is_told (Scene *scene, gconstpointer data)
{
  const Company   *company = &scene->company;
  Id               person = company->agent1, form = form_of (person);
  g_autofree char *department = id_dup_hex (company->sales);
  g_autofree char *who = id_dup_hex (person);
  g_autofree char *args = g_strdup_printf ("{\"department\":\"%s\",\"exclude\":[{\"person\":\"%s\",\"reason\":"
                                           "\"产假\"}],\"month\":\"2026-03\"}",
                                           department, who);
  const Step      *step;
  const InboxItem *notice;

  memory_loader_remove (scene->loader, &appraisal_schema, form);
  g_assert_false (scene_run (scene, "appraisal.open_month", company->hr1, ID_NONE, g_strdup (args)));
  scene_assert_refused (scene, CODE_NOT_ALLOWED, "exclude");
  g_assert_null (memory_loader_peek (scene->loader, &appraisal_schema, form));
  g_assert_true (scene_run (scene, "appraisal.open_month", company->manager, ID_NONE, g_strdup (args)));
  g_assert_cmpint (scene_form (scene, person)->state, ==, FORM_STATE_EXCLUDED);
  step = step_of (scene, form, 1, EVENT_EXCLUDE);
  g_assert_nonnull (step);
  g_assert_true (id_equal (step->actor, company->manager));
  g_assert_true (id_equal (step->person, person));
  {
    g_autofree char *document = recorded_document (form, 1, EVENT_EXCLUDE, "产假");

    g_assert_true (step_verify (step, document));
  }
  notice = notice_of (scene, person, form);
  g_assert_nonnull (notice);
  g_assert_cmpstr (notice->args, ==, "[\"2026-03\",\"产假\"]");
  g_assert_null (step_of (scene, form_of (company->agent2), 1, EVENT_EXCLUDE));
  g_assert_null (notice_of (scene, company->agent2, form_of (company->agent2)));
}

#define ADD(path, function) g_test_add (path, Scene, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/steps/receipt/r14-what-was-read", test_receipt_names_what_was_read);
  ADD ("/steps/receipt/r21-result", test_result_has_its_own_receipt);
  ADD ("/steps/receipt/late-interview", test_receipt_of_the_interview_arrives_after_the_filing);
  ADD ("/steps/receipt/of-before", test_receipt_of_before_counts_where_it_is_plain);
  ADD ("/steps/receipt/moment", test_receipt_is_between_filing_and_arrival);
  ADD ("/steps/filing", test_recorded_filing_covers_the_result);
  ADD ("/steps/claims", test_claims_of_the_signer_are_looked_at);
  ADD ("/steps/r52-moment", test_moment_lies_between_the_step_before_and_arrival);
  ADD ("/steps/refreeze", test_freezing_again_the_same_moves_nothing);
  ADD ("/steps/interview-moment", test_interview_is_signed_after_the_evaluation);
  ADD ("/steps/r21-interviewer", test_interviewer_does_not_review);
  ADD ("/steps/m22-ranks", test_ranks_are_given_once);
  ADD ("/steps/excluded-at-the-opening", test_exclusion_at_the_opening_is_told);
  return g_test_run ();
}
