/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxictl import and export. */
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "core/id.h"
#include "ctl/ctl.h"
#include "ctl/import.h"
#include "registry.h"

typedef struct
{
  char    *server;
  char    *map;
  char    *undo;
  gboolean dry_run;
  gboolean skip_bad;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->server);
  g_free (options->map);
  g_free (options->undo);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (CtlCall *call, Options *options, GError **error)
{
  /* clang-format off */
  GOptionEntry entries[] = {
    { "server", 'd', 0, G_OPTION_ARG_FILENAME, &options->server, N_("Folder of the server's store"), "DIR" },
    { "data", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &options->server, NULL, NULL },
    { "map", 'm', 0, G_OPTION_ARG_FILENAME, &options->map, N_("Key file that says how columns become fields"), "MAP" },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options->dry_run, N_("Count and check, but change nothing"), NULL },
    { "skip-bad", 0, 0, G_OPTION_ARG_NONE, &options->skip_bad, N_("Leave out lines with errors instead of stopping"), NULL },
    { "undo", 0, 0, G_OPTION_ARG_STRING, &options->undo, N_("Take an import back"), "IMPORT-ID" },
    { NULL } };
  /* clang-format on */

  return ctl_parse (call, entries, 0, 1, error);
}

static void
print_progress (guint lines, gpointer data)
{
  fprintf (data, "\r%u lines", lines);
  fflush (data);
}

static void
print_report (CtlCall *call, const ImportMap *map, const ImportReport *report)
{
  for (guint i = 0; i < report->errors->len; i++)
    {
      const ImportError *problem = g_ptr_array_index (report->errors, i);

      if (problem->line > 0)
        fprintf (call->out, "line %u", problem->line);
      if (problem->column != NULL)
        fprintf (call->out, ", column %s", problem->column);
      fprintf (call->out, "%s%s\n", problem->line > 0 ? ": " : "", problem->message);
    }
  if (report->bad > report->errors->len)
    fprintf (call->out, "… and more; %u lines with errors in all\n", report->bad);
  fprintf (call->out, "%u lines, %u with errors\n", report->lines, report->bad);
  for (guint i = 0; i < map->groups->len; i++)
    fprintf (call->out, "%s\t%u\n", ((const ImportGroup *) g_ptr_array_index (map->groups, i))->name,
             g_array_index (report->counts, guint, i));
}

static gboolean
run_import (CtlCall *call, Admin *admin, const Options *options, GError **error)
{
  g_autoptr (ImportMap) map = import_map_load (options->map, error);
  g_auto (ImportReport) report = { 0 };
  gboolean terminal = isatty (fileno (call->err)) == 1;
  gboolean write = !options->dry_run;

  /* All in one transaction: the more of it fits into memory, the less is written twice. */
  if (map == NULL || !db_script (server_get_db (admin->server), "PRAGMA cache_size = -262144", error))
    return FALSE;
  if (!import_file (admin, call->args[0], map, write, options->skip_bad, &report, terminal ? print_progress : NULL,
                    call->err, error))
    return FALSE;
  if (terminal)
    fputc ('\r', call->err);
  print_report (call, map, &report);
  if (!write)
    return report.bad == 0 || ctl_fail (error, CTL_ERROR_FAILED, _ ("there are errors; nothing was written"));
  if (report.bad > 0 && !options->skip_bad)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("nothing was written; mend the lines, or leave them out with --skip-bad"));
  if (!server_note (admin->server, &admin->actor, "import", "", ID_NONE, report.id, &admin->now, error) ||
      !admin_commit (admin, error))
    return FALSE;
  fprintf (call->out, "import %s\n", report.id);
  return TRUE;
}

static gboolean
run_undo (CtlCall *call, Admin *admin, const char *id, GError **error)
{
  g_auto (UndoReport) report = { 0 };

  if (!import_undo (admin, id, &report, error) || !admin_commit (admin, error))
    return FALSE;
  fprintf (call->out, "%u rows deleted\n", report.deleted);
  for (guint i = 0; i < report.kept->len; i++)
    fprintf (call->out, "changed since, kept: %s\n", (const char *) g_ptr_array_index (report.kept, i));
  return TRUE;
}

gboolean
import (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };

  if (!parse (call, &options, error))
    return FALSE;
  if (options.undo == NULL && (call->args[0] == NULL || options.map == NULL))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("a file and its --map are wanted, or --undo IMPORT-ID"));
  if (!admin_open (&admin, options.server, error) || !admin_begin (&admin, error))
    return FALSE;
  if (options.undo != NULL)
    return run_undo (call, &admin, options.undo, error);
  return run_import (call, &admin, &options, error);
}

/* Quoted where it has to be. */
static void
print_cell (FILE *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      fputs (text, out);
      return;
    }
  fputc ('"', out);
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        fputc ('"', out);
      fputc (*text, out);
    }
  fputc ('"', out);
}

/* Everyone may read the org class; the administrator has no other grant (R60). */
static gboolean
is_public (const Schema *schema)
{
  for (const Place *place = schema->places; place->cls != BUCKET_NONE; place++)
    if (place->cls != BUCKET_ORG)
      return FALSE;
  return TRUE;
}

static gboolean
refuse_table (const char *table, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (int i = 0; registry[i] != NULL; i++)
    if (is_public (registry[i]))
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", registry[i]->table);
  return ctl_fail (error, CTL_ERROR_USAGE,
                   _ ("%s: the administrator may read %s; other tables are exported in the desktop by those who may "
                   "read them"),
                      table, names->str);
}

gboolean
export_table (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autofree Loader *loader = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const Schema *schema;
  GOptionEntry  entries[] = {
     { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options.server, N_("Folder of the server's store"), "DIR" }, { NULL }
  };

  if (!ctl_parse (call, entries, 1, 1, error))
    return FALSE;
  schema = registry_find (call->args[0]);
  if (schema == NULL || !is_public (schema))
    return refuse_table (call->args[0], error);
  if (!admin_open (&admin, options.server, error) || (loader = server_loader_new (admin.server, error)) == NULL)
    return FALSE;
  rows = loader->list (loader, schema, NULL, ID_NONE, error);
  if (rows == NULL)
    return FALSE;
  fputs ("id", call->out);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    fprintf (call->out, ",%s", field->name);
  for (guint i = 0; i < rows->len; i++)
    {
      gpointer row = g_ptr_array_index (rows, i);
      char     hex[ID_HEX_LENGTH + 1];

      id_to_hex (((const Row *) row)->id, hex);
      fprintf (call->out, "\n%s", hex);
      for (const Field *field = schema->fields; field->name != NULL; field++)
        {
          g_autofree char *text = schema_member_text (schema, field, row);

          fputc (',', call->out);
          print_cell (call->out, text);
        }
      schema_free (schema, row);
    }
  fputc ('\n', call->out);
  return TRUE;
}
