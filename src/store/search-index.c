/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeping the index. Rows up to search_table.indexed are in it, except for search_todo, which remembers the text the
 * index holds for a row that changed since; rows above are not in it. So a bulk pull of new rows writes nothing here.
 */
#include "store/search-private.h"
#include "store/search.h"

#include "registry.h"

/* Rows of a slice: what the last one took decides how many the next one may have. */
#define SLICE_ROWS_FIRST 64
#define SLICE_ROWS_MIN 8
#define SLICE_ROWS_MAX 1024

/* As search_mark (), from memory once it was read in the open transaction. */
static gboolean
held_mark (Store *self, const Schema *schema, SearchMark *mark, GError **error)
{
  const SearchMark *held = g_hash_table_lookup (self->marks, schema);

  if (held != NULL)
    *mark = *held;
  else if (!search_mark (self, schema, mark, error))
    return FALSE;
  else if (self->writing > 0)
    g_hash_table_insert (self->marks, (gpointer) schema, g_memdup2 (mark, sizeof *mark));
  return TRUE;
}

gboolean
search_mark (Store *self, const Schema *schema, SearchMark *mark, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "SELECT no, indexed FROM search_table WHERE tbl = ?", "s", schema->table);
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  if (got < 0)
    return FALSE;
  *mark = (SearchMark){ 0 };
  if (got > 0)
    {
      mark->base = db_column_int (stmt, 0) * SEARCH_SPAN;
      mark->indexed = db_column_int (stmt, 1);
    }
  return TRUE;
}

/* The mark, with a number for the table if it has none. */
static gboolean
ensure_mark (Store *self, const Schema *schema, SearchMark *mark, GError **error)
{
  if (!held_mark (self, schema, mark, error))
    return FALSE;
  if (mark->base != 0)
    return TRUE;
  g_hash_table_remove (self->marks, schema);
  return db_exec (self->db, error, "INSERT INTO search_table (tbl) VALUES (?)", "s", schema->table) &&
         held_mark (self, schema, mark, error);
}

static gboolean
index_add (Store *self, gint64 doc, const char *text, GError **error)
{
  if (text == NULL || *text == '\0')
    return TRUE;
  return db_exec (self->db, error, "INSERT INTO search (rowid, text) VALUES (?, ?)", "is", doc, text);
}

static gboolean
index_remove (Store *self, gint64 doc, const char *text, GError **error)
{
  if (text == NULL || *text == '\0')
    return TRUE;
  return db_exec (self->db, error, "INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)", "is", doc, text);
}

static gboolean
set_indexed (Store *self, const Schema *schema, gint64 k, GError **error)
{
  g_hash_table_remove (self->marks, schema);
  return db_exec (self->db, error, "UPDATE search_table SET indexed = ? WHERE tbl = ?", "is", k, schema->table);
}

/* Whether every row below @k is behind the mark: then @k itself may move it. */
static gboolean
is_caught_up (Store *self, const Schema *schema, const SearchMark *mark, gint64 k, gboolean *caught_up, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"%s\" WHERE k > ? AND k < ? LIMIT 1", schema->table);
  gint64           one;
  gboolean         found = FALSE;

  if (!db_int (self->db, &one, &found, error, sql, "ii", mark->indexed, k))
    return FALSE;
  *caught_up = !found;
  return TRUE;
}

/* A row above the mark: only a person's own new row may be indexed at once, and only if nothing is left before it. */
static gboolean
tail_changed (Store            *self,
              const Schema     *schema,
              const SearchMark *mark,
              gint64            k,
              const char       *after,
              gboolean          at_once,
              GError          **error)
{
  gboolean caught_up = FALSE;

  if (after == NULL || !at_once)
    return TRUE;
  if (!is_caught_up (self, schema, mark, k, &caught_up, error))
    return FALSE;
  if (!caught_up)
    return TRUE;
  return index_add (self, mark->base + k, after, error) && set_indexed (self, schema, k, error);
}

/* Takes the index's own text of @doc out of search_todo into *@text, if it stands there. */
static gboolean
take_todo (Store *self, gint64 doc, char **text, gboolean *found, GError **error)
{
  g_autoptr (DbStmt)
      stmt = db_prepare (self->db, error, "DELETE FROM search_todo WHERE doc = ? RETURNING old", "i", doc);
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  if (got < 0)
    return FALSE;
  *found = got > 0;
  if (*found)
    {
      *text = db_column_dup (stmt, 0);
      return db_step (stmt, error) == 0;
    }
  return TRUE;
}

gboolean
search_index_changed (Store        *self,
                      const Schema *schema,
                      gint64        k,
                      const char   *before,
                      const char   *after,
                      gboolean      at_once,
                      GError      **error)
{
  g_autofree char *indexed = NULL;
  SearchMark       mark;
  gint64           doc;
  gboolean         todo = FALSE;

  if ((before == NULL && after == NULL) || (before != NULL && after != NULL && g_str_equal (before, after)))
    return TRUE;
  if (!ensure_mark (self, schema, &mark, error))
    return FALSE;
  if (k > mark.indexed)
    return tail_changed (self, schema, &mark, k, after, at_once, error);
  doc = mark.base + k;
  if (!take_todo (self, doc, &indexed, &todo, error))
    return FALSE;
  if (!todo)
    indexed = g_strdup (before);
  if (!at_once && after != NULL)
    return db_exec (self->db, error, "INSERT INTO search_todo (doc, old) VALUES (?, ?)", "is", doc, indexed);
  return index_remove (self, doc, indexed, error) && index_add (self, doc, after, error);
}

/* Rows of @sql, which selects row_columns (): their texts into the index. */
static gboolean
index_rows (Store *self, const Schema *schema, const SearchMark *mark, Rows *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *text = row_search_text (schema, rows->at[i]);

      if (!index_add (self, mark->base + ((Row *) rows->at[i])->k, text, error))
        return FALSE;
    }
  return TRUE;
}

/* Works off up to *@left rows above the mark. */
static gboolean
index_tail (Store *self, const Schema *schema, guint *left, GError **error)
{
  g_autoptr (Rows) rows = NULL;
  SearchMark mark;

  if (!ensure_mark (self, schema, &mark, error))
    return FALSE;
  rows = store_query (self, schema, error, "WHERE k > ? ORDER BY k LIMIT ?", "ii", mark.indexed, (gint64) *left);
  if (rows == NULL || !index_rows (self, schema, &mark, rows, error))
    return FALSE;
  *left -= rows->len;
  return rows->len == 0 || set_indexed (self, schema, ((Row *) rows->at[rows->len - 1])->k, error);
}

static gboolean
index_todo (Store *self, const Schema *schema, guint *left, GError **error)
{
  g_autoptr (Rows) rows = NULL;
  SearchMark mark;

  if (!search_mark (self, schema, &mark, error))
    return FALSE;
  rows = store_query (self, schema, error,
                      "WHERE k IN (SELECT doc - ? FROM search_todo WHERE doc BETWEEN ? AND ? LIMIT ?)", "iiii",
                      mark.base, mark.base, mark.base + SEARCH_SPAN - 1, (gint64) *left);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      gint64           doc = mark.base + ((Row *) rows->at[i])->k;
      g_autofree char *old = NULL;
      gboolean         found;

      if (!take_todo (self, doc, &old, &found, error) || !index_remove (self, doc, old, error))
        return FALSE;
    }
  *left -= rows->len;
  return index_rows (self, schema, &mark, rows, error);
}

static gboolean
is_searched (const Schema *schema)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->search)
      return TRUE;
  return FALSE;
}

gboolean
store_index_step (Store *self, guint max_rows, gboolean *more, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  guint left = max_rows;

  if (!store_begin (&scope, self, error))
    return FALSE;
  for (guint i = 0; registry[i] != NULL && left > 0; i++)
    if (is_searched (registry[i]) &&
        (!index_todo (self, registry[i], &left, error) || (left > 0 && !index_tail (self, registry[i], &left, error))))
      return FALSE;
  if (!store_commit (&scope, error))
    return FALSE;
  *more = left == 0;
  return TRUE;
}

/* Half the time is aimed at: a commit now and then also merges parts of the index. */
static guint
rows_for (guint rows, gint64 took, gint64 budget)
{
  gint64 aim = took > 0 ? (gint64) rows * (budget / 2) / took : SLICE_ROWS_MAX;

  return (guint) CLAMP (MIN (aim, (gint64) rows * 2), SLICE_ROWS_MIN, SLICE_ROWS_MAX);
}

gboolean
store_index_slice (Store *self, gint64 budget, gboolean *more, GError **error)
{
  guint  rows = self->slice_rows > 0 ? self->slice_rows : SLICE_ROWS_FIRST;
  gint64 took = store_now (self);

  if (!store_index_step (self, rows, more, error))
    return FALSE;
  took = store_now (self) - took;
  /* A slice that ran out of rows says nothing about a full one. */
  if (*more || took > budget / 2)
    self->slice_rows = rows_for (rows, took, budget);
  return TRUE;
}
