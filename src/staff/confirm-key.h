/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog in which one vouches for a key that came of a reset. */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

/* @from: the widget it is asked from; toasts go to its window. */
void confirm_key_start (GtkWidget *from, ZuoxiSession *session, Id person);
