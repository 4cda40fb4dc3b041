/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two desktops and one server, all real, over TLS on loopback. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/row-history.h"
#include "app/session-files.h"
#include "app/session.h"
#include "appraisal/eval-file.h"
#include "calls/call.h"
#include "core/id.h"
#include "core/init.h"
#include "customers/customer-history.h"
#include "customers/customer.h"
#include "customers/hand-over-rule.h"
#include "registry.h"
#include "store/apply.h"
#include "sync/inbox-item.h"
#include "two-devices.h"

/* One desktop. */
typedef struct
{
  TempDir      *dir;
  ZuoxiSession *session;
  const char   *login;
  gint64        since; /* µs */
  gboolean      done;
  GError       *error;
} Desktop;

typedef struct
{
  RealServer server;
  Desktop    agent, supervisor;
} Fixture;

static void
desktop_up (Desktop *self, const char *login)
{
  self->dir = temp_dir_new ();
  self->login = login;
  self->session = zuoxi_session_new (self->dir, NULL);
}

static gboolean
is_gone (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

static void
desktop_close (Desktop *self)
{
  gpointer weak = self->session;

  g_object_add_weak_pointer (G_OBJECT (self->session), &weak);
  zuoxi_session_close (self->session);
  g_clear_object (&self->session);
  wait_until (is_gone, &weak, "the session to end");
}

static void
desktop_down (Desktop *self)
{
  desktop_close (self);
  temp_dir_remove (self->dir);
  g_clear_error (&self->error);
}

static void
fixture_up (Fixture *fixture, gconstpointer unused)
{
  real_server_up (&fixture->server);
  desktop_up (&fixture->agent, "A0101");
  desktop_up (&fixture->supervisor, "S0101");
}

static void
fixture_down (Fixture *fixture, gconstpointer unused)
{
  desktop_down (&fixture->agent);
  desktop_down (&fixture->supervisor);
  real_server_down (&fixture->server);
}

static void
on_signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;

  zuoxi_session_sign_in_finish (ZUOXI_SESSION (source), result, &self->error);
  self->done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Desktop *) data)->done;
}

static void
sign_in_at (Desktop *self, const char *url, const Digest *pin)
{
  g_clear_error (&self->error);
  self->done = FALSE;
  zuoxi_session_sign_in_async (self->session, url, self->login, REAL_PASSWORD, pin, NULL, on_signed_in_cb, self);
  wait_until (is_done, self, "the sign-in");
}

static gboolean
is_synced (gpointer data)
{
  Desktop *self = data;
  gboolean busy, behind;
  gint64   unsent;
  int      banner;

  g_object_get (self->session, "busy", &busy, "behind", &behind, "unsent", &unsent, "banner", &banner, NULL);
  return !busy && !behind && unsent == 0 && banner == SESSION_BANNER_NONE;
}

static gboolean
is_idle (gpointer data)
{
  gboolean busy;

  g_object_get (((Desktop *) data)->session, "busy", &busy, NULL);
  return !busy;
}

static gboolean
is_newly_synced (gpointer data)
{
  Desktop *self = data;
  gint64   last;

  g_object_get (self->session, "last-sync", &last, NULL);
  return is_synced (self) && last > self->since;
}

/* One whole cycle that begins after now. */
static void
sync_now (Desktop *self)
{
  wait_until (is_idle, self, "the cycle before");
  self->since = g_get_real_time ();
  zuoxi_session_sync_now (self->session);
  wait_until (is_newly_synced, self, "the sync");
}

static void
sign_in (Fixture *fixture, Desktop *self)
{
  sign_in_at (self, fixture->server.url, &fixture->server.pin);
  g_assert_no_error (self->error);
  wait_until (is_synced, self, "the first sync");
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &self->error);

  g_assert_no_error (self->error);
  g_assert_nonnull (mids);
  self->done = TRUE;
}

static void
queue (Desktop *self, Mutation *mutation)
{
  GPtrArray *mutations = g_ptr_array_new ();

  g_ptr_array_add (mutations, mutation);
  self->done = FALSE;
  zuoxi_session_queue_async (self->session, mutations, NULL, on_queued_cb, self);
  wait_until (is_done, self, "the change to be on disk");
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static Id
add_customer (Fixture *fixture, const char *name)
{
  Customer *row = schema_new (&customer_schema);
  Id        id = id_derive ("customer", (const char *const[]){ name, NULL });

  row->row.id = id;
  row->assignment = fixture->server.company.agent1_assignment;
  set_text (&row->name, name);
  queue (&fixture->agent, mutation_put (&customer_schema, row));
  schema_free (&customer_schema, row);
  return id;
}

static void
rename_customer (Desktop *self, Id id, const char *name, const char *company)
{
  Customer *base = store_get (zuoxi_session_get_reader (self->session), &customer_schema, id, NULL);
  Customer *mine = schema_copy (&customer_schema, base);

  if (name != NULL)
    set_text (&mine->name, name);
  if (company != NULL)
    set_text (&mine->company, company);
  queue (self, mutation_set (&customer_schema, base, mine));
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, mine);
}

static void
assert_customer (Desktop *self, Id id, const char *name, const char *company)
{
  Customer *row = store_get (zuoxi_session_get_reader (self->session), &customer_schema, id, NULL);

  g_assert_nonnull (row);
  g_assert_cmpstr (row->name, ==, name);
  g_assert_cmpstr (row->company, ==, company);
  schema_free (&customer_schema, row);
}

static int
banner (Desktop *self)
{
  int value;

  g_object_get (self->session, "banner", &value, NULL);
  return value;
}

static gboolean
is_told_down (gpointer data)
{
  return banner (data) == SESSION_BANNER_DOWN;
}

static gboolean
is_asked_password (gpointer data)
{
  return banner (data) == SESSION_BANNER_SIGN_IN;
}

static void
test_two_devices_new_row_then_on_both (Fixture *fixture, gconstpointer unused)
{
  Id id;

  sign_in (fixture, &fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  id = add_customer (fixture, "辰星科技");
  sync_now (&fixture->agent);
  sync_now (&fixture->supervisor);
  assert_customer (&fixture->supervisor, id, "辰星科技", "");
  rename_customer (&fixture->supervisor, id, NULL, "辰星科技有限公司");
  sync_now (&fixture->supervisor);
  sync_now (&fixture->agent);
  assert_customer (&fixture->agent, id, "辰星科技", "辰星科技有限公司");
}

/* Both edit the same member and another one while the server is away. */
static void
test_two_devices_offline_edits_then_inbox (Fixture *fixture, gconstpointer unused)
{
  Id id;
  g_autoptr (Rows) items = NULL;
  const InboxItem *item;

  sign_in (fixture, &fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  id = add_customer (fixture, "原名");
  sync_now (&fixture->agent);
  sync_now (&fixture->supervisor);

  real_server_stop (&fixture->server);
  zuoxi_session_sync_now (fixture->agent.session);
  zuoxi_session_sync_now (fixture->supervisor.session);
  wait_until (is_told_down, &fixture->agent, "the offline banner");
  wait_until (is_told_down, &fixture->supervisor, "the offline banner");
  rename_customer (&fixture->agent, id, "专员改的", "公司一");
  rename_customer (&fixture->supervisor, id, "主管改的", NULL);
  assert_customer (&fixture->agent, id, "专员改的", "公司一");
  assert_customer (&fixture->supervisor, id, "主管改的", "");

  /* Off, so that it does not come back by itself before the supervisor. */
  desktop_close (&fixture->agent);
  real_server_start (&fixture->server);
  sync_now (&fixture->supervisor);
  fixture->agent.session = zuoxi_session_new (fixture->agent.dir, NULL);
  sign_in (fixture, &fixture->agent);
  sync_now (&fixture->agent);
  sync_now (&fixture->supervisor);
  assert_customer (&fixture->agent, id, "主管改的", "公司一");
  assert_customer (&fixture->supervisor, id, "主管改的", "公司一");
  items = store_query (zuoxi_session_get_reader (fixture->agent.session), &inbox_item_schema, &fixture->agent.error, "",
                       "");
  g_assert_no_error (fixture->agent.error);
  g_assert_cmpuint (items->len, ==, 1);
  item = items->at[0];
  g_assert_cmpint (item->kind, ==, INBOX_KIND_CONFLICT);
  g_assert_cmpstr (item->field, ==, "name");
  g_assert_cmpstr (item->mine, ==, "\"专员改的\"");
  g_assert_true (id_equal (item->subject, id));
  g_assert_cmpint (store_count (zuoxi_session_get_reader (fixture->supervisor.session), &inbox_item_schema, NULL, "",
                                ""),
                   ==, 0);
}

static void
test_two_devices_key (Fixture *fixture, gconstpointer unused)
{
  Digest wrong = { { 9 } }, seen;

  sign_in_at (&fixture->agent, fixture->server.url, &wrong);
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_UNKNOWN_KEY);
  sign_in_at (&fixture->agent, fixture->server.url, NULL);
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_UNKNOWN_KEY);
  g_assert_true (zuoxi_session_get_seen_key (fixture->agent.session, &seen));
  g_assert_true (digest_equal (seen, fixture->server.pin));
  sign_in_at (&fixture->agent, fixture->server.url, &seen);
  g_assert_no_error (fixture->agent.error);
}

static gboolean
on_stranger_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  static const char greeting[] = "220 mail.example.cn ESMTP\r\n";

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), greeting, sizeof greeting - 1,
                             NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
test_two_devices_other_servers (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint            port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", port);

  g_signal_connect (service, "incoming", G_CALLBACK (on_stranger_cb), NULL);
  sign_in_at (&fixture->agent, url, &fixture->server.pin);
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_NONSENSE);
  real_server_stop (&fixture->server);
  sign_in_at (&fixture->agent, fixture->server.url, &fixture->server.pin);
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_FIRST_ONLINE);
}

static void
test_two_devices_expired_tokens (Fixture *fixture, gconstpointer unused)
{
  Id id;

  sign_in (fixture, &fixture->agent);
  real_server_sql (&fixture->server, "UPDATE token SET expires = 1 WHERE kind = 'access'");
  id = add_customer (fixture, "令牌过期之后");
  sync_now (&fixture->agent);

  real_server_sql (&fixture->server, "DELETE FROM token");
  zuoxi_session_sync_now (fixture->agent.session);
  wait_until (is_asked_password, &fixture->agent, "the password to be asked");
  rename_customer (&fixture->agent, id, "照样能写", NULL);
  assert_customer (&fixture->agent, id, "照样能写", "");

  desktop_close (&fixture->agent);
  fixture->agent.session = zuoxi_session_new (fixture->agent.dir, NULL);
  sign_in (fixture, &fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  assert_customer (&fixture->supervisor, id, "照样能写", "");
}

/* The machine is switched off with something unsent; the next day it starts offline, then meets the server. */
static void
test_two_devices_offline_start_then_sent (Fixture *fixture, gconstpointer unused)
{
  Id id;

  sign_in (fixture, &fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  real_server_stop (&fixture->server);
  id = add_customer (fixture, "离线录入");
  desktop_close (&fixture->agent);
  fixture->agent.session = zuoxi_session_new (fixture->agent.dir, NULL);
  sign_in_at (&fixture->agent, fixture->server.url, NULL);
  g_assert_no_error (fixture->agent.error);
  assert_customer (&fixture->agent, id, "离线录入", "");
  real_server_start (&fixture->server);
  sync_now (&fixture->agent);
  sync_now (&fixture->supervisor);
  assert_customer (&fixture->supervisor, id, "离线录入", "");
}

static void
on_password_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;

  zuoxi_session_change_password_finish (ZUOXI_SESSION (source), result, &self->error);
  self->done = TRUE;
}

static void
change_password (Desktop *self, const char *from, const char *to)
{
  g_clear_error (&self->error);
  self->done = FALSE;
  zuoxi_session_change_password_async (self->session, from, to, NULL, on_password_cb, self);
  wait_until (is_done, self, "the new password");
}

static void
try_password (Desktop *self, const char *url, const char *password)
{
  g_clear_error (&self->error);
  self->done = FALSE;
  zuoxi_session_sign_in_async (self->session, url, self->login, password, NULL, NULL, on_signed_in_cb, self);
  wait_until (is_done, self, "the sign-in");
}

static void
test_two_devices_new_password (Fixture *fixture, gconstpointer unused)
{
  static const char fresh[] = "另一个长密码 2027";

  sign_in (fixture, &fixture->agent);
  change_password (&fixture->agent, REAL_PASSWORD, "short");
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_WEAK);
  change_password (&fixture->agent, "not the old one", fresh);
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_PASSWORD);
  change_password (&fixture->agent, REAL_PASSWORD, fresh);
  g_assert_no_error (fixture->agent.error);

  desktop_close (&fixture->agent);
  fixture->agent.session = zuoxi_session_new (fixture->agent.dir, NULL);
  try_password (&fixture->agent, fixture->server.url, REAL_PASSWORD);
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_PASSWORD);
  real_server_stop (&fixture->server);
  try_password (&fixture->agent, fixture->server.url, REAL_PASSWORD);
  g_assert_error (fixture->agent.error, SESSION_ERROR, SESSION_ERROR_PASSWORD);
  try_password (&fixture->agent, fixture->server.url, fresh);
  g_assert_no_error (fixture->agent.error);
}

static gboolean
is_told_to_choose (gpointer data)
{
  return banner (data) == SESSION_BANNER_PASSWORD;
}

/* A password the administrator gave brings nobody's rows to a machine, until its owner has chosen another. */
static void
test_two_devices_first_password (Fixture *fixture, gconstpointer unused)
{
  static const char fresh[] = "自己的长密码 2027";
  Id                id;

  real_server_sql (&fixture->server, "UPDATE account SET must_change = 1 WHERE login = 'A0101'");
  sign_in_at (&fixture->agent, fixture->server.url, &fixture->server.pin);
  g_assert_no_error (fixture->agent.error);
  g_assert_true (zuoxi_session_must_change_password (fixture->agent.session));
  wait_until (is_told_to_choose, &fixture->agent, "being told to choose a password");
  change_password (&fixture->agent, REAL_PASSWORD, fresh);
  g_assert_no_error (fixture->agent.error);
  g_assert_false (zuoxi_session_must_change_password (fixture->agent.session));
  wait_until (is_synced, &fixture->agent, "the first sync");
  id = add_customer (fixture, "辰星科技");
  sync_now (&fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  assert_customer (&fixture->supervisor, id, "辰星科技", "");
}

static gboolean
is_told_server_store (gpointer data)
{
  return banner (data) == SESSION_BANNER_SERVER_STORE;
}

static void
on_busy_changed_cb (GObject *session, GParamSpec *pspec, gpointer data)
{
  ++*(guint *) data;
}

typedef struct
{
  Desktop *desktop;
  guint    changes; /* of busy, since the wait began */
} Cycle;

static gboolean
is_through (gpointer data)
{
  Cycle *cycle = data;

  return cycle->changes >= 2 && is_idle (cycle->desktop) && is_told_server_store (cycle->desktop);
}

/* One whole cycle that ends with the banner about the server's disk. */
static void
ask_full_server (Desktop *self)
{
  Cycle  cycle = { self, 0 };
  gulong handler = 0;

  wait_until (is_idle, self, "the cycle before");
  handler = g_signal_connect (self->session, "notify::busy", G_CALLBACK (on_busy_changed_cb), &cycle.changes);
  zuoxi_session_sync_now (self->session);
  wait_until (is_through, &cycle, "the server to say that its disk is full");
  g_signal_handler_disconnect (self->session, handler);
}

/* The server's disk is full: it says so and changes nothing; work goes on, and is sent when there is room again. */
static void
test_two_devices_full_disk_of_the_server (Fixture *fixture, gconstpointer unused)
{
  static const char everything[] = "SELECT (SELECT count(*) FROM row) * 1000 + (SELECT count(*) FROM mutation)";
  g_autofree char  *text = NULL;
  gint64            before, unsent;
  Id                first, second;

  sign_in (fixture, &fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  first = add_customer (fixture, "盘满之前");
  sync_now (&fixture->agent);
  before = real_server_count (&fixture->server, everything);

  real_server_fill_disk (&fixture->server, TRUE);
  second = add_customer (fixture, "盘满之时");
  ask_full_server (&fixture->agent);
  g_object_get (fixture->agent.session, "banner-text", &text, NULL);
  g_assert_nonnull (strstr (text, "disk"));
  rename_customer (&fixture->agent, first, "照样能写", NULL);
  /* Asked again and again, it answers the same and takes nothing. */
  for (int i = 0; i < 3; i++)
    ask_full_server (&fixture->agent);
  assert_customer (&fixture->agent, first, "照样能写", "");
  assert_customer (&fixture->agent, second, "盘满之时", "");
  g_object_get (fixture->agent.session, "unsent", &unsent, NULL);
  g_assert_cmpint (unsent, ==, 2);
  g_assert_cmpint (real_server_count (&fixture->server, everything), ==, before);

  real_server_fill_disk (&fixture->server, FALSE);
  sync_now (&fixture->agent);
  sync_now (&fixture->supervisor);
  assert_customer (&fixture->supervisor, first, "照样能写", "");
  assert_customer (&fixture->supervisor, second, "盘满之时", "");
  g_assert_cmpint (real_server_count (&fixture->server, "SELECT count(*) FROM row WHERE tbl = 'customer'"), ==, 2);
  g_assert_cmpint (real_server_count (&fixture->server, "SELECT count(*) FROM row WHERE tbl = 'inbox_item'"), ==, 0);
}

/* Files */

#define FILE_SIZE (2 * BLOB_CHUNK + 12345)

static char *
write_file (Desktop *self, const char *name, gsize size)
{
  char            *path = temp_path (self->dir, name);
  g_autofree char *bytes = g_malloc (size + 1);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (char) (i * 31 + i / 97);
  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
  return path;
}

static SessionFile *taken;

static void
on_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;

  taken = zuoxi_session_take_file_finish (ZUOXI_SESSION (source), result, &self->error);
  self->done = TRUE;
}

/* (nullable): with self->error set if it was refused. */
static SessionFile *
take_file (Desktop *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->done = FALSE;
  g_clear_error (&self->error);
  zuoxi_session_take_file_async (self->session, file, NULL, on_taken_cb, self);
  wait_until (is_done, self, "the file to be taken");
  return g_steal_pointer (&taken);
}

static void
on_file_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;
  g_auto (GStrv) mids = zuoxi_session_queue_file_finish (ZUOXI_SESSION (source), result, &self->error);

  g_assert_no_error (self->error);
  self->done = TRUE;
}

/* Names the file as evidence on an evaluation of agent1's. */
static StoreBlob
attach_file (Fixture *fixture, Desktop *self, const SessionFile *file)
{
  EvalFile  *row = schema_new (&eval_file_schema);
  StoreBlob  blob = { g_intern_static_string ("eval_file"), ID_NONE, file->hash, file->size };
  GPtrArray *mutations = g_ptr_array_new ();

  row->sheet = id_derive ("sheet", (const char *const[]){ "one", NULL });
  row->person = fixture->server.company.agent1;
  row->size = file->size;
  set_text (&row->name, file->name);
  g_free (row->file);
  row->file = digest_dup_hex (file->hash);
  row->row.id = schema_natural_id (&eval_file_schema, row);
  blob.id = row->row.id;
  g_ptr_array_add (mutations, mutation_put (&eval_file_schema, row));
  self->done = FALSE;
  zuoxi_session_queue_file_async (self->session, mutations, &blob, TRUE, NULL, on_file_queued_cb, self);
  wait_until (is_done, self, "the row to be on disk");
  schema_free (&eval_file_schema, row);
  return blob;
}

typedef struct
{
  Desktop  *desktop;
  StoreBlob blob;
} Watched;

static StoreBlobState
file_state (Watched *self)
{
  g_autoptr (GError) error = NULL;
  StoreBlobState state;

  g_assert_true (store_blob_state (zuoxi_session_get_reader (self->desktop->session), &self->blob, &state, &error));
  return state;
}

static gboolean
is_sent (gpointer data)
{
  return file_state (data).sent;
}

static gboolean
has_begun (gpointer data)
{
  return file_state (data).there > 0 || (!file_state (data).mine && file_state (data).here > 0);
}

static gboolean
is_whole (gpointer data)
{
  return file_state (data).whole;
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;

  zuoxi_session_save_file_finish (ZUOXI_SESSION (source), result, &self->error);
  g_assert_no_error (self->error);
  self->done = TRUE;
}

static void
check_saved (Desktop *self, Digest hash, const char *original)
{
  g_autofree char *path = temp_path (self->dir, "saved.bin");
  g_autoptr (GFile) to = g_file_new_for_path (path);
  g_autofree char *saved = NULL, *first = NULL;
  gsize            length = 0, first_length = 0;

  self->done = FALSE;
  zuoxi_session_save_file_async (self->session, hash, to, NULL, on_saved_cb, self);
  wait_until (is_done, self, "the file to be saved");
  g_assert_true (g_file_get_contents (path, &saved, &length, NULL));
  g_assert_true (g_file_get_contents (original, &first, &first_length, NULL));
  g_assert_cmpmem (saved, length, first, first_length);
}

static GFile *copied;

static void
on_copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desktop *self = data;

  copied = zuoxi_session_copy_file_finish (ZUOXI_SESSION (source), result, &self->error);
  g_assert_no_error (self->error);
  self->done = TRUE;
}

/* A copy for another program: read-only, under its own name, gone with the session. (transfer full) */
static char *
copy_file (Desktop *self, Digest hash)
{
  GStatBuf info;
  char    *path;

  self->done = FALSE;
  zuoxi_session_copy_file_async (self->session, hash, "../.录音.wav", NULL, on_copied_cb, self);
  wait_until (is_done, self, "the copy");
  path = g_file_get_path (copied);
  g_clear_object (&copied);
  g_assert_true (g_str_has_suffix (path, "/_.录音.wav"));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0400);
  return path;
}

/* Attached without a server, sent when it is back, cut in the middle on both sides; read on another machine. */
static void
test_two_devices_file (Fixture *fixture, gconstpointer unused)
{
  Desktop          second = { 0 };
  Watched          mine = { .desktop = &fixture->supervisor }, theirs = { .desktop = &second };
  g_autofree char *path = write_file (&fixture->supervisor, "录音 3月.wav", FILE_SIZE);
  g_autofree char *copy = NULL;
  g_autoptr (SessionFile) file = NULL;

  sign_in (fixture, &fixture->supervisor);
  real_server_stop (&fixture->server);
  zuoxi_session_sync_now (fixture->supervisor.session);
  wait_until (is_told_down, &fixture->supervisor, "the offline banner");
  file = take_file (&fixture->supervisor, path);
  g_assert_no_error (fixture->supervisor.error);
  g_assert_cmpstr (file->name, ==, "录音 3月.wav");
  g_assert_cmpint (file->size, ==, FILE_SIZE);
  mine.blob = theirs.blob = attach_file (fixture, &fixture->supervisor, file);
  g_assert_true (is_whole (&mine));
  check_saved (&fixture->supervisor, file->hash, path);

  real_server_start (&fixture->server);
  sync_now (&fixture->supervisor);
  wait_until (has_begun, &mine, "the first piece to arrive");
  real_server_stop (&fixture->server);
  desktop_close (&fixture->supervisor);
  real_server_start (&fixture->server);
  fixture->supervisor.session = zuoxi_session_new (fixture->supervisor.dir, NULL);
  sign_in (fixture, &fixture->supervisor);
  wait_until (is_sent, &mine, "the file to be sent");
  g_assert_cmpint (real_server_count (&fixture->server, "SELECT count(*) FROM blob_row"), ==, 1);

  desktop_up (&second, "S0101");
  sign_in (fixture, &second);
  zuoxi_session_want_file (second.session, &theirs.blob);
  wait_until (has_begun, &theirs, "the first piece to come");
  desktop_close (&second);
  second.session = zuoxi_session_new (second.dir, NULL);
  sign_in (fixture, &second);
  wait_until (is_whole, &theirs, "the file to come");
  check_saved (&second, file->hash, path);
  copy = copy_file (&second, file->hash);
  desktop_down (&second);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

static gboolean
has_no_row (gpointer data)
{
  return store_count (zuoxi_session_get_reader (((Desktop *) data)->session), &eval_file_schema, NULL, "", "") == 0;
}

/* Whether a file of the machine's has these bytes. */
static gboolean
holds_bytes (const Desktop *self, const char *needle)
{
  g_autofree char *folder = temp_path (self->dir, ".");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = temp_path (self->dir, name);
      g_autofree char *bytes = NULL;
      gsize            length = 0;

      if (g_file_get_contents (path, &bytes, &length, NULL) && memmem (bytes, length, needle, strlen (needle)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds_nothing (gpointer data)
{
  return !holds_bytes (data, "秘密的录音");
}

static gboolean
is_removed (gpointer path)
{
  return !g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Taken away by its author: gone from every file of whoever read it, the copy for another program included. */
static void
test_two_devices_file_leaves (Fixture *fixture, gconstpointer unused)
{
  Watched          mine = { .desktop = &fixture->supervisor };
  Desktop          second = { 0 };
  Watched          theirs = { .desktop = &second };
  g_autofree char *path = temp_path (fixture->supervisor.dir, "a.txt");
  g_autofree char *copy = NULL;
  g_autoptr (SessionFile) file = NULL;
  GPtrArray *mutations = g_ptr_array_new ();
  EvalFile  *row;

  sign_in (fixture, &fixture->supervisor);
  g_assert_true (g_file_set_contents (path, "秘密的录音", -1, NULL));
  file = take_file (&fixture->supervisor, path);
  g_assert_no_error (fixture->supervisor.error);
  mine.blob = theirs.blob = attach_file (fixture, &fixture->supervisor, file);
  wait_until (is_sent, &mine, "the file to be sent");
  desktop_up (&second, "S0101");
  sign_in (fixture, &second);
  zuoxi_session_want_file (second.session, &theirs.blob);
  wait_until (is_whole, &theirs, "the file to come");
  copy = copy_file (&second, file->hash);
  g_assert_false (holds_nothing (&second));
  row = store_get (zuoxi_session_get_reader (fixture->supervisor.session), &eval_file_schema, mine.blob.id, NULL);
  g_ptr_array_add (mutations, mutation_del (&eval_file_schema, row));
  schema_free (&eval_file_schema, row);
  fixture->supervisor.done = FALSE;
  zuoxi_session_queue_file_async (fixture->supervisor.session, mutations, &mine.blob, FALSE, NULL, on_file_queued_cb,
                                  &fixture->supervisor);
  wait_until (is_done, &fixture->supervisor, "the removal");
  wait_until (has_no_row, &second, "the row to leave");
  wait_until (holds_nothing, &second, "the bytes to leave");
  wait_until (is_removed, copy, "the copy to leave");
  g_assert_true (is_whole (&mine)); /* whoever removed it may take that back */
  desktop_down (&second);
}

static void
test_two_devices_files_refused (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    const char *name;
    gint64      size; /* -1: a folder, -2: nothing, -3: a device */
    const char *words;
  } cases[] = {
    { "空.txt", 0, "“空.txt” is empty" },
    { "大.mp4", BLOB_SIZE_MAX + 1, "“大.mp4” has 20.0 MiB (20971521" },
    { "很大.mp4", 3 * (gint64) BLOB_SIZE_MAX, "“很大.mp4” has 60.0 MiB, and a file may have 20.0 MiB at most" },
    { "夹", -1, "“夹” is a folder" },
    { "没有.txt", -2, "“没有.txt” cannot be read" },
    { "/dev/null", -3, "“null” is no file" },
    { "一.txt", 1, NULL },
    { "满.bin", BLOB_SIZE_MAX, NULL },
    { ".隐.txt", 5, NULL },
  };

  sign_in (fixture, &fixture->supervisor);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          *cases[i].name == '/' ? g_strdup (cases[i].name) : temp_path (fixture->supervisor.dir, cases[i].name);
      g_autoptr (SessionFile) file = NULL;

      if (cases[i].size >= 0)
        {
          g_autofree char *written =
              write_file (&fixture->supervisor, cases[i].name, (gsize) MIN (cases[i].size, 4096));

          g_assert_cmpint (truncate (written, cases[i].size), ==, 0);
        }
      else if (cases[i].size == -1)
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      file = take_file (&fixture->supervisor, path);
      if (cases[i].words != NULL)
        {
          g_assert_error (fixture->supervisor.error, SESSION_ERROR, SESSION_ERROR_FILE);
          if (!g_str_has_prefix (fixture->supervisor.error->message, cases[i].words))
            g_assert_cmpstr (fixture->supervisor.error->message, ==, cases[i].words);
          continue;
        }
      g_assert_no_error (fixture->supervisor.error);
      g_assert_cmpint (file->size, ==, cases[i].size);
      g_assert_cmpint (*file->name, !=, '.');
    }
}

/* History */

static void
on_history_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  RowHistory **history = data;

  *history = row_history_finish (ZUOXI_SESSION (source), result, NULL);
  g_assert_nonnull (*history);
}

static gboolean
is_told (gpointer data)
{
  return *(RowHistory **) data != NULL;
}

static RowHistory *
history_of (Desktop *self, Id id)
{
  RowHistory *history = NULL;

  row_history_async (self->session, &customer_schema, id, NULL, on_history_cb, &history);
  wait_until (is_told, &history, "the history");
  return history;
}

static void
assert_change (const RowHistory *history, guint at, HistoryKind kind, const char *before, const char *after)
{
  const HistoryEntry *entry = history->entries->pdata[at];
  const HistoryLine  *line;

  g_assert_cmpint (entry->kind, ==, kind);
  g_assert_cmpuint (entry->lines->len, >=, 1);
  line = entry->lines->pdata[entry->lines->len - 1];
  g_assert_cmpstr (line->before, ==, before);
  g_assert_cmpstr (line->after, ==, after);
}

/* Who changed it, from what; without the server only what waits here, and that is said; a stranger learns nothing. */
static void
test_two_devices_history (Fixture *fixture, gconstpointer unused)
{
  Id id;
  g_autoptr (RowHistory) history = NULL;
  g_autoptr (RowHistory) strange = NULL;
  g_autoptr (RowHistory) offline = NULL;

  sign_in (fixture, &fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  id = add_customer (fixture, "辰星科技");
  sync_now (&fixture->agent);
  sync_now (&fixture->supervisor);
  rename_customer (&fixture->supervisor, id, "辰星", NULL);
  sync_now (&fixture->supervisor);
  history = history_of (&fixture->agent, id);
  g_assert_cmpstr (history->missing, ==, "");
  g_assert_false (history->more);
  g_assert_cmpuint (history->entries->len, ==, 2);
  assert_change (history, 0, HISTORY_SET, "辰星科技", "辰星");
  g_assert_cmpint (((HistoryEntry *) history->entries->pdata[1])->kind, ==, HISTORY_PUT);
  g_assert_cmpstr (((HistoryEntry *) history->entries->pdata[0])->who, !=,
                   ((HistoryEntry *) history->entries->pdata[1])->who);
  strange = history_of (&fixture->agent, fixture->server.company.agent2);
  g_assert_cmpuint (strange->entries->len, ==, 0);
  g_assert_cmpstr (strange->missing, !=, "");

  sync_now (&fixture->agent);
  real_server_stop (&fixture->server);
  rename_customer (&fixture->agent, id, "辰星科技集团", NULL);
  offline = history_of (&fixture->agent, id);
  g_assert_cmpuint (offline->entries->len, ==, 1);
  g_assert_true (((HistoryEntry *) offline->entries->pdata[0])->unsent);
  assert_change (offline, 0, HISTORY_SET, "", "辰星科技集团");
  g_assert_nonnull (strstr (offline->missing, "only what waits on this device"));
}

static Id
add_call (Fixture *fixture, Id customer, const char *note)
{
  Call *row = schema_new (&call_schema);
  Id    id = id_derive ("call", (const char *const[]){ note, NULL });

  row->row.id = id;
  row->agent = fixture->server.company.agent1;
  row->customer = customer;
  row->started_at = row->ended_at = zuoxi_session_now (fixture->agent.session);
  row->result = CALL_RESULT_LATER;
  set_text (&row->note, note);
  queue (&fixture->agent, mutation_put (&call_schema, row));
  schema_free (&call_schema, row);
  return id;
}

static Id
add_phone (Fixture *fixture, Id customer, const char *number)
{
  ContactPhone *row = schema_new (&contact_phone_schema);
  Id            id = id_derive ("phone", (const char *const[]){ number, NULL });

  row->row.id = id;
  row->customer = customer;
  row->assignment = fixture->server.company.agent1_assignment;
  set_text (&row->e164, number);
  queue (&fixture->agent, mutation_put (&contact_phone_schema, row));
  schema_free (&contact_phone_schema, row);
  return id;
}

static gboolean
has_row (Desktop *self, const Schema *schema, Id id)
{
  gpointer row = store_get (zuoxi_session_get_reader (self->session), schema, id, NULL);

  schema_free (schema, row);
  return row != NULL;
}

static gboolean
holds_no_byte_of_the_customer (gpointer data)
{
  return !holds_bytes (data, "移交的公司甲") && !holds_bytes (data, "13712345678");
}

/* Every row but those of the customer that goes, by table and id. */
static char *
rows_beside (Desktop *self, Id customer, Id phone)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; registry[i] != NULL; i++)
    {
      g_autoptr (Rows) rows = store_query (zuoxi_session_get_reader (self->session), registry[i], NULL,
                                           "WHERE id NOT IN (?, ?) ORDER BY id", "dd", &customer, &phone);

      for (guint j = 0; j < rows->len; j++)
        {
          g_autofree char *body = schema_body (registry[i], rows->at[j]);

          g_string_append_printf (text, "%s %s\n", registry[i]->table, body);
        }
    }
  return g_string_free (text, FALSE);
}

/* The customer and his number leave the old owner's machine to the last byte; his own facts, and all else, stay. The
   new owner reads what was talked about (R7). */
static void
test_two_devices_hand_over (Fixture *fixture, gconstpointer unused)
{
  Desktop          taker = { 0 };
  Directory       *directory = fixture->server.company.directory;
  Id               to = directory_assignment_on (directory, fixture->server.company.agent2, "2026-01-01")->row.id;
  g_autofree char *from_hex = id_dup_hex (fixture->server.company.agent1_assignment);
  g_autofree char *to_hex = id_dup_hex (to);
  g_autofree char *args = g_strdup_printf ("{\"from\":\"%s\",\"to\":\"%s\"}", from_hex, to_hex);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (Rows) told = NULL;
  Id customer, other, phone, call;

  sign_in (fixture, &fixture->agent);
  sign_in (fixture, &fixture->supervisor);
  customer = add_customer (fixture, "移交的公司甲");
  other = add_customer (fixture, "留下的公司乙");
  phone = add_phone (fixture, customer, "+8613712345678");
  call = add_call (fixture, customer, "约好周五再谈");
  sync_now (&fixture->agent);
  sync_now (&fixture->supervisor);
  assert_customer (&fixture->supervisor, customer, "移交的公司甲", "");
  g_assert_true (holds_bytes (&fixture->agent, "移交的公司甲"));
  before = rows_beside (&fixture->agent, customer, phone);
  queue (&fixture->supervisor, mutation_command (HAND_OVER_COMMAND, &customer_schema, customer, NULL, args));
  sync_now (&fixture->supervisor);
  sync_now (&fixture->agent);
  after = rows_beside (&fixture->agent, customer, phone);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (has_row (&fixture->agent, &customer_schema, customer));
  g_assert_false (has_row (&fixture->agent, &contact_phone_schema, phone));
  g_assert_true (has_row (&fixture->agent, &customer_schema, other));
  g_assert_true (has_row (&fixture->agent, &call_schema, call));
  wait_until (holds_no_byte_of_the_customer, &fixture->agent, "the customer's bytes to leave");
  g_assert_true (holds_bytes (&fixture->agent, "约好周五再谈"));
  /* He went to another team: the supervisor who gave him away has him no more. */
  g_assert_false (has_row (&fixture->supervisor, &customer_schema, customer));

  desktop_up (&taker, "A0201");
  sign_in (fixture, &taker);
  assert_customer (&taker, customer, "移交的公司甲", "");
  g_assert_false (has_row (&taker, &call_schema, call));
  told = store_children (zuoxi_session_get_reader (taker.session), &customer_history_schema, customer, NULL);
  g_assert_cmpuint (told->len, ==, 1);
  g_assert_cmpstr (((const CustomerHistory *) told->at[0])->note, ==, "约好周五再谈");
  desktop_down (&taker);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add ("/two-devices/" path, Fixture, NULL, fixture_up, func, fixture_down)
  ADD ("round-trip", test_two_devices_new_row_then_on_both);
  ADD ("offline-edits", test_two_devices_offline_edits_then_inbox);
  ADD ("key", test_two_devices_key);
  ADD ("other-servers", test_two_devices_other_servers);
  ADD ("expired-tokens", test_two_devices_expired_tokens);
  ADD ("offline-start", test_two_devices_offline_start_then_sent);
  ADD ("new-password", test_two_devices_new_password);
  ADD ("first-password", test_two_devices_first_password);
  ADD ("full-disk-of-the-server", test_two_devices_full_disk_of_the_server);
  ADD ("file", test_two_devices_file);
  ADD ("file-leaves", test_two_devices_file_leaves);
  ADD ("files-refused", test_two_devices_files_refused);
  ADD ("history", test_two_devices_history);
  ADD ("hand-over", test_two_devices_hand_over);
  return g_test_run ();
}
