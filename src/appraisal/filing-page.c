/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/filing-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format.h"
#include "app/session-read.h"
#include "appraisal/filing-export.h"
#include "appraisal/form-papers.h"
#include "appraisal/freeze-dialog.h"
#include "appraisal/month-acts.h"
#include "appraisal/month-dialog.h"
#include "appraisal/opinion-dialog.h"
#include "core/id.h"
#include "ui/compat.h"
#include "ui/window.h"

struct _ZuoxiFilingPage
{
  ZuoxiPassPage  parent_instance;
  GtkDropDown   *months;
  GtkStringList *month_names; /* YYYY-MM */
  GtkFlowBox    *board;
  GtkLabel      *record; /* on-time rates and extended dates */
  char           month[MONTH_TEXT_SIZE];
};

G_DEFINE_FINAL_TYPE (ZuoxiFilingPage, zuoxi_filing_page, ZUOXI_TYPE_PASS_PAGE)

/* clang-format off */
static const FormState board_states[] = {
  FORM_STATE_SELF_DUE, FORM_STATE_SELF_DONE, FORM_STATE_SCORED, FORM_STATE_TALKED, FORM_STATE_REVIEWED, FORM_STATE_FILED,
  FORM_STATE_EXCLUDED };
/* clang-format on */

static ZuoxiSession *
session_of (ZuoxiFilingPage *self)
{
  return zuoxi_page_get_session (ZUOXI_PAGE (self));
}

/* Months there are forms of, the latest first; the one chosen stays chosen. */
static void
fill_months (ZuoxiFilingPage *self)
{
  Db *db = store_db (zuoxi_session_get_reader (session_of (self)));
  g_autoptr (DbStmt) stmt =
      db_prepare (db, NULL, "SELECT DISTINCT \"month\" FROM \"appraisal\" ORDER BY \"month\" DESC", "");
  guint chosen = 0, n = 0;

  gtk_string_list_splice (self->month_names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->month_names)), NULL);
  for (; stmt != NULL && db_step (stmt, NULL) == 1; n++)
    {
      const char *month = db_column_text (stmt, 0);

      gtk_string_list_append (self->month_names, month);
      if (g_str_equal (month, self->month))
        chosen = n;
    }
  if (n > 0)
    gtk_drop_down_set_selected (self->months, chosen);
}

static void
on_month_changed_cb (ZuoxiFilingPage *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->months);

  if (chosen == NULL || g_str_equal (gtk_string_object_get_string (chosen), self->month))
    return;
  g_strlcpy (self->month, gtk_string_object_get_string (chosen), sizeof self->month);
  zuoxi_pass_page_reload (ZUOXI_PASS_PAGE (self));
}

static ReviewWish
filing_wish (ZuoxiPassPage *page)
{
  ZuoxiFilingPage *self = ZUOXI_FILING_PAGE (page);
  ReviewWish       wish = { .scope = REVIEW_MONTH };

  if (g_list_model_get_n_items (G_LIST_MODEL (self->month_names)) == 0 || *self->month == '\0')
    {
      fill_months (self);
      if (gtk_drop_down_get_selected_item (self->months) != NULL)
        g_strlcpy (self->month, gtk_string_object_get_string (gtk_drop_down_get_selected_item (self->months)),
                   sizeof self->month);
    }
  g_strlcpy (wish.month, self->month, sizeof wish.month);
  return wish;
}

static gboolean
filing_waits (ZuoxiPassPage *page, ZuoxiReviewItem *item)
{
  return TRUE; /* the whole month; what waits for filing stands first */
}

static char *
column_coefficient (gpointer item, gpointer data)
{
  const Filing *filing = zuoxi_review_item_get_case (item)->dossier->filing;

  return filing != NULL ? format_score (filing->coefficient) : g_strdup ("");
}

static char *
column_number (gpointer item, gpointer data)
{
  const Filing *filing = zuoxi_review_item_get_case (item)->dossier->filing;

  return g_strdup (filing != NULL ? filing->number : "");
}

static void
add_tile (ZuoxiFilingPage *self, FormState state, guint count, guint late)
{
  GtkWidget       *tile = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *number = format_count (count);
  g_autofree char *title = format_enum (form_states, (int) state);
  g_autofree char *late_text = g_strdup_printf (_ ("%u late"), late);
  GtkWidget       *count_label = gtk_label_new (number);
  GtkWidget       *title_label = gtk_label_new (title);
  GtkWidget       *late_label = gtk_label_new (late > 0 ? late_text : "");

  gtk_widget_add_css_class (tile, "card");
  gtk_widget_add_css_class (tile, "tile");
  gtk_widget_add_css_class (count_label, "title-3");
  gtk_widget_add_css_class (count_label, "numeric");
  gtk_widget_add_css_class (title_label, "caption");
  gtk_widget_add_css_class (late_label, "caption");
  gtk_widget_add_css_class (late_label, "error");
  gtk_box_append (GTK_BOX (tile), count_label);
  gtk_box_append (GTK_BOX (tile), title_label);
  gtk_box_append (GTK_BOX (tile), late_label);
  gtk_flow_box_append (self->board, tile);
}

/* M26 of the month that is shown, and the dates the manager extended (G4). */
static void
show_record (ZuoxiFilingPage *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new ();
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  const AppraisalMonth *month = NULL;
  g_autofree char      *extensions = month_acts_extensions (session_of (self), self->month);
  g_autofree char      *rates = NULL;
  g_autofree char      *text = NULL;
  OnTime                on_time[ON_TIME_STEPS] = { 0 };

  for (guint i = 0; i < items->len; i++)
    {
      const Dossier *dossier = zuoxi_review_item_get_case (items->pdata[i])->dossier;

      month = dossier->month != NULL ? dossier->month : month;
      g_ptr_array_add (forms, dossier->form);
      for (guint j = 0; j < dossier->steps->len; j++)
        g_ptr_array_add (steps, g_ptr_array_index (dossier->steps, j));
    }
  if (month != NULL)
    on_time_count (forms, steps, month, zuoxi_session_today (session_of (self)), on_time);
  rates = month_acts_on_time (on_time);
  text = g_strjoin (*rates != '\0' && *extensions != '\0' ? "\n" : "", rates, extensions, NULL);
  gtk_label_set_label (self->record, text);
  gtk_widget_set_visible (GTK_WIDGET (self->record), *text != '\0');
}

static void
filing_loaded (ZuoxiPassPage *page, GPtrArray *items)
{
  ZuoxiFilingPage *self = ZUOXI_FILING_PAGE (page);
  const char      *today = zuoxi_session_today (session_of (self));
  GtkWidget       *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->board))) != NULL)
    gtk_flow_box_remove (self->board, child);
  for (guint i = 0; i < G_N_ELEMENTS (board_states); i++)
    {
      guint count = 0, late = 0;

      for (guint j = 0; j < items->len; j++)
        {
          const AppraisalCase *shown = zuoxi_review_item_get_case (items->pdata[j]);

          if (shown->dossier->form->state != board_states[i])
            continue;
          count++;
          late += appraisal_case_days_late (shown, today) > 0;
        }
      add_tile (self, board_states[i], count, late);
    }
  show_record (self, items);
}

static void
tell (ZuoxiFilingPage *self, const char *text, const GError *error)
{
  ZuoxiWindow *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (window == NULL)
    return;
  if (error != NULL)
    zuoxi_window_toast_error (window, error);
  else
    zuoxi_window_toast (window, text);
}

static void
on_export_file_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiFilingPage) self = data;
  g_autoptr (GFile) file = compat_file_finish (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = zuoxi_pass_page_dup_shown (ZUOXI_PASS_PAGE (self));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path == NULL)
    return;
  filing_export (items, zuoxi_session_get_directory (session_of (self)), path, &error);
  tell (self, _ ("The results were written"), error);
}

static void
on_export_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  static const CompatFileKind kind = { N_ ("Tables"), "*.xlsx;*.csv" };
  ZuoxiFilingPage            *self = ZUOXI_FILING_PAGE (widget);
  g_autofree char            *name = g_strdup_printf ("%s.xlsx", self->month);

  if (zuoxi_pass_page_get_items (ZUOXI_PASS_PAGE (self)) != NULL)
    compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Export Results"), name, &kind,
                                                                          on_export_file_cb, g_object_ref (self));
}

typedef struct
{
  ZuoxiFilingPage *self;
  char            *path;
} Printing;

static void
on_papers_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Printing *printing = data;
  g_autoptr (ZuoxiFilingPage) self = printing->self;
  g_autofree char *path = printing->path;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) docs = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  if (docs != NULL && docs->len > 0)
    print_pdf ((PrintDoc *const *) docs->pdata, docs->len, path, &error);
  tell (self, docs != NULL && docs->len > 0 ? _ ("The forms were written as one PDF")
                                            : _ ("There is nothing signed to print"), error);
}

static void
on_print_file_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiFilingPage) self = data;
  g_autoptr (GFile) file = compat_file_finish (result);
  g_autoptr (GPtrArray) items = zuoxi_pass_page_dup_shown (ZUOXI_PASS_PAGE (self));
  GPtrArray *forms;
  Printing  *printing;

  if (file == NULL)
    return;
  forms = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (forms, id_dup (zuoxi_review_item_get_case (items->pdata[i])->dossier->form->row.id));
  printing = g_new0 (Printing, 1);
  printing->path = g_file_get_path (file);
  printing->self = g_object_ref (self);
  zuoxi_session_read_async (session_of (self), form_papers_read, forms, (GDestroyNotify) g_ptr_array_unref,
                            (GDestroyNotify) g_ptr_array_unref, NULL, on_papers_cb, printing);
}

static void
print_month (ZuoxiFilingPage *self)
{
  static const CompatFileKind kind = { "PDF", "*.pdf" };
  g_autofree char            *name = g_strdup_printf ("%s.pdf", self->month);

  if (zuoxi_pass_page_get_items (ZUOXI_PASS_PAGE (self)) != NULL)
    compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _ ("Print All Forms of the Month"), name, &kind, on_print_file_cb, g_object_ref (self));
}

static void
on_print_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  print_month (ZUOXI_FILING_PAGE (widget));
}

static void
zuoxi_filing_page_print (ZuoxiPage *page)
{
  print_month (ZUOXI_FILING_PAGE (page));
}

static void
on_open_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  month_dialog_show (GTK_WINDOW (gtk_widget_get_root (widget)), session_of (ZUOXI_FILING_PAGE (widget)));
}

static const AppraisalMonth *
month_shown (ZuoxiFilingPage *self)
{
  GPtrArray *items = zuoxi_pass_page_get_items (ZUOXI_PASS_PAGE (self));

  for (guint i = 0; items != NULL && i < items->len; i++)
    if (zuoxi_review_item_get_case (items->pdata[i])->dossier->month != NULL)
      return zuoxi_review_item_get_case (items->pdata[i])->dossier->month;
  return NULL;
}

static void
on_freeze_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiFilingPage) self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  tell (self, _ ("Done; it counts when the server has confirmed it"), error);
}

typedef struct
{
  ZuoxiFilingPage *self;
  Mutation        *freeze;
} Freezing;

static void
on_freeze_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Freezing *freezing = data;
  g_autoptr (ZuoxiFilingPage) self = freezing->self;
  g_autoptr (Mutation) freeze = g_steal_pointer (&freezing->freeze);
  GPtrArray *mutations;

  if (!freeze_dialog_finish (result))
    return;
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  g_ptr_array_add (mutations, g_steal_pointer (&freeze));
  zuoxi_session_queue_async (session_of (self), mutations, NULL, on_freeze_queued_cb, g_object_ref (self));
}

/* For everybody whose evaluation is not submitted yet; the server does it by itself at the cut-off (R17). */
static void
on_freeze_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZuoxiFilingPage      *self = ZUOXI_FILING_PAGE (widget);
  const AppraisalMonth *month = month_shown (self);
  Freezing             *freezing;

  if (month == NULL || strncmp (zuoxi_session_today (session_of (self)), month->month, 7) <= 0)
    {
      tell (self, month == NULL ? _ ("No forms in this month") : _ ("The month is not over yet"), NULL);
      return;
    }
  freezing = g_new0 (Freezing, 1);
  freezing->self = g_object_ref (self);
  freezing->freeze = mutation_command ("appraisal.freeze", &appraisal_month_schema, month->row.id, NULL, NULL);
  freeze_dialog_async (GTK_WINDOW (gtk_widget_get_root (widget)), session_of (self), month->month,
                       on_freeze_confirmed_cb, freezing);
}

static void
on_extend_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZuoxiFilingPage *self = ZUOXI_FILING_PAGE (widget);

  month_acts_extend (zuoxi_page_get_window (ZUOXI_PAGE (self)), session_of (self), month_shown (self));
}

static void
on_exclude_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZuoxiFilingPage *self = ZUOXI_FILING_PAGE (widget);
  g_autoptr (ZuoxiReviewItem) item = zuoxi_pass_page_get_selected (ZUOXI_PASS_PAGE (self));

  month_acts_exclude (zuoxi_page_get_window (ZUOXI_PAGE (self)), session_of (self),
                      item != NULL ? zuoxi_review_item_get_case (item) : NULL);
}

/* In place of a previous supervisor who cannot write any more (R6). */
static void
on_opinion_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ZuoxiFilingPage *self = ZUOXI_FILING_PAGE (widget);
  g_autoptr (ZuoxiReviewItem) item = zuoxi_pass_page_get_selected (ZUOXI_PASS_PAGE (self));
  const Dossier *dossier = item != NULL ? zuoxi_review_item_get_case (item)->dossier : NULL;
  const Person  *person = NULL;
  OpinionAsk    *ask;

  if (dossier == NULL || id_is_none (dossier->form->previous_scorer) ||
      (dossier->form->state != FORM_STATE_SELF_DUE && dossier->form->state != FORM_STATE_SELF_DONE))
    {
      tell (self, _ ("Choose the form of somebody who changed the team, before it is scored"), NULL);
      return;
    }
  person = directory_person (zuoxi_session_get_directory (session_of (self)), dossier->form->person);
  ask = g_new0 (OpinionAsk, 1);
  ask->form = dossier->form->row.id;
  ask->name = g_strdup (person != NULL ? person->name : "—");
  ask->text = g_strdup (dossier->previous_opinion != NULL ? dossier->previous_opinion->text : "");
  g_strlcpy (ask->month, dossier->form->month, sizeof ask->month);
  g_strlcpy (ask->due, dossier_due (dossier->month, EVENT_SUBMIT_EVALUATION), sizeof ask->due);
  opinion_dialog_show (zuoxi_page_get_window (ZUOXI_PAGE (self)), session_of (self), ask);
}

/* Decisions of the manager need the server at once. */
static void
update_acts (ZuoxiFilingPage *self)
{
  static const char *const acts[] = { "filing.extend", "filing.exclude", "filing.opinion" };
  gboolean                 manager = zuoxi_session_has_post (session_of (self), POST_DEPT_MANAGER);
  gboolean                 online = FALSE;

  g_object_get (session_of (self), "online", &online, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), acts[i], manager && online);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "filing.open", online);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "filing.freeze", online);
}

static void
zuoxi_filing_page_set_up (ZuoxiPage *page)
{
  ZuoxiFilingPage *self = ZUOXI_FILING_PAGE (page);

  g_signal_connect_object (session_of (self), "table-changed::appraisal", G_CALLBACK (fill_months), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session_of (self), "table-changed::extension", G_CALLBACK (zuoxi_pass_page_reload), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session_of (self), "notify::online", G_CALLBACK (update_acts), self, G_CONNECT_SWAPPED);
  update_acts (self);
  ZUOXI_PAGE_CLASS (zuoxi_filing_page_parent_class)->set_up (page);
}

/* clang-format off */
static const Column columns[] = {
  { N_("Employee no."), "number", COLUMN_SORT, 6, pass_column_number, NULL, NULL },
  { N_("Name"), "name", COLUMN_SORT | COLUMN_STRONG, 6, pass_column_name, NULL, NULL },
  { N_("Team"), "team", COLUMN_SORT, 11, pass_column_team, NULL, NULL },
  { N_("Total"), "total", COLUMN_SORT | COLUMN_NUMBER, 6, pass_column_total, NULL, NULL },
  { N_("Grade"), "grade", COLUMN_SORT, 6, pass_column_grade, NULL, NULL },
  { N_("Coefficient"), "coefficient", COLUMN_SORT | COLUMN_NUMBER, 4, column_coefficient, NULL, NULL },
  { N_("State"), "state", COLUMN_SORT, 6, pass_column_state, NULL, NULL },
  { N_("Filing no."), "filing", COLUMN_SORT, 15, column_number, NULL, NULL },
  { N_("Due"), "due", COLUMN_SORT, 9, pass_column_due, pass_due_class, NULL },
  { N_("Exceptions"), "look", COLUMN_EXPAND, 12, pass_column_look, pass_look_class, NULL },
  { NULL } };
/* clang-format on */

static void
zuoxi_filing_page_class_init (ZuoxiFilingPageClass *klass)
{
  ZuoxiPassPageClass *pass = ZUOXI_PASS_PAGE_CLASS (klass);
  GtkWidgetClass     *widget = GTK_WIDGET_CLASS (klass);

  pass->event = EVENT_FILE;
  pass->button = N_ ("_File");
  pass->empty = N_ ("No forms in this month");
  pass->empty_text = N_ ("The department manager opens a month; its forms come here.");
  pass->columns = columns;
  pass->wish = filing_wish;
  pass->waits = filing_waits;
  pass->loaded = filing_loaded;
  ZUOXI_PAGE_CLASS (klass)->set_up = zuoxi_filing_page_set_up;
  ZUOXI_PAGE_CLASS (klass)->print = zuoxi_filing_page_print;
  gtk_widget_class_install_action (widget, "filing.open", NULL, on_open_cb);
  gtk_widget_class_install_action (widget, "filing.freeze", NULL, on_freeze_cb);
  gtk_widget_class_install_action (widget, "filing.extend", NULL, on_extend_cb);
  gtk_widget_class_install_action (widget, "filing.exclude", NULL, on_exclude_cb);
  gtk_widget_class_install_action (widget, "filing.opinion", NULL, on_opinion_cb);
  gtk_widget_class_install_action (widget, "filing.export", NULL, on_export_cb);
  gtk_widget_class_install_action (widget, "filing.print", NULL, on_print_cb);
}

static void
zuoxi_filing_page_init (ZuoxiFilingPage *self)
{
  GtkBox         *top = GTK_BOX (zuoxi_pass_page_get_top (ZUOXI_PASS_PAGE (self)));
  ZuoxiFilterBar *bar = zuoxi_pass_page_get_filter (ZUOXI_PASS_PAGE (self));
  GtkWidget      *menu = gtk_menu_button_new ();
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/zuoxi/Zuoxi/appraisal/filing-top.ui");

  zuoxi_page_set_title (ZUOXI_PAGE (self), _ ("Filing"));
  zuoxi_page_set_can_print (ZUOXI_PAGE (self), TRUE);
  self->month_names = gtk_string_list_new (NULL);
  self->months = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->month_names), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->months), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Month"), -1);
  g_signal_connect_swapped (self->months, "notify::selected", G_CALLBACK (on_month_changed_cb), self);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (menu),
                                  G_MENU_MODEL (gtk_builder_get_object (builder, "filing_menu")));
  gtk_widget_set_tooltip_text (menu, _ ("Month"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What to do with the month"), -1);
  zuoxi_filter_bar_append (bar, GTK_WIDGET (self->months));
  zuoxi_filter_bar_append (bar, menu);
  self->board = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->board, GTK_SELECTION_NONE);
  gtk_widget_set_can_focus (GTK_WIDGET (self->board), FALSE); /* it would keep the Tab key */
  gtk_flow_box_set_homogeneous (self->board, TRUE);
  gtk_flow_box_set_min_children_per_line (self->board, 3);
  gtk_flow_box_set_max_children_per_line (self->board, G_N_ELEMENTS (board_states));
  gtk_flow_box_set_column_spacing (self->board, 6);
  gtk_flow_box_set_row_spacing (self->board, 6);
  self->record = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->record, 0);
  gtk_label_set_wrap (self->record, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->record), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->record), "numeric");
  gtk_box_append (top, GTK_WIDGET (self->board));
  gtk_box_append (top, GTK_WIDGET (self->record));
}

guint
filing_page_count (ZuoxiSession *session)
{
  gint64   count = 0;
  gboolean found;

  if (!zuoxi_session_has_post (session, POST_HR))
    return 0;
  if (!db_int (store_db (zuoxi_session_get_reader (session)), &count, &found, NULL,
               "SELECT count(*) FROM \"appraisal\" WHERE \"state\" = 'reviewed'", ""))
    return 0;
  return (guint) count;
}
