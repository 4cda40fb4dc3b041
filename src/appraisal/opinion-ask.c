/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/opinion-ask.h"

#include "appraisal/form.h"
#include "appraisal/opinion.h"
#include "core/json.h"
#include "store/apply.h"
#include "sync/inbox-item.h"

void
opinion_ask_free (OpinionAsk *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->text);
  g_free (self);
}

/* (transfer full): element @at of a JSON array of texts, "" if there is none. */
static char *
word (const char *json, guint at)
{
  g_autoptr (JsonNode) node = *json != '\0' ? json_strict_parse (json, -1, JSON_DEPTH, NULL) : NULL;
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (list == NULL || at >= json_array_get_length (list) ||
      json_node_get_value_type (json_array_get_element (list, at)) != G_TYPE_STRING)
    return g_strdup ("");
  return g_strdup (json_array_get_string_element (list, at));
}

static char *
text_of (const char *json)
{
  g_autoptr (JsonNode) node = *json != '\0' ? json_strict_parse (json, -1, JSON_DEPTH, NULL) : NULL;

  return g_strdup (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : "");
}

/* What was written here and is not answered stands above what the server knows. */
static gboolean
take_queued (OpinionAsk *self, Store *store, GError **error)
{
  g_autoptr (GPtrArray) entries = store_outbox_list (store, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const Mutation *mutation = ((const OutboxEntry *) g_ptr_array_index (entries, i))->mutation;
      g_autoptr (JsonNode) node = NULL;
      const char *text = "";

      if (mutation->kind != MUTATION_COMMAND || !id_equal (mutation->id, self->form) ||
          !g_str_equal (mutation->name, "appraisal.give_opinion"))
        continue;
      node = json_strict_parse (mutation->args, -1, JSON_DEPTH, NULL);
      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
          !json_member_opt_string (json_node_get_object (node), "text", "", &text, NULL))
        continue;
      self->queued = TRUE;
      g_free (self->text);
      self->text = g_strdup (text);
    }
  return entries != NULL;
}

static OpinionAsk *
from_item (Store *store, const InboxItem *item, GError **error)
{
  g_autoptr (OpinionAsk) self = g_new0 (OpinionAsk, 1);
  g_autofree char *month = word (item->args, 1);
  g_autoptr (Rows) months =
      store_query (store, &appraisal_month_schema, error, "WHERE \"month\" = ? ORDER BY \"score_due\" LIMIT 1", "s",
                   month);

  if (months == NULL)
    return NULL;
  self->form = item->subject;
  self->name = word (item->args, 0);
  self->text = text_of (item->mine);
  self->given = item->state == INBOX_STATE_CLOSED && g_str_equal (item->choice, OPINION_GIVEN);
  self->settled = item->state == INBOX_STATE_CLOSED && g_str_equal (item->choice, OPINION_SETTLED);
  g_strlcpy (self->month, month, sizeof self->month);
  if (months->len > 0)
    g_strlcpy (self->due, ((const AppraisalMonth *) months->at[0])->score_due, sizeof self->due);
  if (!take_queued (self, store, error))
    return NULL;
  return g_steal_pointer (&self);
}

OpinionAsk *
opinion_ask_load (Store *store, Id me, Id form, GError **error)
{
  GError     *failure = NULL;
  InboxItem  *item = store_get (store, &inbox_item_schema, opinion_request_id (form, me), &failure);
  OpinionAsk *self = NULL;

  if (failure != NULL)
    g_propagate_error (error, failure);
  if (item == NULL)
    return NULL;
  self = from_item (store, item, error);
  schema_free (&inbox_item_schema, item);
  return self;
}

static void
free_ask (gpointer data)
{
  opinion_ask_free (data);
}

/* A notice put away unanswered still asks. */
GPtrArray *
opinion_asks_open (Store *store, Id me, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_ask);
  g_autoptr (Rows) rows = store_query (store, &inbox_item_schema, error,
                                       "WHERE \"person\" = ? AND \"tbl\" = 'previous_opinion' AND \"kind\" = 'notice' "
                                       "AND \"choice\" NOT IN ('" OPINION_GIVEN "', '" OPINION_SETTLED "') "
                                       "ORDER BY \"happened_at\" DESC LIMIT 200",
                                       "d", &me);

  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      OpinionAsk *self = from_item (store, rows->at[i], error);

      if (self == NULL)
        return NULL;
      if (self->queued)
        opinion_ask_free (self);
      else
        g_ptr_array_add (list, self);
    }
  return g_steal_pointer (&list);
}
