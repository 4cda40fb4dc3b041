/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a month for the department in one act, with the exceptions listed, each with reason and choice (G17, R33). */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

/* Asks which month, lists who is out of the ordinary, queues appraisal.open_month. Main thread. */
void month_dialog_show (GtkWindow *parent, ZuoxiSession *session);
