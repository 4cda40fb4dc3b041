/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/row-history.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/ref-text.h"
#include "app/session-private.h"
#include "core/id.h"
#include "core/json.h"
#include "store/apply.h"
#include "sync/exchange.h"

typedef struct
{
  const Schema *schema;
  Id            id;
  RowHistory   *history;
} Asked;

static void
line_free (gpointer data)
{
  HistoryLine *line = data;

  g_free (line->field);
  g_free (line->before);
  g_free (line->after);
  g_free (line);
}

static void
entry_free (gpointer data)
{
  HistoryEntry *entry = data;

  g_free (entry->who);
  g_free (entry->what);
  g_ptr_array_unref (entry->lines);
  g_free (entry);
}

void
row_history_free (RowHistory *history)
{
  if (history == NULL)
    return;
  g_ptr_array_unref (history->entries);
  g_free (history->missing);
  g_free (history);
}

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  row_history_free (asked->history);
  g_free (asked);
}

/* Words */

static const char *
what_of (HistoryKind kind)
{
  switch (kind)
    {
    case HISTORY_PUT:
      return _ ("Created");
    case HISTORY_DEL:
      return _ ("Deleted");
    case HISTORY_STEP:
      return _ ("A step of the work");
    case HISTORY_ERASED:
      return _ ("Erased for good: what stood here is not kept any more");
    case HISTORY_SET:
    default:
      return _ ("Changed");
    }
}

static HistoryKind
kind_of (const char *action, gboolean erased)
{
  if (erased)
    return HISTORY_ERASED;
  if (g_str_equal (action, "put"))
    return HISTORY_PUT;
  if (g_str_equal (action, "set"))
    return HISTORY_SET;
  return g_str_equal (action, "del") ? HISTORY_DEL : HISTORY_STEP;
}

static char *
member_text (ZuoxiSession *session, const Schema *schema, const Field *field, JsonObject *members)
{
  gpointer row = members != NULL && json_object_has_member (members, field->name) ? schema_new (schema) : NULL;
  char    *text = NULL;

  if (row == NULL)
    return g_strdup ("");
  if (schema_set_member (schema, field, row, json_object_get_member (members, field->name), NULL))
    text = ref_member_text (session, schema, field, row);
  schema_free (schema, row);
  /* Of a later version: told by its bytes rather than not at all (R37). */
  return text != NULL ? text : json_canonical_text (json_object_get_member (members, field->name));
}

GPtrArray *
row_history_lines (ZuoxiSession *session, const Schema *schema, JsonObject *before, JsonObject *after)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      HistoryLine *line;

      if ((before == NULL || !json_object_has_member (before, field->name)) &&
          (after == NULL || !json_object_has_member (after, field->name)))
        continue;
      line = g_new (HistoryLine, 1);
      line->field = g_strdup (_ (field->title));
      line->before = member_text (session, schema, field, before);
      line->after = member_text (session, schema, field, after);
      if (g_str_equal (line->before, line->after))
        line_free (line);
      else
        g_ptr_array_add (lines, line);
    }
  return lines;
}

static HistoryEntry *
entry_new (HistoryKind kind, gint64 at, char *who, GPtrArray *lines)
{
  HistoryEntry *entry = g_new0 (HistoryEntry, 1);

  entry->kind = kind;
  entry->at = at;
  entry->who = who;
  entry->what = g_strdup (what_of (kind));
  entry->lines = lines;
  return entry;
}

/* What waits here */

/* Told without what it replaces: that is the server's to say. */
static void
add_unsent (ZuoxiSession *session, Asked *asked, const Mutation *mutation, gint64 at)
{
  static const HistoryKind kinds[] = { HISTORY_PUT, HISTORY_SET, HISTORY_DEL, HISTORY_STEP }; /* by MutationKind */
  g_autoptr (JsonNode) set = mutation->set != NULL ? mutation_set_node (mutation, NULL) : NULL;
  HistoryEntry *entry;

  if (mutation->kind == MUTATION_GROUP)
    {
      for (guint i = 0; i < mutation->ops->len; i++)
        add_unsent (session, asked, mutation->ops->pdata[i], at);
      return;
    }
  if (g_strcmp0 (mutation->table, asked->schema->table) != 0 || !id_equal (mutation->id, asked->id))
    return;
  entry = entry_new (kinds[mutation->kind], at, g_strdup (zuoxi_session_get_my_name (session)),
                     row_history_lines (session, asked->schema, NULL, set != NULL ? json_node_get_object (set) : NULL));
  entry->unsent = TRUE;
  g_ptr_array_insert (asked->history->entries, 0, entry);
}

static void
read_unsent (ZuoxiSession *session, Asked *asked)
{
  g_autoptr (GPtrArray) list = store_outbox_list (zuoxi_session_get_reader (session), NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const OutboxEntry *entry = list->pdata[i];

      if (!entry->acknowledged)
        add_unsent (session, asked, entry->mutation, entry->at);
    }
}

/* What the server tells */

static char *
who_of (ZuoxiSession *session, JsonObject *told)
{
  Id          person = ID_NONE;
  const char *actor = "";

  if (json_object_has_member (told, "person") && json_member_id (told, "person", &person, NULL))
    return ref_text (session, "person", person);
  if (!json_member_opt_string (told, "actor", "", &actor, NULL))
    return g_strdup ("");
  if (g_str_equal (actor, "server"))
    return g_strdup (_ ("The server"));
  return g_str_has_prefix (actor, "admin:") ? g_strdup (_ ("The administrator")) : g_strdup (actor);
}

static gboolean
take_entry (ZuoxiSession *session, Asked *asked, JsonObject *told)
{
  const char *action;
  gint64      at;
  gboolean    erased = FALSE;
  JsonObject *before = NULL, *after = NULL;
  HistoryKind kind;

  if (!json_member_string (told, "action", &action, NULL) || !json_member_int (told, "at", &at, NULL) ||
      (json_object_has_member (told, "erased") && !json_member_bool (told, "erased", &erased, NULL)) ||
      !json_member_opt_object (told, "old", &before, NULL) || !json_member_opt_object (told, "new", &after, NULL))
    return FALSE;
  kind = kind_of (action, erased);
  g_ptr_array_add (asked->history->entries,
                   entry_new (kind, at, who_of (session, told),
                              row_history_lines (session, asked->schema, before, after)));
  return TRUE;
}

static gboolean
take_answer (ZuoxiSession *session, Asked *asked, GBytes *body)
{
  gsize       size;
  const char *text = g_bytes_get_data (body, &size);
  g_autoptr (JsonNode) node = json_strict_parse (text, (gssize) size, JSON_DEPTH, NULL);
  JsonObject *answer = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray  *entries;

  if (answer == NULL || !json_object_has_member (answer, "entries") ||
      !JSON_NODE_HOLDS_ARRAY (json_object_get_member (answer, "entries")) ||
      !json_member_bool (answer, "more", &asked->history->more, NULL))
    return FALSE;
  entries = json_object_get_array_member (answer, "entries");
  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (entries, i)) ||
        !take_entry (session, asked, json_array_get_object_element (entries, i)))
      return FALSE;
  return TRUE;
}

static const char *
why_missing (const TransportReply *reply)
{
  if (reply == NULL)
    return _ ("The server does not answer: this is only what waits on this device. The rest comes when you are online");
  if (reply->status == 404)
    return _ ("The server has no history of it for you: it is not there yet, or not yours to read");
  return _ ("The server does not tell now: this is only what waits on this device. Please try again later");
}

static void
on_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TransportReply) reply = transport_send_finish (ZUOXI_TRANSPORT (source), result, &error);
  ZuoxiSession *session = g_task_get_source_object (task);
  Asked        *asked = g_task_get_task_data (task);
  guint         unsent = asked->history->entries->len;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (session->reader == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "signed out");
      return;
    }
  if (reply == NULL || reply->status != 200)
    asked->history->missing = g_strdup (why_missing (reply));
  else if (!take_answer (session, asked, reply->body))
    {
      g_ptr_array_set_size (asked->history->entries, (int) unsent);
      asked->history->missing = g_strdup (_ ("The server's answer is not understood: this is only what waits on this device"));
    }
  else
    asked->history->missing = g_strdup ("");
  g_task_return_pointer (task, g_steal_pointer (&asked->history), (GDestroyNotify) row_history_free);
}

void
row_history_async (ZuoxiSession       *session,
                   const Schema       *schema,
                   Id                  id,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  GTask           *task = g_task_new (session, cancellable, callback, user_data);
  Asked           *asked = g_new0 (Asked, 1);
  ExchangeIdentity who = { 0 };
  g_autofree char *hex = id_dup_hex (id);
  g_autofree char *device = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (session->reader != NULL);

  asked->schema = schema;
  asked->id = id;
  asked->history = g_new0 (RowHistory, 1);
  asked->history->entries = g_ptr_array_new_with_free_func (entry_free);
  g_task_set_task_data (task, asked, asked_free);
  read_unsent (session, asked);
  exchange_get_identity (session->reader, &who, NULL);
  device = id_dup_hex (who.device);
  path = g_strdup_printf ("/v1/history?dev=%s&id=%s&t=%s", device, hex, schema->table);
  transport_send_async (session->transport, "GET", path, NULL, TRANSPORT_SIGNED_IN | TRANSPORT_WHOLE | TRANSPORT_AGAIN,
                        cancellable, on_answered_cb, task);
}

RowHistory *
row_history_finish (ZuoxiSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
