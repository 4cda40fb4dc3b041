/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells when typed text is to be kept: at most half a second after a keystroke, and when the focus leaves. Lives with
 * the widget it is given. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

typedef struct _Autosave Autosave;
typedef void (*AutosaveFunc) (gpointer data);

/* (transfer none): freed with @widget; what is still to be kept then is told first. */
Autosave *autosave_attach (GtkWidget *widget, AutosaveFunc func, gpointer data);
void      autosave_touch (Autosave *self); /* something was typed */
void      autosave_flush (Autosave *self); /* now, if something is to be kept */
void      autosave_drop (Autosave *self);  /* it was loaded, not typed */
