/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by search.c and search-index.c. */
#pragma once

#include "store/store-private.h"

#define SEARCH_SPAN (G_GINT64_CONSTANT (1) << 40) /* documents of one table: no × span + k */

typedef struct
{
  gint64 base;    /* 0 = nothing of the table was ever indexed */
  gint64 indexed; /* rows with a greater k are not in the index */
} SearchMark;

gboolean search_mark (Store *self, const Schema *schema, SearchMark *mark, GError **error);
