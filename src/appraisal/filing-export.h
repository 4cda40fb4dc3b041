/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The month's results as a table for other programs: coefficients, never amounts (5.6.1). */
#pragma once

#include "appraisal/review-list.h"

/* @path: ends in .xlsx or else is written as CSV with a mark for spreadsheets. Errors: #GIOErrorEnum, naming the
 * file. */
gboolean filing_export (GPtrArray *items, Directory *directory, const char *path, GError **error);
