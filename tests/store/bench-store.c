/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ratios of design §9 that the store decides alone, each against bare SQLite in the same run on the same disk:
 * logging a call, taking in pulled rows, catching up the index, searching. Sizes: bench-store [CALLS] (default 100000).
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/json.h"
#include "store/apply.h"
#include "store/bulk.h"
#include "store/overlay.h"
#include "store/search.h"
#include "store/store-private.h"
#include "tests/support/temp-store.h"

#define LOGGED 2000
#define CHUNK 500
#define SLICE_US 50000

static const char *const words[] = { "客户", "电话", "产品", "演示", "价格", "合同", "明天", "联系", "不需要", "满意", "投诉", "退款", "经理",
                                     "再说", "考虑", "已签", "发资料", "没人接", "忙线", "转人工" };

static char *
make_note (GRand *random)
{
  GString *note = g_string_new (NULL);

  for (int i = g_rand_int_range (random, 8, 24); i > 0; i--)
    g_string_append (note, words[(gsize) (pow (g_rand_double (random), 2) * G_N_ELEMENTS (words))]);
  return g_string_free (note, FALSE);
}

static Call *
make_call (GRand *random, guint number)
{
  Call *call = schema_new (&call_schema);

  call->row.id = test_id (number);
  call->row.bucket = test_id (number % 13);
  call->row.seq = number;
  call->row.rv = 1;
  call->agent = test_id (g_rand_int_range (random, 1, 61));
  call->customer = test_id (g_rand_int_range (random, 1000, 60000));
  call->started_at = G_GINT64_CONSTANT (1740000000000000) + (gint64) number * 20000000;
  call->ended_at = call->started_at + 90000000;
  call->answered_at = (OptInt){ call->started_at + 7000000, TRUE };
  call->talk_s = 83;
  g_free (call->note);
  call->note = make_note (random);
  return call;
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1e6;
}

/* The same table, without guards and search, written by one prepared insert. */
static Db *
open_bare (TempStore *t)
{
  g_autofree char *path = temp_path (t->dir, "bare.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) schema = store_open (path, DB_DEFAULT, NULL, &error);

  g_assert_no_error (error);
  db_script (store_db (schema),
             "DROP TRIGGER guard_call_insert; DROP TRIGGER guard_call_update;"
             "DROP TRIGGER guard_call_delete;",
             &error);
  g_clear_pointer (&schema, store_close);
  return db_open (path, DB_EXISTING, NULL, &error);
}

static double
bare_inserts (Db *db, GRand *random, guint first, guint count, guint per_commit)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *insert = row_insert_sql (&call_schema);
  double           spent = 0;

  for (guint done = 0; done < count; done += per_commit)
    {
      g_autoptr (GPtrArray) calls = g_ptr_array_new ();
      g_auto (DbScope) scope = { 0 };
      gint64 start;

      for (guint i = 0; i < per_commit; i++)
        g_ptr_array_add (calls, make_call (random, first + done + i));
      start = g_get_monotonic_time ();
      g_assert_true (db_begin (&scope, db, &error));
      for (guint i = 0; i < per_commit; i++)
        g_assert_true (row_write (&call_schema, db, insert, calls->pdata[i], &error));
      g_assert_true (db_commit (&scope, &error));
      spent += seconds_since (start);
      for (guint i = 0; i < per_commit; i++)
        schema_free (&call_schema, calls->pdata[i]);
    }
  return spent;
}

static double
pull (TempStore *t, GRand *random, guint count)
{
  g_autoptr (GError) error = NULL;
  double spent = 0;

  for (guint done = 0; done < count; done += CHUNK)
    {
      g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func (g_free);
      g_auto (StoreScope) scope = { 0 };
      gint64 start;

      for (guint i = 0; i < CHUNK; i++)
        {
          Call *call = make_call (random, done + i + 1);

          g_ptr_array_add (bodies, schema_body (&call_schema, call));
          schema_free (&call_schema, call);
        }
      start = g_get_monotonic_time ();
      g_assert_true (store_begin (&scope, t->store, &error));
      for (guint i = 0; i < CHUNK; i++)
        {
          g_autoptr (JsonNode) body = json_canonical_parse (bodies->pdata[i], -1, JSON_DEPTH, &error);
          guint number = done + i + 1;

          g_assert_true (store_server_row (t->store, "call", test_id (number), test_id (number % 13), number, 1,
                                           json_node_get_object (body), STORE_NEWER, &error));
        }
      g_assert_true (store_cursor_set (t->store, ID_NONE, done + CHUNK, &error));
      g_assert_true (store_commit (&scope, &error));
      spent += seconds_since (start);
    }
  return spent;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
median (double *values, guint count)
{
  qsort (values, count, sizeof *values, compare_doubles);
  return values[count / 2];
}

/* Seconds the processor worked for this thread: what a busy machine does not change. */
static double
work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

typedef struct
{
  double seconds;                /* all slices */
  double p50, p99, longest;      /* of one slice */
  double work_p99, work_longest; /* the same, only the processor's work */
} Slices;

static gint64
real_now (gpointer data)
{
  return g_get_real_time ();
}

static void
real_random (gpointer data, gpointer buffer, gsize size)
{
  for (gsize i = 0; i < size; i++)
    ((guint8 *) buffer)[i] = (guint8) g_random_int ();
}

static Slices
catch_up (TempStore *t)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) works = g_array_new (FALSE, FALSE, sizeof (double));
  StoreEnv real = { real_now, real_random, NULL };
  Slices   slices = { 0 };
  gint64   start = g_get_monotonic_time ();
  gboolean more = TRUE;

  store_set_env (t->store, &real);
  while (more)
    {
      gint64 begun = g_get_monotonic_time ();
      double worked = work ();
      double took;

      g_assert_true (store_index_slice (t->store, SLICE_US, &more, &error));
      worked = work () - worked;
      took = seconds_since (begun);
      g_array_append_val (times, took);
      g_array_append_val (works, worked);
    }
  slices.seconds = seconds_since (start);
  slices.p50 = median ((double *) (gpointer) times->data, times->len);
  slices.p99 = g_array_index (times, double, times->len * 99 / 100);
  slices.longest = g_array_index (times, double, times->len - 1);
  median ((double *) (gpointer) works->data, works->len);
  slices.work_p99 = g_array_index (works, double, works->len * 99 / 100);
  slices.work_longest = g_array_index (works, double, works->len - 1);
  return slices;
}

/* One of ours, one bare, in turn: both meet the same disk. Medians in µs. */
static void
log_calls (TempStore *t, Db *bare, GRand *random, guint first, double *ours, double *theirs)
{
  g_autoptr (GError) error = NULL;
  g_autofree double *logged = g_new (double, LOGGED);
  g_autofree double *inserted = g_new (double, LOGGED);

  for (guint i = 0; i < LOGGED; i++)
    {
      Call     *call = make_call (random, first + i);
      Mutation *put = mutation_put (&call_schema, call);
      gint64    start;

      inserted[i] = bare_inserts (bare, random, first + i, 1, 1) * 1e6;
      start = g_get_monotonic_time ();
      g_assert_true (store_apply_one (t->store, put, &error));
      logged[i] = seconds_since (start) * 1e6;
      schema_free (&call_schema, call);
    }
  *ours = median (logged, LOGGED);
  *theirs = median (inserted, LOGGED);
}

/* Best of five, milliseconds. */
static double
search (TempStore *t, const char *typed, guint limit, guint *hits)
{
  double best = 1e9;

  for (int i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GArray) found = store_search (t->store, &call_schema, typed, limit, NULL);

      best = MIN (best, seconds_since (start) * 1000);
      *hits = found->len;
    }
  return best;
}

/* Seconds to build a store of @count calls with all its indexes. */
static double
build (TempStore *t, GRand *random, guint count)
{
  g_autofree char *path = temp_path (t->dir, "bulk.zuoxi");
  g_autoptr (GError) error = NULL;
  gint64     start = g_get_monotonic_time ();
  StoreBulk *bulk = store_bulk_new (path, &error);

  g_assert_no_error (error);
  for (guint i = 1; i <= count; i++)
    {
      Call *call = make_call (random, i);

      g_assert_true (store_bulk_put (bulk, &call_schema, call, &error));
      schema_free (&call_schema, call);
    }
  g_assert_true (store_bulk_finish (bulk, &error));
  return seconds_since (start);
}

int
main (int argc, char **argv)
{
  static const char *const asked[] = { "客户", "退款", "转人工", "价", "户电话", "没有的词" };
  guint                    count = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (Db) bare = open_bare (t);
  double bare_bulk = bare_inserts (bare, random, 1, count, CHUNK);
  double pulled = pull (t, random, count);
  Slices slices = catch_up (t);
  double built = build (t, random, count);
  double logged;
  double bare_single;

  log_calls (t, bare, random, count + 1, &logged, &bare_single);
  printf ("log a call: %.0f µs, bare commit of the row %.0f µs, ratio %.2f (budget 2)\n", logged, bare_single,
          logged / bare_single);
  printf ("pull: %.0f rows/s, bare inserts %.0f rows/s, ratio %.2f (budget 0.50)\n", count / pulled, count / bare_bulk,
          bare_bulk / pulled);
  printf ("index: %.1f s per 100,000 rows (budget 10)\n", slices.seconds / count * 1e5);
  printf ("slice of the index: median %.0f ms, p99 %.0f ms, longest %.0f ms (budget 50)\n", slices.p50 * 1000,
          slices.p99 * 1000, slices.longest * 1000);
  printf ("slice of the index, only the processor's work: p99 %.0f ms, longest %.0f ms\n", slices.work_p99 * 1000,
          slices.work_longest * 1000);
  printf ("build a store at once: %.0f rows/s with every index\n", count / built);
  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      guint  hits;
      double newest = search (t, asked[i], 50, &hits);
      double all = search (t, asked[i], 0, &hits);

      printf ("search %s: newest 50 %.2f ms (budget 1), all %u in %.1f ms\n", asked[i], newest, hits, all);
    }
  return 0;
}
