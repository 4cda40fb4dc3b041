/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/mirror.h"

#include "core/id.h"
#include "store/disk.h"
#include "store/overlay-private.h"

#define STALE_MAX 200 /* lines that may have left before the file is written anew, if they are half of it */

char *
store_mirror_path (const char *path)
{
  return g_strconcat (path, ".outbox.jsonl", NULL);
}

/* Unacknowledged lines after place @after, one a line; *@last = place of the last. */
static GString *
collect (Store *self, gint64 after, gint64 *last, guint *count, GError **error)
{
  g_autoptr (DbStmt) stmt =
      db_prepare (self->db, error, "SELECT n, line FROM outbox WHERE outcome IS NULL AND n > ? ORDER BY n", "i", after);
  g_autoptr (GString) text = g_string_new (NULL);
  int got = -1;

  *count = 0;
  *last = after;
  while (stmt != NULL && (got = db_step (stmt, error)) > 0)
    {
      *last = db_column_int (stmt, 0);
      g_string_append (text, db_column_text (stmt, 1));
      g_string_append_c (text, '\n');
      (*count)++;
    }
  return got == 0 ? g_steal_pointer (&text) : NULL;
}

static gboolean
flush_anew (Store *self, const char *path, GError **error)
{
  g_autoptr (GString) text = NULL;
  gint64 last;
  guint  count;

  text = collect (self, 0, &last, &count, error);
  if (text == NULL || !disk_write (path, text->str, text->len, error))
    return FALSE;
  self->mirror_known = TRUE;
  self->mirror_last = last;
  self->mirror_stale = 0;
  self->mirror_lines = count;
  return TRUE;
}

gboolean
store_mirror_flush (Store *self, GError **error)
{
  g_autofree char *path = store_mirror_path (self->path);
  g_autoptr (GString) text = NULL;
  gint64 last;
  guint  count;

  if (g_strcmp0 (self->vfs, disk_vfs ()) != 0)
    return TRUE;
  /* Half of it: a long queue that shrinks is written twice in all, not once a second. */
  if (!self->mirror_known ||
      (self->mirror_stale > STALE_MAX && self->mirror_stale >= self->mirror_lines / 2) ||
      (self->mirror_stale > 0 && self->mirror_stale >= self->mirror_lines))
    return flush_anew (self, path, error);
  text = collect (self, self->mirror_last, &last, &count, error);
  if (text == NULL)
    return FALSE;
  if (count == 0)
    return TRUE;
  self->mirror_known = FALSE; /* a torn append is mended by writing anew */
  if (!disk_append (path, text->str, text->len, error))
    return FALSE;
  self->mirror_known = TRUE;
  self->mirror_last = last;
  self->mirror_lines += count;
  return TRUE;
}

static gboolean
is_known (Store *self, const char *mid_hex, gboolean *known, GError **error)
{
  Id     mid;
  gint64 one;

  if (!id_from_hex (mid_hex, &mid))
    g_assert_not_reached ();
  return db_int (self->db, &one, known, error,
                 "SELECT 1 FROM outbox WHERE mid = ?1 UNION ALL SELECT 1 FROM sent WHERE mid = ?1 LIMIT 1", "d", &mid);
}

static gboolean
rebuild_rows (Store *self, const Mutation *mutation, GError **error)
{
  if (mutation->kind == MUTATION_COMMAND)
    return TRUE;
  if (mutation->kind != MUTATION_GROUP)
    return overlay_rebuild (self, mutation->table, mutation->id, error);
  for (guint i = 0; i < mutation->ops->len; i++)
    {
      const Mutation *op = mutation->ops->pdata[i];

      if (!overlay_rebuild (self, op->table, op->id, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
store_mirror_replay (Store *self, const char *path, guint *replayed, guint *unreadable, GError **error)
{
  g_auto (StoreScope) scope = { 0 };
  g_autofree char *bytes = NULL;
  g_auto (GStrv) lines = NULL;

  *replayed = *unreadable = 0;
  if (!disk_exists (path))
    return TRUE;
  bytes = disk_read (path, error);
  if (bytes == NULL || !store_begin (&scope, self, error))
    return FALSE;
  lines = g_strsplit (bytes, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_autoptr (Mutation) mutation = **line != '\0' ? mutation_parse (*line, -1, NULL) : NULL;
      gboolean known = FALSE;

      *unreadable += mutation == NULL && **line != '\0';
      if (mutation == NULL)
        continue;
      if (!is_known (self, mutation->mid, &known, error))
        return FALSE;
      if (known)
        continue;
      if (!outbox_take_in (self, mutation, store_now (self), error) || !rebuild_rows (self, mutation, error))
        return FALSE;
      (*replayed)++;
    }
  return store_commit (&scope, error);
}
