/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's core: pure functions of (store state, request, now, random), called on one thread; no network, clock or
 * random inside (R74). Its store is one SQLite file behind storage.h.
 */
#pragma once

#include "core/digest.h"
#include "rules/command.h"
#include "store/db.h"
#include "sync/mutation.h"

#define SERVER_PROTOCOL 1
#define SERVER_SCHEMA 1
#define SERVER_SCHEMA_MIN 1 /* N-2: older clients may push, not pull */
#define SERVER_PUSH_MAX 500 /* mutations */

typedef struct Server Server;

/* The moment a request is served. */
typedef struct
{
  gint64  now; /* µs since the epoch */
  guint64 random[8];
} ServerNow;

/**
 * server_open:
 * @path: of the store file; created with a new server id where it does not exist
 * @vfs: (nullable): SQLite VFS
 *
 * Returns: (transfer full): or %NULL with a #DB_ERROR naming the file
 */
Server *server_open (const char *path, const char *vfs, const ServerNow *now, GError **error);
void    server_close (Server *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_close)

Id server_get_id (Server *self);
/* The window of client schemas this server serves; tests play older and newer servers with it. */
void       server_set_schema (Server *self, gint64 min, gint64 cur);
gint64     server_get_incarnation (Server *self);
Db        *server_get_db (Server *self);
Directory *server_get_directory (Server *self, GError **error);
Calendar  *server_get_calendar (Server *self, GError **error);
/* YYYY-MM-DD of the company at @now, the offset of a sample store included. */
void server_today (Server *self, const ServerNow *now, char today[11]);
/* To be called before each request: notices what zuoxictl wrote beside this server and forgets what it had read before
   (R60), and opens the file again after the disk failed. */
gboolean server_look (Server *self, GError **error);
/* Offset of a sample store's clock, µs; 0 for any other (design §11). */
gint64   server_get_clock_offset (Server *self);
gboolean server_set_clock_offset (Server *self, gint64 offset, GError **error);

/* Who asks. */
typedef struct
{
  char    *login;
  Id       person;
  Id       device;
  gint64   lineage;     /* number of the device's lineage: one writer in fm */
  gboolean clock_bad;   /* its device was more than five minutes off at the sync before or at this one (R52) */
  gboolean admin;       /* zuoxictl, R60 */
  Digest   family;      /* of the token that signed it in; zero without one */
  Id       bound;       /* whose sign-in it is; none = it has named no device yet */
  gboolean fresh;       /* it came of a password: it may register a device without having named one */
  gboolean revoked;     /* the device whose sign-in it is was revoked */
  gboolean must_change; /* a password of their own comes first */
} ServerActor;

typedef enum
{
  APPLY_OK,
  APPLY_MERGED,
  APPLY_CONFLICT,
  APPLY_REJECTED,
  APPLY_HELD,
} ApplyStatus;

typedef struct
{
  ApplyStatus status;
  char        code[32];
  Id          shard;
  gint64      seq, rv;
} ApplyOutcome;

/**
 * server_apply:
 * @line: its exact bytes, for what had no effect
 *
 * One mutation inside the caller's transaction: access before anything is disclosed (R2), merge by field (R44),
 * commands, place, audit, inbox. A refusal is an outcome, not an error; FALSE only if the store failed.
 */
gboolean server_apply (Server            *self,
                       const ServerActor *actor,
                       const Mutation    *mutation,
                       const char        *line,
                       const ServerNow   *now,
                       ApplyOutcome      *outcome,
                       GError           **error);

/**
 * server_write:
 * @actor: (nullable): %NULL = the server itself
 * @row: the whole new content, its id set
 *
 * Writes a row without asking for access: effects of commands, imports, the first organisation.
 *
 * Returns: %FALSE with %DB_ERROR, or with %SERVER_ERROR_PLACE if the row has no place (R49)
 */
gboolean server_write (Server            *self,
                       const ServerActor *actor,
                       const Schema      *schema,
                       gconstpointer      row,
                       const ServerNow   *now,
                       GError           **error);
/* (transfer full) (nullable): the live row with its head; NULL without @error = none. */
gpointer server_read (Server *self, const Schema *schema, Id id, GError **error);

/* Recomputes who may read which bucket where something changed it; called before every commit. */
gboolean server_settle_grants (Server *self, const ServerNow *now, GError **error);
/* To be called when the day changes (R40). */
gboolean server_new_day (Server *self, const ServerNow *now, GError **error);

#define SERVER_ERROR (server_error_quark ())
GQuark server_error_quark (void);
typedef enum
{
  SERVER_ERROR_PLACE,   /* no assignment on the fact's date */
  SERVER_ERROR_REQUEST, /* the request is malformed */
} ServerError;
