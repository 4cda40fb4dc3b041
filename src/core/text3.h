/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three-way merge of texts by lines. */
#pragma once

#include <glib.h>

/**
 * text3_merge:
 * @base: what both started from
 *
 * Pure; O(lines of base × lines of the longer). Texts of more than 2,000 lines merge only if one side is unchanged.
 *
 * Returns: (transfer full) (nullable): the merged text, or %NULL if both changed the same lines
 */
char *text3_merge (const char *base, const char *mine, const char *theirs);
