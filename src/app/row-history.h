/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who changed a row, when, from what: what waits on this device, and what the server's audit tells whoever may read the
 * row (PROTOCOL.md §9). Main thread.
 */
#pragma once

#include "app/session.h"

/* One member that is different. */
typedef struct
{
  char *field;          /* its title */
  char *before, *after; /* as people read them; "" = nothing stood there */
} HistoryLine;

typedef enum
{
  HISTORY_PUT,
  HISTORY_SET,
  HISTORY_DEL,
  HISTORY_STEP,   /* a command: a step of the work */
  HISTORY_ERASED, /* its values are gone for good (R57) */
} HistoryKind;

typedef struct
{
  HistoryKind kind;
  gboolean    unsent; /* waits on this device */
  gint64      at;     /* µs: when it reached the server; unsent: when it was made */
  char       *who;
  char       *what;  /* in words */
  GPtrArray  *lines; /* of HistoryLine */
} HistoryEntry;

typedef struct
{
  GPtrArray *entries; /* of HistoryEntry, the newest first */
  gboolean   more;    /* the server knows older ones */
  char      *missing; /* why the server's part is not here, "" = it is */
} RowHistory;

void row_history_free (RowHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RowHistory, row_history_free)

/* Without the server only what waits on this device comes, and it says so. */
void row_history_async (ZuoxiSession       *session,
                        const Schema       *schema,
                        Id                  id,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
/* (transfer full): %NULL only when cancelled. */
RowHistory *row_history_finish (ZuoxiSession *session, GAsyncResult *result, GError **error);

/* The lines of one change, for tests and the view: members of @before and @after (either may be %NULL) that differ. */
GPtrArray *row_history_lines (ZuoxiSession *session, const Schema *schema, JsonObject *before, JsonObject *after);
