/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords, the keys that come of them, and which sign-ins live on (R16, R59). */
#include "server/auth.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/hex.h"
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
#include "server-fixture.h"
#include "server/account-key.h"
#include "server/admin.h"
#include "server/routes.h"
#include "server/server-private.h"
#include "store/migrate.h"

typedef struct
{
  ServerFixture base;
  TestDevice    agent;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  server_fixture_init (&f->base);
  test_device_init (&f->agent, &f->base, f->base.company.agent1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  test_device_clear (&f->agent);
  server_fixture_clear (&f->base);
}

/* test_device_init () makes the account of K = the person's id. */
static void
first_k (Fixture *f, guint8 k[KEYS_SIZE])
{
  memset (k, 0, KEYS_SIZE);
  memcpy (k, f->base.company.agent1.b, sizeof f->base.company.agent1.b);
}

static char *
auth_hex (const guint8 k[KEYS_SIZE])
{
  guint8 auth[KEYS_SIZE];

  keys_auth (k, auth);
  return hex_dup (auth, sizeof auth);
}

/* An access token; NULL if the sign-in was refused with @status. */
static char *
log_in_from (
    Fixture *f, const char *login, const guint8 k[KEYS_SIZE], const char *address, const char *device, guint status)
{
  g_autofree char *hex = auth_hex (k);
  g_autofree char *dev = device != NULL ? g_strdup_printf ("\"dev\":\"%s\",", device) : g_strdup ("");
  g_autofree char *text = g_strdup_printf ("{\"auth\":\"%s\",%s\"login\":\"%s\"}", hex, dev, login);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (JsonNode) node = NULL;
  Answer answer = { 0 };
  guint  retry = 0;
  char  *token = NULL;

  g_assert_true (auth_login (f->base.server, body, address, &f->base.now, &answer, &retry, NULL));
  g_assert_cmpuint (answer.status, ==, status);
  if (status == 200)
    {
      node = json_strict_parse (g_bytes_get_data (answer.body, NULL), (gssize) g_bytes_get_size (answer.body), 4, NULL);
      token = g_strdup (json_object_get_string_member (json_node_get_object (node), "access"));
    }
  g_clear_pointer (&answer.body, g_bytes_unref);
  f->base.now.random[0]++; /* each request draws numbers of its own */
  return token;
}

static char *
log_in (Fixture *f, const char *login, const guint8 k[KEYS_SIZE], guint status)
{
  return log_in_from (f, login, k, "here", NULL, status);
}

static gboolean
find (Fixture *f, const char *token, ServerActor *actor)
{
  gboolean found;

  g_assert_true (auth_find (f->base.server, token, &f->base.now, actor, &found, NULL));
  return found;
}

static gboolean
is_known (Fixture *f, const char *token)
{
  ServerActor actor = { 0 };
  gboolean    found = find (f, token, &actor);

  g_free (actor.login);
  return found;
}

/* Asks for the password of who has @token to be changed; (transfer full) @message: what the old key signs. */
static void
send_change (Fixture             *f,
             const char          *token,
             const guint8         from[KEYS_SIZE],
             const guint8         to[KEYS_SIZE],
             const KeySuccession *next,
             GString             *message,
             guint                status)
{
  g_auto (KeyPair) old = { { 0 } };
  g_autofree char *old_hex = auth_hex (from);
  g_autofree char *new_hex = auth_hex (to);
  g_autofree char *sig = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  guint8      signature[KEYS_SIGNATURE_SIZE];
  ServerActor actor = { 0 };
  Answer      answer = { 0 };
  guint       retry = 0;

  keys_signer (from, &old);
  keys_sign (&old, message->str, message->len, signature);
  g_string_free (message, TRUE);
  sig = hex_dup (signature, sizeof signature);
  text = g_strdup_printf ("{\"auth\":\"%s\",\"check\":%ld,\"key\":\"%s\",\"mem\":%ld,\"old\":\"%s\",\"ops\":%ld,"
                          "\"salt\":\"%s\",\"sig\":\"%s\"}",
                          new_hex, (long) next->check12, next->key, (long) next->cost.mem, old_hex,
                          (long) next->cost.ops, next->salt, sig);
  body = g_bytes_new (text, strlen (text));
  g_assert_true (find (f, token, &actor));
  f->base.now.now += G_USEC_PER_SEC;
  g_assert_true (auth_password (f->base.server, &actor, body, "here", &f->base.now, &answer, &retry, NULL));
  g_assert_cmpuint (answer.status, ==, status);
  g_clear_pointer (&answer.body, g_bytes_unref);
  g_free (actor.login);
}

#define NEW_SALT "00000000000000000000000000000007"

static char *
key_hex (const guint8 k[KEYS_SIZE])
{
  g_auto (KeyPair) pair = { { 0 } };

  keys_signer (k, &pair);
  return hex_dup (pair.public_key, sizeof pair.public_key);
}

/* Changes the password of who has @token from @from to @to. */
static void
change (Fixture     *f,
        const char  *token,
        const guint8 from[KEYS_SIZE],
        const guint8 to[KEYS_SIZE],
        KeyCost      cost,
        guint        status)
{
  g_autofree char *key = key_hex (to);
  KeySuccession    next = { f->agent.actor.person, f->agent.actor.login, NEW_SALT, cost, 1, key };

  send_change (f, token, from, to, &next, keys_succession (&next), status);
}

static gint64
count (Fixture *f, const char *sql)
{
  gint64   value = 0;
  gboolean found;

  g_assert_true (db_int (f->base.server->db, &value, &found, NULL, sql, ""));
  return value;
}

static void
test_new_password_ends_other_sign_ins (Fixture *f, gconstpointer unused)
{
  guint8           first[KEYS_SIZE], second[KEYS_SIZE] = { 42 };
  g_autofree char *mine = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *again = NULL;

  first_k (f, first);
  mine = log_in (f, f->agent.actor.login, first, 200);
  lost = log_in (f, f->agent.actor.login, first, 200);
  g_assert_true (is_known (f, mine) && is_known (f, lost));
  change (f, mine, first, second, KEY_COST_NORMAL, 200);
  g_assert_true (is_known (f, mine));
  g_assert_false (is_known (f, lost));
  g_assert_null (log_in (f, f->agent.actor.login, first, 401));
  again = log_in (f, f->agent.actor.login, second, 200);
  g_assert_true (is_known (f, again));
}

/* A key made by a reset stays what it is when its owner chooses a password of his own. */
static void
test_reset_is_not_confirmed_by_a_new_password (Fixture *f, gconstpointer unused)
{
  guint8           first[KEYS_SIZE], reset[KEYS_SIZE] = { 43 }, own[KEYS_SIZE] = { 44 };
  guint8           salt[KEYS_SALT_SIZE] = { 1 };
  g_autofree char *before = NULL;
  g_autofree char *token = NULL;

  first_k (f, first);
  before = log_in (f, f->agent.actor.login, first, 200);
  f->base.now.now += G_USEC_PER_SEC;
  g_assert_true (server_account_create (f->base.server, f->agent.actor.login, f->agent.actor.person, salt,
                                        KEY_COST_SAMPLE,
                                        reset, TRUE, &f->base.now, NULL));
  g_assert_false (is_known (f, before));
  token = log_in (f, f->agent.actor.login, reset, 200);
  change (f, token, reset, own, KEY_COST_NORMAL, 200);
  g_assert_cmpint (count (f, "SELECT confirmed FROM public_key ORDER BY since DESC LIMIT 1"), ==, 0);
  g_assert_cmpint (
      count (f, "SELECT count(*) FROM row WHERE tbl = 'account_card' AND body LIKE '%\"unconfirmed\":true%'"),
      ==, 1);
}

/* One request through the table of routes. Returns the answer's object, (transfer full); the status, and the code of a
   refusal, must be @want: "200", "403 revoked". */
static JsonNode *
ask (Fixture *f, const char *path, const char *token, const char *want, const char *format, ...)
{
  va_list          values;
  g_autofree char *text = NULL;
  g_autofree char *got = NULL;
  g_autoptr (GBytes) body = NULL;
  JsonNode   *node = NULL;
  HttpReply   reply = { 0 };
  HttpRequest request = { .method = "POST", .path = path, .token = token, .remote = "here" };
  gboolean    lines = g_str_equal (path, "/v1/pull") || g_str_equal (path, "/v1/push");

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  request.body = body = g_bytes_new (text, strlen (text));
  routes_handle (&request, &reply, f->base.server);
  if (!lines || reply.status != 200)
    node = json_strict_parse (g_bytes_get_data (reply.body, NULL), (gssize) g_bytes_get_size (reply.body), 4, NULL);
  got = reply.status == 200 ? g_strdup ("200")
                            : g_strdup_printf ("%u %s", reply.status,
                                               json_object_get_string_member (json_node_get_object (node), "code"));
  g_assert_cmpstr (got, ==, want);
  g_bytes_unref (reply.body);
  return node;
}

static void
try (Fixture *f, const char *path, const char *token, const char *want, const char *text)
{
  g_autoptr (JsonNode) node = ask (f, path, token, want, "%s", text);
}

/* The member of the answer. (transfer full) */
static char *
told (JsonNode *node, const char *member)
{
  char *value = g_strdup (json_object_get_string_member (json_node_get_object (node), member));

  json_node_unref (node);
  return value;
}

static JsonNode *
sign_in (Fixture *f, const guint8 k[KEYS_SIZE], const char *device)
{
  g_autofree char *hex = auth_hex (k);
  g_autofree char *dev = device != NULL ? g_strdup_printf ("\"dev\":\"%s\",", device) : g_strdup ("");

  return ask (f, "/v1/login", NULL, "200", "{\"auth\":\"%s\",%s\"login\":\"%s\"}", hex, dev, f->agent.actor.login);
}

static void
pull (Fixture *f, const char *token, const char *device, const char *want)
{
  g_autoptr (JsonNode) node =
      ask (f, "/v1/pull", token, want,
           "{\"bf\":{},\"cur\":{},\"dev\":\"%s\",\"ge\":0,\"max\":100000,\"nonce\":\"%032d\",\"p\":1,\"schema\":1}",
           device, 1);
}

/* An empty push says whether the device may push at all. */
static void
push (Fixture *f, const char *token, const char *device, const char *want)
{
  g_autofree char *head = g_strdup_printf (
      "{\"count\":0,\"dev\":\"%s\",\"ge\":0,\"p\":1,\"prev\":\"%064d\",\"schema\":1,\"seen\":0}\n", device, 0);
  g_autofree char *sum = digest_dup_hex (digest_of (head, strlen (head)));
  g_autoptr (JsonNode) node = ask (f, "/v1/push", token, want, "%s{\"end\":0,\"sha\":\"%s\"}\n", head, sum);
}

static void
set_state (Fixture *f, const char *device, const char *state)
{
  ServerActor admin = { .login = (char *) "admin:root", .admin = TRUE };
  gboolean    found;
  Id          id;

  g_assert_true (id_from_hex (device, &id));
  g_assert_true (server_device_set_state (f->base.server, &admin, id, state, &f->base.now, &found, NULL) && found);
}

/* What the holder of a revoked device's sign-in can still do is learn that. */
static void
test_revoked_sign_in (Fixture *f, gconstpointer unused)
{
  guint8           k[KEYS_SIZE];
  g_autofree char *first = id_dup_hex (f->agent.actor.device);
  g_autofree char *token = NULL;
  g_autofree char *device = NULL;
  g_autofree char *named = NULL;
  g_autofree char *fresh = NULL;
  g_autofree char *refresh = NULL;
  g_autofree char *renewed = NULL;
  g_autoptr (JsonNode) node = NULL;

  first_k (f, k);
  node = sign_in (f, k, NULL);
  refresh = g_strdup (json_object_get_string_member (json_node_get_object (node), "refresh"));
  token = told (g_steal_pointer (&node), "access");
  device = told (ask (f, "/v1/device", token, "200", "{\"name\":\"one\"}"), "dev");
  named = told (sign_in (f, k, device), "access");
  pull (f, token, device, "200");
  pull (f, token, first, "409 unknown_device"); /* another store of the same account */
  pull (f, token, device, "200");

  set_state (f, device, "revoked");
  pull (f, token, device, "403 revoked");
  push (f, token, device, "403 revoked");
  pull (f, token, first, "403 revoked");
  try (f, "/v1/device", token, "403 revoked", "{\"name\":\"another\"}");
  try (f, "/v1/device", named, "403 revoked", "{\"name\":\"another\"}");
  try (f, "/v1/password", token, "403 revoked", "{}");
  renewed = told (ask (f, "/v1/refresh", NULL, "200", "{\"refresh\":\"%s\"}", refresh), "access");
  try (f, "/v1/device", renewed, "403 revoked", "{\"name\":\"another\"}");
  /* A copy of its store is the same device; a new one with the password is not. */
  fresh = told (sign_in (f, k, NULL), "access");
  json_node_unref (ask (f, "/v1/device", fresh, "403 revoked", "{\"fork_of\":\"%s\",\"name\":\"copy\"}", device));
  try (f, "/v1/device", fresh, "200", "{\"name\":\"new\"}");

  set_state (f, device, "active");
  pull (f, token, device, "200");
}

/* A lost machine does not live on under the name it registered before anybody knew. */
static void
test_revoke_follows_the_sign_in (Fixture *f, gconstpointer unused)
{
  guint8           k[KEYS_SIZE];
  g_autofree char *token = NULL;
  g_autofree char *other = NULL;
  g_autofree char *device = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *elsewhere = NULL;

  first_k (f, k);
  token = told (sign_in (f, k, NULL), "access");
  other = told (sign_in (f, k, NULL), "access");
  device = told (ask (f, "/v1/device", token, "200", "{\"name\":\"one\"}"), "dev");
  elsewhere = told (ask (f, "/v1/device", other, "200", "{\"name\":\"two\"}"), "dev");
  second = told (ask (f, "/v1/device", token, "200", "{\"fork_of\":\"%s\",\"name\":\"one\"}", device), "dev");
  pull (f, token, second, "200");
  pull (f, token, device, "200"); /* the same store, from before */
  third = told (ask (f, "/v1/device", token, "200", "{\"name\":\"hidden\"}"), "dev");
  pull (f, token, third, "200");
  set_state (f, device, "drain");
  pull (f, token, third, "403 drain");
  push (f, token, third, "200");
  second = (g_free (second), told (ask (f, "/v1/device", token, "200", "{\"name\":\"next\"}"), "dev"));
  pull (f, token, second, "403 drain");
  push (f, token, second, "200");
  set_state (f, device, "revoked");
  push (f, token, second, "403 revoked");
  push (f, token, third, "403 revoked");
  pull (f, other, elsewhere, "200");
  set_state (f, second, "active");
  pull (f, token, second, "200");
}

/* The password somebody else knows opens nothing but the choice of another. */
static void
test_must_change (Fixture *f, gconstpointer unused)
{
  static const char *const paths[] = { "/v1/device", "/v1/push", "/v1/pull", "/v1/repair", "/v1/blob" };
  guint8                   given[KEYS_SIZE] = { 45 }, own[KEYS_SIZE] = { 46 }, salt[KEYS_SALT_SIZE] = { 1 };
  g_autofree char         *token = NULL;
  g_autofree char         *device = NULL;

  g_assert_true (server_account_create (f->base.server, f->agent.actor.login, f->agent.actor.person, salt,
                                        KEY_COST_SAMPLE, given, TRUE, &f->base.now, NULL));
  token = told (sign_in (f, given, NULL), "access");
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    try (f, paths[i], token, "403 must_change", "{\"name\":\"one\"}");
  try (f, "/v1/password", token, "400 malformed", "{}");
  f->base.now.now = routes_now ().now;
  change (f, token, given, own, KEY_COST_NORMAL, 200);
  device = told (ask (f, "/v1/device", token, "200", "{\"name\":\"one\"}"), "dev");
  pull (f, token, device, "200");
}

/* Sign-ins of before they had devices go on with theirs, and register no other. */
static void
test_old_sign_in (Fixture *f, gconstpointer unused)
{
  guint8           k[KEYS_SIZE];
  g_autofree char *token = NULL;
  g_autofree char *first = id_dup_hex (f->agent.actor.device);

  first_k (f, k);
  token = told (sign_in (f, k, NULL), "access");
  g_assert_true (db_script (f->base.server->db, "UPDATE token SET device = NULL, fresh = 0;", NULL));
  try (f, "/v1/device", token, "401 unknown_token", "{\"name\":\"another\"}");
  pull (f, token, first, "200");
  try (f, "/v1/device", token, "200", "{\"name\":\"another\"}");
}

static KeyStanding
standing (Fixture *f, const guint8 k[KEYS_SIZE], gint64 moment)
{
  KeyStanding standing = KEY_CONFIRMED;
  g_auto (KeyPair) pair = { { 0 } };
  g_autofree char *key = NULL;

  keys_signer (k, &pair);
  key = hex_dup (pair.public_key, sizeof pair.public_key);
  g_assert_true (account_key_standing (f->base.server, f->agent.actor.person, key, moment, &standing, NULL));
  return standing;
}

/* One key is good at a time; what was signed before its end stays signed, unless the administrator ended it. */
static void
test_keys_end (Fixture *f, gconstpointer unused)
{
  guint8           first[KEYS_SIZE], second[KEYS_SIZE] = { 42 }, third[KEYS_SIZE] = { 43 };
  guint8           salt[KEYS_SALT_SIZE] = { 1 };
  gint64           began = f->base.now.now;
  g_autofree char *token = NULL;

  first_k (f, first);
  token = log_in (f, f->agent.actor.login, first, 200);
  g_assert_cmpint (standing (f, first, began), ==, KEY_CONFIRMED);
  g_assert_cmpint (standing (f, second, began), ==, KEY_UNKNOWN);
  change (f, token, first, second, KEY_COST_NORMAL, 200);
  g_assert_cmpint (standing (f, first, began), ==, KEY_CONFIRMED);
  g_assert_cmpint (standing (f, first, f->base.now.now), ==, KEY_ENDED);
  g_assert_cmpint (standing (f, second, f->base.now.now), ==, KEY_CONFIRMED);
  change (f, token, first, third, KEY_COST_NORMAL, 403); /* the former key vouches for nothing */

  f->base.now.now += G_USEC_PER_SEC;
  g_assert_true (server_account_create (f->base.server, f->agent.actor.login, f->agent.actor.person, salt,
                                        KEY_COST_SAMPLE, third, TRUE, &f->base.now, NULL));
  g_assert_cmpint (standing (f, second, f->base.now.now - 1), ==, KEY_ENDED);
  g_assert_cmpint (standing (f, first, began), ==, KEY_CONFIRMED);
  g_assert_cmpint (standing (f, third, f->base.now.now), ==, KEY_UNCONFIRMED);
}

/* A store of before keys had an end: each ends where the next of its account began, and no old sign-in may register. */
static void
test_old_store (void)
{
  g_autofree char *path = NULL;
  g_autoptr (Db) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *keys = NULL;
  g_autofree char *devices = NULL;
  int              file = g_file_open_tmp ("zuoxi-auth-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (file, NULL);
  db = db_open (path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sums_register (db, &error) && migrate_to (db, &server_migration, 3, &error));
  g_assert_true (db_script (
      db,
      "INSERT INTO account VALUES (1, 'a', x'01', x'00', 1, 1, x'00', 'active', 0),"
      " (1, 'b1', x'02', x'00', 1, 1, x'00', 'active', 0), (1, 'b2', x'02', x'00', 1, 1, x'00', 'active', 0);"
      "INSERT INTO public_key VALUES (1, x'01', 'k1', 10, 1), (1, x'01', 'k2', 20, 1), (1, x'01', 'k3', 30, 0),"
      " (1, x'02', 'k4', 10, 1), (1, x'02', 'k5', 20, 1);"
      "INSERT INTO token VALUES (1, x'05', x'06', 'a', 'access', 99, 0);",
      &error));
  g_assert_no_error (error);
  g_assert_true (migrate (db, &server_migration, &error));
  g_assert_no_error (error);
  keys = db_text (db, &error,
                  "SELECT group_concat (key || login || ifnull (until, '-') || ended, ' ') FROM (SELECT * FROM "
                  "public_key ORDER BY key)",
                  "");
  g_assert_cmpstr (keys, ==, "k1a20changed k2a30reset k3a- k4- k5-");
  devices = db_text (db, &error, "SELECT ifnull (device, '-') || fresh FROM token", "");
  g_assert_cmpstr (devices, ==, "-0");
  g_clear_pointer (&db, db_close);
  g_remove (path);
}

/* The old key vouches for this key of this person and account under these parameters, and for nothing else. */
static void
test_old_key_vouches (Fixture *f, gconstpointer unused)
{
  guint8           first[KEYS_SIZE], second[KEYS_SIZE] = { 42 };
  g_autofree char *key = key_hex (second);
  g_autofree char *former = NULL;
  g_autofree char *token = NULL;
  KeySuccession    next = { f->agent.actor.person, f->agent.actor.login, NEW_SALT, KEY_COST_NORMAL, 1, key };
  KeySuccession    others[6];
  GString         *old_form = g_string_new ("zuoxi-key-1");

  first_k (f, first);
  former = key_hex (first);
  token = log_in (f, f->agent.actor.login, first, 200);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = next;
  others[0].person = f->base.company.agent2;
  others[1].login = "another";
  others[2].salt = "00000000000000000000000000000008";
  others[3].cost.mem--;
  others[4].check12 = 2;
  others[5].key = former;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      send_change (f, token, first, second, &next, keys_succession (&others[i]), 403);
      f->base.now.now += 31 * G_USEC_PER_SEC;
    }
  g_string_append_c (old_form, '\0');
  g_string_append (old_form, key);
  send_change (f, token, first, second, &next, old_form, 426); /* a client of before is told what it is */
  g_assert_cmpint (standing (f, second, f->base.now.now), ==, KEY_UNKNOWN);
  send_change (f, token, first, second, &next, keys_succession (&next), 200);
  g_assert_cmpint (standing (f, second, f->base.now.now), ==, KEY_CONFIRMED);
}

/* Who may vouch for agent1's key, each signed in, signing with K = the person's id. */
typedef struct
{
  TestDevice device;
  guint8     k[KEYS_SIZE];
  char      *token;
} Voucher;

static void
voucher_init (Fixture *f, Voucher *voucher, Id person)
{
  g_autofree char *hex = NULL;

  test_device_init (&voucher->device, &f->base, person, NULL);
  memset (voucher->k, 0, KEYS_SIZE);
  memcpy (voucher->k, person.b, sizeof person.b);
  hex = auth_hex (voucher->k);
  voucher->token = told (ask (f, "/v1/login", NULL, "200", "{\"auth\":\"%s\",\"login\":\"%s\"}", hex,
                              voucher->device.actor.login),
                         "access");
}

static void
voucher_clear (Voucher *voucher)
{
  test_device_clear (&voucher->device);
  g_free (voucher->token);
}

/* Vouches for @key of agent1 with K @k; (transfer full) the answer. */
static JsonNode *
vouch (Fixture *f, const Voucher *by, const char *key, const guint8 k[KEYS_SIZE], const char *want)
{
  g_auto (KeyPair) pair = { { 0 } };
  gint64 moment = f->base.now.now;
  g_autoptr (GString) message = keys_confirmation (f->agent.actor.person, key, by->device.actor.person, moment);
  g_autofree char *person = id_dup_hex (f->agent.actor.person);
  g_autofree char *with = key_hex (k);
  g_autofree char *sig = NULL;
  guint8           signature[KEYS_SIGNATURE_SIZE];

  keys_signer (k, &pair);
  keys_sign (&pair, message->str, message->len, signature);
  sig = hex_dup (signature, sizeof signature);
  return ask (f, "/v1/key", by->token, want,
              "{\"key\":\"%s\",\"moment\":%" G_GINT64_FORMAT ",\"person\":\"%s\",\"sig\":\"%s\",\"with\":\"%s\"}", key,
              moment, person, sig, with);
}

static void
vouch_in_vain (Fixture *f, const Voucher *by, const char *key, const guint8 k[KEYS_SIZE], const char *want)
{
  json_node_unref (vouch (f, by, key, k, want));
}

static gboolean
is_confirmed_by (Fixture *f, const Voucher *by, const char *key)
{
  g_autoptr (JsonNode) node = vouch (f, by, key, by->k, "200");

  return json_object_get_boolean_member (json_node_get_object (node), "confirmed");
}

static void
reset (Fixture *f, const TestDevice *device, const guint8 k[KEYS_SIZE])
{
  guint8 salt[KEYS_SALT_SIZE] = { 1 };

  f->base.now.now += G_USEC_PER_SEC;
  g_assert_true (server_account_create (f->base.server, device->actor.login, device->actor.person, salt,
                                        KEY_COST_SAMPLE, k, FALSE, &f->base.now, NULL));
  g_assert_true (server_settle_grants (f->base.server, &f->base.now, NULL));
}

/* The person and two others, one of HR and one of the line above, confirm a key made by a reset; nobody else does. */
static void
test_reset_is_confirmed_by_three (Fixture *f, gconstpointer unused)
{
  static const char count_cards[] =
      "SELECT count(*) FROM row WHERE tbl = 'account_card' AND body LIKE '%\"unconfirmed\":true%'";
  static const char count_notices[] =
      "SELECT count(*) FROM row r JOIN bucket b ON b.id = r.bucket WHERE r.tbl = 'inbox_item' AND b.class = 'self' AND "
      "r.body LIKE '%\"code\":\"key_reset\"%'";
  guint8           old[KEYS_SIZE], given[KEYS_SIZE] = { 45 }, own[KEYS_SIZE] = { 46 };
  g_autofree char *given_key = key_hex (given);
  g_autofree char *own_key = key_hex (own);
  Voucher          self = { 0 }, hr, supervisor, other;

  f->base.now.now = routes_now ().now; /* the routes' own */
  first_k (f, old);
  voucher_init (f, &hr, f->base.company.hr1);
  voucher_init (f, &supervisor, f->base.company.supervisor1);
  voucher_init (f, &other, f->base.company.agent2);
  g_assert_cmpint (count (f, count_notices), ==, 0);
  reset (f, &f->agent, given);
  g_assert_cmpint (count (f, count_notices), ==, 1);
  g_assert_cmpint (count (f, count_cards), ==, 1);
  self.device = f->agent;
  memcpy (self.k, given, KEYS_SIZE);
  self.token = log_in (f, f->agent.actor.login, given, 200);

  vouch_in_vain (f, &other, given_key, other.k, "404 no_key");
  vouch_in_vain (f, &self, given_key, old, "403 bad_signature"); /* not with the key that was reset */
  vouch_in_vain (f, &hr, given_key, given, "403 bad_signature"); /* not with another's */
  g_assert_false (is_confirmed_by (f, &hr, given_key));
  g_assert_false (is_confirmed_by (f, &hr, given_key));
  g_assert_false (is_confirmed_by (f, &self, given_key));

  /* A password of their own is another key, and begins anew. */
  change (f, self.token, given, own, KEY_COST_NORMAL, 200);
  memcpy (self.k, own, KEYS_SIZE);
  vouch_in_vain (f, &supervisor, given_key, supervisor.k, "409 other_key");
  g_assert_false (is_confirmed_by (f, &self, own_key));
  g_assert_false (is_confirmed_by (f, &hr, own_key));
  g_assert_cmpint (standing (f, own, f->base.now.now), ==, KEY_UNCONFIRMED);
  g_assert_true (is_confirmed_by (f, &supervisor, own_key));
  g_assert_cmpint (standing (f, own, f->base.now.now), ==, KEY_CONFIRMED);
  g_assert_cmpint (count (f, count_cards), ==, 0);

  /* Whose own key is not confirmed confirms no other. */
  reset (f, &f->agent, given);
  reset (f, &hr.device, own);
  memcpy (hr.k, own, KEYS_SIZE);
  g_free (hr.token);
  hr.token = log_in (f, hr.device.actor.login, own, 200);
  vouch_in_vain (f, &hr, given_key, hr.k, "403 bad_signature");
  g_free (self.token);
  voucher_clear (&hr);
  voucher_clear (&supervisor);
  voucher_clear (&other);
}

/* The samples' cost is for samples. */
static void
test_cost_out_of_range (Fixture *f, gconstpointer unused)
{
  static const KeyCost wrong[] = { { 0, 8192 }, { 1, 1 }, { 3, (gsize) 1 << 31 }, { 1000, 8192 } };
  guint8               first[KEYS_SIZE], second[KEYS_SIZE] = { 42 }, third[KEYS_SIZE] = { 43 };
  g_autofree char     *token = NULL;

  first_k (f, first);
  token = log_in (f, f->agent.actor.login, first, 200);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    change (f, token, first, second, wrong[i], 400);
  change (f, token, first, second, KEY_COST_SAMPLE, 400);
  change (f, token, first, second, ((KeyCost){ 3, 1 << 20 }), 400);
  change (f, token, first, second, ((KeyCost){ 1, 256 << 20 }), 400);
  change (f, token, first, second, KEY_COST_NORMAL, 200);
  g_assert_true (server_set_clock_offset (f->base.server, 1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    change (f, token, second, third, wrong[i], 400);
  change (f, token, second, third, KEY_COST_SAMPLE, 200);
}

/* Five wrong ones, then half a minute for each: for this account at this address, and for nobody else. */
static void
test_wrong_passwords_pause (Fixture *f, gconstpointer unused)
{
  const char      *login = f->agent.actor.login;
  guint8           k[KEYS_SIZE], wrong[KEYS_SIZE] = { 1 };
  g_autofree char *elsewhere = NULL;
  g_autofree char *later = NULL;

  first_k (f, k);
  for (guint i = 0; i < 5; i++)
    g_assert_null (log_in (f, login, wrong, 401));
  g_assert_null (log_in (f, login, k, 429));
  elsewhere = log_in_from (f, login, k, "elsewhere", NULL, 200);
  f->base.now.now += 31 * G_USEC_PER_SEC;
  g_assert_null (log_in (f, login, wrong, 401));
  g_assert_null (log_in (f, login, k, 429));
  f->base.now.now += 31 * G_USEC_PER_SEC;
  later = log_in (f, login, k, 200);
  g_assert_true (is_known (f, elsewhere) && is_known (f, later));
}

/* Who guesses from everywhere is slowed down, and keeps nobody out who has a device; an address is slowed down too. */
static void
test_guessing_keeps_nobody_out (Fixture *f, gconstpointer unused)
{
  const char      *login = f->agent.actor.login;
  guint8           k[KEYS_SIZE], wrong[KEYS_SIZE] = { 1 };
  g_autofree char *mine = NULL;
  g_autofree char *device = id_dup_hex (f->agent.actor.device);

  first_k (f, k);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *address = g_strdup_printf ("198.51.100.%u", i);

      g_assert_null (log_in_from (f, login, wrong, address, NULL, 401));
    }
  g_assert_null (log_in_from (f, login, wrong, "203.0.113.1", NULL, 429));
  g_assert_null (log_in_from (f, login, k, "here", NULL, 429));
  g_assert_null (log_in_from (f, login, k, "here", "0123456789abcdef0123456789abcdef", 429));
  mine = log_in_from (f, login, k, "here", device, 200);
  g_assert_true (is_known (f, mine));

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("nobody%u", i);

      g_assert_null (log_in_from (f, name, wrong, "192.0.2.1", NULL, 401));
    }
  g_assert_null (log_in_from (f, "another", wrong, "192.0.2.1", NULL, 429));
  g_assert_null (log_in_from (f, "another", wrong, "192.0.2.2", NULL, 401));
  g_free (log_in_from (f, login, k, "192.0.2.1", device, 200));

  /* A device of one's own is limited by itself, a revoked one has nothing of its own. */
  for (guint i = 0; i < 5; i++)
    g_assert_null (log_in_from (f, login, wrong, "here", device, 401));
  g_assert_null (log_in_from (f, login, k, "here", device, 429));
  f->base.now.now += 31 * G_USEC_PER_SEC;
  g_free (log_in_from (f, login, k, "here", device, 200));
  set_state (f, device, "revoked");
  for (guint i = 0; i < 5; i++)
    g_free (log_in_from (f, login, wrong, "there", device, i == 0 ? 401 : 429));
}

/* Whoever holds a token still does not get to guess the old password at leisure. */
static void
test_new_password_is_limited (Fixture *f, gconstpointer unused)
{
  guint8           k[KEYS_SIZE], wrong[KEYS_SIZE] = { 1 }, next[KEYS_SIZE] = { 2 };
  g_autofree char *token = NULL;

  first_k (f, k);
  token = log_in (f, f->agent.actor.login, k, 200);
  for (guint i = 0; i < 5; i++)
    change (f, token, wrong, next, KEY_COST_NORMAL, 403);
  change (f, token, k, next, KEY_COST_NORMAL, 429);
  f->base.now.now += 31 * G_USEC_PER_SEC;
  change (f, token, k, next, KEY_COST_NORMAL, 200);
}

/* What is remembered has a bound, and no flood of others washes away who has to wait. */
static void
test_guessing_fills_no_memory (Fixture *f, gconstpointer unused)
{
  Tries           *tries = f->base.server->tries;
  ServerNow       *now = &f->base.now;
  Trier            held = { "held", "10.0.0.1", ID_NONE };
  guint8           k[KEYS_SIZE] = { 1 };
  guint            retry;
  g_autofree char *long_login = g_strnfill (1000, 'x');

  g_assert_null (log_in (f, long_login, k, 400));
  for (guint i = 0; i < 5; i++)
    tries_failed (tries, &held, now);
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *login = g_strdup_printf ("nobody%u", i);
      g_autofree char *address = g_strdup_printf ("address%u", i);
      Trier            other = { login, address, ID_NONE };

      tries_failed (tries, &other, now);
    }
  g_assert_cmpuint (tries_count (tries), <=, 4 * TRIES_KEPT);
  g_assert_true (tries_is_paused (tries, &held, now, &retry));
  g_assert_cmpuint (retry, <=, 31);

  /* Even when all who are remembered have to wait, the others are counted, together. */
  for (guint i = 0; i < 5 * TRIES_KEPT; i++)
    {
      g_autofree char *login = g_strdup_printf ("all%u", i / 5);
      Trier            other = { login, "10.0.0.2", ID_NONE };

      tries_failed (tries, &other, now);
    }
  {
    Trier one = { "one", "10.0.0.3", ID_NONE }, two = { "two", "10.0.0.4", ID_NONE };

    for (guint i = 0; i < 5; i++)
      tries_failed (tries, &one, now);
    g_assert_true (tries_is_paused (tries, &two, now, &retry));
    g_assert_true (tries_is_paused (tries, &held, now, &retry));
    now->now += 31 * G_USEC_PER_SEC;
    g_assert_false (tries_is_paused (tries, &two, now, &retry));
  }
  now->now -= G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC; /* a clock set back */
  g_assert_true (tries_is_paused (tries, &held, now, &retry));
  g_assert_cmpuint (retry, <=, 31);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/auth/new-password-ends-other-sign-ins", test_new_password_ends_other_sign_ins);
  ADD ("/auth/reset-is-not-confirmed", test_reset_is_not_confirmed_by_a_new_password);
  ADD ("/auth/revoked-sign-in", test_revoked_sign_in);
  ADD ("/auth/revoke-follows-the-sign-in", test_revoke_follows_the_sign_in);
  ADD ("/auth/must-change", test_must_change);
  ADD ("/auth/old-sign-in", test_old_sign_in);
  ADD ("/auth/keys-end", test_keys_end);
  g_test_add_func ("/auth/old-store", test_old_store);
  ADD ("/auth/old-key-vouches", test_old_key_vouches);
  ADD ("/auth/reset-is-confirmed-by-three", test_reset_is_confirmed_by_three);
  ADD ("/auth/cost-out-of-range", test_cost_out_of_range);
  ADD ("/auth/wrong-passwords-pause", test_wrong_passwords_pause);
  ADD ("/auth/guessing-keeps-nobody-out", test_guessing_keeps_nobody_out);
  ADD ("/auth/new-password-is-limited", test_new_password_is_limited);
  ADD ("/auth/guessing-fills-no-memory", test_guessing_fills_no_memory);
  return g_test_run ();
}
