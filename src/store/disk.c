/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
fail (const char *path, int saved, GError **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (saved), "%s: %s", path, g_strerror (saved));
  return FALSE;
}

static gboolean
write_all (int fd, const char *bytes, gsize size, const char *path, GError **error)
{
  while (size > 0)
    {
      gssize written = write (fd, bytes, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail (path, errno, error);
      bytes += written;
      size -= (gsize) written;
    }
  return fsync (fd) == 0 || fail (path, errno, error);
}

/* A name that came or went is durable. */
static gboolean
sync_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean         synced;

  if (fd < 0)
    return fail (folder, errno, error);
  synced = fsync (fd) == 0 || fail (folder, errno, error);
  close (fd);
  return synced;
}

gboolean
disk_exists (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

char *
disk_read (const char *path, GError **error)
{
  char *bytes = NULL;

  return g_file_get_contents (path, &bytes, NULL, error) ? bytes : NULL;
}

gboolean
disk_write (const char *path, const char *bytes, gsize size, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".new", NULL);
  int              fd = open (temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean         written;

  if (fd < 0)
    return fail (temporary, errno, error);
  written = write_all (fd, bytes, size, temporary, error);
  close (fd);
  if (!written)
    return FALSE;
  return g_rename (temporary, path) == 0 ? sync_folder (path, error) : fail (path, errno, error);
}

gboolean
disk_append (const char *path, const char *bytes, gsize size, GError **error)
{
  int      fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  gboolean written;

  if (fd < 0)
    return fail (path, errno, error);
  written = write_all (fd, bytes, size, path, error);
  close (fd);
  return written;
}

gboolean
disk_rename (const char *from, const char *to, GError **error)
{
  return g_rename (from, to) == 0 || errno == ENOENT || fail (from, errno, error);
}

void
disk_remove (const char *path)
{
  if (g_unlink (path) == 0)
    sync_folder (path, NULL);
}

DbFlags
disk_flags (void)
{
  return DB_DEFAULT;
}

const char *
disk_vfs (void)
{
  return NULL;
}
