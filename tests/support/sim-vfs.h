/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files in memory for SQLite, on machines that lose their power: a path is "/machine/file". What was written and not
 * synced is kept, dropped or torn sector by sector when the power goes. Clock and random are its own, so that the same
 * seed gives the same life.
 */
#pragma once

#include <glib.h>

#define SIM_VFS "sim"

typedef enum
{
  SIM_FAULT_NONE,
  SIM_FAULT_CRASH, /* from that call on the machine is dead */
  SIM_FAULT_WRITE, /* one write fails: I/O error */
  SIM_FAULT_FULL,  /* one write fails: no space left */
  SIM_FAULT_SYNC,  /* one fsync fails */
} SimFault;

/* Registers it as SQLite's default, so that nothing else gives time or random. */
void sim_vfs_register (void);
/* No machine has a file any more; the random numbers begin anew. No file may be open. */
void sim_vfs_reset (guint64 seed);

/* Strikes at the @after-th call of its kind on the machine (0 = the next; for a crash every call counts). */
void     sim_vfs_arm (const char *machine, SimFault fault, guint after);
void     sim_vfs_disarm (const char *machine);
gboolean sim_vfs_struck (const char *machine); /* since it was armed */
guint    sim_vfs_writes (const char *machine); /* writes and syncs so far */

/* The machine dies in its @after-th write or sync from now on (0 = the next), armed or not; < 0 = never. */
void     sim_vfs_doom (const char *machine, int after);
gboolean sim_vfs_doom_came (const char *machine); /* until its power is cut */

/* Every handle of the machine is closed by now; its files become what the disk holds, and it lives again. */
void sim_vfs_power_cut (const char *machine);

/* A file with its log, as another process would copy it now. */
void sim_vfs_copy (const char *from, const char *to);
/* One file as a whole; NULL = there is none. (transfer full) */
GBytes  *sim_vfs_get (const char *path);
void     sim_vfs_put (const char *path, GBytes *bytes);
void     sim_vfs_remove (const char *path);
gboolean sim_vfs_exists (const char *path);

/* Calls @func for the bytes of every file of the machine, as they can be read now. */
typedef void (*SimVfsEach) (const char *path, const guint8 *bytes, gsize length, gpointer data);
void sim_vfs_each (const char *machine, SimVfsEach func, gpointer data);
