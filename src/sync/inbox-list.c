/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync/inbox-list.h"

#include <glib/gi18n.h>

#include "core/id.h"
#include "registry.h"
#include "store/apply.h"

#define CHUNK 100 /* items of one transaction */

typedef struct
{
  char     *key;
  InboxKind kind;
  char     *tbl, *field, *code;
  GArray   *ks; /* gint64: keys of its items, the newest first */
  gboolean  open;
} Group;

struct _ZuoxiInboxLine
{
  GObject parent_instance;

  InboxLineKind kind;
  gint64        key; /* of a card: k; of what is not sent: n */
  guint         count;
  char         *group_key; /* of a group, and of its cards */

  /* Of a group. */
  InboxKind item_kind;
  char     *tbl, *field, *code;
  gboolean  open;
};

struct _ZuoxiInboxList
{
  GObject parent_instance;

  ZuoxiSession *session;
  GPtrArray    *groups; /* Group, the one with the newest item first */
  GHashTable   *folded; /* group key → GUINT_TO_POINTER (open): what somebody chose */
  GArray       *unsent; /* gint64: n */
  GPtrArray    *lines;
};

static void zuoxi_inbox_list_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (ZuoxiInboxLine, zuoxi_inbox_line, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (ZuoxiInboxList,
                               zuoxi_inbox_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, zuoxi_inbox_list_list_init))

static guint changed;

/* Lines */

static void
zuoxi_inbox_line_finalize (GObject *object)
{
  ZuoxiInboxLine *self = ZUOXI_INBOX_LINE (object);

  g_free (self->group_key);
  g_free (self->tbl);
  g_free (self->field);
  g_free (self->code);
  G_OBJECT_CLASS (zuoxi_inbox_line_parent_class)->finalize (object);
}

static void
zuoxi_inbox_line_class_init (ZuoxiInboxLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_inbox_line_finalize;
  changed = g_signal_new ("changed", ZUOXI_TYPE_INBOX_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zuoxi_inbox_line_init (ZuoxiInboxLine *self)
{
}

InboxLineKind
zuoxi_inbox_line_get_kind (ZuoxiInboxLine *self)
{
  return self->kind;
}

guint
zuoxi_inbox_line_get_count (ZuoxiInboxLine *self)
{
  return self->count;
}

InboxKind
zuoxi_inbox_line_get_item_kind (ZuoxiInboxLine *self)
{
  return self->item_kind;
}

gboolean
zuoxi_inbox_line_is_open (ZuoxiInboxLine *self)
{
  return self->open;
}

char *
zuoxi_inbox_line_title (ZuoxiInboxLine *self)
{
  const Schema *schema = registry_find (self->tbl);
  const Field  *field = schema != NULL ? schema_field (schema, self->field) : NULL;
  const char   *title = schema != NULL ? _ (schema->title) : self->tbl;

  return field != NULL ? g_strdup_printf ("%s · %s", title, _ (field->title)) : g_strdup (title);
}

/* Reading */

static void
free_group (gpointer data)
{
  Group *group = data;

  g_free (group->key);
  g_free (group->tbl);
  g_free (group->field);
  g_free (group->code);
  g_array_unref (group->ks);
  g_free (group);
}

static Group *
take_group (ZuoxiInboxList *self, GHashTable *known, DbStmt *stmt)
{
  const EnumNick  *kind = enum_by_nick (inbox_kinds, db_column_text (stmt, 1));
  g_autofree char *key = g_strjoin ("\x1f", db_column_text (stmt, 1), db_column_text (stmt, 2),
                                    db_column_text (stmt, 3), db_column_text (stmt, 4), NULL);
  Group           *group = g_hash_table_lookup (known, key);

  if (group != NULL)
    return group;
  group = g_new0 (Group, 1);
  group->key = g_steal_pointer (&key);
  group->kind = kind != NULL ? (InboxKind) kind->value : INBOX_KIND_NOTICE;
  group->tbl = db_column_dup (stmt, 2);
  group->field = db_column_dup (stmt, 3);
  group->code = db_column_dup (stmt, 4);
  group->ks = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_insert (known, group->key, group);
  g_ptr_array_add (self->groups, group);
  return group;
}

/* What is decided waits for the server as a command on the item, and asks nobody any more. */
static gboolean
read_groups (ZuoxiInboxList *self, GError **error)
{
  static const char sql[] =
      "SELECT k, kind, tbl, field, code FROM inbox_item WHERE person = ? AND state = 'open' AND NOT EXISTS "
      "(SELECT 1 FROM outbox_row o WHERE o.tbl = 'inbox_item' AND o.id = inbox_item.id) "
      "ORDER BY happened_at DESC, k DESC";
  Id me = zuoxi_session_get_me (self->session);
  g_autoptr (DbStmt)
      stmt = db_prepare (store_db (zuoxi_session_get_reader (self->session)), error, sql, "d", &me);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  int got = -1;

  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      Group *group = take_group (self, known, stmt);
      gint64 k = db_column_int (stmt, 0);

      g_array_append_val (group->ks, k);
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      Group   *group = self->groups->pdata[i];
      gpointer chosen = NULL;

      group->open = group->ks->len <= INBOX_UNFOLDED_MAX;
      if (g_hash_table_lookup_extended (self->folded, group->key, NULL, &chosen))
        group->open = GPOINTER_TO_UINT (chosen) != 0;
    }
  return got == 0;
}

/* Lines */

static char *
line_key (const ZuoxiInboxLine *line)
{
  if (line->kind == INBOX_LINE_GROUP)
    return g_strconcat ("g", line->group_key, NULL);
  return g_strdup_printf ("%c%" G_GINT64_FORMAT, "gctu"[line->kind], line -> key);
}

/* The line that was there before, if it says the same kind of thing. */
static ZuoxiInboxLine *
take_line (GHashTable *before, InboxLineKind kind, gint64 number, const Group *group, guint count)
{
  ZuoxiInboxLine  *line = g_object_new (ZUOXI_TYPE_INBOX_LINE, NULL);
  ZuoxiInboxLine  *known = NULL;
  g_autofree char *key = NULL;

  line->kind = kind;
  line->key = number;
  line->group_key = group != NULL ? g_strdup (group->key) : NULL;
  key = line_key (line);
  known = g_hash_table_lookup (before, key);
  if (known != NULL)
    {
      g_object_unref (line);
      line = g_object_ref (known);
    }
  else if (kind == INBOX_LINE_GROUP)
    {
      line->item_kind = group->kind;
      line->tbl = g_strdup (group->tbl);
      line->field = g_strdup (group->field);
      line->code = g_strdup (group->code);
    }
  line->count = count;
  line->open = group != NULL && group->open;
  return line;
}

static GPtrArray *
make_lines (ZuoxiInboxList *self)
{
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->lines->len; i++)
    g_hash_table_insert (before, line_key (self->lines->pdata[i]), self->lines->pdata[i]);
  for (guint i = 0; i < self->groups->len; i++)
    {
      const Group *group = self->groups->pdata[i];

      if (group->ks->len > 1)
        g_ptr_array_add (lines, take_line (before, INBOX_LINE_GROUP, 0, group, group->ks->len));
      for (guint j = 0; (group->ks->len == 1 || group->open) && j < group->ks->len; j++)
        g_ptr_array_add (lines, take_line (before, INBOX_LINE_CARD, g_array_index (group->ks, gint64, j), group, 1));
    }
  if (self->unsent->len > 0)
    g_ptr_array_add (lines, take_line (before, INBOX_LINE_UNSENT_TITLE, 0, NULL, self->unsent->len));
  for (guint i = 0; i < self->unsent->len; i++)
    g_ptr_array_add (lines, take_line (before, INBOX_LINE_UNSENT, g_array_index (self->unsent, gint64, i), NULL, 1));
  return lines;
}

/* Tells the list of what differs alone, so that the focus and the place in it stay. */
static void
show_lines (ZuoxiInboxList *self)
{
  g_autoptr (GPtrArray) old = self->lines;
  GPtrArray *lines = make_lines (self);
  guint      same = 0, tail = 0;

  while (same < old->len && same < lines->len && old->pdata[same] == lines->pdata[same])
    same++;
  while (tail < old->len - same && tail < lines->len - same &&
         old->pdata[old->len - 1 - tail] == lines->pdata[lines->len - 1 - tail])
    tail++;
  self->lines = lines;
  if (old->len != lines->len || same < lines->len)
    g_list_model_items_changed (G_LIST_MODEL (self), same, old->len - same - tail, lines->len - same - tail);
  for (guint i = 0; i < lines->len; i++)
    if (i < same || i >= lines->len - tail)
      g_signal_emit (lines->pdata[i], changed, 0);
}

gboolean
zuoxi_inbox_list_refresh (ZuoxiInboxList *self, GError **error)
{
  g_autoptr (GArray) unsent = store_unsent_ns (zuoxi_session_get_reader (self->session), error);

  g_ptr_array_set_size (self->groups, 0);
  if (unsent == NULL || !read_groups (self, error))
    return FALSE;
  g_array_unref (self->unsent);
  self->unsent = g_steal_pointer (&unsent);
  show_lines (self);
  return TRUE;
}

guint
zuoxi_inbox_list_get_items (ZuoxiInboxList *self)
{
  guint items = 0;

  for (guint i = 0; i < self->groups->len; i++)
    items += ((const Group *) self->groups->pdata[i])->ks->len;
  return items;
}

static Group *
find_group (ZuoxiInboxList *self, const char *key)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (g_str_equal (((const Group *) self->groups->pdata[i])->key, key))
      return self->groups->pdata[i];
  return NULL;
}

void
zuoxi_inbox_list_fold (ZuoxiInboxList *self, ZuoxiInboxLine *line, gboolean open)
{
  Group *group = find_group (self, line->group_key);

  g_hash_table_replace (self->folded, g_strdup (line->group_key), GUINT_TO_POINTER (open));
  if (group == NULL || group->open == open)
    return;
  group->open = open;
  show_lines (self);
}

guint
zuoxi_inbox_list_find (ZuoxiInboxList *self, const Id *item)
{
  InboxItem *row = store_get (zuoxi_session_get_reader (self->session), &inbox_item_schema, *item, NULL);
  gint64     k = row != NULL ? row->row.k : 0;

  schema_free (&inbox_item_schema, row);
  for (guint i = 0; i < self->groups->len && k != 0; i++)
    {
      Group *group = self->groups->pdata[i];

      for (guint j = 0; j < group->ks->len && !group->open; j++)
        group->open = g_array_index (group->ks, gint64, j) == k;
    }
  show_lines (self);
  for (guint i = 0; i < self->lines->len && k != 0; i++)
    {
      const ZuoxiInboxLine *line = self->lines->pdata[i];

      if (line->kind == INBOX_LINE_CARD && line->key == k)
        return i;
    }
  return G_MAXUINT;
}

gboolean
zuoxi_inbox_list_shows_table (ZuoxiInboxList *self, const char *table)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (g_str_equal (((const Group *) self->groups->pdata[i])->tbl, table))
      return TRUE;
  return g_str_equal (table, "inbox_item");
}

InboxCard *
zuoxi_inbox_list_card (ZuoxiInboxList *self, ZuoxiInboxLine *line)
{
  InboxItem *item = store_get_k (zuoxi_session_get_reader (self->session), &inbox_item_schema, line->key, NULL);
  InboxCard *card = item != NULL ? inbox_card_new (self->session, item) : NULL;

  schema_free (&inbox_item_schema, item);
  return card;
}

InboxUnsent *
zuoxi_inbox_list_unsent (ZuoxiInboxList *self, ZuoxiInboxLine *line)
{
  OutboxEntry *entry = store_outbox_entry (zuoxi_session_get_reader (self->session), line->key, NULL);
  InboxUnsent *unsent = entry != NULL ? inbox_unsent_new (self->session, entry) : NULL;

  if (entry != NULL)
    outbox_entry_free (entry);
  return unsent;
}

/* Deciding for a whole group */

typedef struct
{
  GArray       *ks;          /* gint64 */
  guint         at;          /* the first of the transaction in hand */
  guint         chunk;       /* items of it */
  guint         count;       /* of these, decided by it */
  guint         alone_until; /* one item a transaction before this place */
  char         *choice;
  InboxProgress progress;
  gpointer      progress_data;
  InboxDecided  decided;
} Decision;

static void
free_decision (gpointer data)
{
  Decision *decision = data;

  g_array_unref (decision->ks);
  g_free (decision->choice);
  g_free (decision);
}

static void decide_next (GTask *task);

/* The row behind an item waits for the server, or went: no reason to hold up the others. */
static gboolean
is_about_one_row (const GError *error)
{
  return g_error_matches (error, STORE_ERROR, STORE_ERROR_LOCKED) ||
         g_error_matches (error, STORE_ERROR, STORE_ERROR_NO_ROW);
}

static void
on_chunk_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Decision *decision = g_task_get_task_data (task);
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL && !is_about_one_row (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (mids == NULL && decision->chunk > 1)
    decision->alone_until = decision->at + decision->chunk;
  else
    {
      decision->decided.decided += mids != NULL ? decision->count : 0;
      decision->decided.left += decision->chunk - (mids != NULL ? decision->count : 0);
      decision->at += decision->chunk;
    }
  decide_next (task);
}

static void
free_mutation (gpointer mutation)
{
  mutation_free (mutation);
}

/* Mutations of the items in hand; those that cannot be decided so are stepped over. */
static GPtrArray *
make_mutations (ZuoxiSession *session, Decision *decision)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func (free_mutation);

  decision->count = 0;
  for (guint i = 0; i < decision->chunk; i++)
    {
      gint64     k = g_array_index (decision->ks, gint64, decision->at + i);
      InboxItem *item = store_get_k (zuoxi_session_get_reader (session), &inbox_item_schema, k, NULL);

      if (item != NULL && inbox_close_mutations (session, item, decision->choice, mutations))
        decision->count++;
      schema_free (&inbox_item_schema, item);
    }
  return mutations;
}

static void
decide_next (GTask *task)
{
  ZuoxiInboxList *self = g_task_get_source_object (task);
  Decision       *decision = g_task_get_task_data (task);
  InboxDecided   *decided = NULL;

  if (decision->progress != NULL)
    decision->progress (decision->at, decision->ks->len, decision->progress_data);
  while (decision->at < decision->ks->len && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_autoptr (GPtrArray) mutations = NULL;

      decision->chunk = decision->at < decision->alone_until ? 1 : MIN (CHUNK, decision->ks->len - decision->at);
      mutations = make_mutations (self->session, decision);
      if (decision->count > 0)
        {
          zuoxi_session_queue_async (self->session, g_steal_pointer (&mutations), NULL, on_chunk_queued_cb,
                                     g_object_ref (task));
          return;
        }
      decision->decided.left += decision->chunk;
      decision->at += decision->chunk;
    }
  decided = g_new (InboxDecided, 1);
  *decided = decision->decided;
  g_task_return_pointer (task, decided, g_free);
}

void
zuoxi_inbox_list_decide_async (ZuoxiInboxList     *self,
                               ZuoxiInboxLine     *line,
                               const char         *choice,
                               GCancellable       *cancellable,
                               InboxProgress       progress,
                               gpointer            progress_data,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const Group *group = find_group (self, line->group_key);
  Decision    *decision = g_new0 (Decision, 1);

  /* A cancelled decision still says how far it came. */
  g_task_set_check_cancellable (task, FALSE);
  decision->ks = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (group != NULL)
    g_array_append_vals (decision->ks, group->ks->data, group->ks->len);
  decision->choice = g_strdup (choice);
  decision->progress = progress;
  decision->progress_data = progress_data;
  g_task_set_task_data (task, decision, free_decision);
  decide_next (task);
}

gboolean
zuoxi_inbox_list_decide_finish (ZuoxiInboxList *self, GAsyncResult *result, InboxDecided *decided, GError **error)
{
  g_autofree InboxDecided *answer = g_task_propagate_pointer (G_TASK (result), error);

  if (answer == NULL)
    return FALSE;
  *decided = *answer;
  return TRUE;
}

/* The list */

static GType
zuoxi_inbox_list_get_item_type (GListModel *model)
{
  return ZUOXI_TYPE_INBOX_LINE;
}

static guint
zuoxi_inbox_list_get_n_items (GListModel *model)
{
  return ZUOXI_INBOX_LIST (model)->lines->len;
}

static gpointer
zuoxi_inbox_list_get_item (GListModel *model, guint position)
{
  ZuoxiInboxList *self = ZUOXI_INBOX_LIST (model);

  return position < self->lines->len ? g_object_ref (self->lines->pdata[position]) : NULL;
}

static void
zuoxi_inbox_list_list_init (GListModelInterface *iface)
{
  iface->get_item_type = zuoxi_inbox_list_get_item_type;
  iface->get_n_items = zuoxi_inbox_list_get_n_items;
  iface->get_item = zuoxi_inbox_list_get_item;
}

static void
zuoxi_inbox_list_finalize (GObject *object)
{
  ZuoxiInboxList *self = ZUOXI_INBOX_LIST (object);

  g_object_unref (self->session);
  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->folded);
  g_array_unref (self->unsent);
  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (zuoxi_inbox_list_parent_class)->finalize (object);
}

static void
zuoxi_inbox_list_class_init (ZuoxiInboxListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_inbox_list_finalize;
}

static void
zuoxi_inbox_list_init (ZuoxiInboxList *self)
{
  self->groups = g_ptr_array_new_with_free_func (free_group);
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unsent = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
}

ZuoxiInboxList *
zuoxi_inbox_list_new (ZuoxiSession *session)
{
  ZuoxiInboxList *self = g_object_new (ZUOXI_TYPE_INBOX_LIST, NULL);

  self->session = g_object_ref (session);
  return self;
}
