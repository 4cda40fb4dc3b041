/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line that says whether the owner of a number refuses calls, under the number. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

/**
 * block_note_add:
 * @schema: of the row that holds @number, which the server is asked by
 *
 * Adds nothing where the company has no do-not-call list. Where the list here has a hit the server is asked at once;
 * the line follows its answer, and the list.
 */
void block_note_add (GtkBox *box, ZuoxiSession *session, const Schema *schema, Id id, const char *number);
