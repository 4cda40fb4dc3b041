/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9: a server and desktops, each a process of its own over TLS on loopback, die in the middle of whatever they
 * do, again and again, while lists are being read. Whatever was told to be on disk arrives once; of what may be read no
 * more no byte is left.
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "app/session.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "customers/customer.h"
#include "store/apply.h"
#include "two-devices.h"

#define DEATHS 12       /* of the desktop that types */
#define SERVER_DEATHS 6 /* in between */
#define PURGE_DEATHS 5  /* of the desktop that loses its rows */
#define HELD_FOR 5      /* changes a list stays open */

/* A desktop's process: argv is --desktop typist|reader FOLDER URL PIN LOGIN. It tells on its standard output. */

typedef struct
{
  ZuoxiSession *session;
  Store        *reader; /* of a list that is open, beside the session's own */
  DbStmt       *list;
  gboolean      done, failed;
} Child;

static gboolean
child_is_done (gpointer data)
{
  return ((Child *) data)->done;
}

static void
child_signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Child *self = data;
  g_autoptr (GError) error = NULL;

  self->failed = !zuoxi_session_sign_in_finish (ZUOXI_SESSION (source), result, &error);
  self->done = TRUE;
}

/* The server may be dead just now; a desktop that was signed in before opens without it. */
static void
child_sign_in (Child *self, char **argv)
{
  Digest pin;

  g_assert_true (digest_from_hex (argv[5], &pin));
  do
    {
      self->done = FALSE;
      zuoxi_session_sign_in_async (self->session, argv[4], argv[6], REAL_PASSWORD, &pin, NULL, child_signed_in_cb,
                                   self);
      wait_until (child_is_done, self, "the sign-in");
    }
  while (self->failed);
}

static void
child_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Child *self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  g_assert_no_error (error);
  self->failed = mids == NULL;
  self->done = TRUE;
}

/* A list with one row read of it, and the rest to come. */
static void
open_list (Child *self)
{
  g_autoptr (GError) error = NULL;

  self->reader =
      store_open_reader (db_path (store_db (zuoxi_session_get_reader (self->session))), NULL, &error);
  g_assert_no_error (error);
  self->list = db_prepare (store_db (self->reader), &error, "SELECT id, name FROM customer ORDER BY name", "");
  g_assert_no_error (error);
  db_step (self->list, &error);
  g_assert_no_error (error);
}

static void
close_list (Child *self)
{
  g_clear_pointer (&self->list, db_release);
  g_clear_pointer (&self->reader, store_close);
}

static void
tell (const char *word, const char *name)
{
  printf ("%s %s\n", word, name);
  fflush (stdout);
}

/* Types until it is killed; says what is on disk. */
static void
typist (Child *self, Id assignment, const char *prefix)
{
  for (guint i = 0;; i++)
    {
      Customer        *row = schema_new (&customer_schema);
      GPtrArray       *mutations = g_ptr_array_new ();
      g_autofree char *name = g_strdup_printf ("%s%u", prefix, i);

      row->row.id = id_derive ("customer", (const char *const[]){ name, NULL });
      row->assignment = assignment;
      g_free (row->name);
      row->name = g_strdup (name);
      g_ptr_array_add (mutations, mutation_put (&customer_schema, row));
      schema_free (&customer_schema, row);
      self->done = FALSE;
      zuoxi_session_queue_async (self->session, mutations, NULL, child_queued_cb, self);
      wait_until (child_is_done, self, "the change to be on disk");
      tell ("kept", name);
      if (i % HELD_FOR == 1)
        open_list (self);
      if (i % HELD_FOR == 0 && self->list != NULL)
        close_list (self);
    }
}

static gboolean
child_is_whole (gpointer data)
{
  Child   *self = data;
  gboolean busy, behind;
  gint64   unsent;

  g_object_get (self->session, "busy", &busy, "behind", &behind, "unsent", &unsent, NULL);
  return !busy && !behind && unsent == 0;
}

static gboolean
is_scrubbed (gpointer data)
{
  Child           *self = data;
  g_autofree char *stage = store_meta_get (zuoxi_session_get_reader (self->session), "scrub", NULL);

  return store_count (zuoxi_session_get_reader (self->session), &customer_schema, NULL, "", "") == 0 &&
         g_strcmp0 (stage, "") == 0 && child_is_whole (data);
}

static void
told_cb (GObject *object, GParamSpec *property, gpointer data)
{
  tell ("state", property->name);
}

/* Pulls with an open list; @until lets it go on to the end and tells so. */
static void
reader (Child *self, const char *until)
{
  g_signal_connect (self->session, "notify", G_CALLBACK (told_cb), self);
  open_list (self);
  tell ("open", "list");
  if (g_str_equal (until, "rows"))
    wait_until (child_is_whole, self, "the rows");
  else if (g_str_equal (until, "scrubbed"))
    {
      close_list (self);
      zuoxi_session_sync_now (self->session);
      wait_until (is_scrubbed, self, "nothing to be left");
    }
  else
    {
      zuoxi_session_sync_now (self->session);
      g_main_loop_run (g_main_loop_new (NULL, FALSE)); /* until it is killed */
    }
  close_list (self);
  zuoxi_session_close (self->session);
  tell ("end", until);
}

/* argv: --desktop ROLE FOLDER URL PIN LOGIN WORD ASSIGNMENT */
static int
be_desktop (char **argv)
{
  Child self = { .session = zuoxi_session_new (argv[3], NULL) };
  Id    assignment;

  child_sign_in (&self, argv);
  g_assert_true (id_from_hex (argv[8], &assignment));
  if (g_str_equal (argv[2], "typist"))
    typist (&self, assignment, argv[7]);
  else
    reader (&self, argv[7]);
  return 0;
}

/* The parent */

typedef struct
{
  RealServer        server;
  char             *self_path;
  GRand            *random; /* of a fixed seed */
  GHashTable       *kept;   /* names the desktop said are on disk */
  GSubprocess      *process;
  GDataInputStream *lines;
} Fixture;

static void
start (Fixture *f, const char *role, const char *folder, const char *login, const char *word)
{
  g_autofree char *pin = digest_dup_hex (f->server.pin);
  g_autofree char *assignment = id_dup_hex (f->server.company.agent1_assignment);
  g_autoptr (GError) error = NULL;

  f->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, f->self_path, "--desktop", role, folder,
                                 f->server.url, pin, login, word, assignment, NULL);
  g_assert_no_error (error);
  f->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (f->process));
}

/* (transfer full) (nullable): what it tells next; NULL = it has ended. */
static char *
next_line (Fixture *f)
{
  return g_data_input_stream_read_line (f->lines, NULL, NULL, NULL);
}

static void
note (Fixture *f, const char *line)
{
  if (g_str_has_prefix (line, "kept "))
    g_hash_table_add (f->kept, g_strdup (line + 5));
}

/* Lets it go on for @lines lines. */
static void
listen (Fixture *f, int lines)
{
  for (int i = 0; i < lines; i++)
    {
      g_autofree char *line = next_line (f);

      g_assert_nonnull (line);
      note (f, line);
    }
}

/* kill -9; what it said before counts. */
static void
murder (Fixture *f)
{
  char *line;

  g_subprocess_force_exit (f->process);
  while ((line = next_line (f)) != NULL)
    {
      note (f, line);
      g_free (line);
    }
  g_subprocess_wait (f->process, NULL, NULL);
  g_clear_object (&f->lines);
  g_clear_object (&f->process);
}

static void
expect_end (Fixture *f)
{
  g_autofree char *last = NULL;
  char            *line;

  while ((line = next_line (f)) != NULL)
    {
      g_free (last);
      last = line;
    }
  g_subprocess_wait (f->process, NULL, NULL);
  g_assert_true (g_subprocess_get_successful (f->process));
  g_assert_true (g_str_has_prefix (last, "end "));
  g_clear_object (&f->lines);
  g_clear_object (&f->process);
}

static void
murder_server (Fixture *f)
{
  g_subprocess_force_exit (f->server.process);
  g_subprocess_wait (f->server.process, NULL, NULL);
  g_clear_object (&f->server.process);
  real_server_start (&f->server);
}

/* The supervisor's post ends: everything but what is his own is lost to him. */
static void
end_post (Server *server, const ServerNow *now, gpointer data)
{
  RealServer *self = data;
  g_autoptr (GPtrArray) all = directory_assignments (self->company.directory);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      Assignment *row;

      if (!id_equal (((const Assignment *) all->pdata[i])->person, self->company.supervisor1))
        continue;
      row = schema_copy (&assignment_schema, all->pdata[i]);
      g_free (row->to_on);
      row->to_on = g_strdup ("2026-03-31");
      server_write (server, NULL, &assignment_schema, row, now, &error);
      g_assert_no_error (error);
      schema_free (&assignment_schema, row);
    }
}

static void
assert_nothing_left (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize            size = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_nothing_left (path);
      else if (g_file_get_contents (path, &bytes, &size, NULL) && memmem (bytes, size, "tilgt", 5) != NULL)
        g_error ("%s still holds a customer's name", path);
    }
}

static void
test_killed (void)
{
  Fixture  f = { .random = g_rand_new_with_seed (20260331),
                 .kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                 .self_path = g_file_read_link ("/proc/self/exe", NULL) };
  TempDir *agent = temp_dir_new (), *supervisor = temp_dir_new ();

  real_server_up (&f.server);
  for (int death = 0; death < DEATHS; death++)
    {
      g_autofree char *prefix = g_strdup_printf ("tilgt%d-", death);

      start (&f, "typist", agent, "A0101", prefix);
      listen (&f, g_rand_int_range (f.random, 1, 3 * HELD_FOR));
      if (death % (DEATHS / SERVER_DEATHS) == 0)
        {
          murder_server (&f);
          listen (&f, g_rand_int_range (f.random, 1, HELD_FOR));
        }
      murder (&f);
    }
  start (&f, "reader", agent, "A0101", "rows");
  expect_end (&f);
  g_assert_cmpuint (g_hash_table_size (f.kept), >=, DEATHS);
  {
    GHashTableIter iter;
    gpointer       name;

    g_hash_table_iter_init (&iter, f.kept);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      {
        g_autofree char *sql =
            g_strdup_printf ("SELECT count(*) FROM row WHERE tbl = 'customer' AND del = 0 AND rv = 1 AND instr (body, "
                             "'\"name\":\"%s\"')",
                             (char *) name);

        g_assert_cmpint (real_server_count (&f.server, sql), ==, 1);
      }
  }
  g_assert_cmpint (real_server_count (&f.server, "SELECT count(*) FROM mutation WHERE status <> 'ok'"), ==, 0);
  start (&f, "reader", supervisor, "S0101", "rows");
  expect_end (&f);
  real_server_stop (&f.server);
  real_server_write (&f.server, end_post, &f.server);
  real_server_start (&f.server);
  for (int death = 0; death < PURGE_DEATHS; death++)
    {
      start (&f, "reader", supervisor, "S0101", "purge");
      listen (&f, g_rand_int_range (f.random, 1, 2 + 3 * death));
      murder (&f);
    }
  start (&f, "reader", supervisor, "S0101", "scrubbed");
  expect_end (&f);
  assert_nothing_left (supervisor);
  real_server_down (&f.server);
  g_hash_table_unref (f.kept);
  g_rand_free (f.random);
  g_free (f.self_path);
  temp_dir_remove (agent);
  temp_dir_remove (supervisor);
}

int
main (int argc, char **argv)
{
  core_init ();
  if (argc == 9 && g_str_equal (argv[1], "--desktop"))
    return be_desktop (argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/killed/desktops-and-server", test_killed);
  return g_test_run ();
}
