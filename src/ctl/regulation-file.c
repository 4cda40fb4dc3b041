/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/regulation-file.h"

#include <string.h>

#include "ctl/ctl-resource.h"

#define CLAUSES_PATH "/io/github/zuoxi/ctl/clauses.tsv"

static void
clause_free (gpointer row)
{
  schema_free (&clause_schema, row);
}

GPtrArray *
regulation_file_clauses (Id regulation)
{
  GPtrArray *clauses = g_ptr_array_new_with_free_func (clause_free);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ctl_get_resource (), CLAUSES_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                     NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (int i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      Clause *clause = schema_new (&clause_schema);

      g_assert (g_strv_length (cells) == 3);
      clause->regulation = regulation;
      clause->position = i + 1;
      g_free (clause->code);
      clause->code = g_strdup (cells[0]);
      g_free (clause->heading);
      clause->heading = g_strdup (cells[1]);
      g_free (clause->paraphrase);
      clause->paraphrase = g_strdup (cells[2]);
      clause->row.id = schema_natural_id (&clause_schema, clause);
      g_ptr_array_add (clauses, clause);
    }
  return clauses;
}

/* The number of a Chinese numeral 一 … 十 at the start of @text; @after: what follows it. 0 = none. */
static int
chinese_number (const char *text, const char **after)
{
  static const char *const numerals[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" };

  for (guint i = 0; i < G_N_ELEMENTS (numerals); i++)
    if (g_str_has_prefix (text, numerals[i]))
      {
        *after = text + strlen (numerals[i]);
        return (int) i + 1;
      }
  return 0;
}

typedef struct
{
  GHashTable *texts;
  int         chapter, section;
  char       *code; /* of what the next lines belong to, or NULL */
} Reading;

static void
add_text (Reading *reading, const char *text)
{
  const char *before = g_hash_table_lookup (reading->texts, reading->code);

  if (*text == '\0')
    return;
  if (before != NULL)
    g_hash_table_replace (reading->texts, g_strdup (reading->code), g_strconcat (before, "\n", text, NULL));
  else
    g_hash_table_replace (reading->texts, g_strdup (reading->code), g_strdup (text));
}

static void
begin (Reading *reading, char *code, const char *text)
{
  g_free (reading->code);
  reading->code = code;
  if (code != NULL)
    add_text (reading, text);
}

static void
read_line (Reading *reading, const char *line)
{
  const char *rest;
  char       *end;
  gint64      item;
  int         number;

  if (g_str_has_prefix (line, "## ") && (number = chinese_number (line + 3, &rest)) > 0)
    {
      reading->chapter = number;
      reading->section = 0;
      begin (reading, NULL, NULL);
    }
  else if (g_str_has_prefix (line, "### （") && (number = chinese_number (line + strlen ("### （"), &rest)) > 0 &&
           g_str_has_prefix (rest, "）"))
    {
      reading->section = number;
      begin (reading, g_strdup_printf ("%d.%d", reading->chapter, number), rest + strlen ("）"));
    }
  else if (g_ascii_isdigit (*line) && (item = g_ascii_strtoll (line, &end, 10)) > 0 && *end == '.' &&
           reading->section > 0)
    begin (reading, g_strdup_printf ("%d.%d.%d", reading->chapter, reading->section, (int) item), g_strchug (end + 1));
  else if (reading->code != NULL)
    add_text (reading, line);
}

static gboolean
read_pair (Reading *reading, const char *line)
{
  const char *tab = strchr (line, '\t');

  if (tab == NULL || !g_ascii_isdigit (*line))
    return FALSE;
  begin (reading, g_strndup (line, (gsize) (tab - line)), tab + 1);
  return TRUE;
}

GHashTable *
regulation_file_texts (const char *text)
{
  Reading reading = { .texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (int i = 0; lines[i] != NULL; i++)
    {
      g_strstrip (lines[i]);
      if (!read_pair (&reading, lines[i]))
        read_line (&reading, lines[i]);
    }
  g_free (reading.code);
  return reading.texts;
}

const char *
regulation_file_text_of (GHashTable *texts, const char *code)
{
  const char      *own = g_hash_table_lookup (texts, code);
  g_autofree char *item = NULL;
  gsize            length = strspn (code, "0123456789.");

  if (own != NULL || code[length] == '\0')
    return own;
  item = g_strndup (code, length);
  return g_hash_table_lookup (texts, item);
}
