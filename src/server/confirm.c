/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/confirm.h"

#include <string.h>

#include "core/hex.h"
#include "core/i18n.h"
#include "core/id.h"
#include "core/json.h"
#include "core/keys.h"
#include "server/account-key.h"
#include "server/server-private.h"
#include "sync/inbox-item.h"

#define ROLE_SELF "self"
#define ROLE_HR "hr"
#define ROLE_LINE "line"
#define REL_LINE (REL_SUPERVISOR | REL_MANAGER | REL_GENERAL)

/* The key of a person's account that is good now. */
typedef struct
{
  Id       person;
  char    *key; /* NULL = none */
  gboolean confirmed;
} Wanted;

static void
wanted_clear (Wanted *wanted)
{
  g_free (wanted->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wanted, wanted_clear)

static gboolean
load_wanted (Server *self, Wanted *wanted, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT key, confirmed FROM public_key WHERE org = ? AND person = ? AND until "
                                        "IS NULL ORDER BY since DESC LIMIT 1",
                                        "id", ORG, &wanted->person);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step == 1)
    {
      wanted->key = g_strdup (db_column_text (stmt, 0));
      wanted->confirmed = db_column_int (stmt, 1) != 0;
    }
  return step >= 0;
}

/* In what capacity @actor may vouch for @person; NULL = in none. Who administers accounts vouches for nobody else. */
static const char *
role_of (Server *self, Id actor, Id person, const ServerNow *now)
{
  Directory *directory = server_get_directory (self, NULL);
  char       today[11];
  guint      relations;

  server_today (self, now, today);
  if (id_equal (actor, person))
    return ROLE_SELF;
  if (directory == NULL || directory_has_post (directory, actor, POST_ADMINISTRATOR, today))
    return NULL;
  relations = directory_relations (directory, actor, person, today);
  if ((relations & REL_HR) != 0)
    return ROLE_HR;
  return (relations & REL_LINE) != 0 ? ROLE_LINE : NULL;
}

/* Nobody stands above the general manager: two of HR vouch. */
static gboolean
has_line (Server *self, Id person, const ServerNow *now)
{
  Directory *directory = server_get_directory (self, NULL);
  char       today[11];

  server_today (self, now, today);
  return directory != NULL && !directory_has_post (directory, person, POST_GENERAL_MANAGER, today);
}

typedef struct
{
  guint    self, hr, line;
  GString *given; /* JSON array */
} Vouched;

static void
vouched_clear (Vouched *vouched)
{
  if (vouched->given != NULL)
    g_string_free (vouched->given, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Vouched, vouched_clear)

static gboolean
load_vouched (Server *self, const Wanted *wanted, Vouched *out, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error, "SELECT actor, role FROM key_vouch WHERE org = ? AND person = ? AND key = ? ORDER BY moment",
      "ids", ORG, &wanted->person, wanted->key);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  out->given = g_string_new ("[");
  for (; step == 1; step = db_step (stmt, error))
    {
      const char *role = db_column_text (stmt, 1);

      out->self += g_str_equal (role, ROLE_SELF);
      out->hr += g_str_equal (role, ROLE_HR);
      out->line += g_str_equal (role, ROLE_LINE);
      g_string_append (out->given, out->given->len > 1 ? ",{" : "{");
      json_append_key (out->given, "person");
      json_append_id (out->given, db_column_id (stmt, 0));
      json_append_key (out->given, "role");
      json_append_string (out->given, role);
      g_string_append_c (out->given, '}');
    }
  g_string_append_c (out->given, ']');
  return step >= 0;
}

static gboolean
no_key (Answer *answer)
{
  answer_error (answer, 404, "no_key", N_ ("There is no such key, or it is not yours to vouch for"));
  return TRUE;
}

static gboolean
answer_state (
    Server *self, const Wanted *wanted, const char *role, Answer *answer, GError **error)
{
  g_auto (Vouched) vouched = { 0 };
  GString *text;

  if (!load_vouched (self, wanted, &vouched, error))
    return FALSE;
  text = g_string_new ("{");
  json_append_key (text, "confirmed");
  g_string_append (text, wanted->confirmed ? "true" : "false");
  json_append_key (text, "given");
  g_string_append (text, vouched.given->str);
  json_append_key (text, "key");
  json_append_string (text, wanted->key);
  json_append_key (text, "role");
  json_append_string (text, role);
  g_string_append_c (text, '}');
  answer_text (answer, text);
  return TRUE;
}

gboolean
confirm_show (Server            *self,
              const ServerActor *account,
              const char        *person,
              const ServerNow   *now,
              Answer            *answer,
              GError           **error)
{
  g_auto (Wanted) wanted = { 0 };
  const char *role;

  if (person == NULL || !id_from_hex (person, &wanted.person))
    {
      answer_error (answer, 400, "malformed", "The request cannot be read");
      return TRUE;
    }
  role = role_of (self, account->person, wanted.person, now);
  if (!load_wanted (self, &wanted, error))
    return FALSE;
  return role == NULL || wanted.key == NULL ? no_key (answer) : answer_state (self, &wanted, role, answer, error);
}

typedef struct
{
  const char *key, *with, *sig;
  gint64      moment;
  guint8      with_bytes[KEYS_SIZE], sig_bytes[KEYS_SIGNATURE_SIZE];
} Vouch;

static gboolean
read_vouch (JsonNode *node, Vouch *vouch, Id *person)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  return object != NULL && json_member_id (object, "person", person, NULL) &&
         json_member_string (object, "key", &vouch->key, NULL) &&
         json_member_string (object, "with", &vouch->with, NULL) &&
         json_member_string (object, "sig", &vouch->sig, NULL) &&
         json_member_int (object, "moment", &vouch->moment, NULL) &&
         hex_decode (vouch->with, vouch->with_bytes, sizeof vouch->with_bytes) &&
         hex_decode (vouch->sig, vouch->sig_bytes, sizeof vouch->sig_bytes);
}

/* The person signs with the key itself, which proves who holds it; the others with keys that need no vouching. */
static gboolean
is_signed (Server            *self,
           const ServerActor *account,
           const Wanted      *wanted,
           const Vouch       *vouch,
           const char        *role,
           const ServerNow   *now,
           gboolean          *is,
           GError           **error)
{
  g_autoptr (GString) message = keys_confirmation (wanted->person, wanted->key, account->person, vouch->moment);
  KeyStanding standing = KEY_UNKNOWN;

  if (!account_key_standing (self, account->person, vouch->with, now->now + self->clock_offset, &standing, error))
    return FALSE;
  *is = keys_verify (vouch->with_bytes, message->str, message->len, vouch->sig_bytes) &&
        (g_str_equal (role, ROLE_SELF) ? g_str_equal (vouch->with, wanted->key) && standing >= KEY_UNCONFIRMED
                                       : standing == KEY_CONFIRMED);
  return TRUE;
}

/* All three are there: the key counts, and the card says so to everybody. */
static gboolean
settle (Server *self, Wanted *wanted, const ServerNow *now, GError **error)
{
  g_auto (Vouched) vouched = { 0 };
  AccountCard  key = { .person = wanted->person };
  AccountCard *card;
  GError      *failure = NULL;
  gboolean     done = TRUE;

  if (!load_vouched (self, wanted, &vouched, error))
    return FALSE;
  if (vouched.self == 0 || vouched.hr == 0 ||
      (has_line (self, wanted->person, now) ? vouched.line == 0 : vouched.hr < 2))
    return TRUE;
  if (!db_exec (self->db, error, "UPDATE public_key SET confirmed = 1 WHERE org = ? AND person = ? AND key = ?", "ids",
                ORG, &wanted->person, wanted->key))
    return FALSE;
  wanted->confirmed = TRUE;
  card = server_read (self, &account_card_schema, schema_natural_id (&account_card_schema, &key), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (card == NULL)
    return TRUE;
  card->unconfirmed = FALSE;
  done = server_write (self, NULL, &account_card_schema, card, now, error);
  schema_free (&account_card_schema, card);
  return done;
}

static gboolean
keep (Server            *self,
      const ServerActor *account,
      Wanted            *wanted,
      const Vouch       *vouch,
      const char        *role,
      const ServerNow   *now,
      GError           **error)
{
  g_autofree char *value = g_strdup_printf ("%s %s", role, wanted->key);
  g_auto (DbScope) scope = { 0 };

  return db_begin (&scope, self->db, error) &&
         db_exec (self->db, error,
                  "INSERT INTO key_vouch (org, person, key, actor, role, actor_key, moment, signature) VALUES (?, ?, "
                  "?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  "idsdssis", ORG, &wanted->person, wanted->key, &account->person, role, vouch->with, vouch->moment,
                  vouch->sig) &&
         audit_append (self, ID_NONE, account, "account.vouch", "account", wanted->person, value, now, error) &&
         settle (self, wanted, now, error) && server_settle_grants (self, now, error) && db_commit (&scope, error);
}

gboolean
confirm_vouch (Server            *self,
               const ServerActor *account,
               GBytes            *body,
               const ServerNow   *now,
               Answer            *answer,
               GError           **error)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = json_strict_parse (text != NULL ? text : "", (gssize) length, 4, NULL);
  g_auto (Wanted) wanted = { 0 };
  Vouch       vouch = { 0 };
  const char *role;
  gboolean    right = FALSE;

  if (!read_vouch (node, &vouch, &wanted.person))
    {
      answer_error (answer, 400, "malformed", "The request cannot be read");
      return TRUE;
    }
  role = role_of (self, account->person, wanted.person, now);
  if (!load_wanted (self, &wanted, error))
    return FALSE;
  if (role == NULL || wanted.key == NULL)
    return no_key (answer);
  if (!g_str_equal (vouch.key, wanted.key))
    {
      answer_error (answer, 409, "other_key", N_ ("The key has changed meanwhile: look at it again"));
      return TRUE;
    }
  if (wanted.confirmed)
    return answer_state (self, &wanted, role, answer, error);
  if (!is_signed (self, account, &wanted, &vouch, role, now, &right, error))
    return FALSE;
  if (!right)
    {
      answer_error (answer, 403, "bad_signature",
                    N_ ("The signature does not fit: sign with the present password; a key that is itself not "
                        "confirmed confirms no other"));
      return TRUE;
    }
  if (keep (self, account, &wanted, &vouch, role, now, error))
    return answer_state (self, &wanted, role, answer, error);
  server_forget (self);
  return FALSE;
}

gboolean
confirm_tell_reset (Server *self, Id person, Id card, const ServerNow *now, GError **error)
{
  InboxItem       *item = schema_new (&inbox_item_schema);
  g_autofree char *hex = id_dup_hex (person);
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, now->now);
  const char      *parts[] = { hex, "key_reset", at, NULL };
  gboolean         done;

  item->row.id = id_derive ("inbox_item", parts);
  item->person = person;
  item->kind = INBOX_KIND_NOTICE;
  item->subject = card;
  item->happened_at = now->now + self->clock_offset;
  g_free (item->tbl);
  item->tbl = g_strdup (account_card_schema.table);
  g_free (item->code);
  item->code = g_strdup ("key_reset");
  g_free (item->message);
  item->message = g_strdup (
      N_ ("The administrator gave your account a new password, and with it a new signing key. If you did not ask for "
          "that, tell HR at once. Forms signed with it say that it is not confirmed until you, someone of HR and your "
          "supervisor have confirmed it: Staff, your own line, Account"));
  done = server_write (self, NULL, &inbox_item_schema, item, now, error);
  schema_free (&inbox_item_schema, item);
  return done;
}
