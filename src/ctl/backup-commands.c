/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backup and restore with proof (R39). */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/id.h"
#include "core/moment.h"
#include "ctl/admin.h"
#include "ctl/ctl.h"
#include "server/backup.h"
#include "server/routes.h"

typedef struct
{
  char    *data;
  gboolean check;
  gboolean replace;
  gboolean quiet;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (CtlCall *call, Options *options, gboolean restore, GError **error)
{
  /* clang-format off */
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data, N_("Folder of the server's store"), "DIR" },
    { "check", 'c', 0, G_OPTION_ARG_NONE, &options->check, N_("Only hold the backup in DIR against its proof"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, N_("Say nothing on the way"), NULL },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &options->replace, N_("Set the store that is there aside"), NULL },
    { NULL } };
  /* clang-format on */

  if (!restore)
    entries[3] = (GOptionEntry){ NULL };
  return ctl_parse (call, entries, 1, 1, error);
}

static void
print_proof (FILE *out, const BackupProof *proof)
{
  g_autofree char *digest = digest_dup_hex (proof->digest);
  g_autofree char *id = id_dup_hex (proof->server_id);
  char             moment[MOMENT_LOCAL_SIZE];

  moment_format_local (proof->at, MOMENT_OFFSET_S, moment);
  fprintf (out, "sha256\t%s\nbytes\t%" G_GINT64_FORMAT "\nmade\t%s\nserver\t%s\nincarnation\t%" G_GINT64_FORMAT "\n",
           digest, proof->size, moment, id, proof->inc);
  for (guint i = 0; i < proof->shards->len; i++)
    {
      const BackupShard *shard = &g_array_index (proof->shards, BackupShard, i);
      g_autofree char   *hex = id_dup_hex (shard->shard);

      fprintf (out, "shard\t%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\n", hex, shard->seq, shard->aseq);
    }
}

typedef struct
{
  FILE *err;
  int   tenths;
} Progress;

static void
on_copied (int done, int all, gpointer data)
{
  Progress *progress = data;
  int       tenths = all > 0 ? (int) (10.0 * done / all) : 10;

  if (progress->err == NULL || tenths == progress->tenths)
    return;
  progress->tenths = tenths;
  fprintf (progress->err, _ ("%d %% copied\n"), tenths * 10);
}

/* The server's key and certificate beside the copy: without them every desktop asks for the fingerprint again. */
static gboolean
copy_private (const char *from_dir, const char *to_dir, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (from_dir, name, NULL);
  g_autofree char *to = g_build_filename (to_dir, name, NULL);
  g_autofree char *text = NULL;
  gsize            length;

  if (!g_file_test (from, G_FILE_TEST_EXISTS) || g_file_test (to, G_FILE_TEST_EXISTS))
    return TRUE;
  return g_file_get_contents (from, &text, &length, error) &&
         g_file_set_contents_full (to, text, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static gboolean
copy_keys (const char *from, const char *to, GError **error)
{
  return copy_private (from, to, "tls.key", error) && copy_private (from, to, "tls.pem", error);
}

static gboolean
note_backup (Admin *admin, const char *action, const BackupProof *proof, GError **error)
{
  g_autofree char *text = backup_proof_text (proof);

  return admin_begin (admin, error) &&
         server_note (admin->server, &admin->actor, action, "", ID_NONE, g_strchomp (text), &admin->now, error) &&
         admin_commit (admin, error);
}

static gboolean
is_taken (const char *dir)
{
  g_autofree char *store = g_build_filename (dir, BACKUP_STORE, NULL);
  g_autofree char *proof = g_build_filename (dir, BACKUP_PROOF, NULL);

  return g_file_test (store, G_FILE_TEST_EXISTS) || g_file_test (proof, G_FILE_TEST_EXISTS);
}

static gboolean
check (CtlCall *call, GError **error)
{
  g_auto (BackupProof) proof = { 0 };

  if (!backup_check (call->args[0], &proof, error))
    return FALSE;
  print_proof (call->out, &proof);
  fputs (_ ("The backup is what its proof says.\n"), call->err);
  return TRUE;
}

gboolean
backup (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_auto (BackupProof) proof = { 0 };
  Progress    progress = { .err = NULL };
  const char *dir;

  if (!parse (call, &options, FALSE, error))
    return FALSE;
  if (options.check)
    return check (call, error);
  dir = call->args[0];
  if (is_taken (dir))
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: there is a backup already; give each one a folder of its own"), dir);
  progress.err = options.quiet ? NULL : call->err;
  if (!admin_open (&admin, options.data, error) ||
      !server_backup (admin.server, dir, &admin.now, on_copied, &progress, &proof, error) ||
      !copy_keys (admin.dir, dir, error) || !note_backup (&admin, "backup", &proof, error))
    return FALSE;
  print_proof (call->out, &proof);
  return TRUE;
}

/* Whoever has the store open keeps it: then this fails instead of pulling the file from under a running server. */
static gboolean
read_present (const char *store, const BackupProof *proof, gint64 *inc, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (Db) db = db_open (store, DB_EXISTING | DB_EXCLUSIVE, NULL, &local);
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *wanted = id_dup_hex (proof->server_id);

  if (db == NULL && g_error_matches (local, DB_ERROR, DB_ERROR_BUSY))
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: zuoxid is using it; stop it first: systemctl stop zuoxid"), store);
  if (db == NULL)
    return TRUE; /* damaged: that is what a backup is for */
  id = db_text (db, NULL, "SELECT value FROM meta WHERE name = 'server_id'", "");
  text = db_text (db, NULL, "SELECT value FROM meta WHERE name = 'inc'", "");
  if (id != NULL && !g_str_equal (id, wanted))
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: this is another server's store; restore into a folder of its own"), store);
  *inc = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  return TRUE;
}

/* Renames the store and its log, which may hold what the store lacks. */
static gboolean
set_aside (CtlCall *call, const char *store, gint64 now, GError **error)
{
  static const char *const tails[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *from = g_strconcat (store, tails[i], NULL);
      g_autofree char *to = g_strdup_printf ("%s.aside-%" G_GINT64_FORMAT "%s", store, now / G_USEC_PER_SEC, tails[i]);

      if (!g_file_test (from, G_FILE_TEST_EXISTS))
        continue;
      if (g_rename (from, to) != 0)
        return ctl_fail (error, CTL_ERROR_FAILED, "%s: %s", from, g_strerror (errno));
      if (i == 0)
        fprintf (call->err, _ ("The store that was there is now %s.\n"), to);
    }
  return TRUE;
}

static void
complain (const char *sentence, gpointer data)
{
  fprintf (((CtlCall *) data)->err, "%s\n", sentence);
}

/* The store that was placed, opened as a server opens it: brought to this program's schema, verified, noted. */
static gboolean
verify_placed (CtlCall *call, const char *part, const BackupProof *proof, const Options *options, GError **error)
{
  ServerNow   now = routes_now ();
  Admin       admin = { .now = now };
  AuditReport report;
  gboolean    done;

  admin.server = server_open (part, NULL, &now, error);
  if (admin.server == NULL)
    return FALSE;
  admin.actor.admin = TRUE;
  admin.actor.login = g_strdup_printf ("admin:%s", g_get_user_name ());
  done = server_verify_audit (admin.server, complain, call, &report, error) &&
         server_verify_counts (admin.server, complain, call, &report, error);
  if (done && report.broken > 0)
    done = ctl_fail (error, CTL_ERROR_FAILED, _ ("the backup is damaged inside: nothing was restored; take an older one"));
  done = done && note_backup (&admin, "restore", proof, error) &&
         db_truncate_log (server_get_db (admin.server), error);
  admin_clear (&admin);
  return done;
}

static gboolean
sync_folder (const char *dir, GError **error)
{
  int      folder = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = folder >= 0 && fsync (folder) == 0;

  if (!done)
    ctl_fail (error, CTL_ERROR_FAILED, "%s: %s", dir, g_strerror (errno));
  if (folder >= 0)
    close (folder);
  return done;
}

static void
remove_part (const char *part)
{
  static const char *const tails[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *path = g_strconcat (part, tails[i], NULL);

      g_unlink (path);
    }
}

/* Nothing of the present store is touched before the new one stands complete beside it. */
static gboolean
place (CtlCall *call, const Options *options, const char *data, const BackupProof *proof, GError **error)
{
  g_autofree char *store = g_build_filename (data, BACKUP_STORE, NULL);
  g_autofree char *part = g_build_filename (data, "restore.part", NULL);
  gboolean         present = g_file_test (store, G_FILE_TEST_EXISTS);
  ServerNow        now = routes_now ();
  gint64           inc = 0;

  if (present && !options->replace)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: there is a store; --replace sets it aside"), store);
  if (present && !read_present (store, proof, &inc, error))
    return FALSE;
  remove_part (part);
  if (!backup_place (call->args[0], proof, part, inc, &now, error) ||
      !verify_placed (call, part, proof, options, error) || !set_aside (call, store, now.now, error))
    {
      remove_part (part);
      return FALSE;
    }
  if (g_rename (part, store) != 0)
    return ctl_fail (error, CTL_ERROR_FAILED, "%s: %s", store, g_strerror (errno));
  return copy_keys (call->args[0], data, error) && sync_folder (data, error);
}

gboolean
restore (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (BackupProof) proof = { 0 };
  const char *data;

  if (!parse (call, &options, TRUE, error))
    return FALSE;
  if (options.check)
    return check (call, error);
  data = options.data != NULL ? options.data : g_getenv ("ZUOXI_SERVER");
  if (data == NULL)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say where the server's store is: --data DIR, or ZUOXI_SERVER"));
  if (!backup_check (call->args[0], &proof, error))
    return FALSE;
  if (g_mkdir_with_parents (data, 0700) != 0)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: the folder cannot be made"), data);
  if (!place (call, &options, data, &proof, error))
    return FALSE;
  print_proof (call->out, &proof);
  fputs (_ ("Restored. Desktops notice at their next sync and send again what the backup lacks.\n"), call->err);
  return TRUE;
}
