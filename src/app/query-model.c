/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/query-model.h"

#include "app/query-args.h"
#include "app/session.h"

#define PAGE_ROWS 128
#define PAGES_HELD 64

/* Rows of one page, up to the end of the list. */
typedef struct
{
  guint     number;
  ZuoxiRow *rows[PAGE_ROWS];
  GList     link; /* in the queue of use, newest first */
} Page;

struct _ZuoxiQueryModel
{
  GObject parent_instance;

  const Schema *schema;
  Store        *reader;
  StoreWorker  *worker;
  QueryArgs    *query;
  GCancellable *cancellable;
  gboolean      again; /* something changed while the keys were being selected */

  GArray     *keys;
  GHashTable *pages; /* page number → Page */
  GQueue      used;
};

static void zuoxi_query_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZuoxiQueryModel,
                               zuoxi_query_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, zuoxi_query_model_list_init))

typedef enum
{
  PROP_LOADING = 1,
  PROP_N_ITEMS,
} Property;

static GParamSpec *properties[PROP_N_ITEMS + 1];
static guint       failed;

static void
page_free (gpointer data)
{
  Page *page = data;

  for (guint i = 0; i < PAGE_ROWS; i++)
    g_clear_object (&page->rows[i]);
  g_free (page);
}

static void
forget_pages (ZuoxiQueryModel *self)
{
  g_queue_init (&self->used);
  g_hash_table_remove_all (self->pages);
}

/* The newest copy of a row; a read that fails is told once, and the row is shown as gone. */
static ZuoxiRow *
read_row (ZuoxiQueryModel *self, gint64 k)
{
  g_autoptr (GError) error = NULL;
  gpointer row = store_get_k (self->reader, self->schema, k, &error);

  if (row != NULL)
    return zuoxi_row_new (self->schema, row);
  if (error != NULL)
    g_signal_emit (self, failed, 0, error);
  return zuoxi_row_new (self->schema, schema_new (self->schema));
}

static Page *
read_page (ZuoxiQueryModel *self, guint number)
{
  Page *page = g_new0 (Page, 1);
  guint first = number * PAGE_ROWS;

  page->number = number;
  page->link.data = page;
  for (guint i = 0; i < PAGE_ROWS && first + i < self->keys->len; i++)
    page->rows[i] = read_row (self, g_array_index (self->keys, gint64, first + i));
  return page;
}

static Page *
get_page (ZuoxiQueryModel *self, guint number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page != NULL)
    g_queue_unlink (&self->used, &page->link);
  else
    {
      page = read_page (self, number);
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
    }
  g_queue_push_head_link (&self->used, &page->link);
  if (self->used.length > PAGES_HELD)
    {
      GList *oldest = g_queue_pop_tail_link (&self->used);

      g_hash_table_remove (self->pages, GUINT_TO_POINTER (((Page *) oldest->data)->number));
    }
  return page;
}

/* Rows that were held and are still in the list, by key. */
static GHashTable *
collect_rows (ZuoxiQueryModel *self)
{
  GHashTable *rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);

  for (GList *link = self->used.head; link != NULL; link = link->next)
    {
      Page *page = link->data;

      for (guint i = 0; i < PAGE_ROWS && page->rows[i] != NULL; i++)
        {
          gint64 k = ((const Row *) zuoxi_row_get (page->rows[i]))->k;

          g_hash_table_replace (rows, g_memdup2 (&k, sizeof k), g_object_ref (page->rows[i]));
        }
    }
  return rows;
}

/* Puts the held objects back where their keys stand now, with fresh values: lists that show them see only changes. */
static void
renew_pages (ZuoxiQueryModel *self, GHashTable *held)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (GList *link = self->used.tail; link != NULL; link = link->prev)
    g_array_append_val (numbers, ((Page *) link->data)->number);
  forget_pages (self);
  for (guint n = 0; n < numbers->len; n++)
    {
      guint number = g_array_index (numbers, guint, n);
      Page *page = NULL;

      if (number * PAGE_ROWS >= self->keys->len)
        continue;
      page = get_page (self, number);
      for (guint i = 0; i < PAGE_ROWS && page->rows[i] != NULL; i++)
        {
          gint64    k = ((const Row *) zuoxi_row_get (page->rows[i]))->k;
          ZuoxiRow *old = g_hash_table_lookup (held, &k);

          if (old == NULL)
            continue;
          zuoxi_row_replace (old, schema_copy (self->schema, zuoxi_row_get (page->rows[i])));
          g_set_object (&page->rows[i], old);
        }
    }
}

static void
take_keys (ZuoxiQueryModel *self, GArray *keys)
{
  g_autoptr (GArray) old = self->keys;
  g_autoptr (GHashTable) held = collect_rows (self);
  guint start = 0;
  guint end = 0;
  guint least = MIN (old->len, keys->len);

  while (start < least && g_array_index (old, gint64, start) == g_array_index (keys, gint64, start))
    start++;
  while (end < least - start &&
         g_array_index (old, gint64, old->len - 1 - end) == g_array_index (keys, gint64, keys->len - 1 - end))
    end++;
  self->keys = keys;
  renew_pages (self, held);
  if (old->len != start + end || keys->len != start + end)
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end, keys->len - start - end);
  if (old->len != keys->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
free_keys (gpointer keys)
{
  g_array_unref (keys);
}

static void
free_query (gpointer query)
{
  query_args_free (query);
}

static gboolean
select_on_worker (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  GArray *keys = query_args_select (input, session_worker_store (worker), error);

  if (keys == NULL)
    return FALSE;
  *result = keys;
  return TRUE;
}

static void start_selecting (ZuoxiQueryModel *self);

static void
end_selecting (ZuoxiQueryModel *self)
{
  g_clear_object (&self->cancellable);
  if (self->again)
    start_selecting (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
on_keys_selected_cb (GObject *source, GAsyncResult *answer, gpointer data)
{
  g_autoptr (ZuoxiQueryModel) self = data;
  g_autoptr (GError) error = NULL;
  gpointer keys = NULL;

  if (store_call_finish (self->worker, answer, &keys, &error) && !self->again)
    take_keys (self, keys);
  else if (keys != NULL)
    g_array_unref (keys);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    g_signal_emit (self, failed, 0, error);
  end_selecting (self);
}

static void
start_selecting (ZuoxiQueryModel *self)
{
  self->again = FALSE;
  if (self->worker == NULL)
    {
      g_autoptr (GError) error = NULL;
      GArray *keys = query_args_select (self->query, self->reader, &error);

      if (keys != NULL)
        take_keys (self, keys);
      else
        g_signal_emit (self, failed, 0, error);
      return;
    }
  self->cancellable = g_cancellable_new ();
  store_call_async (self->worker, STORE_USER, select_on_worker, query_args_copy (self->query), free_query, free_keys,
                    self->cancellable, on_keys_selected_cb, g_object_ref (self));
}

static GType
zuoxi_query_model_get_item_type (GListModel *list)
{
  return ZUOXI_TYPE_ROW;
}

static guint
zuoxi_query_model_get_n_items (GListModel *list)
{
  return ZUOXI_QUERY_MODEL (list)->keys->len;
}

static gpointer
zuoxi_query_model_get_item (GListModel *list, guint position)
{
  ZuoxiQueryModel *self = ZUOXI_QUERY_MODEL (list);

  if (position >= self->keys->len)
    return NULL;
  return g_object_ref (get_page (self, position / PAGE_ROWS)->rows[position % PAGE_ROWS]);
}

static void
zuoxi_query_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = zuoxi_query_model_get_item_type;
  iface->get_n_items = zuoxi_query_model_get_n_items;
  iface->get_item = zuoxi_query_model_get_item;
}

static void
zuoxi_query_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZuoxiQueryModel *self = ZUOXI_QUERY_MODEL (object);

  if (id == PROP_LOADING)
    g_value_set_boolean (value, zuoxi_query_model_is_loading (self));
  else
    g_value_set_uint (value, self->keys->len);
}

static void
zuoxi_query_model_dispose (GObject *object)
{
  ZuoxiQueryModel *self = ZUOXI_QUERY_MODEL (object);

  /* A call under way holds a reference, so there is none here. */
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (zuoxi_query_model_parent_class)->dispose (object);
}

static void
zuoxi_query_model_finalize (GObject *object)
{
  ZuoxiQueryModel *self = ZUOXI_QUERY_MODEL (object);

  forget_pages (self);
  g_hash_table_unref (self->pages);
  g_array_unref (self->keys);
  g_clear_pointer (&self->query, query_args_free);
  G_OBJECT_CLASS (zuoxi_query_model_parent_class)->finalize (object);
}

static void
zuoxi_query_model_class_init (ZuoxiQueryModelClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zuoxi_query_model_get_property;
  object_class->dispose = zuoxi_query_model_dispose;
  object_class->finalize = zuoxi_query_model_finalize;
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  failed = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                         G_TYPE_ERROR);
}

static void
zuoxi_query_model_init (ZuoxiQueryModel *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, page_free);
  g_queue_init (&self->used);
}

ZuoxiQueryModel *
zuoxi_query_model_new (const Schema *schema, Store *reader, StoreWorker *worker)
{
  ZuoxiQueryModel *self = g_object_new (ZUOXI_TYPE_QUERY_MODEL, NULL);

  self->schema = schema;
  self->reader = reader;
  self->worker = worker;
  return self;
}

void
zuoxi_query_model_set_query (ZuoxiQueryModel *self, const char *clause, const char *types, ...)
{
  va_list values;

  g_return_if_fail (ZUOXI_IS_QUERY_MODEL (self));

  va_start (values, types);
  g_clear_pointer (&self->query, query_args_free);
  self->query = query_args_new_va (self->schema, clause, types, values);
  va_end (values);
  zuoxi_query_model_refresh (self);
}

/* On the main thread, as pages are read (R72). Without a row in sight the former ones stay until all is known. */
static void
show_first (ZuoxiQueryModel *self, const char *first)
{
  QueryArgs args = { self->schema, (char *) first, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) keys = NULL;

  args.values = g_ptr_array_new ();
  keys = query_args_select (&args, self->reader, &error);
  g_ptr_array_unref (args.values);
  if (keys == NULL)
    g_signal_emit (self, failed, 0, error);
  else if (keys->len > 0)
    take_keys (self, g_steal_pointer (&keys));
}

void
zuoxi_query_model_set_clauses (ZuoxiQueryModel *self, const char *first, const char *clause)
{
  g_return_if_fail (ZUOXI_IS_QUERY_MODEL (self));

  if (self->worker != NULL && first != NULL)
    show_first (self, first);
  zuoxi_query_model_set_query (self, clause, "");
}

void
zuoxi_query_model_refresh (ZuoxiQueryModel *self)
{
  g_return_if_fail (ZUOXI_IS_QUERY_MODEL (self));

  if (self->query == NULL)
    return;
  if (self->cancellable != NULL)
    {
      self->again = TRUE;
      return;
    }
  start_selecting (self);
  if (self->cancellable != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

gboolean
zuoxi_query_model_is_loading (ZuoxiQueryModel *self)
{
  g_return_val_if_fail (ZUOXI_IS_QUERY_MODEL (self), FALSE);

  return self->cancellable != NULL;
}

guint
zuoxi_query_model_find_k (ZuoxiQueryModel *self, gint64 k)
{
  g_return_val_if_fail (ZUOXI_IS_QUERY_MODEL (self), G_MAXUINT);

  for (guint i = 0; i < self->keys->len; i++)
    if (g_array_index (self->keys, gint64, i) == k)
      return i;
  return G_MAXUINT;
}
