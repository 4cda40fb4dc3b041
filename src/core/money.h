/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Money: int64 fen, a hundredth of a yuan. */
#pragma once

#include "core/decimal.h"

void     fen_format (gint64 fen, char out[DECIMAL_TEXT_SIZE]);
gboolean fen_parse (const char *text, gint64 *out);
