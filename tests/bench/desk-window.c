/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * desk-window STORE ROOM stay|start|scroll|search: our window over the store of a sample company, as after signing in.
 *
 *   stay     shows the room until it is ended
 *   start    shows the room; when its list is filled, one line "content MOMENT WORK" (monotonic clock and processor's
 *            work so far, µs), then stays
 *   scroll   goes through the list a page at a time and by leaps, and prints the work of the frames
 *   search   types words into the search and prints how long they took to the screen
 */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <signal.h>
#include <time.h>

#include "app/query-model.h"
#include "app/session-local.h"
#include "core/id.h"
#include "core/init.h"
#include "rooms.h"
#include "ui/application.h"
#include "ui/places.h"
#include "ui/window.h"

#define PAGES 150
#define LEAPS 50
#define SEARCHES 5

typedef struct
{
  ZuoxiApplication *app;
  ZuoxiSession     *session;
  ZuoxiWindow      *window;
  GMainLoop        *loop;

  gint64   frame_start, frame_work; /* of the frame being drawn */
  gboolean scrolled;                /* rows were bound for it already */
  GArray  *times, *works;           /* ms of each frame since frames_begin () */
  gint64   painted;                 /* when the last frame was there */
  guint    frames;
} Bench;

static gint64
clock_us (clockid_t which)
{
  struct timespec now;

  clock_gettime (which, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

/* @part of all: 0.5 = median; sorts. */
static double
quantile (GArray *values, double part)
{
  g_array_sort (values, compare_doubles);
  return values->len > 0 ? g_array_index (values, double, (guint) (part * (values->len - 1))) : 0;
}

/* Frames */

static void
on_frame_begins_cb (GdkFrameClock *clock, Bench *self)
{
  if (self->scrolled)
    return; /* its frame began with the scrolling */
  self->frame_start = clock_us (CLOCK_MONOTONIC);
  self->frame_work = clock_us (CLOCK_THREAD_CPUTIME_ID);
}

static void
on_painted_cb (GdkFrameClock *clock, Bench *self)
{
  double time = (double) (clock_us (CLOCK_MONOTONIC) - self->frame_start) / 1000;
  double work = (double) (clock_us (CLOCK_THREAD_CPUTIME_ID) - self->frame_work) / 1000;

  self->scrolled = FALSE;
  self->painted = clock_us (CLOCK_MONOTONIC);
  self->frames++;
  g_array_append_val (self->times, time);
  g_array_append_val (self->works, work);
}

static void
watch_frames (Bench *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_frame_begins_cb), self);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_painted_cb), self);
}

/* The next frame is on the screen. */
static void
wait_for_frame (Bench *self)
{
  guint before = self->frames;

  gtk_widget_queue_draw (GTK_WIDGET (self->window));
  while (self->frames == before)
    g_main_context_iteration (NULL, TRUE);
}

/* The list */

static GtkWidget *
find_widget (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && gtk_widget_get_mapped (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static guint
list_length (Bench *self)
{
  GtkWidget *view = find_widget (GTK_WIDGET (self->window), GTK_TYPE_COLUMN_VIEW);

  if (view == NULL)
    return 0;
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view))));
}

static void
wait_for_list (Bench *self)
{
  while (list_length (self) == 0)
    g_main_context_iteration (NULL, TRUE);
  wait_for_frame (self);
}

/* The first rows stand there at once, the others follow. */
static void
wait_for_whole_list (Bench *self)
{
  GtkWidget *view = NULL;
  g_autoptr (ZuoxiQueryModel) model = NULL;

  wait_for_list (self);
  view = find_widget (GTK_WIDGET (self->window), GTK_TYPE_COLUMN_VIEW);
  g_object_get (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)), "model", &model, NULL);
  while (zuoxi_query_model_is_loading (model))
    g_main_context_iteration (NULL, TRUE);
}

/* Modes */

static void
start (Bench *self)
{
  wait_for_list (self);
  printf ("content %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u\n", clock_us (CLOCK_MONOTONIC),
          clock_us (CLOCK_PROCESS_CPUTIME_ID), list_length (self));
  fflush (stdout);
  g_main_loop_run (self->loop);
}

static void
tell_frames (Bench *self, const char *what)
{
  double time = quantile (self->times, 0.5), time_p99 = quantile (self->times, 0.99);
  double work = quantile (self->works, 0.5), work_p99 = quantile (self->works, 0.99);

  printf ("%s: %u frames, median %.1f ms, p99 %.1f ms (budget 16.6)\n", what, self->times->len, time, time_p99);
  printf ("%s, only the processor's work: median %.1f ms, p99 %.1f ms\n", what, work, work_p99);
}

static void
forget_frames (Bench *self)
{
  g_array_set_size (self->times, 0);
  g_array_set_size (self->works, 0);
}

/* Rows come and go while the adjustment changes, before the frame that shows them: that is work of the frame, too. */
static void
scroll_to (Bench *self, GtkAdjustment *down, double where)
{
  self->frame_start = clock_us (CLOCK_MONOTONIC);
  self->frame_work = clock_us (CLOCK_THREAD_CPUTIME_ID);
  self->scrolled = TRUE;
  gtk_adjustment_set_value (down, where);
  wait_for_frame (self);
}

static void
scroll (Bench *self)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  GtkAdjustment *down = NULL;
  double         page = 0;

  wait_for_whole_list (self);
  down = gtk_scrollable_get_vadjustment (
      GTK_SCROLLABLE (find_widget (GTK_WIDGET (self->window), GTK_TYPE_COLUMN_VIEW)));
  page = gtk_adjustment_get_page_size (down);
  printf ("list of %u rows\n", list_length (self));
  for (guint i = 0; i < PAGES + 20; i++)
    {
      if (i == 20) /* after the first widgets are made */
        forget_frames (self);
      scroll_to (self, down, gtk_adjustment_get_value (down) + page * 0.9);
    }
  tell_frames (self, "a page at a time");
  forget_frames (self);
  for (guint i = 0; i < LEAPS; i++)
    {
      scroll_to (self, down, g_rand_double (random) * (gtk_adjustment_get_upper (down) - page));
    }
  tell_frames (self, "leaps");
}

static void
on_search_changed_cb (GtkSearchEntry *entry, gint64 *moment)
{
  if (*moment == 0)
    *moment = clock_us (CLOCK_MONOTONIC);
}

/* Milliseconds from the end of the pause in typing to the frame with the first rows of the new list; *@whole: to the
   last of them. */
static double
search_for (Bench *self, GtkSearchEntry *entry, const char *typed, double *whole, guint *found)
{
  guint  before = list_length (self);
  gint64 moment = 0, first;
  gulong id = g_signal_connect (entry, "search-changed", G_CALLBACK (on_search_changed_cb), &moment);

  gtk_editable_set_text (GTK_EDITABLE (entry), typed);
  while (moment == 0 || list_length (self) == before)
    g_main_context_iteration (NULL, TRUE);
  wait_for_frame (self);
  g_signal_handler_disconnect (entry, id);
  first = self->painted;
  wait_for_whole_list (self);
  *whole = (double) (clock_us (CLOCK_MONOTONIC) - moment) / 1000;
  *found = list_length (self);
  return (double) (first - moment) / 1000;
}

static void
search (Bench *self)
{
  static const char *const typed[] = { "客户", "明天", "资料", "投诉", "价格" };
  GtkSearchEntry          *entry = NULL;

  wait_for_whole_list (self);
  entry = GTK_SEARCH_ENTRY (find_widget (GTK_WIDGET (self->window), GTK_TYPE_SEARCH_ENTRY));
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (GArray) wholes = g_array_new (FALSE, FALSE, sizeof (double));
      guint found = 0, all = 0;

      for (guint n = 0; n < SEARCHES; n++)
        {
          double whole, time = search_for (self, entry, typed[i], &whole, &found);

          g_array_append_val (times, time);
          g_array_append_val (wholes, whole);
          search_for (self, entry, "", &whole, &all);
        }
      printf ("search %s among %u: the first rows on the screen after min %.0f ms, median %.0f ms (budget: a frame, "
              "16.6), all %u known after min %.0f ms, median %.0f ms\n",
              typed[i], all, quantile (times, 0), quantile (times, 0.5), found, quantile (wholes, 0),
              quantile (wholes, 0.5));
    }
}

static guint
posts_of (ZuoxiSession *session)
{
  guint held = 0;

  for (Post post = POST_AGENT; post <= POST_ADMINISTRATOR; post++)
    if (zuoxi_session_has_post (session, post))
      held |= 1u << post;
  return held;
}

/* Whose store it is; one that an earlier build wrote is brought up to date. */
static Id
read_person (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Store) store = store_open (path, DB_EXISTING, NULL, &error);
  g_autofree char *hex = store != NULL ? store_meta_get (store, "person", &error) : NULL;
  Id               me = ID_NONE;

  if (error != NULL || hex == NULL || !id_from_hex (hex, &me))
    g_error ("%s: %s", path, error != NULL ? error->message : "it is nobody's store");
  return me;
}

static void
open_desk (Bench *self, const char *path, const char *room)
{
  g_autoptr (GError) error = NULL;

  self->app = zuoxi_application_new (rooms);
  g_application_set_flags (G_APPLICATION (self->app), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (self->app), NULL, &error))
    g_error ("%s", error->message);
  signal (SIGTERM, SIG_DFL); /* the application's own loop, which ends it, does not run here */
  self->session = zuoxi_session_new_local (path, read_person (path), &error);
  if (self->session == NULL)
    g_error ("%s", error->message);
  self->window = zuoxi_window_new (GTK_APPLICATION (self->app), rooms, NULL);
  zuoxi_window_enter (self->window, self->session, posts_of (self->session), zuoxi_session_get_my_name (self->session),
                      NULL);
  if (!zuoxi_window_open_room (self->window, room))
    g_error ("%s: no such room for this person", room);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1366, 768);
  gtk_window_present (GTK_WINDOW (self->window));
  watch_frames (self);
}

int
main (int argc, char *argv[])
{
  Bench self = { 0 };

  if (argc != 4)
    g_error ("usage: desk-window STORE ROOM stay|start|scroll|search");
  setvbuf (stdout, NULL, _IOLBF, 0);
  core_init ();
  setlocale (LC_ALL, "");
  places_bind_text_domain ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.times = g_array_new (FALSE, FALSE, sizeof (double));
  self.works = g_array_new (FALSE, FALSE, sizeof (double));
  open_desk (&self, argv[1], argv[2]);
  if (g_str_equal (argv[3], "scroll"))
    scroll (&self);
  else if (g_str_equal (argv[3], "search"))
    search (&self);
  else if (g_str_equal (argv[3], "start"))
    start (&self);
  else
    g_main_loop_run (self.loop);
  zuoxi_window_leave (self.window);
  gtk_window_destroy (GTK_WINDOW (self.window));
  zuoxi_session_close (self.session);
  g_object_unref (self.session);
  g_object_unref (self.app);
  g_main_loop_unref (self.loop);
  g_array_unref (self.times);
  g_array_unref (self.works);
  return 0;
}
