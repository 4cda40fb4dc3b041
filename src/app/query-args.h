/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clause with copies of its values, so that a query can run later and in another thread. */
#pragma once

#include "store/store.h"

typedef struct
{
  const Schema *schema;
  char         *clause;
  GPtrArray    *values; /* (element-type QueryValue) */
} QueryArgs;

QueryArgs *query_args_new_va (const Schema *schema, const char *clause, const char *types, va_list values);
QueryArgs *query_args_copy (const QueryArgs *args);
void       query_args_free (QueryArgs *args);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QueryArgs, query_args_free)

/* (transfer full) (element-type gint64): the keys, in the order of the clause; NULL with a #DB_ERROR */
GArray *query_args_select (const QueryArgs *args, Store *store, GError **error);
