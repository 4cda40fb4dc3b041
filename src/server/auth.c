/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/auth.h"

#include <sodium.h>
#include <string.h>

#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"
#include "server/account-key.h"
#include "server/confirm.h"
#include "server/server-private.h"

#define LOGIN_MAX 64
#define DEVICES_PER_DAY 50 /* registrations of one account */

/* What one entering of the password began: tokens that renew one another, for one device. */
typedef struct
{
  Digest   family;
  Id       device; /* none = not known yet */
  gboolean fresh;
} SignIn;

/* Bytes of this request's random that nobody else sees, numbered. */
static void
draw (Server *self, const ServerNow *now, const char *purpose, guint8 out[32])
{
  DigestState state;
  Digest      drawn;

  self->random_used++;
  digest_init (&state);
  digest_update (&state, self->secret, sizeof self->secret);
  digest_update (&state, now->random, sizeof now->random);
  digest_update (&state, &self->random_used, sizeof self->random_used);
  digest_update_text (&state, purpose);
  drawn = digest_finish (&state);
  memcpy (out, drawn.b, 32);
}

/* What logs in has 256 bits of its own: a plain hash keeps it from being read, no stretching needed. */
static Digest
auth_hash (const guint8 auth[32])
{
  DigestState state;

  digest_init (&state);
  digest_update_text (&state, "zuoxi-auth-1");
  digest_update (&state, auth, 32);
  return digest_finish (&state);
}

static gboolean
write_card (Server          *self,
            const char      *login,
            Id               person,
            const guint8     salt[KEYS_SALT_SIZE],
            KeyCost          cost,
            guint16          check12,
            gboolean         unconfirmed,
            const ServerNow *now,
            GError         **error)
{
  AccountCard *card = schema_new (&account_card_schema);
  gboolean     done;

  card->person = person;
  card->row.id = schema_natural_id (&account_card_schema, card);
  g_free (card->login);
  card->login = g_strdup (login);
  g_free (card->salt);
  card->salt = hex_dup (salt, KEYS_SALT_SIZE);
  card->check12 = check12;
  card->ops = (gint64) cost.ops;
  card->mem = (gint64) cost.mem;
  card->unconfirmed = unconfirmed;
  done = server_write (self, NULL, &account_card_schema, card, now, error);
  schema_free (&account_card_schema, card);
  return done;
}

static Id
card_id (Id person)
{
  AccountCard key = { .person = person };

  return schema_natural_id (&account_card_schema, &key);
}

gboolean
server_account_create (Server          *self,
                       const char      *login,
                       Id               person,
                       const guint8     salt[KEYS_SALT_SIZE],
                       KeyCost          cost,
                       const guint8     k[KEYS_SIZE],
                       gboolean         must_change,
                       const ServerNow *now,
                       GError         **error)
{
  guint8   auth[KEYS_SIZE];
  Digest   hash;
  gint64   known = 0;
  gboolean found;
  g_auto (KeyPair) pair = { { 0 } };
  g_autofree char *key = NULL;

  keys_auth (k, auth);
  keys_signer (k, &pair);
  hash = auth_hash (auth);
  keys_wipe (auth, sizeof auth);
  key = hex_dup (pair.public_key, sizeof pair.public_key);
  return db_int (self->db, &known, &found, error, "SELECT count(*) FROM account WHERE org = ? AND login = ?", "is",
                 ORG, login) &&
         db_exec (
             self->db, error,
             "INSERT INTO account (org, login, person, salt, ops, mem, auth, state, must_change) VALUES (?, ?, ?, "
             "?, ?, ?, ?, 'active', ?)"
             " ON CONFLICT (org, login) DO UPDATE SET person = excluded.person, salt = excluded.salt, ops = "
             "excluded.ops, mem = excluded.mem, auth = excluded.auth, must_change = excluded.must_change",
             "isdriirf", ORG, login, &person, salt, (gsize) KEYS_SALT_SIZE, (gint64) cost.ops, (gint64) cost.mem,
             hash.b, sizeof hash.b, must_change) &&
         account_key_begin (self, login, person, key, NULL, known == 0, now, error) &&
         db_exec (self->db, error, "DELETE FROM token WHERE org = ? AND login = ?", "is", ORG, login) &&
         write_card (self, login, person, salt, cost, keys_check12 (k), known > 0, now, error) &&
         (known == 0 || confirm_tell_reset (self, person, card_id (person), now, error));
}

static void
append_member (GString *text, const char *name, const char *value)
{
  json_append_key (text, name);
  json_append_string (text, value);
}

/* The same false salt for the same unknown account, so that asking tells nothing. */
gboolean
auth_salt (Server *self, const char *login, Answer *answer, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error, "SELECT salt, ops, mem FROM account WHERE org = ? AND login = ?", "is", ORG, login);
  g_autoptr (GBytes) salt = NULL;
  g_autofree char *hex = NULL;
  GString         *text;
  KeyCost          cost = self->clock_offset != 0 ? KEY_COST_SAMPLE : KEY_COST_NORMAL;
  int              step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step < 0)
    return FALSE;
  if (step == 1)
    {
      salt = db_column_bytes (stmt, 0);
      cost = (KeyCost){ (guint64) db_column_int (stmt, 1), (gsize) db_column_int (stmt, 2) };
    }
  else
    {
      guint8 mac[crypto_auth_hmacsha256_BYTES];

      crypto_auth_hmacsha256 (mac, (const guint8 *) login, strlen (login), self->secret);
      salt = g_bytes_new (mac, KEYS_SALT_SIZE);
    }
  hex = hex_dup (g_bytes_get_data (salt, NULL), g_bytes_get_size (salt));
  text = g_string_new ("{");
  json_append_key (text, "mem");
  json_append_int (text, (gint64) cost.mem);
  json_append_key (text, "ops");
  json_append_int (text, (gint64) cost.ops);
  append_member (text, "salt", hex);
  g_string_append_c (text, '}');
  answer_text (answer, text);
  return TRUE;
}

static Digest
token_hash (const char *token)
{
  DigestState state;

  digest_init (&state);
  digest_update_text (&state, "zuoxi-token-1");
  digest_update_text (&state, token);
  return digest_finish (&state);
}

static gboolean
issue (Server          *self,
       const char      *login,
       const SignIn    *sign_in,
       const char      *kind,
       gint64           lifetime_s,
       const ServerNow *now,
       char           **token,
       GError         **error)
{
  guint8 bytes[32];
  Digest hash;

  draw (self, now, kind, bytes);
  *token = hex_dup (bytes, sizeof bytes);
  hash = token_hash (*token);
  return db_exec (self->db, error,
                  "INSERT INTO token (org, hash, family, login, kind, expires, used, device, fresh) VALUES (?, ?, ?, "
                  "?, ?, ?, 0, ?, ?)",
                  "irrssidf", ORG, hash.b, sizeof hash.b, sign_in->family.b, sizeof sign_in->family.b, login, kind,
                  now->now + lifetime_s * G_USEC_PER_SEC, id_is_none (sign_in->device) ? NULL : &sign_in->device,
                  sign_in->fresh);
}

/* A pair of tokens, and what the client needs beside them. */
static gboolean
answer_tokens (
    Server *self, const char *login, const SignIn *sign_in, const ServerNow *now, Answer *answer, GError **error)
{
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error, "SELECT person, must_change FROM account WHERE org = ? AND login = ?", "is", ORG, login);
  char     person[33];
  gboolean must_change;
  GString *text;

  if (stmt == NULL || db_step (stmt, error) != 1)
    return FALSE;
  id_to_hex (db_column_id (stmt, 0), person);
  must_change = db_column_int (stmt, 1) != 0;
  if (!issue (self, login, sign_in, "access", AUTH_ACCESS_S, now, &access, error) ||
      !issue (self, login, sign_in, "refresh", AUTH_REFRESH_S, now, &refresh, error))
    return FALSE;
  text = g_string_new ("{");
  append_member (text, "access", access);
  json_append_key (text, "expires");
  json_append_int (text, AUTH_ACCESS_S);
  json_append_key (text, "must_change");
  g_string_append (text, must_change ? "true" : "false");
  append_member (text, "person", person);
  append_member (text, "refresh", refresh);
  g_string_append_c (text, '}');
  answer_text (answer, text);
  return TRUE;
}

static JsonObject *
read_object (GBytes *body, JsonNode **node)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length);

  *node = json_strict_parse (text != NULL ? text : "", (gssize) length, 4, NULL);
  return *node != NULL && JSON_NODE_HOLDS_OBJECT (*node) ? json_node_get_object (*node) : NULL;
}

static gboolean
answer_malformed (Answer *answer)
{
  answer_error (answer, 400, "malformed", "The request cannot be read");
  return TRUE;
}

static gboolean
check_auth (Server *self, const char *login, const char *auth_hex, gboolean *right, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error, "SELECT auth FROM account WHERE org = ? AND login = ? AND state = 'active'", "is", ORG, login);
  g_autoptr (GBytes) stored = NULL;
  guint8 auth[32];
  Digest hash;
  int    step = stmt != NULL ? db_step (stmt, error) : -1;

  *right = FALSE;
  if (step < 0)
    return FALSE;
  if (step == 1 && hex_decode (auth_hex, auth, sizeof auth))
    {
      stored = db_column_bytes (stmt, 0);
      hash = auth_hash (auth);
      *right = g_bytes_get_size (stored) == sizeof hash.b &&
               sodium_memcmp (g_bytes_get_data (stored, NULL), hash.b, sizeof hash.b) == 0;
    }
  return TRUE;
}

/* The device a log-in names, if it is one of the account. A revoked one has no tries of its own. */
static gboolean
own_device (Server *self, const char *login, Id device, Trier *trier, SignIn *sign_in, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT state = 'revoked' FROM device WHERE org = ? AND id = ? AND login = ?",
                                        "ids", ORG, &device, login);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step == 1)
    sign_in->device = device;
  if (step == 1 && db_column_int (stmt, 0) == 0)
    trier->device = device;
  return step >= 0;
}

static gboolean
answer_paused (Answer *answer)
{
  answer_error (answer, 429, "too_many_tries", "Too many wrong passwords; try again in half a minute");
  return TRUE;
}

gboolean
auth_login (Server          *self,
            GBytes          *body,
            const char      *remote,
            const ServerNow *now,
            Answer          *answer,
            guint           *retry_after,
            GError         **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *request = read_object (body, &node);
  const char *login, *auth;
  gboolean    right;
  Id          device = ID_NONE;
  SignIn      sign_in = { .fresh = TRUE };
  Trier       trier = { .address = remote };
  g_auto (DbScope) scope = { 0 };

  if (request == NULL || !json_member_string (request, "login", &login, NULL) ||
      !json_member_string (request, "auth", &auth, NULL) || !json_member_opt_id (request, "dev", &device, NULL) ||
      strlen (login) > LOGIN_MAX)
    return answer_malformed (answer);
  trier.login = login;
  if (!own_device (self, login, device, &trier, &sign_in, error))
    return FALSE;
  if (tries_is_paused (self->tries, &trier, now, retry_after))
    return answer_paused (answer);
  if (!check_auth (self, login, auth, &right, error))
    return FALSE;
  if (!right)
    {
      tries_failed (self->tries, &trier, now);
      answer_error (answer, 401, "wrong_password", "Account or password is wrong");
      return TRUE;
    }
  tries_succeeded (self->tries, &trier);
  draw (self, now, "family", sign_in.family.b);
  return db_begin (&scope, self->db, error) && answer_tokens (self, login, &sign_in, now, answer, error) &&
         db_commit (&scope, error);
}

/* A spent refresh token was copied by somebody: the whole family goes (R59). */
static gboolean
refuse_spent (Server *self, const Digest *family, Answer *answer, GError **error)
{
  answer_error (answer, 401, "spent", "The sign-in was used twice; the password is needed");
  return db_exec (self->db, error, "DELETE FROM token WHERE org = ? AND family = ?", "ir", ORG, family->b,
                  sizeof family->b);
}

gboolean
auth_refresh (Server *self, GBytes *body, const ServerNow *now, Answer *answer, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *request = read_object (body, &node);
  const char *token;
  Digest      hash;
  SignIn      sign_in = { .fresh = FALSE };
  g_autoptr (DbStmt) stmt = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *login = NULL;
  gboolean         used, expired;
  int              step;
  g_auto (DbScope) scope = { 0 };

  if (request == NULL || !json_member_string (request, "refresh", &token, NULL))
    return answer_malformed (answer);
  hash = token_hash (token);
  if (!db_begin (&scope, self->db, error))
    return FALSE;
  stmt = db_prepare (self->db, error,
                     "SELECT t.family, t.login, t.used, t.expires, t.device, t.fresh FROM token t JOIN account a ON "
                     "a.org = t.org AND a.login = t.login AND a.state = 'active' WHERE t.org = ? AND t.hash = ? AND "
                     "t.kind = 'refresh'",
                     "ir", ORG, hash.b, sizeof hash.b);
  step = stmt != NULL ? db_step (stmt, error) : -1;
  if (step < 0)
    return FALSE;
  if (step == 0)
    {
      answer_error (answer, 401, "unknown_token", "The sign-in is no longer known; the password is needed");
      return TRUE;
    }
  bytes = db_column_bytes (stmt, 0);
  memcpy (sign_in.family.b, g_bytes_get_data (bytes, NULL), MIN (sizeof sign_in.family.b, g_bytes_get_size (bytes)));
  sign_in.device = db_column_id (stmt, 4);
  sign_in.fresh = db_column_int (stmt, 5) != 0;
  login = g_strdup (db_column_text (stmt, 1));
  used = db_column_int (stmt, 2) != 0;
  expired = db_column_int (stmt, 3) <= now->now;
  g_clear_pointer (&stmt, db_release);
  if (used)
    return refuse_spent (self, &sign_in.family, answer, error) && db_commit (&scope, error);
  if (expired)
    {
      answer_error (answer, 401, "expired", "The sign-in has expired; the password is needed");
      return TRUE;
    }
  return db_exec (self->db, error, "UPDATE token SET used = 1 WHERE org = ? AND hash = ?", "ir", ORG, hash.b,
                  sizeof hash.b) &&
         db_exec (self->db, error, "DELETE FROM token WHERE org = ? AND expires <= ?", "ii", ORG, now->now) &&
         answer_tokens (self, login, &sign_in, now, answer, error) && db_commit (&scope, error);
}

gboolean
auth_find (Server *self, const char *token, const ServerNow *now, ServerActor *actor, gboolean *found, GError **error)
{
  Digest hash = token_hash (token);
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error,
      "SELECT t.login, a.person, t.family, t.device, t.fresh, coalesce (d.state = 'revoked', 0), a.must_change FROM "
      "token t JOIN account a ON a.org = t.org AND a.login = t.login AND a.state = 'active'"
      " LEFT JOIN device d ON d.org = t.org AND d.id = t.device WHERE t.org = ? AND t.hash = ? AND t.kind = "
      "'access' AND t.expires > ?",
      "iri", ORG, hash.b, sizeof hash.b, now->now);
  g_autoptr (GBytes) family = NULL;
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  *found = step == 1;
  if (*found)
    {
      actor->login = g_strdup (db_column_text (stmt, 0));
      actor->person = db_column_id (stmt, 1);
      family = db_column_bytes (stmt, 2);
      memcpy (actor->family.b, g_bytes_get_data (family, NULL),
              MIN (sizeof actor->family.b, g_bytes_get_size (family)));
      actor->bound = db_column_id (stmt, 3);
      actor->fresh = db_column_int (stmt, 4) != 0;
      actor->revoked = db_column_int (stmt, 5) != 0;
      actor->must_change = db_column_int (stmt, 6) != 0;
    }
  return step >= 0;
}

/* A changed password is a new public key, vouched for by the old one (R16). */
typedef struct
{
  const char *old, *auth, *key, *salt, *signature;
  gint64      ops, mem, check;
  guint8      auth_bytes[32], old_bytes[32], key_bytes[32], salt_bytes[KEYS_SALT_SIZE],
      signature_bytes[KEYS_SIGNATURE_SIZE];
} NewPassword;

static gboolean
read_password (Server *self, JsonObject *request, NewPassword *change)
{
  KeyCost least = self->clock_offset != 0 ? KEY_COST_SAMPLE : KEY_COST_NORMAL;

  return request != NULL && json_member_string (request, "old", &change->old, NULL) &&
         json_member_string (request, "auth", &change->auth, NULL) &&
         json_member_string (request, "key", &change->key, NULL) &&
         json_member_string (request, "salt", &change->salt, NULL) &&
         json_member_string (request, "sig", &change->signature, NULL) &&
         json_member_int (request, "ops", &change->ops, NULL) &&
         json_member_int (request, "mem", &change->mem, NULL) &&
         json_member_int (request, "check", &change->check, NULL) && change->check >= 0 && change->check <= 4095 &&
         change->ops >= (gint64) least.ops && change->ops <= (gint64) KEY_COST_NORMAL.ops &&
         change->mem >= (gint64) least.mem && change->mem <= (gint64) KEY_COST_NORMAL.mem &&
         hex_decode (change->auth, change->auth_bytes, 32) && hex_decode (change->key, change->key_bytes, 32) &&
         hex_decode (change->salt, change->salt_bytes, KEYS_SALT_SIZE) &&
         hex_decode (change->signature, change->signature_bytes, KEYS_SIGNATURE_SIZE);
}

/* The key in use signs what follows it. */
static gboolean
old_key_vouches (Server            *self,
                 const ServerActor *account,
                 const NewPassword *change,
                 char             **old,
                 gboolean          *confirmed,
                 GError           **error)
{
  KeyCost       cost = { (guint64) change->ops, (gsize) change->mem };
  KeySuccession next = { account->person, account->login, change->salt, cost, change->check, change->key };
  g_autoptr (GString) message = keys_succession (&next);

  return account_key_vouches (self, account->login, account->person, message, change->signature_bytes, old, confirmed,
                              error);
}

/* Clients of before signed the new key alone: "zuoxi-key-1", NUL, the key. It is no longer enough. */
static gboolean
is_old_voucher (Server *self, const ServerActor *account, const NewPassword *change, gboolean *is, GError **error)
{
  g_autoptr (GString) message = g_string_new ("zuoxi-key-1");
  g_autofree char *old = NULL;
  gboolean         confirmed;

  g_string_append_c (message, '\0');
  g_string_append (message, change->key);
  if (!account_key_vouches (self, account->login, account->person, message, change->signature_bytes, &old, &confirmed,
                            error))
    return FALSE;
  *is = old != NULL;
  return TRUE;
}

gboolean
auth_password (Server            *self,
               const ServerActor *account,
               GBytes            *body,
               const char        *remote,
               const ServerNow   *now,
               Answer            *answer,
               guint             *retry_after,
               GError           **error)
{
  g_autoptr (JsonNode) node = NULL;
  NewPassword      change = { 0 };
  gboolean         right, confirmed, outdated = FALSE;
  Digest           hash;
  g_autofree char *old = NULL;
  Trier            trier = { account->login, remote, account->bound };
  g_auto (DbScope) scope = { 0 };

  if (!read_password (self, read_object (body, &node), &change))
    return answer_malformed (answer);
  if (tries_is_paused (self->tries, &trier, now, retry_after))
    return answer_paused (answer);
  if (!check_auth (self, account->login, change.old, &right, error) ||
      !old_key_vouches (self, account, &change, &old, &confirmed, error) ||
      (right && old == NULL && !is_old_voucher (self, account, &change, &outdated, error)))
    return FALSE;
  if (outdated)
    {
      answer_error (answer, 426, "client_old", "This program is too old for the server; please update it");
      return TRUE;
    }
  if (!right || old == NULL)
    {
      tries_failed (self->tries, &trier, now);
      answer_error (answer, 403, "wrong_password", "The old password is wrong");
      return TRUE;
    }
  tries_succeeded (self->tries, &trier);
  hash = auth_hash (change.auth_bytes);
  if (!db_begin (&scope, self->db, error) ||
      !db_exec (
          self->db, error,
          "UPDATE account SET salt = ?, ops = ?, mem = ?, auth = ?, must_change = 0 WHERE org = ? AND login = ?",
          "riiris", change.salt_bytes, sizeof change.salt_bytes, change.ops, change.mem, hash.b, sizeof hash.b, ORG,
          account->login) ||
      !account_key_begin (self, account->login, account->person, change.key, old, confirmed, now, error) ||
      !db_exec (self->db, error, "DELETE FROM token WHERE org = ? AND login = ? AND family <> ?", "isr", ORG,
                account->login, account->family.b, sizeof account->family.b) ||
      !write_card (self, account->login, account->person, change.salt_bytes,
                   (KeyCost){ (guint64) change.ops, (gsize) change.mem }, (guint16) change.check, !confirmed, now,
                   error) ||
      !audit_append (self, ID_NONE, account, "account.password", "account", account->person, account->login, now,
                     error) ||
      !server_settle_grants (self, now, error) || !db_commit (&scope, error))
    return FALSE;
  answer_text (answer, g_string_new ("{}"));
  return TRUE;
}

/* What a new device takes from the one it comes from: its lineage (R34), its state. Nothing if there is none such. */
static gboolean
inherit (Server *self, const char *login, Id from, gint64 *lineage, char state[16], GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT lineage, state FROM device WHERE org = ? AND id = ? AND login = ?",
                         "ids", ORG, &from, login);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step == 1 && lineage != NULL)
    *lineage = db_column_int (stmt, 0);
  if (step == 1 && !g_str_equal (db_column_text (stmt, 1), "active"))
    g_strlcpy (state, db_column_text (stmt, 1), 16);
  return step >= 0;
}

gboolean
auth_bind (Server *self, const ServerActor *account, Id device, GError **error)
{
  static const Digest none = { { 0 } };

  return digest_equal (account->family, none) ||
         db_exec (self->db, error, "UPDATE token SET device = ?, fresh = 0 WHERE org = ? AND family = ?", "dir",
                  &device, ORG, account->family.b, sizeof account->family.b);
}

/* A sign-in of before they had devices goes on with the one it had; for another one the password is needed. */
static gboolean
may_register (const ServerActor *account)
{
  static const Digest none = { { 0 } };

  return account->fresh || !id_is_none (account->bound) || digest_equal (account->family, none);
}

gboolean
auth_device (
    Server *self, const ServerActor *account, GBytes *body, const ServerNow *now, Answer *answer, GError **error)
{
  static const guint8 start[32] = { 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonObject *request = read_object (body, &node);
  const char *name;
  Id          fork_of = ID_NONE, device;
  guint8      bytes[32];
  gint64      no = 0, lineage = 0, today = 0;
  char        state[16] = "active";
  gboolean    found;
  GString    *text;
  g_auto (DbScope) scope = { 0 };

  if (request == NULL || !json_member_string (request, "name", &name, NULL) ||
      !json_member_opt_id (request, "fork_of", &fork_of, NULL))
    return answer_malformed (answer);
  if (!may_register (account))
    {
      answer_error (answer, 401, "unknown_token", "The sign-in is no longer known");
      return TRUE;
    }
  if (!db_begin (&scope, self->db, error) ||
      !db_int (self->db, &today, &found, error,
               "SELECT count(*) FROM device WHERE org = ? AND login = ? AND created > ?", "isi", ORG, account->login,
               now->now - G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC))
    return FALSE;
  if (today >= DEVICES_PER_DAY)
    {
      answer_error (answer, 429, "too_many_devices", "This account has registered too many devices today");
      return TRUE;
    }
  if (!db_int (self->db, &no, &found, error, "SELECT coalesce (max (no), 0) + 1 FROM device WHERE org = ?", "i", ORG))
    return FALSE;
  lineage = no;
  if (!inherit (self, account->login, fork_of, &lineage, state, error) ||
      !inherit (self, account->login, account->bound, NULL, state, error))
    return FALSE;
  if (g_str_equal (state, "revoked"))
    {
      answer_off (answer, state);
      return TRUE;
    }
  draw (self, now, "device", bytes);
  memcpy (device.b, bytes, sizeof device.b);
  if (!db_exec (
          self->db, error,
          "INSERT INTO device (org, id, login, name, no, lineage, state, lmid, chain, last_seen, created, made_by) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
          "idssiisriid", ORG, &device, account->login, name, no, lineage, state, start, sizeof start, now->now,
          now->now, id_is_none (account->bound) ? NULL : &account->bound) ||
      !auth_bind (self, account, device, error) ||
      !audit_append (self, ID_NONE, account, "device.new", "device", device, account->login, now, error) ||
      !db_commit (&scope, error))
    return FALSE;
  text = g_string_new ("{");
  json_append_key (text, "dev");
  json_append_id (text, device);
  json_append_key (text, "no");
  json_append_int (text, no);
  g_string_append_c (text, '}');
  answer_text (answer, text);
  return TRUE;
}
