/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reference model: what PROTOCOL.md §3 says a push does, one mutation after the other, on plain tables in memory.
 * It knows nothing of the server's code or tables; it shares with it what the protocol takes as given: the entities'
 * field, place and access tables, their checks, the merge of three texts, and who stands where.
 *
 * Rows that commands also write are not modelled: their outcomes are taken as they come.
 */
#include "simulate.h"

#include <string.h>

#include "core/hex.h"
#include "core/id.h"
#include "core/json.h"
#include "core/text3.h"
#include "registry.h"
#include "rules/place.h"

/* One member of a row: its value as canonical JSON, and who wrote it when. */
typedef struct
{
  char  *value;
  gint64 rv;
  Id     lineage; /* its first device; none = the server */
} Cell;

typedef struct
{
  const Schema *schema;
  Id            id;
  GHashTable   *cells; /* member → Cell */
  char         *extra; /* members nobody here knows, as in Row */
  gint64        rv;
  gboolean      deleted;
} Line;

struct Model
{
  Directory  *directory; /* borrowed */
  GHashTable *rows;      /* "table id" → Line */
  GHashTable *outcomes;  /* mid → "status/code" */
  GHashTable *refused;   /* "row lineage" of a put that was refused → itself */
  GHashTable *lineages;  /* device hex → hex of its first device */
};

static const char *const modelled[] = { "customer", "contact_phone", "call", "ticket", "qa_score", "violation",
                                        "staff_file", NULL };

static void
cell_free (gpointer data)
{
  g_free (((Cell *) data)->value);
  g_free (data);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  g_hash_table_unref (line->cells);
  g_free (line->extra);
  g_free (line);
}

static GHashTable *
cells_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, cell_free);
}

static void
cell_set (GHashTable *cells, const char *name, const char *value, gint64 rv, Id lineage)
{
  Cell *cell = g_new (Cell, 1);

  *cell = (Cell){ g_strdup (value), rv, lineage };
  g_hash_table_replace (cells, g_strdup (name), cell);
}

static GHashTable *
cells_copy (GHashTable *cells)
{
  GHashTable    *copy = cells_new ();
  GHashTableIter iter;
  gpointer       name, cell;

  g_hash_table_iter_init (&iter, cells);
  while (g_hash_table_iter_next (&iter, &name, &cell))
    cell_set (copy, name, ((Cell *) cell)->value, ((Cell *) cell)->rv, ((Cell *) cell)->lineage);
  return copy;
}

static Line *
line_copy (const Line *line)
{
  Line *copy = g_memdup2 (line, sizeof *line);

  copy->cells = cells_copy (line->cells);
  copy->extra = g_strdup (line->extra);
  return copy;
}

static GHashTable *
texts_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

Model *
model_new (Directory *directory)
{
  Model *model = g_new0 (Model, 1);

  model->directory = directory;
  model->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, line_free);
  model->outcomes = texts_new ();
  model->refused = texts_new ();
  model->lineages = texts_new ();
  return model;
}

void
model_free (Model *model)
{
  if (model == NULL)
    return;
  g_hash_table_unref (model->rows);
  g_hash_table_unref (model->outcomes);
  g_hash_table_unref (model->refused);
  g_hash_table_unref (model->lineages);
  g_free (model);
}

static void
texts_copy (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer       key, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, g_strdup (key), g_strdup (value));
}

Model *
model_copy (const Model *model)
{
  Model         *copy = model_new (model->directory);
  GHashTableIter iter;
  gpointer       key, line;

  g_hash_table_iter_init (&iter, model->rows);
  while (g_hash_table_iter_next (&iter, &key, &line))
    g_hash_table_insert (copy->rows, g_strdup (key), line_copy (line));
  texts_copy (model->outcomes, copy->outcomes);
  texts_copy (model->refused, copy->refused);
  texts_copy (model->lineages, copy->lineages);
  return copy;
}

/* Devices made from one another count as one author (§1). */
void
model_device (Model *model, Id device, Id fork_of)
{
  char  hex[33], parent[33];
  char *lineage;

  id_to_hex (device, hex);
  id_to_hex (fork_of, parent);
  lineage = id_is_none (fork_of) ? NULL : g_hash_table_lookup (model->lineages, parent);
  g_hash_table_replace (model->lineages, g_strdup (hex), g_strdup (lineage != NULL ? lineage : hex));
}

static Id
lineage_of (Model *model, Id device)
{
  char        hex[33];
  const char *lineage;
  Id          id = device;

  id_to_hex (device, hex);
  lineage = g_hash_table_lookup (model->lineages, hex);
  if (lineage != NULL)
    id_from_hex (lineage, &id);
  return id;
}

/* Rows */

static gboolean
is_modelled (const Schema *schema)
{
  return schema != NULL && g_strv_contains (modelled, schema->table);
}

static char *
key_of (const char *table, Id id)
{
  char hex[33];

  id_to_hex (id, hex);
  return g_strconcat (table, " ", hex, NULL);
}

static Line *
find (Model *model, const Schema *schema, Id id)
{
  g_autofree char *key = key_of (schema->table, id);

  return g_hash_table_lookup (model->rows, key);
}

static char *
value_in (const Schema *schema, const Field *field, gconstpointer row)
{
  GString *text = g_string_new (NULL);

  schema_append_member (schema, field, row, text);
  return g_string_free (text, FALSE);
}

/* The cells as a row of the program, so that the entity's own tables can be asked. (transfer full) */
static gpointer
row_of (const Schema *schema, Id id, GHashTable *cells, const char *extra)
{
  gpointer       row = schema_new (schema);
  GHashTableIter iter;
  gpointer       name, cell;

  ((Row *) row)->id = id;
  ((Row *) row)->extra = g_strdup (extra);
  g_hash_table_iter_init (&iter, cells);
  while (g_hash_table_iter_next (&iter, &name, &cell))
    {
      g_autoptr (JsonNode) node = json_canonical_parse (((Cell *) cell)->value, -1, JSON_DEPTH, NULL);

      if (node == NULL || !schema_set_member (schema, schema_field (schema, name), row, node, NULL))
        {
          schema_free (schema, row);
          return NULL;
        }
    }
  return row;
}

/* What another pair of eyes sees in a member: its value, or that of an empty row. (transfer full) */
static char *
value_of (const Schema *schema, GHashTable *cells, const char *name)
{
  const Cell *cell = g_hash_table_lookup (cells, name);
  gpointer    empty;
  char       *value;

  if (cell != NULL)
    return g_strdup (cell->value);
  empty = schema_new (schema);
  value = value_in (schema, schema_field (schema, name), empty);
  schema_free (schema, empty);
  return value;
}

/* Takes a row over from the server's body: what beside pushes has been written. */
static void
adopt (Model *model, const Schema *schema, Id id, const char *body, gint64 rv, gboolean deleted)
{
  g_autoptr (JsonNode) node = json_canonical_parse (body, -1, JSON_DEPTH, NULL);
  gpointer row = schema_new (schema);
  Line    *known = find (model, schema, id);
  Line    *line = g_new0 (Line, 1);

  *line = (Line){ .schema = schema, .id = id, .cells = cells_new (), .rv = rv, .deleted = deleted };
  if (node != NULL && schema_from_body (schema, json_node_get_object (node), row, NULL))
    for (const Field *field = schema->fields; field->name != NULL; field++)
      {
        g_autofree char *value = value_in (schema, field, row);
        g_autofree char *empty = value_of (schema, line->cells, field->name);
        const Cell      *before = known != NULL ? g_hash_table_lookup (known->cells, field->name) : NULL;
        gboolean         same = before != NULL && g_str_equal (before->value, value);

        cell_set (line->cells, field->name, value, same ? before->rv : g_str_equal (value, empty) ? 0
                                                                                                  : rv,
                  same ? before->lineage : ID_NONE);
      }
  line->extra = g_strdup (((Row *) row)->extra);
  schema_free (schema, row);
  g_hash_table_replace (model->rows, key_of (schema->table, id), line);
}

static void
adopt_rows (Model *model, DbStmt *stmt)
{
  while (stmt != NULL && db_step (stmt, NULL) > 0)
    {
      const Schema *schema = registry_find (db_column_text (stmt, 0));

      if (is_modelled (schema))
        adopt (model, schema, db_column_id (stmt, 1), db_column_text (stmt, 2), db_column_int (stmt, 3),
               db_column_int (stmt, 4) != 0);
    }
}

void
model_adopt (Model *model, Db *server, const char *table, Id id)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (server, NULL, "SELECT tbl, id, body, rv, del FROM row WHERE tbl = ? AND id = ?", "sd", table, &id);

  adopt_rows (model, stmt);
}

void
model_adopt_all (Model *model, Db *server)
{
  g_autoptr (DbStmt) stmt = db_prepare (server, NULL, "SELECT tbl, id, body, rv, del FROM row", "");

  adopt_rows (model, stmt);
}

/* One push */

typedef struct
{
  Model      *model;
  Id          person;
  Id          lineage;
  const char *today;
  GPtrArray  *undo; /* of Undo: rows as they were before, for a group that fails */
} Push;

typedef struct
{
  char *key;
  Line *before; /* NULL = there was none */
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_free (undo->key);
  if (undo->before != NULL)
    line_free (undo->before);
  g_free (undo);
}

static void
remember (Push *push, const Schema *schema, Id id)
{
  Undo *undo = g_new0 (Undo, 1);
  Line *line = find (push->model, schema, id);

  undo->key = key_of (schema->table, id);
  undo->before = line != NULL ? line_copy (line) : NULL;
  g_ptr_array_add (push->undo, undo);
}

static void
take_back (Push *push)
{
  for (guint i = push->undo->len; i-- > 0;)
    {
      Undo *undo = push->undo->pdata[i];

      if (undo->before != NULL)
        g_hash_table_replace (push->model->rows, g_strdup (undo->key), g_steal_pointer (&undo->before));
      else
        g_hash_table_remove (push->model->rows, undo->key);
    }
}

/* Person the row is about: its subject, or who holds the assignment that owns it. */
static Id
about (Push *push, const Schema *schema, gconstpointer row)
{
  const Assignment *assignment;

  if (schema->subject != NULL)
    return *FIELD_PTR (row, schema_field (schema, schema->subject), Id);
  if (schema->places[0].cls != BUCKET_CUST)
    return ID_NONE;
  assignment = directory_assignment (push->model->directory,
                                     *FIELD_PTR (row, schema_field (schema, schema->places[0].owner), Id));
  return assignment != NULL ? assignment->person : ID_NONE;
}

/* What no access line allows is refused: the operation, and each member it sets. */
static gboolean
is_allowed (Push *push, const Schema *schema, gconstpointer row, Operation op, JsonObject *set)
{
  Id          subject = about (push, schema, row);
  guint       relations = directory_relations (push->model->directory, push->person, subject, push->today);
  const char *state = schema_state (schema, row);
  g_autoptr (GList) names = set != NULL ? json_object_get_members (set) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    if (!access_allows (schema, relations, op, state, name->data))
      return FALSE;
  return names != NULL || access_allows (schema, relations, op, state, NULL);
}

static gboolean
has_place (Push *push, const Schema *schema, gconstpointer row, Id *shard)
{
  Bucket bucket = { 0 };

  if (!place_row (schema, row, push->model->directory, &bucket))
    return FALSE;
  *shard = bucket.shard;
  return TRUE;
}

static gboolean
is_sound (const Schema *schema, gconstpointer row)
{
  g_autoptr (ProblemList) problems = problem_list_new ();

  schema_check (schema, row, problems);
  return problems->len == 0;
}

static const char *
put_new (Push *push, const Mutation *mutation, JsonObject *set, Line *buried, Id *shard)
{
  const Schema *schema = mutation->schema;
  GHashTable   *cells = cells_new ();
  gint64        rv = buried != NULL ? buried->rv + 1 : 1;
  const char   *outcome = "ok/";
  gpointer      row = schema_new (schema);
  Line         *line;

  ((Row *) row)->id = mutation->id;
  if (!schema_from_body (schema, set, row, NULL) || ((Row *) row)->extra != NULL)
    outcome = "rejected/unknown_member";
  else if (!is_allowed (push, schema, row, OP_PUT, set))
    outcome = "rejected/not_allowed";
  else if (schema_is_natural (schema) && !id_equal (schema_natural_id (schema, row), mutation->id))
    outcome = "rejected/wrong_id";
  else if (!is_sound (schema, row))
    outcome = "rejected/invalid";
  else if (!has_place (push, schema, row, shard))
    outcome = "held/no_assignment";
  if (g_str_equal (outcome, "ok/"))
    {
      remember (push, schema, mutation->id);
      for (const Field *field = schema->fields; field->name != NULL; field++)
        {
          g_autofree char *value = value_in (schema, field, row);
          g_autofree char *old = buried != NULL ? value_of (schema, buried->cells, field->name)
                                                : value_of (schema, cells, field->name);
          const Cell      *before = buried != NULL ? g_hash_table_lookup (buried->cells, field->name) : NULL;
          gboolean         same = g_str_equal (old, value);

          cell_set (cells, field->name, value, same ? (before != NULL ? before->rv : 0) : rv,
                    same ? (before != NULL ? before->lineage : ID_NONE) : push->lineage);
        }
      line = g_new0 (Line, 1);
      *line = (Line){ .schema = schema, .id = mutation->id, .cells = g_steal_pointer (&cells), .rv = rv };
      g_hash_table_replace (push->model->rows, key_of (schema->table, mutation->id), line);
    }
  schema_free (schema, row);
  g_clear_pointer (&cells, g_hash_table_unref);
  return outcome;
}

static gboolean
changed_by_another (Push *push, const Cell *cell, gint64 base)
{
  return cell != NULL && cell->rv > base && !id_equal (cell->lineage, push->lineage);
}

/* To something neither mine nor what I saw. */
static gboolean
surprises (Push *push, const Field *field, const Cell *cell, gint64 base, JsonObject *set, JsonObject *was)
{
  JsonNode *mine = json_object_get_member (set, field->name);
  JsonNode *saw = was != NULL ? json_object_get_member (was, field->name) : NULL;

  if (!changed_by_another (push, cell, base))
    return FALSE;
  if (mine != NULL)
    {
      g_autofree char *text = json_canonical_text (mine);

      if (g_str_equal (text, cell->value))
        return FALSE;
    }
  if (saw != NULL && field->merge == MERGE_TEXT3)
    {
      g_autofree char *text = json_canonical_text (saw);

      return !g_str_equal (text, cell->value);
    }
  if (saw != NULL && json_node_get_value_type (saw) == G_TYPE_STRING)
    {
      g_autofree char *hash = mutation_hash_value (cell->value);

      return !g_str_equal (hash, json_node_get_string (saw));
    }
  return TRUE;
}

static gboolean
conflicts (Push *push, const Line *line, const Field *field, gint64 base, JsonObject *set, JsonObject *was)
{
  if (field->group == NULL)
    return surprises (push, field, g_hash_table_lookup (line->cells, field->name), base, set, was);
  for (const Field *other = line->schema->fields; other->name != NULL; other++)
    if (g_strcmp0 (other->group, field->group) == 0 &&
        surprises (push, other, g_hash_table_lookup (line->cells, other->name), base, set, was))
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable): the texts merged, as JSON */
static char *
merge_texts (const Field *field, const Line *line, JsonObject *set, JsonObject *was)
{
  const char *base = was != NULL ? json_object_get_string_member_with_default (was, field->name, NULL) : NULL;
  const char *mine = json_object_get_string_member_with_default (set, field->name, NULL);
  const Cell *cell = g_hash_table_lookup (line->cells, field->name);
  g_autoptr (JsonNode) theirs = json_canonical_parse (cell->value, -1, JSON_DEPTH, NULL);
  g_autofree char *merged = NULL;
  GString         *text;

  if (base != NULL && mine != NULL)
    merged = text3_merge (base, mine, json_node_get_string (theirs));
  if (merged == NULL)
    return NULL;
  text = g_string_new (NULL);
  json_append_string (text, merged);
  return g_string_free (text, FALSE);
}

/* Nobody gives a row to somebody he may not write for. */
static gboolean
may_become (Push *push, const Line *line, gconstpointer after, JsonObject *set)
{
  gpointer before = row_of (line->schema, line->id, line->cells, line->extra);
  gboolean same = id_equal (about (push, line->schema, before), about (push, line->schema, after));

  schema_free (line->schema, before);
  return same || is_allowed (push, line->schema, after, OP_SET, set);
}

static const char *
set_cells (Push *push, const Mutation *mutation, JsonObject *set, Line *line, Id *shard)
{
  const Schema *schema = mutation->schema;
  gint64        base = mutation->kind == MUTATION_PUT ? 0 : mutation->rv;
  g_autoptr (JsonNode) was_node =
      mutation->was != NULL ? json_canonical_parse (mutation->was, -1, JSON_DEPTH, NULL) : NULL;
  JsonObject *was = was_node != NULL ? json_node_get_object (was_node) : NULL;
  g_autoptr (GHashTable) after = cells_copy (line->cells);
  gboolean       merged = FALSE, lost = FALSE, altered = FALSE;
  const char    *outcome;
  gpointer       row = row_of (schema, line->id, line->cells, line->extra);
  GHashTableIter iter;
  gpointer       name, cell;

  outcome = is_allowed (push, schema, row, OP_SET, set) ? "" : "rejected/not_allowed";
  schema_free (schema, row);
  if (*outcome != '\0')
    return outcome;
  g_hash_table_iter_init (&iter, line->cells);
  while (g_hash_table_iter_next (&iter, &name, &cell))
    merged |= changed_by_another (push, cell, base);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      JsonNode        *mine = json_object_get_member (set, field->name);
      g_autofree char *value = NULL;
      g_autofree char *old = value_of (schema, line->cells, field->name);

      if (mine == NULL)
        continue;
      if (!conflicts (push, line, field, base, set, was))
        value = json_canonical_text (mine);
      else if (field->merge == MERGE_TEXT3)
        value = merge_texts (field, line, set, was);
      if (value == NULL)
        lost = TRUE;
      else if (!g_str_equal (value, old))
        {
          altered = TRUE;
          cell_set (after, field->name, value, line->rv + 1, push->lineage);
        }
    }
  row = row_of (schema, line->id, after, line->extra);
  if (row == NULL)
    return "rejected/wrong_type";
  if (!may_become (push, line, row, set))
    {
      schema_free (schema, row);
      return "rejected/not_allowed";
    }
  if (!is_sound (schema, row))
    outcome = merged ? "conflict/merge_invalid" : "rejected/invalid";
  else if (!has_place (push, schema, row, shard))
    outcome = altered ? "held/no_assignment" : "ok/";
  else
    outcome = lost ? "conflict/conflict" : merged ? "merged/"
                                                  : "ok/";
  schema_free (schema, row);
  if (altered && !g_str_has_suffix (outcome, "invalid") && !g_str_has_prefix (outcome, "held"))
    {
      remember (push, schema, line->id);
      g_hash_table_unref (line->cells);
      line->cells = g_steal_pointer (&after);
      line->rv++;
    }
  return outcome;
}

static gboolean
put_was_refused (Push *push, Id id)
{
  char             lineage[33];
  g_autofree char *key = NULL;

  id_to_hex (push->lineage, lineage);
  key = key_of (lineage, id);
  return g_hash_table_contains (push->model->refused, key);
}

static const char *
edit (Push *push, const Mutation *mutation, Id *shard)
{
  g_autoptr (JsonNode) node = json_canonical_parse (mutation->set, -1, JSON_DEPTH, NULL);
  JsonObject *set = json_node_get_object (node);
  Line       *line = find (push->model, mutation->schema, mutation->id);
  g_autoptr (GList) names = json_object_get_members (set);

  for (GList *name = names; name != NULL; name = name->next)
    if (schema_field (mutation->schema, name->data) == NULL)
      return "rejected/unknown_member";
  if (mutation->kind == MUTATION_PUT && (line == NULL || line->deleted))
    return put_new (push, mutation, set, line, shard);
  if (line == NULL)
    return put_was_refused (push, mutation->id) ? "rejected/depends" : "rejected/not_allowed";
  if (line->deleted)
    {
      gpointer row = row_of (mutation->schema, line->id, line->cells, line->extra);
      gboolean allowed = is_allowed (push, mutation->schema, row, OP_SET, set);

      schema_free (mutation->schema, row);
      return allowed ? "rejected/deleted" : "rejected/not_allowed";
    }
  return set_cells (push, mutation, set, line, shard);
}

static const char *delete (Push *push, const Mutation *mutation, Id *shard)
{
  Line          *line = find (push->model, mutation->schema, mutation->id);
  GHashTableIter iter;
  gpointer       name, cell, row;
  gboolean       allowed;

  if (line == NULL)
    return put_was_refused (push, mutation->id) ? "rejected/depends" : "rejected/not_allowed";
  row = row_of (mutation->schema, line->id, line->cells, line->extra);
  allowed = is_allowed (push, mutation->schema, row, OP_DEL, NULL);
  has_place (push, mutation->schema, row, shard);
  schema_free (mutation->schema, row);
  if (!allowed)
    return "rejected/not_allowed";
  if (line->deleted)
    return "ok/";
  g_hash_table_iter_init (&iter, line->cells);
  while (g_hash_table_iter_next (&iter, &name, &cell))
    if (changed_by_another (push, cell, mutation->rv))
      return "rejected/changed";
  remember (push, mutation->schema, mutation->id);
  line->deleted = TRUE;
  line->rv++;
  return "ok/";
}

/* NULL = not modelled. */
static const char *
one (Push *push, const Mutation *mutation, Id *shard)
{
  if (mutation->kind == MUTATION_COMMAND || !is_modelled (mutation->schema))
    return NULL;
  return mutation->kind == MUTATION_DEL ? delete (push, mutation, shard) : edit (push, mutation, shard);
}

/* All or nothing; the first that is neither ok nor merged decides. */
static const char *
group (Push *push, const Mutation *mutation)
{
  const char *outcome = "ok/";
  Id          first = ID_NONE;

  for (guint i = 0; i < mutation->ops->len; i++)
    {
      Id shard = ID_NONE;

      outcome = one (push, mutation->ops->pdata[i], &shard);
      if (outcome == NULL)
        break;
      if (i == 0)
        first = shard;
      if (!id_equal (first, shard) && (g_str_has_prefix (outcome, "ok") || g_str_has_prefix (outcome, "merged")))
        outcome = "rejected/cross_shard";
      if (!g_str_has_prefix (outcome, "ok") && !g_str_has_prefix (outcome, "merged"))
        break;
    }
  if (outcome == NULL || (!g_str_has_prefix (outcome, "ok") && !g_str_has_prefix (outcome, "merged")))
    take_back (push);
  return outcome;
}

/* FALSE = the known outcome of a known mid is told again. */
static const char *
apply (Push *push, const Mutation *mutation)
{
  const char *known = g_hash_table_lookup (push->model->outcomes, mutation->mid);
  const char *outcome;
  Id          shard = ID_NONE;

  if (known != NULL)
    return *known == '\0' ? NULL : known;
  push->undo = g_ptr_array_new_with_free_func (undo_free);
  outcome = mutation->kind == MUTATION_GROUP ? group (push, mutation) : one (push, mutation, &shard);
  g_clear_pointer (&push->undo, g_ptr_array_unref);
  g_hash_table_insert (push->model->outcomes, g_strdup (mutation->mid), g_strdup (outcome != NULL ? outcome : ""));
  if (mutation->kind == MUTATION_PUT && outcome != NULL && !g_str_has_prefix (outcome, "ok") &&
      !g_str_has_prefix (outcome, "merged"))
    {
      char lineage[33];

      id_to_hex (push->lineage, lineage);
      g_hash_table_insert (push->model->refused, key_of (lineage, mutation->id), g_strdup (""));
    }
  return outcome;
}

/* "status/code" of a line of the answer. (transfer full) (nullable) */
static char *
answered (const char *line)
{
  g_autoptr (JsonNode) node = line != NULL ? json_strict_parse (line, -1, 4, NULL) : NULL;
  const char *status, *code;

  if (node == NULL || !json_member_string (json_node_get_object (node), "s", &status, NULL) ||
      !json_member_opt_string (json_node_get_object (node), "code", "", &code, NULL))
    return NULL;
  return g_strconcat (status, "/", code, NULL);
}

/* An answer tells what became of a line, and nothing of the row: whose it is by now may not be the author's to know
 * (PROTOCOL.md §3). (transfer full) (nullable): what it tells besides */
static char *
told_besides (const char *line)
{
  static const char *const known[] = { "code", "n", "rv", "s", "seq", "shard", NULL };
  g_autoptr (JsonNode) node = json_strict_parse (line, -1, JSON_DEPTH, NULL);
  JsonObjectIter iter;
  const char    *name;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("an answer that is no object");
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      return g_strdup_printf ("an answer with the member %s", name);
  return NULL;
}

static char **
lines_of (GBytes *bytes)
{
  gsize            length;
  const char      *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  g_autofree char *text = data != NULL ? g_strndup (data, length) : g_strdup ("");

  return g_strsplit (text, "\n", -1);
}

char *
model_push (Model *model, Id person, const char *today, GBytes *body, GBytes *reply)
{
  g_auto (GStrv) lines = lines_of (body);
  g_auto (GStrv) answers = lines_of (reply);
  g_autoptr (JsonNode) head = json_strict_parse (lines[0], -1, 4, NULL);
  guint count = g_strv_length (lines), answer_count = g_strv_length (answers);
  Push  push = { .model = model, .person = person, .today = today };
  Id    device;

  if (head == NULL || !json_member_id (json_node_get_object (head), "dev", &device, NULL))
    return g_strdup ("a push without a device was answered");
  push.lineage = lineage_of (model, device);
  for (guint i = 1; i + 2 < count; i++)
    {
      g_autoptr (Mutation) mutation = mutation_parse (lines[i], -1, NULL);
      const char      *expected = mutation != NULL ? apply (&push, mutation) : NULL;
      g_autofree char *got = i - 1 < answer_count ? answered (answers[i - 1]) : NULL;

      if (reply != NULL && i - 1 < answer_count)
        {
          char *besides = told_besides (answers[i - 1]);

          if (besides != NULL)
            return besides;
        }
      if (expected != NULL && reply != NULL && g_strcmp0 (expected, got) != 0)
        return g_strdup_printf ("outcome %s expected, %s told for %s", expected, got != NULL ? got : "nothing",
                                lines[i]);
    }
  return NULL;
}

/* Comparing */

static char *
compare_line (const Line *line, Db *server)
{
  g_autoptr (DbStmt) stmt = db_prepare (server, NULL, "SELECT body, rv, del FROM row WHERE tbl = ? AND id = ?", "sd",
                                        line->schema->table, &line->id);
  g_autofree char *body = NULL;
  gpointer         row = row_of (line->schema, line->id, line->cells, line->extra);

  body = row != NULL ? schema_body (line->schema, row) : g_strdup ("");
  schema_free (line->schema, row);
  if (stmt == NULL || db_step (stmt, NULL) <= 0)
    return g_strdup_printf ("%s %s is not there", line->schema->table, body);
  if (db_column_int (stmt, 1) != line->rv || (db_column_int (stmt, 2) != 0) != line->deleted ||
      (!line->deleted && !g_str_equal (db_column_text (stmt, 0), body)))
    return g_strdup_printf ("%s: %s (rv %d%s) expected, %s (rv %d%s) found", line->schema->table, body, (int) line->rv,
                            line->deleted ? ", deleted" : "", db_column_text (stmt, 0), (int) db_column_int (stmt, 1),
                            db_column_int (stmt, 2) ? ", deleted" : "");
  return NULL;
}

char *
model_compare (Model *model, Db *server)
{
  GHashTableIter iter;
  gpointer       line;
  gint64         rows = 0, modelled_rows = 0;

  g_hash_table_iter_init (&iter, model->rows);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    {
      char *wrong = compare_line (line, server);

      if (wrong != NULL)
        return wrong;
    }
  for (gsize i = 0; modelled[i] != NULL; i++)
    {
      db_int (server, &rows, NULL, NULL, "SELECT count(*) FROM row WHERE tbl = ?", "s", modelled[i]);
      modelled_rows += rows;
    }
  if (modelled_rows != g_hash_table_size (model->rows))
    return g_strdup_printf ("%u rows expected, %d found", g_hash_table_size (model->rows), (int) modelled_rows);
  return NULL;
}
