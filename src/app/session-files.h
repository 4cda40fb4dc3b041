/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that rows name by their content (R48): taken from the person's disk into the store, sent and fetched beside the
 * rows, and given back as a copy. Reading and hashing happen in threads, storing on the worker. The session's signal
 * table-changed::blob (STORE_BLOB_TABLE) tells when anything of this moved on.
 */
#pragma once

#include "app/session.h"
#include "store/blob.h"

/* A file that is in the store now. */
typedef struct
{
  char  *name; /* as rows may keep it: no folder, no dot in front */
  Digest hash;
  gint64 size;
} SessionFile;

void session_file_free (SessionFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SessionFile, session_file_free)

/**
 * zuoxi_session_take_file_async:
 *
 * Reads the whole file, at most %BLOB_SIZE_MAX bytes, and keeps a copy: what happens to it later does not matter.
 * Errors: %SESSION_ERROR_FILE with a sentence that names the file and says what is wrong with it.
 */
void         zuoxi_session_take_file_async (ZuoxiSession       *self,
                                            GFile              *file,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
SessionFile *zuoxi_session_take_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);

/**
 * zuoxi_session_queue_file_async:
 * @mutations: (transfer full) (element-type Mutation): give @blob.id its file, or take it away
 * @named: whether they give it: the file is sent once the server has accepted the row
 *
 * Like zuoxi_session_queue_async (), in one transaction with the note that the file is to be sent, or to be kept a day
 * for whoever takes the removal back.
 */
void   zuoxi_session_queue_file_async (ZuoxiSession       *self,
                                       GPtrArray          *mutations,
                                       const StoreBlob    *blob,
                                       gboolean            named,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
char **zuoxi_session_queue_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);

/* Fetches the row's file, at once where the server is there, else when it is; kept over a restart. */
void zuoxi_session_want_file (ZuoxiSession *self, const StoreBlob *blob);
void zuoxi_session_unwant_file (ZuoxiSession *self, const StoreBlob *blob);

/* Writes the file, whole and checked or not at all. */
void     zuoxi_session_save_file_async (ZuoxiSession       *self,
                                        Digest              hash,
                                        GFile              *to,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean zuoxi_session_save_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);

/**
 * zuoxi_session_copy_file_async:
 *
 * A copy under its own name in a folder of this session that only this person can read, for another program to show.
 * It is removed when the file is, and at the latest when the session ends.
 *
 * Returns: (transfer full)
 */
void   zuoxi_session_copy_file_async (ZuoxiSession       *self,
                                      Digest              hash,
                                      const char         *name,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GFile *zuoxi_session_copy_file_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);
