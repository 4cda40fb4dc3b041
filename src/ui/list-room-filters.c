/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choices above the list: month, person, state. */
#include "config.h"

#include "ui/list-room-private.h"

#include <glib/gi18n.h>

#include "core/day.h"
#include "core/id.h"

#define MONTHS_BACK 13 /* a person and the line hold so many (R4) */
#define MONTH "month"
#define PERSON "person"
#define STATE "state"
#define TEAM "team"

static const ListSource *
source_of (ZuoxiListRoom *self)
{
  return &ZUOXI_LIST_ROOM_GET_CLASS (self)->spec->source;
}

static void
add_months (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_auto (GStrv) choices = NULL;
  Day today = 0;

  day_parse (zuoxi_session_today (zuoxi_page_get_session (ZUOXI_PAGE (self))), &today);
  g_strv_builder_add (names, _ ("All months"));
  g_strv_builder_add (values, "");
  for (int back = 0; back < MONTHS_BACK; back++)
    {
      g_autofree char *value = month_dup_text (month_add (month_first (today), -back));
      g_autofree char *name = format_month (value);

      g_strv_builder_add (names, name);
      g_strv_builder_add (values, value);
    }
  choices = g_strv_builder_end (names);
  priv->month_values = g_strv_builder_end (values);
  zuoxi_filter_bar_add_choice (priv->filter, MONTH, _ ("Month"), (const char *const *) choices);
}

/* People whose rows the person may see at all. */
static gboolean
may_see (ZuoxiListRoom *self, const Person *person)
{
  ZuoxiSession *session = zuoxi_page_get_session (ZUOXI_PAGE (self));
  guint         wanted = REL_SELF | REL_SUPERVISOR | REL_MANAGER | REL_HR | REL_QA | REL_GENERAL;

  return person->active && (zuoxi_session_relations (session, person->row.id) & wanted) != 0;
}

static char **
list_people (ZuoxiListRoom *self, GArray *ids)
{
  g_autoptr (GPtrArray)
      people = directory_persons (zuoxi_session_get_directory (zuoxi_page_get_session (ZUOXI_PAGE (self))));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  Id none = ID_NONE;

  g_strv_builder_add (names, _ ("Everybody"));
  g_array_append_val (ids, none);
  for (guint i = 0; i < people->len; i++)
    {
      const Person    *person = people->pdata[i];
      g_autofree char *name = g_strdup_printf ("%s · %s", person->name, person->number);

      if (!may_see (self, person))
        continue;
      g_strv_builder_add (names, name);
      g_array_append_val (ids, person->row.id);
    }
  return g_strv_builder_end (names);
}

void
list_room_fill_people (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  g_auto (GStrv) names = NULL;

  if (source_of (self)->person == NULL)
    return;
  g_clear_pointer (&priv->person_ids, g_array_unref);
  priv->person_ids = g_array_new (FALSE, FALSE, sizeof (Id));
  names = list_people (self, priv->person_ids);
  priv->filling = TRUE;
  zuoxi_filter_bar_set_choices (priv->filter, PERSON, (const char *const *) names);
  priv->filling = FALSE;
}

/* One who sees only their own rows is not asked whose. */
static void
add_people (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  g_auto (GStrv) names = NULL;

  priv->person_ids = g_array_new (FALSE, FALSE, sizeof (Id));
  names = list_people (self, priv->person_ids);
  zuoxi_filter_bar_add_choice (priv->filter, PERSON, _ ("Person"), (const char *const *) names);
}

static void
add_teams (ZuoxiListRoom *self)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  Directory            *directory = zuoxi_session_get_directory (zuoxi_page_get_session (ZUOXI_PAGE (self)));
  g_autoptr (GPtrArray) departments = directory_departments (directory);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) choices = NULL;
  Id none = ID_NONE;

  priv->team_ids = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_val (priv->team_ids, none);
  g_strv_builder_add (names, _ ("All teams"));
  for (guint i = 0; i < departments->len; i++)
    {
      g_autoptr (GPtrArray) teams = directory_teams (directory, ((const Department *) departments->pdata[i])->row.id);

      for (guint t = 0; t < teams->len; t++)
        {
          const Team *team = teams->pdata[t];

          g_strv_builder_add (names, team->name);
          g_array_append_val (priv->team_ids, team->row.id);
        }
    }
  choices = g_strv_builder_end (names);
  zuoxi_filter_bar_add_choice (priv->filter, TEAM, _ ("Team"), (const char *const *) choices);
}

static void
add_states (ZuoxiListRoom *self)
{
  const Field *field = schema_field (source_of (self)->schema, source_of (self)->state);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) choices = NULL;
  /* Translators: %s is what is chosen from, e.g. "Result: all". */
  g_autofree char *all = g_strdup_printf (_ ("%s: all"), _ (field->title));

  g_strv_builder_add (names, all);
  for (const EnumNick *nick = field->enums; nick->nick != NULL; nick++)
    g_strv_builder_add (names, _ (nick->title));
  choices = g_strv_builder_end (names);
  zuoxi_filter_bar_add_choice (list_room_priv (self)->filter, STATE, _ (field->title), (const char *const *) choices);
}

void
list_room_fill_filters (ZuoxiListRoom *self)
{
  const ListSource *source = source_of (self);

  if (source->date != NULL)
    add_months (self);
  if (source->team)
    add_teams (self);
  if (source->person != NULL)
    add_people (self);
  if (source->state != NULL)
    add_states (self);
}

void
list_room_read_filter (ZuoxiListRoom *self, ListFilter *filter)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);
  const ListSource     *source = source_of (self);
  guint                 month = source->date != NULL ? zuoxi_filter_bar_get_choice (priv->filter, MONTH) : 0;
  guint                 person = source->person != NULL ? zuoxi_filter_bar_get_choice (priv->filter, PERSON) : 0;
  guint                 state = source->state != NULL ? zuoxi_filter_bar_get_choice (priv->filter, STATE) : 0;

  filter->typed = zuoxi_filter_bar_get_text (priv->filter);
  if (month > 0 && month != GTK_INVALID_LIST_POSITION)
    filter->month = priv->month_values[month];
  if (person > 0 && person < priv->person_ids->len)
    filter->person = g_array_index (priv->person_ids, Id, person);
  if (state > 0 && state != GTK_INVALID_LIST_POSITION)
    filter->state = schema_field (source->schema, source->state)->enums[state - 1].nick;
  if (source->team && zuoxi_filter_bar_get_choice (priv->filter, TEAM) < priv->team_ids->len)
    filter->team = g_array_index (priv->team_ids, Id, zuoxi_filter_bar_get_choice (priv->filter, TEAM));
  filter->today = zuoxi_session_today (zuoxi_page_get_session (ZUOXI_PAGE (self)));
  filter->sort = priv->sort;
  filter->descending = priv->descending;
}

void
zuoxi_list_room_show_only (ZuoxiListRoom *self, Id person, const char *month)
{
  ZuoxiListRoomPrivate *priv = list_room_priv (self);

  g_return_if_fail (ZUOXI_IS_LIST_ROOM (self));

  priv->filling = TRUE;
  for (guint i = 0; priv->person_ids != NULL && i < priv->person_ids->len; i++)
    if (id_equal (g_array_index (priv->person_ids, Id, i), person))
      zuoxi_filter_bar_set_choice (priv->filter, PERSON, i);
  for (guint i = 0; month != NULL && priv->month_values != NULL && priv->month_values[i] != NULL; i++)
    if (g_str_equal (priv->month_values[i], month))
      zuoxi_filter_bar_set_choice (priv->filter, MONTH, i);
  priv->filling = FALSE;
  list_room_requery (self);
}
