/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The refresh token in the desktop's keyring (R59). A keyring may ask its person something before it answers, so it is
 * asked in a thread of its own, one call after the other; until it has answered, and where there is none, the token
 * stands in the session's store file. */
#include "app/session-private.h"

#include <libsecret/secret.h>

static const SecretSchema token_schema = {
  "io.github.zuoxi.Zuoxi.Token",
  SECRET_SCHEMA_NONE,
  { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static gboolean
keep_token (const char *account, const char *secret, gpointer data)
{
  return secret_password_store_sync (&token_schema, SECRET_COLLECTION_DEFAULT, "Zuoxi", secret, NULL, NULL, "account",
                                     account, NULL);
}

/* Without unlocking anything: a locked keyring has no token for us, and nobody is asked. */
static char *
find_token (const char *account, gpointer data)
{
  GList       *found = secret_password_search_sync (&token_schema, SECRET_SEARCH_LOAD_SECRETS, NULL, NULL, "account",
                                                    account, NULL);
  SecretValue *value = found != NULL ? secret_retrievable_retrieve_secret_sync (found->data, NULL, NULL) : NULL;
  char        *copy = value != NULL ? g_strdup (secret_value_get_text (value)) : NULL;

  g_clear_pointer (&value, secret_value_unref);
  g_list_free_full (found, g_object_unref);
  return copy;
}

static void
drop_token (const char *account, gpointer data)
{
  secret_password_clear_sync (&token_schema, NULL, NULL, "account", account, NULL);
}

const SessionVault session_vault_libsecret = { keep_token, find_token, drop_token, NULL };

/* Calls in their order */

typedef struct
{
  SessionVault vault;
  GWeakRef     session;
  char        *login;
  char        *secret; /* to keep; NULL: drop what is kept */
} VaultCall;

static void
call_free (gpointer user_data)
{
  VaultCall *call = user_data;

  g_weak_ref_clear (&call->session);
  g_free (call->login);
  password_free (call->secret);
  g_free (call);
}

/* The keyring holds the token now; unless another one or another person came meanwhile, the store lets go of it. */
static gboolean
on_kept_cb (gpointer user_data)
{
  VaultCall *call = user_data;
  g_autoptr (ZuoxiSession) self = g_weak_ref_get (&call->session);

  if (self != NULL && g_strcmp0 (self->login, call->login) == 0 && g_strcmp0 (self->token, call->secret) == 0)
    session_set_meta (self, "refresh", "");
  return G_SOURCE_REMOVE;
}

static void
in_vault_thread (gpointer item, gpointer user_data)
{
  VaultCall *call = item;

  if (call->secret == NULL)
    call->vault.drop (call->login, call->vault.data);
  else if (call->vault.keep (call->login, call->secret, call->vault.data))
    {
      g_idle_add_full (G_PRIORITY_DEFAULT, on_kept_cb, call, call_free);
      return;
    }
  call_free (call);
}

static void
ask (ZuoxiSession *self, const char *secret)
{
  static GThreadPool *thread;
  VaultCall          *call = g_new0 (VaultCall, 1);

  if (thread == NULL)
    thread = g_thread_pool_new (in_vault_thread, NULL, 1, FALSE, NULL);
  call->vault = self->vault;
  g_weak_ref_init (&call->session, self);
  call->login = g_strdup (self->login);
  call->secret = g_strdup (secret);
  g_thread_pool_push (thread, call, NULL);
}

void
session_vault_keep (ZuoxiSession *self)
{
  if (self->vault.keep != NULL && self->token != NULL)
    ask (self, self->token);
}

void
session_vault_drop (ZuoxiSession *self)
{
  if (self->vault.drop != NULL && self->login != NULL)
    ask (self, NULL);
}

/* What the store still holds is newer than what the keyring has. */
char *
session_vault_find (const SessionVault *vault, const char *login, const char *path)
{
  g_autoptr (Store) store = store_open_reader (path, NULL, NULL);
  g_autofree char *found = store != NULL ? store_meta_get (store, "refresh", NULL) : NULL;

  if (found != NULL && *found != '\0')
    return g_steal_pointer (&found);
  return vault->find != NULL ? vault->find (login, vault->data) : NULL;
}
