/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person types into a search field, as an FTS5 MATCH expression. */
#pragma once

#include <glib.h>

/**
 * search_query:
 * @typed: text as typed, any UTF-8 or not
 *
 * Blanks separate terms, all of which must occur; punctuation inside a term must not separate what it names in the
 * text, so KH-202603-001 is the three words in a row. A term that ends in letters or digits, or is one ideograph, is a
 * prefix: what is being typed already finds. The result never contains operators of FTS5's own language.
 *
 * Returns: (transfer full) (nullable): the expression, or %NULL if nothing in @typed can be searched for
 */
char *search_query (const char *typed);

/* The same terms for a scan by instr(): rows not yet in the index (R65). Ended by NULL; ASCII lower case. */
char **search_terms (const char *typed);
