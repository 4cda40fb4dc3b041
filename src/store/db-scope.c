/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions and savepoints. */
#include "store/db-private.h"

/* SQLite ends the whole transaction by itself on a full disk, an I/O failure or no memory. */
static gboolean
is_lost (Db *self)
{
  return self->depth > 0 && sqlite3_get_autocommit (self->handle);
}

static gboolean
start (DbScope *scope, Db *self, const char *outermost, GError **error)
{
  gboolean begun;

  g_return_val_if_fail (scope->db == NULL, FALSE);
  if (is_lost (self))
    {
      g_set_error (error, DB_ERROR, DB_ERROR_OTHER, "%s: the transaction was rolled back after a failure", self->path);
      return FALSE;
    }
  begun = self->depth == 0 ? db_exec (self, error, outermost, "") : db_exec (self, error, "SAVEPOINT inner_scope", "");
  if (!begun)
    return FALSE;
  scope->db = self;
  scope->depth = ++self->depth;
  if (self->hooks != NULL)
    self->hooks->begun (self->hooks_data);
  return TRUE;
}

gboolean
db_begin (DbScope *scope, Db *self, GError **error)
{
  return start (scope, self, "BEGIN IMMEDIATE", error);
}

gboolean
db_begin_read (DbScope *scope, Db *self, GError **error)
{
  return start (scope, self, "BEGIN", error);
}

static void
end (DbScope *scope, gboolean kept)
{
  Db *self = scope->db;

  self->depth--;
  scope->db = NULL;
  if (self->hooks != NULL)
    self->hooks->ended (self->hooks_data, kept);
}

gboolean
db_commit (DbScope *scope, GError **error)
{
  Db *self = scope->db;

  g_return_val_if_fail (self != NULL && scope->depth == self->depth, FALSE);
  if (is_lost (self))
    {
      g_set_error (error, DB_ERROR, DB_ERROR_OTHER, "%s: the transaction was rolled back after a failure", self->path);
      return FALSE;
    }
  if (self->depth == 1 && self->hooks != NULL && !self->hooks->before_commit (self->hooks_data, error))
    return FALSE;
  if (!db_exec (self, error, self->depth == 1 ? "COMMIT" : "RELEASE inner_scope", ""))
    return FALSE; /* the scope stays open and rolls back when it is left */
  end (scope, TRUE);
  return TRUE;
}

void
db_rollback (DbScope *scope)
{
  Db *self = scope->db;

  if (self == NULL)
    return;
  g_assert (scope->depth == self->depth);
  if (!sqlite3_get_autocommit (self->handle))
    {
      const char *sql = self->depth == 1 ? "ROLLBACK" : "ROLLBACK TO inner_scope; RELEASE inner_scope;";

      /* Straight to SQLite: a broken connection must still be able to let go. */
      if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        self->broken = TRUE;
    }
  end (scope, FALSE);
}

void
db_set_hooks (Db *self, const DbHooks *hooks, gpointer data)
{
  g_return_if_fail (self->depth == 0);
  self->hooks = hooks;
  self->hooks_data = data;
}

gboolean
db_in_transaction (Db *self)
{
  return self->depth > 0;
}
