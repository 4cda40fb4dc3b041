/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/team-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format.h"
#include "appraisal/month-acts.h"
#include "appraisal/team-facts.h"
#include "appraisal/workflow.h"
#include "core/day.h"
#include "core/id.h"
#include "ui/list-room.h"
#include "ui/widgets/chart/chart.h"
#include "ui/widgets/column-table.h"
#include "ui/widgets/fields-grid.h"
#include "ui/widgets/filter-bar.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

#define MONTHS_BACK 13 /* the line holds so many (R4) */
#define MONTH "month"

struct _ZuoxiTeamPage
{
  ZuoxiPage parent_instance;

  ZuoxiFilterBar   *filter;
  GtkLabel         *on_time;
  AdwLeaflet       *leaflet;
  ZuoxiStatus      *status;
  ZuoxiColumnTable *table;
  GtkWidget        *details_side;
  GtkBox           *details;

  GListStore   *agents;
  TeamFacts    *facts;
  char        **months;
  GCancellable *cancellable; /* a reading is under way */
  gboolean      again;
};

G_DEFINE_FINAL_TYPE (ZuoxiTeamPage, zuoxi_team_page, ZUOXI_TYPE_PAGE)

/* Columns */

static char *
text_name (gpointer item, gpointer data)
{
  return g_strdup (ZUOXI_AGENT_MONTH (item)->name);
}

static char *
text_team (gpointer item, gpointer data)
{
  return g_strdup (ZUOXI_AGENT_MONTH (item)->team);
}

static char *
text_mark (gpointer item, gpointer data)
{
  ZuoxiAgentMonth *agent = item;

  if (agent->changed)
    return g_strdup (_ ("Frozen, changed since"));
  return g_strdup (agent->frozen ? _ ("Frozen") : _ ("Provisional"));
}

static const char *
look_mark (gpointer item, gpointer data)
{
  return ZUOXI_AGENT_MONTH (item)->changed ? "warning" : "dim-label";
}

#define FIGURE_COLUMN(name, metric)                          \
  static char *                                              \
      text_##name (gpointer item, gpointer data)             \
  {                                                          \
    return agent_month_figure_text (item, metric);           \
  }                                                          \
  static int                                                 \
      compare_##name (gpointer a, gpointer b, gpointer data) \
  {                                                          \
    return agent_month_compare (a, b, metric);               \
  }

#define COUNT_COLUMN(name, member)                                 \
  static char *                                                    \
      text_##name (gpointer item, gpointer data)                   \
  {                                                                \
    return format_count (ZUOXI_AGENT_MONTH (item)->counts.member); \
  }                                                                \
  static int                                                       \
      compare_##name (gpointer a, gpointer b, gpointer data)       \
  {                                                                \
    gint64 one = ZUOXI_AGENT_MONTH (a)->counts.member;             \
    gint64 other = ZUOXI_AGENT_MONTH (b)->counts.member;           \
                                                                   \
    return one < other ? -1 : one > other;                         \
  }

FIGURE_COLUMN (sales, METRIC_SALES)
FIGURE_COLUMN (conversion, METRIC_CONVERSION)
FIGURE_COLUMN (satisfaction, METRIC_SATISFACTION)
FIGURE_COLUMN (qa, METRIC_QA)
FIGURE_COLUMN (attendance, METRIC_ATTENDANCE)
COUNT_COLUMN (dials, dials)
COUNT_COLUMN (effective, effective)
COUNT_COLUMN (orders, orders)

/* clang-format off */
static const Column columns[] = {
  { N_("Person"), "name", COLUMN_STRONG | COLUMN_SORT, 7, text_name },
  { N_("Team"), "team", COLUMN_SORT | COLUMN_WIDE, 11, text_team },
  { N_("Dialled"), "dials", COLUMN_NUMBER | COLUMN_SORT | COLUMN_WIDE, 6, text_dials, NULL, compare_dials },
  { N_("Effective talks"), "effective", COLUMN_NUMBER | COLUMN_SORT | COLUMN_WIDE, 6, text_effective, NULL, compare_effective },
  { N_("Orders"), "orders", COLUMN_NUMBER | COLUMN_SORT | COLUMN_WIDE, 5, text_orders, NULL, compare_orders },
  { N_("Sales amount"), "sales", COLUMN_NUMBER | COLUMN_SORT, 9, text_sales, NULL, compare_sales },
  { N_("Conversion rate"), "conversion", COLUMN_NUMBER | COLUMN_SORT, 14, text_conversion, NULL, compare_conversion },
  { N_("Satisfaction"), "satisfaction", COLUMN_NUMBER | COLUMN_SORT | COLUMN_WIDE, 11, text_satisfaction, NULL, compare_satisfaction },
  { N_("Quality"), "qa", COLUMN_NUMBER | COLUMN_SORT | COLUMN_WIDE, 9, text_qa, NULL, compare_qa },
  { N_("Attendance"), "attendance", COLUMN_NUMBER | COLUMN_SORT | COLUMN_WIDE, 7, text_attendance, NULL, compare_attendance },
  { N_("Figures"), "mark", COLUMN_EXPAND | COLUMN_SORT | COLUMN_WIDE, 0, text_mark, look_mark },
  { NULL } };

/* Which room holds the rows a metric is counted from. */
static const struct { Metric metric; const char *room; } sources[] = {
  { METRIC_SALES, "orders" },
  { METRIC_CONVERSION, "calls" },
  { METRIC_SATISFACTION, "ratings" },
  { METRIC_EXAM, "exams" },
  { METRIC_QA, "quality" },
  { METRIC_SUCCESS, "orders" },
  { METRIC_TICKET_ON_TIME, "tickets" },
  { METRIC_TICKET_SATISFACTION, "ratings" },
  { METRIC_ATTENDANCE, "attendance" },
  { METRIC_RULES, "violations" } };
/* clang-format on */

/* One agent beside the table */

static void
on_figure_clicked_cb (ZuoxiTeamPage *self, GtkButton *button)
{
  const char *room = g_object_get_data (G_OBJECT (button), "room");
  g_autoptr (ZuoxiAgentMonth) agent = zuoxi_column_table_get_selected (self->table);
  ZuoxiWindow *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (agent == NULL || window == NULL || !zuoxi_window_open_room (window, room))
    return;
  if (ZUOXI_IS_LIST_ROOM (zuoxi_window_get_page (window)))
    zuoxi_list_room_show_only (ZUOXI_LIST_ROOM (zuoxi_window_get_page (window)), agent->person, agent->month);
}

static void
add_figure (ZuoxiTeamPage *self, ZuoxiAgentMonth *agent, Metric metric, const char *room)
{
  g_autofree char *name = format_enum (metrics, (int) metric);
  g_autofree char *value = agent_month_figure_text (agent, metric);
  g_autofree char *spoken = g_strdup_printf (_ ("%s: %s, show the rows"), name, value);
  GtkWidget       *button = gtk_button_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *title = gtk_label_new (name);
  GtkWidget       *number = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (number, "numeric");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (button), "room", (gpointer) room);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_figure_clicked_cb), self);
  gtk_box_append (self->details, button);
}

static void
add_heading (ZuoxiTeamPage *self, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  gtk_box_append (self->details, label);
}

static void
add_counts (ZuoxiTeamPage *self, const FactsCounts *counts)
{
  const struct
  {
    const char *title;
    gint64      value;
  } rows[] = {
    { _ ("Dialled"), counts->dials },
      { _ ("Connected"), counts->connected },
        { _ ("Effective talks"), counts->effective },
          { _ ("Minutes of talk"), counts->talk_s / 60 },
            { _ ("Orders"), counts->orders },
              { _ ("Times late"), counts->late },
                { _ ("Half days absent"), counts->absent_halves },
                  { _ ("Half days of leave"), counts->leave_halves },
                };
  GtkWidget       *grid = fields_grid_new_empty ();
  g_autofree char *target = counts->target > 0 ? format_fen (counts->target) : g_strdup ("");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = format_count (rows[i].value);

      fields_grid_add (grid, rows[i].title, text);
    }
  fields_grid_add (grid, _ ("Sales target"), target);
  gtk_box_append (self->details, grid);
}

static void
clear_details (ZuoxiTeamPage *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->details))) != NULL)
    gtk_box_remove (self->details, child);
}

/* The chosen agent's team by sales, with targets; the table says the same in numbers. */
static void
add_chart (ZuoxiTeamPage *self, ZuoxiAgentMonth *chosen)
{
  GtkWidget *chart = zuoxi_chart_new (_ ("Sales in the team"), format_fen);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) sales = g_array_new (FALSE, FALSE, sizeof (OptInt));
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (OptInt));

  for (guint i = 0; i < self->facts->agents->len; i++)
    {
      ZuoxiAgentMonth *agent = self->facts->agents->pdata[i];
      OptInt           sold = { agent->counts.sales, TRUE };
      OptInt           target = { agent->counts.target, agent->counts.target > 0 };

      if (!g_str_equal (agent->team, chosen->team))
        continue;
      g_ptr_array_add (names, agent->name);
      g_array_append_val (sales, sold);
      g_array_append_val (targets, target);
    }
  zuoxi_chart_set_labels (ZUOXI_CHART (chart), (const char *const *) names->pdata, names->len);
  zuoxi_chart_add_series (ZUOXI_CHART (chart), CHART_COLUMNS,
                          _ ("Sales amount"), (const OptInt *) (gpointer) sales->data);
  zuoxi_chart_add_series (ZUOXI_CHART (chart), CHART_LINE,
                          _ ("Sales target"), (const OptInt *) (gpointer) targets->data);
  add_heading (self, _ ("Sales in the team"), "heading");
  gtk_box_append (self->details, chart);
}

static void
show_details (ZuoxiTeamPage *self)
{
  g_autoptr (ZuoxiAgentMonth) agent = zuoxi_column_table_get_selected (self->table);
  g_autofree char *mark = NULL;
  g_autofree char *title = NULL;

  clear_details (self);
  gtk_widget_set_visible (self->details_side, agent != NULL);
  if (agent == NULL)
    return;
  title = g_strdup_printf ("%s · %s · %s", agent->name, agent->number, agent->team);
  mark = text_mark (agent, NULL);
  add_heading (self, title, "heading");
  add_heading (self, mark, "dim-label");
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (agent_month_figure (agent, sources[i].metric) != NULL)
      add_figure (self, agent, sources[i].metric, sources[i].room);
  add_counts (self, &agent->counts);
  add_chart (self, agent);
}

static void
on_selected_cb (ZuoxiTeamPage *self)
{
  show_details (self);
}

static void
on_opened_cb (ZuoxiTeamPage *self, ZuoxiAgentMonth *agent)
{
  show_details (self);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

/* The month */

static gboolean
is_found (ZuoxiAgentMonth *agent, const char *typed)
{
  return *typed == '\0' || strstr (agent->name, typed) != NULL || strstr (agent->number, typed) != NULL ||
         strstr (agent->team, typed) != NULL;
}

static void
refilter (ZuoxiTeamPage *self)
{
  const char *typed = zuoxi_filter_bar_get_text (self->filter);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();

  for (guint i = 0; self->facts != NULL && i < self->facts->agents->len; i++)
    if (is_found (self->facts->agents->pdata[i], typed))
      g_ptr_array_add (shown, self->facts->agents->pdata[i]);
  g_list_store_splice (self->agents, 0, g_list_model_get_n_items (G_LIST_MODEL (self->agents)), shown->pdata,
                       shown->len);
  zuoxi_filter_bar_set_count (self->filter, shown->len);
  if (shown->len > 0)
    zuoxi_status_show_content (self->status);
  else if (self->facts == NULL)
    zuoxi_status_show_loading (self->status, _ ("Counting the month"), NULL);
  else if (*typed != '\0')
    zuoxi_status_show_no_match (self->status, "room.clear-filter");
  else
    zuoxi_status_show_empty (self->status, "system-users-symbolic",
                             _ ("Nobody in this month"), _ ("The facts of each agent of your team stand here, counted from calls, orders and the rest."),
                                                            NULL, NULL);
}

/* "按时率 自评 98% (59/60) · 评分 …"; nothing where the month was not opened. */
static void
show_on_time (ZuoxiTeamPage *self)
{
  g_autofree char *text = self->facts->opened ? month_acts_on_time (self->facts->on_time) : g_strdup ("");

  gtk_label_set_label (self->on_time, text);
  gtk_widget_set_visible (GTK_WIDGET (self->on_time), *text != '\0');
}

static void start_reading (ZuoxiTeamPage *self);

static void
take_facts (ZuoxiTeamPage *self, TeamFacts *facts)
{
  g_autoptr (ZuoxiAgentMonth) looked_at = zuoxi_column_table_get_selected (self->table);
  Id kept = looked_at != NULL ? looked_at->person : ID_NONE;

  g_clear_pointer (&self->facts, team_facts_free);
  self->facts = facts;
  refilter (self);
  show_on_time (self);
  for (guint i = 0; !id_is_none (kept) && i < zuoxi_column_table_get_n_items (self->table); i++)
    {
      g_autoptr (ZuoxiAgentMonth) agent = zuoxi_column_table_get_item (self->table, i);

      if (id_equal (agent->person, kept))
        zuoxi_column_table_select (self->table, i, FALSE);
    }
}

static void
on_facts_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiTeamPage) self = data;
  g_autoptr (GError) error = NULL;
  TeamFacts *facts = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (facts != NULL)
    take_facts (self, facts);
  else if (error != NULL)
    zuoxi_status_show_error (self->status,
                             _ ("The month cannot be counted"),
                                _ ("Try again with F5. If it stays so, send the details to the administrator."), error);
  if (self->again)
    start_reading (self);
}

static void
free_facts_cb (gpointer facts)
{
  team_facts_free (facts);
}

static void
start_reading (ZuoxiTeamPage *self)
{
  guint choice = zuoxi_filter_bar_get_choice (self->filter, MONTH);

  self->again = FALSE;
  self->cancellable = g_cancellable_new ();
  zuoxi_session_read_async (zuoxi_page_get_session (ZUOXI_PAGE (self)), team_facts_read,
                            g_strdup (self->months[choice]), g_free, free_facts_cb, self->cancellable, on_facts_read_cb,
                            g_object_ref (self));
}

static void
reload (ZuoxiTeamPage *self)
{
  if (self->cancellable != NULL)
    self->again = TRUE;
  else
    start_reading (self);
}

static void
on_filter_changed_cb (ZuoxiTeamPage *self)
{
  guint choice = zuoxi_filter_bar_get_choice (self->filter, MONTH);

  if (self->facts != NULL && !g_str_equal (self->months[choice], self->facts->month))
    reload (self);
  else
    refilter (self);
}

static void
on_clear_filter_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  zuoxi_filter_bar_clear (ZUOXI_TEAM_PAGE (widget)->filter);
  on_filter_changed_cb (ZUOXI_TEAM_PAGE (widget));
}

static void
on_data_changed_cb (ZuoxiTeamPage *self)
{
  reload (self);
}

/* The month before this one is what is being appraised: it stands first. */
static void
add_months (ZuoxiTeamPage *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_auto (GStrv) choices = NULL;
  Day today = 0;

  day_parse (zuoxi_session_today (zuoxi_page_get_session (ZUOXI_PAGE (self))), &today);
  for (int i = 0; i < MONTHS_BACK; i++)
    {
      int              back = i == 0 ? 1 : i == 1 ? 0
                                                  : i;
      g_autofree char *value = month_dup_text (month_add (month_first (today), -back));
      g_autofree char *name = format_month (value);

      g_strv_builder_add (values, value);
      g_strv_builder_add (names, name);
    }
  choices = g_strv_builder_end (names);
  self->months = g_strv_builder_end (values);
  zuoxi_filter_bar_add_choice (self->filter, MONTH, _ ("Month"), (const char *const *) choices);
}

static void
zuoxi_team_page_set_up (ZuoxiPage *page)
{
  static const char *const tables[] = { "call", "sales_order", "order_credit", "rating", "ticket",
                                        "qa_score", "attendance_day", "violation", "exam_result", "target",
                                        "figure", "step", "appraisal" };
  ZuoxiTeamPage           *self = ZUOXI_TEAM_PAGE (page);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *signal = g_strdup_printf ("table-changed::%s", tables[i]);

      g_signal_connect_object (zuoxi_page_get_session (page), signal, G_CALLBACK (on_data_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  add_months (self);
  zuoxi_filter_bar_capture (self->filter, GTK_WIDGET (self->table));
  zuoxi_column_table_set_up (self->table, _ ("Facts of the month"), columns, self);
  zuoxi_column_table_set_model (self->table, G_LIST_MODEL (self->agents), TRUE);
  refilter (self);
  start_reading (self);
}

static void
zuoxi_team_page_refresh (ZuoxiPage *page)
{
  reload (ZUOXI_TEAM_PAGE (page));
}

static GtkWidget *
zuoxi_team_page_first (ZuoxiPage *page)
{
  return GTK_WIDGET (ZUOXI_TEAM_PAGE (page)->table);
}

static void
zuoxi_team_page_search (ZuoxiPage *page)
{
  zuoxi_filter_bar_focus_search (ZUOXI_TEAM_PAGE (page)->filter);
}

static gboolean
zuoxi_team_page_back (ZuoxiPage *page)
{
  ZuoxiTeamPage *self = ZUOXI_TEAM_PAGE (page);

  if (adw_leaflet_get_folded (self->leaflet) && adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK))
    return TRUE;
  return *zuoxi_filter_bar_get_text (self->filter) != '\0' && zuoxi_filter_bar_clear (self->filter);
}

static const char *
zuoxi_team_page_clause (ZuoxiPage *page)
{
  return "5.4.1";
}

static void
zuoxi_team_page_dispose (GObject *object)
{
  ZuoxiTeamPage *self = ZUOXI_TEAM_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZUOXI_TYPE_TEAM_PAGE);
  g_clear_object (&self->agents);
  G_OBJECT_CLASS (zuoxi_team_page_parent_class)->dispose (object);
}

static void
zuoxi_team_page_finalize (GObject *object)
{
  ZuoxiTeamPage *self = ZUOXI_TEAM_PAGE (object);

  g_clear_pointer (&self->facts, team_facts_free);
  g_strfreev (self->months);
  G_OBJECT_CLASS (zuoxi_team_page_parent_class)->finalize (object);
}

static void
zuoxi_team_page_class_init (ZuoxiTeamPageClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  object_class->dispose = zuoxi_team_page_dispose;
  object_class->finalize = zuoxi_team_page_finalize;
  page_class->set_up = zuoxi_team_page_set_up;
  page_class->refresh = zuoxi_team_page_refresh;
  page_class->search = zuoxi_team_page_search;
  page_class->first = zuoxi_team_page_first;
  page_class->back = zuoxi_team_page_back;
  page_class->clause = zuoxi_team_page_clause;
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_FILTER_BAR);
  g_type_ensure (ZUOXI_TYPE_COLUMN_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/appraisal/team-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTeamPage, filter);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTeamPage, on_time);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTeamPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTeamPage, status);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTeamPage, table);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTeamPage, details_side);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTeamPage, details);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_cb);
  gtk_widget_class_install_action (widget_class, "room.clear-filter", NULL, on_clear_filter_cb);
}

static void
zuoxi_team_page_init (ZuoxiTeamPage *self)
{
  self->agents = g_list_store_new (ZUOXI_TYPE_AGENT_MONTH);
  gtk_widget_init_template (GTK_WIDGET (self));
}
