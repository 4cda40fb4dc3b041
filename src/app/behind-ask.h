/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which devices have not synced since a month ended, as the server tells it (R17). */
#pragma once

#include "app/session.h"

typedef struct
{
  Id     person;
  char  *name; /* of the device */
  gint64 seen; /* µs */
} BehindDevice;

/* (transfer full) (element-type BehindDevice): of the people the caller stands above; an error if the server does not
 * answer. @month: YYYY-MM */
void       behind_ask_async (ZuoxiSession       *session,
                             const char         *month,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
GPtrArray *behind_ask_finish (ZuoxiSession *session, GAsyncResult *result, GError **error);
