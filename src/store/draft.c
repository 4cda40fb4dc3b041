/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/draft.h"

void
draft_free (Draft *draft)
{
  g_free (draft->form);
  g_free (draft->field);
  g_free (draft->text);
  g_free (draft);
}

static void
free_draft_cb (gpointer draft)
{
  draft_free (draft);
}

gboolean
store_draft_set (Store *store, const char *form, const char *field, const char *text, gint64 at, GError **error)
{
  return db_exec (store_db (store), error,
                  "INSERT INTO draft (form, field, text, at) VALUES (?, ?, ?, ?)"
                  " ON CONFLICT (form, field) DO UPDATE SET text = excluded.text, at = excluded.at",
                  "sssi", form, field, text, at);
}

char *
store_draft_get (Store *store, const char *form, const char *field, gboolean *found, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (store_db (store), error, "SELECT text FROM draft WHERE form = ? AND field = ?",
                                        "ss", form, field);
  int got = stmt != NULL ? db_step (stmt, error) : -1;

  if (got < 0)
    return NULL;
  if (found != NULL)
    *found = got > 0;
  return g_strdup (got > 0 ? db_column_text (stmt, 0) : "");
}

GPtrArray *
store_draft_list (Store *store, const char *form, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (store_db (store), error,
                                        "SELECT form, field, text, at FROM draft WHERE form = coalesce (?, form)"
                                        " ORDER BY at, form, field",
                                        "s", form);
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (free_draft_cb);
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Draft *draft = g_new0 (Draft, 1);

      draft->form = db_column_dup (stmt, 0);
      draft->field = db_column_dup (stmt, 1);
      draft->text = db_column_dup (stmt, 2);
      draft->at = db_column_int (stmt, 3);
      g_ptr_array_add (drafts, draft);
    }
  return got == 0 ? g_steal_pointer (&drafts) : NULL;
}

gboolean
store_draft_clear (Store *store, const char *form, const char *field, GError **error)
{
  if (field == NULL)
    return db_exec (store_db (store), error, "DELETE FROM draft WHERE form = ?", "s", form);
  return db_exec (store_db (store), error, "DELETE FROM draft WHERE form = ? AND field = ?", "ss", form, field);
}
