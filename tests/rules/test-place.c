/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, places and grants of a small company, as tables (R1–R4, R6, R12, R63). */
#include "appraisal/form.h"
#include "appraisal/sheet.h"
#include "calls/call.h"
#include "company.h"
#include "core/init.h"
#include "core/moment.h"
#include "rules/place.h"

#define TODAY "2026-04-02"

static Company company;

static void
test_lines (void)
{
  Directory *directory = company.directory;

  g_assert_true (id_equal (directory_scorer (directory, company.agent1, TODAY), company.supervisor1));
  g_assert_true (id_equal (directory_reviewer (directory, company.agent1, TODAY), company.manager));
  g_assert_true (id_equal (directory_scorer (directory, company.supervisor1, TODAY), company.manager));
  g_assert_true (id_equal (directory_reviewer (directory, company.supervisor1, TODAY), company.general));
  g_assert_true (id_is_none (directory_scorer (directory, company.hr1, TODAY)));
  /* The acting deputy goes before the holder from the first day on. */
  g_assert_true (id_equal (directory_scorer (directory, company.agent2, "2026-03-31"), company.supervisor2));
  g_assert_true (id_equal (directory_scorer (directory, company.agent2, "2026-04-01"), company.deputy));
  /* Acting does not change the deputy's own line. */
  g_assert_cmpint (directory_assignment_on (directory, company.deputy, TODAY)->post, ==, POST_CS_MANAGER);
}

static void
test_relations (void)
{
  Directory *directory = company.directory;

  g_assert_cmpuint (directory_relations (directory, company.agent1, company.agent1, TODAY), ==, REL_SELF | REL_MEMBER);
  g_assert_cmpuint (directory_relations (directory, company.supervisor1, company.agent1, TODAY), ==,
                    REL_SUPERVISOR | REL_MEMBER);
  g_assert_cmpuint (directory_relations (directory, company.supervisor1, company.agent2, TODAY), ==, REL_MEMBER);
  g_assert_cmpuint (directory_relations (directory, company.manager, company.agent1, TODAY), ==,
                    REL_MANAGER | REL_MEMBER);
  g_assert_cmpuint (directory_relations (directory, company.hr1, company.agent1, TODAY), ==, REL_HR);
  g_assert_cmpuint (directory_relations (directory, company.hr1, company.hr1, TODAY) & REL_HR, ==, 0);
  g_assert_cmpuint (directory_relations (directory, ID_NONE, company.agent1, TODAY), ==, REL_SYSTEM);
}

static gint64
noon (const char *day)
{
  Day parsed;

  g_assert_true (day_parse (day, &parsed));
  return moment_from_day_time (parsed, 12 * 3600, MOMENT_OFFSET_S);
}

/* A call logged after the move lands in the new assignment, whatever the device thought (R3). */
static void
test_fact_follows_its_own_date (void)
{
  static const struct
  {
    const char *day;
    int         which; /* 0 none, 1 old, 2 new */
    const char *month;
  } cases[] = { { "2026-03-14", 1, "2026-03" },
                { "2026-03-15", 2, "2026-03" },
                { "2026-02-28", 1, "2026-02" },
                { "2024-12-31", 0, "" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Call    *call = schema_new (&call_schema);
      Bucket   bucket;
      gboolean placed;

      call->agent = company.mover;
      call->started_at = noon (cases[i].day);
      placed = place_row (&call_schema, call, company.directory, &bucket);
      g_assert_cmpint (placed, ==, cases[i].which != 0);
      if (placed)
        {
          g_assert_true (id_equal (bucket.owner, cases[i].which == 1 ? company.mover_old : company.mover_new));
          g_assert_cmpstr (bucket.month, ==, cases[i].month);
          g_assert_true (id_equal (bucket.shard, company.sales));
        }
      schema_free (&call_schema, call);
    }
}

/* A call just before midnight in China belongs to that day, though UTC is a day behind. */
static void
test_midnight_is_local (void)
{
  Call  *call = schema_new (&call_schema);
  Bucket bucket;
  Day    day;

  g_assert_true (day_parse ("2026-03-01", &day));
  call->agent = company.agent1;
  call->started_at = moment_from_day_time (day, 0, MOMENT_OFFSET_S);
  g_assert_true (place_row (&call_schema, call, company.directory, &bucket));
  g_assert_cmpstr (bucket.month, ==, "2026-03");
  call->started_at--;
  g_assert_true (place_row (&call_schema, call, company.directory, &bucket));
  g_assert_cmpstr (bucket.month, ==, "2026-02");
  schema_free (&call_schema, call);
}

static void
test_sheets_move_when_revealed (void)
{
  static const struct
  {
    SheetState  state;
    BucketClass self, evaluation;
  } cases[] = { { SHEET_STATE_DRAFT, BUCKET_SELF, BUCKET_SUP },
                { SHEET_STATE_SUBMITTED, BUCKET_SELF, BUCKET_SUP },
                { SHEET_STATE_REVEALED, BUCKET_OWN, BUCKET_OWN },
                { SHEET_STATE_REVIEWED, BUCKET_FILE, BUCKET_FILE } };
  SelfSheet  *sheet = schema_new (&self_sheet_schema);
  Evaluation *evaluation = schema_new (&evaluation_schema);

  sheet->person = evaluation->person = company.agent1;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Bucket bucket;

      sheet->state = evaluation->state = cases[i].state;
      g_assert_true (place_row (&self_sheet_schema, sheet, company.directory, &bucket));
      g_assert_cmpint (bucket.cls, ==, cases[i].self);
      g_assert_true (place_row (&evaluation_schema, evaluation, company.directory, &bucket));
      g_assert_cmpint (bucket.cls, ==, cases[i].evaluation);
    }
  schema_free (&self_sheet_schema, sheet);
  schema_free (&evaluation_schema, evaluation);
}

/* Who reads what of agent1: rows are viewers, columns classes, exactly the table of rules.md. */
static void
test_who_reads_person_buckets (void)
{
  const struct
  {
    const Id   *viewer;
    const char *reads;
  } cases[] = { { &company.agent1, "self own file" },
                { &company.agent2, "" },
                { &company.supervisor1, "sup own file" },
                { &company.supervisor2, "" },
                { &company.manager, "sup own file" },
                { &company.general, "file" },
                { &company.hr1, "file hr" },
                { &company.inspector, "" } };
  static const BucketClass classes[] = { BUCKET_SELF, BUCKET_SUP, BUCKET_OWN, BUCKET_FILE, BUCKET_HR };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) reads = g_string_new (NULL);

      for (guint j = 0; j < G_N_ELEMENTS (classes); j++)
        {
          Bucket bucket = { .cls = classes[j], .shard = company.sales, .owner = company.agent1 };

          if (bucket_readable (&bucket, *cases[i].viewer, company.directory, TODAY))
            g_string_append_printf (reads, "%s%s", reads->len > 0 ? " " : "", bucket_class_nick (classes[j]));
        }
      g_assert_cmpstr (reads->str, ==, cases[i].reads);
    }
}

static void
test_own_hr_file_is_closed (void)
{
  Bucket bucket = { .cls = BUCKET_HR, .shard = company.hr_department, .owner = company.hr1 };

  g_assert_false (bucket_readable (&bucket, company.hr1, company.directory, TODAY));
  g_assert_true (bucket_readable (&bucket, company.hr2, company.directory, TODAY));
}

static void
test_who_reads_facts (void)
{
  const struct
  {
    const Id   *viewer, *assignment;
    const char *month;
    gboolean    reads;
  } cases[] = {
    { &company.agent1, &company.agent1_assignment, "2025-04", TRUE },
    { &company.agent1, &company.agent1_assignment, "2025-03", FALSE }, /* 13 months */
    { &company.supervisor1, &company.agent1_assignment, "2025-04", TRUE },
    { &company.supervisor2, &company.agent1_assignment, "2026-03", FALSE },
    { &company.manager, &company.agent1_assignment, "2026-03", TRUE },
    { &company.manager, &company.agent1_assignment, "2026-02", FALSE }, /* month under review only */
    { &company.inspector, &company.agent1_assignment, "2026-03", TRUE },
    { &company.hr1, &company.agent1_assignment, "2026-03", FALSE },
    { &company.general, &company.agent1_assignment, "2026-03", FALSE },
    { &company.mover, &company.mover_old, "2026-03", TRUE },
    { &company.deputy, &company.mover_old, "2026-03", TRUE },  /* scores him now (R6) */
    { &company.deputy, &company.mover_old, "2026-02", FALSE }, /* that month only */
    { &company.supervisor1, &company.mover_new, "2026-03", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Bucket bucket = { .cls = BUCKET_FACTS, .shard = company.sales, .owner = *cases[i].assignment };

      g_strlcpy (bucket.month, cases[i].month, sizeof bucket.month);
      if (bucket_readable (&bucket, *cases[i].viewer, company.directory, TODAY) != cases[i].reads)
        g_error ("case %u: %s", i, cases[i].month);
    }
}

static void
test_access (void)
{
  g_assert_true (access_allows (&self_sheet_schema, REL_SELF, OP_SET, "draft", "main_work"));
  g_assert_false (access_allows (&self_sheet_schema, REL_SELF, OP_SET, "submitted", "main_work"));
  g_assert_false (access_allows (&self_sheet_schema, REL_SELF, OP_SET, "draft", "state"));
  g_assert_false (
      access_allows (&self_sheet_schema, REL_SUPERVISOR | REL_HR | REL_GENERAL, OP_SET, "draft", "main_work"));
  g_assert_true (access_allows (&call_schema, REL_SUPERVISOR, OP_SET, NULL, "note"));
  g_assert_false (access_allows (&call_schema, REL_SUPERVISOR, OP_SET, NULL, "talk_s"));
  g_assert_false (access_allows (&appraisal_schema, REL_SELF | REL_SUPERVISOR | REL_MANAGER | REL_HR | REL_ADMIN,
                                 OP_SET, "self-due", "state"));
  g_assert_false (access_allows (&call_schema, REL_MEMBER, OP_PUT, NULL, NULL));
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  core_init ();
  company_init (&company);
  g_test_add_func ("/rules/lines", test_lines);
  g_test_add_func ("/rules/relations", test_relations);
  g_test_add_func ("/rules/place/r3-own-date", test_fact_follows_its_own_date);
  g_test_add_func ("/rules/place/midnight", test_midnight_is_local);
  g_test_add_func ("/rules/place/sheets", test_sheets_move_when_revealed);
  g_test_add_func ("/rules/grants/person", test_who_reads_person_buckets);
  g_test_add_func ("/rules/grants/own-hr", test_own_hr_file_is_closed);
  g_test_add_func ("/rules/grants/facts", test_who_reads_facts);
  g_test_add_func ("/rules/access", test_access);
  result = g_test_run ();
  company_clear (&company);
  return result;
}
