/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search-query.h"

#include <string.h>

#include "store/search-class.h"

/* Full-width forms as ASCII, lower case, invalid bytes as blanks; FTS5 sees one spelling and instr() too. */
static char *
fold_typed (const char *typed)
{
  g_autofree char *valid = g_utf8_make_valid (typed, -1);
  GString         *folded = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = search_fold (g_utf8_get_char (p));

      g_string_append_unichar (folded, c == 0x3000 || c == 0xfffd || g_unichar_isspace (c) ? ' ' : c);
    }
  return g_string_free (folded, FALSE);
}

static gboolean
has_token (const char *term)
{
  for (const char *p = term; *p != '\0'; p = g_utf8_next_char (p))
    if (search_class (g_utf8_get_char (p)) != SEARCH_GAP)
      return TRUE;
  return FALSE;
}

/* Class of the term's last run, and how many characters the run has. */
static SearchClass
last_run (const char *term, int *length)
{
  SearchClass class = SEARCH_GAP;

  *length = 0;
  for (const char *p = term; *p != '\0'; p = g_utf8_next_char (p))
    {
      SearchClass now = search_class (g_utf8_get_char (p));

      if (now == SEARCH_GAP)
        {
          if (class != SEARCH_GAP && has_token (p))
            {
              class = SEARCH_GAP;
              *length = 0;
            }
          continue;
        }
      *length = now == class ? *length + 1 : 1;
      class = now;
    }
  return class;
}

static void
append_term (GString *query, const char *term)
{
  int length;
  SearchClass class = last_run (term, &length);

  if (query->len > 0)
    g_string_append_c (query, ' ');
  g_string_append_c (query, '"');
  for (const char *p = term; *p != '\0'; p++)
    if (*p != '"')
      g_string_append_c (query, *p);
    else
      g_string_append (query, "\"\"");
  g_string_append_c (query, '"');
  if (class == SEARCH_WORD || length == 1)
    g_string_append (query, " *");
}

char **
search_terms (const char *typed)
{
  g_autofree char *folded = fold_typed (typed != NULL ? typed : "");
  g_auto (GStrv) all = g_strsplit (folded, " ", -1);
  GPtrArray *terms = g_ptr_array_new ();

  for (char **term = all; *term != NULL; term++)
    if (has_token (*term))
      g_ptr_array_add (terms, g_strdup (*term));
  g_ptr_array_add (terms, NULL);
  return (char **) g_ptr_array_free (terms, FALSE);
}

char *
search_query (const char *typed)
{
  g_auto (GStrv) terms = search_terms (typed);
  GString *query = g_string_new (NULL);

  for (char **term = terms; *term != NULL; term++)
    append_term (query, *term);
  return g_string_free (query, query->len == 0);
}
