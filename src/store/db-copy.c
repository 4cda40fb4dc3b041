/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/db-copy.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "store/db-private.h"

#define PAGES_AT_ONCE 2048

/* A copied store says it has a log; without one it is a single file that stays as it is when it is read. */
static gboolean
drop_log (sqlite3 *copy)
{
  return sqlite3_exec (copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
}

static gboolean
run_backup (Db *self, sqlite3 *copy, DbCopyProgress progress, gpointer data, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (copy, "main", self->handle, "main");
  int             rc = SQLITE_OK;

  if (backup == NULL)
    {
      g_set_error (error, DB_ERROR, DB_ERROR_IO, "%s: %s", self->path, sqlite3_errmsg (copy));
      return FALSE;
    }
  while (rc == SQLITE_OK)
    {
      rc = sqlite3_backup_step (backup, PAGES_AT_ONCE);
      if (progress != NULL)
        progress (sqlite3_backup_pagecount (backup) - sqlite3_backup_remaining (backup),
                  sqlite3_backup_pagecount (backup), data);
    }
  rc = sqlite3_backup_finish (backup);
  if (rc == SQLITE_OK && drop_log (copy))
    return TRUE;
  g_set_error (error, DB_ERROR, (int) (rc == SQLITE_FULL ? DB_ERROR_FULL : DB_ERROR_IO), "%s: %s",
               sqlite3_db_filename (copy, "main"), sqlite3_errmsg (copy));
  return FALSE;
}

static gboolean
sync_file (const char *path, GError **error)
{
  int      fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;
  int      saved = errno;

  if (fd >= 0)
    close (fd);
  if (!done)
    g_set_error (error, DB_ERROR, DB_ERROR_IO, "%s: %s", path, g_strerror (saved));
  return done;
}

/* Empty and readable for its owner only, before anything is in it. */
static gboolean
create_empty (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_set_error (error, DB_ERROR, DB_ERROR_IO, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  close (fd);
  return TRUE;
}

gboolean
db_copy (Db *self, const char *path, DbCopyProgress progress, gpointer data, GError **error)
{
  g_auto (DbScope) moment = { 0 };
  sqlite3 *copy = NULL;
  gboolean done;

  if (!create_empty (path, error))
    return FALSE;
  /* The moment is that of the first read. */
  done = db_begin_read (&moment, self, error) && db_script (self, "SELECT count(*) FROM sqlite_master", error) &&
         (sqlite3_open_v2 (path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK ||
          db_fail (self, SQLITE_CANTOPEN, path, error)) &&
         run_backup (self, copy, progress, data, error);
  sqlite3_close_v2 (copy);
  if (done && sync_file (path, error))
    return TRUE;
  g_unlink (path);
  return FALSE;
}
