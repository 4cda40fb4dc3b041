/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/keys.h"

#include "core/digest.h"
#include "core/hex.h"
#include "core/init.h"

#include <string.h>

static const guint8 salt[KEYS_SALT_SIZE] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };

static void
stretch (const char *password, const guint8 *with_salt, guint8 k[KEYS_SIZE])
{
  g_autoptr (GError) error = NULL;

  g_assert_true (keys_stretch (password, with_salt, KEY_COST_SAMPLE, k, &error));
  g_assert_no_error (error);
}

static void
assert_hex (gconstpointer bytes, gsize length, const char *expected)
{
  g_autofree char *hex = hex_dup (bytes, length);

  g_assert_cmpstr (hex, ==, expected);
}

/* If one of these changes, nobody can log in and no old signature can be made again. */
static void
test_keys_never_change (void)
{
  guint8 k[KEYS_SIZE], auth[KEYS_SIZE], signature[KEYS_SIGNATURE_SIZE];
  g_auto (KeyPair) pair = { 0 };

  stretch ("correct horse 电池", salt, k);
  assert_hex (k, sizeof k, "ee6d391f2ac00833ee7023db6b762ef4a20a7c3b80fa7d5495119943f73fba64");
  keys_auth (k, auth);
  assert_hex (auth, sizeof auth, "7de5a47ada4640a14e567c9e9cb533c6e7d069a8e2f9bb564f869a6ed557cc09");
  keys_signer (k, &pair);
  assert_hex (pair.public_key, sizeof pair.public_key,
              "4d7f1e504aa59d324657c564a952f159f0afb814bd41e53dc043e37dc1bf9ce5");
  g_assert_cmpuint (keys_check12 (k), ==, 1382);
  keys_sign (&pair, "step", 4, signature);
  assert_hex (signature, sizeof signature,
              "9a08ea665c9aa0e64edf4462ec13e37ed3e6ba903fe09db45f590b3fbc826bef50df548c4ff9e208de29ba5d75e7fb84b0f9a0fd"
              "015b1fe90e891767c68b030b");
}

static void
test_keys_as_libsodium_alone (void)
{
  static const char password[] = "correct horse";
  guint8            k[KEYS_SIZE], expected[KEYS_SIZE], auth[KEYS_SIZE], seed[KEYS_SIZE], bytes[16];
  guint8            public_key[32], secret_key[64];
  g_auto (KeyPair) pair = { 0 };

  g_assert_cmpint (crypto_pwhash (expected, sizeof expected, password, strlen (password), salt, 1, 8192,
                                  crypto_pwhash_ALG_ARGON2ID13),
                   ==, 0);
  stretch (password, salt, k);
  g_assert_cmpmem (k, sizeof k, expected, sizeof expected);

  crypto_kdf_derive_from_key (expected, sizeof expected, 1, "zuoxikey", k);
  keys_auth (k, auth);
  g_assert_cmpmem (auth, sizeof auth, expected, sizeof expected);

  crypto_kdf_derive_from_key (seed, sizeof seed, 2, "zuoxikey", k);
  crypto_sign_seed_keypair (public_key, secret_key, seed);
  keys_signer (k, &pair);
  g_assert_cmpmem (pair.public_key, 32, public_key, 32);
  g_assert_cmpmem (pair.secret_key, 64, secret_key, 64);

  crypto_kdf_derive_from_key (bytes, sizeof bytes, 3, "zuoxikey", k);
  g_assert_cmpuint (keys_check12 (k), ==, (bytes[0] & 15u) << 8 | bytes[1]);
}

static void
test_keys_depend_on_everything (void)
{
  guint8 other_salt[KEYS_SALT_SIZE] = { 1 };
  guint8 a[KEYS_SIZE], b[KEYS_SIZE];

  stretch ("correct horse", salt, a);
  stretch ("correct horsf", salt, b);
  g_assert_true (memcmp (a, b, sizeof a) != 0);
  stretch ("correct horse", other_salt, b);
  g_assert_true (memcmp (a, b, sizeof a) != 0);
  g_assert_true (keys_stretch ("correct horse", salt, (KeyCost){ 2, 8192 }, b, NULL));
  g_assert_true (memcmp (a, b, sizeof a) != 0);
  /* é as one character and as e with an accent */
  stretch ("caf\xc3\xa9 caf\xc3\xa9", salt, a);
  stretch ("cafe\xcc\x81 cafe\xcc\x81", salt, b);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
}

static void
test_keys_check12_is_spread (void)
{
  guint8  k[KEYS_SIZE] = { 0 };
  guint   differing = 0;
  guint16 first = keys_check12 (k);

  for (guint i = 1; i < 256; i++)
    {
      k[0] = (guint8) i;
      g_assert_cmpuint (keys_check12 (k), <, 4096);
      differing += keys_check12 (k) != first;
    }
  g_assert_cmpuint (differing, >, 250);
}

static void
test_keys_stretch_refuses (void)
{
  static const struct
  {
    const char *password;
    KeyCost     cost;
    KeysError   code;
  } cases[] = {
    { "x", { 0, 8192 }, KEYS_ERROR_COST },
    { "x", { 1, 8191 }, KEYS_ERROR_COST },
    { "x", { G_MAXUINT64, 8192 }, KEYS_ERROR_COST },
    { "x", { 1, G_MAXSIZE }, KEYS_ERROR_COST },
    { "\xff", { 1, 8192 }, KEYS_ERROR_TEXT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 k[KEYS_SIZE] = { 7 };
      g_autoptr (GError) error = NULL;

      g_assert_false (keys_stretch (cases[i].password, salt, cases[i].cost, k, &error));
      g_assert_error (error, KEYS_ERROR, (int) cases[i].code);
      g_assert_cmpuint (k[0], ==, 7);
    }
}

static void
test_keys_verify (void)
{
  guint8 k[KEYS_SIZE] = { 3 }, signature[KEYS_SIGNATURE_SIZE];
  g_auto (KeyPair) pair = { 0 };
  g_auto (KeyPair) other = { 0 };

  keys_signer (k, &pair);
  k[0] = 4;
  keys_signer (k, &other);
  keys_sign (&pair, "step", 4, signature);
  g_assert_true (keys_verify (pair.public_key, "step", 4, signature));
  g_assert_false (keys_verify (pair.public_key, "steq", 4, signature));
  g_assert_false (keys_verify (pair.public_key, "step", 3, signature));
  g_assert_false (keys_verify (other.public_key, "step", 4, signature));
  for (guint i = 0; i < KEYS_SIGNATURE_SIZE; i++)
    {
      signature[i] ^= 1;
      g_assert_false (keys_verify (pair.public_key, "step", 4, signature));
      signature[i] ^= 1;
    }
}

/* RFC 8032, 7.1, test 2. */
static void
test_keys_verify_published_signature (void)
{
  guint8 public_key[32], signature[64];

  g_assert_true (hex_decode ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", public_key, 32));
  g_assert_true (hex_decode ("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                             "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                             signature, 64));
  g_assert_true (keys_verify (public_key, "\x72", 1, signature));
}

static void
test_keys_wiped (void)
{
  static const KeyPair zero;
  const guint8         k[KEYS_SIZE] = { 5 };
  KeyPair              pair;

  keys_signer (k, &pair);
  g_assert_true (memcmp (&pair, &zero, sizeof pair) != 0);
  key_pair_wipe (&pair);
  g_assert_cmpmem (&pair, sizeof pair, &zero, sizeof zero);
}

static void
test_password_problem (void)
{
  static const struct
  {
    const char *password;
    const char *problem; /* a word of it, NULL = good */
  } cases[] = {
    { "correct horse", NULL },
    { "Kd7!rainfall", NULL },
    { "春眠不觉晓处处闻啼鸟", NULL },
    { "passion fruit 7", NULL },
    { "Sommer-in-Wuhan", NULL },
    { "", "at least" },
    { "short", "at least" },
    { "春眠不觉晓", "at least" },
    { "123456789", "at least" },
    { "1234567890", "letters" },
    { "13800138000", "letters" },
    { "1990-01-01-0000", "letters" },
    { "aaaaaaaaaaaa", "different" },
    { "abababababab", "different" },
    { "password2026", "common" },
    { "Password2026!", "common" },
    { "P@ssw0rd1234", "common" },
    { "a1234567890", "common" },
    { "woaini1314520", "common" },
    { "!!qwertyuiop!!", "common" },
    { "1qaz2wsx3edc", "common" },
    { "2026Zuoxi2026", "common" },
    { "li.ming-2026-x", "account" },
    { "my LI.MING pass", "account" },
    { "密码是李明的李明2026哦", "account" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *problem = password_problem (cases[i].password, "li.ming", "李明");

      g_test_message ("%s: %s", cases[i].password, problem != NULL ? problem : "good");
      if (cases[i].problem == NULL)
        g_assert_null (problem);
      else
        {
          g_assert_nonnull (problem);
          g_assert_nonnull (strstr (problem, cases[i].problem));
        }
    }
  g_assert_null (password_problem ("li.ming-2026-x", NULL, NULL));
  g_assert_null (password_problem ("li.ming-2026-x", "", ""));
  {
    g_autofree char *filler = g_strnfill (123, '7');
    g_autofree char *just = g_strconcat ("wxyzk", filler, NULL);
    g_autofree char *over = g_strconcat ("wxyzkl", filler, NULL);

    g_assert_null (password_problem (just, NULL, NULL));
    g_assert_nonnull (strstr (password_problem (over, NULL, NULL), "at most"));
  }
}

/* The bytes a password's change signs, written out: another program must be able to make them. */
static void
test_keys_succession (void)
{
  static const char want[] = "zuoxi-key-2\0"
                             "00112233445566778899aabbccddeeff\0"
                             "A0101\0"
                             "0102\0"
                             "3\0"
                             "268435456\0"
                             "4095\0"
                             "abcd";
  KeySuccession     next = { ID_NONE, "A0101", "0102", KEY_COST_NORMAL, 4095, "abcd" };
  g_autoptr (GString) message = NULL;

  g_assert_true (id_from_hex ("00112233445566778899aabbccddeeff", &next.person));
  message = keys_succession (&next);
  g_assert_cmpmem (message->str, message->len, want, sizeof want);
}

int
main (int argc, char *argv[])
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keys/never-change", test_keys_never_change);
  g_test_add_func ("/keys/as-libsodium", test_keys_as_libsodium_alone);
  g_test_add_func ("/keys/depend-on-everything", test_keys_depend_on_everything);
  g_test_add_func ("/keys/check12", test_keys_check12_is_spread);
  g_test_add_func ("/keys/stretch-refuses", test_keys_stretch_refuses);
  g_test_add_func ("/keys/verify", test_keys_verify);
  g_test_add_func ("/keys/verify-published", test_keys_verify_published_signature);
  g_test_add_func ("/keys/wiped", test_keys_wiped);
  g_test_add_func ("/password/problem", test_password_problem);
  g_test_add_func ("/keys/succession", test_keys_succession);
  return g_test_run ();
}
