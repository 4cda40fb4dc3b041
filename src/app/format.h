/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as people read them, in the language of the program. All return new strings; "" for an absent value. */
#pragma once

#include "core/schema.h"

char *format_fen (gint64 fen);              /* ¥31,260 · ¥0.50 · -¥1,000 */
char *format_score (gint64 hundredths);     /* 94.73 */
char *format_opt_score (OptInt hundredths); /* 94.73, or – */
char *format_weight (gint64 hundredths);    /* 25 % of weights in hundredths of a percent: 25, 12.5 */
char *format_percent (Ratio ratio);         /* 3.05%, half up; – where the denominator is 0 */
char *format_count (gint64 number);         /* 1,234,567 */
char *format_day (const char *day,
                  const char *today);        /* 11-03 Tue; with the year where it is another; @today nullable */
char *format_month (const char *month);      /* 2026-10 → October 2026 as the language writes it */
char *format_moment (gint64 us, gint64 now); /* 14:03 today · 11-03 14:03 this year · 2025-11-03 14:03; 0 = "" */
char *format_phone (const char *number);     /* 138****5678 */
char *format_enum (const EnumNick *enums, int value);

/* Member of an entity's row in the form its kind and mask ask for. @now: µs, for what is today. References stay empty:
 * names come from the directory. */
char *format_member (const Schema *schema, const Field *field, gconstpointer row, gint64 now);

/*
 * What a person typed. FALSE: *problem is a msgid that says what is wrong. "" is absent: *out is then not set.
 * Full-width digits and 。are taken like their ASCII twins, ¥ and thousands separators are skipped.
 */
gboolean parse_fen (const char *text, OptInt *out, const char **problem);
gboolean parse_score (const char *text, OptInt *out, const char **problem); /* 0–100, at most two decimals */
gboolean parse_number (const char *text, OptInt *out, const char **problem);
gboolean parse_day (const char *text, const char *today, char **out, const char **problem); /* 2026-11-03, 11-3, 3 */
gboolean parse_month (const char *text, char **out, const char **problem);
