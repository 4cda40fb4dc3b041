/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores and percents: int64 hundredths of a point. */
#pragma once

#include "core/decimal.h"

void     score_format (gint64 hundredths, char out[DECIMAL_TEXT_SIZE]);
void     score_format_short (gint64 hundredths, char out[DECIMAL_TEXT_SIZE]);
gboolean score_parse (const char *text, gint64 *out);
