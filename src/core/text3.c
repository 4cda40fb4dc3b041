/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text3.h"

#include <string.h>

#define LINES_MAX 2000

/* For each line of base the line of @other it became, or −1: a longest common subsequence. */
static int *
match_lines (char **base, guint n, char **other, guint m)
{
  g_autofree guint16 *table = g_new0 (guint16, (gsize) (n + 1) * (m + 1));
  int                *match = g_new (int, n + 1);
  guint               i, j;

#define AT(row, column) table[(gsize) (row) * (m + 1) + (column)]
  for (i = n; i-- > 0;)
    for (j = m; j-- > 0;)
      AT (i, j) = g_str_equal (base[i], other[j]) ? AT (i + 1, j + 1) + 1 : MAX (AT (i + 1, j), AT (i, j + 1));
  for (i = 0, j = 0; i < n;)
    {
      if (j < m && g_str_equal (base[i], other[j]))
        match[i++] = (int) j++;
      else if (j < m && AT (i, j + 1) >= AT (i + 1, j))
        j++;
      else
        match[i++] = -1;
    }
#undef AT
  match[n] = (int) m;
  return match;
}

static void
append_lines (GPtrArray *merged, char **lines, int from, int to)
{
  for (int i = from; i < to; i++)
    g_ptr_array_add (merged, lines[i]);
}

static gboolean
same_lines (char **a, int a_from, int a_to, char **b, int b_from, int b_to)
{
  if (a_to - a_from != b_to - b_from)
    return FALSE;
  for (int i = 0; i < a_to - a_from; i++)
    if (!g_str_equal (a[a_from + i], b[b_from + i]))
      return FALSE;
  return TRUE;
}

/* Walks from one line all three share to the next; what lies between was changed by one side, by both alike, or
 * clashes. */
static char *
merge_lines (char **base, char **mine, char **theirs)
{
  guint           n = g_strv_length (base);
  g_autofree int *to_mine = match_lines (base, n, mine, g_strv_length (mine));
  g_autofree int *to_theirs = match_lines (base, n, theirs, g_strv_length (theirs));
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();
  int b = 0, x = 0, y = 0;

  for (guint i = 0; i <= n; i++)
    {
      if (to_mine[i] < 0 || to_theirs[i] < 0)
        continue;
      if (same_lines (base, b, (int) i, mine, x, to_mine[i]))
        append_lines (merged, theirs, y, to_theirs[i]);
      else if (same_lines (base, b, (int) i, theirs, y, to_theirs[i]) ||
               same_lines (mine, x, to_mine[i], theirs, y, to_theirs[i]))
        append_lines (merged, mine, x, to_mine[i]);
      else
        return NULL;
      if (i < n)
        g_ptr_array_add (merged, base[i]);
      b = (int) i + 1;
      x = to_mine[i] + 1;
      y = to_theirs[i] + 1;
    }
  g_ptr_array_add (merged, NULL);
  return g_strjoinv ("\n", (char **) merged->pdata);
}

char *
text3_merge (const char *base, const char *mine, const char *theirs)
{
  g_auto (GStrv) base_lines = NULL;
  g_auto (GStrv) mine_lines = NULL;
  g_auto (GStrv) theirs_lines = NULL;

  if (g_str_equal (mine, theirs) || g_str_equal (base, theirs))
    return g_strdup (mine);
  if (g_str_equal (base, mine))
    return g_strdup (theirs);
  base_lines = g_strsplit (base, "\n", -1);
  mine_lines = g_strsplit (mine, "\n", -1);
  theirs_lines = g_strsplit (theirs, "\n", -1);
  if (g_strv_length (base_lines) > LINES_MAX || g_strv_length (mine_lines) > LINES_MAX ||
      g_strv_length (theirs_lines) > LINES_MAX)
    return NULL;
  return merge_lines (base_lines, mine_lines, theirs_lines);
}
