/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The company's do-not-call list (R10). */
#include <glib/gi18n.h>
#include <string.h>

#include "core/day.h"
#include "core/moment.h"
#include "ctl/admin.h"
#include "ctl/ctl.h"
#include "customers/blocked.h"
#include "exchange/csv-reader.h"
#include "server/block.h"

#define REASON_MAX 256 /* bytes */
#define PROBLEMS_SHOWN 20

typedef struct
{
  char    *data;
  char    *reason;
  char    *since;
  char    *column;
  gboolean dry_run;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->reason);
  g_free (options->since);
  g_free (options->column);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* clang-format off */
#define ENTRY_DATA(options) { "data", 'd', 0, G_OPTION_ARG_FILENAME, &(options)->data, N_("Folder of the server's store"), "DIR" }
#define ENTRY_REASON(options) { "reason", 'r', 0, G_OPTION_ARG_FILENAME, &(options)->reason, N_("Why, for the list and the audit"), "TEXT" }
#define ENTRY_SINCE(options) { "since", 's', 0, G_OPTION_ARG_STRING, &(options)->since, N_("Day from which calls to it are marked; without it, now"), "YYYY-MM-DD" }
/* clang-format on */

static gboolean
check_reason (const Options *options, GError **error)
{
  if (options->reason == NULL ||
      (strlen (options->reason) <= REASON_MAX && g_utf8_validate (options->reason, -1, NULL) &&
       strpbrk (options->reason, "\t\r\n") == NULL))
    return TRUE;
  return ctl_fail (error, CTL_ERROR_USAGE, _ ("the reason is one line of at most %d bytes"), REASON_MAX);
}

/* The moment the list begins to hold for a number. */
static gboolean
read_since (const Options *options, const Admin *admin, gint64 *at, GError **error)
{
  gint64 now = admin->now.now + server_get_clock_offset (admin->server);
  Day    day;

  *at = now;
  if (options->since == NULL)
    return TRUE;
  if (!day_parse (options->since, &day))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("%s: a day is written YYYY-MM-DD"), options->since);
  *at = moment_from_day_time (day, 0, MOMENT_OFFSET_S);
  if (*at > now)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("%s is in the future: a block holds at once"), options->since);
  return TRUE;
}

static char *
read_number (const char *text, GError **error)
{
  const char *problem = NULL;
  char       *e164 = g_utf8_validate (text, -1, NULL) ? block_number (text, &problem) : NULL;

  if (e164 == NULL)
    ctl_fail (error, CTL_ERROR_USAGE, "%s: %s", text, _ (problem != NULL ? problem : N_ ("A telephone number has only digits")));
  return e164;
}

gboolean
block_command_add (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  guint        added = 0, there = 0;
  gint64       at;
  GOptionEntry entries[] = { ENTRY_DATA (&options), ENTRY_REASON (&options), ENTRY_SINCE (&options), { NULL } };

  if (!ctl_parse (call, entries, 1, G_MAXUINT, error) || !check_reason (&options, error) ||
      !admin_open (&admin, options.data, error) || !read_since (&options, &admin, &at, error) ||
      !admin_begin (&admin, error))
    return FALSE;
  for (guint i = 0; call->args[i] != NULL; i++)
    {
      g_autofree char *e164 = read_number (call->args[i], error);
      gboolean         new_one;

      if (e164 == NULL || !block_add (admin.server, &admin.actor, e164, options.reason != NULL ? options.reason : "",
                                      at, &admin.now, &new_one, error))
        return FALSE;
      added += new_one ? 1 : 0;
      there += new_one ? 0 : 1;
    }
  if (!admin_commit (&admin, error))
    return FALSE;
  fprintf (call->out, _ ("%u added, %u stood there already\n"), added, there);
  return TRUE;
}

gboolean
block_command_remove (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  GOptionEntry entries[] = { ENTRY_DATA (&options), { NULL } };
  guint        count = 0;

  if (!ctl_parse (call, entries, 1, G_MAXUINT, error) || !admin_open (&admin, options.data, error) ||
      !admin_begin (&admin, error))
    return FALSE;
  for (guint i = 0; call->args[i] != NULL; i++)
    {
      g_autofree char *e164 = read_number (call->args[i], error);
      gboolean         removed;

      if (e164 == NULL || !block_remove (admin.server, &admin.actor, e164, &admin.now, &removed, error))
        return FALSE;
      if (!removed)
        return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s is not on the list; nothing was changed"), call->args[i]);
      count++;
    }
  if (!admin_commit (&admin, error))
    return FALSE;
  fprintf (call->out, _ ("%u removed\n"), count);
  return TRUE;
}

gboolean
block_command_list (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autofree char *e164 = NULL;
  g_autoptr (GPtrArray) list = NULL;
  GOptionEntry entries[] = { ENTRY_DATA (&options), { NULL } };

  if (!ctl_parse (call, entries, 0, 1, error) || !admin_open (&admin, options.data, error))
    return FALSE;
  if (call->args[0] != NULL && (e164 = read_number (call->args[0], error)) == NULL)
    return FALSE;
  list = block_list (admin.server, e164, error);
  if (list == NULL)
    return FALSE;
  if (list->len == 0 && e164 != NULL)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s is not on the list"), call->args[0]);
  fputs ("number\tsince\tby\treason\n", call->out);
  for (guint i = 0; i < list->len; i++)
    {
      const BlockInfo *info = g_ptr_array_index (list, i);
      char             moment[MOMENT_LOCAL_SIZE];

      moment_format_local (info->at, MOMENT_OFFSET_S, moment);
      fprintf (call->out, "%s\t%s\t%s\t%s\n", info->masked, moment, info->actor, info->reason);
    }
  return TRUE;
}

/* Import */

typedef struct
{
  CtlCall       *call;
  Admin         *admin;
  const Options *options;
  gint64         at;
  int            column; /* -1 = not looked for yet */
  guint          lines, added, there, bad;
  GError        *error;
} Import;

static void
tell_problem (Import *self, const CsvRecord *record, const char *problem)
{
  if (self->bad++ < PROBLEMS_SHOWN)
    fprintf (self->call->out, _ ("line %u: %s\n"), record->line, problem);
}

static gboolean
take_record (const CsvRecord *record, gpointer data)
{
  Import          *self = data;
  const char      *problem = NULL;
  g_autofree char *e164 = NULL;
  gboolean         added;

  self->lines++;
  if (self->column < 0)
    self->column = self->options->column != NULL ? csv_column (record->header, self->options->column) : 0;
  if (self->column < 0)
    {
      ctl_fail (&self->error, CTL_ERROR_FAILED, _ ("%s: the file has no such column; its first is “%s”"), self->options->column, record->header[0]);
      return FALSE;
    }
  if (record->cells == NULL)
    {
      tell_problem (self, record, _ (record->problem));
      return TRUE;
    }
  e164 = block_number (record->cells[self->column], &problem);
  if (e164 == NULL)
    {
      tell_problem (self, record, _ (problem));
      return TRUE;
    }
  if (!block_add (self->admin->server, &self->admin->actor, e164,
                  self->options->reason != NULL ? self->options->reason : "", self->at, &self->admin->now, &added,
                  &self->error))
    return FALSE;
  self->added += added ? 1 : 0;
  self->there += added ? 0 : 1;
  return TRUE;
}

gboolean
block_command_import (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  Import self = { .call = call, .admin = &admin, .options = &options, .column = -1 };
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) input = NULL;
  g_autoptr (GError) stopped = NULL;
  GOptionEntry entries[] = {
    ENTRY_DATA (&options),
    ENTRY_REASON (&options),
    ENTRY_SINCE (&options),
    { "column", 'c', 0, G_OPTION_ARG_FILENAME, &options.column, N_ ("Column with the numbers; without it, the first"), "NAME" },
      { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run, N_ ("Count and check, but change nothing"), NULL },
        { NULL },
    };

  if (!ctl_parse (call, entries, 1, 1, error) || !check_reason (&options, error))
    return FALSE;
  file = g_file_new_for_commandline_arg (call->args[0]);
  input = g_file_read (file, NULL, error);
  if (input == NULL || !admin_open (&admin, options.data, error) || !read_since (&options, &admin, &self.at, error) ||
      !admin_begin (&admin, error))
    return FALSE;
  if (!csv_read (G_INPUT_STREAM (input), ',', take_record, &self, NULL, &stopped))
    {
      g_propagate_error (error, self.error != NULL ? self.error : g_steal_pointer (&stopped));
      return FALSE;
    }
  if (self.bad > PROBLEMS_SHOWN)
    fprintf (call->out, _ ("… and more; %u lines with errors in all\n"), self.bad);
  if (self.bad > 0)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("nothing was written; mend the lines and import the file again"));
  if (options.dry_run)
    fprintf (call->out, _ ("%u would be added, %u stand there already; nothing was written\n"), self.added, self.there);
  else if (!admin_commit (&admin, error))
    return FALSE;
  else
    fprintf (call->out, _ ("%u added, %u stood there already\n"), self.added, self.there);
  return TRUE;
}
