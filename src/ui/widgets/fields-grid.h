/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels and values of one row, under each other; references lead to what they name. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

/* (transfer floating): every field of @row that has a value, in the order of the field table; @skip: (nullable): one
 * not to show */
GtkWidget *fields_grid_new (ZuoxiSession *session, const Schema *schema, gconstpointer row, const char *skip);

/* (transfer floating): an empty grid, for pairs of one's own; values are plain text, "" shows a dash */
GtkWidget *fields_grid_new_empty (void);
void       fields_grid_add (GtkWidget *grid, const char *label, const char *value);
