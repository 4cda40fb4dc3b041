/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell's text as a member's value. */
#pragma once

#include "core/schema.h"

/**
 * import_set_text:
 * @field: any kind but a reference
 * @text: trimmed; "" = the default
 *
 * Money in yuan, scores in points, ratios as 3/100 or 3 %, moments as 2026-03-02 09:30[:00] of the company's clock.
 *
 * Returns: (nullable) (transfer full): what is wrong with @text, an English sentence; %NULL = set
 */
char *import_set_text (const Field *field, gpointer row, const char *text);
