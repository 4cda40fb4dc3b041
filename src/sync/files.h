/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client's half of PROTOCOL.md §8: pieces of files on their way, beside push and pull and never in them. Decides
 * what is asked next from what the store holds, so it goes on where a cut, a crash or a month offline left it. One
 * request at a time; what a person waits for goes before what is to be sent. Runs on the store's thread, brings no
 * clock and no chance (R74).
 */
#pragma once

#include "sync/client.h"

typedef struct SyncFiles SyncFiles;

typedef struct
{
  guint64     request;
  const char *method; /* GET, POST, PUT; static */
  char       *path;
  GBytes     *body; /* nullable */
} SyncFilesAsk;

void sync_files_ask_free (SyncFilesAsk *ask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncFilesAsk, sync_files_ask_free)

/* @store is borrowed. */
SyncFiles *sync_files_new (Store *store);
void       sync_files_free (SyncFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncFiles, sync_files_free)

/* Forgets every pause: after signing in, coming back to the network, or when a person asks. */
void sync_files_start (SyncFiles *self);

/**
 * sync_files_next:
 * @wake: (out): mono µs to ask again; 0 = only when something changes, or the answer is there
 *
 * Returns: (transfer full) (nullable): what to send now; NULL with @error if the store failed
 */
SyncFilesAsk *sync_files_next (SyncFiles *self, const SyncNow *now, gint64 *wake, GError **error);

/* The answer of @request; another one's is ignored. FALSE with @error if the store failed. */
gboolean sync_files_answer (SyncFiles     *self,
                            guint64        request,
                            guint          status,
                            gint64         retry_after_s,
                            GBytes        *body,
                            const SyncNow *now,
                            GError       **error);
/* There was none. */
void sync_files_fail (SyncFiles *self, guint64 request, const SyncNow *now);
