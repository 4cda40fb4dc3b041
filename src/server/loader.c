/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's rows as rules read them, and the running of commands (R18). */
#include "core/hlc.h"
#include "core/id.h"
#include "core/json.h"
#include "server/account-key.h"
#include "server/admin.h"
#include "server/server-private.h"

typedef struct
{
  Loader  base;
  Server *server;
} ServerLoader;

static gpointer
load_row (Loader *loader, const Schema *schema, Id id, GError **error)
{
  return server_read (((ServerLoader *) loader)->server, schema, id, error);
}

/* Rows of a statement that yields id, bucket, seq, rv, body. (transfer full) */
static GPtrArray *
collect (const Schema *schema, DbStmt *stmt, GPtrArray *rows, GError **error)
{
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Stored   stored = { .id = db_column_id (stmt, 0),
                          .bucket = db_column_id (stmt, 1),
                          .seq = db_column_int (stmt, 2),
                          .rv = db_column_int (stmt, 3),
                          .body = (char *) db_column_text (stmt, 4) };
      gpointer row = stored_struct (schema, &stored, error);

      if (row == NULL)
        step = -1;
      else
        g_ptr_array_add (rows, row);
      if (row == NULL)
        break;
    }
  if (step == 0)
    return rows;
  for (guint i = 0; i < rows->len; i++)
    schema_free (schema, rows->pdata[i]);
  g_ptr_array_unref (rows);
  return NULL;
}

static GPtrArray *
load_children (Loader *loader, const Schema *schema, Id parent, GError **error)
{
  Server *self = ((ServerLoader *) loader)->server;
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error,
      "SELECT id, bucket, seq, rv, body FROM row INDEXED BY row_by_parent WHERE org = ? AND tbl = ? AND parent = ? "
      "AND del = 0 ORDER BY id",
      "isd", ORG, schema->table, &parent);

  return collect (schema, stmt, g_ptr_array_new (), error);
}

static GPtrArray *
load_bucket (Server *self, const Schema *schema, Id bucket, GPtrArray *rows, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT id, bucket, seq, rv, body FROM row INDEXED BY row_by_bucket WHERE "
                                        "org = ? AND bucket = ? AND tbl = ? AND del = 0 ORDER BY seq",
                                        "ids", ORG, &bucket, schema->table);

  return collect (schema, stmt, rows, error);
}

/* Buckets of the person's facts: one for each assignment held in the month, or the person's own place. */
static GPtrArray *
load_facts (Loader *loader, const Schema *schema, Id person, const char *month, GError **error)
{
  Server    *self = ((ServerLoader *) loader)->server;
  GPtrArray *rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) assignments = directory_assignments_of (self->directory, person);
  Id shard = ID_NONE;

  for (guint i = 0; i < assignments->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (assignments, i);
      const Place      *place = schema->places;

      shard = assignment->acting && !id_is_none (shard) ? shard : assignment->department;
      if (place->cls == BUCKET_FACTS && rows != NULL)
        rows = load_bucket (self, schema,
                            bucket_derive_id (BUCKET_FACTS, assignment->department, assignment->row.id, month), rows,
                            error);
      else if (place->cls == BUCKET_CUST && rows != NULL)
        rows =
            load_bucket (self, schema, bucket_derive_id (BUCKET_CUST, assignment->department, assignment->row.id, ""),
                         rows, error);
    }
  for (const Place *place = schema->places; rows != NULL && place->cls != BUCKET_NONE; place++)
    {
      gboolean again = FALSE;

      for (const Place *earlier = schema->places; earlier < place; earlier++)
        again |= earlier->cls == place->cls;
      if (!again && place->cls != BUCKET_FACTS && place->cls != BUCKET_CUST)
        rows = load_bucket (self, schema, bucket_derive_id (place->cls, shard, person, ""), rows, error);
    }
  return rows;
}

static GPtrArray *
load_list (Loader *loader, const Schema *schema, const char *filter, Id value, GError **error)
{
  Server *self = ((ServerLoader *) loader)->server;
  char    hex[33];
  g_autoptr (DbStmt) stmt = NULL;
  g_autofree char *path = filter != NULL ? g_strconcat ("$.", filter, NULL) : NULL;

  id_to_hex (value, hex);
  if (g_strcmp0 (filter, "customer") == 0)
    stmt = db_prepare (self->db, error,
                       "SELECT id, bucket, seq, rv, body FROM row INDEXED BY row_by_customer WHERE org = ? AND tbl = ? "
                       "AND del = 0 AND customer = ? ORDER BY id",
                       "iss", ORG, schema->table, hex);
  else if (filter == NULL)
    stmt = db_prepare (self->db, error,
                       "SELECT id, bucket, seq, rv, body FROM row WHERE org = ? AND tbl = ? AND del = 0 ORDER BY id",
                       "is", ORG, schema->table);
  else
    stmt = db_prepare (self->db, error,
                       "SELECT id, bucket, seq, rv, body FROM row WHERE org = ? AND tbl = ? AND del = 0 AND body ->> "
                       "? = ? ORDER BY id",
                       "isss", ORG, schema->table, path, hex);
  return collect (schema, stmt, g_ptr_array_new (), error);
}

Loader *
server_loader_new (Server *self, GError **error)
{
  Directory    *directory = server_get_directory (self, error);
  Calendar     *calendar = directory != NULL ? server_get_calendar (self, error) : NULL;
  ServerLoader *loader;

  if (calendar == NULL)
    return NULL;
  loader = g_new (ServerLoader, 1);
  *loader = (ServerLoader){ { load_row, load_children, load_facts, load_list, directory, calendar }, self };
  return &loader->base;
}

static gboolean
key_of (gpointer data, Id person, const char *public_key, gint64 moment, KeyStanding *standing, GError **error)
{
  return account_key_standing (data, person, public_key, moment, standing, error);
}

static gboolean
write_effect (Server            *self,
              const ServerActor *actor,
              const Effect      *effect,
              const char        *action,
              const ServerNow   *now,
              ApplyOutcome      *outcome,
              GError           **error)
{
  g_auto (Stored) old = { 0 };
  gboolean found;
  Change   change = {
      .actor = actor, .schema = effect->schema, .row = effect->row, .removed = effect->removed, .action = action
  };

  if (!stored_load (self, effect->schema->table, ((const Row *) effect->row)->id, &old, &found, error))
    return FALSE;
  change.old = found ? &old : NULL;
  return change_write (self, &change, now, &outcome->seq, &outcome->rv, &outcome->shard, error);
}

static gboolean
write_effects (Server            *self,
               const ServerActor *actor,
               const Effects     *effects,
               const char        *action,
               const ServerNow   *now,
               ApplyOutcome      *outcome,
               GError           **error)
{
  for (guint i = 0; i < effects->len; i++)
    {
      g_autoptr (GError) local = NULL;

      if (write_effect (self, actor, effects->pdata[i], action, now, outcome, &local))
        continue;
      if (g_error_matches (local, SERVER_ERROR, SERVER_ERROR_PLACE))
        {
          outcome_set (outcome, APPLY_HELD, "no_assignment");
          return TRUE;
        }
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static gint64
seq_of (gpointer data, Id shard)
{
  ShardHead head = { .seq = 0 };

  return heads_shard (data, shard, &head, NULL) ? head.seq : 0;
}

gboolean
server_command (Server            *self,
                const ServerActor *actor,
                const Mutation    *mutation,
                const ServerNow   *now,
                ApplyOutcome      *outcome,
                ProblemList       *problems,
                GError           **error)
{
  const Command *command = command_find (mutation->name);
  g_autoptr (JsonNode) args = json_canonical_parse (mutation->args, -1, JSON_DEPTH, NULL);
  g_autoptr (GPtrArray) effects = effects_new ();
  ServerLoader loader = {
    { load_row, load_children, load_facts, load_list, self->directory, server_get_calendar (self, error) }, self
  };
  gint64         server_now = now->now + self->clock_offset;
  const char    *code = "refused";
  CommandContext context = { .loader = &loader.base,
                             .actor = actor->person,
                             .admin = actor->admin,
                             .now = server_now,
                             .clock_bad = actor->clock_bad,
                             .moment = hlc_ms (hlc_clamp (mutation->hlc, server_now / 1000)) * 1000,
                             .id = mutation->id,
                             .mid = mutation->mid,
                             .dg = mutation->dg,
                             .key_of = key_of,
                             .draft_of = freeze_draft_of,
                             .seq_of = seq_of,
                             .data = self };

  if (loader.base.calendar == NULL)
    return FALSE;
  if (command == NULL || args == NULL || !JSON_NODE_HOLDS_OBJECT (args))
    {
      outcome_set (outcome, APPLY_REJECTED, command == NULL ? "unknown_command" : "malformed");
      return TRUE;
    }
  context.args = json_node_get_object (args);
  switch (command->run (&context, effects, problems, &code, error))
    {
    case COMMAND_OK:
      return write_effects (self, actor, effects, command->name, now, outcome, error);
    case COMMAND_REFUSED:
      outcome_set (outcome, APPLY_REJECTED, code);
      return TRUE;
    case COMMAND_FAILED:
    default:
      return FALSE;
    }
}
