/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-sync [RECORDS] [short]: the real desktop core against a real zuoxid over TLS on loopback, beside bare inserts
 * of the same rows in the same run (design §9). Records are calls with Chinese notes; at the end of each part the
 * contents of both sides are compared. Figures, not verdicts: it fails only where contents differ.
 *
 *   push     RECORDS logged without a network, then acknowledged
 *   pull     the same, on an empty device of the supervisor
 *   cut      both again with a fifth of them, zuoxid killed at five points of each (sync.md B10)
 *   away     a supervisor without a network edits notes of rows that others change five times each (B6): RECORDS of
 *            100,000 stand for 30,000 rows, 150,000 changes and 2,000 edits
 *   move     an agent with a tenth of RECORDS exam results goes to another team: the one supervisor's device forgets
 *            them, the other's has them (B7)
 * short: push and pull only.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/session-private.h"
#include "bare-inserts.h"
#include "calls/call.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "tests/sync/two-devices.h"
#include "training/exam-result.h"

#define GROUP 500
#define PATIENCE_S 1500

typedef struct
{
  TempDir      *dir;
  ZuoxiSession *session;
  const char   *login;
  gboolean      done;
} Device;

typedef struct
{
  RealServer server;
  GRand     *random;
  guint      records;
  guint      made; /* ids given out */
} Bench;

/* Waiting */

static gboolean
on_too_long_cb (gpointer what)
{
  g_error ("waited too long for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

static void
wait_for (gboolean (*done) (Device *), Device *device, const char *what)
{
  guint end = g_timeout_add_seconds (PATIENCE_S, on_too_long_cb, (gpointer) what);

  while (!done (device))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (end);
}

static gboolean
is_done (Device *device)
{
  return device->done;
}

static gint64
unsent (Device *device)
{
  gint64 lines;

  g_object_get (device->session, "unsent", &lines, NULL);
  return lines;
}

static gboolean
is_sent (Device *device)
{
  return unsent (device) == 0;
}

static gboolean
is_synced (Device *device)
{
  gboolean busy, behind;
  int      banner;

  g_object_get (device->session, "busy", &busy, "behind", &behind, "banner", &banner, NULL);
  return !busy && !behind && is_sent (device) && banner == SESSION_BANNER_NONE;
}

/* A whole cycle, not the end of the one before. */
static void
sync_again (Device *device, const char *what)
{
  gint64 before, now;

  g_object_get (device->session, "last-sync", &before, NULL);
  zuoxi_session_sync_now (device->session);
  do
    {
      wait_for (is_synced, device, what);
      g_main_context_iteration (NULL, TRUE);
      g_object_get (device->session, "last-sync", &now, NULL);
    }
  while (now == before || !is_synced (device));
}

/* Devices */

static void
device_up (Device *device, const char *login)
{
  device->dir = temp_dir_new ();
  device->login = login;
  device->session = zuoxi_session_new (device->dir, NULL);
}

static void
device_down (Device *device)
{
  zuoxi_session_close (device->session);
  g_clear_object (&device->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  temp_dir_remove (device->dir);
}

static void
on_signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  zuoxi_session_sign_in_finish (ZUOXI_SESSION (source), result, &error);
  g_assert_no_error (error);
  ((Device *) data)->done = TRUE;
}

static void
sign_in (Bench *bench, Device *device, const char *url)
{
  device->done = FALSE;
  zuoxi_session_sign_in_async (device->session, url, device->login, REAL_PASSWORD, &bench->server.pin, NULL,
                               on_signed_in_cb, device);
  wait_for (is_done, device, "the sign-in");
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  g_assert_no_error (error);
  ((Device *) data)->done = TRUE;
}

static void
queue (Device *device, GPtrArray *mutations)
{
  device->done = FALSE;
  zuoxi_session_queue_async (device->session, mutations, NULL, on_queued_cb, device);
  wait_for (is_done, device, "changes to be on the disk");
}

static char *
store_of (Device *device)
{
  return session_store_path (device->dir, device->login);
}

/* Records */

static char *
make_note (GRand *random)
{
  static const char *const words[] = { "客户", "电话", "产品", "演示", "价格", "合同", "明天", "联系", "不需要", "满意",
                                       "投诉", "退款", "经理", "再说", "考虑", "已签", "发资料", "没人接" };
  GString                 *note = g_string_new (NULL);

  for (int i = g_rand_int_range (random, 8, 24); i > 0; i--)
    g_string_append (note, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
  return g_string_free (note, FALSE);
}

/* In the order they are made, as the ids of the desktop are. */
static Id
record_id (guint number)
{
  Id id = { { 1, 0x9d, 0, 0, 0, 0, 0x70, 0, 0x80 } };

  for (int i = 0; i < 4; i++)
    id.b[5 - i] = (guint8) (number >> (8 * i));
  return id;
}

static Call *
make_call (Bench *bench)
{
  Call *call = schema_new (&call_schema);
  Day   day;

  day_parse ("2026-03-01", &day);
  call->row.id = record_id (++bench->made);
  call->agent = bench->server.company.agent1;
  call->customer = record_id ((guint) g_rand_int_range (bench->random, 1, 60000));
  call->started_at = moment_from_day_time (day, 9 * 3600, MOMENT_OFFSET_S) + (gint64) bench->made * MOMENT_SECOND * 20;
  call->ended_at = call->started_at + 90 * MOMENT_SECOND;
  call->answered_at = (OptInt){ call->started_at + 7 * MOMENT_SECOND, TRUE };
  call->talk_s = 83;
  call->result = CALL_RESULT_EFFECTIVE;
  g_free (call->note);
  call->note = make_note (bench->random);
  return call;
}

static void
log_calls (Bench *bench, Device *device, guint count)
{
  for (guint done = 0; done < count; done += GROUP)
    {
      GPtrArray *mutations = g_ptr_array_new ();

      for (guint i = 0; i < MIN (GROUP, count - done); i++)
        {
          Call *call = make_call (bench);

          g_ptr_array_add (mutations, mutation_put (&call_schema, call));
          schema_free (&call_schema, call);
        }
      queue (device, mutations);
    }
}

/* Comparing: every call's body in the order of ids, as one digest. */

static Digest
device_digest (Device *device, guint *rows)
{
  g_autofree char *path = store_of (device);
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open_reader (path, NULL, &error);
  g_autoptr (Rows) calls = store != NULL ? store_query (store, &call_schema, &error, "WHERE 1 ORDER BY id", "") : NULL;
  DigestState state;

  g_assert_no_error (error);
  digest_init (&state);
  for (guint i = 0; i < calls->len; i++)
    {
      g_autofree char *body = schema_body (&call_schema, calls->at[i]);

      digest_update (&state, body, strlen (body));
    }
  *rows = calls->len;
  return digest_finish (&state);
}

static Digest
server_digest (Bench *bench, guint *rows)
{
  g_autofree char *path = temp_path (bench->server.dir, "server.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (Db) db = db_open (path, DB_READ_ONLY | DB_EXISTING, NULL, &error);
  g_autoptr (DbStmt) stmt = NULL;
  DigestState state;

  g_assert_no_error (error);
  stmt = db_prepare (db, &error, "SELECT body FROM row WHERE tbl = 'call' AND del = 0 ORDER BY id", "");
  digest_init (&state);
  for (*rows = 0; db_step (stmt, &error) > 0; (*rows)++)
    digest_update (&state, db_column_text (stmt, 0), strlen (db_column_text (stmt, 0)));
  g_assert_no_error (error);
  return digest_finish (&state);
}

static void
compare (Bench *bench, Device *device, const char *what)
{
  guint  here, there;
  Digest mine = device_digest (device, &here);
  Digest theirs = server_digest (bench, &there);

  if (here != there || !digest_equal (mine, theirs))
    g_error ("%s: %u rows on the device, %u on the server, contents differ", what, here, there);
  printf ("%s: %u rows, contents equal on both sides\n", what, here);
}

/* Measuring */

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1e6;
}

/* The processor's work of zuoxid so far. */
static double
server_work (Bench *bench)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (bench->server.process));
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  words = g_strsplit (strrchr (text, ')') + 2, " ", -1);
  return (g_ascii_strtod (words[11], NULL) + g_ascii_strtod (words[12], NULL)) / (double) sysconf (_SC_CLK_TCK);
}

static double
own_work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static BareCost
best_of (int times, const char *source, const char *const *selects)
{
  BareCost best = { 1e9, 1e9 };

  for (int i = 0; i < times; i++)
    {
      g_autoptr (TempDir) dir = temp_dir_new ();
      g_autofree char *path = temp_path (dir, "bare.db");
      BareCost         cost = bare_inserts (source, selects, GROUP, path);

      best.seconds = MIN (best.seconds, cost.seconds);
      best.work = MIN (best.work, cost.work);
    }
  return best;
}

/* Parts */

static void
push (Bench *bench, Device *agent)
{
  static const char *const three[] = { "row", "SELECT * FROM row WHERE tbl = 'call' ORDER BY seq",
                                       "mutation", "SELECT * FROM mutation ORDER BY n",
                                       "audit", "SELECT * FROM audit WHERE tbl = 'call' ORDER BY aseq", NULL };
  g_autofree char         *path = temp_path (bench->server.dir, "server.db");
  double                   seconds, here, there;
  gint64                   start;
  BareCost                 bare;

  sign_in (bench, agent, bench->server.url);
  wait_for (is_synced, agent, "the first sync");
  real_server_stop (&bench->server);
  start = g_get_monotonic_time ();
  log_calls (bench, agent, bench->records);
  printf ("%u calls logged without a network in %.1f s\n", bench->records, seconds_since (start));
  real_server_start (&bench->server);
  there = server_work (bench);
  here = own_work ();
  start = g_get_monotonic_time ();
  zuoxi_session_sync_now (agent->session);
  wait_for (is_sent, agent, "the push");
  seconds = seconds_since (start);
  there = server_work (bench) - there;
  here = own_work () - here;
  wait_for (is_synced, agent, "the sync");
  printf ("push and what it brings back: %.1f s\n", seconds_since (start));
  compare (bench, agent, "push");
  bare = best_of (3, path, three);
  printf ("push: %.0f records/s; bare inserts of row, mutation and audit line %.0f/s; %.0f %% of it (budget 50 %%)\n",
          bench->records / seconds, bench->records / bare.seconds, bare.seconds / seconds * 100);
  printf ("push, only the processor's work: server %.1f s, desktop %.1f s, bare inserts %.1f s\n", there, here,
          bare.work);
}

static void
pull (Bench *bench)
{
  static const char *const typed[] = { "call", "SELECT * FROM call ORDER BY k", NULL };
  Device                   supervisor = { 0 };
  double                   seconds, here, there;
  gint64                   start;
  BareCost                 bare;

  device_up (&supervisor, "S0101");
  there = server_work (bench);
  here = own_work ();
  start = g_get_monotonic_time ();
  sign_in (bench, &supervisor, bench->server.url);
  wait_for (is_synced, &supervisor, "the first pull");
  seconds = seconds_since (start);
  there = server_work (bench) - there;
  here = own_work () - here;
  compare (bench, &supervisor, "pull");
  {
    g_autofree char *path = store_of (&supervisor);

    bare = best_of (3, path, typed);
  }
  printf ("pull on an empty device: %.0f records/s; bare inserts of the rows %.0f/s; %.0f %% of it (budget 50 %%)\n",
          bench->records / seconds, bench->records / bare.seconds, bare.seconds / seconds * 100);
  printf ("pull, only the processor's work: server %.1f s, desktop %.1f s, bare inserts %.1f s\n", there, here,
          bare.work);
  device_down (&supervisor);
}

/* Killed */

static void
kill_server (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (bench->server.process, SIGKILL);
  g_subprocess_wait (bench->server.process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&bench->server.process);
  real_server_start (&bench->server);
}

static gboolean
on_try_again_cb (gpointer device)
{
  zuoxi_session_sync_now (((Device *) device)->session);
  return G_SOURCE_CONTINUE;
}

static guint
held_rows (Device *device)
{
  g_autofree char *path = store_of (device);
  g_autoptr (Store) store = store_open_reader (path, NULL, NULL);
  gint64 rows = store != NULL ? store_count (store, &call_schema, NULL, "", "") : 0;

  return (guint) MAX (rows, 0);
}

/* Kills zuoxid five times on the way from @from to @to of what @progress says. */
static void
kill_on_the_way (Bench *bench, Device *device, guint (*progress) (Device *), gint64 from, gint64 to)
{
  for (gint64 cut = 1; cut <= 5; cut++)
    {
      gint64 point = from + (to - from) * cut / 6;

      while (to > from ? progress (device) < point : progress (device) > point)
        g_main_context_iteration (NULL, TRUE);
      kill_server (bench);
    }
}

static guint
unsent_lines (Device *device)
{
  return (guint) unsent (device);
}

static void
cut (Bench *bench, Device *agent)
{
  Device supervisor = { 0 };
  guint  records = bench->records / 5, all = bench->records + records;
  guint  source;
  gint64 start;

  real_server_stop (&bench->server);
  log_calls (bench, agent, records);
  real_server_start (&bench->server);
  start = g_get_monotonic_time ();
  source = g_timeout_add (100, on_try_again_cb, agent);
  kill_on_the_way (bench, agent, unsent_lines, records, 0);
  wait_for (is_sent, agent, "the push");
  printf ("push of %u, zuoxid killed five times: %.1f s\n", records, seconds_since (start));
  wait_for (is_synced, agent, "the sync");
  g_source_remove (source);
  compare (bench, agent, "push with zuoxid killed");

  device_up (&supervisor, "S0101");
  sign_in (bench, &supervisor, bench->server.url);
  start = g_get_monotonic_time ();
  source = g_timeout_add (100, on_try_again_cb, &supervisor);
  kill_on_the_way (bench, &supervisor, held_rows, 0, all);
  wait_for (is_synced, &supervisor, "the pull");
  g_source_remove (source);
  printf ("pull of %u, zuoxid killed five times: %.1f s\n", all, seconds_since (start));
  compare (bench, &supervisor, "pull with zuoxid killed");
  device_down (&supervisor);
}

/* Away */

#define MARK "主管批注"

typedef void (*Alter) (Call *call, guint number, guint round);

/* What the agent does meanwhile; every hundredth row loses the note the supervisor writes into. */
static void
alter_by_agent (Call *call, guint number, guint round)
{
  call->wrap_s = round;
  if (round > 1 || number % 100 != 0)
    return;
  g_free (call->note);
  call->note = g_strdup ("客户改了主意");
}

static void
alter_by_supervisor (Call *call, guint number, guint round)
{
  char *note = g_strdup_printf ("%s " MARK " %u", call->note, number);

  g_free (call->note);
  call->note = note;
}

static void
edit_calls (Device *device, guint rows, guint round, Alter alter)
{
  g_autofree char *path = store_of (device);

  for (guint done = 0; done < rows; done += GROUP)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Store) store = store_open_reader (path, NULL, &error);
      g_autoptr (Rows) calls = store_query (store, &call_schema, &error, "ORDER BY id LIMIT ? OFFSET ?", "ii",
                                            (gint64) MIN (GROUP, rows - done), (gint64) done);
      GPtrArray *mutations = g_ptr_array_new ();

      g_assert_no_error (error);
      for (guint i = 0; i < calls->len; i++)
        {
          Call *call = schema_copy (&call_schema, calls->at[i]);

          alter (call, done + i, round);
          g_ptr_array_add (mutations, mutation_set (&call_schema, calls->at[i], call));
          schema_free (&call_schema, call);
        }
      queue (device, mutations);
    }
}

static void
away (Bench *bench, Device *agent)
{
  static const char kept[] = "SELECT (SELECT count(*) FROM row WHERE tbl = 'call' AND body LIKE '%" MARK "%') +"
                             " (SELECT count(*) FROM row WHERE tbl = 'inbox_item' AND del = 0"
                             " AND body LIKE '%" MARK "%')";
  guint             rows = bench->records * 3 / 10, edits = rows / 15;
  Device            supervisor = { 0 };
  double            seconds;
  gint64            start, found;
  guint64           wire;

  device_up (&supervisor, "S0101");
  sign_in (bench, &supervisor, bench->server.url);
  wait_for (is_synced, &supervisor, "the first pull");
  real_server_stop (&bench->server);
  edit_calls (&supervisor, edits, 0, alter_by_supervisor);
  zuoxi_session_close (supervisor.session);
  g_clear_object (&supervisor.session);
  real_server_start (&bench->server);
  for (guint round = 1; round <= 5; round++)
    edit_calls (agent, rows, round, alter_by_agent);
  zuoxi_session_sync_now (agent->session);
  wait_for (is_synced, agent, "what others did meanwhile");

  start = g_get_monotonic_time ();
  supervisor.session = zuoxi_session_new (supervisor.dir, NULL);
  sign_in (bench, &supervisor, bench->server.url);
  wait_for (is_synced, &supervisor, "the sync after a week");
  seconds = seconds_since (start);
  wire = transport_get_received (supervisor.session->transport);
  sync_again (agent, "what the supervisor did");
  compare (bench, &supervisor, "back from a week, supervisor");
  compare (bench, agent, "back from a week, agent");
  found = real_server_count (&bench->server, kept);
  if (found < edits)
    g_error ("%u notes were written offline, %" G_GINT64_FORMAT " are in rows or in the inbox", edits, found);
  printf ("a week away: %u edits against %u changes of %u rows: %.1f s (budget 5 for 2,000, 150,000 and 30,000), none "
          "lost, %.2f MB came over the wire (budget 2)\n",
          edits, 5 * rows, rows, seconds, (double) wire / 1e6);
  device_down (&supervisor);
}

/* A team move */

#define COURSE "投诉处理与话术"

static void
write_exams (Server *server, const ServerNow *now, gpointer data)
{
  Bench *bench = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; i < bench->records / 10; i++)
    {
      ExamResult *result = schema_new (&exam_result_schema);

      result->row.id = record_id (++bench->made);
      result->person = bench->server.company.agent1;
      result->attempt = 1;
      result->score = g_rand_int_range (bench->random, 0, 10001);
      g_free (result->course);
      result->course = g_strdup_printf (COURSE " %u", i);
      g_free (result->taken_on);
      result->taken_on = g_strdup ("2026-03-20");
      g_ptr_array_add (rows, result);
    }
  real_server_put (server, &exam_result_schema, rows, now);
  for (guint i = 0; i < rows->len; i++)
    schema_free (&exam_result_schema, rows->pdata[i]);
}

static void
write_move (Server *server, const ServerNow *now, gpointer data)
{
  Bench *bench = data;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  const Assignment *held =
      directory_assignment (bench->server.company.directory, bench->server.company.agent1_assignment);
  Assignment *old = schema_copy (&assignment_schema, held);
  Assignment *next = schema_copy (&assignment_schema, held);

  g_free (old->to_on);
  old->to_on = g_strdup ("2026-03-31");
  g_free (next->from_on);
  next->from_on = g_strdup ("2026-04-01");
  next->row.id = record_id (++bench->made);
  next->team = bench->server.company.team2;
  g_ptr_array_add (rows, old);
  g_ptr_array_add (rows, next);
  real_server_put (server, &assignment_schema, rows, now);
  schema_free (&assignment_schema, old);
  schema_free (&assignment_schema, next);
}

/* TRUE once no file of the device holds a byte of the rows. */
static gboolean
is_scrubbed (Device *device)
{
  g_autofree char *path = store_of (device);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autoptr (GMappedFile) map = g_mapped_file_new (file, FALSE, NULL);

      if (map != NULL && memmem (g_mapped_file_get_contents (map), g_mapped_file_get_length (map), COURSE,
                                 strlen (COURSE)) != NULL)
        return FALSE;
    }
  return TRUE;
}

static guint
held_exams (Device *device)
{
  g_autofree char *path = store_of (device);
  g_autoptr (Store) store = store_open_reader (path, NULL, NULL);

  return store != NULL ? (guint) MAX (store_count (store, &exam_result_schema, NULL, "", ""), 0) : 0;
}

static void
team_move (Bench *bench)
{
  static const char *const typed[] = { "exam_result", "SELECT * FROM exam_result ORDER BY k", NULL };
  guint                    rows = bench->records / 10;
  Device                   old = { 0 }, new = { 0 };
  double                   there, gone, clean;
  gint64                   start;
  BareCost                 bare;

  real_server_stop (&bench->server);
  real_server_write (&bench->server, write_exams, bench);
  real_server_start (&bench->server);
  device_up (&old, "S0101");
  device_up (&new, "S0301");
  sign_in (bench, &old, bench->server.url);
  sign_in (bench, &new, bench->server.url);
  wait_for (is_synced, &old, "the first pull");
  wait_for (is_synced, &new, "the first pull");
  if (held_exams (&old) != rows || held_exams (&new) != 0)
    g_error ("before the move: %u and %u rows, not %u and 0", held_exams (&old), held_exams (&new), rows);
  real_server_stop (&bench->server);
  real_server_write (&bench->server, write_move, bench);
  real_server_start (&bench->server);

  start = g_get_monotonic_time ();
  zuoxi_session_sync_now (old.session);
  zuoxi_session_sync_now (new.session);
  sync_again (&new, "the agent's rows");
  there = seconds_since (start);
  sync_again (&old, "the agent to leave");
  gone = seconds_since (start);
  while (!is_scrubbed (&old))
    g_main_context_iteration (NULL, FALSE);
  clean = seconds_since (start);
  if (held_exams (&old) != 0 || held_exams (&new) != rows)
    g_error ("after the move: %u and %u rows, not 0 and %u", held_exams (&old), held_exams (&new), rows);
  {
    g_autofree char *path = store_of (&new);

    bare = best_of (3, path, typed);
  }
  printf ("team move of %u rows: there after %.1f s, %.1f times bare inserts of them; gone after %.1f s, "
          "not a byte left after %.1f s (budget 3 for 10,000)\n",
          rows, there, there / bare.seconds, gone, clean);
  device_down (&old);
  device_down (&new);
}

int
main (int argc, char *argv[])
{
  Bench  bench = { .records = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000 };
  Device agent = { 0 };

  core_init ();
  setvbuf (stdout, NULL, _IOLBF, 0);
  bench.random = g_rand_new_with_seed (1);
  real_server_up (&bench.server);
  device_up (&agent, "A0101");
  push (&bench, &agent);
  pull (&bench);
  if (argc < 3 || !g_str_equal (argv[2], "short"))
    {
      cut (&bench, &agent);
      away (&bench, &agent);
      team_move (&bench);
    }
  device_down (&agent);
  real_server_down (&bench.server);
  g_rand_free (bench.random);
  return 0;
}
