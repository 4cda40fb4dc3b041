/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Structs to and from SQL, by their field table. Identifiers are always quoted: there is an entity "call". */
#pragma once

#include "core/schema.h"
#include "store/db.h"

/* Rows of one entity, as queries return them. */
typedef struct
{
  const Schema *schema;
  gpointer     *at; /* len structs */
  guint         len;
} Rows;

void row_list_free (Rows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rows, row_list_free)
/* (transfer full): the row leaves the list, which then must only be freed. */
gpointer rows_steal (Rows *rows, guint index);
/* (transfer full): all of them as an array without a free function; the list is freed. */
GPtrArray *rows_to_array (Rows *rows);

/* k, id, bucket, seq, rv, the fields, extra: as row_read () wants them. */
char *row_columns (const Schema *schema);
char *row_insert_sql (const Schema *schema);
char *row_update_sql (const Schema *schema); /* by id */
/* Text of the members with .search, one a line; NULL if the entity has none, "" if they are empty. */
char *row_search_text (const Schema *schema, gconstpointer row);

/* Fills @row, from schema_new (), from the columns of row_columns () starting at @at. FALSE with SCHEMA_ERROR_UNKNOWN
   for a nick a newer build wrote. */
gboolean row_read (const Schema *schema, DbStmt *stmt, int at, gpointer row, GError **error);
/* Runs the statement of row_insert_sql () or row_update_sql (). Values are borrowed while it runs. */
gboolean row_write (const Schema *schema, Db *db, const char *sql, gconstpointer row, GError **error);
/* All rows of a statement that selects row_columns (). */
Rows *row_read_all (const Schema *schema, DbStmt *stmt, GError **error);
