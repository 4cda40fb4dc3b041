/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/forms-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "core/id.h"
#include "store/apply.h"
#include "ui/widgets/split.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

#define RELOAD_MS 150

typedef struct
{
  ZuoxiStatus   *status;
  ZuoxiSplit    *split;
  GtkListBox    *list;
  GtkStack      *stack;
  ZuoxiFormView *view;
  AdwBin        *extra;

  GSignalGroup *signals;
  GPtrArray    *summaries; /* CaseSummary */
  Id            selected;  /* form; none = the extra */
  gboolean      extra_selected;
  gboolean      filling;
  GCancellable *reading;
  guint         reload_source;
} ZuoxiFormsPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZuoxiFormsPage, zuoxi_forms_page, ZUOXI_TYPE_PAGE)

static void reload (ZuoxiFormsPage *self);

static ZuoxiFormsPagePrivate *
priv_of (ZuoxiFormsPage *self)
{
  return zuoxi_forms_page_get_instance_private (self);
}

static const CaseSummary *
summary_of (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "summary") : NULL;
}

/* "Scored · due 04-07", "Filed 83.97 良好" */
static char *
subtitle_of (ZuoxiFormsPage *self, const CaseSummary *summary)
{
  const char      *today = zuoxi_session_today (zuoxi_page_get_session (ZUOXI_PAGE (self)));
  g_autofree char *state = format_enum (form_states, (int) summary->state);
  g_autofree char *due = format_day (summary->due, today);
  g_autofree char *total = summary->total >= 0 ? format_score (summary->total) : NULL;

  if (summary->pending & STORE_PENDING_COMMAND)
    return g_strdup (_ ("Submitted, not confirmed"));
  if (total != NULL)
    return g_strdup_printf ("%s · %s %s", state, total, summary->grade);
  if (*due == '\0')
    return g_steal_pointer (&state);
  if (g_strcmp0 (summary->due, today) < 0)
    return g_strdup_printf (_ ("%s · overdue since %s"), state, due);
  return g_strdup_printf (_ ("%s · due %s"), state, due);
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_row (const char *title, const char *subtitle, gboolean overdue, gboolean pending)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget       *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *name = new_label (title, "heading");
  g_autofree char *label = subtitle != NULL ? g_strdup_printf ("%s, %s", title, subtitle) : g_strdup (title);

  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (head), name);
  if (pending)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("content-loading-symbolic");

      gtk_widget_set_tooltip_text (icon, _ ("Submitted, not confirmed"));
      gtk_box_append (GTK_BOX (head), icon);
    }
  gtk_box_append (GTK_BOX (box), head);
  if (subtitle != NULL)
    gtk_box_append (GTK_BOX (box), new_label (subtitle, overdue ? "error" : "dim-label"));
  if (subtitle != NULL)
    gtk_widget_add_css_class (gtk_widget_get_last_child (box), "caption");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

static void
show_selected (ZuoxiFormsPage *self)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);

  if (priv->extra_selected)
    gtk_stack_set_visible_child_name (priv->stack, "extra");
  else if (!id_is_none (priv->selected))
    {
      zuoxi_form_view_show (priv->view, priv->selected);
      gtk_stack_set_visible_child_name (priv->stack, "form");
    }
  zuoxi_page_set_can_print (ZUOXI_PAGE (self), !priv->extra_selected && !id_is_none (priv->selected));
}

static void
select_row (ZuoxiFormsPage *self, GtkListBoxRow *row)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  const CaseSummary     *summary = summary_of (row);

  priv->extra_selected = row != NULL && summary == NULL;
  priv->selected = summary != NULL ? summary->form : ID_NONE;
  show_selected (self);
}

static void
on_row_selected_cb (ZuoxiFormsPage *self, GtkListBoxRow *row)
{
  if (row != NULL && !priv_of (self)->filling)
    select_row (self, row);
}

static void
on_row_activated_cb (ZuoxiFormsPage *self, GtkListBoxRow *row)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);

  select_row (self, row);
  zuoxi_split_show_side (priv->split, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (priv->stack), GTK_DIR_TAB_FORWARD);
}

/* The row to stand on: the one that was, else the first form. */
static GtkListBoxRow *
row_to_select (ZuoxiFormsPage *self)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  GtkListBoxRow         *first = NULL;
  GtkListBoxRow         *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (priv->list, i)) != NULL; i++)
    {
      const CaseSummary *summary = summary_of (row);

      if (summary == NULL && priv->extra_selected)
        return row;
      if (summary != NULL && id_equal (summary->form, priv->selected))
        return row;
      if (summary != NULL && first == NULL)
        first = row;
    }
  return first;
}

static guint
group_of (ZuoxiFormsPage *self, const CaseSummary *summary)
{
  ZuoxiFormsPageClass *klass = ZUOXI_FORMS_PAGE_GET_CLASS (self);

  return klass->group_of != NULL ? klass->group_of (summary) : 0;
}

/* What waits comes first; within a group the order stays. */
static void
put_in_groups (ZuoxiFormsPage *self)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  const char *const     *groups = ZUOXI_FORMS_PAGE_GET_CLASS (self)->groups;
  g_autoptr (GPtrArray) flat = NULL;

  if (groups == NULL)
    return;
  flat = g_steal_pointer (&priv->summaries);
  priv->summaries = g_ptr_array_new_with_free_func ((GDestroyNotify) case_summary_free);
  for (guint group = 0; groups[group] != NULL; group++)
    for (guint i = 0; i < flat->len; i++)
      if (flat->pdata[i] != NULL && group_of (self, flat->pdata[i]) == group)
        g_ptr_array_add (priv->summaries, g_steal_pointer (&flat->pdata[i]));
}

static void
show_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  ZuoxiFormsPage      *self = data;
  ZuoxiFormsPageClass *klass = ZUOXI_FORMS_PAGE_GET_CLASS (self);
  const CaseSummary   *summary = summary_of (row);
  const CaseSummary   *above = summary_of (before);
  GtkWidget           *label = NULL;

  if (klass->groups != NULL && summary != NULL &&
      (above == NULL || group_of (self, above) != group_of (self, summary)))
    {
      label = new_label (_ (klass->groups[group_of (self, summary)]), "group-title");
      gtk_widget_add_css_class (label, "caption-heading");
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_list_box_row_set_header (row, label);
}

static void
fill (ZuoxiFormsPage *self)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  ZuoxiFormsPageClass   *klass = ZUOXI_FORMS_PAGE_GET_CLASS (self);
  ZuoxiSession          *session = zuoxi_page_get_session (ZUOXI_PAGE (self));
  GtkListBoxRow         *row = NULL;

  priv->filling = TRUE;
  while ((row = gtk_list_box_get_row_at_index (priv->list, 0)) != NULL)
    gtk_list_box_remove (priv->list, GTK_WIDGET (row));
  if (klass->new_extra != NULL && priv->summaries->len > 0)
    gtk_list_box_append (priv->list, new_row (_ (klass->extra_title), NULL, FALSE, FALSE));
  for (guint i = 0; i < priv->summaries->len; i++)
    {
      CaseSummary     *summary = g_ptr_array_index (priv->summaries, i);
      g_autofree char *title = klass->row_title (summary, session);
      g_autofree char *subtitle = subtitle_of (self, summary);
      gboolean         overdue = *summary->due != '\0' && (summary->pending & STORE_PENDING_COMMAND) == 0 &&
                         g_strcmp0 (summary->due, zuoxi_session_today (session)) < 0;
      GtkWidget *widget = new_row (title, subtitle, overdue, summary->pending & STORE_PENDING_COMMAND);

      g_object_set_data (G_OBJECT (widget), "summary", summary);
      gtk_list_box_append (priv->list, widget);
    }
  row = row_to_select (self);
  gtk_list_box_select_row (priv->list, row);
  priv->filling = FALSE;
  if (row != NULL)
    select_row (self, row);
  if (klass->show_extra != NULL)
    klass->show_extra (self, adw_bin_get_child (priv->extra), priv->summaries);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiFormsPage) self = user_data;
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  ZuoxiFormsPageClass   *klass = ZUOXI_FORMS_PAGE_GET_CLASS (self);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *list = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&list, g_ptr_array_unref);
      return;
    }
  if (list == NULL)
    {
      zuoxi_status_show_error (priv->status, _ ("The forms cannot be read"), _ ("Close the room and open it again."),
                                                                                error);
      return;
    }
  before = priv->summaries; /* rows borrow from the list that goes */
  priv->summaries = list;
  put_in_groups (self);
  fill (self);
  if (priv->summaries->len == 0)
    {
      const char *text = _ (klass->empty_text);

      zuoxi_status_show_empty (priv->status, "x-office-document-symbolic", _ (klass->empty_title), text, NULL, NULL);
    }
  else
    zuoxi_status_show_content (priv->status);
}

static void
free_list (gpointer data)
{
  g_ptr_array_unref (data);
}

static void
reload (ZuoxiFormsPage *self)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  ZuoxiSession          *session = zuoxi_page_get_session (ZUOXI_PAGE (self));

  g_clear_handle_id (&priv->reload_source, g_source_remove);
  if (session == NULL || zuoxi_session_get_reader (session) == NULL)
    return;
  g_cancellable_cancel (priv->reading);
  g_clear_object (&priv->reading);
  priv->reading = g_cancellable_new ();
  zuoxi_session_read_async (session, ZUOXI_FORMS_PAGE_GET_CLASS (self)->read, NULL, NULL, free_list, priv->reading,
                            on_read_cb, g_object_ref (self));
}

static gboolean
on_reload_due_cb (gpointer data)
{
  priv_of (data)->reload_source = 0;
  reload (data);
  return G_SOURCE_REMOVE;
}

static void
schedule_reload (ZuoxiFormsPage *self)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);

  if (priv->reload_source == 0)
    priv->reload_source = g_timeout_add (RELOAD_MS, on_reload_due_cb, self);
}

static void
on_table_changed_cb (ZuoxiFormsPage *self, const char *table)
{
  if (g_str_equal (table, "appraisal") || g_str_equal (table, "appraisal_month") || g_str_equal (table, "filing"))
    schedule_reload (self);
}

static void
on_outcome_cb (ZuoxiFormsPage *self, const char *mid, const char *status, const char *code)
{
  schedule_reload (self);
}

/* Ctrl+Page Down and Page Up: through the team without the mouse. */
static void
step_person (ZuoxiFormsPage *self, int by)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  GtkListBoxRow         *row = gtk_list_box_get_selected_row (priv->list);
  int                    at = row != NULL ? gtk_list_box_row_get_index (row) + by : 0;
  GtkListBoxRow         *next = at >= 0 ? gtk_list_box_get_row_at_index (priv->list, at) : NULL;

  if (next == NULL)
    return;
  gtk_list_box_select_row (priv->list, next);
  zuoxi_split_show_side (priv->split, FALSE);
}

static gboolean
on_key_pressed_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, gpointer self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;
  if (key != GDK_KEY_Page_Down && key != GDK_KEY_Page_Up)
    return GDK_EVENT_PROPAGATE;
  step_person (self, key == GDK_KEY_Page_Down ? 1 : -1);
  return GDK_EVENT_STOP;
}

static void
on_interview_cb (ZuoxiFormsPage *self)
{
  Id           form = zuoxi_form_view_get_form (priv_of (self)->view);
  ZuoxiWindow *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (window != NULL)
    zuoxi_window_show_item (window, "interview", "appraisal", &form);
}

static void
zuoxi_forms_page_set_up (ZuoxiPage *page)
{
  ZuoxiFormsPage        *self = ZUOXI_FORMS_PAGE (page);
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  ZuoxiFormsPageClass   *klass = ZUOXI_FORMS_PAGE_GET_CLASS (self);
  ZuoxiSession          *session = zuoxi_page_get_session (page);

  if (session == NULL)
    return;
  zuoxi_form_view_set_up (priv->view, session, klass->kind);
  if (klass->new_extra != NULL)
    adw_bin_set_child (priv->extra, klass->new_extra (self));
  priv->signals = g_signal_group_new (ZUOXI_TYPE_SESSION);
  g_signal_group_connect_swapped (priv->signals, "table-changed", G_CALLBACK (on_table_changed_cb), self);
  g_signal_group_connect_swapped (priv->signals, "outcome", G_CALLBACK (on_outcome_cb), self);
  g_signal_group_connect_swapped (priv->signals, "directory-changed", G_CALLBACK (schedule_reload), self);
  g_signal_group_connect_swapped (priv->signals, "notify::unsent", G_CALLBACK (schedule_reload), self);
  g_signal_group_set_target (priv->signals, session);
  zuoxi_status_show_loading (priv->status, _ ("Reading the forms…"), NULL);
  reload (self);
}

static void
zuoxi_forms_page_shown (ZuoxiPage *page)
{
  schedule_reload (ZUOXI_FORMS_PAGE (page));
}

static void
zuoxi_forms_page_refresh (ZuoxiPage *page)
{
  reload (ZUOXI_FORMS_PAGE (page));
}

static void
zuoxi_forms_page_print (ZuoxiPage *page)
{
  zuoxi_form_view_print (priv_of (ZUOXI_FORMS_PAGE (page))->view);
}

static gboolean
zuoxi_forms_page_back (ZuoxiPage *page)
{
  ZuoxiFormsPagePrivate *priv = priv_of (ZUOXI_FORMS_PAGE (page));

  if (zuoxi_form_view_back (priv->view))
    return TRUE;
  if (!zuoxi_split_is_folded (priv->split) || zuoxi_split_shows_side (priv->split))
    return FALSE;
  zuoxi_split_show_side (priv->split, TRUE);
  return TRUE;
}

/* The list is still being read: whether @form will stand in it. */
static gboolean
will_hold (ZuoxiFormsPage *self, Id form)
{
  ZuoxiSession *session = zuoxi_page_get_session (ZUOXI_PAGE (self));
  guint         who = ZUOXI_FORMS_PAGE_GET_CLASS (self)->kind == SHEET_SELF ? WHO_SUBJECT : WHO_SCORER;

  return session != NULL && zuoxi_session_get_reader (session) != NULL &&
         case_is_for (zuoxi_session_get_reader (session), zuoxi_session_get_directory (session),
                      zuoxi_session_get_me (session), zuoxi_session_today (session), form, who);
}

static gboolean
zuoxi_forms_page_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  ZuoxiFormsPage        *self = ZUOXI_FORMS_PAGE (page);
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  GtkListBoxRow         *row = NULL;

  if (!g_str_equal (table, "appraisal"))
    return FALSE;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (priv->list, i)) != NULL; i++)
    {
      const CaseSummary *summary = summary_of (row);

      if (summary == NULL || !id_equal (summary->form, *id))
        continue;
      gtk_list_box_select_row (priv->list, row);
      zuoxi_split_show_side (priv->split, FALSE);
      return TRUE;
    }
  if (priv->summaries != NULL || !will_hold (self, *id))
    return FALSE;
  priv->selected = *id; /* the row it gets when the list is read */
  zuoxi_split_show_side (priv->split, FALSE);
  return TRUE;
}

static const char *
zuoxi_forms_page_clause (ZuoxiPage *page)
{
  ZuoxiFormsPage *self = ZUOXI_FORMS_PAGE (page);

  return ZUOXI_FORMS_PAGE_GET_CLASS (self)->kind == SHEET_SELF ? "5.5.1①" : "5.5.1②";
}

static void
zuoxi_forms_page_flush (ZuoxiPage *page)
{
  zuoxi_form_view_flush (priv_of (ZUOXI_FORMS_PAGE (page))->view);
}

static void
zuoxi_forms_page_dispose (GObject *object)
{
  ZuoxiFormsPagePrivate *priv = priv_of (ZUOXI_FORMS_PAGE (object));

  g_clear_handle_id (&priv->reload_source, g_source_remove);
  g_cancellable_cancel (priv->reading);
  g_clear_object (&priv->reading);
  g_clear_object (&priv->signals);
  priv->filling = TRUE;
  adw_bin_set_child (ADW_BIN (object), NULL);
  g_clear_pointer (&priv->summaries, g_ptr_array_unref);
  G_OBJECT_CLASS (zuoxi_forms_page_parent_class)->dispose (object);
}

static void
zuoxi_forms_page_class_init (ZuoxiFormsPageClass *klass)
{
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_forms_page_dispose;
  page_class->set_up = zuoxi_forms_page_set_up;
  page_class->shown = zuoxi_forms_page_shown;
  page_class->refresh = zuoxi_forms_page_refresh;
  page_class->print = zuoxi_forms_page_print;
  page_class->back = zuoxi_forms_page_back;
  page_class->show_item = zuoxi_forms_page_show_item;
  page_class->clause = zuoxi_forms_page_clause;
  page_class->flush = zuoxi_forms_page_flush;
  g_type_ensure (ZUOXI_TYPE_SPLIT);
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_FORM_VIEW);
}

/* Not a template: GTK 4.8 does not take down that of a base class. */
static void
build (ZuoxiFormsPage *self)
{
  ZuoxiFormsPagePrivate *priv = priv_of (self);
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  gtk_builder_set_translation_domain (builder, GETTEXT_PACKAGE);
  if (!gtk_builder_add_from_resource (builder, "/io/github/zuoxi/Zuoxi/appraisal/forms-page.ui", &error))
    g_error ("%s", error->message);
  priv->status = ZUOXI_STATUS (gtk_builder_get_object (builder, "status"));
  priv->split = ZUOXI_SPLIT (gtk_builder_get_object (builder, "split"));
  zuoxi_split_show_side (priv->split, TRUE);
  priv->list = GTK_LIST_BOX (gtk_builder_get_object (builder, "list"));
  priv->stack = GTK_STACK (gtk_builder_get_object (builder, "stack"));
  priv->view = ZUOXI_FORM_VIEW (gtk_builder_get_object (builder, "view"));
  priv->extra = ADW_BIN (gtk_builder_get_object (builder, "extra"));
  gtk_list_box_set_header_func (priv->list, show_header, self, NULL);
  g_signal_connect_object (priv->list, "row-selected", G_CALLBACK (on_row_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->list, "row-activated", G_CALLBACK (on_row_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->view, "interview", G_CALLBACK (on_interview_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (priv->status));
}

static void
zuoxi_forms_page_init (ZuoxiFormsPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkAccessible      *list = NULL;

  build (self);
  list = GTK_ACCESSIBLE (priv_of (self)->list);
  gtk_accessible_update_property (list, GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Forms"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
