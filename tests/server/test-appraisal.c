/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The appraisal month through the server itself: sheets are pushed by the people's own devices, commands run on the
 * server's rows, buckets change with the states (R1), and what one side typed is not the other's to read before.
 */
#include "appraisal/facts.h"
#include "appraisal/witness.h"
#include "appraisal/workflow.h"
#include "calls/call.h"
#include "core/digest.h"
#include "core/init.h"
#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "registry.h"
#include "rules/place.h"
#include "server/account-key.h"
#include "server/admin.h"
#include "server/freeze-drafts.h"

#include "appraisal-scene.h"
#include "server-fixture.h"
#include "server/jobs.h"
#include "worked-month.h"

#include <string.h>

typedef struct
{
  ServerFixture base;
  Scene         scene; /* a reader that sees everything, filled from the server */
  TestDevice    agent, other, supervisor, manager, hr;
} Fixture;

#define CHECK(device, mutation, outcome)                        \
  G_STMT_START                                                  \
  {                                                             \
    g_autofree char *got = test_device_push (device, mutation); \
    g_assert_cmpstr (got, ==, outcome);                         \
  }                                                             \
  G_STMT_END

static void
set_day (Fixture *f, const char *day)
{
  scene_set_day (&f->scene, day);
  f->base.now.now = f->scene.now;
}

/* Copies every live row of the server. */
static void
mirror (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autofree Loader *loader = server_loader_new (f->base.server, &error);

  g_assert_no_error (error);
  for (guint i = 0; registry[i] != NULL; i++)
    {
      GPtrArray *rows = loader->list (loader, registry[i], NULL, ID_NONE, &error);

      g_assert_no_error (error);
      for (guint j = 0; j < rows->len; j++)
        memory_loader_put (f->scene.loader, registry[i], g_ptr_array_index (rows, j));
      g_ptr_array_unref (rows);
    }
}

/* Writes the rows of a table from memory, as an import does. */
static void
write_table (Fixture *f, const Schema *schema)
{
  g_autoptr (GError) error = NULL;
  GHashTable    *table = g_hash_table_lookup (f->scene.loader->tables, schema);
  GHashTableIter iter;
  gpointer       row;

  if (table == NULL)
    return;
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      if (schema == &customer_schema)
        ((Customer *) row)->assignment = f->base.company.agent1_assignment;
      server_write (f->base.server, NULL, schema, row, &f->base.now, &error);
      g_assert_no_error (error);
    }
}

static void
write_company (Fixture *f)
{
  /* clang-format off */
  static const Schema *const tables[] = {
    &regulation_schema, &clause_schema, &receipt_schema, &scheme_schema, &scheme_grade_schema, &scheme_item_schema, &scheme_step_schema,
    &customer_schema, &call_schema, &sales_order_schema, &rating_schema, &ticket_schema, &exam_result_schema,
    &qa_score_schema, &attendance_day_schema, &violation_schema, &target_schema };
  /* clang-format on */
  g_auto (DbScope) scope = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (db_begin (&scope, server_get_db (f->base.server), &error));
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    write_table (f, tables[i]);
  g_assert_true (server_settle_grants (f->base.server, &f->base.now, &error));
  g_assert_true (db_commit (&scope, &error));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const Company *company = &f->base.company;

  server_fixture_init (&f->base);
  scene_init (&f->scene);
  scene_open_march (&f->scene);
  set_day (f, "2026-03-27");
  write_company (f);
  test_device_init (&f->agent, &f->base, company->agent1, NULL);
  test_device_init (&f->other, &f->base, company->agent2, NULL);
  test_device_init (&f->supervisor, &f->base, company->supervisor1, NULL);
  test_device_init (&f->manager, &f->base, company->manager, NULL);
  test_device_init (&f->hr, &f->base, company->hr1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_device_clear (&f->agent);
  test_device_clear (&f->other);
  test_device_clear (&f->supervisor);
  test_device_clear (&f->manager);
  test_device_clear (&f->hr);
  scene_clear (&f->scene);
  server_fixture_clear (&f->base);
}

static Mutation *
command (const char *event, const Schema *schema, Id id, char *args)
{
  g_autofree char *owned = args;
  g_autofree char *name = g_strconcat ("appraisal.", event, NULL);

  return mutation_command (name, schema, id, NULL, owned);
}

/* @seen: digest it claims; NULL = that of what stands there. */
static Mutation *
receipt (Fixture *f, Id form, const char *seen)
{
  g_autoptr (Dossier) dossier = scene_dossier (&f->scene, form);
  g_autofree char *digest = seen != NULL ? g_strdup (seen) : notice_digest (dossier, NOTICE_RESULT);
  g_autofree char *args = args_for_receipt (NOTICE_RESULT, notice_revision (dossier, NOTICE_RESULT));

  return mutation_command ("appraisal.receive_notice", &appraisal_schema, form, digest, args);
}

/* What was typed in memory goes out as edits of its author. */
static void
push_typed (Fixture *f, TestDevice *device, const Schema *schema, Id sheet)
{
  const Field   *parent = schema_parent (schema);
  GHashTableIter iter;
  gpointer       row;

  g_hash_table_iter_init (&iter, g_hash_table_lookup (f->scene.loader->tables, schema));
  while (g_hash_table_iter_next (&iter, NULL, &row))
    if (id_equal (((Row *) row)->id, sheet) || id_equal (*FIELD_PTR (row, parent, Id), sheet))
      CHECK (device, mutation_put (schema, row), "ok");
}

/* Class of the bucket the server keeps the row in. */
static BucketClass
class_of (Fixture *f, const Schema *schema, Id id)
{
  g_autoptr (GError) error = NULL;
  gpointer row = server_read (f->base.server, schema, id, &error);
  Bucket   bucket;

  g_assert_no_error (error);
  g_assert_nonnull (row);
  g_assert_true (place_row (schema, row, f->base.company.directory, &bucket));
  g_assert_true (id_equal (((Row *) row)->bucket, bucket.id));
  schema_free (schema, row);
  return bucket.cls;
}

/* Gives the account another key, after which the one the scene signs with has ended; @own: back to that one. */
static void
replace_key (Fixture *f, const TestDevice *device, gboolean own, gboolean reset)
{
  static const char other[] = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
  g_auto (KeyPair) pair;
  g_autofree char *hex = NULL;

  scene_key (device->actor.person, &pair);
  hex = hex_dup (pair.public_key, KEYS_SIZE);
  g_assert_true (account_key_begin (f->base.server, device->actor.login, device->actor.person, own ? hex : other,
                                    reset ? NULL : own ? other
                                                       : hex,
                                    TRUE, &f->base.now, NULL));
}

static Mutation *
signed_command (Fixture *f, const char *event, Id actor, Id form)
{
  return command (event, &appraisal_schema, form, scene_signed_args (&f->scene, event, actor, form));
}

/* A key signs until its successor begins, an interview until its moment; one the administrator reset signs nothing
   (R16, R23). */
static void
test_keys_end (Fixture *f, gconstpointer data)
{
  Id               form = dossier_form_id (f->base.company.agent1, "2026-03");
  Id               month = dossier_month_id (f->base.company.sales, "2026-03");
  Id               self = dossier_self_sheet_id (form, 1), evaluation = dossier_evaluation_id (form, 1);
  Id               agent = f->base.company.agent1, supervisor = f->base.company.supervisor1;
  g_autofree char *department = id_dup_hex (f->base.company.sales);

  CHECK (&f->manager,
         command ("open_month", &appraisal_month_schema, month,
                  g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)),
         "ok");
  mirror (f);
  set_day (f, "2026-03-31");
  scene_type_self (&f->scene, form, 8800);
  push_typed (f, &f->agent, &self_sheet_schema, self);
  push_typed (f, &f->agent, &self_line_schema, self);
  mirror (f);
  replace_key (f, &f->agent, FALSE, FALSE);
  CHECK (&f->agent, signed_command (f, EVENT_SUBMIT_SELF, agent, form), "rejected/bad_signature");
  replace_key (f, &f->agent, TRUE, FALSE);
  CHECK (&f->agent, signed_command (f, EVENT_SUBMIT_SELF, agent, form), "ok");

  set_day (f, "2026-04-02");
  CHECK (&f->supervisor, command ("freeze", &appraisal_schema, form, g_strdup ("{}")), "ok");
  mirror (f);
  scene_type_evaluation (&f->scene, form, "跟进及时");
  push_typed (f, &f->supervisor, &evaluation_schema, evaluation);
  push_typed (f, &f->supervisor, &eval_line_schema, evaluation);
  mirror (f);
  CHECK (&f->supervisor, signed_command (f, EVENT_SUBMIT_EVALUATION, supervisor, form), "ok");
  mirror (f);
  for (guint reset = 1; reset <= 2; reset++)
    {
      g_assert_true (server_get_clock_offset (f->base.server) == 0);
      f->base.now.now = f->scene.now + 60 * G_USEC_PER_SEC;
      replace_key (f, &f->agent, FALSE, reset == 1);
      f->base.now.now += 60 * G_USEC_PER_SEC;
      CHECK (&f->supervisor,
             command ("interview", &appraisal_schema, form,
                      scene_interview_args (&f->scene, form,
                                            scene_interview (&f->scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                                            scene_plan (&f->scene, 4200000), "agree", "")),
             reset == 1 ? "rejected/bad_signature" : "ok");
      replace_key (f, &f->agent, TRUE, FALSE);
    }
}

/* From the opened month to the filed result of agent 1. */
static void
run_month (Fixture *f)
{
  Id               form = dossier_form_id (f->base.company.agent1, "2026-03");
  Id               month = dossier_month_id (f->base.company.sales, "2026-03");
  Id               self = dossier_self_sheet_id (form, 1), evaluation = dossier_evaluation_id (form, 1);
  g_autofree char *department = id_dup_hex (f->base.company.sales);
  char            *args = g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department);

  CHECK (&f->agent, command ("open_month", &appraisal_month_schema, month, g_strdup (args)), "rejected/not_allowed");
  CHECK (&f->manager, command ("open_month", &appraisal_month_schema, month, args), "ok");
  mirror (f);
  set_day (f, "2026-03-31");
  scene_type_self (&f->scene, form, 8800);
  push_typed (f, &f->agent, &self_sheet_schema, self);
  push_typed (f, &f->agent, &self_line_schema, self);
  mirror (f);
  g_assert_cmpint (class_of (f, &self_sheet_schema, self), ==, BUCKET_SELF);
  CHECK (&f->other,
         command ("submit_self", &appraisal_schema, form,
                  scene_signed_args (&f->scene, EVENT_SUBMIT_SELF, f->base.company.agent1, form)),
         "rejected/not_allowed");
  CHECK (&f->agent,
         command ("submit_self", &appraisal_schema, form,
                  scene_signed_args (&f->scene, EVENT_SUBMIT_SELF, f->base.company.agent1, form)),
         "ok");
  g_assert_cmpint (class_of (f, &self_sheet_schema, self), ==, BUCKET_SELF);

  set_day (f, "2026-04-02");
  CHECK (&f->supervisor, command ("freeze", &appraisal_schema, form, g_strdup ("{}")), "ok");
  mirror (f);
  scene_type_evaluation (&f->scene, form, "跟进及时");
  push_typed (f, &f->supervisor, &evaluation_schema, evaluation);
  push_typed (f, &f->supervisor, &eval_line_schema, evaluation);
  mirror (f);
  g_assert_cmpint (class_of (f, &evaluation_schema, evaluation), ==, BUCKET_SUP);
  CHECK (&f->supervisor,
         command ("submit_evaluation", &appraisal_schema, form,
                  scene_signed_args (&f->scene, EVENT_SUBMIT_EVALUATION, f->base.company.supervisor1, form)),
         "ok");
  g_assert_cmpint (class_of (f, &evaluation_schema, evaluation), ==, BUCKET_OWN);
  g_assert_cmpint (class_of (f, &self_sheet_schema, self), ==, BUCKET_OWN);

  mirror (f);
  CHECK (&f->supervisor,
         command ("interview", &appraisal_schema, form,
                  scene_interview_args (&f->scene, form,
                                        scene_interview (&f->scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                                        scene_plan (&f->scene, 4200000), "agree", "")),
         "ok");
  mirror (f);
  CHECK (&f->manager,
         command ("review", &appraisal_schema, form,
                  scene_signed_args (&f->scene, EVENT_REVIEW, f->base.company.manager, form)),
         "ok");
  g_assert_cmpint (class_of (f, &evaluation_schema, evaluation), ==, BUCKET_FILE);
  mirror (f);
  CHECK (&f->manager, command ("file", &appraisal_schema, form, args_for_reason (1, "", f->scene.now)),
         "rejected/not_allowed");
  CHECK (&f->hr, command ("file", &appraisal_schema, form, args_for_reason (1, "", f->scene.now)), "ok");
  mirror (f);
}

static void
test_month_runs_through_the_server (Fixture *f, gconstpointer data)
{
  Id      form = dossier_form_id (f->base.company.agent1, "2026-03");
  Filing  key = { .appraisal = form };
  Filing *filing;

  run_month (f);
  filing = memory_loader_peek (f->scene.loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_nonnull (filing);
  g_assert_cmpstr (filing->number, ==, "KH-202603-001");
  g_assert_cmpint (filing->total, ==, 8397);
  CHECK (&f->agent, receipt (f, form, "00"), "rejected/stale_view");
  CHECK (&f->agent, receipt (f, form, NULL), "ok");
}

/* The supervisor's last day was yesterday; who follows him begins today. */
static void
replace_supervisor (Fixture *f, const char *last_day, const char *first_day)
{
  const Company    *company = &f->base.company;
  const Assignment *old = directory_assignment_on (company->directory, company->supervisor1, last_day);
  Assignment       *ended = schema_copy (&assignment_schema, old), *next = schema_copy (&assignment_schema, old);
  g_auto (DbScope) scope = { 0 };
  g_autoptr (GError) error = NULL;

  g_free (ended->to_on);
  ended->to_on = g_strdup (last_day);
  next->row = (Row){ .id = id_derive ("assignment", (const char *const[]){ "next", NULL }) };
  next->person = company->supervisor2;
  next->acting = TRUE;
  g_free (next->from_on);
  next->from_on = g_strdup (first_day);
  g_assert_true (db_begin (&scope, server_get_db (f->base.server), &error) &&
                 server_write (f->base.server, NULL, &assignment_schema, ended, &f->base.now, &error) &&
                 server_write (f->base.server, NULL, &assignment_schema, next, &f->base.now, &error) &&
                 server_settle_grants (f->base.server, &f->base.now, &error) && db_commit (&scope, &error));
  g_assert_no_error (error);
  schema_free (&assignment_schema, ended);
  schema_free (&assignment_schema, next);
}

/*
 * A supervisor who is removed while he approves: his signature comes too late, he is told so and keeps what he signed;
 * the form waits where it was, and who leads the team now finds it there.
 */
static void
test_supervisor_removed_while_approving (Fixture *f, gconstpointer data)
{
  Id               form = dossier_form_id (f->base.company.agent1, "2026-03");
  Id               month = dossier_month_id (f->base.company.sales, "2026-03");
  Id               evaluation = dossier_evaluation_id (form, 1);
  g_autofree char *department = id_dup_hex (f->base.company.sales);
  g_autoptr (GError) error = NULL;
  Mutation  *approval;
  TestDevice next;
  gint64     count = 0;

  CHECK (&f->manager,
         command ("open_month", &appraisal_month_schema, month,
                  g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)),
         "ok");
  mirror (f);
  set_day (f, "2026-04-02");
  CHECK (&f->supervisor, command ("freeze", &appraisal_schema, form, g_strdup ("{}")), "ok");
  mirror (f);
  scene_type_evaluation (&f->scene, form, "跟进及时");
  push_typed (f, &f->supervisor, &evaluation_schema, evaluation);
  push_typed (f, &f->supervisor, &eval_line_schema, evaluation);
  mirror (f);
  approval = signed_command (f, EVENT_SUBMIT_EVALUATION, f->base.company.supervisor1, form);
  replace_supervisor (f, "2026-04-01", "2026-04-02");
  CHECK (&f->supervisor, approval, "rejected/not_allowed");
  g_assert_true (db_int (server_get_db (f->base.server), &count, NULL, &error,
                         "SELECT count(*) FROM row WHERE tbl = 'inbox_item' AND del = 0 AND instr (body, "
                         "'submit_evaluation') AND instr (body, '跟进及时')",
                         ""));
  g_assert_cmpint (count, ==, 1);
  g_assert_cmpint (class_of (f, &evaluation_schema, evaluation), ==, BUCKET_SUP);
  mirror (f);
  test_device_init (&next, &f->base, f->base.company.supervisor2, NULL);
  CHECK (&next, signed_command (f, EVENT_SUBMIT_EVALUATION, f->base.company.supervisor2, form), "ok");
  g_assert_cmpint (class_of (f, &evaluation_schema, evaluation), ==, BUCKET_OWN);
  test_device_clear (&next);
  g_assert_no_error (error);
}

/* Runs the server's jobs until nothing waits: each look does a little. */
static void
run_jobs (Fixture *f)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      f->base.now.now += 61 * G_USEC_PER_SEC;
      server_jobs (f->base.server, &f->base.now, &error);
      g_assert_no_error (error);
    }
}

static Figure *
read_figure (Fixture *f, Metric metric)
{
  g_autoptr (GError) error = NULL;
  Figure  key = { .appraisal = dossier_form_id (f->base.company.agent1, "2026-03"), .revision = 1, .metric = metric };
  Figure *figure = server_read (f->base.server, &figure_schema, schema_natural_id (&figure_schema, &key), &error);

  g_assert_no_error (error);
  g_assert_nonnull (figure);
  return figure;
}

static FreezeWork *
wanted (Fixture *f, Id id, Id team, Id actor)
{
  g_autoptr (GError) error = NULL;
  ServerActor who = { .person = actor };
  FreezeWork *work = NULL;

  server_freeze_wanted (f->base.server, id, team, &who, &f->base.now, &work, &error);
  g_assert_no_error (error);
  return work;
}

static gpointer
fold_on_thread (gpointer work)
{
  freeze_work_run (work);
  freeze_work_free (work);
  return NULL;
}

static void
fold_aside (FreezeWork *work)
{
  g_assert_nonnull (work);
  g_thread_join (g_thread_new ("fold", fold_on_thread, work));
}

static void
open_march (Fixture *f)
{
  g_autofree char *department = id_dup_hex (f->base.company.sales);

  CHECK (&f->manager,
         command ("open_month", &appraisal_month_schema, dossier_month_id (f->base.company.sales, "2026-03"),
                  g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)),
         "ok");
  set_day (f, "2026-04-02");
}

/* Behind the server's back: no change of a bucket tells of it, so only a fresh look at the rows could see it. */
static void
spoil_orders (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  db_exec (server_get_db (f->base.server), &error,
           "UPDATE row SET body = json_set (body, '$.amount', 100) WHERE tbl = 'sales_order'", "");
  g_assert_no_error (error);
}

/* R17: folded beside the writer on one snapshot; the command writes what was folded, if nothing moved since. */
static void
test_freeze_writes_what_was_folded_aside (Fixture *f, gconstpointer data)
{
  const Company *company = &f->base.company;
  Id             form = dossier_form_id (company->agent1, "2026-03");
  Id             month = dossier_month_id (company->sales, "2026-03");
  Figure        *figure;

  server_fold_aside (f->base.server);
  open_march (f);
  g_assert_null (wanted (f, month, ID_NONE, company->agent1));
  g_assert_null (wanted (f, month, company->team2, company->supervisor1));
  fold_aside (wanted (f, month, company->team1, company->supervisor1));
  g_assert_null (wanted (f, form, ID_NONE, company->supervisor1));
  spoil_orders (f);
  CHECK (&f->supervisor, command ("freeze", &appraisal_schema, form, g_strdup ("{}")), "ok");
  figure = read_figure (f, METRIC_SALES);
  g_assert_cmpint (figure->value.num, >, 1000000);
  schema_free (&figure_schema, figure);
  /* a draft is used once; frozen again, the rows are looked at */
  CHECK (&f->supervisor, command ("freeze", &appraisal_schema, form, g_strdup ("{}")), "ok");
  figure = read_figure (f, METRIC_SALES);
  g_assert_cmpint (figure->value.num, <, 1000000);
  schema_free (&figure_schema, figure);
}

/* A call nobody knew of when the month was folded. */
static void
push_late_call (Fixture *f)
{
  Call *call = schema_new (&call_schema);

  call->row.id = test_random_id (&f->agent);
  call->agent = f->base.company.agent1;
  call->customer = test_random_id (&f->agent);
  call->started_at = scene_moment ("2026-03-10", 10);
  call->answered_at = (OptInt){ call->started_at, TRUE };
  call->talk_s = 60;
  call->ended_at = call->started_at + 60 * MOMENT_SECOND;
  call->result = CALL_RESULT_EFFECTIVE;
  CHECK (&f->agent, mutation_put (&call_schema, call), "ok");
  schema_free (&call_schema, call);
}

/* A call that arrives between folding and freezing is in the figures, and the form is asked for again. */
static void
test_freeze_folds_again_what_moved (Fixture *f, gconstpointer data)
{
  const Company *company = &f->base.company;
  Id             form = dossier_form_id (company->agent1, "2026-03");
  Figure        *figure;
  FreezeWork    *again;
  gint64         before;

  server_fold_aside (f->base.server);
  open_march (f);
  CHECK (&f->supervisor, command ("freeze", &appraisal_schema, form, g_strdup ("{}")), "ok");
  figure = read_figure (f, METRIC_SUCCESS);
  before = figure->base_count;
  schema_free (&figure_schema, figure);
  fold_aside (wanted (f, form, ID_NONE, company->supervisor1));
  push_late_call (f);
  again = wanted (f, form, ID_NONE, company->supervisor1);
  g_assert_nonnull (again);
  freeze_work_free (again);
  CHECK (&f->supervisor, command ("freeze", &appraisal_schema, form, g_strdup ("{}")), "ok");
  figure = read_figure (f, METRIC_SUCCESS);
  g_assert_cmpint (figure->base_count, ==, before + 1);
  schema_free (&figure_schema, figure);
}

/* The server's own freeze: looks until the thread is done, then writes everybody at once. */
static void
test_jobs_freeze_aside (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Id         form = dossier_form_id (f->base.company.agent1, "2026-03");
  gboolean   frozen = FALSE;
  gint64     deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  Appraisal *row;

  server_fold_aside (f->base.server);
  open_march (f);
  for (guint i = 0; !frozen && g_get_monotonic_time () < deadline; i++)
    {
      server_jobs (f->base.server, &f->base.now, &error);
      g_assert_no_error (error);
      row = server_read (f->base.server, &appraisal_schema, form, &error);
      g_assert_no_error (error);
      frozen = row->frozen_at.set;
      schema_free (&appraisal_schema, row);
      g_assert_false (i == 0 && frozen); /* the first look only begins */
      g_thread_yield ();
    }
  g_assert_true (frozen);
}

/* A correction: changes a row that counts in March and tells its day; FALSE = not this row. */
typedef gboolean (*Correct) (gpointer row, Id person, char day[DAY_TEXT_SIZE]);

static gboolean
tell_day (char day[DAY_TEXT_SIZE], const char *text)
{
  g_strlcpy (day, text, DAY_TEXT_SIZE);
  return g_str_has_prefix (day, "2026-03");
}

static gboolean
tell_moment (char day[DAY_TEXT_SIZE], gint64 moment)
{
  day_format (moment_day (moment, MOMENT_OFFSET_S), day);
  return g_str_has_prefix (day, "2026-03");
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static gboolean
correct_call (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  Call *call = row;

  if (!id_equal (call->agent, person) || call->talk_s < 300 || !tell_moment (day, call->started_at))
    return FALSE;
  call->talk_s = 12;
  return TRUE;
}

/* Sent back in another month, when the result has long been filed. */
static gboolean
correct_order (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  SalesOrder *order = row;

  if (!id_equal (order->agent, person) || *order->back_on != '\0' || !tell_day (day, order->signed_on))
    return FALSE;
  set_text (&order->back_on, "2026-04-20");
  order->back = order->amount;
  order->state = ORDER_STATE_RETURNED;
  return TRUE;
}

static gboolean
correct_rating (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  Rating *rating = row;

  if (!id_equal (rating->agent, person) || !tell_moment (day, rating->invited_at))
    return FALSE;
  rating->value.v = 1;
  return TRUE;
}

static gboolean
correct_ticket (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  Ticket *ticket = row;

  if (!id_equal (ticket->agent, person) || !tell_moment (day, ticket->due_at))
    return FALSE;
  ticket->solved_at.v = ticket->due_at + 1;
  return TRUE;
}

static gboolean
correct_qa (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  QaScore *qa = row;

  if (!id_equal (qa->agent, person) || qa->state != QA_STATE_PUBLISHED || qa->pick != QA_PICK_RANDOM)
    return FALSE;
  qa->score = 100;
  return tell_day (day, qa->scored_on);
}

static gboolean
correct_exam (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  ExamResult *exam = row;

  if (!id_equal (exam->person, person))
    return FALSE;
  exam->score = 100;
  return tell_day (day, exam->taken_on);
}

static gboolean
correct_attendance (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  AttendanceDay *attendance = row;

  if (!id_equal (attendance->person, person) || attendance->rest)
    return FALSE;
  attendance->absent_halves = 1;
  return tell_day (day, attendance->day);
}

/* One that was only reported until then. */
static gboolean
correct_violation (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  Violation *violation = row;

  if (!id_equal (violation->person, person) || violation->state != VIOLATION_STATE_REPORTED)
    return FALSE;
  violation->state = VIOLATION_STATE_CONFIRMED;
  return tell_day (day, violation->happened_on);
}

static gboolean
correct_target (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  Target *target = row;

  if (!id_equal (target->person, person) || !g_str_equal (target->month, "2026-03"))
    return FALSE;
  target->sales.v = 5000000;
  return tell_day (day, "2026-03-01");
}

static gboolean
correct_plan (gpointer row, Id person, char day[DAY_TEXT_SIZE])
{
  Target *target = row;

  if (!id_equal (target->person, person) || !g_str_equal (target->month, "2026-03"))
    return FALSE;
  target->conversion = (Ratio){ 4, 100 };
  return tell_day (day, "2026-03-01");
}

/* clang-format off */
static const struct { const char *what; const Schema *schema; Metric metric; Correct correct; } corrections[] = {
  { "a call", &call_schema, METRIC_CONVERSION, correct_call },
  { "a call, of all calls", &call_schema, METRIC_SUCCESS, correct_call },
  { "a return in a later month", &sales_order_schema, METRIC_SALES, correct_order },
  { "a rating", &rating_schema, METRIC_SATISFACTION, correct_rating },
  { "a rating of a ticket", &rating_schema, METRIC_TICKET_SATISFACTION, correct_rating },
  { "a ticket", &ticket_schema, METRIC_TICKET_ON_TIME, correct_ticket },
  { "a QA score", &qa_score_schema, METRIC_QA, correct_qa },
  { "an exam", &exam_result_schema, METRIC_EXAM, correct_exam },
  { "a day of attendance", &attendance_day_schema, METRIC_ATTENDANCE, correct_attendance },
  { "a violation", &violation_schema, METRIC_RULES, correct_violation },
  { "a sales target", &target_schema, METRIC_SALES, correct_target },
  { "a conversion target", &target_schema, METRIC_CONVERSION, correct_plan } };
/* clang-format on */

static void
write_row (Fixture *f, const Schema *schema, gconstpointer row)
{
  g_auto (DbScope) scope = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (db_begin (&scope, server_get_db (f->base.server), &error));
  server_write (f->base.server, NULL, schema, row, &f->base.now, &error);
  g_assert_no_error (error);
  g_assert_true (db_commit (&scope, &error));
}

/* Corrects the first row that can be; @undo: (out): the row as it was. */
static void
correct_one (Fixture *f, const Schema *schema, Correct correct, gpointer *undo, char day[DAY_TEXT_SIZE])
{
  g_autoptr (GError) error = NULL;
  g_autofree Loader *loader = server_loader_new (f->base.server, &error);
  GPtrArray         *rows;

  g_assert_no_error (error);
  rows = loader->list (loader, schema, NULL, ID_NONE, &error);
  g_assert_no_error (error);
  *undo = NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      gpointer row = g_ptr_array_index (rows, i);
      gpointer was = schema_copy (schema, row);

      if (*undo == NULL && correct (row, f->base.company.agent1, day))
        {
          *undo = g_steal_pointer (&was);
          write_row (f, schema, row);
        }
      schema_free (schema, was);
      schema_free (schema, row);
    }
  g_ptr_array_unref (rows);
  g_assert_nonnull (*undo);
}

static void
assert_marked (Fixture *f, Metric metric, const char *day)
{
  Figure          *figure = read_figure (f, metric);
  g_autofree char *days = day != NULL ? g_strdup_printf ("[\"%s\"]", day) : g_strdup ("");

  g_assert_cmpstr (figure->changed_on, ==, days);
  schema_free (&figure_schema, figure);
}

static gint64
count_of (Fixture *f, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64   value = 0;
  gboolean found;

  g_assert_true (db_int (server_get_db (f->base.server), &value, &found, &error, sql, ""));
  g_assert_no_error (error);
  return value;
}

#define COUNT_AUDIT "SELECT count (*) FROM audit WHERE tbl <> 'witness'"
#define COUNT_NOTICES "SELECT count (*) FROM audit WHERE tbl = 'inbox_item'"

/* Every kind of fact, corrected: its day stands at the figure, once; taken back: it stands there no longer. */
static void
check_corrections (Fixture *f, gint64 notices)
{
  Id form = dossier_form_id (f->base.company.agent1, "2026-03");

  run_jobs (f);
  for (guint i = 0; i < G_N_ELEMENTS (corrections); i++)
    {
      gpointer was;
      char     day[DAY_TEXT_SIZE];
      gint64   lines, told = count_of (f, COUNT_NOTICES);

      g_test_message ("%s", corrections[i].what);
      assert_marked (f, corrections[i].metric, NULL);
      correct_one (f, corrections[i].schema, corrections[i].correct, &was, day);
      run_jobs (f);
      assert_marked (f, corrections[i].metric, day);
      g_assert_cmpint (count_of (f, COUNT_NOTICES), ==, told + notices);

      lines = count_of (f, COUNT_AUDIT);
      run_jobs (f);
      CHECK (&f->supervisor, command ("recheck", &appraisal_schema, form, g_strdup ("{}")), "ok");
      g_assert_cmpint (count_of (f, COUNT_AUDIT), ==, lines);

      write_row (f, corrections[i].schema, was);
      schema_free (corrections[i].schema, was);
      run_jobs (f);
      assert_marked (f, corrections[i].metric, NULL);
      g_assert_cmpint (count_of (f, COUNT_NOTICES), ==, told + notices);
    }
}

static void
open_and_freeze (Fixture *f)
{
  open_march (f);
  run_jobs (f);
}

static void
test_corrections_after_freeze (Fixture *f, gconstpointer data)
{
  open_and_freeze (f);
  check_corrections (f, 0);
}

/* The filed result stands; whoever may propose a restatement is told once. */
static void
test_corrections_after_filing (Fixture *f, gconstpointer data)
{
  Filing           key = { .appraisal = dossier_form_id (f->base.company.agent1, "2026-03") };
  Id               id = schema_natural_id (&filing_schema, &key);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  run_month (f);
  before = db_text (server_get_db (f->base.server), &error, "SELECT body FROM row WHERE tbl = 'filing' AND id = ?",
                    "d", &id);
  check_corrections (f, 1);
  after = db_text (server_get_db (f->base.server), &error, "SELECT body FROM row WHERE tbl = 'filing' AND id = ?", "d",
                   &id);
  g_assert_no_error (error);
  g_assert_nonnull (before);
  g_assert_cmpstr (before, ==, after);
}

/* What does not count in the month says nothing, and costs nothing at the next look. */
static void
test_other_rows_say_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  AttendanceDay *april = schema_new (&attendance_day_schema);
  QaScore       *draft = schema_new (&qa_score_schema);
  gint64         lines;

  run_month (f);
  run_jobs (f);
  april->person = draft->agent = f->base.company.agent1;
  set_text (&april->day, "2026-04-02");
  april->absent_halves = 2;
  april->row.id = schema_natural_id (&attendance_day_schema, april);
  draft->row.id = test_random_id (&f->agent);
  set_text (&draft->scored_on, "2026-03-20");
  draft->score = 100;
  write_row (f, &attendance_day_schema, april);
  write_row (f, &qa_score_schema, draft);
  schema_free (&attendance_day_schema, april);
  schema_free (&qa_score_schema, draft);
  lines = count_of (f, COUNT_AUDIT);
  run_jobs (f);
  f->base.now.now += G_GINT64_CONSTANT (25) * 3600 * G_USEC_PER_SEC;
  run_jobs (f);
  g_assert_cmpint (count_of (f, COUNT_AUDIT), ==, lines);
  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    assert_marked (f, metric, NULL);
}

/* A figure hangs on the rows of others, too: found within a day. */
static void
test_rows_of_others (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree Loader *loader = NULL;
  const Assignment  *other;
  Customer          *customer;
  GPtrArray         *calls;
  Id                 id = ID_NONE;
  char               day[DAY_TEXT_SIZE] = "";

  run_month (f);
  run_jobs (f);
  loader = server_loader_new (f->base.server, &error);
  calls = loader->list (loader, &call_schema, NULL, ID_NONE, &error);
  for (guint i = 0; i < calls->len; i++)
    {
      Call *call = g_ptr_array_index (calls, i);

      /* One of those called once: the second calls last 45 seconds. */
      if (id_equal (call->agent, f->base.company.agent1) && call->talk_s == 30 + 200)
        {
          id = call->customer;
          tell_moment (day, call->started_at);
        }
      schema_free (&call_schema, call);
    }
  g_ptr_array_unref (calls);
  customer = loader->row (loader, &customer_schema, id, &error);
  g_assert_nonnull (customer);
  customer->invalid = TRUE;
  other = directory_assignment_on (f->base.company.directory, f->base.company.agent2, "2026-04-02");
  customer->assignment = other->row.id;
  write_row (f, &customer_schema, customer); /* handed over, then found wrong */
  schema_free (&customer_schema, customer);
  run_jobs (f);
  assert_marked (f, METRIC_CONVERSION, NULL);
  f->base.now.now += G_GINT64_CONSTANT (25) * 3600 * G_USEC_PER_SEC;
  run_jobs (f);
  assert_marked (f, METRIC_CONVERSION, day);
}

/* The server freezes a month past its cut-off by itself, and not before (R17). */
static void
test_jobs (Fixture *f, gconstpointer data)
{
  Id               form = dossier_form_id (f->base.company.agent1, "2026-03");
  Id               month = dossier_month_id (f->base.company.sales, "2026-03");
  g_autofree char *department = id_dup_hex (f->base.company.sales);
  g_autoptr (GError) error = NULL;
  Appraisal *header;
  gint64     seq;

  set_day (f, "2026-03-31");
  CHECK (&f->manager,
         command ("open_month", &appraisal_month_schema, month,
                  g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)),
         "ok");
  run_jobs (f);
  header = server_read (f->base.server, &appraisal_schema, form, &error);
  g_assert_false (header->frozen_at.set); /* before the cut-off */
  schema_free (&appraisal_schema, header);

  set_day (f, "2026-04-02");
  seq = count_of (f, "SELECT max (s.seq) FROM shard s JOIN row r ON r.shard = s.shard WHERE r.tbl = 'appraisal'");
  run_jobs (f);
  header = server_read (f->base.server, &appraisal_schema, form, &error);
  g_assert_true (header->frozen_at.set);
  /* Up to where the form's shard stood, though the server is nobody's colleague. */
  g_assert_cmpint (header->frozen_seq, ==, seq);
  schema_free (&appraisal_schema, header);
}

/* The same tree by another way: whole trees are joined as they come, what is left over from the right. */
static Digest
join (Digest left, Digest right)
{
  guint8 bytes[65] = { 1 };

  memcpy (bytes + 1, left.b, 32);
  memcpy (bytes + 33, right.b, 32);
  return digest_of (bytes, sizeof bytes);
}

static void
test_witness_tree (void)
{
  Digest leaves[40];

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      guint8 bytes[49] = { 0 };

      bytes[1] = (guint8) i;
      bytes[17] = (guint8) (i + 1);
      leaves[i] = witness_leaf ((Id){ { (guint8) i } }, (Digest){ { (guint8) (i + 1) } });
      g_assert_true (digest_equal (leaves[i], digest_of (bytes, sizeof bytes)));
    }
  for (guint n = 1; n <= G_N_ELEMENTS (leaves); n++)
    {
      Digest stack[8];
      guint  depth = 0;

      for (guint i = 0; i < n; i++)
        {
          stack[depth++] = leaves[i];
          for (guint filled = i + 1; filled % 2 == 0; filled /= 2, depth--)
            stack[depth - 2] = join (stack[depth - 2], stack[depth - 1]);
        }
      for (; depth > 1; depth--)
        stack[depth - 2] = join (stack[depth - 2], stack[depth - 1]);
      g_assert_true (digest_equal (stack[0], witness_root (leaves, n)));
    }
}

static void
count_fault (const char *sentence, gpointer data)
{
  g_ptr_array_add (data, g_strdup (sentence));
}

/* What is broken, as sentences; @proof: (nullable). */
static GPtrArray *
verify_witnesses (Fixture *f, const char *proof)
{
  g_autoptr (GError) error = NULL;
  GPtrArray  *faults = g_ptr_array_new_with_free_func (g_free);
  AuditReport report = { 0 };

  server_verify_witnesses (f->base.server, proof, count_fault, faults, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report.broken, ==, faults->len);
  return faults;
}

static void
assert_fault (Fixture *f, const char *proof, const char *words)
{
  g_autoptr (GPtrArray) faults = verify_witnesses (f, proof);
  gboolean said = FALSE;

  for (guint i = 0; i < faults->len; i++)
    said |= strstr (g_ptr_array_index (faults, i), words) != NULL;
  g_assert_true (said);
}

static void
change_store (Fixture *f, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (db_exec (server_get_db (f->base.server), &error, sql, ""));
  g_assert_no_error (error);
}

/* One row a day for everybody, over all steps; who changes one, takes one away or adds one is found out (R30). */
static void
test_witness (Fixture *f, gconstpointer data)
{
  /* clang-format off */
  static const struct { const char *sql, *fault; } tampered[] = {
    { "UPDATE row SET body = replace (body, '\"digest\":\"', '\"digest\":\"0') WHERE tbl = 'step' AND id = (SELECT step FROM witness_leaf WHERE n = 2)",
      "its digest is not the one that was witnessed" },
    { "UPDATE row SET del = 1 WHERE tbl = 'step' AND id = (SELECT step FROM witness_leaf WHERE n = 1)",
      "it was witnessed and is gone" },
    { "UPDATE row SET id = randomblob (16) WHERE tbl = 'step' AND id = (SELECT step FROM witness_leaf WHERE n = 1)",
      "received on a day whose witness does not know it" },
    { "UPDATE witness_leaf SET digest = randomblob (32) WHERE n = 3", "the steps no longer lead to its root" },
    { "DELETE FROM witness_leaf WHERE n > 2", "2 steps are there, it saw" },
    { "UPDATE row SET body = json_set (body, '$.root', replace (body ->> '$.root', substr (body ->> '$.root', 1, 4), '0123')) WHERE tbl = 'witness'",
      "the steps no longer lead to its root" } };
  /* clang-format on */
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sound = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *other = NULL;
  gint64           steps;
  AuditReport      report = { 0 };

  run_month (f);
  run_jobs (f);
  steps = count_of (f, "SELECT count (*) FROM row WHERE tbl = 'step'");
  g_assert_cmpint (steps, >, 4);
  g_assert_cmpint (count_of (f, "SELECT count (*) FROM witness_leaf"), <, steps); /* today is not over */
  f->base.now.now += G_GINT64_CONSTANT (25) * 3600 * G_USEC_PER_SEC;
  run_jobs (f);
  g_assert_cmpint (count_of (f, "SELECT count (*) FROM witness_leaf"), ==, steps);
  g_assert_cmpint (count_of (f, "SELECT max (body ->> '$.steps') FROM row WHERE tbl = 'witness'"), ==, steps);
  g_assert_cmpint (count_of (f, "SELECT count (*) FROM row WHERE tbl = 'witness' AND body ->> '$.day' >= '2026-04-02'"),
                   ==, 1);
  f->base.now.now += G_GINT64_CONSTANT (25) * 3600 * G_USEC_PER_SEC;
  steps = count_of (f, "SELECT count (*) FROM row WHERE tbl = 'witness'");
  run_jobs (f);
  g_assert_cmpint (count_of (f, "SELECT count (*) FROM row WHERE tbl = 'witness'"), ==, steps); /* nothing was signed */
  proof = server_export_proof (f->base.server, NULL, &f->base.now, &error);
  g_assert_nonnull (strstr (proof, "\"day\":\"2026-04-02\""));
  other = server_export_proof (f->base.server, "2026-02", &f->base.now, &error);
  g_assert_nonnull (strstr (other, "\"witnesses\":[]"));
  sound = verify_witnesses (f, proof);
  g_assert_cmpuint (sound->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (tampered); i++)
    {
      g_auto (DbScope) scope = { 0 };

      g_test_message ("%s", tampered[i].fault);
      g_assert_true (db_begin (&scope, server_get_db (f->base.server), &error));
      change_store (f, tampered[i].sql);
      assert_fault (f, NULL, tampered[i].fault);
    }
  /* Whoever may change leaves and witness alike is still held against what was kept elsewhere. */
  change_store (f, "UPDATE witness_leaf SET digest = zeroblob (32) WHERE n = 1");
  change_store (f, "DELETE FROM row WHERE tbl = 'witness'");
  assert_fault (f, proof, "witness in the proof of 2026-04-02");
  g_assert_false (server_verify_witnesses (f->base.server, "{\"format\":1}", count_fault, sound, &report, &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_REQUEST);
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/appraisal/month", Fixture, NULL, set_up, test_month_runs_through_the_server, tear_down);
  g_test_add ("/server/appraisal/supervisor-removed-while-approving", Fixture, NULL, set_up,
              test_supervisor_removed_while_approving, tear_down);
  g_test_add ("/server/appraisal/keys-end", Fixture, NULL, set_up, test_keys_end, tear_down);
  g_test_add ("/server/appraisal/freeze-aside", Fixture, NULL, set_up, test_freeze_writes_what_was_folded_aside,
              tear_down);
  g_test_add ("/server/appraisal/freeze-again", Fixture, NULL, set_up, test_freeze_folds_again_what_moved, tear_down);
  g_test_add ("/server/appraisal/jobs-aside", Fixture, NULL, set_up, test_jobs_freeze_aside, tear_down);
  g_test_add ("/server/appraisal/jobs", Fixture, NULL, set_up, test_jobs, tear_down);
  g_test_add ("/server/appraisal/corrections-after-freeze", Fixture, NULL, set_up, test_corrections_after_freeze,
              tear_down);
  g_test_add ("/server/appraisal/corrections-after-filing", Fixture, NULL, set_up, test_corrections_after_filing,
              tear_down);
  g_test_add ("/server/appraisal/other-rows", Fixture, NULL, set_up, test_other_rows_say_nothing, tear_down);
  g_test_add ("/server/appraisal/rows-of-others", Fixture, NULL, set_up, test_rows_of_others, tear_down);
  g_test_add_func ("/server/appraisal/witness-tree", test_witness_tree);
  g_test_add ("/server/appraisal/witness", Fixture, NULL, set_up, test_witness, tear_down);
  return g_test_run ();
}
