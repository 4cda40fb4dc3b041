/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/recover.h"

#include <string.h>

#include "core/id.h"
#include "core/plant.h"
#include "store/blob.h"
#include "store/disk.h"
#include "store/draft.h"
#include "store/mirror.h"
#include "store/overlay-private.h"

#define CHECK_EVERY_US (G_GINT64_CONSTANT (7) * 24 * 3600 * 1000000)

static const char *const suffixes[] = { "", "-wal", "-shm", ".outbox.jsonl" };
#define SALVAGED ".salvaged.jsonl" /* lines read from the damaged file, for a moment */
#define RECOVERING ".recovering"   /* beside a store that is being made anew: the name of what was set aside */
#define CONDEMNED ".condemned"     /* an empty file beside a store whose check failed */

void
store_recovery_clear (StoreRecovery *report)
{
  g_free (report->aside);
  *report = (StoreRecovery){ 0 };
}

static char *
aside_name (const char *path, int number)
{
  return number == 1 ? g_strconcat (path, ".damaged", NULL) : g_strdup_printf ("%s.damaged-%d", path, number);
}

static char *
unused_name (const char *path)
{
  char *name = aside_name (path, 1);

  for (int i = 2; disk_exists (name); i++)
    {
      g_free (name);
      name = aside_name (path, i);
    }
  return name;
}

/* The store at @path was made from @aside to the end; only the mark of its making is there still. */
static gboolean
is_whole (const char *path, const char *aside)
{
  g_autoptr (Store) store = disk_exists (path) ? store_open (path, disk_flags (), disk_vfs (), NULL) : NULL;
  g_autofree char *from = store != NULL ? store_meta_get (store, "aside", NULL) : NULL;

  return g_strcmp0 (from, aside) == 0;
}

/* (nullable): the file set aside by a recovery that did not come to its end: it left its mark, or there is no store at
 * @path. */
static char *
unfinished (const char *path)
{
  g_autofree char *mark = g_strconcat (path, RECOVERING, NULL);
  char            *last = disk_exists (mark) ? disk_read (mark, NULL) : NULL;

  if (last != NULL && disk_exists (last) && !is_whole (path, last))
    return last;
  g_clear_pointer (&last, g_free);
  if (disk_exists (path))
    return NULL;
  for (int i = 1;; i++)
    {
      char *name = aside_name (path, i);

      if (!disk_exists (name))
        {
          g_free (name);
          return last;
        }
      g_free (last);
      last = name;
    }
}

static void
remove_files (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      disk_remove (name);
    }
  {
    g_autofree char *salvaged = g_strconcat (path, SALVAGED, NULL);

    disk_remove (salvaged);
  }
}

/* Renames the store with its log and mirror; the log goes first, so that it never lies beside a file that is not its.
 */
static char *
set_aside (const char *path, GError **error)
{
  g_autofree char *name = unused_name (path);

  for (gsize i = G_N_ELEMENTS (suffixes); i-- > 0;)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (name, suffixes[i], NULL);

      if (!disk_rename (from, to, error))
        return NULL;
    }
  return g_steal_pointer (&name);
}

/* Saved from a damaged file: whatever can be read until it fails; failures end the reading and are no error. */

static void
salvage_drafts (Store *self, Db *damaged, StoreRecovery *report)
{
  g_autoptr (DbStmt) stmt = db_prepare (damaged, NULL, "SELECT form, field, text, at FROM draft", "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    if (store_draft_set (self, db_column_text (stmt, 0), db_column_text (stmt, 1), db_column_text (stmt, 2),
                         db_column_int (stmt, 3), NULL))
      report->drafts++;
}

static void
salvage_lines (Db *damaged, const char *into)
{
  g_autoptr (DbStmt) stmt = db_prepare (damaged, NULL, "SELECT line FROM outbox WHERE outcome IS NULL ORDER BY n", "");
  g_autoptr (GString) text = g_string_new (NULL);

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    g_string_append_printf (text, "%s\n", db_column_text (stmt, 0));
  disk_write (into, text->str, text->len, NULL);
}

/* Whose lines they are: the new store says so when it registers, and stays of the same lineage, which counts as one
 * author (R34); else the server would not take the files it named in rows. */
static void
salvage_device (Store *self, Db *damaged)
{
  g_autofree char *device = db_text (damaged, NULL, "SELECT value FROM meta WHERE name = 'device'", "");
  Id               id;

  if (device != NULL && id_from_hex (device, &id))
    store_meta_set (self, "device", device, NULL);
}

static gboolean
replay (Store *self, const char *path, StoreRecovery *report, GError **error)
{
  guint lines;
  guint unreadable;

  if (!store_mirror_replay (self, path, &lines, &unreadable, error))
    return FALSE;
  report->lines += lines;
  report->unreadable += unreadable;
  return TRUE;
}

/* First the mirror, which is whole and in order; then what the file adds to it: the last second. */
static gboolean
save_words (Store *self, StoreRecovery *report, GError **error)
{
  g_autofree char *mirror = store_mirror_path (report->aside);
  g_autofree char *salvaged = g_strconcat (report->aside, SALVAGED, NULL);
  g_autoptr (Db) damaged = NULL;
  gboolean saved;

  if (!replay (self, mirror, report, error))
    return FALSE;
  damaged = db_open (report->aside, DB_EXISTING | disk_flags (), disk_vfs (), NULL);
  if (damaged == NULL)
    return TRUE;
  salvage_device (self, damaged);
  salvage_drafts (self, damaged, report);
  salvage_lines (damaged, salvaged);
  saved = replay (self, salvaged, report, error);
  store_blob_salvage (self, damaged);
  disk_remove (salvaged);
  return saved;
}

/* A new store at @path with what can be saved from the file at report->aside. */
static Store *
start_anew (const char *path, StoreRecovery *report, GError **error)
{
  g_autofree char *mark = g_strconcat (path, RECOVERING, NULL);
  Store           *self;

  report->recovered = TRUE;
  /* Half a recovery must not pass for a store, whether it fails or the power goes: the next start begins it again from
     the file set aside. */
  if (!disk_write (mark, report->aside, strlen (report->aside), error))
    return NULL;
  remove_files (path);
  self = store_open (path, disk_flags (), disk_vfs (), error);
  if (self != NULL && save_words (self, report, error) && store_mirror_flush (self, error) &&
      store_meta_set (self, "aside", report->aside, error))
    {
      disk_remove (mark);
      return self;
    }
  store_close (self);
  remove_files (path);
  return NULL;
}

Store *
store_recover (const char *path, StoreRecovery *report, GError **error)
{
  g_autofree char *mark = g_strconcat (path, CONDEMNED, NULL);

  *report = (StoreRecovery){ .aside = set_aside (path, error) };
  if (report->aside == NULL)
    return NULL;
  disk_remove (mark);
  return start_anew (path, report, error);
}

gboolean
store_condemn (const char *path, GError **error)
{
  g_autofree char *mark = g_strconcat (path, CONDEMNED, NULL);

  return disk_write (mark, "", 0, error);
}

static gboolean
is_condemned (const char *path)
{
  g_autofree char *mark = g_strconcat (path, CONDEMNED, NULL);

  return disk_exists (mark);
}

Store *
store_open_or_recover (const char *path, StoreRecovery *report, GError **error)
{
  g_autoptr (GError) failure = NULL;
  Store *self;

  *report = (StoreRecovery){ .aside = unfinished (path) };
  if (report->aside != NULL)
    return start_anew (path, report, error);
  if (is_condemned (path) && disk_exists (path))
    return store_recover (path, report, error);
  self = store_open (path, disk_flags (), disk_vfs (), &failure);
  if (self != NULL)
    return self;
  if (g_error_matches (failure, DB_ERROR, DB_ERROR_CORRUPT) ||
      g_error_matches (failure, DB_ERROR, DB_ERROR_NOT_A_DATABASE))
    return store_recover (path, report, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

gboolean
store_check (Store *self, GError **error)
{
  return db_quick_check (self->db, error);
}

gboolean
store_check_is_due (Store *self, gboolean *due, GError **error)
{
  g_autofree char *unclean = store_meta_get (self, "unclean", error);
  g_autofree char *checked = unclean != NULL ? store_meta_get (self, "checked", error) : NULL;

  if (checked == NULL)
    return FALSE;
  *due = g_str_equal (unclean, "1") || store_now (self) - g_ascii_strtoll (checked, NULL, 10) > CHECK_EVERY_US;
  return TRUE;
}

gboolean
store_checked (Store *self, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, store_now (self));

  return store_meta_set (self, "checked", now, error) && store_meta_set (self, "unclean", "0", error);
}

gboolean
store_started (Store *self, GError **error)
{
  g_autofree char *running = store_meta_get (self, "running", error);

  if (running == NULL)
    return FALSE;
  if (g_str_equal (running, "1") && !store_meta_set (self, "unclean", "1", error))
    return FALSE;
  return store_meta_set (self, "running", "1", error);
}

gboolean
store_ended (Store *self, GError **error)
{
  return store_meta_set (self, "running", "0", error);
}

/* @aside, and those of damages before it, whose words it had: none was dropped while a word waited. */
static void
remove_all_aside (const char *path, const char *aside)
{
  remove_files (aside);
  for (int i = 1;; i++)
    {
      g_autofree char *name = aside_name (path, i);

      if (!disk_exists (name))
        return;
      remove_files (name);
    }
}

gboolean
store_drop_aside (Store *self, GError **error)
{
  g_autofree char *aside = store_meta_get (self, "aside", error);
  gint64           waiting;

  if (aside == NULL || *aside == '\0')
    return aside != NULL;
  waiting = 0;
  if (!db_int (self->db, &waiting, NULL, error, "SELECT count(*) FROM outbox WHERE outcome IS NULL", ""))
    return FALSE;
  if (waiting > 0)
    return TRUE;
  if (!PLANT (aside_stays))
    remove_all_aside (self->path, aside);
  return store_meta_set (self, "aside", "", error);
}
