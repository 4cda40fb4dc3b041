/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session against a scripted server: what it does with each answer, and without one. */
#include <libsoup/soup.h>

#include "app/session.h"
#include "app/session-private.h"
#include "company.h"
#include "core/id.h"
#include "rules/place.h"
#include "core/hex.h"
#include "core/init.h"
#include "core/keys.h"
#include "core/moment.h"
#include "sales/target.h"
#include "store/apply.h"
#include "tests/support/temp.h"

#define PASSWORD "长密码 zuoxi 2026"

typedef struct
{
  TempDir      *dir;
  SoupServer   *server;
  char         *url;
  Company       company;
  guint8        salt[KEYS_SALT_SIZE];
  char          auth[2 * KEYS_SIZE + 1];
  guint16       check12;
  KeyCost       cost; /* of the account, as the server says */
  guint         pushes;
  guint         pulls;
  gboolean      reject; /* pushed lines */
  gboolean      sample;
  gboolean      mute; /* pushes are answered 503 */
  ZuoxiSession *session;
  GError       *error;
  gboolean      done;
  char         *outcome;
} Fixture;

static void
answer (SoupServerMessage *message, guint status, const char *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
append_rows (GString *text, const Schema *schema, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const Row       *row = rows->pdata[i];
      g_autofree char *id = id_dup_hex (row->id);
      g_autofree char *bucket = id_dup_hex (bucket_derive_id (BUCKET_ORG, ID_NONE, ID_NONE, ""));
      g_autofree char *body = schema_body (schema, row);

      g_string_append_printf (text, "[\"R\",\"%s\",\"%s\",\"%s\",\"%032d\",%u,1,%s]\n", schema->table, id, bucket, 0,
                              i + 1, body);
    }
}

static void
append_card (GString *text, Fixture *fixture)
{
  AccountCard *card = schema_new (&account_card_schema);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  card->person = fixture->company.agent1;
  g_free (card->salt);
  card->salt = hex_dup (fixture->salt, sizeof fixture->salt);
  card->check12 = fixture->check12;
  card->ops = (gint64) fixture->cost.ops;
  card->mem = (gint64) fixture->cost.mem;
  card->row.id = schema_natural_id (&account_card_schema, card);
  g_ptr_array_add (rows, card);
  append_rows (text, &account_card_schema, rows);
  schema_free (&account_card_schema, card);
}

static void
append_company (GString *text, Fixture *fixture)
{
  Directory *directory = fixture->company.directory;
  g_autoptr (GPtrArray) departments = directory_departments (directory);
  g_autoptr (GPtrArray) teams = directory_teams (directory, fixture->company.sales);
  g_autoptr (GPtrArray) persons = directory_persons (directory);
  g_autoptr (GPtrArray) assignments = directory_assignments (directory);

  append_rows (text, &department_schema, departments);
  append_rows (text, &team_schema, teams);
  append_rows (text, &person_schema, persons);
  append_rows (text, &assignment_schema, assignments);
  append_card (text, fixture);
}

static char *
member (const char *json, const char *name)
{
  g_autofree char *mark = g_strdup_printf ("\"%s\":\"", name);
  const char      *at = strstr (json, mark);

  g_assert_nonnull (at);
  at += strlen (mark);
  return g_strndup (at, (gsize) (strchr (at, '"') - at));
}

static gint64
server_now (Fixture *fixture)
{
  return g_get_real_time () - (fixture->sample ? MOMENT_DAY : 0);
}

static void
on_pull (Fixture *fixture, SoupServerMessage *message, const char *request)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *nonce = member (request, "nonce");
  g_autofree char *bucket = id_dup_hex (bucket_derive_id (BUCKET_ORG, ID_NONE, ID_NONE, ""));
  g_autofree char *sha = NULL;
  gboolean         first = strstr (request, "\"cur\":{}") != NULL;

  fixture->pulls++;
  g_string_append_printf (text,
                          "{\"H\":{\"add\":[%s%s%s],\"del\":[],\"ge\":1,\"nonce\":\"%s\",\"now\":%" G_GINT64_FORMAT
                          "}}\n",
                          first ? "[\"" : "", first ? bucket : "",
                          first ? "\",\"00000000000000000000000000000000\",\"org\",\"\",\"\",1]" : "", nonce,
                          server_now (fixture));
  if (first)
    append_company (text, fixture);
  g_string_append_printf (text, "{\"C\":{\"bf\":{\"%s\":-1},\"cur\":{\"%032d\":100}}}\n", bucket, 0);
  sha = digest_dup_hex (digest_of (text->str, text->len));
  g_string_append_printf (text, "{\"E\":{\"more\":false,\"sha\":\"%s\"}}\n", sha);
  answer (message, 200, text->str);
}

static void
on_push (Fixture *fixture, SoupServerMessage *message, const char *request)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (request, "\n", -1);
  int n = 0;

  fixture->pushes++;
  for (guint i = 1; lines[i] != NULL && strstr (lines[i], "\"mid\"") != NULL; i++)
    {
      n = atoi (strstr (lines[i], "\"n\":") + 4);
      if (fixture->reject)
        g_string_append_printf (text, "{\"code\":\"not_allowed\",\"n\":%d,\"s\":\"rejected\"}\n", n);
      else
        g_string_append_printf (text, "{\"n\":%d,\"rv\":1,\"s\":\"ok\",\"seq\":50,\"shard\":\"%032d\"}\n", n, 0);
    }
  g_string_append_printf (text, "{\"lmid\":%d}\n", n);
  answer (message, 200, text->str);
}

static void
on_login (Fixture *fixture, SoupServerMessage *message, const char *request)
{
  g_autofree char *auth = member (request, "auth");
  g_autofree char *person = id_dup_hex (fixture->company.agent1);
  g_autofree char *text = NULL;

  if (!g_str_equal (auth, fixture->auth))
    {
      answer (message, 401,
              "{\"args\":[],\"clause\":\"\",\"code\":\"bad_login\",\"message\":\"Account or password is wrong\"}");
      return;
    }
  text =
      g_strdup_printf ("{\"access\":\"a\",\"expires\":900,\"must_change\":false,\"person\":\"%s\",\"refresh\":\"r\"}",
                       person);
  answer (message, 200, text);
}

static void
on_request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Fixture         *fixture = data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *request = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *text = NULL;

  if (g_str_equal (path, "/v1/hello"))
    {
      text =
          g_strdup_printf ("{\"inc\":1,\"now\":%" G_GINT64_FORMAT
                           ",\"proto\":[1,1],\"sample\":%s,\"schema\":{\"cur\":1,\"min\":1},\"server_id\":\"%032d\"}",
                           server_now (fixture), fixture->sample ? "true" : "false", 7);
      answer (message, 200, text);
    }
  else if (g_str_equal (path, "/v1/salt"))
    {
      g_autofree char *salt = hex_dup (fixture->salt, sizeof fixture->salt);

      text = g_strdup_printf ("{\"mem\":%" G_GSIZE_FORMAT ",\"ops\":%" G_GUINT64_FORMAT ",\"salt\":\"%s\"}",
                              fixture->cost.mem, fixture->cost.ops, salt);
      answer (message, 200, text);
    }
  else if (g_str_equal (path, "/v1/login"))
    on_login (fixture, message, request);
  else if (g_str_equal (path, "/v1/device"))
    answer (message, 200, "{\"dev\":\"00000000000000000000000000000009\",\"no\":1}");
  else if (g_str_equal (path, "/v1/push") && fixture->mute)
    answer (message, 503, "{}");
  else if (g_str_equal (path, "/v1/push"))
    on_push (fixture, message, request);
  else if (g_str_equal (path, "/v1/pull"))
    on_pull (fixture, message, request);
  else
    answer (message, 404, "{}");
}

static void
on_outcome_cb (ZuoxiSession *session, const char *mid, const char *status, const char *code, Fixture *fixture)
{
  g_free (fixture->outcome);
  fixture->outcome = g_strdup_printf ("%s/%s", status, code);
}

static void
session_up (Fixture *fixture)
{
  fixture->session = zuoxi_session_new (fixture->dir, NULL);
  g_signal_connect (fixture->session, "outcome", G_CALLBACK (on_outcome_cb), fixture);
}

/* Nothing may keep the session alive once it is closed and all calls have been answered. */
static void
session_down (Fixture *fixture)
{
  gpointer weak = fixture->session;

  g_object_add_weak_pointer (G_OBJECT (fixture->session), &weak);
  zuoxi_session_close (fixture->session);
  g_object_unref (fixture->session);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_cost (Fixture *fixture, KeyCost cost)
{
  guint8 k[KEYS_SIZE], auth[KEYS_SIZE];

  fixture->cost = cost;
  g_assert_true (keys_stretch (PASSWORD, fixture->salt, cost, k, NULL));
  keys_auth (k, auth);
  fixture->check12 = keys_check12 (k);
  hex_encode (auth, sizeof auth, fixture->auth);
}

static void
fixture_up (Fixture *fixture, gconstpointer unused)
{
  g_autoslist (GUri) uris = NULL;

  fixture->dir = temp_dir_new ();
  company_init (&fixture->company);
  for (guint i = 0; i < sizeof fixture->salt; i++)
    fixture->salt[i] = (guint8) (i * 7);
  set_cost (fixture, KEY_COST_SAMPLE);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, on_request_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &fixture->error);
  g_assert_no_error (fixture->error);
  uris = soup_server_get_uris (fixture->server);
  fixture->url = g_uri_to_string (uris->data);
  session_up (fixture);
}

static void
fixture_down (Fixture *fixture, gconstpointer unused)
{
  session_down (fixture);
  g_clear_object (&fixture->server);
  company_clear (&fixture->company);
  g_free (fixture->url);
  g_free (fixture->outcome);
  g_clear_error (&fixture->error);
  temp_dir_remove (fixture->dir);
}

static void
on_signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  zuoxi_session_sign_in_finish (ZUOXI_SESSION (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
sign_in (Fixture *fixture, const char *password)
{
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
  zuoxi_session_sign_in_async (fixture->session, fixture->url, "A0101", password, NULL, NULL, on_signed_in_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_synced (Fixture *fixture)
{
  gboolean busy = TRUE, behind = TRUE;
  gint64   unsent = 1;

  while (busy || behind || unsent > 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (fixture->session, "busy", &busy, "behind", &behind, "unsent", &unsent, NULL);
    }
}

static void
wait_directory (Fixture *fixture)
{
  while (directory_person (zuoxi_session_get_directory (fixture->session), fixture->company.agent1) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &fixture->error);

  g_assert_true (fixture->error != NULL || (mids != NULL && strlen (mids[0]) == 32));
  fixture->done = TRUE;
}

static Id
queue_target (Fixture *fixture)
{
  Target    *target = schema_new (&target_schema);
  GPtrArray *mutations = g_ptr_array_new ();
  Id         id;

  target->person = fixture->company.agent1;
  g_free (target->month);
  target->month = g_strdup ("2026-03");
  id = target->row.id = schema_natural_id (&target_schema, target);
  g_ptr_array_add (mutations, mutation_put (&target_schema, target));
  schema_free (&target_schema, target);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
  zuoxi_session_queue_async (fixture->session, mutations, NULL, on_queued_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  return id;
}

static int
banner (Fixture *fixture)
{
  int value;

  g_object_get (fixture->session, "banner", &value, NULL);
  return value;
}

static gboolean
has_row (Fixture *fixture, const Schema *schema, Id id)
{
  gpointer row = store_get (zuoxi_session_get_reader (fixture->session), schema, id, NULL);
  gboolean here = row != NULL;

  schema_free (schema, row);
  return here;
}

static void
test_session_online_then_directory_and_roles (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GPtrArray) accounts = NULL;

  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
  g_assert_true (id_equal (zuoxi_session_get_me (fixture->session), fixture->company.agent1));
  wait_synced (fixture);
  wait_directory (fixture);
  g_assert_true (zuoxi_session_has_post (fixture->session, POST_AGENT));
  g_assert_false (zuoxi_session_has_post (fixture->session, POST_HR));
  g_assert_cmpint (banner (fixture), ==, SESSION_BANNER_NONE);
  accounts = zuoxi_session_list_accounts (fixture->dir);
  g_assert_cmpuint (accounts->len, ==, 1);
  g_assert_cmpstr (((SessionAccount *) accounts->pdata[0])->login, ==, "A0101");
}

/* A keyring that waits for its person. */
typedef struct
{
  GMutex   lock;
  GCond    turned;
  gboolean opened, is_there;
  char    *kept;
} Keyring;

static gboolean
keyring_keep (const char *account, const char *secret, gpointer data)
{
  Keyring *keyring = data;

  g_mutex_lock (&keyring->lock);
  while (!keyring->opened)
    g_cond_wait (&keyring->turned, &keyring->lock);
  g_free (keyring->kept);
  keyring->kept = keyring->is_there ? g_strdup (secret) : NULL;
  g_cond_signal (&keyring->turned);
  g_mutex_unlock (&keyring->lock);
  return keyring->is_there;
}

static void
keyring_open (Keyring *keyring)
{
  g_mutex_lock (&keyring->lock);
  keyring->opened = TRUE;
  g_cond_signal (&keyring->turned);
  g_mutex_unlock (&keyring->lock);
}

static char *
token_in_store (Fixture *fixture)
{
  g_autoptr (GPtrArray) accounts = zuoxi_session_list_accounts (fixture->dir);
  const SessionAccount *account = accounts->pdata[0];
  g_autoptr (Store) store = store_open_reader (account->path, NULL, NULL);

  g_assert_nonnull (store);
  return store_meta_get (store, "refresh", NULL);
}

static void
test_session_keyring_that_waits (Fixture *fixture, gconstpointer unused)
{
  Keyring      keyring = { .is_there = TRUE };
  SessionVault vault = { keyring_keep, NULL, NULL, &keyring };
  char        *token;

  session_down (fixture);
  fixture->session = zuoxi_session_new (fixture->dir, &vault);
  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
  wait_synced (fixture);
  g_assert_null (keyring.kept);
  token = token_in_store (fixture);
  g_assert_cmpstr (token, ==, "r");

  keyring_open (&keyring);
  while (*token != '\0')
    {
      g_main_context_iteration (NULL, FALSE);
      g_free (token);
      token = token_in_store (fixture);
    }
  g_assert_cmpstr (keyring.kept, ==, "r");
  g_free (token);
  g_free (keyring.kept);
}

static void
test_session_without_keyring (Fixture *fixture, gconstpointer unused)
{
  Keyring          keyring = { .opened = TRUE, .kept = g_strdup ("another") };
  SessionVault     vault = { keyring_keep, NULL, NULL, &keyring };
  g_autofree char *token = NULL;

  session_down (fixture);
  fixture->session = zuoxi_session_new (fixture->dir, &vault);
  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
  g_mutex_lock (&keyring.lock);
  while (keyring.kept != NULL)
    g_cond_wait (&keyring.turned, &keyring.lock);
  g_mutex_unlock (&keyring.lock);
  wait_synced (fixture);
  token = token_in_store (fixture);
  g_assert_cmpstr (token, ==, "r");
}

static void
test_session_wrong_password_then_refused (Fixture *fixture, gconstpointer unused)
{
  sign_in (fixture, "not the password");
  g_assert_error (fixture->error, SESSION_ERROR, SESSION_ERROR_PASSWORD);
  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
}

static void
test_session_edit_then_sent_and_kept (Fixture *fixture, gconstpointer unused)
{
  Id id;

  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  wait_directory (fixture);
  id = queue_target (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (has_row (fixture, &target_schema, id));
  while (fixture->pushes == 0)
    g_main_context_iteration (NULL, TRUE);
  wait_synced (fixture);
  g_assert_cmpuint (fixture->pushes, ==, 1);
  g_assert_cmpstr (fixture->outcome, ==, "ok/");
}

static void
test_session_edit_rejected_then_taken_back (Fixture *fixture, gconstpointer unused)
{
  Id id;

  fixture->reject = TRUE;
  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  id = queue_target (fixture);
  while (fixture->outcome == NULL)
    g_main_context_iteration (NULL, TRUE);
  wait_synced (fixture);
  g_assert_cmpstr (fixture->outcome, ==, "rejected/not_allowed");
  g_assert_false (has_row (fixture, &target_schema, id));
}

static void
test_session_offline (Fixture *fixture, gconstpointer unused)
{
  gint64 unsent = 0;
  Id     id;

  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  session_down (fixture);
  soup_server_disconnect (fixture->server);
  session_up (fixture);

  sign_in (fixture, "not the password");
  g_assert_error (fixture->error, SESSION_ERROR, SESSION_ERROR_PASSWORD);
  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
  g_assert_true (zuoxi_session_has_post (fixture->session, POST_AGENT));
  id = queue_target (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (has_row (fixture, &target_schema, id));
  while (banner (fixture) != SESSION_BANNER_DOWN || unsent == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (fixture->session, "unsent", &unsent, NULL);
    }
  g_assert_cmpint (unsent, ==, 1);
}

static void
test_session_never_seen_and_down_then_first_online (Fixture *fixture, gconstpointer unused)
{
  soup_server_disconnect (fixture->server);
  sign_in (fixture, PASSWORD);
  g_assert_error (fixture->error, SESSION_ERROR, SESSION_ERROR_FIRST_ONLINE);
}

/* A second after a change the unsent line stands in the mirror too; a store that is damaged meanwhile is set aside at
   the next sign-in, and the line is still sent. */
static void
test_session_damaged_store (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = temp_path (fixture->dir, "A0101.zuoxi");
  g_autofree char *mirror = g_strconcat (path, ".outbox.jsonl", NULL);
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);
  gint64           unsent = 0;
  Id               id;

  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  fixture->mute = TRUE;
  id = queue_target (fixture);
  for (gboolean mirrored = FALSE; !mirrored;)
    {
      g_autofree char *text = NULL;

      g_main_context_iteration (NULL, TRUE);
      mirrored = g_file_get_contents (mirror, &text, NULL, NULL) && strstr (text, "\"k\":\"put\"") != NULL;
    }
  session_down (fixture);
  g_assert_true (g_file_set_contents (path, "no database any more, whatever it was", -1, NULL));

  session_up (fixture);
  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_true (has_row (fixture, &target_schema, id));
  g_object_get (fixture->session, "unsent", &unsent, NULL);
  fixture->mute = FALSE;
  wait_synced (fixture);
  g_assert_cmpstr (fixture->outcome, ==, "ok/");
}

/* What a server is sent must not be cheap to guess from: only one on this machine may ask for a sample's cost, and none
   for less than it asked before. */
static void
test_session_cost (Fixture *fixture, gconstpointer unused)
{
  static const char *const local[] = { "https://127.0.0.1:1", "https://[::1]:1/", "http://localhost" };
  static const char *const others[] = { "https://zuoxi.example", "https://127.0.0.1.example", "https://10.0.0.1",
                                        "https://localhost.example", "https://x@zuoxi.example" };

  for (guint i = 0; i < G_N_ELEMENTS (local); i++)
    g_assert_true (session_cost_will_do (local[i], KEY_COST_SAMPLE));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (session_cost_will_do (others[i], KEY_COST_SAMPLE));
      g_assert_false (session_cost_will_do (others[i], (KeyCost){ 2, KEY_COST_NORMAL.mem }));
      g_assert_false (session_cost_will_do (others[i], (KeyCost){ 3, KEY_COST_NORMAL.mem - 1 }));
      g_assert_true (session_cost_will_do (others[i], KEY_COST_NORMAL));
    }

  set_cost (fixture, (KeyCost){ 2, 16384 });
  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
  session_down (fixture);
  for (guint i = 0; i < 2; i++)
    {
      set_cost (fixture, i == 0 ? (KeyCost){ 1, 16384 } : (KeyCost){ 2, 8192 });
      session_up (fixture);
      sign_in (fixture, PASSWORD);
      g_assert_error (fixture->error, SESSION_ERROR, SESSION_ERROR_REFUSED);
      session_down (fixture);
    }
  set_cost (fixture, (KeyCost){ 3, 32768 });
  session_up (fixture);
  sign_in (fixture, PASSWORD);
  g_assert_no_error (fixture->error);
}

static void
on_signer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (SessionSigner) signer = zuoxi_session_open_signer_finish (ZUOXI_SESSION (source), result, &fixture->error);

  if (signer != NULL)
    {
      g_autofree char *hex = session_signer_sign (signer, "document", 8);
      guint8           key[KEYS_SIZE], signature[KEYS_SIGNATURE_SIZE];

      g_assert_true (hex_decode (hex, signature, sizeof signature));
      g_assert_true (hex_decode (session_signer_public_key (signer), key, sizeof key));
      g_assert_true (keys_verify (key, "document", 8, signature));
      g_assert_false (keys_verify (key, "documenT", 8, signature));
    }
  fixture->done = TRUE;
}

static void
test_session_signer (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    const char *password;
    gboolean    right;
  } cases[] = { { PASSWORD, TRUE }, { "another", FALSE } };

  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->done = FALSE;
      zuoxi_session_open_signer_async (fixture->session, fixture->company.agent1, cases[i].password, NULL, on_signer_cb,
                                       fixture);
      while (!fixture->done)
        g_main_context_iteration (NULL, TRUE);
      if (cases[i].right)
        g_assert_no_error (fixture->error);
      else
        g_assert_error (fixture->error, SESSION_ERROR, SESSION_ERROR_PASSWORD);
    }
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
  zuoxi_session_open_signer_async (fixture->session, fixture->company.agent2, PASSWORD, NULL, on_signer_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fixture->error, SESSION_ERROR, SESSION_ERROR_NO_CARD);
}

static void
test_session_drafts (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *now = NULL;
  g_autofree char *later = NULL;
  g_autofree char *gone = NULL;
  gboolean         found;

  sign_in (fixture, PASSWORD);
  zuoxi_session_draft_set (fixture->session, "self:2026-03", "issues", "问题");
  now = zuoxi_session_draft_get (fixture->session, "self:2026-03", "issues", &found);
  g_assert_cmpstr (now, ==, "问题");
  session_down (fixture);
  session_up (fixture);
  sign_in (fixture, PASSWORD);
  later = zuoxi_session_draft_get (fixture->session, "self:2026-03", "issues", &found);
  g_assert_true (found);
  g_assert_cmpstr (later, ==, "问题");
  zuoxi_session_draft_clear (fixture->session, "self:2026-03", "issues");
  gone = zuoxi_session_draft_get (fixture->session, "self:2026-03", "issues", &found);
  g_assert_false (found);
  g_assert_cmpstr (gone, ==, "");
}

static void
on_signed_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  zuoxi_session_sign_out_finish (ZUOXI_SESSION (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
test_session_shared_computer (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = temp_path (fixture->dir, "A0101.zuoxi");

  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  soup_server_disconnect (fixture->server);
  queue_target (fixture);
  for (gint64 unsent = 0; unsent == 0;)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (fixture->session, "unsent", &unsent, NULL);
    }
  zuoxi_session_sign_out_async (fixture->session, TRUE, NULL, on_signed_out_cb, fixture);
  while (fixture->done == FALSE || fixture->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (fixture->error, SESSION_ERROR, SESSION_ERROR_UNSENT);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_session_shared_computer_clean (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = temp_path (fixture->dir, "A0101.zuoxi");

  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  fixture->done = FALSE;
  zuoxi_session_sign_out_async (fixture->session, TRUE, NULL, on_signed_out_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_session_sample_clock (Fixture *fixture, gconstpointer unused)
{
  fixture->sample = TRUE;
  sign_in (fixture, PASSWORD);
  wait_synced (fixture);
  g_assert_cmpint (banner (fixture), ==, SESSION_BANNER_NONE);
  g_assert_cmpint (ABS (zuoxi_session_now (fixture->session) - (g_get_real_time () - MOMENT_DAY)), <,
                   60 * G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add ("/session/" path, Fixture, NULL, fixture_up, func, fixture_down)
  ADD ("online", test_session_online_then_directory_and_roles);
  ADD ("keyring-that-waits", test_session_keyring_that_waits);
  ADD ("without-keyring", test_session_without_keyring);
  ADD ("wrong-password", test_session_wrong_password_then_refused);
  ADD ("edit", test_session_edit_then_sent_and_kept);
  ADD ("rejected", test_session_edit_rejected_then_taken_back);
  ADD ("offline", test_session_offline);
  ADD ("damaged-store", test_session_damaged_store);
  ADD ("first-online", test_session_never_seen_and_down_then_first_online);
  ADD ("signer", test_session_signer);
  ADD ("cost", test_session_cost);
  ADD ("drafts", test_session_drafts);
  ADD ("shared-computer", test_session_shared_computer);
  ADD ("shared-computer-clean", test_session_shared_computer_clean);
  ADD ("sample-clock", test_session_sample_clock);
  return g_test_run ();
}
