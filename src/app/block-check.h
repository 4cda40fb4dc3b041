/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a number's owner refuses calls: at once from the list this device holds, exactly from the server (R10). */
#pragma once

#include "app/session.h"

typedef enum
{
  BLOCK_UNKNOWN, /* no list here, or no number */
  BLOCK_NO,      /* the list here has no hit: the number was not on it at the last sync */
  BLOCK_MAYBE,   /* a hit: one number in several millions has it by chance */
  BLOCK_YES,     /* the server says so */
} BlockVerdict;

/* @number: as people write it. One indexed read (R72). */
BlockVerdict block_look (ZuoxiSession *session, const char *number);

/* The number in that row, at the server: %BLOCK_YES, %BLOCK_NO, or %BLOCK_MAYBE where it does not answer. */
void         block_ask_async (ZuoxiSession       *session,
                              const Schema       *schema,
                              Id                  id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
BlockVerdict block_ask_finish (ZuoxiSession *session, GAsyncResult *result, GError **error);
