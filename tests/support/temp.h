/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of its own for each test, gone with the test. */
#pragma once

#include <glib.h>

typedef char TempDir;

TempDir *temp_dir_new (void);
/* Returns: (transfer full): path of @name inside */
char *temp_path (const TempDir *dir, const char *name);
void  temp_dir_remove (TempDir *dir);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TempDir, temp_dir_remove)
