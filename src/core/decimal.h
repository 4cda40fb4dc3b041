/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole numbers of small units written with a decimal point: money, scores, percents. No floats. */
#pragma once

#include <glib.h>

#define DECIMAL_TEXT_SIZE 32 /* the longest int64 with sign, point, separators and NUL */

void     decimal_format (gint64 value, guint decimals, gboolean group, char out[DECIMAL_TEXT_SIZE]);
gboolean decimal_parse (const char *text, guint decimals, gint64 *out);
