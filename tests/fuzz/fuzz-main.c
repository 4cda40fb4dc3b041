/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz-X CORPUS [RUNS]: gives the target every file of the folder and then RUNS changed copies of them. The changes are
 * drawn from a fixed seed, so a failure comes again; the input that fails is left in fuzz-X.input.
 */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

#define INPUT_MAX 65536

static const char *const words[] = {
  "\"",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\u0000",
  "\\ud800",
  "-",
  "9223372036854775808",
  "1e5",
  "0.5",
  "null",
  "true",
  "\n",
  "\xff",
  "\xef\xbb\xbf",
  "\xf0\x90\x80",
  "客户",
  "\"k\":\"set\"",
  "\"k\":\"tx\"",
  "\"ops\":[]",
  "\"was\":{}",
  "\r",
};

static char *input_path;

static void
run (const GByteArray *input)
{
  /* Kept before, since a crash comes back to nobody. */
  if (!g_file_set_contents (input_path, (const char *) input->data, (gssize) input->len, NULL))
    exit (2);
  LLVMFuzzerTestOneInput (input->data, input->len);
}

static void
change (GByteArray *input, const GPtrArray *seeds, GRand *random)
{
  guint    at = input->len > 0 ? (guint) g_rand_int_range (random, 0, (gint32) input->len) : 0;
  guint    rest = input->len - at;
  GString *word = g_string_new (words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);

  switch (g_rand_int_range (random, 0, 6))
    {
    case 0:
      if (rest > 0)
        input->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
      break;
    case 1:
      if (rest > 0)
        g_byte_array_remove_range (input, at, 1 + (guint) g_rand_int_range (random, 0, (gint32) MIN (rest, 16)) / 2);
      break;
    case 2:
      if (rest > 0)
        g_byte_array_set_size (input, at);
      break;
    case 3:
      {
        /* The head of one seed and the tail of another. */
        const GByteArray *other = g_ptr_array_index (seeds, (guint) g_rand_int_range (random, 0, (gint32) seeds->len));
        guint             from = other->len > 0 ? (guint) g_rand_int_range (random, 0, (gint32) other->len) : 0;

        g_byte_array_set_size (input, at);
        g_byte_array_append (input, other->data + from, other->len - from);
      }
      break;
    default:
      {
        g_autofree guint8 *tail = g_memdup2 (input->data + at, rest);

        g_byte_array_set_size (input, at);
        g_byte_array_append (input, (const guint8 *) word->str, (guint) word->len);
        if (rest > 0)
          g_byte_array_append (input, tail, rest);
      }
    }
  if (input->len > INPUT_MAX)
    g_byte_array_set_size (input, INPUT_MAX);
  g_string_free (word, TRUE);
}

static void
free_bytes (gpointer bytes)
{
  g_byte_array_unref (bytes);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
read_seeds (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray  *seeds = g_ptr_array_new_with_free_func (free_bytes);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      char            *bytes;
      gsize            length;

      if (g_file_get_contents (path, &bytes, &length, NULL))
        g_ptr_array_add (seeds, g_byte_array_new_take ((guint8 *) bytes, length));
    }
  return seeds;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) seeds = argc > 1 ? read_seeds (argv[1]) : NULL;
  guint runs = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 0;
  g_autoptr (GRand) random = g_rand_new_with_seed (20260402);

  if (seeds == NULL || seeds->len == 0)
    {
      fprintf (stderr, "%s: no seeds; say in which folder they are\n", argv[0]);
      return 2;
    }
  input_path = g_strconcat (argv[0], ".input", NULL);
  for (guint i = 0; i < seeds->len; i++)
    run (seeds->pdata[i]);
  for (guint i = 0; i < runs; i++)
    {
      const GByteArray *seed = g_ptr_array_index (seeds, (guint) g_rand_int_range (random, 0, (gint32) seeds->len));
      g_autoptr (GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, seed->data, seed->len);
      for (int changes = g_rand_int_range (random, 1, 5); changes > 0; changes--)
        change (input, seeds, random);
      run (input);
    }
  remove (input_path);
  g_free (input_path);
  printf ("%u seeds, %u changed copies\n", seeds->len, runs);
  return 0;
}
