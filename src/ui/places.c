/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/places.h"

#include <glib/gi18n.h>

/* (transfer full) (nullable): FOLDER of the build folder this program was started from, if it has FILE. */
static char *
build_folder (const char *folder, const char *file)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *here = directory != NULL ? g_build_filename (directory, "..", folder, NULL) : NULL;
  g_autofree char *wanted = here != NULL ? g_build_filename (here, file, NULL) : NULL;

  return wanted != NULL && g_file_test (wanted, G_FILE_TEST_EXISTS) ? g_steal_pointer (&here) : NULL;
}

void
places_bind_text_domain (void)
{
  g_autofree char *built = build_folder ("po", "zh_CN/LC_MESSAGES/" GETTEXT_PACKAGE ".mo");
  const char      *wanted = g_getenv ("ZUOXI_LOCALEDIR");

  if (wanted == NULL)
    wanted = built != NULL ? built : LOCALEDIR;
  bindtextdomain (GETTEXT_PACKAGE, wanted);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

GSettings *
places_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autofree char       *built = build_folder ("data", "gschemas.compiled");
  g_autoptr (GSettingsSchemaSource) own = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (built != NULL)
    own = g_settings_schema_source_new_from_directory (built, source, FALSE, NULL);
  if (own != NULL)
    source = own;
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
