/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mutation: who may, what it does, what comes of it. */
#include <string.h>

#include "core/hlc.h"
#include "core/id.h"
#include "core/json.h"
#include "core/plant.h"
#include "registry.h"
#include "server/merge.h"
#include "server/server-private.h"

void
outcome_set (ApplyOutcome *outcome, ApplyStatus status, const char *code)
{
  *outcome = (ApplyOutcome){ .status = status };
  g_strlcpy (outcome->code, code, sizeof outcome->code);
}

static gboolean
refuse (ApplyOutcome *outcome, const char *code)
{
  outcome_set (outcome, APPLY_REJECTED, code);
  return TRUE;
}

/**
 * server_subject:
 *
 * Returns: the person the row is about: its subject, or the holder of the assignment that owns it; none = nobody
 */
Id
server_subject (Server *self, const Schema *schema, gconstpointer row)
{
  if (schema->subject != NULL)
    return *FIELD_PTR (row, schema_field (schema, schema->subject), Id);
  for (const Place *place = schema->places; place->cls != BUCKET_NONE; place++)
    if (place->cls == BUCKET_CUST)
      {
        const Assignment *assignment = directory_assignment (self->directory,
                                                             *FIELD_PTR (row, schema_field (schema, place->owner), Id));

        return assignment != NULL ? assignment->person : ID_NONE;
      }
  return ID_NONE;
}

guint
server_relations (Server *self, const ServerActor *actor, const Schema *schema, gconstpointer row, const char *today)
{
  if (actor->admin)
    return REL_ADMIN;
  return directory_relations (self->directory, actor->person, server_subject (self, schema, row), today);
}

/* Whether the actor may do @op to @row and set every member of @set. */
static gboolean
may (Server            *self,
     const ServerActor *actor,
     const Schema      *schema,
     gconstpointer      row,
     Operation          op,
     JsonObject        *set,
     const ServerNow   *now)
{
  const char    *state = schema_state (schema, row);
  char           today[11];
  guint          relations;
  JsonObjectIter iter;
  const char    *name;

  server_today (self, now, today);
  relations = server_relations (self, actor, schema, row, today);
  if (!access_allows (schema, relations, op, state, NULL) && (op == OP_DEL || set == NULL))
    return FALSE;
  if (set == NULL)
    return TRUE;
  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!access_allows (schema, relations, op, state, name) && !PLANT (any_member))
      return FALSE;
  return access_allows (schema, relations, op, state, NULL) || json_object_get_size (set) > 0;
}

static gboolean
write_outcome (Server *self, const Change *change, const ServerNow *now, ApplyOutcome *outcome, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (change_write (self, change, now, &outcome->seq, &outcome->rv, &outcome->shard, &local))
    return TRUE;
  if (g_error_matches (local, SERVER_ERROR, SERVER_ERROR_PLACE))
    {
      outcome_set (outcome, APPLY_HELD, "no_assignment");
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* A check that fails after a merge is a conflict, without a merge an invalid edit (R44). */
static gboolean
check_row (const Schema *schema, gconstpointer row, MergeResult merged, ProblemList *problems, ApplyOutcome *outcome)
{
  schema_check (schema, row, problems);
  if (problems->len == 0)
    return TRUE;
  outcome_set (outcome, merged == MERGE_CLEAN ? APPLY_REJECTED : APPLY_CONFLICT,
               merged == MERGE_CLEAN ? "invalid" : "merge_invalid");
  return FALSE;
}

/* Some changes depend on who makes them and when (R28). */
static gboolean
check_change (Server            *self,
              const ServerActor *actor,
              const Schema      *schema,
              gconstpointer      before,
              gconstpointer      row,
              const ServerNow   *now,
              ProblemList       *problems,
              ApplyOutcome      *outcome)
{
  char today[11];

  if (schema->check_change == NULL)
    return TRUE;
  server_today (self, now, today);
  schema->check_change (before, row, server_relations (self, actor, schema, row != NULL ? row : before, today), today,
                        problems);
  if (problems->len == 0)
    return TRUE;
  outcome_set (outcome, APPLY_REJECTED, "invalid");
  return FALSE;
}

/* What is added to a row that is there (R47) is about the same person, or by one who may write that row: else a line of
   one's own could be slipped into somebody else's sheet, or stand in the place where theirs belongs. */
static gboolean
parent_allows (Server            *self,
               const ServerActor *actor,
               const Schema      *schema,
               gconstpointer      row,
               const ServerNow   *now,
               gboolean          *allowed,
               GError           **error)
{
  const Field  *field = schema_parent (schema);
  const Schema *above = field != NULL && field->ref != NULL ? registry_find (field->ref) : NULL;
  gpointer      parent;
  GError       *failure = NULL;
  char          today[11];
  guint         relations;

  *allowed = TRUE;
  if (above == NULL || actor->admin)
    return TRUE;
  parent = server_read (self, above, *FIELD_PTR (row, field, Id), &failure);
  if (parent == NULL && failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (parent == NULL)
    return TRUE;
  server_today (self, now, today);
  relations = server_relations (self, actor, above, parent, today);
  *allowed = id_equal (server_subject (self, above, parent), server_subject (self, schema, row)) ||
             access_allows (above, relations, OP_PUT | OP_SET, schema_state (above, parent), NULL);
  schema_free (above, parent);
  return TRUE;
}

/* What an edit makes of a row must be the author's to write as well: nobody gives a row to somebody he may not write
   for, or moves it below a row he may not write. A natural key stays what the row is named by (R35). */
static gboolean
may_become (Server            *self,
            const ServerActor *actor,
            const Schema      *schema,
            gconstpointer      before,
            gconstpointer      row,
            JsonObject        *set,
            const ServerNow   *now,
            gboolean          *allowed,
            GError           **error)
{
  const Field *parent = schema_parent (schema);

  *allowed = TRUE;
  if (!id_equal (server_subject (self, schema, before), server_subject (self, schema, row)))
    *allowed = may (self, actor, schema, row, OP_SET, set, now);
  if (*allowed && schema_is_natural (schema))
    *allowed = id_equal (schema_natural_id (schema, row), ((const Row *) row)->id);
  if (!*allowed || parent == NULL || id_equal (*FIELD_PTR (before, parent, Id), *FIELD_PTR (row, parent, Id)))
    return TRUE;
  return parent_allows (self, actor, schema, row, now, allowed, error);
}

/* A row that is revived changes from what it was: deleting it first is no way around a rule. */
static gboolean
read_buried (const Schema *schema, const Stored *buried, gpointer *before, GError **error)
{
  *before = buried != NULL && schema->check_change != NULL ? stored_struct (schema, buried, error) : NULL;
  return *before != NULL || buried == NULL || schema->check_change == NULL;
}

static gboolean
create (Server            *self,
        const ServerActor *actor,
        const Mutation    *mutation,
        JsonObject        *set,
        const Stored      *buried,
        const ServerNow   *now,
        ApplyOutcome      *outcome,
        ProblemList       *problems,
        GError           **error)
{
  const Schema *schema = mutation->schema;
  gpointer      row = schema_new (schema), before = NULL;
  Change        change = { .actor = actor, .schema = schema, .row = row, .old = buried, .action = "put" };
  gboolean      done = TRUE, allowed = FALSE;
  g_autoptr (GError) local = NULL;

  ((Row *) row)->id = mutation->id;
  if (!schema_from_body (schema, set, row, &local) || ((Row *) row)->extra != NULL)
    done = refuse (outcome, "unknown_member");
  else if (!may (self, actor, schema, row, OP_PUT, set, now))
    done = refuse (outcome, "not_allowed");
  else if (!parent_allows (self, actor, schema, row, now, &allowed, error))
    done = FALSE;
  else if (!allowed)
    done = refuse (outcome, "not_allowed");
  else if (schema_is_natural (schema) && !id_equal (schema_natural_id (schema, row), mutation->id))
    done = refuse (outcome, "wrong_id");
  else if (!read_buried (schema, buried, &before, error))
    done = FALSE;
  else if (check_row (schema, row, MERGE_CLEAN, problems, outcome) &&
           check_change (self, actor, schema, before, row, now, problems, outcome))
    done = write_outcome (self, &change, now, outcome, error);
  schema_free (schema, before);
  schema_free (schema, row);
  return done;
}

/* One inbox item for each member that kept the server's value. */
static gboolean
tell_conflicts (Server            *self,
                const ServerActor *actor,
                const Mutation    *mutation,
                MergeEdit         *edit,
                GPtrArray         *lost,
                const ServerNow   *now,
                GError           **error)
{
  for (guint i = 0; i < lost->len && !PLANT (forget_the_loser); i++)
    {
      g_autofree char *mine = json_canonical_text (json_object_get_member (edit->set, lost->pdata[i]));

      if (!inbox_write (self, actor, mutation, "conflict", "conflict", lost->pdata[i], mine, NULL,
                        g_hash_table_lookup (edit->versions, lost->pdata[i]), now, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
edit_row (Server            *self,
          const ServerActor *actor,
          const Mutation    *mutation,
          MergeEdit         *edit,
          const Stored      *stored,
          gpointer           row,
          const ServerNow   *now,
          ApplyOutcome      *outcome,
          ProblemList       *problems,
          GError           **error)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();
  g_autoptr (GError) local = NULL;
  gpointer    before = schema_copy (mutation->schema, row);
  Change      change = { .actor = actor, .schema = mutation->schema, .row = row, .old = stored, .action = "set" };
  MergeResult merged;
  gboolean    done = TRUE, allowed = FALSE;

  if (!merge_edit (edit, row, lost, &merged, &local))
    done = refuse (outcome, "wrong_type");
  else if (!may_become (self, actor, mutation->schema, before, row, edit->set, now, &allowed, error))
    done = FALSE;
  else if (!allowed)
    done = refuse (outcome, "not_allowed");
  else if (check_row (mutation->schema, row, merged, problems, outcome) &&
           check_change (self, actor, mutation->schema, before, row, now, problems, outcome))
    {
      ApplyStatus status = merged == MERGE_CLEAN ? APPLY_OK : merged == MERGE_MERGED ? APPLY_MERGED
                                                                                     : APPLY_CONFLICT;

      if (!schema_equal (mutation->schema, before, row))
        done = write_outcome (self, &change, now, outcome, error);
      else
        *outcome = (ApplyOutcome){ .shard = stored->shard, .seq = stored->seq, .rv = stored->rv };
      if (done && outcome->status != APPLY_HELD)
        {
          outcome->status = status;
          g_strlcpy (outcome->code, status == APPLY_CONFLICT ? "conflict" : "", sizeof outcome->code);
          done = tell_conflicts (self, actor, mutation, edit, lost, now, error);
        }
    }
  schema_free (mutation->schema, before);
  return done;
}

static gboolean
set_members (Server            *self,
             const ServerActor *actor,
             const Mutation    *mutation,
             JsonObject        *set,
             const Stored      *stored,
             const ServerNow   *now,
             ApplyOutcome      *outcome,
             ProblemList       *problems,
             GError           **error)
{
  g_autoptr (JsonNode) was = mutation->was != NULL ? json_canonical_parse (mutation->was, -1, JSON_DEPTH, NULL) : NULL;
  gpointer  row = stored_struct (mutation->schema, stored, error);
  gboolean  done;
  gint64    now_ms = now->now / 1000;
  MergeEdit edit = { .schema = mutation->schema,
                     .versions = field_versions_parse (stored->fm),
                     .base = mutation->kind == MUTATION_PUT ? 0 : mutation->rv,
                     .lineage = actor->lineage,
                     .ms = hlc_ms (hlc_clamp (mutation->hlc, now_ms)),
                     .set = set,
                     .was = was != NULL ? json_node_get_object (was) : NULL };

  if (row == NULL)
    done = FALSE;
  else if (!may (self, actor, mutation->schema, row, OP_SET, set, now))
    done = refuse (outcome, "not_allowed");
  else
    done = edit_row (self, actor, mutation, &edit, stored, row, now, outcome, problems, error);
  schema_free (mutation->schema, row);
  g_hash_table_unref (edit.versions);
  return done;
}

static gboolean
has_unknown_member (const Schema *schema, JsonObject *set)
{
  JsonObjectIter iter;
  const char    *name;

  json_object_iter_init (&iter, set);
  while (json_object_iter_next (&iter, &name, NULL))
    if (schema_field (schema, name) == NULL)
      return TRUE;
  return FALSE;
}

/* “No such row” and “not yours” look the same (R2), save for a row whose own put was refused before. */
static gboolean
refuse_missing (Server *self, const ServerActor *actor, const Mutation *mutation, ApplyOutcome *outcome, GError **error)
{
  gint64   refused = 0;
  gboolean found;

  if (!db_int (self->db, &refused, &found, error,
               "SELECT count(*) FROM mutation m JOIN device d ON d.org = m.org AND d.id = m.device WHERE m.org = ? AND "
               "m.row = ? AND d.lineage = ? AND m.line ->> '$.k' = 'put'",
               "idi", ORG, &mutation->id, actor->lineage))
    return FALSE;
  return refuse (outcome, refused > 0 ? "depends" : "not_allowed");
}

static gboolean
apply_edit (Server            *self,
            const ServerActor *actor,
            const Mutation    *mutation,
            const ServerNow   *now,
            ApplyOutcome      *outcome,
            ProblemList       *problems,
            GError           **error)
{
  g_autoptr (JsonNode) node = mutation_set_node (mutation, NULL);
  g_auto (Stored) stored = { 0 };
  gboolean found;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return refuse (outcome, "malformed");
  if (has_unknown_member (mutation->schema, json_node_get_object (node)))
    return refuse (outcome, "unknown_member");
  if (!stored_load (self, mutation->schema->table, mutation->id, &stored, &found, error))
    return FALSE;
  if (mutation->kind == MUTATION_PUT && (!found || stored.deleted))
    return create (self, actor, mutation, json_node_get_object (node), found ? &stored : NULL, now, outcome, problems,
                   error);
  if (!found)
    return refuse_missing (self, actor, mutation, outcome, error);
  if (stored.deleted)
    {
      gpointer row = stored_struct (mutation->schema, &stored, error);
      gboolean allowed = row != NULL &&
                         may (self, actor, mutation->schema, row, OP_SET, json_node_get_object (node), now);

      schema_free (mutation->schema, row);
      return row != NULL && refuse (outcome, allowed ? "deleted" : "not_allowed");
    }
  return set_members (self, actor, mutation, json_node_get_object (node), &stored, now, outcome, problems, error);
}

static gboolean
changed_by_others (const Stored *stored, gint64 base, gint64 lineage)
{
  g_autoptr (GHashTable) versions = field_versions_parse (stored->fm);
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, versions);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((FieldVersion *) value)->rv > base && ((FieldVersion *) value)->lineage != lineage)
      return TRUE;
  return FALSE;
}

static gboolean
apply_delete (Server            *self,
              const ServerActor *actor,
              const Mutation    *mutation,
              const ServerNow   *now,
              ApplyOutcome      *outcome,
              ProblemList       *problems,
              GError           **error)
{
  g_auto (Stored) stored = { 0 };
  gpointer row;
  gboolean found, done;
  Change   change = { .actor = actor, .schema = mutation->schema, .old = &stored, .removed = TRUE, .action = "del" };

  if (!stored_load (self, mutation->schema->table, mutation->id, &stored, &found, error))
    return FALSE;
  if (!found)
    return refuse_missing (self, actor, mutation, outcome, error);
  row = stored_struct (mutation->schema, &stored, error);
  if (row == NULL)
    return FALSE;
  change.row = row;
  if (!may (self, actor, mutation->schema, row, OP_DEL, NULL, now))
    done = refuse (outcome, "not_allowed");
  else if (stored.deleted)
    {
      *outcome = (ApplyOutcome){ .shard = stored.shard, .seq = stored.seq, .rv = stored.rv };
      done = TRUE;
    }
  else if (changed_by_others (&stored, mutation->rv, actor->lineage) && !PLANT (delete_anyway))
    done = refuse (outcome, "changed");
  else if (check_change (self, actor, mutation->schema, row, NULL, now, problems, outcome))
    done = write_outcome (self, &change, now, outcome, error);
  schema_free (mutation->schema, row);
  return done;
}

static gboolean apply_one (Server            *self,
                           const ServerActor *actor,
                           const Mutation    *mutation,
                           const ServerNow   *now,
                           ApplyOutcome      *outcome,
                           ProblemList       *problems,
                           GError           **error);

/* All or nothing (R43): the first part that is neither ok nor merged decides. */
static gboolean
apply_group (Server            *self,
             const ServerActor *actor,
             const Mutation    *mutation,
             const ServerNow   *now,
             ApplyOutcome      *outcome,
             ProblemList       *problems,
             GError           **error)
{
  Id shard = ID_NONE;

  for (guint i = 0; i < mutation->ops->len; i++)
    {
      Mutation *part = mutation->ops->pdata[i];

      part->hlc = mutation->hlc;
      if (part->schema == NULL)
        return refuse (outcome, "unknown_table");
      if (!apply_one (self, actor, part, now, outcome, problems, error))
        return FALSE;
      if (outcome->status != APPLY_OK && outcome->status != APPLY_MERGED)
        {
          if (PLANT (half_a_group) && i > 0)
            outcome_set (outcome, APPLY_OK, "");
          return TRUE;
        }
      if (i > 0 && !id_equal (shard, outcome->shard))
        return refuse (outcome, "cross_shard");
      shard = outcome->shard;
    }
  return TRUE;
}

static gboolean
apply_one (Server            *self,
           const ServerActor *actor,
           const Mutation    *mutation,
           const ServerNow   *now,
           ApplyOutcome      *outcome,
           ProblemList       *problems,
           GError           **error)
{
  outcome_set (outcome, APPLY_OK, "");
  if (mutation->kind != MUTATION_GROUP && mutation->schema == NULL)
    return refuse (outcome, "unknown_table");
  switch (mutation->kind)
    {
    case MUTATION_PUT:
    case MUTATION_SET:
      return apply_edit (self, actor, mutation, now, outcome, problems, error);
    case MUTATION_DEL:
      return apply_delete (self, actor, mutation, now, outcome, problems, error);
    case MUTATION_COMMAND:
      return server_command (self, actor, mutation, now, outcome, problems, error);
    case MUTATION_GROUP:
      return apply_group (self, actor, mutation, now, outcome, problems, error);
    default:
      g_assert_not_reached ();
    }
}

/* What had no effect leaves nothing behind but its outcome, its inbox item and its audit line. */
static gboolean
tell_refusal (Server             *self,
              const ServerActor  *actor,
              const Mutation     *mutation,
              const char         *line,
              const ProblemList  *problems,
              const ServerNow    *now,
              const ApplyOutcome *outcome,
              GError            **error)
{
  const char    *kind = outcome->status == APPLY_HELD ? "held" : outcome->status == APPLY_CONFLICT ? "conflict"
                                                                                                   : "rejected";
  const Problem *problem = problems->len > 0 ? problem_list_at (problems, 0) : NULL;
  const char    *mine = mutation->kind == MUTATION_COMMAND ? mutation->args : mutation->set;

  if (actor->admin || PLANT (forget_the_refused))
    return TRUE;
  return inbox_write (self, actor, mutation, kind, outcome->code, problem != NULL ? problem->field : "",
                      mine != NULL ? mine : line, problem, NULL, now, error) &&
         audit_append (self, ID_NONE, actor, kind, mutation->table != NULL ? mutation->table : "", mutation->id, line,
                       now, error);
}

gboolean
server_hold (Server            *self,
             const ServerActor *actor,
             const Mutation    *mutation,
             const char        *line,
             const char        *code,
             const ServerNow   *now,
             ApplyOutcome      *outcome,
             GError           **error)
{
  g_autoptr (ProblemList) problems = problem_list_new ();

  outcome_set (outcome, APPLY_HELD, code);
  return server_get_directory (self, error) != NULL &&
         tell_refusal (self, actor, mutation, line, problems, now, outcome, error);
}

/* A put, set or del writes only when nothing can refuse it any more; the others need a savepoint to go back to. */
static gboolean
may_write_before_refusal (Server *self, const Mutation *mutation)
{
  return mutation->kind == MUTATION_COMMAND || mutation->kind == MUTATION_GROUP || !db_in_transaction (self->db);
}

gboolean
server_apply (Server            *self,
              const ServerActor *actor,
              const Mutation    *mutation,
              const char        *line,
              const ServerNow   *now,
              ApplyOutcome      *outcome,
              GError           **error)
{
  g_autoptr (ProblemList) problems = problem_list_new ();
  gboolean conflict_told;
  guint    born = self->new_buckets->len;

  if (server_get_directory (self, error) == NULL)
    return FALSE;
  {
    g_auto (DbScope) scope = { 0 };

    if ((may_write_before_refusal (self, mutation) && !db_begin (&scope, self->db, error)) ||
        !apply_one (self, actor, mutation, now, outcome, problems, error))
      return FALSE;
    /* A conflict of single members has written the others and its inbox items; every other refusal writes nothing. */
    conflict_told = outcome->status == APPLY_CONFLICT && problems->len == 0 && mutation->kind != MUTATION_GROUP;
    if (outcome->status == APPLY_OK || outcome->status == APPLY_MERGED || conflict_told)
      return scope.db == NULL || db_commit (&scope, error);
  }
  /* What was rolled back was born nowhere: a grant on it would keep it from being told when it is born. */
  g_ptr_array_set_size (self->new_buckets, (int) born);
  g_clear_pointer (&self->directory, directory_unref);
  g_clear_pointer (&self->calendar, calendar_free);
  if (server_get_directory (self, error) == NULL)
    return FALSE;
  return tell_refusal (self, actor, mutation, line, problems, now, outcome, error);
}
