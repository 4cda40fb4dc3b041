/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/keys.h"

#include <sodium.h>
#include <string.h>

#define MAX_OPS 16
#define MAX_MEM (1024u * 1024 * 1024)

enum
{
  SUBKEY_AUTH = 1,
  SUBKEY_SIGNER = 2,
  SUBKEY_CHECK = 3,
};

/* Eight bytes that part these keys from any other use of the same K. */
static const char kdf_context[crypto_kdf_CONTEXTBYTES + 1] = "zuoxikey";

G_STATIC_ASSERT (KEYS_SALT_SIZE == crypto_pwhash_SALTBYTES);
G_STATIC_ASSERT (KEYS_SIZE == crypto_kdf_KEYBYTES);
G_STATIC_ASSERT (KEYS_SIZE == crypto_sign_SEEDBYTES);
G_STATIC_ASSERT (KEYS_SIZE == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (KEYS_SIGNATURE_SIZE == crypto_sign_BYTES);

G_DEFINE_QUARK (keys - error - quark, keys_error)

static void
derive (const guint8 *k, guint64 subkey, guint8 *out, gsize size)
{
  if (crypto_kdf_derive_from_key (out, size, subkey, kdf_context, k) != 0)
    g_error ("a key cannot be derived");
}

gboolean
key_cost_covers (KeyCost cost, KeyCost least)
{
  return cost.ops >= least.ops && cost.mem >= least.mem;
}

/**
 * keys_succession:
 *
 * 'zuoxi-key-2' ‖ person ‖ login ‖ salt ‖ passes ‖ bytes ‖ check value ‖ new key, each part ended by a NUL: the old key
 * vouches for this key of this person and account under these parameters, and for nothing else.
 *
 * Returns: (transfer full): the bytes to sign
 */
GString *
keys_succession (const KeySuccession *self)
{
  GString    *message = g_string_new (NULL);
  char        person[ID_HEX_LENGTH + 1], ops[24], mem[24], check[24];
  const char *parts[] = { "zuoxi-key-2", person, self->login, self->salt, ops, mem, check, self->key };

  id_to_hex (self->person, person);
  g_snprintf (ops, sizeof ops, "%" G_GUINT64_FORMAT, self->cost.ops);
  g_snprintf (mem, sizeof mem, "%" G_GSIZE_FORMAT, self->cost.mem);
  g_snprintf (check, sizeof check, "%" G_GINT64_FORMAT, self->check12);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_len (message, parts[i], (gssize) strlen (parts[i]) + 1);
  return message;
}

/**
 * keys_confirmation:
 * @key: hex: the public key the administrator's reset made, of @person
 * @actor: who vouches for it
 * @moment: µs
 *
 * 'zuoxi-confirm-1' ‖ person ‖ key ‖ actor ‖ moment, each part ended by a NUL.
 *
 * Returns: (transfer full): the bytes to sign
 */
GString *
keys_confirmation (Id person, const char *key, Id actor, gint64 moment)
{
  GString    *message = g_string_new (NULL);
  char        whose[ID_HEX_LENGTH + 1], who[ID_HEX_LENGTH + 1], number[24];
  const char *parts[] = { "zuoxi-confirm-1", whose, key, who, number };

  id_to_hex (person, whose);
  id_to_hex (actor, who);
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, moment);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_len (message, parts[i], (gssize) strlen (parts[i]) + 1);
  return message;
}

/**
 * keys_stretch:
 * @password: as typed; composed (NFC) first, so that every keyboard gives the same bytes
 * @salt: the account's salt
 * @cost: the account's cost
 * @out_k: (out): K; wipe it with keys_wipe (); untouched on failure
 * @error: KEYS_ERROR_COST, KEYS_ERROR_MEMORY, KEYS_ERROR_TEXT
 *
 * Slow on purpose: run it in a thread. Pure.
 *
 * Returns: whether K was made
 */
gboolean
keys_stretch (const char  *password,
              const guint8 salt[KEYS_SALT_SIZE],
              KeyCost      cost,
              guint8       out_k[KEYS_SIZE],
              GError     **error)
{
  guint8 k[KEYS_SIZE];
  char  *composed;
  int    failed;

  if (cost.ops < crypto_pwhash_argon2id_OPSLIMIT_MIN || cost.ops > MAX_OPS ||
      cost.mem < crypto_pwhash_argon2id_MEMLIMIT_MIN || cost.mem > MAX_MEM)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_COST, "The account's key parameters are out of range");
      return FALSE;
    }
  composed = g_utf8_normalize (password, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (composed == NULL)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_TEXT, "The password is not UTF-8");
      return FALSE;
    }
  failed = crypto_pwhash (k, sizeof k, composed, strlen (composed), salt, cost.ops, cost.mem,
                          crypto_pwhash_ALG_ARGON2ID13);
  password_free (composed);
  if (failed)
    {
      g_set_error (error, KEYS_ERROR, KEYS_ERROR_MEMORY, "Not enough memory to check the password");
      return FALSE;
    }
  memcpy (out_k, k, sizeof k);
  keys_wipe (k, sizeof k);
  return TRUE;
}

/**
 * keys_auth:
 * @k: from keys_stretch ()
 * @out_auth: (out): what log-in sends; the server keeps its SHA-256
 */
void
keys_auth (const guint8 k[KEYS_SIZE], guint8 out_auth[KEYS_SIZE])
{
  derive (k, SUBKEY_AUTH, out_auth, KEYS_SIZE);
}

/**
 * keys_signer:
 * @k: from keys_stretch ()
 * @out: (out): the person's Ed25519 keys; wipe with key_pair_wipe ()
 */
void
keys_signer (const guint8 k[KEYS_SIZE], KeyPair *out)
{
  guint8 seed[KEYS_SIZE];

  derive (k, SUBKEY_SIGNER, seed, sizeof seed);
  crypto_sign_seed_keypair (out->public_key, out->secret_key, seed);
  keys_wipe (seed, sizeof seed);
}

/**
 * keys_check12:
 * @k: from keys_stretch ()
 *
 * Returns: 0 to 4095; catches 4,095 of 4,096 typing errors and confirms no guess
 */
guint16
keys_check12 (const guint8 k[KEYS_SIZE])
{
  guint8 bytes[crypto_kdf_BYTES_MIN];

  derive (k, SUBKEY_CHECK, bytes, sizeof bytes);
  return (guint16) ((bytes[0] << 8 | bytes[1]) & 0xfff);
}

/**
 * keys_sign:
 * @message: (array length=length): bytes to sign; here always a digest of a step (R15)
 * @out: (out): the detached Ed25519 signature; the same for the same bytes
 */
void
keys_sign (const KeyPair *pair, gconstpointer message, gsize length, guint8 out[KEYS_SIGNATURE_SIZE])
{
  crypto_sign_detached (out, NULL, message, length, pair->secret_key);
}

/**
 * keys_verify:
 *
 * Returns: whether @signature over @message was made with the secret half of @public_key
 */
gboolean
keys_verify (const guint8  public_key[KEYS_SIZE],
             gconstpointer message,
             gsize         length,
             const guint8  signature[KEYS_SIGNATURE_SIZE])
{
  return crypto_sign_verify_detached (signature, message, length, public_key) == 0;
}

/**
 * keys_wipe:
 *
 * Overwrites @length bytes at @secret; the compiler does not remove it.
 */
void
keys_wipe (gpointer secret, gsize length)
{
  sodium_memzero (secret, length);
}

void
key_pair_wipe (KeyPair *pair)
{
  keys_wipe (pair, sizeof *pair);
}

/**
 * password_free:
 * @password: (transfer full) (nullable): a password on the heap
 *
 * Overwrites and frees it.
 */
void
password_free (char *password)
{
  if (password == NULL)
    return;
  keys_wipe (password, strlen (password));
  g_free (password);
}
