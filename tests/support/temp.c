/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/temp.h"

#include <glib/gstdio.h>

TempDir *
temp_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("zuoxi-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

char *
temp_path (const TempDir *dir, const char *name)
{
  return g_build_filename (dir, name, NULL);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
temp_dir_remove (TempDir *dir)
{
  if (dir == NULL)
    return;
  remove_tree (dir);
  g_free (dir);
}
