/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows of the sync: properties and one plain sentence. */
#include "app/session-private.h"

#include <glib/gi18n.h>

static SessionBanner
banner_of_trouble (SyncTrouble trouble)
{
  switch (trouble)
    {
    case SYNC_DOWN:
      return SESSION_BANNER_DOWN;
    case SYNC_CERTIFICATE:
      return SESSION_BANNER_CERTIFICATE;
    case SYNC_CLOCK:
      return SESSION_BANNER_CLOCK;
    case SYNC_NONSENSE:
      return SESSION_BANNER_NONSENSE;
    case SYNC_SIGN_IN:
      return SESSION_BANNER_SIGN_IN;
    case SYNC_PASSWORD:
      return SESSION_BANNER_PASSWORD;
    case SYNC_BUSY:
      return SESSION_BANNER_BUSY;
    case SYNC_SERVER_STORE:
      return SESSION_BANNER_SERVER_STORE;
    case SYNC_CLIENT_OLD:
      return SESSION_BANNER_CLIENT_OLD;
    case SYNC_OTHER_SERVER:
      return SESSION_BANNER_OTHER_SERVER;
    case SYNC_REVOKED:
      return SESSION_BANNER_REVOKED;
    case SYNC_STORE:
      return SESSION_BANNER_STORE;
    case SYNC_FINE:
    default:
      return SESSION_BANNER_NONE;
    }
}

static gboolean
lease_is_over (ZuoxiSession *self)
{
  gint64 since = MAX (self->last_contact, self->sync.last_sync);

  return since > 0 && g_get_real_time () - since > SESSION_LEASE_DAYS * MOMENT_DAY;
}

static SessionBanner
banner_now (ZuoxiSession *self)
{
  SessionBanner banner = banner_of_trouble (self->sync.trouble);

  if (self->damaged)
    return SESSION_BANNER_DAMAGED;
  if (banner == SESSION_BANNER_STORE || banner == SESSION_BANNER_REVOKED)
    return banner;
  if (lease_is_over (self))
    return SESSION_BANNER_LEASE;
  if (banner != SESSION_BANNER_NONE)
    return banner;
  if (!self->sample && ABS (self->sync.clock_offset) > SYNC_CLOCK_SLACK_US)
    return SESSION_BANNER_CLOCK;
  if (self->sync.server_older)
    return SESSION_BANNER_SERVER_OLD;
  if (self->sync.restored)
    return SESSION_BANNER_RESTORED;
  if (self->sync.behind)
    return self->recovered ? SESSION_BANNER_RECOVERED : SESSION_BANNER_CATCHING_UP;
  return SESSION_BANNER_NONE;
}

static char *
offline_text (gint64 unsent)
{
  if (unsent == 0)
    return g_strdup (_ ("Offline: the server does not answer. You can go on working"));
  return g_strdup_printf (ngettext ("Offline: %u change is kept on this device and will be sent later",
                                    "Offline: %u changes are kept on this device and will be sent later",
                                    (gulong) unsent),
                          (guint) unsent);
}

static char *
clock_text (gint64 offset)
{
  gint64 minutes = ABS (offset) / (60 * G_USEC_PER_SEC);

  if (minutes == 0)
    return g_strdup (_ ("The server's certificate is not valid at this machine's date: please set the clock"));
  if (offset > 0)
    return g_strdup_printf (ngettext ("This machine's clock is %u minute slow: please set it",
                                      "This machine's clock is %u minutes slow: please set it",
                                      (gulong) minutes),
                            (guint) minutes);
  return g_strdup_printf (ngettext ("This machine's clock is %u minute fast: please set it",
                                    "This machine's clock is %u minutes fast: please set it",
                                    (gulong) minutes),
                          (guint) minutes);
}

static char *
recovered_text (guint saved)
{
  return g_strdup_printf (ngettext ("The data on this device was damaged and is being fetched anew. %u unsent change "
                                    "was saved",
                                    "The data on this device was damaged and is being fetched anew. %u unsent changes "
                                    "were saved",
                                    saved),
                          saved);
}

static char *
banner_sentence (ZuoxiSession *self, SessionBanner banner)
{
  switch (banner)
    {
    case SESSION_BANNER_STORE:
      return g_strdup (_ ("This device cannot save any more: its disk may be full. Make room, then try again"));
    case SESSION_BANNER_DAMAGED:
      return g_strdup (_ ("The data on this device is damaged: please sign out and in again. What you typed is saved"));
    case SESSION_BANNER_RECOVERED:
      return recovered_text (self->saved);
    case SESSION_BANNER_REVOKED:
      return g_strdup (_ ("The administrator has switched this device off. What you typed and did not send is kept in the inbox; the administrator can allow the device again"));
    case SESSION_BANNER_LEASE:
      return g_strdup_printf (_ ("This device has not met the server for %d days: connect it to go on working. Nothing is lost"),
                                 SESSION_LEASE_DAYS);
    case SESSION_BANNER_SIGN_IN:
      return g_strdup (_ ("The server asks for your password: please sign in again. You can go on working"));
    case SESSION_BANNER_PASSWORD:
      return g_strdup (_ ("Choose a password of your own: until then the server sends nothing and takes nothing"));
    case SESSION_BANNER_OTHER_SERVER:
      return g_strdup (_ ("Another server answers at this address: nothing is sent to it. Ask the administrator for the right address; you can go on working"));
    case SESSION_BANNER_CERTIFICATE:
      return g_strdup (_ ("The server's key is not the one you accepted: nothing is sent. Ask the administrator; you can go on working"));
    case SESSION_BANNER_CLIENT_OLD:
      return g_strdup (_ ("This program is too old for the server: please update it. You can go on working"));
    case SESSION_BANNER_SERVER_OLD:
      return g_strdup (_ ("The server is older than this program: some things are switched off until the administrator updates it"));
    case SESSION_BANNER_CLOCK:
      return clock_text (self->sync.clock_offset);
    case SESSION_BANNER_NONSENSE:
      return g_strdup (_ ("What answers at the server's address is not the server: perhaps this network asks you to sign in to it first. You can go on working"));
    case SESSION_BANNER_DOWN:
      return offline_text (self->sync.unsent);
    case SESSION_BANNER_BUSY:
      return g_strdup (_ ("The server is busy: trying again soon. You can go on working"));
    case SESSION_BANNER_SERVER_STORE:
      return g_strdup (_ ("The server cannot save anything: its disk may be full; please tell the administrator. Your work is kept on this device and sent later"));
    case SESSION_BANNER_RESTORED:
      return g_strdup (_ ("The server came back from a backup: what it has lost is sent to it again from here. You can go on working"));
    case SESSION_BANNER_CATCHING_UP:
      return g_strdup (_ ("Catching up: rows are still arriving, totals are not complete yet"));
    case SESSION_BANNER_NONE:
    default:
      return g_strdup ("");
    }
}

void
session_refresh_banner (ZuoxiSession *self)
{
  SessionBanner    banner = banner_now (self);
  g_autofree char *text = banner_sentence (self, banner);
  gboolean         read_only = banner == SESSION_BANNER_REVOKED || banner == SESSION_BANNER_LEASE;

  if (banner != self->banner)
    {
      self->banner = banner;
      g_object_notify (G_OBJECT (self), "banner");
    }
  if (g_strcmp0 (text, self->banner_text) != 0)
    {
      g_free (self->banner_text);
      self->banner_text = g_steal_pointer (&text);
      g_object_notify (G_OBJECT (self), "banner-text");
    }
  if (read_only != self->read_only)
    {
      self->read_only = read_only;
      g_object_notify (G_OBJECT (self), "read-only");
    }
}

static double
progress_of (const SyncState *state)
{
  return state->expected <= 0 ? -1 : CLAMP ((double) state->arrived / (double) state->expected, 0, 1);
}

void
session_take_state (ZuoxiSession *self, const SyncState *state)
{
  SyncState before = self->sync;
  GObject  *object = G_OBJECT (self);

  if (state->online)
    self->met = g_get_real_time ();
  self->sync = *state;
  self->sync.detail = g_strdup (state->detail);
  g_free (before.detail);
  g_object_freeze_notify (object);
  if (before.online != state->online)
    g_object_notify (object, "online");
  if (before.busy != state->busy)
    g_object_notify (object, "busy");
  if (before.unsent != state->unsent)
    g_object_notify (object, "unsent");
  if (before.unsent_since != state->unsent_since)
    g_object_notify (object, "unsent-since");
  if (before.last_sync != state->last_sync)
    g_object_notify (object, "last-sync");
  if (before.behind != state->behind)
    g_object_notify (object, "behind");
  if (before.arrived != state->arrived || before.expected != state->expected)
    g_object_notify (object, "progress");
  if (state->sample && !self->sample)
    {
      self->sample = TRUE;
      g_object_notify (object, "sample");
    }
  session_refresh_banner (self);
  g_object_thaw_notify (object);
  if (!state->busy && (before.busy || !before.online || before.last_sync != state->last_sync))
    session_files_poke (self, !before.online && state->online);
}

double
session_progress (ZuoxiSession *self)
{
  return progress_of (&self->sync);
}
