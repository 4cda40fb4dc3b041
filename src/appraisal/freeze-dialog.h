/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before figures are frozen: from whose devices facts may still come (R17). Main thread, needs the server. */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

/* Finish: TRUE if it is to be done. @month: YYYY-MM */
void     freeze_dialog_async (GtkWindow          *parent,
                              ZuoxiSession       *session,
                              const char         *month,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
gboolean freeze_dialog_finish (GAsyncResult *result);
