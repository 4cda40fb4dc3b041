/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table itself, and who may walk which edge (R12, R19, R21). */
#include "appraisal/workflow.h"
#include "core/init.h"

#include "company.h"

/* Backward moves raise the revision, forward ones do not; every state but the ends has a way on. */
static void
test_table_goes_back_only_by_a_new_revision (void)
{
  for (const WorkflowEdge *edge = workflow; edge->event != NULL; edge++)
    {
      g_assert_cmpint (edge->raises, ==, edge->to < edge->from || g_str_equal (edge->event, EVENT_RESTATE));
      g_assert_true (edge->from < FORM_STATE_FILED || edge->to == FORM_STATE_FILED);
      g_assert_true (edge->to == FORM_STATE_EXCLUDED || edge->to <= FORM_STATE_FILED);
      g_assert_true (workflow_find (edge->from, edge->event) == edge);
    }
  g_assert_null (workflow_find (FORM_STATE_FILED, EVENT_RETURN));
  g_assert_null (workflow_find (FORM_STATE_EXCLUDED, EVENT_SUBMIT_SELF));
  g_assert_null (workflow_find (FORM_STATE_SCORED, EVENT_WITHDRAW_SELF));
}

static Appraisal
form_of (const Company *company, Id person, Post post)
{
  gboolean supervisor = post == POST_SUPERVISOR;

  return (Appraisal){ .person = person,
                      .post = post,
                      .department = company->sales,
                      .team = company->team1,
                      .scorer = supervisor ? company->manager : company->supervisor1,
                      .reviewer = supervisor ? company->general : company->manager };
}

static void
test_parts_are_kept_apart (void)
{
  Company company;

  company_init (&company);
  {
    Appraisal agent = form_of (&company, company.agent1, POST_AGENT);
    Appraisal supervisor = form_of (&company, company.supervisor1, POST_SUPERVISOR);
    Appraisal second = form_of (&company, company.agent2, POST_AGENT);
    /* clang-format off */
    const struct { const Appraisal *form; Judges judges; Id actor; const char *today; guint who; } cases[] = {
      { &agent, { ID_NONE, ID_NONE }, company.agent1, "2026-04-02", WHO_SUBJECT },
      { &agent, { ID_NONE, ID_NONE }, company.agent2, "2026-04-02", 0 },
      { &agent, { ID_NONE, ID_NONE }, company.supervisor1, "2026-04-02", WHO_SCORER },
      { &agent, { ID_NONE, ID_NONE }, company.supervisor2, "2026-04-02", 0 },
      { &agent, { .scored = company.supervisor1 }, company.manager, "2026-04-02", WHO_REVIEWER | WHO_MANAGER },
      { &agent, { .scored = company.manager }, company.manager, "2026-04-02", WHO_MANAGER },
      { &agent, { company.supervisor1, company.supervisor1 }, company.manager, "2026-04-02", WHO_REVIEWER | WHO_MANAGER },
      { &agent, { company.supervisor1, company.manager }, company.manager, "2026-04-02", WHO_MANAGER },
      { &agent, { company.supervisor1, company.manager }, company.general, "2026-04-02", WHO_REVIEWER },
      { &agent, { company.manager, ID_NONE }, company.general, "2026-04-02", WHO_REVIEWER },
      { &agent, { company.supervisor1, company.supervisor1 }, company.general, "2026-04-02", 0 },
      { &supervisor, { company.manager, company.general }, company.general, "2026-04-02", 0 },
      { &agent, { ID_NONE, ID_NONE }, company.hr1, "2026-04-02", WHO_HR },
      { &agent, { ID_NONE, ID_NONE }, company.general, "2026-04-02", 0 },
      { &agent, { ID_NONE, ID_NONE }, company.supervisor1, "2024-12-31", 0 },
      { &agent, { ID_NONE, ID_NONE }, ID_NONE, "2026-04-02", WHO_SYSTEM },
      { &supervisor, { ID_NONE, ID_NONE }, company.supervisor1, "2026-04-02", WHO_SUBJECT },
      { &supervisor, { ID_NONE, ID_NONE }, company.manager, "2026-04-02", WHO_SCORER | WHO_MANAGER },
      { &supervisor, { .scored = company.manager }, company.general, "2026-04-02", WHO_REVIEWER } };
    /* clang-format on */

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      g_assert_cmpuint (workflow_who (cases[i].form, cases[i].judges, company.directory, cases[i].actor,
                                      cases[i].today),
                        ==, cases[i].who);
    /* the deputy of team 2 stands in from April on (R12) */
    second.team = company.team2;
    second.scorer = company.supervisor2;
    g_assert_cmpuint (workflow_who (&second, JUDGES_NONE, company.directory, company.deputy, "2026-03-31"), ==, 0);
    g_assert_cmpuint (workflow_who (&second, JUDGES_NONE, company.directory, company.deputy, "2026-04-01"),
                      ==, WHO_SCORER);
  }
  company_clear (&company);
}

/* What a page offers. */
static void
test_buttons_follow_the_part (void)
{
  /* clang-format off */
  static const struct { FormState state; guint who; const char *events; } cases[] = {
    { FORM_STATE_SELF_DUE, WHO_SUBJECT, "submit_self " },
    { FORM_STATE_SELF_DONE, WHO_SUBJECT, "withdraw_self " },
    { FORM_STATE_SELF_DONE, WHO_SCORER, "submit_evaluation " },
    { FORM_STATE_SELF_DONE, WHO_SCORER | WHO_MANAGER, "submit_evaluation exclude " },
    { FORM_STATE_SCORED, WHO_SCORER, "interview " },
    { FORM_STATE_TALKED, WHO_REVIEWER | WHO_MANAGER, "return review exclude " },
    { FORM_STATE_TALKED, WHO_HR, "" },
    { FORM_STATE_REVIEWED, WHO_HR, "file return " },
    { FORM_STATE_FILED, WHO_HR | WHO_MANAGER | WHO_SUBJECT, "" },
    { FORM_STATE_FILED, WHO_REVIEWER | WHO_MANAGER, "restate decline_restatement " },
    { FORM_STATE_FILED, WHO_SCORER, "propose_restatement " } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) events = g_string_new (NULL);

      for (const WorkflowEdge *edge = workflow_next (NULL, cases[i].state, cases[i].who); edge != NULL;
           edge = workflow_next (edge, cases[i].state, cases[i].who))
        g_string_append_printf (events, "%s ", edge->event);
      g_assert_cmpstr (events->str, ==, cases[i].events);
    }
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/revisions", test_table_goes_back_only_by_a_new_revision);
  g_test_add_func ("/workflow/parts", test_parts_are_kept_apart);
  g_test_add_func ("/workflow/buttons", test_buttons_follow_the_part);
  return g_test_run ();
}
