/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One person at one device: signed in, with a store, a line to the server and the directory of the company. Belongs to
 * the main thread; everything slow happens on its store worker or in a thread, and answers by callback.
 *
 *   session = zuoxi_session_new (data_dir, vault);
 *   zuoxi_session_sign_in_async (session, url, login, password, pin, …);      online, or offline where that suffices
 *   … zuoxi_session_queue_async (session, mutations, …), store_call_async (zuoxi_session_get_worker (session), …) …
 *   zuoxi_session_sign_out_async (session, …);
 */
#pragma once

#include <gio/gio.h>

#include "app/session-types.h"
#include "core/calendar.h"
#include "core/digest.h"
#include "staff/directory.h"
#include "store/store.h"
#include "store/worker.h"
#include "sync/mutation.h"

#define ZUOXI_TYPE_SESSION (zuoxi_session_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSession, zuoxi_session, ZUOXI, SESSION, GObject)

/**
 * ZuoxiSession properties, all read-only, all told by notify on the main thread:
 *   signed-in (boolean) · online (boolean): the last contact with the server succeeded · busy (boolean): syncing now
 *   unsent (int64): changes the server has not acknowledged · unsent-since (int64): µs, 0 = none
 *   last-sync (int64): µs, 0 = never · behind (boolean): rows are still arriving, totals are not complete (R42)
 *   progress (double): 0 … 1 of a long catch-up, −1 = unknown
 *   banner (SessionBanner as int) · banner-text (string): one plain sentence in the person's language, "" = none
 *   read-only (boolean): the lease ended or the device was revoked; nothing may be edited, nothing is lost
 *   sample (boolean): the store lives on the offset clock of a sample company
 * Signals:
 *   table-changed::TABLE (const char *table): rows of it were written; at most 4 a second each (R72)
 *   directory-changed (): directory, calendar or one's own posts were rebuilt
 *   outcome (const char *mid, const char *status, const char *code): the server answered a queued change;
 *     status: ok merged conflict rejected held
 */
ZuoxiSession *zuoxi_session_new (const char *data_dir, const SessionVault *vault);

/* Accounts that were signed in on this device before, the last one first. (transfer full) (element-type SessionAccount)
 */
GPtrArray *zuoxi_session_list_accounts (const char *data_dir);

/**
 * zuoxi_session_sign_in_async:
 * @url: https://host[:port] of the server
 * @login: account name
 * @password: copied, stretched in a thread and wiped
 * @pin: (nullable): key of the server the person accepted (R59); %NULL = the one kept for this account, or the system's
 * trust
 *
 * With the server: salt, argon2id, log-in, device, store. Without it: where this account was signed in on this device
 * within 14 days, by the verifier kept in its store. Errors: #SessionError, each with a sentence for the person in its
 * message; after %SESSION_ERROR_UNKNOWN_KEY the key is in zuoxi_session_get_seen_key ().
 * The first pull goes on in the background: see behind.
 */
void     zuoxi_session_sign_in_async (ZuoxiSession       *self,
                                      const char         *url,
                                      const char         *login,
                                      const char         *password,
                                      const Digest       *pin,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean zuoxi_session_sign_in_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);
gboolean zuoxi_session_get_seen_key (ZuoxiSession *self, Digest *out);

/**
 * zuoxi_session_sign_out_async:
 * @forget: shared computer (R58): delete the store from this device; refused with %SESSION_ERROR_UNSENT while anything
 *   is unsent
 */
void     zuoxi_session_sign_out_async (ZuoxiSession       *self,
                                       gboolean            forget,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean zuoxi_session_sign_out_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);

/* The program ends: what the person typed is on disk when this returns; the account stays signed in. Stops the sync. */
void zuoxi_session_close (ZuoxiSession *self);

/* TRUE after an online sign-in with a password somebody else chose (R16). */
gboolean zuoxi_session_must_change_password (ZuoxiSession *self);

/**
 * zuoxi_session_change_password_async:
 *
 * Online only. The new key is signed by the old one; what was signed before stays good. Errors:
 * %SESSION_ERROR_WEAK with a sentence saying why, %SESSION_ERROR_PASSWORD if @old_password is wrong, and those of the
 * sign-in.
 */
void     zuoxi_session_change_password_async (ZuoxiSession       *self,
                                              const char         *old_password,
                                              const char         *new_password,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean zuoxi_session_change_password_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);

/* Who. (transfer none); valid while signed in. Roles are posts held on zuoxi_session_today (). */
Id          zuoxi_session_get_me (ZuoxiSession *self);
const char *zuoxi_session_get_my_name (ZuoxiSession *self);
gboolean    zuoxi_session_has_post (ZuoxiSession *self, Post post);
guint       zuoxi_session_relations (ZuoxiSession *self, Id subject);
Directory  *zuoxi_session_get_directory (ZuoxiSession *self);
Calendar   *zuoxi_session_get_calendar (ZuoxiSession *self);
const char *zuoxi_session_get_server (ZuoxiSession *self);
const char *zuoxi_session_get_login (ZuoxiSession *self);
/* When the server last answered, µs by this machine's clock; 0 = never. While offline: since when. */
gint64 zuoxi_session_get_last_contact (ZuoxiSession *self);
/* A long catch-up: rows that arrived, and how many there will be; @expected 0 = not told. */
void zuoxi_session_get_catch_up (ZuoxiSession *self, gint64 *arrived, gint64 *expected);

/* When: the person's clock; for a sample store the offset one, ticking. zuoxi_session_today () is YYYY-MM-DD. */
gint64      zuoxi_session_now (ZuoxiSession *self);
const char *zuoxi_session_today (ZuoxiSession *self);
/* Server's clock minus this machine's, µs, as measured at the last sync (R52). */
gint64 zuoxi_session_get_clock_offset (ZuoxiSession *self);

/* Data. The worker writes; the reader is the main thread's own connection for list pages (R72). */
StoreWorker *zuoxi_session_get_worker (ZuoxiSession *self);
Store       *zuoxi_session_get_reader (ZuoxiSession *self);
/* The writing store, for functions that run on a session's worker. (transfer none) */
Store *session_worker_store (StoreWorker *worker);

/**
 * zuoxi_session_queue_async:
 * @mutations: (transfer full) (element-type Mutation): from mutation_put (), _set (), _del (), _command (), _group ()
 *
 * Applies them to the store and queues them for the server, all or none, in one transaction; the sync starts at once.
 * Done means: on disk. Errors: #SessionError (read-only) or #DbErrorCode.
 *
 * Returns: (transfer full) (array zero-terminated=1): their mids in hex, to be compared with the signal outcome
 */
void   zuoxi_session_queue_async (ZuoxiSession       *self,
                                  GPtrArray          *mutations,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
char **zuoxi_session_queue_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);

/* Drafts: kept while typed, told back when the form opens again. Never synced. Writing never waits. */
void  zuoxi_session_draft_set (ZuoxiSession *self, const char *form, const char *field, const char *text);
void  zuoxi_session_draft_clear (ZuoxiSession *self, const char *form, const char *field);
char *zuoxi_session_draft_get (ZuoxiSession *self, const char *form, const char *field, gboolean *found);

/**
 * zuoxi_session_open_signer_async:
 * @person: who signs: oneself, or the other person at this machine (R13)
 * @password: of that person; copied, stretched in a thread and wiped
 *
 * The account card of @person (class org) tells salt, cost and the 12-bit check value: %SESSION_ERROR_PASSWORD where it
 * does not fit. Works offline.
 *
 * Returns: (transfer full): wipe and free with session_signer_free () as soon as all is signed
 */
void           zuoxi_session_open_signer_async (ZuoxiSession       *self,
                                                Id                  person,
                                                const char         *password,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
SessionSigner *zuoxi_session_open_signer_finish (ZuoxiSession *self, GAsyncResult *result, GError **error);

/* How often the server is asked at rest; SESSION_POLL_S if never set. */
void zuoxi_session_set_poll_interval (ZuoxiSession *self, int seconds);

/* F5: syncs now, also while backing off. */
void zuoxi_session_sync_now (ZuoxiSession *self);
