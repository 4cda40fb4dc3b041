/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is made of a password (R16). K = argon2id (password, account salt) never leaves the machine; KDF (K, 1) logs
 * in, KDF (K, 2) is the seed of the Ed25519 key a person signs with (R15), KDF (K, 3) gives the check value of 12
 * bits by which a colleague's machine catches a typing error. Nothing here draws random bytes: salts come in as
 * arguments. Keys and signatures travel as hex (core/hex.h). Call core_init () first; all are safe in any thread.
 */
#pragma once

#include "core/id.h"

#define KEYS_SALT_SIZE 16
#define KEYS_SIZE 32 /* K, the log-in value and public keys */
#define KEYS_SIGNATURE_SIZE 64

/* Cost of one guess; stands per account. */
typedef struct
{
  guint64 ops; /* passes over the memory */
  gsize   mem; /* bytes */
} KeyCost;

#define KEY_COST_NORMAL ((KeyCost){ 3, 256 * 1024 * 1024 }) /* about 0.35 s */
#define KEY_COST_SAMPLE ((KeyCost){ 1, 8192 })              /* libsodium's least; sample accounts and tests */

/* Whether a guess costs at least as much in both ways. */
gboolean key_cost_covers (KeyCost cost, KeyCost least);

typedef struct
{
  guint8 public_key[32];
  guint8 secret_key[64]; /* wipe with key_pair_wipe () */
} KeyPair;

#define KEYS_ERROR (keys_error_quark ())
GQuark keys_error_quark (void);

typedef enum
{
  KEYS_ERROR_COST,   /* cost parameters outside what this program accepts */
  KEYS_ERROR_MEMORY, /* not enough memory to stretch the password */
  KEYS_ERROR_TEXT,   /* the password is not UTF-8 */
} KeysError;

gboolean keys_stretch (const char  *password,
                       const guint8 salt[KEYS_SALT_SIZE],
                       KeyCost      cost,
                       guint8       out_k[KEYS_SIZE],
                       GError     **error);
void     keys_auth (const guint8 k[KEYS_SIZE], guint8 out_auth[KEYS_SIZE]);
void     keys_signer (const guint8 k[KEYS_SIZE], KeyPair *out);
guint16  keys_check12 (const guint8 k[KEYS_SIZE]);

void     keys_sign (const KeyPair *pair, gconstpointer message, gsize length, guint8 out[KEYS_SIGNATURE_SIZE]);
gboolean keys_verify (const guint8  public_key[KEYS_SIZE],
                      gconstpointer message,
                      gsize         length,
                      const guint8  signature[KEYS_SIGNATURE_SIZE]);

/* What a new password makes of an account, and the key in use signs (R16). */
typedef struct
{
  Id          person;
  const char *login;
  const char *salt; /* hex */
  KeyCost     cost;
  gint64      check12;
  const char *key; /* hex: the new public key */
} KeySuccession;

GString *keys_succession (const KeySuccession *self);
GString *keys_confirmation (Id person, const char *key, Id actor, gint64 moment);

void keys_wipe (gpointer secret, gsize length);
void key_pair_wipe (KeyPair *pair);
void password_free (char *password);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KeyPair, key_pair_wipe)

const char *password_problem (const char *password, const char *login, const char *name);
