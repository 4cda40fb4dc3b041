/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/fault-vfs.h"

#include <sqlite3.h>
#include <string.h>

typedef struct
{
  sqlite3_file  base;
  sqlite3_file *real; /* behind this struct */
} FaultFile;

static sqlite3_vfs  fault_vfs;
static sqlite3_vfs *real_vfs;
static Fault        fault;
static guint        left;
static guint        failed;

void
fault_vfs_set (Fault kind, guint after)
{
  fault = kind;
  left = after;
  failed = 0;
}

guint
fault_vfs_count (void)
{
  return failed;
}

static gboolean
strikes (Fault kind)
{
  if (fault != kind)
    return FALSE;
  if (left > 0)
    {
      left--;
      return FALSE;
    }
  failed++;
  return TRUE;
}

#define REAL(file) (((FaultFile *) (file))->real)

static int
f_close (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
f_read (sqlite3_file *file, void *into, int size, sqlite3_int64 at)
{
  return REAL (file)->pMethods->xRead (REAL (file), into, size, at);
}

static int
f_write (sqlite3_file *file, const void *from, int size, sqlite3_int64 at)
{
  if (strikes (FAULT_FULL))
    return SQLITE_FULL;
  if (strikes (FAULT_WRITE))
    return SQLITE_IOERR_WRITE;
  return REAL (file)->pMethods->xWrite (REAL (file), from, size, at);
}

static int
f_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
f_sync (sqlite3_file *file, int flags)
{
  if (strikes (FAULT_SYNC))
    return SQLITE_IOERR_FSYNC;
  return REAL (file)->pMethods->xSync (REAL (file), flags);
}

static int
f_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
f_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
f_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
f_reserved (sqlite3_file *file, int *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
f_control (sqlite3_file *file, int op, void *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, argument);
}

static int
f_sector (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
f_traits (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
f_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, memory);
}

static int
f_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
f_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
f_shm_unmap (sqlite3_file *file, int remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = f_close,
  .xRead = f_read,
  .xWrite = f_write,
  .xTruncate = f_truncate,
  .xSync = f_sync,
  .xFileSize = f_size,
  .xLock = f_lock,
  .xUnlock = f_unlock,
  .xCheckReservedLock = f_reserved,
  .xFileControl = f_control,
  .xSectorSize = f_sector,
  .xDeviceCharacteristics = f_traits,
  .xShmMap = f_shm_map,
  .xShmLock = f_shm_lock,
  .xShmBarrier = f_shm_barrier,
  .xShmUnmap = f_shm_unmap,
};

static int
f_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *self = (FaultFile *) file;
  int        rc;

  self->real = (sqlite3_file *) (void *) (self + 1);
  rc = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->base.pMethods = rc == SQLITE_OK ? &methods : NULL;
  return rc;
}

void
fault_vfs_register (void)
{
  if (real_vfs != NULL)
    return;
  real_vfs = sqlite3_vfs_find (NULL);
  fault_vfs = *real_vfs;
  fault_vfs.zName = FAULT_VFS;
  fault_vfs.pNext = NULL;
  fault_vfs.szOsFile = (int) sizeof (FaultFile) + real_vfs->szOsFile;
  fault_vfs.xOpen = f_open;
  sqlite3_vfs_register (&fault_vfs, 0);
}
