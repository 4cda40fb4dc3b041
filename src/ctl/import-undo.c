/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking an import back: what nobody touched since goes, the rest is named. */
#include <glib/gi18n.h>
#include "core/id.h"
#include "ctl/ctl.h"
#include "ctl/import.h"
#include "registry.h"

typedef struct
{
  Admin      *admin;
  UndoReport *report;
} Undo;

void
undo_report_clear (UndoReport *report)
{
  g_clear_pointer (&report->kept, g_ptr_array_unref);
}

static gboolean
delete_row (Undo *self, const Schema *schema, gconstpointer row, GError **error)
{
  g_autoptr (Mutation) mutation = mutation_del (schema, row);
  ApplyOutcome outcome = { 0 };

  if (!server_apply (self->admin->server, &self->admin->actor, mutation, "", &self->admin->now, &outcome, error))
    return FALSE;
  if (outcome.status != APPLY_OK)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: a row cannot be deleted (%s)"), schema->table, outcome.code);
  self->report->deleted++;
  return TRUE;
}

static void
keep (Undo *self, const Schema *schema, const Row *row)
{
  char hex[ID_HEX_LENGTH + 1];

  id_to_hex (row->id, hex);
  g_ptr_array_add (self->report->kept, g_strdup_printf ("%s %s", schema->table, hex));
}

/* (transfer full) (element-type Id): ids of live rows of @table for which @clause holds of @value. */
static GArray *
find_rows (Undo *self, const char *sql, const char *table, const char *text, const Id *parent, GError **error)
{
  Db *db = server_get_db (self->admin->server);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autoptr (DbStmt) stmt = NULL;
  int step;

  if (text != NULL)
    stmt = db_prepare (db, error, sql, "ss", table, text);
  else
    stmt = db_prepare (db, error, sql, "sd", table, parent);
  step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Id id = db_column_id (stmt, 0);

      g_array_append_val (ids, id);
    }
  return step == 0 ? g_steal_pointer (&ids) : NULL;
}

static gboolean undo_row (Undo *self, const Schema *schema, Id id, GError **error);

static gboolean
undo_children (Undo *self, const Schema *parent, Id id, GError **error)
{
  for (int i = 0; registry[i] != NULL; i++)
    {
      const Field *field = schema_parent (registry[i]);
      g_autoptr (GArray) ids = NULL;

      if (field == NULL || !g_str_equal (field->ref, parent->table))
        continue;
      ids = find_rows (self, "SELECT id FROM row INDEXED BY row_by_parent WHERE org = 1 AND tbl = ? AND parent = ? "
                             "AND del = 0",
                       registry[i]->table, NULL, &id, error);
      if (ids == NULL)
        return FALSE;
      for (guint j = 0; j < ids->len; j++)
        if (!undo_row (self, registry[i], g_array_index (ids, Id, j), error))
          return FALSE;
    }
  return TRUE;
}

/* Version 1 = as the import wrote it. */
static gboolean
undo_row (Undo *self, const Schema *schema, Id id, GError **error)
{
  Row     *row = server_read (self->admin->server, schema, id, error);
  gboolean done = FALSE;

  if (row == NULL)
    return FALSE;
  if (row->rv > 1)
    {
      keep (self, schema, row);
      done = TRUE;
    }
  else
    done = undo_children (self, schema, id, error) && delete_row (self, schema, row, error);
  schema_free (schema, row);
  return done;
}

gboolean
import_undo (Admin *admin, const char *id, UndoReport *report, GError **error)
{
  Undo     self = { admin, report };
  gboolean any = FALSE;

  report->kept = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; registry[i] != NULL; i++)
    {
      g_autoptr (GArray) ids = NULL;

      if (schema_field (registry[i], "import_id") == NULL)
        continue;
      ids = find_rows (&self, "SELECT id FROM row WHERE org = 1 AND tbl = ? AND del = 0 AND body ->> '$.import_id' = "
                              "?",
                       registry[i]->table, id, NULL, error);
      if (ids == NULL)
        return FALSE;
      any |= ids->len > 0;
      for (guint j = 0; j < ids->len; j++)
        if (!undo_row (&self, registry[i], g_array_index (ids, Id, j), error))
          return FALSE;
    }
  return any || ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no row of such an import is left"), id);
}
