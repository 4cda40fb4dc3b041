/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What differs between libadwaita 1.2 / GTK 4.8 and the newest, hidden. compat.c is the only file with version checks
 * and the only one that may name calls newer than the floor.
 */
#pragma once

#include <adwaita.h>

typedef struct
{
  const char        *name;
  const char        *icon;
  const char        *version;
  const char        *comments;
  const char        *website;
  const char        *debug_info; /* nullable: to copy into a report */
  const char *const *developers;
} CompatAbout;

void compat_show_about (GtkWindow *parent, const CompatAbout *about);

/**
 * compat_confirm_async:
 * @heading: the question
 * @body: what follows from it
 * @verb: label of the button that does it, with a mnemonic
 * @destructive: whether it is shown as such
 * @extra: (nullable) (transfer floating): more to fill in, under the body
 *
 * Only for what cannot be undone. Cancel stands first and is what Escape does.
 */
void     compat_confirm_async (GtkWindow          *parent,
                               const char         *heading,
                               const char         *body,
                               const char         *verb,
                               gboolean            destructive,
                               GtkWidget          *extra,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
gboolean compat_confirm_finish (GAsyncResult *result); /* TRUE if the verb was chosen */

/* One kind of file: its name as people read it, and blank-separated patterns. */
typedef struct
{
  const char *title;
  const char *patterns;
} CompatFileKind;

/* Finish: (transfer full) (nullable): NULL without a choice. @kind nullable. */
void   compat_open_file_async (GtkWindow            *parent,
                               const char           *title,
                               const CompatFileKind *kind,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
void   compat_save_file_async (GtkWindow            *parent,
                               const char           *title,
                               const char           *name,
                               const CompatFileKind *kind,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
GFile *compat_file_finish (GAsyncResult *result);

/* Shows @file in the program this desktop has for it. Finish: FALSE if there is none. */
void     compat_launch_async (GtkWindow *parent, GFile *file, GAsyncReadyCallback callback, gpointer user_data);
gboolean compat_launch_finish (GAsyncResult *result);

/* A banner: one sentence and at most one button. Hidden until compat_banner_show (). @on_button (gpointer user_data).
 */
GtkWidget *compat_banner_new (GCallback on_button, gpointer user_data);
void       compat_banner_show (GtkWidget *banner, const char *text, const char *button);
void       compat_banner_hide (GtkWidget *banner);
gboolean   compat_banner_is_shown (GtkWidget *banner);

/* Brings row @position of a list or column view into view and gives it the focus if @focus. */
void compat_scroll_to (GtkWidget *list, guint position, gboolean focus);

/* In GTK 4.8 a cell of a column view is a row of its own to the mouse: a click reaches both, and what Ctrl+click adds
   to the selection is taken away again at once. Leaves the click to the row around @cell. */
void compat_leave_clicks_to_row (GtkWidget *cell);

/* Says @text to a screen reader without moving the focus; where GTK cannot, it does nothing. */
void compat_announce (GtkWidget *widget, const char *text);

/* The frame of the window: an AdwLeaflet or an AdwNavigationSplitView. */
void     compat_frame_show_content (GtkWidget *frame);
void     compat_frame_show_sidebar (GtkWidget *frame);
gboolean compat_frame_is_folded (GtkWidget *frame);
gboolean compat_frame_shows_content (GtkWidget *frame);
void     compat_frame_toggle_sidebar (GtkWidget *frame, GtkWidget *sidebar);
/* @callback (gpointer user_data) each time the frame folds or unfolds. */
void compat_frame_watch (GtkWidget *frame, GCallback callback, gpointer user_data);
/* Called with the width of the window, in pixels, whenever it changes. */
void compat_frame_set_width (GtkWidget *frame, int width);
