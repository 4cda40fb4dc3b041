/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the disk and SQLite allow: rows of a store that exists, written anew by bare prepared inserts. */
#pragma once

#include <glib.h>

typedef struct
{
  double seconds; /* on the clock */
  double work;    /* of the processor */
} BareCost;

/**
 * bare_inserts:
 * @source: a store
 * @selects: (array zero-terminated=1): pairs of table and "SELECT * FROM table …", each with the same number of rows;
 * one row of every table a turn, @group turns a commit (FULL)
 * @target: a file that does not exist: gets these tables with their indexes, without triggers
 */
BareCost bare_inserts (const char *source, const char *const *selects, guint group, const char *target);
