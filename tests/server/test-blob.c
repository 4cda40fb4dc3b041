/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files beside rows: sent in pieces, read only by who may, named by content (R48). */
#include <string.h>

#include "appraisal/eval-file.h"
#include "core/blob.h"
#include "core/id.h"
#include "core/init.h"
#include "server-fixture.h"
#include "server/admin.h"
#include "server/blob.h"
#include "server/erase.h"

typedef struct
{
  ServerFixture base;
  TestDevice    supervisor, supervisor_too, other, manager, agent, hr;
  GBytes       *bytes; /* two pieces and a bit */
  char         *hash;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  gsize   length = 2 * BLOB_CHUNK + 77;
  guint8 *bytes = g_malloc (length);

  server_fixture_init (&f->base);
  test_device_init (&f->supervisor, &f->base, f->base.company.supervisor1, NULL);
  test_device_init (&f->supervisor_too, &f->base, f->base.company.supervisor1, NULL);
  test_device_init (&f->other, &f->base, f->base.company.deputy, NULL);
  test_device_init (&f->manager, &f->base, f->base.company.manager, NULL);
  test_device_init (&f->agent, &f->base, f->base.company.agent1, NULL);
  test_device_init (&f->hr, &f->base, f->base.company.hr1, NULL);
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (i * 7 + i / 251);
  f->bytes = g_bytes_new_take (bytes, length);
  f->hash = digest_dup_hex (digest_of (bytes, length));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  TestDevice *devices[] = { &f->supervisor, &f->supervisor_too, &f->other, &f->manager, &f->agent, &f->hr };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    test_device_clear (devices[i]);
  g_bytes_unref (f->bytes);
  g_free (f->hash);
  server_fixture_clear (&f->base);
}

/* "200 body", or "404 code" */
static char *
answer_words (Answer *answer)
{
  char *words = answer->code != NULL ? g_strdup_printf ("%u %s", answer->status, answer->code)
                                     : g_strdup_printf ("%u %.*s", answer->status,
                                                        (int) g_bytes_get_size (answer->body),
                                                        (const char *) g_bytes_get_data (answer->body, NULL));

  g_clear_pointer (&answer->body, g_bytes_unref);
  return words;
}

static char *
begin (TestDevice *device, const char *hash, Id row, gsize size)
{
  g_autofree char *dev = id_dup_hex (device->actor.device);
  g_autofree char *id = id_dup_hex (row);
  g_autofree char *text =
      g_strdup_printf ("{\"dev\":\"%s\",\"hash\":\"%s\",\"id\":\"%s\",\"size\":%" G_GSIZE_FORMAT
                       ",\"t\":\"eval_file\"}",
                       dev, hash, id, size);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };

  blob_begin (device->fixture->server, &device->actor, body, &device->fixture->now, &answer, &error);
  g_assert_no_error (error);
  return answer_words (&answer);
}

static char *
put (TestDevice *device, const char *hash, guint at, GBytes *whole)
{
  g_autofree char *dev = id_dup_hex (device->actor.device);
  g_autofree char *number = g_strdup_printf ("%u", at);
  gsize            length = g_bytes_get_size (whole), from = MIN ((gsize) at * BLOB_CHUNK, length);
  g_autoptr (GBytes) piece = g_bytes_new_from_bytes (whole, from, MIN ((gsize) BLOB_CHUNK, length - from));
  g_autoptr (GError) error = NULL;
  BlobQuery query = { dev, hash, number, NULL, NULL };
  Answer    answer = { 0 };

  blob_put (device->fixture->server, &device->actor, &query, piece, &device->fixture->now, &answer, &error);
  g_assert_no_error (error);
  return answer_words (&answer);
}

/* The bytes of a piece, or NULL with @code. */
static GBytes *
get (TestDevice *device, const char *hash, guint at, Id row, char **code)
{
  g_autofree char *dev = id_dup_hex (device->actor.device);
  g_autofree char *id = id_dup_hex (row);
  g_autofree char *number = g_strdup_printf ("%u", at);
  BlobQuery        query = { dev, hash, number, "eval_file", id };
  Answer           answer = { 0 };
  g_autoptr (GError) error = NULL;

  blob_get (device->fixture->server, &device->actor, &query, &answer, &error);
  g_assert_no_error (error);
  if (answer.code != NULL)
    *code = g_strdup_printf ("%u %s", answer.status, answer.code);
  return answer.body;
}

#define CHECK_WORDS(call, wanted)      \
  G_STMT_START                         \
  {                                    \
    g_autofree char *got = call;       \
    g_assert_cmpstr (got, ==, wanted); \
  }                                    \
  G_STMT_END

static void
check_refused (TestDevice *device, const char *hash, Id row)
{
  g_autofree char *code = NULL;
  g_autoptr (GBytes) bytes = get (device, hash, 0, row, &code);

  g_assert_null (bytes);
  g_assert_cmpstr (code, ==, "404 no_file");
}

static void
check_whole (Fixture *f, TestDevice *device, Id row)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  for (guint at = 0; at < 3; at++)
    {
      g_autofree char *code = NULL;
      g_autoptr (GBytes) bytes = get (device, f->hash, at, row, &code);

      g_assert_cmpstr (code, ==, NULL);
      g_byte_array_append (whole, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    }
  g_assert_cmpmem (whole->data, whole->len, g_bytes_get_data (f->bytes, NULL), g_bytes_get_size (f->bytes));
}

/* Evidence on an evaluation of agent1's, written by the supervisor. */
static EvalFile *
make_file (Fixture *f, const char *sheet)
{
  EvalFile *file = schema_new (&eval_file_schema);

  file->sheet = id_derive ("test", (const char *const[]){ sheet, NULL });
  file->person = f->base.company.agent1;
  file->size = (gint64) g_bytes_get_size (f->bytes);
  g_free (file->file);
  file->file = g_strdup (f->hash);
  g_free (file->name);
  file->name = g_strdup ("录音.wav");
  file->row.id = schema_natural_id (&eval_file_schema, file);
  return file;
}

static Id
push_file (Fixture *f, TestDevice *device, const char *sheet)
{
  EvalFile *file = make_file (f, sheet);
  Id        id = file->row.id;

  CHECK_WORDS (test_device_push (device, mutation_put (&eval_file_schema, file)), "ok");
  schema_free (&eval_file_schema, file);
  return id;
}

static void
upload (Fixture *f, TestDevice *device, Id row)
{
  gsize size = g_bytes_get_size (f->bytes);

  CHECK_WORDS (begin (device, f->hash, row, size), "200 {\"done\":false,\"have\":[]}");
  CHECK_WORDS (put (device, f->hash, 0, f->bytes), "200 {\"done\":false,\"have\":[0]}");
  CHECK_WORDS (put (device, f->hash, 2, f->bytes), "200 {\"done\":false,\"have\":[0,2]}");
  CHECK_WORDS (put (device, f->hash, 1, f->bytes), "200 {\"done\":true,\"have\":[]}");
  CHECK_WORDS (begin (device, f->hash, row, size), "200 {\"done\":true,\"have\":[]}");
}

static void
test_line_above_reads_what_was_sent (Fixture *f, gconstpointer data)
{
  Id row = push_file (f, &f->supervisor, "one");

  check_refused (&f->manager, f->hash, row);
  upload (f, &f->supervisor, row);
  check_whole (f, &f->manager, row);
  check_whole (f, &f->supervisor_too, row);
  /* The draft stands where the line above reads alone. */
  check_refused (&f->agent, f->hash, row);
  check_refused (&f->other, f->hash, row);
  check_refused (&f->hr, f->hash, row);
}

/* An upload cut by a restart goes on where it was. */
static void
test_upload_goes_on (Fixture *f, gconstpointer data)
{
  Id    row = push_file (f, &f->supervisor, "one");
  gsize size = g_bytes_get_size (f->bytes);

  CHECK_WORDS (begin (&f->supervisor, f->hash, row, size), "200 {\"done\":false,\"have\":[]}");
  CHECK_WORDS (put (&f->supervisor, f->hash, 1, f->bytes), "200 {\"done\":false,\"have\":[1]}");
  server_fixture_reopen (&f->base);
  CHECK_WORDS (begin (&f->supervisor, f->hash, row, size), "200 {\"done\":false,\"have\":[1]}");
  CHECK_WORDS (put (&f->supervisor, f->hash, 0, f->bytes), "200 {\"done\":false,\"have\":[0,1]}");
  CHECK_WORDS (put (&f->supervisor, f->hash, 2, f->bytes), "200 {\"done\":true,\"have\":[]}");
}

/* Naming a digest is not having the bytes; and the answer does not tell whether the server has them (R48). */
static void
test_naming_a_file_gives_nothing (Fixture *f, gconstpointer data)
{
  Id        row = push_file (f, &f->supervisor, "one");
  gsize     size = g_bytes_get_size (f->bytes);
  EvalFile *thief = make_file (f, "two");
  Id        thiefs;

  upload (f, &f->supervisor, row);
  /* The other team's supervisor knows the digest and writes it on an evaluation of his own agent. */
  thief->person = f->base.company.agent2;
  thiefs = thief->row.id;
  CHECK_WORDS (test_device_push (&f->other, mutation_put (&eval_file_schema, thief)), "ok");
  check_refused (&f->other, f->hash, thiefs);
  CHECK_WORDS (begin (&f->other, f->hash, thiefs, size), "200 {\"done\":false,\"have\":[]}");
  check_refused (&f->other, f->hash, thiefs);
  CHECK_WORDS (put (&f->other, f->hash, 0, f->bytes), "200 {\"done\":false,\"have\":[0]}");
  check_refused (&f->other, f->hash, thiefs);
  /* Nor does a row of somebody else's begin an upload. */
  CHECK_WORDS (begin (&f->other, f->hash, row, size), "404 no_file");
  CHECK_WORDS (begin (&f->manager, f->hash, row, size), "404 no_file");
  schema_free (&eval_file_schema, thief);
}

static void
test_wrong_bytes_are_dropped (Fixture *f, gconstpointer data)
{
  Id      row = push_file (f, &f->supervisor, "one");
  gsize   size = g_bytes_get_size (f->bytes);
  guint8 *spoiled = g_memdup2 (g_bytes_get_data (f->bytes, NULL), size);
  g_autoptr (GBytes) wrong = NULL;
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (f->bytes, 0, 10);

  spoiled[5] ^= 1;
  wrong = g_bytes_new_take (spoiled, size);
  CHECK_WORDS (put (&f->supervisor, f->hash, 0, f->bytes), "404 no_file");
  CHECK_WORDS (begin (&f->supervisor, f->hash, row, size), "200 {\"done\":false,\"have\":[]}");
  CHECK_WORDS (put (&f->supervisor, f->hash, 0, cut), "400 malformed");
  CHECK_WORDS (put (&f->supervisor, f->hash, 3, f->bytes), "400 malformed");
  CHECK_WORDS (put (&f->supervisor, f->hash, 0, wrong), "200 {\"done\":false,\"have\":[0]}");
  CHECK_WORDS (put (&f->supervisor, f->hash, 1, wrong), "200 {\"done\":false,\"have\":[0,1]}");
  CHECK_WORDS (put (&f->supervisor, f->hash, 2, wrong), "409 wrong_digest");
  check_refused (&f->manager, f->hash, row);
  CHECK_WORDS (begin (&f->supervisor, f->hash, row, size), "200 {\"done\":false,\"have\":[]}");
  CHECK_WORDS (begin (&f->supervisor, f->hash, row, BLOB_SIZE_MAX + 1), "400 malformed");
}

/* Who could read it already need not send it: the same evidence on another evaluation. */
static void
test_known_file_is_linked (Fixture *f, gconstpointer data)
{
  Id row = push_file (f, &f->supervisor, "one"), again;

  upload (f, &f->supervisor, row);
  again = push_file (f, &f->supervisor_too, "two");
  CHECK_WORDS (begin (&f->supervisor_too, f->hash, again, g_bytes_get_size (f->bytes)),
               "200 {\"done\":true,\"have\":[]}");
  check_whole (f, &f->manager, again);
}

static void
count_broken (const char *sentence, gpointer data)
{
  g_assert_nonnull (strstr (sentence, "its bytes are not what it is called"));
}

static void
test_verify_reads_every_file (Fixture *f, gconstpointer data)
{
  Id          row = push_file (f, &f->supervisor, "one");
  AuditReport report = { 0 };

  upload (f, &f->supervisor, row);
  g_assert_true (server_verify_counts (f->base.server, count_broken, NULL, &report, NULL));
  g_assert_cmpint (report.broken, ==, 0);
  g_assert_true (db_script (server_get_db (f->base.server),
                            "UPDATE blob_chunk SET bytes = zeroblob (length (bytes)) WHERE at = 1", NULL));
  g_assert_true (server_verify_counts (f->base.server, count_broken, NULL, &report, NULL));
  g_assert_cmpint (report.broken, ==, 1);
}

static char *
count (Fixture *f, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table);

  return db_text (server_get_db (f->base.server), NULL, sql, "");
}

static void
test_what_no_row_names_goes (Fixture *f, gconstpointer data)
{
  Id        row = push_file (f, &f->supervisor, "one");
  EvalFile *file;
  ServerNow later = f->base.now;

  upload (f, &f->supervisor, row);
  file = server_read (f->base.server, &eval_file_schema, row, NULL);
  CHECK_WORDS (test_device_push (&f->supervisor, mutation_del (&eval_file_schema, file)), "ok");
  check_refused (&f->manager, f->hash, row);
  g_assert_true (server_sweep_blobs (f->base.server, &later, NULL));
  CHECK_WORDS (count (f, "blob_chunk"), "3");
  later.now += 31 * G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
  g_assert_true (server_sweep_blobs (f->base.server, &later, NULL));
  CHECK_WORDS (count (f, "blob_chunk"), "0");
  CHECK_WORDS (count (f, "blob"), "0");
  schema_free (&eval_file_schema, file);
}

/* Erased on a person's demand: not in 30 days but now, unless another evaluation has the same file. */
static void
test_erased_with_its_row (Fixture *f, gconstpointer data)
{
  static const char *const others[] = { NULL, "two" };
  static const char *const left[] = { "0", "3" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *problem = NULL;
      g_autoptr (GError) error = NULL;
      Id          row;
      EvalFile   *file;
      EraseReport report;

      tear_down (f, NULL);
      set_up (f, NULL);
      row = push_file (f, &f->supervisor, "one");
      upload (f, &f->supervisor, row);
      if (others[i] != NULL)
        push_file (f, &f->supervisor, others[i]);
      file = server_read (f->base.server, &eval_file_schema, row, NULL);
      CHECK_WORDS (test_device_push (&f->supervisor, mutation_del (&eval_file_schema, file)), "ok");
      schema_free (&eval_file_schema, file);
      CHECK_WORDS (count (f, "blob_chunk"), "3");
      g_assert_true (server_erase (f->base.server, &f->hr.actor, &eval_file_schema, row, "PIPL 47", FALSE, &f->base.now,
                                   &report, &problem, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (problem, ==, NULL);
      CHECK_WORDS (count (f, "blob_chunk"), left[i]);
      CHECK_WORDS (count (f, "blob_row"), "0");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/blob/line-above-reads", test_line_above_reads_what_was_sent);
  ADD ("/blob/goes-on", test_upload_goes_on);
  ADD ("/blob/naming", test_naming_a_file_gives_nothing);
  ADD ("/blob/wrong-bytes", test_wrong_bytes_are_dropped);
  ADD ("/blob/known", test_known_file_is_linked);
  ADD ("/blob/verify", test_verify_reads_every_file);
  ADD ("/blob/sweep", test_what_no_row_names_goes);
  ADD ("/blob/erase", test_erased_with_its_row);
  return g_test_run ();
}
