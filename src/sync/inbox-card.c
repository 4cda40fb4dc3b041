/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/inbox-card.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "core/id.h"
#include "core/json.h"
#include "registry.h"
#include "store/apply.h"

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

/* Texts that name a row, the best first. */
static const char *const names[] = { "name", "title", "number", "code" };

static const char *
person_in (Directory *directory, Id id)
{
  const Person *person = directory != NULL ? directory_person (directory, id) : NULL;

  return person != NULL ? person->name : "";
}

static const char *
person_name (ZuoxiSession *session, Id id)
{
  return person_in (zuoxi_session_get_directory (session), id);
}

/* A line of a form names its indicator by a code; people know it by its title. */
static char *
title_of_code (Store *store, const char *code)
{
  const Schema *schema = registry_find ("scheme_item");
  const Field  *title = schema != NULL ? schema_field (schema, "title") : NULL;
  g_autoptr (Rows) rows = NULL;

  if (title != NULL)
    rows = store_query (store, schema, NULL, "WHERE code = ? ORDER BY k DESC LIMIT 1", "s", code);
  return g_strdup (rows != NULL && rows->len > 0 ? *FIELD_PTR (rows->at[0], title, char *const) : code);
}

static char *
name_in_row (Store *store, Directory *directory, const Schema *schema, gconstpointer row)
{
  const Field *subject = schema->subject != NULL ? schema_field (schema, schema->subject) : NULL;
  const Field *month = schema_field (schema, "month");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const Field *field = schema_field (schema, names[i]);

      if (field != NULL && field->kind == FIELD_TEXT && **FIELD_PTR (row, field, char *const) != '\0')
        return g_str_equal (names[i], "code") ? title_of_code (store, *FIELD_PTR (row, field, char *const))
                                              : g_strdup (*FIELD_PTR (row, field, char *const));
    }
  if (subject != NULL && subject->kind == FIELD_REF)
    {
      const char      *name = person_in (directory, *FIELD_PTR (row, subject, const Id));
      g_autofree char *text = month != NULL ? format_month (*FIELD_PTR (row, month, char *const)) : NULL;

      return text != NULL ? g_strdup_printf ("%s · %s", name, text) : g_strdup (name);
    }
  return g_strdup ("");
}

static char *
row_name (Store *store, Directory *directory, const Schema *schema, Id id)
{
  gpointer row = store_get (store, schema, id, NULL);
  char    *name = row != NULL ? name_in_row (store, directory, schema, row) : g_strdup ("");

  if (row != NULL)
    schema_free (schema, row);
  return name;
}

char *
inbox_row_name (ZuoxiSession *session, const Schema *schema, Id id)
{
  return row_name (zuoxi_session_get_reader (session), zuoxi_session_get_directory (session), schema, id);
}

static char *
join (const char *a, const char *b, const char *c)
{
  GString    *text = g_string_new (a);
  const char *more[] = { b, c };

  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    if (more[i] != NULL && *more[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", more[i]);
  return g_string_free (text, FALSE);
}

/* @json as a value of @field, as people read it; NULL if it is none. */
static char *
value_text (ZuoxiSession *session, const Schema *schema, const Field *field, const char *json)
{
  g_autoptr (JsonNode) node = *json != '\0' ? json_strict_parse (json, -1, JSON_DEPTH, NULL) : NULL;
  gpointer row = NULL;
  char    *text = NULL;

  if (node == NULL)
    return NULL;
  row = schema_new (schema);
  if (schema_set_member (schema, field, row, node, NULL))
    text = field->kind == FIELD_REF ? g_strdup (person_name (session, *FIELD_PTR (row, field, const Id)))
                                    : format_member (schema, field, row, zuoxi_session_now (session));
  schema_free (schema, row);
  return text;
}

char *
inbox_item_title (Store *store, Directory *directory, const InboxItem *item)
{
  const Schema    *schema = registry_find (item->tbl);
  const Field     *field = schema != NULL ? schema_field (schema, item->field) : NULL;
  g_autofree char *name = schema != NULL ? row_name (store, directory, schema, item->subject) : NULL;

  return join (schema != NULL ? _ (schema->title) : item->tbl, name, field != NULL ? _ (field->title) : NULL);
}

char *
inbox_item_reason (const InboxItem *item)
{
  g_autoptr (JsonNode) node = *item->args != '\0' ? json_strict_parse (item->args, -1, JSON_DEPTH, NULL) : NULL;
  JsonArray       *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  Problem          problem = { .field = (char *) "", .clause = (char *) "", .msgid = item->message };
  g_autofree char *text = NULL;

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), PROBLEM_ARGS); i++)
    if (json_node_get_value_type (json_array_get_element (array, i)) == G_TYPE_STRING)
      problem.args[i] = (char *) json_array_get_string_element (array, i);
  if (*item->message == '\0')
    return g_strdup ("");
  text = problem_text (&problem, translate);
  if (*item->clause == '\0')
    return g_steal_pointer (&text);
  return g_strdup_printf (_ ("%s (clause %s)"), text, item->clause);
}

static void
fill_values (ZuoxiSession *session, InboxCard *card, const Schema *schema)
{
  const Field *field = schema_field (schema, card->item->field);
  gpointer     row = store_get (zuoxi_session_get_reader (session), schema, card->item->subject, NULL);

  if (field != NULL && card->item->kind == INBOX_KIND_CONFLICT)
    {
      card->mine = value_text (session, schema, field, card->item->mine);
      card->was = value_text (session, schema, field, card->item->was);
      if (row != NULL)
        card->theirs = field->kind == FIELD_REF ? g_strdup (person_name (session, *FIELD_PTR (row, field, const Id)))
                                                : format_member (schema, field, row, zuoxi_session_now (session));
      card->can_use_mine = row != NULL && card->mine != NULL;
    }
  if (row != NULL)
    schema_free (schema, row);
}

static char *
when_text (ZuoxiSession *session, const InboxItem *item)
{
  gint64           now = zuoxi_session_now (session);
  g_autofree char *at = format_moment (item->happened_at, now);
  g_autofree char *other_at = item->other_at.set ? format_moment (item->other_at.v, now) : NULL;

  if (*person_name (session, item->other) == '\0' || other_at == NULL)
    return g_steal_pointer (&at);
  /* Translators: when mine was decided on ↔ who the other author is, and when */
  return g_strdup_printf (_ ("Mine %1$s ↔ %2$s %3$s"), at, person_name (session, item->other), other_at);
}

InboxCard *
inbox_card_new (ZuoxiSession *session, const InboxItem *item)
{
  InboxCard    *card = g_new0 (InboxCard, 1);
  const Schema *schema = registry_find (item->tbl);

  card->item = schema_copy (&inbox_item_schema, item);
  card->title = inbox_item_title (zuoxi_session_get_reader (session), zuoxi_session_get_directory (session), item);
  card->when = when_text (session, item);
  card->reason = inbox_item_reason (item);
  if (schema != NULL)
    fill_values (session, card, schema);
  return card;
}

void
inbox_card_free (InboxCard *card)
{
  schema_free (&inbox_item_schema, card->item);
  g_free (card->title);
  g_free (card->when);
  g_free (card->reason);
  g_free (card->was);
  g_free (card->mine);
  g_free (card->theirs);
  g_free (card);
}

gboolean
inbox_card_equal (const InboxCard *a, const InboxCard *b)
{
  return a->item->kind == b->item->kind && a->can_use_mine == b->can_use_mine && g_str_equal (a->title, b->title) &&
         g_str_equal (a->when, b->when) && g_str_equal (a->reason, b->reason) && g_strcmp0 (a->was, b->was) == 0 &&
         g_strcmp0 (a->mine, b->mine) == 0 && g_strcmp0 (a->theirs, b->theirs) == 0;
}

guint
inbox_count (ZuoxiSession *session)
{
  static const char clause[] =
      "WHERE person = ? AND state = 'open' AND NOT EXISTS "
      "(SELECT 1 FROM outbox_row o WHERE o.tbl = 'inbox_item' AND o.id = inbox_item.id)";
  Store *reader = zuoxi_session_get_reader (session);
  Id     me = zuoxi_session_get_me (session);
  gint64 n = reader != NULL ? store_count (reader, &inbox_item_schema, NULL, clause, "d", &me) : 0;

  return n > 0 ? (guint) n : 0;
}

/* *@out: the author's value over the row as it is now; NULL = it stands there. FALSE: row gone, or it fits no more. */
static gboolean
write_again (ZuoxiSession *session, const InboxItem *item, Mutation **out)
{
  const Schema *schema = registry_find (item->tbl);
  const Field  *field = schema != NULL ? schema_field (schema, item->field) : NULL;
  g_autoptr (JsonNode) node = json_strict_parse (item->mine, -1, JSON_DEPTH, NULL);
  gpointer base = field != NULL ? store_get (zuoxi_session_get_reader (session), schema, item->subject, NULL) : NULL;
  gpointer mine = base != NULL ? schema_copy (schema, base) : NULL;
  gboolean fits = mine != NULL && node != NULL && schema_set_member (schema, field, mine, node, NULL);

  if (fits)
    *out = mutation_set (schema, base, mine);
  if (base != NULL)
    schema_free (schema, base);
  if (mine != NULL)
    schema_free (schema, mine);
  return fits;
}

static void
free_mutation (gpointer mutation)
{
  mutation_free (mutation);
}

gboolean
inbox_close_mutations (ZuoxiSession *session, const InboxItem *item, const char *choice, GPtrArray *mutations)
{
  g_autofree char *args = g_strdup_printf ("{\"choice\":\"%s\"}", choice);
  Mutation        *again = NULL;

  if (item->state != INBOX_STATE_OPEN)
    return FALSE;
  if (g_str_equal (choice, "mine") && !write_again (session, item, &again))
    return FALSE;
  if (again != NULL)
    g_ptr_array_add (mutations, again);
  g_ptr_array_add (mutations, mutation_command ("inbox.close", &inbox_item_schema, item->row.id, NULL, args));
  return TRUE;
}

void
inbox_close_async (ZuoxiSession       *session,
                   const InboxItem    *item,
                   const char         *choice,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func (free_mutation);

  inbox_close_mutations (session, item, choice, mutations);
  zuoxi_session_queue_async (session, mutations, NULL, callback, user_data);
}

void
inbox_close_edited_async (ZuoxiSession       *session,
                          const InboxItem    *item,
                          gconstpointer       base,
                          gconstpointer       edited,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func (free_mutation);
  Mutation  *set = item->state == INBOX_STATE_OPEN ? mutation_set (registry_find (item->tbl), base, edited) : NULL;

  if (set != NULL)
    g_ptr_array_add (mutations, set);
  inbox_close_mutations (session, item, "edited", mutations);
  zuoxi_session_queue_async (session, mutations, NULL, callback, user_data);
}

gboolean
inbox_close_finish (ZuoxiSession *session, GAsyncResult *result, GError **error)
{
  g_auto (GStrv) mids = zuoxi_session_queue_finish (session, result, error);

  return mids != NULL;
}

/* Unsent */

/* Members of a put or set, one a line, by their titles. */
static char *
members_text (const Mutation *mutation, gint64 now)
{
  g_autoptr (JsonNode) node = mutation->set != NULL ? json_strict_parse (mutation->set, -1, JSON_DEPTH, NULL) : NULL;
  GString *text = g_string_new (NULL);
  gpointer row = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || mutation->schema == NULL)
    return g_string_free (text, FALSE);
  row = schema_new (mutation->schema);
  for (const Field *field = mutation->schema->fields; field->name != NULL; field++)
    {
      JsonNode        *value = json_object_get_member (json_node_get_object (node), field->name);
      g_autofree char *shown = NULL;

      if (value == NULL || !schema_set_member (mutation->schema, field, row, value, NULL))
        continue;
      shown = format_member (mutation->schema, field, row, now);
      if (*shown != '\0')
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n" : "", _ (field->title), shown);
    }
  schema_free (mutation->schema, row);
  return g_string_free (text, FALSE);
}

InboxUnsent *
inbox_unsent_new (ZuoxiSession *session, const OutboxEntry *entry)
{
  InboxUnsent     *unsent = g_new0 (InboxUnsent, 1);
  const Schema    *schema = entry->mutation->schema;
  g_autofree char *name = schema != NULL ? inbox_row_name (session, schema, entry->mutation->id) : NULL;

  unsent->title = join (schema != NULL ? _ (schema->title) : _ ("Several rows"), name, NULL);
  unsent->text = members_text (entry->mutation, zuoxi_session_now (session));
  unsent->at = entry->at;
  return unsent;
}

void
inbox_unsent_free (InboxUnsent *unsent)
{
  g_free (unsent->title);
  g_free (unsent->text);
  g_free (unsent);
}
