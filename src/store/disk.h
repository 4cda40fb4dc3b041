/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The few files beside a store that are not SQLite's: its mirror, and what was set aside. The simulator has these
 * functions once more, over its own disks.
 */
#pragma once

#include "store/db.h"

gboolean disk_exists (const char *path);
/* (transfer full): NULL with a #GFileError. */
char *disk_read (const char *path, GError **error);
/* A new file in place of the old one, durable with its name. */
gboolean disk_write (const char *path, const char *bytes, gsize size, GError **error);
gboolean disk_append (const char *path, const char *bytes, gsize size, GError **error);
/* What is not there is no error. */
gboolean disk_rename (const char *from, const char *to, GError **error);
void     disk_remove (const char *path); /* durable */
/* How a store on it is opened. */
DbFlags     disk_flags (void);
const char *disk_vfs (void);
