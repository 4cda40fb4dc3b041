/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests ask of the widgets on the screen. */
#pragma once

#include <gtk/gtk.h>

/* The first widget of @type at or below @widget, depth first. (transfer none) (nullable) */
GtkWidget *tree_find (GtkWidget *widget, GType type);
/* The same by the id it has in its .ui file. (transfer none) (nullable) */
GtkWidget *tree_find_id (GtkWidget *widget, const char *id);
/* Iterates until @window is drawn and nothing happens any more; the test fails if that takes a minute. */
void tree_settle (GtkWidget *window);
