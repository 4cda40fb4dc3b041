/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers about the store, and erasing what the law says must go (R57). */
#include <glib/gi18n.h>

#include "core/id.h"
#include "ctl/admin.h"
#include "ctl/ctl.h"
#include "registry.h"
#include "server/erase.h"
#include "server/stats.h"

typedef struct
{
  char    *data;
  char    *under;
  gboolean live;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->under);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
print_number (const char *group, const char *name, gint64 value, gpointer data)
{
  fprintf (data, "%s\t%s\t%" G_GINT64_FORMAT "\n", group, name, value);
}

gboolean
stats (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, N_ ("Folder of the server's store"), "DIR" },
      { NULL },
  };

  return ctl_parse (call, entries, 0, 0, error) && admin_open (&admin, options.data, error) &&
         server_stats (admin.server, &admin.now, print_number, call->out, error);
}

gboolean
erase (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autofree char *problem = NULL;
  const Schema    *schema;
  EraseReport      report;
  Id               id;
  GOptionEntry     entries[] = {
        { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, N_ ("Folder of the server's store"), "DIR" },
          { "delete", 0, 0, G_OPTION_ARG_NONE, &options.live, N_ ("Delete the row and its children first"), NULL },
            { "under", 'u', 0, G_OPTION_ARG_FILENAME, &options.under, N_ ("Law or request it is done under; it stays in the audit"), "TEXT" },
              { NULL },
      };

  if (!ctl_parse (call, entries, 2, 2, error))
    return FALSE;
  schema = registry_find (call->args[0]);
  if (schema == NULL)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("%s: no such table; zuoxictl stats lists them"), call->args[0]);
  if (!id_from_hex (call->args[1], &id))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("%s: an id has 32 hex digits"), call->args[1]);
  if (options.under == NULL || *options.under == '\0' || !g_utf8_validate (options.under, -1, NULL))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say under which law or request: --under TEXT"));
  if (!admin_open (&admin, options.data, error) || !admin_begin (&admin, error) ||
      !server_erase (admin.server, &admin.actor, schema, id, options.under, options.live, &admin.now, &report,
                     &problem, error))
    return FALSE;
  if (problem != NULL)
    return ctl_fail (error, CTL_ERROR_FAILED, "%s", problem);
  /* What was overwritten must not outlive this in the log. */
  if (!admin_commit (&admin, error) || !db_truncate_log (server_get_db (admin.server), error))
    return FALSE;
  fprintf (call->out,
           "rows\t%" G_GINT64_FORMAT "\nvalues\t%" G_GINT64_FORMAT "\nlines\t%" G_GINT64_FORMAT
           "\nnotes\t%" G_GINT64_FORMAT "\n",
           report.rows, report.values, report.lines, report.notes);
  fputs (_ ("Erased. Backups made before still hold it; delete or replace them in time.\n"), call->err);
  return TRUE;
}
