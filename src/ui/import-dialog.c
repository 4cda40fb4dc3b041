/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/import-dialog.h"

#include <glib/gi18n.h>

#include "app/table-import.h"
#include "ui/compat.h"

struct _ZuoxiImportDialog
{
  AdwWindow parent_instance;

  GtkWidget           *go;
  GtkProgressBar      *progress;
  GtkWidget           *page;
  AdwActionRow        *summary;
  GtkWidget           *skip_row;
  GtkSwitch           *skip;
  AdwPreferencesGroup *errors;
  AdwPreferencesGroup *mapping;

  ZuoxiWindow  *window; /* weak */
  ZuoxiSession *session;
  const Schema *schema;
  char         *path;
  char        **header;
  GPtrArray    *fields;     /* Field */
  GPtrArray    *choices;    /* AdwComboRow, by field */
  GPtrArray    *error_rows; /* in the group errors, owned by it */
  TablePlan    *plan;       /* (nullable): of the columns as they are chosen now */
  guint         asked;      /* plans asked for; an answer to an older question is dropped */
  gboolean      busy;       /* the import runs */
};

G_DEFINE_FINAL_TYPE (ZuoxiImportDialog, zuoxi_import_dialog, ADW_TYPE_WINDOW)

/* What the dry run found */

static void
clear_errors (ZuoxiImportDialog *self)
{
  for (guint i = 0; i < self->error_rows->len; i++)
    adw_preferences_group_remove (self->errors, self->error_rows->pdata[i]);
  g_ptr_array_set_size (self->error_rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->errors), FALSE);
}

static void
add_error (ZuoxiImportDialog *self, const TableError *error)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *where = error->column != NULL ? g_strdup_printf (_ ("Line %1$u · %2$s"), error->line, error->column)
                                                 : g_strdup_printf (_ ("Line %u"), error->line);
  g_autofree char *title = g_markup_escape_text (where, -1);
  g_autofree char *subtitle = g_markup_escape_text (error->message, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (self->errors, row);
  g_ptr_array_add (self->error_rows, row);
}

static void
show_errors (ZuoxiImportDialog *self)
{
  g_autofree char *shown = g_strdup_printf (_ ("The first %u"), self->plan->errors->len);

  clear_errors (self);
  for (guint i = 0; i < self->plan->errors->len; i++)
    add_error (self, self->plan->errors->pdata[i]);
  adw_preferences_group_set_description (self->errors,
                                         self->plan->errors->len == TABLE_ERRORS_KEPT ? shown : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->errors), self->plan->errors->len > 0);
}

static char *
counts_text (const TablePlan *plan)
{
  g_autofree char *lines = g_strdup_printf (ngettext ("%u line", "%u lines", plan->lines), plan->lines);
  g_autofree char *added = g_strdup_printf (ngettext ("%u new", "%u new", plan->added), plan->added);
  g_autofree char *changed = g_strdup_printf (ngettext ("%u changed", "%u changed", plan->changed), plan->changed);
  g_autofree char *same = g_strdup_printf (ngettext ("%u as it is", "%u as they are", plan->same), plan->same);
  g_autofree char *bad = g_strdup_printf (ngettext ("%u with errors", "%u with errors", plan->bad), plan->bad);

  return g_strjoin (" · ", lines, added, changed, same, bad, NULL);
}

static void
update (ZuoxiImportDialog *self)
{
  const TablePlan *plan = self->plan;
  gboolean         skips = gtk_switch_get_active (self->skip);
  const char      *advice = "";

  gtk_widget_set_visible (self->skip_row, plan != NULL && plan->bad > 0);
  gtk_widget_set_sensitive (self->page, !self->busy);
  gtk_widget_set_sensitive (self->go, plan != NULL && !self->busy && plan->changes->len > 0 &&
                                          (plan->bad == 0 || skips));
  if (plan == NULL)
    return;
  if (plan->bad > 0 && !skips)
    advice = _ ("Nothing is imported while a line is wrong: mend the file, or leave those lines out");
  else if (plan->changes->len == 0)
    advice = _ ("There is nothing to import");
  else
    advice = _ ("Nothing has been changed yet");
  adw_action_row_set_subtitle (self->summary, advice);
}

static void
on_planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TablePlan) plan = table_plan_finish (ZUOXI_SESSION (source), result, &error);
  g_autofree char *text = NULL;

  if (--self->asked > 0)
    return;
  g_clear_pointer (&self->plan, table_plan_unref);
  clear_errors (self);
  self->plan = g_steal_pointer (&plan);
  text = self->plan != NULL ? counts_text (self->plan) : g_markup_escape_text (error->message, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), text);
  adw_action_row_set_subtitle (self->summary, "");
  if (self->plan != NULL)
    show_errors (self);
  compat_announce (GTK_WIDGET (self), text);
  update (self);
}

/* Looks at the whole file again, with the columns as they are chosen now. */
static void
plan (ZuoxiImportDialog *self)
{
  g_autofree const char **columns = g_new0 (const char *, self->fields->len + 1);

  for (guint i = 0; i < self->fields->len; i++)
    {
      guint chosen = adw_combo_row_get_selected (self->choices->pdata[i]);

      columns[i] = chosen > 0 && chosen <= g_strv_length (self->header) ? self->header[chosen - 1] : NULL;
    }
  g_clear_pointer (&self->plan, table_plan_unref);
  self->asked++;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), _ ("Reading the file"));
  adw_action_row_set_subtitle (self->summary, "");
  update (self);
  table_plan_async (self->session, self->schema, self->path, columns, NULL, on_planned_cb, g_object_ref (self));
}

static void
on_column_chosen_cb (ZuoxiImportDialog *self)
{
  plan (self);
}

static void
on_skip_changed_cb (ZuoxiImportDialog *self)
{
  update (self);
}

/* Columns */

static GListModel *
new_columns_model (ZuoxiImportDialog *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _ ("Nothing"));
  for (guint i = 0; self->header[i] != NULL; i++)
    gtk_string_list_append (list, self->header[i]);
  return G_LIST_MODEL (list);
}

static void
add_columns (ZuoxiImportDialog *self)
{
  g_autoptr (GListModel) model = new_columns_model (self);

  for (guint i = 0; i < self->fields->len; i++)
    {
      const Field *field = self->fields->pdata[i];
      GtkWidget   *row = adw_combo_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (field->title));
      if (field->key > 0)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Says which row is meant"));
      adw_combo_row_set_model (ADW_COMBO_ROW (row), model);
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint) (table_import_guess (self->header, field) + 1));
      g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_column_chosen_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->mapping, row);
      g_ptr_array_add (self->choices, row);
    }
}

/* Importing, and taking it back */

typedef struct
{
  ZuoxiWindow  *window;
  ZuoxiSession *session;
  TablePlan    *plan;
} Done;

static Done *
done_new (ZuoxiWindow *window, ZuoxiSession *session, TablePlan *plan)
{
  Done *done = g_new (Done, 1);

  *done = (Done){ g_object_ref (window), g_object_ref (session), table_plan_ref (plan) };
  return done;
}

static void
done_free (gpointer data)
{
  Done *done = data;

  g_object_unref (done->window);
  g_object_unref (done->session);
  table_plan_unref (done->plan);
  g_free (done);
}

static void
on_taken_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiWindow) window = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  TableResult      back = { 0 };

  if (!table_carry_out_finish (ZUOXI_SESSION (source), result, &back, &error))
    {
      zuoxi_window_toast_error (window, error);
      return;
    }
  if (back.kept == 0)
    return;
  text = g_strdup_printf (ngettext ("%u row stays: somebody changed it since",
                                    "%u rows stay: somebody changed them since", back.kept),
                          back.kept);
  zuoxi_window_toast (window, text);
}

static gboolean
undo_import (gboolean forward, gpointer data, GError **error)
{
  Done *done = data;

  table_carry_out_async (done->session, done->plan, !forward, NULL, NULL, on_taken_back_cb,
                         g_object_ref (done->window));
  return TRUE;
}

static void
on_progress_cb (guint at, guint total, gpointer data)
{
  ZuoxiImportDialog *self = data;

  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) at / total : 0);
}

static void
on_imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  TableResult      imported = { 0 };

  self->busy = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  if (!table_carry_out_finish (ZUOXI_SESSION (source), result, &imported, &error))
    {
      /* Rows written before it failed are there; the plan made anew counts them as they are. */
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), error->message);
      plan (self);
      return;
    }
  text = g_strdup_printf (ngettext ("%u row imported", "%u rows imported", imported.done), imported.done);
  if (self->window != NULL)
    zuoxi_window_toast_undo (self->window, text, undo_import, done_new (self->window, self->session, self->plan),
                             done_free);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_go_clicked_cb (ZuoxiImportDialog *self)
{
  if (self->plan == NULL || self->busy)
    return;
  self->busy = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  update (self);
  table_carry_out_async (self->session, self->plan, FALSE, on_progress_cb, self, on_imported_cb, g_object_ref (self));
}

/* The dialog */

static gboolean
zuoxi_import_dialog_close_request (GtkWindow *window)
{
  /* What runs is finished: it takes a moment, and can be undone. */
  return ZUOXI_IMPORT_DIALOG (window)->busy ||
         GTK_WINDOW_CLASS (zuoxi_import_dialog_parent_class)->close_request (window);
}

static void
zuoxi_import_dialog_dispose (GObject *object)
{
  ZuoxiImportDialog *self = ZUOXI_IMPORT_DIALOG (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (zuoxi_import_dialog_parent_class)->dispose (object);
}

static void
zuoxi_import_dialog_finalize (GObject *object)
{
  ZuoxiImportDialog *self = ZUOXI_IMPORT_DIALOG (object);

  g_free (self->path);
  g_strfreev (self->header);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->plan, table_plan_unref);
  g_ptr_array_unref (self->choices);
  g_ptr_array_unref (self->error_rows);
  G_OBJECT_CLASS (zuoxi_import_dialog_parent_class)->finalize (object);
}

static void
zuoxi_import_dialog_class_init (ZuoxiImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_import_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = zuoxi_import_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, go);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, page);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, skip_row);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, skip);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, errors);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiImportDialog, mapping);
  gtk_widget_class_bind_template_callback (widget_class, on_go_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_skip_changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
zuoxi_import_dialog_init (ZuoxiImportDialog *self)
{
  self->choices = g_ptr_array_new ();
  self->error_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

ZuoxiImportDialog *
zuoxi_import_dialog_new (
    ZuoxiWindow *window, ZuoxiSession *session, const Schema *schema, const char *path, GError **error)
{
  g_auto (GStrv) header = table_import_header (path, error);
  g_autofree char   *title = NULL;
  ZuoxiImportDialog *self = NULL;

  if (header == NULL)
    return NULL;
  self = g_object_new (ZUOXI_TYPE_IMPORT_DIALOG, "transient-for", window, NULL);
  /* Translators: %s is what the rows are, e.g. "Import: Attendance day". */
  title = g_strdup_printf (_ ("Import: %s"), _ (schema->title));
  gtk_window_set_title (GTK_WINDOW (self), title);
  g_set_weak_pointer (&self->window, window);
  self->session = g_object_ref (session);
  self->schema = schema;
  self->path = g_strdup (path);
  self->header = g_steal_pointer (&header);
  self->fields = table_import_fields (schema);
  add_columns (self);
  plan (self);
  return self;
}

/* Asking for the file */

typedef struct
{
  ZuoxiWindow  *window;
  ZuoxiSession *session;
  const Schema *schema;
} Asking;

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asking *asking = data;
  g_autoptr (ZuoxiWindow) window = asking->window;
  g_autoptr (ZuoxiSession) session = asking->session;
  g_autoptr (GFile) file = compat_file_finish (result);
  g_autoptr (GError) error = NULL;
  g_autofree char   *path = file != NULL ? g_file_get_path (file) : NULL;
  ZuoxiImportDialog *dialog = NULL;

  if (path == NULL || zuoxi_window_get_page (window) == NULL)
    return;
  dialog = zuoxi_import_dialog_new (window, session, asking->schema, path, &error);
  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
  else
    zuoxi_window_toast_error (window, error);
}

void
import_dialog_ask (ZuoxiWindow *window, ZuoxiSession *session, const Schema *schema)
{
  const CompatFileKind kind = { _ ("Tables (CSV)"), "*.csv *.CSV *.txt" };
  Asking              *asking = g_new (Asking, 1);

  *asking = (Asking){ g_object_ref (window), g_object_ref (session), schema };
  compat_open_file_async (GTK_WINDOW (window), _ ("Import"), &kind, on_file_chosen_cb, asking);
}
