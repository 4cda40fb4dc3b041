/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into any GTK program: after its first frame, one line into the file ZUOXI_FIRST_FRAME names: the moment on
 * the monotonic clock and the processor's work so far, both in µs. Ours, an empty window and other people's programs
 * are so measured by the same means.
 */
#include <fcntl.h>
#include <gtk/gtk.h>
#include <time.h>
#include <unistd.h>

static gint64
clock_us (clockid_t which)
{
  struct timespec now;

  clock_gettime (which, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gboolean
on_painted_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  gint64 now = clock_us (CLOCK_MONOTONIC);
  gint64 work = clock_us (CLOCK_PROCESS_CPUTIME_ID);
  char   line[64];
  int    length = g_snprintf (line, sizeof line, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", now, work);
  int    file = open (g_getenv ("ZUOXI_FIRST_FRAME"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (file < 0 || write (file, line, (size_t) length) != length)
    g_printerr ("first-frame: nothing written\n");
  if (file >= 0)
    close (file);
  return FALSE; /* once */
}

static void __attribute__ ((constructor)) watch (void)
{
  gpointer class = NULL;

  if (g_getenv ("ZUOXI_FIRST_FRAME") == NULL)
    return;
  class = g_type_class_ref (GDK_TYPE_FRAME_CLOCK);
  g_signal_add_emission_hook (g_signal_lookup ("after-paint", GDK_TYPE_FRAME_CLOCK), 0, on_painted_cb, NULL, NULL);
  g_type_class_unref (class);
}
