/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-row.h"

#include <string.h>

/* clang-format off */
static const char *const words[] = {
  "客户", "电话", "销售", "绩效考核", "A0101", "云进销存", "“引号”", "line\nbreak", "tab\there", "\\back", "😀", "x" };
/* clang-format on */

static char *
random_text (const Field *field, GRand *random)
{
  gsize    max = field->max > 0 ? (gsize) MIN (field->max, 200) : 200;
  GString *text = g_string_new (NULL);
  int      count = g_rand_int_range (random, 0, 6);

  for (int i = 0; i < count; i++)
    {
      const char *word = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];

      if (text->len + strlen (word) <= max)
        g_string_append (text, word);
    }
  return g_string_free (text, FALSE);
}

static gint64
random_number (const Field *field, GRand *random)
{
  if (field->min != 0 || field->max != 0)
    {
      gint64 span = field->max - field->min + 1;

      return field->min + (gint64) (g_rand_double (random) * (double) span) % span;
    }
  return ((gint64) g_rand_int (random) << 20) - ((gint64) 1 << 40);
}

static char *
random_string (const Field *field, GRand *random)
{
  gboolean empty = g_rand_boolean (random) && field->key == 0;

  switch ((int) field->kind)
    {
    case FIELD_DATE:
      return empty ? g_strdup ("")
                   : g_strdup_printf ("20%02d-%02d-%02d", g_rand_int_range (random, 10, 40),
                                      g_rand_int_range (random, 1, 13), g_rand_int_range (random, 1, 29));
    case FIELD_MONTH:
      return empty
                 ? g_strdup ("")
                 : g_strdup_printf ("20%02d-%02d", g_rand_int_range (random, 10, 40), g_rand_int_range (random, 1, 13));
    case FIELD_SET:
      return empty ? g_strdup ("") : g_strdup ("[\"客户\",\"甲\"]");
    case FIELD_BLOBREF:
      return empty ? g_strdup ("") : g_strnfill (64, "0123456789abcdef"[g_rand_int_range (random, 0, 16)]);
    default:
      return random_text (field, random);
    }
}

static Id
random_id (GRand *random)
{
  Id id;

  for (guint i = 0; i < sizeof id.b; i++)
    id.b[i] = (guint8) g_rand_int (random);
  return id;
}

static int
random_enum (const Field *field, GRand *random)
{
  int count = 0;

  while (field->enums[count].nick != NULL)
    count++;
  return field->enums[g_rand_int_range (random, 0, count)].value;
}

void
random_member (const Schema *schema, const Field *field, gpointer row, GRand *random)
{
  switch (field->kind)
    {
    case FIELD_REF:
      *FIELD_PTR (row, field, Id) = random_id (random);
      break;
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
      g_free (*FIELD_PTR (row, field, char *));
      *FIELD_PTR (row, field, char *) = random_string (field, random);
      break;
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      if (field->optional)
        *FIELD_PTR (row, field, OptInt) = (OptInt){ random_number (field, random), g_rand_boolean (random) };
      else
        *FIELD_PTR (row, field, gint64) = random_number (field, random);
      break;
    case FIELD_FLAG:
      *FIELD_PTR (row, field, gboolean) = g_rand_boolean (random);
      break;
    case FIELD_ENUM:
      *FIELD_PTR (row, field, int) = random_enum (field, random);
      break;
    case FIELD_RATIO:
      *FIELD_PTR (row, field, Ratio) = (Ratio){ g_rand_int (random), g_rand_int (random) };
      break;
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

gpointer
random_row (const Schema *schema, GRand *random)
{
  gpointer row = schema_new (schema);

  for (const Field *field = schema->fields; field->name != NULL; field++)
    random_member (schema, field, row, random);
  ((Row *) row)->id = schema_is_natural (schema) ? schema_natural_id (schema, row) : random_id (random);
  return row;
}
