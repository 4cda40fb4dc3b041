/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and months of the proleptic Gregorian calendar. Texts are YYYY-MM-DD and YYYY-MM, years 0001 to 9999. */
#pragma once

#include <glib.h>

/* Days since 1970-01-01. A month is written as its first day. */
typedef gint32 Day;

#define DAY_TEXT_SIZE 11
#define MONTH_TEXT_SIZE 8
#define DAY_MIN ((Day) -719162) /* 0001-01-01 */
#define DAY_MAX ((Day) 2932896) /* 9999-12-31 */

gboolean day_from_ymd (int year, int month, int day, Day *out);
void     day_to_ymd (Day day, int *year, int *month, int *day_of_month);
int      day_weekday (Day day);

gboolean day_parse (const char *text, Day *out);
void     day_format (Day day, char out[DAY_TEXT_SIZE]);
char    *day_dup_text (Day day);

gboolean month_parse (const char *text, Day *out_first);
void     month_format (Day day, char out[MONTH_TEXT_SIZE]);
char    *month_dup_text (Day day);
Day      month_first (Day day);
Day      month_last (Day day);
Day      month_add (Day day, int months);
