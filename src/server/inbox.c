/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outcomes that need their author become rows in the author's own bucket (R46). */
#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "server/server-private.h"
#include "sync/inbox-item.h"

/* The open item of the same row and field is updated, so that one question is asked once. */
static Id
item_id (const ServerActor *actor, const Mutation *mutation, const char *kind, const char *field)
{
  char        person[33], subject[33];
  const char *parts[] = { person, subject, kind, field, g_str_equal (kind, "conflict") ? NULL : mutation->mid, NULL };

  id_to_hex (actor->person, person);
  id_to_hex (mutation->id, subject);
  return id_derive ("inbox_item", parts);
}

static void
take_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text != NULL ? text : "");
}

static void
fill_problem (InboxItem *item, const Problem *problem)
{
  GString *args = g_string_new ("[");

  for (int i = 0; i < PROBLEM_ARGS && problem->args[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (args, ',');
      json_append_string (args, problem->args[i]);
    }
  g_string_append_c (args, ']');
  take_text (&item->message, problem->msgid);
  take_text (&item->clause, problem->clause);
  if (args->len > 2)
    take_text (&item->args, args->str);
  g_string_free (args, TRUE);
}

/* What stood there before: only a text is sent along as it was, of anything else a hash (R45). */
static void
fill_was (InboxItem *item, const Mutation *mutation, const char *name)
{
  const Field *field = mutation->schema != NULL && *name != '\0' ? schema_field (mutation->schema, name) : NULL;
  g_autoptr (JsonNode) was = NULL;
  JsonNode        *member = NULL;
  g_autofree char *text = NULL;

  if (mutation->kind == MUTATION_COMMAND)
    take_text (&item->was, mutation->name);
  if (mutation->kind != MUTATION_SET || field == NULL || field->merge != MERGE_TEXT3 || mutation->was == NULL)
    return;
  was = json_strict_parse (mutation->was, -1, JSON_DEPTH, NULL);
  if (was != NULL && JSON_NODE_HOLDS_OBJECT (was))
    member = json_object_get_member (json_node_get_object (was), name);
  if (member == NULL)
    return;
  text = json_canonical_text (member);
  take_text (&item->was, text);
}

static gboolean
fill_other (Server *self, InboxItem *item, const FieldVersion *other, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error,
                                        "SELECT a.person FROM device d JOIN account a ON a.org = d.org AND a.login = "
                                        "d.login WHERE d.org = ? AND d.no = ?",
                                        "ii", ORG, other->lineage);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  if (step == 1)
    item->other = db_column_id (stmt, 0);
  /* By the other device's clock, but nobody has written after now. */
  item->other_at = (OptInt){ MIN (other->ms * 1000, item->happened_at), TRUE };
  return step >= 0;
}

gboolean
inbox_write (Server             *self,
             const ServerActor  *actor,
             const Mutation     *mutation,
             const char         *kind,
             const char         *code,
             const char         *field,
             const char         *mine,
             const Problem      *problem,
             const FieldVersion *other,
             const ServerNow    *now,
             GError            **error)
{
  InboxItem *item = schema_new (&inbox_item_schema);
  gboolean   done = TRUE;

  item->row.id = item_id (actor, mutation, kind, field);
  item->person = actor->person;
  item->kind = (InboxKind) enum_by_nick (inbox_kinds, kind)->value;
  item->subject = mutation->id;
  item->happened_at = now->now + self->clock_offset;
  take_text (&item->mid, mutation->mid);
  take_text (&item->tbl, mutation->table);
  take_text (&item->field, field);
  take_text (&item->mine, mine);
  take_text (&item->code, code);
  fill_was (item, mutation, field);
  if (problem != NULL)
    fill_problem (item, problem);
  if (other != NULL)
    done = fill_other (self, item, other, error);
  if (done)
    done = server_write (self, NULL, &inbox_item_schema, item, now, error);
  schema_free (&inbox_item_schema, item);
  return done;
}
