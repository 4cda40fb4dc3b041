/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/migrate.h"

#include <stdlib.h>
#include <string.h>

#include "store/sql-resource.h"

#define STORE_APPLICATION_ID 0x5a587331 /* "ZXs1" */

static GResource *
store_sql (void)
{
  static gsize registered = 0;

  /* Not by a constructor: the linker drops those of a static library. */
  if (g_once_init_enter (&registered))
    {
      store_sql_register_resource ();
      g_once_init_leave (&registered, 1);
    }
  return store_sql_get_resource ();
}

const Migration store_migration = {
  .what = "desktop store",
  .application_id = STORE_APPLICATION_ID,
  .folder = "/io/github/zuoxi/store/sql",
  .resource = store_sql,
};

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Names of the steps in order; the numbering is a fact of the build, so a gap is a programmer's error. */
static char **
list_steps (const Migration *plan)
{
  char **names = g_resource_enumerate_children (plan->resource (), plan->folder, 0, NULL);

  g_assert (names != NULL);
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  for (int i = 0; names[i] != NULL; i++)
    g_assert (atoi (names[i]) == i + 1);
  return names;
}

int
migrate_newest (const Migration *plan)
{
  g_auto (GStrv) names = list_steps (plan);

  return (int) g_strv_length (names);
}

typedef struct
{
  gint64 application_id;
  gint64 version;
  gint64 tables;
} Header;

static gboolean
read_header (Db *db, Header *header, GError **error)
{
  return db_int (db, &header->application_id, NULL, error, "PRAGMA application_id", "") &&
         db_int (db, &header->version, NULL, error, "PRAGMA user_version", "") &&
         db_int (db, &header->tables, NULL, error, "SELECT count(*) FROM sqlite_master", "");
}

static gboolean
check_header (Db *db, const Migration *plan, const Header *header, int newest, GError **error)
{
  gboolean ours = header->application_id == (gint64) plan->application_id;
  gboolean blank = header->application_id == 0 && header->version == 0 && header->tables == 0;

  if (!ours && !blank)
    {
      g_set_error (error, DB_ERROR, DB_ERROR_FOREIGN, "%s: an SQLite file of another program, not a %s", db_path (db),
                   plan->what);
      return FALSE;
    }
  if (header->version > newest)
    {
      g_set_error (error, DB_ERROR, DB_ERROR_NEWER,
                   "%s: written by a newer version (schema %" G_GINT64_FORMAT ", this program knows %d)", db_path (db),
                   header->version, newest);
      return FALSE;
    }
  return TRUE;
}

static gboolean
run_step (Db *db, const Migration *plan, const char *name, int number, GError **error)
{
  g_auto (DbScope) scope = { 0 };
  g_autofree char *path = g_build_path ("/", plan->folder, name, NULL);
  g_autoptr (GBytes) sql = g_resource_lookup_data (plan->resource (), path, 0, error);
  g_autofree char *script = NULL;
  gint64           version = 0;

  if (sql == NULL)
    return FALSE;
  script = g_strdup_printf ("%.*s\n;PRAGMA application_id = %u; PRAGMA user_version = %d;",
                            (int) g_bytes_get_size (sql), (const char *) g_bytes_get_data (sql, NULL),
                            plan->application_id, number);
  if (!db_begin (&scope, db, error) || !db_int (db, &version, NULL, error, "PRAGMA user_version", ""))
    return FALSE;
  if (version >= number)
    return TRUE; /* another process was faster */
  if (!db_script (db, script, error))
    {
      g_prefix_error (error, "step %s: ", name);
      return FALSE;
    }
  return db_commit (&scope, error);
}

gboolean
migrate_to (Db *db, const Migration *plan, int last, GError **error)
{
  g_auto (GStrv) names = list_steps (plan);
  Header header = { 0 };
  int    newest = (int) g_strv_length (names);

  g_return_val_if_fail (last >= 0 && last <= newest, FALSE);
  if (!read_header (db, &header, error) || !check_header (db, plan, &header, newest, error))
    return FALSE;
  for (int i = (int) header.version; i < last; i++)
    if (!run_step (db, plan, names[i], i + 1, error))
      return FALSE;
  return TRUE;
}

gboolean
migrate (Db *db, const Migration *plan, GError **error)
{
  return migrate_to (db, plan, migrate_newest (plan), error);
}

gboolean
migrate_check (Db *db, const Migration *plan, GError **error)
{
  Header header = { 0 };
  int    newest = migrate_newest (plan);

  if (!read_header (db, &header, error) || !check_header (db, plan, &header, newest, error))
    return FALSE;
  if (header.version == newest)
    return TRUE;
  g_set_error (error, DB_ERROR, DB_ERROR_OTHER, "%s: schema %" G_GINT64_FORMAT " is older than %d", db_path (db),
               header.version, newest);
  return FALSE;
}
