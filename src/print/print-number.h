/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as they stand on paper. All exact, no locale; every text is (transfer full). Internal to layer print. */
#pragma once

#include <glib.h>

char *print_number_score (gint64 hundredths);       /* 8397 → 83.97 */
char *print_number_percent (gint64 hundredths);     /* 320 → 3.20% */
char *print_number_weight (gint64 hundredths);      /* 2500 → 25%, 750 → 7.5% */
char *print_number_points (gint64 ten_thousandths); /* 410250 → 41.025 */
char *print_number_yuan (gint64 fen);               /* 3300000 → ¥33,000.00 */

/* "16793/200" → "16793/200 = 83.965", where that is a decimal of at most four places. */
char *print_number_fraction (const char *fraction);

/* The first @digits hex digits (0 = all) in groups of four. */
char *print_number_digest (const char *hex, guint digits);

/* "2026-03" in words; what is no month stays as it is. @months are added. */
char *print_number_month (const char *period, int months);
