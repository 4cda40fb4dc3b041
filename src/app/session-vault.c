/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The refresh token in the desktop's keyring. Without one the session keeps it in its store file (R59). */
#include "app/session-types.h"

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

static char *
find_token (const char *account, gpointer data)
{
  char *found = secret_password_lookup_sync (&token_schema, NULL, NULL, "account", account, NULL);
  char *copy = g_strdup (found);

  secret_password_free (found);
  return copy;
}

static void
drop_token (const char *account, gpointer data)
{
  secret_password_clear_sync (&token_schema, NULL, NULL, "account", account, NULL);
}

const SessionVault session_vault_libsecret = { keep_token, find_token, drop_token, NULL };
