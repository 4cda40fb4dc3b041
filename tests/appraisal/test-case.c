/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form as a room shows it: who may write, what is typed becomes edits, what is no score does not. */
#include "app/go.h"
#include "appraisal/case-commands.h"
#include "appraisal/scheme-default.h"
#include "appraisal/review-list.h"
#include "appraisal/today.h"
#include "core/init.h"
#include "core/moment.h"
#include "store/apply.h"
#include "tests/support/company.h"
#include "tests/support/temp-store.h"

#include <string.h>

typedef struct
{
  Company    company;
  TempStore *temp;
  SchemeSet *scheme;
  Id         form;
} Fixture;

static void
put (Fixture *f, const Schema *schema, gconstpointer row)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_apply_one (f->temp->store, mutation_put (schema, row), &error));
  g_assert_no_error (error);
}

static void
put_all (Fixture *f, const Schema *schema, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    put (f, schema, g_ptr_array_index (rows, i));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  Appraisal *form = schema_new (&appraisal_schema);

  company_init (&f->company);
  f->temp = temp_store_new (7);
  f->scheme = scheme_set_new_default (f->company.sales, POST_AGENT, ID_NONE, "2026-01");
  put (f, &scheme_schema, f->scheme->scheme);
  put_all (f, &scheme_grade_schema, f->scheme->grades);
  put_all (f, &scheme_item_schema, f->scheme->items);
  put_all (f, &scheme_step_schema, f->scheme->steps);
  form->person = f->company.agent1;
  g_free (form->month);
  form->month = g_strdup ("2026-03");
  form->department = f->company.sales;
  form->team = f->company.team1;
  form->scorer = f->company.supervisor1;
  form->reviewer = f->company.manager;
  form->scheme = f->scheme->scheme->row.id;
  form->row.id = schema_natural_id (&appraisal_schema, form);
  f->form = form->row.id;
  put (f, &appraisal_schema, form);
  schema_free (&appraisal_schema, form);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  scheme_set_free (f->scheme);
  temp_store_free (f->temp);
  company_clear (&f->company);
}

static AppraisalCase *
load (Fixture *f, Id me)
{
  SessionReading reading = { .me = me, .directory = f->company.directory, .today = "2026-04-02", .now = f->temp->now };
  g_autoptr (GError) error = NULL;
  AppraisalCase *shown = appraisal_case_load (f->temp->store, &reading, f->form, 0, &error);

  g_assert_no_error (error);
  g_assert_nonnull (shown);
  return shown;
}

static void
type (GPtrArray *edits, const char *field, const char *text)
{
  SheetEdit *edit = g_new0 (SheetEdit, 1);

  edit->field = g_strdup (field);
  edit->text = g_strdup (text);
  g_ptr_array_add (edits, edit);
}

static GPtrArray *
new_edits (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sheet_edit_free);
}

static void
test_only_the_right_person_may_write (Fixture *f, gconstpointer data)
{
  g_autoptr (AppraisalCase) agent = load (f, f->company.agent1);
  g_autoptr (AppraisalCase) colleague = load (f, f->company.agent2);
  g_autoptr (AppraisalCase) supervisor = load (f, f->company.supervisor1);

  g_assert_true (agent->provisional);
  g_assert_true (appraisal_case_can_edit_self (agent));
  g_assert_false (appraisal_case_can_edit_evaluation (agent));
  g_assert_false (appraisal_case_can_edit_self (colleague));
  g_assert_false (appraisal_case_can_edit_evaluation (colleague));
  g_assert_false (appraisal_case_can_edit_self (supervisor));
  g_assert_true (appraisal_case_can_edit_evaluation (supervisor));
}

static void
test_what_is_typed_becomes_edits (Fixture *f, gconstpointer data)
{
  g_autoptr (AppraisalCase) shown = load (f, f->company.agent1);
  g_autoptr (GPtrArray) edits = new_edits ();
  g_autoptr (GPtrArray) mutations = NULL;
  g_autoptr (AppraisalCase) after = NULL;
  g_autofree char  *text = NULL;
  g_autofree char  *score = NULL;
  const SchemeItem *item = g_ptr_array_index (f->scheme->items, 0);
  g_autofree char  *field = g_strconcat ("score.", item->code, NULL);

  type (edits, "results_text", "十个字以上的一段说明文字");
  type (edits, "problems", "");
  type (edits, field, "94.5");
  mutations = case_edit_sheet (shown, SHEET_SELF, edits);
  g_assert_cmpuint (mutations->len, ==, 2);
  for (guint i = 0; i < mutations->len; i++)
    g_assert_true (store_apply (f->temp->store, (Mutation *const *) mutations->pdata + i, 1, NULL));
  after = load (f, f->company.agent1);
  text = case_sheet_text (after, SHEET_SELF, "results_text");
  score = case_sheet_text (after, SHEET_SELF, field);
  g_assert_cmpstr (text, ==, "十个字以上的一段说明文字");
  g_assert_cmpstr (score, ==, "94.5");
  g_assert_cmpuint (after->self_missing->len, ==, shown->self_missing->len - 2);
  {
    g_autoptr (GPtrArray) again = case_edit_sheet (after, SHEET_SELF, edits);

    g_assert_cmpuint (again->len, ==, 0);
  }
}

/* 101 and −1 stay with the person who typed them: no edit holds them, and they count as not given. */
static void
test_what_is_no_score_is_no_edit (Fixture *f, gconstpointer data)
{
  static const char *const wrong[] = { "101", "-1", "100.01", "abc" };
  g_autoptr (AppraisalCase) shown = load (f, f->company.agent1);
  const SchemeItem *item = g_ptr_array_index (f->scheme->items, 0);
  g_autofree char  *field = g_strconcat ("score.", item->code, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GPtrArray) edits = new_edits ();
      g_autoptr (GPtrArray) mutations = NULL;
      g_autoptr (CaseLive) live = NULL;

      type (edits, field, wrong[i]);
      mutations = case_edit_sheet (shown, SHEET_SELF, edits);
      live = case_live_new (shown, SHEET_SELF, edits);
      for (guint j = 0; j < mutations->len; j++)
        g_assert_null (strstr (((const Mutation *) g_ptr_array_index (mutations, j))->set, "\"score\""));
      g_assert_nonnull (problem_list_find (live->missing, field));
    }
}

/* 2026-04-02 is a Thursday: the week ends on the 5th. */
static void
test_groups_of_the_day (void)
{
  g_assert_cmpint (today_group ("2026-04-01", "2026-04-02"), ==, TODAY_OVERDUE);
  g_assert_cmpint (today_group ("2026-04-02", "2026-04-02"), ==, TODAY_NOW);
  g_assert_cmpint (today_group ("", "2026-04-02"), ==, TODAY_NOW);
  g_assert_cmpint (today_group ("2026-04-03", "2026-04-02"), ==, TODAY_WEEK);
  g_assert_cmpint (today_group ("2026-04-05", "2026-04-02"), ==, TODAY_WEEK);
  g_assert_cmpint (today_group ("2026-04-06", "2026-04-02"), ==, TODAY_LATER);
  g_assert_cmpint (today_group ("2026-04-06", "2026-04-05"), ==, TODAY_LATER);
}

static TodayView *
load_today (Fixture *f, Id me, const char *today)
{
  SessionReading reading = { .me = me, .directory = f->company.directory, .now = f->temp->now };
  g_autoptr (GError) error = NULL;
  TodayView *view = NULL;

  g_strlcpy (reading.today, today, sizeof reading.today);
  view = today_view_load (f->temp->store, &reading, &error);
  g_assert_no_error (error);
  g_assert_nonnull (view);
  return view;
}

static void
test_today_names_what_waits (Fixture *f, gconstpointer data)
{
  AppraisalMonth  *month = schema_new (&appraisal_month_schema);
  TodayView       *view = NULL;
  const TodayItem *item = NULL;

  month->department = f->company.sales;
  g_free (month->month);
  month->month = g_strdup ("2026-03");
  g_free (month->self_due);
  month->self_due = g_strdup ("2026-03-31");
  month->row.id = schema_natural_id (&appraisal_month_schema, month);
  put (f, &appraisal_month_schema, month);
  schema_free (&appraisal_month_schema, month);

  view = load_today (f, f->company.agent1, "2026-04-02");
  g_assert_cmpuint (view->items->len, ==, 1);
  item = g_ptr_array_index (view->items, 0);
  g_assert_cmpint (item->group, ==, TODAY_OVERDUE);
  g_assert_cmpstr (item->due, ==, "2026-03-31");
  g_assert_cmpstr (item->room, ==, "appraisal");
  g_assert_true (id_equal (item->id, f->form));
  g_assert_true (view->sells);
  today_view_free (view);

  view = load_today (f, f->company.agent1, "2026-03-30");
  g_assert_cmpint (((const TodayItem *) g_ptr_array_index (view->items, 0))->group, ==, TODAY_WEEK);
  today_view_free (view);

  view = load_today (f, f->company.supervisor1, "2026-04-02"); /* scores nothing before the self-assessment is in */
  g_assert_cmpuint (view->items->len, ==, 0);
  g_assert_false (view->sells);
  today_view_free (view);
}

static void
put_step (Fixture *f, gint64 revision, const char *event, Id actor)
{
  Step *step = schema_new (&step_schema);

  step->appraisal = f->form;
  step->revision = revision;
  step->person = f->company.agent1;
  step->actor = actor;
  g_free (step->event);
  step->event = g_strdup (event);
  step->row.id = schema_natural_id (&step_schema, step);
  put (f, &step_schema, step);
  schema_free (&step_schema, step);
}

static void
put_filed_form (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  Appraisal *form = store_get (f->temp->store, &appraisal_schema, f->form, &error);

  g_assert_no_error (error);
  form->state = FORM_STATE_FILED;
  put (f, &appraisal_schema, form);
  schema_free (&appraisal_schema, form);
  put_step (f, 1, EVENT_SUBMIT_EVALUATION, f->company.supervisor1);
}

/* The reviewer decides on a restatement; what he proposed himself, standing in for the scorer, he may only decline.
 * Queue, badge and Today name the same ones, until there is an answer (R17, R19). */
static void
test_restatement_is_signed_by_another (Fixture *f, gconstpointer data)
{
  const Id manager = f->company.manager, supervisor = f->company.supervisor1, none = ID_NONE;
  const struct
  {
    Id          proposer, reader;
    const char *answer;
    gboolean    signs, declines;
    guint       waits;
  } cases[] = {
    { none, manager, NULL, FALSE, FALSE, 0 },
    { supervisor, manager, NULL, TRUE, TRUE, 1 },
    { supervisor, supervisor, NULL, FALSE, FALSE, 0 },
    { manager, manager, NULL, FALSE, TRUE, 1 },
    { supervisor, manager, EVENT_DECLINE, FALSE, FALSE, 0 }
  };

  put_filed_form (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SessionReading reading = { .directory = f->company.directory, .today = "2026-04-20", .now = f->temp->now };
      g_autoptr (AppraisalCase) shown = NULL;
      g_autoptr (GPtrArray) waiting = NULL;
      g_autoptr (GError) error = NULL;
      TodayView *view;

      reading.me = cases[i].reader;
      if (!id_is_none (cases[i].proposer))
        put_step (f, 2, EVENT_PROPOSE, cases[i].proposer);
      if (cases[i].answer != NULL)
        put_step (f, 2, cases[i].answer, manager);
      shown = appraisal_case_load (f->temp->store, &reading, f->form, 2, &error);
      g_assert_no_error (error);
      g_assert_cmpint (appraisal_case_can (shown, EVENT_RESTATE), ==, cases[i].signs);
      g_assert_cmpint (appraisal_case_can (shown, EVENT_DECLINE), ==, cases[i].declines);
      waiting = review_restatements (f->temp->store, f->company.directory, reading.me, reading.today, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (waiting->len, ==, cases[i].waits);
      view = load_today (f, reading.me, reading.today);
      g_assert_cmpuint (view->items->len, ==, cases[i].waits);
      today_view_free (view);
    }
}

/* F1 finds the clause of a screen, and of a section, which has no text of its own, the first clause. */
static void
test_section_leads_to_its_first_clause (Fixture *f, gconstpointer data)
{
  static const char *const codes[] = { "5.4.1a", "5.4.1b", "5.40", "5.5.1①", "5.5.1④", "1.2", "1.21" };
  /* clang-format off */
  static const char *const cases[][2] = {
    { "5.4", "5.4.1a" },
    { "5.4.1", "5.4.1a" },
    { "5.5.1④", "5.5.1④" },
    { "5.5.1", "5.5.1①" },
    { "1.2", "1.2" },
    { "5.4.1b", "5.4.1b" },
    { "6", NULL } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      Clause *clause = schema_new (&clause_schema);

      clause->row.id = id_derive ("clause", (const char *const[]){ codes[i], NULL });
      g_free (clause->code);
      clause->code = g_strdup (codes[i]);
      put (f, &clause_schema, clause);
      schema_free (&clause_schema, clause);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Rows) found = go_query_clause (f->temp->store, cases[i][0]);

      g_assert_cmpuint (found->len, ==, cases[i][1] != NULL);
      if (cases[i][1] != NULL)
        g_assert_cmpstr (((const Clause *) found->at[0])->code, ==, cases[i][1]);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/case/only-the-right-person-may-write", test_only_the_right_person_may_write);
  ADD ("/case/what-is-typed-becomes-edits", test_what_is_typed_becomes_edits);
  ADD ("/case/what-is-no-score-is-no-edit", test_what_is_no_score_is_no_edit);
  g_test_add_func ("/today/groups", test_groups_of_the_day);
  ADD ("/today/names-what-waits", test_today_names_what_waits);
  ADD ("/go/clause", test_section_leads_to_its_first_clause);
  ADD ("/case/restatement", test_restatement_is_signed_by_another);
  return g_test_run ();
}
