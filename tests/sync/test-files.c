/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files between two devices and a server core, without a network: cut, stopped and refused at every piece. */
#include "sync/files.h"

#include <string.h>

#include "appraisal/eval-file.h"
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
#include "server-fixture.h"
#include "server/blob.h"
#include "store/blob.h"
#include "store/overlay.h"
#include "sync/exchange.h"
#include "tests/support/temp-store.h"

#define PIECES 3
#define SECOND G_GINT64_CONSTANT (1000000)

/* What goes wrong with the next request. */
typedef enum
{
  FATE_FINE,
  FATE_LOST,    /* it never arrives */
  FATE_CUT,     /* it has its effect, the answer is lost */
  FATE_KILLED,  /* … and the program dies */
  FATE_BUSY,    /* 503 */
  FATE_SPOILED, /* other bytes of the same length */
  FATE_SHORT,   /* fewer bytes */
  FATE_NONSENSE,
} Fate;

typedef struct
{
  TestDevice known;
  TempStore *temp;
  SyncFiles *files;
  SyncNow    now;
  GString   *asked; /* a letter for each request: b p g */
} Desk;

typedef struct
{
  ServerFixture base;
  Desk          supervisor, manager, other;
  GBytes       *bytes;
  EvalFile     *row;
  StoreBlob     blob;
} Fixture;

static void
desk_up (Desk *self, ServerFixture *base, Id person)
{
  g_autoptr (GError) error = NULL;
  Id server = { { 3 } };

  test_device_init (&self->known, base, person, NULL);
  self->temp = temp_store_new (3);
  self->now = (SyncNow){ .wall = base->now.now, .mono = 1, .random = 42 };
  self->asked = g_string_new (NULL);
  g_assert_true (exchange_set_server (self->temp->store, server, 1, &error));
  g_assert_true (exchange_renumber (self->temp->store, self->known.actor.device, FALSE, &error));
  self->files = sync_files_new (self->temp->store);
}

static void
desk_restart (Desk *self)
{
  sync_files_free (self->files);
  temp_store_restart (self->temp);
  self->files = sync_files_new (self->temp->store);
}

static void
desk_down (Desk *self)
{
  sync_files_free (self->files);
  temp_store_free (self->temp);
  test_device_clear (&self->known);
  g_string_free (self->asked, TRUE);
}

/* The row as the server has it, at the desk. */
static void
desk_pull (Desk *self, const EvalFile *row)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = schema_body (&eval_file_schema, row);
  g_autoptr (JsonNode) body = json_strict_parse (text, -1, JSON_DEPTH, &error);
  Id bucket = { { 2 } };

  g_assert_true (store_server_row (self->temp->store, "eval_file", row->row.id, bucket, 1, 1,
                                   json_node_get_object (body), STORE_NEWER, &error));
  g_assert_no_error (error);
}

static void
desk_take (Desk *self, GBytes *bytes, const StoreBlob *blob)
{
  g_autoptr (GError) error = NULL;
  gboolean right;

  for (guint at = 0; at < store_blob_pieces (blob->size); at++)
    {
      g_autoptr (GBytes) piece =
          g_bytes_new_from_bytes (bytes, (gsize) at * BLOB_CHUNK, store_blob_piece_size (blob->size, at));

      g_assert_true (store_blob_add (self->temp->store, blob->hash, blob->size, at, piece, &error));
    }
  g_assert_true (store_blob_seal (self->temp->store, blob->hash, &right, &error));
  g_assert_true (right);
  g_assert_true (store_blob_owe (self->temp->store, blob, &error));
  g_assert_no_error (error);
}

static StoreBlobState
state_of (Desk *self, const StoreBlob *blob)
{
  g_autoptr (GError) error = NULL;
  StoreBlobState state;

  g_assert_true (store_blob_state (self->temp->store, blob, &state, &error));
  return state;
}

static char *
parameter (const char *path, const char *name)
{
  const char *query = strchr (path, '?');
  g_autoptr (GHashTable) values =
      query != NULL ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;

  return values != NULL ? g_strdup (g_hash_table_lookup (values, name)) : NULL;
}

static void
serve (Fixture *f, Desk *self, const SyncFilesAsk *ask, Answer *answer)
{
  g_autofree char *device = parameter (ask->path, "dev"), *hash = parameter (ask->path, "hash");
  g_autofree char *at = parameter (ask->path, "at"), *table = parameter (ask->path, "t");
  g_autofree char *row = parameter (ask->path, "id");
  g_autoptr (GError) error = NULL;
  BlobQuery query = { device, hash, at, table, row };

  if (g_str_equal (ask->method, "POST"))
    blob_begin (f->base.server, &self->known.actor, ask->body, &f->base.now, answer, &error);
  else if (g_str_equal (ask->method, "PUT"))
    blob_put (f->base.server, &self->known.actor, &query, ask->body, &f->base.now, answer, &error);
  else
    blob_get (f->base.server, &self->known.actor, &query, answer, &error);
  g_assert_no_error (error);
}

static GBytes *
spoil (GBytes *bytes, gsize length)
{
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  copy[0] ^= 1;
  return g_bytes_new_take (copy, length);
}

static void
hand_over (Fixture *f, Desk *self, const SyncFilesAsk *ask, Fate fate)
{
  Answer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;

  if (fate != FATE_LOST && fate != FATE_BUSY)
    serve (f, self, ask, &answer);
  if (fate == FATE_LOST || fate == FATE_CUT)
    sync_files_fail (self->files, ask->request, &self->now);
  else if (fate == FATE_KILLED)
    desk_restart (self);
  else if (fate == FATE_BUSY)
    g_assert_true (sync_files_answer (self->files, ask->request, 503, 7, NULL, &self->now, &error));
  else
    {
      body = answer.body != NULL ? g_bytes_ref (answer.body) : g_bytes_new_static ("", 0);
      if (fate == FATE_SPOILED || fate == FATE_SHORT || fate == FATE_NONSENSE)
        {
          GBytes *other = fate == FATE_NONSENSE ? g_bytes_new_static ("<html>", 6)
                                                : spoil (body, g_bytes_get_size (body) - (fate == FATE_SHORT));

          g_bytes_unref (body);
          body = other;
        }
      g_assert_true (
          sync_files_answer (self->files, ask->request, answer.status, 0, body, &self->now, &error));
    }
  g_assert_no_error (error);
  g_clear_pointer (&answer.body, g_bytes_unref);
}

/* Until there is nothing more to ask before @until; request @faulty (from 1 on) has @fate, the others are fine. */
static void
run (Fixture *f, Desk *self, guint faulty, Fate fate, gint64 until)
{
  g_autoptr (GError) error = NULL;
  gint64 wake = 1;
  guint  number = 0;

  g_string_truncate (self->asked, 0);
  while (TRUE)
    {
      g_autoptr (SyncFilesAsk) ask = sync_files_next (self->files, &self->now, &wake, &error);

      g_assert_no_error (error);
      self->now.random = self->now.random * 6364136223846793005u + 1442695040888963407u;
      if (ask != NULL)
        {
          g_assert_cmpuint (++number, <, 100);
          g_string_append_c (self->asked, *ask->method == 'G' ? 'g' : ask->method[1] == 'O' ? 'b'
                                                                                            : 'p');
          hand_over (f, self, ask, number == faulty ? fate : FATE_FINE);
          continue;
        }
      if (wake == 0 || wake > until)
        return;
      g_assert_cmpint (wake, >, self->now.mono);
      self->now.mono = wake;
    }
}

/* Another file, named by another row. */
static void
new_file (Fixture *f, guint salt)
{
  gsize   length = (PIECES - 1) * BLOB_CHUNK + 77;
  guint8 *bytes = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (i * 7 + i / 251 + salt);
  g_clear_pointer (&f->bytes, g_bytes_unref);
  f->bytes = g_bytes_new_take (bytes, length);
  f->blob = (StoreBlob){ g_intern_static_string ("eval_file"), ID_NONE, digest_of (bytes, length), (gint64) length };
  if (f->row != NULL)
    schema_free (&eval_file_schema, f->row);
  f->row = schema_new (&eval_file_schema);
  f->row->sheet = test_id (77);
  f->row->person = f->base.company.agent1;
  f->row->size = (gint64) length;
  g_free (f->row->file);
  f->row->file = digest_dup_hex (f->blob.hash);
  g_free (f->row->name);
  f->row->name = g_strdup ("录音.wav");
  f->row->row.id = schema_natural_id (&eval_file_schema, f->row);
  f->blob.id = f->row->row.id;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  server_fixture_init (&f->base);
  desk_up (&f->supervisor, &f->base, f->base.company.supervisor1);
  desk_up (&f->manager, &f->base, f->base.company.manager);
  desk_up (&f->other, &f->base, f->base.company.supervisor2);
  new_file (f, 0);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  desk_down (&f->supervisor);
  desk_down (&f->manager);
  desk_down (&f->other);
  g_bytes_unref (f->bytes);
  schema_free (&eval_file_schema, f->row);
  server_fixture_clear (&f->base);
}

/* The supervisor's row is at the server and its file on his disk. */
static void
attach (Fixture *f)
{
  g_autofree char *outcome = test_device_push (&f->supervisor.known, mutation_put (&eval_file_schema, f->row));

  g_assert_cmpstr (outcome, ==, "ok");
  desk_pull (&f->supervisor, f->row);
  desk_take (&f->supervisor, f->bytes, &f->blob);
}

static void
want (Fixture *f, Desk *desk)
{
  g_autoptr (GError) error = NULL;

  desk_pull (desk, f->row);
  g_assert_true (store_blob_want (desk->temp->store, &f->blob, &error));
  g_assert_no_error (error);
}

static void
check_has (Fixture *f, Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = store_blob_read (desk->temp->store, f->blob.hash, &error);

  g_assert_no_error (error);
  g_assert_nonnull (bytes);
  g_assert_true (g_bytes_equal (bytes, f->bytes));
  g_assert_false (state_of (desk, &f->blob).wanted);
}

static void
test_from_one_to_the_other (Fixture *f, gconstpointer unused)
{
  attach (f);
  run (f, &f->supervisor, 0, FATE_FINE, 0);
  g_assert_cmpstr (f->supervisor.asked->str, ==, "bpppb");
  g_assert_true (state_of (&f->supervisor, &f->blob).sent);
  run (f, &f->supervisor, 0, FATE_FINE, 0);
  g_assert_cmpstr (f->supervisor.asked->str, ==, "");
  want (f, &f->manager);
  run (f, &f->manager, 0, FATE_FINE, 0);
  g_assert_cmpstr (f->manager.asked->str, ==, "ggg");
  check_has (f, &f->manager);
}

/* Every request of the upload, and of the download, with everything that can happen to it. */
static void
test_every_request_can_fail (Fixture *f, gconstpointer unused)
{
  for (guint fate = FATE_LOST; fate <= FATE_NONSENSE; fate++)
    for (guint at = 1; at <= PIECES + 2 + PIECES; at++)
      {
        gboolean upload = at <= PIECES + 2;

        if (upload && (fate == FATE_SPOILED || fate == FATE_SHORT))
          continue; /* of a piece that is fetched */
        new_file (f, fate * 16 + at);
        attach (f);
        run (f, &f->supervisor, upload ? at : 0, (Fate) fate, 3600 * SECOND);
        g_assert_true (state_of (&f->supervisor, &f->blob).sent);
        g_assert_cmpuint (f->supervisor.asked->len, <=, PIECES + 2 + 3); /* what was there is not sent again */
        want (f, &f->manager);
        run (f, &f->manager, upload ? 0 : at - PIECES - 2, (Fate) fate, 3600 * SECOND);
        check_has (f, &f->manager);
        if (fate == FATE_SPOILED)
          g_assert_cmpuint (f->manager.asked->len, ==, 2 * PIECES); /* nothing of it is kept */
        else
          g_assert_cmpuint (f->manager.asked->len, <=, PIECES + 1);
      }
}

/* A spoiled piece is never shown: between its arrival and the second try there is no file. */
static void
test_spoiled_is_never_shown (Fixture *f, gconstpointer unused)
{
  attach (f);
  run (f, &f->supervisor, 0, FATE_FINE, 0);
  want (f, &f->manager);
  run (f, &f->manager, 2, FATE_SPOILED, 0);
  g_assert_cmpstr (f->manager.asked->str, ==, "ggg");
  g_assert_false (state_of (&f->manager, &f->blob).whole);
  g_assert_cmpuint (state_of (&f->manager, &f->blob).here, ==, 0);
  g_assert_true (state_of (&f->manager, &f->blob).wanted);
  run (f, &f->manager, 0, FATE_FINE, 60 * SECOND);
  check_has (f, &f->manager);
}

/* Others get nothing, and learn nothing: their answer is the one for a file that does not exist. */
static void
test_another_team_learns_nothing (Fixture *f, gconstpointer unused)
{
  attach (f);
  want (f, &f->other);
  run (f, &f->other, 0, FATE_FINE, 120 * SECOND);
  g_assert_cmpuint (f->other.asked->len, >, 1);
  g_assert_cmpuint (f->other.asked->len, <, 10); /* it asks less and less */
  g_assert_cmpuint (state_of (&f->other, &f->blob).here, ==, 0);
  run (f, &f->supervisor, 0, FATE_FINE, 0);
  sync_files_start (f->other.files);
  run (f, &f->other, 0, FATE_FINE, f->other.now.mono);
  g_assert_cmpstr (f->other.asked->str, ==, "g");
  g_assert_cmpuint (state_of (&f->other, &f->blob).here, ==, 0);
}

/* A reader who asks before the author has sent gets it as soon as it is there. */
static void
test_asked_for_too_early (Fixture *f, gconstpointer unused)
{
  attach (f);
  want (f, &f->manager);
  run (f, &f->manager, 0, FATE_FINE, 0);
  g_assert_cmpstr (f->manager.asked->str, ==, "g");
  run (f, &f->supervisor, 0, FATE_FINE, 0);
  run (f, &f->manager, 0, FATE_FINE, 60 * SECOND);
  g_assert_cmpstr (f->manager.asked->str, ==, "ggg");
  check_has (f, &f->manager);
}

/* What a person waits for comes before what is to be sent, between two pieces. */
static void
test_wishes_go_first (Fixture *f, gconstpointer unused)
{
  gint64 wake;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) other = g_bytes_new_static ("别的文件", 12);
  EvalFile *row = schema_copy (&eval_file_schema, f->row);
  StoreBlob blob;

  attach (f);
  run (f, &f->supervisor, 0, FATE_FINE, 0);
  /* His manager's own file, under way, and the wish for the other. */
  g_free (row->file);
  row->file = digest_dup_hex (digest_of ("别的文件", 12));
  row->size = 12;
  row->row.id = schema_natural_id (&eval_file_schema, row);
  blob = (StoreBlob){ f->blob.table, row->row.id, digest_of ("别的文件", 12), 12 };
  desk_pull (&f->manager, row);
  desk_take (&f->manager, other, &blob);
  {
    g_autoptr (SyncFilesAsk) ask = sync_files_next (f->manager.files, &f->manager.now, &wake, &error);

    g_assert_cmpstr (ask->method, ==, "POST");
    g_assert_null (sync_files_next (f->manager.files, &f->manager.now, &wake, &error)); /* one at a time */
    want (f, &f->manager);
    hand_over (f, &f->manager, ask, FATE_FINE); /* 404: the row is not his */
  }
  run (f, &f->manager, 0, FATE_FINE, 0);
  g_assert_cmpstr (f->manager.asked->str, ==, "ggg");
  check_has (f, &f->manager);
  g_assert_false (state_of (&f->manager, &blob).sent);
  g_assert_true (state_of (&f->manager, &blob).whole);
  schema_free (&eval_file_schema, row);
}

/* Spoiled on the author's own disk: the server refuses it, and it is not sent for ever. */
static void
test_spoiled_at_home (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  attach (f);
  g_assert_true (db_exec (store_db (f->supervisor.temp->store), &error,
                          "UPDATE blob_piece SET bytes = zeroblob (77) WHERE at = 2", ""));
  run (f, &f->supervisor, 0, FATE_FINE, 3600 * SECOND);
  g_assert_cmpstr (f->supervisor.asked->str, ==, "bppp");
  g_assert_false (state_of (&f->supervisor, &f->blob).sent);
  g_assert_false (state_of (&f->supervisor, &f->blob).whole);
  want (f, &f->manager);
  run (f, &f->manager, 0, FATE_FINE, 0);
  g_assert_cmpuint (state_of (&f->manager, &f->blob).here, ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *f, gconstpointer unused);
  } tests[] = {
    { "/sync/files/from-one-to-the-other", test_from_one_to_the_other },
    { "/sync/files/every-request-can-fail", test_every_request_can_fail },
    { "/sync/files/spoiled-is-never-shown", test_spoiled_is_never_shown },
    { "/sync/files/another-team-learns-nothing", test_another_team_learns_nothing },
    { "/sync/files/asked-for-too-early", test_asked_for_too_early },
    { "/sync/files/wishes-go-first", test_wishes_go_first },
    { "/sync/files/spoiled-at-home", test_spoiled_at_home },
  };

  g_test_init (&argc, &argv, NULL);
  core_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
