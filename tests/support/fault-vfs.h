/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system's files, with failures on demand: a full disk, a failing write or fsync. One for the whole process. */
#pragma once

#include <glib.h>

#define FAULT_VFS "fault"

typedef enum
{
  FAULT_NONE,
  FAULT_FULL,  /* writes: no space left */
  FAULT_WRITE, /* writes: I/O error */
  FAULT_SYNC,  /* fsync: I/O error */
} Fault;

void fault_vfs_register (void);
/* From the @after-th call of that kind on (0 = the next one) everything of the kind fails. */
void fault_vfs_set (Fault fault, guint after);
/* Calls of any kind that failed since fault_vfs_set (). */
guint fault_vfs_count (void);
