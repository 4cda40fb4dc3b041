/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing: a password becomes a key in locked memory for as long as the dialog is open (R16). */
#include "app/session-private.h"

#include <glib/gi18n.h>

#include "core/hex.h"

struct SessionSigner
{
  Id       person;
  KeyPair *pair; /* sodium_malloc () */
  char     public_key[2 * KEYS_SIZE + 1];
};

typedef struct
{
  Id      person;
  char   *password;
  guint8  salt[KEYS_SALT_SIZE];
  KeyCost cost;
  gint64  check12;
} Opening;

static void
opening_free (Opening *opening)
{
  password_free (opening->password);
  g_free (opening);
}

Id
session_signer_person (const SessionSigner *signer)
{
  return signer->person;
}

const char *
session_signer_public_key (const SessionSigner *signer)
{
  return signer->public_key;
}

char *
session_signer_sign (const SessionSigner *signer, gconstpointer bytes, gsize length)
{
  guint8 signature[KEYS_SIGNATURE_SIZE];

  keys_sign (signer->pair, bytes, length, signature);
  return hex_dup (signature, sizeof signature);
}

void
session_signer_free (SessionSigner *signer)
{
  if (signer == NULL)
    return;
  sodium_free (signer->pair); /* wipes */
  g_free (signer);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening       *opening = data;
  guint8         k[KEYS_SIZE];
  SessionSigner *signer;
  GError        *error = NULL;

  if (!keys_stretch (opening->password, opening->salt, opening->cost, k, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (keys_check12 (k) != opening->check12)
    {
      keys_wipe (k, sizeof k);
      g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_PASSWORD, "%s", _ ("The password is not right"));
      return;
    }
  signer = g_new0 (SessionSigner, 1);
  signer->person = opening->person;
  signer->pair = sodium_malloc (sizeof *signer->pair);
  g_assert (signer->pair != NULL);
  keys_signer (k, signer->pair);
  hex_encode (signer->pair->public_key, KEYS_SIZE, signer->public_key);
  keys_wipe (k, sizeof k);
  g_task_return_pointer (task, signer, (GDestroyNotify) session_signer_free);
}

void
zuoxi_session_open_signer_async (ZuoxiSession       *self,
                                 Id                  person,
                                 const char         *password,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  AccountCard *card;
  AccountCard  key = { .person = person };
  Opening     *opening = g_new0 (Opening, 1);

  opening->person = person;
  opening->password = g_strdup (password);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  card = self->reader != NULL
             ? store_get (self->reader, &account_card_schema, schema_natural_id (&account_card_schema, &key), NULL)
             : NULL;
  if (card == NULL || !hex_decode (card->salt, opening->salt, sizeof opening->salt))
    {
      g_task_return_new_error (task, SESSION_ERROR, SESSION_ERROR_NO_CARD, "%s",
                               _ ("This person has no account to sign with"));
      schema_free (&account_card_schema, card);
      return;
    }
  opening->cost = (KeyCost){ (guint64) card->ops, (gsize) card->mem };
  if (!session_cost_will_do (self->server, opening->cost))
    {
      g_task_return_new_error (
          task, SESSION_ERROR, SESSION_ERROR_REFUSED, "%s",
          _ ("The server protects this password too little: nothing was signed. Ask the administrator"));
      schema_free (&account_card_schema, card);
      return;
    }
  opening->check12 = card->check12;
  schema_free (&account_card_schema, card);
  g_task_set_source_tag (task, zuoxi_session_open_signer_async);
  g_task_run_in_thread (task, open_in_thread);
}

SessionSigner *
zuoxi_session_open_signer_finish (ZuoxiSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
