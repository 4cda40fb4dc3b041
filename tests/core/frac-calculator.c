/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads expressions in reverse Polish notation, one a line, and prints each result exactly, rounded to
 * two decimals, and floored: what test-frac-oracle.py compares with Python's fractions. */
#include "core/frac.h"

#include <stdio.h>
#include <string.h>

#define STACK 64

static Frac
apply (const char *operation, Frac a, Frac b)
{
  static const struct
  {
    const char *name;
    Frac (*run) (Frac a, Frac b);
  } operations[] = {
    { "+", frac_add }, { "-", frac_sub }, { "*", frac_mul }, { "/", frac_div }, { "min", frac_min }, { "max", frac_max }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (strcmp (operation, operations[i].name) == 0)
      return operations[i].run (a, b);
  if (strcmp (operation, "cmp") == 0)
    return frac_from_int (frac_cmp (a, b));
  g_error ("unknown operation %s", operation);
}

int
main (void)
{
  static char line[65536];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      Frac  stack[STACK] = { 0 };
      gsize depth = 0;
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);
      g_autofree char *text = NULL;

      for (gsize i = 0; words[i] != NULL; i++)
        {
          g_assert (depth < STACK);
          if (strchr (words[i], '/') != NULL && frac_from_text (words[i], &stack[depth]))
            {
              depth++;
              continue;
            }
          g_assert (depth >= 2);
          stack[depth - 2] = apply (words[i], stack[depth - 2], stack[depth - 1]);
          depth--;
        }
      g_assert (depth == 1);
      text = frac_dup_text (stack[0]);
      if (frac_is_na (stack[0]))
        printf ("%s - -\n", text);
      else
        printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", text, frac_round_half_up (stack[0], 2),
                frac_floor (stack[0]));
    }
  return 0;
}
