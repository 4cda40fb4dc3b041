/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the session*.c files. */
#pragma once

#include <string.h>

#include "app/session.h"
#include "core/id.h"
#include "core/keys.h"
#include "core/moment.h"
#include "sync/client.h"
#include "sync/files.h"
#include "sync/transport.h"

/* What a store says about the account that was signed in there. */
typedef struct
{
  SessionAccount *account;
  Id              person;
  Id              device;       /* none = not registered */
  gint64          last_contact; /* µs */
  char           *pin;          /* hex, "" = none */
  char           *salt;         /* hex */
  KeyCost         cost;
  char           *local_salt;
  char           *verifier; /* hex, "" = never signed in */
} SessionKnown;

char    *session_store_path (const char *data_dir, const char *login);
gboolean session_known_read (const char *path, SessionKnown *out, GError **error);
void     session_known_clear (SessionKnown *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SessionKnown, session_known_clear)
/* A server that asks for less than the real cost could guess the password from what it is sent. Only one on this very
   machine may: a sample company, a test. */
gboolean session_cost_will_do (const char *url, KeyCost cost);
void     session_verifier (const guint8 k[KEYS_SIZE], const char *local_salt, char out[DIGEST_HEX_LENGTH + 1]);

/* The worker's side: what its functions work on. */
typedef struct
{
  Store      *store;
  SyncClient *client;
  SyncFiles  *files;
  Directory  *directory; /* for placing rows; the same object the main thread reads */
} Desk;

/* One meta entry; name static. */
typedef struct
{
  const char *name;
  char       *value;
} DeskMeta;

typedef struct
{
  char    *path;
  Notices *notices;
  GArray  *meta; /* of DeskMeta: to be written, empty offline */
} DeskOpen;

DeskOpen *desk_open_new (const char *path, Notices *notices);
void      desk_open_set (DeskOpen *input, const char *name, const char *value);
void      desk_open_set_number (DeskOpen *input, const char *name, gint64 value);
void      desk_open_free (DeskOpen *input);
void      session_remember (DeskOpen *open, const guint8 k[KEYS_SIZE], const guint8 salt[KEYS_SALT_SIZE], KeyCost cost);

/* What was read for the main thread. */
typedef struct
{
  Directory *directory;
  Calendar  *calendar;
  char      *name;
  gboolean   sample;
  gint64     last_contact;
  gboolean   recovered; /* the store was damaged and is new */
  guint      saved;     /* unsent changes saved from it */
  SyncState  state;     /* of the core before its first cycle; its detail stays with the core */
} DeskView;

void desk_view_free (DeskView *view);

/* StoreFuncs. */
gboolean desk_open (StoreWorker  *worker,
                    gpointer      input,
                    gpointer     *result,
                    GCancellable *cancellable,
                    GError      **error); /* DeskOpen → DeskView */
/* DeskOpen: only its meta entries, all or none. */
gboolean desk_write (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error);
gboolean desk_read_view (StoreWorker  *worker,
                         gpointer      input,
                         gpointer     *result,
                         GCancellable *cancellable,
                         GError      **error);
gboolean desk_apply (StoreWorker  *worker,
                     gpointer      input,
                     gpointer     *result,
                     GCancellable *cancellable,
                     GError      **error); /* GPtrArray of Mutation → mids */
gboolean desk_draft_set (StoreWorker  *worker,
                         gpointer      input,
                         gpointer     *result,
                         GCancellable *cancellable,
                         GError      **error); /* Draft */
gboolean desk_draft_clear (StoreWorker  *worker,
                           gpointer      input,
                           gpointer     *result,
                           GCancellable *cancellable,
                           GError      **error); /* Draft */
gboolean desk_set_meta (StoreWorker  *worker,
                        gpointer      input,
                        gpointer     *result,
                        GCancellable *cancellable,
                        GError      **error); /* DeskMeta */

/* An event for the sync core, carried to the worker; what comes back. */
typedef enum
{
  DESK_START,
  DESK_EDITED,
  DESK_TICK,
  DESK_HEAD,
  DESK_DATA,
  DESK_END,
  DESK_FAIL,
  DESK_POLL, /* µs in number */
} DeskEventKind;

typedef struct
{
  DeskEventKind kind;
  guint64       request;
  guint         status;
  gint64        retry_after;
  GBytes       *bytes;
  SyncTrouble   trouble;
  char         *detail;
  gint64        number;
} DeskEvent;

void desk_event_free (DeskEvent *event);

typedef struct
{
  GPtrArray *dos; /* of SyncDo */
  SyncState  state;
} DeskAnswer;

void     desk_answer_free (DeskAnswer *answer);
gboolean desk_event (StoreWorker *worker, gpointer input, gpointer *result, GCancellable *cancellable, GError **error);

struct _ZuoxiSession
{
  GObject parent_instance;

  char        *data_dir;
  SessionVault vault;
  gboolean     has_seen;
  Digest       seen;

  gboolean     signed_in;
  gboolean     must_change;
  char        *login, *server, *path, *name;
  char        *token; /* the refresh token in use */
  Id           me;
  Transport   *transport;
  StoreWorker *worker;
  Store       *reader;
  Notices     *notices;
  GWeakRef    *wake;
  guint        notices_id, notices_source;
  Directory   *directory;
  Calendar    *calendar;
  GHashTable  *drafts; /* "form\1field" → text, or "" removed: what this session wrote */
  char         today[DAY_TEXT_SIZE];
  gboolean     directory_stale, directory_reading;

  SyncState     sync;
  gboolean      sample;
  gint64        last_contact;
  gint64        met; /* µs, wall: when the server last answered in this session, 0 = not yet */
  gboolean      read_only;
  int           poll_s;
  SessionBanner banner;
  char         *banner_text;

  /* The request on its way. */
  guint64       request;
  GCancellable *sending;
  GInputStream *stream;
  GByteArray   *ahead;   /* (nullable): read while the store takes what came before */
  gboolean      reading; /* of the stream */
  gboolean      taking;  /* the store has a piece */
  guint         wake_source;

  /* session-files.c */
  gboolean      files_busy, files_again, files_start;
  GCancellable *files_sending;
  guint         files_wake;

  /* session-care.c */
  guint    care_source, check_source;
  gboolean caring, care_again;
  gboolean damaged;   /* the check of the store failed */
  gboolean recovered; /* a damaged store was set aside at this sign-in */
  guint    saved;     /* unsent changes saved from it */
};

/* What a sign-in hands over to the session. */
typedef struct
{
  char        *login, *server, *path;
  char        *token;
  Id           me;
  Transport   *transport;
  StoreWorker *worker;
  Notices     *notices;
  GWeakRef    *wake;
  Store       *reader;
  DeskView    *view;
  gboolean     must_change;
} SessionParts;

void session_parts_clear (SessionParts *parts);

/* session.c */
void session_attach (ZuoxiSession *self, SessionParts *parts);
void session_detach (ZuoxiSession *self);
void session_take_view (ZuoxiSession *self, DeskView *view);
void session_read_directory (ZuoxiSession *self);
void session_new_notices (ZuoxiSession *self, SessionParts *parts);
void session_set_meta (ZuoxiSession *self, const char *name, const char *value);

/* session-care.c: soon = a second after a change. */
void session_care_start (ZuoxiSession *self);
void session_care_soon (ZuoxiSession *self);
void session_care_stop (ZuoxiSession *self);

/* session-files.c */
void session_files_poke (ZuoxiSession *self, gboolean start);
void session_files_start (ZuoxiSession *self);
void session_files_stop (ZuoxiSession *self);
void session_files_changed (ZuoxiSession *self);

/* session-types.c */
gboolean session_shred (const char *path, GError **error);

/* session-vault.c: hands the token in use to the keyring; the store drops its copy once it is kept there. */
void  session_vault_keep (ZuoxiSession *self);
void  session_vault_drop (ZuoxiSession *self);
char *session_vault_find (const SessionVault *vault, const char *login, const char *path); /* any thread */

/* session-state.c */
void   session_take_state (ZuoxiSession *self, const SyncState *state);
void   session_refresh_banner (ZuoxiSession *self);
double session_progress (ZuoxiSession *self);

/* session-signin.c: the server said no; its own sentence, in the person's language. */
void session_fail_refused (GTask *task, TransportReply *reply);

/* session-sync.c */
void session_sync_event (ZuoxiSession *self, DeskEventKind kind);
/* Queues what @func writes of @data; finished by zuoxi_session_queue_finish (). @free_data: called in any case. */
void session_apply_async (ZuoxiSession       *self,
                          StoreFunc           func,
                          gpointer            data,
                          GDestroyNotify      free_data,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
void session_sync_poll (ZuoxiSession *self); /* tells the core self->poll_s */
void session_sync_stop (ZuoxiSession *self);
