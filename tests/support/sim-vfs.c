/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/sim-vfs.h"

#include <sqlite3.h>
#include <string.h>

#define SECTOR 512
#define MACHINE_NAME_MAX 32

typedef struct
{
  SimFault fault;
  guint    left;
  gboolean struck;
  gboolean dead;
  guint    writes;
  gboolean doomed;
  int      doom; /* writes and syncs left */
} Machine;

/* What programs see, and what the disk surely holds. */
typedef struct
{
  int         refs;
  Machine    *machine;
  GByteArray *now;
  GByteArray *disk;
  GByteArray *dirty; /* a byte for each sector: 1 = written since the last sync */
} File;

typedef struct
{
  sqlite3_file base;
  File        *file;
  char        *remove; /* (nullable): path to remove when it is closed */
} Handle;

static sqlite3_vfs sim_vfs;
static GHashTable *files;    /* path → File */
static GHashTable *machines; /* name → Machine */
static guint64     state;    /* of the random numbers */

static guint64
draw (void)
{
  guint64 z = (state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static Machine *
machine_named (const char *name)
{
  Machine *machine = g_hash_table_lookup (machines, name);

  if (machine == NULL)
    {
      machine = g_new0 (Machine, 1);
      g_hash_table_insert (machines, g_strdup (name), machine);
    }
  return machine;
}

/* Of "/machine/file". */
static Machine *
machine_of (const char *path)
{
  char        name[MACHINE_NAME_MAX];
  const char *end = path[0] == '/' ? strchr (path + 1, '/') : NULL;

  g_assert (end != NULL && (gsize) (end - path) < sizeof name);
  g_strlcpy (name, path + 1, (gsize) (end - path));
  return machine_named (name);
}

static void
file_unref (gpointer data)
{
  File *file = data;

  if (--file->refs > 0)
    return;
  g_byte_array_unref (file->now);
  g_byte_array_unref (file->disk);
  g_byte_array_unref (file->dirty);
  g_free (file);
}

static File *
file_new (Machine *machine)
{
  File *file = g_new0 (File, 1);

  file->refs = 1;
  file->machine = machine;
  file->now = g_byte_array_new ();
  file->disk = g_byte_array_new ();
  file->dirty = g_byte_array_new ();
  return file;
}

/* Grown parts are zero. */
static void
resize (GByteArray *array, gsize size)
{
  guint before = array->len;

  g_byte_array_set_size (array, (guint) size);
  if (size > before)
    memset (array->data + before, 0, size - before);
}

static void
mark_dirty (File *file, gsize from, gsize to)
{
  gsize last = (to + SECTOR - 1) / SECTOR;

  if (file->dirty->len < last)
    resize (file->dirty, last);
  for (gsize i = from / SECTOR; i < last; i++)
    file->dirty->data[i] = 1;
}

/* FALSE = the call fails: the machine is dead, or dies by this call. */
static gboolean
alive (Machine *machine)
{
  if (machine->dead)
    return FALSE;
  if (machine->fault != SIM_FAULT_CRASH)
    return TRUE;
  if (machine->left > 0)
    {
      machine->left--;
      return TRUE;
    }
  machine->struck = machine->dead = TRUE;
  return FALSE;
}

static void
write_bytes (File *file, const void *from, gsize size, gsize at)
{
  if (at + size > file->now->len)
    resize (file->now, at + size);
  memcpy (file->now->data + at, from, size);
  mark_dirty (file, at, at + size);
}

/* A write or a sync: TRUE = the machine dies in it. */
static gboolean
meets_doom (Machine *machine)
{
  machine->writes++;
  if (!machine->doomed || machine->dead || machine->doom-- > 0)
    return FALSE;
  machine->dead = TRUE;
  return TRUE;
}

/* Dying in the middle of a write: a part of it may have left the machine's hands. */
static void
write_part (File *file, const void *from, int size, sqlite3_int64 at)
{
  if (size > SECTOR && draw () % 2 == 0)
    write_bytes (file, from, (gsize) SECTOR * (draw () % ((gsize) size / SECTOR)), (gsize) at);
}

static gboolean
strikes (Machine *machine, SimFault fault)
{
  if (machine->fault != fault)
    return FALSE;
  if (machine->left > 0)
    {
      machine->left--;
      return FALSE;
    }
  machine->fault = SIM_FAULT_NONE;
  machine->struck = TRUE;
  return TRUE;
}

/* sqlite3_io_methods */

#define FILE_OF(handle) (((Handle *) (handle))->file)

static int
m_close (sqlite3_file *base)
{
  Handle *handle = (Handle *) base;

  if (handle->remove != NULL && !handle->file->machine->dead)
    g_hash_table_remove (files, handle->remove);
  g_free (handle->remove);
  file_unref (handle->file);
  return SQLITE_OK;
}

static int
m_read (sqlite3_file *base, void *into, int size, sqlite3_int64 at)
{
  File *file = FILE_OF (base);
  gsize have = (gsize) at < file->now->len ? file->now->len - (gsize) at : 0;

  if (!alive (file->machine))
    return SQLITE_IOERR_READ;
  if (have >= (gsize) size)
    {
      memcpy (into, file->now->data + at, (gsize) size);
      return SQLITE_OK;
    }
  memset (into, 0, (gsize) size);
  if (have > 0)
    memcpy (into, file->now->data + at, have);
  return SQLITE_IOERR_SHORT_READ;
}

static int
m_write (sqlite3_file *base, const void *from, int size, sqlite3_int64 at)
{
  File *file = FILE_OF (base);

  if (meets_doom (file->machine))
    {
      write_part (file, from, size, at);
      return SQLITE_IOERR_WRITE;
    }
  if (!alive (file->machine))
    {
      if (file->machine->left == 0 && !file->machine->doomed)
        write_part (file, from, size, at);
      return SQLITE_IOERR_WRITE;
    }
  if (strikes (file->machine, SIM_FAULT_FULL))
    return SQLITE_FULL;
  if (strikes (file->machine, SIM_FAULT_WRITE))
    return SQLITE_IOERR_WRITE;
  write_bytes (file, from, (gsize) size, (gsize) at);
  return SQLITE_OK;
}

static int
m_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  File *file = FILE_OF (base);
  gsize before = file->now->len;

  if (!alive (file->machine))
    return SQLITE_IOERR_TRUNCATE;
  resize (file->now, (gsize) size);
  mark_dirty (file, (gsize) MIN ((gsize) size, before), (gsize) MAX ((gsize) size, before));
  return SQLITE_OK;
}

static int
m_sync (sqlite3_file *base, int flags)
{
  File *file = FILE_OF (base);

  if (meets_doom (file->machine) || !alive (file->machine))
    return SQLITE_IOERR_FSYNC;
  if (strikes (file->machine, SIM_FAULT_SYNC))
    return SQLITE_IOERR_FSYNC;
  resize (file->disk, file->now->len);
  for (gsize i = 0; i < file->dirty->len; i++)
    if (file->dirty->data[i] && i * SECTOR < file->now->len)
      memcpy (file->disk->data + i * SECTOR, file->now->data + i * SECTOR,
              MIN ((gsize) SECTOR, file->now->len - i * SECTOR));
  g_byte_array_set_size (file->dirty, 0);
  return SQLITE_OK;
}

static int
m_size (sqlite3_file *base, sqlite3_int64 *size)
{
  if (!alive (FILE_OF (base)->machine))
    return SQLITE_IOERR_FSTAT;
  *size = FILE_OF (base)->now->len;
  return SQLITE_OK;
}

/* One process, one connection a file (DB_EXCLUSIVE): locks always succeed. */
static int
m_lock (sqlite3_file *base, int level)
{
  return alive (FILE_OF (base)->machine) ? SQLITE_OK : SQLITE_IOERR_LOCK;
}

static int
m_unlock (sqlite3_file *base, int level)
{
  return SQLITE_OK;
}

static int
m_reserved (sqlite3_file *base, int *result)
{
  *result = 0;
  return SQLITE_OK;
}

static int
m_control (sqlite3_file *base, int op, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
m_sector (sqlite3_file *base)
{
  return SECTOR;
}

/* Bytes that are not written do not change when the power goes: as on every disk the product runs on. */
static int
m_traits (sqlite3_file *base)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = m_close,
  .xRead = m_read,
  .xWrite = m_write,
  .xTruncate = m_truncate,
  .xSync = m_sync,
  .xFileSize = m_size,
  .xLock = m_lock,
  .xUnlock = m_unlock,
  .xCheckReservedLock = m_reserved,
  .xFileControl = m_control,
  .xSectorSize = m_sector,
  .xDeviceCharacteristics = m_traits,
};

/* sqlite3_vfs */

static int
v_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *out_flags)
{
  Handle          *handle = (Handle *) base;
  g_autofree char *unnamed = name == NULL ? g_strdup_printf ("/none/%" G_GINT64_MODIFIER "x", draw ()) : NULL;
  const char      *path = name != NULL ? name : unnamed;
  File            *file = g_hash_table_lookup (files, path);

  memset (handle, 0, sizeof *handle);
  if (!alive (machine_of (path)) || (file == NULL && !(flags & SQLITE_OPEN_CREATE)))
    return SQLITE_CANTOPEN;
  if (file == NULL)
    {
      file = file_new (machine_of (path));
      g_hash_table_insert (files, g_strdup (path), file);
    }
  file->refs++;
  handle->base.pMethods = &methods;
  handle->file = file;
  if (name == NULL || (flags & SQLITE_OPEN_DELETEONCLOSE))
    handle->remove = g_strdup (path);
  if (out_flags != NULL)
    *out_flags = flags;
  return SQLITE_OK;
}

static int
v_delete (sqlite3_vfs *vfs, const char *path, int sync_dir)
{
  if (!alive (machine_of (path)))
    return SQLITE_IOERR_DELETE;
  return g_hash_table_remove (files, path) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int
v_access (sqlite3_vfs *vfs, const char *path, int flags, int *result)
{
  File *file = g_hash_table_lookup (files, path);

  if (!alive (machine_of (path)))
    return SQLITE_IOERR_ACCESS;
  *result = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->now->len > 0);
  return SQLITE_OK;
}

static int
v_full_path (sqlite3_vfs *vfs, const char *path, int size, char *out)
{
  return g_strlcpy (out, path, (gsize) size) < (gsize) size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int
v_random (sqlite3_vfs *vfs, int size, char *out)
{
  for (int i = 0; i < size; i++)
    out[i] = (char) draw ();
  return size;
}

static int
v_sleep (sqlite3_vfs *vfs, int us)
{
  return us;
}

/* SQL asks for no time anywhere; the same moment always. */
static int
v_time (sqlite3_vfs *vfs, double *julian)
{
  *julian = 2461110.0;
  return SQLITE_OK;
}

static int
v_error (sqlite3_vfs *vfs, int size, char *text)
{
  return 0;
}

void
sim_vfs_register (void)
{
  if (files != NULL)
    return;
  files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_unref);
  machines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sim_vfs = (sqlite3_vfs){ .iVersion = 1,
                           .szOsFile = (int) sizeof (Handle),
                           .mxPathname = 256,
                           .zName = SIM_VFS,
                           .xOpen = v_open,
                           .xDelete = v_delete,
                           .xAccess = v_access,
                           .xFullPathname = v_full_path,
                           .xRandomness = v_random,
                           .xSleep = v_sleep,
                           .xCurrentTime = v_time,
                           .xGetLastError = v_error };
  sqlite3_vfs_register (&sim_vfs, 1);
}

void
sim_vfs_reset (guint64 seed)
{
  g_hash_table_remove_all (files);
  g_hash_table_remove_all (machines);
  state = seed;
  sqlite3_randomness (0, NULL); /* takes its seed from here again */
}

void
sim_vfs_arm (const char *name, SimFault fault, guint after)
{
  Machine *machine = machine_named (name);

  machine->fault = fault;
  machine->left = after;
  machine->struck = FALSE;
}

void
sim_vfs_disarm (const char *name)
{
  sim_vfs_arm (name, SIM_FAULT_NONE, 0);
}

gboolean
sim_vfs_struck (const char *name)
{
  return machine_named (name)->struck;
}

guint
sim_vfs_writes (const char *name)
{
  return machine_named (name)->writes;
}

void
sim_vfs_doom (const char *name, int after)
{
  Machine *machine = machine_named (name);

  machine->doomed = after >= 0;
  machine->doom = after;
}

gboolean
sim_vfs_doom_came (const char *name)
{
  const Machine *machine = machine_named (name);

  return machine->doomed && machine->dead;
}

/* Kept, dropped, or torn somewhere in the middle. */
static void
lose_sector (File *file, gsize sector)
{
  gsize at = sector * SECTOR;
  gsize length = MIN ((gsize) SECTOR, MIN (file->now->len, file->disk->len) - at);
  gsize kept = (draw () % 3 == 0) ? draw () % length : draw () % 2 == 0 ? length
                                                                        : 0;

  if (kept > 0)
    memcpy (file->disk->data + at, file->now->data + at, kept);
}

static void
lose (File *file)
{
  gsize size = draw () % 2 == 0 ? file->now->len : file->disk->len;

  resize (file->disk, size);
  if (file->now->len < size)
    resize (file->now, size);
  for (gsize i = 0; i < file->dirty->len; i++)
    if (file->dirty->data[i] && i * SECTOR < file->disk->len)
      lose_sector (file, i);
  g_byte_array_set_size (file->dirty, 0);
  g_byte_array_set_size (file->now, 0);
  g_byte_array_append (file->now, file->disk->data, file->disk->len);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Paths of a machine in a fixed order. (transfer container) */
static GPtrArray *
paths_of (Machine *machine)
{
  GPtrArray     *paths = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       path, file;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &path, &file))
    if (((File *) file)->machine == machine)
      g_ptr_array_add (paths, path);
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

void
sim_vfs_power_cut (const char *name)
{
  Machine *machine = machine_named (name);
  g_autoptr (GPtrArray) paths = paths_of (machine);

  for (guint i = 0; i < paths->len; i++)
    {
      File *file = g_hash_table_lookup (files, paths->pdata[i]);

      g_assert (file->refs == 1);
      lose (file);
    }
  machine->dead = FALSE;
  machine->doomed = FALSE;
  machine->fault = SIM_FAULT_NONE;
}

static void
copy_file (const char *from, const char *to)
{
  File *source = g_hash_table_lookup (files, from);
  File *target;

  sim_vfs_remove (to);
  if (source == NULL)
    return;
  target = file_new (machine_of (to));
  g_byte_array_append (target->now, source->now->data, source->now->len);
  g_byte_array_append (target->disk, source->now->data, source->now->len);
  g_hash_table_insert (files, g_strdup (to), target);
}

void
sim_vfs_copy (const char *from, const char *to)
{
  g_autofree char *from_log = g_strconcat (from, "-wal", NULL);
  g_autofree char *to_log = g_strconcat (to, "-wal", NULL);

  copy_file (from, to);
  copy_file (from_log, to_log);
}

GBytes *
sim_vfs_get (const char *path)
{
  const File *file = g_hash_table_lookup (files, path);

  return file != NULL ? g_bytes_new (file->now->data, file->now->len) : NULL;
}

void
sim_vfs_put (const char *path, GBytes *bytes)
{
  File       *file = file_new (machine_of (path));
  gsize       length;
  const void *data = g_bytes_get_data (bytes, &length);

  g_byte_array_append (file->now, data, (guint) length);
  g_byte_array_append (file->disk, data, (guint) length);
  g_hash_table_insert (files, g_strdup (path), file);
}

void
sim_vfs_remove (const char *path)
{
  g_hash_table_remove (files, path);
}

gboolean
sim_vfs_exists (const char *path)
{
  return g_hash_table_contains (files, path);
}

void
sim_vfs_each (const char *name, SimVfsEach func, gpointer data)
{
  g_autoptr (GPtrArray) paths = paths_of (machine_named (name));

  for (guint i = 0; i < paths->len; i++)
    {
      const File *file = g_hash_table_lookup (files, paths->pdata[i]);

      func (paths->pdata[i], file->now->data, file->now->len, data);
    }
}
