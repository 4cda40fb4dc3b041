/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/palette.h"

#define WHOLE 1000
#define START 700
#define INSIDE 500
#define SCATTERED 100

/* Characters of @word in order within @candidate, both folded; fewer gaps score higher. */
static int
match_scattered (const char *candidate, const char *word)
{
  const char *at = candidate;
  int         gaps = 0;

  for (const char *c = word; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar wanted = g_utf8_get_char (c);
      gboolean first = TRUE;

      while (*at != '\0' && g_utf8_get_char (at) != wanted)
        {
          gaps += first ? 1 : 0;
          first = FALSE;
          at = g_utf8_next_char (at);
        }
      if (*at == '\0')
        return 0;
      at = g_utf8_next_char (at);
    }
  return MAX (SCATTERED - 10 * gaps, 1);
}

static int
match_word (const char *candidate, const char *word)
{
  const char *at = strstr (candidate, word);

  if (at == NULL)
    return g_utf8_strlen (word, -1) > 1 ? match_scattered (candidate, word) : 0;
  if (at == candidate)
    return strlen (candidate) == strlen (word) ? WHOLE : START;
  return INSIDE;
}

int
palette_match (const char *candidate, const char *text)
{
  g_autofree char *folded = NULL;
  g_autofree char *wanted = NULL;
  g_auto (GStrv) words = NULL;
  int total = 0;
  int n = 0;

  if (candidate == NULL || text == NULL)
    return 0;
  folded = g_utf8_casefold (candidate, -1);
  wanted = g_utf8_casefold (text, -1);
  words = g_strsplit_set (wanted, " \t", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        int score = match_word (folded, words[i]);

        if (score == 0)
          return 0;
        total += score;
        n++;
      }
  return n > 0 ? total / n : 0;
}
