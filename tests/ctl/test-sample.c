/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample company: the same seed gives the same bytes, and its rows obey the rules they illustrate. */
#include "calls/call.h"
#include "core/digest.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "ctl/sample.h"
#include "rules/place.h"
#include "time/attendance-day.h"

typedef struct
{
  GChecksum  *sum;
  Directory  *directory;
  GHashTable *leave; /* "person day" of full leave */
  guint       rows, calls, unplaced;
} Count;

static void
count_row (const Schema *schema, gpointer row, gpointer data)
{
  Count           *count = data;
  Bucket           bucket;
  g_autofree char *body = schema_body (schema, row);
  g_autoptr (ProblemList) problems = problem_list_new ();

  g_checksum_update (count->sum, ((Row *) row)->id.b, 16);
  g_checksum_update (count->sum, (const guchar *) body, -1);
  count->rows++;
  directory_add (count->directory, schema, row);
  schema_check (schema, row, problems);
  if (problems->len > 0)
    g_error ("%s: %s", schema->table, problem_list_text (problems, NULL));
  if (!place_row (schema, row, count->directory, &bucket))
    count->unplaced++;
  if (schema == &attendance_day_schema && ((AttendanceDay *) row)->leave_halves == 2)
    g_hash_table_add (count->leave, g_strdup_printf ("%u %s", id_hash (&((AttendanceDay *) row)->person),
                                                     ((AttendanceDay *) row)->day));
  if (schema == &call_schema)
    {
      const Call      *call = row;
      Day              day = moment_day (call->started_at, MOMENT_OFFSET_S);
      gint32           second = moment_second_of_day (call->started_at, MOMENT_OFFSET_S);
      g_autofree char *text = day_dup_text (day);
      g_autofree char *key = g_strdup_printf ("%u %s", id_hash (&call->agent), text);

      count->calls++;
      g_assert_true ((second >= 9 * 3600 && second < 12 * 3600) || (second >= 13 * 3600 + 1800 && second < 20 * 3600));
      g_assert_false (g_hash_table_contains (count->leave, key));
    }
  schema_free (schema, row);
}

static char *
run (guint64 seed, Count *count)
{
  SampleParams params = { .seed = seed, .scale = .002 };
  char        *digest;

  g_assert_true (day_parse ("2026-02-01", &params.from));
  g_assert_true (day_parse ("2026-03-31", &params.until));
  count->sum = g_checksum_new (G_CHECKSUM_SHA256);
  count->directory = directory_new ();
  count->leave = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  {
    g_autoptr (Sample) sample = sample_new (&params, count_row, count);

    sample_write_organisation (sample);
    sample_write_work (sample);
    g_assert_cmpstr (sample_person (sample, "A0101")->name, ==, "李晓雯");
    g_assert_null (sample_person (sample, "A9999"));
  }
  digest = g_strdup (g_checksum_get_string (count->sum));
  g_checksum_free (count->sum);
  directory_unref (count->directory);
  g_hash_table_unref (count->leave);
  return digest;
}

static void
test_same_seed_same_bytes (void)
{
  Count            one = { 0 }, two = { 0 }, other = { 0 };
  g_autofree char *first = run (1, &one);
  g_autofree char *second = run (1, &two);
  g_autofree char *third = run (2, &other);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, third);
  g_assert_cmpuint (one.rows, ==, two.rows);
  g_assert_cmpuint (one.calls, >, 10000);
  g_assert_cmpuint (one.unplaced, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_test_add_func ("/sample/same-seed-same-bytes", test_same_seed_same_bytes);
  return g_test_run ();
}
