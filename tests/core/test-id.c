/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/id.h"

#include "core/digest.h"
#include "core/init.h"

#include <string.h>

static void
test_id_none (void)
{
  Id id = ID_NONE;

  g_assert_true (id_is_none (id));
  g_assert_true (id_equal (id, ID_NONE));
  id.b[15] = 1;
  g_assert_false (id_is_none (id));
  g_assert_cmpint (id_compare (ID_NONE, id), <, 0);
  g_assert_cmpint (id_compare (id, ID_NONE), >, 0);
  g_assert_cmpint (id_compare_ptr (&id, &id), ==, 0);
}

static void
test_id_hex (void)
{
  static const struct
  {
    const char *text;
    gboolean    good;
  } cases[] = {
    { "00112233445566778899aabbccddeeff", TRUE },
    { "00000000000000000000000000000000", TRUE },
    { "00112233445566778899AABBCCDDEEFF", FALSE },
    { "00112233445566778899aabbccddeef", FALSE },
    { "00112233445566778899aabbccddeeff0", FALSE },
    { "00112233445566778899aabbccddeefg", FALSE },
    { "00112233-4455-6677-8899-aabbccddeeff", FALSE },
    { " 0112233445566778899aabbccddeeff", FALSE },
    { "", FALSE },
    { NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Id   id = { { 7 } };
      char back[ID_HEX_LENGTH + 1];

      g_assert_cmpint (id_from_hex (cases[i].text, &id), ==, cases[i].good);
      if (cases[i].good)
        {
          g_autofree char *copy = id_dup_hex (id);

          id_to_hex (id, back);
          g_assert_cmpstr (back, ==, cases[i].text);
          g_assert_cmpstr (copy, ==, cases[i].text);
        }
      else
        g_assert_cmpint (id.b[0], ==, 7);
    }
}

static void
test_id_v7_layout (void)
{
  const guint8 ones[10] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
  const guint8 zeros[10] = { 0 };
  /* RFC 9562, example of A.6: 0x017F22E279B0 = 1645557742000 ms */
  g_autofree char *high = id_dup_hex (id_v7 (G_GINT64_CONSTANT (1645557742000) * 1000 + 999, ones));
  g_autofree char *low = id_dup_hex (id_v7 (G_GINT64_CONSTANT (1645557742000) * 1000, zeros));
  g_autofree char *old = id_dup_hex (id_v7 (-5, zeros));

  g_assert_cmpstr (high, ==, "017f22e279b07fffbfffffffffffffff");
  g_assert_cmpstr (low, ==, "017f22e279b070008000000000000000");
  g_assert_cmpstr (old, ==, "00000000000070008000000000000000");
}

static void
test_id_derive_known (void)
{
  const char *const march[] = { "p1", "2026-03", NULL };
  const char *const joined[] = { "p12026-03", NULL };
  const char *const none[] = { NULL };
  const char        bytes[] = "zuoxi-id-1\0target\0p1\0"
                              "2026-03";
  Digest            digest = digest_of (bytes, sizeof bytes - 1);
  Id                id = id_derive ("target", march);

  g_assert_cmpmem (id.b, 16, digest.b, 16);
  g_assert_false (id_equal (id, id_derive ("target", joined)));
  g_assert_false (id_equal (id, id_derive ("figure", march)));
  g_assert_false (id_equal (id, id_derive ("target", none)));
  g_assert_true (id_equal (id, id_derive ("target", march)));
}

static void
test_id_in_hash_table (void)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);
  guint8 random[10] = { 0 };

  for (guint i = 0; i < 1000; i++)
    {
      Id id;

      random[8] = (guint8) (i >> 8);
      random[9] = (guint8) i;
      id = id_v7 (1, random);
      g_hash_table_insert (table, id_dup (id), GUINT_TO_POINTER (i + 1));
      g_hash_table_add (hashes, GUINT_TO_POINTER (id_hash (&id)));
    }
  g_assert_cmpuint (g_hash_table_size (table), ==, 1000);
  g_assert_cmpuint (g_hash_table_size (hashes), >, 990);
  random[8] = 2;
  random[9] = 5;
  {
    Id id = id_v7 (1, random);

    g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, &id)), ==, 2 * 256 + 5 + 1);
  }
}

static void
test_digest_known (void)
{
  static const struct
  {
    const char *text;
    const char *hex;
  } cases[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Digest           digest = digest_of (cases[i].text, strlen (cases[i].text));
      Digest           back;
      char             hex[DIGEST_HEX_LENGTH + 1];
      g_autofree char *copy = digest_dup_hex (digest);

      digest_to_hex (digest, hex);
      g_assert_cmpstr (hex, ==, cases[i].hex);
      g_assert_cmpstr (copy, ==, cases[i].hex);
      g_assert_true (digest_from_hex (hex, &back));
      g_assert_true (digest_equal (back, digest));
      hex[0] = 'E';
      g_assert_false (digest_from_hex (hex, &back));
    }
  g_assert_cmphex (digest_u64 (digest_of ("abc", 3)), ==, G_GUINT64_CONSTANT (0xba7816bf8f01cfea));
}

static void
test_digest_parts_equal_whole (void)
{
  DigestState state;

  digest_init (&state);
  digest_update (&state, "a", 1);
  digest_update (&state, NULL, 0);
  digest_update (&state, "bc", 2);
  g_assert_true (digest_equal (digest_finish (&state), digest_of ("abc", 3)));
  digest_init (&state);
  digest_update_text (&state, "ab");
  digest_update_text (&state, "c");
  g_assert_true (digest_equal (digest_finish (&state), digest_of ("ab\0c", 5)));
}

/* The processor's own instructions, where it has them, against libsodium: every length around the blocks, in pieces. */
static void
test_digest_is_sha256_of_any_length_and_pieces (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint8 bytes[1000];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) g_rand_int (random);
  for (gsize length = 0; length <= sizeof bytes; length++)
    {
      Digest      expected;
      DigestState state;

      crypto_hash_sha256 (expected.b, bytes, length);
      digest_init (&state);
      for (gsize at = 0; at < length;)
        {
          gsize drawn = (gsize) g_rand_int_range (random, 0, 200);
          gsize piece = MIN (length - at, drawn);

          digest_update (&state, bytes + at, piece);
          at += piece;
        }
      g_assert_true (digest_equal (digest_finish (&state), expected));
      g_assert_true (digest_equal (digest_of (bytes, length), expected));
    }
}

static void
test_u64_hex (void)
{
  static const guint64 values[] = { 0, 1, G_MAXINT64, G_MAXUINT64 };
  guint64              back = 9;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = u64_dup_hex (values[i]);

      g_assert_cmpuint (strlen (text), ==, 16);
      g_assert_true (u64_from_hex (text, &back));
      g_assert_cmpuint (back, ==, values[i]);
    }
  g_assert_false (u64_from_hex ("123", &back));
  g_assert_false (u64_from_hex ("00000000000000000", &back));
}

int
main (int argc, char *argv[])
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/none", test_id_none);
  g_test_add_func ("/id/hex", test_id_hex);
  g_test_add_func ("/id/v7/layout", test_id_v7_layout);
  g_test_add_func ("/id/derive/known", test_id_derive_known);
  g_test_add_func ("/id/hash-table", test_id_in_hash_table);
  g_test_add_func ("/digest/known", test_digest_known);
  g_test_add_func ("/digest/parts", test_digest_parts_equal_whole);
  g_test_add_func ("/digest/any-length", test_digest_is_sha256_of_any_length_and_pieces);
  g_test_add_func ("/digest/u64-hex", test_u64_hex);
  return g_test_run ();
}
