/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading more than a list page: whole forms, months, evidence. It runs in a thread on a connection of its own, so
 * neither the window nor the writing worker waits for it.
 */
#pragma once

#include "app/session.h"

/* What the reading may rest on, taken when it was asked for. */
typedef struct
{
  Id         me;
  Directory *directory;
  char       today[11]; /* YYYY-MM-DD */
  gint64     now;       /* µs */
} SessionReading;

/* Runs in the thread. NULL with @error, or NULL for "there is none". */
typedef gpointer (*SessionReadFunc) (Store *store, const SessionReading *reading, gpointer input, GError **error);

/**
 * zuoxi_session_read_async:
 * @input: (transfer full) (nullable): freed with @free_input on the main thread
 * @free_result: (nullable): frees a result nobody fetched
 */
void     zuoxi_session_read_async (ZuoxiSession       *self,
                                   SessionReadFunc     func,
                                   gpointer            input,
                                   GDestroyNotify      free_input,
                                   GDestroyNotify      free_result,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gpointer zuoxi_session_read_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);
