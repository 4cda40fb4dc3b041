/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/plant.h"
#include "store/db-private.h"
#include "store/tokenizer.h"

#define BUSY_MS 5000
#define CACHE_MAX 512
#define LOG_PAGES "4000"     /* wal_autocheckpoint */
#define LOG_KEEP "67108864"  /* bytes of log file kept after a checkpoint */
#define WRITER_CACHE "16384" /* KiB: the indexes of a month of calls are written without reading them again */
#define QUOTE_SQL_MAX 160

G_DEFINE_QUARK (zuoxi_db_error, db_error)

static DbErrorCode
code_of (int rc)
{
  switch (rc & 0xff)
    {
    case SQLITE_CORRUPT:
      return DB_ERROR_CORRUPT;
    case SQLITE_NOTADB:
      return DB_ERROR_NOT_A_DATABASE;
    case SQLITE_FULL:
      return DB_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DB_ERROR_BUSY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return DB_ERROR_IO;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return DB_ERROR_READ_ONLY;
    case SQLITE_CONSTRAINT:
      return DB_ERROR_CONSTRAINT;
    case SQLITE_INTERRUPT:
      return DB_ERROR_CANCELLED;
    default:
      return DB_ERROR_OTHER;
    }
}

/* After these it is unknown what reached the disk: retrying would acknowledge what may be gone. */
static gboolean
breaks (int rc)
{
  return rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC || rc == SQLITE_IOERR_WRITE ||
         rc == SQLITE_IOERR_TRUNCATE;
}

gboolean
db_fail (Db *self, int rc, const char *sql, GError **error)
{
  g_autofree char *statement = g_strndup (sql != NULL ? sql : "", QUOTE_SQL_MAX);
  const char      *end = NULL;

  if (!g_utf8_validate (statement, -1, &end))
    statement[end - statement] = '\0';
  g_strdelimit (statement, "\n", ' ');
  if (breaks (sqlite3_extended_errcode (self->handle)))
    self->broken = TRUE;
  g_set_error (error, DB_ERROR, (int) code_of (rc), "%s: %s%s%s%s", self->path, sqlite3_errmsg (self->handle),
               *statement ? " (" : "", statement, *statement ? ")" : "");
  return FALSE;
}

static gboolean
check_usable (Db *self, GError **error)
{
  if (!self->broken)
    return TRUE;
  g_set_error (error, DB_ERROR, DB_ERROR_IO, "%s: an earlier write failed; the file must be opened again", self->path);
  return FALSE;
}

/* SQLite would create the file readable for everyone under a common umask. */
static gboolean
create_private (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      int saved = errno;

      g_set_error (error, DB_ERROR, (int) (saved == ENOSPC ? DB_ERROR_FULL : DB_ERROR_IO), "%s: %s", path,
                   g_strerror (saved));
      return FALSE;
    }
  close (fd);
  return TRUE;
}

static gboolean
harden (Db *self, GError **error)
{
  int rc;

  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  rc = tokenizer_register (self->handle);
  return rc == SQLITE_OK || db_fail (self, rc, "tokenizer", error);
}

static gboolean
set_pragmas (Db *self, DbFlags flags, GError **error)
{
  const char *sync;

  if ((flags & DB_EXCLUSIVE) && !db_script (self, "PRAGMA locking_mode = EXCLUSIVE;", error))
    return FALSE;
  if (!db_script (self, "PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"
                        "PRAGMA secure_delete = ON; PRAGMA journal_size_limit = " LOG_KEEP ";"
                        "PRAGMA wal_autocheckpoint = " LOG_PAGES ";",
                  error))
    return FALSE;
  if (flags & DB_READ_ONLY)
    return db_script (self, "PRAGMA query_only = ON; SELECT count(*) FROM sqlite_master;", error);
  sync = (flags & DB_RELAXED) || PLANT (skip_fsync) ? "PRAGMA synchronous = NORMAL;" : "PRAGMA synchronous = FULL;";
  return db_script (self, "PRAGMA journal_mode = WAL;", error) && db_script (self, sync, error) &&
         db_script (self, "PRAGMA cache_size = -" WRITER_CACHE ";", error) &&
         db_script (self, "SELECT count(*) FROM sqlite_master;", error);
}

/* SQLite counts its memory under a lock of the whole process, which nobody here asks for. */
static void
set_up_sqlite (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0); /* refused once SQLite is in use, and then no harm */
      g_once_init_leave (&done, 1);
    }
}

Db *
db_open (const char *path, DbFlags flags, const char *vfs, GError **error)
{
  g_autoptr (Db) self = g_new0 (Db, 1);
  int mode = SQLITE_OPEN_NOMUTEX;
  int rc;

  g_return_val_if_fail (path != NULL, NULL);
  set_up_sqlite ();
  self->path = g_strdup (path);
  self->read_only = (flags & DB_READ_ONLY) != 0;
  self->cache = g_hash_table_new (g_str_hash, g_str_equal);
  if (self->read_only)
    mode |= SQLITE_OPEN_READONLY;
  else
    mode |= SQLITE_OPEN_READWRITE | ((flags & DB_EXISTING) ? 0 : SQLITE_OPEN_CREATE);
  if (vfs == NULL && (mode & SQLITE_OPEN_CREATE) && !create_private (path, error))
    return NULL;
  rc = sqlite3_open_v2 (path, &self->handle, mode, vfs);
  if (rc != SQLITE_OK)
    {
      db_fail (self, rc, NULL, error);
      return NULL;
    }
  if (!harden (self, error) || !set_pragmas (self, flags, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
stmt_free (DbStmt *stmt)
{
  sqlite3_finalize (stmt->handle);
  g_free (stmt->sql);
  g_free (stmt);
}

static void
drop_idle (Db *self)
{
  GHashTableIter iter;
  gpointer       value;

  memset (self->recent, 0, sizeof self->recent);
  g_hash_table_iter_init (&iter, self->cache);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!((DbStmt *) value)->held)
      {
        g_hash_table_iter_remove (&iter);
        stmt_free (value);
      }
}

void
db_close (Db *self)
{
  if (self == NULL)
    return;
  drop_idle (self);
  if (g_hash_table_size (self->cache) > 0 || self->held > 0)
    g_critical ("%s: closed while %u statements are in use", self->path, self->held);
  g_hash_table_unref (self->cache);
  sqlite3_close_v2 (self->handle);
  g_free (self->path);
  g_free (self);
}

const char *
db_path (Db *self)
{
  return self->path;
}

sqlite3 *
db_handle (Db *self)
{
  return self->handle;
}

void
db_interrupt (Db *self)
{
  sqlite3_interrupt (self->handle);
}

gboolean
db_is_broken (Db *self)
{
  return self->broken;
}

gboolean
db_is_read_only (Db *self)
{
  return self->read_only;
}

gint64
db_changes (Db *self)
{
  return sqlite3_changes64 (self->handle);
}

gint64
db_last_k (Db *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

gboolean
db_script (Db *self, const char *sql, GError **error)
{
  int rc;

  if (!check_usable (self, error))
    return FALSE;
  rc = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK || db_fail (self, rc, sql, error);
}

/* Statements */

static DbStmt *
stmt_new (Db *self, const char *sql, GError **error)
{
  DbStmt *stmt = g_new0 (DbStmt, 1);
  int     rc = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL);

  stmt->db = self;
  stmt->sql = g_strdup (sql);
  if (rc == SQLITE_OK && stmt->handle != NULL)
    return stmt;
  if (rc == SQLITE_OK)
    g_set_error (error, DB_ERROR, DB_ERROR_OTHER, "%s: empty statement", self->path);
  else
    db_fail (self, rc, sql, error);
  stmt_free (stmt);
  return NULL;
}

/* Texts are mostly literals: comparing with what was last asked from this address is cheaper than hashing them. */
static DbStmt *
find_cached (Db *self, const char *sql)
{
  guintptr address = (guintptr) sql;
  DbStmt **recent = &self->recent[(address >> 4 ^ address >> 11) % DB_RECENT];

  if (*recent == NULL || strcmp ((*recent)->sql, sql) != 0)
    *recent = g_hash_table_lookup (self->cache, sql);
  return *recent;
}

/* From the cache, or a second copy if the cached one is in use further up the stack. */
DbStmt *
db_take (Db *self, const char *sql, GError **error)
{
  DbStmt *stmt;

  if (!check_usable (self, error))
    return NULL;
  stmt = find_cached (self, sql);
  if (stmt == NULL || stmt->held)
    {
      gboolean known = stmt != NULL;

      stmt = stmt_new (self, sql, error);
      if (stmt == NULL)
        return NULL;
      if (!known)
        {
          if (g_hash_table_size (self->cache) >= CACHE_MAX)
            drop_idle (self);
          g_hash_table_insert (self->cache, stmt->sql, stmt);
          stmt->cached = TRUE;
        }
    }
  stmt->held = TRUE;
  self->held++;
  return stmt;
}

void
db_release (DbStmt *stmt)
{
  Db *self;

  if (stmt == NULL)
    return;
  self = stmt->db;
  sqlite3_reset (stmt->handle);
  sqlite3_clear_bindings (stmt->handle);
  stmt->held = FALSE;
  self->held--;
  if (!stmt->cached)
    stmt_free (stmt);
}

gboolean
db_rewind (DbStmt *stmt, GError **error)
{
  sqlite3_reset (stmt->handle); /* its result repeats the failure of the last step, already reported */
  return check_usable (stmt->db, error);
}

int
db_step (DbStmt *stmt, GError **error)
{
  int rc = sqlite3_step (stmt->handle);

  if (rc == SQLITE_ROW)
    return 1;
  if (rc == SQLITE_DONE)
    return 0;
  db_fail (stmt->db, rc, stmt->sql, error);
  return -1;
}

DbStmt *
db_prepare_va (Db *self, GError **error, const char *sql, const char *types, va_list values)
{
  g_autoptr (DbStmt) stmt = db_take (self, sql, error);

  if (stmt == NULL || !db_bind_all (stmt, SQLITE_TRANSIENT, types, values, error))
    return NULL;
  return g_steal_pointer (&stmt);
}

DbStmt *
db_prepare (Db *self, GError **error, const char *sql, const char *types, ...)
{
  va_list values;
  DbStmt *stmt;

  va_start (values, types);
  stmt = db_prepare_va (self, error, sql, types, values);
  va_end (values);
  return stmt;
}

/* Binds without copies: the caller's values outlive the call that runs the statement. */
DbStmt *
db_prepare_unbound (Db *self, const char *sql, GError **error)
{
  return db_take (self, sql, error);
}

static DbStmt *
take_bound (Db *self, const char *sql, const char *types, va_list values, GError **error)
{
  g_autoptr (DbStmt) stmt = db_take (self, sql, error);

  if (stmt == NULL || !db_bind_all (stmt, SQLITE_STATIC, types, values, error))
    return NULL;
  return g_steal_pointer (&stmt);
}

gboolean
db_exec (Db *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;
  int     got;

  va_start (values, types);
  stmt = take_bound (self, sql, types, values, error);
  va_end (values);
  if (stmt == NULL)
    return FALSE;
  do
    got = db_step (stmt, error);
  while (got > 0);
  return got == 0;
}

gboolean
db_int (Db *self, gint64 *value, gboolean *found, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;
  int     got;

  va_start (values, types);
  stmt = take_bound (self, sql, types, values, error);
  va_end (values);
  got = stmt != NULL ? db_step (stmt, error) : -1;
  if (got < 0)
    return FALSE;
  if (got > 0)
    *value = db_column_int (stmt, 0);
  if (found != NULL)
    *found = got > 0;
  return TRUE;
}

char *
db_text (Db *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (DbStmt) stmt = NULL;
  va_list values;
  int     got;

  va_start (values, types);
  stmt = take_bound (self, sql, types, values, error);
  va_end (values);
  got = stmt != NULL ? db_step (stmt, error) : -1;
  if (got < 0)
    return NULL;
  return g_strdup (got > 0 ? db_column_text (stmt, 0) : "");
}

gboolean
db_truncate_log (Db *self, GError **error)
{
  int rc;

  sqlite3_busy_timeout (self->handle, 0); /* a reader in the way is a reason to try later, not to wait */
  rc = sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout (self->handle, BUSY_MS);
  return rc == SQLITE_OK || db_fail (self, rc, "wal_checkpoint", error);
}

gboolean
db_quick_check (Db *self, GError **error)
{
  g_autofree char *verdict = db_text (self, error, "PRAGMA quick_check (1)", "");

  if (verdict == NULL)
    return FALSE;
  if (g_str_equal (verdict, "ok"))
    return TRUE;
  g_set_error (error, DB_ERROR, DB_ERROR_CORRUPT, "%s: damaged: %s", self->path, verdict);
  return FALSE;
}
