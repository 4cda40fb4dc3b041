/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/today-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/opinion-dialog.h"
#include "appraisal/today.h"
#include "core/id.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

#define RELOAD_MS 300
#define AT_FIRST 50   /* rows of a group */
#define AT_A_TIME 200 /* further ones */

struct _ZuoxiTodayPage
{
  ZuoxiPage parent_instance;

  ZuoxiStatus    *status;
  GtkLabel       *waiting;
  GtkListBox     *list;
  GtkWidget      *work;
  GtkLabel       *day_text;
  GtkProgressBar *progress;
  GtkLabel       *target_text;

  GSignalGroup *signals;
  GCancellable *reading;
  TodayView    *view;
  guint         limits[TODAY_LATER + 1]; /* rows of a group that are shown */
  guint         reload_source;
};

G_DEFINE_FINAL_TYPE (ZuoxiTodayPage, zuoxi_today_page, ZUOXI_TYPE_PAGE)

/* "Overdue since 04-07 Tue", "Due today", "Due 04-09 Thu" */
static char *
due_text (const TodayItem *item, const char *today)
{
  g_autofree char *day = format_day (item->due, today);

  if (*item->due == '\0')
    return g_strdup ("");
  if (item->group == TODAY_OVERDUE)
    return g_strdup_printf (_ ("Overdue since %s"), day);
  if (g_str_equal (item->due, today))
    return g_strdup (_ ("Due today"));
  return g_strdup_printf (_ ("Due %s"), day);
}

static const char *
group_title (TodayGroup group)
{
  switch (group)
    {
    case TODAY_OVERDUE:
      return _ ("Overdue");
    case TODAY_WEEK:
      return _ ("This week");
    case TODAY_LATER:
      return _ ("Later");
    case TODAY_NOW:
    default:
      return _ ("Today");
    }
}

static guint
count_group (const TodayView *view, TodayGroup group)
{
  guint n = 0;

  for (guint i = 0; i < view->items->len; i++)
    n += ((const TodayItem *) g_ptr_array_index (view->items, i))->group == group;
  return n;
}

/* The first row of each group carries its name and how many there are. */
static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  ZuoxiTodayPage  *self = data;
  const TodayItem *item = g_object_get_data (G_OBJECT (row), "item");
  const TodayItem *above = before != NULL ? g_object_get_data (G_OBJECT (before), "item") : NULL;
  g_autofree char *text = NULL;
  GtkWidget       *label = NULL;

  if (above != NULL && above->group == item->group)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  text = g_strdup_printf ("%s  %u", group_title (item->group), count_group (self->view, item->group));
  label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "list-head");
  if (item->group == TODAY_OVERDUE)
    gtk_widget_add_css_class (label, "error");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
new_row (const TodayItem *item, const char *today)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *due = NULL;
  g_autofree char *text = due_text (item, today);
  g_autofree char *title = g_markup_escape_text (item->title, -1);
  g_autofree char *who = g_markup_escape_text (item->who, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), who);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), item->group == TODAY_OVERDUE ? "emblem-important-symbolic"
                                                                                   : "alarm-symbolic");
  due = gtk_label_new (text);
  gtk_widget_add_css_class (due, item->group == TODAY_OVERDUE ? "error" : "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), due);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), item->room != NULL);
  g_object_set_data (G_OBJECT (row), "item", (gpointer) item);
  return row;
}

/* The last row of a group with more than are shown; its item is the next one that would be. */
static GtkWidget *
new_more_row (const TodayItem *next, guint hidden)
{
  GtkWidget       *row = adw_action_row_new ();
  guint            further = MIN (hidden, AT_A_TIME);
  g_autofree char *title = g_strdup_printf (ngettext ("Show %u more", "Show %u more", further), further);
  g_autofree char *left = g_strdup_printf (ngettext ("%u is not shown", "%u are not shown", hidden), hidden);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), left);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "view-more-symbolic");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "item", (gpointer) next);
  g_object_set_data (G_OBJECT (row), "more", GINT_TO_POINTER (TRUE));
  return row;
}

/* The most pressing of each group, so many as somebody can look over; the heads count all of them. */
static void
fill_list (ZuoxiTodayPage *self)
{
  const GPtrArray *items = self->view->items;
  const char      *today = zuoxi_session_today (zuoxi_page_get_session (ZUOXI_PAGE (self)));
  guint            shown = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const TodayItem *item = items->pdata[i];
      const TodayItem *above = i > 0 ? items->pdata[i - 1] : NULL;

      shown = above != NULL && above->group == item->group ? shown + 1 : 0;
      if (shown < self->limits[item->group])
        gtk_list_box_append (self->list, new_row (item, today));
      else if (shown == self->limits[item->group])
        gtk_list_box_append (self->list, new_more_row (item, count_group (self->view, item->group) - shown));
    }
}

static void
empty_list (ZuoxiTodayPage *self)
{
  GtkListBoxRow *row = NULL;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
show_work (ZuoxiTodayPage *self)
{
  const FactsCounts *month = &self->view->month;
  const FactsCounts *day = &self->view->day;
  g_autofree char   *dials = format_count (day->dials);
  g_autofree char   *connected = format_count (day->connected);
  g_autofree char   *effective = format_count (day->effective);
  g_autofree char   *sales = format_fen (month->sales);
  g_autofree char   *target = format_fen (month->target);
  g_autofree char   *calls = NULL;
  g_autofree char   *text = NULL;

  gtk_widget_set_visible (self->work, self->view->sells);
  calls = g_strdup_printf (_ ("%s dialled · %s connected · %s effective"), dials, connected, effective);
  gtk_label_set_label (self->day_text, calls);
  if (month->target > 0)
    text = g_strdup_printf (_ ("%s of %s · %d%%"), sales, target, (int) (month->sales * 100 / month->target));
  else
    text = g_strdup_printf (_ ("%s · no target yet"), sales);
  gtk_label_set_label (self->target_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), month->target > 0);
  if (month->target > 0)
    gtk_progress_bar_set_fraction (self->progress, CLAMP ((double) month->sales / (double) month->target, 0.0, 1.0));
}

static void
show_view (ZuoxiTodayPage *self)
{
  GPtrArray       *items = self->view->items;
  g_autofree char *text = NULL;

  fill_list (self);
  text = g_strdup_printf (ngettext ("%u thing waits for you", "%u things wait for you", items->len), items->len);
  gtk_label_set_label (self->waiting, items->len > 0 ? text : _ ("Nothing waits for you"));
  gtk_widget_set_visible (GTK_WIDGET (self->list), items->len > 0);
  show_work (self);
  zuoxi_status_show_content (self->status);
}

/* What has the focus in this page, NULL = it is elsewhere. */
static GtkWidget *
focus_inside (ZuoxiTodayPage *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) ? focus : NULL;
}

/* The item whose row has the focus, NULL = none. */
static const TodayItem *
focused_item (ZuoxiTodayPage *self)
{
  GtkWidget *focus = focus_inside (self);

  return focus != NULL && gtk_widget_get_parent (focus) == GTK_WIDGET (self->list)
             ? g_object_get_data (G_OBJECT (focus), "item")
             : NULL;
}

/* The list was filled anew: the keyboard stays where it was, or at the top if that is done. */
static void
focus_item (ZuoxiTodayPage *self, Id id)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (id_equal (((const TodayItem *) g_object_get_data (G_OBJECT (row), "item"))->id, id))
      break;
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gpointer
read_today (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  return today_view_load (store, reading, error);
}

static void
free_view (gpointer data)
{
  today_view_free (data);
}

static gboolean
same_items (GPtrArray *one, GPtrArray *other)
{
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    {
      const TodayItem *a = g_ptr_array_index (one, i), *b = g_ptr_array_index (other, i);

      if (a->group != b->group || !id_equal (a->id, b->id) || !g_str_equal (a->due, b->due) ||
          !g_str_equal (a->title, b->title) || !g_str_equal (a->who, b->who) || g_strcmp0 (a->room, b->room) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Rows that say the same stay where they are, with the focus that may be on them. */
static gboolean
keep_rows (ZuoxiTodayPage *self, TodayView *view)
{
  if (self->view == NULL || !same_items (self->view->items, view->items))
    return FALSE;
  g_ptr_array_unref (view->items);
  view->items = g_ptr_array_ref (self->view->items);
  today_view_free (self->view);
  self->view = view;
  show_work (self);
  return TRUE;
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiTodayPage) self = user_data;
  g_autoptr (GError) error = NULL;
  TodayView       *view = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);
  const TodayItem *focused = NULL;
  gboolean         had_focus = FALSE;
  Id               id = ID_NONE;

  if (view == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        zuoxi_status_show_error (self->status, _ ("The day cannot be read"), _ ("Press F5 to try again."), error);
      return;
    }
  if (keep_rows (self, view))
    {
      zuoxi_status_show_content (self->status);
      return;
    }
  focused = focused_item (self);
  /* Before the first list there was nothing but the frame to hold the focus. */
  had_focus = focused != NULL || (self->view == NULL && focus_inside (self) != NULL);
  if (focused != NULL)
    id = focused->id;
  empty_list (self);
  today_view_free (self->view);
  self->view = view;
  show_view (self);
  if (had_focus)
    focus_item (self, id);
}

static void
reload (ZuoxiTodayPage *self)
{
  ZuoxiSession *session = zuoxi_page_get_session (ZUOXI_PAGE (self));

  g_clear_handle_id (&self->reload_source, g_source_remove);
  if (session == NULL || zuoxi_session_get_reader (session) == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  zuoxi_session_read_async (session, read_today, NULL, NULL, free_view, self->reading, on_read_cb, g_object_ref (self));
}

static gboolean
on_reload_due_cb (gpointer data)
{
  ZUOXI_TODAY_PAGE (data)->reload_source = 0;
  reload (data);
  return G_SOURCE_REMOVE;
}

static void
schedule_reload (ZuoxiTodayPage *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (RELOAD_MS, on_reload_due_cb, self);
}

/* The keyboard goes to the first of those that come. */
static void
show_more (ZuoxiTodayPage *self, const TodayItem *next)
{
  self->limits[next->group] += AT_A_TIME;
  empty_list (self);
  fill_list (self);
  focus_item (self, next->id);
}

static void
on_row_activated_cb (ZuoxiTodayPage *self, GtkListBoxRow *row)
{
  const TodayItem *item = g_object_get_data (G_OBJECT (row), "item");
  ZuoxiWindow     *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (g_object_get_data (G_OBJECT (row), "more") != NULL)
    {
      show_more (self, item);
      return;
    }
  if (window == NULL || item->room == NULL)
    return;
  if (item->table != NULL)
    zuoxi_window_show_item (window, item->room, item->table, &item->id);
  else
    zuoxi_window_open_room (window, item->room);
}

static void
zuoxi_today_page_set_up (ZuoxiPage *page)
{
  ZuoxiTodayPage *self = ZUOXI_TODAY_PAGE (page);

  if (zuoxi_page_get_session (page) == NULL)
    return;
  self->signals = g_signal_group_new (ZUOXI_TYPE_SESSION);
  g_signal_group_connect_swapped (self->signals, "table-changed", G_CALLBACK (schedule_reload), self);
  g_signal_group_connect_swapped (self->signals, "directory-changed", G_CALLBACK (schedule_reload), self);
  g_signal_group_set_target (self->signals, zuoxi_page_get_session (page));
  zuoxi_status_show_loading (self->status, _ ("Looking what waits…"), NULL);
  reload (self);
}

static void
zuoxi_today_page_shown (ZuoxiPage *page)
{
  schedule_reload (ZUOXI_TODAY_PAGE (page));
}

static void
zuoxi_today_page_refresh (ZuoxiPage *page)
{
  reload (ZUOXI_TODAY_PAGE (page));
}

/* Whoever moved on to another post may have no room of appraisals: this one everybody has. */
static gboolean
zuoxi_today_page_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  ZuoxiSession *session = zuoxi_page_get_session (page);
  ZuoxiWindow  *window = zuoxi_page_get_window (page);

  if (!g_str_equal (table, "previous_opinion") || session == NULL || window == NULL)
    return FALSE;
  return opinion_dialog_show_own (window, session, *id);
}

static void
zuoxi_today_page_dispose (GObject *object)
{
  ZuoxiTodayPage *self = ZUOXI_TODAY_PAGE (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->signals);
  /* Rows that are going have no items any more. */
  if (self->list != NULL)
    gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_TODAY_PAGE);
  g_clear_pointer (&self->view, today_view_free);
  G_OBJECT_CLASS (zuoxi_today_page_parent_class)->dispose (object);
}

#define BIND(member) gtk_widget_class_bind_template_child (widget_class, ZuoxiTodayPage, member)

static void
zuoxi_today_page_class_init (ZuoxiTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_today_page_dispose;
  page_class->set_up = zuoxi_today_page_set_up;
  page_class->shown = zuoxi_today_page_shown;
  page_class->refresh = zuoxi_today_page_refresh;
  page_class->show_item = zuoxi_today_page_show_item;
  g_type_ensure (ZUOXI_TYPE_STATUS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/appraisal/today-page.ui");
  BIND (status);
  BIND (waiting);
  BIND (list);
  BIND (work);
  BIND (day_text);
  BIND (progress);
  BIND (target_text);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
}

static void
zuoxi_today_page_init (ZuoxiTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, update_header, self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->limits); i++)
    self->limits[i] = AT_FIRST;
  zuoxi_page_set_title (ZUOXI_PAGE (self), _ ("Today"));
}
