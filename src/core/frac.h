/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact fractions for scores and rates (R27). A result that would leave 128 bits ends the program: a
 * wrong score is worse than none, and the ranges of the field tables keep real input far below. */
#pragma once

#include "core/types.h"

/* Always reduced, den > 0; or num = den = 0, which is N/A. Plain value, compare with frac_cmp (). */
typedef struct
{
  __int128 num;
  __int128 den;
} Frac;

#define FRAC_NA ((Frac){ 0, 0 })
#define FRAC_ZERO ((Frac){ 0, 1 })

Frac frac_make (gint64 num, gint64 den);
Frac frac_from_int (gint64 value);
Frac frac_from_ratio (Ratio ratio);

gboolean frac_is_na (Frac a);

/* N/A in, N/A out; a division by zero is N/A. */
Frac frac_add (Frac a, Frac b);
Frac frac_sub (Frac a, Frac b);
Frac frac_mul (Frac a, Frac b);
Frac frac_div (Frac a, Frac b);
Frac frac_neg (Frac a);
Frac frac_min (Frac a, Frac b);
Frac frac_max (Frac a, Frac b);

int    frac_cmp (Frac a, Frac b);
gint64 frac_floor (Frac a);
gint64 frac_round_half_up (Frac a, guint decimals);

char    *frac_dup_text (Frac a);
char    *frac_dup_decimal (Frac a, guint decimals);
gboolean frac_from_text (const char *text, Frac *out);
