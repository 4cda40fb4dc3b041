/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/today.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/facts-load.h"
#include "appraisal/opinion-ask.h"
#include "appraisal/review-list.h"
#include "appraisal/rows.h"
#include "core/moment.h"
#include "store/apply.h"
#include "store/store-loader.h"
#include "sync/inbox-card.h"

#define UNSENT_LONG MOMENT_DAY

typedef struct
{
  Store                *store;
  const SessionReading *reading;
  GPtrArray            *items;
} Collecting;

static void
today_item_free (gpointer data)
{
  TodayItem *item = data;

  g_free (item->title);
  g_free (item->who);
  g_free (item);
}

void
today_view_free (TodayView *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->items);
  g_free (self);
}

/**
 * today_group:
 * @due: YYYY-MM-DD, "" = no day: it waits now
 * @today: YYYY-MM-DD
 */
TodayGroup
today_group (const char *due, const char *today)
{
  Day now, day;

  if (*due == '\0' || !day_parse (today, &now) || !day_parse (due, &day) || day == now)
    return TODAY_NOW;
  if (day < now)
    return TODAY_OVERDUE;
  return day <= now + 7 - day_weekday (now) ? TODAY_WEEK : TODAY_LATER;
}

static TodayItem *
add (Collecting *work, const char *title, Id who, const char *due)
{
  TodayItem    *item = g_new0 (TodayItem, 1);
  const Person *person = directory_person (work->reading->directory, who);

  item->title = g_strdup (title);
  item->who = g_strdup (person != NULL && !id_equal (who, work->reading->me) ? person->name : "");
  g_strlcpy (item->due, due, sizeof item->due);
  item->group = today_group (due, work->reading->today);
  g_ptr_array_add (work->items, item);
  return item;
}

static void
add_form (Collecting *work, const char *title, const char *room, const Appraisal *form, const char *due)
{
  g_autofree char *month = format_month (form->month);
  g_autofree char *text = g_strdup_printf ("%s · %s", title, month);
  TodayItem       *item = add (work, text, form->person, due);

  item->room = room;
  item->table = "appraisal";
  item->id = form->row.id;
}

/* What this form wants of the reader, if anything. */
static void
look_at_form (Collecting *work, const Appraisal *form, const AppraisalMonth *month)
{
  guint       who = workflow_who (form, JUDGES_NONE, work->reading->directory, work->reading->me, work->reading->today);
  const char *event = case_next_event (form->state);
  const char *due = event != NULL ? dossier_due (month, event) : "";

  if ((who & WHO_SUBJECT) && form->state == FORM_STATE_SELF_DUE)
    add_form (work, _ ("Self-assessment"), "appraisal", form, due);
  else if ((who & WHO_SCORER) && form->state == FORM_STATE_SELF_DONE)
    add_form (work, _ ("Sheet to score"), "evaluation", form, due);
  else if ((who & WHO_SCORER) && form->state == FORM_STATE_SCORED)
    add_form (work, _ ("Interview to hold"), "interview", form, due);
  else if ((who & WHO_REVIEWER) && form->state == FORM_STATE_TALKED)
    add_form (work, _ ("Form to review"), "reviews", form, due);
  else if ((who & WHO_SUBJECT) && form->not_received)
    add_form (work, _ ("Receipt of the interview"), "appraisal", form, "");
  else if ((who & WHO_HR) && form->state == FORM_STATE_REVIEWED)
    add_form (work, _ ("Form to file"), "filing", form, due);
}

static gboolean
look_at_forms (Collecting *work, GError **error)
{
  g_autoptr (Rows) rows = store_query (work->store, &appraisal_schema, error,
                                       "WHERE \"state\" NOT IN ('filed', 'excluded') ORDER BY \"month\"", "");
  GError *failure = NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; failure == NULL && i < rows->len; i++)
    {
      const Appraisal *form = rows->at[i];
      Id               id = dossier_month_id (form->department, form->month);
      AppraisalMonth  *month = store_get (work->store, &appraisal_month_schema, id, &failure);
      int              pending = store_pending (work->store, "appraisal", form->row.id, NULL);

      if (failure == NULL && (pending & STORE_PENDING_COMMAND) == 0)
        look_at_form (work, form, month);
      schema_free (&appraisal_month_schema, month);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Final results whose receipt the person has not given (R21); only the last, earlier ones are long settled. */
static gboolean
look_at_notices (Collecting *work, GError **error)
{
  g_autoptr (Rows) rows = store_query (work->store, &filing_schema, error,
                                       "WHERE \"person\" = ? ORDER BY \"month\" DESC LIMIT 1", "d", &work->reading->me);
  const Filing *filing = rows != NULL && rows->len > 0 ? rows->at[0] : NULL;
  TodayItem    *item;

  if (rows == NULL)
    return FALSE;
  if (filing == NULL || filing->noticed_at.set)
    return TRUE;
  {
    g_autofree char *month = format_month (filing->month);
    g_autofree char *text = g_strdup_printf ("%s · %s", _ ("Receipt of the final result"), month);

    item = add (work, text, work->reading->me, "");
  }
  item->room = "appraisal";
  item->table = "appraisal";
  item->id = filing->appraisal;
  return TRUE;
}

/* Filed results that are to be restated (R17). */
static gboolean
look_at_restatements (Collecting *work, GError **error)
{
  const SessionReading *reading = work->reading;
  g_autoptr (GPtrArray) forms =
      review_restatements (work->store, reading->directory, reading->me, reading->today, error);

  for (guint i = 0; forms != NULL && i < forms->len; i++)
    {
      const Id  *id = g_ptr_array_index (forms, i);
      GError    *failure = NULL;
      Appraisal *form = store_get (work->store, &appraisal_schema, *id, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      if (form != NULL)
        add_form (work, _ ("Restatement to decide on"), "reviews", form, "");
      schema_free (&appraisal_schema, form);
    }
  return forms != NULL;
}

/* Opinions asked of a previous supervisor (R6). */
static gboolean
look_at_opinions (Collecting *work, GError **error)
{
  g_autoptr (GPtrArray) asks = opinion_asks_open (work->store, work->reading->me, error);

  for (guint i = 0; asks != NULL && i < asks->len; i++)
    {
      const OpinionAsk *ask = g_ptr_array_index (asks, i);
      g_autofree char  *month = format_month (ask->month);
      g_autofree char  *text = g_strdup_printf ("%s · %s", _ ("Opinion on a former team member"), month);
      TodayItem        *item = add (work, text, ID_NONE, ask->due);

      g_free (item->who);
      item->who = g_strdup (ask->name);
      item->room = "today";
      item->table = "previous_opinion";
      item->id = ask->form;
    }
  return asks != NULL;
}

static gboolean
look_at_inbox (Collecting *work, GError **error)
{
  g_autoptr (Rows) rows = store_query (work->store, &inbox_item_schema, error,
                                       "WHERE \"person\" = ? AND \"state\" = 'open' AND \"tbl\" <> 'previous_opinion' "
                                       "ORDER BY \"happened_at\"",
                                       "d", &work->reading->me);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const InboxItem *row = rows->at[i];
      g_autofree char *kind = format_enum (inbox_kinds, (int) row->kind);
      g_autofree char *title = inbox_item_title (work->store, work->reading->directory, row);
      g_autofree char *text = g_strdup_printf ("%s · %s", kind, title);
      TodayItem       *item = add (work, text, ID_NONE, "");

      g_free (item->who);
      item->who = inbox_item_reason (row);
      item->room = "inbox";
      item->table = "inbox_item";
      item->id = row->row.id;
    }
  return rows != NULL;
}

static gboolean
look_at_unsent (Collecting *work, GError **error)
{
  gint64 oldest = 0;
  gint64 n = store_unsent (work->store, &oldest, error);

  if (n > 0 && oldest > 0 && work->reading->now - oldest > UNSENT_LONG)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%d change unsent for over a day",
                                                         "%d changes unsent for over a day", (gulong) n),
                                               (int) n);

      add (work, text, ID_NONE, work->reading->today)->room = "inbox";
    }
  return n >= 0;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const TodayItem *one = *(const TodayItem *const *) a;
  const TodayItem *other = *(const TodayItem *const *) b;

  if (one->group != other->group)
    return (int) one->group - (int) other->group;
  if ((*one->due == '\0') != (*other->due == '\0'))
    return *one->due == '\0' ? 1 : -1;
  return g_strcmp0 (one->due, other->due);
}

/* Own calls of today and own month so far. */
static gboolean
count_work (TodayView *view, Store *store, const SessionReading *reading, GError **error)
{
  g_autoptr (Calendar) calendar = case_read_calendar (store, error);
  g_autofree char *month = g_strndup (reading->today, MONTH_TEXT_SIZE - 1);
  g_autoptr (Facts) facts = NULL;
  g_autoptr (Rows) calls = NULL;
  Loader *loader;
  Day     day;

  if (calendar == NULL || !day_parse (reading->today, &day))
    return calendar != NULL;
  loader = store_loader_new (store, reading->directory, calendar);
  facts = facts_load (loader, reading->me, month, reading->now, FALSE, error);
  store_loader_free (loader);
  if (facts == NULL)
    return FALSE;
  facts_counts (facts, &view->month);
  calls = store_query (store, &call_schema, error, "WHERE \"agent\" = ? AND \"started_at\" >= ? AND \"started_at\" < ?",
                       "dii", &reading->me, moment_from_day_time (day, 0, MOMENT_OFFSET_S),
                       moment_from_day_time (day + 1, 0, MOMENT_OFFSET_S));
  for (guint i = 0; calls != NULL && i < calls->len; i++)
    {
      const Call *call = calls->at[i];

      view->day.dials++;
      view->day.connected += call->answered_at.set;
      view->day.effective += call->talk_s >= EFFECTIVE_TALK_S;
    }
  return calls != NULL;
}

/**
 * today_view_load:
 *
 * Returns: (transfer full) (nullable): %NULL with @error set
 */
TodayView *
today_view_load (Store *store, const SessionReading *reading, GError **error)
{
  TodayView *view = g_new0 (TodayView, 1);
  Collecting work = { store, reading, g_ptr_array_new_with_free_func (today_item_free) };

  view->items = work.items;
  view->sells = directory_has_post (reading->directory, reading->me, POST_AGENT, reading->today);
  if (look_at_forms (&work, error) && look_at_notices (&work, error) && look_at_opinions (&work, error) &&
      look_at_restatements (&work, error) && look_at_inbox (&work, error) && look_at_unsent (&work, error) &&
      (!view->sells || count_work (view, store, reading, error)))
    {
      g_ptr_array_sort (view->items, compare_items);
      return view;
    }
  today_view_free (view);
  return NULL;
}
