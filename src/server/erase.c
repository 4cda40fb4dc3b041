/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/erase.h"

#include "core/id.h"
#include "registry.h"
#include "server/admin.h"
#include "server/blob.h"
#include "server/server-private.h"
#include "sync/inbox-item.h"

typedef struct
{
  Server            *server;
  const ServerActor *admin;
  const char        *under;
  gboolean           live; /* delete first what is not deleted */
  const ServerNow   *now;
  EraseReport       *report;
  char             **problem;
} Erase;

static gboolean erase_row (Erase *self, const Schema *schema, Id id, GError **error);

static gboolean
cannot (Erase *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
cannot (Erase *self, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  *self->problem = g_strdup_vprintf (format, values);
  va_end (values);
  return TRUE;
}

/* (transfer full): what a statement yields in its first column. */
static GArray *
collect_ids (DbStmt *stmt, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (Id));
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Id id = db_column_id (stmt, 0);

      g_array_append_val (ids, id);
    }
  return step == 0 ? g_steal_pointer (&ids) : NULL;
}

/* Says in each of @shards that values about @row are gone from now on. */
static gboolean
say_erased (Erase *self, GArray *shards, const char *table, Id row, GError **error)
{
  for (guint i = 0; i < shards->len; i++)
    if (!audit_append (self->server, g_array_index (shards, Id, i), self->admin, "erase", table, row, self->under,
                       self->now, error))
      return FALSE;
  return TRUE;
}

/* The words of earlier erasures stay: they say why the others are gone. */
static gboolean
erase_values (Erase *self, const char *table, Id row, GError **error)
{
  Db *db = self->server->db;
  g_autoptr (DbStmt) stmt = db_prepare (db, error,
                                        "SELECT DISTINCT a.shard FROM audit a INDEXED BY audit_by_row JOIN "
                                        "audit_value v"
                                        " ON v.org = a.org AND v.shard = a.shard AND v.aseq = a.aseq"
                                        " WHERE a.org = ? AND a.tbl = ? AND a.row = ? AND a.action <> 'erase'",
                                        "isd", ORG, table, &row);
  g_autoptr (GArray) shards = collect_ids (stmt, error);

  if (shards == NULL ||
      !db_exec (db, error,
                "DELETE FROM audit_value WHERE (org, shard, aseq) IN (SELECT a.org, a.shard, a.aseq FROM audit a"
                " INDEXED BY audit_by_row WHERE a.org = ? AND a.tbl = ? AND a.row = ? AND a.action <> 'erase')",
                "isd", ORG, table, &row))
    return FALSE;
  self->report->values += db_changes (db);
  return say_erased (self, shards, table, row, error);
}

/* A refused group stands in the audit and among the refused lines without a row of its own. */
static gboolean
erase_groups (Erase *self, Id row, GError **error)
{
  static const Id  none = { { 0 } };
  Db              *db = self->server->db;
  g_autofree char *hex = id_dup_hex (row);
  g_autoptr (DbStmt) stmt = db_prepare (db, error,
                                        "SELECT DISTINCT a.shard FROM audit a INDEXED BY audit_by_row JOIN "
                                        "audit_value v"
                                        " ON v.org = a.org AND v.shard = a.shard AND v.aseq = a.aseq WHERE a.org = ?"
                                        " AND a.tbl = '' AND a.row = ? AND a.action <> 'erase' AND instr (v.value, ?)",
                                        "ids", ORG, &none, hex);
  g_autoptr (GArray) shards = collect_ids (stmt, error);

  if (shards == NULL ||
      !db_exec (db, error,
                "DELETE FROM audit_value WHERE (org, shard, aseq) IN (SELECT a.org, a.shard, a.aseq FROM audit a"
                " INDEXED BY audit_by_row WHERE a.org = ? AND a.tbl = '' AND a.row = ? AND a.action <> 'erase')"
                " AND instr (value, ?)",
                "ids", ORG, &none, hex))
    return FALSE;
  self->report->values += db_changes (db);
  if (!say_erased (self, shards, "", ID_NONE, error) ||
      !db_exec (db, error, "UPDATE mutation SET line = NULL WHERE org = ? AND row = ? AND instr (line, ?)", "ids", ORG,
                &none, hex))
    return FALSE;
  self->report->lines += db_changes (db);
  return TRUE;
}

static gboolean
remove_note (Erase *self, Id id, GError **error)
{
  g_auto (Stored) stored = { 0 };
  gboolean found, done;
  gint64   seq, rv;
  Id       shard;
  Change   change = {
      .actor = self->admin, .schema = &inbox_item_schema, .old = &stored, .removed = TRUE, .action = "del"
  };
  gpointer row;

  if (!stored_load (self->server, inbox_item_schema.table, id, &stored, &found, error) || !found)
    return FALSE;
  if (stored.deleted)
    return TRUE;
  row = stored_struct (&inbox_item_schema, &stored, error);
  if (row == NULL)
    return FALSE;
  change.row = row;
  done = change_write (self->server, &change, self->now, &seq, &rv, &shard, error);
  schema_free (&inbox_item_schema, row);
  self->report->notes++;
  return done && erase_row (self, &inbox_item_schema, id, error);
}

/* What an author wrote about the row and has decided on. */
static gboolean
erase_notes (Erase *self, Id row, GError **error)
{
  g_autofree char *hex = id_dup_hex (row);
  g_autoptr (DbStmt) stmt = db_prepare (self->server->db, error,
                                        "SELECT id FROM row WHERE org = ? AND tbl = 'inbox_item' AND del = 0 AND (body "
                                        "->> '$.subject' = ? OR instr (body, ?))",
                                        "iss", ORG, hex, hex);
  g_autoptr (GArray) ids = collect_ids (stmt, error);

  if (ids == NULL)
    return FALSE;
  g_clear_pointer (&stmt, db_release);
  for (guint i = 0; i < ids->len; i++)
    if (!remove_note (self, g_array_index (ids, Id, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
erase_children (Erase *self, const Schema *parent, Id id, GError **error)
{
  for (int i = 0; registry[i] != NULL; i++)
    {
      const Field *field = schema_parent (registry[i]);
      g_autoptr (DbStmt) stmt = NULL;
      g_autoptr (GArray) ids = NULL;

      if (field == NULL || !g_str_equal (field->ref, parent->table))
        continue;
      stmt = db_prepare (self->server->db, error,
                         "SELECT id FROM row INDEXED BY row_by_parent WHERE org = ? AND tbl = ? AND parent = ?", "isd",
                         ORG, registry[i]->table, &id);
      ids = collect_ids (stmt, error);
      if (ids == NULL)
        return FALSE;
      g_clear_pointer (&stmt, db_release);
      for (guint j = 0; j < ids->len; j++)
        if (!erase_row (self, registry[i], g_array_index (ids, Id, j), error) || *self->problem != NULL)
          return *self->problem != NULL;
    }
  return TRUE;
}

static gboolean
count_of (Erase *self, const char *sql, Id row, gint64 *count, GError **error)
{
  g_autofree char *hex = id_dup_hex (row);
  gboolean         found;

  return db_int (self->server->db, count, &found, error, sql, "is", ORG, hex);
}

/* Whether nobody is still to decide on something about the row. */
static gboolean
check_open (Erase *self, const Schema *schema, Id id, GError **error)
{
  gint64 open = 0, held = 0;
  char   hex[ID_HEX_LENGTH + 1];

  id_to_hex (id, hex);
  if (!count_of (self,
                 "SELECT count(*) FROM row WHERE org = ? AND tbl = 'inbox_item' AND del = 0 AND instr (body, ?) AND "
                 "coalesce (body ->> '$.state', 'open') = 'open'",
                 id, &open, error) ||
      !count_of (self, "SELECT count(*) FROM mutation WHERE org = ? AND status = 'held' AND instr (line, ?)", id, &held,
                 error))
    return FALSE;
  if (open > 0)
    return cannot (self, "%s %s: %" G_GINT64_FORMAT " inbox items about it are open; their authors close them first",
                   schema->table, hex, open);
  if (held > 0)
    return cannot (self, "%s %s: %" G_GINT64_FORMAT " lines about it wait; zuoxictl held list shows them",
                   schema->table, hex, held);
  return TRUE;
}

/* As any other mutation of the administrator: what no access line lets him delete stays (R60, R62). */
static gboolean
delete_row (Erase *self, const Schema *schema, Id id, GError **error)
{
  g_autoptr (Mutation) mutation = NULL;
  gpointer     row = server_read (self->server, schema, id, error);
  ApplyOutcome outcome = { 0 };
  char         hex[ID_HEX_LENGTH + 1];

  if (row == NULL)
    return FALSE;
  mutation = mutation_del (schema, row);
  schema_free (schema, row);
  if (!server_apply (self->server, self->admin, mutation, "", self->now, &outcome, error))
    return FALSE;
  id_to_hex (id, hex);
  return outcome.status == APPLY_OK ||
         cannot (self, "%s %s: rows of this table must be kept (%s)", schema->table, hex, outcome.code);
}

static gboolean
erase_row (Erase *self, const Schema *schema, Id id, GError **error)
{
  g_auto (Stored) stored = { 0 };
  gboolean found;
  char     hex[ID_HEX_LENGTH + 1];

  id_to_hex (id, hex);
  if (!stored_load (self->server, schema->table, id, &stored, &found, error))
    return FALSE;
  if (!found)
    return cannot (self, "%s %s: there was never such a row", schema->table, hex);
  if (!stored.deleted && !self->live)
    return cannot (self, "%s %s: the row is not deleted; --delete deletes it first", schema->table, hex);
  if (!stored.deleted && (!delete_row (self, schema, id, error) || *self->problem != NULL))
    return *self->problem != NULL;
  if (!check_open (self, schema, id, error) || *self->problem != NULL)
    return *self->problem != NULL;
  if (!erase_children (self, schema, id, error) || *self->problem != NULL)
    return *self->problem != NULL;
  self->report->rows++;
  if (!server_erase_blob (self->server, schema, id, stored.body, error) ||
      !db_exec (self->server->db, error, "UPDATE row SET body = '{}', customer = NULL WHERE org = ? AND tbl = ? AND "
                                         "id = ?",
                "isd", ORG,
                schema->table, &id) ||
      !db_exec (self->server->db, error, "UPDATE mutation SET line = NULL WHERE org = ? AND row = ?", "id", ORG, &id))
    return FALSE;
  self->report->lines += db_changes (self->server->db);
  return erase_notes (self, id, error) && erase_values (self, schema->table, id, error) &&
         erase_groups (self, id, error);
}

gboolean
server_erase (Server            *self,
              const ServerActor *admin,
              const Schema      *schema,
              Id                 id,
              const char        *under,
              gboolean           live,
              const ServerNow   *now,
              EraseReport       *report,
              char             **problem,
              GError           **error)
{
  Erase erase = { self, admin, under, live, now, report, problem };

  *report = (EraseReport){ 0 };
  *problem = NULL;
  return erase_row (&erase, schema, id, error);
}
