/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync-report.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "registry.h"
#include "store/apply.h"

typedef struct
{
  gboolean online, busy, behind;
  gint64   unsent, unsent_since, last_sync;
  gint64   arrived, expected;
} State;

static State
state_of (ZuoxiSession *session)
{
  State state = { 0 };

  g_object_get (session, "online", &state.online, "busy", &state.busy, "behind", &state.behind, "unsent",
                &state.unsent, "unsent-since", &state.unsent_since, "last-sync", &state.last_sync, NULL);
  zuoxi_session_get_catch_up (session, &state.arrived, &state.expected);
  return state;
}

/* The button */

static void
say_short (SyncReport *self, const State *state, const char *when)
{
  self->icon = "emblem-ok-symbolic";
  if (!state->online)
    {
      self->icon = "network-offline-symbolic";
      self->short_text =
          state->unsent > 0
              ? g_strdup_printf (ngettext ("Offline, %d unsent", "Offline, %d unsent", (gulong) state->unsent),
                                 (int) state->unsent)
              : g_strdup (_ ("Offline"));
    }
  else if (state->unsent > 0 || state->busy)
    {
      self->icon = "emblem-synchronizing-symbolic";
      self->short_text =
          state->unsent > 0
              ? g_strdup_printf (ngettext ("Sending %d", "Sending %d", (gulong) state->unsent), (int) state->unsent)
              : g_strdup (_ ("Synchronising"));
    }
  else
    self->short_text = *when != '\0' ? g_strdup_printf (_ ("Synchronised %s"), when) : g_strdup (_ ("Online"));
  self->last_sync =
      *when != '\0' ? g_strdup_printf (_ ("Last synchronised %s"), when) : g_strdup (_ ("Not synchronised yet"));
}

/* The panel */

static char *
catch_up_text (const State *state)
{
  g_autofree char *arrived = format_count (state->arrived);
  g_autofree char *expected = format_count (state->expected);

  if (state->expected > 0)
    return g_strdup_printf (_ ("Catching up: %1$s of %2$s rows have arrived"), arrived, expected);
  if (state->arrived > 0)
    return g_strdup_printf (ngettext ("Catching up: %s row has arrived so far",
                                      "Catching up: %s rows have arrived so far",
                                      (gulong) state->arrived),
                            arrived);
  return g_strdup (_ ("Catching up: rows are still to come"));
}

/* A moment of the machine's clock, told by the person's: a sample company has one of its own. "" = never. */
static char *
moment_text (ZuoxiSession *session, gint64 at)
{
  gint64 now = zuoxi_session_now (session);

  return at > 0 ? format_moment (at + (now - g_get_real_time ()), now) : g_strdup ("");
}

static char *
state_text (ZuoxiSession *session, const State *state, const char *when)
{
  g_autofree char *since = moment_text (session, zuoxi_session_get_last_contact (session));

  if (!state->online && state->busy)
    return g_strdup (_ ("Looking for the server…"));
  if (!state->online)
    return *since != '\0' ? g_strdup_printf (_ ("Offline since %s"), since)
                          : g_strdup (_ ("Offline: the server was never reached from here"));
  if (state->behind)
    return catch_up_text (state);
  if (state->unsent > 0)
    return g_strdup (_ ("Sending what you did"));
  if (state->busy)
    return g_strdup (_ ("Synchronising"));
  return *when != '\0' ? g_strdup (_ ("Everything is synchronised")) : g_strdup (_ ("Online"));
}

static char *
unsent_text (ZuoxiSession *session, const State *state)
{
  g_autofree char *count = format_count (state->unsent);
  g_autofree char *since = moment_text (session, state->unsent_since);

  if (state->unsent == 0)
    return g_strdup (_ ("Nothing waits to be sent"));
  if (*since == '\0')
    return g_strdup_printf (ngettext ("%s change waits to be sent", "%s changes wait to be sent",
                                      (gulong) state->unsent),
                            count);
  return g_strdup_printf (ngettext ("%1$s change waits to be sent, since %2$s",
                                    "%1$s changes wait to be sent, the oldest since %2$s", (gulong) state->unsent),
                          count, since);
}

/* "Call 3 · Customer 2" */
static char *
kinds_text (ZuoxiSession *session)
{
  g_autoptr (GPtrArray) kinds = store_unsent_kinds (zuoxi_session_get_reader (session), NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; kinds != NULL && i < kinds->len; i++)
    {
      const OutboxKind *kind = kinds->pdata[i];
      const Schema     *schema = registry_find (kind->table);
      g_autofree char  *count = format_count (kind->lines);

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "",
                              schema != NULL ? _ (schema->title) : kind->table, count);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What is decided and not sent yet asks nobody any more. */
static gint64
count_waiting (ZuoxiSession *session)
{
  Id       me = zuoxi_session_get_me (session);
  gint64   count = 0;
  gboolean found = FALSE;

  if (!db_int (store_db (zuoxi_session_get_reader (session)), &count, &found, NULL,
               "SELECT count(*) FROM inbox_item WHERE person = ? AND state = 'open' AND NOT EXISTS "
               "(SELECT 1 FROM outbox_row o WHERE o.tbl = 'inbox_item' AND o.id = inbox_item.id)",
               "d", &me))
    return 0;
  return count;
}

static char *
inbox_text (gint64 waiting)
{
  g_autofree char *count = format_count (waiting);

  if (waiting == 0)
    return g_strdup (_ ("Nothing waits for your decision"));
  return g_strdup_printf (ngettext ("%s item waits for your decision", "%s items wait for your decision",
                                    (gulong) waiting),
                          count);
}

static char *
person_text (ZuoxiSession *session)
{
  const char *name = zuoxi_session_get_my_name (session);
  const char *login = zuoxi_session_get_login (session);

  if (name == NULL || *name == '\0')
    return g_strdup (login);
  return *login == '\0' ? g_strdup (name) : g_strdup_printf (_ ("%1$s (%2$s)"), name, login);
}

SyncReport *
sync_report_new (ZuoxiSession *session, gboolean whole)
{
  SyncReport      *self = g_new0 (SyncReport, 1);
  State            state = state_of (session);
  g_autofree char *when = moment_text (session, state.last_sync);

  say_short (self, &state, when);
  self->progress = -1;
  if (!whole || zuoxi_session_get_reader (session) == NULL)
    return self;
  self->state = state_text (session, &state, when);
  if (state.behind && state.online)
    g_object_get (session, "progress", &self->progress, NULL);
  g_object_get (session, "banner-text", &self->trouble, NULL);
  self->unsent = unsent_text (session, &state);
  self->kinds = state.unsent > 0 ? kinds_text (session) : g_strdup ("");
  self->waiting = count_waiting (session);
  self->inbox = inbox_text (self->waiting);
  self->person = person_text (session);
  self->device = g_strdup (g_get_host_name ());
  self->server = g_strdup (zuoxi_session_get_server (session));
  return self;
}

void
sync_report_free (SyncReport *self)
{
  if (self == NULL)
    return;
  g_free (self->short_text);
  g_free (self->state);
  g_free (self->trouble);
  g_free (self->last_sync);
  g_free (self->unsent);
  g_free (self->kinds);
  g_free (self->inbox);
  g_free (self->person);
  g_free (self->device);
  g_free (self->server);
  g_free (self);
}
