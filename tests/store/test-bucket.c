/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a purge the files hold no byte of what may not be seen any more (I3). */
#include "store/bucket.h"

#include <string.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/json.h"
#include "store/apply.h"
#include "store/mirror.h"
#include "store/outbox.h"
#include "store/overlay.h"
#include "store/search.h"
#include "tests/support/temp-store.h"

static const Id kept = { { 1 } };
static const Id lost = { { 2 } };

static void
pull_version (TempStore *t, guint number, Id bucket, gint64 rv, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{\"callee\":\"%s-%u\",\"note\":\"客户%s要求退款，电话里说%s\"}", word,
                                           number, word, word);
  g_autoptr (JsonNode) body = json_strict_parse (text, -1, JSON_DEPTH, &error);

  g_assert_true (store_server_row (t->store, "call", test_id (number), bucket, number, rv, json_node_get_object (body),
                                   STORE_NEWER, &error));
  g_assert_no_error (error);
}

static void
pull (TempStore *t, guint number, Id bucket, const char *word)
{
  pull_version (t, number, bucket, 1, word);
}

/* Whether @word stands anywhere in the store's files. */
static gboolean
files_hold (TempStore *t, const char *word)
{
  static const char *const suffixes[] = { "", "-wal", ".outbox.jsonl" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (t->path, suffixes[i], NULL);
      g_autofree char *bytes = NULL;
      gsize            size = 0;

      if (g_file_get_contents (path, &bytes, &size, NULL) && memmem (bytes, size, word, strlen (word)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static guint
scrub (TempStore *t)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  guint    steps = 0;

  while (!done && steps < 1000)
    {
      g_assert_true (store_scrub_step (t->store, &done, &error));
      g_assert_no_error (error);
      steps++;
    }
  g_assert_true (done);
  return steps;
}

static void
index_all (TempStore *t)
{
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  while (more)
    g_assert_true (store_index_step (t->store, 400, &more, &error));
}

static void
test_purged_bucket_leaves_no_byte (void)
{
  g_autoptr (TempStore) t = temp_store_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = NULL;
  HeldBucket bucket = { .id = lost, .cls = "facts", .month = "2026-03" };
  g_autoptr (GArray) held = NULL;

  g_assert_true (store_bucket_add (t->store, &bucket, &error));
  bucket.id = kept;
  g_assert_true (store_bucket_add (t->store, &bucket, &error));
  for (guint i = 1; i <= 600; i++)
    pull (t, i, i % 2 ? kept : lost, i % 2 ? "留下的" : "秘密的");
  index_all (t);
  for (guint i = 601; i <= 640; i++) /* not indexed yet */
    pull (t, i, lost, "秘密的");
  pull (t, 2, kept, "留下的"); /* same rv: does not move */
  g_assert_true (files_hold (t, "秘密的"));
  g_assert_true (store_bucket_purge (t->store, lost, &error));
  g_assert_no_error (error);
  g_assert_cmpint (store_count (t->store, &call_schema, &error, "", ""), ==, 300);
  found = store_search (t->store, &call_schema, "秘密", 0, &error);
  g_assert_cmpuint (found->len, ==, 0);
  scrub (t);
  g_assert_false (files_hold (t, "秘密的"));
  g_assert_false (files_hold (t, "密的")); /* nor its pairs in the index */
  g_assert_true (files_hold (t, "留下的"));
  held = store_buckets (t->store, &error);
  g_assert_cmpuint (held->len, ==, 1);
  g_assert_true (id_equal (g_array_index (held, HeldBucket, 0).id, kept));
}

/* The author's own words stay queued; what was theirs leaves with the outcome and is not kept (R45). */
static void
test_own_words_survive_and_leave_with_their_outcome (void)
{
  g_autoptr (TempStore) t = temp_store_new (2);
  g_autoptr (GError) error = NULL;
  Call *base;
  Call *mine;

  pull (t, 1, lost, "秘密的");
  base = store_get (t->store, &call_schema, test_id (1), &error);
  mine = schema_copy (&call_schema, base);
  g_free (mine->line);
  mine->line = g_strdup ("我写的线路");
  g_free (mine->note);
  mine->note = g_strdup ("我写的备注"); /* text3: the line carries the text it was */
  g_assert_true (store_apply_one (t->store, mutation_set (&call_schema, base, mine), &error));
  g_assert_true (store_mirror_flush (t->store, &error));
  g_assert_true (store_bucket_purge (t->store, lost, &error));
  scrub (t);
  g_assert_cmpint (store_unsent (t->store, NULL, &error), ==, 1);
  g_assert_true (files_hold (t, "我写的备注"));
  temp_store_restart (t);
  g_assert_true (store_outcome (t->store, 1, "{\"s\":\"rejected\"}", ID_NONE, 0, &error));
  g_assert_true (store_mirror_flush (t->store, &error));
  g_assert_true (db_truncate_log (store_db (t->store), &error));
  g_assert_no_error (error);
  g_assert_false (files_hold (t, "秘密的"));
  g_assert_false (files_hold (t, "我写的备注"));
  schema_free (&call_schema, base);
  schema_free (&call_schema, mine);
}

static void
test_sent_lines_of_the_bucket_go_too (void)
{
  g_autoptr (TempStore) t = temp_store_new (3);
  g_autoptr (GError) error = NULL;
  Call *base;
  Call *mine;

  pull (t, 1, lost, "秘密的");
  base = store_get (t->store, &call_schema, test_id (1), &error);
  mine = schema_copy (&call_schema, base);
  g_free (mine->note);
  mine->note = g_strdup ("别的");
  g_assert_true (store_apply_one (t->store, mutation_set (&call_schema, base, mine), &error));
  g_assert_true (store_outcome (t->store, 1, "{\"s\":\"ok\"}", ID_NONE, 0, &error));
  g_assert_true (store_bucket_purge (t->store, lost, &error));
  scrub (t);
  g_assert_false (files_hold (t, "秘密的"));
  schema_free (&call_schema, base);
  schema_free (&call_schema, mine);
}

/* A line that was sent, about row 1, and what it was before. */
static void
send_one (TempStore *t, const char *note)
{
  g_autoptr (GError) error = NULL;
  Call *base = store_get (t->store, &call_schema, test_id (1), &error);
  Call *mine = schema_copy (&call_schema, base);

  g_free (mine->note);
  mine->note = g_strdup (note);
  g_assert_true (store_apply_one (t->store, mutation_set (&call_schema, base, mine), &error));
  g_assert_true (store_outcome (t->store, 1, "{\"s\":\"ok\"}", ID_NONE, 0, &error));
  g_assert_no_error (error);
  schema_free (&call_schema, base);
  schema_free (&call_schema, mine);
}

static gint64
count_sent (TempStore *t)
{
  g_autoptr (GError) error = NULL;
  gint64 sent = -1;

  g_assert_true (db_int (store_db (t->store), &sent, NULL, &error, "SELECT count(*) FROM sent", ""));
  return sent;
}

/* The row has left for a bucket that is not this person's: a line about it is gone with the pull that said so. */
static void
test_sent_lines_go_with_a_row_that_leaves (void)
{
  g_autoptr (TempStore) t = temp_store_new (6);
  g_autoptr (GError) error = NULL;

  pull (t, 1, kept, "秘密的");
  send_one (t, "别的");
  g_assert_true (store_server_left (t->store, "call", test_id (1), kept, 5, &error));
  g_assert_cmpint (count_sent (t), ==, 1); /* it may turn up in another bucket yet */
  g_assert_true (store_outbox_drop_adrift (t->store, &error));
  g_assert_cmpint (count_sent (t), ==, 0);
  scrub (t);
  g_assert_no_error (error);
  g_assert_false (files_hold (t, "秘密的"));
}

/* It has moved: the line goes along, and leaves with the bucket the row is in now. */
static void
test_sent_lines_follow_their_row (void)
{
  g_autoptr (TempStore) t = temp_store_new (7);
  g_autoptr (GError) error = NULL;

  pull (t, 1, lost, "秘密的");
  send_one (t, "别的");
  g_assert_true (store_server_left (t->store, "call", test_id (1), lost, 5, &error));
  pull_version (t, 1, kept, 6, "别的");
  g_assert_true (store_outbox_drop_adrift (t->store, &error));
  g_assert_true (store_bucket_purge (t->store, lost, &error));
  g_assert_cmpint (count_sent (t), ==, 1);
  g_assert_true (store_bucket_purge (t->store, kept, &error));
  g_assert_cmpint (count_sent (t), ==, 0);
  scrub (t);
  g_assert_no_error (error);
  g_assert_false (files_hold (t, "秘密的"));
}

/* What is queued stays until its outcome (R41), and is not kept then. */
static void
test_queued_lines_of_a_row_that_leaves (void)
{
  g_autoptr (TempStore) t = temp_store_new (8);
  g_autoptr (GError) error = NULL;
  Call *base;
  Call *mine;

  pull (t, 1, kept, "秘密的");
  base = store_get (t->store, &call_schema, test_id (1), &error);
  mine = schema_copy (&call_schema, base);
  g_free (mine->note);
  mine->note = g_strdup ("别的");
  g_assert_true (store_apply_one (t->store, mutation_set (&call_schema, base, mine), &error));
  g_assert_true (store_server_left (t->store, "call", test_id (1), kept, 5, &error));
  g_assert_true (store_outbox_drop_adrift (t->store, &error));
  g_assert_cmpint (store_unsent (t->store, NULL, &error), ==, 1);
  g_assert_true (store_outcome (t->store, 1, "{\"s\":\"rejected\"}", ID_NONE, 0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_sent (t), ==, 0);
  schema_free (&call_schema, base);
  schema_free (&call_schema, mine);
}

/* A list page that is being read keeps the log: the scrub says "not yet", survives a restart and ends later. */
static void
test_scrub_waits_for_readers_and_survives_restarts (void)
{
  g_autoptr (TempStore) t = temp_store_new (4);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) reader = store_open_reader (t->path, NULL, &error);
  gboolean done = FALSE;

  pull (t, 1, lost, "秘密的");
  index_all (t);
  {
    g_auto (DbScope) view = { 0 };

    g_assert_true (db_begin_read (&view, store_db (reader), &error));
    g_assert_cmpint (store_count (reader, &call_schema, &error, "", ""), ==, 1);
    g_assert_true (store_bucket_purge (t->store, lost, &error));
    for (int i = 0; i < 50; i++)
      g_assert_true (store_scrub_step (t->store, &done, &error));
    g_assert_false (done);
  }
  g_clear_pointer (&reader, store_close);
  temp_store_restart (t);
  scrub (t);
  g_assert_false (files_hold (t, "秘密的"));
  g_assert_no_error (error);
}

static void
test_backfill_place_survives (void)
{
  g_autoptr (TempStore) t = temp_store_new (5);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) held = NULL;
  HeldBucket bucket = { .id = kept, .cls = "own", .priority = 3 };

  g_assert_true (store_bucket_add (t->store, &bucket, &error));
  g_assert_true (store_bucket_backfilled (t->store, kept, 512, FALSE, &error));
  bucket.priority = 1;
  g_assert_true (store_bucket_add (t->store, &bucket, &error)); /* granted again: nothing starts over */
  temp_store_restart (t);
  held = store_buckets (t->store, &error);
  g_assert_cmpint (g_array_index (held, HeldBucket, 0).after, ==, 512);
  g_assert_cmpint (g_array_index (held, HeldBucket, 0).priority, ==, 1);
  g_assert_cmpstr (g_array_index (held, HeldBucket, 0).cls, ==, "own");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/bucket/r45-purged-bucket-leaves-no-byte", test_purged_bucket_leaves_no_byte);
  g_test_add_func ("/store/bucket/r45-own-words-survive-and-leave-with-their-outcome",
                   test_own_words_survive_and_leave_with_their_outcome);
  g_test_add_func ("/store/bucket/r45-sent-lines-of-the-bucket-go-too", test_sent_lines_of_the_bucket_go_too);
  g_test_add_func ("/store/bucket/r45-sent-lines-go-with-a-row-that-leaves", test_sent_lines_go_with_a_row_that_leaves);
  g_test_add_func ("/store/bucket/r45-sent-lines-follow-their-row", test_sent_lines_follow_their_row);
  g_test_add_func ("/store/bucket/r41-queued-lines-of-a-row-that-leaves", test_queued_lines_of_a_row_that_leaves);
  g_test_add_func ("/store/bucket/scrub-waits-for-readers-and-survives-restarts",
                   test_scrub_waits_for_readers_and_survives_restarts);
  g_test_add_func ("/store/bucket/backfill-place-survives", test_backfill_place_survives);
  return g_test_run ();
}
