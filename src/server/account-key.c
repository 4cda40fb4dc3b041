/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/account-key.h"

#include "core/hex.h"
#include "core/keys.h"
#include "server/server-private.h"

#define ENDED_CHANGED "changed"
#define ENDED_RESET "reset"

gboolean
account_key_begin (Server          *self,
                   const char      *login,
                   Id               person,
                   const char      *key,
                   const char      *old,
                   gboolean         confirmed,
                   const ServerNow *now,
                   GError         **error)
{
  /* A reset ends as well what may be the account's: keys of before they said whose they were. */
  return db_exec (self->db, error,
                  "UPDATE public_key SET until = ?, ended = ? WHERE org = ? AND person = ? AND until IS NULL AND "
                  "(login = ? OR key = ? OR (login = '' AND ?)) AND key <> ?",
                  "isidssfs", now->now, old == NULL ? ENDED_RESET : ENDED_CHANGED, ORG, &person, login, old,
                  old == NULL, key) &&
         db_exec (self->db, error,
                  "INSERT INTO public_key (org, person, key, since, confirmed, login) VALUES (?, ?, ?, ?, ?, ?)"
                  " ON CONFLICT DO UPDATE SET confirmed = min (confirmed, excluded.confirmed), login = excluded.login, "
                  "until = NULL, ended = ''",
                  "idsifs", ORG, &person, key, now->now, confirmed, login);
}

gboolean
account_key_vouches (Server       *self,
                     const char   *login,
                     Id            person,
                     GString      *message,
                     const guint8 *signature,
                     char        **old,
                     gboolean     *confirmed,
                     GError      **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT key, confirmed FROM public_key WHERE org = ? AND person = ? AND until "
                                        "IS NULL AND login IN (?, '')",
                                        "ids", ORG, &person, login);
  guint8 key[KEYS_SIZE];
  int    step = stmt != NULL ? db_step (stmt, error) : -1;

  *old = NULL;
  *confirmed = FALSE;
  for (; step == 1 && *old == NULL; step = db_step (stmt, error))
    if (hex_decode (db_column_text (stmt, 0), key, sizeof key) &&
        keys_verify (key, message->str, message->len, signature))
      {
        *old = g_strdup (db_column_text (stmt, 0));
        *confirmed = db_column_int (stmt, 1) != 0;
      }
  return step >= 0;
}

gboolean
account_key_standing (
    Server *self, Id person, const char *key, gint64 moment, KeyStanding *standing, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error,
                         "SELECT until IS NULL OR (ended = ? AND until > ?), confirmed FROM public_key WHERE org = ? "
                         "AND person = ? AND key = ?",
                         "siids", ENDED_CHANGED, moment - self->clock_offset, ORG, &person, key);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step < 0)
    return FALSE;
  if (step == 0)
    *standing = KEY_UNKNOWN;
  else if (db_column_int (stmt, 0) == 0)
    *standing = KEY_ENDED;
  else
    *standing = db_column_int (stmt, 1) != 0 ? KEY_CONFIRMED : KEY_UNCONFIRMED;
  return TRUE;
}

gboolean
account_key_was_good (
    Server *self, Id person, const char *key, gint64 moment, gboolean *known, gboolean *good, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error,
                         "SELECT until IS NULL OR until > ? FROM public_key WHERE org = ? AND person = ? AND key = ?",
                         "iids", moment - self->clock_offset, ORG, &person, key);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  *known = step == 1;
  *good = step == 1 && db_column_int (stmt, 0) != 0;
  return step >= 0;
}
