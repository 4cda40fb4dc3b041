/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every state of the sync as a person meets it: the banner above the rooms with a plain sentence and a way out, the
 * button in the header, the panel behind it. The table is tests/sync/README.md's.
 */
#include "config.h"

#include "app/session-private.h"
#include "app/sync-report.h"
#include "core/init.h"
#include "calls/call.h"
#include "rooms.h"
#include "sample-room.h"
#include "store/apply.h"
#include "ui/application.h"
#include "ui/compat.h"
#include "ui/list-room.h"
#include "ui/sync-banners.h"
#include "ui/window-private.h"

static ZuoxiApplication *app; /* one for all tests: it has a name of its own in the process */

typedef struct
{
  SampleRoom  *room;
  ZuoxiWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer rows)
{
  fixture->room = sample_room_new_random (GPOINTER_TO_UINT (rows));
  /* The first cycle finds no server; the states below are the only ones from then on. */
  while (fixture->room->session->sync.busy)
    g_main_context_iteration (NULL, TRUE);
  session_sync_stop (fixture->room->session);
  fixture->window = zuoxi_window_new (GTK_APPLICATION (app), rooms, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  zuoxi_window_enter (fixture->window, fixture->room->session, sample_room_posts (fixture->room), "李晓雯", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  zuoxi_window_leave (fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  sample_room_free (fixture->room);
}

static void
take (Fixture *fixture, const SyncState *state)
{
  session_take_state (fixture->room->session, state);
  sync_banners_show (fixture->window, fixture->room->session);
}

static SyncState
fine (void)
{
  return (SyncState){ .online = TRUE, .last_sync = g_get_real_time (), .sample = TRUE };
}

/* The one banner that is shown, and whether its button leads somewhere. */
static const char *
shown_banner (Fixture *fixture)
{
  const char *action = NULL;
  guint       shown = 0;

  for (guint i = 0; i < WINDOW_N_BANNERS; i++)
    if (compat_banner_is_shown (fixture->window->banners[i]))
      {
        shown++;
        action = fixture->window->banner_actions[i];
      }
  g_assert_cmpuint (shown, <=, 1);
  if (shown == 0)
    return "none";
  return action != NULL ? action : "";
}

/* clang-format off */
static const struct { SyncTrouble trouble; SessionBanner banner; const char *action, *says; gboolean read_only; } states[] = {
  { SYNC_DOWN,         SESSION_BANNER_DOWN,         "win.sync-state", "go on working", FALSE },
  { SYNC_CERTIFICATE,  SESSION_BANNER_CERTIFICATE,  "win.refresh",    "Ask the administrator", FALSE },
  { SYNC_CLOCK,        SESSION_BANNER_CLOCK,        "win.refresh",    "set", FALSE },
  { SYNC_NONSENSE,     SESSION_BANNER_NONSENSE,     "win.refresh",    "sign in to it first", FALSE },
  { SYNC_SIGN_IN,      SESSION_BANNER_SIGN_IN,      "app.sign-out",   "sign in again", FALSE },
  { SYNC_PASSWORD,     SESSION_BANNER_PASSWORD,     "app.change-password", "password of your own", FALSE },
  { SYNC_BUSY,         SESSION_BANNER_BUSY,         "win.sync-state", "trying again soon", FALSE },
  { SYNC_SERVER_STORE, SESSION_BANNER_SERVER_STORE, "win.sync-state", "tell the administrator", FALSE },
  { SYNC_CLIENT_OLD,   SESSION_BANNER_CLIENT_OLD,   "app.about",      "update it", FALSE },
  { SYNC_OTHER_SERVER, SESSION_BANNER_OTHER_SERVER, "win.refresh",    "right address", FALSE },
  { SYNC_REVOKED,      SESSION_BANNER_REVOKED,      "win.refresh",    "administrator can allow", TRUE },
  { SYNC_STORE,        SESSION_BANNER_STORE,        "win.refresh",    "Make room", FALSE } };
/* clang-format on */

static void
check_banner (Fixture *fixture, SessionBanner banner, const char *action, const char *says, gboolean read_only)
{
  int              now = 0;
  gboolean         closed = FALSE;
  g_autofree char *text = NULL;

  g_object_get (fixture->room->session, "banner", &now, "banner-text", &text, "read-only", &closed, NULL);
  g_assert_cmpint (now, ==, (int) banner);
  g_assert_nonnull (strstr (text, says));
  g_assert_cmpstr (shown_banner (fixture), ==, action);
  g_assert_true (closed == read_only);
}

static void
test_every_trouble_has_a_sentence_and_a_way_out (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      SyncState state = fine ();

      state.trouble = states[i].trouble;
      take (fixture, &state);
      check_banner (fixture, states[i].banner, states[i].action, states[i].says, states[i].read_only);
      state = fine ();
      take (fixture, &state);
      g_assert_cmpstr (shown_banner (fixture), ==, "none");
    }
  /* None is missing above. */
  g_assert_cmpuint (G_N_ELEMENTS (states), ==, SYNC_STORE);
}

static void
test_states_without_trouble (Fixture *fixture, gconstpointer unused)
{
  SyncState state = fine ();

  state.restored = TRUE;
  state.behind = TRUE;
  take (fixture, &state);
  check_banner (fixture, SESSION_BANNER_RESTORED, "win.sync-state", "came back from a backup", FALSE);
  state.restored = FALSE;
  take (fixture, &state);
  check_banner (fixture, SESSION_BANNER_CATCHING_UP, "win.sync-state", "totals are not complete", FALSE);
  state.behind = FALSE;
  state.server_older = TRUE;
  take (fixture, &state);
  check_banner (fixture, SESSION_BANNER_SERVER_OLD, "", "administrator updates it", FALSE);
}

/* 14 days without the server: the lease is over, nothing is lost, one meeting ends it. */
static void
test_lease_ends_and_begins_again (Fixture *fixture, gconstpointer unused)
{
  SyncState state = fine ();

  state.trouble = SYNC_DOWN;
  state.online = FALSE;
  state.last_sync = g_get_real_time () - (SESSION_LEASE_DAYS + 1) * MOMENT_DAY;
  fixture->room->session->last_contact = state.last_sync;
  take (fixture, &state);
  check_banner (fixture, SESSION_BANNER_LEASE, "win.refresh", "Nothing is lost", TRUE);
  state = fine ();
  take (fixture, &state);
  g_assert_cmpstr (shown_banner (fixture), ==, "none");
}

/* A store whose check failed while somebody works. */
static void
test_damaged_store (Fixture *fixture, gconstpointer unused)
{
  SyncState state = fine ();

  fixture->room->session->damaged = TRUE;
  take (fixture, &state);
  check_banner (fixture, SESSION_BANNER_DAMAGED, "app.sign-out", "sign out and in again", FALSE);
  fixture->room->session->damaged = FALSE;
  fixture->room->session->recovered = TRUE;
  fixture->room->session->saved = 3;
  state.behind = TRUE;
  take (fixture, &state);
  check_banner (fixture, SESSION_BANNER_RECOVERED, "win.sync-state", "3 unsent changes were saved", FALSE);
}

/* The panel */

static void
test_report_in_words (Fixture *fixture, gconstpointer unused)
{
  SyncState state = fine ();
  g_autoptr (SyncReport) report = NULL;

  state.behind = TRUE;
  state.busy = TRUE;
  state.arrived = 1200;
  state.expected = 4000;
  take (fixture, &state);
  report = sync_report_new (fixture->room->session, TRUE);
  g_assert_cmpstr (report->state, ==, "Catching up: 1,200 of 4,000 rows have arrived");
  g_assert_cmpfloat_with_epsilon (report->progress, 0.3, 1e-9);
  g_assert_cmpstr (report->unsent, ==, "Nothing waits to be sent");
  g_assert_cmpint (report->waiting, ==, 3);
  g_assert_cmpstr (report->inbox, ==, "3 items wait for your decision");
  g_assert_cmpstr (report->device, ==, g_get_host_name ());

  state.behind = FALSE;
  state.busy = FALSE;
  state.online = FALSE;
  state.trouble = SYNC_DOWN;
  state.unsent = 2;
  state.unsent_since = g_get_real_time ();
  take (fixture, &state);
  g_clear_pointer (&report, sync_report_free);
  report = sync_report_new (fixture->room->session, TRUE);
  g_assert_true (g_str_has_prefix (report->state, "Offline since "));
  g_assert_true (g_str_has_prefix (report->unsent, "2 changes wait to be sent, the oldest since "));
  g_assert_cmpstr (report->short_text, ==, "Offline, 2 unsent");
  g_assert_cmpfloat (report->progress, <, 0);
}

/* By keyboard: the button opens it with the focus inside, Escape closes it. */
static void
test_panel_opens_and_closes (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *panel = GTK_WIDGET (fixture->window->sync_panel);
  GtkWidget *focus = NULL;
  SyncState  state = fine ();

  take (fixture, &state);
  g_assert_true (gtk_widget_activate (fixture->window->sync));
  while (!gtk_widget_get_mapped (panel))
    g_main_context_iteration (NULL, TRUE);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_is_ancestor (focus, panel));
  gtk_popover_popdown (GTK_POPOVER (panel));
  while (gtk_widget_get_mapped (panel))
    g_main_context_iteration (NULL, TRUE);
}

/* A room of a later version than the server's: closed, and it says why (R38); it opens when the server is updated. */

static Schema later; /* as calls, but of schema 2 */

static const Column later_columns[] = { { "Result", "result", 0, 14 }, { NULL } };
static ListSpec     later_spec = { .source = { .schema = &later, .order = "started_at" },
                                   .columns = later_columns,
                                   .icon = "call-start-symbolic",
                                   .empty_title = "Nothing yet",
                                   .empty_text = "A room of a later version" };

typedef struct
{
  ZuoxiListRoom parent_instance;
} LaterRoom;
typedef ZuoxiListRoomClass LaterRoomClass;

static GType later_room_get_type (void);
G_DEFINE_FINAL_TYPE (LaterRoom, later_room, ZUOXI_TYPE_LIST_ROOM)

static void
later_room_class_init (LaterRoomClass *klass)
{
  klass->spec = &later_spec;
}

static void
later_room_init (LaterRoom *self)
{
}

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
desk_set_schema (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error)
{
  return store_set_server_schema (session_worker_store (worker), *(gint64 *) input, error);
}

/* As hello tells it. */
static void
meet_server (Fixture *fixture, gint64 schema)
{
  g_autoptr (GError) error = NULL;
  SyncState state = fine ();

  g_assert_true (store_call (fixture->room->session->worker, desk_set_schema, &schema, NULL, &error));
  g_assert_no_error (error);
  state.server_older = schema < 2;
  take (fixture, &state);
}

static void
wait_for_text (GtkWidget *widget, const char *text)
{
  while (!shows_text (widget, text))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_room_of_a_later_version (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *room = NULL;

  later = call_schema;
  later.since = 2;
  meet_server (fixture, 1);
  room = g_object_new (later_room_get_type (), NULL);
  gtk_window_set_child (GTK_WINDOW (window), room);
  gtk_window_present (GTK_WINDOW (window));
  zuoxi_page_set_up (ZUOXI_PAGE (room), fixture->room->session);
  wait_for_text (room, "waits for the server");
  g_assert_true (shows_text (room, "when the administrator has updated the server"));
  meet_server (fixture, 2);
  wait_for_text (room, "A room of a later version");
  g_assert_false (shows_text (room, "waits for the server"));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  core_init ();
  adw_init ();
  app = zuoxi_application_new (rooms);
  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
#define ADD(path, func) g_test_add ("/sync-states/" path, Fixture, GUINT_TO_POINTER (3), set_up, func, tear_down)
  ADD ("troubles", test_every_trouble_has_a_sentence_and_a_way_out);
  ADD ("without-trouble", test_states_without_trouble);
  ADD ("lease", test_lease_ends_and_begins_again);
  ADD ("damaged", test_damaged_store);
  ADD ("report", test_report_in_words);
  ADD ("panel", test_panel_opens_and_closes);
  g_test_add ("/sync-states/later-room", Fixture, NULL, set_up, test_room_of_a_later_version, tear_down);
  return g_test_run ();
}
