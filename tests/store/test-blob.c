/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in the store: taken in by pieces, never given up before the server has them, gone without a byte when a row's
   bucket is (R48, R45). */
#include "store/blob.h"

#include <string.h>

#include "appraisal/eval-file.h"
#include "core/id.h"
#include "core/json.h"
#include "store/apply.h"
#include "store/bucket.h"
#include "store/outbox.h"
#include "store/overlay.h"
#include "store/recover.h"
#include "tests/support/temp-store.h"

#define MIB G_GINT64_CONSTANT (1048576)
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

static const Id bucket_of_row = { { 2 } };

/* @size bytes that say @word again and again, and their digest. */
static GBytes *
bytes_of (const char *word, gint64 size, Digest *hash)
{
  char *bytes = g_malloc ((gsize) MAX (size, 1));
  gsize length = strlen (word);

  for (gsize i = 0; i < (gsize) size; i++)
    bytes[i] = word[i % length];
  *hash = digest_of (bytes, (gsize) size);
  return g_bytes_new_take (bytes, (gsize) size);
}

static gboolean
add_piece (TempStore *t, GBytes *whole, Digest hash, guint at, GError **error)
{
  gint64 size = (gint64) g_bytes_get_size (whole);
  g_autoptr (GBytes) piece = g_bytes_new_from_bytes (whole, (gsize) at * BLOB_CHUNK, store_blob_piece_size (size, at));

  return store_blob_add (t->store, hash, size, at, piece, error);
}

static Digest
add_file (TempStore *t, const char *word, gint64 size)
{
  Digest hash;
  g_autoptr (GBytes) whole = bytes_of (word, size, &hash);
  g_autoptr (GError) error = NULL;
  gboolean right = FALSE;

  for (guint at = 0; at < store_blob_pieces (size); at++)
    g_assert_true (add_piece (t, whole, hash, at, &error));
  g_assert_true (store_blob_seal (t->store, hash, &right, &error));
  g_assert_no_error (error);
  g_assert_true (right);
  return hash;
}

static EvalFile *
make_row (guint sheet, Digest hash, gint64 size)
{
  EvalFile *file = schema_new (&eval_file_schema);

  file->sheet = test_id (sheet);
  file->person = test_id (1000);
  file->size = size;
  g_free (file->file);
  file->file = digest_dup_hex (hash);
  g_free (file->name);
  file->name = g_strdup ("录音.wav");
  file->row.id = schema_natural_id (&eval_file_schema, file);
  return file;
}

static StoreBlob
blob_of (const EvalFile *row)
{
  StoreBlob blob = { g_intern_static_string ("eval_file"), row->row.id, { { 0 } }, row->size };

  g_assert_true (digest_from_hex (row->file, &blob.hash));
  return blob;
}

/* The server's word of the row. */
static void
pull_row (TempStore *t, const EvalFile *row, gint64 rv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = schema_body (&eval_file_schema, row);
  g_autoptr (JsonNode) body = json_strict_parse (text, -1, JSON_DEPTH, &error);

  g_assert_true (store_server_row (t->store, "eval_file", row->row.id, bucket_of_row, rv, rv,
                                   json_node_get_object (body), STORE_NEWER, &error));
  g_assert_no_error (error);
}

static StoreBlobState
state_of (TempStore *t, const StoreBlob *blob)
{
  g_autoptr (GError) error = NULL;
  StoreBlobState state;

  g_assert_true (store_blob_state (t->store, blob, &state, &error));
  g_assert_no_error (error);
  return state;
}

static guint
to_send (TempStore *t, gint64 inc)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) blobs = store_blob_to_send (t->store, inc, &error);

  g_assert_no_error (error);
  return blobs->len;
}

static void
care (TempStore *t, gint64 budget)
{
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;

  for (int i = 0; more && i < 100; i++)
    g_assert_true (store_blob_care (t->store, budget, &more, &error));
  g_assert_no_error (error);
  g_assert_false (more);
}

static gboolean
is_here (TempStore *t, Digest hash)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = store_blob_read (t->store, hash, &error);

  g_assert_no_error (error);
  return bytes != NULL;
}

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

static void
scrub (TempStore *t)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  for (int i = 0; !done && i < 1000; i++)
    g_assert_true (store_scrub_step (t->store, &done, &error));
  g_assert_true (done);
}

static void
test_pieces (void)
{
  static const struct
  {
    gint64   size;
    guint    at;
    gint64   length;
    gboolean fits;
  } cases[] = {
    { 1, 0, 1, TRUE },
    { MIB - 1, 0, MIB - 1, TRUE },
    { MIB, 0, MIB, TRUE },
    { MIB + 1, 0, MIB, TRUE },
    { MIB + 1, 1, 1, TRUE },
    { 20 * MIB, 19, MIB, TRUE },
    { 20 * MIB - 7, 19, MIB - 7, TRUE },
    { 0, 0, 0, FALSE },
    { -1, 0, 1, FALSE },
    { 20 * MIB + 1, 0, MIB, FALSE },
    { 20 * MIB, 20, MIB, FALSE },
    { MIB, 1, 0, FALSE },
    { MIB, 0, MIB - 1, FALSE },
    { MIB + 1, 1, 2, FALSE },
    { 1, 0, 0, FALSE },
  };
  g_autoptr (TempStore) t = temp_store_new (1);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Digest hash;
      g_autoptr (GBytes) bytes = bytes_of ("x", cases[i].length, &hash);
      g_autoptr (GError) error = NULL;
      gboolean added;

      hash.b[0] ^= (guint8) i;
      added = store_blob_add (t->store, hash, cases[i].size, cases[i].at, bytes, &error);
      g_assert_cmpint (added, ==, cases[i].fits);
      if (!cases[i].fits)
        g_assert_error (error, STORE_ERROR, STORE_ERROR_INVALID);
    }
}

/* Stopped before every piece: what is here stays, the rest comes in any order, and only the whole can be read. */
static void
test_goes_on_after_every_restart (void)
{
  static const guint order[] = { 2, 0, 3, 1 };
  g_autoptr (TempStore) t = temp_store_new (2);
  g_autoptr (GError) error = NULL;
  Digest hash;
  g_autoptr (GBytes) whole = bytes_of ("录音", 3 * MIB + 5, &hash);
  g_autoptr (GBytes) read = NULL;
  guint32  bits, expected = 0;
  gboolean right;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      temp_store_restart (t);
      g_assert_true (store_blob_have (t->store, hash, &bits, &error));
      g_assert_cmphex (bits, ==, expected);
      g_assert_false (is_here (t, hash));
      g_assert_true (add_piece (t, whole, hash, order[i], &error));
      expected |= 1u << order[i];
    }
  temp_store_restart (t);
  g_assert_false (is_here (t, hash));
  g_assert_true (store_blob_seal (t->store, hash, &right, &error));
  g_assert_true (right);
  read = store_blob_read (t->store, hash, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (read, whole));
}

/* A piece that is not what it should be: nothing of the file is kept, and it can come anew. */
static void
test_wrong_pieces_are_thrown_away (void)
{
  g_autoptr (TempStore) t = temp_store_new (3);
  g_autoptr (GError) error = NULL;
  Digest hash, other;
  g_autoptr (GBytes) whole = bytes_of ("真的", MIB + 9, &hash);
  g_autoptr (GBytes) wrong = bytes_of ("假的", MIB + 9, &other);
  guint32  bits;
  gboolean right = TRUE;

  g_assert_true (add_piece (t, whole, hash, 0, &error));
  g_assert_true (store_blob_seal (t->store, hash, &right, &error)); /* one is missing */
  g_assert_false (right);
  g_assert_true (add_piece (t, whole, hash, 0, &error));
  {
    g_autoptr (GBytes) piece = g_bytes_new_from_bytes (wrong, BLOB_CHUNK, 9);

    g_assert_true (store_blob_add (t->store, hash, MIB + 9, 1, piece, &error));
  }
  g_assert_true (store_blob_seal (t->store, hash, &right, &error));
  g_assert_false (right);
  g_assert_true (store_blob_have (t->store, hash, &bits, &error));
  g_assert_cmphex (bits, ==, 0);
  g_assert_true (digest_equal (add_file (t, "真的", MIB + 9), hash));
  g_assert_true (is_here (t, hash));
  /* Spoiled on the disk later: never shown, and gone. */
  g_assert_true (db_exec (store_db (t->store), &error,
                          "UPDATE blob_piece SET bytes = zeroblob (9) WHERE hash = ? AND at = 1", "r", hash.b,
                          sizeof hash.b));
  g_assert_false (is_here (t, hash));
  g_assert_true (store_blob_have (t->store, hash, &bits, &error));
  g_assert_cmphex (bits, ==, 0);
  g_assert_no_error (error);
}

/* The row first, then its file; again for a server that was restored (R39). */
static void
test_rows_travel_first (void)
{
  g_autoptr (TempStore) t = temp_store_new (4);
  g_autoptr (GError) error = NULL;
  Digest    hash = add_file (t, "凭证", 10);
  EvalFile *row = make_row (1, hash, 10);
  StoreBlob blob = blob_of (row);

  g_assert_true (store_blob_owe (t->store, &blob, &error));
  g_assert_cmpuint (to_send (t, 1), ==, 0); /* there is no row */
  g_assert_cmpint (store_blob_unsent (t->store, &error), ==, 0);
  g_assert_true (store_apply_one (t->store, mutation_put (&eval_file_schema, row), &error));
  g_assert_cmpuint (to_send (t, 1), ==, 0); /* the server has not heard of it */
  g_assert_cmpint (store_blob_unsent (t->store, &error), ==, 1);
  g_assert_true (store_outcome (t->store, 1, "{\"s\":\"ok\"}", test_id (5), 7, &error));
  g_assert_cmpuint (to_send (t, 1), ==, 1);
  g_assert_true (store_blob_sending (t->store, &blob, 1, &error));
  g_assert_cmpuint (state_of (t, &blob).there, ==, 1);
  g_assert_false (state_of (t, &blob).sent);
  temp_store_restart (t);
  g_assert_cmpuint (to_send (t, 1), ==, 1);
  g_assert_true (store_blob_sent (t->store, &blob, 1, &error));
  g_assert_cmpuint (to_send (t, 1), ==, 0);
  g_assert_true (state_of (t, &blob).sent);
  g_assert_cmpint (store_blob_unsent (t->store, &error), ==, 0);
  g_assert_cmpuint (to_send (t, 2), ==, 1);
  /* Taken away: nothing to send, and the bytes wait a day for whoever takes that back. */
  g_assert_true (store_apply_one (t->store, mutation_del (&eval_file_schema, row), &error));
  g_assert_true (store_blob_keep (t->store, hash, &error));
  g_assert_cmpuint (to_send (t, 2), ==, 0);
  g_assert_true (store_server_deleted (t->store, "eval_file", row->row.id, 9, &error));
  care (t, 0);
  g_assert_true (is_here (t, hash));
  t->now += 2 * DAY_US;
  care (t, STORE_BLOB_BUDGET);
  g_assert_false (is_here (t, hash));
  g_assert_no_error (error);
  schema_free (&eval_file_schema, row);
}

/* What the budget takes, oldest first, and what it never takes. */
static void
test_budget (void)
{
  static const struct
  {
    const char *word;
    gboolean    mine, sent, wanted;
    gint64      days; /* since it was sent or came */
    gboolean    stays;
  } cases[] = {
    { "unsent", TRUE, FALSE, FALSE, 90, TRUE },
    { "sent lately", TRUE, TRUE, FALSE, 29, TRUE },
    { "sent long ago", TRUE, TRUE, FALSE, 31, FALSE },
    { "wanted", FALSE, FALSE, TRUE, 31, TRUE },
    { "fetched", FALSE, FALSE, FALSE, 3, FALSE },
    { "fetched last", FALSE, FALSE, FALSE, 1, TRUE },
  };
  g_autoptr (TempStore) t = temp_store_new (5);
  g_autoptr (GError) error = NULL;
  Digest hashes[G_N_ELEMENTS (cases)];
  gint64 end = t->now + 100 * DAY_US;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EvalFile *row;
      StoreBlob blob;

      t->now = end - cases[i].days * DAY_US;
      hashes[i] = add_file (t, cases[i].word, 1000);
      row = make_row (i + 1, hashes[i], 1000);
      blob = blob_of (row);
      pull_row (t, row, i + 1);
      if (cases[i].mine)
        g_assert_true (store_blob_owe (t->store, &blob, &error));
      if (cases[i].sent)
        g_assert_true (store_blob_sent (t->store, &blob, 1, &error));
      if (cases[i].wanted)
        g_assert_true (store_blob_want (t->store, &blob, &error));
      schema_free (&eval_file_schema, row);
    }
  t->now = end;
  care (t, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (is_here (t, hashes[i]), ==, cases[i].stays);
  g_assert_no_error (error);
}

/* A row that moves keeps its file; what the server has not got of a row that left is sent all the same, and goes then.
 */
static void
test_unsent_bytes_outlive_their_row (void)
{
  for (guint comes_back = 0; comes_back <= 1; comes_back++)
    {
      g_autoptr (TempStore) t = temp_store_new (60 + comes_back);
      g_autoptr (GError) error = NULL;
      Digest    hash = add_file (t, "秘密的录音", 1000);
      EvalFile *row = make_row (1, hash, 1000);
      StoreBlob blob = blob_of (row);
      g_autoptr (GArray) unsent = NULL;

      pull_row (t, row, 1);
      g_assert_true (store_blob_owe (t->store, &blob, &error));
      g_assert_true (store_server_left (t->store, "eval_file", row->row.id, bucket_of_row, 2, &error));
      g_assert_true (is_here (t, hash));
      if (comes_back)
        pull_row (t, row, 3);
      g_assert_true (store_outbox_drop_adrift (t->store, &error));
      t->now += 3 * DAY_US;
      care (t, STORE_BLOB_BUDGET);
      unsent = store_blob_to_send (t->store, 1, &error);
      g_assert_cmpuint (unsent->len, ==, 1);
      g_assert_true (is_here (t, hash));
      g_assert_true (store_blob_sent (t->store, &blob, 1, &error));
      g_assert_no_error (error);
      scrub (t);
      g_assert_cmpint (is_here (t, hash), ==, (int) comes_back);
      g_assert_cmpint (files_hold (t, "秘密的录音"), ==, (int) comes_back);
      schema_free (&eval_file_schema, row);
    }
}

/* Grant lost, row gone by the server's word, row gone by one's own: which bytes are left. */
static void
test_bytes_go_with_their_rows (void)
{
  static const struct
  {
    const char *how;
    gboolean    named_twice, stays;
  } cases[] = {
    { "purge", FALSE, FALSE },
    { "deleted", FALSE, FALSE },
    { "left", FALSE, FALSE },
    { "purge", TRUE, TRUE },
    { "deleted", TRUE, TRUE },
    { "left", TRUE, TRUE },
    { "purge own", FALSE, TRUE },
    { "purge removed", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TempStore) t = temp_store_new (6 + i);
      g_autoptr (GError) error = NULL;
      Digest    hash = add_file (t, "秘密的录音", 2 * MIB + 100);
      EvalFile *row = make_row (1, hash, 2 * MIB + 100);
      EvalFile *other = make_row (2, hash, 2 * MIB + 100);
      StoreBlob blob = blob_of (row);
      Id        elsewhere = { { 9 } };

      if (g_str_equal (cases[i].how, "purge own")) /* not sent: the author's own, as his line in the outbox is */
        g_assert_true (store_blob_owe (t->store, &blob, &error) &&
                       store_apply_one (t->store, mutation_put (&eval_file_schema, row), &error));
      else
        pull_row (t, row, 1);
      if (g_str_equal (cases[i].how, "purge removed"))
        {
          EvalFile *there = store_get (t->store, &eval_file_schema, row->row.id, &error);

          g_assert_true (store_apply_one (t->store, mutation_del (&eval_file_schema, there), &error));
          schema_free (&eval_file_schema, there);
        }
      if (cases[i].named_twice)
        {
          g_autofree char *text = schema_body (&eval_file_schema, other);
          g_autoptr (JsonNode) body = json_strict_parse (text, -1, JSON_DEPTH, &error);

          g_assert_true (store_server_row (t->store, "eval_file", other->row.id, elsewhere, 3, 3,
                                           json_node_get_object (body), STORE_NEWER, &error));
        }
      g_assert_true (files_hold (t, "秘密的录音"));
      if (g_str_has_prefix (cases[i].how, "purge"))
        g_assert_true (store_bucket_purge (t->store, bucket_of_row, &error));
      else if (g_str_equal (cases[i].how, "deleted"))
        g_assert_true (store_server_deleted (t->store, "eval_file", row->row.id, 2, &error));
      else
        g_assert_true (store_server_left (t->store, "eval_file", row->row.id, bucket_of_row, 2, &error) &&
                       store_outbox_drop_adrift (t->store, &error));
      g_assert_no_error (error);
      scrub (t);
      g_assert_cmpint (files_hold (t, "秘密的录音"), ==, cases[i].stays);
      g_assert_cmpint (is_here (t, hash), ==, cases[i].stays);
      schema_free (&eval_file_schema, row);
      schema_free (&eval_file_schema, other);
    }
}

/* A wish is kept over a restart, and ends with its row. */
static void
test_wishes (void)
{
  g_autoptr (TempStore) t = temp_store_new (20);
  g_autoptr (GError) error = NULL;
  Digest    hash = { { 7 } };
  EvalFile *row = make_row (1, hash, 100);
  StoreBlob blob = blob_of (row);
  g_autoptr (GArray) wishes = NULL;

  pull_row (t, row, 1);
  g_assert_true (store_blob_want (t->store, &blob, &error));
  g_assert_true (store_blob_want (t->store, &blob, &error));
  temp_store_restart (t);
  g_assert_true (state_of (t, &blob).wanted);
  wishes = store_blob_to_fetch (t->store, &error);
  g_assert_cmpuint (wishes->len, ==, 1);
  g_assert_true (store_server_deleted (t->store, "eval_file", row->row.id, 2, &error));
  g_clear_pointer (&wishes, g_array_unref);
  wishes = store_blob_to_fetch (t->store, &error);
  g_assert_cmpuint (wishes->len, ==, 0);
  t->now += 2 * DAY_US;
  care (t, 0);
  g_assert_false (state_of (t, &blob).wanted);
  g_assert_true (store_blob_unwant (t->store, &blob, &error));
  g_assert_no_error (error);
  schema_free (&eval_file_schema, row);
}

/* A store that was damaged is replaced; what the server never got is carried over with its line. */
static void
test_unsent_files_are_saved_from_a_damaged_store (void)
{
  g_autoptr (TempStore) t = temp_store_new (21);
  g_autoptr (GError) error = NULL;
  Digest        hash = add_file (t, "没发出去的", MIB + 3);
  Digest        sent = add_file (t, "发出去的", 30);
  EvalFile     *row = make_row (1, hash, MIB + 3);
  EvalFile     *other = make_row (2, sent, 30);
  StoreBlob     blob = blob_of (row), done = blob_of (other);
  StoreRecovery report = { 0 };

  g_assert_true (store_blob_owe (t->store, &blob, &error) && store_blob_owe (t->store, &done, &error));
  g_assert_true (store_apply_one (t->store, mutation_put (&eval_file_schema, row), &error));
  g_assert_true (store_blob_sent (t->store, &done, 1, &error));
  g_clear_pointer (&t->store, store_close);
  t->store = store_recover (t->path, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.lines, ==, 1);
  g_assert_true (is_here (t, hash));
  g_assert_false (is_here (t, sent));
  g_assert_true (store_outcome (t->store, 1, "{\"s\":\"ok\"}", test_id (5), 7, &error));
  g_assert_cmpuint (to_send (t, 1), ==, 1);
  store_recovery_clear (&report);
  schema_free (&eval_file_schema, row);
  schema_free (&eval_file_schema, other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/blob/pieces", test_pieces);
  g_test_add_func ("/store/blob/goes-on-after-every-restart", test_goes_on_after_every_restart);
  g_test_add_func ("/store/blob/wrong-pieces-are-thrown-away", test_wrong_pieces_are_thrown_away);
  g_test_add_func ("/store/blob/rows-travel-first", test_rows_travel_first);
  g_test_add_func ("/store/blob/budget", test_budget);
  g_test_add_func ("/store/blob/bytes-go-with-their-rows", test_bytes_go_with_their_rows);
  g_test_add_func ("/store/blob/unsent-bytes-outlive-their-row", test_unsent_bytes_outlive_their_row);
  g_test_add_func ("/store/blob/wishes", test_wishes);
  g_test_add_func ("/store/blob/unsent-files-are-saved-from-a-damaged-store",
                   test_unsent_files_are_saved_from_a_damaged_store);
  return g_test_run ();
}
