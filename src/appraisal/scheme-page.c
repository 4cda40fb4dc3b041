/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/scheme-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/row.h"
#include "app/session.h"
#include "appraisal/scheme-check.h"
#include "appraisal/scheme-edit.h"
#include "appraisal/scheme-form.h"
#include "core/day.h"
#include "core/id.h"
#include "store/store-loader.h"
#include "ui/compat.h"
#include "ui/widgets/column-table.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

#define PROBLEMS_SHOWN 4

struct _ZuoxiSchemePage
{
  ZuoxiPage         parent_instance;
  AdwLeaflet       *leaflet;
  ZuoxiStatus      *status;
  ZuoxiColumnTable *table;
  ZuoxiSchemeForm  *form;
  GtkLabel         *problem;
  GtkWidget        *copy;
  gboolean          copying; /* a draft was asked for and has not come */
  GtkWidget        *save;
  GtkWidget        *publish;
  GListStore       *schemes; /* ZuoxiRow */
  SchemeSet        *base;    /* as stored; NULL = none chosen */
  gboolean          dirty;
  gboolean          filling;
};

G_DEFINE_FINAL_TYPE (ZuoxiSchemePage, zuoxi_scheme_page, ZUOXI_TYPE_PAGE)

/* clang-format off */
static const Column columns[] = {
  { N_("Post"), "post", COLUMN_SORT | COLUMN_STRONG, 0, NULL, NULL, NULL },
  { N_("Effective from"), "effective_from", COLUMN_SORT, 9, NULL, NULL, NULL },
  { N_("State"), "state", COLUMN_SORT, 6, NULL, NULL, NULL },
  { N_("Version"), "version", COLUMN_SORT | COLUMN_EXPAND, 0, NULL, NULL, NULL },
  { NULL } };
/* clang-format on */

static ZuoxiSession *
session_of (ZuoxiSchemePage *self)
{
  return zuoxi_page_get_session (ZUOXI_PAGE (self));
}

static const char *
translate (const char *msgid)
{
  return *msgid != '\0' ? _ (msgid) : "";
}

/* The first findings in words; what they name has a name of its own in each language. */
static char *
say_problems (const ProblemList *problems)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len && i < PROBLEMS_SHOWN; i++)
    {
      Problem          problem = *problem_list_at (problems, i);
      g_autofree char *line = NULL;

      for (guint arg = 0; arg < PROBLEM_ARGS; arg++)
        problem.args[arg] = problem.args[arg] != NULL ? (char *) translate (problem.args[arg]) : NULL;
      line = problem_text (&problem, translate);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
    }
  if (problems->len > PROBLEMS_SHOWN)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

/* What stands in the way of publication, live; 50/20/20/10 among it. */
static void
show_standing (ZuoxiSchemePage *self)
{
  const SchemeSet *mine = zuoxi_scheme_form_get_set (self->form);
  gboolean         draft = self->base != NULL && self->base->scheme->state == SCHEME_STATE_DRAFT;
  g_autoptr (ProblemList) problems = problem_list_new ();
  g_autofree char *text = NULL;

  if (draft)
    {
      scheme_problems (mine, problems);
      scheme_publish_problems (mine, zuoxi_session_today (session_of (self)), problems);
      if (zuoxi_scheme_form_count_wrong (self->form) > 0)
        problem_add (problems, "", NULL, N_ ("A marked entry holds no number"), NULL);
    }
  text = say_problems (problems);
  if (self->base != NULL && !draft)
    gtk_label_set_label (self->problem,
                         _ ("Published: it can no longer be changed. Copy it to a draft to change it."));
  else
    gtk_label_set_label (self->problem, *text != '\0' || self->base == NULL ? text : _ ("Ready to be published"));
  if (problems->len > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->problem), "error");
  gtk_widget_set_visible (self->copy, self->base != NULL && !draft);
  gtk_widget_set_visible (self->save, draft);
  gtk_widget_set_visible (self->publish, draft);
  gtk_widget_set_sensitive (self->save, self->dirty && zuoxi_scheme_form_count_wrong (self->form) == 0);
  gtk_widget_set_sensitive (self->publish, problems->len == 0);
}

static void
on_form_changed_cb (ZuoxiSchemePage *self)
{
  self->dirty = TRUE;
  show_standing (self);
}

static SchemeSet *
load_set (ZuoxiSchemePage *self, Id scheme)
{
  ZuoxiSession *session = session_of (self);
  Loader       *loader = store_loader_new (zuoxi_session_get_reader (session), zuoxi_session_get_directory (session),
                                           zuoxi_session_get_calendar (session));
  g_autoptr (GError) error = NULL;
  SchemeSet *set = scheme_set_load (loader, scheme, &error);

  store_loader_free (loader);
  if (error != NULL)
    zuoxi_status_show_error (self->status, _ ("The scheme cannot be read"), _ ("Press F5 to try again."), error);
  return set;
}

static void
show_scheme (ZuoxiSchemePage *self, Id id)
{
  SchemeSet *set = load_set (self, id);

  if (set == NULL)
    return;
  scheme_set_free (self->base);
  self->base = set;
  self->dirty = FALSE;
  zuoxi_scheme_form_load (self->form, set);
  show_standing (self);
}

static void
on_selected_cb (ZuoxiSchemePage *self)
{
  g_autoptr (ZuoxiRow) row = self->filling ? NULL : zuoxi_column_table_get_selected (self->table);
  const Row *shown = row != NULL ? zuoxi_row_get (row) : NULL;

  if (shown != NULL && (self->base == NULL || !id_equal (self->base->scheme->row.id, shown->id)))
    show_scheme (self, shown->id);
}

static void
on_row_opened_cb (ZuoxiSchemePage *self, GObject *item)
{
  on_selected_cb (self);
  adw_leaflet_set_visible_child_name (self->leaflet, "detail");
}

static gboolean
is_listed (ZuoxiSchemePage *self, Id id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->schemes)); i++)
    {
      g_autoptr (ZuoxiRow) row = g_list_model_get_item (G_LIST_MODEL (self->schemes), i);

      if (id_equal (((const Row *) zuoxi_row_get (row))->id, id))
        return TRUE;
    }
  return FALSE;
}

/* The draft that was asked for is what is worked on next, once the server has made it. */
static Id
find_copy (ZuoxiSchemePage *self, const Rows *rows)
{
  for (guint i = 0; self->copying && i < rows->len; i++)
    {
      const Scheme *scheme = rows->at[i];

      if (scheme->state == SCHEME_STATE_DRAFT && !is_listed (self, scheme->row.id))
        return scheme->row.id;
    }
  return ID_NONE;
}

/* What was typed and not saved stays, whatever comes in. */
static void
reload (ZuoxiSchemePage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (Rows) rows = store_query (zuoxi_session_get_reader (session_of (self)), &scheme_schema, &error,
                                       "ORDER BY \"state\", \"effective_from\" DESC, \"post\"", "");
  Id    chosen = self->base != NULL ? self->base->scheme->row.id : ID_NONE, copy;
  guint at = 0;

  if (rows == NULL)
    {
      zuoxi_status_show_error (self->status, _ ("The scheme cannot be read"), _ ("Press F5 to try again."), error);
      return;
    }
  copy = find_copy (self, rows);
  if (!id_is_none (copy) && !self->dirty)
    {
      chosen = copy;
      self->copying = FALSE;
    }
  self->filling = TRUE;
  g_list_store_remove_all (self->schemes);
  found = rows_to_array (g_steal_pointer (&rows));
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (ZuoxiRow) row = NULL;

      if (id_equal (((const Row *) found->pdata[i])->id, chosen))
        at = i;
      row = zuoxi_row_new (&scheme_schema, found->pdata[i]);
      g_list_store_append (self->schemes, row);
    }
  self->filling = FALSE;
  if (found->len == 0)
    {
      zuoxi_status_show_empty (
          self->status, "view-list-symbolic",
          _ ("No schemes yet"), _ ("Schemes say how each post is scored; they come with the next sync."), NULL, NULL);
      return;
    }
  zuoxi_status_show_content (self->status);
  zuoxi_column_table_select (self->table, at, FALSE);
  if (self->base != NULL && !self->dirty)
    show_scheme (self, chosen);
  else
    on_selected_cb (self);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiSchemePage) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);
  ZuoxiWindow *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (window != NULL && mids == NULL)
    zuoxi_window_toast_error (window, error);
  else if (window != NULL)
    zuoxi_window_toast (window, _ ("Saved here; the server confirms it"));
  if (mids != NULL)
    self->dirty = FALSE;
  reload (self);
}

static void
queue (ZuoxiSchemePage *self, GPtrArray *mutations)
{
  if (mutations->len > 0)
    zuoxi_session_queue_async (session_of (self), mutations, NULL, on_queued_cb, g_object_ref (self));
  else
    g_ptr_array_unref (mutations);
}

static void
on_copy_cb (ZuoxiSchemePage *self)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  char       from[MONTH_TEXT_SIZE];
  Day        today;

  g_assert (day_parse (zuoxi_session_today (session_of (self)), &today));
  month_format (month_add (month_first (today), 1), from);
  g_ptr_array_add (mutations, scheme_copy_mutation (self->base->scheme, from));
  self->copying = TRUE;
  queue (self, mutations);
}

static void
on_save_cb (ZuoxiSchemePage *self)
{
  queue (self, scheme_edit_mutations (self->base, zuoxi_scheme_form_get_set (self->form)));
}

static void
on_publish_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiSchemePage) self = data;
  GPtrArray *mutations;

  if (!compat_confirm_finish (result) || self->base == NULL)
    return;
  mutations = scheme_edit_mutations (self->base, zuoxi_scheme_form_get_set (self->form));
  g_ptr_array_add (mutations, scheme_publish_mutation (self->base->scheme));
  queue (self, mutations);
}

static void
on_publish_cb (ZuoxiSchemePage *self)
{
  const Scheme    *scheme = zuoxi_scheme_form_get_set (self->form)->scheme;
  g_autofree char *month = format_month (scheme->effective_from);
  g_autofree char *body = g_strdup_printf (
      _ ("It applies from %s on and can no longer be changed, only replaced by a later one."), month);

  compat_confirm_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        _ ("Publish this scheme?"), body,
                           _ ("_Publish"), FALSE, NULL, on_publish_confirmed_cb, g_object_ref (self));
}

static void
zuoxi_scheme_page_set_up (ZuoxiPage *page)
{
  ZuoxiSchemePage         *self = ZUOXI_SCHEME_PAGE (page);
  static const char *const tables[] = { "scheme", "scheme_item", "scheme_step" };

  zuoxi_column_table_set_up (self->table, _ ("Schemes"), columns, self);
  zuoxi_column_table_set_model (self->table, G_LIST_MODEL (self->schemes), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *signal = g_strconcat ("table-changed::", tables[i], NULL);

      g_signal_connect_object (session_of (self), signal, G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
    }
  reload (self);
}

static void
zuoxi_scheme_page_refresh (ZuoxiPage *page)
{
  reload (ZUOXI_SCHEME_PAGE (page));
}

static gboolean
zuoxi_scheme_page_back (ZuoxiPage *page)
{
  AdwLeaflet *leaflet = ZUOXI_SCHEME_PAGE (page)->leaflet;

  if (!adw_leaflet_get_folded (leaflet) || g_strcmp0 (adw_leaflet_get_visible_child_name (leaflet), "detail") != 0)
    return FALSE;
  adw_leaflet_set_visible_child_name (leaflet, "list");
  return TRUE;
}

static const char *
zuoxi_scheme_page_clause (ZuoxiPage *page)
{
  return "5.4";
}

static void
zuoxi_scheme_page_finalize (GObject *object)
{
  ZuoxiSchemePage *self = ZUOXI_SCHEME_PAGE (object);

  g_clear_object (&self->schemes);
  scheme_set_free (self->base);
  G_OBJECT_CLASS (zuoxi_scheme_page_parent_class)->finalize (object);
}

static void
zuoxi_scheme_page_class_init (ZuoxiSchemePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = zuoxi_scheme_page_finalize;
  page_class->set_up = zuoxi_scheme_page_set_up;
  page_class->refresh = zuoxi_scheme_page_refresh;
  page_class->back = zuoxi_scheme_page_back;
  page_class->clause = zuoxi_scheme_page_clause;
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_COLUMN_TABLE);
  g_type_ensure (ZUOXI_TYPE_SCHEME_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/appraisal/scheme-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, ZuoxiSchemePage, name)
  BIND (leaflet);
  BIND (status);
  BIND (table);
  BIND (form);
  BIND (problem);
  BIND (copy);
  BIND (save);
  BIND (publish);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_row_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_publish_cb);
}

static void
zuoxi_scheme_page_init (ZuoxiSchemePage *self)
{
  self->schemes = g_list_store_new (ZUOXI_TYPE_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
  zuoxi_page_set_title (ZUOXI_PAGE (self), _ ("Schemes"));
}
