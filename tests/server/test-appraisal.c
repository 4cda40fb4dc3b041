/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The appraisal month through the server itself: sheets are pushed by the people's own devices, commands run on the
 * server's rows, buckets change with the states (R1), and what one side typed is not the other's to read before.
 */
#include "appraisal/facts.h"
#include "appraisal/workflow.h"
#include "calls/call.h"
#include "core/init.h"
#include "core/hex.h"
#include "core/json.h"
#include "core/moment.h"
#include "registry.h"
#include "rules/place.h"
#include "server/account-key.h"
#include "server/admin.h"

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

static void
test_month_runs_through_the_server (Fixture *f, gconstpointer data)
{
  Id               form = dossier_form_id (f->base.company.agent1, "2026-03");
  Id               month = dossier_month_id (f->base.company.sales, "2026-03");
  Id               self = dossier_self_sheet_id (form, 1), evaluation = dossier_evaluation_id (form, 1);
  Filing           key = { .appraisal = form };
  Filing          *filing;
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
  filing = memory_loader_peek (f->scene.loader, &filing_schema, schema_natural_id (&filing_schema, &key));
  g_assert_nonnull (filing);
  g_assert_cmpstr (filing->number, ==, "KH-202603-001");
  g_assert_cmpint (filing->total, ==, 8397);
  CHECK (&f->agent, receipt (f, form, "00"), "rejected/stale_view");
  CHECK (&f->agent, receipt (f, form, NULL), "ok");
}

/* A call nobody knew of when the figures were frozen. */
static void
push_late_call (Fixture *f)
{
  Call *call = schema_new (&call_schema);
  Day   day;

  g_assert_true (day_parse ("2026-03-10", &day));
  call->row.id = test_random_id (&f->agent);
  call->agent = f->base.company.agent1;
  call->customer = test_random_id (&f->agent);
  call->started_at = moment_from_day_time (day, 10 * 3600, MOMENT_OFFSET_S);
  call->answered_at = (OptInt){ call->started_at, TRUE };
  call->talk_s = 60;
  call->ended_at = call->started_at + 60 * MOMENT_SECOND;
  call->result = CALL_RESULT_EFFECTIVE;
  CHECK (&f->agent, mutation_put (&call_schema, call), "ok");
  schema_free (&call_schema, call);
}

/* The server freezes a month past its cut-off by itself, and marks what changed afterwards (R17, R24). */
static void
test_jobs (Fixture *f, gconstpointer data)
{
  Id               form = dossier_form_id (f->base.company.agent1, "2026-03");
  Id               month = dossier_month_id (f->base.company.sales, "2026-03");
  Figure           key = { .appraisal = form, .revision = 1, .metric = METRIC_CONVERSION };
  g_autofree char *department = id_dup_hex (f->base.company.sales);
  g_autoptr (GError) error = NULL;
  Appraisal *header;
  Figure    *figure;

  set_day (f, "2026-03-31");
  CHECK (&f->manager,
         command ("open_month", &appraisal_month_schema, month,
                  g_strdup_printf ("{\"department\":\"%s\",\"month\":\"2026-03\"}", department)),
         "ok");
  server_jobs (f->base.server, &f->base.now, &error);
  g_assert_no_error (error);
  header = server_read (f->base.server, &appraisal_schema, form, &error);
  g_assert_false (header->frozen_at.set); /* before the cut-off */
  schema_free (&appraisal_schema, header);

  set_day (f, "2026-04-02");
  server_jobs (f->base.server, &f->base.now, &error);
  g_assert_no_error (error);
  header = server_read (f->base.server, &appraisal_schema, form, &error);
  g_assert_true (header->frozen_at.set);
  schema_free (&appraisal_schema, header);

  push_late_call (f);
  f->base.now.now += 61 * G_USEC_PER_SEC;
  server_jobs (f->base.server, &f->base.now, &error);
  g_assert_no_error (error);
  figure = server_read (f->base.server, &figure_schema, schema_natural_id (&figure_schema, &key), &error);
  g_assert_nonnull (figure);
  g_assert_cmpstr (figure->changed_on, ==, "[\"2026-03-10\"]");
  schema_free (&figure_schema, figure);
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/appraisal/month", Fixture, NULL, set_up, test_month_runs_through_the_server, tear_down);
  g_test_add ("/server/appraisal/keys-end", Fixture, NULL, set_up, test_keys_end, tear_down);
  g_test_add ("/server/appraisal/jobs", Fixture, NULL, set_up, test_jobs, tear_down);
  return g_test_run ();
}
