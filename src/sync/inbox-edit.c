/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/inbox-edit.h"

#include <glib/gi18n.h>

#include "core/id.h"
#include "core/json.h"
#include "registry.h"
#include "ui/compat.h"
#include "ui/widgets/form-table.h"

#define LONG_FROM 40 /* characters of a text that asks for several lines */

typedef struct
{
  GtkWindow      *parent;
  InboxItem      *item;
  const Schema   *schema;
  char           *heading;
  char           *body;
  char           *draft; /* key of what is typed */
  FormRow         rows[2];
  ZuoxiFormTable *form;
} Editing;

static void
editing_free (gpointer data)
{
  Editing *self = data;

  g_object_unref (self->parent);
  schema_free (&inbox_item_schema, self->item);
  g_free (self->heading);
  g_free (self->body);
  g_free (self->draft);
  g_clear_object (&self->form);
  g_free (self);
}

gboolean
inbox_edit_is_possible (const InboxCard *card)
{
  const Schema *schema = registry_find (card->item->tbl);
  const Field  *field = schema != NULL ? schema_field (schema, card->item->field) : NULL;

  return card->item->kind == INBOX_KIND_CONFLICT && card->can_use_mine && field != NULL && field->kind != FIELD_REF;
}

/* The row as it stands now; NULL with an error if it is gone. (transfer full) */
static gpointer
present_row (ZuoxiSession *session, const Editing *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gpointer row = store_get (zuoxi_session_get_reader (session), self->schema, self->item->subject, &failure);

  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (row == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("The row is no longer here; the item stays in the inbox"));
  return row;
}

/* What stands in the field at first: the author's value over the row. */
static void
load (ZuoxiSession *session, Editing *self, gpointer row)
{
  const Field     *field = schema_field (self->schema, self->item->field);
  gboolean         found = FALSE;
  g_autofree char *draft = zuoxi_session_draft_get (session, self->draft, field->name, &found);
  g_autoptr (JsonNode) node = json_strict_parse (self->item->mine, -1, JSON_DEPTH, NULL);

  if (node != NULL)
    schema_set_member (self->schema, field, row, node, NULL);
  zuoxi_form_table_load (self->form, row, zuoxi_session_today (session));
  if (found)
    zuoxi_form_table_load_draft (self->form, field->name, draft);
}

static void
on_keep_cb (ZuoxiSession *session, const char *field, const char *text, ZuoxiFormTable *form)
{
  zuoxi_session_draft_set (session, g_object_get_data (G_OBJECT (form), "draft"), field, text);
}

static void ask (GTask *task, const ProblemList *problems);

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Editing *self = g_task_get_task_data (task);
  GError  *error = NULL;

  if (!inbox_close_finish (ZUOXI_SESSION (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  zuoxi_session_draft_clear (ZUOXI_SESSION (source), self->draft, self->item->field);
  g_task_return_boolean (task, TRUE);
}

/* @task: (transfer full) */
static void
save (GTask *task)
{
  ZuoxiSession *session = g_task_get_source_object (task);
  Editing      *self = g_task_get_task_data (task);
  g_autoptr (ProblemList) problems = problem_list_new ();
  GError  *error = NULL;
  gpointer present = present_row (session, self, &error);
  gpointer edited = NULL;

  if (present == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  edited = schema_copy (self->schema, present);
  if (zuoxi_form_table_read (self->form, edited, problems))
    inbox_close_edited_async (session, self->item, present, edited, on_queued_cb, task);
  else
    ask (task, problems);
  schema_free (self->schema, present);
  schema_free (self->schema, edited);
}

static void
on_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask   *task = user_data;
  Editing *self = g_task_get_task_data (task);

  zuoxi_form_table_flush (self->form);
  if (compat_confirm_finish (result))
    {
      save (task);
      return;
    }
  g_task_return_boolean (task, FALSE);
  g_object_unref (task);
}

/* @task: (transfer full). @problems: (nullable): what was wrong with the value that was typed */
static void
ask (GTask *task, const ProblemList *problems)
{
  ZuoxiSession *session = g_task_get_source_object (task);
  Editing      *self = g_task_get_task_data (task);
  GError       *error = NULL;
  gpointer      row = present_row (session, self, &error);

  if (row == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_clear_object (&self->form);
  self->form = g_object_ref_sink (ZUOXI_FORM_TABLE (zuoxi_form_table_new (self->schema, self->rows)));
  g_object_set_data_full (G_OBJECT (self->form), "draft", g_strdup (self->draft), g_free);
  load (session, self, row);
  if (problems != NULL)
    zuoxi_form_table_show_problems (self->form, problems);
  g_signal_connect_object (self->form, "keep", G_CALLBACK (on_keep_cb), session, G_CONNECT_SWAPPED);
  schema_free (self->schema, row);
  compat_confirm_async (self->parent, self->heading, self->body, _ ("_Save"), FALSE, GTK_WIDGET (self->form), on_answered_cb, task);
}

static const char *
or_dash (const char *value)
{
  return value != NULL && *value != '\0' ? value : "–";
}

/* What the third value is to be weighed against. */
static char *
body_of (const InboxCard *card)
{
  if (card->was == NULL)
    return g_strdup_printf (_ ("There is now: %s"), or_dash (card->theirs));
  return g_strdup_printf (_ ("There was: %1$s\nThere is now: %2$s"), or_dash (card->was), or_dash (card->theirs));
}

void
inbox_edit_async (GtkWindow          *parent,
                  ZuoxiSession       *session,
                  const InboxCard    *card,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  GTask       *task = g_task_new (session, NULL, callback, user_data);
  Editing     *self = g_new0 (Editing, 1);
  const Field *field = NULL;
  char         id[ID_HEX_LENGTH + 1];

  self->parent = g_object_ref (parent);
  self->item = schema_copy (&inbox_item_schema, card->item);
  self->schema = registry_find (card->item->tbl);
  self->heading = g_strdup (card->title);
  self->body = body_of (card);
  id_to_hex (card->item->row.id, id);
  self->draft = g_strdup_printf ("inbox/%s", id);
  field = schema_field (self->schema, card->item->field);
  self->rows[0].field = field->name;
  if (field->kind == FIELD_TEXT && g_utf8_strlen (card->mine, -1) >= LONG_FROM)
    self->rows[0].flags = FORM_LONG;
  g_task_set_task_data (task, self, editing_free);
  ask (task, NULL);
}

gboolean
inbox_edit_finish (ZuoxiSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
