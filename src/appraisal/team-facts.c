/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/team-facts.h"

#include <string.h>

#include "app/format.h"
#include "appraisal/dossier.h"
#include "appraisal/facts-load.h"
#include "core/day.h"
#include "core/frac.h"
#include "core/id.h"
#include "staff/organisation.h"
#include "store/store-loader.h"

G_DEFINE_FINAL_TYPE (ZuoxiAgentMonth, zuoxi_agent_month, G_TYPE_OBJECT)

static void
free_figure (gpointer figure)
{
  schema_free (&figure_schema, figure);
}

static void
zuoxi_agent_month_finalize (GObject *object)
{
  ZuoxiAgentMonth *self = ZUOXI_AGENT_MONTH (object);

  g_free (self->name);
  g_free (self->number);
  g_free (self->team);
  g_ptr_array_unref (self->figures);
  G_OBJECT_CLASS (zuoxi_agent_month_parent_class)->finalize (object);
}

static void
zuoxi_agent_month_class_init (ZuoxiAgentMonthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_agent_month_finalize;
}

static void
zuoxi_agent_month_init (ZuoxiAgentMonth *self)
{
  self->figures = g_ptr_array_new_with_free_func (free_figure);
}

const Figure *
agent_month_figure (ZuoxiAgentMonth *self, Metric metric)
{
  for (guint i = 0; i < self->figures->len; i++)
    if (((const Figure *) self->figures->pdata[i])->metric == metric)
      return self->figures->pdata[i];
  return NULL;
}

/* "3.05% (9/295)": the ratio is kept reduced, people want what was counted. */
static char *
share_text (const char *percent, const Figure *figure)
{
  gboolean counted = figure->base_count > 0 &&
                     (__int128) figure->count * figure->value.den == (__int128) figure->value.num * figure->base_count;

  return g_strdup_printf ("%s (%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT ")", percent,
                          counted ? figure->count : figure->value.num,
                          counted ? figure->base_count : figure->value.den);
}

char *
agent_month_figure_text (ZuoxiAgentMonth *self, Metric metric)
{
  const Figure    *figure = agent_month_figure (self, metric);
  g_autofree char *value = NULL;

  if (figure == NULL || figure->value.den == 0)
    return g_strdup ("–");
  if (metric == METRIC_SALES)
    return format_fen (frac_round_half_up (frac_from_ratio (figure->value), 0));
  if (metric == METRIC_CONVERSION || metric == METRIC_SUCCESS || metric == METRIC_TICKET_ON_TIME)
    {
      value = format_percent (figure->value);
      return share_text (value, figure);
    }
  value = frac_dup_decimal (frac_from_ratio (figure->value), 2);
  if (metric == METRIC_ATTENDANCE || metric == METRIC_RULES)
    return g_steal_pointer (&value);
  return g_strdup_printf ("%s (%" G_GINT64_FORMAT ")", value, figure->base_count);
}

int
agent_month_compare (ZuoxiAgentMonth *a, ZuoxiAgentMonth *b, Metric metric)
{
  const Figure *one = agent_month_figure (a, metric);
  const Figure *other = agent_month_figure (b, metric);
  gboolean      has_one = one != NULL && one->value.den != 0;
  gboolean      has_other = other != NULL && other->value.den != 0;

  if (!has_one || !has_other)
    return has_one - has_other;
  return frac_cmp (frac_from_ratio (one->value), frac_from_ratio (other->value));
}

/* Reading */

static Calendar *
read_calendar (Store *store, GError **error)
{
  g_autoptr (Calendar) calendar = calendar_new ();
  g_autoptr (Rows) rows = store_query (store, &calendar_day_schema, error, "", "");

  calendar_add_builtin (calendar);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CalendarDay *row = rows->at[i];
      Day                day = 0;

      if (day_parse (row->day, &day))
        calendar_set (calendar, day, row->workday, row->name);
    }
  return rows != NULL ? g_steal_pointer (&calendar) : NULL;
}

/* Frozen figures of the form's revision, if they are held here. */
static gboolean
take_frozen (ZuoxiAgentMonth *self, Store *store, GError **error)
{
  Id form = dossier_form_id (self->person, self->month);
  g_autoptr (Rows) rows = store_query (store, &figure_schema, error,
                                       "WHERE \"appraisal\" = ? AND \"revision\" = (SELECT \"revision\" FROM "
                                       "\"appraisal\" WHERE id = ? AND \"frozen_at\" IS NOT NULL)",
                                       "dd", &form, &form);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const Figure *figure = rows->at[i];

      self->changed = self->changed || *figure->changed_on != '\0';
      g_ptr_array_add (self->figures, schema_copy (&figure_schema, figure));
    }
  self->frozen = rows->len > 0;
  return TRUE;
}

static gboolean
fold (ZuoxiAgentMonth *self, Loader *loader, const SchemeSet *scheme, gint64 now, GError **error)
{
  g_autoptr (Facts) facts = facts_load (loader, self->person, self->month, now, FALSE, error);

  if (facts == NULL)
    return FALSE;
  facts_counts (facts, &self->counts);
  for (Metric metric = METRIC_SALES; !self->frozen && scheme != NULL && metric <= METRIC_RULES; metric++)
    if (scheme_set_uses (scheme, metric))
      g_ptr_array_add (self->figures, facts_figure (facts, metric, scheme));
  return TRUE;
}

static ZuoxiAgentMonth *
read_agent (Store            *store,
            Loader           *loader,
            const SchemeSet  *scheme,
            const Person     *person,
            const Assignment *held,
            const char       *month,
            gint64            now,
            GError          **error)
{
  g_autoptr (ZuoxiAgentMonth) self = g_object_new (ZUOXI_TYPE_AGENT_MONTH, NULL);
  const Team *team = directory_team (loader->directory, held->team);

  self->person = person->row.id;
  self->name = g_strdup (person->name);
  self->number = g_strdup (person->number);
  self->team = g_strdup (team != NULL ? team->name : "");
  g_strlcpy (self->month, month, sizeof self->month);
  if (!take_frozen (self, store, error) || !fold (self, loader, scheme, now, error))
    return NULL;
  return g_steal_pointer (&self);
}

static SchemeSet *
read_scheme (Loader *loader, const char *month, GError **error)
{
  Id      id = ID_NONE;
  GError *failure = NULL;

  if (!scheme_find (loader, POST_AGENT, month, &id, &failure))
    {
      g_clear_error (&failure); /* no scheme is in force: the counts stand alone */
      return NULL;
    }
  return id_is_none (id) ? NULL : scheme_set_load (loader, id, error);
}

static int
compare_agents (gconstpointer a, gconstpointer b)
{
  const ZuoxiAgentMonth *one = *(ZuoxiAgentMonth *const *) a;
  const ZuoxiAgentMonth *other = *(ZuoxiAgentMonth *const *) b;
  int                    by_team = g_strcmp0 (one->team, other->team);

  return by_team != 0 ? by_team : g_strcmp0 (one->number, other->number);
}

/* The assignment as an agent on some day of the month: its last day, else its first. */
static const Assignment *
agent_in (Directory *directory, Id person, Day month)
{
  const Day days[] = { month_last (month), month };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      char              text[DAY_TEXT_SIZE];
      const Assignment *held = NULL;

      day_format (days[i], text);
      held = directory_assignment_on (directory, person, text);
      if (held != NULL && held->post == POST_AGENT)
        return held;
    }
  return NULL;
}

static gboolean
read_agents (TeamFacts *self, Store *store, Loader *loader, const SessionReading *reading, Day month, GError **error)
{
  g_autoptr (GPtrArray) people = directory_persons (reading->directory);
  GError *failure = NULL;
  g_autoptr (SchemeSet) scheme = read_scheme (loader, self->month, &failure);

  for (guint i = 0; failure == NULL && i < people->len; i++)
    {
      const Person     *person = people->pdata[i];
      const Assignment *held = agent_in (reading->directory, person->row.id, month);
      ZuoxiAgentMonth  *agent = NULL;

      if (held == NULL || !(directory_relations (reading->directory, reading->me, person->row.id, reading->today) &
                            (REL_SUPERVISOR | REL_MANAGER)))
        continue;
      agent = read_agent (store, loader, scheme, person, held, self->month, reading->now, &failure);
      if (agent != NULL)
        g_ptr_array_add (self->agents, agent);
    }
  g_ptr_array_sort (self->agents, compare_agents);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* How the steps of the forms the reader holds kept their dates (M26). */
static gboolean
count_on_time (TeamFacts *self, Store *store, const char *today, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new ();
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  g_autoptr (Rows) form_rows = store_query (store, &appraisal_schema, error, "WHERE \"month\" = ?", "s", self->month);
  g_autoptr (Rows)
      step_rows = form_rows != NULL
                      ? store_query (store, &step_schema, error,
                                     "WHERE \"appraisal\" IN (SELECT id FROM \"appraisal\" WHERE \"month\" = ?)", "s",
                                     self->month)
                      : NULL;
  AppraisalMonth *month = NULL;

  if (step_rows == NULL)
    return FALSE;
  for (guint i = 0; i < form_rows->len; i++)
    g_ptr_array_add (forms, form_rows->at[i]);
  for (guint i = 0; i < step_rows->len; i++)
    g_ptr_array_add (steps, step_rows->at[i]);
  if (forms->len > 0)
    month = store_get (store, &appraisal_month_schema,
                       dossier_month_id (((const Appraisal *) forms->pdata[0])->department, self->month), error);
  self->opened = month != NULL;
  if (month == NULL)
    return forms->len == 0 || error == NULL || *error == NULL;
  on_time_count (forms, steps, month, today, self->on_time);
  schema_free (&appraisal_month_schema, month);
  return TRUE;
}

gpointer
team_facts_read (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  g_autoptr (TeamFacts) self = g_new0 (TeamFacts, 1);
  g_autoptr (Calendar) calendar = read_calendar (store, error);
  GError  *failure = NULL;
  Loader  *loader = NULL;
  Day      month = 0;
  gboolean ok = FALSE;

  self->agents = g_ptr_array_new_with_free_func (g_object_unref);
  g_strlcpy (self->month, input, sizeof self->month);
  if (calendar == NULL || !month_parse (self->month, &month))
    return NULL;
  loader = store_loader_new (store, reading->directory, calendar);
  ok = read_agents (self, store, loader, reading, month, &failure) &&
       count_on_time (self, store, reading->today, &failure);
  store_loader_free (loader);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
team_facts_free (TeamFacts *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->agents);
  g_free (self);
}
