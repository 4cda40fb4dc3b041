/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "regulation/regulation-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format.h"
#include "app/row.h"
#include "app/session.h"
#include "core/id.h"
#include "regulation/receipt-commands.h"
#include "store/apply.h"
#include "ui/widgets/column-table.h"
#include "ui/widgets/fields-grid.h"
#include "ui/widgets/filter-bar.h"
#include "ui/widgets/sign-row.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

#define VERSION_CHOICE "version"

struct _ZuoxiRegulationPage
{
  ZuoxiPage parent_instance;

  ZuoxiFilterBar   *filter;
  AdwLeaflet       *leaflet;
  ZuoxiStatus      *status;
  ZuoxiColumnTable *table;
  GtkLabel         *clause_title;
  GtkLabel         *clause_paraphrase;
  GtkLabel         *clause_text;
  GtkLabel         *version_title;
  GtkBox           *version;
  GtkLabel         *receipt;
  ZuoxiSignRow     *sign;
  GtkLabel         *missing;

  GListStore   *clauses;  /* those shown */
  Rows         *versions; /* Regulation, the latest first */
  GCancellable *cancellable;
  gboolean      filling;
};

G_DEFINE_FINAL_TYPE (ZuoxiRegulationPage, zuoxi_regulation_page, ZUOXI_TYPE_PAGE)

/* clang-format off */
static const Column columns[] = {
  { N_("Clause"), "code", COLUMN_STRONG, 8 },
  { N_("Heading"), "heading", 0, 20 },
  { N_("In short"), "paraphrase", COLUMN_EXPAND | COLUMN_WIDE, 0 },
  { NULL } };
/* clang-format on */

static ZuoxiSession *
session_of (ZuoxiRegulationPage *self)
{
  return zuoxi_page_get_session (ZUOXI_PAGE (self));
}

static Store *
reader_of (ZuoxiRegulationPage *self)
{
  return zuoxi_session_get_reader (session_of (self));
}

/* (nullable): the version that is looked at */
static const Regulation *
shown_version (ZuoxiRegulationPage *self)
{
  guint choice = zuoxi_filter_bar_get_choice (self->filter, VERSION_CHOICE);

  return self->versions != NULL && choice < self->versions->len ? self->versions->at[choice] : NULL;
}

/* The clause beside the list */

/* A text that can be selected is a stop of the Tab key; without words it is none. */
static void
set_words (GtkLabel *label, const char *words)
{
  gtk_label_set_label (label, words);
  gtk_widget_set_visible (GTK_WIDGET (label), *words != '\0');
}

static void
show_clause (ZuoxiRegulationPage *self)
{
  g_autoptr (ZuoxiRow) row = zuoxi_column_table_get_selected (self->table);
  const Clause    *clause = row != NULL ? zuoxi_row_get (row) : NULL;
  g_autofree char *title = clause != NULL ? g_strdup_printf ("%s  %s", clause->code, clause->heading)
                                          : g_strdup (_ ("Choose a clause"));

  gtk_label_set_label (self->clause_title, title);
  set_words (self->clause_paraphrase, clause != NULL ? clause->paraphrase : "");
  set_words (self->clause_text, clause == NULL ? ""
                                : *clause->text != '\0'
                                    ? clause->text
                                    : _ ("The company has not loaded the full text of this clause yet."));
  if (clause == NULL || *clause->text != '\0')
    gtk_widget_remove_css_class (GTK_WIDGET (self->clause_text), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->clause_text), "dim-label");
}

static void
on_selected_cb (ZuoxiRegulationPage *self)
{
  show_clause (self);
}

static void
on_opened_cb (ZuoxiRegulationPage *self, ZuoxiRow *row)
{
  show_clause (self);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

/* The version and its receipts */

static void
show_receipt (ZuoxiRegulationPage *self, const Regulation *regulation)
{
  Id               me = zuoxi_session_get_me (session_of (self));
  gint64           signed_at = receipt_signed_at (reader_of (self), me, regulation->row.id);
  int              pending = store_pending (reader_of (self), "regulation", regulation->row.id, NULL);
  g_autofree char *when = format_moment (signed_at, zuoxi_session_now (session_of (self)));
  g_autofree char *text = NULL;

  if (signed_at > 0)
    text = g_strdup_printf (_ ("You acknowledged this version on %s."), when);
  else if (pending > 0 && (pending & STORE_PENDING_COMMAND) != 0)
    text = g_strdup (_ ("Your receipt is signed; the server has not confirmed it yet."));
  else if (regulation->state != REGULATION_STATE_PUBLISHED)
    text = g_strdup (_ ("A draft: there is nothing to acknowledge yet."));
  else
    text = g_strdup (_ ("You have not acknowledged this version. Read it, then sign."));
  gtk_label_set_label (self->receipt, text);
  gtk_widget_set_visible (GTK_WIDGET (self->sign), signed_at == 0 && regulation->state == REGULATION_STATE_PUBLISHED &&
                                                       (pending <= 0 || (pending & STORE_PENDING_COMMAND) == 0));
}

/* For HR: everybody's receipts stand in their files. */
static void
show_missing (ZuoxiRegulationPage *self, const Regulation *regulation)
{
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GString) text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->missing), zuoxi_session_has_post (session_of (self), POST_HR));
  if (!gtk_widget_get_visible (GTK_WIDGET (self->missing)))
    return;
  people = receipt_missing (reader_of (self), zuoxi_session_get_directory (session_of (self)), regulation->row.id,
                            zuoxi_session_today (session_of (self)));
  text = g_string_new (NULL);
  if (people->len == 0)
    g_string_append (text, _ ("Everybody in service has acknowledged this version."));
  else
    g_string_append_printf (text,
                            ngettext ("%u person has not acknowledged it:", "%u people have not acknowledged it:",
                                      people->len),
                            people->len);
  for (guint i = 0; i < people->len; i++)
    {
      const Person *person = people->pdata[i];

      g_string_append_printf (text, "\n%s %s", person->number, person->name);
    }
  gtk_label_set_label (self->missing, text->str);
}

static void
show_version (ZuoxiRegulationPage *self)
{
  const Regulation *regulation = shown_version (self);
  GtkWidget        *old = gtk_widget_get_first_child (GTK_WIDGET (self->version));
  g_autofree char  *title = NULL;

  if (old != NULL)
    gtk_box_remove (self->version, old);
  gtk_widget_set_visible (GTK_WIDGET (self->sign), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->missing), FALSE);
  gtk_label_set_label (self->receipt, "");
  gtk_label_set_label (self->version_title, "");
  if (regulation == NULL)
    return;
  title = g_strdup_printf ("%s · %s", regulation->title, regulation->version);
  gtk_label_set_label (self->version_title, title);
  gtk_box_append (self->version, fields_grid_new (session_of (self), &regulation_schema, regulation, "title"));
  show_receipt (self, regulation);
  show_missing (self, regulation);
}

/* The list */

static gboolean
is_found (const Clause *clause, const char *typed)
{
  return *typed == '\0' || strstr (clause->code, typed) != NULL || strstr (clause->heading, typed) != NULL ||
         strstr (clause->paraphrase, typed) != NULL || strstr (clause->text, typed) != NULL;
}

static void
show_status (ZuoxiRegulationPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->clauses));

  zuoxi_filter_bar_set_count (self->filter, n);
  if (n > 0)
    zuoxi_status_show_content (self->status);
  else if (*zuoxi_filter_bar_get_text (self->filter) != '\0')
    zuoxi_status_show_no_match (self->status, "room.clear-filter");
  else
    zuoxi_status_show_empty (self->status, "accessories-dictionary-symbolic",
                             _ ("No regulation yet"),
                                _ ("The management regulation stands here once the company has published it."), NULL,
                                   NULL);
}

static void
fill_clauses (ZuoxiRegulationPage *self)
{
  const Regulation *regulation = shown_version (self);
  const char       *typed = zuoxi_filter_bar_get_text (self->filter);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (Rows) rows = regulation == NULL ? NULL
                                             : store_query (reader_of (self), &clause_schema, NULL,
                                                            "WHERE \"regulation\" = ? ORDER BY \"position\"", "d",
                                                            &regulation->row.id);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (is_found (rows->at[i], typed))
      g_ptr_array_add (found, zuoxi_row_new (&clause_schema, schema_copy (&clause_schema, rows->at[i])));
  g_list_store_splice (self->clauses, 0, g_list_model_get_n_items (G_LIST_MODEL (self->clauses)), found->pdata,
                       found->len);
  show_status (self);
}

static void
read_versions (ZuoxiRegulationPage *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) choices = NULL;
  const Regulation *shown = shown_version (self);
  Id                kept = shown != NULL ? shown->row.id : ID_NONE;
  guint             choice = 0;

  g_clear_pointer (&self->versions, row_list_free);
  self->versions = store_query (reader_of (self), &regulation_schema, NULL, "ORDER BY \"effective_on\" DESC", "");
  for (guint i = 0; self->versions != NULL && i < self->versions->len; i++)
    {
      const Regulation *regulation = self->versions->at[i];
      g_autofree char  *day = format_day (regulation->effective_on, NULL);
      g_autofree char  *name = g_strdup_printf (_ ("Version %s, from %s"), regulation->version, day);

      g_strv_builder_add (names, name);
      if (id_equal (regulation->row.id, kept))
        choice = i;
    }
  choices = g_strv_builder_end (names);
  self->filling = TRUE;
  zuoxi_filter_bar_set_choices (self->filter, VERSION_CHOICE, (const char *const *) choices);
  if (choices[0] != NULL)
    zuoxi_filter_bar_set_choice (self->filter, VERSION_CHOICE, choice);
  self->filling = FALSE;
  fill_clauses (self);
  if (zuoxi_column_table_get_position (self->table) == GTK_INVALID_LIST_POSITION &&
      g_list_model_get_n_items (G_LIST_MODEL (self->clauses)) > 0)
    zuoxi_column_table_select (self->table, 0, FALSE);
  show_clause (self);
  show_version (self);
}

static void
on_data_changed_cb (ZuoxiRegulationPage *self)
{
  read_versions (self);
}

static void
on_filter_changed_cb (ZuoxiRegulationPage *self)
{
  if (self->filling)
    return;
  fill_clauses (self);
  show_clause (self);
  show_version (self);
}

static void
on_clear_filter_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  zuoxi_filter_bar_clear (ZUOXI_REGULATION_PAGE (widget)->filter);
  on_filter_changed_cb (ZUOXI_REGULATION_PAGE (widget));
}

/* Signing */

static void
say_failure (ZuoxiRegulationPage *self, const GError *error)
{
  zuoxi_sign_row_set_busy (self->sign, FALSE);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    zuoxi_sign_row_set_error (self->sign, error->message);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiRegulationPage) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    {
      say_failure (self, error);
      return;
    }
  zuoxi_sign_row_set_busy (self->sign, FALSE);
  show_version (self);
}

static void
on_signer_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiRegulationPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SessionSigner) signer = zuoxi_session_open_signer_finish (ZUOXI_SESSION (source), result, &error);
  const Regulation *regulation = signer != NULL ? shown_version (self) : NULL;
  GPtrArray        *mutations = NULL;

  if (regulation == NULL)
    {
      if (error != NULL)
        say_failure (self, error);
      return;
    }
  mutations = g_ptr_array_new ();
  g_ptr_array_add (mutations, receipt_mutation (regulation, signer, zuoxi_session_now (session_of (self))));
  zuoxi_session_queue_async (session_of (self), mutations, self->cancellable, on_queued_cb, g_object_ref (self));
}

static void
on_sign_cb (ZuoxiRegulationPage *self)
{
  g_autofree char *password = g_strdup (zuoxi_sign_row_get_password (self->sign));

  zuoxi_sign_row_clear (self->sign);
  zuoxi_sign_row_set_error (self->sign, NULL);
  zuoxi_sign_row_set_busy (self->sign, TRUE);
  zuoxi_session_open_signer_async (session_of (self), zuoxi_session_get_me (session_of (self)), password,
                                   self->cancellable, on_signer_opened_cb, g_object_ref (self));
  memset (password, 0, strlen (password));
}

/* The page's own answers */

static void
zuoxi_regulation_page_set_up (ZuoxiPage *page)
{
  static const char *const tables[] = { "regulation", "clause", "receipt", "person" };
  static const char *const none[] = { "–", NULL };
  ZuoxiRegulationPage     *self = ZUOXI_REGULATION_PAGE (page);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *signal = g_strdup_printf ("table-changed::%s", tables[i]);

      g_signal_connect_object (session_of (self), signal, G_CALLBACK (on_data_changed_cb), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (session_of (self), "outcome", G_CALLBACK (on_data_changed_cb), self, G_CONNECT_SWAPPED);
  zuoxi_filter_bar_add_choice (self->filter, VERSION_CHOICE, _ ("Version"), none);
  zuoxi_sign_row_set_title (self->sign, _ ("Receipt"));
  zuoxi_sign_row_set_person (self->sign, zuoxi_session_get_my_name (session_of (self)));
  zuoxi_filter_bar_capture (self->filter, GTK_WIDGET (self->table));
  zuoxi_column_table_set_up (self->table, _ ("Clauses"), columns, self);
  zuoxi_column_table_set_model (self->table, G_LIST_MODEL (self->clauses), FALSE);
  read_versions (self);
}

static void
zuoxi_regulation_page_refresh (ZuoxiPage *page)
{
  read_versions (ZUOXI_REGULATION_PAGE (page));
}

static GtkWidget *
zuoxi_regulation_page_first (ZuoxiPage *page)
{
  return GTK_WIDGET (ZUOXI_REGULATION_PAGE (page)->table);
}

static void
zuoxi_regulation_page_search (ZuoxiPage *page)
{
  zuoxi_filter_bar_focus_search (ZUOXI_REGULATION_PAGE (page)->filter);
}

static gboolean
zuoxi_regulation_page_back (ZuoxiPage *page)
{
  ZuoxiRegulationPage *self = ZUOXI_REGULATION_PAGE (page);

  if (adw_leaflet_get_folded (self->leaflet) && adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK))
    return TRUE;
  return *zuoxi_filter_bar_get_text (self->filter) != '\0' && zuoxi_filter_bar_clear (self->filter);
}

/* The version a clause belongs to becomes the one that is looked at. */
static void
choose_version (ZuoxiRegulationPage *self, Id regulation)
{
  self->filling = TRUE;
  zuoxi_filter_bar_clear (self->filter);
  for (guint i = 0; self->versions != NULL && i < self->versions->len; i++)
    if (id_equal (((const Regulation *) self->versions->at[i])->row.id, regulation))
      zuoxi_filter_bar_set_choice (self->filter, VERSION_CHOICE, i);
  self->filling = FALSE;
  fill_clauses (self);
  show_version (self);
}

static gboolean
zuoxi_regulation_page_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  ZuoxiRegulationPage *self = ZUOXI_REGULATION_PAGE (page);
  Clause              *clause = NULL;
  gboolean             found = FALSE;

  if (g_str_equal (table, "regulation"))
    {
      choose_version (self, *id);
      return shown_version (self) != NULL && id_equal (shown_version (self)->row.id, *id);
    }
  clause = g_str_equal (table, "clause") ? store_get (reader_of (self), &clause_schema, *id, NULL) : NULL;
  if (clause == NULL)
    return FALSE;
  choose_version (self, clause->regulation);
  schema_free (&clause_schema, clause);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clauses)) && !found; i++)
    {
      g_autoptr (ZuoxiRow) row = g_list_model_get_item (G_LIST_MODEL (self->clauses), i);

      found = id_equal (((const Row *) zuoxi_row_get (row))->id, *id);
      if (found)
        zuoxi_column_table_select (self->table, i, TRUE);
    }
  show_clause (self);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  return found;
}

static const char *
zuoxi_regulation_page_clause (ZuoxiPage *page)
{
  return "1.1";
}

static void
zuoxi_regulation_page_dispose (GObject *object)
{
  ZuoxiRegulationPage *self = ZUOXI_REGULATION_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZUOXI_TYPE_REGULATION_PAGE);
  g_clear_object (&self->clauses);
  g_clear_pointer (&self->versions, row_list_free);
  G_OBJECT_CLASS (zuoxi_regulation_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_FILTER_BAR);
  g_type_ensure (ZUOXI_TYPE_COLUMN_TABLE);
  g_type_ensure (ZUOXI_TYPE_SIGN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/regulation/regulation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, filter);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, status);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, table);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, clause_title);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, clause_paraphrase);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, clause_text);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, version_title);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, version);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, receipt);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, sign);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiRegulationPage, missing);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_cb);
  gtk_widget_class_install_action (widget_class, "room.clear-filter", NULL, on_clear_filter_cb);
}

static void
zuoxi_regulation_page_class_init (ZuoxiRegulationPageClass *klass)
{
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_regulation_page_dispose;
  page_class->set_up = zuoxi_regulation_page_set_up;
  page_class->refresh = zuoxi_regulation_page_refresh;
  page_class->search = zuoxi_regulation_page_search;
  page_class->first = zuoxi_regulation_page_first;
  page_class->back = zuoxi_regulation_page_back;
  page_class->show_item = zuoxi_regulation_page_show_item;
  page_class->clause = zuoxi_regulation_page_clause;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
zuoxi_regulation_page_init (ZuoxiRegulationPage *self)
{
  self->clauses = g_list_store_new (ZUOXI_TYPE_ROW);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

guint
regulation_page_count (ZuoxiSession *session)
{
  g_autoptr (Rows) rows =
      store_query (zuoxi_session_get_reader (session), &regulation_schema, NULL,
                   "WHERE \"state\" = 'published' AND \"effective_on\" <= ? ORDER BY \"effective_on\" DESC LIMIT 1",
                   "s", zuoxi_session_today (session));

  if (rows == NULL || rows->len == 0)
    return 0;
  return receipt_signed_at (zuoxi_session_get_reader (session), zuoxi_session_get_me (session),
                            ((const Regulation *) rows->at[0])->row.id) == 0;
}
