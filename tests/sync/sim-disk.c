/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of store/disk.c over the disks of the simulated machines: the mirror and what was set aside. */
#include "store/disk.h"

#include <string.h>

#include "tests/support/sim-vfs.h"

gboolean
disk_exists (const char *path)
{
  return sim_vfs_exists (path);
}

char *
disk_read (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = sim_vfs_get (path);

  if (bytes != NULL)
    return g_strdup_printf ("%.*s", (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s", path);
  return NULL;
}

gboolean
disk_write (const char *path, const char *bytes, gsize size, GError **error)
{
  g_autoptr (GBytes) whole = g_bytes_new (bytes, size);

  sim_vfs_put (path, whole);
  return TRUE;
}

gboolean
disk_append (const char *path, const char *bytes, gsize size, GError **error)
{
  g_autofree char *old = disk_read (path, NULL);
  g_autofree char *text = g_strdup_printf ("%s%.*s", old != NULL ? old : "", (int) size, bytes);

  return disk_write (path, text, strlen (text), error);
}

gboolean
disk_rename (const char *from, const char *to, GError **error)
{
  g_autoptr (GBytes) bytes = sim_vfs_get (from);

  if (bytes == NULL)
    return TRUE;
  sim_vfs_put (to, bytes);
  sim_vfs_remove (from);
  return TRUE;
}

void
disk_remove (const char *path)
{
  sim_vfs_remove (path);
}

DbFlags
disk_flags (void)
{
  return DB_EXCLUSIVE;
}

const char *
disk_vfs (void)
{
  return SIM_VFS;
}
