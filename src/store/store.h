/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One account's data on one device: one SQLite file. A Store belongs to one thread at a time; the writing one to the
 * worker (worker.h). Reading is here; writing is store_apply () for what a person does (apply.h) and overlay.h for what
 * the server says. Errors are DB_ERROR, SCHEMA_ERROR and STORE_ERROR.
 */
#pragma once

#include "store/db.h"
#include "store/notice.h"
#include "store/row-io.h"

#define STORE_ERROR (store_error_quark ())
GQuark store_error_quark (void);

typedef enum
{
  STORE_ERROR_NO_ROW,     /* a change of a row that is not there */
  STORE_ERROR_LOCKED,     /* a command on the row is not confirmed yet: it is read-only for its author (R41) */
  STORE_ERROR_TOO_LARGE,  /* the mutation, or its group, is over the limits */
  STORE_ERROR_INVALID,    /* a programmer's mistake: no id, a member that does not fit */
  STORE_ERROR_SERVER_OLD, /* the server does not know this yet */
} StoreErrorCode;

typedef struct _Store Store;

/* What the store takes from outside; tests and the simulator bring their own (R74). */
typedef struct
{
  gint64 (*now) (gpointer data); /* µs since the epoch, UTC */
  void (*random) (gpointer data, gpointer buffer, gsize size);
  gpointer data;
} StoreEnv;

/* Computes a row's bucket (place_row () over the account's directory); FALSE = not known now, the bucket stays none. */
typedef gboolean (*StorePlace) (gpointer data, const Schema *schema, gconstpointer row, Id *bucket);

/**
 * store_open:
 * @path: the file; made with its schema if it does not exist
 * @vfs: (nullable): name of an SQLite VFS, for tests
 *
 * The writing connection. A foreign, newer or damaged file is refused and left as it is; see recover.h.
 */
Store *store_open (const char *path, DbFlags flags, const char *vfs, GError **error);

/* The main thread's own read-only connection for list pages, ≤ 1 ms each (R72). */
Store *store_open_reader (const char *path, const char *vfs, GError **error);

void store_close (Store *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Store, store_close)

/* Closes and opens the file again: the only way on after DB_ERROR_IO (db_is_broken ()). Everything set stays set. */
gboolean store_reopen (Store *self, GError **error);

Db         *store_db (Store *self);
const char *store_path (Store *self);
void        store_set_env (Store *self, const StoreEnv *env);
void        store_set_place (Store *self, StorePlace place, gpointer data);
/* (transfer none) @notices: touched after every commit, with the tables it changed. */
void   store_set_notices (Store *self, Notices *notices);
gint64 store_now (Store *self);

/* Small facts of the account and device: "person", "device", "server_id" … NULL only with @error; "" = not set. */
char    *store_meta_get (Store *self, const char *name, GError **error);
gboolean store_meta_set (Store *self, const char *name, const char *value, GError **error);

/*
 * Reading. A row not found is NULL without @error. @clause is SQL after FROM "table", with parameters as in db.h:
 *   store_query (store, &call_schema, error, "WHERE agent = ? ORDER BY started_at DESC LIMIT ?", "di", &id, n)
 */
gpointer store_get (Store *self, const Schema *schema, Id id, GError **error);
gpointer store_get_k (Store *self, const Schema *schema, gint64 k, GError **error);
Rows    *store_query (Store *self, const Schema *schema, GError **error, const char *clause, const char *types, ...);
Rows    *store_children (Store *self, const Schema *schema, Id parent, GError **error);
/* (element-type gint64): keys in the order of the clause, for a long list (platform 2); about 60 ms a million. */
GArray *store_ids (Store *self, const Schema *schema, GError **error, const char *clause, const char *types, ...);
/* -1 on error */
gint64 store_count (Store *self, const Schema *schema, GError **error, const char *clause, const char *types, ...);

/* Transactions, nested like DbScope; inside, guarded tables may be written. */
typedef struct
{
  Store  *store;
  DbScope scope;
} StoreScope;

gboolean store_begin (StoreScope *scope, Store *self, GError **error);
gboolean store_commit (StoreScope *scope, GError **error);
void     store_rollback (StoreScope *scope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StoreScope, store_rollback)
