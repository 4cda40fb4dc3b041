/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session-private.h"

#include <string.h>

#include "core/hex.h"

G_DEFINE_QUARK (session_error, session_error)

#define STORE_SUFFIX ".zuoxi"

void
session_account_free (SessionAccount *account)
{
  if (account == NULL)
    return;
  g_free (account->login);
  g_free (account->name);
  g_free (account->server);
  g_free (account->path);
  g_free (account);
}

static void
free_account_cb (gpointer account)
{
  session_account_free (account);
}

char *
session_store_path (const char *data_dir, const char *login)
{
  g_autofree char *account = g_uri_escape_string (login, NULL, TRUE);
  g_autofree char *name = g_strconcat (account, STORE_SUFFIX, NULL);

  return g_build_filename (data_dir, name, NULL);
}

void
session_known_clear (SessionKnown *known)
{
  session_account_free (known->account);
  g_free (known->pin);
  g_free (known->salt);
  g_free (known->local_salt);
  g_free (known->verifier);
  memset (known, 0, sizeof *known);
}

static char *
meta_text (Store *store, const char *name)
{
  char *text = store_meta_get (store, name, NULL);

  return text != NULL ? text : g_strdup ("");
}

static gint64
meta_number (Store *store, const char *name)
{
  g_autofree char *text = meta_text (store, name);

  return g_ascii_strtoll (text, NULL, 10);
}

/* What the store at @path says about the account signed in there. FALSE if it cannot be read. */
gboolean
session_cost_will_do (const char *url, KeyCost cost)
{
  return key_cost_covers (cost, transport_is_local (url) ? KEY_COST_SAMPLE : KEY_COST_NORMAL);
}

gboolean
session_known_read (const char *path, SessionKnown *out, GError **error)
{
  g_autoptr (Store) store = store_open_reader (path, NULL, error);
  g_autofree char *person = NULL;
  g_autofree char *device = NULL;

  if (store == NULL)
    return FALSE;
  memset (out, 0, sizeof *out);
  out->account = g_new0 (SessionAccount, 1);
  out->account->login = meta_text (store, "login");
  out->account->name = meta_text (store, "name");
  out->account->server = meta_text (store, "server");
  out->account->path = g_strdup (path);
  out->account->last_sync = meta_number (store, "last_sync");
  out->last_contact = MAX (meta_number (store, "last_contact"), out->account->last_sync);
  out->pin = meta_text (store, "pin");
  out->salt = meta_text (store, "salt");
  out->cost = (KeyCost){ (guint64) meta_number (store, "ops"), (gsize) meta_number (store, "mem") };
  out->local_salt = meta_text (store, "local_salt");
  out->verifier = meta_text (store, "verifier");
  person = meta_text (store, "person");
  if (!id_from_hex (person, &out->person))
    out->person = ID_NONE;
  device = meta_text (store, "device");
  if (!id_from_hex (device, &out->device))
    out->device = ID_NONE;
  return TRUE;
}

static int
compare_accounts_cb (gconstpointer a, gconstpointer b)
{
  const SessionAccount *one = *(SessionAccount *const *) a, *other = *(SessionAccount *const *) b;

  return one->last_sync == other->last_sync ? strcmp (one->login, other->login)
                                            : (one->last_sync < other->last_sync ? 1 : -1);
}

GPtrArray *
zuoxi_session_list_accounts (const char *data_dir)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (free_account_cb);
  g_autoptr (GDir) dir = g_dir_open (data_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (data_dir, name, NULL);
      g_auto (SessionKnown) known = { 0 };

      if (g_str_has_suffix (name, STORE_SUFFIX) && session_known_read (path, &known, NULL) &&
          *known.account->login != '\0')
        g_ptr_array_add (accounts, g_steal_pointer (&known.account));
    }
  g_ptr_array_sort (accounts, compare_accounts_cb);
  return accounts;
}

/* What is compared with the verifier in the store: the log-in value hashed with a salt of this device. */
void
session_verifier (const guint8 k[KEYS_SIZE], const char *local_salt, char out[DIGEST_HEX_LENGTH + 1])
{
  guint8      auth[KEYS_SIZE];
  DigestState state;

  keys_auth (k, auth);
  digest_init (&state);
  digest_update_text (&state, "zuoxi-local-1");
  digest_update_text (&state, local_salt);
  digest_update (&state, auth, sizeof auth);
  digest_to_hex (digest_finish (&state), out);
  keys_wipe (auth, sizeof auth);
}

/* Overwrites and removes the files of a store (R58). */
gboolean
session_shred (const char *path, GError **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", ".outbox.jsonl" };
  static const char        zeros[4096];

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      g_autoptr (GFile) file = g_file_new_for_path (name);
      g_autoptr (GFileIOStream) stream = g_file_open_readwrite (file, NULL, NULL);

      if (stream == NULL)
        continue;
      if (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_END, NULL, NULL))
        {
          goffset left = g_seekable_tell (G_SEEKABLE (stream));

          g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, NULL);
          for (; left > 0; left -= (goffset) sizeof zeros)
            if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), zeros,
                                            (gsize) MIN (left, (goffset) sizeof zeros), NULL, NULL, error))
              return FALSE;
        }
      if (!g_file_delete (file, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* What an offline sign-in checks the password by. */
void
session_remember (DeskOpen *open, const guint8 k[KEYS_SIZE], const guint8 salt[KEYS_SALT_SIZE], KeyCost cost)
{
  guint8           bytes[16];
  char             verifier[DIGEST_HEX_LENGTH + 1];
  g_autofree char *local_salt = NULL;
  g_autofree char *salt_text = hex_dup (salt, KEYS_SALT_SIZE);

  randombytes_buf (bytes, sizeof bytes);
  local_salt = hex_dup (bytes, sizeof bytes);
  session_verifier (k, local_salt, verifier);
  desk_open_set (open, "salt", salt_text);
  desk_open_set_number (open, "ops", (gint64) cost.ops);
  desk_open_set_number (open, "mem", (gint64) cost.mem);
  desk_open_set (open, "local_salt", local_salt);
  desk_open_set (open, "verifier", verifier);
}
