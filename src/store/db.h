/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One SQLite connection with its prepared statements. A connection and everything taken from it belong to one thread
 * at a time. Every failure names the file and the statement.
 */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "core/types.h"

#define DB_ERROR (db_error_quark ())
GQuark db_error_quark (void);

typedef enum
{
  DB_ERROR_OTHER,
  DB_ERROR_CORRUPT,        /* the file is damaged */
  DB_ERROR_NOT_A_DATABASE, /* no SQLite file at all */
  DB_ERROR_FOREIGN,        /* an SQLite file of another program */
  DB_ERROR_NEWER,          /* written by a newer version of this program */
  DB_ERROR_FULL,           /* the disk is full; nothing of the transaction was kept */
  DB_ERROR_BUSY,           /* another process holds the file longer than the time-out */
  DB_ERROR_IO,             /* the disk or the file system failed; close and open again */
  DB_ERROR_READ_ONLY,
  DB_ERROR_CONSTRAINT, /* a CHECK, UNIQUE or NOT NULL, or a guard trigger, refused */
  DB_ERROR_CANCELLED,  /* db_interrupt () */
} DbErrorCode;

typedef enum
{
  DB_DEFAULT = 0,
  DB_READ_ONLY = 1 << 0,
  DB_EXISTING = 1 << 1,  /* do not create the file */
  DB_RELAXED = 1 << 2,   /* synchronous=NORMAL: the last commits may be lost on power cut */
  DB_EXCLUSIVE = 1 << 3, /* one connection only; for a VFS without shared memory */
} DbFlags;

typedef struct _Db     Db;
typedef struct _DbStmt DbStmt;

/**
 * db_open:
 * @path: file name, as the VFS understands it
 * @flags: how to open
 * @vfs: (nullable): name of a registered SQLite VFS; %NULL = the system's
 *
 * Opens and, unless %DB_EXISTING or %DB_READ_ONLY, creates the file (mode 0600). WAL, FULL, secure_delete, foreign
 * keys off (R47), temporary tables in memory, busy time-out 5 s; registers the search tokenizer.
 *
 * Returns: (transfer full): the connection, or %NULL with a #DB_ERROR
 */
Db *db_open (const char *path, DbFlags flags, const char *vfs, GError **error);

/* Finalises every statement and closes. Statements still held are released first; open transactions roll back. */
void db_close (Db *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Db, db_close)

const char *db_path (Db *self);
sqlite3    *db_handle (Db *self);
/* Stops what the connection does, from any thread; it fails with DB_ERROR_CANCELLED. */
void db_interrupt (Db *self);
/* TRUE after a failed write or fsync: what is on disk is unknown, so the connection refuses everything. */
gboolean db_is_broken (Db *self);
gboolean db_is_read_only (Db *self);

/*
 * Parameters are described by one letter each:
 *   i gint64 · f int or gboolean · s const char * (NULL = NULL) · d const Id *, 16 bytes (NULL = NULL)
 *   b GBytes * (NULL = NULL) · r const void *, gsize · o const OptInt *
 * A plain number needs "f" or a cast: "i" takes 64 bits.
 */

/* Runs one statement to its end and ignores its rows. */
gboolean db_exec (Db *self, GError **error, const char *sql, const char *types, ...);
/* Runs several statements, without parameters, not cached. */
gboolean db_script (Db *self, const char *sql, GError **error);
/* First column of the first row; @value is untouched without a row, then *found is FALSE (@found nullable). */
gboolean db_int (Db *self, gint64 *value, gboolean *found, GError **error, const char *sql, const char *types, ...);
char    *db_text (Db *self, GError **error, const char *sql, const char *types, ...);
gint64   db_changes (Db *self);
gint64   db_last_k (Db *self);

/**
 * db_prepare:
 * @sql: one statement; its text is the key of the statement cache
 * @types: letters as above, then the values
 *
 * Takes the statement from the cache, or prepares it, and binds copies of the values.
 *
 * Returns: (transfer full): give back with db_release (); %NULL with a #DB_ERROR
 */
DbStmt *db_prepare (Db *self, GError **error, const char *sql, const char *types, ...);
DbStmt *db_prepare_va (Db *self, GError **error, const char *sql, const char *types, va_list values);
/* (transfer full): with no value bound; for parameters that are only known when it runs. */
DbStmt *db_prepare_unbound (Db *self, const char *sql, GError **error);
/* Binds anew from parameter 1 on and rewinds: for loops over one statement. */
gboolean db_bind (DbStmt *stmt, GError **error, const char *types, ...);
/* Binds one parameter (from 1 on); @text or @data is copied. */
gboolean db_bind_int (DbStmt *stmt, int at, gint64 value, GError **error);
gboolean db_bind_text (DbStmt *stmt, int at, const char *text, GError **error);
gboolean db_bind_id (DbStmt *stmt, int at, const Id *id, GError **error);
gboolean db_bind_null (DbStmt *stmt, int at, GError **error);
gboolean db_rewind (DbStmt *stmt, GError **error);
/* 1 = a row, 0 = the end, -1 = failed with @error set. */
int  db_step (DbStmt *stmt, GError **error);
void db_release (DbStmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DbStmt, db_release)

/* Columns from 0 on; valid until the next step. */
gint64      db_column_int (DbStmt *stmt, int at);
OptInt      db_column_opt (DbStmt *stmt, int at);
const char *db_column_text (DbStmt *stmt, int at);  /* "" for NULL */
char       *db_column_dup (DbStmt *stmt, int at);   /* NULL for NULL */
Id          db_column_id (DbStmt *stmt, int at);    /* all zero for NULL or a wrong length */
GBytes     *db_column_bytes (DbStmt *stmt, int at); /* NULL for NULL */
gboolean    db_column_is_null (DbStmt *stmt, int at);
int         db_column_count (DbStmt *stmt);
const char *db_column_name (DbStmt *stmt, int at);

/*
 * Transactions nest: the outermost is BEGIN IMMEDIATE, inner ones are savepoints.
 *   g_auto (DbScope) scope = { 0 };
 *   if (!db_begin (&scope, db, error) || !work (db, error)) return FALSE;      leaving the scope rolls back
 *   return db_commit (&scope, error);
 */
typedef struct
{
  Db *db; /* NULL = not begun, or ended */
  int depth;
} DbScope;

gboolean db_begin (DbScope *scope, Db *self, GError **error);
gboolean db_commit (DbScope *scope, GError **error);
void     db_rollback (DbScope *scope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DbScope, db_rollback)
/* A read transaction: one consistent view for several queries. Ends like the others. */
gboolean db_begin_read (DbScope *scope, Db *self, GError **error);
gboolean db_in_transaction (Db *self);

/* Told of every transaction and savepoint of a connection. before_commit comes before the COMMIT of the outermost one,
   inside of it; what it answers FALSE to is not committed. */
typedef struct
{
  gboolean (*before_commit) (gpointer data, GError **error);
  void (*begun) (gpointer data);
  void (*ended) (gpointer data, gboolean kept);
} DbHooks;

/* @hooks: (nullable): stays the caller's */
void db_set_hooks (Db *self, const DbHooks *hooks, gpointer data);

/* FALSE with DB_ERROR_BUSY when readers keep the log from being emptied. */
gboolean db_truncate_log (Db *self, GError **error);
/* PRAGMA quick_check: FALSE with DB_ERROR_CORRUPT and its first line. */
gboolean db_quick_check (Db *self, GError **error);
